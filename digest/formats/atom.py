"""Reads Atom feeds of arXiv. Every entry is parsed on its own, so that a cut feed costs its last entry only.

A feed that declares a document type or entities is refused: no feed of arXiv does, and entities can be bombs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

from digest.formats.addresses import is_code, read_arxiv
from digest.formats.dates import read_iso
from digest.formats.origin import place_in_time
from digest.formats.reader import NOT_TEXT, Reader, find_lack, hold_nothing, is_broken, make_dump, show_broken
from digest.formats.sentences import is_cut, tidy
from digest.nouns import Dump, Entry, Place, SetAside

_HEAD = re.compile(r"<feed\b[^>]{0,1000}http://www\.w3\.org/2005/Atom|<id>\s{0,40}https?://arxiv\.org/abs/")
_ENTRY = re.compile(r"<entry(?:\s[^<>]*)?>")
_END = "</entry>"
_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UPDATED = re.compile(r"<updated>(\d{4}-\d{2}-\d{2})")
_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_NAMESPACES = {"arxiv": "http://arxiv.org/schemas/atom", "dc": "http://purl.org/dc/elements/1.1/"}
_DECLARED = re.compile(r"\sxmlns:([A-Za-z][\w.-]{0,40})=[\"']([^\"'<>&]{1,200})[\"']")
_ANNOUNCED = re.compile(r"\AarXiv:\S{1,40} Announce Type: \S{1,40} Abstract: ")


def looks_like_atom(text: str) -> bool:
    """Say whether the text is an Atom feed."""
    return _HEAD.search(text[:20_000]) is not None


def read_atom(text: str, file: str) -> Dump:
    """Read one feed."""
    declares = _DECLARES.search(text)
    if declares:
        line = text.count("\n", 0, declares.start()) + 1
        return hold_nothing(file, "the feed declares a document type or entities and is not read", line)
    first = _ENTRY.search(text)
    updated = _UPDATED.search(text[: first.start() if first else 5000])
    known = _NAMESPACES | dict(_DECLARED.findall(text[: first.start() if first else 5000]))
    declared = "".join(f' xmlns:{name}="{address}"' for name, address in known.items())
    read = (_read_entry(entry, Place(file, line), declared) for entry, line in _cut_entries(text))
    origin = place_in_time("", updated[1] if updated else "")
    return make_dump(file, read, origin, nothing="the feed holds no papers")


def _cut_entries(text: str) -> Iterator[tuple[str, int]]:
    """Yield the text of each entry with its line; the last may lack its end."""
    line, counted = 1, 0
    starts = [found.start() for found in _ENTRY.finditer(text)]
    for start, following in pairwise([*starts, len(text)]):
        line += text.count("\n", counted, start)
        counted = start
        end = text.find(_END, start, following)
        yield text[start : end + len(_END) if end >= 0 else following], line


def _read_entry(text: str, place: Place, declared: str) -> Entry | SetAside:
    broken = is_broken(text)
    entry = _parse_entry(_CONTROL.sub(" ", show_broken(text)), declared)
    if entry is None:
        named = re.search(r"<title>([^<]{1,500})</title>", text)
        return SetAside(place, tidy(show_broken(named[1])) if named else "", "an entry that is cut off or damaged")
    title, abstract = _find(entry, "title"), _ANNOUNCED.sub("", _find(entry, "summary"), count=1)
    address = _find(entry, "id")
    if broken:
        return SetAside(place, title, NOT_TEXT)
    if "/api/errors" in address:
        return SetAside(place, "", f"arXiv answered with an error: {abstract}")
    if lack := find_lack(title, abstract, place):
        return lack
    names = [tidy(author.findtext(f"{_ATOM}name") or "") for author in entry.iter(f"{_ATOM}author")]
    names = names or [name for one in entry.iter(_CREATOR) for name in re.split(r",\s", tidy(one.text or ""))]
    links = (link.get("href", "") for link in entry.iter(f"{_ATOM}link"))
    words = tidy(entry.findtext(f"{_ARXIV}comment") or "").split(" ")
    return Entry(
        title=title,
        abstract=abstract,
        place=place,
        cut=is_cut(abstract),
        arxiv=next((found for one in (address, *links) if (found := read_arxiv(one))), ""),
        date=read_iso(_find(entry, "published")),
        authors=tuple(name for name in names if name),
        code=next((word.rstrip(".,;)") for word in words if is_code(word.rstrip(".,;)"))), ""),
    )


def _parse_entry(text: str, declared: str) -> ElementTree.Element | None:
    """Parse one entry with the prefixes that are declared.

    The feed declares no document type and no entities, or it would have been refused.
    """
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(("end",))
    found: ElementTree.Element | None = None
    try:
        parser.feed(f'<feed xmlns="http://www.w3.org/2005/Atom"{declared}>{text}</feed>')
        parser.close()
        for event in parser.read_events():
            element = event[-1]
            if isinstance(element, ElementTree.Element) and element.tag == f"{_ATOM}entry":
                found = element
    except ElementTree.ParseError:
        return None
    return found


def _find(entry: ElementTree.Element, name: str) -> str:
    return tidy(entry.findtext(f"{_ATOM}{name}") or "")


ATOM = Reader("Atom feed of arXiv", looks_like_atom, read_atom)
