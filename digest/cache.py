"""Keeps on the disk what builds found and made, from one to the next, under the hash of all that it was made of.

A file holds what was found in one way, and its own hash: one that is cut, changed, or of another version of this
program is as good as none. Nothing but numbers and text is kept, so that a file of somebody else's runs nothing.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import json
import re
import sys
from collections.abc import Callable, Hashable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TypeVar

from digest.cache_forms import FORMS, list_values
from digest.memo import Memo
from digest.publish import replace_file

Result = TypeVar("Result")


MADE = "made"  # a kind that is kept and recalled as a whole: files by what they were made of


class Cache(Memo):
    """Recalls what builds before this one found. `save` keeps what this one asked for.

    What is found is kept as the line of text that it is in the file, so that memory holds no second form of all of it.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._old: dict[str, dict[str, str]] = {}
        self._used: dict[str, dict[str, str]] = {kind: {} for kind in FORMS}

    def recall(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """Give the result for a key, made now if it is not known; other kinds of keys are not for keeping."""
        kind = key[0] if isinstance(key, tuple) else ""
        form = FORMS.get(kind)
        if not form or not isinstance(key, tuple):
            return make()
        if kind not in self._old:
            self._old[kind] = self.recall_all(kind)
        name = _hash_key(key)
        line = self._old[kind].get(name)
        if line is None:
            made = make()
            self._used[kind][name] = json.dumps(form.compose(made), separators=(",", ":"), default=list_values)
            return made
        self._used[kind][name] = line
        result: Result = form.read(json.loads(line))
        return result

    def save(self) -> None:
        """Write the kinds of which something is new, and forget all: what pages are made of needs the memory."""
        for kind, used in self._used.items():
            if used.keys() - self._old.pop(kind, {}).keys():
                self.keep_all(kind, used)
            used.clear()

    def keep_all(self, kind: str, found: Mapping[str, str]) -> None:
        """Keep lines of text by name, all of a kind. A folder that cannot be written costs the next build its time."""
        with contextlib.suppress(OSError):
            replace_file(self._folder / f"{kind}.txt", _write_file(kind, found))

    def recall_all(self, kind: str) -> dict[str, str]:
        """Give what `keep_all` kept; nothing where it is not there or is something else."""
        try:
            with (self._folder / f"{kind}.txt").open("rb") as file:
                head, *lines, end = file.readlines()
        except (OSError, ValueError):  # it is not there, or has hardly a line
            return {}
        digest = hashlib.sha256(head)
        for line in lines:
            digest.update(line)
        if head != _head(kind) or end != _end(digest):
            return {}
        found = (line.decode().rstrip("\n").partition(" ") for line in lines)
        return {name: line for name, _, line in found}


def _write_file(kind: str, found: Mapping[str, str]) -> Iterator[bytes]:
    """Write what was found line by line, and last the hash of all that."""
    digest = hashlib.sha256()
    for line in chain([_head(kind)], (f"{name} {line}\n".encode() for name, line in found.items())):
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
