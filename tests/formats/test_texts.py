"""Texts as people write and copy them: every paper is found, with its own id, and nothing of another's in it."""

from __future__ import annotations

import html
import json
import textwrap
from itertools import permutations

import pytest

from digest.formats import read_capture
from digest.nouns import Dump

TITLES = ("Sparse Attention Remembers", "FlowDiT for Video", "Do Reward Models Understand Humor?")
ABSTRACTS = (
    "We study how sparse attention patterns affect long-context recall in large language models. "
    "A few heads carry nearly all of it, whatever the length of the text and the size of the model.",
    "Rectified flows let us drop tokens progressively. Video generation becomes three times cheaper at the same "
    "quality, which holds on all four benchmarks that we have tried.",
    "Reward models are asked whether a joke is funny. Their answers follow the length of a joke more than its humor, "
    "in five languages and four genres.",
)
IDS = ("2606.00001", "2606.00002", "2606.00003")
PAPERS = [*zip(IDS, TITLES, ABSTRACTS, strict=True)]
HEAD = "Get trending papers in your email inbox!\nSubscribe\nJun 12\n"


def write(form: str, between: str = "\n", head: str = "", end: str = "") -> str:
    """Write three papers in a form with places for `id`, `title`, `abstract` and their number `n`."""
    each = (
        form.format(id=id, title=title, abstract=abstract, n=n) for n, (id, title, abstract) in enumerate(PAPERS, 1)
    )
    return head + between.join(each) + end


def tell(dump: Dump) -> list[tuple[str, str, str]]:
    return [(entry.arxiv, entry.title, entry.abstract) for entry in dump.entries]


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        (write("arXiv: {id}\nAuthors: Ada Bo\nTitle: {title}\nAbstract: {abstract}\n"), 0),
        (write("arXiv: {id}\n\nAuthors: Ada Bo\n\nTitle: {title}\n\nAbstract: {abstract}\n"), 0),
        (write("arXiv: {id}\nTitle: {title}\nAbstract: {abstract}", head="Date: 2026-06-12\n\n"), 0),
        (write("Title: {title}\nAbstract: {abstract}\narXiv: {id}", head="Date: 2026-06-12\n\n"), 0),
        (write("Title: {title}\nVenue 2: ICML\nAbstract: {abstract}\nRating: 5/5\narXiv: {id}\n"), 0),
        (write("## Paper {n}\n\n**Title:** {title}\nAbstract: {abstract}\n**arXiv ID:** {id}\n"), 0),
        (write("Title: {title}\nAbstract: {abstract}\n\n---\narXiv: {id}\nMy note: to be read.\n"), 0),
        (write("https://arxiv.org/abs/{id}\n{title}\n{abstract}\n", end="\nhttps://arxiv.org/abs/2606.09999\n"), 0),
        (write("https://arxiv.org/abs/{id}\n{title}\n{abstract}\n", head="Best of June, for our group.\n\n"), 1),
        (write("https://arxiv.org/abs/{id}\n{title}\n{abstract}"), 0),
        (write("{title}\n{abstract}\nhttps://huggingface.co/papers/{id}"), 0),
        (write("{title}\nhttps://huggingface.co/papers/{id}\n{abstract}\n"), 0),
        (write("{title}\narXiv:{id} [cs.LG]\n{abstract}\n"), 0),
        (write("**{n}. {title}**\narXiv:{id}\n\n**Abstract:** {abstract}\n"), 0),
        (write("- {title}\narXiv:{id}\n> {abstract}\n"), 0),
        (write("▲ 1{n} {title}\narXiv:{id}\n\nAbstract: {abstract}\n"), 0),
        (write("1{n}\n\n{title}\n\narXiv:{id}\n\n{abstract}\n", head=HEAD), 0),
        (write("📄 {title}\n🔗 https://arxiv.org/abs/{id}\n📝 {abstract}\n"), 0),
        (write("{title}\n=========\n\narXiv:{id}\n\n{abstract}\n"), 0),
        (write("{title}\narXiv:{id}\n\n{abstract}\n", between="\n-----\n\n"), 0),
        (write("{title}\narXiv:{id}\nAbstract\n{abstract}", head=HEAD), 0),
        (write("- [{title}](https://huggingface.co/papers/{id})\n  - Abstract: {abstract}\n"), 0),
        (write("- [{title}](https://huggingface.co/papers/{id})\n  > {abstract}\n"), 0),
        (write("## {n}. {title}\n\n{abstract}\n\n[Paper](https://huggingface.co/papers/{id})\n"), 0),
    ],
    ids=[
        *("fields above", "fields above apart", "head and fields above", "head and fields under", "other fields"),
        *("headings", "rules and notes", "address above and one at the end", "address above under a head"),
        *("address above without gaps", "address below", "address between", "bare id", "bold numbers", "bullets"),
        *("arrows", "votes", "pictures", "underlined", "rules", "a line Abstract", "nested list", "quotations"),
        "numbered headings",
    ],
)  # fmt: skip
def test_ids_stay_with_their_papers(text: str, aside: int) -> None:
    """Whatever stands above, under or between them, papers keep their own title, abstract and id."""
    dump = read_capture(text, "x")
    assert [*PAPERS] == tell(dump)
    assert aside == len(dump.set_aside)


@pytest.mark.parametrize("order", [*permutations(("Title", "Abstract", "Authors", "arXiv"))], ids="-".join)
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n---\n"], ids=["together", "apart", "ruled"])
@pytest.mark.parametrize("head", ["", "Date: 2026-06-12\n\n"], ids=["", "under a date"])
def test_fields_in_any_order(order: tuple[str, ...], between: str, head: str) -> None:
    """Whichever field the papers begin with, each has its own."""
    said = {"Title": "{title}", "Abstract": "{abstract}", "Authors": "Ada Bo", "arXiv": "{id}"}
    text = write("\n".join(f"{name}: {said[name]}" for name in order), between, head)
    assert [*PAPERS] == tell(read_capture(text, "x"))


@pytest.mark.parametrize("missing", range(3))
@pytest.mark.parametrize("form", ["{title}\nADDRESS\n{abstract}\n", "{title}\n{abstract}\nADDRESS\n"])
def test_a_missing_address_costs_no_paper(form: str, missing: int) -> None:
    """Where one paper of a list has no address, it is a paper all the same, and no other gets its text."""
    forms = [
        form.replace("ADDRESS\n", "" if n == missing else "https://huggingface.co/papers/{id}\n") for n in range(3)
    ]
    text = "\n".join(
        one.format(id=id, title=title, abstract=abstract)
        for one, (id, title, abstract) in zip(forms, PAPERS, strict=True)
    )
    wanted = [("" if n == missing else id, title, abstract) for n, (id, title, abstract) in enumerate(PAPERS)]
    assert wanted == tell(read_capture(text, "x"))


@pytest.mark.parametrize(
    "form",
    [
        "## {title}\n\n- **Link**: https://arxiv.org/abs/{id}\n- **Tags**: #llm\n\n**Abstract**\n\n{abstract}\n",
        "## [{title}](https://huggingface.co/papers/{id})\n\n*Ada*\n\n### Abstract\n\n{abstract}\n\n### Notes\n\nOk.\n",
        "## {n}. {title}\n### Authors\nAda Bo\n\n[arXiv](https://arxiv.org/abs/{id})\n### Abstract\n{abstract}\n",
    ],
    ids=["bold", "headings", "authors"],
)
@pytest.mark.parametrize("head", ["", "# Papers of June\n\nWhat we have read.\n\n"], ids=["", "under a heading"])
def test_abstracts_under_headings_of_their_own(form: str, head: str) -> None:
    """In notes as programs for them export them, papers are what stands under headings above abstracts."""
    dump = read_capture(write(form, head=head), "x")
    assert [*PAPERS] == tell(dump)
    assert () == dump.set_aside


@pytest.mark.parametrize(
    "form",
    [
        "# [{id}] {title}\n\nAuthors:[Ada Bo](https://arxiv.org/a/b)\n\n[PDF](https://arxiv.org/pdf/{id})\n\n"
        "> Abstract:{abstract}\n\n| Subjects: | Learning |\n| --- | --- |\n\n## Submission history\n\nFrom: Ada\n",
        "## Title:{title}\n\nAuthors:Ada Bo\n\n> Abstract: {abstract}\n\nSubjects: Learning\nCite as: arXiv:{id} [x]\n",
    ],
    ids=["table", "lines"],
)
def test_pages_of_arxiv_as_markdown(form: str) -> None:
    """Of a page of arXiv's, as clippers save it, the title, the authors and the abstract are read, and its own id."""
    id, title, abstract = PAPERS[0]
    (entry,) = read_capture(form.format(id=id, title=title, abstract=abstract), "x").entries
    assert (id, title, abstract, ("Ada Bo",)) == (entry.arxiv, entry.title, entry.abstract, entry.authors)


def test_an_abstract_that_says_so_loses_no_other() -> None:
    """One abstract of many that begins with its name makes no notes of a list."""
    form = "### [{title}](https://huggingface.co/papers/{id})\n\n{abstract}\n"
    for count in (2, 3):
        each = (form.format(id=id, title=title, abstract=abstract) for id, title, abstract in PAPERS[:count])
        text = "\n".join(each).replace(ABSTRACTS[1], f"Abstract:{ABSTRACTS[1]}")
        assert [*TITLES[:count]] == [title for _, title, _ in tell(read_capture(text, "x"))]


def test_a_note_of_one_paper() -> None:
    """Of a note only the title and the abstract are read; its own address may stand in what programs write above."""
    id, title, abstract = PAPERS[0]
    matter = f"---\ntitle: A note\nsource: https://arxiv.org/abs/{id}\n---\n\n"
    own = "To be read soon, since it is very near to what we do, and may help with all of our work on long contexts.\n"
    dump = read_capture(f"{matter}# {title}\n\nAda Bo, Cy Do\n\n## Abstract\n\n{abstract}\n\n## Notes\n\n{own}", "x")
    assert [PAPERS[0]] == tell(dump)
    assert [own.strip()] == [aside.text for aside in dump.set_aside]


@pytest.mark.parametrize("missing", [1, 2])
@pytest.mark.parametrize("field", ["URL: https://arxiv.org/abs/{id}", "Date: 2026-06-12", "Venue: ICML"])
def test_a_missing_field_under_a_head(field: str, missing: int) -> None:
    """A field above all papers that all but one of them have, too, gives none the abstract of another."""
    title, abstract = "Title: {title}\n", "\nAbstract: {abstract}\n"
    forms = [title + ("Authors: Ada Bo" if n == missing else field) + abstract for n in range(3)]
    each = (
        one.format(id=id, title=title, abstract=abstract)
        for one, (id, title, abstract) in zip(forms, PAPERS, strict=True)
    )
    text = f"{field.format(id='2606.09999')}\n\n" + "\n".join(each)
    assert [paper[1:] for paper in PAPERS] == [paper[1:] for paper in tell(read_capture(text, "x"))]


def test_names_of_fields_in_small_letters() -> None:
    """Fields under a `Title:` may have small letters: they are no part of it."""
    text = write("Title: {title}\nauthors: Ada Bo\nurl: https://arxiv.org/abs/{id}\nabstract: {abstract}\n")
    assert [*PAPERS] == tell(read_capture(text, "x"))


def test_fields_as_yaml_has_them() -> None:
    """What stands above notes, between dashes, may hold all of a paper: in quotes, and on lines of its own."""
    for form in (
        '---\ntitle: "{title}"\nurl: https://arxiv.org/abs/{id}\nabstract: >\n  {abstract}\n---\n',
        '- title: "{title}"\n  arxiv: "{id}"\n  abstract: "{abstract}"\n',
    ):
        assert [*PAPERS] == tell(read_capture(write(form), "x"))


@pytest.mark.parametrize("label", ["Pages", "Primary category"])
def test_fields_that_we_do_not_know(label: str) -> None:
    """A label that each paper has is no more of a title, however long that is."""
    long = "How Long Do Titles Have to Be before They Are Wrapped"
    text = write(f"Title: {{title}} {long}\n{label}: 12\nAbstract: {{abstract}}\n")
    assert [f"{title} {long}" for title in TITLES] == [title for _, title, _ in tell(read_capture(text, "x"))]


def test_authors_with_institutions() -> None:
    """Lines of authors under titles give their names; institutions among them are no authors."""
    text = write("{title}\nAda Lovelace, Google DeepMind\n{abstract}\n", head=HEAD)
    assert [("Ada Lovelace",)] * 3 == [entry.authors for entry in read_capture(text, "x").entries]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "".join(f"[{n}] A. Bo and C. Do. {TITLES[n % 3]} in Long Contexts. In ICML, 202{n}.\n" for n in range(8)),
            "a list of citations without abstracts",
        ),
        (
            HEAD + "".join(f"{TITLES[n % 3]}, part {n} of a long row of papers\n" for n in range(12)),
            "the text is no list of titles and abstracts; docs/captures.md says what can be read",
        ),
    ],
    ids=["references", "titles"],
)
def test_lines_of_one_kind_are_no_pairs(text: str, reason: str) -> None:
    """A list of titles or of references holds no abstracts: no line is taken for that of another."""
    dump = read_capture(text, "x")
    assert () == dump.entries
    assert reason == dump.set_aside[0].reason


def test_papers_beside_labels_are_set_aside() -> None:
    """Papers without labels in a text with them end in no abstract, and are said to be lost."""
    plain = "".join(f"{title}\n\n{abstract}\n\n" for _, title, abstract in PAPERS[:2])
    labelled = f"Title: {TITLES[2]}\nAbstract: {ABSTRACTS[2]}\n\n"
    for text in (plain + labelled, labelled + plain):
        dump = read_capture(text, "x")
        assert [("", TITLES[2], ABSTRACTS[2])] == tell(dump)
        assert [*ABSTRACTS[:2]] == [aside.text for aside in dump.set_aside]


def test_paragraphs_of_a_labelled_abstract() -> None:
    """An abstract goes on over empty lines, and over words with a colon behind them."""
    text = f"Title: {TITLES[0]}\nAbstract:\n\n{ABSTRACTS[0]}\n\nResults: {ABSTRACTS[1]}\n"
    assert [("", TITLES[0], f"{ABSTRACTS[0]} Results: {ABSTRACTS[1]}")] == tell(read_capture(text, "x"))


@pytest.mark.parametrize(
    ("written", "read"),
    [("multi-\nmodal", "multi-modal"), ("Full-\n  Resolution", "Full-Resolution"), ("pre-\nand post", "pre- and post")],
)
def test_hyphens_at_line_ends(written: str, read: str) -> None:
    """A word with a hyphen goes on in the next line without a space; a hyphen that stands for a part keeps it."""
    text = json.dumps([{"title": f"A {written} one", "abstract": ABSTRACTS[0]}])
    assert f"A {read} one" == read_capture(text, "x").entries[0].title


PAGE = f"{TITLES[0]}\nPublished on Jun 3\nAuthors:\nAda Bo\nAbstract\n{{}}{ABSTRACTS[0]}\nView arXiv page\n"


def test_cited_ids_are_not_the_papers_own() -> None:
    """The id that an abstract cites is not that of the paper whose page this is."""
    assert "" == read_capture(PAGE.format("We extend the Transformer (arXiv:1706.03762). "), "x").entries[0].arxiv


def test_lists_beside_a_page_are_set_aside() -> None:
    """Where the page of one paper and a list stand in one file, the texts of the list are said to be lost."""
    other = "".join(f"{title}\n{abstract * 3}\n" for _, title, abstract in PAPERS[1:])
    for text in (PAGE.format("") + other, other + PAGE.format("")):
        assert [abstract * 3 for abstract in ABSTRACTS[1:]] == [one.text for one in read_capture(text, "x").set_aside]


TALK = f"Community\n\nsomeone\n\n{'This is what people say. ' * 20}\n\n"


@pytest.mark.parametrize(
    "form",
    [
        f"{PAGE.format('')}{TALK}",
        f"{PAGE.format('')}{TALK}{HEAD}{{}}",
        f"{PAGE.format('')}{TALK}# Trending Papers\n\n{{}}",
        f"# Daily Papers\n\n{{}}{PAGE.format('')}{TALK}",
        f"Trending Papers\n\n{{}}{PAGE.format('')}{TALK}",
        f"{PAGE.format('')}{TALK}{HEAD}{{}}{PAGE.format('')}{TALK}",
    ],
)
def test_who_talks_is_no_loss(form: str) -> None:
    """What people say under a paper is no text of a list; lists before and after it are, wrapped or not."""
    lists = "".join(f"{title}\n\n{abstract * 3}\n\n" for _, title, abstract in PAPERS[1:])
    wrapped = "\n".join(part for line in lists.split("\n") for part in textwrap.wrap(line, 70) or [""])
    for text in (lists, wrapped):
        dump = read_capture(form.format(text), "x")
        assert {("", TITLES[0], ABSTRACTS[0])} == {*tell(dump)}
        starts = [abstract[:60] for abstract in ABSTRACTS[1:]] if "{}" in form else []
        assert starts == [one.text[:60] for one in dump.set_aside]


def test_a_button_glued_to_a_card() -> None:
    """The word on the button above the first title is not part of it, whatever the title begins with."""
    for first, read in ((f"Subscribe{TITLES[0]}", TITLES[0]), ("Subscribe to All", "Subscribe to All")):
        titles = [first, TITLES[1], "Subscribers"]
        cards = [f"{title}\n{abstract}\n3 authors\n· Jun 3" for title, abstract in zip(titles, ABSTRACTS, strict=True)]
        text = "\n".join(["Get trending papers in your email inbox!", *cards])
        assert [read, TITLES[1], "Subscribers"] == [title for _, title, _ in tell(read_capture(text, "x"))]


def test_a_long_line_of_authors_under_a_title() -> None:
    """It is no abstract, so the title above it is that of the page."""
    names = ", ".join(["Ada Bo", "Cy Day"] * 30)
    text = f"# {TITLES[0]}\n\n{names}\n\nPublished on Jun 3\n\nAbstract\n\n{ABSTRACTS[0]}\n\nView arXiv page\n"
    assert [("", TITLES[0], ABSTRACTS[0])] == tell(read_capture(text, "x"))


def test_a_label_among_many_papers_is_none_of_their_fields() -> None:
    """A header called `Title` and one abstract with a label make no labelled text of a list."""
    papers = write("{title} in {n} Parts\n\n{abstract} {abstract}\n") * 4
    text = f"Title: Daily Papers - Hugging Face\n\n{TITLES[0]}\n\nAbstract: {ABSTRACTS[0]}\n\n{papers}"
    assert 13 == len(read_capture(text, "x").entries)


def test_the_name_of_a_page_in_quotation_marks() -> None:
    """A clipped page that has its name in front matter loses the marks around it."""
    text = f'---\ntitle: "Paper page - {TITLES[0]}"\n---\n\nAbstract\n\n{ABSTRACTS[0]}\n\nView arXiv page\n'
    assert [("", TITLES[0], ABSTRACTS[0])] == tell(read_capture(text, "x"))


def test_a_title_that_begins_like_a_label() -> None:
    """Of titles nothing is taken, whatever they begin with."""
    text = f"Summary: A Word for Word Study\n{ABSTRACTS[0]}\nAbstract\n\n{TITLES[1]}\nAbstract: {ABSTRACTS[1]}\n"
    assert ["Summary: A Word for Word Study", TITLES[1]] == [one.title for one in read_capture(text, "x").entries]


FURNITURE = (
    *("Upvote 12", "+5", "⭐ 1.2k", "GitHub 1.2k", "12 upvotes", "⬆️ 10 upvotes · 💬 3 comments", "Image 1: thumbnail"),
    *("View arXiv page", "View arXiv page View PDF Add to collection", "Models citing this paper 3", "2025-01-01"),
    *("#1 Paper of the day", "Featured in Daily Papers on Jan 3", "Jan 1, 2025", "1 Jan 2025", "Published on Jan 1"),
    "Paper • 2501.00001 • Published Jan 1 • 12",
)
CARD = "{title}\n{abstract}\n3 authors\n·\nJun 3, 2026\n"
LINKED = "### [{title}](https://huggingface.co/papers/{id})\n\n{abstract}\n"


@pytest.mark.parametrize("line", FURNITURE)
@pytest.mark.parametrize("form", ["{title}\n\n{abstract}\n", CARD, LINKED], ids=["plain", "cards", "Markdown"])
def test_furniture_is_nowhere_part_of_a_paper(form: str, line: str) -> None:
    """What the site writes around a paper is no title, no part of one and none of an abstract, wherever it stands."""
    under = form.replace("{abstract}", f"{line}\n\n{{abstract}}")
    for text in (write(f"{line}\n\n{form}"), write(f"{form}\n{line}\n"), write(under)):
        found = [(title, abstract) for _, title, abstract in tell(read_capture(text, "x"))]
        assert [*zip(TITLES, ABSTRACTS, strict=True)] == found


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("{title}\n\nAuthors: Ada Bo, Cy Day, +5 authors\n\n{abstract}\n", ("Ada Bo", "Cy Day")),
        ("{title}\n\nby Ada Bo, Cy Day\n\n{abstract}\n", ("Ada Bo", "Cy Day")),
        ("{title}\nAuthors: Ada Bo, Cy Day\n{abstract}\n3 authors\n·\nJun 3, 2026\n", ("Ada Bo", "Cy Day")),
        (f"{LINKED}\nAuthors: Ada Bo, Cy Day\n", ("Ada Bo", "Cy Day")),
        ("## {title}\n\n**Authors:** Ada Bo, Cy Day\n\n**Abstract:** {abstract}\n", ("Ada Bo", "Cy Day")),
        ("> {title}\n>\n> {abstract}\n>\n", ()),
        ("### **{title}**\n\n{abstract}\n\n3 authors\n\n·\n\nJun 3, 2026\n", ()),
        ("{title}\n\n{abstract}\n\n[PDF](https://arxiv.org/pdf/{id})\n", ()),
        ("{title}\n12 authors\n{abstract}\n", ()),
    ],
)
def test_forms_of_authors_and_marks(form: str, names: tuple[str, ...]) -> None:
    """Lines of authors and marks of Markdown are taken for what they are."""
    dump = read_capture(write(form), "x")
    assert [*zip(TITLES, ABSTRACTS, strict=True)] == [(title, abstract) for _, title, abstract in tell(dump)]
    assert {names} == {entry.authors for entry in dump.entries}


def test_a_list_of_arxiv() -> None:
    """The number before each paper of arXiv's own lists begins the next, and brings its id."""
    form = "[{n}]  arXiv:{id} [pdf, html, other]\nTitle: {title}\nAuthors: Ada Bo\nAbstract: {abstract}\n"
    assert PAPERS == tell(read_capture(write(form), "x"))


@pytest.mark.parametrize("heading", ["### {title}", "### [{title}](https://example.org/{id})"])
def test_headings_that_lead_elsewhere(heading: str) -> None:
    """Text under a heading without a link to a paper is no part of the paper above, and is said to be lost."""
    other = heading.format(id="x", title="Tides That Help")
    text = f"{write(LINKED)}\n{other}\n\n{ABSTRACTS[1]}\n"
    for capture in (text, f"{other}\n\n{ABSTRACTS[1]}\n\n{write(LINKED)}"):
        dump = read_capture(capture, "x")
        assert PAPERS == tell(dump)
        assert [ABSTRACTS[1]] == [aside.text for aside in dump.set_aside]


def test_json_under_another_line() -> None:
    """JSON is no paper, whatever stands above it; what to do is said."""
    papers = json.dumps([{"title": title, "abstract": abstract} for _, title, abstract in PAPERS])
    dump = read_capture(f"Papers of the week\n{papers}", "x")
    assert ((), ["JSON with other lines above it; keep only the JSON"]) == (
        dump.entries,
        [a.reason for a in dump.set_aside],
    )


def test_unseen_characters_within_words() -> None:
    """Where a line may break is no part of a word, so that copies with and without such marks are one paper."""
    text = write("{title}\n{abstract}\n", head=HEAD)
    assert tell(read_capture(text, "x")) == tell(
        read_capture(text.replace("m", "m\u00ad").replace("t", "\u200bt"), "x")
    )


LONG_TITLE = (
    "MMGP: a Mesh Morphing Gaussian Process-based machine learning method for regression of physical problems under "
    "non-parameterized geometrical variability"
)


def test_a_long_title_is_no_abstract() -> None:
    """In a list without abstracts, a title of two lines' length is not taken for the abstract of the one above it."""
    titles = ["Pruning Heads", LONG_TITLE, "On Rivers", "Sparse Attention Remembers"]
    text = "".join(f"{7 + n}\n{title}\n{n + 2} authors\n" for n, title in enumerate(titles))
    dump = read_capture(f"Daily Papers\n{text}", "x")
    assert ((), titles) == (dump.entries, [aside.text for aside in dump.set_aside])


@pytest.mark.parametrize(
    "line", ["Week 47", "November 2026", "Nov 16 - Nov 22", "Today", "35 papers", "Sort: Trending"]
)
def test_an_unknown_line_above_the_first_card(line: str) -> None:
    """What a page says above its first card is no part of that one's title."""
    text = write("{title}\n{abstract}\n8 authors\n", "", f"Daily Papers\nWeekly\n{line}\n")
    assert [(title, abstract) for _, title, abstract in PAPERS] == [one[1:] for one in tell(read_capture(text, "x"))]


@pytest.mark.parametrize("width", [72, 80, 100])
def test_a_word_wider_than_the_text(width: int) -> None:
    """An address that no line can hold does not hide at which width all else is folded."""
    address = f"https://github.com/{'long-name/' * 12}end"
    texts = [text for _, title, abstract in PAPERS for text in (title, f"{abstract} {address}")]
    folded = (textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False) for text in texts)
    found = read_capture(HEAD + "\n\n".join(folded), "x").entries
    assert texts == [text for entry in found for text in (entry.title, entry.abstract)]


@pytest.mark.parametrize("width", range(70, 82))
def test_folded_at_hyphens(width: int) -> None:
    """A word that was folded at one of its hyphens is one word again."""
    texts = [text for _, title, said in PAPERS for text in (title, f"{said} We go on to text-to-image diffusion now.")]
    found = read_capture(HEAD + "\n\n".join(textwrap.fill(text, width) for text in texts), "x").entries
    assert texts == [text for entry in found for text in (entry.title, entry.abstract)]


@pytest.mark.parametrize(
    ("text", "abstract"),
    [
        ("{}\nModels are at\n\nhttps://huggingface.co/a/b\n\n.", "{} Models are at https://huggingface.co/a/b."),
        ("{}\nSee\n\nhttps://a.github.io/\n\nand code.", "{} See https://a.github.io/ and code."),
        (r"{} By Rozi\`ere.", r"{} By Rozi\`ere."),
    ],
    ids=["address of the site", "slash at the end", "accent"],
)
def test_what_a_page_of_one_paper_keeps(text: str, abstract: str) -> None:
    """Addresses and accents of an abstract are its own, also where a scraper broke the line at them."""
    id, title, said = PAPERS[0]
    page = f"arxiv:{id}\n{title}\nPublished on Jun 12\nAbstract\n{text.format(said)}\nView arXiv page\nView PDF\n"
    (entry,) = read_capture(page, "x").entries
    assert (title, abstract.format(said)) == (entry.title, entry.abstract)


def test_captures_without_the_end_of_a_last_line() -> None:
    """Dumps put one behind the other are read as each by itself, also where one ends in the middle of a line."""
    spaced = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n\nJun 12"
    glued = "Get trending papers in your email inbox once a day!\nGet trending papers in your email inbox!\nSubscribe"
    body = "\n\n".join(text for _, title, abstract in PAPERS[:2] for text in (title, abstract))
    last = "\n".join(PAPERS[2][1:])
    for head, join in ((spaced, "\n\n"), (glued, "")):
        assert [paper[1:] for paper in PAPERS] == [
            one[1:] for one in tell(read_capture(f"{spaced}\n\n{body}{head}{join}{last}", "x"))
        ]


def test_a_button_without_its_invitation() -> None:
    """Where a capture begins with the button, its word is no part of the first title."""
    text = write("{title}\n{abstract}\n", head="Subscribe")
    assert [title for _, title, _ in PAPERS] == [title for _, title, _ in tell(read_capture(text, "x"))]


@pytest.mark.parametrize("title", ["CURL: Contrastive Unsupervised Representations", "URL: Learning to Link"])
def test_titles_that_look_like_fields(title: str) -> None:
    """A field of an address holds an address; a paper called so is none."""
    dump = read_capture(write("{title}\n{abstract}\n8 authors\n", head=f"{title}\n{ABSTRACTS[0]}\n8 authors\n"), "x")
    assert title == dump.entries[0].title


LINK = "https://huggingface.co/papers/{id}"


@pytest.mark.parametrize(
    "form",
    [
        f"### [{{title}}]({LINK})\n\n{{abstract}}\n\n- ![](https://example.org/a.svg)\n- 9 authors\n",
        f"### [{{title}}]({LINK})\n\n{{abstract}}\n\n![A figure](https://example.org/a.png)\n",
        f"### [{{title}}]({LINK})\n\n{{abstract}}\n\n**Why it matters:** it halves the cost of all training.\n",
        f"### [{{title}}]({LINK})\n\n{{abstract}}\n\nTags: attention, video\n",
        f"### [{{title}}]({LINK})\n\n{{abstract}}\n\n```\n@misc{{{{a, title = {{{{It is a title}}}}}}}}\n```\n",
        f"### [{{title}}]({LINK})\n*Ada Bo, Cy Do, Ed Fu, Gi Ho and Ij Ko* · Jan 2, 2024\n\n{{abstract}}\n",
        f"- **[{{title}}]({LINK})** {{abstract}}\n",
        f"- [Paper page - {{title}}]({LINK})\n\n  {{abstract}}\n",
        "[{id}] {title}\n\n{abstract}\n",
        "{title} (arXiv:{id})\n\n{abstract}\n",
        f"{{title}} <{LINK}>\n\n{{abstract}}\n",
        f"- **{{title}}** (Ada Bo et al., 2026) [[arXiv]({LINK})]\n  {{abstract}}\n",
        f"- **{{title}}** [[paper]({LINK})] [[code](https://github.com/a/b)]\n\n  {{abstract}}\n",
        f"- **{{title}}**. Ada Bo, Cy Do. [arXiv]({LINK})\n\n  {{abstract}}\n",
        f"- {{title}} ([arXiv]({LINK}))\n  {{abstract}}\n",
        f"{{title}} ({LINK})\n\n{{abstract}}\n",
        "arXiv:{id}\nTitle:{title}\nAuthors:Ada Bo, Cy Do\nAbstract:{abstract}\n",
    ],
)
def test_what_stands_around_a_paper_is_not_of_it(form: str) -> None:
    """Pictures, notes, names of pages and ids beside a title or under an abstract are part of neither."""
    dump = read_capture(write(form), "x")
    assert PAPERS == tell(dump)
    assert () == dump.set_aside


def test_a_rule_ends_an_abstract() -> None:
    """What stands under a rule at the end, as the small print of a letter, is not the last paper's."""
    form = f"### [{{title}}]({LINK})\n\n{{abstract}}\n"
    small = "\n---\n\nYou get this letter because you asked for it. Unsubscribe at any time.\n"
    assert PAPERS == tell(read_capture(write(form, end=small), "x"))


@pytest.mark.parametrize("mark", ["", "> "], ids=["text", "quotation"])
@pytest.mark.parametrize("width", [64, 72, 100])
def test_wrapped_markdown(width: int, mark: str) -> None:
    """A wrapped abstract is one text again: an address that fills a line is part of it, marks of quotations are not."""
    texts = [
        (*paper[:2], f"{paper[2]} Code and models are at https://example.org/{'name/' * 9} and data beside it.")
        for paper in PAPERS
    ]
    lines = [
        (id, title, textwrap.indent(textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False), mark))
        for id, title, text in texts
    ]
    found = read_capture(
        "\n".join(f"### [{title}]({LINK.format(id=id)})\n\n{text}\n" for id, title, text in lines), "x"
    )
    assert texts == tell(found)


def test_names_of_several_pages_are_several_papers() -> None:
    """Pages as chats show them are papers; of one name above other text, no text is lost without a word."""
    dump = read_capture(write(f"ann  9:0{{n}} AM\n{LINK}\nPaper page - {{title}}\n{{abstract}}\n", between=""), "x")
    assert [paper[1:] for paper in PAPERS] == [paper[1:] for paper in tell(dump)]
    long = [f"{paper[1]}\n\n{paper[2] * 2}" for paper in PAPERS]
    dump = read_capture("Paper page - " + "\n\n".join(long), "x")
    told = " ".join([aside.text for aside in dump.set_aside] + [entry.abstract for entry in dump.entries])
    assert all(paper[2] * 2 in told for paper in PAPERS)


def test_wrapped_fields() -> None:
    """A title or an abstract that was wrapped goes on also where a line begins like a field."""
    title = "Revisiting Zeroth-Order Optimization for Memory-Efficient LLM\nFine-Tuning: A Benchmark"
    abstract = "It has three\ncategories: tricks of old, tricks of today, and tricks of tomorrow. All are tried."
    (entry,) = read_capture(f"Title: {title}\nAuthors: Ada Bo\nAbstract: {abstract}\n", "x").entries
    assert (title.replace("\n", " "), abstract.replace("\n", " ")) == (entry.title, entry.abstract)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            write("{title}\n\n{abstract}\n", head="Subject: News\nContent-Transfer-Encoding: quoted-printable\n\n"),
            "a mail",
        ),
        (write("{title} – a study\n\n{abstract}\n").encode("cp1252").decode(errors="surrogateescape"), "not UTF-8"),
        (
            "Hugging Face\nModels\nDatasets\nDocs\n\n"
            + "\n\n".join(
                f"{title}\n{textwrap.fill(text, 66)[:-4]} and\nso on.\n5 authors" for _, title, text in PAPERS * 4
            ),
            "lines of one abstract stand apart",
        ),
    ],
    ids=["mail", "encoding", "ragged"],
)
def test_why_a_text_is_refused(text: str, reason: str) -> None:
    """What cannot be read is refused as a whole, with what is wrong with it."""
    dump = read_capture(text, "x")
    assert () == dump.entries
    assert reason in dump.set_aside[0].reason


def test_text_around_a_saved_page_is_set_aside() -> None:
    """Papers written above or below saved HTML do not vanish."""
    props = json.dumps({"dailyPapers": [{"paper": {"id": IDS[0], "title": TITLES[0], "summary": ABSTRACTS[0]}}]})
    page = f'<html><div data-target="DailyPapers" data-props="{html.escape(props)}"></div></html>'
    dump = read_capture(f"{TITLES[1]}\n\n{ABSTRACTS[1] * 2}\n{page}\n{TITLES[2]}\n\n{ABSTRACTS[2] * 2}\n", "x")
    assert [PAPERS[0]] == tell(dump)
    assert [(3, ABSTRACTS[1] * 2), (7, ABSTRACTS[2] * 2)] == [(one.place.line, one.text) for one in dump.set_aside]
