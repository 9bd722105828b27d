"""Reads JSON Lines: one object a line, with `title` and `abstract`."""

from __future__ import annotations

from digest.formats.reader import Reader, hold_nothing, is_broken, normalise_ends, show_broken
from digest.formats.records import decode, read_record
from digest.nouns import Dump, Entry, Place, SetAside

_NAME = "JSON Lines of papers"
_SHOWN = 200


def looks_like_json_lines(text: str) -> bool:
    """Say whether one of the first lines is an object with a title, and what follows begins like one."""
    lines = [line for line in normalise_ends(text[:200_000]).split("\n", 50)[:50] if line.strip()]
    objects = [line for line in lines if line.lstrip().startswith("{")]
    if len(objects) * 2 <= len(lines):
        return False
    return any(_is_paper(line.strip()) for line in objects)


def _is_paper(line: str) -> bool:
    value, end = decode(line)
    return isinstance(value, dict) and "title" in value and end == len(line)


def read_json_lines(text: str, file: str) -> Dump:
    """Read one capture of JSON Lines; a line that is damaged costs its paper only."""
    entries: list[Entry] = []
    aside: list[SetAside] = []
    lines = normalise_ends(text).split("\n")
    for number, raw in enumerate(lines, 1):
        line = raw.strip().rstrip(",")
        if not line or line in "[]":
            continue
        made = _read_line(line, Place(file, number), number == len(lines))
        if isinstance(made, Entry):
            entries.append(made)
        else:
            aside.append(made)
    if not entries and not aside:
        aside = list(hold_nothing(file, "the file holds no papers").set_aside)
    return Dump(file, "", tuple(entries), tuple(aside), format=_NAME)


def _read_line(line: str, place: Place, last: bool) -> Entry | SetAside:
    value, end = decode(line)
    if isinstance(value, dict) and end == len(line):
        return read_record(value, place)
    shown = show_broken(line[:_SHOWN]) if is_broken(line[:_SHOWN]) else line[:_SHOWN]
    return SetAside(place, shown, "the last line is cut off" if last else "the line is no JSON object")


JSON_LINES = Reader(_NAME, looks_like_json_lines, read_json_lines)
