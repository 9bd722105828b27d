"""Makes the form for corrections out of the vocabulary, so that the form cannot ask for what the checks refuse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from digest.nouns import FormField
from digest.shapes import Choice, Day, Fields, ListOf, Number, Shape, Words

_DAY = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_LONG = frozenset(("abstract", "note"))


def make_form(override: Fields) -> tuple[FormField, ...]:
    """Give the fields of the form in the order of the vocabulary; one of a group is called `group.name`."""
    apart: dict[str, list[str]] = defaultdict(list)
    for one, other in override.apart:
        apart[one].append(other)
    return tuple(
        replace(field, apart=tuple(apart[name]))
        for name, shape in override.fields.items()
        for field in _make_fields(name, shape)
    )


def _make_fields(name: str, shape: Shape) -> Iterator[FormField]:
    match shape:
        case Words():
            kind = "text" if name in _LONG else "line"
            yield FormField(name, kind, shape.help, shape.pattern, shape.like, shape.at_most)
        case Number():
            yield FormField(name, "line", shape.help, r"[0-9]{1,6}(\.[0-9]{1,6})?", "1")
        case Day():
            yield FormField(name, "line", shape.help, _DAY, "2026-03-14")
        case ListOf(item=Choice() as item):
            named = item.options if isinstance(item.options, Mapping) else {id: id for id in item.options}
            yield FormField(name, "choices", shape.help, at_most=min(shape.at_most, 3), options=tuple(named.items()))
        case ListOf(item=Words() as item):
            yield FormField(name, "lines", shape.help, item.pattern, item.like)
        case Fields():
            needed = next((f"{name}.{inner}" for inner in shape.required), "")
            for inner, part in shape.fields.items():
                fields = _make_fields(f"{name}.{inner}", part)
                yield from (replace(field, needs="" if field.name == needed else needed) for field in fields)
