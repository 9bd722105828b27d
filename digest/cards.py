"""Makes the pictures that other sites show beside a link: the map of papers as PNG, one topic of it in colour.

The dots of all cards are the same, so they are drawn and compressed once; a card differs by its palette only.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Sequence

from digest.atlas import Chart, draw_map

WIDTH, HEIGHT, EDGE = 1200, 630, 30  # pixels, as sites that show cards expect them
PAPER, FAINT, PLAIN = "fdfcfa", "ddd8ce", "1f4e79"
MOST = 255  # topics; a palette holds no more colours beside the ground
_VIEW = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_LAND = re.compile(r'<g class="(hue-\d+)">(.*?)</g>', re.DOTALL)
_DOT = re.compile(r"M(\d+) (\d+)h0")
_COLOUR = re.compile(r"\.(hue-\d+) \{ --hue: light-dark\(#([0-9a-f]{6})")

Dot = tuple[float, float]


def draw_cards(chart: Chart, stylesheet: str) -> Iterator[tuple[str, bytes]]:
    """Yield the card of each topic by its id, and before them that of the site, whose id is empty.

    The colours are those of the stylesheet; where it names none, all are alike.
    """
    shelves = chart.shelves
    svg = draw_map(chart, "", str)  # its words, said by their names only, are not painted
    colours = dict(_COLOUR.findall(stylesheet))
    lands = [(colours.get(hue, PLAIN), _DOT.findall(body)) for hue, body in _LAND.findall(svg)][:MOST]
    shown = [shelf.topic.id for shelf in shelves if shelf.primary][:MOST]
    pixels = zlib.compress(_paint(svg, [dots for _, dots in lands]), 9)
    yield "", _write_png(pixels, [PAPER, *(colour for colour, _ in lands)])
    for shelf in shelves:
        chosen = [colour if shown[n : n + 1] == [shelf.topic.id] else FAINT for n, (colour, _) in enumerate(lands)]
        yield shelf.topic.id, _write_png(pixels, [PAPER, *chosen])


def _paint(svg: str, lands: Sequence[Sequence[tuple[str, str]]]) -> bytes:
    """Paint the dots of each land in its number, from 1; give the rows as PNG has them, each behind a zero."""
    rows = [bytearray(WIDTH + 1) for _ in range(HEIGHT)]
    view = _VIEW.search(svg)
    if not view:
        return b"".join(rows)
    wide, tall = int(view[1]), int(view[2])
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / tall)
    right, down = (WIDTH - wide * scale) / 2, (HEIGHT - tall * scale) / 2
    radius = _find_radius(svg) * scale
    for number, dots in enumerate(lands, 1):
        for x, y in dots:
            _paint_dot(rows, right + int(x) * scale, down + int(y) * scale, radius, number)
    return b"".join(rows)


def _find_radius(svg: str) -> float:
    found = re.search(r'stroke-width="(\d+)"', svg)
    return int(found[1]) / 2 if found else 8.0


def _paint_dot(rows: list[bytearray], x: float, y: float, radius: float, number: int) -> None:
    for row in range(max(0, round(y - radius)), min(HEIGHT, round(y + radius) + 1)):
        half = radius * radius - (row - y) ** 2
        if half > 0:
            start, end = round(x - half**0.5) + 1, round(x + half**0.5) + 1
            rows[row][start:end] = bytes([number]) * (end - start)


def _write_png(pixels: bytes, palette: Sequence[str]) -> bytes:
    """Write a picture of indexed colours: https://www.w3.org/TR/png-3/."""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    colours = b"".join(bytes.fromhex(colour) for colour in palette)
    chunks = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_write_chunk(name, data) for name, data in chunks)


def _write_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
