"""Reads `topics.yml`: the topics with the phrases that speak for and against them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from digest.grouping import split_phrase
from digest.memo import NO_MEMO, Memo
from digest.nouns import Place, Problem, Term, Topic
from digest.shapes import give_value
from digest.sources import parse_shaped
from digest.vocabulary import TOPICS
from digest.yaml_text import Mapping, Node, Sequence, Text, read_text

NAME = "topics.yml"
FILE = f"site_src/{NAME}"


class _FaultyError(Exception):
    """Carries the problems of the file, and the topics as far as they are known."""

    def __init__(self, topics: list[Topic], problems: list[Problem]) -> None:
        super().__init__(problems)
        self.topics = topics
        self.problems = problems


def read_topics(folder: Path, memo: Memo = NO_MEMO) -> tuple[list[Topic], list[Problem]]:
    """Read the topics; with problems, only their ids, old and new, are good, for checking what names them."""
    path = folder / NAME
    text, problems = read_text(path, FILE) if path.exists() or path.is_symlink() else ("", [])
    if problems:
        return [], problems
    try:
        return memo.recall(("topics", text), partial(_parse_topics, text)), []
    except _FaultyError as fault:
        return fault.topics, fault.problems


def _parse_topics(text: str) -> list[Topic]:
    node, problems = parse_shaped(text, NAME, TOPICS)
    if not isinstance(node, Sequence):
        missing = Problem(Place(FILE), "F001", "the file is missing or empty", "write at least one topic")
        raise _FaultyError([], problems or [missing])
    topics = [item for item in node.items if isinstance(item, Mapping)]
    problems += [*_check_ids(topics), *_check_terms(topics), *_check_catch_all(node), *check_names(node)]
    if problems:
        raise _FaultyError([*_name_topics(topics)], problems)
    return [_make_topic(topic) for topic in topics]


def _name_topics(topics: list[Mapping]) -> Iterator[Topic]:
    for topic in topics:
        id, aliases = topic.get("id"), topic.get("aliases")
        old = [item.value for item in aliases.items if isinstance(item, Text)] if isinstance(aliases, Sequence) else ()
        if isinstance(id, Text):
            yield Topic(id.value, "", "", aliases=tuple(old))


def check_names(table: Node | None) -> Iterator[Problem]:
    """Yield a problem for each thing that bears the name of another, as readers could not tell them apart."""
    first: dict[str, Text] = {}
    items = [value for _, value in table.pairs] if isinstance(table, Mapping) else getattr(table, "items", ())
    for item in items:
        name = item.get("name") if isinstance(item, Mapping) else None
        if isinstance(name, Text) and (other := first.setdefault(name.value.casefold(), name)) is not name:
            message = f"the name `{name.value}` stands in line {other.place.line} already"
            yield Problem(name.place, "T002", message, "give one of the two another name")


def _check_ids(topics: list[Mapping]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for topic in topics:
        aliases = topic.get("aliases")
        for id in (topic.get("id"), *(aliases.items if isinstance(aliases, Sequence) else ())):
            if not isinstance(id, Text):
                continue
            if id.value in first:
                message = f"the topic `{id.value}` stands in line {first[id.value].line} already"
                yield Problem(id.place, "T001", message, "give one of the two another id")
            first.setdefault(id.value, id.place)


def _check_terms(topics: list[Mapping]) -> Iterator[Problem]:
    for topic in topics:
        yield from _check_phrases(topic)
        id, terms = topic.get("id"), topic.get("terms")
        if isinstance(id, Text) and not topic.get("catch_all") and not (terms and getattr(terms, "pairs", True)):
            message = f"the topic `{id.value}` has no terms, so no paper would be found"
            hint = "add `terms:` and, indented below it, lines such as `graph network: 3`"
            yield Problem(id.place, "T003", message, hint)


def _check_phrases(topic: Mapping) -> Iterator[Problem]:
    """Find phrases of one topic that are the same when capitals, hyphens and plurals make no difference."""
    first: dict[tuple[str, ...], Text] = {}
    for name in ("terms", "not"):
        table = topic.get(name)
        for phrase, _ in table.pairs if isinstance(table, Mapping) else ():
            words = split_phrase(phrase.value)
            other = first.setdefault(words, phrase)
            if words and other is not phrase:
                message = f"`{phrase.value}` says the same as `{other.value}` in line {other.place.line}"
                yield Problem(phrase.place, "T004", message, "keep one of the two")


def _check_catch_all(node: Sequence) -> Iterator[Problem]:
    marked = [item for item in node.items if isinstance(item, Mapping) and item.get("catch_all")]
    if any(give_value(item.get("catch_all")) != "yes" for item in marked):
        return  # which of them is meant is told by what is said of that
    if len(marked) != 1:
        place = marked[1].place if marked else node.place
        message = f"{len(marked)} topics are marked `catch_all: yes`, exactly one must be"
        yield Problem(place, "T005", message, "mark the one that takes what no other wants")


def _make_topic(node: Mapping) -> Topic:
    said = give_value(node)
    terms = (*_make_terms(node.get("terms"), 1), *_make_terms(node.get("not"), -1))
    aliases = tuple(said.get("aliases", ()))
    return Topic(said["id"], said["name"], said["description"], terms, "catch_all" in said, aliases)


def _make_terms(node: Node | None, sign: int) -> Iterator[Term]:
    for phrase, weight in node.pairs if isinstance(node, Mapping) else ():
        yield Term(phrase.value, sign * float(give_value(weight)), phrase.place.line)
