"""Which papers stand near which: TF-IDF cosines over title and abstract, corrected by the neighbours two papers share.

Weights are integers (a paper's vector has length SCALE), so every sum is exact: the answer depends neither on the order
of the papers nor on that of the additions. Work a paper is bounded by READ postings, so time grows with their number.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, compress, pairwise
from operator import attrgetter, itemgetter, mul
from sys import intern
from typing import Any, NamedTuple

from digest.memo import NO_MEMO, Memo
from digest.nouns import Paper
from digest.parallel import HERE, Workers, cut_evenly
from digest.text.sentences import split_words

TITLE = 2  # a word of the title counts as this many of the abstract
TERMS = 60  # terms kept a paper, heaviest first
COMMON = 0.2  # terms in a larger share of the papers say nothing
POSTINGS = 200  # papers kept a term, heaviest first
READ = 3_000  # postings read a paper, heaviest term first
CANDIDATES = 50  # papers compared with a paper, those that share most of the terms read
CIRCLE = 15  # nearest papers by cosine: a paper's circle, of which the related ones are chosen
SHARED = 0.2  # what a wholly shared circle adds to the cosine
SAME_TOPIC = 0.03  # what a shared primary topic adds to the cosine
FLOOR = 0.15  # below this sum of the three, no relation but to papers of the same primary topic
FAR = 0.2  # the same where no topic is shared: of such relations between the two, few tell a reader anything
PIECE = 1000  # papers whose neighbours are found in one piece of work
SCALE = 1000  # the length of a paper's vector
MOST = 255  # times that a term is counted in a paper: one byte

_COMPARED = attrgetter("id", "title", "abstract")

STOP_WORDS = frozenset(
    """a about above across after again against all allow also although among an and any are as at be because been
    before being below between both but by can cannot could did do does during each either even every few first for from
    further furthermore given had has have having here how however i if in into is it its itself just like made make
    many may might more moreover most much must no nor not of off on once one only or other our out over own per quite
    rather same several since so some still such than that the their them then there therefore these they this those
    through thus to too toward towards two under until up upon use used using various very via was we well were what
    when where whether which while who whose why will with within without would yet you your
    achieve approach art available based code com demonstrate existing experiment extensive github http https
    introduce introduced introducing method new novel outperform paper performance present presented propose proposed
    proposing recent recently result show shown showing significantly state study work www""".split()
)

GROWTH = (0.0, *(1 + math.log(times) for times in range(1, MOST + 1)))  # what a term weighs that stands so many times
REACHING = [bytes(times >= least for times in range(256)) for least in range(TERMS + 1)]  # 1 for what reaches the least

Counted = tuple[tuple[str, ...], bytes]  # the terms of a paper, and how often each stands
Near = dict[int, int]  # index of a paper -> cosine in units of 1/SCALE², nearest first


class Vector(NamedTuple):
    """The terms of a paper by their numbers, heaviest first, and the weight of each."""

    terms: tuple[int, ...]
    weights: array[int]


class Stems(dict[str, str]):
    """Word -> its singular, or nothing for a word that tells nothing. Fills itself."""

    def __missing__(self, word: str) -> str:
        stem = word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "su" else word
        dull = len(stem) < 2 or stem.isdigit() or stem in STOP_WORDS or word in STOP_WORDS
        self[word] = stem = "" if dull else intern(stem)
        return stem


def find_related(
    papers: Iterable[Paper], count: int = 5, memo: Memo = NO_MEMO, workers: Workers = HERE
) -> dict[str, tuple[str, ...]]:
    """Paper id -> ids of the papers nearest to it, nearest first; at most `count`, fewer where little is near."""
    papers = sorted(papers, key=lambda paper: paper.id)
    compared = ("near", *chain.from_iterable(map(_COMPARED, papers)))
    near = memo.recall(compared, lambda: compare_circles(find_all_near(papers, memo, workers)))
    topics = [tuple([topic.id for topic in paper.topics]) for paper in papers]
    return {
        paper.id: tuple(papers[other].id for other in rank_near(index, near[index], topics)[:count])
        for index, paper in enumerate(papers)
    }


def find_all_near(papers: Sequence[Paper], memo: Memo = NO_MEMO, workers: Workers = HERE) -> list[Near]:
    """For each paper those near it, by their words alone."""
    vectors = weigh_terms(_count_all(papers, memo))
    postings = post_terms(vectors)
    pieces = cut_evenly(len(papers), PIECE)
    return [near for found in workers.map(_find_some_near, (vectors, postings), pieces, 2) for near in found]


def _find_some_near(whole: tuple[Sequence[Vector], dict[int, list[int]]], piece: range) -> list[Near]:
    vectors, postings = whole
    spread = [0] * (1 + max(postings, default=0))
    return [find_near(index, vectors, postings, spread) for index in piece]


def _count_all(papers: Iterable[Paper], memo: Memo) -> list[Counted]:
    stems = memo.recall("stems", Stems)
    return [memo.recall(("terms", paper.title, paper.abstract), partial(count_terms, paper, stems)) for paper in papers]


def count_terms(paper: Paper, stems: Stems) -> Counted:
    """The paper's terms and how often each stands: words, and pairs of words that the title has or the text repeats.

    A pair is written as one word, so that `fine-tuning`, `fine tuning` and `finetuning` are one term.
    """
    title, abstract = ([stems[word] for word in split_words(text)] for text in (paper.title, paper.abstract))
    counts = Counter(abstract + title * TITLE)
    del counts[""]
    for pair, times in Counter(join_pairs(abstract) + join_pairs(title) * TITLE).items():
        if times > 1:
            counts[intern(pair)] += times
    return tuple(counts), bytes([times if times < MOST else MOST for times in counts.values()])


def join_pairs(words: list[str]) -> list[str]:
    """Neighbouring words as one word."""
    return [one + other for one, other in pairwise(words) if one and other]


def weigh_terms(counted: Sequence[Counted]) -> list[Vector]:
    """For each paper its TERMS heaviest terms, as a vector of length SCALE (before the cut).

    The root of the inverse document frequency: the plain one prefers a rare word in common to a field in common.
    """
    frequency = Counter(chain.from_iterable(terms for terms, _ in counted))
    total, common = len(counted), max(10, COMMON * len(counted))
    rarity = {term: math.sqrt(math.log(total / papers)) for term, papers in frequency.items() if 1 < papers <= common}
    numbers = {term: number for number, term in enumerate(rarity)}
    return [weigh_paper(terms, times, rarity, numbers) for terms, times in counted]


def weigh_paper(terms: tuple[str, ...], times: bytes, rarity: dict[str, float], numbers: dict[str, int]) -> Vector:
    """One paper's vector."""
    raw = {term: rarity[term] * GROWTH[time] for term, time in zip(terms, times, strict=True) if term in rarity}
    length = math.hypot(*raw.values()) or 1.0
    heaviest = sorted([(-round(weight / length * SCALE), term) for term, weight in raw.items()])[:TERMS]
    return Vector(tuple([numbers[term] for _, term in heaviest]), array("H", [-weight for weight, _ in heaviest]))


def post_terms(vectors: Sequence[Vector]) -> dict[int, list[int]]:
    """Term -> indexes of the papers that have it, at most POSTINGS, heaviest first."""
    postings: dict[int, list[int]] = defaultdict(list)
    weights: dict[int, array[int]] = defaultdict(partial(array, "H"))
    for index, vector in enumerate(vectors):
        for term, weight in zip(vector.terms, vector.weights, strict=True):
            postings[term].append(index)
            weights[term].append(weight)
    for term, papers in postings.items():
        if len(papers) > POSTINGS:
            heaviest = sorted(range(len(papers)), key=weights[term].__getitem__, reverse=True)[:POSTINGS]
            postings[term] = [papers[at] for at in heaviest]
    return postings


def find_near(paper: int, vectors: Sequence[Vector], postings: dict[int, list[int]], spread: list[int]) -> Near:
    """The CIRCLE papers with the highest cosine, of the CANDIDATES that share most of the heaviest terms.

    `spread`, a zero for every term, is lent: it holds the paper's weights while they are compared.
    """
    terms, weights = vectors[paper]
    read, left = [], READ
    for term in terms:
        read.append(postings[term])
        left -= len(postings[term])
        if left < 0:
            break
    shared = Counter(chain.from_iterable(read))
    del shared[paper]
    for term, weight in zip(terms, weights, strict=True):
        spread[term] = weight
    cosines = [(-multiply_spread(spread, vectors[other]), other) for other in take_most(shared)]
    for term in terms:
        spread[term] = 0
    return {other: -cosine for cosine, other in sorted(cosines)[:CIRCLE]}


def take_most(shared: Counter[int]) -> list[int]:
    """The CANDIDATES counted most often, as `Counter.most_common` gives them.

    Nearly all were met once or twice and fall out as bytes: none is met more than TERMS times.
    """
    left = times = bytes(shared.values())
    least = 1
    while len(left := left.translate(None, bytes([least]))) >= CANDIDATES:
        least += 1
    often = compress(shared, times.translate(REACHING[least]))
    return sorted(often, key=shared.__getitem__, reverse=True)[:CANDIDATES]


def multiply_spread(spread: list[int], vector: Vector) -> int:
    """The inner product of a vector spread over all terms and one that is not.

    Two terms too many are looked up, as of a single one there would be no tuple; their products are not taken.
    """
    return sum(map(mul, itemgetter(*vector.terms, 0, 0)(spread), vector.weights))


def multiply(one: Mapping[Any, int], other: Mapping[Any, int]) -> int:
    """The inner product of two sparse vectors."""
    return sum([one[key] * other[key] for key in one.keys() & other.keys()])


def compare_circles(near: Sequence[Near]) -> list[dict[int, float]]:
    """For each paper how near those of its circle are: by cosine, and by how much their own circle is this one's."""
    lengths = [math.hypot(*cosines.values()) for cosines in near]
    return [
        {
            other: cosine / SCALE**2 + SHARED * (multiply(mine, near[other]) / (length * lengths[other] or 1.0))
            for other, cosine in mine.items()
        }
        for mine, length in zip(near, lengths, strict=True)
    ]


def rank_near(paper: int, circle: Mapping[int, float], topics: Sequence[tuple[str, ...]]) -> list[int]:
    """The papers of one's circle that share its primary topic, which adds to it, or are near enough; nearest first."""
    ranked = []
    own = topics[paper]
    for other, by_words in circle.items():
        primary = own != () and own[:1] == topics[other][:1]
        nearness = round(by_words + SAME_TOPIC * primary, 9)
        if primary or nearness >= FAR or (nearness >= FLOOR and not {*own}.isdisjoint(topics[other])):
            ranked.append((-nearness, other))
    return [other for _, other in sorted(ranked)]
