"""Feeds, the sitemap and what pages say for machines, read back by independent readers."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import feedparser
import pytest
from playwright.sync_api import Page as BrowserPage

from digest.feeds import render_changes
from digest.metadata import describe_page
from digest.nouns import ChangeDay, Page, Paper, PaperView, Site, Topic
from tests.conftest import TINY, Built, build_well, serve_folder
from tests.world import begin_repository

BASE = "https://example.org/digest/"
KITE = "on-the-length-of-kite-tails"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give the tiny site, built in a repository and with its own address."""
    folder = tmp_path_factory.mktemp("exports")
    made = Built(folder, folder / "source")
    shutil.copytree(TINY, made.source)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
            patch.setenv(name, "2026-05-04T12:00:00Z")
        begin_repository(made.source)
    return build_well(made, "--no-search", "--base-url", BASE)


def parse(path: Path) -> Any:
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("place", ["", "topics/kites/", "editions/b_spaced/", "changes/"])
def test_atom(built: Built, place: str) -> None:
    """Every collection has an Atom feed with its own address, ids that are addresses, and full dates."""
    feed = parse(built.out / place / "feed.xml")
    assert "atom10" == feed.version
    assert f"{BASE}{place}" == feed.feed.id
    assert f"{BASE}{place}feed.xml" in [link.href for link in feed.feed.links if link.rel == "self"]
    assert feed.entries
    for entry in feed.entries:
        assert entry.id == entry.link
        assert entry.id.startswith(BASE)
        assert entry.updated_parsed


def test_dates_come_from_editions_then_from_git(built: Built) -> None:
    """A paper is dated by its edition; where that has no date, by the day on which its dump was committed."""
    days = {entry.id: entry.updated[:10] for entry in parse(built.out / "feed.xml").entries}
    assert "2026-05-04" == days[f"{BASE}papers/bread-rises-by-night/"]
    assert "2026-02-03" == days[f"{BASE}papers/kitenet-learning-to-fly-a-kite-in-gusty-wind/"]


def test_newest_first(built: Built) -> None:
    """Feeds begin with what came last."""
    days = [entry.updated[:10] for entry in parse(built.out / "feed.xml").entries]
    assert 1 < len({*days}) and sorted(days, reverse=True) == days


def test_papers_of_one_day_stand_by_edition(tiny: Built) -> None:
    """Of captures that came on one day, the newest edition's papers come first, in the order of its dump."""
    tiny.write("editions.yml", "")
    build_well(tiny, "--no-search", "--base-url", BASE)
    firsts = {paper["id"]: paper["editions"][-1] for paper in tiny.read_papers()}
    ids = [entry.id.split("/")[-2] for entry in parse(tiny.out / "feed.xml").entries]
    assert ["c_later", "b_spaced", "a_glued"] == [file for file, _ in itertools.groupby(firsts[id] for id in ids)]
    captured = (tiny.source / "seeds/a_glued.txt").read_text("utf-8")
    titles = {paper["id"]: paper["title"] for paper in tiny.read_papers()}
    places = [captured.find(titles[id]) for id in ids if firsts[id] == "a_glued" and titles[id] in captured]
    assert 2 < len(places) and sorted(places) == places


def test_json_feed(built: Built) -> None:
    """The JSON Feed says the same as the Atom feed."""
    feed = json.loads((built.out / "topics/kites/feed.json").read_bytes())
    atom = parse(built.out / "topics/kites/feed.xml")
    assert "https://jsonfeed.org/version/1.1" == feed["version"]
    assert [entry.id for entry in atom.entries] == [item["id"] for item in feed["items"]]
    assert f"{BASE}topics/kites/feed.json" == feed["feed_url"]


def test_rebuilding_announces_nothing(built: Built) -> None:
    """A second build gives the same feeds, byte for byte."""
    before = {path: path.read_bytes() for path in built.out.rglob("feed.*")}
    built.build("--no-search", "--base-url", BASE)
    assert before == {path: path.read_bytes() for path in built.out.rglob("feed.*")}


def test_pages_name_their_feeds(built: Built) -> None:
    """A collection's page tells readers and their programs of its feeds and citations."""
    page = built.read("topics/kites")
    assert 'type="application/atom+xml" title="Kites &amp; flight" href="../../topics/kites/feed.xml"' in page
    assert '<a href="../../topics/kites/feed.json">JSON Feed</a>' in page
    assert '<a href="../../topics/kites/papers.bib" download>BibTeX</a>' in page


def test_the_feed_of_changes_ends() -> None:
    """The feed of changes holds the newest days, as many as any feed has entries."""
    days = [ChangeDay(f"2026-{month:02}-{day:02}", ()) for month in (4, 3, 2) for day in range(28, 0, -1)]
    feed = feedparser.parse(render_changes(Site("S", "T", base_url=BASE), days))
    assert [f"{day.date}T00:00:00Z" for day in days[:50]] == [entry.updated for entry in feed.entries]


def test_without_an_address_there_are_no_feeds(tiny_built: Built) -> None:
    """Feeds and the sitemap need the site's own address; without it they are left out, and no page names them."""
    assert not [path for name in ("feed.*", "feeds.opml", "sitemap.xml") for path in tiny_built.out.rglob(name)]
    assert "feed.xml" not in tiny_built.read("topics/kites")
    assert not [path for path in tiny_built.out.rglob("*.html") if 'feeds.opml"' in path.read_text(encoding="utf-8")]


def test_sitemap(built: Built) -> None:
    """The sitemap names every page for readers once, and none of the editors', of other orders or of redirects."""
    tree = ET.parse(built.out / "sitemap.xml")  # our own file
    places = [element.text or "" for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(set(places)) == len(places)
    assert {BASE, f"{BASE}papers/{KITE}/", f"{BASE}topics/kites/"} <= set(places)
    hidden = ("review/", "correct/", "changes/", "mine/", "title/", "newest/", "404.html")
    assert not [place for place in places if place.endswith(hidden)]


def test_a_hidden_paper_is_not_listed(tiny: Built) -> None:
    """A hidden paper stands in no sitemap, and its page asks not to be listed."""
    tiny.write("overrides/one.yml", f"{KITE}:\n  hide: not a paper\n")
    build_well(tiny, "--no-search", "--base-url", BASE)
    assert f"papers/{KITE}/" not in tiny.read("sitemap.xml")
    assert '<meta name="robots" content="noindex">' in tiny.read(f"papers/{KITE}")


def test_other_orders_name_the_first(built: Built) -> None:
    """A list in another order is no page of its own to those who search the web."""
    assert f'<link rel="canonical" href="{BASE}topics/kites/">' in built.read("topics/kites/title")


def test_half_a_date_is_no_day(tiny: Built) -> None:
    """An edition with a month for its date has entries with a whole day, or none that anybody knows."""
    tiny.write("editions.yml", "a_glued.txt: {date: 2026-02}\n")
    build_well(tiny, "--no-search", "--base-url", BASE)
    days = {entry.updated for entry in parse(tiny.out / "feed.xml").entries}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", day) for day in days)


def test_a_feed_is_as_new_as_its_newest_entry(built: Built) -> None:
    """What a feed says of its own age is that of its newest entry."""
    feed = parse(built.out / "feed.xml")
    assert max(entry.updated for entry in feed.entries) == feed.feed.updated


def test_robots_only_at_the_root_of_a_host(built: Built, tiny: Built) -> None:
    """Crawlers look for robots.txt at a host's root only, so it is made only there."""
    assert not (built.out / "robots.txt").exists()
    tiny.build("--no-search", "--base-url", "https://example.org/")
    assert "Sitemap: https://example.org/sitemap.xml\n" in tiny.read("robots.txt")


def test_linked_data(built: Built) -> None:
    """A paper's page says in schema.org's words what is known, and no more."""
    for path in built.out.glob("papers/*/index.html"):
        page = path.read_text(encoding="utf-8")
        if "application/ld+json" not in page:
            continue  # a redirect
        (said,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        data = json.loads(said)
        assert "ScholarlyArticle" == data["mainEntity"]["@type"]
        assert data["url"] == f"{BASE}papers/{path.parent.name}/"
        assert all(data["mainEntity"].values())


def test_linked_data_of_organisations_and_summaries() -> None:
    """An organisation is no person, a machine's summary no abstract, and a long title is cut at a word."""
    title = "On " + "very " * 30 + "long titles"
    paper = Paper(
        "x", title, "By a machine.", (), summary=True, authors=("Ada Ebb", "Tide Team"), topics=(Topic("a", "A", ""),)
    )
    page = Page("papers/x/", "paper.html", title, "", PaperView(paper, ()))
    said = describe_page(page, Site("S", "T"))["mainEntity"]
    assert [("Ada Ebb", "Person"), ("Tide Team", "Organization")] == [
        (one["name"], one["@type"]) for one in said["author"]
    ]
    assert "abstract" not in said
    assert said["headline"].endswith("very…")


def test_scholars_metadata(built: Built) -> None:
    """Where authors and date are known the page has `citation_*`, elsewhere none: a wrong one is worse than none."""
    known = built.read("papers/tide-tables-from-a-single-bucket")
    assert '<meta name="citation_author" content="Ada Ebb">' in known
    assert '<meta name="citation_publication_date" content="2026/01">' in known
    assert "citation_" not in built.read(f"papers/{KITE}")


def test_cards(built: Built) -> None:
    """The site and each topic have a picture for other sites, and pages name theirs with its whole address."""
    names = ["card.png", "topics/kites/card.png", "topics/tides/card.png", "topics/other/card.png"]
    pictures = [(built.out / name).read_bytes() for name in names]
    assert {(1200, 630)} == {struct.unpack(">II", picture[16:24]) for picture in pictures}
    assert len(set(pictures)) == len(pictures)
    page = built.read(f"papers/{KITE}")
    assert f'<meta property="og:image" content="{BASE}topics/kites/card.png">' in page


def test_cards_in_the_colours_of_the_site(tiny: Built) -> None:
    """Where editors have a stylesheet of their own, cards have its colours, also in a site that had others."""
    build_well(tiny, "--no-search", "--base-url", BASE)
    tiny.write("assets/site.css", "".join(f".hue-{hue} {{ --hue: light-dark(#123456, #fff); }}\n" for hue in range(20)))
    build_well(tiny, "--no-search", "--base-url", BASE)
    picture = (tiny.out / "card.png").read_bytes()
    palette = picture[picture.index(b"PLTE") + 4 :]
    assert bytes.fromhex("fdfcfa123456123456") == palette[:9]


def test_a_card_is_a_picture(page: BrowserPage, built: Built) -> None:
    """A browser can show a card, with its topic in the colour that the stylesheet gives it."""
    with serve_folder(built.out) as address:
        page.goto(f"{address}topics/kites/card.png")
        assert (1200, 630) == tuple(
            page.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]")
        )
