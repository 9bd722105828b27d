"""Lets one build at a time work on an output. The lock is the system's, and ends with the processes that hold it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows knows no such lock
    fcntl = None  # type: ignore[assignment]  # a module there, and asked for before each use

_PATIENCE = 50  # tenths of a second that the workers of a killed build have to end


class HeldError(Exception):
    """Another build is at work; the message is one line for people, and names it."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"another build, {holder}, is at work on the same output; wait until it has ended")


@contextlib.contextmanager
def hold_lock(out: Path) -> Iterator[bool]:
    """Hold the lock of an output, together with all processes forked meanwhile. Raises `HeldError`.

    Say whether nobody else can hold it: not every system and not every disk knows locks.
    """
    path = out.with_name(f".{out.name}.paper-digest.lock")
    if not fcntl:
        yield False
        return
    file, alone = _open_locked(path)
    try:
        yield alone
    finally:
        path.unlink(missing_ok=True)
        os.close(file)


def _open_locked(path: Path) -> tuple[int, bool]:
    holder = ""
    for _ in range(_PATIENCE):
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        locked = lock_file(file)
        if locked is False:
            holder = os.pread(file, 20, 0).decode(errors="replace").strip()
            if holder.isdecimal() and is_running(int(holder)):
                os.close(file)
                raise HeldError(f"process {holder}")
            time.sleep(0.1)
        elif _is_at(file, path):
            with contextlib.suppress(OSError):  # a full disk holds the lock, if not our name
                os.truncate(file, 0)
                os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
            return file, locked is True
        os.close(file)  # who held it has taken it away, or takes time to end
    raise HeldError(f"what process {holder or 'nobody knows'} has begun")


def lock_file(file: int) -> bool | None:
    """Lock an open file; say whether that went well. None: this system or this disk knows no locks."""
    if not fcntl:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.lstat())
    except FileNotFoundError:
        return False


def is_running(number: int) -> bool:
    """Say whether there is a process of that number; of Windows, which would end some, nobody is asked."""
    if os.name == "nt":
        return True
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
