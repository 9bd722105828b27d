"""The same paper twice under differing titles: a typo, a glued word, a version mark, LaTeX here and Unicode there.

Candidates share rare stretches of the title or of the abstract, so that no one compares all with all; a candidate is
certain when the less the titles agree, the more the abstracts do. Another number, part or word is never certain.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nsmallest
from itertools import chain, combinations
from zlib import crc32

from digest.nouns import Paper, Twin

# Certain from these agreements of the titles (1: equal when folded) and the abstracts on, both from 0 to 1.
CERTAIN = ((1.0, 0.2), (0.94, 0.35), (0.8, 0.75))
# For a person to look at, from these on.
DOUBTFUL = ((1.0, 0.0), (0.94, 0.1), (0.0, 0.6))
MISSPELT = 0.7  # words less alike than this are two words
STRETCH = 8  # letters in a stretch of a title
END = 24  # letters at the start and at the end of a title that it is looked up by as well
SKETCH = 16  # stretches of each that a paper is looked up by
SHARED = 4  # of which two candidates have this many in common
CLOSE = 0.8  # titles less alike than this need the abstracts to make candidates of them
CROWD = 30  # a stretch in more papers than this finds nobody
FEW = 8  # stretches: an abstract of fewer says nothing

ACCENT = re.compile(r"""\\(?:["'`^~=.]|[cvuHdbkr](?![a-zA-Z]))\s*\{?\\?([a-zA-Z])\}?""")
STYLE = re.compile(r"\\(?:(?:text|math)[a-z]*|emph|bf|it|rm|sc|tt|em|left|right|circ|ensuremath)(?![a-zA-Z])")
MARK = re.compile(
    r"^\s*v\d{1,2}\s*:|[\s,:-]*[(\[]\s*v(?:ersion|er\.)?\s*\d{1,2}\s*[)\]]\s*$|[\s,:]+v\d{1,2}\s*:\s*$", re.I
)
VERSION = re.compile(r"\s+v(\d{1,2})\s*$", re.I)  # a paper's, or a model's when the other title has another
NUMBER = re.compile(
    r"\d+|\b(?:i{1,3}|iv|vi{0,3}|ix|part|update[ds]?|revisit(?:ed|ing)|extended|comment|reply|erratum|corrigendum|addendum)\b"
)
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "∞": "infty", "×": "x", "+": " plus ", "&": " and "}
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A paper as it is compared: its folded title's words, its letters and digits, and its numbers and parts."""

    id: str
    words: tuple[str, ...]
    key: str
    numbers: tuple[str, ...]
    version: str
    abstract: str
    arxiv: str


def find_duplicates(papers: Iterable[Paper]) -> list[Twin]:
    """All twins, the first id before the second, in order."""
    folded = [fold_paper(paper) for paper in sorted(papers, key=lambda paper: paper.id)]
    pairs = ((folded[one], folded[other]) for one, other in sorted(find_candidates(folded)))
    return [twin for one, other in pairs if (twin := judge_pair(one, other))]


def fold_paper(paper: Paper) -> Folded:
    """What a paper is compared by."""
    title, *version = VERSION.split(MARK.sub("", paper.title))
    title = fold_text(title)
    words = tuple(re.findall(r"\w+", title))
    numbers = tuple(sorted(NUMBER.findall(title)))
    return Folded(paper.id, words, "".join(words), numbers, "".join(version).strip(), paper.abstract, paper.arxiv)


def fold_text(text: str) -> str:
    """Small letters without accents, LaTeX or typography: `T\\"ULU`, `Tülu` -> `tulu`; `$\\beta$`, `β` -> `beta`."""
    if "\\" in text:
        text = ACCENT.sub(r"\1", text).replace("\\times", "x").replace("\\ell", "l")
        text = STYLE.sub("", text)
    if not text.isascii():
        text = "".join(map(fold_letter, unicodedata.normalize("NFKD", text)))
    return re.sub(r"[\\${}^_]", "", text.casefold().translate(LETTERS))


@lru_cache(maxsize=4096)
def fold_letter(letter: str) -> str:
    """Nothing for an accent, its name for a Greek letter, itself for any other."""
    if unicodedata.combining(letter):
        return ""
    greek = re.match(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)", unicodedata.name(letter, ""))
    return greek[1].lower().replace("lamda", "lambda") if greek else letter


def cut_title(paper: Folded) -> set[int]:
    """The checksums of every STRETCH letters in a row of its title."""
    key = paper.key.encode()
    return {crc32(key[at : at + STRETCH]) for at in range(max(1, len(key) - STRETCH + 1))}


@lru_cache(maxsize=1024)
def cut_abstract(paper: Folded) -> frozenset[int]:
    """The checksums of every three words in a row of its abstract."""
    words = re.findall(r"\w+", fold_text(paper.abstract))
    return frozenset([crc32(" ".join(three).encode()) for three in zip(words, words[1:], words[2:], strict=False)])


def find_candidates(folded: Sequence[Folded]) -> set[tuple[int, int]]:
    """Pairs of indexes worth comparing, the lower first."""
    titles = set(pair_crowds([(paper.key, "start" + paper.key[:END], "end" + paper.key[-END:]) for paper in folded]))
    titles |= pair_up(map(cut_title, folded))
    close = {pair for pair in titles if measure_titles(*(folded[index].key for index in pair)) >= CLOSE}
    numbered = pair_crowds([paper.arxiv] if paper.arxiv else [] for paper in folded)
    return close | pair_up(map(cut_abstract, folded)) | set(numbered)


def pair_up(cuts: Iterable[Collection[int]]) -> set[tuple[int, int]]:
    """The pairs of indexes that have SHARED checksums in common, of the SKETCH smallest each.

    The smallest are a fair sample, and the same sample of any text that has the same stretches.
    """
    pairs = Counter(pair_crowds(nsmallest(SKETCH, checksums) for checksums in cuts))
    return {pair for pair, times in pairs.items() if times >= SHARED}


def pair_crowds(marks: Iterable[Iterable[Hashable]]) -> Iterator[tuple[int, int]]:
    """For every mark, the pairs of indexes that bear it, unless it is too common to tell."""
    bearers: dict[Hashable, list[int]] = defaultdict(list)
    for index, its in enumerate(marks):
        for mark in its:
            bearers[mark].append(index)
    return chain.from_iterable(combinations(indexes, 2) for indexes in bearers.values() if len(indexes) <= CROWD)


def measure_abstracts(one: Folded, other: Folded) -> float:
    """How much of the shorter abstract stands in the longer, from 0 to 1; -1 if one is too short to tell."""
    cuts = cut_abstract(one), cut_abstract(other)
    shorter = min(map(len, cuts))
    return len(cuts[0] & cuts[1]) / shorter if shorter >= FEW else -1.0


def judge_pair(one: Folded, other: Folded) -> Twin | None:
    """What two papers are to each other."""
    titles, abstracts = measure_titles(one.key, other.key), measure_abstracts(one, other)
    if one.arxiv and one.arxiv == other.arxiv:  # a title revised there, or a number that a capture has got wrong
        return Twin(one.id, other.id, abstracts >= CERTAIN[1][1], f"both are arXiv {one.arxiv}")
    likely = any(titles >= title and abstracts >= abstract for title, abstract in CERTAIN)
    if one.version != other.version:  # a bare `v2` may also be a model's
        likely = likely and abstracts >= CERTAIN[-1][1]
    if not likely and not any(
        titles >= title and (abstracts >= least or abstracts < 0 < title) for title, least in DOUBTFUL
    ):
        return None
    apart = one.numbers != other.numbers or "" != one.version != other.version != "" or swap_word(one, other)
    reason = f"titles {titles:.2f} alike, abstracts {'too short' if abstracts < 0 else f'{abstracts:.2f} alike'}"
    return Twin(one.id, other.id, likely and not apart, reason + ", but another number, part or word" * apart)


def swap_word(one: Folded, other: Folded) -> bool:
    """Whether each title has a word in the place of the other's, too unlike to be the same word misspelt."""
    if one.key == other.key:
        return False
    mine, its = ("".join(word for word in a.words if word not in b.words) for a, b in ((one, other), (other, one)))
    return bool(mine and its) and SequenceMatcher(None, mine, its, autojunk=False).ratio() < MISSPELT


def measure_titles(one: str, other: str) -> float:
    """How alike two keys are, from CLOSE to 1, or 0; a title that only lacks the other's ending counts as CLOSE."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() >= CLOSE and matcher.quick_ratio() >= CLOSE and (alike := matcher.ratio()) >= CLOSE:
        return alike
    shorter, longer = sorted([one, other], key=len)
    return CLOSE if len(shorter) >= STRETCH and longer.startswith(shorter) else 0.0
