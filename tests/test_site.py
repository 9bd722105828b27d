"""The built site: every link leads somewhere, every page is whole, and text of dumps stays text."""

from __future__ import annotations

import gzip
import html.parser
import json
import re
import unicodedata
import urllib.parse
from pathlib import Path

import pytest

from digest.prose import render_markdown
from tests.reliability.effort import grows_evenly

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class PageReader(html.parser.HTMLParser):
    """Collects what the tests ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note the tag with its attributes, its id and its links."""
        said = {name: value or "" for name, value in attributes}
        self.elements.append((tag, said))
        if tag not in VOID:
            self.open.append(tag)
        self.links += [said[name] for name in ("href", "src", "action") if name in said]
        self.ids += [said["id"]] if said.get("id") else []
        self.faults += [f"attribute {name}" for name in said if name.startswith("on") or name == "style"]

    @property
    def tags(self) -> list[str]:
        """The tags, in order."""
        return [tag for tag, _ in self.elements]

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that is open."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of place")


def read_pages(out: Path) -> dict[str, PageReader]:
    return {
        str(path.relative_to(out)): PageReader(path.read_text(encoding="utf-8")) for path in sorted(out.rglob("*.html"))
    }


@pytest.fixture(scope="module", params=["tiny_built", "real_built"])
def out(request: pytest.FixtureRequest) -> Path:
    return Path(request.getfixturevalue(request.param).out)


@pytest.fixture(scope="module")
def pages(out: Path) -> dict[str, PageReader]:
    return read_pages(out)


def test_every_link_leads_somewhere(out: Path, pages: dict[str, PageReader]) -> None:
    """Links within the site are relative and end at a file, and their fragments at an element."""
    faults = []
    for name, page in pages.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme in ("http", "https", "mailto"):
                continue
            base = out if name == "404.html" else (out / name).parent
            if parts.path.startswith("/") != (name == "404.html" and not link.startswith("#")):
                faults.append(f"{name}: {link} is not relative")
            path = urllib.parse.unquote(parts.path)
            target = Path(f"{base}/{path}").resolve() if path else out / name
            if target.is_dir():
                target /= "index.html"
            if not target.is_file() or not target.is_relative_to(out.resolve()):
                faults.append(f"{name}: {link} leads nowhere")
            elif parts.fragment and parts.fragment not in pages[str(target.relative_to(out))].ids:
                faults.append(f"{name}: {link} has no such place")
    assert [] == faults


def test_every_page_is_whole(pages: dict[str, PageReader]) -> None:
    """Tags are closed in order, ids stand once, there is one h1 and one main, and nothing is inline."""
    for name, page in pages.items():
        assert ([], []) == (page.faults, page.open), name
        assert len(page.ids) == len(set(page.ids)), name
        assert (1, 1) == (page.tags.count("h1"), page.tags.count("main")), name
        assert "style" not in page.tags, name


def test_every_page_has_its_own_title(out: Path) -> None:
    """Tabs and histories tell two pages apart, also two orders of one topic; only what leads on shares a title."""
    named: dict[str, list[str]] = {}
    for path in sorted(out.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        title, *_drawings = re.findall(r"<title>(.*?)</title>", text)
        if 'http-equiv="refresh"' not in text:
            named.setdefault(title, []).append(str(path.relative_to(out)))
    assert {} == {title: files for title, files in named.items() if len(files) > 1}


def test_every_paper_has_its_page(out: Path) -> None:
    """There is a page for every paper in the data, with its title and whole abstract, and no other."""
    papers = json.loads((out / "papers.json").read_text(encoding="utf-8"))["papers"]
    for paper in papers:
        text = (out / paper["url"] / "index.html").read_text(encoding="utf-8")
        shown = re.search(r'<p class="abstract">(.*?)</p>', text, re.DOTALL)
        assert shown
        # Superscripts are letters of Unicode in the data and markup on the page; folded, both say the same.
        words = [html.unescape(re.sub(r"<[^>]+>", "", shown[1])), paper["abstract"]]
        folded = {re.sub(r"[\^_{}()]", "", unicodedata.normalize("NFKC", text)) for text in words}
        assert 1 == len(folded), paper["id"]
    assert {paper["id"] for paper in papers} == {path.name for path in (out / "papers").iterdir() if path.is_dir()}


def test_markup_in_dumps_is_text(tiny_built) -> None:
    """Tags, entities and template marks in a dump are shown and not obeyed."""
    (path,) = (tiny_built.out / "papers").glob("beta-kites-*/index.html")
    text = path.read_text(encoding="utf-8")
    assert "β-Kites: &lt;b&gt;Bold&lt;/b&gt; Shapes &amp; Sharp Turns" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ templates }}" in text
    assert "<script>" not in text  # those of the site itself have attributes


def test_markdown_leaves_nothing_out_in_silence() -> None:
    """A heading of the first level becomes one of the second, a picture a link to it."""
    made = render_markdown("# Team\n\n![Anna](anna.png 'Us') ![x](javascript:alert) ![y](data:text/html,z)")
    link = '<a href="anna.png" rel="noopener noreferrer">Anna</a>'
    bare = [f'<a rel="noopener noreferrer">{name}</a>' for name in "xy"]
    assert f"<h2>Team</h2>\n<p>{' '.join([link, *bare])}</p>" == made


def test_markdown_as_github_has_it() -> None:
    """A list needs no empty line before it, code may stand between fences, and wide things scroll by themselves."""
    made = render_markdown("Tides:\n- ebb\n- flow\n\n```\na\n- b\n```\n\n| a |\n|---|\n| 1 |", label="Table")
    assert "<p>Tides:</p>\n<ul>\n<li>ebb</li>\n<li>flow</li>\n</ul>" in made
    assert '<pre tabindex="0"><code>a\n- b\n</code></pre>' in made
    assert '<div class="wide" role="group" aria-label="Table" tabindex="0"><table>' in made


def test_links_from_the_root() -> None:
    """An address that begins with a slash leads from the site's root; those of other sites stay."""
    made = render_markdown(
        "[x](/topics/ '/') [y](//example.org/) [z](https://example.org/) <a title=t href=/#a>w</a>", "../"
    )
    assert ["../topics/", "//example.org/", "https://example.org/", "../#a"] == re.findall(r'href="([^"]*)"', made)


def test_notes_are_sanitized_markdown(tiny_built) -> None:
    """A note is Markdown; a script in it is text."""
    text = (tiny_built.out / "papers/tide-tables-from-a-single-bucket/index.html").read_text(encoding="utf-8")
    assert '<a href="https://example.org/buckets" rel="noopener noreferrer">buckets</a>' in text
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in text


@pytest.mark.parametrize(
    "text",
    [
        "Use the <mask> token and <pad>.",
        "If loss <eps we stop. And more text. Then a -> b follows.",
        "See papers/<id>/ and List<int> here.",
        "x<y and y>z holds",
        "Set <title> or <textarea>, <style> or <script> here.",
        "<think>\nFirst this.\n</think>",
    ],
)
def test_words_in_angles_are_text(text: str) -> None:
    """What looks like a tag and is none that may stand here is shown as it was written, with all behind it."""
    assert text == html.unescape(re.sub(r"</?p>", "", str(render_markdown(text))))
    assert "H<sub>2</sub>O<br>" in render_markdown("H<sub>2</sub>O<br>")
    assert "now  then" in render_markdown("now <!-- <p>not\n\nthis --> then")
    assert "<code>&lt;!-- this --&gt;</code>" in render_markdown("Write `<!-- this -->` there.")


def test_wide_lines_of_markdown() -> None:
    """Blanks behind a fence that is not closed do not stall the parser."""
    assert grows_evenly(lambda size: render_markdown.__wrapped__(f"````{' ' * size}x"), 4_000, 80_000)


def test_base_url(tiny) -> None:
    """With a base URL pages name their canonical address and 404.html finds its way from any depth."""
    tiny.build("--no-search", "--base-url", "https://example.org/digest")
    home = (tiny.out / "index.html").read_text(encoding="utf-8")
    lost = (tiny.out / "404.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://example.org/digest/">' in home
    assert 'href="/digest/topics/"' in lost
    assert 'href="../' not in lost


def test_hidden_and_moved_papers_keep_their_address(tiny) -> None:
    """A hidden paper's address says so; another spelling's address leads to the paper; neither is searched."""
    overrides = tiny.source / "site_src/overrides/one.yml"
    overrides.write_text("bread-rises-by-night:\n  hide: it is about bread\n")
    more = tiny.source / "seeds/d_more.txt"
    more.write_text(
        (tiny.source / "seeds/a_glued.txt").read_text().replace("KiteNet: Learning to Fly", "Kite-Net: Learning to Fly")
    )
    result = tiny.build()
    assert 0 == result.returncode, result.stderr
    assert "it is about bread" in (tiny.out / "papers/bread-rises-by-night/index.html").read_text()
    moved = (tiny.out / "papers/kitenet-learning-to-fly-a-kite-in-gusty-wind/index.html").read_text()
    assert 'content="0; url=../../papers/kite-net-learning-to-fly-a-kite-in-gusty-wind/"' in moved


def test_paper_page_says_why(tiny_built):
    """A paper's page shows the terms that placed it, the runner-up, and the override with its line."""
    moon = (tiny_built.out / "papers/a-moon-aware-transformer-for-tides/index.html").read_text(encoding="utf-8")
    tails = (tiny_built.out / "papers/on-the-length-of-kite-tails/index.html").read_text(encoding="utf-8")
    assert re.search(r'<strong>Tides</strong>\s*<span class="match">Tides</span>', moon)
    assert re.search(r"Tides: \d+\.\d =<br>\+\d+\.\d tide\* <small>title</small>", moon)
    assert "An editor put it here: site_src/overrides/one.yml:8:1." in tails


def test_topic_page_shows_the_shelf(tiny_built):
    """A topic's page has its description, counts, neighbours, and papers at home before papers from elsewhere."""
    text = (tiny_built.out / "topics/tides/index.html").read_text(encoding="utf-8")
    assert "The sea, twice a day." in text
    assert '2 papers, <a href="#also">1 more from other topics</a>' in text
    assert re.search(r'Shares papers with <a href="../../topics/kites/">Kites &amp; flight</a> \(1\)', text)
    assert text.index("Tide Tables from a Single Bucket") < text.index("Also relevant") < text.index("Tails of Kites")


def test_pages_are_light(out: Path) -> None:
    """The stylesheet and the scripts of any page keep to their size, and a paper's page with all it needs to 14 kB."""
    assets = out / "assets"
    sizes = {path.name: path.stat().st_size for path in assets.iterdir()}
    assert sizes["site.css"] <= 20_000
    page_scripts = (("site.js", "marks.js"), ("site.js", "search.js", "find.js", "guide.js"), ("site.js", "correct.js"))
    # Beside those of the search page stands that of the guide, once somebody searches.
    assert max(sum(sizes[name] for name in names) for names in page_scripts) <= 16 * 1024
    shared = sum(len(gzip.compress((assets / name).read_bytes())) for name in ("site.css", "site.js", "marks.js"))
    heaviest = max(len(gzip.compress(path.read_bytes())) for path in out.glob("papers/*/index.html"))
    assert shared + heaviest <= 14_000
