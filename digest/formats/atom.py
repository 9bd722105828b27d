"""Reads Atom feeds of arXiv. Every entry is parsed on its own, so that a cut feed costs its last entry only.

A feed that declares a document type or entities is refused: no feed of arXiv does, and entities can be bombs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from xml.etree import ElementTree

from digest.formats.addresses import is_code, read_arxiv
from digest.formats.dates import read_iso
from digest.formats.origin import place_in_time
from digest.formats.outside import set_aside_long
from digest.formats.reader import NOT_TEXT, Reader, find_lack, hold_nothing, is_broken, make_dump, show_broken
from digest.formats.sentences import is_cut, tidy
from digest.nouns import Dump, Entry, Place, SetAside

DAMAGED = "an entry that is cut off or damaged"
_HEAD = re.compile(r"<feed\b[^>]{0,1000}http://www\.w3\.org/2005/Atom|<id>\s{0,40}https?://arxiv\.org/abs/")
_ENTRY = re.compile(r"<entry(?:\s[^<>]*)?>")
_END = "</entry>"
_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UPDATED = re.compile(r"<updated>(\d{4}-\d{2}-\d{2})")
_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_FEED = re.compile(r"<(?:\?xml|feed|rss|rdf:RDF|channel)\b", re.IGNORECASE)
_MARKUP = re.compile(r"</[a-zA-Z:]{1,20}>")  # what a feed closes with
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_NAMESPACES = {"arxiv": "http://arxiv.org/schemas/atom", "dc": "http://purl.org/dc/elements/1.1/"}
_DECLARED = re.compile(r"\sxmlns:([A-Za-z][\w.-]{0,40})=[\"']([^\"'<>&]{1,200})[\"']")
ANNOUNCED = re.compile(r"\AarXiv:\S{1,40} Announce Type: \S{1,40} Abstract: ")


def looks_like_atom(text: str) -> bool:
    """Say whether the text is an Atom feed."""
    return _HEAD.search(text[:20_000]) is not None


def read_atom(text: str, file: str) -> Dump:
    """Read one feed."""
    if refused := refuse_declared(text, file):
        return refused
    updated = _UPDATED.search(_cut_head(text, _ENTRY))
    read = read_parts(text, file, _ENTRY, _END, _read_entry)
    origin = place_in_time("", updated[1] if updated else "")
    return make_dump(file, [*read, *list_outside(text, file, _ENTRY, _END)], origin, nothing="the feed holds no papers")


def refuse_declared(text: str, file: str) -> Dump | None:
    """Refuse a feed that declares what may be a bomb."""
    declares = _DECLARES.search(text)
    line = text.count("\n", 0, declares.start()) + 1 if declares else 0
    return hold_nothing(file, "the feed declares a document type or entities and is not read", line) if line else None


def read_parts(
    text: str, file: str, begin: re.Pattern[str], end: str, read: Callable[[str, Place, str], Entry | SetAside]
) -> Iterator[Entry | SetAside]:
    """Read each part of a feed, given with its place and the prefixes that are declared; the last may lack its end."""
    known = _NAMESPACES | dict(_DECLARED.findall(_cut_head(text, begin)))
    declared = "".join(f' xmlns:{name}="{address}"' for name, address in known.items())
    line, counted = 1, 0
    for start, stop in _find_parts(text, begin, end):
        line += text.count("\n", counted, start)
        counted = start
        yield read(text[start:stop], Place(file, line), declared)


def list_outside(text: str, file: str, begin: re.Pattern[str], end: str) -> Iterator[SetAside]:
    """Set aside long text before, behind or between feeds; the head of a feed may be as long as it likes."""
    lines: dict[int, str] = {}
    line, after = 1, 0
    for start, stop in [*_find_parts(text, begin, end), (len(text), len(text))]:
        gap = text[after:start]
        for at, one in enumerate(_FEED.split(gap, maxsplit=1)[0].split("\n"), line):
            lines[at] = f"{lines.get(at, '')} {_MARKUP.sub(' ', one)}"
        line += text.count("\n", after, stop)
        after = stop
    yield from set_aside_long(lines.items(), file)


def _find_parts(text: str, begin: re.Pattern[str], end: str) -> Iterator[tuple[int, int]]:
    starts = [found.start() for found in begin.finditer(text)]
    for start, following in pairwise([*starts, len(text)]):
        stop = text.find(end, start, following)
        yield start, stop + len(end) if stop >= 0 else following


def _cut_head(text: str, begin: re.Pattern[str]) -> str:
    first = begin.search(text)
    return text[: first.start() if first else 5000]


def _read_entry(text: str, place: Place, declared: str) -> Entry | SetAside:
    broken = is_broken(text)
    entry = parse_part(text, f'<feed xmlns="http://www.w3.org/2005/Atom"{declared}>', "</feed>", f"{_ATOM}entry")
    if entry is None:
        return SetAside(place, find_title(text), DAMAGED)
    title, abstract = _find(entry, "title"), ANNOUNCED.sub("", _find(entry, "summary"), count=1)
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


def find_title(text: str) -> str:
    """Find the title in what is no XML."""
    named = re.search(r"<title>([^<]{1,500})</title>", text)
    return tidy(show_broken(named[1])) if named else ""


def parse_part(text: str, before: str, after: str, tag: str) -> ElementTree.Element | None:
    """Parse one part of a feed between the tags that stand around it; nothing where it is damaged.

    The feed declares no document type and no entities, or it would have been refused.
    """
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(("end",))
    found: ElementTree.Element | None = None
    try:
        parser.feed(f"{before}{_CONTROL.sub(' ', show_broken(text))}{after}")
        parser.close()
        for event in parser.read_events():
            element = event[-1]
            if isinstance(element, ElementTree.Element) and element.tag == tag:
                found = element
    except ElementTree.ParseError:
        return None
    return found


def _find(entry: ElementTree.Element, name: str) -> str:
    return tidy(entry.findtext(f"{_ATOM}{name}") or "")


ATOM = Reader("Atom feed of arXiv", looks_like_atom, read_atom)
