"""Writes Atom and JSON feeds, and the list of them.

An entry's id and date come from the data, so that a rebuild announces nothing anew.
"""

from __future__ import annotations

import html
import json
import xml.etree.ElementTree as ET
from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter

from digest.addresses import CHANGES, FEED, JSON_FEED, address_of
from digest.nouns import ChangeDay, Edition, FeedEntry, Page, Paper, Site
from digest.shelves import find_line
from digest.text.lines import fit_xml

MOST = 50  # entries of a feed
UNKNOWN = "1970-01-01"  # where neither a dump nor git knows the day; it must not change with every build
_ATOM = "http://www.w3.org/2005/Atom"


def render_feed(site: Site, page: str, title: str, entries: Sequence[FeedEntry]) -> bytes:
    """Write the Atom feed of the page at `page`, newest entry first; the site must know its own address."""
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": site.language, "xml:base": site.base_url})
    _add(feed, "id", site.base_url + page)
    _add(feed, "title", title)
    _add(feed, "updated", max((entry.updated for entry in entries), default="1970-01-01T00:00:00Z"))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": site.base_url + page + FEED})
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


def list_entries(
    papers: Collection[Paper], editions: Sequence[Edition], arrivals: Mapping[str, str]
) -> list[FeedEntry]:
    """Give the newest papers as entries, dated by the edition they first stood in, else by when its dump came.

    Those of one day stand as their editions do, newest first, and those of one edition as in its dump.
    """
    ranks = {edition: rank for rank, edition in enumerate(editions)}
    firsts = [(paper, paper.editions[-1]) for paper in papers if paper.editions]
    firsts.sort(key=lambda item: (ranks[item[1]], find_line(*item)))
    dated = [(_find_day(first, arrivals), paper) for paper, first in firsts]
    dated += [("", paper) for paper in papers if not paper.editions]
    dated.sort(key=itemgetter(0), reverse=True)
    return [
        FeedEntry(
            address_of(paper),
            paper.title,
            f"{day or UNKNOWN}T00:00:00Z",
            f"<p>{html.escape(paper.line or paper.abstract)}</p>",
        )
        for day, paper in dated[:MOST]
    ]


def _find_day(first: Edition, arrivals: Mapping[str, str]) -> str:
    """Give the day on which the papers of an edition came to the digest, as far as anyone knows."""
    return first.date if len(first.date) == len(UNKNOWN) else arrivals.get(first.file, "")


def render_json(site: Site, page: str, title: str, entries: Sequence[FeedEntry]) -> bytes:
    """Write a JSON Feed (https://www.jsonfeed.org/version/1.1/) of the page at `page`, newest entry first."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": site.base_url + page,
        "feed_url": f"{site.base_url}{page}{JSON_FEED}",
        "language": site.language,
        "items": [
            {
                "id": site.base_url + entry.address,
                "url": site.base_url + entry.address,
                "title": entry.title,
                "content_html": entry.html,
                "date_published": entry.updated,
            }
            for entry in entries
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def render_changes(site: Site, days: Sequence[ChangeDay]) -> bytes:
    """Write the feed of what editors changed, an entry a day, of the newest days."""
    entries = [
        FeedEntry(f"{CHANGES}#{day.date}", f"Changes of {day.date}", f"{day.date}T00:00:00Z", _write_day(day))
        for day in days[:MOST]
    ]
    return render_feed(site, CHANGES, f"{site.name}: changes", entries)


def render_outlines(site: Site, pages: Sequence[Page]) -> bytes:
    """Write all feeds as OPML 2.0 (http://opml.org/spec2.opml), with which programs that read feeds take them at once.

    Those of one kind stand together, under the name of the page that lists them.
    """
    titles = {page.address: page.title for page in pages}
    outlines = ET.Element("opml", {"version": "2.0"})
    _add(ET.SubElement(outlines, "head"), "title", site.name)
    body = ET.SubElement(outlines, "body")
    groups: dict[str, ET.Element] = {}
    for page in pages:
        if not page.collection and page.address != CHANGES:
            continue
        kind, _, rest = page.address.partition("/")
        group = body
        if rest:
            if kind not in groups:
                groups[kind] = ET.SubElement(body, "outline", {"text": titles.get(f"{kind}/", kind)})
            group = groups[kind]
        place = {"xmlUrl": f"{site.base_url}{page.address}{FEED}", "htmlUrl": site.base_url + page.address}
        text = fit_xml(page.title)
        ET.SubElement(group, "outline", {"type": "rss", "text": text, "title": text, **place})
    ET.indent(outlines, " ")
    data: bytes = ET.tostring(outlines, "utf-8", xml_declaration=True)
    return data + b"\n"


def _write_day(day: ChangeDay) -> str:
    lines = (f"{title}: {change.kind} {change.detail}" for change, title, _ in day.changes)
    return f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul>"


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = fit_xml(text)
    return element
