"""Knows what a search index of Pagefind consists of: whether it is whole, and in which order its parts stand."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Files: TypeAlias = Mapping[str, bytes]  # the files of an index, by their names in it
Item: TypeAlias = "int | str | list[Item]"

ENTRY = "pagefind-entry.json"
_MAGIC = b"pagefind_dcd"  # Pagefind puts this before the content of each of its compressed files
_OLDEST = (1, 5)  # version, whose index the search page understands
_UNORDERED = ("1.5.",)  # versions that write what they have gathered in an order of chance
_PAGES, _FILTERS, _SORTS = 1, 3, 4  # places in the metadata: pairs of a name and what belongs to it
_BACKWARD = ("date",)  # orders that begin with the last, the newest


class BundleError(Exception):
    """The index is not what it should be; the message is part of a line for people."""


def verify_bundle(files: Files, papers: int) -> None:
    """Make sure that an index is whole and holds `papers` papers. Raises `BundleError`."""
    try:
        entry = json.loads(files[ENTRY])
        if tuple(map(int, entry["version"].split(".")[:2])) < _OLDEST:
            raise BundleError(
                f"Pagefind is version {entry['version']}, but {'.'.join(map(str, _OLDEST))} or newer is needed"
            )
        languages = entry["languages"]
        counted = sum(language["page_count"] for language in languages.values())
        if counted != papers:
            raise BundleError(f"the search index holds {counted} papers instead of {papers}")
        if empty := sorted(name for name, data in files.items() if not data):
            raise BundleError(f"{len(empty)} files of the search index are empty, {empty[0]} among them")
        for language in languages.values():
            _verify_fragments(files, language["hash"])
        wasm = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in languages.values()}
        if missing := sorted({"pagefind.js", "pagefind-worker.js", *wasm} - files.keys()):
            raise BundleError(f"the search index lacks its file {missing[0]}")
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise BundleError(f"the search index is broken ({error!r})") from None


def _verify_fragments(files: Files, name: str) -> None:
    """Find every fragment and every chunk in the metadata, and whole."""
    # One set of all names: to search the whole for each of them takes the square of the number of papers.
    known = set(_list_texts(_decode(_unpack(files[f"pagefind.{name}.pf_meta"]))))
    for folder, suffix in (("fragment/", ".pf_fragment"), ("index/", ".pf_index")):
        names = [name for name in files if name.startswith(folder)]
        if not names:
            raise BundleError(f"the search index has no files in its folder {folder.rstrip('/')}")
        for name in names:
            _unpack(files[name])
            if name.removeprefix(folder).removesuffix(suffix) not in known:
                raise BundleError(f"the search index does not know its own file {name}")


def _list_texts(items: list[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            yield item
        elif isinstance(item, list):
            yield from _list_texts(item)


def put_in_order(files: Files) -> dict[str, bytes]:
    """Give the same index with its filters in order, where Pagefind leaves that to chance: same input, same bytes.

    What orders papers other than by relevance, a fifth of what a first search would load, leaves the metadata for files
    of their own, which list the fragments: `by-title.txt`. The names of the files that change follow from their new
    content, as Pagefind's own do.
    """
    entry = json.loads(files[ENTRY])
    ordered = dict(files)
    for language, found in sorted(entry["languages"].items()):
        metadata = _decode(_unpack(ordered.pop(f"pagefind.{found['hash']}.pf_meta")))
        if entry["version"].startswith(_UNORDERED):
            _order_filters(ordered, metadata[_FILTERS], language)
        for name, places in metadata[_SORTS]:
            fragments = [metadata[_PAGES][place][0] for place in places]
            ordered[f"by-{name}.txt"] = " ".join(fragments[::-1] if name in _BACKWARD else fragments).encode()
        metadata[_SORTS] = []
        found["hash"], data = _encode(metadata, language, 10)
        ordered[f"pagefind.{found['hash']}.pf_meta"] = data
    ordered[ENTRY] = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return ordered


def _order_filters(files: dict[str, bytes], filters: list[Any], language: str) -> None:
    for filtered in filters:
        name, values = _decode(_unpack(files.pop(f"filter/{filtered[1]}.pf_filter")))
        filtered[1], data = _encode([name, sorted(values)], language, 7)
        files[f"filter/{filtered[1]}.pf_filter"] = data
    filters.sort()


def _unpack(data: bytes) -> bytes:
    content = gzip.decompress(data)
    if not content.startswith(_MAGIC):
        raise BundleError("a file of the search index is not one of Pagefind's")
    return content.removeprefix(_MAGIC)


def _encode(item: Item, language: str, digits: int) -> tuple[str, bytes]:
    """Give the name and the content of a file."""
    content = _MAGIC + _write_item(item)
    return f"{language}_{hashlib.sha256(content).hexdigest()[:digits]}", zlib.compress(content, 9, 31)


def _decode(data: bytes) -> list[Any]:
    item, end = _read_item(data, 0)
    if end != len(data) or not isinstance(item, list):
        raise BundleError("a file of the search index is not as Pagefind 1.5 writes it")
    return item


def _read_item(data: bytes, at: int) -> tuple[Item, int]:
    """Read one item of CBOR (RFC 8949), of the three kinds that Pagefind uses here; give where it ends, too."""
    kind, size = data[at] >> 5, data[at] & 31
    at += 1
    if size >= 24:
        width = 1 << (size - 24)
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
    match kind:
        case 0:
            return size, at
        case 3:
            return data[at : at + size].decode(), at + size
        case 4:
            items = []
            for _ in range(size):
                item, at = _read_item(data, at)
                items.append(item)
            return items, at
    raise BundleError(f"the search index holds an item of kind {kind}, which is not known here")


def _write_item(item: Item) -> bytes:
    match item:
        case int():
            return _write_head(0, item)
        case str():
            text = item.encode()
            return _write_head(3, len(text)) + text
        case _:
            return _write_head(4, len(item)) + b"".join(map(_write_item, item))


def _write_head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    power = next(power for power in range(4) if size < 1 << (8 << power))
    return bytes([kind << 5 | 24 + power]) + size.to_bytes(1 << power, "big")
