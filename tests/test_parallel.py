"""Whoever does the work, and however many do it, its results are the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digest.parallel import Workers, cut_evenly


def add_up(whole: list[int], piece: range) -> int:
    return sum(whole[at] for at in piece)


def refuse(_whole: object, piece: int) -> int:
    raise ValueError(piece)


NUMBERS = [number * number for number in range(100)]
PIECES = cut_evenly(len(NUMBERS), 7)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_processes(jobs: int) -> None:
    """One process and several give the same, in order."""
    assert [add_up(NUMBERS, piece) for piece in PIECES] == list(Workers(jobs).map(add_up, NUMBERS, PIECES))


def test_executor(tmp_path: Path) -> None:
    """Any executor does it too, and nothing stays in the folder that it shares."""
    with ThreadPoolExecutor(3) as executor:
        done = list(Workers(1, executor, tmp_path).map(add_up, NUMBERS, PIECES))
    assert [add_up(NUMBERS, piece) for piece in PIECES] == done
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_fault_comes_back(jobs: int) -> None:
    """What a piece of work raises is raised here."""
    with pytest.raises(ValueError, match="0"):
        list(Workers(jobs).map(refuse, None, range(9)))


def test_pieces() -> None:
    """Every number lies in one piece."""
    assert list(range(100)) == [number for piece in PIECES for number in piece]
    assert [] == cut_evenly(0, 7)
