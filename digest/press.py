"""Makes every file of a site, search index, export or page, in as many processes as there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest import exports
from digest.parallel import Workers, cut_evenly
from digest.publish import write_files
from digest.render import Frame, compile_templates, render_pages
from digest.search import list_index

_SEARCH = "search"
_PAGES = 250  # rendered in one piece
_PIECES = 4  # below twice as many, a second process costs more than it brings


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
    pieces: list[str | range] = [first, *exports.PARTS, *others]
    search = order.frame.with_search
    if search and not workers.executor:
        pieces.insert(1, _SEARCH)  # early, as the longest piece
    _ = exports.find_chart(order.material.pages).layout  # here, for all processes, as the next
    compile_templates(order.frame, {page.template for page in order.material.pages})
    hashes = write_files(order.stage, order.assets, order.old)
    for made in workers.map(_make_piece, order, pieces, _PIECES):
        hashes |= made
    if search and workers.executor:  # here, where Pagefind is sure to be
        hashes |= _make_piece(order, _SEARCH)
    return hashes


def _make_piece(order: Order, piece: str | range) -> dict[str, str]:
    files: Iterable[exports.File]
    if piece == _SEARCH:
        files = list_index(order.material.digest, order.old)
    elif isinstance(piece, str):
        files = exports.PARTS[piece](order.material)
    else:
        files = render_pages(order.frame, [order.material.pages[at] for at in piece])
    return write_files(order.stage, files, order.old, again=order.again)
