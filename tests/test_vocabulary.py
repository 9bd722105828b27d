"""Everything that editors can say reaches the pages, and what cannot be is explained."""

from __future__ import annotations

import json
import re

import pytest

from tests.conftest import Built

BREAD, TIDE, KITE = "bread-rises-by-night", "tide-tables-from-a-single-bucket", "on-the-length-of-kite-tails"


def edit(tiny: Built, **files: str) -> None:
    """Write files of site_src; `lists__a` is `lists/a.yml`, `notes__b` is `notes/b.md`."""
    for name, text in files.items():
        folder, _, stem = name.rpartition("__")
        tiny.write(f"./{folder}/{stem.replace('_', '-')}{'.md' if folder in ('notes', 'pages') else '.yml'}", text)


def build(tiny: Built, **environment: str) -> None:
    result = tiny.build("--no-search", **environment)
    assert 0 == result.returncode, result.stderr


def list_titles(page: str) -> list[str]:
    """Give the papers that a page lists, in order."""
    return re.findall(r'class="title" href="[./]+/papers/([^"/]+)', page)


def complain(tiny: Built) -> str:
    """Give the messages of a build that fails, with places as editors know them."""
    result = tiny.build("check")
    assert 1 == result.returncode, result.stdout
    return result.stderr.replace(f"{tiny.source}/", "")


def test_pin(tiny: Built) -> None:
    """Pinned papers stand on the home page in their order, and no longer than they should."""
    edit(tiny, overrides__one=f"{BREAD}:\n  pin: {{order: 2}}\n{TIDE}:\n  pin: {{order: 1, until: 2026-03}}\n")
    build(tiny, SOURCE_DATE_EPOCH="1774915200")  # 2026-03-31
    assert [TIDE, BREAD] == list_titles(tiny.read("").partition("Chosen by the editors")[2].partition("<h2>")[0])
    build(tiny, SOURCE_DATE_EPOCH="1775001600")  # 2026-04-01
    assert [BREAD] == list_titles(tiny.read("").partition("Chosen by the editors")[2].partition("<h2>")[0])


def test_pins_end_today_for_who_looks(tiny: Built) -> None:
    """Where nothing is built, the clock says what day it is; what is built never depends on it."""
    edit(tiny, editions="", overrides__one=f"{BREAD}:\n  pin: {{order: 1, until: 2020-01-01}}\n")
    assert "`pin` ended with 2020-01-01" in tiny.build("review", "idle").stdout
    build(tiny)
    assert "Chosen by the editors" in tiny.read("")


def test_withdrawn(tiny: Built) -> None:
    """The page of a withdrawn paper stays, with the reason, and lists mark it."""
    edit(tiny, overrides__one=f"{BREAD}:\n  withdrawn: the yeast was bought\n")
    build(tiny)
    assert "the yeast was bought" in tiny.read(f"papers/{BREAD}")
    assert '<span class="mark bad">Withdrawn</span>' in tiny.read("topics/other")


def test_aliases(tiny: Built) -> None:
    """Old addresses of a paper lead to it without JavaScript."""
    edit(tiny, overrides__one=f"{BREAD}:\n  aliases: [bread, 2024/bread/, old.html]\n")
    build(tiny)
    assert f'content="0; url=../../papers/{BREAD}/"' in tiny.read("papers/bread")
    assert f'<a href="../../papers/{BREAD}/">' in tiny.read("2024/bread")
    assert f'url=../papers/{BREAD}/"' in tiny.read("papers/old.html")


def test_editions(tiny: Built) -> None:
    """A paper stands in the editions that an editor says, and its page still shows where it was captured."""
    edit(tiny, overrides__one=f"{BREAD}:\n  editions: [a_glued]\n")
    build(tiny)
    assert BREAD in tiny.read("editions/a_glued")
    assert BREAD not in tiny.read("editions/c_later")
    assert "<code>seeds/c_later.txt:" in tiny.read(f"papers/{BREAD}")


def test_summary(tiny: Built) -> None:
    """One line stands in lists in place of the abstract's beginning; the page keeps the abstract."""
    edit(tiny, overrides__one=f"{BREAD}:\n  summary: Shy yeast rises <b>twice</b>.\n")
    build(tiny)
    assert "Shy yeast rises &lt;b&gt;twice&lt;/b&gt;." in tiny.read("topics/other")
    assert "Sourdough left alone" not in tiny.read("topics/other")
    assert "Sourdough left alone" in tiny.read(f"papers/{BREAD}")


def test_long_note(tiny: Built) -> None:
    """A note of several paragraphs in a file of its own stands on the page of its paper."""
    edit(tiny, **{f"notes__{BREAD.replace('-', '_')}": "First.\n\n- point\n\n<script>alert(1)</script>\n"})
    build(tiny)
    page = tiny.read(f"papers/{BREAD}")
    assert "<li>point</li>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_reading_list(tiny: Built) -> None:
    """A list has a page with its papers in the editor's order, and its papers name it."""
    edit(tiny, lists__first_steps=f"name: First steps\npapers:\n  {TIDE}: Begin *here*.\n  {BREAD}: Then this.\n")
    build(tiny)
    page = tiny.read("lists/first-steps")
    assert [TIDE, BREAD] == list_titles(page)
    assert "Begin <em>here</em>." in page
    assert '<a href="../../lists/first-steps/">First steps</a>' in tiny.read(f"papers/{BREAD}")
    assert '<a href="./lists/">Lists</a>' in tiny.read("")


def test_renamed_topic(tiny: Built) -> None:
    """A topic's old address leads to it, and an override that names the old id is told the new one."""
    topics = tiny.source / "site_src/topics.yml"
    topics.write_text(topics.read_text().replace("- id: kites\n", "- id: flyers\n  aliases: [kites]\n", 1))
    edit(tiny, overrides__one="")
    build(tiny)
    assert 'url=../../topics/flyers/"' in tiny.read("topics/kites")
    edit(tiny, overrides__one=f"{BREAD}:\n  topics: [kites]\n")
    assert "one.yml:2:12: V010 `kites` has another name now; write `flyers`" in complain(tiny)


def test_redirect(tiny: Built) -> None:
    """An old address of any page leads on."""
    edit(tiny, redirects="old/place: topics/kites/\nnews/: about/\nold.html: index.html\nlog/: changes/\n")
    build(tiny)
    assert 'url=../../topics/kites/"' in tiny.read("old/place")
    assert 'url=../about/"' in tiny.read("news")
    assert 'url=../changes/"' in tiny.read("log")
    assert "No changes are on record." in tiny.read("changes")
    assert 'url=./"' in (tiny.out / "old.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("a/: b/\nb/: a/", "redirects.yml:1:1: T008 `a/` leads in a circle; write the address of a page"),
        (
            "about/: topics/",
            "redirects.yml:1:1: T009 the address `about/` belongs to the page “About” already; rename it",
        ),
        ("news/: about", "redirects.yml:1:1: T006 there is no page `papers/about/`; write `/about/`"),
        ("a/: b/\nb/: about/", "redirects.yml:1:1: T007 `a/` leads to `b/`, which leads on; write `about/`"),
        ("../x: about/", "redirects.yml:1:1: V011 `../x` is not what belongs here; write it like `papers/old-name/`"),
    ],
    ids=["loop", "clash", "bare word", "chain", "outside"],
)
def test_wrong_redirects(tiny: Built, said: str, message: str) -> None:
    """Loops, clashes and addresses outside of the site are explained; tests/faults.txt has the other mistakes."""
    edit(tiny, redirects=said + "\n")
    assert message in complain(tiny)


def test_all_mistakes_at_once(tiny: Built) -> None:
    """One fault in a file does not hide the others in it."""
    edit(
        tiny, redirects="a/: https://example.org/\nb/: nowhere/\n", lists__best=f"title: Best\npapers:\n  {BREAD}s: x\n"
    )
    said = complain(tiny)
    assert "redirects.yml:1:5: V011" in said
    assert "redirects.yml:2:1: T006 there is no page" in said
    assert "lists/best.yml:1:1: V001 there is no field `title`" in said
    assert f"lists/best.yml:3:3: P001 there is no paper `{BREAD}s`; did you mean `{BREAD}`?" in said


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"notes__bread": "x"},
            "notes/bread.md:1:1: P001 there is no paper `bread`; did you mean `bread-rises-by-night`?",
        ),
        ({"overrides__one": f"{BREAD}: {{editions: [a_glue]}}"}, "no edition `a_glue`; did you mean `a_glued`?"),
        ({"overrides__one": f"{BREAD.upper()}: {{title: x}}"}, f"did you mean `{BREAD}`?"),
        (
            {"overrides__one": f"{BREAD}: {{topics: [kites,\u00a0tides]}}"},
            "write `tides`: a space,",
        ),
        ({"overrides__one": f"{BREAD.replace('-', chr(0x2011))}: {{title: x}}"}, f"write `{BREAD}`: a space, a hyphen"),
        ({"overrides__one": f"{BREAD}: {{title: ~}}"}, "V003 nothing stands after the colon; write text"),
        ({"overrides__one": f'{BREAD}: {{"note ": x}}'}, "write `note`: a space"),
        (
            {"pages__status": "x"},
            "pages/status.md:1:1: T009 the address `status/` belongs to the page “Status” already",
        ),
        (
            {"overrides__one": f"{BREAD}: {{same_as: 'https://example.org/papers/{TIDE}/'}}"},
            f"did you mean `{TIDE}`?",
        ),
        ({"pages__changes": "x"}, "pages/changes.md:1:1: T009 the address `changes/` belongs to the page “Changes”"),
    ],
    ids=[
        "note",
        "edition",
        "capitals",
        "hard space",
        "hyphen",
        "nothing",
        "space",
        "page of the desk",
        "address of a page",
        "page of changes",
    ],
)
def test_wrong_names(tiny: Built, files: dict[str, str], message: str) -> None:
    """For a name that leads nowhere the one that was meant is said."""
    edit(tiny, **files)
    assert message in complain(tiny)


def test_empty_override_says_nothing(tiny: Built) -> None:
    """An override of comments only is valid, and the review says that nothing is in it."""
    edit(tiny, overrides__one=f"{BREAD}:\n  # title: x\n")
    assert "its override says nothing" in tiny.build("review", "idle").stdout


@pytest.mark.parametrize(
    ("field", "idle"),
    [
        ("title: Bread Rises by Night", "`title` is what the page says without it"),
        ("add_topics: [other]", "its topics are the same without it"),
        ("editions: [c_later]", "`editions` names those it was captured in"),
        ("pin: {order: 1, until: 2020}", "`pin` ended with 2020"),
    ],
    ids=["title", "topics", "editions", "pin"],
)
def test_overrides_that_change_nothing(tiny: Built, field: str, idle: str) -> None:
    """What of an override changes nothing stands in the review."""
    edit(tiny, overrides__one=f"{BREAD}:\n  {field}\n")
    assert idle in tiny.build("review", "idle", SOURCE_DATE_EPOCH="1774915200").stdout


def test_links_that_change_nothing(tiny: Built) -> None:
    """Links that a capture brings need no override, and the review says so of one with nothing else."""
    paper = {"id": "2401.00001", "title": "On Rivers", "summary": "Rivers flow."}
    (tiny.source / "seeds/daily.json").write_text(json.dumps([{"paper": paper}]))
    edit(tiny, overrides__one="on-rivers:\n  links: {arxiv: 2401.00001}\n")
    assert "`links` are what the page says without it" in tiny.build("review", "idle").stdout
    edit(tiny, overrides__one="on-rivers:\n  links: {arxiv: 2401.00002}\n")
    assert "`links` are what" not in tiny.build("review", "idle").stdout


def test_review_page(tiny: Built) -> None:
    """The review page lists what is doubtful outside the menu, and `review: no` leaves it out."""
    build(tiny)
    page = tiny.read("review")
    assert '<meta name="robots" content="noindex">' in page
    assert "bread-rises-by-night:\n  topics: [other]" in page
    tiny.add("site.yml", "review: no\n")
    build(tiny)
    assert "bread-rises-by-night:" not in tiny.read("review")
    assert "no longer here" in tiny.read("review")
