"""Compares what would be published with what is: nothing may be lost that nobody has explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digest.desk.sides import follow, pair_sides, sort_by_title

State = Mapping[str, Any]  # a parsed papers.json


def is_state(data: object) -> bool:
    """Whether this is a whole `papers.json`, fit to be compared."""
    if not isinstance(data, dict) or not isinstance(data.get("papers"), list):
        return False
    try:
        pair_sides(data, data)
        return all(isinstance(paper["title"], str) and isinstance(paper["url"], str) for paper in data["papers"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def find_lost(base: State, head: State) -> Sequence[Mapping[str, Any]]:
    """Give the papers that are gone: not hidden by an override, not led elsewhere by a redirect."""
    pair = pair_sides(base, head)
    gone = sort_by_title(pair.before.papers.keys() - pair.after.known.keys(), pair.before)
    return [paper for paper in gone if not follow(f"papers/{paper['id']}/", pair.after)]


def find_new(base: State, head: State) -> Sequence[Mapping[str, Any]]:
    """Give the papers that were not there before, by title."""
    pair = pair_sides(base, head)
    return sort_by_title(pair.after.papers.keys() - pair.before.known.keys(), pair.after)
