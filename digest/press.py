"""Makes every file of a site, search index, export or page, in as many processes as there are."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from digest import exports
from digest.fingerprint import Fingerprints, Recipe
from digest.parallel import Workers, cut_evenly
from digest.publish import keep_file, write_files
from digest.render import Frame, compile_templates, open_fingerprints, plan_files
from digest.search import list_index

_SEARCH, _CARDS = "search", "cards"
_PAGES = 250  # rendered in one piece
_PIECES = 3  # below twice as many, a second process costs more than it brings

_Part = str | range


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made, and where: `stage` is the folder of the new site, `old` that of the old one, if there is one.

    `known` tells the SHA-256 of files by the fingerprint of what they were made of, in an earlier build.
    `again`: a piece of work that broke off may be done again, over what it left.
    """

    frame: Frame
    material: exports.Material
    assets: Sequence[exports.File]
    stage: Path
    old: Path | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    again: bool = False


class Made(NamedTuple):
    """The SHA-256 of files: of each by its name, and of most by the fingerprint of what they are made of."""

    hashes: dict[str, str]
    known: dict[str, str]


def make_files(order: Order, workers: Workers) -> Made:
    """Make all files. Raises `TemplateFaultError` and `SearchError`."""
    first, *others = cut_evenly(len(order.material.pages), _PAGES)  # the first has all kinds of pages, and their faults
    with_map = (first, _CARDS)  # both show it, and whoever makes both lays it out once
    alone: list[_Part] = [*(part for part in exports.PARTS if part != _CARDS), *others]
    pieces: list[tuple[_Part, ...]] = [with_map, *((part,) for part in alone)]
    search = order.frame.with_search
    if search and not workers.executor:
        pieces.insert(1, (_SEARCH,))  # early, as the longest piece
    if not order.known:  # else few may be needed, and whoever needs one compiles it
        compile_templates(order.frame, {page.template for page in order.material.pages})
    whole = Made(write_files(order.stage, order.assets, order.old), {})
    made = workers.map(_make_piece, order, pieces, _PIECES)
    if search and workers.executor:  # here, where Pagefind is sure to be
        made = chain(made, [_make_piece(order, (_SEARCH,))])
    for hashes, known in made:
        whole.hashes.update(hashes)
        whole.known.update(known)
    return whole


def _make_piece(order: Order, piece: Iterable[_Part]) -> Made:
    """Make files, each of the old site that was made of the very same standing for a new one."""
    fingerprint = _open_fingerprints(order.frame)
    hashes, keys = {}, {}

    def make() -> Iterator[exports.File]:
        for file in chain.from_iterable(_list_files(order, part) for part in piece):
            if not isinstance(file, Recipe):
                yield file
                continue
            key = keys[file.name] = fingerprint(file.of)
            hashed = order.known.get(key)
            if order.old and hashed and keep_file(order.stage, file.name, order.old, hashed):
                hashes[file.name] = hashed
            else:
                yield file.name, file.make()

    hashes |= write_files(order.stage, make(), order.old, again=order.again)
    return Made(hashes, {key: hashes[name] for name, key in keys.items()})


@functools.lru_cache(maxsize=1)
def _open_fingerprints(frame: Frame) -> Fingerprints:
    return open_fingerprints(frame)


def _list_files(order: Order, part: _Part) -> Iterable[exports.File | Recipe]:
    if part == _SEARCH:
        return list_index(order.material.digest, order.frame.say, order.old)
    if isinstance(part, str):
        return exports.PARTS[part](order.material)
    return plan_files(order.frame, [order.material.pages[at] for at in part])
