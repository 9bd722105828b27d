"""Editors' YAML, read as text with the place of every word.

`no` stays a word and `2503.02130` keeps its zero. Anchors, aliases, merges and tags are refused: editors do not need
them, and they are how a short file becomes a long build. Built from the parser's events, so that nothing is composed
before it is known to be harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from digest.nouns import Place, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 32

_START = yaml.Mark("", 0, 0, 0, "", 0)
_CONFLICT = re.compile(r"^(<{7}|>{7})( |$)", re.MULTILINE)
_WRITE_PAIR = "write `name: value`"

# The parser in C is ten times faster, and not in every build of PyYAML.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as written."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their nodes, in the order written; equal keys are a problem and only the first is kept."""

    pairs: tuple[tuple[Text, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """Give the node under `key`."""
        return next((value for name, value in self.pairs if name.value == key), None)


Node = Text | Sequence | Mapping


class _RefusedError(Exception):
    """Carries the one problem that ends the reading of a file."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(place, message, hint)


def read_yaml(path: Path, name: str) -> tuple[Node | None, list[Problem]]:
    """Read one file, called `name` in messages. An empty file is `None` without a problem."""
    problems: list[Problem] = []
    try:
        text = _read_text(path, name)
        return _Builder(name, text, problems).build(), problems
    except _RefusedError as refused:
        return None, [*problems, refused.problem]
    except yaml.MarkedYAMLError as error:
        return None, [*problems, _explain(error, name, text)]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, [Problem(Place(name, line), "a control character stands here", "delete it and type it anew")]


def _read_text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _RefusedError(Place(name), f"the file is larger than {MAX_BYTES // 1000} kB", "split it into several")
        data = path.read_bytes()
    except OSError as error:
        raise _RefusedError(Place(name), f"the file cannot be read: {error.strerror}") from None
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(name, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise _RefusedError(place, "the file is not UTF-8 text", "save it with the encoding UTF-8") from None
    if conflict := _CONFLICT.search(text):
        place = Place(name, text.count("\n", 0, conflict.start()) + 1)
        raise _RefusedError(place, "a merge conflict was left in the file", "keep one version and delete the marks")
    return text


class _Builder:
    """Turns the events of one file into nodes."""

    def __init__(self, name: str, text: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)

    def build(self) -> Node | None:
        """Give the file's one document."""
        node: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise _RefusedError(self.place(event), "a second document starts here", "remove the line `---`")
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, depth=0)
        return None if isinstance(node, Text) and not node.value else node

    def place(self, event: Any) -> Place:
        """Give the place where an event starts."""
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def node(self, event: Any, depth: int) -> Node:
        """Build the node that starts with `event`."""
        place = self.place(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _RefusedError(
                place,
                "`&` and `*` at the start of a value mean repetition, which is not allowed here",
                "write the value out; put text that starts with `*` or `&` in quotes",
            )
        if event.tag is not None:
            raise _RefusedError(
                place,
                "`!` at the start of a value means a type, which is not allowed here",
                "put text that starts with `!` in quotes",
            )
        if depth > MAX_DEPTH:
            raise _RefusedError(place, f"brackets or lists stand more than {MAX_DEPTH} deep in each other")
        if isinstance(event, yaml.ScalarEvent):
            return Text(event.value, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.items(depth)), place)
        return Mapping(tuple(self.pairs(depth)), place)

    def items(self, depth: int) -> Iterator[Node]:
        """Build the items of a list."""
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.node(event, depth + 1)

    def pairs(self, depth: int) -> Iterator[tuple[Text, Node]]:
        """Build the pairs of a mapping, each key once."""
        seen: dict[str, Text] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Text):
                raise _RefusedError(key.place, "a list or a mapping cannot be a key", "put the key in quotes")
            if key.value == "<<":
                raise _RefusedError(key.place, "`<<` merges mappings, which is not allowed here", "write them out")
            if first := seen.get(key.value):
                self.problems.append(
                    Problem(
                        key.place,
                        f"`{key.value}` stands here a second time; the first is in line {first.place.line}",
                        "keep one of the two",
                    )
                )
                continue
            seen[key.value] = key
            yield key, value


def _explain(error: yaml.MarkedYAMLError, name: str, text: str) -> Problem:
    """Say a syntax error in an editor's words."""
    mark = error.problem_mark or error.context_mark or _START
    place = Place(name, mark.line + 1, mark.column + 1)
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    said = f"{error.problem or ''} {error.context or ''}"
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in said:
        return Problem(place, "a tab stands where spaces are needed", "replace the tab by two spaces")
    if "quoted scalar" in said:
        start = error.context_mark or mark
        return Problem(
            Place(name, start.line + 1, start.column + 1),
            "a quotation mark is opened and not closed",
            "close it, or leave both out",
        )
    if "',' or" in said:
        start = error.context_mark or mark
        return Problem(
            Place(name, start.line + 1, start.column + 1),
            "a bracket is opened and not closed",
            "close it, or put the text in quotes",
        )
    if "mapping values are not allowed" in said and ": " not in line[: mark.column]:
        return Problem(Place(name, mark.line), "a line without a colon, or with no space after it", _WRITE_PAIR)
    if "mapping values are not allowed" in said:
        return Problem(place, "a second colon in one line", "put text that contains `: ` in quotes")
    if "could not find expected ':'" in said:
        return Problem(place, "a line without a colon, or with no space after it", _WRITE_PAIR)
    if "block mapping" in said or "block collection" in said or "block sequence" in said or "block entry" in said:
        return Problem(place, "this line is not indented like the lines before it", "line it up with its neighbours")
    if "cannot start any token" in said:
        return Problem(place, "text may not start with this character", "put the text in quotes")
    return Problem(place, f"this is not valid YAML ({(error.problem or 'unknown fault').strip()})")
