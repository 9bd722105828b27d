"""Says which lists of papers are to be asked for on a day: those that came since the last one that was saved."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence

from digest.days import name_week
from digest.network.fetch import Kind, Wanted, check_wanted

MOST = 10  # lists that are asked for at once; who was away longer decides what to do about the rest
_SATURDAY = 5
_DAY = datetime.timedelta(days=1)


def list_wanted(kind: Kind, today: str, files: Iterable[str]) -> list[Wanted]:
    """Give what to ask for on a day (ISO), oldest first; `files` are the names of the dumps there are.

    The list of a day is whole when the day is over. That of a week or month grows until then, so the last one that
    was saved is asked for again.
    """
    last = datetime.date.fromisoformat(today) - _DAY
    now = _name_period(kind, last)
    saved = _find_last(kind, files)
    periods = [now]
    while saved and periods[-1] > saved and len(periods) < MOST:
        last -= _DAY
        if (name := _name_period(kind, last)) != periods[-1]:
            periods.append(name)
    if kind == "daily":
        periods = [name for name in periods if name > saved] or [now]
    return [Wanted(kind, name) for name in reversed(periods)]


def find_gap(kind: Kind, wanted: Sequence[Wanted], files: Iterable[str]) -> str:
    """Say between which two lists others are missing, if any are; nothing if none."""
    saved, first = _find_last(kind, files), wanted[0].value
    first_day = datetime.date.fromisoformat(first + {"week": "-1", "month": "-01"}.get(kind, ""))
    return f"{saved} and {first}" if saved and saved < _name_period(kind, first_day - _DAY) else ""


def is_weekend(wanted: Wanted) -> bool:
    """Whether it is the list of a Saturday or Sunday, on which the service lists nothing."""
    return wanted.kind == "daily" and datetime.date.fromisoformat(wanted.value).weekday() >= _SATURDAY


def _name_period(kind: Kind, day: datetime.date) -> str:
    if kind == "week":
        return name_week(day.isoformat())
    return f"{day:%Y-%m}" if kind == "month" else day.isoformat()


def _find_last(kind: Kind, files: Iterable[str]) -> str:
    found = (re.fullmatch(rf"{kind}-([0-9W-]+?)(-page-[0-9]+)?\.json", file) for file in files)
    return max((one[1] for one in found if one and not check_wanted(Wanted(kind, one[1]))), default="")
