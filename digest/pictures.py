"""Draws charts of the digest as SVG: topics by size, how they overlap, what each edition brought.

Colours, sizes of text and what a narrow screen leaves out are the stylesheet's; there is a class for all of that. Bars
are drawn in shares of the width, and in height by the size of their text: they grow with the page and with its letters.
A drawing of nothing is an empty text. `root` is the way from the page with the picture to the site's root, `say` says
phrases of the interface by name.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from digest.addresses import address_of
from digest.nouns import Edition, Growth, Land, Topic
from digest.text.lines import fit_xml

Saying = Callable[..., str]

HUES = 28  # classes `hue-0` to `hue-27`, in the order of the topics, and then from the beginning
HEATS = 5  # classes `heat-1` to `heat-5`
ROWS = 24  # editions, at most, that have a row with their name; more of them are narrow columns
ROW, BAR = 2.8, 0.75  # the height of a row and of its bar, by the size of the text, in em
REACH = 0.78  # of the width, for the longest bar; its number stands behind
TALL = 11.0  # the height of columns, in em
WIDTH = 1000  # of what overlaps, in its own units
NAME = 19.0  # the size of names there; the stylesheet says the same
LETTER = 0.6  # a letter is about this wide, in its size


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic that has papers: its rank by their number, which is its number on the map, and the class of its colour.

    `primary` and `secondary` count papers.
    """

    rank: int
    topic: Topic
    hue: str
    primary: int
    secondary: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two topics, how many papers have both, and which share of those that have one of them that is, up to 1."""

    one: Topic
    other: Topic
    papers: int
    share: float


def rank_topics(lands: Sequence[Land]) -> list[Ranked]:
    """Put the topics that have papers in order, most primary papers first, and number them from 1."""
    filled = [(number, land) for number, land in enumerate(lands) if land.dots or land.others]
    filled.sort(key=lambda item: (-len(item[1].dots), -item[1].others, item[0]))
    return [
        Ranked(rank, land.topic, f"hue-{number % HUES}", len(land.dots), land.others)
        for rank, (number, land) in enumerate(filled, 1)
    ]


def pair_topics(lands: Sequence[Land]) -> list[Pair]:
    """Find the topics that share papers: most papers first, equal numbers by share, then in the order of topics."""
    sizes = {land.topic.id: len(land.dots) + land.others for land in lands}
    place = {land.topic.id: number for number, land in enumerate(lands)}
    pairs = [
        Pair(land.topic, other, papers, papers / (sizes[land.topic.id] + sizes[other.id] - papers))
        for land in lands
        for other, papers in land.neighbours
        if place[land.topic.id] < place[other.id]
    ]
    return sorted(pairs, key=lambda pair: (-pair.papers, -pair.share, place[pair.one.id], place[pair.other.id]))


def draw_topics(lands: Sequence[Land], root: str, say: Saying) -> str:
    """Draw a bar for every topic with papers, the largest first: primary papers, then secondary ones."""
    ranks = rank_topics(lands)
    most = max((ranked.primary + ranked.secondary for ranked in ranks), default=0)
    rows = [
        _draw_row(
            number,
            f"{root}{address_of(ranked.topic)}",
            (f"{ranked.rank}. {ranked.topic.name}", f"{ranked.primary} + {ranked.secondary}"),
            say(
                "topic_counted",
                topic=ranked.topic.name,
                papers=say("papers", n=ranked.primary),
                others=ranked.secondary,
            ),
            [(f"{ranked.hue} first", ranked.primary / most), (f"{ranked.hue} second", ranked.secondary / most)],
        )
        for number, ranked in enumerate(ranks)
    ]
    return _frame_rows(rows, (say("by_size"), say("by_size_drawn")))


def draw_editions(growth: Sequence[Growth], root: str, say: Saying) -> str:
    """Draw a bar for every edition, the last one given first: papers that were new in it, then those seen before.

    Where there are more than ROWS the bars become narrow columns, from the left in the order given.
    """
    most = max((one.papers for one in growth), default=0) or 1
    if len(growth) > ROWS:
        return _draw_columns(growth, root, most, say)
    rows = [
        _draw_row(
            number,
            f"{root}{address_of(one.edition)}",
            (_name_edition(one.edition), f"{one.fresh} + {one.papers - one.fresh}"),
            _describe_growth(one, say),
            [("new", one.fresh / most), ("seen", (one.papers - one.fresh) / most)],
        )
        for number, one in enumerate(reversed(growth))
    ]
    return _frame_rows(rows, (say("over_time"), say("over_time_drawn")))


def draw_overlaps(lands: Sequence[Land], root: str, say: Saying) -> str:
    """Draw a triangle with a square for every two topics that share papers, darker for more.

    Each topic's name stands where its row ends and its column begins. On narrow screens this is too small to read: show
    `pair_topics` there.
    """
    pairs = pair_topics(lands)
    paired = {topic.id for pair in pairs for topic in (pair.one, pair.other)}
    topics = [land.topic for land in lands if land.topic.id in paired]
    if not pairs:
        return ""
    sides = (int((WIDTH - len(topic.name) * NAME * LETTER) / (n + 1)) for n, topic in enumerate(topics))
    side = max(8, min(40, *sides))  # a name of any length leaves a square something
    place = {topic.id: number for number, topic in enumerate(topics)}
    squares = (
        f'<rect class="heat-{ceil(HEATS * sqrt(pair.papers / pairs[0].papers))}" x="{place[pair.one.id] * side}"'
        f' y="{place[pair.other.id] * side}" width="{side - 2}" height="{side - 2}">'
        f"<title>{escape(_describe_pair(pair, say))}</title></rect>"
        for pair in sorted(pairs, key=lambda pair: (place[pair.other.id], place[pair.one.id]))
    )
    names = (
        f'<a href="{escape(root + address_of(topic))}"><text x="{place[topic.id] * side + 4}"'
        f' y="{place[topic.id] * side + side // 2}" dy=".3em">{escape(topic.name)}</text></a>'
        for topic in topics
    )
    lines = (
        f'<path class="rule" d="M0 {n * side - 1}H{n * side}M{n * side - 1} {n * side}V{len(topics) * side}"/>'
        for n in range(1, len(topics))
    )
    size = f'viewBox="0 0 {WIDTH} {len(topics) * side}"'
    return frame_picture(
        "overlaps", size, (say("overlaps"), say("overlaps_drawn")), "".join([*lines, *squares, *names])
    )


def frame_picture(kind: str, size: str, words: tuple[str, str], drawn: str) -> str:
    """Put what is drawn into a frame that says what it is, in a title and a description."""
    title, description = map(escape, words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture {kind}" {size} role="group">'
        f"<title>{title}</title><desc>{description}</desc>{drawn}</svg>\n"
    )


def _frame_rows(rows: Sequence[str], words: tuple[str, str]) -> str:
    return frame_picture("rows", f'width="100%" height="{_em(len(rows) * ROW)}"', words, "".join(rows)) if rows else ""


def _draw_row(number: int, address: str, words: tuple[str, str], label: str, bars: Sequence[tuple[str, float]]) -> str:
    """Draw one link with words above and behind its bars, each bar with class and share of the longest of all."""
    top, start, parts = number * ROW, 0.0, []
    for name, share in bars:
        length = REACH * share
        if length:
            parts.append(
                f'<rect class="{name}" x="{start:.2%}" y="{_em(top + 1.45)}" width="{length:.2%}" height="{_em(BAR)}"/>'
            )
        start += length
    return (
        f'<a href="{escape(address)}"><title>{escape(label)}</title>'
        f'<rect class="ground" y="{_em(top)}" width="100%" height="{_em(ROW)}"/>'
        f'<text y="{_em(top + 1.05)}">{escape(words[0])}</text>'
        f'<text class="number" x="100%" y="{_em(top + 2.15)}">{escape(words[1])}</text>{"".join(parts)}</a>'
    )


def _draw_columns(growth: Sequence[Growth], root: str, most: int, say: Saying) -> str:
    """Draw the editions as columns, the first one given at the left, named at both ends only."""
    width = 1 / len(growth)
    columns = []
    for number, one in enumerate(growth):
        whole, fresh = (round(TALL * papers / most, 2) for papers in (one.papers, one.fresh))
        place = f'x="{number * width:.2%}" width="{width * 0.8:.2%}"'
        columns.append(
            f'<a href="{escape(root + address_of(one.edition))}" tabindex="-1">'
            f"<title>{escape(_describe_growth(one, say))}</title>"
            f'<rect class="ground" {place} y="0" height="{_em(TALL)}"/>'
            f'<rect class="new" {place} y="{_em(TALL - fresh)}" height="{_em(fresh)}"/>'
            f'<rect class="seen" {place} y="{_em(TALL - whole)}" height="{_em(whole - fresh)}"/></a>'
        )
    columns += [
        f'<text y="{_em(TALL + 1.05)}">{escape(_name_edition(growth[0].edition))}</text>',
        f'<text class="number" x="100%" y="{_em(TALL + 1.05)}">{escape(_name_edition(growth[-1].edition))}</text>',
    ]
    words = (say("over_time"), say("over_time_drawn"))
    return frame_picture("columns", f'width="100%" height="{_em(TALL + 1.4)}"', words, "".join(columns))


def _em(height: float) -> str:
    return f"{round(height, 2):g}em"


def _name_edition(edition: Edition) -> str:
    """Its date, which tells order, and its name where that is another one."""
    return " · ".join(dict.fromkeys(word for word in (edition.name, edition.date) if word))


def _describe_growth(growth: Growth, say: Saying) -> str:
    papers, seen = say("papers", n=growth.papers), growth.papers - growth.fresh
    return say("edition_counted", edition=growth.edition.name, papers=papers, fresh=growth.fresh, seen=seen)


def _describe_pair(pair: Pair, say: Saying) -> str:
    return say("pair_counted", one=pair.one.name, other=pair.other.name, papers=say("papers", n=pair.papers))


def escape(text: str) -> str:
    """Make text fit to stand in XML, between tags or in quotes; what XML cannot hold becomes U+FFFD."""
    return html.escape(fit_xml(text))
