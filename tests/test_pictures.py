"""The pictures show every paper and topic, lead to them, and are the same whatever order things come in."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from digest.atlas import draw_map
from digest.nouns import Digest, Edition, Issue, Paper, Shelf, Topic
from digest.pictures import draw_editions, draw_overlaps, draw_topics, pair_topics, rank_topics
from digest.prose import embed_drawing
from digest.shelves import fill_issues, fill_shelves
from tests.test_desk import digest

__all__ = ["digest"]

SVG = "{http://www.w3.org/2000/svg}"


def read(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314


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
    spots = list_spots(draw_map(fill_shelves(digest), "../"))
    assert {f"../papers/{paper.id}/" for paper in digest.papers} == {href for href, _ in spots}
    assert len(digest.papers) == len({place for _, place in spots})


def test_near_papers_stand_near(digest: Digest) -> None:
    """A paper's dot stands nearer to its related papers' dots than to those of others."""
    places = {}
    for href, path in list_spots(draw_map(fill_shelves(digest), "")):
        across, down = path.lstrip("M").partition("h")[0].replace(",", " ").split()
        places[href.removeprefix("papers/").strip("/")] = complex(float(across), float(down))
    lots = random.Random(7)
    ids = sorted(places)
    pairs = [(paper.id, other) for paper in digest.papers for other in paper.related]
    near = sum(abs(places[one] - places[other]) for one, other in pairs) / len(pairs)
    any_two = sum(abs(places[lots.choice(ids)] - places[lots.choice(ids)]) for _ in pairs) / len(pairs)
    assert near < 0.6 * any_two


def test_the_order_of_papers_does_not_matter(digest: Digest) -> None:
    """The same papers in another order give the same drawing."""
    shelves = fill_shelves(digest)
    turned = [replace(s, primary=s.primary[::-1], secondary=s.secondary[::-1]) for s in shelves]
    assert draw_map(shelves, "") == draw_map(turned, "")


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "a & b \"c\" 'd'", "\x00\x0b\ufffe", "]]>"])
def test_titles_are_text(title: str) -> None:
    """Titles of strangers cannot break a drawing or become part of it."""
    topic = Topic("t", title, "")
    shelf = Shelf(topic, (Paper("p", title, "", (), topics=(topic,)),), (), ())
    for svg in (draw_map([shelf], ""), draw_topics([shelf], ""), draw_overlaps([shelf], "")):
        assert "<script" not in svg
        embed_drawing(svg)


def test_every_topic_is_a_bar(digest: Digest) -> None:
    """Topics stand by size, each leading to its page."""
    ranked = rank_topics(fill_shelves(digest))
    links = [element.get("href") for element in read(draw_topics(fill_shelves(digest), "../")).iter(f"{SVG}a")]
    assert [f"../topics/{one.topic.id}/" for one in ranked] == links
    assert sorted((one.primary for one in ranked), reverse=True) == [one.primary for one in ranked]


def test_pairs_of_topics(digest: Digest) -> None:
    """The pairs that share most papers stand first, each counted right."""
    pairs = pair_topics(fill_shelves(digest))
    counted = [sum({pair.one.id, pair.other.id} <= {t.id for t in p.topics} for p in digest.papers) for pair in pairs]
    assert counted == [pair.papers for pair in pairs]
    assert sorted(counted, reverse=True) == counted


def test_editions(digest: Digest) -> None:
    """Every edition is shown with what was new in it."""
    svg = draw_editions(fill_issues(digest), "../")
    assert all(f"../editions/{edition.id}/" in svg for edition in digest.editions)


def test_little_or_nothing_to_draw() -> None:
    """Without papers, with one paper, and with one edition there are drawings too."""
    topic = Topic("t", "T", "")
    one = Shelf(topic, (Paper("p", "P", "", (), topics=(topic,)),), (), ())
    for shelves in ([], [Shelf(topic, (), (), ())], [one]):
        for draw in (draw_map, draw_topics, draw_overlaps):
            embed_drawing(draw(shelves, ""))
    embed_drawing(draw_editions([], ""))
    embed_drawing(draw_editions([Issue(Edition("e", "e.txt", "E"), (), ())], ""))


def test_only_drawings_are_embedded() -> None:
    """What acts, loads or styles is refused, in whatever drawing it comes."""
    for inner in ("<script>1</script>", '<a onclick="x"/>', '<rect style="x"/>', "<image/>", "<foreignObject/>"):
        with pytest.raises(ValueError, match="does not belong"):
            embed_drawing(f'<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>')
