"""Watches folders: comes round once for every change in them, when it has settled."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from digest.sources import is_scratch

Snapshot = Mapping[Path, tuple[int, int, int]]  # mtime in ns, size and inode of every file

_POLL = 0.05  # seconds, like all times here
_SETTLE = 2.0  # the longest wait for files that go on changing


def watch(folders: Sequence[Path], seen: Snapshot, stop: threading.Event) -> Iterator[None]:
    """Come round once for every change since `seen` until `stop` is set. What changes meanwhile is the next change."""
    pause = _POLL
    while not stop.wait(pause):
        start = time.monotonic()
        found = take_snapshot(folders)
        pause = max(_POLL, 3 * (time.monotonic() - start))  # thousands of files must not keep a processor busy
        if found != seen:
            seen = _settle(folders, found, stop)
            if not stop.is_set():
                yield


def take_snapshot(folders: Sequence[Path]) -> Snapshot:
    """Give all files below these folders; what is missing, hidden, or an editor's scratch file is left out."""
    found: dict[Path, tuple[int, int, int]] = {}
    for top in folders:
        for folder, inner, names in os.walk(top):
            inner[:] = [name for name in inner if not is_scratch(name)]
            for path in (Path(folder, name) for name in names if not is_scratch(name)):
                with suppress(OSError):  # a file may vanish while we look
                    state = path.stat()
                    found[path] = (state.st_mtime_ns, state.st_size, state.st_ino)
    return found


def _settle(folders: Sequence[Path], seen: Snapshot, stop: threading.Event) -> Snapshot:
    """Wait until two snapshots in a row are equal, so that many files saved at once are one change."""
    end = time.monotonic() + _SETTLE
    while time.monotonic() < end and not stop.wait(_POLL):
        before, seen = seen, take_snapshot(folders)
        if before == seen:
            break
    return seen
