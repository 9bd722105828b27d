"""Reads the folder of dumps: every file in whatever format it was captured."""

from __future__ import annotations

from pathlib import Path

from digest.formats import read_capture
from digest.formats.decode import decode_capture
from digest.formats.reader import hold_nothing
from digest.memo import NO_MEMO, Memo
from digest.nouns import Dump


def read_dumps(folder: Path, memo: Memo = NO_MEMO) -> list[Dump]:
    """Read every file of a folder, in the order of their names; hidden files and folders are no dumps.

    Places call the folder `seeds`, whatever its path, so that the same dumps give the same site anywhere.
    A fault costs only the lines it stands in, which are set aside with the reason: dumps are records of what was
    captured and are not edited, so nothing here asks to be mended.
    """
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and not path.is_dir())
    return [_read_file(path, f"seeds/{path.name}", memo) for path in paths]


def _read_file(path: Path, file: str, memo: Memo) -> Dump:
    if path.is_symlink() or not path.is_file():
        return hold_nothing(file, "it is a link or a device, not a file")
    data = path.read_bytes()
    return memo.recall(("dump", file, data), lambda: _read_capture(data, file))


def _read_capture(data: bytes, file: str) -> Dump:
    text, reason, line = decode_capture(data)
    return hold_nothing(file, reason, line) if reason else read_capture(text, file)
