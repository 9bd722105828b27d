"""Which papers stand near which."""

import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from digest.nouns import Paper, Topic
from digest.related import (
    CANDIDATES,
    Stems,
    count_terms,
    find_all_near,
    find_related,
    rank_near,
    take_most,
    weigh_terms,
)
from digest.text.sentences import split_words

FIELDS = {
    "speech": "speech recognition acoustic phoneme speaker audio waveform transcription vocoder".split(),
    "graph": "graph node edge message passing molecule link community spectral".split(),
    "prune": "pruning sparsity lottery ticket mask magnitude structured subnetwork retraining".split(),
}


def make_papers(each=6):
    """`each` papers a field, of words drawn from it."""
    rng = random.Random(3)
    return [
        Paper(
            f"{field}-{n}",
            f"On {' '.join(rng.sample(words, 3))}",
            ". ".join(" ".join(rng.sample(words, 5)) for _ in range(4)),
            (),
        )
        for field, words in FIELDS.items()
        for n in range(each)
    ]


def field(paper_id):
    return paper_id.split("-")[0]


def test_related_papers_are_of_the_field():
    """Every paper is near papers of its own field only."""
    related = find_related(make_papers())
    assert all(field(one) == field(other) for one, others in related.items() for other in others)


def test_every_paper_has_an_answer():
    """Every paper is a key, related or not, and none is related to itself or twice to another."""
    papers = make_papers()
    related = find_related(papers)
    assert {paper.id for paper in papers} == set(related)
    assert all(one not in others and len(set(others)) == len(others) for one, others in related.items())


@pytest.mark.parametrize("count", [0, 1, 3, 5])
def test_no_more_than_asked_for(count):
    """At most `count` papers are named, and that many where enough are near."""
    assert {count} == {len(others) for others in find_related(make_papers(), count).values()}


def test_nothing_near_nothing_named():
    """A paper that shares no telling word with any other has no related papers."""
    stranger = Paper("z", "Sourdough hydration", "Flour rises overnight beside the oven.", ())
    assert () == find_related([*make_papers(), stranger])["z"]


@pytest.mark.parametrize(
    "papers",
    [
        pytest.param([], id="none"),
        pytest.param([Paper("a", "Alone", "A lonely abstract.", ())], id="one"),
        pytest.param([Paper("a", "", "", ()), Paper("b", "", "", ())], id="empty texts"),
        pytest.param(
            [Paper("a", "Same words", "Same words.", ()), Paper("b", "Same words", "Same words.", ())],
            id="all words in all papers",
        ),
        pytest.param(
            [Paper(i, "深層学習の研究 ∑", "the " * 300, ()) for i in "abc"], id="other scripts and a word 300 times"
        ),
    ],
)
def test_small_and_odd_digests(papers):
    """A digest too small or too odd to tell anything still has an answer for every paper."""
    assert {paper.id: () for paper in papers} == find_related(papers)


@pytest.mark.parametrize("seed", range(3))
def test_order_of_papers_does_not_matter(seed):
    """The same papers in any order have the same related papers in the same order."""
    papers = make_papers()
    shuffled = random.Random(seed).sample(papers, len(papers))
    assert find_related(papers) == find_related(shuffled)


def test_ties_fall_by_id():
    """Papers that are equally near stand in the order of their ids."""
    twins = [Paper(f"speech-t{n}", "Speech recognition audio", "Acoustic phoneme waveform.", ()) for n in (3, 1, 2)]
    asks = Paper("speech-a", "Speech recognition audio", "Speaker acoustic phoneme.", ())
    assert ("speech-t1", "speech-t2", "speech-t3") == find_related([*twins, asks, *make_papers()])["speech-a"][:3]


def test_hash_seed_does_not_matter():
    """Another PYTHONHASHSEED gives the same answer."""
    here = Path(__file__).parent.parent
    script = "from tests import test_related as t; print(t.find_related(t.make_papers()))"
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=here,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert 1 == len(answers)


def test_shared_topic_breaks_a_tie():
    """Of two papers with the same text, the one with the same primary topic comes before the other."""
    speech, other = Topic("speech", "Speech", ""), Topic("other", "Other", "")
    title, abstract = "Speech recognition audio", "Acoustic phoneme waveform."
    asks = Paper("speech-a", "Speech audio", "Speaker acoustic phoneme.", (), topics=(speech,))
    papers = [
        Paper("speech-b", title, abstract, (), topics=(other,)),
        Paper("speech-c", title, abstract, (), topics=(speech,)),
    ]
    found = find_related([asks, *papers, *make_papers()], count=10)["speech-a"]
    assert ["speech-c", "speech-b"] == [one for one in found if one in ("speech-b", "speech-c")]


def test_topics_alone_relate_nothing():
    """Papers of one topic without a telling word in common are not related."""
    topic = Topic("t", "T", "")
    papers = [replace(paper, topics=(topic,)) for paper in make_papers()]
    related = find_related(papers)
    assert all(field(one) == field(other) for one, others in related.items() for other in others)


def test_the_less_topics_agree_the_nearer_papers_must_be():
    """Those of one's primary topic are named however far, those that share another one if near, others if nearer."""
    topics = [("speech", "data"), ("speech",), ("data",), ("graph",), ("graph",)]
    assert [1] == rank_near(0, {1: 0.04, 2: 0.14, 3: 0.19}, topics)
    assert [3, 2] == rank_near(0, {2: 0.15, 3: 0.2, 4: 0.19}, topics)
    assert [1] == rank_near(0, {1: 0.2, 2: 0.19}, [(), (), ()])


@pytest.mark.parametrize("spelling", ["fine-tuning", "fine tuning", "Fine-Tuning", "finetuning"])
def test_one_term_however_it_is_written(spelling):
    """A compound is one term with a hyphen, with a space, or in one word."""
    terms, _ = count_terms(Paper("a", f"On {spelling}", "", ()), Stems())
    assert "finetuning" in terms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("The models of the world", ["", "model", "", "", "world"], id="stop words leave a gap"),
        pytest.param("4 bits", ["", "bit"], id="numbers tell nothing"),
        pytest.param("loss bias class", ["loss", "bia", "class"], id="only a plural loses its s"),
        pytest.param("Schrödinger's cat", ["schrödinger", "", "cat"], id="accents stay in the word"),
    ],
)
def test_words(text, words):
    """A text is its telling words in order, in the singular."""
    stems = Stems()
    assert words == [stems[word] for word in split_words(text)]


def test_pair_of_the_abstract_counts_when_repeated():
    """Two neighbouring words of the abstract are a term from the second time on."""
    once, _ = count_terms(Paper("a", "", "lottery ticket", ()), Stems())
    twice, _ = count_terms(Paper("a", "", "lottery ticket. lottery ticket", ()), Stems())
    assert ("lotteryticket" in once, "lotteryticket" in twice) == (False, True)


@pytest.mark.parametrize("often", [1, 2, 60])
@pytest.mark.parametrize("many", [0, 1, CANDIDATES, 10 * CANDIDATES])
def test_candidates_are_those_met_most(many, often):
    """The candidates are those met most often, and of those met as often the ones met first."""
    rng = random.Random(many)
    shared = Counter({number: rng.randint(1, often) for number in rng.sample(range(10_000), many)})
    assert [number for number, _ in shared.most_common(CANDIDATES)] == take_most(shared)


def test_single_term_in_common():
    """Papers whose only telling word is one they share are as near as can be."""
    papers = [Paper("a", "Sourdough", "", ()), Paper("b", "Sourdough", "", ()), *make_papers()]
    assert {0: {1: 1_000_000}, 1: {0: 1_000_000}} == dict(enumerate(find_all_near(papers)[:2]))


def test_vectors_have_one_length():
    """A vector that lost no term has the length SCALE, but for rounding."""
    stems = Stems()
    vectors = weigh_terms([count_terms(paper, stems) for paper in make_papers()])
    assert all(0.99e6 < sum(weight**2 for weight in vector.weights) < 1.01e6 for vector in vectors)


def test_cosine_is_symmetric():
    """Two papers that name each other give the same cosine."""
    near = find_all_near(make_papers())
    assert all(
        near[two][one] == cosine
        for one, others in enumerate(near)
        for two, cosine in others.items()
        if one in near[two]
    )
