"""Reads JSON Lines: one object a line, with `title` and `abstract`."""

from __future__ import annotations

from collections.abc import Iterator

from digest.formats.daily_json import read_papers
from digest.formats.reader import Reader, make_dump, show_broken
from digest.formats.records import decode, is_list, name_fields, read_record
from digest.nouns import Dump, Entry, Place, SetAside

_SHOWN = 200


def looks_like_json_lines(text: str) -> bool:
    """Say whether one of the first lines is an object with a title, and what follows begins like one."""
    lines = [line for line in text[:200_000].split("\n", 50)[:50] if line.strip()]
    objects = [line for line in lines if line.lstrip().startswith("{")]
    if len(objects) * 2 <= len(lines):
        return False
    return any(_is_paper(line.strip()) for line in objects)


def _is_paper(line: str) -> bool:
    value, end = decode(line)
    return isinstance(value, dict) and "title" in name_fields(value) and end == len(line)


def read_json_lines(text: str, file: str) -> Dump:
    """Read one capture of JSON Lines; a line that is damaged costs its paper only."""
    lines = [raw.strip().rstrip(",") for raw in text.split("\n")]
    read = (
        one
        for number, line in enumerate(lines, 1)
        if line and line not in "[]"
        for one in _read_line(line, Place(file, number), number == len(lines))
    )
    return make_dump(file, read, nothing="the file holds no papers")


def _read_line(line: str, place: Place, last: bool) -> Iterator[Entry | SetAside]:
    value, end = decode(line)
    if isinstance(value, dict) and end == len(line):
        yield from read_papers(line, place.file, place.line) if is_list(value) else [read_record(value, place)]
        return
    reason = "the last line is cut off" if last else "the line is no JSON object"
    yield SetAside(place, show_broken(line[:_SHOWN]), reason)


JSON_LINES = Reader("JSON Lines of papers", looks_like_json_lines, read_json_lines)
