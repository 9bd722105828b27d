"""Reads the folder of dumps: every file in whatever format it was captured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from digest.days import find_day
from digest.memo import NO_MEMO, Memo
from digest.nouns import Dump, Place, Problem

MAX_BYTES = 64_000_000  # of one dump
MAX_ALL_BYTES = 256_000_000
MAX_ENTRIES = 250_000  # of all dumps; more would take gigabytes and hours
_NO_ROOM = "the dumps before it are as much as can be read"


def read_dumps(folder: Path, memo: Memo = NO_MEMO) -> list[Dump]:
    """Read every file of a folder, in the order of their names; hidden ones are no dumps.

    Places call the folder `seeds`, whatever its path, so that the same dumps give the same site anywhere.
    A fault costs only the lines it stands in, which are set aside with the reason: dumps are records of what was
    captured and are not edited, so nothing here asks to be mended. Where there is too much, the rest is not read.
    """
    dumps: list[Dump] = []
    room, left = MAX_ALL_BYTES, MAX_ENTRIES
    for path in sorted(path for path in folder.iterdir() if not path.name.startswith(".")):
        file = f"seeds/{path.name}"
        reason = check_capture(path)
        room -= 0 if reason else path.stat().st_size
        if room < 0 or left < 0:
            reason = _NO_ROOM
        dumps.append(_hold_nothing(file, reason) if reason else _read_file(path, file, memo))
        left -= len(dumps[-1].entries) + len(dumps[-1].set_aside)
    return dumps


def check_capture(path: Path) -> str:
    """Say why a file is not read as a capture; nothing if it is."""
    if path.is_symlink() or not path.is_file():
        return "it is a folder, a link or a device, not a file"
    return f"it is larger than {MAX_BYTES // 1_000_000} MB; split it" if path.stat().st_size > MAX_BYTES else ""


def check_room(dumps: Sequence[Dump]) -> Iterator[Problem]:
    """Yield a problem where there was too much to read: a digest without the rest would be no digest."""
    unread = [dump.file for dump in dumps if any(aside.reason == _NO_ROOM for aside in dump.set_aside)]
    if unread or sum(len(dump.entries) + len(dump.set_aside) for dump in dumps) > MAX_ENTRIES:
        message = f"all dumps together are over {MAX_ALL_BYTES // 1_000_000} MB, or hold over {MAX_ENTRIES} entries"
        yield Problem(Place(unread[0] if unread else dumps[-1].file), "P016", message, "make two digests of them")


def _read_file(path: Path, file: str, memo: Memo) -> Dump:
    data = path.read_bytes()
    return memo.recall(("dump", file, data), lambda: _read_capture(data, file))


def _hold_nothing(file: str, reason: str) -> Dump:
    from digest.formats.reader import hold_nothing  # here: as below

    return hold_nothing(file, reason)


def _read_capture(data: bytes, file: str) -> Dump:
    from digest.formats import read_capture  # here: what a build before this one has read needs no readers
    from digest.formats.decode import decode_capture
    from digest.formats.reader import hold_nothing

    text, reason, line = decode_capture(data)
    dump = hold_nothing(file, reason, line) if reason else read_capture(text, file)
    return dump if dump.date else replace(dump, date=find_day(file.rpartition("/")[2]))  # lists do not say their own
