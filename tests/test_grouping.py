"""Papers find their topics by phrases, say why, and learn from what editors set."""

from __future__ import annotations

import math

import pytest

from digest.grouping import ENOUGH, group_papers
from digest.nouns import Paper, Term, Topic, Why
from digest.text.sentences import choose_excerpt, find_wording

KITES = Topic("kites", "Kites", "D", (Term("kite", 5), Term("wind*", 2), Term("box kite", 8), Term("gull", -3)))
TIDES = Topic("tides", "Tides", "D", (Term("tide table", 5), Term("moon", 2)))
OTHER = Topic("other", "Other", "D", (), catch_all=True)
TOPICS = [KITES, TIDES, OTHER]
FILLER = "Nothing here says anything of note, and nothing more is said."


def group(title: str, abstract: str = FILLER) -> Why:
    return group_papers([Paper("x", title, abstract, ())], TOPICS, {})["x"]


def found(why: Why) -> list[str]:
    return sorted({match.term for score in why.scores for match in score.matches})


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("A kite", ["kite"]),
        ("KITES", ["kite"]),
        ("Kiteboarding", []),
        ("Windy weather", ["wind*"]),
        ("The tide-tables", ["tide table"]),
        ("Tide, table", ["tide table"]),
        ("Tide on the table", []),
        ("The box-kite", ["box kite"]),
        ("The boxes: kite", ["box kite"]),
        ("Kite and box kite", ["box kite", "kite"]),
        ("Rewind", []),
    ],
)
def test_phrases(text: str, terms: list[str]) -> None:
    """Capitals, hyphens and plurals make no difference, a star is any ending, the longest phrase hides those in it."""
    assert terms == found(group(text))


def test_place_counts() -> None:
    """A phrase in the title counts more than where the authors say what they do, and that more than elsewhere."""
    title = group("On a kite").scores[0].value
    proposal = group("A title", "It is late. We propose a kite for it.").scores[0].value
    elsewhere = group("A title", "It is late. They flew a kite there.").scores[0].value
    assert title > proposal > elsewhere > 0


def test_scores_are_the_sums_of_their_matches() -> None:
    """A reader who adds up the matches gets the score, best topic first, strongest match first."""
    why = group("Kites and the moon", "Windy days. We fly a box kite by the moon, and a gull takes the wind.")
    for score in why.scores:
        assert math.isclose(score.value, sum(match.weight for match in score.matches), abs_tol=0.01)
        weights = [abs(match.weight) for match in score.matches]
        assert sorted(weights, reverse=True) == weights
    assert sorted((score.value for score in why.scores), reverse=True) == [score.value for score in why.scores]


def test_exclusions_count_against() -> None:
    """A phrase under `not` takes points away."""
    assert group("A gull and a kite").scores[0].value < group("A kite").scores[0].value


def test_second_topic() -> None:
    """A topic that comes near the best is a further one; one that does not is not."""
    assert ("kites", "tides") == group("Kites and tide tables").topics
    assert ("kites",) == group("Box kites and kites", "The moon shines.").topics


def test_further_topics_need_points_of_their_own() -> None:
    """A weak best topic makes no weak ones further topics, however near they come."""
    why = group("A title", f"{FILLER} The wind takes the moon.")
    (best, second), points = why.scores, ENOUGH
    assert points > second.value > 0.9 * best.value
    assert (best.topic,) == why.topics


def test_nothing_found() -> None:
    """Where nothing speaks for a topic, the catch-all takes the paper."""
    assert (("other",), 0.0) == (group("Bread").topics, group("Bread").margin)


def test_margin() -> None:
    """The margin is the lead over the runner-up as a share of the best score."""
    why = group("A kite", "The moon.")
    best, second = (score.value for score in why.scores)
    assert math.isclose(why.margin, 1 - second / best, abs_tol=0.001)
    assert 1.0 == group("A kite").margin


RIVER = "Ferries cross the estuary at dusk while pilots measure currents, silt, buoys and harbour lights by sextant."


def test_lessons_teach_and_are_taken_back() -> None:
    """A paper whose topics an editor set speaks for them on papers like it, and says which paper it is."""
    crowd = [Paper(f"p{n}", f"Study {n}", f"Item {n} about matter {n * 7} and thing {n * 13}.", ()) for n in range(40)]
    papers = [*crowd, Paper("taught", "Estuary ferries", RIVER, ()), Paper("alike", "Ferries again", RIVER, ())]
    untaught = group_papers(papers, TOPICS, {})
    taught = group_papers(papers, TOPICS, {"taught": ("tides",)})
    (match,) = taught["alike"].scores[0].matches
    assert (("other",), ("tides",)) == (untaught["alike"].topics, taught["alike"].topics)
    assert ("taught", "") == (match.like, match.term)
    assert {id: why for id, why in untaught.items() if id != "alike"} == {
        id: why for id, why in taught.items() if id != "alike"
    }


def test_other_papers_do_not_matter() -> None:
    """Without lessons a paper's topics depend on nothing but the paper, and not on the order."""
    papers = [Paper(f"p{n}", f"A kite {'and a tide table' * (n % 2)}", FILLER, ()) for n in range(6)]
    together = group_papers(papers, TOPICS, {})
    assert together == group_papers(papers[::-1], TOPICS, {})
    assert together["p3"] == group_papers([papers[3]], TOPICS, {})["p3"]


def test_long_text_takes_linear_work() -> None:
    """A text of a million words that all begin a phrase is read in one go."""
    assert ("kites",) == group("A title", "box " * 300_000 + "kite.").topics


@pytest.mark.parametrize(
    ("abstract", "excerpt"),
    [
        ("Models are large. We propose to cut them. It works.", "We propose to cut them. It works."),
        ("Models are large. To address these issues, we cut and we study them.", "We cut and we study them."),
        ("Models are large. It is known.", "Models are large. It is known."),
        ("In this paper, we study kites.", "In this paper, we study kites."),
        (f"We show that {'very ' * 60}long texts are cut.", f"We show that {'very ' * 30}very\N{NO-BREAK SPACE}…"),
        ("模型很大" * 60, f"{'模型很大' * 42}\N{NO-BREAK SPACE}…"),
        ("", ""),
    ],
)
def test_excerpt(abstract: str, excerpt: str) -> None:
    """Lists show what authors say that they do, not how they begin."""
    assert excerpt == choose_excerpt(abstract)


@pytest.mark.parametrize(
    ("phrase", "wording"),
    [
        ("quantiz*", "Quantization"),
        ("low bit quantiz*", "Low-Bit Quantization"),
        ("weight* spar*", "weights, sparse"),
        ("quantization", "quantization"),
        ("distil*", "distil*"),
    ],
)
def test_wording(phrase: str, wording: str) -> None:
    """Pages show the words that a pattern found, as the paper has them; all else stays."""
    assert wording == find_wording(phrase, "Low-Bit Quantization of Models", "We make weights, sparse or not, smaller.")
