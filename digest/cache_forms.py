"""Says how what is found of each kind is written as JSON, for the cache, and read again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

from digest.nouns import Dump, Entry, Match, Place, Repaired, Score, SetAside, Span, Term, Topic, Twin


class Form(NamedTuple):
    """How results of one kind are read from JSON, and what of them is written as it; `list_values` does the rest."""

    read: Callable[[Any], Any]
    compose: Callable[[Any], Any] = lambda result: result


def list_values(noun: Any) -> list[Any]:
    """Give the values of a noun's fields in their order, for `json.dumps`."""
    return [getattr(noun, name) for name in noun.__slots__]


def _write_scores(scores: list[Score]) -> list[list[Any]]:
    """Write each match as one text: there are dozens to a paper."""
    return [
        [score.topic, score.value, [f"{one.weight!r} {one.where} {one.term}" for one in score.matches]]
        for score in scores
    ]


def _read_scores(written: list[list[Any]]) -> list[Score]:
    return [_read_score(topic, value, *matches) for topic, value, matches in written]


@functools.lru_cache(maxsize=2**16)  # papers have the same ones again and again, and hold them together
def _read_score(topic: str, value: float, *matches: str) -> Score:
    return Score(topic, value, tuple(map(_read_match, matches)))


@functools.lru_cache(maxsize=2**16)
def _read_match(written: str) -> Match:
    weight, where, term = written.split(" ", 2)
    return Match(term, where, float(weight))


def _read_topics(written: list[list[Any]]) -> list[Topic]:
    return [
        Topic(id, name, description, tuple(Term(*term) for term in terms), catch_all, tuple(aliases))
        for id, name, description, terms, catch_all, aliases in written
    ]


def _read_repaired(written: list[Any] | None) -> Repaired | None:
    """Read a repaired text; most are right as they are, and nothing is kept of them."""
    if written is None:
        return None
    spans, plain, residue = written
    return Repaired(tuple([_read_span(*one) for one in spans]), plain, tuple(residue))


def _read_span(kind: str, text: str, url: str) -> Span:
    """Read a span; a link that no repair makes is none, as the file may be somebody else's."""
    return Span(kind, text, url) if not url or url.startswith(("https://", "http://")) else Span("text", text)


def _read_dump(written: list[Any]) -> Dump:
    file, day, entries, set_aside, odd, *rest = written
    return Dump(file, day, tuple(map(_read_entry, entries)), _read_asides(set_aside), _read_asides(odd), *rest)


def _read_entry(written: list[Any]) -> Entry:
    title, abstract, place, summary, cut, arxiv, date, upvotes, comments, authors, *rest = written
    return Entry(title, abstract, Place(*place), summary, cut, arxiv, date, upvotes, comments, tuple(authors), *rest)


def _read_asides(written: list[Any]) -> tuple[SetAside, ...]:
    return tuple([SetAside(Place(*place), text, reason) for place, text, reason in written])


# By the first part of the key; the other parts hold all that the result depends on beside the program.
FORMS = {
    "dump": Form(_read_dump),
    "repair": Form(_read_repaired),
    "topics": Form(_read_topics),
    "scores": Form(_read_scores, _write_scores),
    "near": Form(
        lambda written: [dict(pairs) for pairs in written], lambda near: [[*circle.items()] for circle in near]
    ),
    "guide": Form(str),
    "targets": Form(list),
    "words": Form(str),
    "duplicates": Form(lambda written: [Twin(*twin) for twin in written]),
}
