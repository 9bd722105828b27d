"""Makes JSON Schemas of editors' files out of the very shapes that check them, for completion and help while typing.

Draft 7, which is what the YAML language server knows. An editor's program reads `2503.02130` as a number and `no` as a
word or as false, where the checks only see text; so every text may be a number or a truth value too, and only what it
reads as text is held to patterns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from digest.addresses import edition_id
from digest.nouns import Curation, Paper
from digest.shapes import Choice, Day, Fields, ListOf, Number, Shape, Table, Words
from digest.vocabulary import (
    HOSTS,
    REDIRECTS,
    SITE,
    TOPICS,
    shape_editions,
    shape_list,
    shape_override,
    shape_overrides,
    shape_services,
)
from digest.words import Phrase, shape_words

FOLDER = "schemas"
_TEXT = ["string", "number", "boolean"]
_DAY = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"

Schema = dict[str, Any]


def make_schemas(
    curation: Curation, files: Sequence[str], papers: Mapping[str, Paper], phrases: Mapping[str, Phrase]
) -> Iterator[tuple[str, Schema]]:
    """Yield the name of each schema's file, and the schema.

    `files` are the dumps, `papers` all ids that lead to a paper, `phrases` the words of the interface.
    """
    topics = [topic.id for topic in curation.topics]
    renamed = {alias: topic.id for topic in curation.topics for alias in topic.aliases}
    override = shape_override(topics, renamed, [edition_id(file) for file in files])
    titles = {id: paper.title for id, paper in sorted(papers.items())}
    shapes: dict[str, tuple[Shape, Mapping[str, str]]] = {
        "editions": (shape_editions(files), {}),
        "links": (HOSTS, {}),
        "list": (shape_list(titles), titles),
        "overrides": (shape_overrides(override, titles), titles),
        "redirects": (REDIRECTS, {}),
        "services": (shape_services(), {}),
        "site": (SITE, {}),
        "topics": (TOPICS, {}),
        "words": (shape_words(phrases), {}),
    }
    for name, (shape, described) in shapes.items():
        head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": name.capitalize()}
        yield f"{name}.json", head | make_schema(shape, described)


def is_written(schema: Schema, path: Path) -> bool:
    """Say whether a file holds this schema, in whatever form."""
    try:
        return path.is_file() and bool(
            json.loads(path.read_bytes()) == schema
        )  # to write it for comparing takes twenty times as long
    except (OSError, ValueError, RecursionError):
        return False


def write_schema(schema: Schema) -> bytes:
    """Write a schema for a file."""
    return f"{json.dumps(schema, ensure_ascii=False, indent=1)}\n".encode("utf-8", "replace")


def make_schema(shape: Shape, described: Mapping[str, str]) -> Schema:
    """Make the schema of a shape; `described` says what the names of a table are, such as the titles of papers."""
    return {"description": shape.help} | _make_rules(shape, described)


def _make_rules(shape: Shape, described: Mapping[str, str]) -> Schema:
    match shape:
        case Words():
            return {"type": _TEXT, **_make_pattern(shape)}
        case Number(least=least):
            return {"type": ["number", "string"], "minimum": least, "pattern": r"^[0-9]{1,6}(\.[0-9]{1,6})?$"}
        case Day():
            return {"type": ["string", "integer"], "pattern": _DAY, "minimum": 1000, "maximum": 9999}
        case Choice(options=options):
            return {"enum": list(options)} if options else {"type": _TEXT}
        case ListOf(item=item, at_most=at_most, repeats=repeats):
            items = make_schema(item, described)
            return {"type": "array", "items": items, "minItems": 1, "maxItems": at_most, "uniqueItems": not repeats}
        case Fields():
            return _make_fields(shape, described)
        case Table():
            return _make_table(shape, described)


def _make_pattern(shape: Words) -> Schema:
    rules = {
        "minLength": 1,
        "pattern": shape.pattern and f"^(?:{shape.pattern})$",
        "maxLength": shape.at_most,
        "examples": shape.like and [shape.like],
    }
    return {name: rule for name, rule in rules.items() if rule}


def _make_fields(shape: Fields, described: Mapping[str, str]) -> Schema:
    rules = {
        "type": ["object", "null"] if shape.may_be_empty else "object",
        "properties": {name: make_schema(inner, described) for name, inner in shape.fields.items()},
        "additionalProperties": False,
        "required": list(shape.required),
        "allOf": [{"not": {"required": list(pair)}} for pair in shape.apart],
    }
    return {name: rule for name, rule in rules.items() if rule != []}


def _make_table(shape: Table, described: Mapping[str, str]) -> Schema:
    """Make the schema of a table: where the names are known each is a choice, else they are held to their pattern."""
    value = make_schema(shape.value, described)
    if isinstance(shape.key, Choice) and shape.key.options:
        shared = isinstance(shape.value, Fields)  # long ones are said once; such tables are whole files
        rules = {"allOf": [{"$ref": "#/definitions/value"}]} if shared else value
        named = {key: rules | {"description": described.get(key, shape.key.help)} for key in shape.key.options}
        made = {"type": "object", "properties": named, "additionalProperties": False}
        return made | ({"definitions": {"value": value}} if shared else {})
    names = make_schema(shape.key, described)
    return {"type": "object", "propertyNames": names, "additionalProperties": value}
