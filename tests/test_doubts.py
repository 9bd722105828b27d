"""What the program is not sure of is listed with the lines that settle it; explanations are complete."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.doubts import list_doubts
from digest.explain import explain_paper, find_paper
from digest.nouns import Digest, Match, Paper, Place, Repaired, Score, Site, Topic, Twin, Why

TOPICS = [Topic("a", "A", "D"), Topic("b", "B", "D"), Topic("other", "Other", "D", catch_all=True)]


def paper(id: str, topics: tuple[str, ...], *scores: tuple[str, float], margin: float = 1.0, **more: Place) -> Paper:
    listed = tuple(Score(topic, value, (Match("term", "title", value),)) for topic, value in scores)
    return Paper(id, f"Title of {id}", "", (), topics=(TOPICS[0],), why=Why(topics, listed, margin, **more))


@pytest.mark.parametrize(
    ("expected", "doubtful"),
    [
        ([], paper("x", ("a",), ("a", 40.0), ("b", 5.0), margin=0.9)),
        (["no topic's terms stand in its title or abstract"], paper("x", ("other",), margin=0.0)),
        (["little speaks for a (3.0)"], paper("x", ("a",), ("a", 3.0))),
        (["a (40.0) and b (39.0) are near to each other"], paper("x", ("a",), ("a", 40.0), ("b", 39.0), margin=0.025)),
        ([], paper("x", ("a",), ("a", 40.0), ("b", 39.0), margin=0.025, override=Place("o.yml", 1))),
    ],
    ids=["clear", "nothing", "little", "near tie", "settled"],
)
def test_doubtful_topics(expected: list[str], doubtful: Paper) -> None:
    """A paper is doubtful where nothing, little, or as much speaks for another topic, and no editor has spoken."""
    assert expected == [doubt.message for doubt in list_doubts([doubtful], TOPICS, [])]


def test_stub_settles() -> None:
    """The stub is an override that names the topics in question."""
    (doubt,) = list_doubts([paper("x", ("a",), ("a", 40.0), ("b", 39.0), margin=0.025)], TOPICS, [])
    assert "x:\n  topics: [a, b]\n" == doubt.stub


def test_doubtful_texts() -> None:
    """A text with residue, a summary in place of an abstract and a cut abstract are doubtful."""
    clear = paper("x", ("a",), ("a", 40.0))
    garbled = replace(
        clear, original=("T", r"We use \method."), abstract_text=Repaired((), "", (), (r"\method",)), cut=True
    )
    (doubt,) = list_doubts([garbled], TOPICS, [])
    assert r"it holds what looks garbled: \method; its abstract is cut off" == doubt.message
    assert "x:\n  abstract: |-\n    We use \\method.\n" == doubt.stub
    assert ["its abstract is a machine's summary"] == [
        doubt.message for doubt in list_doubts([replace(clear, summary=True)], TOPICS, [])
    ]


def test_doubtful_twins() -> None:
    """A pair that may be one paper is doubtful, with both answers in the stub."""
    clear = [paper(id, ("a",), ("a", 40.0)) for id in ("x", "y")]
    (doubt,) = list_doubts(clear, TOPICS, [Twin("x", "y", certain=False, reason="titles 0.90 alike")])
    assert "x:\n  same_as: y\n  # or, if they are two: not_same_as: [y]\n" == doubt.stub


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
