"""Captures are recognised by what they hold, in any format, and read without losing or inventing a paper."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import build
from digest import doctor
from digest.formats import READERS, read_capture, recognise
from digest.formats.names import read_names
from digest.nouns import Dump, Entry
from tests.formats.render import FORMATS, Invented, expect, invent
from tests.reliability.effort import grows_evenly

FIXTURES = Path(__file__).parent / "fixtures"
# What a person sees in each fixture: the format, the entries with what they state, and what is set aside.
EXPECTED: dict[str, Any] = json.loads(FIXTURES.with_name("expected.json").read_text(encoding="utf-8"))
ABSTRACT = "We prune heads of attention and keep the layers, which is enough for all that was asked of them."
SEEDS = 8
PAPERS = 6

# The most papers that a change of one line may cost, beyond the one whose text it touches: none, but for formats that
# keep all papers on one line or in one attribute. Three lines in a row may touch two papers, in JSON Lines three.
ALL_ON_ONE_LINE = {"daily json tight", "saved html"}
HEADS = {"csv": 1, "markdown table": 4}  # lines without which the others are no table


def read_fixture(name: str) -> str:
    return (FIXTURES / name).read_bytes().decode()


def shorten(text: str) -> str:
    return text if len(text) <= 44 else f"{text[:28]} … {text[-12:]}"


def stated(entry: Entry) -> dict[str, object]:
    """Give the fields of an entry that say something, beyond title, abstract and place."""
    said = {one.name: getattr(entry, one.name) for one in fields(entry) if getattr(entry, one.name) != one.default}
    listed = {name: [*value] if isinstance(value, tuple) else value for name, value in said.items()}
    return {name: value for name, value in listed.items() if name not in ("title", "abstract", "place")}


def squeeze(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def papers_of(name: str, papers: list[Invented]) -> list[Invented]:
    return papers[:1] if name.startswith("single") else papers


@pytest.mark.parametrize("name", EXPECTED)
def test_fixtures(name: str) -> None:
    """Every fixture gives the entries, the fields and the lines set aside that a person sees in it."""
    dump = read_capture(read_fixture(name), name)
    seen = {
        "format": dump.format,
        "entries": [[e.place.line, e.title, shorten(e.abstract), stated(e)] for e in dump.entries],
        "aside": [[s.place.line, shorten(s.text), s.reason] for s in dump.set_aside],
    }
    assert EXPECTED[name] == seen


def test_every_fixture_is_in_the_table() -> None:
    """No fixture is forgotten, and every format has three at least."""
    assert set(EXPECTED) == {path.name for path in FIXTURES.iterdir()}
    counts = Counter(fixture["format"] for fixture in EXPECTED.values())
    assert {reader.name for reader in READERS} == {form for form, number in counts.items() if number >= 3}


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("change", ["\r\n", "\r", "\ufeff"], ids=["CRLF", "CR", "mark"])
def test_line_ends_change_nothing(name: str, change: str) -> None:
    """Line ends and a byte order mark change neither the format nor anything that is read."""
    text = read_fixture(name)
    changed = change + text if change == "\ufeff" else text.replace("\n", change)
    assert read_capture(text, name) == read_capture(changed, name)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_all_formats_tell_the_same(name: str, seed: int) -> None:
    """The same invented papers come back from every format, with the fields that it carries, in order."""
    rng = random.Random(seed)
    papers = invent(rng, rng.randint(1, 8))
    write, form, carried = FORMATS[name]
    dump = read_capture(write(papers), "x")
    assert form == dump.format
    wanted = papers_of(name, papers)
    assert [expect(paper, carried) for paper in wanted] == [{k: getattr(e, k) for k in carried} for e in dump.entries]
    assert not [entry.title for entry in dump.entries if entry.cut or entry.summary]
    assert len(wanted) * name.startswith("trending") == len(dump.set_aside)


def test_places_are_those_of_titles() -> None:
    """Where titles stand on lines of their own, a place is the line of the title."""
    papers = invent(random.Random(3), 5)
    for name in ("plain", "markdown", "numbered", "addressed", "listing", "trending", "json lines"):
        text = FORMATS[name][0](papers)
        for entry in read_capture(text, "x").entries:
            assert squeeze(entry.title)[:20] in squeeze(text.split("\n")[entry.place.line - 1]), name


def read_mutated(name: str, text: str, papers: list[Invented]) -> tuple[Dump, int]:
    """Read a changed capture; give it with the number of papers lost. It may invent no title."""
    dump = read_capture(text, "x")
    found = Counter(entry.title for entry in dump.entries)
    wanted = [paper.title for paper in papers_of(name, papers)]
    source = squeeze(text)
    if name not in {"atom", "saved html"} and not name.startswith("daily"):  # those escape what they hold
        assert [] == [entry.title for entry in dump.entries if squeeze(entry.title) not in source]
    return dump, sum(title not in found for title in wanted)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_cut_captures(name: str, seed: int) -> None:
    """A capture cut at any byte keeps every paper before the cut; what the cut touches is flagged or set aside."""
    rng = random.Random(seed)
    papers = invent(rng, PAPERS)
    whole = FORMATS[name][0](papers).encode()
    for _ in range(6):
        text = whole[: rng.randrange(len(whole))].decode("utf-8", "surrogateescape")
        dump, _ = read_mutated(name, text, papers)
        entries = {entry.title: entry for entry in dump.entries}
        for number, paper in enumerate(papers_of(name, papers)):
            following = papers[number + 1 : number + 2]
            if not name.startswith("single") and following and squeeze(following[0].title) in squeeze(text):
                assert paper.abstract == entries[paper.title].abstract


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_lines_lost_or_doubled(name: str, seed: int) -> None:
    """A line lost or doubled costs the paper whose text it is, and no other."""
    rng = random.Random(seed)
    papers = invent(rng, PAPERS)
    lines = FORMATS[name][0](papers).split("\n")
    bound = PAPERS if name in ALL_ON_ONE_LINE else 1
    for _ in range(6):
        at = rng.randrange(HEADS.get(name, 0), len(lines))
        assert read_mutated(name, "\n".join(lines[:at] + lines[at + 1 :]), papers)[1] <= bound
        assert read_mutated(name, "\n".join(lines[: at + 1] + lines[at:]), papers)[1] <= bound


@pytest.mark.parametrize("name", FORMATS)
def test_two_captures_in_one_file(name: str) -> None:
    """Two captures of one format, one after the other, are read as both."""
    first, second = invent(random.Random(1), 4), invent(random.Random(2), 3)
    write = FORMATS[name][0]
    for between in ("\n", "\n\ufeff", "\r\n\r\n"):
        dump = read_capture(write(first) + between + write(second), "x")
        wanted = papers_of(name, first) + papers_of(name, second)
        assert [paper.title for paper in wanted] == [entry.title for entry in dump.entries]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_damage_raises_nothing(name: str, seed: int) -> None:
    """Characters changed at random, lines shuffled, formats mixed: nothing raises, and every place is in the file."""
    rng = random.Random(seed)
    text = FORMATS[name][0](invent(rng, 3))
    other = FORMATS[rng.choice(list(FORMATS))][0](invent(rng, 2))
    for _ in range(8):
        at, to = sorted(rng.randrange(len(text)) for _ in range(2))
        noise = "".join(rng.choice("[](){}<>\"'\\#!*-\n\x00\udcff:&;·09a ") for _ in range(rng.randint(0, 9)))
        shuffled = text.split("\n")
        rng.shuffle(shuffled)
        for changed in (text[:at] + noise + text[to:], "\n".join(shuffled), text[:at] + other + text[at:]):
            dump = read_capture(changed, "x")
            last = changed.replace("\r\n", "\n").count("\n") + 1
            places = [entry.place for entry in dump.entries] + [aside.place for aside in dump.set_aside]
            assert all(0 <= place.line <= last for place in places)
            assert dump.entries or dump.set_aside
            assert all(entry.title and entry.abstract for entry in dump.entries)


def test_every_reader_reads_anything() -> None:
    """No reader raises on a capture of another format, on noise or on nothing."""
    rng = random.Random(7)
    papers = invent(rng, 2)
    texts = [write(papers) for write, _, _ in FORMATS.values()]
    noise = [
        "",
        "\n",
        "\ufeff",
        "{",
        "[",
        "[[[",
        "<",
        "---",
        "### [",
        "](",
        "Abstract",
        "\udcff\n" * 9,
        "[1" * 5000,
        "{" * 9000,
    ]
    for reader in READERS:
        for text in texts + noise + [read_fixture(name) for name in EXPECTED]:
            assert isinstance(reader.read(text, "x"), Dump)


@pytest.mark.parametrize(
    "repeated",
    [
        *(
            "[",
            "[\n",
            "](",
            "[x](/papers/2401.00001)",
            "[x][1]",
            "![",
            "### [",
            "\\",
            " ",
            "<entry>",
            "{",
            '{"paper":{',
        ),
        *("· ", "Abstract\n", "arxiv:2401.00001\n", "Upvote\n", "https://huggingface.co/papers/2401.00001\n", "a. "),
        *("Title: a\n", "Abstract: b\n", "a | b\n", '"a","b"\n', "Ada Bo, ", "https://arxiv.org/abs/2401.00001\n"),
        *('{"a":[', "[Paper](/papers/2401.00001)\n", "](x", "- - ", "Ada Bo and Cy Do\n", "a" * 39 + "\n"),
        *("---\n", '"', '<div data-target="DailyPapers" data-props="', "[1]: https://x.co/a\n"),
        "### T a b\n\nsome prose of a card here.\n",
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        *("", "### [T](/papers/2401.00001)\n", "### [T][1]\n", "# Trending Papers\n", '[{"title":"', '{"papers":['),
        *("title,abstract\n", "| title | abstract |\n| - | - |\n", "Title: a\nAbstract: b\n"),
    ],
)
def test_time_is_linear(repeated: str, before: str) -> None:
    """Ten times the text takes about ten times the work, whatever is repeated."""
    little, much = (before + repeated * (size // len(repeated)) for size in (6_000, 60_000))
    assert grows_evenly(partial(read_capture, file="x"), little, much)


@pytest.mark.parametrize(
    ("address", "printed", "date"),
    [
        ("https://huggingface.co/papers?date=2024-03-08", "Mar 6", "2024-03-06"),
        ("https://huggingface.co/papers/date/2024-03-08", "Mar 6", "2024-03-06"),
        ("https://huggingface.co/papers/week/2024-W10", "Mar 6", "2024-03-06"),
        ("https://huggingface.co/papers/month/2024-03", "Mar 6", "2024-03-06"),
        ("https://huggingface.co/papers/date/2024-03-08", "Mar 9", ""),
        ("https://huggingface.co/papers/date/2024-03-08", "Mar 9, 2023", "2023-03-09"),
        ("https://huggingface.co/papers?q=2024", "Mar 6", ""),
        ("https://huggingface.co/papers/week/2023-W10", "Feb 29", ""),
        ("", "Mar 6", ""),
    ],
)
def test_dates_without_year(address: str, printed: str, date: str) -> None:
    """A date without year takes the capture's where the capture states it, and never a day still to come."""
    text = (
        f"---\nurl: {address}\n---\n### [T](/papers/2401.00001)\n\n[An abstract.](/papers/2401.00001)\n\n· {printed}\n"
    )
    assert [date] == [entry.date for entry in read_capture(text, "x").entries]


def test_long_text_of_no_card_is_set_aside() -> None:
    """Where captures of two formats are mixed, what the recognised one cannot read is said to be there."""
    papers = invent(random.Random(5), 4)
    text = FORMATS["markdown"][0](papers[:2]) + FORMATS["plain"][0](papers[2:])
    dump = read_capture(text, "x")
    assert [paper.title for paper in papers[:2]] == [entry.title for entry in dump.entries]
    assert [paper.abstract for paper in papers[2:]] == [aside.text for aside in dump.set_aside]


def test_names_change_nothing() -> None:
    """The name of a file has no say in what it is."""
    for name in EXPECTED:
        text = read_fixture(name)
        assert read_capture(text, "a.html").format == read_capture(text, "b.json").format == recognise(text).name


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("plain_good.txt", "good"),
        ("markdown_good.md", "good"),
        ("markdown_cut.md", "usable, but 2 cut off"),
        ("trending_good.md", "usable, but 1 with a machine's summary only"),
        ("daily_cut.json", "usable, but 2 set aside"),
        ("markdown_daily_cards.md", "no papers: a title without an abstract (2 times)"),
        ("refusal_429.txt", "no papers: the site refused: too many requests (429)"),
        ("html_empty.html", "no papers: the saved page holds no data of papers (429 Too Many Requests)"),
    ],
)
def test_doctor_says_the_verdict_first(name: str, verdict: str) -> None:
    """The first line tells whether a capture is good."""
    assert f"{name}: {verdict}" == next(doctor.examine((FIXTURES / name).read_bytes(), name))


@pytest.mark.parametrize(
    "line",
    ["Stanford University", "Stanford University · 3 authors", "Ada Doe, Bo Roe, Cy Coe, Di Moe and forty others"],
)
def test_an_organisation_is_no_abstract(line: str) -> None:
    """Where a card shows no abstract, the line below its title is not taken for one."""
    card = f"Submitted by\ntaesiri\n100\nFooQuant: Three Bits Are Enough\n{line}\n· 3 authors\n·\n1\n"
    dump = read_capture(f"Daily Papers\nby AK and the research community\nNov 20\n{card}{card}", "x.txt")
    assert [] == [entry.abstract for entry in dump.entries]
    assert {"FooQuant: Three Bits Are Enough"} == {aside.text for aside in dump.set_aside}


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ada Bo, Cy Do, and Ed Fu", ["Ada Bo", "Cy Do", "Ed Fu"]),
        ("Bo, Ada; Do, Cy", ["Bo, Ada", "Do, Cy"]),
        ("Bo, Ada and van der Do, Cy D. and Fu, Ed", ["Bo, Ada", "van der Do, Cy D.", "Fu, Ed"]),
        ("Bo, A., Do, C. D., and Fu, E.", ["Bo, A.", "Do, C. D.", "Fu, E."]),
        ("Ada Bo, Cy Do, et al.", ["Ada Bo", "Cy Do"]),
        ("Ada Bo and Cy Do and others", ["Ada Bo", "Cy Do"]),
        ("Ada Bo, Cy Do and Ed Fu, Gil Ho", ["Ada Bo", "Cy Do", "Ed Fu", "Gil Ho"]),
        ("Bo, Ada", ["Bo, Ada"]),
        ("OpenAI", ["OpenAI"]),
    ],
)
def test_fields_of_authors(written: str, names: list[str]) -> None:
    """A comma may stand between people, or between a family and what is given to one of it."""
    (entry,) = read_capture(json.dumps({"title": "T a", "abstract": ABSTRACT, "authors": written}), "x").entries
    assert names == list(entry.authors)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024-05-06T09:00:00Z", "2024-05-06"),
        ("2024/05/06", "2024-05-06"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("March 2024", "2024-03"),
        ("5 March 2024", "2024-03-05"),
        ("Mar 5, 2024", "2024-03-05"),
        ("2024-13", ""),
        ("Mar 5", ""),
        ("forthcoming", ""),
    ],
)
def test_stated_dates(written: str, date: str) -> None:
    """A field may say the day, the month or only the year."""
    (entry,) = read_capture(json.dumps({"title": "T a", "abstract": ABSTRACT, "date": written}), "x").entries
    assert date == entry.date


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Ember, Bo van der Cinder and Cy Ash*", ("Ada Ember", "Bo van der Cinder", "Cy Ash")),
        ("**Authors:** Ada Ember", ("Ada Ember",)),
        ("Ada Ember", ()),
        ("Stanford University, Google Research", ()),
        ("Vision, Language and Beyond", ()),
        ("We prune heads, keep layers and win.", ()),
    ],
)
def test_lines_of_names(line: str, names: tuple[str, ...]) -> None:
    """Names of people are told from institutions, titles and text; a single one must be called an author's."""
    assert names == read_names(line)


def test_a_papers_address_is_not_the_captures() -> None:
    """The address that stands beside a paper says nothing of where the capture is from."""
    papers = [
        f"{one.title}\nPaper: https://huggingface.co/papers/{one.arxiv}\n{one.abstract}\n"
        for one in invent(random.Random(4), 3)
    ]
    dump = read_capture("\n".join(papers), "x")
    assert (3, "") == (sum(entry.arxiv != "" for entry in dump.entries), dump.url)


@pytest.mark.parametrize(("code", "name"), [(0, "trending_good.md"), (1, "refusal_429.txt")])
def test_doctor_fails_without_papers(code: int, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code tells a script what the first lines tell people."""
    assert code == build.main(["doctor", str(FIXTURES / "trending_good.md"), str(FIXTURES / name)])
    assert 2 == capsys.readouterr().out.count("  format: ")


def test_doctor_counts() -> None:
    """The other lines give the format and the counts."""
    lines = list(doctor.examine((FIXTURES / "trending_good.md").read_bytes(), "x.md"))
    assert "  format: the trending page" in lines
    assert {"  cards: 4", "  papers with an abstract: 1", "  doubled cards: 2", "  with a date: 2"} <= set(lines)
    assert "  set aside: 0" in lines


@pytest.mark.parametrize("data", [b"", b" \n", bytes(range(256)) * 9, b"\xff\xfe\x00", b"\xef\xbb\xbf", b"\xff" * 50])
def test_doctor_examines_anything(data: bytes) -> None:
    """What is no text is said to be none."""
    assert next(doctor.examine(data, "x")).startswith("x: no papers: ")
