"""Does one kind of work on the pieces of something large: here, in forked processes, or on any `Executor`.

The pieces and the order of their results are the same in all three, so their number changes no byte.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from digest.lending import lend_files

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Whole = TypeVar("Whole")
Piece = TypeVar("Piece")
Result = TypeVar("Result")


class WorkerLostError(Exception):
    """A process that did a part of the work is gone; the message is one line for people."""


# What forked processes inherit: to send it to them would cost more than most work on it.
_inherited: list[object] = []


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work: `jobs` processes of this machine, or an executor, whose workers see `folder` as we do."""

    jobs: int = 1
    executor: Executor | None = None
    folder: Path | None = None

    def map(
        self, work: Callable[[Whole, Piece], Result], whole: Whole, pieces: Sequence[Piece], least: int = 1
    ) -> Iterator[Result]:
        """Yield `work(whole, piece)` for each piece, in order; a further process has to have `least` pieces to do.

        `work` is a function of a module, so that others find it by its name. Raises `WorkerLostError`.
        """
        jobs = min(self.jobs, len(pieces) // least)
        if self.executor and self.folder:
            yield from _map_afar(self.executor, self.folder, work, whole, pieces)
        elif jobs > 1 and hasattr(os, "fork"):
            yield from _map_forked(jobs, work, whole, pieces)
        else:
            yield from (work(whole, piece) for piece in pieces)


HERE = Workers()


def _map_forked(
    jobs: int, work: Callable[[Whole, Piece], Result], whole: Whole, pieces: Sequence[Piece]
) -> Iterator[Result]:
    import multiprocessing  # here, since most commands have no need of it
    import threading
    from concurrent.futures import InvalidStateError, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    futures: deque[Future[Result]] = deque()  # those whose results are given are let go, for the memory
    died = threading.Event()

    def give_up(_: object) -> None:  # else what a pool's own thread leaves when it dies would be waited for for ever
        died.set()
        _end_workers()
        for future in [*futures]:
            with contextlib.suppress(InvalidStateError):  # it has its result
                future.set_exception(BrokenProcessPool())

    _inherited.append(whole)
    hook, threading.excepthook = threading.excepthook, give_up
    try:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), _end_with_parent) as pool:
            try:
                futures += [pool.submit(_work_on_inherited, work, piece) for piece in pieces]
                if died.is_set():
                    give_up(None)
                while futures:
                    yield futures[0].result()
                    futures.popleft()
            except KeyboardInterrupt:  # nobody waits for what others are at, which may take minutes
                threading.excepthook = lambda _: None  # the pool's own thread complains that they are gone
                _end_workers()
                raise
            except BrokenProcessPool:  # a system that runs out of memory kills whoever has most of it
                advice = "if memory is short, `--jobs 1` needs less"
                raise WorkerLostError(f"the system has killed a process of ours; {advice}") from None
            finally:
                for future in futures:
                    future.cancel()
    finally:
        threading.excepthook = hook
        _inherited.pop()


def _end_workers() -> None:
    import multiprocessing

    for worker in multiprocessing.active_children():
        worker.terminate()


def _end_with_parent() -> None:
    """Let no worker outlive a build that is killed: it would wait for work for ever, and hold the build's lock.

    One that is interrupted says nothing; the build does.
    """
    import multiprocessing
    import signal
    import threading

    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:  # as below `nohup`, where neither is interrupted
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    def wait() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os._exit(1)

    try:
        threading.Thread(target=wait, daemon=True).start()
    except RuntimeError:  # the system allows no more of them
        os._exit(1)


def _work_on_inherited(work: Callable[[Whole, Piece], Result], piece: Piece) -> Result:
    return work(_inherited[-1], piece)  # type: ignore[arg-type]  # what was inherited is the whole


def _map_afar(
    executor: Executor, folder: Path, work: Callable[[Whole, Piece], Result], whole: Whole, pieces: Sequence[Piece]
) -> Iterator[Result]:
    """Lay the whole into the shared folder once, under the hash of its content."""
    data = pickle.dumps(whole, pickle.HIGHEST_PROTOCOL)
    name = hashlib.sha256(data).hexdigest()
    shared = folder / f".work-{name}"
    with lend_files(shared, [("whole", data)]):
        yield from executor.map(functools.partial(_work_on_file, work, str(shared / "whole")), pieces)


def _work_on_file(work: Callable[[Whole, Piece], Result], path: str, piece: Piece) -> Result:
    return work(_open_whole(path), piece)  # type: ignore[arg-type]  # what was laid there is the whole


@functools.lru_cache(maxsize=1)
def _open_whole(path: str) -> object:
    data = Path(path).read_bytes()
    if hashlib.sha256(data).hexdigest() not in path:
        raise OSError(f"{path} is not what was laid there; do the workers see the same folder?")
    return pickle.loads(data)  # noqa: S301  # written by us, a moment ago


def cut_evenly(number: int, size: int) -> list[range]:
    """Cut the numbers from 0 into ranges of `size`."""
    return [range(start, min(start + size, number)) for start in range(0, number, size)]
