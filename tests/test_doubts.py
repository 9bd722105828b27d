"""What the program is not sure of is listed with the lines that settle it; explanations are complete."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from digest.doubts import group_doubts, list_doubts, write_stub
from digest.explain import explain_paper, find_paper
from digest.nouns import Digest, Doubt, Edition, Link, Match, Paper, Place, Repaired, Score, Site, Topic, Twin, Why

TOPICS = [Topic("a", "A", "D"), Topic("b", "B", "D"), Topic("other", "Other", "D", catch_all=True)]


LINK = Link("code", "Code", "https://example.org")


def paper(id: str, topics: tuple[str, ...], *scores: tuple[str, float], margin: float = 1.0, **more: Place) -> Paper:
    listed = tuple(Score(topic, value, (Match("term", "title", value),)) for topic, value in scores)
    why = Why(topics, listed, margin, **more)
    return Paper(id, f"Title of {id}", "", (), topics=(TOPICS[0],), why=why, links=(LINK,))


def find_doubts(paper: Paper) -> list[Doubt]:
    return list(list_doubts([paper], [], TOPICS, []))


@pytest.mark.parametrize(
    ("expected", "doubtful"),
    [
        ([], paper("x", ("a",), ("a", 40.0), ("b", 5.0), margin=0.9)),
        (["no topic's terms stand in its title or abstract"], paper("x", ("other",), margin=0.0)),
        (["little speaks for a (3.0)"], paper("x", ("a",), ("a", 3.0))),
        (["a (40.0) and b (39.0) score close together"], paper("x", ("a",), ("a", 40.0), ("b", 39.0), margin=0.025)),
        ([], paper("x", ("a",), ("a", 40.0), ("b", 39.0), margin=0.025, override=Place("o.yml", 1))),
    ],
    ids=["clear", "nothing", "little", "near tie", "settled"],
)
def test_doubtful_topics(expected: list[str], doubtful: Paper) -> None:
    """A paper is doubtful where nothing, little, or as much speaks for another topic, and no editor has spoken."""
    assert expected == [doubt.message for doubt in find_doubts(doubtful)]


def test_stub_settles() -> None:
    """The stub is an override that names the topics in question."""
    doubts = find_doubts(paper("x", ("a",), ("a", 40.0), ("b", 39.0), margin=0.025))
    assert "x:\n  topics: [a, b]\n" == write_stub(doubts)


def test_a_number_of_two_papers() -> None:
    """An arXiv id that two papers have is wrong for one of them, whatever its version."""
    links = [Link("arxiv", "arXiv 2401.00001", f"https://arxiv.org/abs/2401.00001{end}") for end in ("", "v2")]
    papers = [replace(paper(id, ("a",), ("a", 40.0)), links=(link,)) for id, link in zip("xy", links, strict=True)]
    (doubt,) = list_doubts(papers, [], TOPICS, [])
    assert ("twin", "y", "x has arXiv 2401.00001, too") == (doubt.kind, doubt.key, doubt.message)


def test_doubtful_texts() -> None:
    """A text with residue, a summary and a cut abstract are doubtful; what is right only a person can write."""
    clear = paper("x", ("a",), ("a", 40.0))
    text = Repaired((), "", (r"\method",))
    garbled = replace(clear, original=("T", r"We use \method."), abstract_text=text, cut=True)
    doubts = find_doubts(garbled)
    messages = [r"its abstract holds what looks garbled: \method", "its abstract is cut off"]
    assert messages == [doubt.message for doubt in doubts]
    stub = write_stub(doubts)
    assert all(line.startswith("# ") for line in stub.strip().split("\n"))
    assert stub.replace("#   ", "  ").startswith("# x:\n  abstract:  # the right one, in place of: We use")
    assert [] == find_doubts(replace(garbled, edited=("abstract",), cut=False))


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("link", {"abstract_text": Repaired((), "", ("suspicious link: https://githab.com/x",))}),
        ("summary", {"summary": True}),
        ("idle", {"idle": ("its override says nothing",)}),
        ("unlinked", {"links": ()}),
    ],
)
def test_other_doubts(kind: str, change: dict[str, Any]) -> None:
    """Suspicious links, summaries, overrides that change nothing and papers without a link are listed as such."""
    doubtful = replace(paper("x", ("a",), ("a", 40.0)), **change)
    assert [kind] == [doubt.kind for doubt in find_doubts(doubtful)]


def test_editions_without_a_date() -> None:
    """An edition is doubtful where neither its capture nor an editor says its year."""
    editions = [Edition("e", "e.txt", "E"), Edition("f", "f.txt", "F", date="2026-01")]
    (doubt,) = list_doubts([], editions, TOPICS, [])
    assert ("undated", "e.txt", "editions/e/") == (doubt.kind, doubt.key, doubt.address)


def test_several_doubts_of_one_paper_are_one_stub() -> None:
    """A paper has one key however much of it is doubtful, and none where an override of it exists."""
    doubtful = [paper("x", ("other",), margin=0.0), paper("y", ("a",), ("a", 40.0))]
    twin = Twin("x", "y", certain=False, reason="titles 0.90 alike")
    (doubts,) = group_doubts(list_doubts(doubtful, [], TOPICS, [twin])).values()
    assert "x:\n  topics: [other]\n  not_same_as: [y]  # or, if they are one: same_as: y\n" == write_stub(doubts)
    spoken = [replace(doubtful[0], override=Place("o.yml", 7)), doubtful[1]]
    (doubts,) = group_doubts(list_doubts(spoken, [], TOPICS, [twin])).values()
    assert write_stub(doubts).startswith("# in its override, o.yml:7:\n# x:\n")


def test_explanation_is_complete() -> None:
    """Every score and every match is said, with the override's place."""
    text = "\n".join(explain_paper(paper("x", ("a",), ("a", 9.5), ("b", 2.0), margin=0.79, override=Place("o.yml", 3))))
    for words in ("Title of x", "o.yml:3", "79%: a 9.5, then b 2.0", "+9.50  term  (title)", "  b 2.0"):
        assert words in text


def test_find_paper() -> None:
    """A paper is found by id, by an id that leads to it, and by words of its title; else a suggestion is made."""
    papers = (Paper("on-rivers", "On Rivers", "", (), other_ids=("rivers",)), Paper("on-bread", "On Bread", "", ()))
    digest = Digest(Site("S", "T"), (), (), papers, (), (), 2)
    for words in ("on-rivers", "rivers", "On Riv"):
        assert papers[0] == find_paper(digest, words)[0]
    assert (None, "2 papers have “on” in their title: on-rivers, on-bread") == find_paper(digest, "on")
    assert (None, "there is no paper “on-rivres”; did you mean `on-rivers`?") == find_paper(digest, "on-rivres")
