"""Citations to take away, read back by programs that others wrote."""

import json
import random
import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser

import jsonschema
import markdown
import pybtex
import pybtex.database
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from digest.addresses import address_of
from digest.citations import BIBTEX, CSL, FORMATS, MARKDOWN, PLAIN, RIS, make_key
from digest.nouns import Paper
from digest.outlinks import make_link
from tests.conftest import read_real

BASE = "https://example.org/digest/"
GALORE = Paper(
    "galore-memory-efficient-llm-training",
    "GaLore: Memory-Efficient LLM Training",
    "We train.",
    (),
    authors=("Jane Q. Doe", "van den Berg, Jan", "李 明", "OpenAI"),
    date="2026-03-14",
    links=(make_link("arxiv", "2403.03507"), make_link("doi", "10.1000/a_b(1)#2")),
)

UNKNOWN = Paper("on-quiet-things", "On Quiet Things", "Little is known.", ())

HOSTILE = {
    "no brace closed": "a { b { c",
    "no brace opened": "a } b } c",
    "braces crossed": "}{",
    "backslash at the end": "ends in \\",
    "backslash before a brace": "\\} \\{ \\\\",
    "commands": "\\input{/etc/passwd} \\end{document} \\write18{x} \\undefined",
    "comment": "50% off % the rest",
    "all signs of LaTeX": "& % $ # _ { } ~ ^ \\",
    "mathematics": "$O(n^2)$ of $\\mathcal{L}_{x}$",
    "unbalanced dollar": "costs $5",
    "quotes": "\"double\" 'single' ``TeX'' `tick` “curly” ''",
    "dashes": "a-b--c---d – e — f",
    "questions": "¿why? !`x ?`y",
    "commas and angles": ",,a<<b>>c,, <d|e>",
    "entry within": "x}, year = {1066}} @misc{evil, title = {y}",
    "at at the beginning": "@article{a, b} @comment{c} @string{d = e}",
    "at and capitals": "@GPT at LeQua@CLEF",
    "lines": "one\ntwo\r\nthree\n\nTY  - JOUR\nER  - \n@misc{x,",
    "odd lines": "a\vb\fc\x1cd\x85e\u2028f\u2029g",
    "record within": "ER  - TY  - JOUR",
    "markup": "<b>bold</b> <script>alert(1)</script> &amp; &lt; &#64; <i>",
    "marks of Markdown": "*a* _b_ **c** [d](http://e) ![f](g) `h` ~~i~~ # j | k",
    "heading": "# heading",
    "number of a list": "1. first",
    "mark of a list": "- item",
    "rule": "---",
    "colon at the end": "[x]: http://y",
    "address": "https://example.com/a_b?c=d&e=f#g and me@example.com",
    "Greek": "β-DPO and PixArt-Σ for ∞ of ΔT ≤ ℓ",
    "accents": "Über naïve Łukasz Ørsted Çelik Nguyễn",
    "apart from its accent": "cafe\u0301 U\u0308ber",
    "Chinese": "深度学习",
    "right to left": "تعلم עמוק",
    "emoji": "🚀 to the 👩‍🔬 moon",
    "superscripts": "x² and xᴿ and x₂",
    "capitals": "A GPT-4 and LoRA+ in 3D with Q-Learning for iPhone X",
    "and": "Salt and pepper AND sugar",
    "others": "others",
}

# LaTeX's own commands that pylatexenc does not know or takes for a letter that only looks alike.
SIGNS = {
    "textbraceleft": "{",
    "textbraceright": "}",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textasciicircum": "^",
}
WORDS = {"type": "string", "minLength": 1}


def shape_object(required=(), least=0, **fields):
    """Give the shape of an object that holds nothing but these fields."""
    known = {"properties": fields, "required": [*required], "minProperties": least}
    return {"type": "object", "additionalProperties": False, **known}


def shape_list(item, most=9999):
    """Give the shape of a list that is not empty."""
    return {"type": "array", "minItems": 1, "maxItems": most, "items": item}


NAME = shape_object((), 1, **dict.fromkeys(("family", "given", "suffix", "literal"), WORDS))
DATE = shape_list(shape_list({"type": "integer"}, most=3), most=1)
TEXTS = dict.fromkeys(("id", "title", "publisher", "number", "DOI", "URL", "abstract", "note"), WORDS)
SHAPE = {
    "type": "array",
    "items": shape_object(
        ("type", "id", "title"),
        type={"const": "article"},
        author=shape_list(NAME),
        issued=shape_object(("date-parts",), **{"date-parts": DATE}),
        **TEXTS,
    ),
}


class Text(HTMLParser):
    """The items of an HTML list: their text, where they lead, and every tag there was."""

    def __init__(self, html):
        super().__init__()
        self.items: list[str] = []
        self.addresses: list[str | None] = []
        self.tags: set[str] = set()
        self.feed(html)
        self.items = [item.strip() for item in self.items]

    def handle_starttag(self, tag, attrs):
        """Begin an item, or note an address."""
        self.tags.add(tag)
        if tag == "li":
            self.items.append("")
        self.addresses += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        """Add to the item."""
        if self.items:
            self.items[-1] += data


def make_paper(title="T", **changes):
    """Give a paper of which little is known."""
    return Paper("an-id", title, "", (), **changes)


def shown(text):
    """Give a text as people see it: one line, composed, nothing invisible."""
    seen = re.sub("[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff\xad]", "", text)
    kept = "".join(c for c in seen if unicodedata.category(c) != "Cc" or c.isspace())
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def read_bibtex(text):
    """Give the entries of a BibTeX file as bibtexparser and LaTeX see them."""
    context = get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in SIGNS.items()]
    context.add_context_category("signs", prepend=True, macros=macros)
    decode = LatexDecodingMiddleware(decoder=LatexNodes2Text(latex_context=context, math_mode="text"))
    library = parse_string(text)
    assert [] == [*library.failed_blocks, *library.comments, *library.strings, *library.preambles]
    raw = [{field.key: field.value for field in entry.fields} for entry in library.entries]
    decoded = decode.transform(library).entries
    verbatim = ("url", "doi")  # as biblatex reads these
    return [
        {"ID": entry.key}
        | {field.key: old[field.key] if field.key in verbatim else field.value for field in entry.fields}
        for entry, old in zip(decoded, raw, strict=True)
    ]


def read_persons(text):
    """Give the authors of the one entry of a BibTeX file as pybtex splits them, braces taken off."""
    (entry,) = pybtex.database.parse_string(text, "bibtex").entries.values()
    return [
        tuple(
            re.sub(r"[{}]", "", " ".join(words))
            for words in (one.prelast_names + one.last_names, one.first_names + one.middle_names, one.lineage_names)
        )
        for one in entry.persons["author"]
    ]


def read_markdown(text):
    """Give a list in Markdown as Python-Markdown renders it."""
    return Text(markdown.markdown(text))


@pytest.fixture(scope="module")
def real():
    """Give the papers of the real dumps."""
    return read_real("check").papers


@pytest.fixture(scope="module")
def random_papers():
    """Give 2,000 papers of drawn letters, most of them those that some format minds."""
    rng = random.Random(7)
    signs = "{}\\%&$#_^~\"'`@=,;:-<>|[]()*!?/. \n\t\r\x00\x1b\x85\u2028\u202e\u200d\ufeffaZé e\u0301Σ∞ℓ李ع🚀"
    bits = [*signs, " and ", " AND ", "\\textbackslash", "ER  - ", "TY  - ", "}}", "@misc{", "GPT", "}, x = {", "<b>"]

    def draw(longest):
        return "".join(rng.choices(bits, k=rng.randint(1, longest)))

    return [
        Paper(
            f"paper-{number}",
            f"T{draw(40)}",
            draw(200),
            (),
            authors=tuple(f"N{draw(12)}" for _ in range(rng.randint(0, 4))),
            date=rng.choice(["", "2026", "2026-03", "2026-03-14"]),
            arxiv=rng.choice(["", "2403.03507"]),
            withdrawn=rng.choice(["", f"W{draw(10)}"]),
        )
        for number in range(2000)
    ]


def title_of(reader, paper):
    """Give the title of one paper after a way through one format."""
    match reader:
        case "bibtex":
            return read_bibtex(BIBTEX.cite([paper], ""))[0]["title"]
        case "ris":
            return rispy.loads(RIS.cite([paper], ""), newline="\r\n")[0]["title"]
        case "csl":
            return json.loads(CSL.cite([paper], ""))[0]["title"]
        case "markdown":
            return read_markdown(MARKDOWN.cite([paper], BASE)).items[0].removesuffix(".")
    return PLAIN.cite([paper], "").removesuffix("\n").removesuffix(".")


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("reader", ["bibtex", "ris", "csl", "markdown", "plain"])
def test_a_title_comes_back(reader, title):
    """Whatever stands in a title, the reader of every format gives it back as people see it."""
    assert shown(title) == title_of(reader, make_paper(title))


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_name_comes_back(name):
    """Whatever stands in a name, BibTeX's way of splitting makes one author of it, between two others."""
    authors = read_persons(BIBTEX.cite([make_paper(authors=("Ada Doe", f"Z{name}", "Bo Roe"))], ""))
    assert (3, ("Doe", "Ada", ""), ("Roe", "Bo", "")) == (len(authors), authors[0], authors[-1])


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_a_title_makes_no_markup(title):
    """In Markdown a title is text: nothing of it becomes an element, however it is written, linked or not."""
    for base_url in (BASE, ""):
        text = read_markdown(MARKDOWN.cite([make_paper(title), UNKNOWN], base_url))
        assert (2, set()) == (len(text.items), text.tags - {"ul", "li", "a"})


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_a_title_begins_no_entry(title):
    """For readers that look for `@` everywhere, no title holds one that could begin an entry."""
    assert ["@misc{"] == re.findall(r"@[a-z]*\s*[{(]", BIBTEX.cite([make_paper(title)], ""), re.IGNORECASE)


def test_an_address_in_a_title_is_no_link():
    """For readers of Markdown that link every address they see, a title holds none."""
    text = MARKDOWN.cite([make_paper(HOSTILE["address"])], "")
    assert not re.search(r"https?://|@", text)


def test_signs_of_latex_are_escaped():
    """What LaTeX takes for a command is written so that it is a sign."""
    assert r"C\# at 50\% \& up" in BIBTEX.cite([make_paper("C# at 50% & up")], "").replace("{", "").replace("}", "")


def test_a_title_that_shows_nothing():
    """A paper whose title has nothing to see goes by its id."""
    assert "an-id.\n" == PLAIN.cite([make_paper("\u200b\x00 ")], "")


@pytest.mark.parametrize(
    ("author", "family", "given", "suffix"),
    [
        pytest.param("Jane Q. Doe", "Doe", "Jane Q.", "", id="last word is the family"),
        pytest.param("van den Berg, Jan", "van den Berg", "Jan", "", id="a comma says the family"),
        pytest.param("Jan van den Berg", "van den Berg", "Jan", "", id="small words begin the family"),
        pytest.param("Juan de la Cruz Jr.", "de la Cruz", "Juan", "Jr.", id="a suffix"),
        pytest.param("Doe, Jr., John", "Doe", "John", "Jr.", id="a suffix as BibTeX has it"),
        pytest.param("John Doe, III", "Doe", "John", "III", id="a suffix after a comma"),
        pytest.param("李 明", "李", "明", "", id="Chinese: the family comes first"),
        pytest.param("Łukasz Ørsted", "Ørsted", "Łukasz", "", id="accents"),
        pytest.param("D'Arcy O'Neill-Smith", "O'Neill-Smith", "D'Arcy", "", id="signs of names"),
        pytest.param("Ming  \u202eLi\n", "Li", "Ming", "", id="spaces and directions"),
        pytest.param("Li Ai", "Ai", "Li", "", id="a family like an organisation's word"),
        pytest.param("李明", "李明", "", "", id="Chinese in one"),
        pytest.param("OpenAI", "OpenAI", "", "", id="one word"),
        pytest.param("Meta AI", "Meta AI", "", "", id="an organisation"),
        pytest.param("The Gemini Team", "The Gemini Team", "", "", id="a team"),
        pytest.param("BigScience Workshop", "BigScience Workshop", "", "", id="a workshop"),
        pytest.param("van Dijk", "van Dijk", "", "", id="a family alone"),
        pytest.param("Νίκος Παππάς", "Παππάς", "Νίκος", "", id="Greek"),
        pytest.param("Acme, Inc.", "Acme, Inc.", "", "", id="an organisation with a comma"),
        pytest.param("Institute of Salt and Pepper", "Institute of Salt and Pepper", "", "", id="and"),
        pytest.param("a, b, c, d", "a, b, c, d", "", "", id="nobody knows"),
        pytest.param("others", "others", "", "", id="BibTeX's word for more"),
    ],
)
def test_names_are_split(author, family, given, suffix):
    """A person has a family and a given name; what is no person's name for sure stays whole, in BibTeX and CSL."""
    paper = make_paper(authors=(author,))
    whole = {"literal": family}
    parts = {name: value for name, value in (("family", family), ("given", given), ("suffix", suffix)) if value}
    assert [parts if given else whole] == json.loads(CSL.cite([paper], ""))[0]["author"]
    assert [(family, given, suffix)] == read_persons(BIBTEX.cite([paper], "").replace("\\&", "&"))


def test_an_author_without_letters_is_left_out():
    """A name of nothing but spaces, commas and signs that show nothing names nobody."""
    assert "author" not in BIBTEX.cite([make_paper(authors=("", " , ", "\u200b"))], "")


@pytest.mark.parametrize(
    ("title", "abstract", "written"),
    [
        pytest.param("BERT: Pre-Training of Deep", "", "{BERT}: Pre-Training of Deep", id="acronym"),
        pytest.param("GPT-4 and LoRA+ in 3D", "", "{GPT}-4 and {LoRA}+ in {3D}", id="inner capitals"),
        pytest.param("A Q-Learner Can I See", "", "A {Q}-Learner Can {I} See", id="single letters but for the article"),
        pytest.param("Fast Mamba Models", "We use Mamba, fast.", "Fast {Mamba} Models", id="a name in the abstract"),
        pytest.param("Fast Models", "We use Models, or models.", "Fast Models", id="no name: written small too"),
        pytest.param("Large Language Models", "We use Large Language Models.", "Large Language Models", id="a term"),
        pytest.param("Min-Max of U-Net", "A U-Net. So", "Min-Max of {U}-{Net}", id="what a hyphen joins to a capital"),
        pytest.param("U-Net", "A U-net.", "{U}-Net", id="joined and written small"),
        pytest.param("ΔNet and αGPT", "", "{$\\Delta$}Net and {$\\alpha$}{GPT}", id="Greek"),
    ],
)
def test_capitals_are_protected(title, abstract, written):
    """Words whose capitals mean something stand in braces, the others do not."""
    assert f"title = {{{written}}}" in BIBTEX.cite([replace(make_paper(title), abstract=abstract)], "")


def test_capitals_survive_a_style():
    """A bibliography style that writes titles small leaves the capitals of names as they are."""
    paper = make_paper("Why GaLore Helps Training β on GPT-4")
    text = pybtex.format_from_string(BIBTEX.cite([paper], ""), "plain", output_backend="plaintext")
    assert "Why GaLore helps training" in text and "β on GPT-4" in text


def test_bibtex_says_what_is_known():
    """A paper at arXiv has its fields there; DOI and address stand as they are, for biblatex escapes them itself."""
    (entry,) = read_bibtex(BIBTEX.cite([GALORE], BASE))
    known = {
        "eprint": "2403.03507",
        "archiveprefix": "arXiv",
        "doi": "10.1000/a_b(1)#2",
        "url": "https://arxiv.org/abs/2403.03507",
        "year": "2026",
        "month": "mar",
    }
    assert known == {name: entry[name] for name in known}


def test_unknown_is_left_out():
    """Without authors, date, place and address of the site a citation holds the title, and no empty field."""
    assert {"ID", "title"} == set(read_bibtex(BIBTEX.cite([UNKNOWN], ""))[0])
    assert {"id", "type", "title", "abstract"} == set(json.loads(CSL.cite([UNKNOWN], ""))[0])
    assert {"type_of_reference", "id", "title", "abstract"} == set(rispy.loads(RIS.cite([UNKNOWN], ""))[0])
    assert "- On Quiet Things.\n" == MARKDOWN.cite([UNKNOWN], "")
    assert "On Quiet Things.\n" == PLAIN.cite([UNKNOWN], "")


@pytest.mark.parametrize(
    ("paper", "base_url", "address"),
    [
        pytest.param(GALORE, BASE, "https://arxiv.org/abs/2403.03507", id="arXiv first"),
        pytest.param(replace(UNKNOWN, arxiv="2403.03507"), BASE, "https://arxiv.org/abs/2403.03507", id="arXiv id"),
        pytest.param(
            replace(GALORE, links=GALORE.links[1:]), BASE, "https://doi.org/10.1000/a_b%281%29%232", id="then the DOI"
        ),
        pytest.param(UNKNOWN, BASE, f"{BASE}{address_of(UNKNOWN)}", id="then the page of this site"),
        pytest.param(
            replace(GALORE, arxiv="2401.00001"), BASE, "https://arxiv.org/abs/2403.03507", id="the link stands"
        ),
        pytest.param(
            replace(UNKNOWN, arxiv="math.GT/0309136"), BASE, "https://arxiv.org/abs/math.GT/0309136", id="old id"
        ),
        pytest.param(replace(UNKNOWN, arxiv="x} y"), BASE, f"{BASE}{address_of(UNKNOWN)}", id="no id of arXiv's"),
    ],
)
def test_address(paper, base_url, address):
    """Every format leads to arXiv, else to the DOI, else to the page of this site."""
    assert address == read_bibtex(BIBTEX.cite([paper], base_url))[0]["url"]
    assert [address] == rispy.loads(RIS.cite([paper], base_url))[0]["urls"]
    assert address == json.loads(CSL.cite([paper], base_url))[0]["URL"]
    assert [address] == read_markdown(MARKDOWN.cite([paper], base_url)).addresses
    assert PLAIN.cite([paper], base_url).endswith(f" {address}\n")


@pytest.mark.parametrize(
    ("date", "year", "day", "parts"),
    [
        ("2026", "2026", None, [2026]),
        ("2026-03", "2026", "2026/03//", [2026, 3]),
        ("2026-03-14", "2026", "2026/03/14/", [2026, 3, 14]),
        ("March", None, None, None),
        ("2026-13", None, None, None),
    ],
)
def test_date(date, year, day, parts):
    """As much of a date is said as is known, and nothing of what is no date."""
    paper = make_paper(date=date)
    record = rispy.loads(RIS.cite([paper], ""))[0]
    assert (year, day) == (record.get("year"), record.get("date"))
    assert ({"date-parts": [parts]} if parts else None) == json.loads(CSL.cite([paper], ""))[0].get("issued")
    assert year == read_bibtex(BIBTEX.cite([paper], ""))[0].get("year")


def test_ris_says_what_is_known():
    """A record has the type of a preprint, an author to a line, and lines that end as RIS asks."""
    text = RIS.cite([GALORE], BASE)
    (record,) = rispy.loads(text, newline="\r\n")
    assert "UNPB" == record["type_of_reference"]
    assert ["Doe, Jane Q.", "van den Berg, Jan", "李, 明", "OpenAI"] == record["authors"]
    assert ("10.1000/a_b(1)#2", "arXiv:2403.03507") == (record["doi"], record["accession_number"])
    assert text.count("\n") == text.count("\r\n") == len(text.splitlines())


def test_plain_and_markdown_read_well():
    """Names, title, date and place follow each other as sentences, in the order that people expect."""
    assert (
        "Jane Q. Doe, Jan van den Berg, 李 明, OpenAI. GaLore: Memory-Efficient LLM Training. 2026-03-14. "
        "arXiv:2403.03507. https://arxiv.org/abs/2403.03507\n"
    ) == PLAIN.cite([GALORE], BASE)
    assert (
        "- [GaLore: Memory-Efficient LLM Training](https://arxiv.org/abs/2403.03507). Jane Q. Doe, Jan van den Berg, "
        "李 明, OpenAI. 2026-03-14. arXiv:2403.03507.\n"
    ) == MARKDOWN.cite([GALORE], BASE)


def test_a_crowd_is_cut_for_people_only():
    """Of more than ten authors people read ten and `et al.`; programs get all of them."""
    paper = make_paper(authors=tuple(f"Ada Doe{letter}" for letter in "abcdefghijkl"))
    assert "Ada Doej et al. T." in PLAIN.cite([paper], "")
    assert "Ada Doej. T." in PLAIN.cite([replace(paper, authors=paper.authors[:10])], "")
    assert 12 == len(json.loads(CSL.cite([paper], ""))[0]["author"])


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_withdrawn_paper_says_so(form):
    """Whoever cites a withdrawn paper takes the reason along, in every format."""
    assert "Withdrawn: the proof is wrong" in form.cite([replace(GALORE, withdrawn="the proof is wrong")], BASE)


def test_a_machines_summary_is_no_abstract():
    """What a machine made of an abstract is not given away as the abstract."""
    paper = replace(UNKNOWN, summary=True)
    assert "abstract" not in json.loads(CSL.cite([paper], ""))[0]
    assert "abstract" not in rispy.loads(RIS.cite([paper], ""))[0]


def test_csl_has_its_shape():
    """CSL-JSON holds nothing but CSL's words, in the shapes that CSL gives them."""
    papers = [GALORE, UNKNOWN, replace(GALORE, id="b", withdrawn="w", authors=("Doe, Jr., Jo",))]
    items = json.loads(CSL.cite(papers, BASE))
    jsonschema.validate(items, SHAPE)
    assert len(papers) == len(items)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_half_a_character_breaks_nothing(form):
    """A lone surrogate, which no file can hold, becomes the sign for a lost character."""
    text = form.cite([replace(GALORE, title="a\ud800b", authors=("Jo \udfff",), abstract="\ud800")], BASE)
    assert "a\N{REPLACEMENT CHARACTER}b" in text.encode().decode()


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_no_papers(form):
    """No papers make an empty file, or an empty list."""
    assert form.cite([], BASE) in ("", "[]\n")


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_the_same_and_in_order(form):
    """The same papers give the same text, in the order that they are given in."""
    text = form.cite([UNKNOWN, GALORE], BASE)
    assert text == form.cite([UNKNOWN, GALORE], BASE)
    assert text.index("Quiet") < text.index("Memory-Efficient")


def test_bibtex_has_a_blank_line_between():
    """Entries stand apart by one blank line, and the file ends in one line end."""
    text = BIBTEX.cite([UNKNOWN, GALORE], BASE)
    assert (1, False) == (text.count("\n\n"), text.endswith("\n\n"))


@pytest.mark.parametrize(
    ("paper", "lead"),
    [
        pytest.param(GALORE, "doe2026galore", id="name, year and word"),
        pytest.param(replace(GALORE, authors=()), "galore-memory-efficient", id="no author"),
        pytest.param(replace(GALORE, date=""), "galore-memory-efficient", id="no date"),
        pytest.param(replace(GALORE, authors=("van den Berg, Jan",)), "vandenberg2026galore", id="small words"),
        pytest.param(replace(GALORE, authors=("Łukasz Ørsted-Müller",)), "orstedmuller2026galore", id="accents"),
        pytest.param(replace(GALORE, authors=("李 明",)), "galore-memory-efficient", id="a name without our letters"),
        pytest.param(UNKNOWN, "quiet-things", id="fillers say nothing"),
        pytest.param(replace(UNKNOWN, id="on-the"), "on-the", id="nothing but fillers"),
        pytest.param(replace(UNKNOWN, id="paper-0123456789"), "paper", id="the hash of an id is no word"),
    ],
)
def test_keys_can_be_read(paper, lead):
    """A key says who, when and what, as far as that is known."""
    assert re.fullmatch(f"{lead}-[0-9a-f]{{8}}", make_key(paper))


def test_keys_stand_alone():
    """A key is the same whatever other papers there are, and after an editor has corrected the title."""
    twin = replace(GALORE, id="galore-memory-efficient-llm-tuning")
    assert make_key(GALORE) == make_key(replace(GALORE, title="Corrected"))
    assert make_key(GALORE) != make_key(twin)


def test_equal_keys_are_refused(monkeypatch):
    """Should two papers ever get the same key, that is said, before a file with an entry lost is written."""
    monkeypatch.setattr("digest.citations.make_key", lambda _: "same")
    with pytest.raises(ValueError, match="same key"):
        BIBTEX.cite([GALORE, UNKNOWN], "")


@pytest.mark.parametrize("papers", ["real", "random_papers"])
class TestAllPapers:
    """All real papers, and 2,000 of drawn letters."""

    @pytest.fixture
    def given(self, papers, request):
        """Give them."""
        return request.getfixturevalue(papers)

    def test_bibtex(self, given):
        """Two readers of BibTeX find every entry, and every title comes back."""
        text = BIBTEX.cite(given, BASE)
        entries = read_bibtex(text)
        assert [shown(paper.title) for paper in given] == [entry["title"] for entry in entries]
        assert [make_key(paper) for paper in given] == [entry["ID"] for entry in entries]
        assert [make_key(paper) for paper in given] == [*pybtex.database.parse_string(text, "bibtex").entries]

    def test_ris(self, given):
        """Every title and abstract comes back."""
        records = rispy.loads(RIS.cite(given, BASE), newline="\r\n")
        texts = [(shown(paper.title), shown(paper.abstract)) for paper in given]
        assert texts == [(record["title"], record.get("abstract", "")) for record in records]

    def test_csl(self, given):
        """Every title and abstract comes back, and the whole has its shape."""
        items = json.loads(CSL.cite(given, BASE))
        jsonschema.validate(items, SHAPE)
        texts = [(shown(paper.title), shown(paper.abstract)) for paper in given]
        assert texts == [(item["title"], item.get("abstract", "")) for item in items]

    def test_markdown(self, given):
        """Every title comes back at the beginning of an item, and nothing in it is markup."""
        text = read_markdown(MARKDOWN.cite(given, BASE))
        assert len(given) == len(text.items) == len(text.addresses)
        assert set() == text.tags - {"ul", "li", "a"}
        assert all(item.startswith(shown(paper.title)) for item, paper in zip(text.items, given, strict=True))

    def test_plain(self, given):
        """Every paper has one line, which holds its title."""
        lines = PLAIN.cite(given, BASE).splitlines()
        assert len(given) == len(lines)
        assert [] == [paper.id for paper, line in zip(given, lines, strict=True) if shown(paper.title) not in line]

    def test_keys(self, given):
        """Every paper has a key of its own, of letters that no program minds."""
        keys = [make_key(paper) for paper in given]
        assert len(given) == len(set(keys))
        assert [] == [key for key in keys if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)]
