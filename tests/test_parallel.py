"""Whoever does the work, and however many do it, its results are the same."""

from __future__ import annotations

import multiprocessing.queues
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digest import exports
from digest.parallel import WorkerLostError, Workers, cut_evenly
from tests.conftest import ROOT, Built, build_well, read_all, run_program


def add_up(whole: list[int], piece: range) -> int:
    return sum(whole[at] for at in piece)


def refuse(_whole: object, piece: int) -> int:
    raise ValueError(piece)


def is_deaf(_whole: object, _piece: int) -> bool:
    return signal.getsignal(signal.SIGINT) == signal.SIG_IGN


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


def test_an_interrupt_waits_for_nobody() -> None:
    """Who interrupts has the prompt back at once, whatever the workers are at, and these say nothing."""
    work = "def rest(whole, piece):\n    print(flush=True)\n    time.sleep(60)\n"
    program = f"import time\nfrom digest.parallel import Workers\n{work}list(Workers(2).map(rest, None, range(9)))"
    begun = subprocess.PIPE
    with run_program([sys.executable, "-c", program], cwd=ROOT, stdout=begun, stderr=begun, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert 1 == said.count("KeyboardInterrupt")


def test_an_interrupt_that_is_ignored() -> None:
    """Below `nohup` neither the build nor its workers are interrupted."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert [True, True] == list(Workers(2).map(is_deaf, None, range(2)))
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_pool_that_dies_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system allows no further thread, the work ends with a word instead of never."""

    def refuse_thread(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(multiprocessing.queues.Queue, "_start_thread", refuse_thread)
    with pytest.raises(WorkerLostError, match="if memory is short"):
        list(Workers(2).map(add_up, NUMBERS, PIECES))
    ended = multiprocessing.active_children()
    for worker in ended:
        worker.join(30)
    assert [] == [worker for worker in ended if worker.is_alive()]


def test_a_worker_is_killed(tiny_often: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the system kills a worker, as it does out of memory, one line says what to try, and the old site stays."""
    before = read_all(build_well(tiny_often).out)
    monkeypatch.setitem(exports.PARTS, "maps", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    done = tiny_often.build("--jobs", "2")
    line = "the system has killed a process of ours; if memory is short, `--jobs 1` needs less; nothing was published"
    assert (3, f"build.py: {line}\n") == (done.returncode, done.stderr)
    assert before == read_all(tiny_often.out)


def test_pieces() -> None:
    """Every number lies in one piece."""
    assert list(range(100)) == [number for piece in PIECES for number in piece]
    assert [] == cut_evenly(0, 7)
