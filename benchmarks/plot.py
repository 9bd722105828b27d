"""Draw the seconds in the tables of docs/performance.md over the number of papers, into pictures beside it.

    python -m benchmarks.plot

Both scales are logarithmic. Needs what the tests need: Playwright and Chromium.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from benchmarks.labels import ROOT
from benchmarks.search import open_browser

DOCS = ROOT / "docs"
# What a table calls a situation: what the picture calls it, and its colours on light and on dark ground.
LINES = {
    "from nothing": ("build.py, from nothing", "#1d4e89", "#8ab8f0"),
    "after one override": ("build.py, after one override", "#0f766e", "#5fc9b8"),
    "*Hugo, from nothing*": ("Hugo, from nothing", "#a84a46", "#e79993"),
    "*only writing our files*": ("only writing our files", "#57606a", "#9aa4ae"),
}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 400, 64, 190, 28, 44
GROUNDS = {"light": ("#fdfcfb", "#1c1d20", "#dcdcda"), "dark": ("#17181c", "#e8e6e1", "#3a3c42")}  # paper, ink, grid
ROW = re.compile(r"^\| ([\d,]+) \| ([^|]+?) \| ([\d.]+) \|", re.MULTILINE)


def read_points(text: str) -> dict[str, list[tuple[int, float]]]:
    """Read papers and seconds of each situation from the tables of a text in Markdown."""
    points: dict[str, list[tuple[int, float]]] = {what: [] for what in LINES}
    for papers, what, seconds in ROW.findall(text):
        if what in points:
            points[what].append((int(papers.replace(",", "")), float(seconds)))
    return points


def place(papers: float, seconds: float) -> tuple[float, float]:
    """Give the place of a point: 500 to 100,000 papers across, 0.01 to 1,000 seconds up."""
    across = math.log(papers / 500) / math.log(200)
    up = math.log(seconds / 0.01) / math.log(100_000)
    return round(LEFT + across * (WIDTH - LEFT - RIGHT), 1), round(HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM), 1)


def draw(points: dict[str, list[tuple[int, float]]], scheme: str) -> Iterator[str]:
    """Yield the lines of an SVG."""
    paper, ink, grid = GROUNDS[scheme]
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif"'
    yield f' font-size="13" fill="{ink}"><rect width="{WIDTH}" height="{HEIGHT}" fill="{paper}"/>'
    for papers in (1_000, 10_000, 100_000):
        x, _ = place(papers, 1)
        yield f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="{grid}"/>'
        yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{papers:,}</text>'
    for seconds in (0.01, 0.1, 1, 10, 100, 1_000):
        _, y = place(1_000, seconds)
        yield f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{grid}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{seconds:,g}</text>'
    yield f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">papers</text>'
    yield f'<text x="8" y="{TOP - 12}">seconds</text>'
    taken: dict[float, float] = {}  # how far down labels reach, by where they begin
    for what, (name, *colours) in LINES.items():
        colour = colours[scheme == "dark"]
        places = [place(*point) for point in sorted(points[what])]
        path = " L".join(f"{x} {y}" for x, y in places)
        yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places)
        x, y = places[-1]
        taken[x] = max(y + 4, taken.get(x, 0) + 16)
        yield f'<text x="{x + 10}" y="{taken[x]}" fill="{colour}">{name}</text>'
    yield "</svg>"


def main() -> None:
    """Write both pictures."""
    points = read_points((DOCS / "performance.md").read_text(encoding="utf-8"))
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for scheme in GROUNDS:
            page.set_content(f"<body style='margin:0'>{''.join(draw(points, scheme))}")
            page.screenshot(path=DOCS / f"cost-{scheme}.png")


if __name__ == "__main__":
    main()
