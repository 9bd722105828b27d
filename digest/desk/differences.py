"""Finds what differs between two digests and says it in words: a table of sections, most important first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digest.desk.causes import explain_move, find_causes
from digest.desk.markdown_text import MAX_LENGTH, count, flatten, quote, write_code
from digest.desk.sides import Pair, follow, sort_by_title

GROWN_FROM = 4  # papers of a topic; below, to double says nothing
WORDS = 6  # of an abstract, from where it differs
PLAIN = {
    "line": "one-line text",
    "reason": "the reason why it is hidden",
    "sources": "places in the dumps",
    "summary": "whether its abstract is a machine's summary",
}
TOLD_ELSEWHERE = {"abstract", "id", "links", "override", "related", "title", "topics", "url", "why", "withdrawn"}

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Section:
    """What is to be said of one kind of change: `say` makes the line of each of `keys`, of which `most` are shown.

    `noun` and `verb` are for the summary: “one/many”.
    """

    heading: str
    noun: str
    verb: str
    keys: Sequence[str]
    say: Say = str
    most: int = 1000


def find_sections(pair: Pair) -> list[Section]:
    """Find all that differs, what must not happen silently first; without a key, there is nothing to say of a kind."""
    before, after = pair.before, pair.after
    lost, merged = _find_gone(pair)
    split, added, say_split = _find_new(pair)
    dead, moved = _find_addresses(pair, lost)
    paper, change = "paper/papers", "changes/change"
    again = sort_by_title(before.hidden.keys() & after.papers.keys(), after.papers)
    ...
