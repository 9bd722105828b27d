"""Where things stand on a map: regions of cells on a lattice of hexagons, what is alike near each other.

A cell is `(x, y)` with an even sum; its neighbours are at (±2, 0) and (±1, ±1). The unit is half a step to the right
and √3/2 of a step down, so that squares of distances are whole numbers: x² + 3y². No sine, no random, and no sum of
fractions: the answer is the same on every machine and for every version of Python.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from math import ceil, floor, isqrt, sqrt

Cell = tuple[int, int]
_Cut = Cell | tuple[int, "_Cut", "_Cut"]  # a cell, or the axis across which many are cut in two, and the two parts
Point = tuple[float, float]
Corner = tuple[int, int]  # of a hexagon: x as in a cell, and three times y

TURNS = 40  # of the iteration that lays similar regions next to each other
ROUNDS = 24  # of moving the borders of regions
NUB = 4  # a row of the whole is not shorter than its longest row divided by this
VISITS = 8  # of moving the members of a region towards what they belong with
WIDE = 2  # regions grow wider than high by this measure: there is a name to be written in them

# Where the middle of a sign may stand, from a cell: on it, between two of a row, between two rows.
_SPOTS: tuple[Point, ...] = ((0, 0), (1, 0), (0, 0.5), (1, 0.5))

# Clockwise round a cell: the neighbour behind each side, and the corner where that side begins.
_SIDES: tuple[tuple[Cell, Corner], ...] = (
    ((1, -1), (0, -2)),
    ((2, 0), (1, -1)),
    ((1, 1), (1, 1)),
    ((-1, 1), (0, 2)),
    ((-2, 0), (-1, 1)),
    ((-1, -1), (-1, -1)),
)


def choose_cells(count: int, width: int, height: int) -> list[Cell]:
    """Choose `count` cells about the origin that fill an oblong with round corners, of the given proportions."""
    across = isqrt(2 * count * width // height) + 3
    down = isqrt(count * height // width) + 3
    window = [(x, y) for y in range(-down, down + 1) for x in range(-across, across + 1) if not (x + y) % 2]
    # (x / width)⁴ + (√3·y / height)⁴, without fractions
    window.sort(key=lambda cell: (cell[0] ** 4 * height**4 + 9 * cell[1] ** 4 * width**4, cell[1], cell[0]))
    rows = Counter(y for _, y in window[:count])
    # The first row and the last would else be a cell or two on top of the rest.
    broad = {row for row, cells in rows.items() if NUB * cells >= max(rows.values())}
    return [cell for cell in window if cell[1] in broad][:count]


def spread_regions(bonds: Sequence[Mapping[int, int]]) -> list[Point]:
    """Give each region a point, near those it has strong bonds with; only the order along each axis counts.

    `bonds[one][other]` is the same both ways. These are the second and third eigenvectors of the graph of bonds.
    """
    count = len(bonds)
    degrees = [1 + sum(bond.values()) for bond in bonds]
    found = [[sqrt(degree) for degree in degrees]]
    for axis in (1, 2):
        # No random start: two patterns that are not alike.
        vector = [float((number * (axis + 1)) % 7 - 3 + number % (axis + 2)) for number in range(count)]
        for _ in range(TURNS):
            vector = _stand_across(_push(vector, bonds, degrees), found)
        found.append(vector)
    return [(round(x / root, 9), round(y / root, 9)) for root, x, y in zip(*found, strict=True)]


def _push(vector: list[float], bonds: Sequence[Mapping[int, int]], degrees: list[int]) -> list[float]:
    """Take one step of the power iteration; half of every value stays, so that no eigenvalue is negative."""
    pushed = []
    for one, bond in enumerate(bonds):
        value = vector[one] / 2
        for other in sorted(bond):
            value += vector[other] * bond[other] / sqrt(degrees[one] * degrees[other]) / 2
        pushed.append(value)
    return pushed


def _stand_across(vector: list[float], others: Iterable[list[float]]) -> list[float]:
    """Take out of a vector what it has of others, and give it length 1."""
    for other in others:
        share = _multiply(vector, other) / (_multiply(other, other) or 1.0)
        vector = [value - share * part for value, part in zip(vector, other, strict=True)]
    length = sqrt(_multiply(vector, vector)) or 1.0
    return [value / length for value in vector]


def _multiply(one: list[float], other: list[float]) -> float:
    total = 0.0  # not `sum`, which rounds in another way from Python 3.12 on
    for left, right in zip(one, other, strict=True):
        total += left * right
    return total


def deal_cells(cells: list[Cell], points: Mapping[int, Point], sizes: Mapping[int, int]) -> dict[int, list[Cell]]:
    """Give each of the numbered points as many cells as its size says, in the order in which the points lie.

    The cells are cut in two across their longer side, the points with them, until one is left.
    """
    if len(points) < 2:
        return dict.fromkeys(points, cells)
    axis = _longer_side(cells)
    order = sorted(points, key=lambda number: (points[number][axis], points[number][1 - axis], number))
    cut, taken = _halve([sizes[number] for number in order])
    cells = sorted(cells, key=lambda cell: (cell[axis], cell[1 - axis]))
    dealt = {}
    for numbers, part in ((order[:cut], cells[:taken]), (order[cut:], cells[taken:])):
        dealt.update(deal_cells(part, {number: points[number] for number in numbers}, sizes))
    return dealt


def _longer_side(cells: list[Cell]) -> int:
    """0 where the cells reach farther across, 1 where they reach farther down."""
    across, down = (max(values) - min(values) for values in zip(*cells, strict=True))
    return int(3 * down * down > across * across)


def _halve(sizes: list[int]) -> tuple[int, int]:
    """How many of the sizes make about one half of their sum, at least one and not all; and what these sum up to."""
    whole = sum(sizes)
    sums = list(accumulate(sizes))[:-1]
    return min(enumerate(sums, 1), key=lambda cut: abs(2 * cut[1] - whole))


def round_regions(regions: dict[int, list[Cell]]) -> dict[int, list[Cell]]:
    """Move the borders between regions, none losing or gaining a cell, until all are about as compact as they can be.

    Two regions pool their cells and share them out again along the line between their centres.
    """
    regions = dict(regions)
    for _ in range(ROUNDS):
        before = {number: set(cells) for number, cells in regions.items()}
        centres = {number: find_centre(cells) for number, cells in regions.items()}
        for one, other in _find_pairs(regions, centres):
            regions[one], regions[other] = _share_out(regions[one], regions[other])
        if before == {number: set(cells) for number, cells in regions.items()}:
            break
    return regions


def _find_pairs(regions: Mapping[int, list[Cell]], centres: Mapping[int, Point]) -> list[tuple[int, int]]:
    """The pairs of regions that may touch: their centres are not farther apart than their sizes allow."""
    numbers = sorted(regions)
    reach = {number: 1.5 * sqrt(len(regions[number])) + 1 for number in numbers}
    return [
        (one, other)
        for place, one in enumerate(numbers)
        for other in numbers[place + 1 :]
        if measure(centres[one], centres[other]) < (reach[one] + reach[other]) ** 2
    ]


def _share_out(one: list[Cell], other: list[Cell]) -> tuple[list[Cell], list[Cell]]:
    (here, above), (there, below) = (map(sum, zip(*cells, strict=True)) for cells in (one, other))
    # The way from the one centre to the other, times both sizes: whole numbers, which need no rounding.
    right = there * len(one) - here * len(other)
    down = 3 * WIDE * WIDE * (below * len(one) - above * len(other))
    pooled = sorted([(right * x + down * y, y, x) for x, y in one + other])
    cells = [(x, y) for _, y, x in pooled]
    return cells[: len(one)], cells[len(one) :]


def find_centre(cells: Sequence[Cell]) -> Point:
    """The mean of the cells."""
    across, down = zip(*cells, strict=True)
    return sum(across) / len(cells), sum(down) / len(cells)


def measure(one: Point, other: Point) -> float:
    """The square of the distance of two points, in units of the lattice."""
    return (one[0] - other[0]) ** 2 + 3 * (one[1] - other[1]) ** 2


def clear_room(cells: Sequence[Cell], across: float, down: float, most: int) -> tuple[Point, list[Cell]] | None:
    """Find where in a region a sign of that size can stand, nearest the centre, and the cells that it takes.

    `across` and `down` are half its size, in units of the lattice. Nothing, where that would take cells of others, or
    more than `most`.
    """
    own = set(cells)
    centre = find_centre(cells)
    spots = {(x + dx, y + dy) for x, y in cells for dx, dy in _SPOTS}
    for spot in sorted(spots, key=lambda spot: (measure(spot, centre), spot)):
        taken = _list_cells(spot, across, down)
        if len(taken) <= most and own.issuperset(taken):
            return spot, taken
    return None


def count_room(across: float, down: float) -> int:
    """How many cells a sign of that size takes where it takes fewest; see `clear_room`."""
    return min(len(_list_cells(spot, across, down)) for spot in _SPOTS)


def _list_cells(spot: Point, across: float, down: float) -> list[Cell]:
    """The cells with their centre in an oblong, its rim not counted."""
    return [
        (x, y)
        for y in range(floor(spot[1] - down) + 1, ceil(spot[1] + down))
        for x in range(floor(spot[0] - across) + 1, ceil(spot[0] + across))
        if not (x + y) % 2
    ]


def place_members(
    regions: Mapping[int, list[Cell]],
    home: Sequence[int],
    bonds: Sequence[Mapping[int, int]],
    leanings: Sequence[Sequence[int]],
) -> list[Cell]:
    """Give every member a cell of its region, towards the members it has bonds with and the regions it leans to.

    `home[member]` is its region, which has a cell for each of its members, or more.
    """
    members: dict[int, list[int]] = {number: [] for number in regions}
    for member, number in enumerate(home):
        members[number].append(member)
    centres = {number: find_centre(cells) for number, cells in regions.items()}
    spots: list[Point] = [centres[number] for number in home]
    still = [[(centres[number], 1) for number in (own, *leant)] for own, leant in zip(home, leanings, strict=True)]
    drawn = [sorted(bond.items()) for bond in bonds]
    cuts = {number: _cut_up(regions[number], len(there)) for number, there in members.items() if there}
    placed: list[Cell] = [(0, 0)] * len(home)
    for _ in range(VISITS):
        aims = [
            _find_aim([(spots[other], weight) for other, weight in bond] + pulls)
            for bond, pulls in zip(drawn, still, strict=True)
        ]
        along = aims, [(y, x) for x, y in aims]
        for number, cut in cuts.items():
            for member, cell in _seat(members[number], cut, along):
                placed[member] = cell
        spots = list(placed)
    return placed


def _cut_up(cells: list[Cell], count: int) -> _Cut:
    """Cut cells in two as `deal_cells` does it, for points of which each gets one cell or a few."""
    if count < 2:
        return cells[0]
    axis, half = _longer_side(cells), count // 2
    cells = sorted(cells, key=lambda cell: (cell[axis], cell[1 - axis]))
    return axis, _cut_up(cells[:half], half), _cut_up(cells[half:], count - half)


def _seat(members: list[int], cut: _Cut, along: Sequence[Sequence[Point]]) -> Iterator[tuple[int, Cell]]:
    """Yield each member with its cell; `along` has their aims by either axis, the members stand in order."""
    if len(cut) == 2:
        yield members[0], cut
        return
    axis, left, right = cut
    members = sorted(members, key=along[axis].__getitem__)
    half = len(members) // 2
    yield from _seat(members[:half], left, along)
    yield from _seat(members[half:], right, along)


def _find_aim(pulls: Sequence[tuple[Point, int]]) -> Point:
    """The mean of weighted points."""
    x = y = 0.0
    weights = 0
    for (right, down), weight in pulls:
        x += right * weight
        y += down * weight
        weights += weight
    return round(x / weights, 6), round(y / weights, 6)


def trace_border(cells: Iterable[Cell]) -> list[list[Corner]]:
    """Give the corners of a region's border in order, each closed line of it for itself, clockwise."""
    own = set(cells)
    following: dict[Corner, Corner] = {}
    for x, y in sorted(own):
        for number, ((dx, dy), (right, down)) in enumerate(_SIDES):
            if (x + dx, y + dy) not in own:
                end = _SIDES[(number + 1) % 6][1]
                following[x + right, 3 * y + down] = (x + end[0], 3 * y + end[1])
    lines = []
    while following:
        corner, line = next(iter(following)), []
        while corner in following:
            line.append(corner)
            corner = following.pop(corner)
        lines.append(line)
    return lines
