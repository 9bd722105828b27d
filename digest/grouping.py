"""Automatic topics: which shelves a paper belongs on, and every reason why.

The paper's words are looked up among the phrases of all topics. A phrase found adds its weight to its topic: most
in the title, more where the authors say what they do. The sums decide; adding up the matches gives the score.
What an editor has set for one paper (a lesson) speaks for the same topics on papers like it.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from itertools import chain

from digest.memo import NO_MEMO, Memo
from digest.nouns import Match, Paper, Score, Topic, Why
from digest.text.sentences import is_proposal, split_sentences, split_words

# How much a phrase counts, by where it stands; each further kind of place it stands in counts a quarter of the last.
PLACES = {"title": 3.0, "proposal": 1.2, "opening": 1.0, "abstract": 1.0}
AGAIN = 0.25
# A further topic needs this many points, and this share of the best topic's.
ENOUGH = 15.0
SHARES = (0.3, 0.5)
# What a lesson is worth: points for a paper just like it, how alike is alike at all, how many lessons a topic may use.
LESSON, ALIKE, LESSONS, SECONDARY = 120.0, 0.15, 3, 0.5

# A phrase found: topic id, phrase, weight.
Found = tuple[str, str, float]

# An abbreviation in brackets says again what stands before it.
_ABBREVIATION = re.compile(r"\s\([A-Za-z]{0,2}[A-Z][\w-]{0,8}\)")


def fold_word(word: str) -> str:
    """The word without its plural ending, so that singular and plural are one."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "is")):
        return word
    if len(word) > 4 and word.endswith("us"):
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word[:-1]


def split_phrase(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as they are looked up; two phrases with the same words are the same phrase."""
    words = re.findall(r"[^\W_]+\*?", phrase.lower())
    return tuple(word if word.endswith("*") else fold_word(word) for word in words)


class _Step(dict[str, "_Step | None"]):
    """Some words of a phrase have been read: what is found if it ends here, and the step each further word leads to.

    It is made of the phrases that go on from here: the words left of each, and what is found where none is left.
    """

    def __init__(self, phrases: Iterable[tuple[tuple[str, ...], Found]]) -> None:
        super().__init__()
        self.ways: dict[str, list[tuple[tuple[str, ...], Found]]] = {}
        ends: dict[str, Found] = {}
        for words, found in phrases:
            if words:
                self.ways.setdefault(words[0], []).append((words[1:], found))
            else:
                ends.setdefault(found[0], found)
        self.found = tuple(ends.values())
        self._stems = sorted({len(word) - 1 for word in self.ways if word.endswith("*")})

    def __missing__(self, word: str) -> _Step | None:
        """The step a word leads to, worked out when first asked for. A plain word goes before a stem with a star."""
        ways = list(self.ways.get(fold_word(word), ()))
        for length in self._stems:
            if length <= len(word):
                ways += self.ways.get(f"{word[:length]}*", ())
        self[word] = _Step(ways) if ways else None
        return self[word]


class Lexicon:
    """All phrases of all topics, to be found in one walk over a text."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._found = [(topic.id, term.phrase, term.weight) for topic in topics for term in topic.terms]
        self.fingerprint = hashlib.sha256(repr(self._found).encode()).hexdigest()

    @cached_property
    def _first(self) -> _Step:  # made when the first text is looked through: where all is remembered, none is
        phrases = ((split_phrase(found[1]), found) for found in self._found)
        return _Step(phrase for phrase in phrases if phrase[0])

    def find(self, text: str) -> list[Found]:
        """The phrases in a text. One inside a longer one does not count."""
        words, reach = [*split_words(text), ""], 0
        found: list[Found] = []
        for following, step in enumerate(map(self._first.__getitem__, words), 1):
            if step is None:  # as most are
                continue
            here = following
            end, longest = here if step.found else 0, step.found
            while (step := step[words[here]]) is not None:
                here += 1
                if step.found:
                    end, longest = here, step.found
            if end > reach:
                reach = end
                found += longest
        return found


def split_places(paper: Paper) -> Iterator[tuple[str, str]]:
    """The paper sentence by sentence, each with the kind of place it is."""
    yield "title", paper.title
    for number, sentence in enumerate(split_sentences(_ABBREVIATION.sub("", paper.abstract))):
        if is_proposal(sentence):
            yield "proposal", sentence
        else:
            yield ("abstract" if number else "opening"), sentence


def find_matches(paper: Paper, lexicon: Lexicon) -> dict[str, list[Match]]:
    """What speaks for and against each topic."""
    places: dict[Found, tuple[str, ...]] = {}
    for place, text in split_places(paper):
        for found in lexicon.find(text):
            before = places.get(found, ())
            if place not in before:
                places[found] = (*before, place)
    matches: dict[str, list[Match]] = {}
    for found, where in places.items():
        matches.setdefault(found[0], []).extend(_weigh(found, where))
    return matches


@lru_cache(maxsize=2**16)  # the same phrases stand in the same places of many papers
def _weigh(found: Found, places: tuple[str, ...]) -> tuple[Match, ...]:
    _, phrase, weight = found
    ordered = sorted(places, key=PLACES.__getitem__, reverse=True)
    points = ((place, weight * PLACES[place] * AGAIN**times) for times, place in enumerate(ordered))
    return tuple(Match(phrase, place, round(value, 2)) for place, value in points)


def _list_words(paper: Paper) -> list[str]:
    return split_words(f"{paper.title} {paper.abstract}")


class Classroom:
    """The papers an editor has set topics for, ready to be compared with others.

    A paper is like a taught one by the share of its words that it has too; rare words count most, and words that
    more than a tenth of all papers have count nothing.
    """

    def __init__(self, papers: Sequence[Paper], lessons: Mapping[str, tuple[str, ...]], memo: Memo = NO_MEMO) -> None:
        self._lessons = lessons

        taught = {paper.id: frozenset(_list_words(paper)) for paper in papers if paper.id in lessons}
        words = frozenset[str]().union(*taught.values())
        vocabulary = memo.recall(("vocabulary", words), lambda: words)  # one object is soon known to be the same

        def collect(paper: Paper) -> frozenset[str]:
            key = ("taught words", vocabulary, paper.title, paper.abstract)
            return memo.recall(key, lambda: vocabulary.intersection(_list_words(paper)))

        self._words = {paper.id: collect(paper) for paper in papers} if taught else {}
        spread = Counter(chain.from_iterable(self._words.values()))
        usual = max(10, len(papers) / 10)
        # Whole numbers, so that their sum is the same in whatever order a set has its words.
        rare = {word: 1 + len(papers) / count for word, count in spread.items() if count <= usual}
        self._rarity = {word: round(100 * math.log(share) ** 2) for word, share in rare.items()}
        self._whole = {lesson: sum(self._rarity.get(word, 0) for word in words) for lesson, words in taught.items()}
        self._holders: dict[str, list[str]] = {word: [] for word in self._rarity}
        for lesson in taught:
            for word in taught[lesson] & self._holders.keys():
                self._holders[word].append(lesson)

    def find_alike(self, paper: str) -> list[tuple[float, str]]:
        """The taught papers that a paper is like, most alike first, each with how alike (up to 1)."""
        shared: dict[str, int] = {}
        for word in self._words.get(paper, ()):
            for lesson in self._holders.get(word, ()):
                shared[lesson] = shared.get(lesson, 0) + self._rarity[word]
        shared.pop(paper, None)
        alike = ((rarity / self._whole[lesson], lesson) for lesson, rarity in shared.items())
        return sorted((pair for pair in alike if pair[0] > ALIKE), key=lambda pair: (-pair[0], pair[1]))

    def find_matches(self, paper: str) -> Iterator[tuple[str, Match]]:
        """What the lessons say about a paper: topic and match."""
        used: Counter[str] = Counter()
        for likeness, lesson in self.find_alike(paper):
            for rank, topic in enumerate(self._lessons[lesson]):
                used[topic] += 1
                if used[topic] <= LESSONS:
                    points = LESSON * (likeness - ALIKE) * (SECONDARY if rank else 1.0)
                    yield topic, Match("", "", round(points, 2), like=lesson)


_make_score = lru_cache(maxsize=2**16)(Score)  # papers have the same ones again and again, and hold them together


def rank_topics(matches: Mapping[str, Iterable[Match]], order: Mapping[str, int]) -> list[Score]:
    """All topics with matches, best first; of some the sum may be nothing."""
    scores = []
    for topic in sorted(matches, key=order.__getitem__):
        strongest = sorted(matches[topic], key=lambda match: (-abs(match.weight), match.term, match.where))
        value = round(math.fsum([match.weight for match in strongest]), 2)
        scores.append(_make_score(topic, value, tuple(strongest)))
    return sorted(scores, key=lambda score: -score.value)


def _rank_alone(paper: Paper, lexicon: Lexicon, order: Mapping[str, int]) -> list[Score]:
    """Rank the topics of a paper by its own words."""
    return rank_topics(find_matches(paper, lexicon), order)


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
    papers: Sequence[Paper], topics: Sequence[Topic], lessons: Mapping[str, tuple[str, ...]], memo: Memo = NO_MEMO
) -> dict[str, Why]:
    """The topics of every paper and the reasons, by paper id.

    A lesson holds the topics an editor has set for a paper. It speaks for papers like it, not for the paper itself:
    that one's topics are the editor's, whatever the scores say.
    """
    lexicon = memo.recall(("lexicon", *topics), lambda: Lexicon(topics))
    classroom = Classroom(papers, lessons, memo)
    catch_all = next(topic.id for topic in topics if topic.catch_all)
    order = {topic.id: number for number, topic in enumerate(topics)}
    grouped = {}
    for paper in papers:
        key = ("scores", lexicon.fingerprint, paper.title, paper.abstract)
        ranked = memo.recall(key, partial(_rank_alone, paper, lexicon, order))
        if taught := [*classroom.find_matches(paper.id)]:
            matches = {score.topic: [*score.matches] for score in ranked}
            for topic, match in taught:
                if topic in order and topic != catch_all:
                    matches.setdefault(topic, []).append(match)
            ranked = rank_topics(matches, order)
        scores = tuple([score for score in ranked if score.value])
        grouped[paper.id] = Why(choose_topics(scores, catch_all), scores, measure_margin(scores))
    return grouped
