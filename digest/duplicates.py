"""The same paper twice under differing titles: a typo, a glued word, a version mark, LaTeX here and Unicode there.

Candidates share rare stretches of the title or of the abstract, so that no one compares all with all; a candidate is
certain when the less the titles agree, the more the abstracts do. Another number, part, word or arXiv id never is.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import TypeAlias
from zlib import crc32

from digest.nouns import Paper, Twin

# Certain from these agreements of the titles (1: equal when folded) and the abstracts on, both from 0 to 1.
CERTAIN = ((1.0, 0.2), (0.94, 0.35), (0.8, 0.75))
# For a person to look at, from these on.
DOUBTFUL = ((1.0, 0.0), (0.94, 0.1), (0.0, 0.6))
MISSPELT = 0.7  # words less alike than this are two words
NAME = 4  # letters: in a word as short as BERT or Eta another letter is another name
STRETCH = 8  # letters in a stretch of a title
END = 24  # letters at the start and at the end of a title that it is looked up by as well
SKETCH = 16  # stretches of each that a paper is looked up by
SHARED = 4  # of which two candidates have this many in common
CLOSE = 0.8  # titles less alike than this need the abstracts to make candidates of them
LOW = 1 << 30  # a checksum in the lowest quarter: among these are the smallest of any abstract of some length
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
    | dict.fromkeys("\\${}^_")
)
GAPS = bytes(byte if byte > 127 or chr(byte).isalnum() else ord(" ") for byte in range(256))

Cuts: TypeAlias = "array[int]"  # checksums of stretches, each once


@dataclass(frozen=True, slots=True)
class Folded:
    """A paper as it is compared: its folded title's words, its letters and digits, and its numbers and parts."""

    id: str
    words: tuple[str, ...]
    key: str
    numbers: tuple[str, ...]
    version: str
    arxiv: str


def find_duplicates(papers: Iterable[Paper]) -> list[Twin]:
    """All twins, the first id before the second, in order."""
    papers = sorted(papers, key=lambda paper: paper.id)
    folded, abstracts = [fold_paper(paper) for paper in papers], [cut_abstract(paper.abstract) for paper in papers]
    candidates = find_candidates(folded, abstracts)
    twins = []
    for one, pairs in groupby(sorted(candidates), key=itemgetter(0)):
        cuts = frozenset(abstracts[one])
        for _, other in pairs:
            share = measure_abstracts(cuts, abstracts[other])
            twins.append(judge_pair(folded[one], folded[other], share, candidates[one, other]))
    return [twin for twin in twins if twin]


def fold_paper(paper: Paper) -> Folded:
    """What a paper is compared by."""
    title, *version = VERSION.split(MARK.sub("", paper.title))
    title = fold_text(title)
    words = tuple(re.findall(r"\w+", title))
    numbers = tuple(sorted(NUMBER.findall(title)))
    return Folded(paper.id, words, "".join(words), numbers, "".join(version).strip(), paper.arxiv)


def fold_text(text: str) -> str:
    """Small letters without accents, LaTeX or typography: `T\\"ULU`, `Tülu` -> `tulu`; `$\\beta$`, `β` -> `beta`."""
    if "\\" in text:
        text = ACCENT.sub(r"\1", text).replace("\\times", "x").replace("\\ell", "l")
        text = STYLE.sub("", text)
    if not text.isascii():
        text = "".join(map(fold_letter, unicodedata.normalize("NFKD", text)))
    return text.casefold().translate(LETTERS)


@lru_cache(maxsize=4096)
def fold_letter(letter: str) -> str:
    """Nothing for an accent, its name for a Greek letter, itself for any other."""
    if unicodedata.combining(letter):
        return ""
    greek = re.match(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)", unicodedata.name(letter, ""))
    return greek[1].lower().replace("lamda", "lambda") if greek else letter


def cut_title(key: str) -> set[int]:
    """The checksums of every STRETCH letters in a row of a title."""
    letters = key.encode()
    return {crc32(letters[at : at + STRETCH]) for at in range(max(1, len(letters) - STRETCH + 1))}


def cut_abstract(text: str) -> Cuts:
    """The checksums of every three words in a row of an abstract, each once, packed: all of them are kept at a time."""
    folded = fold_text(text)
    if not folded.isascii():
        folded = re.sub(r"\W", " ", folded)
    words = folded.encode().translate(GAPS).split()  # of bytes: much faster than by expression
    return array("I", set(map(crc32, map(b" ".join, zip(words, words[1:], words[2:], strict=False)))))


def take_smallest(checksums: Collection[int]) -> list[int]:
    """The SKETCH smallest: a fair sample, and the same sample of any text that has the same stretches."""
    low = [checksum for checksum in checksums if checksum < LOW]
    return sorted(low if len(low) >= SKETCH else checksums)[:SKETCH]


def find_candidates(folded: Sequence[Folded], abstracts: Sequence[Cuts]) -> dict[tuple[int, int], float]:
    """Pairs of indexes worth comparing, the lower first, and how alike the titles have to be."""
    titles = pair_up(((paper.key, "start" + paper.key[:END], "end" + paper.key[-END:]) for paper in folded), 1)
    titles += pair_up((take_smallest(cut_title(paper.key)) for paper in folded), SHARED)
    others = pair_up(map(take_smallest, abstracts), SHARED)
    others += pair_up(([paper.arxiv] if paper.arxiv else [] for paper in folded), 1)
    return dict.fromkeys(titles, CLOSE) | dict.fromkeys(others, 0.0)


def pair_up(marks: Iterable[Iterable[Hashable]], least: int) -> list[tuple[int, int]]:
    """The pairs of indexes that have at least so many marks in common, of those that are not too common to tell."""
    marks = [*map(tuple, marks)]
    crowds = Counter(chain.from_iterable(marks))
    bearers: dict[Hashable, list[int]] = {mark: [] for mark, size in crowds.items() if 1 < size <= CROWD}
    pairs = []
    for index, its in enumerate(marks):
        met = [bearers[mark] for mark in its if mark in bearers]
        if len(met) >= least:
            shared = Counter(chain.from_iterable(met))
            pairs += [(other, index) for other, times in shared.items() if times >= least]
        for crowd in met:
            crowd.append(index)
    return pairs


def measure_abstracts(one: frozenset[int], other: Cuts) -> float:
    """How much of the shorter abstract stands in the longer, from 0 to 1; -1 if one is too short to tell."""
    shorter = min(len(one), len(other))
    return len(one.intersection(other)) / shorter if shorter >= FEW else -1.0


def judge_pair(one: Folded, other: Folded, abstracts: float, least: float) -> Twin | None:
    """What two papers are to each other whose titles have to be alike at least so much."""
    if one.arxiv and one.arxiv == other.arxiv and measure_titles(one.key, other.key) >= least:
        # a title revised there, or a number that a capture has got wrong
        return Twin(one.id, other.id, abstracts >= CERTAIN[1][1], f"both are arXiv {one.arxiv}")
    least = max(least, min([title for title, share in DOUBTFUL if abstracts >= share or abstracts < 0 < title]))
    if least > CLOSE and not may_be_alike(one.key, other.key, least):
        return None
    titles = measure_titles(one.key, other.key)
    if titles < least:
        return None
    likely = any(titles >= title and abstracts >= share for title, share in CERTAIN)
    if one.version != other.version:  # a bare `v2` may also be a model's
        likely = likely and abstracts >= CERTAIN[-1][1]
    reason = f"titles {titles:.2f} alike, abstracts {'too short' if abstracts < 0 else f'{abstracts:.2f} alike'}"
    apart = ""
    if "" != one.arxiv != other.arxiv != "":
        apart = f", but arXiv {one.arxiv} and {other.arxiv}"
    elif one.numbers != other.numbers or "" != one.version != other.version != "" or swap_word(one, other):
        apart = ", but another number, part or word"
    return Twin(one.id, other.id, likely and not apart, reason + apart)


def swap_word(one: Folded, other: Folded) -> bool:
    """Whether each title has a word in the place of the other's, too unlike or too short to be the same misspelt."""
    if one.key == other.key:
        return False
    mine, its = ("".join(word for word in a.words if word not in b.words) for a, b in ((one, other), (other, one)))
    if min(len(mine), len(its)) <= NAME:
        return bool(mine and its)
    return SequenceMatcher(None, mine, its, autojunk=False).ratio() < MISSPELT


def may_be_alike(one: str, other: str, least: float) -> bool:
    """Whether two keys can be so much alike, by their lengths and by their letters in any order."""
    length = len(one) + len(other) or 1
    return one == other or (
        2.0 * min(len(one), len(other)) / length >= least
        and 2.0 * (Counter(one) & Counter(other)).total() / length >= least
    )


def measure_titles(one: str, other: str) -> float:
    """How alike two keys are, from CLOSE to 1, or 0; a title that only lacks the other's ending counts as CLOSE."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() >= CLOSE and matcher.quick_ratio() >= CLOSE and (alike := matcher.ratio()) >= CLOSE:
        return alike
    shorter, longer = sorted([one, other], key=len)
    return CLOSE if len(shorter) >= STRETCH and longer.startswith(shorter) else 0.0
