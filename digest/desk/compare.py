"""Says what a change does: what differs between two digests, as Markdown for the people who look at the change.

Where there is more than fits, every kind of change keeps its heading, its number and its first lines.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from digest.desk.differences import KINDS, Kind
from digest.desk.markdown_text import choose, count
from digest.desk.sides import pair_sides

MAX_LINES = 200
FLOOR = 6  # lines that a kind keeps however much those before it have to say

_Section = tuple[Kind, Sequence[str]]


def compare(base: Mapping[str, Any], head: Mapping[str, Any]) -> list[str]:
    """Say in Markdown lines what differs between two parsed `papers.json`, at most `MAX_LINES`; nothing if nothing."""
    pair = pair_sides(base, head)
    sections = [(kind, found) for kind in KINDS if (found := list(kind.find(pair)))]
    lines = [_summarize(sections)] if sections else []
    for section, room in zip(sections, _share_lines(sections), strict=True):
        lines += _write_section(section, room)
    return lines


def _summarize(sections: Sequence[_Section]) -> str:
    """Say all numbers in one line; a noun stands once for all that follow it."""
    groups = []
    for noun, group in itertools.groupby(sections, key=lambda section: section[0].noun):
        (first, number), *rest = ((kind, len(found)) for kind, found in group)
        words = [
            f"{count(number, noun)} {choose(number, first.verb)}",
            *(count(size, kind.verb) for kind, size in rest),
        ]
        groups.append(", ".join(words))
    return f"**{'; '.join(groups)}**"


def _share_lines(sections: Sequence[_Section]) -> list[int]:
    """Give every section a few lines, and what is left to the most important ones."""
    needs = [min(len(found), kind.most) for kind, found in sections]
    spare = MAX_LINES - 1 - sum(3 + min(need, FLOOR) for need in needs)
    rooms = []
    for need in needs:
        more = min(max(need - FLOOR, 0), spare)
        spare -= more
        rooms.append(min(need, FLOOR) + more)
    return rooms


def _write_section(section: _Section, room: int) -> list[str]:
    kind, found = section
    shown = found if len(found) <= room else found[: room - 1]
    lines = ["", f"### {kind.heading} ({len(found):,})", "", *(f"- {line}" for line in shown)]
    return lines if len(shown) == len(found) else [*lines, f"- … and {len(found) - len(shown):,} more"]
