"""One paper per title, with an address that depends on nothing but the title."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from digest.dumps import read_dumps
from digest.nouns import Entry, Override, Place
from digest.papers import make_id, make_key, merge_entries
from tests.conftest import ROOT

LONG = "A study of rivers, bridges and the people who cross them on foot, twice a day, whatever the weather. "


def entry(title: str, abstract: str = LONG, line: int = 1, file: str = "seeds/a.txt") -> Entry:
    return Entry(title, abstract, Place(file, line))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("GPT-4: A Report", "GPT4 a report", True),
        ("Weight Quantization", "WeightQuantization", True),
        ("S^{2}FT", "S²FT", True),
        ("“Quoted” – Dashes", '"Quoted" - Dashes', True),
        ("Naïve Bayes", "Naive Bayes", False),
        ("LoRA", "LoRA+", False),
        ("RewardBench", "RewardBench 2", False),
        ("β-DPO", "α-DPO", False),
        ("???", "!!!", False),
    ],
)
def test_key(one: str, other: str, same: bool) -> None:
    """Case, punctuation and spacing make no other paper; letters, numbers and `+` do."""
    assert same == (make_key(one) == make_key(other))


@pytest.mark.parametrize(
    ("id", "title"),
    [
        ("on-rivers", "On Rivers"),
        ("on-rivers", "  ON  RIVERS! "),
        ("its-a-rivers-end", "It’s a River's End"),
        ("s2ft-by-sparsity", "S^{2}FT by Sparsity"),
        ("beta-dpo-e333217325", "β-DPO"),
        ("paper-eebe4a4465", "河流"),
        ("con-1143da2bc5", "Con"),
    ],
)
def test_id(id: str, title: str) -> None:
    """The id is the title's words; where they do not say all of it, digits of its hash follow."""
    assert id == make_id(title)


def test_ids_of_many_titles() -> None:
    """100,000 distinct titles have distinct ids of at most 80 characters."""
    rng = random.Random(1)
    words = ["River", "Bridge", "β", "Ferry’s", "(Deep)", "S²", "Überfahrt", "河", "LoRA+", "a", "Of", "1/2"] * 3
    ids = {make_id(" ".join(rng.choices(words, k=rng.choice((3, 3, 3, 24)))) + f" {n}") for n in range(100_000)}
    assert 100_000 == len(ids)
    assert 80 >= max(map(len, ids))


def test_merge() -> None:
    """Entries of one title are one paper with the fuller abstract and all sources."""
    papers, problems = merge_entries(
        [
            entry("On Rivers", LONG, 3),
            entry("Else", LONG, 9),
            entry("ON RIVERS.", LONG + "And more.", 1, "seeds/b.txt"),
        ],
        {},
    )
    assert [] == problems
    assert ["else", "on-rivers"] == [paper.id for paper in papers]
    assert LONG + "And more." == papers[1].abstract
    assert ["seeds/a.txt:3", "seeds/b.txt:1"] == [str(source.place) for source in papers[1].sources]


def test_fields_are_merged() -> None:
    """Each field comes from the capture that has it best: an abstract before a summary, whole before cut."""
    entries = [
        replace(entry("On Rivers", "A summary of much use.", 1), summary=True, upvotes=9, stars=4, arxiv="2401.00010"),
        replace(entry("On Rivers", LONG + " and so on, and on, and on, and …", 3), cut=True, comments=2, upvotes=3),
        replace(entry("On Rivers", LONG, 5), authors=("A. Ebb",), date="2024-01-02", code="https://github.com/a/b"),
    ]
    (paper,), problems = merge_entries(entries, {})
    assert ([], LONG, False, False) == (problems, paper.abstract, paper.summary, paper.cut)
    assert ("2401.00010", 9, 2, 4) == (paper.arxiv, paper.upvotes, paper.comments, paper.stars)
    assert (("A. Ebb",), "2024-01-02", ["code"]) == (paper.authors, paper.date, [link.kind for link in paper.links])
    assert 3 == len(paper.sources)


def test_summary_is_marked() -> None:
    """Where no capture holds the abstract, the summary stands in its place and is called so."""
    (paper,), _ = merge_entries([replace(entry("On Rivers", "Short."), summary=True)], {})
    assert paper.summary


def test_order_does_not_matter() -> None:
    """The same entries give the same papers in whatever order they are read."""
    entries = [dumped for dump in read_dumps(ROOT / "seeds") for dumped in dump.entries]
    papers, _ = merge_entries(entries, {})
    random.Random(5).shuffle(entries)
    assert papers == merge_entries(entries, {})[0]


def test_spellings_with_other_ids() -> None:
    """Spellings of a title whose ids differ lead to the most readable one."""
    (paper,), _ = merge_entries([entry("WeightQuantization"), entry("Weight Quantization", line=5)], {})
    assert ("weight-quantization", ("weightquantization",)) == (paper.id, paper.other_ids)


OTHER = "Quite different matters: butterflies, butter and flies, described without mention of water or of crossing. "


def test_same_title_other_paper() -> None:
    """One title with plainly different abstracts is a problem that says what to write, until an override does."""
    _, (problem,) = merge_entries([entry("On Rivers"), entry("On Rivers", OTHER, 7)], {})
    assert "seeds/a.txt:7" == str(problem.place)
    assert 'write under `on-rivers:` in an override the line `split: ["seeds/a.txt:7"]`' in problem.hint
    place = Place("o.yml", 1)
    for override, left in (
        (Override("on-rivers", place, note="x"), 1),
        (Override("on-rivers", place, abstract="x"), 0),
    ):
        _, problems = merge_entries([entry("On Rivers"), entry("On Rivers", OTHER, 7)], {"on-rivers": override})
        assert left == len(problems)


def test_split() -> None:
    """An override splits such papers; each keeps its own address."""
    split = Override("on-rivers", Place("o.yml", 1), split=(Place("seeds/a.txt", 7),))
    papers, problems = merge_entries([entry("On Rivers"), entry("On Rivers", OTHER, 7)], {"on-rivers": split})
    assert ([], 2) == (problems, len({paper.id for paper in papers}))
    assert "on-rivers" in {paper.id for paper in papers}


def test_real_papers() -> None:
    """The 658 entries are 630 papers: 23 stand in two dumps, one in three, one in four."""
    papers, problems = merge_entries([e for dump in read_dumps(ROOT / "seeds") for e in dump.entries], {})
    counts = [len({source.place.file for source in paper.sources}) for paper in papers]
    assert ([], 630) == (problems, len(papers))
    assert {1: 605, 2: 23, 3: 1, 4: 1} == {count: counts.count(count) for count in set(counts)}
    assert [1598] == [len(p.abstract) for p in papers if len({s.abstract for s in p.sources}) > 1]
