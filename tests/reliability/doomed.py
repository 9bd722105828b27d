"""Builds that are killed, in a process of their own that has no threads.

`python -m tests.reliability.doomed FOLDER INSTANTS CHANGES [careless]`: FOLDER holds `one` and `two`, two states of the
same sources; the build is killed at so many random instants, and before so many changes of the disk. Prints as JSON
what was found. `careless` publishes as most programs do, by copying, and shows that harm is seen.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import build
from digest import publish

Snapshot = dict[str, bytes]

# What Python is about to ask of the system when it changes a disk (https://docs.python.org/3/library/audit_events.html).
CHANGES = {"os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate"}
FOR_WRITING = os.O_WRONLY | os.O_RDWR


def take_snapshot(out: Path) -> Snapshot:
    """Read a whole site."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


class Watch:
    """Counts the changes that a process makes to the disk; just before the one after `last` it kills the process."""

    def __init__(self, last: float = math.inf) -> None:
        self.last, self.count = last, 0

    def __call__(self, event: str, details: tuple[object, ...]) -> None:
        if event in CHANGES or (event == "open" and isinstance(details[2], int) and details[2] & FOR_WRITING):
            self.count += 1
            if self.count > self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def start_build(source: Path, out: Path, watch: Watch | None = None) -> int:
    """Build in a forked process, and write into `count` beside the sources what `watch` counted; give its number."""
    if number := os.fork():
        return number
    try:
        if watch:
            sys.addaudithook(watch)
        sources = ["--seeds", f"{source}/seeds", "--site", f"{source}/site_src"]
        targets = ["--out", f"{out}", "--cache", f"{source.parent}/cache"]  # a cache of others would change unforeseen
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            code = build.main([*sources, *targets, "--jobs", "1"])
        if watch:
            (source.parent / "count").write_text(f"{watch.count}")
        os._exit(code)
    finally:
        os._exit(99)


def finish(number: int) -> int:
    """Wait for a process; give its exit code, negative if it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


class Trial:
    """Kills builds of one site over the other, and looks at what is there after each."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "place" / "site"
        self.sources = [folder / "one", folder / "two"]
        self.whole = []
        for source in (*self.sources, *self.sources):  # the second time both know all addresses of both
            started = time.perf_counter()
            assert finish(start_build(source, self.out)) == 0
            self.seconds = time.perf_counter() - started
            self.whole.append(take_snapshot(self.out))
        self.whole = self.whole[2:]
        self.now = 1
        self.found = Counter(dict.fromkeys(("old", "new", "mixed", "killed", "ended", "unlike", "leftovers"), 0))

    def attack(self, kill: Callable[[Path], int]) -> None:
        """Let a build of the site that is not there be killed."""
        target = 1 - self.now
        code = kill(self.sources[target])
        self.found["killed" if code == -signal.SIGKILL else "ended"] += 1
        there = take_snapshot(self.out)
        if there == self.whole[target]:
            self.found["new"] += 1
            self.now = target
        else:
            self.found["old" if there == self.whole[self.now] else "mixed"] += 1

    def recover(self) -> None:
        """Let a build end: it has to equal a clean one, and to leave nothing beside it."""
        started = time.perf_counter()
        assert finish(start_build(self.sources[self.now], self.out)) == 0
        self.seconds = time.perf_counter() - started  # a machine is not always equally busy
        self.found["recovered"] += 1
        self.found["unlike"] += take_snapshot(self.out) != self.whole[self.now]
        self.found["leftovers"] += [*self.out.parent.iterdir()] != [self.out]

    def kill_after(self, seconds: float) -> Callable[[Path], int]:
        def kill(source: Path) -> int:
            number = start_build(source, self.out)
            time.sleep(seconds)
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
            return finish(number)

        return kill

    def kill_at(self, count: int) -> Callable[[Path], int]:
        publish._sweep(self.out, alone=True)  # else a build would begin with the changes that this takes
        return lambda source: finish(start_build(source, self.out, Watch(count)))


def run(folder: Path, instants: int, changes: int) -> dict[str, int]:
    """Kill at random instants, then before changes of the disk: `changes` of them spread evenly, and the last ones."""
    trial, draw = Trial(folder), random.Random(1)
    attempts = 0
    while trial.found["killed"] < instants and attempts < 5 * instants:  # the others have ended before
        trial.attack(trial.kill_after(draw.uniform(0, trial.seconds)))
        attempts += 1
        if attempts % 25 == 0:
            trial.recover()
    trial.recover()
    assert finish(start_build(trial.sources[1 - trial.now], trial.out, Watch())) == 0
    trial.now = 1 - trial.now
    last = int((folder / "count").read_text())
    for at in choose(last, changes):
        trial.attack(trial.kill_at(at))
    trial.recover()
    return {**trial.found, "changes": last}


def copy_over(stage: Path, out: Path) -> None:
    """Publish without care."""
    for path in stage.rglob("*"):
        if path.is_file():
            data, target = path.read_bytes(), out / path.relative_to(stage)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def choose(last: int, number: int) -> Iterator[int]:
    """Choose some of the numbers below `last`, evenly."""
    return iter(sorted({round(at * (last - 1) / max(number - 1, 1)) for at in range(min(number, last))}))


if __name__ == "__main__":
    if "careless" in sys.argv:
        publish._exchange = copy_over
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
