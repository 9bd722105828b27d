"""What `services.yml` says: which services are asked for papers, and how politely. Without the file, the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.network.web import Manners
from digest.network.wire import Limits
from digest.nouns import Place, Problem
from digest.shapes import Fields, Number, Words, check_shape, give_value
from digest.yaml_text import read_yaml

FILE = "services.yml"
_SERVICE = r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d{1,5})?(/[^\s\"<>\\^`{|}?#@]*)?"
_CONTACT = r"https?://[!-~]+|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"


@dataclass(frozen=True, slots=True)
class Service:
    """One service: where it is, how it is asked, and how many papers it is asked for at once."""

    address: str
    manners: Manners
    page: int


@dataclass(frozen=True, slots=True)
class Services:
    """The service that lists papers and the one that knows them, and how the asking is kept."""

    papers: Service
    arxiv: Service
    max_pages: int
    ask_again_days: int
    save_every: int


def shape_service(least_interval: float) -> Fields:
    """Give the shape of one service; its interval can be made longer than what the service asks for, not shorter."""
    return Fields(
        "One service.",
        {
            "address": Words("Where it is, up to where `/api/` begins.", _SERVICE, "https://export.arxiv.org"),
            "interval": Number("Seconds between two requests.", least=least_interval),
            "megabytes": Number("A larger answer is refused.", least=0.001),
            "page": Number("How many papers to ask for at once.", least=1),
        },
    )


def shape_services(least_interval: float = 3.0) -> Fields:
    """Give the shape of the file."""
    return Fields(
        "The services that `fetch` and `enrich` ask. A build asks nobody.",
        {
            "contact": Words("An address or a mail address that services may write to.", _CONTACT, "me@example.org"),
            "papers": shape_service(min(1.0, least_interval)),
            "arxiv": shape_service(least_interval),
            "tries": Number("How often to ask for the same thing before giving up.", least=1),
            "backoff": Number("Seconds to wait before the second try; doubled before each further one.", least=0),
            "longest_wait": Number("Seconds; a service that asks for a longer pause is left alone.", least=1),
            "connect_time": Number("Seconds until a connection must stand.", least=0.05),
            "answer_time": Number("Seconds in which the whole answer must have come.", least=0.05),
            "max_pages": Number("How many pages of a week or month to ask for.", least=1),
            "ask_again_days": Number("After how many days to ask again for what was not found.", least=0),
            "save_every": Number("After how many papers to write what was found.", least=1),
        },
    )


def read_services(
    folder: Path, site_name: str, base_url: str = "", least_interval: float = 3.0
) -> tuple[Services, list[Problem]]:
    """Read `services.yml`; with problems, the services are the defaults and nobody should be asked."""
    path = folder / FILE
    node, problems = read_yaml(path, f"site_src/{FILE}") if path.exists() else (None, [])
    problems += check_shape(node, shape_services(least_interval))
    said = give_value(node) if node and not problems else {}
    contact = said.get("contact") or base_url
    if not contact and not problems:
        hint = "write `contact:` with an address or a mail address there, or `base_url:` in site.yml"
        problems.append(Problem(Place(f"site_src/{FILE}"), "services must be told who asks", hint))
    return _make_services(said, f"{_make_ascii(site_name)} (+{contact})"), problems


def _make_ascii(name: str) -> str:
    """Headers are ASCII, and brackets in them begin a comment."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in "()\\" else " " for c in name)
    return " ".join(plain.split()) or "paper digest"


def _make_services(said: Mapping[str, Any], agent: str) -> Services:
    papers = {"address": "https://huggingface.co", "interval": "3", "megabytes": "20", "page": "100"}
    arxiv = {"address": "https://export.arxiv.org", "interval": "3", "megabytes": "5", "page": "5"}
    return Services(
        papers=_make_service({**papers, **said.get("papers", {})}, said, agent),
        arxiv=_make_service({**arxiv, **said.get("arxiv", {})}, said, agent),
        max_pages=int(float(said.get("max_pages", 10))),
        ask_again_days=int(float(said.get("ask_again_days", 30))),
        save_every=int(float(said.get("save_every", 10))),
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
