"""The pictures show every paper and topic, lead to them, and are the same whatever order things come in."""

from __future__ import annotations

import itertools
import random
import re
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest

from digest.atlas import LETTER, NAME, Chart, bind_spots, claim_lands, draw_map, gather_spots
from digest.layout import choose_cells, find_centre, measure, place_members, round_regions
from digest.nouns import Digest, Edition, Growth, Paper, Shelf, Topic
from digest.pictures import draw_editions, draw_overlaps, draw_topics, pair_topics, rank_topics
from digest.prose import embed_drawing
from digest.shelves import fill_issues, fill_shelves, map_shelves
from digest.status import make_status
from digest.words import Say, read_words
from tests.conftest import ROOT
from tests.test_desk import digest

__all__ = ["digest"]

SAY = Say(read_words(ROOT / "templates", ROOT / "site_src")[0], "en")
SVG = "{http://www.w3.org/2000/svg}"


def chart(shelves: Iterable[Shelf]) -> Chart:
    return Chart(map_shelves(shelves))


def read(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # our own drawing


def list_spots(svg: str) -> list[tuple[str, str]]:
    """Give where each link of a map leads to a paper, and where its dot stands."""
    found = []
    for link in read(svg).iter():
        if link.tag.endswith("}a") and "papers/" in (link.get("href") or ""):
            path = next(element for element in link.iter() if element.tag.endswith("}path"))
            found.append((link.get("href") or "", path.get("d") or ""))
    return found


def test_every_paper_is_a_dot(digest: Digest) -> None:
    """Every paper has one dot that leads to it, and no two stand at one place."""
    spots = list_spots(draw_map(chart(fill_shelves(digest)), "../", SAY))
    assert {f"../papers/{paper.id}/" for paper in digest.papers} == {href for href, _ in spots}
    assert len(digest.papers) == len({place for _, place in spots})


def test_near_papers_stand_near(digest: Digest) -> None:
    """A paper's dot stands nearer to its related papers' dots than to those of others."""
    places = {}
    for href, path in list_spots(draw_map(chart(fill_shelves(digest)), "", SAY)):
        across, down = path.lstrip("M").partition("h")[0].replace(",", " ").split()
        places[href.removeprefix("papers/").strip("/")] = complex(float(across), float(down))
    lots = random.Random(7)
    ids = sorted(places)
    pairs = [(paper.id, other) for paper in digest.papers for other in paper.related]
    near = sum(abs(places[one] - places[other]) for one, other in pairs) / len(pairs)
    any_two = sum(abs(places[lots.choice(ids)] - places[lots.choice(ids)]) for _ in pairs) / len(pairs)
    assert near < 0.6 * any_two


def test_near_papers_stand_near_within_a_topic(digest: Digest) -> None:
    """Of the papers of one topic, those that are related stand nearer to each other than the rest."""
    spots = gather_spots(map_shelves(fill_shelves(digest)))
    bonds = [
        {other: n for other, n in bond.items() if spots[other].land == spots[one].land}
        for one, bond in enumerate(bind_spots(spots))
    ]
    home = [spot.land for spot in spots]
    cells = place_members(deal_lines(home), home, bonds, [()] * len(home))
    near = [measure(cells[one], cells[other]) for one, bond in enumerate(bonds) for other in bond]
    rest = [
        measure(cells[one], cells[other])
        for one, other in itertools.combinations(range(len(home)), 2)
        if home[one] == home[other]
    ]
    assert sum(near) / len(near) < 0.6 * sum(rest) / len(rest)


def deal_lines(home: list[int]) -> dict[int, list[tuple[int, int]]]:
    """Give every land a square of its own, with a cell for each of its members."""
    return {
        land: [(1000 * land + 2 * (n % 6) + n // 6 % 2, n // 6) for n in range(size)]
        for land, size in Counter(home).items()
    }


def test_the_order_of_papers_does_not_matter(digest: Digest) -> None:
    """The same papers in another order give the same drawing."""
    shelves = fill_shelves(digest)
    turned = [replace(s, primary=s.primary[::-1], secondary=s.secondary[::-1]) for s in shelves]
    assert draw_map(chart(shelves), "", SAY) == draw_map(chart(turned), "", SAY)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "a & b \"c\" 'd'", "\x00\x0b\ufffe", "]]>"])
def test_titles_are_text(title: str) -> None:
    """Titles of strangers cannot break a drawing or become part of it."""
    topic = Topic("t", title, "")
    shelf = Shelf(topic, (Paper("p", title, "", (), topics=(topic,)),), (), ())
    lands = map_shelves([shelf])
    for svg in (draw_map(Chart(lands), "", SAY), draw_topics(lands, "", SAY), draw_overlaps(lands, "", SAY)):
        assert "<script" not in svg
        embed_drawing(svg)


def test_every_topic_is_a_bar(digest: Digest) -> None:
    """Topics stand by size, each leading to its page."""
    ranked = rank_topics(map_shelves(fill_shelves(digest)))
    links = [
        element.get("href")
        for element in read(draw_topics(map_shelves(fill_shelves(digest)), "../", SAY)).iter(f"{SVG}a")
    ]
    assert [f"../topics/{one.topic.id}/" for one in ranked] == links
    assert sorted((one.primary for one in ranked), reverse=True) == [one.primary for one in ranked]


def test_pairs_of_topics(digest: Digest) -> None:
    """The pairs that share most papers stand first, each counted right."""
    pairs = pair_topics(map_shelves(fill_shelves(digest)))
    counted = [sum({pair.one.id, pair.other.id} <= {t.id for t in p.topics} for p in digest.papers) for pair in pairs]
    assert counted == [pair.papers for pair in pairs]
    assert sorted(counted, reverse=True) == counted


def test_editions(digest: Digest) -> None:
    """Every edition is shown with what was new in it."""
    svg = draw_editions(make_status(digest, fill_issues(digest), "").growth, "../", SAY)
    assert all(f"../editions/{edition.id}/" in svg for edition in digest.editions)


def test_little_or_nothing_to_draw() -> None:
    """Without papers, with one paper, and with one edition there are drawings too."""
    topic = Topic("t", "T", "")
    one = Shelf(topic, (Paper("p", "P", "", (), topics=(topic,)),), (), ())
    for shelves in ([], [Shelf(topic, (), (), ())], [one]):
        embed_drawing(draw_map(chart(shelves), "", SAY))
        for draw in (draw_topics, draw_overlaps):
            embed_drawing(draw(map_shelves(shelves), "", SAY))
    embed_drawing(draw_editions([], "", SAY))
    embed_drawing(draw_editions([Growth(Edition("e", "e.txt", "E"), 0, 0, 0)], "", SAY))


def test_only_drawings_are_embedded() -> None:
    """What acts, loads or styles is refused, in whatever drawing it comes."""
    for inner in ("<script>1</script>", '<a onclick="x"/>', '<rect style="x"/>', "<image/>", "<foreignObject/>"):
        with pytest.raises(ValueError, match="does not belong"):
            embed_drawing(f'<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>')


def invent_shelves(topics: int, each: int, name: str = "Topic {} & others") -> list[Shelf]:
    """Give topics with `each` papers, every paper related to those beside it and to one of the next topic."""
    nouns = [Topic(f"t{number}", name.format(number), "") for number in range(topics)]
    shelves = []
    for number, topic in enumerate(nouns):
        papers = tuple(
            Paper(
                f"p{number}-{n}",
                f"Paper {n}",
                "",
                (),
                topics=(topic, nouns[(number + 1) % topics]) if topics > 1 and n % 5 == 0 else (topic,),
                related=(f"p{number}-{(n + 1) % each}", f"p{number}-{n - 1}", f"p{(number + 1) % topics}-{n}"),
            )
            for n in range(each)
        )
        shelves.append(Shelf(topic, papers, (), ()))
    return shelves


def list_boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Give the sides of the names on a map, left, top, right, bottom, as wide as the map takes them to be."""
    boxes = []
    for name in read(svg).iter(f"{SVG}text"):
        lines = list(name)
        if name.get("class") == "name":
            half = max(len(line.text or "") for line in lines) * NAME * LETTER / 2
            middle, ends = float(lines[0].get("x", "")), [float(line.get("y", "")) for line in lines]
            boxes.append((middle - half, min(ends) - 0.4 * NAME, middle + half, max(ends) + 0.4 * NAME))
    return boxes


MAPS = pytest.mark.parametrize(("topics", "each"), [(1, 1), (5, 1), (12, 8), (27, 23), (27, 60)])


@MAPS
def test_names_do_not_overlap(topics: int, each: int) -> None:
    """No two names on a map share a place."""
    boxes = list_boxes(draw_map(chart(invent_shelves(topics, each)), "", SAY))
    assert boxes
    assert [] == [
        (one, other)
        for one, other in itertools.combinations(boxes, 2)
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


@MAPS
def test_names_hide_no_dot(topics: int, each: int) -> None:
    """No dot reaches below a name."""
    svg = draw_map(chart(invent_shelves(topics, each)), "", SAY)
    dots = [tuple(map(int, re.findall(r"\d+", path)[:2])) for _, path in list_spots(svg)]
    radius = float(read(svg).get("stroke-width", "")) / 2 - 1  # places are rounded
    assert topics * each == len(dots)
    assert [] == [
        (box, dot)
        for box, dot in itertools.product(list_boxes(svg), dots)
        if max(box[0] - dot[0], 0, dot[0] - box[2]) ** 2 + max(box[1] - dot[1], 0, dot[1] - box[3]) ** 2 < radius**2
    ]


def test_most_topics_have_their_name_on_the_map(digest: Digest) -> None:
    """Of the real topics hardly one has room for no more than its number."""
    svg = draw_map(chart(fill_shelves(digest)), "", SAY)
    assert svg.count('class="number only"') <= 2
    assert svg.count('class="name"') + svg.count('class="number only"') == svg.count('class="land"')


def test_lands_are_whole() -> None:
    """Every cell of a land touches another one of it: no topic lies about in pieces of one paper."""
    bonds = [Counter({(number + 1) % 9: 3, (number - 1) % 9: 3}) for number in range(9)]
    lands, _ = claim_lands([[("Name",)]] * 9, dict.fromkeys(range(9), 30), bonds)
    for cells in lands.values():
        assert all(any(measure(one, other) == 4 for other in cells) for one in cells)


def test_borders_move_until_lands_are_compact() -> None:
    """Lands that lie scattered among each other become compact, and none loses a cell."""
    cells = choose_cells(120, 1000, 720)
    scattered = {n: cells[n::6] for n in range(6)}
    rounded = round_regions(scattered)

    def spread(lands: dict[int, list[tuple[int, int]]]) -> float:
        return sum(measure(cell, find_centre(cells)) for cells in lands.values() for cell in cells)

    assert {n: len(cells) for n, cells in scattered.items()} == {n: len(cells) for n, cells in rounded.items()}
    assert spread(rounded) < 0.5 * spread(scattered)


def test_too_many_topics_for_names() -> None:
    """Hundreds of topics with long names leave no room for these, and every paper has its dot all the same."""
    svg = draw_map(
        chart(invent_shelves(300, 2, "A topic {} with an unreasonably long name, which goes on and on")), "", SAY
    )
    assert 600 == len({place for _, place in list_spots(svg)})


def test_a_dot_for_several_papers() -> None:
    """With more papers than a map has dots, a dot stands for several and leads to their topic."""
    svg = draw_map(chart(invent_shelves(7, 900)), "../", SAY)
    assert 7 * 300 == svg.count('h0"')
    assert "../papers/" not in svg


@pytest.mark.parametrize("count", [*range(1, 40), 700, 3000])
def test_as_many_cells_as_asked_for(count: int) -> None:
    """The lattice has exactly as many cells as there is to place."""
    assert count == len(set(choose_cells(count, 1000, 720)))


def test_time_grows_with_the_papers() -> None:
    """Four times the papers take far less than sixteen times as long."""

    def take(each: int) -> float:
        shelves = invent_shelves(20, each)
        times = []
        for _ in range(3):
            begun = time.process_time()
            draw_map(chart(shelves), "", SAY)
            times.append(time.process_time() - begun)
        return min(times)

    assert take(100) < 10 * take(25)


def test_the_map_stays_small(digest: Digest) -> None:
    """A paper takes less than 260 bytes of the map, of which its title and address are more than half."""
    assert len(draw_map(chart(fill_shelves(digest)), "../", SAY).encode()) < 260 * len(digest.papers)
