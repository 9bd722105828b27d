"""Reads text exports in which every link's address stands on a line of its own, after the link's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.formats.addresses import find_paper, find_vote
from digest.formats.deal import deal_capture
from digest.formats.furniture import is_furniture
from digest.formats.pieces import Piece
from digest.formats.reader import Reader
from digest.formats.sentences import ends_midway, tidy
from digest.nouns import Dump

_ADDRESS = re.compile(r"<?((?:https?://|/papers/)[^\s<>]{1,2000})>?")
_PAPER_LINE = re.compile(
    r"^[ \t]*<?https?://(?:www\.)?(?:huggingface\.co|hf\.co)/papers/(\d{4}\.\d{4,5})>?[ \t]*$", re.MULTILINE
)
_VOTE_LINE = re.compile(r"^[ \t]*<?https?://\S{1,40}/login\?next=(?:%2F|/)papers(?:%2F|/)\d", re.MULTILINE)
_TITLE_LINK = re.compile(r"^#{1,6} \[", re.MULTILINE)
_HALF_LINK = re.compile(r"\]\(\S{1,2000}\)$|^\[$")
_LONG = 200


def looks_like_addressed(text: str) -> bool:
    """Say whether papers' addresses stand on lines of their own, and titles are not linked as in Markdown.

    Each stands there twice, under title and abstract, or that of its vote does. Lists that people write have one each.
    """
    if "/papers/" not in text and "papers%2F" not in text:
        return False
    found = _PAPER_LINE.findall(text)
    return len(found) > len(_TITLE_LINK.findall(text)) and (
        len({*found}) < len(found) or _VOTE_LINE.search(text) is not None
    )


@dataclass(slots=True)
class _Words:
    """The lines since the last address: words of the next link, and before them what is no link."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    paper: str = ""  # the paper whose title has been seen
    awaited: str = ""  # the address of its title, until its abstract has been seen
    after_vote: bool = False

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
        words = [line for line in words if not is_furniture(line[1])] or words
        if words:
            fresh = not words[0][1].isdigit()
            yield Piece(words[0][0], " ".join(text for _, text in words), url, link=True, fresh=fresh)


def rest(lines: list[tuple[int, str]]) -> Iterator[Piece]:
    """Yield lines that are no link."""
    for number, text in lines:
        yield Piece(number, text)


def cut_addressed(text: str) -> list[Piece]:
    """Take such a text apart into links and lines."""
    pieces: list[Piece] = []
    words = _Words()
    for number, raw in enumerate(text.split("\n"), 1):
        line = tidy(raw)
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


def read_addressed(text: str, file: str) -> Dump:
    """Read the text of one capture with addresses on their own lines."""
    return deal_capture(text, file, cut_addressed)


ADDRESSED = Reader("text of a papers page with addresses on their own lines", looks_like_addressed, read_addressed)
