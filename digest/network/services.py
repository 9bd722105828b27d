"""What `services.yml` says: which services are asked for papers, and how politely. Without the file, the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.network.web import Manners
from digest.network.wire import Limits
from digest.nouns import Place, Problem
from digest.shapes import check_shape, give_value
from digest.vocabulary import shape_services
from digest.yaml_text import read_yaml

FILE = "services.yml"


@dataclass(frozen=True, slots=True)
class Service:
    """One service: where it is, how it is asked, and how many papers it is asked for at once."""

    address: str
    manners: Manners
    page: int


@dataclass(frozen=True, slots=True)
class Habits:
    """What `update` does: which lists it asks for (none: empty), and whether what came is committed or proposed."""

    fetch: str = ""
    enrich: bool = False
    links: bool = False
    propose: bool = False

    @property
    def asks(self) -> bool:
        """Say whether it asks anybody for anything."""
        return bool(self.fetch) or self.enrich or self.links


@dataclass(frozen=True, slots=True)
class Services:
    """The service that lists papers and the one that knows them, and how the asking is kept."""

    papers: Service
    arxiv: Service
    max_pages: int
    ask_again_days: int
    save_every: int
    habits: Habits = Habits()


def read_services(folder: Path, site_name: str, base_url: str = "") -> tuple[Services, list[Problem]]:
    """Read `services.yml`; with problems, the services are the defaults and nobody should be asked."""
    path = folder / FILE
    node, problems = read_yaml(path, f"site_src/{FILE}") if path.exists() else (None, [])
    problems += check_shape(node, shape_services())
    said = give_value(node) if node and not problems else {}
    contact = said.get("contact") or base_url
    if not contact and not problems:
        hint = "write `contact:` with an address or a mail address there, or `base_url:` in site.yml"
        problems.append(Problem(Place(f"site_src/{FILE}"), "R013", "services must be told who asks", hint))
    return _make_services(said, f"{_make_ascii(site_name)} (+{contact})"), problems


def _make_ascii(name: str) -> str:
    """Headers are ASCII, and brackets in them begin a comment."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in "()\\" else " " for c in name)
    return " ".join(plain.split()) or "paper digest"


def _make_services(said: Mapping[str, Any], agent: str) -> Services:
    papers = {"address": "https://huggingface.co", "interval": "3", "megabytes": "20", "page": "100"}
    arxiv = {"address": "https://export.arxiv.org", "interval": "3", "megabytes": "5", "page": "5"}
    update = said.get("update", {})
    return Services(
        papers=_make_service({**papers, **said.get("papers", {})}, said, agent),
        arxiv=_make_service({**arxiv, **said.get("arxiv", {})}, said, agent),
        max_pages=int(float(said.get("max_pages", 10))),
        ask_again_days=int(float(said.get("ask_again_days", 30))),
        save_every=int(float(said.get("save_every", 10))),
        habits=Habits(
            fetch=update.get("fetch", ""),
            enrich=update.get("enrich") == "yes",
            links=update.get("links") == "yes",
            propose=update.get("deliver") == "pull-request",
        ),
    )


def _make_service(service: Mapping[str, str], said: Mapping[str, Any], agent: str) -> Service:
    limits = Limits(
        connect_time=float(said.get("connect_time", 10)),
        answer_time=float(said.get("answer_time", 60)),
        max_bytes=int(float(service["megabytes"]) * 1_000_000),
    )
    manners = Manners(
        agent=agent,
        interval=float(service["interval"]),
        tries=int(float(said.get("tries", 4))),
        backoff=float(said.get("backoff", 5)),
        longest_wait=float(said.get("longest_wait", 300)),
        limits=limits,
    )
    return Service(service["address"].rstrip("/"), manners, int(float(service["page"])))
