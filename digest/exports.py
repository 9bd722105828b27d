"""Lists every file beside the pages: data, citations, feeds, the sitemap."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from digest import feeds
from digest.addresses import (
    CARD,
    CHANGES_FEED,
    CITATIONS,
    DATA,
    FEED,
    HOME,
    JSON_FEED,
    RECENT,
    ROBOTS,
    SITEMAP,
    TOPICS,
    WORKER,
)
from digest.cards import draw_cards
from digest.citations import FORMATS
from digest.data import render_data
from digest.nouns import ChangeDay, Digest, Home, IssueView, Page, Paper, Reading, ShelfView
from digest.shelves import fill_issues, fill_shelves

MOST_RECENT = 12  # editions


def list_files(
    digest: Digest, pages: Sequence[Page], arrivals: Mapping[str, str], templates: Path
) -> Iterator[tuple[str, bytes]]:
    """Yield all of them; those that need the site's own address only where it is known.

    `arrivals` are the days (ISO) on which dumps came, by file, for dates that the dumps do not say.
    """
    yield DATA, render_data(digest)
    yield RECENT, _list_recent(digest)
    if digest.site.offline:
        yield WORKER, (templates / "offline" / WORKER).read_bytes()
    site = digest.site
    for page in pages:
        if page.collection:
            papers = _list_papers(digest, page)
            for form in FORMATS:
                text = form.cite(papers, site.base_url)
                yield f"{page.address}{CITATIONS}{form.suffix}", text.encode("utf-8", "replace")
            if site.base_url:
                title = site.name if page.address == HOME else f"{site.name}: {page.title}"
                entries = feeds.list_entries(papers, arrivals)
                yield page.address + FEED, feeds.render_feed(site, page.address + FEED, page.address, title, entries)
                yield page.address + JSON_FEED, feeds.render_json(site, page.address, title, entries)
        if site.base_url and page.template == "changes.html" and isinstance(page.subject, tuple):
            days: tuple[ChangeDay, ...] = page.subject
            yield CHANGES_FEED, feeds.render_changes(site, days)
    if site.base_url:
        yield from _map_site(digest, pages)
        stylesheet = (templates / "assets" / "site.css").read_text(encoding="utf-8")
        for topic, card in draw_cards(fill_shelves(digest), stylesheet):
            yield f"{TOPICS}{topic}/{CARD}" if topic else CARD, card


def _list_recent(digest: Digest) -> bytes:
    """Give the newest editions with the papers that were new in them, so that a browser can tell what came since."""
    recent = [
        {
            "id": issue.edition.id,
            "name": issue.edition.name,
            "papers": [{"id": paper.id, "title": paper.title} for paper in issue.fresh],
        }
        for issue in fill_issues(digest)[:MOST_RECENT]
    ]
    return json.dumps(recent, ensure_ascii=False, indent=0).encode("utf-8", "replace") + b"\n"


def _list_papers(digest: Digest, page: Page) -> Sequence[Paper]:
    """Give the papers of a collection, all parts of it."""
    match page.subject:
        case ShelfView(shelf=shelf):
            return (*shelf.primary, *shelf.secondary)
        case IssueView(issue=issue):
            return issue.papers
        case Reading(papers=papers):
            return [paper for paper, _ in papers]
        case Home():
            return digest.papers
    raise TypeError(page.address)


def _map_site(digest: Digest, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """Yield the sitemap, and where the site has a host of its own the file that tells crawlers of it."""
    base = digest.site.base_url
    places = "\n".join(f"<url><loc>{escape(base + page.address)}</loc></url>" for page in pages if page.listed)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    yield SITEMAP, f"{head}\n{places}\n</urlset>\n".encode()
    if base.count("/") == 3:
        yield ROBOTS, f"User-agent: *\nAllow: /\nSitemap: {base}{SITEMAP}\n".encode()
