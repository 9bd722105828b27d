"""Nothing that a dump or an editor writes becomes markup, code, a template or a request: it is shown as text.

More than a thousand strings stand in every place that text can stand in. All is built once, then opened and handled in
a browser, with the pages' content security policy and without it. The same templates with their escaping switched off
show that the detectors see.
"""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from playwright.sync_api import Browser, expect

from digest.formats.sentences import tidy
from digest.nouns import Place
from digest.papers import make_id
from digest.shapes import check_shape
from digest.vocabulary import HOSTS, REDIRECTS, TOPICS, shape_override
from digest.yaml_text import Mapping, Node, Sequence, Text
from tests.conftest import ROOT, Built, serve_folder
from tests.reliability.effort import many
from tests.reliability.strings import ACTIONS, list_strings
from tests.test_site import PageReader

VISIT = (Path(__file__).parent / "visit.js").read_text(encoding="utf-8")
# Every call that a payload makes is heard in the page that opened the frame.
LISTEN = """
for (const name of ["alert", "confirm", "prompt", "print"])
  window[name] = () => { try { window.top.ran.push(location.href); } catch {} };
addEventListener("securitypolicyviolation", () => { try { window.top.ran.push(`policy ${location.href}`); } catch {} });
"""
TOPIC_COUNT = 12
SAMPLE = r"S$^{2}$ of x_{i} and \textbf{strong} *words* with `code`, at https://github.com/a/b &amp; more"
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")  # by the reader of YAML
NOTE_TAGS = set(
    "a blockquote br code del em h2 h3 h4 hr li ol p pre strong sub sup table tbody td th thead tr ul".split()
)
SPACE = re.compile("[\\s\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]+")


def squeeze(text: str) -> str:
    """Write a text as it is compared: what no page can hold, and all kinds of blanks, are one space."""
    return SPACE.sub(" ", text).strip()


def quote(text: str) -> str:
    """Write a text in YAML: with a tab in single quotes, where it may stand; in double ones a line end is none."""
    text = REFUSED.sub("", text).replace("\r", "\n")
    if "\t" in text:
        return "'" + " ".join(text.splitlines()).replace("'", "''") + "'"
    written = json.dumps(text, ensure_ascii=False)
    return written.replace("\x85", "\\N").replace("\u2028", "\\L").replace("\u2029", "\\P").replace("\ufeff", "\\uFEFF")


def write_source(folder: Path, strings: list[str]) -> None:
    """Write a site in which every string stands in every place: one paper for each, topics and lists for many."""
    (folder / "seeds").mkdir(parents=True)
    site = folder / "site_src"
    (site / "overrides").mkdir(parents=True)
    (site / "lists").mkdir()
    papers, notes, listed = [], [], []
    for number, text in enumerate(strings):
        word = f"n{number:04}"
        abstract = f"About kind{number % TOPIC_COUNT:02} kites of {word}. {text} They land."
        papers.append({"title": f"{text} {word}", "abstract": abstract, "authors": [text], "organization": text})
        papers[-1] |= {"arxiv_id": text, "projectPage": f"https://example.org/{text}", "githubRepo": text}
        written = re.sub(r"java\s+script:", "javascript:", text)  # as a link it would be refused: it leads to no page
        said = f"note: {quote(written)}\n  summary: {quote(text[:190] or 'x')}\n  authors: [{quote(text)}]\n"
        id = make_id(tidy(f"{text} {word}"))
        notes.append(f"{id}:\n  {said}")
        listed.append(f"  {id}: {quote(written)}\n")
    (folder / "seeds" / "strings.jsonl").write_text("\n".join(map(json.dumps, papers)), "utf-8")
    for at in range(0, len(notes), 200):
        (site / f"overrides/o{at}.yml").write_text("".join(notes[at : at + 200]), "utf-8")
    packs = [" ".join(REFUSED.sub("", text) for text in strings[at::TOPIC_COUNT][:6]) for at in range(TOPIC_COUNT)]
    topics = "".join(
        f"- id: t{at}\n  name: {quote(f'{at} {pack}')}\n  description: Some.\n  terms:\n    kind{at:02}: 5\n"
        for at, pack in enumerate(packs)
    )
    (site / "topics.yml").write_text(f"{topics}- {{id: rest, name: Rest, description: R, catch_all: yes}}\n", "utf-8")
    named = f"name: {quote(packs[2])}\n"
    (site / "site.yml").write_text(f"{named}tagline: {quote(packs[0])}\nbase_url: https://site.example/d/\n", "utf-8")
    (site / "editions.yml").write_text(f"strings.jsonl:\n  name: {quote(packs[1])}\n  date: 2026-01-02\n", "utf-8")
    (site / "lists/all.yml").write_text(f"{named}papers:\n{''.join(listed[:60])}", "utf-8")


@dataclass
class Site:
    """A built site of strings, and where the paper of each is."""

    strings: list[str]
    built: Built
    addresses: dict[str, str]


def make_site(folder: Path, strings: list[str], *arguments: str) -> Site:
    """Build the site of some strings."""
    write_source(folder / "source", strings)
    built = Built(folder, folder / "source")
    result = built.build("--cache", str(folder / "cache"), *arguments)
    assert 0 == result.returncode, result.stderr[-3000:]
    (folder / "visit.html").write_text("<!doctype html><title>visit</title><body>", "utf-8")
    papers = json.loads((built.out / "papers.json").read_text("utf-8"))["papers"]
    return Site(strings, built, {paper["title"].rpartition(" ")[2]: paper["url"] for paper in papers})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build the site of all strings, of which several share a paper where there is little time."""
    strings = [text for text in list_strings() if len(text) < 800]
    assert len(strings) >= 1000
    together = many(9, 1)
    packs = [" ".join(strings[at : at + together])[:1900] for at in range(0, len(strings), together)]
    return make_site(tmp_path_factory.mktemp("hostile"), packs)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build the same of harmless strings."""
    return make_site(tmp_path_factory.mktemp("harmless"), ["harmless", SAMPLE] * 60)


@pytest.fixture(scope="module")
def unescaped(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build a site with templates that escape nothing: what the detectors must see."""
    folder = tmp_path_factory.mktemp("unescaped")
    shutil.copytree(ROOT / "templates", folder / "templates")
    for path in (folder / "templates").glob("*.html"):
        path.write_text(re.sub(r"\{\{ (.+?) \}\}", r"{{ (\1)|safe }}", path.read_text("utf-8")), "utf-8")
    acting = [action for action in ACTIONS if "alert(" in action or "evil.example/i" in action]
    strings = [ending + action for ending in ("", '">', "</script>")[: many(1, 3)] for action in acting]
    return make_site(folder / "site", strings, "--no-search", "--templates", str(folder / "templates"))


@pytest.fixture(scope="module")
def usual(browser: Browser, harmless: Site) -> set[str]:
    """Give the kinds of elements that harmless words make, on pages of every kind."""
    return visit(browser, harmless, choose_addresses(harmless, 12), policy=False).kinds


@dataclass
class Visit:
    """What was seen of some pages."""

    pages: list[dict[str, Any]]
    ran: list[str]
    foreign: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        """All kinds of elements: the name and those of the attributes."""
        return {kind for page in self.pages for kind in page.get("kinds", ())}


def visit(browser: Browser, site: Site, addresses: list[str], *, policy: bool = True, patience: int = 20_000) -> Visit:
    """Open pages, hover, focus and click on everything; without `policy`, the pages' own is not heeded."""
    context = browser.new_context(bypass_csp=not policy)
    context.add_init_script(LISTEN)
    foreign: list[str] = []
    with serve_folder(site.built.folder) as root:

        def route(one: Any) -> None:
            if one.request.url.startswith((root, "data:", "blob:", "about:")):
                one.continue_()
            else:
                foreign.append(one.request.url)
                one.abort()

        context.route("**/*", route)
        page = context.new_page()
        page.goto(f"{root}visit.html")
        found = page.evaluate(
            VISIT, {"addresses": [f"digest/{address}" for address in addresses], "atOnce": 8, "patience": patience}
        )
    context.close()
    return Visit(found["visited"], found["ran"], foreign)


def choose_addresses(site: Site, papers: int) -> list[str]:
    """Choose pages of every kind, and so many of papers, evenly."""
    of_papers = [*site.addresses.values()]
    others = [
        "",
        "topics/",
        "papers/",
        "editions/",
        "new/",
        "lists/",
        "lists/all/",
        "map/",
        "mine/",
        "correct/",
        "review/",
    ]
    others += [f"topics/t{at}/" for at in (0, 7)] + ["editions/strings-jsonl/", "search/"]
    return of_papers[:: max(1, len(of_papers) // papers)] + [
        address for address in others if (site.built.out / address / "index.html").is_file()
    ]


@pytest.mark.parametrize("policy", [True, False], ids=["with policy", "without policy"])
def test_nothing_runs(browser: Browser, hostile: Site, usual: set[str], policy: bool) -> None:
    """No string runs, asks another host, breaks the policy or makes an element that harmless words do not make."""
    seen = visit(browser, hostile, choose_addresses(hostile, many(24, 9999)), policy=policy)
    assert ([], []) == (seen.ran, seen.foreign)
    assert set() == seen.kinds - usual
    for page in seen.pages:
        assert not page.get("lost"), page["address"]
        assert [] == page["bad"], page["address"]
        assert {re.sub(r"\[.*", "", kind) for kind in page["note"]} - NOTE_TAGS <= {"aside", "div"}, page["address"]
        assert {
            "[]",
            "[aria-label,class,role,tabindex]",
            "[title]",
            "[rel]",
            "[href,rel]",
            "[href,rel,title]",
            "[href]",
        } >= {re.sub(r"^\w+", "", kind) for kind in page["note"]}


def test_all_is_shown_as_text(browser: Browser, hostile: Site) -> None:
    """Title, abstract and author of every string stand on its page as written, and in its data for machines."""
    words = [*hostile.addresses][:: 1 if many(0, 1) else len(hostile.addresses) // 30]
    seen = visit(browser, hostile, [hostile.addresses[word] for word in words])
    pages = {page["address"].removeprefix("digest/"): page for page in seen.pages}
    assert [] == [word for word in words if not is_shown(hostile, word, pages[hostile.addresses[word]])]


def is_shown(site: Site, word: str, page: dict[str, Any]) -> bool:
    """Say whether a page shows its paper's string: as it was captured, and as its data says it."""
    text = site.strings[int(word[1:])]
    texts = [squeeze(shown) for shown in page.get("texts", ())]
    try:
        data = [json.loads(one) for one in page.get("data", ())]
    except ValueError:
        return False
    title, author = squeeze(f"{text} {word}"), squeeze(REFUSED.sub("", text))
    return (
        any(title == shown for shown in texts)
        and any(f"{squeeze(text)} They land." in shown for shown in texts)
        and (not author or any(author in shown for shown in texts))
        and [word] == [one["mainEntity"]["name"].rpartition(" ")[2] for one in data]
    )


def test_detectors_see(browser: Browser, usual: set[str], unescaped: Site) -> None:
    """With escaping switched off the same pages run, ask other hosts, are altered and lose their text; the policy stops
    what it can, and is seen to.
    """
    addresses = [*unescaped.addresses.values()]
    seen = visit(browser, unescaped, addresses, policy=False, patience=2500)
    ran = {address for address in seen.ran if not address.startswith("policy")}
    altered = [page for page in seen.pages if set(page.get("kinds", ["lost"])) - usual]
    pages = {page["address"].removeprefix("digest/"): page for page in seen.pages}
    hidden = [
        word for word, at in unescaped.addresses.items() if at in pages and not is_shown(unescaped, word, pages[at])
    ]
    assert len(ran) >= 25
    assert any("evil.example" in address for address in seen.foreign)
    assert len(altered) >= 25
    assert len(hidden) >= 25
    held = visit(browser, unescaped, addresses[:: len(addresses) // 12], patience=2500)
    assert [] == [address for address in held.ran if not address.startswith("policy")]
    assert [] != held.ran


def test_search_results_are_text(browser: Browser, hostile: Site) -> None:
    """Results show titles and excerpts as text, and nothing in them runs."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(LISTEN + "if (window === window.top) window.ran = [];")
    page = context.new_page()
    with serve_folder(hostile.built.folder) as root:
        page.goto(f"{root}digest/search/?q=kites")
        expect(page.locator("#results li").first).to_be_visible(timeout=20_000)
        for shown in range(10, many(30, 500), 10):
            page.locator("#more").click()
            expect(page.locator("#results li")).to_have_count(shown + 10)
        titles = page.locator("#results a.title").all_text_contents()
        tags = page.evaluate("[...new Set([...document.querySelectorAll('#results *')].map(one => one.localName))]")
        ran = page.evaluate("window.ran")
    context.close()
    told = {
        squeeze(one["title"]) for one in json.loads((hostile.built.out / "papers.json").read_text("utf-8"))["papers"]
    }
    assert [] == ran
    assert {"a", "li", "mark", "p"} >= set(tags)
    assert [] == [title for title in titles if squeeze(title) not in told]
    assert any("<" in title for title in titles)


def test_every_page_has_the_policy(hostile: Site) -> None:
    """Every page forbids what is inline, and has the policy before anything that it could forbid."""
    for path in hostile.built.out.rglob("*.html"):
        head = path.read_text("utf-8").partition("</head>")[0]
        policies = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', head)
        assert 1 == len(policies), path
        assert "default-src 'none'" in policies[0] and "unsafe-inline" not in policies[0], path
        assert not re.search(r"<(?:script|link|style)\b", head.partition("<meta http-equiv")[0]), path


def test_files_for_programs_stay_whole(hostile: Site) -> None:
    """Feeds, sitemap, drawings and citations can be parsed, and their titles are those of the papers."""
    out = hostile.built.out
    titles = {squeeze(one["title"]) for one in json.loads((out / "papers.json").read_text("utf-8"))["papers"]}
    for path in out.rglob("*.xml"):
        tree = ET.fromstring(path.read_bytes())
        for entry in tree.iter("{http://www.w3.org/2005/Atom}entry"):
            assert squeeze(entry.findtext("{http://www.w3.org/2005/Atom}title") or "") in titles, path
            assert ["p"] == PageReader(entry.findtext("{http://www.w3.org/2005/Atom}content") or "").tags, path
    for path in out.rglob("feed.json"):
        items = json.loads(path.read_bytes())["items"]
        assert {"p"} >= {tag for item in items for tag in PageReader(item["content_html"]).tags}, path
    for path in [*out.rglob("papers.json"), *out.rglob("papers.csl.json"), out / "build-manifest.json"]:
        json.loads(path.read_bytes())
    for drawing in re.findall(r"<svg.*?</svg>", (out / "map/index.html").read_text("utf-8"), re.DOTALL):
        ET.fromstring(drawing)
    cited = (out / "topics/t7/papers.bib").read_text("utf-8")
    library = parse_string(cited)
    assert ([], cited.count("\n@") + cited.startswith("@")) == (library.failed_blocks, len(library.entries))


def text_nodes(text: str) -> Iterator[tuple[str, Node, Any]]:
    """Give the places in editors' YAML where a string is an address, an id or a host, each with its shape."""
    place = Place("x", 1, 1)
    said = Text(text, place)
    override = shape_override(["a"], {})
    named = Mapping(((Text("code", place), said), (Text("arxiv", place), said), (Text("doi", place), said)), place)
    yield "aliases", Sequence((said,), place), override.fields["aliases"]
    yield "links", named, override.fields["links"]
    yield "redirects", Mapping(((said, said),), place), REDIRECTS
    yield "hosts", Mapping(((Text("rewrite", place), Mapping(((said, said),), place)),), place), HOSTS
    yield "topic", Mapping(((Text("id", place), said),), place), TOPICS.item


def test_addresses_are_addresses() -> None:
    """Where an editor writes an address, an id or a host, no string passes that could be anything else."""
    for text in list_strings():
        for name, node, shape in text_nodes(text):
            found = list(check_shape(node, shape))
            assert found or re.fullmatch(r"[\w./:-]+", text, re.ASCII), (name, text)
    assert not list(check_shape(*next(one for name, *one in text_nodes("papers/x/") if name == "aliases")))
