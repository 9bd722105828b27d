"""A second, plainer reader of the dumps in `seeds/`, which shares nothing with the program: to count by."""

from __future__ import annotations

import re

_WORDS = (
    r"(?:new|Subscribe|Daily Papers|Get trending papers in your email inbox(?: [a-z]+){0,4}[!.]?"
    r"|by ?AK and the research community|Daily|Weekly|Monthly|Trending Papers|Previous|Next"
    r"|\d{1,3}|[-*•·>]|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2})"
)
FURNITURE = re.compile(f"{_WORDS}(?: {_WORDS})*")
_UNSEEN = re.compile("[\\s\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2060\ufeff\ufdd0-\ufdef\ufffe\uffff]+")


def squeeze(text: str) -> str:
    """Write a text as it is compared: all that nobody sees is one space."""
    return _UNSEEN.sub(" ", text).strip()


def read_lines(text: str) -> list[tuple[int, str]]:
    """Give the lines that hold something, with their numbers."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [(number, said) for number, line in enumerate(lines, 1) if (said := squeeze(line))]


def read_pairs(text: str) -> list[tuple[int, str, str]]:
    """Give line, title and abstract of every paper of a whole dump: the head, then title and abstract in turn."""
    lines = read_lines(text)
    while FURNITURE.fullmatch(lines[0][1]):
        lines.pop(0)
    number, first = lines[0]
    lines[0] = (number, first.removeprefix("Subscribe"))
    return [(at, title, abstract) for (at, title), (_, abstract) in zip(lines[::2], lines[1::2], strict=True)]
