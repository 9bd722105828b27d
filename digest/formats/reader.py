"""What a reader of one format is, and what all of them do: set aside what is no paper, and make the dump."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from digest.formats.addresses import is_code, read_arxiv
from digest.formats.origin import NOWHERE, Origin
from digest.nouns import Dump, Entry, Place, SetAside

_PAGE_NAME = "Paper page - "  # before the title, as browsers and chats call the page of a paper
_ID_ABOVE = re.compile(r"\[([^\s\[\]]{9,30})\] (?=\S)")
_BEHIND = re.compile(r"(?<=\S) (?:<(https?://[^\s<>]{1,300})>|[\[(]([^\s()\[\]]{9,300})[\])])$")
# As lists in Markdown have them: `**Title** (Ada Bo, 2026) [[arXiv](…)] [[code](…)]`.
_LINK_BEHIND = re.compile(r"[\[(]{0,2}\[[^\[\]]{1,40}\]\((https?://[^\s()]{1,300})\)[\])]{0,2}$")
_BOLD = re.compile(r"\*\*([^*]+)\*\*(?:\s*[(.,—–·|].*)?")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # files, and captures within one, begin with the last
# What chats set before a title, an address, an abstract.
_PICTURE = re.compile("^[📄📃📑📝🔗📌📎📚📖👤👥📅💻🌐]\ufe0f?[ \\t]+(?=\\S)", re.MULTILINE)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
NOT_TEXT = "the line holds bytes that are not UTF-8 text; save the file with the encoding UTF-8"
NO_ABSTRACT = "a title without an abstract"
NO_TITLE = "an abstract without a title"
CUT_TITLE = "a title at the end of the file, where its abstract is cut off"
STRANGE = "a long text that belongs to no card"
TOO_LONG = "longer than any title or abstract"
MAX_TITLE, MAX_TEXT = 2_000, 100_000  # characters


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: its name for people, whether a text looks like it, and how it is read, by text and file name."""

    name: str
    looks_like: Callable[[str], bool]
    read: Callable[[str, str], Dump]


def hold_nothing(file: str, reason: str, line: int = 0) -> Dump:
    """Give the dump of a capture without papers, with the reason."""
    return Dump(file, "", (), (SetAside(Place(file, line), "", reason),))


def make_dump(file: str, read: Iterable[Entry | SetAside], origin: Origin = NOWHERE, *, nothing: str) -> Dump:
    """Make the dump of all that was read; where that is nothing, it says so in the words of `nothing`."""
    read = [*read] or [SetAside(Place(file), "", nothing)]
    aside = sorted((one for one in read if isinstance(one, SetAside)), key=lambda one: one.place)
    entries = tuple(one for one in read if isinstance(one, Entry))
    return Dump(file, origin.day, entries, tuple(aside), date=origin.date, url=origin.url, query=origin.query)


def find_lack(title: str, abstract: str, place: Place) -> SetAside | None:
    """Say what keeps two texts from being the title and the abstract of a paper, if anything does."""
    if is_broken(title + abstract):
        return SetAside(place, show_broken(title), NOT_TEXT)
    if title and abstract:
        return None
    return SetAside(place, title or abstract, NO_ABSTRACT if title else NO_TITLE)


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


def undress_title(entry: Entry) -> Entry:
    """Take from a title what programs put around it, and keep what that tells: an id at arXiv, an address."""
    title, told = entry.title.removeprefix(_PAGE_NAME), []
    if (above := _ID_ABOVE.match(title)) and read_arxiv(above[1]):
        told.append(above[1])
        title = title[above.end() :]
    while "](http" in title and (link := _LINK_BEHIND.search(title)) and link.start():
        told.append(link[1])
        title = title[: link.start()].rstrip(" .,;:|·—–-")
    if told and (bold := _BOLD.fullmatch(title)):
        title = bold[1]
    behind = _BEHIND.search(title) if title.endswith((">", ")", "]")) else None
    said = (behind[1] or behind[2]) if behind else ""
    if behind and (read_arxiv(said) or said.startswith(("https://", "http://"))):
        told.append(said)
        title = title[: behind.start()]
    if title == entry.title:
        return entry
    arxiv = next(filter(None, map(read_arxiv, told)), "")
    code = next(filter(is_code, told), "")
    return replace(entry, title=title, arxiv=entry.arxiv or arxiv, code=entry.code or code)


def _is_long(entry: Entry) -> bool:
    return len(entry.title) > MAX_TITLE or len(entry.abstract) > MAX_TEXT


def normalise(text: str) -> str:
    """Give the text with every line end as `\\n`, and without what is not seen, or is a picture before a line."""
    # Never splitlines(): it also cuts at U+2028, U+0085 and other characters that occur inside abstracts.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else _PICTURE.sub("", _UNSEEN.sub("", text))


def is_broken(text: str) -> bool:
    """Say whether the text holds bytes that were no UTF-8 (they arrive as lone surrogates)."""
    return not text.isascii() and _LONE_SURROGATE.search(text) is not None


def show_broken(text: str) -> str:
    """Give the text with every undecodable byte as a replacement character."""
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
