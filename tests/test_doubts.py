"""What the program is not sure of is listed with the lines that settle it; explanations are complete."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.doubts import list_doubts, write_stub
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
    assert expected == [message for doubt in list_doubts([doubtful], TOPICS, []) for message in doubt.messages]


def test_stub_settles() -> None:
    """The stub is an override that names the topics in question."""
    (doubt,) = list_doubts([paper("x", ("a",), ("a", 40.0), ("b", 39.0), margin=0.025)], TOPICS, [])
    assert "x:\n  topics: [a, b]\n" == write_stub(doubt)


def test_doubtful_texts() -> None:
    """A text with residue, a summary and a cut abstract are doubtful; what is right only a person can write."""
    clear = paper("x", ("a",), ("a", 40.0))
    text = Repaired((), "", (), (r"\method",))
    garbled = replace(clear, original=("T", r"We use \method."), abstract_text=text, cut=True)
    (doubt,) = list_doubts([garbled], TOPICS, [])
    assert (r"its abstract holds what looks garbled: \method", "its abstract is cut off") == doubt.messages
    assert all(line.startswith("# ") for line in write_stub(doubt).strip().split("\n"))
    assert () == list_doubts([replace(garbled, edited=("abstract",), cut=False)], TOPICS, [])


def test_several_doubts_of_one_paper_are_one_stub() -> None:
    """A paper has one key however much of it is doubtful, and none where an override of it exists."""
    doubtful = [paper("x", ("other",), margin=0.0), paper("y", ("a",), ("a", 40.0))]
    twin = Twin("x", "y", certain=False, reason="titles 0.90 alike")
    (doubt,) = list_doubts(doubtful, TOPICS, [twin])
    assert "x:\n  topics: [other]\n  not_same_as: [y]  # or, if they are one: same_as: y\n" == write_stub(doubt)
    (doubt,) = list_doubts([replace(doubtful[0], override=Place("o.yml", 7)), doubtful[1]], TOPICS, [twin])
    assert write_stub(doubt).startswith("# to be added to its override in o.yml:7:\n# x:\n")


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
