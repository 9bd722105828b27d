"""Which lists the schedule asks for on a day."""

from __future__ import annotations

import pytest

from digest.days import name_last_week
from digest.network.fetch import Kind, Wanted
from digest.network.periods import MOST, find_gap, is_weekend, list_wanted


@pytest.mark.parametrize(
    ("kind", "today", "files", "wanted"),
    [
        ("daily", "2026-03-15", [], ["2026-03-14"]),
        ("daily", "2026-03-15", ["daily-2026-03-14.json"], ["2026-03-14"]),
        ("daily", "2026-03-15", ["daily-2026-03-11.json"], ["2026-03-12", "2026-03-13", "2026-03-14"]),
        ("daily", "2026-03-01", ["daily-2026-02-27-page-2.json"], ["2026-02-28"]),
        ("daily", "2026-03-15", ["daily-2026-04-01.json"], ["2026-03-14"]),
        ("daily", "2026-03-15", ["daily-2026-99-99.json", "week-2026-W10.json", "x.txt"], ["2026-03-14"]),
        ("week", "2026-03-16", [], ["2026-W11"]),
        ("week", "2026-03-17", ["week-2026-W11.json"], ["2026-W11", "2026-W12"]),
        ("week", "2026-01-02", ["week-2025-W52.json"], ["2025-W52", "2026-W01"]),
        ("week", "2026-03-18", ["week-2026-W12.json"], ["2026-W12"]),
        ("month", "2026-03-01", [], ["2026-02"]),
        ("month", "2026-03-02", ["month-2025-12.json"], ["2025-12", "2026-01", "2026-02", "2026-03"]),
    ],
)
def test_what_is_wanted(kind: Kind, today: str, files: list[str], wanted: list[str]) -> None:
    """Whole days since the last one; the last week or month again, for it had not ended; odd names are nothing."""
    assert [Wanted(kind, value) for value in wanted] == list_wanted(kind, today, files)
    assert "" == find_gap(kind, list_wanted(kind, today, files), files)


@pytest.mark.parametrize(
    ("kind", "file", "gap"),
    [
        ("daily", "daily-2026-01-05.json", "2026-01-05 and 2026-03-05"),
        ("week", "week-2025-W01.json", "2025-W01 and 2026-W02"),
        ("month", "month-2024-01.json", "2024-01 and 2025-06"),
    ],
)
def test_after_a_long_time(kind: Kind, file: str, gap: str) -> None:
    """The newest ten are asked for, and between which two others are missing is said."""
    wanted = list_wanted(kind, "2026-03-15", [file])
    assert MOST == len(wanted)
    assert gap == find_gap(kind, wanted, [file])


def test_weekends() -> None:
    """Only lists of single days can be those of a weekend."""
    wanted = [Wanted("daily", "2026-03-13"), Wanted("daily", "2026-03-14"), Wanted("week", "2026-W11")]
    assert [False, True, False] == [is_weekend(one) for one in wanted]


@pytest.mark.parametrize(
    ("day", "week"),
    [("2026-03-15", "2026-W10"), ("2026-03-16", "2026-W11"), ("2026-03-21", "2026-W11"), ("2026-01-01", "2025-W52")],
    ids=["Sunday", "Monday", "Saturday", "New Year"],
)
def test_the_last_week_is_over(day: str, week: str) -> None:
    """A week is over once its Sunday is."""
    assert week == name_last_week(day)
