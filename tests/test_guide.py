"""The docs as pages of the site: found from the search, cleaned, and left out where nobody wants them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from digest.guide import COMMON, cut_spots, find_way, read_guide, read_pictures, translate_chapters
from digest.memo import Memo
from digest.nouns import Chapter, Site
from digest.prose import clean_chapter, translate_markdown
from tests.conftest import ROOT, Built, read_all, serve_folder

HUB = Site("", "", repository="https://github.com/o/r", branch="main")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Give a small folder of docs."""
    (tmp_path / "README.md").write_text(
        "# Guide\n\nSee [the second](second.md) and [the first](first.md), [a part](third.md#a-part).\n"
    )
    (tmp_path / "first.md").write_text('# The first page\n\n![x](a.png)\n\n<img src="a.png" alt="A">\n')
    (tmp_path / "second.md").write_text("# Second\n")
    (tmp_path / "third.md").write_text("# Third\n")
    (tmp_path / "No address.md").write_text("# Left out\n")
    (tmp_path / "a.png").write_bytes(b"a")
    (tmp_path / "b.png").write_bytes(b"b")
    return tmp_path


def test_chapters_stand_as_the_first_names_them(docs: Path) -> None:
    """Chapters come in the order of the index, by the names that it gives; what it does not name stands at the end."""
    chapters = read_guide(docs)
    assert ["", "second", "first", "third"] == [chapter.name for chapter in chapters]
    assert ["Guide", "the second", "the first", "Third"] == [chapter.label for chapter in chapters]
    assert "The first page" == chapters[2].title
    assert [("guide/a.png", b"a")] == [*read_pictures(docs, chapters)]


def test_without_an_index_there_is_no_guide(docs: Path) -> None:
    """A folder without README.md, and none at all, give no chapters."""
    (docs / "README.md").unlink()
    assert () == read_guide(docs) == read_guide(docs / "nowhere")


@pytest.mark.parametrize(
    ("link", "there", "unknown"),
    [
        ("grouping.md#figures", "../../guide/grouping/#figures", "../../guide/grouping/#figures"),
        ("README.md", "../../guide/", "../../guide/"),
        ("#here", "#here", "#here"),
        ("https://example.org/x.md", "https://example.org/x.md", "https://example.org/x.md"),
        ("../SECURITY.md#x", "https://github.com/o/r/blob/main/SECURITY.md#x", ""),
        ("form.png", "../../assets/guide/form.png", "../../assets/guide/form.png"),
    ],
)
def test_links_of_files_become_links_of_pages(link: str, there: str, unknown: str) -> None:
    """Links between docs lead to pages, those to files of the repository there, or nowhere if nobody knows it."""
    assert there == find_way(HUB, "../../")(link)
    assert unknown == find_way(Site("", ""), "../../")(link)


def test_chapters_are_markdown_with_anchors() -> None:
    """Headings and rows can be linked to, code stays code, wide tables and code can be scrolled by keyboard."""
    text = '## A `b`: c, d\n\n| x |\n| --- |\n| <a id="v1">V1</a> |\n\n```sh\nmake <b>\n```\n\n[S](../S.md)\n'
    html = clean_chapter(translate_markdown(text), str.upper, "Table")
    assert '<h2 id="a-b-c-d">A <code>b</code>: c, d</h2>' in html
    assert '<div class="wide" role="group" aria-label="Table" tabindex="0"><table>' in html
    assert '<a id="v1">V1</a>' in html
    assert '<pre tabindex="0"><code>make &lt;b&gt;' in html
    assert '<a href="../S.MD">S</a>' in html
    away = clean_chapter(translate_markdown("[x](https://example.org/)"), find_way(HUB, "../"), "Table")
    assert '<p><a href="https://example.org/" rel="noopener noreferrer">x</a></p>' == away.strip()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="x.png" onerror="alert(1)">',
        "[x](javascript:alert(1))",
        '<iframe src="https://example.org"></iframe>',
        '<p style="position:fixed" onclick="alert(1)">x</p>',
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_chapters_are_cleaned(text: str) -> None:
    """Nothing that acts gets from the docs into a page."""
    html = clean_chapter(translate_markdown(text), find_way(HUB, "../"), "Table")
    assert not re.search("alert|script|style|iframe|onerror", html)


def test_code_is_no_heading() -> None:
    """A line of code that looks like a heading is none; a row with an anchor is a place of its own."""
    text = 'One.\n\n## Two\n\n```sh\n## three\n```\n\n| <a id="v009">V009</a> | there is no … | why |\n'
    spots = [*cut_spots(Chapter("x", "x", "X", text))]
    assert [("", "X"), ("two", "Two"), ("v009", "V009: there is no …")] == [(s.anchor, s.heading) for s in spots]


def test_a_chapter_is_made_once(docs: Path) -> None:
    """A chapter that is the same is not translated anew, and one that is another is."""
    memo = Memo()
    chapters = read_guide(docs)
    first = translate_chapters(chapters, memo)
    (docs / "second.md").write_text("# Second\n\nNew.\n")
    again = translate_chapters(read_guide(docs), memo)
    assert first[2].html is again[2].html
    assert "<p>New.</p>" == again[1].html


def test_the_guide_is_a_part_of_the_site(tiny_built: Built) -> None:
    """Each doc has its page, every page's foot leads to the guide, and the papers' data know nothing of it."""
    assert {path.stem for path in Path("docs").glob("[a-z]*.md")} == {
        path.parent.name for path in tiny_built.out.glob("guide/*/index.html")
    }
    assert '<a href="../../guide/">Guide</a>' in tiny_built.read("topics/tides")
    assert 'href="../../guide/grouping/#how-a-paper-finds-its-topics"' in tiny_built.read("guide/editors")
    assert 1 == tiny_built.read("guide").count('href="../guide/readers/"')
    assert "guide/" not in tiny_built.read("papers.json")


def test_the_guide_stands_in_the_sitemap_and_in_no_feed(tiny: Built) -> None:
    """Search engines are told of it, feed readers are not, and files of the repository are linked where it is known."""
    where = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "o/r", "GITHUB_REF_NAME": "main"}
    tiny.build("--no-search", "--base-url", "https://example.org/d/", **where)
    assert "<loc>https://example.org/d/guide/editors/</loc>" in tiny.read("sitemap.xml")
    feeds = [path.read_text(encoding="utf-8") for path in tiny.out.rglob("feed.*")]
    assert feeds and not any("guide/" in text for text in feeds)
    assert 'href="https://github.com/o/r/blob/main/SECURITY.md"' in tiny.read("guide/readers")


def test_a_digest_may_do_without(tiny: Built, tiny_built: Built) -> None:
    """`guide: no` leaves all of it out, and the index of papers is the same, byte for byte, with and without."""
    tiny.add("site.yml", "guide: no\n")
    assert 0 == tiny.build().returncode
    assert not (tiny.out / "guide").exists()
    assert not (tiny.out / "assets/guide").exists()
    assert "guide/" not in tiny.read("topics/tides")
    assert read_all(tiny_built.out / "pagefind") == read_all(tiny.out / "pagefind")


def test_a_page_of_ones_own_is_told_of_the_guide(tiny: Built) -> None:
    """An editors' page at the guide's address is a problem of theirs, with its file."""
    tiny.write("pages/guide.md", "Mine.\n")
    said = tiny.build("check").stderr
    assert "site_src/pages/guide.md:1:1: T009 the address `guide/` belongs to the page “Guide” already" in said


def test_another_language_keeps_the_guide_english(tiny: Built) -> None:
    """Where the site speaks another language, the guide's text says that it is English."""
    tiny.add("site.yml", "language: ar\n")
    tiny.build("--no-search")
    assert '<article lang="en" dir="ltr">' in tiny.read("guide/editors")


def test_pages_of_the_guide_are_light(tiny_built: Built) -> None:
    """What the search page reads of the guide keeps to its size, and so does its stylesheet."""
    assert len(gzip.compress((tiny_built.out / "guide/spots.json").read_bytes())) <= 2_000  # with every first search
    assert len(gzip.compress((tiny_built.out / "guide/words.json").read_bytes())) <= 18_000  # where no paper is found
    assert (tiny_built.out / "assets/guide.css").stat().st_size <= 4_000
    assert max(path.stat().st_size for path in (tiny_built.out / "assets/guide").iterdir()) <= 40_000
    rows, _ = json.loads((tiny_built.out / "guide/words.json").read_bytes())
    assert ["guide/messages/", "Messages", "V009: there is no … …", "v009"] in rows


@pytest.fixture(scope="module")
def tiny_address(tiny_built: Built) -> Iterator[str]:
    """Serve the tiny site below a path."""
    with serve_folder(tiny_built.folder) as root:
        yield f"{root}digest/"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("how do I correct a paper", "guide/editors/"),
        ("V009", "guide/messages/#v009"),
        ("search keys", "guide/readers/#search"),
        ("opml", "guide/readers/#feeds"),
    ],
)
def test_the_search_page_leads_to_the_guide(page: Page, tiny_address: str, query: str, first: str) -> None:
    """A question about the site is answered by the guide, above the papers; its heading is on the screen then."""
    page.goto(f"{tiny_address}search/?q={query}")
    link = page.locator("#in-guide a").first
    expect(link).to_have_attribute("href", f"/digest/{first}")
    link.click()
    expect(page.locator(f"[id='{first.partition('#')[2] or 'main'}']")).to_be_in_viewport()


def test_the_search_of_papers_is_left_alone(page: Page, tiny_address: str) -> None:
    """Words of a paper that stand only in the text of the guide do not bring it up; nor do words like `the`."""
    for query in ("kite", "bread", "how to use the"):
        page.goto(f"{tiny_address}search/?q={query}")
        expect(page.locator("#status")).not_to_have_text(re.compile("Searching|JavaScript"))
        expect(page.locator("#in-guide")).to_be_hidden()


def test_spots_lead_to_places(tiny_built: Built) -> None:
    """Where no anchor is written, the one that the script makes of the heading is there."""
    made = 0
    for address, _, heading, *anchor in json.loads((tiny_built.out / "guide/spots.json").read_bytes()):
        made += not anchor
        (place,) = anchor or [re.sub(r"[^\w -]", "", heading.lower(), flags=re.ASCII).replace(" ", "-")]
        assert not place or f'id="{place}"' in tiny_built.read(address), heading
    assert made > 100


def test_words_that_are_left_out_are_never_asked_for() -> None:
    """The search page leaves all of them out of what it asks, or the guide would not be found by them."""
    script = (ROOT / "templates/assets/find.js").read_text(encoding="utf-8")
    stop = "".join(re.findall(r'"([a-z ]+)"', script.partition("new Set(")[2].partition(".split")[0])).split()
    assert set() == COMMON - {*stop}


def test_the_search_does_not_need_the_guide(page: Page, tiny_address: str) -> None:
    """Where the guide's file cannot be had, papers are found all the same."""
    page.route("**/spots.json", lambda route: route.abort())
    page.goto(f"{tiny_address}search/?q=kite")
    expect(page.locator("#results li").first).to_be_visible()
    expect(page.locator("#in-guide")).to_be_hidden()


@pytest.mark.parametrize("chapter", ["editors/", "messages/", "commands/", "performance/"])
def test_the_guide_fits_a_phone(page: Page, tiny_address: str, chapter: str) -> None:
    """At 360 pixels no page of the guide is wider than the screen; wide tables scroll by themselves."""
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{tiny_address}guide/{chapter}")
    assert 360 >= page.evaluate("document.documentElement.scrollWidth")
    tables = page.locator(".wide")
    assert tables.count() and tables.evaluate_all("all => all.every((one) => one.clientWidth <= 320)")
