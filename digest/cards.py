"""Makes the pictures that other sites show beside a link: the map of papers as PNG, one topic of it in colour.

The dots of all cards are the same, so they are drawn and compressed once; a card differs by its palette only.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from digest import atlas
from digest.atlas import Chart
from digest.pictures import rank_topics

WIDTH, HEIGHT, EDGE = 1200, 630, 30  # pixels, as sites that show cards expect them
PAPER, FAINT, PLAIN = "fdfcfa", "ddd8ce", "1f4e79"
MOST = 255  # topics; a palette holds no more colours beside the ground
_COLOUR = re.compile(r"\.(hue-\d+) \{ --hue: light-dark\(#([0-9a-f]{6})")


def draw_cards(chart: Chart, stylesheet: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield what draws the card of each topic by its id, and before them that of the site, whose id is empty.

    The colours are those of the stylesheet; where it names none, all are alike.
    """
    colours = dict(_COLOUR.findall(stylesheet))
    hues = {ranked.topic.id: ranked.hue for ranked in rank_topics(chart.lands)}
    drawn = [land.topic.id for land in chart.lands if land.dots][:MOST]
    lands = {topic: colours.get(hues[topic], PLAIN) for topic in drawn}
    pixels = cache(lambda: zlib.compress(_paint(chart), 9))

    def draw(chosen: str) -> bytes:
        shown = [colour if chosen in ("", topic) else FAINT for topic, colour in lands.items()]
        return _write_png(pixels(), [PAPER, *shown])

    for topic in ("", *(land.topic.id for land in chart.lands)):
        yield topic, partial(draw, topic)


def _paint(chart: Chart) -> bytes:
    """Paint the dots of each land in its number, from 1; give the rows as PNG has them, each behind a zero."""
    rows = [bytearray(WIDTH + 1) for _ in range(HEIGHT)]
    if placed := chart.layout:
        scale = min((WIDTH - 2 * EDGE) / atlas.WIDTH, (HEIGHT - 2 * EDGE) / placed.height)
        right, down = (WIDTH - atlas.WIDTH * scale) / 2, (HEIGHT - placed.height * scale) / 2
        radius = round(2 * atlas.DOT * placed.scale.step) / 2 * scale  # as thick as on the map
        for spot, cell in zip(placed.spots, placed.cells, strict=True):
            x, y = placed.scale(*cell)
            if spot.land < MOST:
                _paint_dot(rows, right + x * scale, down + y * scale, radius, spot.land + 1)
    return b"".join(rows)


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
