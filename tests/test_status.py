"""How the site is, for people and programs, and the feeds that an operator may announce."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Page

from digest.commands.endings import UsageError
from digest.commands.reading import time_of_build
from tests.conftest import Built, serve_folder

BASE = "https://example.org/digest/"
MIDDAY = "1774958400"  # 2026-03-31, 12:00 UTC


def read_status(site: Built) -> dict[str, object]:
    """Give `status.json`."""
    said: dict[str, object] = json.loads((site.out / "status.json").read_bytes())
    return said


def test_the_status_counts(tiny_built: Built) -> None:
    """Papers, entries, editions with what they brought, and what is doubtful, all as the digest has them."""
    status = read_status(tiny_built)
    data = json.loads((tiny_built.out / "papers.json").read_bytes())
    assert len(data["papers"]) == status["papers"]
    assert {"read": 8, "set_aside": 0, "odd": 0} == status["entries"]
    editions = status["editions"]
    assert isinstance(editions, list)
    assert len(data["papers"]) == sum(edition["new"] for edition in editions) == editions[-1]["papers_by_then"]
    assert {edition["id"] for edition in data["editions"]} == {edition["id"] for edition in editions}
    assert status["built"] is None


def test_the_time_is_told_and_never_looked_up(tiny: Built) -> None:
    """The page tells the time that SOURCE_DATE_EPOCH says, and two builds with it are the same bytes."""
    files = ("status.json", "status/index.html")
    tiny.build("--no-search", SOURCE_DATE_EPOCH=MIDDAY)
    first = [(tiny.out / name).read_bytes() for name in files]
    assert "2026-03-31T12:00:00Z" == read_status(tiny)["built"]
    assert b'<time datetime="2026-03-31T12:00:00Z">2026-03-31 12:00 UTC</time>' in first[1]
    tiny.build("--no-search", SOURCE_DATE_EPOCH=MIDDAY)
    assert first == [(tiny.out / name).read_bytes() for name in files]


@pytest.mark.parametrize("nonsense", ["soon", "-1", "1e9", "99999999999999", "١٢٣"])
def test_nonsense_is_no_time(monkeypatch: pytest.MonkeyPatch, nonsense: str) -> None:
    """What is no time is refused: pins would end on no day, and nobody would know."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", nonsense)
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        time_of_build()


def test_doubts_lead_to_their_cases(tiny_built: Built, page: Page) -> None:
    """Each kind of doubt leads to its cases on the review page, and every page leads to the status."""
    with serve_folder(tiny_built.folder) as root:
        page.goto(f"{root}digest/topics/tides/")
        page.get_by_role("link", name="Status").click()
        hrefs = page.locator("main a[href*='review/#']").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
        assert hrefs
        for href in hrefs:
            page.goto(f"{root}digest/status/{href}")
            assert page.locator(f"#{href.partition('#')[2]}").count() == 1


def test_all_feeds_in_one_file(tiny: Built) -> None:
    """The OPML file names every feed there is, each is there and is one, and no feed is left out."""
    assert 0 == tiny.build("--no-search", "--base-url", BASE).returncode
    outlines = ET.parse(tiny.out / "feeds.opml").getroot()
    assert ("opml", "2.0") == (outlines.tag, outlines.get("version"))
    listed = [one for one in outlines.iter("outline") if one.get("type")]
    addresses = [(one.get("xmlUrl") or "").removeprefix(BASE) for one in listed]
    assert len(addresses) == len(set(addresses))
    assert {path.relative_to(tiny.out).as_posix() for path in tiny.out.rglob("feed.xml")} == set(addresses)
    for one, address in zip(listed, addresses, strict=True):
        assert {"rss"} == {one.get("type")}
        assert one.get("text")
        assert one.get("xmlUrl") == f"{one.get('htmlUrl')}feed.xml"
        parsed = feedparser.parse((tiny.out / address).read_bytes())
        assert not parsed.bozo
        assert one.get("xmlUrl") in {link.href for link in parsed.feed.links if link.rel == "self"}
    groups = [one.get("text") for one in outlines.findall("body/outline") if not one.get("type")]
    assert ["Topics", "Editions"] == groups


def test_what_is_new_has_a_feed(tiny: Built) -> None:
    """The feed of the new papers holds what the page shows, and the page announces it."""
    assert 0 == tiny.build("--no-search", "--base-url", BASE).returncode
    page = tiny.read("new")
    assert 'type="application/atom+xml" title="New papers" href="../new/feed.xml"' in page
    assert 'href="../feeds.opml"' in page
    parsed = feedparser.parse((tiny.out / "new/feed.xml").read_bytes())
    newest = json.loads((tiny.out / "new/recent.json").read_bytes())[0]
    assert {f"{BASE}papers/{paper['id']}/" for paper in newest["papers"]} == {entry.id for entry in parsed.entries}


@pytest.mark.parametrize(
    ("base", "home"),
    [
        ("https://owner.github.io/digest/", "/digest/"),
        ("https://owner.github.io/", "/"),
        ("https://papers.example.org/", "/"),
        ("http://127.0.0.1:8000/a/b/", "/a/b/"),
        ("", "/"),
    ],
    ids=["project", "user", "custom domain", "local below a path", "local"],
)
def test_the_site_works_wherever_it_is_served(tiny: Built, page: Page, base: str, home: str) -> None:
    """Nothing is edited for the address: links, styles and the page for lost readers work under each."""
    assert 0 == tiny.build(*(["--base-url", base] if base else [])).returncode
    served = tiny.folder / "served"
    place = served / home.strip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    tiny.out.rename(place)
    assert (place / "robots.txt").exists() == (base.count("/") == 3)
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    with serve_folder(served) as root:
        page.goto(f"{root.rstrip('/')}{home}")
        page.locator(".shelves a").first.click()
        page.locator(".papers a.title").first.click()
        page.locator("h1").wait_for()
        if base:
            address = page.url.replace(f"{root.rstrip('/')}{home}", base)
            assert address == page.locator("link[rel=canonical]").get_attribute("href")
        page.goto(f"{root.rstrip('/')}{home}404.html")
        page.locator("header a").first.click()
        assert f"{root.rstrip('/')}{home}" == page.url
    assert [] == failed


def test_the_folder_is_a_whole_site(tiny_built: Built) -> None:
    """What is uploaded holds no link to elsewhere on the disk, as GitHub Pages demands."""
    assert not [path for path in Path(tiny_built.out).rglob("*") if path.is_symlink()]
