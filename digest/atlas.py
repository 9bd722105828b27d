"""Draws the map of all papers as SVG: a point for each, every primary topic a land with its name, related papers near.

A map of nothing is an empty text. Colours, and which of names and numbers a screen shows, are the stylesheet's.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from digest import layout
from digest.addresses import address_of
from digest.layout import Cell, Point
from digest.nouns import Dot, Land, Topic
from digest.pictures import Ranked, Saying, escape, frame_picture, rank_topics

POINTS = 3_000  # about this many at most; where there are more papers, a point stands for several
WIDTH, HEIGHT = 1000, 720  # of the map, in its own units
STEP = 48.0  # from point to point, at most
DOT = 0.33  # the radius of a point, in steps
ROW = 0.866_025_4  # from row to row of the lattice, in steps
NAME = 12.5  # the size of names; the stylesheet says the same
NUMBER = 31.0  # the size of numbers, which stand for names on narrow screens; the stylesheet says the same
LEADING = 1.18  # from line to line of a name, in its size
LETTER = 0.62  # a letter is about this wide, in its size; one of Chinese, Japanese or Korean is 1
LINES = 3  # of a name, at most
MOST_WORDS = 20  # of a name that is broken into lines
NAMES = 0.5  # of the map, at most, is kept free for names; where topics are very many, some have none
SMALL = 6  # a land with at most so many points for every cell of its name may not have the form for it: it gets more
TITLE = 200  # letters of what a point says, at most
SHARED = 2  # how strongly a further topic draws, in papers related

# A word with the space behind it, or what of it ends with a hyphen: a line may end there.
_WORD = re.compile(r"\S+?(?:(?<=\w-)(?=\w)|(?!\S)\s*)")

Lines = tuple[str, ...]
Bonds = list[Counter[int]]  # for each thing by number: how strongly each other one belongs with it


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the map: the dots that share it, most often one, and the number of the land that they are on."""

    dots: tuple[Dot, ...]
    land: int


@dataclass(frozen=True, slots=True)
class Sign:
    """What is written on a land: the name in lines, none where it has no room, and the middle of that."""

    middle: Point
    lines: Lines


@dataclass(frozen=True, slots=True)
class Scale:
    """The way from the lattice to the map: the step in units of the map, and what is added to x and to y."""

    step: float
    right: float
    down: float

    def __call__(self, x: float, y: float) -> tuple[int, int]:
        """Give the place on the map of a place in the lattice."""
        return round(self.right + x * self.step / 2), round(self.down + y * self.step * ROW)


@dataclass(frozen=True)
class Chart:
    """The map of some lands: laid out when it is first drawn, and once for all drawings of it."""

    lands: Sequence[Land]

    @functools.cached_property
    def layout(self) -> Layout | None:
        """Give the place of everything; nothing where there are no dots. The order of dots changes nothing."""
        inhabited = [land for land in self.lands if land.dots]
        return _lay_out(inhabited) if inhabited else None


@dataclass(frozen=True, slots=True)
class Layout:
    """The cells of each land, the sign of each that has one, and the points with the cell of each.

    `scale` and `height` are those of the map that is drawn of it.
    """

    topics: list[Topic]
    lands: dict[int, list[Cell]]
    signs: dict[int, Sign]
    spots: list[Spot]
    cells: list[Cell]
    scale: Scale
    height: int


def _lay_out(inhabited: Sequence[Land]) -> Layout:
    spots = gather_spots(inhabited)
    related, leanings = bind_spots(spots), find_leanings(spots, inhabited)
    wordings = [break_name(land.topic.name) for land in inhabited]
    sizes = Counter(spot.land for spot in spots)
    lands, step = claim_lands(wordings, sizes, bind_lands(spots, related, leanings))
    signs, free = raise_signs(wordings, lands, step, sizes)
    cells = layout.place_members(free, [spot.land for spot in spots], related, leanings)
    scale = _fit_scale([cell for land in lands.values() for cell in land], step)
    return Layout([land.topic for land in inhabited], lands, signs, spots, cells, *scale)


def draw_map(chart: Chart, root: str, say: Saying) -> str:
    """Draw the map; see `pictures` for `root` and `say`.

    Names of topics are links that the Tab key reaches, points are links that it passes by. With more than POINTS papers
    a point stands for several of one topic and leads to the topic.
    """
    ranks = {ranked.topic.id: ranked for ranked in rank_topics(chart.lands)}
    placed = chart.layout
    if not placed:
        return ""
    drawn = [
        _draw_land(ranks[topic.id], placed.lands[n], placed.signs.get(n), placed.scale, root)
        for n, topic in enumerate(placed.topics)
    ]
    for spot, cell in zip(placed.spots, placed.cells, strict=True):
        drawn[spot.land] += _draw_spot(spot, cell, placed.scale, root)
    groups = "</g>\n".join(drawn)
    size = f'viewBox="0 0 {WIDTH} {placed.height}" stroke-width="{round(2 * DOT * placed.scale.step)}"'
    return frame_picture("map", size, (say("map_title"), say("map_drawn")), f"\n{groups}</g>")


def gather_spots(lands: Sequence[Land]) -> list[Spot]:
    """Put the dots of each land on points, by id; where several share a point, they are related if they can be."""
    share = ceil(sum(len(land.dots) for land in lands) / POINTS)
    spots = []
    for number, land in enumerate(lands):
        left = {dot.id: dot for dot in land.dots}
        waiting = deque(sorted(left))
        while left:
            first = waiting.popleft()
            if first not in left:
                continue
            group = [left.pop(first)]
            group += [left.pop(id) for id in [id for id in group[0].related if id in left][: share - 1]]
            while len(group) < share and left:
                group += [left.pop(id) for id in (waiting.popleft(),) if id in left]
            spots.append(Spot(tuple(group), number))
    return spots


def bind_spots(spots: Sequence[Spot]) -> Bonds:
    """Count for every point how many of its dots are related to those of each other point, either way."""
    place = {dot.id: number for number, spot in enumerate(spots) for dot in spot.dots}
    bonds: Bonds = [Counter() for _ in spots]
    for number, spot in enumerate(spots):
        for id in (id for dot in spot.dots for id in dot.related):
            other = place.get(id, number)
            if other != number:
                bonds[number][other] += 1
                bonds[other][number] += 1
    return bonds


def find_leanings(spots: Sequence[Spot], lands: Sequence[Land]) -> list[list[int]]:
    """Give for every point the lands of its dots' further topics, each as often as it draws."""
    numbers = {land.topic.id: number for number, land in enumerate(lands)}
    return [
        [numbers[topic.id] for dot in spot.dots for topic in dot.topics[1:] if topic.id in numbers] * SHARED
        for spot in spots
    ]


def bind_lands(spots: Sequence[Spot], related: Bonds, leanings: Sequence[Sequence[int]]) -> Bonds:
    """Count for every land what draws its points to each other land, both ways."""
    bonds: Bonds = [Counter() for _ in range(spots[-1].land + 1)]
    for number, spot in enumerate(spots):
        for other, count in related[number].items():
            bonds[spot.land][spots[other].land] += count
        for land in leanings[number]:
            bonds[spot.land][land] += 1
            bonds[land][spot.land] += 1
    for number, bond in enumerate(bonds):
        del bond[number]
    return bonds


def claim_lands(
    wordings: Sequence[list[Lines]], sizes: Mapping[int, int], bonds: Bonds
) -> tuple[dict[int, list[Cell]], float]:
    """Give every land a cell for each of its points and some for its name; and the step that this leaves room for."""
    step = STEP
    while True:
        most = int(NAMES * WIDTH * HEIGHT / len(wordings) / (step * step * ROW))
        rooms = (min(most, _reserve(ways, sizes[number], step)) for number, ways in enumerate(wordings))
        claims = {number: sizes[number] + room for number, room in enumerate(rooms)}
        cells = layout.choose_cells(sum(claims.values()), WIDTH, HEIGHT)
        fits = _fit_step(cells)
        if fits >= step:
            break
        step = min(fits, step * 0.99)
    points = dict(enumerate(layout.spread_regions(bonds)))
    return layout.round_regions(layout.deal_cells(cells, points, claims)), step


def _fit_step(cells: Iterable[Cell]) -> float:
    """Give the longest step with which the cells fit on the map."""
    across, down = (max(values) - min(values) for values in zip(*cells, strict=True))
    return float(min(STEP, WIDTH / (across / 2 + 1), HEIGHT / (down * ROW + 1.2)))


def _fit_scale(cells: Sequence[Cell], step: float) -> tuple[Scale, int]:
    """Give the scale that puts the cells in the middle of the width, and the height that they need."""
    (left, right), (top, bottom) = ((min(values), max(values)) for values in zip(*cells, strict=True))
    scale = Scale(step, WIDTH / 2 - (left + right) * step / 4, step * (0.6 - top * ROW))
    return scale, ceil(step * ((bottom - top) * ROW + 1.2))


def _reserve(ways: Iterable[Lines], size: int, step: float) -> int:
    """Count the cells to be kept free for a name, or for the number that may stand in its place."""
    room = min(_count_room(lines, step) for lines in ways)
    room = max(room, layout.count_room(*_size_number(step)))
    return room + room // 2 if size <= SMALL * room else room


def _count_room(lines: Lines, step: float) -> int:
    return layout.count_room(*_size_sign(lines, step))


def _size_sign(lines: Lines, step: float) -> tuple[float, float]:
    """Give half the size of a name; see `_size_room`."""
    across = max(map(_measure_text, lines)) * NAME / 2
    return _size_room(across, ((len(lines) - 1) * LEADING + 0.95) * NAME / 2, step)


def _size_number(step: float) -> tuple[float, float]:
    return _size_room(0.64 * NUMBER, 0.4 * NUMBER, step)


def _size_room(across: float, down: float, step: float) -> tuple[float, float]:
    """Give how near to the middle of a sign cells are taken by it, across and down, in units of the lattice.

    A cell is an oblong of two units by one, with its point in the middle: signs that share no cell, and points and
    signs, do not touch.
    """
    return 2 * across / step + 1, down / step / ROW + 0.5


def _measure_text(text: str) -> float:
    """Guess the width of a text, in its size."""
    return sum(100 if unicodedata.east_asian_width(letter) in "WF" else round(100 * LETTER) for letter in text) / 100


def break_name(name: str) -> list[Lines]:
    """Give every number of lines that a name can have, each in the way that makes its longest line shortest."""
    words = _WORD.findall(name) or [name]
    if len(words) > MOST_WORDS:  # there are too many ways, and no land has room for it
        return [(name,)]
    broken = []
    for count in range(1, min(LINES, len(words)) + 1):
        ways = [
            tuple("".join(words[start:end]).strip() for start, end in zip((0, *cuts), (*cuts, len(words)), strict=True))
            for cuts in combinations(range(1, len(words)), count - 1)
        ]
        broken.append(min(ways, key=lambda lines: (max(map(_measure_text, lines)), lines)))
    return broken


def raise_signs(
    wordings: Sequence[list[Lines]], lands: Mapping[int, list[Cell]], step: float, sizes: Mapping[int, int]
) -> tuple[dict[int, Sign], dict[int, list[Cell]]]:
    """Find the place of every name, and the cells that it leaves to the points of its land, one each."""
    signs, free = {}, {}
    for number, ways in enumerate(wordings):
        land, spare = lands[number], len(lands[number]) - sizes[number]
        middle, taken = layout.find_centre(land), frozenset[Cell]()
        for lines in (*sorted(ways, key=lambda lines: _count_room(lines, step)), ()):
            room = layout.clear_room(land, *(_size_sign(lines, step) if lines else _size_number(step)), spare)
            if room:
                middle, taken = room[0], frozenset(room[1])
                signs[number] = Sign(middle, lines)
                break
        free[number] = _leave_air(land, middle, taken)[spare:]
    return signs, free


def _leave_air(land: Iterable[Cell], middle: Point, taken: frozenset[Cell]) -> list[Cell]:
    """Put first the cells that a sign takes, then those about it: what is left over of its cells gives it air."""
    return sorted(land, key=lambda cell: (cell not in taken, layout.measure(cell, middle), cell))


def _draw_land(ranked: Ranked, cells: Iterable[Cell], sign: Sign | None, scale: Scale, root: str) -> str:
    """Draw a land and its name; the group is left open for its points."""
    border = "".join(_draw_line([scale(x, y / 3) for x, y in line]) for line in layout.trace_border(cells))
    name = escape(ranked.topic.name)
    begun = f'<g class="{ranked.hue}"><path class="land" d="{border}"><title>{name}</title></path>'
    if sign is None:
        return begun
    x, y = scale(*sign.middle)
    first = y - (len(sign.lines) - 1) * LEADING * NAME / 2
    lines = " ".join(
        f'<tspan x="{x}" y="{first + number * LEADING * NAME:.0f}" dy=".35em">{escape(line)}</tspan>'
        for number, line in enumerate(sign.lines)
    )
    words = f'<text class="name">{lines}</text>' if lines else ""
    return (
        f'{begun}<a href="{escape(root + address_of(ranked.topic))}" aria-label="{ranked.rank}. {name}">{words}'
        f'<text class="{"number" if lines else "number only"}" x="{x}" y="{y}" dy=".36em">{ranked.rank}</text></a>\n'
    )


def _draw_line(corners: Sequence[tuple[int, int]]) -> str:
    """Draw a closed line, each corner as seen from the last."""
    x, y = corners[0]
    parts = [f"M{x} {y}l"]
    for right, down in corners[1:]:
        parts.append(f"{right - x} {down - y} ")
        x, y = right, down
    return "".join(parts).rstrip() + "z"


def _draw_spot(spot: Spot, cell: Cell, scale: Scale, root: str) -> str:
    """Draw a point: a line without length and with round ends, which takes fewer bytes than a circle."""
    dot, *more = spot.dots
    address = address_of(dot.topics[0]) if more else address_of(dot)
    title = "; ".join(dot.title for dot in spot.dots)
    if len(title) > TITLE:
        title = f"{title[: TITLE - 1].rstrip()}…"
    x, y = scale(*cell)
    return f'<a href="{escape(root + address)}" tabindex="-1"><title>{escape(title)}</title><path d="M{x} {y}h0"/></a>'
