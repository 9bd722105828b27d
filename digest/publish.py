"""The one module that writes: whole sites, built beside the output and exchanged with it, and whole files.

The output is at every instant the whole old or the whole new site. On Linux two paths are exchanged by one system
call; elsewhere two renames leave an instant without the folder.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import glob
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from digest.lock import hold_lock, is_running, lock_file

MARK = ".paper-digest"  # stands in every output folder of ours; a folder without it is not replaced
MANIFEST = "build-manifest.json"  # the one file of a site that it does not list, beside the mark
_OLD = ".old"  # ends the name of a site that makes place for another, where the two cannot be exchanged at once
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


class PublishError(Exception):
    """The output cannot be written; the message is one line for people."""


def check_output(out: Path) -> None:
    """Make sure that `out` may be replaced: it is not there, empty, or one of ours. Raises `PublishError`."""
    if out.resolve() in (Path.cwd(), *Path.cwd().parents):
        raise PublishError(f"{out} holds the current folder and cannot be exchanged; give another --out")
    if out.is_symlink():
        raise PublishError(f"{out} is a symbolic link; give the folder itself")
    if out.exists() and not out.is_dir():
        raise PublishError(f"{out} is a file; give a folder")
    if out.is_dir() and not (out / MARK).is_file() and any(out.iterdir()):
        raise PublishError(f"{out} was not made by this program and will not be replaced; give another --out")


@contextlib.contextmanager
def staging(out: Path) -> Iterator[Path]:
    """Give a new folder beside `out` and put it in the place of `out` if all goes well; else leave no trace.

    Raises `PublishError`, and `HeldError` while another build is at work.
    """
    check_output(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with hold_lock(out) as alone:
        _restore(out)
        _sweep(out, alone)
        stage = Path(tempfile.mkdtemp(prefix=f"{_stage_prefix(out)}{os.getpid()}-", dir=out.parent))
        try:
            stage.chmod(0o755)
            (stage / MARK).write_bytes(b"Made by build.py, which may replace this folder.\n")
            yield stage
            _exchange(stage, out)
        finally:
            _remove(stage)


def write_files(
    stage: Path, files: Iterable[tuple[str, bytes]], old: Path | None = None, *, again: bool = False
) -> dict[str, str]:
    """Write files, named relative to the stage; give the SHA-256 of each by its name.

    One that is the same in the `old` site is that very file, so that its time stays: comparing costs less than writing.
    Two of one name are a fault, also where the disk tells no capitals from small letters; unless a piece of work that
    broke off is done `again`.
    """
    made: set[str] = set()
    hashes = {}
    mode = (stage / MARK).stat().st_mode if old else 0
    for name, data in files:
        folder = name.rpartition("/")[0]
        if folder not in made:
            os.makedirs(f"{stage}/{folder}", exist_ok=True)  # noqa: PTH103  # paths as text: this is done for every page
            made.add(folder)
        if again:  # never written over: it may be a file of the old site
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{stage}/{name}")  # noqa: PTH108  # as above
        if not (old and _link_same(f"{old}/{name}", f"{stage}/{name}", mode, data=data)):
            with open(f"{stage}/{name}", "xb") as file:  # noqa: PTH123  # as above
                file.write(data)
        hashes[name] = hashlib.sha256(data).hexdigest()
    return hashes


def keep_file(stage: Path, name: str, old: Path, hashed: str) -> bool:
    """Let a file of the old site be that of the new one, if it is there and has this SHA-256; say whether it is."""
    os.makedirs(f"{stage}/{name}".rpartition("/")[0], exist_ok=True)  # noqa: PTH103  # as above
    return _link_same(f"{old}/{name}", f"{stage}/{name}", os.stat(f"{stage}/{MARK}").st_mode, hashed=hashed)  # noqa: PTH116


def write_manifest(stage: Path, hashes: Mapping[str, str], registry: Mapping[str, Any]) -> None:
    """List every file of the site with its hash, and say what was ever published."""
    manifest = {"version": 1, "registry": registry, "files": dict(sorted(hashes.items()))}
    (stage / MANIFEST).write_text(json.dumps(manifest, indent=0) + "\n", encoding="utf-8")


def read_manifest(path: Path) -> dict[str, Any]:
    """Read what `write_manifest` wrote; nothing where it is not there or is something else."""
    try:
        return parse_manifest(path.read_bytes())
    except OSError:
        return {}


def parse_manifest(data: bytes) -> dict[str, Any]:
    """Parse what `write_manifest` wrote; nothing if it is something else."""
    try:
        manifest = json.loads(data)
        return manifest if manifest["version"] == 1 and isinstance(manifest["files"], dict) else {}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


def _link_same(old: str, new: str, mode: int, *, data: bytes = b"", hashed: str = "") -> bool:
    """Let a new file be the old one if that is a plain file with this mode and content; say whether it is.

    The content is known, or its SHA-256.
    """
    try:
        found = os.lstat(old)
        if found.st_mode != mode or not (hashed or found.st_size == len(data)):
            return False
        with open(old, "rb") as file:  # noqa: PTH123  # as above
            there = file.read()
        if (hashlib.sha256(there).hexdigest() != hashed) if hashed else (there != data):
            return False
        os.link(old, new)
    except OSError:  # it is not there, or this disk knows no links
        return False
    return True


def replace_file(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file, whole or piece by piece, through a temporary one beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep_files(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def append_file(path: Path, data: bytes) -> None:
    """Append to a file, or begin it; all that stands in it stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        if file.tell() and not path.read_bytes().endswith(b"\n"):
            data = b"\n" + data
        file.write(data)


def open_aside() -> IO[bytes]:
    """Open a file without a name, for what memory need not hold; it is gone once it is closed."""
    return tempfile.TemporaryFile()


def append_line(file: IO[bytes], line: str) -> int:
    """Append a line to an open file; give where it begins."""
    place = file.tell()
    file.write(line.encode() + b"\n")
    return place


@contextlib.contextmanager
def hold_file(path: Path) -> Iterator[tuple[bytes, Callable[[bytes], None]]]:
    """Hold a file that no other process may hold meanwhile: give what is in it, and what adds to it.

    What was added is on the disk when that returns. A last line without end, which a crash has left, is cut off first.
    """
    with path.open("r+b") as file:
        locked = lock_file(file.fileno())
        if locked is None:
            raise PublishError(f"{path} cannot be locked here; do it on a disk of Linux or macOS")
        if not locked:
            raise PublishError(f"{path} is held by another run; wait for its end")
        whole = file.read().rpartition(b"\n")
        data = whole[0] + whole[1]
        file.truncate(file.seek(len(data)))

        def add(more: bytes) -> None:
            file.write(more)
            file.flush()
            os.fsync(file.fileno())

        yield data, add


def remove_files(paths: Iterable[Path]) -> None:
    """Remove files, and folders that are empty after that."""
    for path in paths:
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # other files are in it
            path.parent.rmdir()


def _sweep_files(path: Path) -> None:
    """Remove what killed runs have left of the same file; a run that still lives keeps its own."""
    for old in path.parent.glob(f".{glob.escape(path.name)}.*.new"):
        number = old.name.removeprefix(f".{path.name}.").removesuffix(".new")
        if number.isdecimal() and not is_running(int(number)):
            old.unlink(missing_ok=True)


def _exchange(stage: Path, out: Path) -> None:
    check_output(out)  # again: it took a while to make the site
    if not out.exists():
        stage.rename(out)
    elif not _exchange_at_once(stage, out):
        old = stage.with_name(stage.name + _OLD)
        out.rename(old)
        try:
            stage.rename(out)
        except BaseException:
            old.rename(out)
            raise
        _remove(old)


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Exchange two paths by renameat2(2); say whether this system and this disk can."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))


def _restore(out: Path) -> None:
    """Put back the site that a build has left beside its place, killed between the two steps of an exchange."""
    beside = [path for path in out.parent.glob(f"{glob.escape(_stage_prefix(out))}*{_OLD}") if (path / MARK).is_file()]
    if beside and not out.exists():
        max(beside, key=lambda path: (path / MARK).stat().st_mtime_ns).rename(out)


def _stage_prefix(out: Path) -> str:
    return f".{out.name}.paper-digest-"


def _sweep(out: Path, alone: bool) -> None:
    """Remove what killed builds of the same output have left; one that may still run keeps its own."""
    for path in out.parent.iterdir():
        number, _, _ = path.name.removeprefix(_stage_prefix(out)).partition("-")
        ours = path.name.startswith(_stage_prefix(out)) and number.isdecimal()
        if ours and (alone or not is_running(int(number))):
            _remove(path)


def _remove(stage: Path) -> None:
    """Remove a folder of ours, the mark last: should this break off, the next build goes on.

    One of ours is empty or bears the mark; any other is somebody's, however it is called, and stays.
    """
    with contextlib.suppress(OSError):
        if not (stage / MARK).is_file() and any(stage.iterdir()):
            return
        for path in stage.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != MARK:
                path.unlink(missing_ok=True)
    shutil.rmtree(stage, ignore_errors=True)
