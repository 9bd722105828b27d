"""Follows names that lead to names, however long the chains are."""

from __future__ import annotations

from collections.abc import Mapping


def find_ends(leads_to: Mapping[str, str]) -> dict[str, str]:
    """Give for each name the one at the end of its chain; nothing where the chain goes in a circle."""
    ends: dict[str, str] = {}
    for start in leads_to:
        passed: dict[str, None] = {}
        name = start
        while name in leads_to and name not in ends and name not in passed:
            passed[name] = None
            name = leads_to[name]
        ends |= dict.fromkeys(passed, "" if name in passed else ends.get(name, name))
    return ends
