"""What a YAML file may hold: shapes, said once, that check a file and give its values.

A checked node becomes plain `str`, `float`, `list` and `dict`. Problems speak to people who do not know YAML.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from digest import yaml_text
from digest.days import is_day
from digest.nouns import Problem
from digest.prose import check_markdown
from digest.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Words:
    """Text. `pattern` must match all of it, `like` shows what does, and `rule` says it in words.

    Longer than `at_most` characters (0: any number) it may not be.
    """

    help: str
    pattern: str = ""
    like: str = ""
    rule: str = ""
    markdown: bool = False
    at_most: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """A number, whole or with a point, at least `least`."""

    help: str
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Day:
    """A date, or its year and month, or its year."""

    help: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `options`, which may be a mapping to the names that readers know; `kind` is what people call them.

    Without options, they are not known and all will do. `renamed` gives what was one once and the one that it is now.
    """

    help: str
    kind: str
    options: Collection[str]
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one shape; nothing stands in it twice, unless it `repeats`."""

    help: str
    item: Words | Choice | Fields
    at_most: int = 1000
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A fixed set of names, each with its shape; those in `required` must be there, those in `apart` not both.

    With `may_be_empty`, nothing at all may stand in place of the names.
    """

    help: str
    fields: Mapping[str, Shape]
    required: Collection[str] = field(default=())
    apart: Collection[tuple[str, str]] = field(default=())
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Any number of names of one shape, each with a value of one shape."""

    help: str
    key: Words | Choice
    value: Shape


Shape = Words | Number | Day | Choice | ListOf | Fields | Table


_NO = ("no", "false", "off")
_CURLY = "“”„‘’‚«"
_SEVERAL = re.compile(r"[;，、]\s*\S")
_LEAVE = "delete the line, or write what it asks for"
_DASHED = re.compile(r"[-–—•]\s*(\S+)")
_GLUED = re.compile(r"([A-Za-z0-9_-]+)(?::(?=[^\s/])|：\s*)(.+?)( [A-Za-z0-9_-]+:.*)?", re.DOTALL)


def check_shape(node: yaml_text.Node | None, shape: Shape) -> Iterator[Problem]:
    """Yield everything about `node` that is not as `shape` says."""
    if node is None:
        return
    match shape, node:
        case ((Words() | Number() | Day() | Choice()), yaml_text.Text()):
            yield from (Problem(node.place, *said) for said in _judge_text(node.value, shape))
            if node.comment and node.value and isinstance(shape, Words) and _takes_sentences(shape):
                message = f"`{_cut(node.comment.value)}` is no part of the text: a `#` behind a space begins a comment"
                hint = "put the whole text in '…', or leave a space behind the `#` of a comment"
                yield Problem(node.comment.place, "V024", message, hint)
        case ListOf(), yaml_text.Sequence():
            yield from _check_list(node, shape)
        case Fields(), yaml_text.Mapping():
            yield from _check_fields(node, shape)
        case Fields(may_be_empty=True), yaml_text.Text(value=""):
            pass
        case Table(), yaml_text.Mapping():
            for key, value in node.pairs:
                yield from check_shape(key, shape.key)
                yield from check_shape(value, shape.value)
        case ((Fields() | Table()), yaml_text.Text(value=value)) if glued := _GLUED.fullmatch(value):
            yield Problem(node.place, "V006", "the name needs a colon and a space", _part(glued))
        case _:
            message = f"here stands {_name_node(node)}, expected is {_name_shape(shape)}"
            item = _DASHED.match(node.value) if isinstance(shape, ListOf) and isinstance(node, yaml_text.Text) else None
            hint = f"begin each item with a hyphen and a space: `- {item[1]}`" if item else _show(shape)
            yield Problem(node.place, "V004", message, hint)


def give_value(node: yaml_text.Node | None) -> Any:
    """Turn a node into plain Python; every scalar stays the text it was."""
    match node:
        case yaml_text.Text():
            return node.value
        case yaml_text.Sequence():
            return [give_value(item) for item in node.items]
        case yaml_text.Mapping():
            return {key.value: give_value(value) for key, value in node.pairs}
    return None


def _judge_text(text: str, shape: Shape) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a text, as code, message and hint."""
    match shape:
        case _ if not text.strip() or text in ("~", "null"):  # YAML's words for nothing
            hint = f"write {_name_shape(shape)}, or delete the line; text that begins with `#` needs quotes"
            yield "V003", "nothing stands after the colon", hint
        case Words(at_most=room) if 0 < room < len(text):
            hint = f"write at most {room}; longer words belong into `note`"
            yield "V014", f"the text has {len(text)} characters", hint
        case Words(markdown=True):
            yield from check_markdown(text)
        case Words(pattern=""):
            pass
        case Words() | Day() | Choice() if text[0] in _CURLY:
            yield "Y010", "curly quotation marks are part of the text here", "write straight ones, or none"
        case Words(pattern=pattern, like=like, rule=rule) if not re.fullmatch(pattern, text):
            hint = f"write it like `{like}`{rule and f': {rule}'}"
            yield "V011", f"`{_cut(text)}` is not what belongs here", _LEAVE if text.casefold() in _NO else hint
        case Number(least=least) if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text) or float(text) < least:
            yield "V013", f"`{_cut(text)}` is not a number of at least {least:g}", f"write, say, `{max(2, least):g}`"
        case Day() if not is_day(f"{text}-01-01"[: max(10, len(text))]):
            yield "V012", f"`{_cut(text)}` is not a date", "write it like `2026-03-14` or `2026-03`"
        case Choice():
            yield from _judge_choice(text, shape)


def _judge_choice(text: str, shape: Choice) -> Iterator[tuple[str, str, str]]:
    options = shape.options
    if now := shape.renamed.get(text):
        yield "V010", f"`{_cut(text)}` has another name now", f"write `{now}`"
    elif options and text not in options:
        hint = did_you_mean(text, options, options if isinstance(options, Mapping) else None)
        if _SEVERAL.search(text):
            hint = "put a comma and a space between several of them"
        yield "V009", f"there is no {shape.kind} `{_cut(text)}`", _LEAVE if text.casefold() in _NO else hint


def _takes_sentences(shape: Words) -> bool:
    return bool(re.fullmatch(shape.pattern or ".*", "several words"))


def _check_list(node: yaml_text.Sequence, shape: ListOf) -> Iterator[Problem]:
    if len(node.items) > shape.at_most:
        message = f"here stand {len(node.items)} items, at most {shape.at_most} are allowed"
        yield Problem(node.place, "V005", message, "remove the least important")
    if not node.items:
        yield Problem(node.place, "V007", "the list is empty", "name something, or delete the line")
    seen = set()
    for item in node.items:
        yield from check_shape(item, shape.item)
        if isinstance(item, yaml_text.Text):
            if item.value in seen and not shape.repeats:
                yield Problem(item.place, "V008", f"`{_cut(item.value)}` stands here twice", "keep one of the two")
            seen.add(item.value)


def _check_fields(node: yaml_text.Mapping, shape: Fields) -> Iterator[Problem]:
    hints = set()
    for key, value in node.pairs:
        if key.value in shape.fields:
            yield from check_shape(value, shape.fields[key.value])
        else:
            glued = _GLUED.fullmatch(key.value)
            if glued and glued[1] in shape.fields:
                hints.add(f"did you mean `{glued[1]}`?")
                yield Problem(key.place, "V006", "the name needs a colon and a space", _part(glued))
                continue
            hints.add(hint := _find_home(key, value, shape))
            yield Problem(key.place, "V001", f"there is no field `{_cut(key.value)}`", hint)
    present = {key.value: key for key, _ in node.pairs}
    for name in shape.required:
        if name not in present and f"did you mean `{name}`?" not in hints:
            yield Problem(node.place, "V002", f"the field `{name}` is missing", f"add a line `{name}: …`")
    for one, other in shape.apart:
        if one in present and other in present:
            yield Problem(present[one].place, "V015", f"`{one}` cannot stand beside `{other}`", "keep one of the two")


def _part(glued: re.Match[str]) -> str:
    """Say how to write a name and a value that were written as one word; behind a bar the text has its own lines."""
    if glued[2][0] in "|>":
        return f"write `{glued[1]}: {glued[2][0]}`, and the text below it, two spaces further in"
    return f"write `{glued[1]}: {_cut(glued[2])}`"


def _find_home(key: yaml_text.Text, value: yaml_text.Node, shape: Fields) -> str:
    """Say what a name may stand for that is none of the fields."""
    homes = [name for name, part in shape.fields.items() if key.value in getattr(part, "fields", ())]
    if homes:
        return f"write it below `{homes[0]}:`"
    tables = [name for name, part in shape.fields.items() if isinstance(part, Table)]
    if tables and key.value.count("-") > 1:
        return f"if it is an id, write it below `{tables[0]}:`, two spaces further in"
    if isinstance(value, yaml_text.Mapping) and key.value.count("-") > 1:
        return "if it is an id, begin its line without spaces"
    return did_you_mean(key.value, shape.fields.keys())


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"


def _name_node(node: yaml_text.Node) -> str:
    match node:
        case yaml_text.Text():
            return f"the text `{_cut(node.value)}`" if node.value else "nothing"
        case yaml_text.Sequence():
            return "a list"
    return "a group of fields"


def _name_shape(shape: Shape) -> str:
    match shape:
        case Words():
            return "text"
        case Number():
            return "a number"
        case Day():
            return "a date"
        case Choice(kind=kind):
            return f"the id of a {kind}"
        case ListOf():
            return "a list"
    return "a group of fields"


def _show(shape: Shape) -> str:
    match shape:
        case ListOf():
            return "write `[one, other]`, or each item on a line of its own, after `- `"
        case Fields(fields=fields):
            return f"write lines of the form `name: value`, without `- `; the names are: {', '.join(fields)}"
        case Table():
            return "write lines of the form `name: value`, without `- `"
        case Words(markdown=True):
            return "for text of several lines write `|` after the colon, and all of it below, two spaces further in"
    return "write one value after the colon; text that contains `: ` needs quotes"
