"""Indexes the records of papers with Pagefind, and verifies the bundle file by file: its exit status can lie."""

from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from digest.addresses import INDEX
from digest.nouns import Digest
from digest.publish import lend_files, read_manifest, settle_files, write_files
from digest.searchable import write_records

RECORDS = ".records"  # in the new site, while it is indexed
_UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")  # of its own pages
_LITTLE_SPACE = 10_000_000  # bytes
_MAGIC = b"pagefind_dcd"  # Pagefind puts this before the content of each of its compressed files


class SearchError(Exception):
    """The index could not be made, or is not what it should be; the message is one line for people."""


def make_index(digest: Digest, stage: Path, old: Path) -> tuple[str, dict[str, str]]:
    """Index all papers of a digest into the new site, or take the index of the `old` one if it was made of the same.

    Give the hash of all that it is made of, and the SHA-256 of its files by their names.
    Without papers there is no index. Raises `SearchError`.
    """
    if not digest.papers:  # Pagefind takes no input for a mistake
        return "", {}
    _check_binary()
    records = [*write_records(digest.papers, digest.site.language)]
    key = _hash_sources(records)
    if same := _read_same(old, key):
        return key, write_files(stage, same, old)
    with lend_files(stage / RECORDS, records):
        index_records(stage / RECORDS, len(records), stage / INDEX)
    return key, settle_files(stage, INDEX, _UNUSED, old)


def _hash_sources(records: Sequence[tuple[str, bytes]]) -> str:
    """Hash what an index is made of: the records, and the program that makes it."""
    binary = os.environ.get("PAGEFIND_BINARY_PATH")
    program = Path(binary).read_bytes() if binary else importlib.metadata.version("pagefind").encode()
    digest = hashlib.sha256(program)
    for name, data in records:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _read_same(old: Path, key: str) -> list[tuple[str, bytes]]:
    """Read the index of the old site, if it was made of the same and each of its files is still what it was."""
    manifest = read_manifest(old)
    if manifest.get("search") != key:
        return []
    listed = {name: hashed for name, hashed in manifest["files"].items() if name.startswith(INDEX)}
    try:  # what is there, and not what a manifest may name: that could lead anywhere
        there = [path for path in sorted((old / INDEX).rglob("*")) if path.is_file() and not path.is_symlink()]
        files = [(path.relative_to(old).as_posix(), path.read_bytes()) for path in there]
    except OSError:
        return []
    return files if listed == {name: hashlib.sha256(data).hexdigest() for name, data in files} else []


def index_records(records: Path, papers: int, bundle: Path, seconds: float = 1200) -> None:
    """Index the `papers` records below a folder into the folder `bundle`.

    Runs `python -m pagefind`; the environment's PAGEFIND_BINARY_PATH chooses another binary. Raises `SearchError`.
    """
    command = [sys.executable, "-m", "pagefind", "--site", str(records), "--output-path", str(bundle)]
    try:
        result = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=seconds, check=False)
    except OSError as error:
        raise SearchError(f"Pagefind cannot be started ({error.strerror})") from None
    except subprocess.TimeoutExpired:
        raise SearchError(f"Pagefind did not end within {seconds:.0f} seconds") from None
    if result.returncode:
        raise SearchError(f"Pagefind failed: {_last_words(result.stdout + result.stderr)}{_warn_of_space(records)}")
    if not (bundle / "pagefind-entry.json").is_file():
        raise SearchError(f"Pagefind ended well but made no index{_warn_of_space(records)}")
    try:
        verify_bundle(bundle, papers)
    except SearchError as error:
        raise SearchError(f"{error}{_warn_of_space(records)}") from None


def _check_binary() -> None:
    binary = os.environ.get("PAGEFIND_BINARY_PATH")
    if binary and not os.access(binary, os.X_OK):
        raise SearchError(f"PAGEFIND_BINARY_PATH is {binary}, which is not there or not a program")
    if importlib.util.find_spec("pagefind") is None:
        raise SearchError("Pagefind is not installed; run `make site`, or leave the index out with --no-search")


def _warn_of_space(folder: Path) -> str:
    """Say so where the disk is nearly full, which Pagefind does not notice."""
    return "; the disk is nearly full, make room" if shutil.disk_usage(folder).free < _LITTLE_SPACE else ""


def verify_bundle(bundle: Path, papers: int) -> None:
    """Make sure that a bundle is whole and holds `papers` papers. Raises `SearchError`."""
    try:
        entry = json.loads((bundle / "pagefind-entry.json").read_bytes())
        languages = entry["languages"]
        counted = sum(language["page_count"] for language in languages.values())
        if counted != papers:
            raise SearchError(f"the search index holds {counted} papers instead of {papers}")
        empty = [path.name for path in bundle.rglob("*") if path.is_file() and not path.stat().st_size]
        if empty:
            raise SearchError(f"{len(empty)} files of the search index are empty, {min(empty)} among them")
        for language in languages.values():
            _verify_fragments(bundle, language["hash"])
        for name in (
            "pagefind.js",
            "pagefind-worker.js",
            *(f"wasm.{lang['wasm'] or 'unknown'}.pagefind" for lang in languages.values()),
        ):
            if not (bundle / name).is_file():
                raise SearchError(f"the search index lacks its file {name}")
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SearchError(f"the search index is broken ({error})") from None


def _verify_fragments(bundle: Path, name: str) -> None:
    """Find every fragment and every chunk that is on disk in the metadata, and whole."""
    metadata = _unpack(bundle / f"pagefind.{name}.pf_meta")
    for folder, suffix in (("fragment", ".pf_fragment"), ("index", ".pf_index")):
        files = list((bundle / folder).glob(f"*{suffix}"))
        if not files:
            raise SearchError(f"the search index has no files in its folder {folder}")
        for path in files:
            _unpack(path)
            if path.name.removesuffix(suffix).encode() not in metadata:
                raise SearchError(f"the search index does not know its own file {path.name}")


def _unpack(path: Path) -> bytes:
    data = gzip.decompress(path.read_bytes())
    if not data.startswith(_MAGIC):
        raise SearchError(f"{path.name} is not a file of Pagefind")
    return data


def _last_words(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"
