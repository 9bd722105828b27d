"""What readers choose and mark stays in their browser, works on every page, and can be taken back."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import Built, build_well, serve_folder
from tests.test_browser import clean_console

__all__ = ["clean_console"]

GALORE = "galore-memory-efficient-llm-training-by-gradient-low-rank-projection"
TITLE = "GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection"


def color_of(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_colours_are_remembered(page: Page, address: str) -> None:
    """The switch chooses light or dark on every page from then on, and the system's choice again."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    light = color_of(page)
    page.get_by_label("Colours").select_option("dark")
    dark = color_of(page)
    page.goto(address + "topics/")
    assert (dark, True) == (color_of(page), light != dark)
    page.get_by_label("Colours").select_option("")
    assert light == color_of(page)


def test_read_later(page: Page, address: str) -> None:
    """A paper is put on one's list on its page, stands on `mine/`, and is taken off there."""
    page.goto(f"{address}papers/{GALORE}/")
    page.get_by_role("button", name="Read later").click()
    page.locator("main").get_by_role("link", name="My papers").click()
    expect(page.locator("#my-papers a")).to_have_text(TITLE)
    expect(page.get_by_role("button", name="Download")).to_be_visible()
    page.get_by_role("button", name="Remove from the list").click()
    expect(page.get_by_role("button", name="Download")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("Nothing is marked yet.")).to_be_visible()


def test_another_tab_leaves_the_focus(page: Page, address: str) -> None:
    """Who opens the papers of the list in other tabs finds the place in the list again."""
    page.goto(f"{address}papers/{GALORE}/")
    page.get_by_role("button", name="Read later").click()
    page.goto(f"{address}mine/")
    page.locator("#my-papers a").focus()
    other = page.context.new_page()
    other.goto(f"{address}topics/optimization/")
    other.locator(f"main .papers li:not([data-id={GALORE}]) a.title").first.click()
    page.wait_for_function("() => load('read', []).length === 2")
    expect(page.locator("#my-papers a")).to_be_focused()


def test_first_marks_of_two_tabs(page: Page, address: str) -> None:
    """What two tabs have read before the first click in either is kept of both."""
    other = page.context.new_page()
    page.goto(f"{address}papers/{GALORE}/")
    other.goto(f"{address}papers/a-convolutional-neural-network-for-modelling-sentences/")
    for tab in (page, other):
        tab.get_by_role("heading", level=1).click()
    assert 2 == len(page.evaluate("load('read')"))


def test_two_tabs_keep_one_list(page: Page, address: str) -> None:
    """What is marked in one tab stays when another, opened before, marks something too, and shows there."""
    other = page.context.new_page()
    page.goto(f"{address}papers/{GALORE}/")
    other.goto(f"{address}topics/optimization/")
    other.locator(f"main .papers li:not([data-id={GALORE}]) a.title").first.click()
    other.get_by_role("button", name="Read later").click()
    page.get_by_role("button", name="Read later").click()
    other.goto(f"{address}mine/")
    expect(other.locator("#my-papers li")).to_have_count(2)
    page.get_by_role("button", name="Remove from the list").click()
    expect(other.locator("#my-papers li")).to_have_count(1)


def test_copied_is_said_for_a_moment(page: Page, address: str) -> None:
    """A button that has copied says so, and then what it does again."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}papers/{GALORE}/")
    button = page.locator("#cite-now")
    button.click()
    expect(button).to_have_text("Copied")
    expect(button).to_have_text("Copy BibTeX")
    assert page.evaluate("navigator.clipboard.readText()").startswith("@")


def test_copying_by_hand(page: Page, address: str) -> None:
    """Where a browser gives no clipboard, the citation is shown and chosen."""
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{address}papers/{GALORE}/")
    page.locator("#cite-now").click()
    expect(page.locator(".cite").first).to_have_attribute("open", "")
    assert page.evaluate("getSelection().toString()").strip().startswith("@")


def test_read_papers_are_marked(page: Page, address: str) -> None:
    """A paper that was opened is marked as read in lists, once the reader has clicked anywhere."""
    page.goto(f"{address}papers/{GALORE}/")
    page.get_by_role("searchbox").click()
    page.goto(f"{address}topics/optimization/")
    expect(page.locator(f".paper[data-id={GALORE}]")).to_have_class(re.compile("is-read"))


def test_a_lost_address_is_asked_for(page: Page, address: str) -> None:
    """Where no page is, the box holds the words of the address, and a key finds the paper."""
    lost = f"{address}papers/galore-memory-efficient-llm-training/"

    def answer(route: Route) -> None:
        text = route.fetch(url=f"{address}404.html").text()
        route.fulfill(body=text.replace('="/', f'="{urlsplit(address).path}'), content_type="text/html")

    page.route(lost, answer)
    page.goto(lost)
    expect(page.get_by_role("searchbox")).to_have_value("galore memory efficient llm training")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#results a.title").first).to_have_text(TITLE)


def test_hidden_topic(page: Page, address: str) -> None:
    """A hidden topic's papers are left out of lists elsewhere, and come back when it is shown again."""
    page.goto(f"{address}topics/optimization/")
    page.get_by_role("button", name="Hide this topic").click()
    expect(page.locator(".paper").first).to_be_visible()
    page.goto(f"{address}papers/")
    item = page.locator(f".paper[data-id={GALORE}]")
    expect(item).to_be_hidden()
    expect(page.locator("footer")).to_contain_text(re.compile(r"left out here: \d+"))
    page.goto(f"{address}papers/{GALORE}/")
    assert page.locator(".related .paper").count() == page.locator(".related .paper:visible").count() > 0
    page.goto(f"{address}mine/")
    page.get_by_role("button", name="Show this topic again").click()
    page.goto(f"{address}papers/")
    expect(item).to_be_visible()


def test_export_and_erase(page: Page, address: str) -> None:
    """Everything that is kept can be saved to a file, cited, and erased."""
    page.goto(f"{address}papers/{GALORE}/")
    page.get_by_role("button", name="Read later").click()
    page.goto(f"{address}mine/")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save a backup").click()
    kept = Path(saved.value.path())
    assert {GALORE: TITLE} == json.loads(kept.read_text(encoding="utf-8"))["later"]
    for form, said in {
        "BibTeX": "eprint = {2403.03507}",
        "RIS": "TI  - GaLore",
        "CSL-JSON": '"title": "GaLore',
    }.items():
        page.get_by_label("Their citations as").select_option(form)
        with page.expect_download() as cited:
            page.get_by_role("button", name="Download").click()
        text = Path(cited.value.path()).read_text(encoding="utf-8")
        assert said in text
        assert "CSL-JSON" != form or 1 == len(json.loads(text))
    page.on("dialog", lambda question: question.accept())
    page.get_by_role("button", name="Erase all marks").click()
    assert [] == page.evaluate("Object.keys(localStorage)")
    page.get_by_label("Restore a backup").set_input_files(kept)
    expect(page.locator("#my-papers a")).to_have_text(TITLE)
    expect(page.get_by_role("status")).to_have_text("What the backup holds stands here now.")
    page.reload()
    expect(page.locator("#my-papers a")).to_have_text(TITLE)


def test_a_backup_is_added(page: Page, address: str, tmp_path: Path) -> None:
    """What a backup holds comes beside what is kept already."""
    kept = {"later": {"a": "A"}, "hidden": {"x": "X"}, "read": ["b"]}
    (tmp_path / "kept.json").write_text(json.dumps(kept), encoding="utf-8")
    page.goto(f"{address}papers/{GALORE}/")
    page.get_by_role("button", name="Read later").click()
    page.goto(f"{address}mine/")
    page.get_by_label("Restore a backup").set_input_files(tmp_path / "kept.json")
    expect(page.locator("#my-papers li")).to_have_count(2)
    assert {"b", GALORE} == set(page.evaluate("load('read')"))


def test_nothing_is_erased_unasked(page: Page, address: str) -> None:
    """Who says no keeps everything."""
    page.goto(f"{address}papers/{GALORE}/")
    page.get_by_role("button", name="Read later").click()
    page.goto(f"{address}mine/")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Erase all marks").click()
    page.reload()
    expect(page.locator("#my-papers li")).to_have_count(1)


def test_citations_of_what_has_moved_and_gone(page: Page, address: str) -> None:
    """A paper that was joined to another is cited as that one; of pages that cannot be read the number is said."""
    moved = f"<meta http-equiv=refresh content='0; url=../{GALORE}/'>"
    page.route("**/papers/old-one/", lambda route: route.fulfill(body=moved, content_type="text/html"))
    page.route("**/papers/gone-one/", lambda route: route.fulfill(body="<p>Gone", content_type="text/html"))
    page.goto(f"{address}mine/")
    page.evaluate("save('later', { 'old-one': 'Old', 'gone-one': 'Gone' })")
    page.get_by_role("heading", level=1).click()  # what is kept waits for the reader's first act
    page.reload()
    with page.expect_download() as cited:
        page.get_by_role("button", name="Download").click()
    assert "eprint = {2403.03507}" in Path(cited.value.path()).read_text(encoding="utf-8")
    expect(page.get_by_role("status")).to_have_text("Without a citation, since their pages could not be read: 1")


def test_lists_are_marked_anew_when_one_comes_back(page: Page, address: str) -> None:
    """A list out of the browser's store of pages shows what was read meanwhile in another tab."""
    page.goto(f"{address}papers/")
    other = page.context.new_page()
    other.goto(f"{address}papers/{GALORE}/")
    other.get_by_role("heading", level=1).click()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator(f".paper.is-read[data-id={GALORE}]")).to_be_visible()


@pytest.fixture
def neighbours(real_built: Built, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Serve two digests below one host, one below the other, and give their addresses."""
    for name in ("a", "a/b"):
        shutil.copytree(real_built.out, tmp_path / name)
    with serve_folder(tmp_path) as root:
        yield f"{root}a/", f"{root}a/b/"


def test_neighbours_keep_to_themselves(browser: Browser, neighbours: tuple[str, str]) -> None:
    """Of two digests below one host neither shows nor erases what readers marked in the other."""
    one, other = neighbours
    with browser.new_context() as context:
        page = context.new_page()
        for address in neighbours:
            page.goto(f"{address}papers/{GALORE}/")
            page.get_by_role("button", name="Read later").click()
        page.on("dialog", lambda question: question.accept())
        page.goto(f"{one}mine/")
        page.get_by_role("button", name="Erase all marks").click()
        page.goto(f"{other}mine/")
        expect(page.locator("#my-papers a")).to_have_text(TITLE)


def test_what_neighbours_kept_together(browser: Browser, neighbours: tuple[str, str]) -> None:
    """What digests of one host once kept under one name each still knows, but for what it has of its own."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(neighbours[0])
        for name, value in {"acted": True, "later": {GALORE: TITLE}, "theme": "dark"}.items():
            page.evaluate("([name, value]) => localStorage[`paper-digest:${name}`] = value", [name, json.dumps(value)])
        for address in neighbours:
            page.goto(f"{address}mine/")
            expect(page.get_by_label("Colours")).to_have_value("dark")
            expect(page.locator("#my-papers a")).to_have_text(TITLE)
            page.get_by_label("Colours").select_option("light")
        page.on("dialog", lambda question: question.accept())
        for address in neighbours:
            page.goto(f"{address}mine/")
            expect(page.get_by_label("Colours")).to_have_value("light")
            page.get_by_role("button", name="Erase all marks").click()
        assert [] == page.evaluate("Object.keys(localStorage)")


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[]",
        "null",
        '{"later": {"a": "A"}, "read": 1}',
        '{"later": {"a": {}}, "read": []}',
        '{"later": "abc", "hidden": {}, "read": []}',
        '{"later": {"a": 1}, "hidden": {}, "read": []}',
    ],
)
def test_a_file_of_something_else(page: Page, address: str, tmp_path: Path, text: str) -> None:
    """What is no export adds nothing, and the page says so."""
    (tmp_path / "other.json").write_text(text, encoding="utf-8")
    page.goto(f"{address}mine/")
    page.get_by_label("Restore a backup").set_input_files(tmp_path / "other.json")
    expect(page.get_by_text("This file is no backup of this page.")).to_be_visible()
    page.reload()
    expect(page.locator("#mine li")).to_have_count(0)


def test_since_the_last_visit(page: Page, address: str) -> None:
    """The page of new papers lists what came after the edition that was newest at the last visit."""
    page.goto(f"{address}new/")
    expect(page.locator("#since")).to_be_hidden()
    page.get_by_role("searchbox").click()  # nothing is kept of who only looks
    page.evaluate("save('newest', '002_b1094c3f7ed4a1c2')")
    page.reload()
    expect(page.locator("#since li").first).to_be_visible()
    page.reload()
    expect(page.locator("#since li").first).to_be_visible()
    later = page.context.new_page()
    later.goto(f"{address}new/")
    expect(later.locator("#since .empty")).to_be_visible()


def test_hidden_topics_are_not_new(page: Page, address: str) -> None:
    """What came since the last visit leaves out papers of hidden topics."""
    page.goto(f"{address}topics/quantization/")
    page.get_by_role("button", name="Hide this topic").click()
    page.evaluate("save('newest', '003_0411f49ac60c2008')")
    page.goto(f"{address}new/")
    expect(page.locator("#since li").first).to_be_visible()
    expect(page.locator("#since").get_by_text("LLM.int8()")).to_have_count(0)


def test_citation_is_copied(page: Page, address: str) -> None:
    """A paper's citation is copied and saved with one click each."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}papers/{GALORE}/")
    page.locator(".cite summary", has_text="BibTeX").click()
    page.locator(".cite[open]").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as saved:
        page.locator(".cite[open]").get_by_role("button", name="Download").click()
    assert copied == Path(saved.value.path()).read_text(encoding="utf-8")
    assert f"{GALORE}.bib" == saved.value.suggested_filename


def test_paper_in_print(page: Page, address: str) -> None:
    """What nobody can follow on paper is left out; a citation that is open is printed."""
    page.goto(f"{address}papers/{GALORE}/")
    page.emulate_media(media="print")
    expect(page.locator("#cite, #correct, #later, .quick").filter(visible=True)).to_have_count(0)
    page.emulate_media(media="screen")
    page.locator(".cite summary", has_text="BibTeX").click()
    page.emulate_media(media="print")
    expect(page.locator("#cite")).to_be_visible()
    expect(page.locator(".cite pre").first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_lists_narrow_by_plain_links(browser: Browser, address: str, javascript: bool) -> None:
    """A topic's papers are narrowed by links that need no JavaScript, and all come back."""
    context = browser.new_context(java_script_enabled=javascript)
    page = context.new_page()
    page.goto(f"{address}topics/peft/")
    everything = page.locator(".paper:visible").count()
    page.get_by_role("link", name="only new").click()
    some = page.locator(".paper:visible").count()
    assert 0 < some < everything
    assert some == page.locator(".paper.is-new").count()
    page.get_by_role("link", name="everything").click()
    assert everything == page.locator(".paper:visible").count()
    context.close()


def test_editions_narrow_to_a_topic(browser: Browser, address: str) -> None:
    """An edition shows one topic's papers alone, as many as the link says, without JavaScript."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}editions/")
        page.locator("main a[href*='/editions/'], main dt a").first.click()
        everything = page.locator(".paper:visible").count()
        page.locator(".choices summary").click()
        choice = page.locator(".choices details a").first
        name, _, number = choice.inner_text().rpartition(" ")
        choice.click()
        assert int(number.strip("()")) == page.locator(".paper:visible").count() < everything
        assert page.locator(".paper:visible").count() == page.locator(".paper:visible .topic", has_text=name).count()


def test_orders_are_pages(page: Page, address: str) -> None:
    """A topic's papers stand by relevance, age or title, each at an address of its own."""
    page.goto(f"{address}topics/peft/")
    page.get_by_role("link", name="title", exact=True).click()
    assert page.url.endswith("/topics/peft/title/")
    home = page.locator("#also").locator("xpath=preceding::ul[1]/li/a[@class='title']")
    titles = [title.casefold() for title in home.all_inner_texts()]
    assert sorted(titles) == titles


def test_nothing_is_kept_where_nothing_may_be(browser: Browser, address: str) -> None:
    """With a store that is forbidden every page works, only nothing is remembered."""
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}papers/{GALORE}/")
    page.get_by_role("button", name="Read later").click()
    expect(page.get_by_role("button", name="Remove from the list")).to_be_visible()
    expect(page.get_by_text("This browser keeps nothing.")).to_be_visible()
    assert [] == faults
    context.close()


def test_a_full_store(page: Page, address: str) -> None:
    """With a store that has become full marks go on as long as the page lasts, and can be taken back."""
    page.goto(f"{address}papers/{GALORE}/")
    keep, drop = (page.get_by_role("button", name=name) for name in ("Read later", "Remove from the list"))
    for button in (keep, drop):
        button.click()
    fill = "try { localStorage['x' + size] = 'x'.repeat(size) } catch {}"
    page.evaluate(f"for (let size = 2 ** 23; size >= 1; size /= 2) {fill}")
    keep.click()
    expect(page.get_by_text("This browser keeps nothing.")).to_be_visible()
    drop.click()
    expect(keep).to_be_visible()


def test_offline(browser: Browser, tiny: Built) -> None:
    """Where a site wants it, pages that were read can be read again without a network, and never stale ones with it."""
    site = tiny.source / "site_src/site.yml"
    site.write_text(site.read_text() + "offline: yes\n")
    assert 0 == tiny.build("--no-search").returncode
    (tiny.out / "pagefind").mkdir()
    (tiny.out / "pagefind/pagefind.js").write_text("1")
    with serve_folder(tiny.folder) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}digest/")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        store = "caches.keys().then(([name]) => caches.open(name)).then((store) => store.keys())"
        page.wait_for_function(f"() => {store}.then((kept) => kept.length > 3)")  # the very first page, with its parts
        context.set_offline(True)
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        context.set_offline(False)
        assert page.evaluate("fetch('pagefind/pagefind.js').then((answer) => answer.ok)")
        page.goto(f"{address}digest/topics/tides/")
        deployed = tiny.out / "topics/tides/index.html"
        deployed.write_text("<h1>Deployed anew</h1>")
        os.utime(deployed, (2_000_000_000, 2_000_000_000))  # dates of files are in whole seconds to a browser
        page.reload()
        expect(page.get_by_role("heading")).to_have_text("Deployed anew")
        context.set_offline(True)
        page.reload()
        expect(page.get_by_role("heading")).to_have_text("Deployed anew")
        kept = page.evaluate(f"{store}.then((kept) => kept.map((request) => request.url))")
        assert not [url for url in kept if "/pagefind/" in url]
        context.close()


def test_neighbours_offline(browser: Browser, tiny: Built) -> None:
    """Each digest of a host has a store of its own, and takes there what it kept in the one of all."""
    tiny.add("site.yml", "offline: yes\n")
    build_well(tiny, "--no-search")
    with serve_folder(tiny.folder) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}digest/mine/nothing")  # no page of it, and so without a worker
        kept = [f"{address}digest/topics/", f"{address}other/"]
        keep = "async (url) => (await caches.open('paper-digest')).put(url, new Response(url))"
        for url in kept:
            page.evaluate(keep, url)
        page.goto(f"{address}digest/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function(
            "() => caches.open('paper-digest').then((old) => old.keys()).then((left) => left.length === 1)"
        )
        found = "async ([name, url]) => (await caches.open(name)).match(url).then((answer) => answer?.text())"
        assert kept[0] == page.evaluate(found, [f"paper-digest {address}digest/", kept[0]])
        assert kept[1] == page.evaluate(found, ["paper-digest", kept[1]])


def test_search_on_the_map(page: Page, address: str) -> None:
    """The map dims all dots but those whose titles have the word."""
    page.goto(f"{address}map/")
    page.get_by_label("Find by a word of the title").fill("galore")
    expect(page.locator("#found-on-map")).to_have_text(f"Papers: {page.locator('.map a.is-found').count()}")
    assert 1 <= page.locator(".map a.is-found").count() < 10
    page.locator(".map a title").last.evaluate("(title) => { title.textContent = 'On Rényi Entropy' }")
    page.get_by_label("Find by a word of the title").fill("renyi")
    expect(page.locator("#found-on-map")).to_have_text("Papers: 1")
    page.get_by_label("Find by a word of the title").fill("low rank memory efficient")
    expect(page.locator(".map a.is-found")).not_to_have_count(0)


def test_a_list_can_be_searched(page: Page, address: str) -> None:
    """A topic's list leads to a search among its papers, and an edition's among its."""
    for part, field in (("topics/moe/", "topic"), ("editions/004_d748a8bacc9e856f/", "edition")):
        page.goto(address + part)
        name = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("link", name="search among these").click()
        expect(page.locator(f"select[name={field}]")).to_have_value(name)
        expect(page.locator("#results li")).to_have_count(10)


def test_narrowing_once_more_moves_nothing_later(page: Page, address: str) -> None:
    """A choice that is chosen already leaves nothing behind that would hold the reader back from the next anchor."""
    page.set_viewport_size({"width": 1000, "height": 500})
    page.goto(f"{address}topics/optimization/#only-code")
    page.get_by_role("link", name="with code").click()
    page.locator("a[href='#also']").click()
    expect(page.locator("#also")).to_be_in_viewport()


def test_narrowing_stays_in_place(page: Page, address: str) -> None:
    """With JavaScript the page does not jump when a list is narrowed."""
    page.goto(f"{address}topics/peft/")
    page.evaluate("scrollTo(0, 120)")
    page.get_by_role("link", name="with code").click()
    expect(page.locator("#only-code:target")).to_have_count(1)
    assert 100 <= page.evaluate("scrollY") <= 140 or page.evaluate("document.body.scrollHeight < innerHeight + 120")


def test_narrowing_leaves_no_empty_heading(page: Page, address: str) -> None:
    """Where none of the papers from other topics fits, their heading goes with them."""
    page.goto(f"{address}topics/continual-learning/")
    for shown in (True, False):
        assert shown == page.locator("#also").is_visible() == (page.locator("#also + ul li:visible").count() > 0)
        page.get_by_role("link", name="with code").click()
