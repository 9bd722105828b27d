"""Reads the JSON of daily papers: lists of papers, wherever they stand in it, in whatever state it was saved.

Papers are decoded one by one, each at its place, so that a cut or damaged file costs only what is damaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.formats.origin import Origin, place_in_time
from digest.formats.reader import Reader, make_dump, show_broken
from digest.formats.records import LISTS, decode, is_list, is_paper, is_surely_paper, name_fields, read_record
from digest.formats.sentences import tidy
from digest.nouns import Dump, Entry, Place, SetAside

DAMAGED = "a paper whose JSON is cut off or damaged"
GIVEN_UP = "so much of the JSON is damaged that the rest is not read"
BEHIND = "what stands behind the JSON is not read"
_START = re.compile(r"\s*[\[{]")
_LIST = re.compile(rf'"(?:{"|".join(LISTS)})"\s*:\s*\[')
_SIGN = re.compile(r'"(?:title|paper[ _]title|paper|dailyPapers)"\s*:', re.IGNORECASE)
_NEXT = re.compile(r'\{\s*"(?:paper|title|id)"\s*:', re.IGNORECASE)
_PAPER = re.compile(r'\{\s*"paper"\s*:')
_FOLLOWING = re.compile(r"\s*,\s*\{|[\s\]}]*(?:\[\s*)?\{")
_SIBLING = re.compile(r"\}\s*,\s*\{")
# The object that tells of a list and stands beside it, as some services put it.
_HEAD = re.compile(r'"(?:feed|channel|collection)"\s*:\s*$')
_KEY = re.compile(r'"((?:arxiv:)?\d{4}\.\d{4,5}(?:v\d{1,2})?)"\s*:\s*$', re.IGNORECASE)
_NAME_WIDTH = 60  # characters before an object, in which its name stands
_CLOSING = re.compile(r"[\s\]}]*")
# What begins with one of JSON's own signs is more of it; a Markdown link is not.
_BEHIND = re.compile(r"[\s\]},;]*((?:[^\s\]},;\"\[{]|\[[^\W\d_])[^\n]{2,199})")
_TITLE = re.compile(r'"title"\s*:\s*"([^"\\]{1,300})"', re.IGNORECASE)
# After so many damaged papers the rest is given up, since each may have cost a walk to the end of the file: the first
# number at least, and as many as walk over the second number of characters.
_FAILURES, _WALKED = 20, 20_000_000
_DEPTH = 20  # times that a text is gone through, at most: lists of papers stand in few things that stand in others


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is no JSON where a paper was to be: the title that stands in it, and what is wrong."""

    title: str
    reason: str = DAMAGED


@dataclass(slots=True)
class _Group:
    """Objects that stand side by side with their lines, in a list or alone."""

    listed: bool
    found: list[tuple[dict[str, object], int]] = field(default_factory=list)


def looks_like_daily_json(text: str) -> bool:
    """Say whether the text begins as JSON does and names what papers have (JSON Lines are looked for before)."""
    head = text[:100_000].lstrip("\ufeff \t\r\n")
    return _START.match(head) is not None and _SIGN.search(head) is not None


def read_daily_json(text: str, file: str) -> Dump:
    """Read the JSON of one capture."""
    return make_dump(file, read_papers(text, file), nothing="the JSON holds no papers")


def read_papers(text: str, file: str, line: int = 0) -> Iterator[Entry | SetAside]:
    """Yield all papers of a JSON text; `line` is where it stands as a whole, 0 where its own lines are the file's."""
    before: object = None
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    _, end = decode(text, start)
    whole = end >= 0 and not text[end:].strip()
    for value, at_line in _walk_whole(text) if whole else _walk_values(text):
        place = Place(file, line or at_line)
        if isinstance(value, dict):
            made = read_record(value, place)
            if isinstance(made, Entry) or made.text:
                yield made
        elif isinstance(value, Damage) and not (isinstance(before, Damage) and value.reason == DAMAGED):
            yield SetAside(place, value.title, value.reason)
        before = value


def read_state(text: str) -> Origin:
    """Read the day that the data of a saved page states."""
    found = re.search(r'"(?:dateString|date)"\s*:\s*"(\d{4}-\d{2}-\d{2})', text)
    return place_in_time("", found[1] if found else "")


def _walk_whole(text: str) -> Iterator[tuple[object, int]]:
    """Yield each paper of JSON that is whole with its line, and what stands among papers and lacks an abstract.

    What is no paper is looked into, so that papers may stand in lists by day, in rows, or in sections.
    """
    groups: list[_Group] = []
    at, last, line, counted, walked = text.find("{"), -1, 1, 0, 0
    while at >= 0 and walked < _DEPTH * len(text):
        value, end = decode(text, at)
        if isinstance(value, dict) and not is_list(value) and not _is_head(value, text, at):
            line += text.count("\n", counted, at)
            counted = at
            key = _KEY.search(text, max(at - _NAME_WIDTH, 0), at)
            value = {"key": key[1], **value} if key else value
            if last < 0 or text[last:at].strip() != ",":
                groups.append(_Group(text[max(at - _NAME_WIDTH, 0) : at].rstrip().endswith("[")))
            groups[-1].found.append((value, line))
            last = at = end
        else:
            at += 1
        walked += max(end - at, 0)
        at = text.find("{", at)
    usual = {name for group in groups for value, _ in group.found if is_paper(value) for name in value}
    for group in groups:
        kept = not usual or any(is_paper(value) for value, _ in group.found)
        yield from (one for one in group.found if kept or _lacks_only(one[0], usual if group.listed else set()))
    if at >= 0:
        yield Damage("", GIVEN_UP), line


def _lacks_only(value: dict[str, object], usual: set[str]) -> bool:
    """Say whether an object is a paper that lacks its abstract, or its title, though none stands beside it.

    Persons, organisations and tags may have titles and descriptions too, but not an arXiv id or authors, and they have
    fields that papers lack. `usual` are those of the papers, none where it stands in no list.
    """
    named = name_fields(value)
    return is_surely_paper(value) or ("title" in named and ("authors" in named or value.keys() <= usual))


def _is_head(value: dict[str, object], text: str, at: int) -> bool:
    """Say whether the object that begins here tells of a list that stands beside it."""
    return _HEAD.search(text, max(at - _NAME_WIDTH, 0), at) is not None and not is_surely_paper(value)


def _walk_values(text: str) -> Iterator[tuple[object, int]]:
    """Yield each object of each list of papers with its line, and `Damage` for each that cannot be decoded."""
    at, line, counted, failures, entered, end = text.find("{"), 1, 0, 0, 0, -1
    most = max(_FAILURES, min(1000, _WALKED // max(len(text), 1)))
    bare = text.lstrip().startswith("[")
    while 0 <= at < len(text) and failures + entered < most:
        line += text.count("\n", counted, at)
        counted = at
        value, end = decode(text, at)
        if end >= 0:
            yield from _open_list(value, text[at:end], line)
            at = _find_next(text, end)
            if at < 0 and not _CLOSING.fullmatch(text, end):
                # Where brackets are damaged they tell nothing: the next object that begins like a paper is one.
                at = _search_next(text, end, _NEXT if failures or bare else _PAPER)
        elif (inner := _find_inner(text, at)) >= 0:
            entered += 1
            at = inner
        else:
            failures += 1
            named = _TITLE.search(text, at, at + 2000)
            yield Damage(show_broken(tidy(named[1])) if named else ""), line
            at = _search_next(text, at + 1, _NEXT)
    line += text.count("\n", counted, max(at, end, counted))
    if at >= 0:
        yield Damage("", GIVEN_UP), line
    elif end >= 0 and (behind := _BEHIND.match(text, end)):
        yield Damage(show_broken(tidy(behind[1])), BEHIND), line + text.count("\n", end, behind.start(1))


def _open_list(value: object, text: str, line: int) -> Iterator[tuple[object, int]]:
    """Yield the papers of an object that lists such, or the object itself; each with its line."""
    if isinstance(value, dict) and is_list(value):
        yield from ((inner, line + at_line - 1) for inner, at_line in _walk_whole(text))
    else:
        yield value, line


def _search_next(text: str, at: int, beginning: re.Pattern[str]) -> int:
    found = beginning.search(text, at)
    return found.start() if found else -1


def _find_inner(text: str, at: int) -> int:
    """Find the first paper of a list under a name we know, if it is the damaged object here that has this list."""
    listed = _LIST.search(text, at)
    if not listed or _NEXT.search(text, at + 1, listed.start()) or _SIBLING.search(text, at, listed.start()):
        return -1
    return text.find("{", listed.end())


def _find_next(text: str, end: int) -> int:
    """Find the next object of the same list or, where the list has ended, of what follows."""
    following = _FOLLOWING.match(text, end)
    return following.end() - 1 if following else -1


DAILY_JSON = Reader("JSON of daily papers", looks_like_daily_json, read_daily_json)
