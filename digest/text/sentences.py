"""Finds the words and the sentences of a text, and the one in which its authors say what they do."""

from __future__ import annotations

import functools
import re

_WORD = re.compile(r"[^\W_]+")
_SPACED = bytes(code if chr(code).isalnum() else 32 for code in range(128)).ljust(256)
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_PROPOSAL = re.compile(
    # The letters come before the `\b` that they follow: a search leaps to letters, and must not try every place.
    r"[WwTt](?<=\b.)(?i:(?<=w)e|(?<=t)his (?:paper|work|article|study|report))\b[^.]{0,40}?"
    r"\b(?i:address|analy[sz]|describ|develop|examin|explor|introduc|investigat|present|propos|show|stud|tackl)"
)
_HANGING = re.compile(
    r"(?:[A-Z][a-z]+ly|To|Hence|However|Furthermore|Motivated|Moreover|So|Thus|Therefore)\b[^,.]{0,90}, (?=we |this )"
)
_BEGUN = 20  # letters of a sentence that are no use by themselves


def split_words(text: str) -> list[str]:
    """Give the words of a text in lower case. In ASCII, as most texts are, they are split sooner than found."""
    text = text.lower()
    return text.encode().translate(_SPACED).decode().split() if text.isascii() else _WORD.findall(text)


def find_wording(phrase: str, *texts: str) -> str:
    """Give the words that a phrase with a `*` stands for, as they stand in one of the texts; the phrase, if in none."""
    if "*" not in phrase:
        return phrase
    found = next(filter(None, map(_compile_phrase(phrase).search, texts)), None)
    return found[0] if found else phrase


@functools.lru_cache(2**12)
def _compile_phrase(phrase: str) -> re.Pattern[str]:
    words = re.findall(r"[^\W_]+\*?", phrase)
    patterns = [f"{word[:-1]}[^\\W_]*" if word.endswith("*") else f"{word}s?" for word in words]
    return re.compile(r"\b" + r"[\W_]+".join(patterns) + r"\b", re.IGNORECASE)


def split_sentences(text: str) -> list[str]:
    """Cut a text behind each sentence; an abbreviation before a capital may be taken for an end."""
    return _END.split(text)


def is_proposal(sentence: str) -> bool:
    """Tell a sentence such as “We propose …”, “In this paper we study …”."""
    return bool(_PROPOSAL.search(sentence))


def choose_excerpt(abstract: str, room: int = 170) -> str:
    """Cut a piece for lists at a word: from where the authors say what they do, else from the beginning."""
    sentences = split_sentences(abstract)
    first = next((number for number, sentence in enumerate(sentences) if is_proposal(sentence)), 0)
    text = " ".join(sentences[first:])
    if first and (hanging := _HANGING.match(text)):  # “To address this, we …”: what is not shown
        text = text[hanging.end() :][:1].upper() + text[hanging.end() + 1 :]
    if len(text) <= room:
        return text
    piece = text[: room - 2]
    piece = piece.rpartition(" ")[0] or piece  # words of some languages have no spaces between them
    whole, _, begun = piece.rpartition(". ")
    return f"{whole}." if whole and len(begun) < _BEGUN else piece.rstrip(",;:.") + "\N{NO-BREAK SPACE}…"
