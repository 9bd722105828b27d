"""Days and weeks of the calendar as text: 2026-03-14, 2026-W11."""

from __future__ import annotations

import datetime
import re

_FETCHED = re.compile(r"(daily|week|month)-([0-9]{4}-[0-9W]{2,3}(?:-[0-9]{2})?)(?:-page-[0-9]+)?\.json")
_FIRST = {"daily": "", "week": "-1", "month": "-01"}


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar."""
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None and _is_there(text)


def is_week(text: str) -> bool:
    """Whether a text is a week of the calendar."""
    return re.fullmatch(r"[0-9]{4}-W[0-9]{2}", text) is not None and _is_there(f"{text}-1")


def _is_there(day: str) -> bool:
    try:
        datetime.date.fromisoformat(day)
    except ValueError:
        return False
    return True


def find_day(file: str) -> str:
    """Give the first day of the list that a fetched file holds, by its name: `week-2026-W12.json`; else nothing."""
    found = _FETCHED.fullmatch(file)
    first = found[2] + _FIRST[found[1]] if found else ""
    return datetime.date.fromisoformat(first).isoformat() if first and _is_there(first) else ""


def name_week(day: str) -> str:
    """Name the week of a day."""
    year, week, _ = datetime.date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02}"


def name_last_week(day: str) -> str:
    """Name the last week that is over on a day: a week ends with its Sunday."""
    date = datetime.date.fromisoformat(day)
    return name_week((date - datetime.timedelta(date.isoweekday())).isoformat())


def count_days(first: str, last: str) -> int:
    """Count the days from one to another."""
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days
