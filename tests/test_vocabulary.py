"""Everything that editors can say reaches the pages, and what cannot be is explained."""

from __future__ import annotations

import re

import pytest

from tests.conftest import Built

BREAD, TIDE, KITE = "bread-rises-by-night", "tide-tables-from-a-single-bucket", "on-the-length-of-kite-tails"


def edit(tiny: Built, **files: str) -> None:
    """Write files of site_src; `lists__a` is `lists/a.yml`, `notes__b` is `notes/b.md`."""
    for name, text in files.items():
        folder, _, stem = name.rpartition("__")
        path = tiny.source / "site_src" / folder / (stem.replace("_", "-") + (".md" if folder == "notes" else ".yml"))
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def build(tiny: Built, **environment: str) -> None:
    result = tiny.build("--no-search", **environment)
    assert 0 == result.returncode, result.stderr


def read(tiny: Built, address: str) -> str:
    return (tiny.out / address / "index.html").read_text(encoding="utf-8")


def complain(tiny: Built) -> str:
    """Give the messages of a build that fails, with places as editors know them."""
    result = tiny.build("check")
    assert 1 == result.returncode, result.stdout
    return result.stderr.replace(f"{tiny.source}/", "")


def test_pin(tiny: Built) -> None:
    """Pinned papers stand on the home page in their order, and no longer than they should."""
    edit(
        tiny,
        overrides__one=f"{BREAD}:\n  pin: {{order: 2}}\n{TIDE}:\n  pin: {{order: 1, until: 2026-03}}\n",
    )
    build(tiny, SOURCE_DATE_EPOCH="1774915200")  # 2026-03-31
    pinned = read(tiny, "").partition("Chosen by the editors")[2].partition("<h2>")[0]
    assert [TIDE, BREAD] == re.findall(r'class="title" href="\./papers/([^"/]+)', pinned)
    build(tiny, SOURCE_DATE_EPOCH="1775001600")  # 2026-04-01
    pinned = read(tiny, "").partition("Chosen by the editors")[2].partition("<h2>")[0]
    assert [BREAD] == re.findall(r'class="title" href="\./papers/([^"/]+)', pinned)


def test_withdrawn(tiny: Built) -> None:
    """The page of a withdrawn paper stays, with the reason, and lists mark it."""
    edit(tiny, overrides__one=f"{BREAD}:\n  withdrawn: the yeast was bought\n")
    build(tiny)
    assert "the yeast was bought" in read(tiny, f"papers/{BREAD}")
    assert '<span class="mark bad">Withdrawn</span>' in read(tiny, "topics/other")


def test_aliases(tiny: Built) -> None:
    """Old addresses of a paper lead to it without JavaScript."""
    edit(tiny, overrides__one=f"{BREAD}:\n  aliases: [bread, 2024/bread/, old.html]\n")
    build(tiny)
    assert f'content="0; url=../../papers/{BREAD}/"' in read(tiny, "papers/bread")
    assert f'<a href="../../papers/{BREAD}/">' in read(tiny, "2024/bread")
    assert f'url=../papers/{BREAD}/"' in (tiny.out / "papers/old.html").read_text(encoding="utf-8")


def test_editions(tiny: Built) -> None:
    """A paper stands in the editions that an editor says, and its page still shows where it was captured."""
    edit(tiny, overrides__one=f"{BREAD}:\n  editions: [a_glued]\n")
    build(tiny)
    assert BREAD in read(tiny, "editions/a_glued")
    assert BREAD not in read(tiny, "editions/c_later")
    assert "<code>seeds/c_later.txt:" in read(tiny, f"papers/{BREAD}")


def test_summary(tiny: Built) -> None:
    """One line stands in lists in place of the abstract's beginning; the page keeps the abstract."""
    edit(tiny, overrides__one=f"{BREAD}:\n  summary: Shy yeast rises <b>twice</b>.\n")
    build(tiny)
    assert "Shy yeast rises &lt;b&gt;twice&lt;/b&gt;." in read(tiny, "topics/other")
    assert "Sourdough left alone" not in read(tiny, "topics/other")
    assert "Sourdough left alone" in read(tiny, f"papers/{BREAD}")


def test_long_note(tiny: Built) -> None:
    """A note of several paragraphs in a file of its own stands on the page of its paper."""
    edit(tiny, **{f"notes__{BREAD.replace('-', '_')}": "First.\n\n- point\n\n<script>alert(1)</script>\n"})
    build(tiny)
    page = read(tiny, f"papers/{BREAD}")
    assert "<li>point</li>" in page
    assert "alert(1)" not in page


def test_reading_list(tiny: Built) -> None:
    """A list has a page with its papers in the editor's order, and its papers name it."""
    edit(tiny, lists__first_steps=f"name: First steps\npapers:\n  {TIDE}: Begin *here*.\n  {BREAD}: Then this.\n")
    build(tiny)
    page = read(tiny, "lists/first-steps")
    assert [TIDE, BREAD] == re.findall(r'class="title" href="\.\./\.\./papers/([^"/]+)', page)
    assert "Begin <em>here</em>." in page
    assert '<a href="../../lists/first-steps/">First steps</a>' in read(tiny, f"papers/{BREAD}")
    assert '<a href="./lists/">Lists</a>' in read(tiny, "")


def test_renamed_topic(tiny: Built) -> None:
    """A topic's old address leads to it, and an override that names the old id is told the new one."""
    topics = tiny.source / "site_src/topics.yml"
    topics.write_text(topics.read_text().replace("- id: kites\n", "- id: flyers\n  aliases: [kites]\n", 1))
    edit(tiny, overrides__one="")
    build(tiny)
    assert 'url=../../topics/flyers/"' in read(tiny, "topics/kites")
    edit(tiny, overrides__one=f"{BREAD}:\n  topics: [kites]\n")
    assert "one.yml:2:12: V010 `kites` has another name now; write `flyers`" in complain(tiny)


def test_redirect(tiny: Built) -> None:
    """An old address of any page leads on."""
    edit(tiny, redirects="old/place: topics/kites/\n/news/: /\n".replace("/news/: /\n", "news/: about/\n"))
    build(tiny)
    assert 'url=../../topics/kites/"' in read(tiny, "old/place")
    assert 'url=../about/"' in read(tiny, "news")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("a/: b/\nb/: about/", "redirects.yml:1:1: T007 `a/` leads to `b/`, which leads on; write `about/`"),
        ("a/: b/\nb/: a/", "redirects.yml:1:1: T008 `a/` leads in a circle; write the address of a page"),
        ("a/: a/", "redirects.yml:1:1: T008 `a/` leads in a circle; write the address of a page"),
        (
            "a/: topics/kitse/",
            "redirects.yml:1:1: T006 there is no page `topics/kitse/`; did you mean `topics/kites/`?",
        ),
        (
            "about/: topics/",
            "redirects.yml:1:1: T009 the address `about/` belongs to the page “About” already; rename it",
        ),
        ("../x: about/", "redirects.yml:1:1: V011 `../x` is not what belongs here; write it like `papers/old-name/`"),
    ],
    ids=["chain", "loop", "itself", "no page", "clash", "outside"],
)
def test_wrong_redirects(tiny: Built, said: str, message: str) -> None:
    """Chains, loops, clashes and redirects to nowhere are explained."""
    edit(tiny, redirects=said + "\n")
    assert message in complain(tiny)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"lists__a": "name: A\npapers:\n  bred: x\n"}, "lists/a.yml:3:3: P001 there is no paper `bred`"),
        ({"lists__a": f"papers: {{{BREAD}: x}}\n"}, "lists/a.yml:1:1: V002 the field `name` is missing"),
        (
            {"notes__bread": "x"},
            "notes/bread.md:1:1: P001 there is no paper `bread`; did you mean `bread-rises-by-night`?",
        ),
        (
            {"lists__a": f"name: A\npapers: {{{BREAD}: x}}\n", "overrides__one": f"{BREAD}: {{hide: not here}}"},
            f"lists/a.yml:2:10: P007 the paper `{BREAD}` is hidden; take it off the list",
        ),
        (
            {"overrides__one": f"{BREAD}: {{pin: {{order: 1}}, hide: not here}}"},
            "one.yml:1:24: V015 `pin` cannot stand beside `hide`; keep one of the two",
        ),
        ({"overrides__one": f"{BREAD}: {{summary: {'x' * 201}}}"}, "the text has 201 characters; write at most 200"),
        ({"overrides__one": f"{BREAD}: {{editions: [a_glue]}}"}, "no edition `a_glue`; did you mean `a_glued`?"),
        ({"overrides__one": f"{BREAD.upper()}: {{title: x}}"}, f"did you mean `{BREAD}`?"),
    ],
    ids=["list", "no name", "note", "hidden", "apart", "long", "edition", "capitals"],
)
def test_wrong_names(tiny: Built, files: dict[str, str], message: str) -> None:
    """Names that lead nowhere and fields that contradict each other are explained."""
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


def test_review_page(tiny: Built) -> None:
    """The review page lists what is doubtful outside the menu, and `review: no` leaves it out."""
    build(tiny)
    page = read(tiny, "review")
    assert '<meta name="robots" content="noindex">' in page
    assert "bread-rises-by-night:\n  topics: [other]" in page
    site = tiny.source / "site_src/site.yml"
    site.write_text(site.read_text() + "review: no\n")
    build(tiny)
    assert "bread-rises-by-night:" not in read(tiny, "review")
    assert "no longer here" in read(tiny, "review")


def test_link_to_another_file(tiny: Built) -> None:
    """A link in place of a file is not followed, so that no stranger's change shows another file's words."""
    secret = tiny.folder / "secret"
    secret.write_text("password: hunter2\n")
    (tiny.source / "site_src/overrides/x.yml").symlink_to(secret)
    said = complain(tiny)
    assert "overrides/x.yml:1:1: F005 this is a link to another file; put the file itself here" in said
    assert "hunter2" not in said


def test_folder_in_place_of_a_file(tiny: Built) -> None:
    """A folder that is called like a file is named."""
    (tiny.source / "site_src/overrides/x.yml").mkdir()
    assert "overrides/x.yml:1:1: F006 this is a folder, not a file; move what is in it elsewhere" in complain(tiny)
