"""Tells lines of authors' names from titles and text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LABEL = re.compile(r"[*_>\s]*(?:Authors?\s*:|By\s)[*_\s]*", re.IGNORECASE)
_AND = re.compile(r"[;,]\s*(?:and\s+|&\s*)?|\s(?:and|&)\s+|·")
_MARKS = re.compile(r"[\d*†‡§¶∗⋆]+$|^[*_]+|[*_]+$")
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|al|el|bin|ibn|ben|ter|ten|zu|y)"
_NAME = re.compile(rf"(?:{_PARTICLE}\s+)*[^\W\d_a-z][\w.'’-]*(?:\s+(?:{_PARTICLE}|[^\W\d_a-z][\w.'’-]*)){{1,4}}")
# Names of institutions look like those of people; where one stands in a line, nobody says that it is of authors.
_INSTITUTION = re.compile(
    r"\b(?:Universit\w*|Institut\w*|College|School|Academy|Laborator\w*|Labs?|Research|Group|Team|Inc|Corporation|"
    r"Google|Microsoft|NVIDIA|Meta|OpenAI|DeepMind|Alibaba|Tencent|Hugging Face)\b"
)
# What stands for those who are not named.
_REST = re.compile(r"(?:(?:and|&)\s+)?(?:others|et\.? al\.?|\+\d{1,4}(?: (?:more|others|authors))?)", re.IGNORECASE)
_REST_AT_END = re.compile(r"[,;]?\s+(?:(?:and|&)\s+others|et\.? al\.?)\s*$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?[ -]?){1,4}")
_FAMILY = re.compile(rf"(?:{_PARTICLE}\s+)*[\w'’-]+", re.IGNORECASE)
_LIST_AND = re.compile(r",?\s+(?:and|&)\s+|\s*,\s*")
_MOST, _LONGEST = 4000, 60  # characters of a line of names, and of a name


def split_names(text: str) -> list[str]:
    """Split a field: `Ada Bo, Cy Do and Ed Fu`, `Bo, Ada; Do, Cy`, `Bo, Ada and Do, Cy` or `Bo, A., Do, C.`"""
    text = _REST_AT_END.sub("", text.strip(" ,;"))
    names = text.split(";") if ";" in text else _split_at_commas(text)
    return [name for name in (name.strip(" ,") for name in names) if name and not is_rest(name)]


def is_rest(name: str) -> bool:
    """Say whether a name is none, but stands for all others."""
    return _REST.fullmatch(name) is not None


def _split_at_commas(text: str) -> list[str]:
    """Tell commas between people from those between a family and what is given to one of it."""
    people = [person.split(",") for person in re.split(r"\s+and\s+", text)]
    if all(len(person) == 2 for person in people) and any(_FAMILY.fullmatch(person[0].strip()) for person in people):
        return [",".join(person) for person in people]
    names = _LIST_AND.split(text)
    if len(names) % 2 == 0 and all(_INITIALS.fullmatch(given.strip()) for given in names[1::2]):
        return [f"{family}, {given}" for family, given in zip(names[::2], names[1::2], strict=True)]
    return names


def read_names(text: str) -> tuple[str, ...]:
    """Give the names that a line is made of, or nothing; of a single name it must say that it is the author's."""
    if len(text) > _MOST:
        return ()
    label = _LABEL.match(text)
    names = []
    for piece in _split_at_marks(text[label.end() :] if label else text):
        if len(piece) > _LONGEST:
            return ()
        name = "" if is_rest(piece) else " ".join(_MARKS.sub("", piece).split())
        if name:
            if not _NAME.fullmatch(name):
                return ()
            names.append(name)
    if not label and _INSTITUTION.search(text):
        return ()
    return tuple(names) if len(names) > (0 if label else 1) else ()


def _split_at_marks(text: str) -> Iterator[str]:
    """Yield what may be names, one by one: of an abstract, the first words are enough to see that they are none."""
    text, start = text.strip("*_ "), 0
    for mark in _AND.finditer(text):
        yield text[start : mark.start()].strip()
        start = mark.end()
    yield text[start:].strip()


def read_people(text: str) -> tuple[str, ...]:
    """Give the names of people in a line that is known to stand under a title; those of institutions are left out."""
    names = read_names(f"Authors: {text}") if "," in text and not _LABEL.match(text) else read_names(text)
    return tuple(name for name in names if not _INSTITUTION.search(name))
