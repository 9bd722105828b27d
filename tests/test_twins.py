"""The same paper under several titles is one, and an editor's word about it goes first."""

from __future__ import annotations

import pytest

from digest.assemble import make_digest
from digest.nouns import Curation, Digest, Dump, Entry, Override, Paper, Place, Problem, Site, Term, Topic
from digest.papers import join_papers

HERE = Place("site_src/overrides/x.yml", 1, 1)
TOPICS = (Topic("rivers", "Rivers", "D", (Term("river", 3.0),)), Topic("other", "Other", "D", (), catch_all=True))
RIVERS = (
    "Rivers carry water to the sea, and bridges carry people over rivers. We measure both along nine valleys, count "
    "who crosses when, and find that the weather decides less than the market day. A model of two lines explains it."
)
BREAD = (
    "Sourdough left alone overnight rises twice as high as sourdough that is watched. We repeat the observation in "
    "nine kitchens and offer a theory of shy yeast, which accounts for the effect and for two older puzzles."
)


def make(*entries: tuple[str, str], overrides: tuple[Override, ...] = ()) -> tuple[Digest, list[Problem]]:
    dumped = tuple(Entry(title, text, Place("seeds/a.txt", n)) for n, (title, text) in enumerate(entries, 1))
    said = {override.paper: override for override in overrides}
    return make_digest([Dump("seeds/a.txt", "", dumped, ())], Curation(Site("S", "T"), TOPICS, overrides=said))


@pytest.mark.parametrize(
    "spelling",
    ["On Rivres and Bridges", "On RiversandBridges", "On Rivers and Bridges (v2)", r"On \textbf{Rivers} and Bridges"],
    ids=["typo", "glued", "version mark", "LaTeX"],
)
def test_certain_twins_are_one(spelling: str) -> None:
    """A differing spelling with the same abstract is the same paper, with both sources and both addresses."""
    digest, problems = make(("On Rivers and Bridges", RIVERS), (spelling, RIVERS + " We end."))
    (paper,) = digest.papers
    assert ([], 2, 2) == (problems, len(paper.sources), len({paper.id, *paper.other_ids}))
    assert RIVERS + " We end." == paper.abstract


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rivers and Bridges, Part I", "Rivers and Bridges, Part II"), ("RiverNet 2: A Report", "RiverNet 3: A Report")],
)
def test_parts_and_versions_of_models_are_two(one: str, other: str) -> None:
    """Another part or another model is another paper, and never merged by itself."""
    digest, _ = make((one, RIVERS), (other, RIVERS.replace("nine", "ten")))
    assert 2 == len(digest.papers)


def test_same_as() -> None:
    """An editor may say that two papers are one; the named one stays and the other's address leads to it."""
    same = Override("bread-by-night", HERE, same_as="on-rivers")
    digest, problems = make(("On Rivers", RIVERS), ("Bread by Night", BREAD), overrides=(same,))
    (paper,) = digest.papers
    assert ([], "on-rivers", ("bread-by-night",)) == (problems, paper.id, paper.other_ids)


def test_nobody_leads_in_a_circle() -> None:
    """Papers that lead to each other in a circle stay apart, and so does one that leads into it."""
    papers = [Paper(id, id, "", ()) for id in "abcd"]
    assert papers == join_papers(papers, [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")])


def test_not_same_as() -> None:
    """An editor may say that two papers are two, however alike they look."""
    other = Override("on-rivres-and-bridges", HERE, not_same_as=("on-rivers-and-bridges",))
    digest, problems = make(("On Rivers and Bridges", RIVERS), ("On Rivres and Bridges", RIVERS), overrides=(other,))
    twins = [doubt for doubt in digest.doubts if doubt.kind == "twin"]
    assert ([], 2, []) == (problems, len(digest.papers), twins)


SPELLINGS = ("On Rivers and Bridges", "On Rivres and Bridges", "On Rivers and Bridgse")


@pytest.mark.parametrize("said", [(0, 1), (1, 2), (2, 0)])
def test_apart_is_apart_through_a_third_spelling(said: tuple[int, int]) -> None:
    """What an editor holds apart is not made one by a paper that is like both, nor asked about again."""
    one, other = (SPELLINGS[at].lower().replace(" ", "-") for at in said)
    apart = Override(one, HERE, not_same_as=(other,))
    digest, problems = make(*((title, RIVERS) for title in SPELLINGS), overrides=(apart,))
    assert ([], 2) == (problems, len(digest.papers))
    assert not any({one, other} <= {paper.id, *paper.other_ids} for paper in digest.papers)
    assert [] == [doubt for doubt in digest.doubts if doubt.kind == "twin"]


def test_same_here_and_another_there() -> None:
    """Where two overrides contradict each other, the one that makes one paper of two is a problem."""
    same = Override("bread-by-night", HERE, same_as="on-rivers")
    other = Override("on-rivers", Place("y.yml", 1, 1), not_same_as=("bread-by-night",))
    _, problems = make(("On Rivers", RIVERS), ("Bread by Night", BREAD), overrides=(same, other))
    assert ["P011"] == [problem.code for problem in problems]


def test_override_of_a_merged_paper() -> None:
    """An override that names a merged paper by its other id still counts."""
    note = Override("on-rivres-and-bridges", HERE, note="A note.")
    digest, problems = make(("On Rivers and Bridges", RIVERS), ("On Rivres and Bridges", RIVERS), overrides=(note,))
    assert ([], ["A note."]) == (problems, [paper.note for paper in digest.papers])


def test_two_overrides_of_one_paper() -> None:
    """Where an override says that two papers are one, that of the other is a problem, which names the first."""
    same = Override("on-rivers", HERE, same_as="bread-by-night", note="One.")
    other = Override("bread-by-night", Place("y.yml", 1, 1), note="Two.")
    _, (problem,) = make(("On Rivers", RIVERS), ("Bread by Night", BREAD), overrides=(same, other))
    message = "`on-rivers` is the paper `bread-by-night`, which has an override already, in y.yml:1:1"
    assert message == problem.message


def test_same_as_nothing() -> None:
    """A relation to a paper that is not there is a problem."""
    _, (problem,) = make(("Bread by Night", BREAD), overrides=(Override("bread-by-night", HERE, same_as="bred"),))
    assert "there is no paper `bred`" == problem.message
