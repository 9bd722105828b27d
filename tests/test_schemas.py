"""The schemas that help while typing, and the checks that decide, say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from digest.desk.schemas import make_schema
from digest.shapes import Choice, Day, Fields, ListOf, Number, Shape, Table, Words, check_shape, give_value
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
from digest.yaml_text import parse_yaml
from tests.conftest import Built

ROOT = Path(__file__).parent.parent
PAPERS = ("bread-rises", "kite-tails")
OVERRIDE = shape_override(("kites", "tides"), {"flyers": "kites"}, ("000_a", "001_b"))
SHAPES: dict[str, Shape] = {
    "editions": shape_editions(("a.txt", "b.txt")),
    "links": HOSTS,
    "list": shape_list(PAPERS),
    "overrides": shape_overrides(OVERRIDE, PAPERS),
    "redirects": REDIRECTS,
    "services": shape_services(),
    "site": SITE,
    "topics": TOPICS,
}
SCHEMAS = {name: jsonschema.Draft7Validator(make_schema(shape, {})) for name, shape in SHAPES.items()}

# What belongs to one shape and what does not; a shape without an example of its own takes any words.
GOOD_DAYS, BAD_DAYS = ("2026", "2026-03", "2026-03-14"), ("14.3.2026", "soon", "2026-3", "26")
GOOD_NUMBERS, BAD_NUMBERS = ("3", "4.5"), ("three", "3,5", "")


def give_good(shape: Shape) -> Any:
    """Give a value that a shape allows, with all its fields that may stand together."""
    match shape:
        case Words(like=like):
            return like or "some words"
        case Number(least=least):
            return str(max(3, int(least) + 1))
        case Day():
            return "2026-03-14"
        case Choice(options=options):
            return next(iter(options), "any")
        case ListOf(item=item):
            return [give_good(item)]
        case Fields(fields=fields, apart=apart):
            left_out = {one for one, _ in apart}
            return {name: give_good(inner) for name, inner in fields.items() if name not in left_out}
        case Table(key=key, value=value):
            return {give_good(key): give_good(value)}


def give_bad(shape: Shape) -> Iterator[Any]:
    """Yield values that a shape does not allow: of another kind, empty, against its pattern, too many, unknown."""
    good = give_good(shape)
    yield {"x": "y"} if not isinstance(shape, Fields | Table) else "words"
    match shape:
        case Words(pattern=pattern, at_most=at_most):
            yield from ["", *(["<>"] if pattern else []), *(["x" * (at_most + 1)] if at_most else [])]
        case Number():
            yield from BAD_NUMBERS
        case Day():
            yield from BAD_DAYS
        case Choice(options=options, renamed=renamed):
            yield from [*(["nothing-like-it"] if options else []), *renamed]
        case ListOf(item=item, repeats=repeats):
            yield from [[], *([] if repeats else [[good[0], good[0]]]), *([bad] for bad in give_bad(item))]
        case Fields(fields=fields, required=required, apart=apart):
            yield good | {"no_such_field": "x"}
            yield from ({name: value for name, value in good.items() if name != one} for one in required)
            yield from (good | {one: give_good(fields[one])} for one, _ in apart)
            yield from (good | {name: bad} for name in good for bad in give_bad(fields[name]))
        case Table(key=key, value=value):
            yield from ({bad: give_good(value)} for bad in give_bad(key) if isinstance(bad, str) and bad)
            yield from ({give_good(key): bad} for bad in give_bad(value))


def judge(name: str, value: Any) -> tuple[bool, bool]:
    """Say whether the checks and the schema allow a value, both given the same YAML."""
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    node, problems = parse_yaml(text, "x.yml")
    allowed = not [*problems, *check_shape(node, SHAPES[name])]
    return allowed, SCHEMAS[name].is_valid(give_value(node))


@pytest.mark.parametrize("name", SHAPES)
def test_good_files_are_good_to_both(name: str) -> None:
    """A file with every field is allowed by the checks and by the schema."""
    assert (True, True) == judge(name, give_good(SHAPES[name]))


@pytest.mark.parametrize("name", SHAPES)
def test_bad_files_are_bad_to_both(name: str) -> None:
    """A file with one fault of any kind anywhere is refused by the checks and by the schema."""
    found = [(value, judge(name, value)) for value in give_bad(SHAPES[name])]
    assert len(found) >= 5
    assert [] == [(value, verdict) for value, verdict in found if any(verdict)]


@pytest.mark.parametrize("day", GOOD_DAYS)
@pytest.mark.parametrize("load", [yaml.safe_load, lambda text: {"bread-rises": {"date": text.split("date: ")[1]}}])
def test_what_an_editor_takes_for_a_number(day: str, load: Any) -> None:
    """A year, an arXiv id or `no` is good to the schema although an editor's program reads no text there."""
    value = load(f"bread-rises: {{title: no, date: '{day}'}}") if load is yaml.safe_load else load(f"date: {day}")
    assert SCHEMAS["overrides"].is_valid(value)
    assert SCHEMAS["overrides"].is_valid({"bread-rises": {"date": 2026, "title": False, "links": {"arxiv": 2503.0213}}})


def test_schemas_are_schemas() -> None:
    """Every schema keeps to draft 7, which editors' programs know."""
    for validator in SCHEMAS.values():
        jsonschema.Draft7Validator.check_schema(validator.schema)


def test_the_real_files_are_good(real_built: Built) -> None:
    """The schemas of the repository allow its files, are fresh, and each file names its own in the first line.

    What editors add in folders may do without.
    """
    source = real_built.source / "site_src"
    for path in sorted(source.rglob("*.yml")):
        head = path.read_text(encoding="utf-8").partition("\n")[0]
        prefix = "# yaml-language-server: $schema="
        if path.parent != source and not head.startswith(prefix):
            continue
        assert head.startswith(prefix), path
        schema = json.loads((path.parent / head.removeprefix(prefix)).read_bytes())
        node, _ = parse_yaml(path.read_text(encoding="utf-8"), path.name)
        jsonschema.validate(give_value(node), schema, cls=jsonschema.Draft7Validator)
    result = real_built.build("check")
    assert "schemas" not in result.stderr, "run `python build.py schemas`"


def test_papers_and_topics_are_choices() -> None:
    """Ids of papers come with their titles, and ids of topics as choices."""
    schema = json.loads((ROOT / "site_src/schemas/overrides.json").read_bytes())
    galore = "galore-memory-efficient-llm-training-by-gradient-low-rank-projection"
    assert schema["properties"][galore]["description"].startswith("GaLore: Memory-Efficient")
    topics = schema["definitions"]["value"]["properties"]["topics"]["items"]["enum"]
    assert "optimization" in topics


def test_old_schemas_are_mentioned(tiny) -> None:
    """A build says when the schemas do not know a paper yet, and `schemas` renews it."""
    assert re.search(r"schemas/: \d+ renewed$", tiny.build("schemas").stdout)
    assert "" == tiny.build("check").stderr
    (tiny.source / "seeds/d.txt").write_text("A New Paper\nIts abstract is here. It is not long, but long enough.\n")
    assert "`python build.py schemas` renews it" in tiny.build("check").stderr
    tiny.build("schemas")
    assert "" == tiny.build("check").stderr
