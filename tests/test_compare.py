"""What a change does to the digest, in words for the people who look at it."""

from __future__ import annotations

import json
import random
import re
import time
from typing import Any

import markdown
import pytest

from digest.desk.compare import compare
from digest.desk.markdown_text import escape_markdown
from tests.test_site import PageReader

OVERRIDE = "site_src/overrides/x.yml:3:1"
HOSTILE = (
    "<script>alert(1)</script> [x](javascript:alert(1)) ![y](z) <https://a.example> https://b.example www.c.example "
    "| `code` *em* __strong__ ~~gone~~ $x$ &lt;b&gt; \\"
)
LIVE = "@everyone #123 GH-7 a@b.example deadbeefcafe \u202eevil\u2066 line\n\n# heading\n- item"


def make_paper(name: str, **said: Any) -> dict[str, Any]:
    """Give a paper as `papers.json` has it, in the topic `stars`."""
    return {
        "id": name,
        "url": f"papers/{name}/",
        "title": f"On {name}",
        "abstract": f"We look at {name} closely.",
        "topics": ["stars"],
        "editions": ["one"],
        "sources": [{"file": "one.txt", "line": 1 + sum(name.encode())}],
        "related": [],
        "links": {},
        "authors": [],
        "date": "",
        "note": "",
        "override": None,
        "withdrawn": "",
        "line": "",
        "pin": None,
        "why": {"override": None, "scores": []},
        **said,
    }


def make_data(*papers: dict[str, Any], **said: Any) -> dict[str, Any]:
    """Give a whole `papers.json` with two topics and one edition."""
    topics = [{"id": "stars", "name": "Stars & suns"}, {"id": "bread", "name": "Bread"}]
    rest = {"hidden": [], "redirects": {}, "topics": topics, "editions": [{"id": "one", "name": "One"}], "lists": []}
    return {"version": 1, "papers": list(papers), **rest, **said}


def score(topic: str, *terms: dict[str, Any]) -> dict[str, Any]:
    """Give what counts for a topic."""
    return {"topic": topic, "score": sum(term["weight"] for term in terms), "terms": list(terms)}


OTHERS = [make_paper(f"other-{number}") for number in range(10)]  # so many that one paper less is no loss of a tenth


def term(words: str, weight: float, line: int | None = None, where: str = "title") -> dict[str, Any]:
    """Give a term that was found."""
    return {"term": words, "where": where, "weight": weight} | ({"line": line} if line else {})


def why(*scores: dict[str, Any], override: str | None = None) -> dict[str, Any]:
    """Give the reasons for a paper's topics."""
    return {"override": override, "scores": list(scores)}


def hide(name: str, reason: str = "no paper") -> dict[str, Any]:
    """Give a hidden paper."""
    return {"id": name, "title": f"On {name}", "reason": reason, "override": OVERRIDE}


def change(**said: Any) -> list[str]:
    """Compare a digest of one paper with the same one where something else is said of it."""
    return compare(make_data(make_paper("a")), make_data(make_paper("a", **said)))


def items(lines: list[str]) -> list[str]:
    """Give the lines that say one thing each."""
    return [line.removeprefix("- ") for line in lines if line.startswith("- ")]


def find_tags(lines: list[str]) -> set[str]:
    """Give the tags and attributes that come out of lines of Markdown."""
    page = PageReader(markdown.markdown("\n".join(lines), extensions=["extra"]))
    return {name for tag, attributes in page.elements for name in (tag, *attributes)}


def test_no_change_says_nothing() -> None:
    """Of two equal digests there is nothing to say."""
    assert [] == compare(make_data(make_paper("a")), make_data(make_paper("a")))


def test_lost_paper_comes_first() -> None:
    """A paper that is gone without a trace is said first, boldly, with its dump and its address."""
    base = make_data(make_paper("a"), make_paper("b"), *OTHERS)
    lines = compare(base, make_data(make_paper("b", title="Else"), *OTHERS))
    assert "**1 paper LOST, 1 retitled**" == lines[0]
    assert "### **Lost: gone, not hidden, and merged into no other** (1)" == lines[2]
    assert "**“On a”**, once read from `one.txt`: **`papers/a/`**" == items(lines)[0]


def test_too_many_lost_papers() -> None:
    """Where so many papers would go that the site would not be published, that is said before all."""
    lines = compare(make_data(make_paper("a"), make_paper("b"), *OTHERS), make_data(*OTHERS))
    assert lines[0].startswith("**1 reason against publishing; 2 papers LOST")
    assert items(lines)[0].startswith("Of 12 papers 10 would be left, and a site that loses more than a tenth is not")


def test_a_digest_that_begins_anew_loses_nothing() -> None:
    """Where `site.yml` says that another digest begins, what the one before it published is no loss."""
    lines = compare(make_data(*OTHERS, began="example"), make_data(make_paper("a"), began="own papers"))
    assert "**1 paper added; 1 edition or list changes**" == lines[0]


def test_another_edition_is_the_newest() -> None:
    """A date in `editions.yml` that brings another edition to the home page is told with it."""
    one, two = ({"id": id, "name": id, "date": ""} for id in ("one", "two"))
    (line,) = items(compare(make_data(editions=[one, two]), make_data(editions=[two | {"date": "2027-01-01"}, one])))
    assert "the edition “two” (`two`) is of “2027-01-01” now, is the newest now" == line


def test_what_was_set_aside() -> None:
    """What a new capture holds that became no paper is told with its place; what was set aside before is not."""
    old = ["seeds/a.txt", "Login", "set aside, no abstract", "seeds/a.txt:3"]
    new = ["seeds/b.html", "", "set aside, the file holds no papers", "seeds/b.html"]
    (line,) = items(compare(make_data(aside=[old]), make_data(aside=[old, new])))
    assert "`seeds/b.html`: set aside, the file holds no papers" == line


def test_confirmed_topics() -> None:
    """To say the very topics that were found changes the page, which tells who says so."""
    (line,) = items(change(why=why(override=OVERRIDE), override=OVERRIDE))
    assert f"“On a”: an editor says its topics now (`{OVERRIDE}`)" == line


def test_another_capture_is_no_word_of_an_editor() -> None:
    """Where an abstract is another entry's, no override is named, whatever else that says."""
    source = {"file": "two.txt", "line": 3}
    (line,) = items(change(abstract="We look at a from afar.", sources=[source], override=OVERRIDE))[:1]
    assert line.endswith("; it is made of other entries of the dumps")


def test_redirect_to_nothing_loses_a_paper() -> None:
    """A redirect that leads to no page saves nothing, nor does one that leads in a circle."""
    base = make_data(make_paper("a"), make_paper("b"), *OTHERS)
    for target in ("papers/c/", "papers/a/"):
        lines = compare(base, make_data(make_paper("b"), *OTHERS, redirects={"papers/a/": target}))
        assert "**1 paper LOST**" == lines[0]
        (line,) = items(lines)
        assert line.endswith(f": **`papers/a/`**, redirected to `{target}`, which is no page")


def test_dead_address() -> None:
    """An address that led somewhere and leads nowhere is said boldly, also where it was a redirect."""
    base = make_data(make_paper("a"), redirects={"papers/old/": "papers/a/"}, lists=[{"id": "best", "name": "Best"}])
    lines = compare(base, make_data(make_paper("a")))
    assert lines[0].startswith("**2 addresses lead nowhere; ")
    assert ["**`lists/best/`**", "**`papers/old/`**"] == items(lines)[:2]


def test_an_address_that_leads_home() -> None:
    """The home page is a page: a redirect to it leads there, and not nowhere."""
    base = make_data(make_paper("a"))
    lines = compare(base, make_data(make_paper("a"), redirects={"papers/old/": ""}))
    assert ["`papers/old/` → `/`"] == items(lines)


def test_merged_paper() -> None:
    """A paper that is gone and led on to another one is merged, and its address with it, and what led there."""
    base = make_data(make_paper("a"), make_paper("b"), *OTHERS, redirects={"papers/old/": "papers/a/"})
    redirects = {"papers/a/": "papers/b/", "papers/old/": "papers/b/"}
    lines = compare(base, make_data(make_paper("b"), *OTHERS, redirects=redirects))
    assert "**1 paper merged; 1 address changes**" == lines[0]
    assert ["“On a” → “On b”", "`papers/a/` → `papers/b/`"] == items(lines)


def test_new_id_of_the_same_paper() -> None:
    """A paper that only has a new address is neither lost nor added, and what else changed about it is said."""
    base = make_data(make_paper("a", note="x"), make_paper("c", related=["a"]))
    paper = make_paper("b", title="On a", abstract="We look at a closely.")
    head = make_data(paper, make_paper("c", related=["b"]), redirects={"papers/a/": "papers/b/"})
    lines = compare(base, head)
    assert "**1 address changes; 1 paper with another note, link or the like**" == lines[0]
    assert ["`papers/a/` → `papers/b/`", "“On a”: note, places in the dumps"] == items(lines)


def test_hidden_and_shown_again() -> None:
    """A paper that is hidden is said with reason and place; one shown again by its title."""
    base = make_data(make_paper("a"), hidden=[hide("b")])
    lines = compare(base, make_data(make_paper("b"), hidden=[hide("a", "a *test*")]))
    assert "**1 paper hidden, 1 shown again**" == lines[0]
    assert [f"“On a”: “a &#42;test&#42;” (`{OVERRIDE}`)", "“On b”"] == items(lines)


def test_hidden_from_the_start() -> None:
    """A new paper that is hidden at once is said to be, unless the older file could not tell."""
    base, head = make_data(), make_data(hidden=[hide("a")])
    assert [f"“On a”: new, and hidden from the start: “no paper” (`{OVERRIDE}`)"] == items(compare(base, head))
    del base["hidden"]
    assert [] == compare(base, head)


def test_withdrawn_and_not() -> None:
    """A paper withdrawn is said with the reason; one that is no longer so, too."""
    lines = compare(
        make_data(make_paper("a"), make_paper("b", withdrawn="error")),
        make_data(make_paper("a", withdrawn="by its authors"), make_paper("b")),
    )
    assert "**1 paper withdrawn, 1 no longer withdrawn**" == lines[0]
    assert ["“On a”: “by its authors”", "“On b”"] == items(lines)


def test_added_paper() -> None:
    """A paper that was not there is added, with its topics."""
    lines = compare(make_data(make_paper("a")), make_data(make_paper("a"), make_paper("b", topics=["stars", "bread"])))
    assert "**1 paper added**" == lines[0]
    assert ["“On b”, in “Stars &#38; suns” (`stars`) and “Bread” (`bread`)"] == items(lines)


def test_split_paper() -> None:
    """Of a new paper with an entry that was another's, that one is said."""
    entry, other = {"file": "one.txt", "line": 5}, {"file": "one.txt", "line": 9}
    base = make_data(make_paper("a", sources=[entry, other]))
    lines = compare(base, make_data(make_paper("a", sources=[entry]), make_paper("b", sources=[other])))
    assert "“On b”, in “Stars &#38; suns” (`stars`); split off “On a”" == items(lines)[0]


def test_retitled() -> None:
    """A title is said as it was and as it is, with the place of the editor's word."""
    assert [f"“On a” → “On A” (`{OVERRIDE}`)"] == items(change(title="On A", override=OVERRIDE))


def test_long_titles() -> None:
    """A title is cut at a hundred characters, but not where its end may be what changed."""
    base, head = (make_data(make_paper("a", title="Long " * 40 + end)) for end in ("tail", "end"))
    assert [f"“{'Long ' * 40}tail” → “{'Long ' * 40}end”"] == items(compare(base, head))
    assert items(compare(make_data(), base))[0].startswith(f"“{'Long ' * 19}Long…”, in")


def test_other_abstract() -> None:
    """Of an abstract, the lengths and the first words that differ are said."""
    line = "“On a”: 21 → 23 characters; from word 5 on “closely.” → “from afar.”"
    assert [line] == items(change(abstract="We look at a from afar."))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"note": "x"}, "note"),
        ({"note": "x", "links": {"arxiv": "y"}}, "note, arxiv link"),
        ({"authors": ["A"]}, "authors"),
        ({"date": "2026"}, "date"),
        ({"editions": []}, "editions"),
        ({"sources": []}, "places in the dumps"),
        ({"line": "short"}, "one-line text"),
        ({"pin": 0}, "pin"),
    ],
)
def test_small_changes_have_a_line(said: dict[str, Any], words: str) -> None:
    """Whatever else is said of a paper is named, on one line."""
    lines = change(**said)
    assert "**1 paper with another note, link or the like**" == lines[0]
    assert [f"“On a”: {words}"] == items(lines)


def test_fields_nobody_knows() -> None:
    """A field that came later is named by itself, where both files have it."""
    base, head = make_paper("a", colour="red"), make_paper("a", colour="blue", size=3)
    assert ["“On a”: colour"] == items(compare(make_data(base), make_data(head)))


SUNS, DOUGH = term("suns", 24, 7), term("dough", 12, 9)
THEN = why(score("stars", SUNS), score("bread", DOUGH))
LIKE_B = {"term": "", "where": "", "weight": 30, "like": "b"}


def find_reason(base: list[dict[str, Any]], head: list[dict[str, Any]]) -> str:
    """Give why the paper that moved from `stars` to `bread` did."""
    lines = items(compare(make_data(*base), make_data(*head)))
    (line,) = (line for line in lines if "(`stars`) → “Bread” (`bread`); " in line)
    return line.partition("(`bread`); ")[2]


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        pytest.param(why(), why(override=OVERRIDE), f"an editor says so in `{OVERRIDE}`", id="an editor"),
        pytest.param(why(override=OVERRIDE), why(), f"an editor's word in `{OVERRIDE}` is gone", id="none any more"),
        pytest.param(
            why(score("stars", SUNS), score("bread", term("dough", 4, 9), term("salt", 1, 10))),
            why(score("bread", term("dough", 24, 9), term("salt", 1, 11)), score("stars", term("suns", 40, 7))),
            "“dough” counts more for `bread` (`site_src/topics.yml:9`)",
            id="the term that changed most",
        ),
        pytest.param(
            THEN,
            why(score("bread", DOUGH), score("stars", term("moon", 2))),
            "“suns” no longer counts for `stars` (was `site_src/topics.yml:7`)",
            id="a term taken away, by its old line",
        ),
        pytest.param(
            THEN,
            why(score("stars", SUNS, term("flour", -15, 8)), score("bread", DOUGH)),
            "“flour” now counts against `stars` (`site_src/topics.yml:8`)",
            id="a term against a topic",
        ),
        pytest.param(
            why(score("stars", SUNS), score("bread", DOUGH, term("flour", -15, 8))),
            THEN,
            "“flour” no longer counts against `bread` (was `site_src/topics.yml:8`)",
            id="a term against a topic no more",
        ),
        pytest.param(
            why(),
            why(score("bread", LIKE_B)),
            "perhaps because it is like “On b”, an editor's example for `bread`",
            id="an example",
        ),
        pytest.param(
            why(score("stars", term("suns", 9)), score("bread", LIKE_B | {"weight": 8})),
            why(score("stars", term("suns", 9)), score("bread", LIKE_B | {"weight": 10})),
            "nothing in the two files says why",
            id="likeness, which is another number at every build",
        ),
        pytest.param(why(), why(), "nothing in the two files says why", id="nothing"),
    ],
)
def test_why_a_paper_moved(then: dict[str, Any], now: dict[str, Any], said: str) -> None:
    """What moved a paper is told with its place, as a guess where it is one, and that it is not known is admitted."""
    both = ["stars", "bread"]
    base, head = make_paper("a", topics=both, why=then), make_paper("a", topics=both[::-1], why=now)
    assert said == find_reason([base, make_paper("b")], [head, make_paper("b")])


@pytest.mark.parametrize(
    ("then", "now", "other", "said"),
    [
        pytest.param(
            why(score("stars", SUNS)),
            why(score("bread", term("dough", 30, 9))),
            [why(score("stars", term("suns", weight, 7))) for weight in (24, 3)],
            "“suns” counts less for `stars` (`site_src/topics.yml:7`)",
            id="counts less elsewhere: before one that only may be new",
        ),
        pytest.param(
            why(),
            why(score("bread", term("yeast", 24, 8), term("dough", 15, 9))),
            [why(score("bread", term("yeast", 24, 8)))] * 2,
            "perhaps because “dough” now counts for `bread` (`site_src/topics.yml:9`)",
            id="not known of any paper: a guess",
        ),
        pytest.param(
            why(),
            why(score("bread", term("yeast", 24, 8))),
            [why(score("bread", term("yeast", weight, 8))) for weight in (6, 24)],
            "“yeast” counts more for `bread` (`site_src/topics.yml:8`)",
            id="counts more elsewhere",
        ),
    ],
)
def test_terms_of_other_papers_explain(
    then: dict[str, Any], now: dict[str, Any], other: list[dict[str, Any]], said: str
) -> None:
    """What a term counts for another paper, which keeps its topic, tells whether it counts otherwise than before."""
    base, head = (make_paper("b", topics=[reasons["scores"][0]["topic"]], why=reasons) for reasons in other)
    moved = make_paper("a", topics=["bread"], why=now)
    assert said == find_reason([make_paper("a", why=then), base], [moved, head])


def test_a_paper_moves() -> None:
    """A paper with another first topic has moved, from one topic to another."""
    lines = change(topics=["bread"])
    assert "**1 paper moved; 1 topic changes**" == lines[0]
    assert items(lines)[0].startswith("“On a”: “Stars &#38; suns” (`stars`) → “Bread” (`bread`); ")


def test_moved_by_its_own_words() -> None:
    """Where the title changed too, that moved the paper; where the words are another entry's now, that is said, too."""
    said = "the words of its title or abstract changed"
    base = [make_paper("a")]
    assert said == find_reason(base, [make_paper("a", topics=["bread"], title="On dough")])
    merged = make_paper("a", topics=["bread"], abstract="Else", sources=[{"file": "two.txt", "line": 1}])
    assert f"{said}, for it is made of other entries of the dumps" == find_reason(base, [merged])


def test_other_topics_beside_the_first() -> None:
    """A paper that only joins a further topic has not moved."""
    lines = change(topics=["stars", "bread"], why=why(override=OVERRIDE))
    assert "**1 paper with other topics beside the first**" == lines[0]
    assert [f"“On a”: also into “Bread” (`bread`); an editor says so in `{OVERRIDE}`"] == items(lines)


def test_room_beside_the_first_topic() -> None:
    """A further topic has come near the first one where that counts less; that it counts more explains nothing."""
    base = make_data(make_paper("a", why=why(score("stars", term("suns", 24, 7), term("moon", 3, 8)))))
    now = why(score("stars", term("suns", 12, 7), term("moon", 24, 8)))
    head = make_data(make_paper("a", topics=["stars", "bread"], why=now))
    (line,) = items(compare(base, head))
    assert line.endswith("; “suns” counts less for `stars` (`site_src/topics.yml:7`)")


def test_topics_change() -> None:
    """Topics that are new, gone, named otherwise, empty or twice as large are said."""
    topics = [{"id": "stars", "name": "Suns"}, {"id": "tea", "name": "Tea"}, {"id": "bread", "name": "Bread"}]
    base = make_data(*(make_paper(str(n)) for n in range(5)), *(make_paper(str(n), topics=["bread"]) for n in (5, 6)))
    head = make_data(*(make_paper(str(n)) for n in range(10)), topics=topics)
    lines = compare(base, head)
    assert "3 topics change" in lines[0]
    assert [
        "“Bread” (`bread`) had 2 papers, has none now",
        "“Suns” (`stars`) was called “Stars &#38; suns”, grows from 5 to 10 papers",
        "“Tea” (`tea`) is new, with 0 papers",
    ] == [line for line in items(lines) if not line.startswith("“On")]


def test_small_topics_may_double() -> None:
    """That a topic of three papers grows to twelve says nothing, nor that one of five grows to nine."""
    for before, after in (("abc", "abcdefghijkl"), ("abcde", "abcdefghi")):
        lines = compare(make_data(*map(make_paper, before)), make_data(*map(make_paper, after)))
        assert f"**{len(after) - len(before)} papers added**" == lines[0]


def test_topic_with_another_id() -> None:
    """A topic whose old address leads to its new one takes its papers with it: none of them has moved."""
    topics = [{"id": "suns", "name": "Suns"}, {"id": "bread", "name": "Bread"}]
    head = make_data(make_paper("a", topics=["suns"]), topics=topics, redirects={"topics/stars/": "topics/suns/"})
    lines = compare(make_data(make_paper("a")), head)
    assert "**1 address changes; 1 topic changes**" == lines[0]
    assert ["`topics/stars/` → `topics/suns/`", "“Suns” (`suns`) was called “Stars &#38; suns”"] == items(lines)


def test_terms_of_a_topic_with_another_id() -> None:
    """Terms of a topic that only has another id count as before."""
    then, now = (why(score(topic, term("suns", 24, 7))) for topic in ("stars", "heaven"))
    base = make_data(make_paper("a", topics=["stars", "bread"], why=then))
    topics = [{"id": "heaven", "name": "Stars & suns"}, {"id": "bread", "name": "Bread"}]
    head = make_data(
        make_paper("a", topics=["heaven"], why=now), topics=topics, redirects={"topics/stars/": "topics/heaven/"}
    )
    assert "“On a”: out of “Bread” (`bread`); nothing in the two files says why" in items(compare(base, head))


def test_topic_gone() -> None:
    """Of a topic that is gone, the number of papers is said, its dead address, and where the papers went."""
    head = make_data(make_paper("a", topics=["bread"]), topics=[{"id": "bread", "name": "Bread"}])
    assert [
        "**`topics/stars/`**",
        "“On a”: “Stars &#38; suns” (`stars`) → “Bread” (`bread`); the topic `stars` is gone",
        "“Stars &#38; suns” (`stars`) is gone, had 1 paper",
    ] == items(compare(make_data(make_paper("a")), head))


def test_editions_and_lists() -> None:
    """Editions and lists are said where they are new, named otherwise or in another order."""
    one, two = (
        {"id": "one", "name": name, "papers": papers} for name, papers in (("Old", ["a", "b"]), ("New", ["b", "a"]))
    )
    best = {"id": "best", "name": "Best", "papers": ["a", "b"]}
    base = make_data(lists=[best, one])
    head = make_data(
        lists=[{**best, "papers": ["b", "a"]}, two],
        editions=[{"id": "one", "name": "One"}, {"id": "two", "name": "Two"}],
    )
    lines = compare(base, head)
    assert "**3 editions or lists change**" == lines[0]
    assert [
        "the edition “Two” (`two`) is new",
        "the list “Best” (`best`) has other papers, or in another order",
        "the list “New” (`one`) was called “Old”, has other papers, or in another order",
    ] == items(lines)


def test_hidden_for_another_reason() -> None:
    """A paper that stays hidden for another reason is said."""
    base, head = (make_data(hidden=[hide("a", reason)]) for reason in ("old", "new"))
    assert [f"“On a”: the reason why it is hidden (`{OVERRIDE}`)"] == items(compare(base, head))


def test_related_links() -> None:
    """Links to related papers are counted, a replaced one once, and their order is nothing; ten papers are named."""
    names = [f"p{number:02}" for number in range(15)]
    base = make_data(*(make_paper(name, related=["x", "y"]) for name in names))
    changed = {"p13": ["u", "v"], "p14": ["y", "x"]}
    head = make_data(*(make_paper(name, related=changed.get(name, ["x", "z"])) for name in names))
    lines = compare(base, head)
    assert "**14 papers with other related papers**" == lines[0]
    assert ["“On p13”: 2 links", "“On p00”: 1 link"] == items(lines)[:2]
    assert (11, "… and 4 more") == (len(items(lines)), items(lines)[-1])


def test_redirects() -> None:
    """A redirect is said where it is new, leads elsewhere or makes room for a page, but not where its page moved."""
    papers = make_paper("a"), make_paper("b")
    base = make_data(*papers, redirects={f"papers/{name}/": "papers/a/" for name in "vxz"})
    head = make_data(
        *papers,
        make_paper("v"),
        redirects={
            "papers/x/": "papers/b/",
            "papers/y/": "papers/a/",
            "papers/z/": "papers/w/",
            "papers/w/": "papers/a/",
        },
    )
    lines = compare(base, head)
    assert "**1 paper added; 4 addresses change**" == lines[0]
    assert [
        "`papers/v/` no longer leads to `papers/a/`",
        "`papers/w/` → `papers/a/`",
        "`papers/x/` → `papers/b/`",
        "`papers/y/` → `papers/a/`",
    ] == items(lines)[1:]


def test_other_line_of_a_term() -> None:
    """That a term only stands in another line, or that a paper's reasons are others, is not said."""
    then, moved, now = (why(score("stars", term("suns", weight, line))) for weight, line in ((9, 1), (9, 2), (6, 2)))
    for other in (moved, now):
        assert [] == compare(make_data(make_paper("a", why=then)), make_data(make_paper("a", why=other)))


def change_all(count: int, lost: int = 3) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give two digests of many papers of which everything differs, and some of which are lost."""
    names = [f"p{number:05}" for number in range(count)]
    base = make_data(*map(make_paper, [f"lost{number}" for number in range(lost)]), *map(make_paper, names))
    told = {"topics": ["bread", "tea"], "abstract": "Else", "withdrawn": "yes", "note": "x", "related": ["b"]}
    papers = (make_paper(name, **{**told, "title": f"Else {name}"}) for name in names[: count // 2])
    beside = {"topics": ["stars", "bread"], "why": why(score("stars", term("suns", 3)))}
    others = [make_paper(name, **beside) for name in names[count // 2 :]]
    hidden = [hide(f"h{number}") for number in range(count)]
    redirects = {f"papers/r{number}/": f"papers/{names[0]}/" for number in range(count)}
    lists = [{"id": f"l{number}", "name": "L", "papers": []} for number in range(count)]
    topics = [*base["topics"], {"id": "tea", "name": "Tea"}]
    return base, make_data(*papers, *others, hidden=hidden, redirects=redirects, lists=lists, topics=topics)


def test_all_fits_into_the_lines() -> None:
    """With a thousand changes of every kind the lines suffice, no lost paper is left out, and no heading."""
    lines = compare(*change_all(1000))
    assert 200 >= len(lines) > 190
    assert 3 == sum("papers/lost" in line for line in lines)
    headings = [line.rpartition(" (")[0].removeprefix("### ") for line in lines if line.startswith("### ")]
    assert [
        "**Lost: gone, not hidden, and merged into no other**",
        "Hidden",
        "Withdrawn",
        "Moved to another topic",
        "Retitled",
        "Other words in the abstract",
        "Addresses that lead to another page now",
        "Topics",
        "Other topics beside the first",
        "Editions and lists",
        "Notes, links and the like",
        "Related papers",
    ] == headings
    assert any(re.fullmatch(r"- … and 4\d\d more", line) for line in lines)


def test_the_important_comes_before_the_rest() -> None:
    """Where a hundred papers are lost, all of them are named, and the rest makes room."""
    lines = compare(*change_all(1000, lost=100))
    assert 100 == sum("papers/lost" in line for line in lines)
    assert 200 >= len(lines)


@pytest.mark.parametrize("text", [HOSTILE, LIVE, f"{LIVE} {HOSTILE}"[::-1], r"\`*_\[x](y)", "`` ` ```"])
def test_hostile_texts_stay_texts(text: str) -> None:
    """No text of any field becomes a link, an image, a tag, a heading or another item of a list."""
    names = {"id": f"id {text}", "name": text}
    said = {"override": text, "topics": [text], "why": why(score(text, term(text, 9, None, text)), override=None)}
    paper = make_paper("a", title=text, abstract=text, links={text: "x"}, withdrawn=text, **said)
    base = make_data(make_paper("a", **{text: 1}), make_paper("b", title=text), make_paper(text, title=text))
    head = make_data(
        {**paper, text: 2},
        make_paper("c", title=text, topics=[text]),
        hidden=[{"id": "h", "title": text, "reason": text, "override": text}],
        redirects={f"papers/{text}/": text},
        topics=[names, {"id": "stars", "name": text}],
        lists=[names],
    )
    for lines in (compare(base, head), compare(head, base)):
        assert find_tags(lines) <= {"h3", "ul", "li", "p", "strong", "code"}
        assert not [line for line in lines if "\n" in line or not re.match(r"\*\*\d|### |- |$", line)]


def test_nobody_is_called() -> None:
    """No mention, number, address or direction of writing in a title works, also after GitHub has read the entities."""
    (line,) = items(change(title=f"{LIVE} https://b.example www.c.example"))
    text = re.sub("&#([0-9]+);", lambda found: chr(int(found[1])), line)
    assert not re.search(r"@\w|#\d|GH-\d|://|www\.|[0-9a-f]{7}|[\u202e\u2066]", text)


def test_plain_code_stays_code() -> None:
    """In messages, what stands between backticks stays code where that can do no harm."""
    assert "&#42; `a_b:1` &#96;&#60;i&#62;&#96;" == escape_markdown("*\n`a_b:1` `<i>`")


def test_order_of_keys_is_nothing() -> None:
    """However the files are sorted, the same is said."""
    base, head = change_all(20)

    def shuffle(data: Any, seed: random.Random) -> Any:
        if isinstance(data, dict):
            pairs = [(key, shuffle(value, seed)) for key, value in data.items()]
            return dict(seed.sample(pairs, len(pairs)))
        return [shuffle(value, seed) for value in data] if isinstance(data, list) else data

    def mix(data: dict[str, Any]) -> dict[str, Any]:
        mixed = shuffle(data, random.Random(7))
        kinds = ("papers", "hidden", "topics", "lists")
        return {**mixed, **{kind: random.Random(8).sample(mixed[kind], len(mixed[kind])) for kind in kinds}}

    assert compare(base, head) == compare(mix(base), mix(head))


def test_older_file() -> None:
    """Against a file from before hidden papers, names and redirects were told, only what both tell has changed."""
    new = ("override", "withdrawn", "line", "pin")
    paper = {key: value for key, value in make_paper("a").items() if key not in new}
    base = {"version": 1, "papers": [paper]}
    head = make_data(
        make_paper("a", override=OVERRIDE),
        hidden=[hide("c")],
        redirects={"papers/d/": "papers/a/"},
        topics=[{"id": "stars", "name": "Stars"}],
    )
    assert [] == items(compare(base, head))


def test_inputs_stay_as_they_are() -> None:
    """Neither file is changed by the comparison."""
    base, head = change_all(5)
    before = json.dumps([base, head])
    compare(base, head)
    assert before == json.dumps([base, head])


def test_ten_thousand_papers() -> None:
    """The time grows with the number of papers, not with its square."""
    base, head = change_all(10_000, lost=1000)
    begun = time.process_time()
    compare(base, head)
    assert 5 > time.process_time() - begun
