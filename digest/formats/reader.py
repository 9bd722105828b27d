"""What a reader of one format is, and what all of them give when a capture holds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from digest.nouns import Dump, Entry, Place, SetAside

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
NOT_TEXT = "the line holds bytes that are not UTF-8 text"
TOO_LONG = "longer than any title or abstract"
MAX_TITLE, MAX_TEXT = 2_000, 100_000  # characters


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: its name for people, whether a text looks like it, and how it is read."""

    name: str
    looks_like: Callable[[str], bool]
    read: Callable[[str, str], Dump]


def hold_nothing(file: str, reason: str, line: int = 0) -> Dump:
    """Give the dump of a capture without papers, with the reason."""
    return Dump(file, "", (), (SetAside(Place(file, line), "", reason),))


def refuse_long(dump: Dump) -> Dump:
    """Set aside what is longer than any title or abstract: it is none, and its page would stall browsers."""
    long = [entry for entry in dump.entries if _is_long(entry)]
    if not long:
        return dump
    aside = [*dump.set_aside, *(SetAside(entry.place, entry.title, TOO_LONG) for entry in long)]
    places = {entry.place for entry in long}
    return replace(
        dump,
        entries=tuple(entry for entry in dump.entries if not _is_long(entry)),
        set_aside=tuple(sorted(aside, key=lambda one: one.place)),
        odd=tuple(odd for odd in dump.odd if odd.place not in places),
    )


def _is_long(entry: Entry) -> bool:
    return len(entry.title) > MAX_TITLE or len(entry.abstract) > MAX_TEXT


def normalise_ends(text: str) -> str:
    """Give the text with every line end as `\\n` and without byte order marks (a second capture may bring its own)."""
    # Never splitlines(): it also cuts at U+2028, U+0085 and other characters that occur inside abstracts.
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").replace("\n\ufeff", "\n")


def is_broken(text: str) -> bool:
    """Say whether the text holds bytes that were no UTF-8 (they arrive as lone surrogates)."""
    return not text.isascii() and _LONE_SURROGATE.search(text) is not None


def show_broken(text: str) -> str:
    """Give the text with every undecodable byte as a replacement character."""
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
