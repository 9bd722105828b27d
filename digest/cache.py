"""Keeps on the disk what builds found and made, from one to the next, under the hash of all that it was made of.

A file holds what was found in one way, and its own hash: one that is cut, changed, or of another version of this
program is as good as none. Nothing but numbers and text is kept, so that a file of somebody else's runs nothing.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import io
import json
import re
import sys
import weakref
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, TypeVar

from digest.cache_forms import FORMS, list_values
from digest.memo import Memo
from digest.publish import append_line, open_aside, replace_file

Result = TypeVar("Result")


MADE = "made"  # a kind that is kept and recalled as a whole: files by what they were made of


class Cache(Memo):
    """Recalls what builds before this one found. `save` keeps what this one asked for.

    What is found stays in files, as lines of text, so that memory holds no second form of all of it.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._old: dict[str, _Lines] = {}
        self._new: dict[str, _Lines] = {}
        self._used: dict[str, dict[str, _Lines]] = {kind: {} for kind in FORMS}

    def recall(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """Give the result for a key, made now if it is not known; other kinds of keys are not for keeping."""
        kind = key[0] if isinstance(key, tuple) else ""
        form = FORMS.get(kind)
        if not form or not isinstance(key, tuple):
            return make()
        if kind not in self._old:
            self._old[kind] = _open_lines(self._folder, kind)
        name = _hash_key(key)
        line = self._old[kind].find(name)
        if line is None:
            made = make()
            self._add(kind, name, json.dumps(form.compose(made), separators=(",", ":"), default=list_values))
            return made
        self._used[kind][name] = self._old[kind]
        result: Result = form.read(json.loads(line))
        return result

    def _add(self, kind: str, name: str, line: str) -> None:
        with contextlib.suppress(OSError):  # what finds no room is not kept
            if kind not in self._new:
                self._new[kind] = _Lines(open_aside())
            self._new[kind].add(name, line)
            self._used[kind][name] = self._new[kind]

    def save(self) -> None:
        """Write the kinds of which something is new, and forget all: what pages are made of needs the memory."""
        for kind, used in self._used.items():
            if self._new.pop(kind, None):
                self._keep(kind, ((name, lines.read(name)) for name, lines in used.items()))
            self._old.pop(kind, None)
            used.clear()

    def keep_all(self, kind: str, found: Mapping[str, str]) -> None:
        """Keep lines of text by name, all of a kind."""
        self._keep(kind, found.items())

    def recall_all(self, kind: str) -> dict[str, str]:
        """Give what `keep_all` kept; nothing where it is not there or is something else."""
        with contextlib.suppress(OSError):
            return _open_lines(self._folder, kind).read_all()
        return {}

    def _keep(self, kind: str, found: Iterable[tuple[str, str]]) -> None:
        """Write a file of lines. A folder that cannot be written costs the next build its time."""
        with contextlib.suppress(OSError):
            replace_file(self._folder / f"{kind}.txt", _write_file(kind, found))


class _Lines:
    """Lines of text by name, in a file; memory holds where each begins."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, int] = {}
        weakref.finalize(self, file.close)

    def add(self, name: str, line: str) -> None:
        """Add a line, after all others; before any is asked for."""
        self._places[name] = append_line(self._file, line)

    def index(self, kind: str) -> bool:
        """Find all lines of a file that was kept; say whether it is whole."""
        head = self._file.readline()
        digest = hashlib.sha256(head)
        at = len(head)
        for line in self._file:
            name, space, _ = line.partition(b" ")
            if not space:
                return head == _head(kind) and line == _end(digest) and not self._file.read(1)
            self._places[name.decode()] = at + len(name) + 1
            digest.update(line)
            at += len(line)
        return False

    def read(self, name: str) -> str:
        """Give a line; raises `OSError` where it can no longer be read."""
        self._file.seek(self._places[name])
        return self._file.readline().decode().rstrip("\n")

    def find(self, name: str) -> str | None:
        """Give a line, if there is one of that name."""
        with contextlib.suppress(KeyError, OSError):
            return self.read(name)
        return None

    def read_all(self) -> dict[str, str]:
        """Give all lines by name."""
        return {name: self.read(name) for name in self._places}


def _open_lines(folder: Path, kind: str) -> _Lines:
    """Open what was kept of a kind; nothing where it is not there or is something else."""
    with contextlib.suppress(OSError, ValueError):
        lines = _Lines((folder / f"{kind}.txt").open("rb"))
        if lines.index(kind):
            return lines
    return _Lines(io.BytesIO())


def _write_file(kind: str, found: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """Write what was found line by line, and last the hash of all that."""
    digest = hashlib.sha256()
    for line in chain([_head(kind)], (f"{name} {line}\n".encode() for name, line in found)):
        digest.update(line)
        yield line
    yield _end(digest)


def _end(digest: hashlib._Hash) -> bytes:
    return f"{digest.hexdigest()}\n".encode()


def _hash_key(key: tuple[Hashable, ...]) -> str:
    """Hash a key part by part: the whole of one that holds all papers would be as large as these."""
    digest = hashlib.blake2b(digest_size=20)
    for part in key:
        text = part if isinstance(part, str | bytes) else repr(part)
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        digest.update(b"%s %d " % (type(part).__name__.encode(), len(data)) + data)
    return digest.hexdigest()


def _head(kind: str) -> bytes:
    return f"{kind} {hash_program()}\n".encode()


@functools.cache
def hash_program() -> str:
    """Hash the source of this program, and what it stands on: another version may find something else."""
    digest = hashlib.sha256("\n".join([sys.version, *_list_versions()]).encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _list_versions() -> Iterator[str]:
    """Yield the version of each package that results depend on; what else reads versions is slow to import."""
    for name in ("jinja2", "markdown", "markupsafe", "nh3", "yaml"):
        spec = importlib.util.find_spec(name)
        if spec and spec.origin:
            package = Path(spec.origin).parent
            known = [one for one in _list_infos(package.parent) if re.match(rf"(py)?{name}-", one, re.IGNORECASE)]
            # Where it was not installed as packages are, its files tell.
            files = () if known else sorted(path for path in package.rglob("*.*") if path.suffix != ".pyc")
            yield from known or (f"{path} {path.stat().st_mtime_ns}" for path in files)


@functools.cache
def _list_infos(folder: Path) -> list[str]:
    """List what stands beside packages and is called by their version, like `nh3-0.3.7.dist-info`."""
    return sorted(path.name for path in folder.glob("*-info"))
