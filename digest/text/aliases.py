"""The other ways in which people type what a paper says, for the search alone: names, spellings, synonyms.

Nothing that the index matches by itself: it folds case, plurals and accents, drops punctuation, and of `fine-tuning` it
knows the whole and both halves. It does not know `S2FT` for S²FT, `fine-tuning` for finetuning, `modelling` for
modeling, `chatbot` for dialogue.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from digest.text.symbols import GREEK

_NAMES = {letter: name.removeprefix("var") for name, letter in GREEK.items() if name != "ell"} | {
    "×": "x", "∞": "infinity", "→": "-to-", "⇒": "-to-",
}  # fmt: skip
_LETTERS = re.compile(r"[a-z]+")
_SPACED = bytes(byte if chr(byte) in string.ascii_lowercase + string.digits else 32 for byte in range(256))
_PLURAL = re.compile(r"s(?<=[a-z0-9]{2}[a-rt-z0-9]s)(?![a-z0-9])")  # of a word with four letters, that ends in one s
_CALL = re.compile(r"\w+\.(\w+)\(\)")
_CLOSED = re.compile(
    r"(co|fine|hyper|multi|over|post|pre|re|sub)"
    r"(fitt\w+|lingual|modal\w*|network\w*|parameter\w*|rank\w*|sampl\w+|task\w*|train\w*|tun\w+|weight\w*)"
)


def read_synonyms() -> dict[str, list[str]]:
    """Read what readers may type, each with the phrases of papers that mean it, or a kind of it."""
    lines = Path(__file__).with_name("synonyms.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ") for line in lines if line and not line.startswith("#"))
    return {typed: phrases.split(", ") for typed, phrases in pairs}


def _spell(stems: str, one: str, other: str, ends: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Make a rule: after any of these stems, and before one of these ends, `one` and `other` are the same."""
    stem = "|".join(stems.split())
    before = "(?:un|re|de|pre|multi|over|mis)?"
    return re.compile(rf"({before}(?:{stem}))({one}|{other})({ends})"), {one: other, other: one}


# American and British. Stems, since `size` and `noise` have one spelling, and ends, since `realistic` has one too.
_SPELLINGS = (
    _spell(
        "amort binar categor central character contextual crystal custom digit discret emphas equal factor final "
        "formal general hypothes ideal initial linear local maxim memor minim modular neutral normal optim organ "
        "parallel parameter parametr penal personal polar priorit quant random rational real recogn regular serial "
        "special stabil standard summar synthes token util vector visual",
        "iz", "is", "e|ed|er|ers|es|ing|able|ations?|ational",
    ),
    _spell("behavi col fav flav hum lab neighb rum tum vap", "or", "our", "|s|ed|ing|al|hoods?|able|less"),
    _spell("cance channe labe leve mode signa trave", "l", "ll", "ed|ing|ers?"),
    _spell("anal catal paral", "yz", "ys", "e|ed|ers?|es|ing"),
    _spell("cent fib met theat", "er", "re", "s?"),
    _spell("def off", "ens", "enc", "es?"),
    _spell("catal dial", "og", "ogue", "s?"),
    _spell("art", "i", "e", "facts?"),
    _spell("gr", "a", "e", "y"),
)  # fmt: skip


def respell(word: str) -> tuple[str, str]:
    """Give a lower-case word in British if it is American and the other way round: stem and end, or nothing twice."""
    for pattern, swap in _SPELLINGS:
        if match := pattern.fullmatch(word):
            return match[1] + swap[match[2]], match[3]
    return "", ""


@lru_cache(maxsize=2**16)  # texts say the same words again and again
def _vary(word: str) -> tuple[tuple[str, str, str], ...]:
    """List how else parts of a word are written: the part, what a text that is written so holds, what is typed."""
    found = []
    for part in _LETTERS.findall(word):
        stem, end = respell(part)
        if stem:
            found.append((part, stem, stem + end))
        if match := _CLOSED.fullmatch(part):
            found.append((part, f"{match[1]} {match[2]}", f"{match[1]}-{match[2]}"))
    return tuple(found)


def list_names(title: str) -> tuple[str, ...]:
    """List the names of a title that people type with other letters, `beta-DPO` for β-DPO, or a part of: `int8`."""
    found = []
    for word in title.split():
        if not word.isascii():  # what is of ASCII is typed as it stands
            typed = "".join(_NAMES.get(letter, letter) for letter in unicodedata.normalize("NFKC", word))
            if _fold_accents(typed) != _fold_accents(word):
                found.append(_fold_accents(typed).strip(".,:;!?"))
        if call := _CALL.match(word):
            found.append(call[1])
    return tuple(dict.fromkeys(name for name in found if name))


def list_words(text: str) -> tuple[str, ...]:
    """List the words that a text does not hold and that readers may type for those it holds, in alphabetical order."""
    words = _split(text)
    held = _read_phrase(words)
    said = [ways for word in _SAID.keys() & held.words for ways in _SAID[word] if _holds(held, ways[0])]
    found = {typed for _, read, typed in said if not _holds(held, read)}
    spelled: dict[str, str] = {}  # one for each stem: the index has stems
    for _, stem, typed in sorted({way for word in filter(_vary, set(words)) for way in _vary(word)}):
        spelled.setdefault(stem, typed)
    return tuple(sorted(found | {typed for stem, typed in spelled.items() if f" {stem}" not in held.text}))


def _fold_accents(word: str) -> str:
    """Give a word as the index has it: without accents, and without any letter that is not of ASCII."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if letter.isascii())


def _split(text: str) -> list[str]:
    """Split a text into its words, in lower case: all that is of letters and digits of ASCII."""
    return text.lower().encode("ascii", "replace").translate(_SPACED).decode("ascii").split()


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words without plurals: in a row with a space before and after each, and as a set, which is quicker to ask."""

    text: str
    words: frozenset[str]


def _read_phrase(words: Iterable[str]) -> _Phrase:
    row = _PLURAL.sub("", f" {' '.join(words)} ")
    return _Phrase(row, frozenset(row.split()))


def _holds(held: _Phrase, phrase: _Phrase) -> bool:
    return phrase.words <= held.words and phrase.text in held.text


def _sort_by_word() -> dict[str, list[tuple[_Phrase, _Phrase, str]]]:
    """Sort what papers say by its longest word: the phrase, what readers type for it as a phrase, and as typed."""
    said: dict[str, list[tuple[_Phrase, _Phrase, str]]] = {}
    for typed, phrases in read_synonyms().items():
        for phrase in map(_read_phrase, map(_split, phrases)):
            said.setdefault(max(phrase.text.split(), key=len), []).append((phrase, _read_phrase(_split(typed)), typed))
    return said


_SAID = _sort_by_word()
