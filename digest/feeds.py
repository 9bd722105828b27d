"""Writes Atom feeds. An entry's id and date come from the data, so that a rebuild announces nothing anew."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from digest.addresses import CHANGES, CHANGES_FEED
from digest.nouns import ChangeDay, FeedEntry, Site

_ATOM = "http://www.w3.org/2005/Atom"
# What XML cannot hold, however it is written: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_feed(site: Site, address: str, page: str, title: str, entries: Sequence[FeedEntry]) -> bytes:
    """Write the feed at `address` of the page at `page`, newest entry first; the site must know its own address."""
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": site.language, "xml:base": site.base_url})
    _add(feed, "id", site.base_url + page)
    _add(feed, "title", title)
    _add(feed, "updated", max((entry.updated for entry in entries), default="1970-01-01T00:00:00Z"))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": site.base_url + address})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": site.base_url + page})
    author = ET.SubElement(feed, "author")
    _add(author, "name", site.name)
    for entry in entries:
        item = ET.SubElement(feed, "entry")
        _add(item, "id", site.base_url + entry.address)
        _add(item, "title", entry.title)
        _add(item, "updated", entry.updated)
        ET.SubElement(item, "link", {"rel": "alternate", "type": "text/html", "href": site.base_url + entry.address})
        content = _add(item, "content", entry.html)
        content.set("type", "html")
    ET.indent(feed, " ")
    data: bytes = ET.tostring(feed, "utf-8", xml_declaration=True)
    return data + b"\n"


def render_changes(site: Site, days: Sequence[ChangeDay]) -> bytes:
    """Write the feed of what editors changed, an entry a day."""
    entries = [
        FeedEntry(f"{CHANGES}#{day.date}", f"Changes of {day.date}", f"{day.date}T00:00:00Z", _write_day(day))
        for day in days
    ]
    return render_feed(site, CHANGES_FEED, CHANGES, f"{site.name}: changes", entries)


def _write_day(day: ChangeDay) -> str:
    lines = (f"{title}: {change.kind} {change.detail}" for change, title, _ in day.changes)
    return f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul>"


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    return element
