"""What answered at the addresses that the site leads to, in `site_src/health.jsonl`, and which are gone for good.

One line an address, sorted, so that a change can be reviewed. `python build.py links` writes it; a build only reads it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path

from digest.days import count_days, is_day
from digest.nouns import Health, Place, Problem
from digest.records import read_written

FILE = "health.jsonl"
# Only these say that something is not there; refusals, pauses and faults of a server may be about us, or about today.
ABSENT = frozenset(("404", "410", "no such host"))
# A link is lastingly gone when it was absent so many times, the last so many days after the first.
LEAST_TIMES, LEAST_DAYS = 3, 7
# After how many days an address is looked at again: one that answered, and one that did not.
AGAIN_GOOD, AGAIN_BAD = 14, 2


def read_health(folder: Path) -> tuple[dict[str, Health], list[Problem]]:
    """Read what is known, by address; `folder` is `site_src`, and a line that is not as it should be is a problem."""
    name = f"site_src/{FILE}"
    hint = "take back the last change to the file, or remove the line"
    text, problems = read_written(folder / FILE, name, hint)
    if text is None:
        return {}, problems
    known: dict[str, Health] = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text.strip() else (), 1):
        url, health = _read_line(line)
        if health is None or url in known:
            problems.append(Problem(Place(name, number), "R016", "the line is not as `links` writes it", hint))
        else:
            known[url] = health
    return known, problems


def format_health(known: Mapping[str, Health]) -> bytes:
    """Write what is known as the text of its file: the same always gives the same bytes."""
    lines = []
    for url, health in sorted(known.items()):
        said = {name: value for name, value in asdict(health).items() if value}
        lines.append(json.dumps({"url": url, **said}, ensure_ascii=False) + "\n")
    return "".join(lines).encode()


def remember(known: Health | None, day: str, answer: str) -> Health:
    """Add what answered on a day: a good answer ends an absence, what says nothing certain leaves it as it was."""
    before = known or Health(day, answer)
    if is_good(answer):
        return Health(day, answer)
    if answer not in ABSENT:
        return Health(day, answer, before.first, before.last, before.times)
    return Health(day, answer, before.first or day, day, before.times + (before.last != day))


def is_good(answer: str) -> bool:
    """Whether an answer is a page."""
    return answer.startswith("2") and answer.isdecimal()


def is_gone(health: Health) -> bool:
    """Whether an address has been absent so often, and for so long, that somebody should mend the link."""
    return health.times >= LEAST_TIMES and count_days(health.first, health.last) >= LEAST_DAYS


def choose_due(addresses: Collection[str], known: Mapping[str, Health], day: str) -> list[str]:
    """Choose whom to ask today: first who did not answer, then who was never asked, then who was asked longest ago.

    Before them comes somebody who answered the last time, by whom a dead link is told from a dead network.
    """
    due = [url for url in sorted(addresses) if url not in known or _is_due(known[url], day)]
    due.sort(key=lambda url: _rank(known.get(url)))
    proof = next((url for url in sorted(addresses) if url in known and is_good(known[url].answer)), "")
    return [proof, *(url for url in due if url != proof)] if proof and due else due


def _is_due(health: Health, day: str) -> bool:
    return count_days(health.asked, day) >= (AGAIN_GOOD if is_good(health.answer) else AGAIN_BAD)


def _rank(health: Health | None) -> tuple[int, str]:
    if health is None:
        return 1, ""
    return (2 if is_good(health.answer) else 0), health.asked


def _read_line(line: str) -> tuple[str, Health | None]:
    """Read the address and what is known of it; nothing, where the line is not as it should be."""
    try:
        said = json.loads(line)
        url, health = said.pop("url"), Health(**said)
        texts = (url, health.asked, health.answer, health.first, health.last)
        fine = all(isinstance(text, str) for text in texts) and isinstance(health.times, int)
        days = [health.asked, *filter(None, (health.first, health.last))]
        fine = (
            fine and bool(url and health.answer) and all(map(is_day, days)) and bool(health.first) == (health.times > 0)
        )
        fine = fine and bool(health.first) == bool(health.last) and health.first <= health.last
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        fine = False
    return (url, health) if fine else ("", None)
