"""The other ways in which people type what a paper says, for the search alone: names, spellings, synonyms.

Nothing that the index matches by itself: it folds case, plurals and accents, drops punctuation, and of `fine-tuning` it
knows the whole and both halves. It does not know `S2FT` for S²FT, `fine-tuning` for finetuning, `modelling` for
modeling, `chatbot` for dialogue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from digest.text.symbols import GREEK
from digest.text.synonyms import SYNONYMS

_NAMES = {letter: name.removeprefix("var") for name, letter in GREEK.items() if name != "ell"} | {
    "×": "x", "∞": "infinity", "→": "-to-", "⇒": "-to-",
}  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")
_CALL = re.compile(r"\w+\.(\w+)\(\)")
_CLOSED = re.compile(
    r"(co|fine|hyper|multi|over|post|pre|re|sub)"
    r"(fitt\w+|lingual|modal\w*|network\w*|parameter\w*|rank\w*|sampl\w+|task\w*|train\w*|tun\w+|weight\w*)"
)


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


def list_names(title: str) -> tuple[str, ...]:
    """List the names of a title that people type with other letters, `beta-DPO` for β-DPO, or a part of: `int8`."""
    found = []
    for word in title.split():
        typed = "".join(_NAMES.get(letter, letter) for letter in unicodedata.normalize("NFKC", word))
        if _fold_accents(typed) != _fold_accents(word):
            found.append(_fold_accents(typed).strip(".,:;!?"))
        if call := _CALL.match(word):
            found.append(call[1])
    return tuple(dict.fromkeys(name for name in found if name))


def list_words(text: str) -> tuple[str, ...]:
    """List the words that a text does not hold and that readers may type for those it holds, in alphabetical order."""
    words = _split(text)
    held = f" {' '.join(words)} "
    found = {typed for typed in _list_synonyms(words) if f" {' '.join(_split(typed))} " not in held}
    spelled: dict[str, str] = {}  # one for each stem: the index has stems
    for word in sorted(set(re.findall(r"[a-z]+", text.lower()))):
        stem, end = respell(word)
        spelled.setdefault(stem, stem + end)
        if match := _CLOSED.fullmatch(word):
            spelled[f"{match[1]} {match[2]}"] = f"{match[1]}-{match[2]}"
    return tuple(sorted(found | {word for stem, word in spelled.items() if stem and f" {stem}" not in held}))


def _list_synonyms(words: list[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        for phrase, typed in _SAID.get(word, ()):
            if words[at : at + len(phrase)] == phrase:
                yield typed


def _fold_accents(word: str) -> str:
    """Give a word as the index has it: without accents, and without any letter that is not of ASCII."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if letter.isascii())


def _split(phrase: str) -> list[str]:
    return [_drop_plural(word) for word in _WORD.findall(phrase.lower())]


def _drop_plural(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _sort_by_first_word() -> dict[str, list[tuple[list[str], str]]]:
    """Sort what papers say by its first word: the words, and what readers type for them."""
    said: dict[str, list[tuple[list[str], str]]] = {}
    for typed, phrases in SYNONYMS.items():
        for phrase in map(_split, phrases):
            said.setdefault(phrase[0], []).append((phrase, typed))
    return said


_SAID = _sort_by_first_word()
