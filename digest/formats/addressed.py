"""Reads text exports in which every link's address stands on a line of its own, after the link's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.formats.addresses import find_paper, find_vote
from digest.formats.dates import match_date
from digest.formats.deal import deal_capture
from digest.formats.names import read_names
from digest.formats.pieces import Piece
from digest.formats.reader import Reader
from digest.formats.sentences import ends_midway, tidy
from digest.nouns import Dump

_ADDRESS = re.compile(r"<?((?:https?://|/papers/)[^\s<>]{1,2000})>?")
_PAPER_LINE = re.compile(
    r"^[ \t]*<?https?://(?:www\.)?(?:huggingface\.co|hf\.co)/papers/\d{4}\.\d{4,5}>?[ \t]*$", re.MULTILINE
)
_TITLE_LINK = re.compile(r"^#{1,6} \[", re.MULTILINE)
_HALF_LINK = re.compile(r"\]\(\S{1,2000}\)$|^\[$")
_FIELD = re.compile(r"[-*>\s]{0,4}[A-Za-z][\w ()-]{0,30}: ")  # of what a capture says of itself
_LONG = 200


def looks_like_addressed(text: str) -> bool:
    """Say whether papers' addresses stand on lines of their own, and titles are not linked as in Markdown."""
    return "/papers/" in text and len(_PAPER_LINE.findall(text)) > len(_TITLE_LINK.findall(text))


@dataclass(slots=True)
class _Words:
    """The lines since the last address: words of the next link, and before them what is no link."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    paper: str = ""  # the paper whose title has been seen
    awaited: str = ""  # the address of its title, until its abstract has been seen
    after_vote: bool = False
    named: bool = False  # authors stand under a title: so does a single one

    def end(self, url: str) -> Iterator[Piece]:
        paper, to_comments = find_paper(url)
        new = bool(paper) and not to_comments and paper != self.paper
        if new and self.lines:
            yield from self._end_title(url)
            self.paper = paper
            self.awaited = url if len(self.lines[-1][1]) <= _LONG else ""
        elif paper and not to_comments and not new:
            yield from self._end_link(url, 0)
            self.awaited = ""
        else:
            yield from self._end_link(url, len(self.lines) - 1)
        self.lines = []
        self.after_vote = find_vote(url)[0]

    def _end_title(self, url: str) -> Iterator[Piece]:
        """Yield a new paper's title; where the last line is long, it is the abstract, the title's address lost."""
        long = len(self.lines[-1][1]) > _LONG
        last = f"By {self.lines[-1][1]}" if self.named else self.lines[-1][1]
        names = len(self.lines) > 1 and not self.after_vote and read_names(last)
        if names and _may_be_title(self.lines[-2][1]):
            self.named = True
            yield from rest(self.lines[:-2])
            yield Piece(*self.lines[-2], url, level=3, link=True)
            yield Piece(self.lines[-1][0], f"Authors: {', '.join(names)}")
            return
        first = 0 if self.after_vote else max(0, len(self.lines) - (2 if long else 1))
        title = self.lines[first : -1 if long else None]
        yield from rest(self.lines[:first])
        if title:
            yield Piece(title[0][0], " ".join(dict.fromkeys(text for _, text in title)), url, level=3, link=True)
        if long:
            yield Piece(*self.lines[-1], url, link=True)

    def _end_link(self, url: str, first: int) -> Iterator[Piece]:
        """Yield any other link: its words are the lines from `first` on, an abstract's are all of them."""
        yield from rest(self.lines[: max(first, 0)])
        words = self.lines[max(first, 0) :]
        if words:
            fresh = not words[0][1].isdigit()
            yield Piece(words[0][0], " ".join(text for _, text in words), url, link=True, fresh=fresh)


def _may_be_title(text: str) -> bool:
    return 8 <= len(text) <= _LONG and " " in text and not text.endswith(".") and not match_date(text)


def rest(lines: list[tuple[int, str]]) -> Iterator[Piece]:
    """Yield lines that are no link."""
    for number, text in lines:
        yield Piece(number, text)


def cut_addressed(text: str) -> list[Piece]:
    """Take such a text apart into links and lines."""
    pieces: list[Piece] = []
    words = _Words()
    for number, line in _put_under([(number, tidy(raw)) for number, raw in enumerate(text.split("\n"), 1)]):
        address = _ADDRESS.fullmatch(line)
        if address:
            pieces += words.end(address[1])
        elif line:
            half = _HALF_LINK.sub("", line)
            if half:
                words.lines.append((number, half))
    if words.awaited and words.lines:  # the file ends inside an abstract, or none has its address under it
        number, said = words.lines[0][0], " ".join(text for _, text in words.lines)
        under = any(piece.url and not piece.level and find_paper(piece.url)[0] for piece in pieces)
        pieces.append(Piece(number, said, words.awaited, link=True, open=under or ends_midway(said)))
        words.lines = []
    return pieces + list(rest(words.lines))


def _put_under(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Put addresses under the titles that they stand above, where the first of all is above all and none ends it."""
    lines = [line for line in lines if line[1]]
    start = next((at for at, (_, text) in enumerate(lines) if len(text) > 3 and not _FIELD.match(text)), 0)
    papers = [at for at in range(start, len(lines)) if _PAPER_LINE.fullmatch(lines[at][1])]
    if papers[:1] != [start] or papers[-1] == len(lines) - 1:
        return lines
    for at in reversed(papers):
        if len(lines[at + 1][1]) <= _LONG:
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return lines


def read_addressed(text: str, file: str) -> Dump:
    """Read the text of one capture with addresses on their own lines."""
    return deal_capture(text, file, cut_addressed)


ADDRESSED = Reader("text of a papers page with addresses on their own lines", looks_like_addressed, read_addressed)
