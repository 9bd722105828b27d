"""Formats with a syntax of their own give all their papers, and say what in them is none."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from digest import citations
from digest.formats import read_capture
from digest.formats.decode import decode_capture
from digest.formats.reader import STRANGE
from digest.nouns import Dump, Paper
from digest.outlinks import make_link
from tests.reliability.effort import grows_evenly

ABSTRACT = "We prune heads of attention and keep the layers, which is enough for all that was asked of them."
OTHER = "We sample in four steps, and no image is worse for it than those that took a hundred of them before."
HEAD = {"title": "Papers of the Week", "description": "What our group reads, chosen by hand every Friday."}
FIRST = {"url": "https://arxiv.org/abs/2606.00001", "title": "Pruned Heads", "summary": ABSTRACT}
SECOND = {"url": "https://arxiv.org/abs/2606.00002", "title": "Four Steps", "summary": OTHER}


def titles(dump: Dump) -> list[str]:
    """Give the titles of all that was read."""
    return [entry.title for entry in dump.entries]


def aside(dump: Dump) -> list[tuple[int, str, str]]:
    """Give line, text and reason of all that was set aside."""
    return [(one.place.line, one.text, one.reason) for one in dump.set_aside]


def tell_as(paper: dict[str, str], name: str, form: str) -> dict[str, str]:
    return {"url": paper["url"], "title": paper["title"], name: form.format(paper["summary"])}


LISTS = {
    "JSON Feed": {"version": "https://jsonfeed.org/version/1.1", **HEAD, "items": [FIRST, SECOND]},
    "JSON Feed of texts": {**HEAD, "items": [tell_as(one, "content_text", "{}") for one in (FIRST, SECOND)]},
    "JSON Feed of HTML": {**HEAD, "items": [tell_as(one, "content_html", "<p>{}</p>") for one in (FIRST, SECOND)]},
    "a list with a head": {**HEAD, "papers": [FIRST, SECOND]},
    "a collection": {"slug": "a/b-1", **HEAD, "items": [FIRST, SECOND]},
    "a head beside the list": {"status": "ok", "feed": {**HEAD, "link": "x"}, "items": [FIRST, SECOND]},
    "sections with heads": {**HEAD, "sections": [{**HEAD, "papers": [FIRST]}, {**HEAD, "papers": [SECOND]}]},
}


@pytest.mark.parametrize("indent", [None, 1], ids=["one line", "indented"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_with_a_title_is_no_paper(name: str, indent: int | None) -> None:
    """An object that holds papers and has a title and a description is looked into."""
    dump = read_capture(json.dumps(LISTS[name], indent=indent), "x")
    assert (["Pruned Heads", "Four Steps"], []) == (titles(dump), aside(dump))


@pytest.mark.parametrize("between", ["\n", "", ",\n", "\n\n"])
def test_lists_one_after_the_other(between: str) -> None:
    """Several lists with heads in one file are all looked into, also those of JSON Lines."""
    text = json.dumps({**HEAD, "papers": [FIRST]}) + between + json.dumps({**HEAD, "papers": [SECOND]})
    assert ["Pruned Heads", "Four Steps"] == titles(read_capture(text, "x"))


def test_a_cut_list_with_a_title() -> None:
    """Of a list with a head that is cut off, the papers before the cut are read."""
    text = json.dumps({**HEAD, "papers": [FIRST, SECOND]}, indent=1)
    dump = read_capture(text[:-60], "x")
    assert (["Pruned Heads"], ["Four Steps"]) == (titles(dump), [one.text for one in dump.set_aside])


@pytest.mark.parametrize(
    "own", [{"abstract": ABSTRACT}, {"summary": ABSTRACT, "id": "2606.00003"}], ids=["abstract", "arXiv id"]
)
@pytest.mark.parametrize(
    "together", [json.dumps, lambda paper: json.dumps([paper, SECOND])], ids=["alone", "in a list"]
)
def test_a_paper_with_related_papers_stays_one(own: dict[str, str], together: Callable[[object], str]) -> None:
    """What only papers have makes an object a paper, whatever papers it names beside it."""
    paper = {"title": "Main", **own, "related": [FIRST]}
    assert "Main" == titles(read_capture(together(paper), "x"))[0]
    assert "Pruned Heads" not in titles(read_capture(together(paper), "x"))


@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
def test_objects_without_commas_take_linear_time(between: str) -> None:
    """Objects that simply follow each other are read, each looked at once."""
    one = json.dumps({"url": FIRST["url"], "title": "T a", "summary": ABSTRACT}, indent=1) + between
    assert 30 == len(read_capture(one * 30, "x").entries)
    assert grows_evenly(partial(read_capture, file="x"), one * 300, one * 3000)


LONG = " ".join([ABSTRACT, OTHER, ABSTRACT, OTHER])


def fold(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width))


@pytest.mark.parametrize("width", [72, 80, 100])
@pytest.mark.parametrize("head", ["url: https://huggingface.co/papers", "---\nurl: https://huggingface.co/papers\n---"])
def test_folded_abstracts_are_more_than_a_head(head: str, width: int) -> None:
    """A capture that states its address and is folded is read, not taken for the head of a page."""
    cards = (f"{title}\n\n{fold(LONG, width)}\n" for title in ("Pruned Heads", "Four Steps", "Old Layers"))
    assert ["Pruned Heads", "Four Steps", "Old Layers"] == titles(read_capture("\n".join([f"{head}\n", *cards]), "x"))


@pytest.mark.parametrize(
    "title",
    [
        "Error 404: On Links That Rot",
        "Access Denied: Guarding Agents",
        "Internal Error Signals of Language Models",
        "Rate Limit Exceeded: Serving Models to All",
        "Page Not Found: Browsing with Agents",
        "Just a Moment... of Patience",
    ],
)
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("width", [72, 1000])
def test_papers_about_refusals_are_papers(title: str, number: int, width: int) -> None:
    """Where abstracts stand beside it, the words of a refusal are those of a paper."""
    others = ["Pruned Heads", "Four Steps"][: number - 1]
    text = "\n".join(f"{one}\n\n{fold(LONG[:390].rstrip(' ,') + '.', width)}\n" for one in [title, *others])
    assert [title, *others] == titles(read_capture(text, "x"))


@pytest.mark.parametrize(
    "text",
    [
        f"404\n\nSorry, we can't find the page you are looking for. {ABSTRACT}",
        f"Access denied\n\n{ABSTRACT}",
        "Service Unavailable\n\nThe server is busy. Please try again in a while.",
    ],
    ids=["404", "403", "503"],
)
def test_a_refusal_may_say_a_sentence(text: str) -> None:
    """A page that only excuses itself is a refusal."""
    assert [] == titles(read_capture(text, "x"))
    assert "the s" == aside(read_capture(text, "x"))[0][2][:5]


def write_csv(*rows: tuple[str, ...], sign: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=sign, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


ZOTERO = ("Key", "Item Type", "Publication Year", "Author", "Title", "Url", "Abstract Note", "Date")
ZOTERO_ROWS = [
    (
        "AB12",
        "preprint",
        "2026",
        "Ada, Bo; Cy, Di",
        "Pruned Heads",
        "http://arxiv.org/abs/2606.00001",
        ABSTRACT,
        "2026-06-12",
    ),
    ("CD34", "preprint", "2026", "Ed, Fu", "Four Steps", "http://arxiv.org/abs/2606.00002", OTHER, "2026-06-13"),
]


@pytest.mark.parametrize(
    "text",
    [
        write_csv(ZOTERO, *ZOTERO_ROWS),
        "sep=;\n" + write_csv(ZOTERO, *ZOTERO_ROWS, sign=";"),
        '"sep=,"\n' + write_csv(ZOTERO, *ZOTERO_ROWS),
    ],
    ids=["Zotero", "Excel", "Excel with quotes"],
)
def test_tables_as_programs_export_them(text: str) -> None:
    """Zotero's names of columns are known, and Excel's first line is no row."""
    first, second = read_capture(text, "x").entries
    assert ("Pruned Heads", ABSTRACT, "2606.00001", "2026-06-12") == (
        first.title, first.abstract, first.arxiv, first.date
    )  # fmt: skip
    assert (("Ada, Bo", "Cy, Di"), "Four Steps") == (first.authors, second.title)


@pytest.mark.parametrize("names", [("Paper Title", "Paper Abstract"), ("paper_title", "abstract_text")])
def test_other_names_of_columns(names: tuple[str, str]) -> None:
    """Titles and abstracts may be called the paper's."""
    assert ["T a", "T b"] == titles(read_capture(write_csv(names, ("T a", ABSTRACT), ("T b", OTHER)), "x"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            write_csv(("key", "title", "url"), ("1", "Pruned Heads", "x"), ("2", "Four Steps", "y")),
            "a table without a column `abstract`; it has: key, title, url",
        ),
        (
            write_csv(("title", "year"), ("Pruned Heads", "2026"), ("Four Steps", "2026")),
            "a table without a column `abstract`; it has: title, year",
        ),
        (
            write_csv(("Nr", "Name", "Abstract"), ("1", "Pruned Heads", ABSTRACT), ("2", "Four Steps", OTHER)),
            "a table without a column `title`; it has: nr, name, abstract",
        ),
        (
            "| Title | Venue | Year |\n| - | - | - |\n| Pruned Heads | A | 2026 |\n| Four Steps | B | 2026 |\n",
            "a table without a column `abstract`; it has: title, venue, year",
        ),
    ],
    ids=["no abstract", "two columns", "no title", "Markdown"],
)
def test_tables_that_lack_a_column(text: str, reason: str) -> None:
    """What surely is a table is not read as the lines of a page, but set aside with what it lacks."""
    dump = read_capture(text, "x")
    assert ([], [(0, "", reason)]) == (titles(dump), aside(dump))


def test_a_small_table_on_a_page_is_no_table_of_papers() -> None:
    """A page with more than a table is read as such."""
    table = "| Title | Venue | Year |\n| - | - | - |\n| A | A | 2026 |\n| B | B | 2026 |\n"
    cards = "".join(
        f"\n### [{one['title']}](https://huggingface.co/papers/2606.0000{number})\n\n{one['summary']}\n\nmore\n"
        for number, one in enumerate([FIRST, SECOND], 1)
    )
    assert ["Pruned Heads", "Four Steps"] == titles(read_capture(table + cards, "x"))


@pytest.mark.parametrize("sign", ["**", "*", "__", "***"])
def test_cells_lose_the_emphasis_around_them(sign: str) -> None:
    """Emphasis around a whole cell is none of its words; emphasis of a few words stays."""
    cells = (f"{sign}{cell}{sign}" for cell in ("Pruned Heads", "2026-06-12"))
    text = f"| Title | Date | Abstract |\n| - | - | - |\n| {' | '.join(cells)} | {sign}We{sign} {ABSTRACT} |\n"
    (entry,) = read_capture(text, "x").entries
    assert ("Pruned Heads", "2026-06-12", f"{sign}We{sign} {ABSTRACT}") == (entry.title, entry.date, entry.abstract)


MARKDOWN_TABLE = f"| Title | Abstract |\n| - | - |\n| Pruned Heads | {ABSTRACT} |\n"
ATOM = (
    '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>' + "long head " * 30 + "</title>\n"
    f"<entry><id>http://arxiv.org/abs/2606.00001</id><title>Pruned Heads</title><summary>{ABSTRACT}</summary></entry>\n"
    "</feed>\n"
)


@pytest.mark.parametrize("text", [MARKDOWN_TABLE, ATOM], ids=["table", "Atom"])
@pytest.mark.parametrize("width", [72, 1000], ids=["folded", "in one line"])
@pytest.mark.parametrize("before", [True, False], ids=["before", "behind"])
def test_long_text_around_what_is_read_is_set_aside(text: str, width: int, before: bool) -> None:
    """A text that stands before or behind what the grammar reads is not lost silently."""
    other = f"Old Layers\n\n{fold(LONG, width)}\n\nNew Layers\n\n{fold(LONG, width)}\n"
    dump = read_capture(f"{other}\n{text}" if before else f"{text}\n{other}", "x")
    assert ["Pruned Heads"] == titles(dump)
    assert [(LONG, STRANGE)] * 2 == [(one.text, one.reason) for one in dump.set_aside]


@pytest.mark.parametrize("text", [MARKDOWN_TABLE, ATOM], ids=["table", "Atom"])
def test_nothing_is_set_aside_where_nothing_stands_around(text: str) -> None:
    """The head of a feed and the rules of a table are no text."""
    assert (["Pruned Heads"], []) == (titles(read_capture(text, "x")), aside(read_capture(text, "x")))


@pytest.mark.parametrize("behind", ["# Four Steps", "<rss/>", "| Title |", "2 papers", "[Four](x)", "- Four Steps"])
@pytest.mark.parametrize("text", [json.dumps([FIRST], indent=1), json.dumps({"papers": [FIRST]}, indent=1)])
def test_whatever_stands_behind_json_is_set_aside(text: str, behind: str) -> None:
    """What follows the JSON may begin with any sign."""
    dump = read_capture(f"{text}\n{behind}\n", "x")
    assert (["Pruned Heads"], [behind]) == (titles(dump), [one.text for one in dump.set_aside])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@article{a,\n title = {Pruned Heads},\n}", "BibTeX is not read"),
        ("% Encoding: UTF-8\n\n@inproceedings{a,\n title = {Pruned Heads},\n}", "BibTeX is not read"),
        ("TY  - JOUR\r\nTI  - Pruned Heads\r\nER  - \r\n", "RIS is not read"),
        (f"```json\n{json.dumps([FIRST])}\n```\n", "JSON between lines of ```"),
        (f"Here are the papers:\n\n```\n{json.dumps([FIRST])}\n```\n", "JSON between lines of ```"),
        (f"HTTP/2 200\ncontent-type: text/json\n\n{json.dumps([FIRST])}", "an answer with the headers of HTTP"),
        ('<?xml version="1.0"?>\n<OAI-PMH><record/></OAI-PMH>', "XML of a kind that is not read"),
        (f"<papers>\n<title>T a</title>\n<abstract>{ABSTRACT}</abstract>\n</papers>", "text between tags"),
        (f"<p>Pruned Heads</p>\n<p>{ABSTRACT}</p>\n", "text between tags"),
    ],
    ids=["BibTeX", "BibTeX with a head", "RIS", "fence", "fence with words", "HTTP", "XML", "no declaration", "HTML"],
)
def test_known_formats_are_named(text: str, reason: str) -> None:
    """A well-known format that is not read is refused as a whole, with the way out."""
    dump = read_capture(text, "x")
    assert [] == titles(dump)
    assert [reason] == [one.reason[: len(reason)] for one in dump.set_aside]


def test_a_title_may_begin_with_angles() -> None:
    """Not everything between angles is a tag."""
    text = f"<SOG_k>: One Token\n\n{LONG}\n\nFour Steps\n\n{LONG}\n"
    assert ["<SOG_k>: One Token", "Four Steps"] == titles(read_capture(text, "x"))


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_text_in_two_bytes_is_named(order: str) -> None:
    """UTF-16 that does not say so is told from what is no text."""
    assert "the file is UTF-16 without its mark; save it as UTF-8" == decode_capture("Pruned Heads\n".encode(order))[1]


@pytest.mark.parametrize("form", [citations.PLAIN, citations.MARKDOWN], ids=["text", "Markdown"])
@pytest.mark.parametrize("facts", [{}, {"authors": ("Ada Bo", "Cy Di"), "date": "2026-06-12", "arxiv": "2606.00001"}])
def test_our_own_citations_are_no_papers(form: citations.Format, facts: dict[str, Any]) -> None:
    """Lists of citations as this site writes them have no abstracts."""
    names = ("Pruned Heads", "Four Steps", "Old Layers", "Are New Layers Old?", "Nine Heads")
    papers = [Paper(name.lower().replace(" ", "-"), name, ABSTRACT, (), **facts) for name in names]
    text = citations.Citer("").cite(form, map(citations.refer_to, papers)).decode()
    assert ([], [(0, "", "a list of citations without abstracts")]) == (
        titles(read_capture(text, "x")), aside(read_capture(text, "x"))
    )  # fmt: skip


@pytest.mark.parametrize(
    "lacking",
    [{"title": "B", "id": "2606.00002"}, {"title": "B"}, {"title": "B", "authors": ["Ada Bo"], "doi": "x"}],
    ids=["arXiv id", "title", "authors"],
)
def test_papers_without_abstract_are_set_aside_by_day(lacking: dict[str, object]) -> None:
    """What lacks its abstract is said, also where it stands in a list of its own."""
    days = {"2026-06-12": [{"title": "A", "abstract": ABSTRACT}], "2026-06-13": [lacking]}
    dump = read_capture(json.dumps(days), "x")
    assert (["A"], [(1, "B", "a title without an abstract")]) == (titles(dump), aside(dump))


@pytest.mark.parametrize(
    "other",
    [
        {"people": [{"name": "Ada Bo", "title": "Professor"}]},
        {"tags": [{"slug": "vision", "title": "Vision"}]},
        {"groups": [{"name": "Lab", "description": ABSTRACT}]},
        {"sections": [{"title": "Vision", "papers": []}]},
    ],
    ids=["people", "tags", "organisations", "empty section"],
)
def test_what_is_no_paper_is_not_reported(other: dict[str, object]) -> None:
    """What has a title and is no paper does not flood the report."""
    dump = read_capture(json.dumps({"papers": [FIRST], **other}), "x")
    assert (["Pruned Heads"], []) == (titles(dump), aside(dump))


@pytest.mark.parametrize(
    "said",
    [
        {"entry_id": "http://arxiv.org/abs/2606.00001v1", "published": "2026-06-12 17:59:00+00:00"},
        {"paperId": "0a1b", "externalIds": {"ArXiv": "2606.00001", "DOI": "x"}, "publicationDate": "2026-06-12"},
        {"URL": "https://arxiv.org/abs/2606.00001", "issued": {"date-parts": [[2026, 6, 12]]}},
        {"DOI": "10.48550/arXiv.2606.00001", "issued": {"date-parts": [["2026", "6", "12"]]}},
        {"Arxiv_ID": "2606.00001", "Date": "2026-06-12"},
    ],
    ids=["arxiv.py", "Semantic Scholar", "CSL", "DOI", "capitals"],
)
@pytest.mark.parametrize("together", [json.dumps, lambda paper: json.dumps([paper, SECOND], indent=1)])
def test_fields_of_other_programs(said: dict[str, object], together: Callable[[object], str]) -> None:
    """Ids and dates come back however well-known programs call them."""
    entry = read_capture(together({"title": "Pruned Heads", "abstract": ABSTRACT, **said}), "x").entries[0]
    assert ("2606.00001", "2026-06-12") == (entry.arxiv, entry.date)


def test_html_of_a_feed() -> None:
    """A JSON Feed is read as a whole, not its summary; tags end no word, and entities are what they stand for."""
    text = "<p>We <b>train</b> on <code>x</code>s, <em>D</em>-space &amp; 1&lt;p.</p><ul><li>Two</li></ul>"
    abstract = f"{FIRST['summary']} We train on xs, D-space & 1<p. Two"
    item = {"title": "Pruned Heads", "summary": "Heads.", "content_html": f"<p>{FIRST['summary']}</p> {text}"}
    (entry,) = read_capture(json.dumps({"items": [item]}), "x").entries
    assert abstract == entry.abstract


def test_signs_of_less_are_no_tags() -> None:
    """Formulas of a feed keep what stands between `<` and `>`; tags are gone."""
    said = f"{FIRST['summary']} For $1<p\\le 2$ and $q>1$, with $x <a$ and $b> y$."
    text = f"<a href='https://a.org' class=b>Sparse</a><br/> {said}"
    item = f"<item><title>Pruned Heads</title><description><![CDATA[<p>{text}</p>]]></description></item>"
    (entry,) = read_capture(f"<rss version='2.0'><channel>{item}</channel></rss>", "x").entries
    assert f"Sparse {said}" == entry.abstract


@pytest.mark.parametrize("indent", [None, 1])
def test_papers_by_their_ids(indent: int | None) -> None:
    """An object may stand under its arXiv id."""
    papers = {f"2606.0000{at}": {"title": f"T {at}", "abstract": text} for at, text in ((1, ABSTRACT), (2, OTHER))}
    entries = read_capture(json.dumps(papers, indent=indent), "x").entries
    assert [("T 1", "2606.00001"), ("T 2", "2606.00002")] == [(entry.title, entry.arxiv) for entry in entries]


@pytest.mark.parametrize(
    "written",
    [
        "['Ada Bo', \"Cy D'Or\"]",
        "['Ada Bo' \"Cy D'Or\"]",
        "[{'_id': '1', 'name': 'Ada Bo'}, {'name': \"Cy D'Or\", 'hidden': False}]",
        '["Ada Bo", "Cy D\'Or"]',
        [{"family": "Bo", "given": "Ada"}, {"literal": "Cy D'Or"}],
    ],
    ids=["pandas", "numpy", "objects", "JSON", "CSL"],
)
def test_lists_of_authors(written: object) -> None:
    """Lists of names come back also where a program has printed them into one field."""
    (entry,) = read_capture(json.dumps({"title": "T a", "abstract": ABSTRACT, "authors": written}), "x").entries
    assert ("Ada Bo", "Cy D'Or") == entry.authors


@pytest.mark.parametrize(
    "write", [json.dumps, lambda papers: "\n".join(map(json.dumps, papers))], ids=["list", "lines"]
)
def test_names_of_fields_in_capitals(write: Callable[[object], str]) -> None:
    """Names of fields are known in any case."""
    papers = [{"Title": "T a", "Abstract": ABSTRACT}, {"TITLE": "T b", "ABSTRACT": OTHER}]
    assert ["T a", "T b"] == titles(read_capture(write(papers), "x"))


def test_our_own_citations_in_json_come_back() -> None:
    """Papers in CSL-JSON as this site writes them are read with authors, id and date."""
    names = ("Ada Bo", "van den Berg, Jan", "李 明", "OpenAI")
    paper = Paper(
        "t-a", "T a", ABSTRACT, (), authors=names, date="2026-06-12", links=(make_link("arxiv", "2606.00001"),)
    )
    (entry,) = read_capture(citations.Citer("").cite(citations.CSL, [citations.refer_to(paper)]).decode(), "x").entries
    assert (("Ada Bo", "Jan van den Berg", "李 明", "OpenAI"), "2606.00001", "2026-06-12") == (
        entry.authors, entry.arxiv, entry.date
    )  # fmt: skip
