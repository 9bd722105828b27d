"""Takes scraped Markdown apart into pieces: links, images dropped, and the lines of text between them.

A link may run over many lines (an abstract wrapped at a fixed width) and hold brackets that nobody escaped, so brackets
alone do not say where a link begins. The address at its end does: a link to a paper begins at the first bracket that
opens a line, any other link at the nearest bracket. A heading, or a bracket that stands alone, ends what is still open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from digest.formats.addresses import find_paper
from digest.formats.sentences import drop_images, unwrap

_MARK = re.compile(
    r"\\[\[\]\\!]|(?P<end>\]\((?P<url>[^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200}){0,4})"
    r"(?:[ \t]+\"[^\"\n]{0,300}\")?\))"
    r"|(?P<reference>\]\[(?P<number>\d{1,5})\])|(?P<image>!\[)|(?P<open>\[)|(?P<close>\])|(?P<line>\n)"
)
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|(?=\[))")
_PREFIX = re.compile(r"[ \t>]*(?:(?:#{1,6}[ \t]*|[-*+][ \t]+|\d{1,3}[.)][ \t]+)[ \t]*){0,3}(?:\*\*)?[ \t]*")
_MARKS = re.compile(r"[#*•·>|`\s-]*+(?:\d{1,3}[.)])?[*\s]*")  # of headings and lists, with nothing behind them
_LONE = re.compile(r"[ \t]*\[(?:[ \t]*[-*]?[ \t]*\[[ x]?\])?[ \t]*(?:Upvote[ \t]*)?")
RULES = ("---", "```")  # lines that may end what stands above them
# Where the file is cut inside the address that closes a link, the link is as open as if it were cut before it.
_CUT_ADDRESS = re.compile(r"\]\([^()\s]{0,2000}\s*\Z")
# The line's end is asked for: an address that the file's end cuts off may be that of another paper.
_REFERENCE = re.compile(
    r"^[ \t]*(?:\[(\d{1,5})\]:?|(\d{1,5})\.)[ \t]+<?(https?://[^\s<>]+|/[^\s<>]+)>?[ \t]*\n", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A link or a line of text. `level` is that of its heading, 0 for none; `open` is a link whose end is missing.

    `fresh` pieces open their line; `number` is the reference that a link ends in, in place of an address.
    """

    line: int
    text: str
    url: str = ""
    level: int = 0
    link: bool = False
    open: bool = False
    fresh: bool = True
    number: int | None = None


@dataclass(slots=True)
class _Open:
    at: int
    line: int
    image: bool
    level: int
    fresh: bool  # it opens its line
    lone: bool  # nothing else stands on its line: what follows may hold blank lines
    balanced: bool = False


@dataclass(slots=True)
class _Span:
    start: int
    end: int
    began: _Open
    text: str
    url: str = ""
    number: int | None = None
    open: bool = False


@dataclass(slots=True)
class _Scan:
    """The state of a walk through a text, from mark to mark."""

    text: str
    references: dict[int, str]
    line: int = 1
    line_start: int = 0
    prefix_end: int = 0
    opens: list[_Open] = field(default_factory=list)
    fresh: list[int] = field(default_factory=list)
    spans: list[_Span] = field(default_factory=list)

    def open(self, at: int, image: bool) -> None:
        fresh = not image and self.prefix_end >= at
        newline = self.text.find("\n", at) if fresh else -1
        lone = fresh and _LONE.fullmatch(self.text, self.line_start, newline if newline >= 0 else len(self.text))
        if lone:
            self.flush(self.line_start)
        if fresh:
            self.fresh.append(len(self.opens))
        heading = _HEADING.match(self.text, self.line_start) if fresh else None
        self.opens.append(_Open(at, self.line, image, len(heading[1]) if heading else 0, fresh, bool(lone)))

    def close(self) -> None:
        if self.opens and self.opens[-1].fresh:
            self.opens[-1].balanced = True
        elif self.opens:
            self.opens.pop()

    def end(self, found: re.Match[str]) -> None:
        if not self.opens:
            return
        number = int(found["number"]) if found["number"] else None
        url = self.references.get(number, "") if number is not None else found["url"]
        outer = self.fresh and (number is not None or find_paper(url)[0]) and not self.opens[-1].image
        index = self.fresh[0] if outer else len(self.opens) - 1
        chosen = self.opens[index]
        del self.opens[index:]
        while self.fresh and self.fresh[-1] >= index:
            self.fresh.pop()
        while self.spans and self.spans[-1].start > chosen.at:
            self.spans.pop()
        inner = self.text[chosen.at + 1 : found.start()]
        self.spans.append(_Span(chosen.at, found.end(), chosen, inner, url, number))

    def start_line(self, at: int) -> None:
        self.line_start = at
        prefix = _PREFIX.match(self.text, at)
        self.prefix_end = prefix.end() if prefix else at

    def next_line(self, at: int) -> None:
        self.line += 1
        blank = not self.text[self.line_start : at].strip()
        continued = self.text.endswith("\\", self.line_start, at)
        self.start_line(at + 1)
        section = _HEADING.match(self.text, self.line_start) or self.text.startswith("---\n", self.line_start)
        waiting = continued or not self.opens or (self.fresh and self.opens[self.fresh[0]].lone)
        if section or (blank and not waiting):
            self.flush(at)

    def flush(self, at: int) -> None:
        """Give up what is still open; a link that has begun a line and has no end becomes an open span."""
        first = next((self.opens[index] for index in self.fresh if not self.opens[index].balanced), None)
        self.opens.clear()
        self.fresh.clear()
        if not first:
            return
        inside: list[_Span] = []
        while self.spans and self.spans[-1].start > first.at:
            inside.append(self.spans.pop())
        end = inside[-1].start if inside else at
        self.spans.append(_Span(first.at, end, first, self.text[first.at + 1 : end], open=True))
        self.spans += reversed(inside)


def cut_pieces(text: str) -> list[Piece]:
    """Take Markdown apart; the list of references at its end, if any, gives the addresses of numbered links."""
    text = _CUT_ADDRESS.sub("", text)
    scan = _Scan(text, read_references(text))
    scan.start_line(0)
    for found in _MARK.finditer(text):
        if found["line"]:
            scan.next_line(found.start())
        elif found["end"] or found["reference"]:
            scan.end(found)
        elif found["image"] or found["open"]:
            scan.open(found.end() - 1, bool(found["image"]))
        elif found["close"]:
            scan.close()
    scan.flush(len(text))
    return list(_order_pieces(text, scan.spans))


def read_references(text: str) -> dict[int, str]:
    """Read the list of references at the end of a text: number and address."""
    return {int(bracketed or dotted): url for bracketed, dotted, url in _REFERENCE.findall(text)}


def _order_pieces(text: str, spans: list[_Span]) -> Iterator[Piece]:
    at, line = 0, 1
    for span in spans:
        began = span.began
        yield from _cut_lines(text[at : span.start - began.image], line, at == 0)  # an image begins before its bracket
        if not began.image:
            words = unwrap(drop_images(span.text))
            yield Piece(began.line, words, span.url, began.level, not span.open, span.open, began.fresh, span.number)
        line = began.line + text.count("\n", span.start, span.end)
        at = span.end
    yield from _cut_lines(text[at:], line, at == 0)


def _cut_lines(text: str, line: int, fresh: bool) -> Iterator[Piece]:
    """Yield the lines of text between two links; a heading goes on over the lines under it that are set in."""
    heading: Piece | None = None
    for offset, raw in enumerate(text.split("\n")):
        words = unwrap(raw)
        if heading and words and raw.startswith("  "):
            heading = replace(heading, text=f"{heading.text} {words}")
            continue
        if heading:
            yield heading
        mark = _HEADING.match(words)
        heading = Piece(line + offset, words[mark.end() :].strip(" #"), level=len(mark[1])) if mark else None
        if not heading and (words in RULES or not _MARKS.fullmatch(words)):
            yield Piece(line + offset, words, fresh=offset > 0 or fresh)
    if heading:
        yield heading
