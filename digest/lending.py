"""Lends files to other programs for a while: in a folder that they see too, or in one that lists them in an order."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from digest.lock import is_running
from digest.publish import write_files

MEMORY = Path("/dev/shm")  # noqa: S108  # no guessable file, a file system: in it a folder of our own is made
_PREFIX = "paper-digest-"


@contextlib.contextmanager
def lend_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[None]:
    """Write files for another program to read, and take the folder away afterwards."""
    folder.mkdir()  # one that is there already is another's, and stays
    try:
        write_files(folder, files)
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def lend_in_order(files: Sequence[tuple[str, bytes]]) -> Iterator[Path | None]:
    """Give a folder that lists the files in their order; None where there is none, or no room for it.

    A disk lists files in an order of its own. Linux's memory lists them as they were made, from the first or the last.
    """
    folder = None
    with contextlib.suppress(OSError):
        _sweep()
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=MEMORY))
    try:
        yield folder and _lay_out(folder, files)
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def _lay_out(folder: Path, files: Sequence[tuple[str, bytes]]) -> Path | None:
    made = folder / "1"
    with contextlib.suppress(OSError):
        made.mkdir()
        (folder / "2").mkdir()
        newest_last = [path.name for path in folder.iterdir()] == ["1", "2"]
        write_files(made, files if newest_last else reversed(files))
        if [f"{made}/{name}" for name, _ in files] == [*_list_files(str(made))]:
            return made
    return None


def _list_files(folder: str) -> Iterator[str]:
    """Yield the paths of all files, as the file system lists them."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _list_files(entry.path)
        else:
            yield entry.path


def _sweep() -> None:
    """Remove what killed processes have left."""
    for path in MEMORY.glob(f"{_PREFIX}*"):
        number = path.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and not is_running(int(number)):
            shutil.rmtree(path, ignore_errors=True)
