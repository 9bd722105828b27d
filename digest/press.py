"""Makes every file of a site, search index, export or page, in as many processes as there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from digest import exports
from digest.parallel import Workers, cut_evenly
from digest.publish import write_files
from digest.render import Frame, compile_templates, render_pages
from digest.search import list_index

_SEARCH, _CARDS = "search", "cards"
_PAGES = 250  # rendered in one piece
_PIECES = 3  # below twice as many, a second process costs more than it brings

_Part = str | range


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made, and where: `stage` is the folder of the new site, `old` that of the old one, if there is one.

    `again`: a piece of work that broke off may be done again, over what it left.
    """

    frame: Frame
    material: exports.Material
    assets: Sequence[exports.File]
    stage: Path
    old: Path | None = None
    again: bool = False


def make_files(order: Order, workers: Workers) -> dict[str, str]:
    """Make all files; give the SHA-256 of each by its name. Raises `TemplateFaultError` and `SearchError`."""
    first, *others = cut_evenly(len(order.material.pages), _PAGES)  # the first has all kinds of pages, and their faults
    with_map = (first, _CARDS)  # both show it, and whoever makes both lays it out once
    alone: list[_Part] = [*(part for part in exports.PARTS if part != _CARDS), *others]
    pieces: list[tuple[_Part, ...]] = [with_map, *((part,) for part in alone)]
    search = order.frame.with_search
    if search and not workers.executor:
        pieces.insert(1, (_SEARCH,))  # early, as the longest piece
    compile_templates(order.frame, {page.template for page in order.material.pages})
    hashes = write_files(order.stage, order.assets, order.old)
    for made in workers.map(_make_piece, order, pieces, _PIECES):
        hashes |= made
    if search and workers.executor:  # here, where Pagefind is sure to be
        hashes |= _make_piece(order, (_SEARCH,))
    return hashes


def _make_piece(order: Order, piece: Iterable[_Part]) -> dict[str, str]:
    files = chain.from_iterable(_list_files(order, part) for part in piece)
    return write_files(order.stage, files, order.old, again=order.again)


def _list_files(order: Order, part: _Part) -> Iterable[exports.File]:
    if part == _SEARCH:
        return list_index(order.material.digest, order.frame.say, order.old)
    if isinstance(part, str):
        return exports.PARTS[part](order.material)
    return render_pages(order.frame, [order.material.pages[at] for at in part])
