"""Reads `overrides/`: what editors say about single papers. Whether those exist is checked when they are known."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.nouns import Override, Pin, Place, Problem
from digest.outlinks import make_link
from digest.shapes import Fields, give_value
from digest.sources import list_files, read_shaped
from digest.vocabulary import shape_overrides
from digest.yaml_text import Mapping, Node, Sequence, Text

FOLDER = "overrides"
_LINES = {"title", "summary"}


def read_overrides(folder: Path, shape: Fields) -> tuple[dict[str, Override], list[Problem]]:
    """Read all overrides, by paper id; `shape` is that of one of them."""
    overrides: dict[str, Override] = {}
    problems: list[Problem] = []
    for path in list_files(folder, FOLDER, ".yml", problems):
        node, found = read_shaped(folder, f"{FOLDER}/{path.name}", shape_overrides(shape))
        problems += found
        pairs = node.pairs if isinstance(node, Mapping) else ()
        cut = any(problem.code == "F010" for problem in found)  # then not all of them were looked at
        ends = [*(key.place.line for key, _ in pairs[1:]), math.inf]
        for (key, value), end in zip(pairs, ends, strict=False):
            if key.value in shape.fields:
                message = f"`{key.value}` stands where the id of a paper belongs"
                hint = "write the id and a colon on a line above, and indent this line by two spaces"
                problems = [problem for problem in problems if problem.place != value.place]
                problems.append(Problem(key.place, "P002", message, hint))
                continue
            if first := overrides.get(key.value):
                message = f"`{key.value}` has an override already, in {first.place}"
                problems.append(Problem(key.place, "P003", message, "join the two there"))
                continue
            clean = not cut and not any(key.place.line <= problem.place.line < end for problem in found)
            overrides[key.value] = _make_override(key, value, clean=clean)
            problems += _check_override(value)
    return overrides, problems


def _check_override(node: Node) -> Iterator[Problem]:
    """Find topics that one override both adds and removes."""
    if not isinstance(node, Mapping):
        return
    lists = (node.get(name) for name in ("add_topics", "remove_topics"))
    added, removed = (give_value(one) if isinstance(one, Sequence) else () for one in lists)
    for topic in added:
        if topic in removed:
            place = next(key.place for key, _ in node.pairs if key.value == "add_topics")
            yield Problem(place, "V016", f"`{topic}` is both added and removed", "remove it from one of the lists")


def _make_override(key: Text, node: Node, clean: bool) -> Override:
    """Make the override; one with problems only holds its name, since nothing will be built of it."""
    if not clean or not isinstance(node, Mapping):
        return Override(key.value, key.place)
    said: dict[str, Any] = give_value(node)
    links = tuple(make_link(kind, value) for kind, value in said.pop("links", {}).items())
    split = tuple(Place(*_parse_entry(entry)) for entry in said.pop("split", ()))
    pin = said.pop("pin", None)
    said = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    said |= {name: " ".join(said[name].split()) for name in _LINES & said.keys()}  # as `|` may have broken them
    if pin:
        said["pin"] = Pin(float(pin["order"]), pin.get("until", ""))
    places = {name.value: value.place for name, value in node.pairs}
    return Override(key.value, key.place, links=links, split=split, places=places, **said)


def _parse_entry(text: str) -> tuple[str, int]:
    file, _, line = text.rpartition(":")
    return file, int(line)
