"""Saves what the papers service answers as a dump: byte for byte, under a name that says what was asked for.

An answer that is not a list of papers is not saved, a dump is never replaced by one with fewer papers, and what only
the older answer has, a paper or a title that was changed since, is kept at the end of the new one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

from digest.days import is_day, is_week
from digest.network.services import Services
from digest.network.web import Client
from digest.network.wire import WebError
from digest.papers import make_id
from digest.publish import replace_file

TYPES = ("application/json",)
LONGEST_QUERY = 250  # letters; the service refuses longer ones
ANOTHER_PAGE = 0.5  # a page with fewer than this share of what was asked for is the last

Kind = Literal["daily", "week", "month", "query"]


class EmptyError(WebError):
    """The service answered, and has no papers."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask for: the papers of a day, a week, a month, or those found by a query on the day `date`."""

    kind: Kind
    value: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one answer: `done` is `written`, `replaced`, `unchanged` or `kept`, `papers` were answered.

    `over` tells how many entries only the older answer has, which stand behind them.
    """

    path: Path
    done: str
    papers: int
    before: int = 0
    over: int = 0


def check_wanted(wanted: Wanted) -> str:
    """Say what is wrong with a wish, or nothing."""
    value = wanted.value
    match wanted.kind:
        case "daily" if not is_day(value):
            return f"`{value}` is not a day like 2026-03-14"
        case "week" if not is_week(value):
            return f"`{value}` is not a week like 2026-W11"
        case "month" if not is_day(f"{value}-01"):
            return f"`{value}` is not a month like 2026-03"
        case "query" if not value.strip() or len(value) > LONGEST_QUERY:
            return f"a query is a few words, at most {LONGEST_QUERY} letters"
        case "query" if not is_day(wanted.date):
            return f"`{wanted.date}` is not a day like 2026-03-14"
    return ""


def name_dump(wanted: Wanted, page: int = 0) -> str:
    """Name the file of one page; the first page is 0, and the second is called `page-2`."""
    value = f"{make_id(wanted.value)}-{wanted.date}" if wanted.kind == "query" else wanted.value
    return f"{wanted.kind}-{value}" + (f"-page-{page + 1}" if page else "") + ".json"


def make_url(address: str, wanted: Wanted, size: int, page: int = 0) -> str:
    """Make the address of one page of what is wanted."""
    if wanted.kind == "query":
        return f"{address}/api/papers/search?{urlencode({'q': ' '.join(wanted.value.split()), 'limit': size})}"
    asked = {"date" if wanted.kind == "daily" else wanted.kind: wanted.value, "limit": str(size)}
    return f"{address}/api/daily_papers?{urlencode(asked | ({'p': str(page)} if page else {}))}"


def fetch_dumps(client: Client, services: Services, wanted: Wanted, folder: Path) -> Iterator[Saved]:
    """Ask for one page after the other and save them when all have come; raise `WebError` for what is no list.

    A part of a list would pass for all of it, and nobody would ask for the rest.
    """
    for path, body, papers in [*_ask_pages(client, services, wanted, folder)]:
        yield save_dump(path, body, papers)


def _ask_pages(client: Client, services: Services, wanted: Wanted, folder: Path) -> Iterator[tuple[Path, bytes, int]]:
    size = services.papers.page
    seen: set[str] = set()
    for page in range(1 if wanted.kind == "query" else services.max_pages):
        answer = client.get(make_url(services.papers.address, wanted, size, page), TYPES)
        items = read_items(answer.body)
        papers = list_papers(items)
        if page and papers <= seen:  # the pages have ended, or the service knows no pages
            return
        if not papers:
            raise EmptyError(f"the answer holds no papers for {wanted.value}; nothing was written")
        yield folder / name_dump(wanted, page), answer.body, len(papers)
        if len(items) < size * ANOTHER_PAGE:
            return
        seen |= papers


def read_items(body: bytes) -> list[dict[str, Any]]:
    """Read a JSON list of objects, or raise `WebError`."""
    try:
        items = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise WebError("the answer is not UTF-8 text; nothing was written") from None
    except (ValueError, RecursionError):
        raise WebError("the answer is not whole JSON; nothing was written") from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise WebError("the answer is JSON, but no list of papers; nothing was written")
    return items


def _name_item(item: Mapping[str, Any]) -> tuple[str, str]:
    """Name an entry of a list: the id of its paper, and its title."""
    paper = item.get("paper")
    inner: Mapping[str, Any] = paper if isinstance(paper, dict) else item
    return _give_text(inner.get("id")), _give_text(item.get("title")) or _give_text(inner.get("title"))


def list_papers(items: list[dict[str, Any]]) -> set[str]:
    """Name the papers of a list, each once: its id, else its title. What has no title is no paper."""
    return {id or title for id, title in map(_name_item, items) if title}


def save_dump(path: Path, body: bytes, papers: int) -> Saved:
    """Write a dump, unless the one that is there holds all of it and more; what only that one has stays in any case.

    Else a title that was changed at the service would be gone from the digest, with the address of its page.
    """
    try:
        old = path.read_bytes()
    except FileNotFoundError:
        replace_file(path, body)
        return Saved(path, "written", papers)
    if old == body:
        return Saved(path, "unchanged", papers, papers)
    try:
        items = read_items(old)
    except WebError:
        raise WebError(f"{path} is there and is no list of papers; it was kept, remove it to fetch it anew") from None
    answered, before = read_items(body), len(list_papers(items))
    known = {*map(_name_item, answered)}
    if known < {*map(_name_item, items)}:
        return Saved(path, "kept", papers, before)
    over = [item for item in items if _name_item(item) not in known]
    replace_file(path, _join_items([*answered, *over]) if over else body)
    return Saved(path, "replaced", papers, before, len(over))


def _join_items(items: Sequence[Mapping[str, Any]]) -> bytes:
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    return f"[\n{lines}\n]\n".encode("utf-8", "backslashreplace")  # half a letter stays what JSON calls it


def describe_saved(saved: Saved) -> str:
    """Say in one line what became of an answer."""
    count = "1 paper" if saved.papers == 1 else f"{saved.papers} papers"
    match saved.done:
        case "kept":
            return f"{saved.path}: kept, since it holds {saved.before} papers and the new answer only {saved.papers}"
        case "replaced":
            over = f", and {saved.over} at its end that only the older answer has" if saved.over else ""
            return f"{saved.path}: replaced, {count} in the place of {saved.before}{over}"
    return f"{saved.path}: {saved.done}, {count}"


def _give_text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)
