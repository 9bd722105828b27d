"""Reads RSS: the daily feeds of arXiv in their old form, and any with a title and a description an item."""

from __future__ import annotations

import re
from functools import partial
from xml.etree import ElementTree

from digest.formats.addresses import read_arxiv
from digest.formats.atom import ANNOUNCED, DAMAGED, find_title, list_outside, parse_part, read_parts, refuse_declared
from digest.formats.dates import read_iso, read_stated
from digest.formats.names import split_names
from digest.formats.reader import NOT_TEXT, Reader, find_lack, is_broken, make_dump
from digest.formats.sentences import drop_tags, is_cut, tidy
from digest.nouns import Dump, Entry, Place, SetAside

_HEAD = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<[?!][^>]{0,500}>\s*){0,5}<(?:rss|rdf:RDF)\b", re.IGNORECASE)
_ITEM = re.compile(r"<item(?:\s[^<>]*)?>")
_END = "</item>"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OLD_TITLE = re.compile(r"\.? \(arXiv:(\S{1,40})(?: \[[\w.-]{1,20}\])?(?: UPDATED)?\)$")
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}")


def looks_like_rss(text: str) -> bool:
    """Say whether the text is RSS."""
    return _HEAD.match(text) is not None


def read_rss(text: str, file: str) -> Dump:
    """Read one feed."""
    if refused := refuse_declared(text, file):
        return refused
    read = read_parts(text, file, _ITEM, _END, _read_item)
    return make_dump(file, [*read, *list_outside(text, file, _ITEM, _END)], nothing="the feed holds no papers")


def _read_item(text: str, place: Place, declared: str) -> Entry | SetAside:
    item = parse_part(text, f"<rss{declared}>", "</rss>", "item")
    if item is None:
        return SetAside(place, find_title(text), DAMAGED)
    find = partial(_find, item)
    written, abstract = find("title"), ANNOUNCED.sub("", find("description"), count=1)
    title = _OLD_TITLE.sub("", written)
    if is_broken(text):
        return SetAside(place, title, NOT_TEXT)
    if lack := find_lack(title, abstract, place):
        return lack
    named = _OLD_TITLE.search(written)
    addresses = (find("link"), find("guid"), named[1] if named else "")
    day = _DAY.search(find("pubDate"))
    return Entry(
        title=title,
        abstract=abstract,
        place=place,
        cut=is_cut(abstract),
        arxiv=next((found for one in addresses if (found := read_arxiv(one))), ""),
        date=read_stated(day[0]) if day else read_iso(find(f"{_DC}date")),
        authors=tuple(
            name for one in item.iter(f"{_DC}creator") for name in split_names(tidy(drop_tags(one.text or "", "")))
        ),
    )


def _find(item: ElementTree.Element, name: str) -> str:
    """Give the text of an element; where it is HTML, without the tags that stand around it."""
    return tidy(drop_tags(item.findtext(name) or ""))


RSS = Reader("RSS feed of arXiv", looks_like_rss, read_rss)
