"""The questions by which search is measured are what the benchmark says they are."""

from __future__ import annotations

import json
import re

from benchmarks.labels import LABELS
from benchmarks.search import STOP_WORDS, Case, choose_words, list_cases, measure

QUESTIONS = json.loads((LABELS / "questions.json").read_text(encoding="utf-8"))


# Beginnings of words that half of all titles have.
GENERAL = set("the for train learn model langu llms llm large data neura netwo effic tunin".split())


def words_of(text: str) -> set[str]:
    """Give the beginnings of the words that tell a title from others."""
    return {word[:5] for word in re.findall(r"[a-z0-9]{3,}", text.lower()) if word not in STOP_WORDS} - GENERAL


def test_numbers_of_questions() -> None:
    """There are 60 to tune on and 40 that nobody tuned on, and no two are the same."""
    assert (60, 40) == (
        len([q for q in QUESTIONS if "held_out" not in q]),
        len([q for q in QUESTIONS if "held_out" in q]),
    )
    assert 100 == len({question["question"].casefold() for question in QUESTIONS})


def test_questions_are_short() -> None:
    """Every question has 3 to 9 words."""
    assert [] == [q["question"] for q in QUESTIONS if not 3 <= len(q["question"].split()) <= 9]


def test_answers_are_papers(real_built) -> None:
    """Every answer is a paper of the real dumps, and 30 questions or more have no main word of its title."""
    papers = json.loads((real_built.out / "papers.json").read_text(encoding="utf-8"))["papers"]
    titles = {paper["id"]: paper["title"] for paper in papers}
    assert set() == {id for question in QUESTIONS for id in question["papers"]} - set(titles)
    far = [q for q in QUESTIONS if not any(words_of(q["question"]) & words_of(titles[id]) for id in q["papers"])]
    assert 30 <= len(far)


def test_words_are_spread() -> None:
    """Six words are taken at even distances, first and last among them, without stop words."""
    text = "This paper shows one alpha bravo charlie delta echoes foxtrot golf hotel india juliet kilos"
    assert "alpha charlie echoes golf india kilos" == choose_words(text)


def test_acronyms_that_several_share() -> None:
    """An acronym of two papers may find either."""
    papers = [{"id": id, "title": "RAM: A Thing", "abstract": ""} for id in ("one", "two")]
    assert [Case("RAM", frozenset({"one", "two"}))] * 2 == list_cases(papers)["acronym"]


def test_figures() -> None:
    """A case counts at the rank of its first right paper, or not at all."""
    cases = [Case("a", frozenset("x")), Case("b", frozenset("y")), Case("c", frozenset("z"))]
    assert (3, 1 / 3, 2 / 3, 0.5) == measure(cases, [["x"], ["x", "y"], ["x", "y"]])
