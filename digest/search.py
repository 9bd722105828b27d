"""Indexes the records of papers with Pagefind, as `pagefind --service`.

Records go to it in their order, and the files of the index come back: what Pagefind makes of a folder depends on the
order in which it is listed, and what it writes itself it may leave cut or empty, and yet end well. A folder takes it
half of the time that records take one by one, so where one lists them in their order it gets that.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import importlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, cast

from digest import bundle
from digest.addresses import INDEX
from digest.bundle import BundleError, put_in_order, verify_bundle
from digest.lending import lend_in_order
from digest.nouns import Digest
from digest.publish import MANIFEST, read_manifest
from digest.searchable import write_records
from digest.words import Say

_UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")  # of its own pages
_SOURCE = f"{INDEX}records.sha256"
_PATIENCE = (60.0, 0.1)  # seconds: for all, and for each record


class SearchError(Exception):
    """The index could not be made, or is not what it should be; the message is one line for people."""


def list_index(digest: Digest, say: Say, old: Path | None) -> list[tuple[str, bytes]]:
    """Index all papers of a digest, or take the index of the `old` site if it was made of the same.

    Give the files of the index, and the hash of all that it is made of. Raises `SearchError`.
    """
    _find_program()  # what is not there is said before there is any work
    records = [*write_records(digest, say)]
    source = (_SOURCE, _hash_sources(records).encode())
    return _read_same(old, source) or [source, *((INDEX + name, data) for name, data in index_records(records))]


def _hash_sources(records: Sequence[tuple[str, bytes]]) -> str:
    """Hash what an index is made of: the records, the program that makes it, and what puts that in order."""
    import importlib.metadata  # here, since a build without search need not wait for it

    binary = os.environ.get("PAGEFIND_BINARY_PATH")
    program = Path(binary).read_bytes() if binary else importlib.metadata.version("pagefind").encode()
    program += Path(_find_program()[0]).name.encode()  # the plain one or the extended one
    digest = hashlib.sha256(program + Path(__file__).read_bytes() + Path(bundle.__file__).read_bytes())
    for name, data in records:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _read_same(old: Path | None, source: tuple[str, bytes]) -> list[tuple[str, bytes]]:
    """Read the index of the old site, if it was made of the same and each of its files is still what it was."""
    if not old:
        return []
    manifest = read_manifest(old / MANIFEST)
    if not manifest:
        return []
    listed = {name: hashed for name, hashed in manifest["files"].items() if name.startswith(INDEX)}
    try:  # what is there, and not what a manifest may name: that could lead anywhere
        there = [path for path in sorted((old / INDEX).rglob("*")) if path.is_file() and not path.is_symlink()]
        files = [(path.relative_to(old).as_posix(), path.read_bytes()) for path in there]
    except OSError:
        return []
    whole = source in files and listed == {name: hashlib.sha256(data).hexdigest() for name, data in files}
    return files if whole else []


def index_records(records: Sequence[tuple[str, bytes]], seconds: float = 0) -> list[tuple[str, bytes]]:
    """Index the records and give the files of the index, verified, by name: the same records, the same bytes.

    `seconds` bounds how long Pagefind may take (default: by their number). Raises `SearchError`.
    """
    try:
        with _open_pagefind(seconds or _PATIENCE[0] + len(records) * _PATIENCE[1]) as pagefind:
            answer = pagefind.ask(type="GetFiles", index_id=_add_records(pagefind, records))
        files = {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}
        verify_bundle(files, len(records))
        return sorted(item for item in put_in_order(files).items() if not item[0].startswith(_UNUSED))
    except (LookupError, TypeError, ValueError) as error:
        raise SearchError(f"Pagefind answers what nobody understands ({error!r})") from None
    except BundleError as error:
        raise SearchError(str(error)) from None


def _add_records(pagefind: _Pagefind, records: Sequence[tuple[str, bytes]]) -> int:
    """Give the number of an index that holds the records."""
    with lend_in_order(records) as folder:
        if folder:
            index: int = pagefind.ask(type="NewIndex", config={})["index_id"]
            added = pagefind.ask(type="AddDir", index_id=index, path=str(folder), glob=None)
            if added["page_count"] == len(records):
                return index
    index = pagefind.ask(type="NewIndex", config={})["index_id"]
    for name, data in records:
        pagefind.ask(type="AddFile", index_id=index, file_path=name, file_contents=data.decode(), url=None)
    return index


@contextlib.contextmanager
def _open_pagefind(seconds: float) -> Iterator[_Pagefind]:
    """Start Pagefind, and end it in any case."""
    command = [*_find_program(), "--service"]
    with tempfile.TemporaryFile() as complaints:
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints)
        except OSError as error:
            raise SearchError(f"Pagefind cannot be started ({error.strerror})") from None
        watch = threading.Timer(seconds, process.kill)
        watch.daemon = True
        watch.start()
        try:
            yield _Pagefind(cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))
        except (EOFError, BrokenPipeError):
            process.wait()
            if watch.finished.wait(0.1):
                raise SearchError(f"Pagefind did not end within {seconds:.0f} seconds") from None
            complaints.seek(0)
            said = _last_words(complaints.read().decode(errors="replace"))
            raise SearchError(f"Pagefind ended too early, with code {process.returncode}: {said}") from None
        finally:
            watch.cancel()
            process.kill()
            process.communicate()


class _Pagefind:
    """Speaks with a running Pagefind: JSON in Base64 goes in and out, each message ends with a comma."""

    def __init__(self, ear: IO[bytes], mouth: IO[bytes]) -> None:
        self._ear, self._mouth = ear, mouth

    def ask(self, **question: Any) -> Any:
        """Ask, and wait for the answer. Raises `EOFError` and `BrokenPipeError` if there is none to come.

        What is no answer at all raises `KeyError`, `TypeError` or `ValueError`.
        """
        message = json.dumps({"message_id": 1, "payload": question}).encode()
        self._ear.writelines([base64.b64encode(message), b","])
        self._ear.flush()
        answer = json.loads(base64.b64decode(self._listen()))["payload"]
        if answer["type"] == "Error":
            raise SearchError(f"Pagefind complains: {_last_words(str(answer.get('message')))}")
        return answer

    def _listen(self) -> bytes:
        heard: list[bytes] = []
        while not heard or not heard[-1].endswith(b","):
            heard.append(os.read(self._mouth.fileno(), 1 << 20))
            if not heard[-1]:
                raise EOFError
        return b"".join(heard)[:-1]


def _find_program() -> list[str]:
    """Give the command of Pagefind. The environment's PAGEFIND_BINARY_PATH chooses another than the package's."""
    chosen = os.environ.get("PAGEFIND_BINARY_PATH")
    if chosen and not os.access(chosen, os.X_OK):
        raise SearchError(f"PAGEFIND_BINARY_PATH is {chosen}, which is not there or not a program")
    if chosen:
        return [chosen]
    if importlib.util.find_spec("pagefind") is None:
        raise SearchError("Pagefind is not installed; run `make site`, or leave the index out with --no-search")
    for package in ("pagefind_bin_extended", "pagefind_bin"):
        with contextlib.suppress(ImportError, FileNotFoundError):
            return [str(importlib.import_module(package).get_executable())]
    return [sys.executable, "-m", "pagefind"]  # which looks elsewhere too, and takes a while to start


def _last_words(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"
