"""Lists every file beside the pages: data, citations, feeds, the sitemap."""

from __future__ import annotations

import heapq
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import chain
from pathlib import Path

from digest import addresses, feeds
from digest.atlas import Chart
from digest.cards import draw_cards
from digest.citations import FORMATS, Citer, refer_to
from digest.data import render_data
from digest.fingerprint import Recipe
from digest.guide import write_spots
from digest.nouns import ChangeDay, Collection, Digest, Home, Issue, IssueView, Page, Paper, Reading, ShelfView, Status
from digest.shelves import fill_issues
from digest.status import render_status

MOST_RECENT = 12  # editions
MOST_WORDS = 12_000  # in which spellings are looked for
_WORD = re.compile(r"[^\W\d_]{4,}")


File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Material:
    """What the files are made of; `arrivals` are the days (ISO) on which dumps came, by file, where they do not say.

    `stylesheet` is that of the site, which may be the editors' own.
    """

    digest: Digest
    pages: Sequence[Page]
    arrivals: Mapping[str, str]
    templates: Path
    stylesheet: str


def find_chart(pages: Sequence[Page]) -> Chart:
    """Find the map among the pages."""
    for page in pages:
        match page.subject:
            case Chart() as chart, _:
                return chart
    raise LookupError(addresses.MAP)


def _list_citations(material: Material) -> Iterator[Recipe]:
    citer = Citer(material.digest.site.base_url)
    known = {paper.id: refer_to(paper) for paper in material.digest.papers}
    collections = [*_list_collections(material)]
    cited = [tuple([known[paper.id] for paper in collection.papers]) for collection in collections]
    for form in FORMATS:
        for collection, references in zip(collections, cited, strict=True):
            file = f"{collection.address}{addresses.CITATIONS}{form.suffix}"
            yield Recipe(file, (form.suffix, references), partial(citer.cite, form, references))


def _list_data(material: Material) -> Iterator[File | Recipe]:
    digest = material.digest
    yield Recipe(addresses.DATA, digest, partial(render_data, digest))
    issues = fill_issues(digest)[:MOST_RECENT]
    yield Recipe(addresses.RECENT, issues, partial(_list_recent, issues))
    texts = tuple([(paper.title, paper.abstract) for paper in digest.papers])
    yield Recipe(addresses.SPELLINGS, texts, partial(_list_spellings, texts))
    for page in material.pages:
        if isinstance(page.subject, Status):
            yield addresses.STATUS_DATA, render_status(page.subject)
    if digest.site.guide:
        yield from write_spots(material.pages)
    if digest.site.offline:
        yield addresses.WORKER, (material.templates / "offline" / addresses.WORKER).read_bytes()


def _list_cards(material: Material) -> Iterator[Recipe]:
    if material.digest.site.base_url:
        chart, stylesheet = find_chart(material.pages), material.stylesheet
        for topic, draw in draw_cards(chart, stylesheet):
            file = f"{addresses.TOPICS}{topic}/{addresses.CARD}" if topic else addresses.CARD
            yield Recipe(file, (addresses.CARD, topic, chart, stylesheet), draw)


def _list_feeds(material: Material) -> Iterator[File | Recipe]:
    site = material.digest.site
    if not site.base_url:
        return
    for collection in _list_collections(material):
        for file, render in ((addresses.FEED, feeds.render_feed), (addresses.JSON_FEED, feeds.render_json)):
            make = partial(_render_feed, render, material, collection)
            yield Recipe(
                collection.address + file, (file, collection, material.digest.editions, material.arrivals), make
            )
    for page in material.pages:
        if page.template == "changes.html" and isinstance(page.subject, tuple):
            days: tuple[ChangeDay, ...] = page.subject
            yield addresses.CHANGES_FEED, feeds.render_changes(site, days)
    yield addresses.FEEDS, feeds.render_outlines(site, material.pages)


def _render_feed(render: Callable[..., bytes], material: Material, collection: Collection) -> bytes:
    site, address = material.digest.site, collection.address
    title = site.name if address == addresses.HOME else f"{site.name}: {collection.title}"
    return render(
        site, address, title, feeds.list_entries(collection.papers, material.digest.editions, material.arrivals)
    )


def _list_recent(issues: Iterable[Issue]) -> bytes:
    """Give the newest editions with the papers that were new in them, so that a browser can tell what came since."""
    recent = [
        {
            "id": issue.edition.id,
            "name": issue.edition.name,
            "papers": [{"id": paper.id, "title": paper.title, "topic": paper.topics[0].id} for paper in issue.fresh],
        }
        for issue in issues
    ]
    return json.dumps(recent, ensure_ascii=False, indent=0).encode("utf-8", "replace") + b"\n"


def _list_spellings(texts: Iterable[tuple[str, str]]) -> bytes:
    """Give the words of all papers, the most common first, so that a browser can say what was meant by others."""
    counts = Counter(chain.from_iterable({*_WORD.findall(f"{title} {abstract}".lower())} for title, abstract in texts))
    words = heapq.nsmallest(MOST_WORDS, counts, key=lambda word: (-counts[word], word))  # of a million in many papers
    return " ".join(words).encode("utf-8", "replace")


def _list_collections(material: Material) -> Iterator[Collection]:
    for page in material.pages:
        if page.collection:
            yield Collection(page.address, page.title, tuple(_list_papers(material.digest, page)))


def _list_papers(digest: Digest, page: Page) -> Iterable[Paper]:
    match page.subject:
        case ShelfView(shelf=shelf):
            return (*shelf.primary, *shelf.secondary)
        case IssueView(issue=issue):
            return issue.papers
        case Reading(papers=papers):
            return [paper for paper, _ in papers]
        case Issue(fresh=fresh):
            return fresh
        case Home():
            return digest.papers
        case None:  # nothing is new where nothing is
            return ()
    raise TypeError(page.address)


def _map_site(material: Material) -> Iterator[File]:
    """Yield the sitemap, and where the site has a host of its own the file that tells crawlers of it."""
    base, pages = material.digest.site.base_url, material.pages
    if not base:
        return
    places = "\n".join(f"<url><loc>{escape(base + page.address)}</loc></url>" for page in pages if page.listed)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    yield addresses.SITEMAP, f"{head}\n{places}\n</urlset>\n".encode()
    if base.count("/") == 3:
        yield addresses.ROBOTS, f"User-agent: *\nAllow: /\nSitemap: {base}{addresses.SITEMAP}\n".encode()


# The parts can be made apart from each other. Those that need the site's own address are empty where nobody knows it.
PARTS: Mapping[str, Callable[[Material], Iterator[File | Recipe]]] = {
    "citations": _list_citations,
    "data": _list_data,
    "cards": _list_cards,
    "feeds": _list_feeds,
    "maps": _map_site,
}
