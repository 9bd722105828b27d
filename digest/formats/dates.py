"""Reads dates as pages print them; a date without year takes a year only where one is given."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PRINTED = re.compile(
    r"(?:Published on |Published |Submitted on )?"
    rf"({'|'.join(_MONTHS)})[a-z]{{0,6}}\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:, ?(\d{{4}}))?"
)
_STATED = re.compile(
    rf"(?:(?:(?P<before>\d{{1,2}}) )?(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?,? )?(?P<year>\d{{4}})"
    r"(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")


def match_date(text: str) -> re.Match[str] | None:
    """Find a printed date (`Mar 8, 2024`, `Published on May 29`) at the very start of a text."""
    return _PRINTED.match(text)


def is_date(text: str) -> bool:
    """Say whether the text is a printed date and nothing else."""
    return _PRINTED.fullmatch(text) is not None


def is_day(text: str) -> bool:
    """Say whether the text is a date with its day, however it is written, and nothing else."""
    found = _STATED.fullmatch(text)
    return is_date(text) or (found is not None and (found["day"] or found["before"]) is not None)


def read_date(text: str, year: int | None = None) -> str:
    """Give the printed date that the text begins with as ISO; empty without a year or when there is no such day."""
    found = match_date(text)
    if not found:
        return ""
    stated = int(found[3]) if found[3] else year
    return make_date(stated, _MONTHS.index(found[1]) + 1, int(found[2])) if stated else ""


def read_iso(text: str) -> str:
    """Give the ISO date that a text begins with, or nothing."""
    found = _ISO.match(text.strip())
    return make_date(int(found[1]), int(found[2]), int(found[3])) if found else ""


def read_stated(text: str) -> str:
    """Give what a field states as its date, as ISO, or nothing: `2024-05-06`, `5 March 2024`, `2024/05`, `2024`."""
    whole = read_iso(text) or read_date(text)
    found = None if whole else _STATED.fullmatch(text.strip())
    if not found:
        return whole
    month = found["month"] or (_MONTHS.index(found["name"][:3].title()) + 1 if found["name"] else 0)
    day = make_date(int(found["year"]), int(month or 1), int(found["day"] or found["before"] or 1))
    return day[: 10 if found["day"] or found["before"] else 7 if month else 4]


def make_date(year: int, month: int, day: int) -> str:
    """Give a date as ISO, or nothing where the calendar has no such day."""
    try:
        return date(year, month, day).isoformat() if year > 1900 else ""
    except ValueError:
        return ""
