"""Automatic topics: which shelves a paper belongs on, and every reason why.

The paper's words are looked up among the phrases of all topics. A phrase found adds its weight to its topic: most
in the title, more where the authors say what they do. The sums decide; adding up the matches gives the score.
What an editor has set for one paper (a lesson) speaks for the same topics on papers like it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from digest.nouns import Match, Paper, Score, Term, Topic, Why

# How much a phrase counts, by where it stands; each further kind of place it stands in counts a quarter of the last.
PLACES = {"title": 3.0, "proposal": 1.2, "opening": 1.0, "abstract": 1.0}
AGAIN = 0.25
# A further topic needs this many points, and this share of the best topic's.
ENOUGH = 12.0
SHARES = (0.4, 0.5)
# What a lesson is worth: points for a paper just like it, how alike is alike at all, how many lessons a topic may use.
LESSON, ALIKE, LESSONS, SECONDARY = 60.0, 0.12, 3, 0.5

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_PROPOSAL = re.compile(
    r"\b(?:we|this (?:paper|work|article|study|report))\b[^.]{0,40}?"
    r"\b(?:address|analy[sz]|describ|develop|examin|explor|introduc|investigat|present|propos|show|stud|tackl)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Node:
    """The words of a phrase so far: which may follow, and the terms (topic id, term) that end here."""

    after: dict[str, _Node] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)


def fold_word(word: str) -> str:
    """The word without its plural ending, so that singular and plural are one."""
    if (
        len(word) < 4
        or not word.endswith("s")
        or word.endswith(("ss", "is"))
        or (word.endswith("us") and len(word) > 4)
    ):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word[:-1]


def split_phrase(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as they are looked up; two phrases with the same words are the same phrase."""
    words = re.findall(r"[^\W_]+\*?", phrase.lower())
    return tuple(word if word.endswith("*") else fold_word(word) for word in words)


class Lexicon:
    """All phrases of all topics, to be found in one walk over a text."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._root = _Node()
        self._words: set[str] = set()
        self._spellings: dict[str, tuple[str, ...]] = {}
        for topic in topics:
            for term in topic.terms:
                self._add(topic.id, term)
        self._stems = sorted(word[:-1] for word in self._words if word.endswith("*"))

    def _add(self, topic: str, term: Term) -> None:
        words = split_phrase(term.phrase)
        self._words.update(words)
        node = self._root
        for word in words:
            node = node.after.setdefault(word, _Node())
        if words:
            node.terms[topic] = term

    def _spell(self, word: str) -> tuple[str, ...]:
        """How the phrases may write a word of a text: as it is, or as a stem with a star."""
        plain = fold_word(word)
        stems = (f"{stem}*" for stem in self._stems if word.startswith(stem))
        return (*((plain,) if plain in self._words else ()), *stems)

    def _longest(self, words: Sequence[tuple[str, ...]], start: int) -> tuple[int, dict[str, Term]]:
        """The longest phrase that begins at a word: where it ends, and whose it is. A plain word goes before a star."""
        end, terms, nodes = start, {}, [self._root]
        for here, spellings in enumerate(islice(words, start, None), start + 1):
            nodes = [node.after[word] for node in nodes for word in spellings if word in node.after]
            if not nodes:
                break
            found = {topic: term for node in reversed(nodes) for topic, term in node.terms.items()}
            if found:
                end, terms = here, found
        return end, terms

    def find(self, text: str) -> Iterator[tuple[str, Term]]:
        """The terms in a text, each with its topic. A phrase inside a longer one does not count."""
        known, words = self._spellings, []
        for word in _WORD.findall(text.lower()):
            if word not in known:
                known[word] = self._spell(word)
            words.append(known[word])
        reach = 0
        for start, spellings in enumerate(words):
            if spellings:
                end, terms = self._longest(words, start)
                if end > reach:
                    reach = end
                    yield from terms.items()


def split_places(paper: Paper) -> Iterator[tuple[str, str]]:
    """The paper sentence by sentence, each with the kind of place it is."""
    yield "title", paper.title
    for number, sentence in enumerate(_SENTENCE_END.split(paper.abstract)):
        if _PROPOSAL.search(sentence):
            yield "proposal", sentence
        else:
            yield ("abstract" if number else "opening"), sentence


def find_matches(paper: Paper, lexicon: Lexicon) -> dict[str, list[Match]]:
    """What speaks for and against each topic."""
    places: dict[tuple[str, Term], dict[str, None]] = {}
    for place, text in split_places(paper):
        for found in lexicon.find(text):
            places.setdefault(found, {})[place] = None
    matches: dict[str, list[Match]] = {}
    for (topic, term), where in places.items():
        weight = term.weight
        for place in sorted(where, key=PLACES.__getitem__, reverse=True):
            matches.setdefault(topic, []).append(Match(term.phrase, place, round(weight * PLACES[place], 2)))
            weight *= AGAIN
    return matches


class Classroom:
    """The papers an editor has set topics for, ready to be compared with others."""

    def __init__(self, papers: Sequence[Paper], lessons: Mapping[str, tuple[str, ...]]) -> None:
        self._lessons = lessons
        taught = [paper for paper in papers if paper.id in lessons]
        spread = Counter(word for paper in papers for word in _portrait(paper)) if taught else Counter()
        self._rarity = {word: math.log(len(papers) / count) for word, count in spread.items()}
        self._length: dict[str, float] = {}
        self._holders: dict[str, list[str]] = {}
        for paper in taught:
            words = _portrait(paper)
            self._length[paper.id] = self._measure(words)
            for word in words:
                self._holders.setdefault(word, []).append(paper.id)

    def _measure(self, words: Iterable[str]) -> float:
        return math.sqrt(math.fsum(self._rarity[word] ** 2 for word in words)) or 1.0

    def find_alike(self, paper: Paper) -> list[tuple[float, str]]:
        """The taught papers like this one, most alike first, each with how alike (up to 1)."""
        words = _portrait(paper)
        shared: dict[str, float] = {}
        for word in words:
            for other in self._holders.get(word, ()):
                shared[other] = shared.get(other, 0.0) + self._rarity[word] ** 2
        length = self._measure(words)
        alike = [(value / length / self._length[other], other) for other, value in shared.items() if other != paper.id]
        return sorted((pair for pair in alike if pair[0] > ALIKE), key=lambda pair: (-pair[0], pair[1]))

    def find_matches(self, paper: Paper) -> Iterator[tuple[str, Match]]:
        """What the lessons say about a paper: topic and match."""
        used: Counter[str] = Counter()
        for likeness, other in self.find_alike(paper) if self._lessons else ():
            for rank, topic in enumerate(self._lessons[other]):
                used[topic] += 1
                if used[topic] <= LESSONS:
                    points = LESSON * (likeness - ALIKE) * (SECONDARY if rank else 1.0)
                    yield topic, Match("", "", round(points, 2), like=other)


def _portrait(paper: Paper) -> list[str]:
    """The distinct words of a paper, in the order they come."""
    return list(dict.fromkeys(map(fold_word, _WORD.findall(f"{paper.title} {paper.abstract}".lower()))))


def rank_topics(matches: Mapping[str, list[Match]], order: Mapping[str, int]) -> tuple[Score, ...]:
    """The topics anything speaks for or against, best first."""
    scores = []
    for topic in sorted(matches, key=order.__getitem__):
        strongest = sorted(matches[topic], key=lambda match: (-abs(match.weight), match.term, match.where))
        value = round(math.fsum(match.weight for match in strongest), 2)
        if value:
            scores.append(Score(topic, value, tuple(strongest)))
    return tuple(sorted(scores, key=lambda score: -score.value))


def choose_topics(scores: Sequence[Score], catch_all: str) -> tuple[str, ...]:
    """The best topic, and up to two more that come near it; the catch-all where nothing speaks for any."""
    if not scores or scores[0].value <= 0:
        return (catch_all,)
    chosen = [scores[0].topic]
    for score, share in zip(scores[1:], SHARES, strict=False):
        if score.value < max(ENOUGH, share * scores[0].value):
            break
        chosen.append(score.topic)
    return tuple(chosen)


def measure_margin(scores: Sequence[Score]) -> float:
    """How far the best score is ahead of the next, as a share of the best, from 0 to 1."""
    if not scores or scores[0].value <= 0:
        return 0.0
    following = max(scores[1].value, 0.0) if len(scores) > 1 else 0.0
    return round(1 - following / scores[0].value, 4)


def group_papers(
    papers: Sequence[Paper], topics: Sequence[Topic], lessons: Mapping[str, tuple[str, ...]]
) -> dict[str, Why]:
    """The topics of every paper and the reasons, by paper id.

    A lesson holds the topics an editor has set for a paper. It speaks for papers like it, not for the paper itself.
    """
    lexicon, classroom = Lexicon(topics), Classroom(papers, lessons)
    order = {topic.id: number for number, topic in enumerate(topics)}
    catch_all = next(topic.id for topic in topics if topic.catch_all)
    grouped = {}
    for paper in papers:
        matches = find_matches(paper, lexicon)
        for topic, match in classroom.find_matches(paper):
            if topic in order:
                matches.setdefault(topic, []).append(match)
        scores = rank_topics(matches, order)
        grouped[paper.id] = Why(choose_topics(scores, catch_all), scores, measure_margin(scores))
    return grouped
