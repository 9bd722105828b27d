"""Reads notes in Markdown: each paper under a heading, and its abstract under one of its own, called so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from digest.formats.addresses import read_arxiv
from digest.formats.labelled import read_labelled
from digest.formats.reader import Reader
from digest.nouns import Dump

_HEADING = re.compile(r"(#{1,6})[ \t]+(?:\d{1,3}[.)][ \t]+|Title:[ \t]*)?(\S.*)")
_FIELD = re.compile(r"(?:(#{2,6})[ \t]+[*_]*|[*_]{2,3})(Abstract|Authors?):?[*_]*:?", re.IGNORECASE)
# As clippers make them of arXiv's pages.
_GLUED = re.compile(
    r"(?:>[ \t]*)?(Abstract|Authors?|Subjects?|Comments?):(?=\S)|>[ \t]*(Abstract):[ \t]*", re.IGNORECASE
)
_CITED = re.compile(r"(?:\|[ \t]*)?Cite as:[ \t|\[]*arXiv:([\d.]{9,10})")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"']{1,300}")
_PAPER = re.compile(r"/(?:papers|abs)/\d{4}\.\d")
_NO_HEADING = 7  # deeper than any


def looks_like_notes(text: str) -> bool:
    """Say whether each abstract that is called so stands under a heading that can be its title."""
    return "bstract" in text and _name_fields(text.split("\n")) != []


def read_notes(text: str, file: str) -> Dump:
    """Read the notes of one capture."""
    return read_labelled("\n".join(_name_fields(text.split("\n"))), file)


def _name_fields(lines: Sequence[str]) -> list[str]:
    """Name titles, addresses and abstracts, each in its line.

    Give nothing where an abstract has no title, or a heading that is a paper's or most like titles have no abstract:
    then one that begins with `Abstract:` is the exception, and all others would be lost.
    """
    named, above, titled, headed = _drop_matter(lines), dict[int, int](), Counter[int](), Counter[int]()
    linked = set[int]()
    for at, line in enumerate(lines):
        name, depth, words = _read_field(line)
        if name:
            named[at] = f"{name}: {words}".rstrip()
        if name.lower() == "abstract":
            level = max((level for level in above if level < depth), default=0)
            if not level:
                return []
            title = above.pop(level)
            named[title] = _HEADING.sub(r"Title: \2", lines[title])
            _name_address(named, lines[0 if lines[0] == "---" and not titled else title : at], at)
            titled[level] += 1
            linked.discard(title)
        elif not name and (heading := _HEADING.fullmatch(line)):
            above = {level: place for level, place in above.items() if level < len(heading[1])}
            above[len(heading[1])] = at
            headed[len(heading[1])] += 1
            linked.update([at] if _PAPER.search(line) else [])
    return named if titled and not linked and all(2 * titled[level] >= headed[level] for level in titled) else []


def _read_field(line: str) -> tuple[str, int, str]:
    """Give the name of a field that begins in a line, how deep that is as a heading, and what it says there."""
    if field := _FIELD.fullmatch(line.strip()):
        return field[2], len(field[1]) if field[1] else _NO_HEADING, ""
    if cited := _CITED.match(line):
        return "arXiv", _NO_HEADING, cited[1]
    if glued := _GLUED.match(line):
        return glued[1] or glued[2], _NO_HEADING, line[glued.end() :]
    return "", 0, ""


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
