"""Reads notes in Markdown: each paper under a heading, and its abstract under one of its own, called so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.formats.addresses import read_arxiv
from digest.formats.labelled import read_labelled
from digest.formats.reader import Reader
from digest.nouns import Dump

_HEADING = re.compile(r"(#{1,6})[ \t]+(?:\d{1,3}[.)][ \t]+)?(\S.*)")
_FIELD = re.compile(r"(?:(#{2,6})[ \t]+[*_]*|[*_]{2,3})(Abstract|Authors?):?[*_]*:?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"']{1,300}")
_BOLD = "#######"  # deeper than any heading


def looks_like_notes(text: str) -> bool:
    """Say whether each abstract that is called so stands under a heading that can be its title."""
    return "bstract" in text and _name_fields(text.split("\n")) != []


def read_notes(text: str, file: str) -> Dump:
    """Read the notes of one capture."""
    return read_labelled("\n".join(_name_fields(text.split("\n"))), file)


def _name_fields(lines: Sequence[str]) -> list[str]:
    """Name titles, addresses and abstracts, each in its line; give nothing where an abstract has no title."""
    named, above, found = _drop_matter(lines), dict[int, int](), False
    for at, line in enumerate(lines):
        if field := _FIELD.fullmatch(line.strip()):
            named[at] = f"{field[2]}:"
            if field[2].lower() != "abstract":
                continue
            level = max((level for level in above if level < len(field[1] or _BOLD)), default=0)
            title = above.pop(level, -1)
            if title < 0:
                return []
            named[title] = _HEADING.sub(r"Title: \2", lines[title])
            _name_address(named, lines[0 if lines[0] == "---" and not found else title : at], at)
            found = True
        elif heading := _HEADING.fullmatch(line):
            above = {level: place for level, place in above.items() if level < len(heading[1])}
            above[len(heading[1])] = at
    return named if found else []


def _name_address(named: list[str], above: Sequence[str], abstract: int) -> None:
    """Say in the line above an abstract what the paper's own address is: the first in its heading, or below that."""
    own = next((url for line in above for url in _ADDRESS.findall(line) if read_arxiv(url)), "")
    if own and len(above) > 1 and (not named[abstract - 1].strip() or own in named[abstract - 1]):
        named[abstract - 1] = f"URL: {own}"


def _drop_matter(lines: Sequence[str]) -> list[str]:
    """Leave out what programs for notes write above a text, between two lines of dashes."""
    end = lines.index("---", 1) if lines[0] == "---" and "---" in lines[1:] else -1
    return ["" if at <= end else line for at, line in enumerate(lines)]


NOTES = Reader("notes with abstracts under headings", looks_like_notes, read_notes)
