"""Knows the lines that the site puts around a paper, wherever a capture has them: none is a title or of an abstract."""

from __future__ import annotations

import re

from digest.formats.dates import is_day

_COUNT = r"[\d.,]{1,7}[kKmM]?"
_PIECE = (
    rf"Upvotes?(?: (?:-|{_COUNT}))?|{_COUNT} (?:upvotes?|likes?|comments?|stars?|authors?)|\+\d{{1,4}}(?: authors?)?|"
    rf"(?:[⭐★☆👍▲⬆🔼💬🔥❤]\ufe0f? ?)+(?:{_COUNT}(?: (?:upvotes?|comments?))?)?|"
    r"#\d{1,3} Paper of the (?:day|week|month)|"
    r"View (?:arXiv(?: page)?|PDF|HTML|Project page)|Add to collection|Community|Share|arXiv Page|Project page|Paper|"
    rf"GitHub(?: {_COUNT})?(?: auto)?|Edit ?Preview|AI-generated summary|"
    r"(?:Models|Datasets|Spaces) citing this paper(?: \d{1,5})?|Collections including this paper(?: \d{1,5})?|"
    r"Join the discussion on this paper page|Get this paper in your agent:?"
)
_PIECES = re.compile(rf"(?:{_PIECE})(?: (?:{_PIECE}))*")
_LINE = re.compile(
    r"Submitted by(?: .{1,40})?|Image \d{1,5}(?:: .{0,80})?|Featured in Daily Papers(?: on .{3,20})?|"
    r"Paper • \d{4}\.\d{4,5} • Published .{3,40}|hf papers read \S{1,20}|"
    r".{1,60}\b\d{1,2}:\d\d [AP]M"  # who said it when, in a chat
)
_MARKS = re.compile(r" ?[·•|] ?")
_LONGEST = 200  # characters


def is_furniture(line: str) -> bool:
    """Say whether a line is one that the site puts around a paper; of a number alone this cannot be told."""
    if len(line) > _LONGEST:
        return False
    pieces = [piece for piece in _MARKS.split(line.removeprefix("- ")) if piece]
    return _LINE.fullmatch(line) is not None or (bool(pieces) and all(map(_is_piece, pieces)))


def _is_piece(text: str) -> bool:
    return _PIECES.fullmatch(text) is not None or is_day(text)
