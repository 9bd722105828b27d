"""Puts papers in their places: on the shelves of topics, in editions, under letters, and long lists in parts."""

from __future__ import annotations

import itertools
import string
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from digest.addresses import address_of
from digest.nouns import Digest, Dot, Edition, Issue, Land, Letters, Paper, Part, Shelf, ShelfView, Topic

Item = TypeVar("Item")
PER_PAGE = 200  # papers on one page of a list
MOST_CHOICES = 12  # editions or topics that a list can be narrowed to
RELEVANCE, NEWEST, TITLE = "relevance", "newest", "title"  # the first stands at a topic's own address
_LAST = 1_000_000_000  # a line after all others, for a paper that an editor has put into an edition


def fill_shelves(digest: Digest) -> list[Shelf]:
    """Put the papers on the shelves of their topics, in the order of the topics."""
    primary: dict[str, list[Paper]] = defaultdict(list)
    secondary: dict[str, list[Paper]] = defaultdict(list)
    for paper in digest.papers:
        primary[paper.topics[0].id].append(paper)
        for topic in paper.topics[1:]:
            secondary[topic.id].append(paper)
    ids = ([topic.id for topic in paper.topics] for paper in digest.papers)
    shared = Counter(itertools.chain.from_iterable(itertools.permutations(topics, 2) for topics in ids))
    return [
        Shelf(
            topic, tuple(primary[topic.id]), tuple(secondary[topic.id]), _find_neighbours(topic, digest.topics, shared)
        )
        for topic in digest.topics
    ]


def map_shelves(shelves: Iterable[Shelf]) -> tuple[Land, ...]:
    """Give the shelves as the map shows them."""
    return tuple(
        Land(
            shelf.topic,
            tuple([Dot(paper.id, paper.title, paper.topics, paper.related) for paper in shelf.primary]),
            len(shelf.secondary),
            shelf.neighbours,
        )
        for shelf in shelves
    )


def fill_issues(digest: Digest) -> list[Issue]:
    """Put the papers into their editions, newest edition first, papers in the order of the dump."""
    papers: dict[Edition, list[tuple[int, Paper]]] = defaultdict(list)
    for paper in digest.papers:
        for edition in paper.editions:
            papers[edition].append((find_line(paper, edition), paper))
    issues = []
    for edition in digest.editions:
        listed = [paper for _, paper in sorted(papers[edition], key=lambda item: item[0])]
        fresh = [paper for paper in listed if paper.editions[-1] == edition]
        issues.append(Issue(edition, tuple(listed), tuple(fresh)))
    return issues


def find_line(paper: Paper, edition: Edition) -> int:
    """Give the line where a paper first stands in the dump of an edition."""
    lines = [entry.place.line for entry in paper.sources if entry.place.file == f"seeds/{edition.file}"]
    return min(lines, default=_LAST)


def fill_letters(digest: Digest, home: str) -> list[tuple[str, Letters]]:
    """Put the papers, which stand by title, under their first letters; all that is no Latin letter comes first.

    Gives addresses with what stands there: everything at `home` while it fits on one page, else each letter at its own.
    """
    groups: dict[str, list[Paper]] = defaultdict(list)
    for paper in digest.papers:
        letter = unicodedata.normalize("NFKD", paper.title)[:1].upper()
        groups[letter if letter in {*string.ascii_uppercase} else "#"].append(paper)
    in_order = sorted(groups.items())
    if len(digest.papers) <= 5 * PER_PAGE:
        anchors = tuple((letter, f"{home}#{number}") for number, (letter, _) in enumerate(in_order, 1))
        return [(home, Letters(tuple((letter, tuple(papers)) for letter, papers in in_order), anchors))]
    parts: list[tuple[str, str, tuple[Paper, ...]]] = []
    for letter, group in in_order:
        for number, papers in enumerate(cut_list(group), 1):
            name = letter if number == 1 else f"{letter}{number}"
            parts.append((name, f"letters/{name.lower().replace('#', '0')}/", tuple(papers)))
    letters = tuple((name, address) for name, address, _ in parts)
    pages = [(address, Letters(((name, papers),), letters)) for name, address, papers in parts]
    return [(home, Letters((), letters)), *pages]


def arrange_shelf(shelf: Shelf, digest: Digest) -> Iterator[tuple[str, ShelfView]]:
    """Yield the pages of a topic, each with its address: every order, and every part of a long list."""
    home = address_of(shelf.topic)
    names = (RELEVANCE, NEWEST, TITLE)
    orders = tuple((name, home if name == RELEVANCE else f"{home}{name}/") for name in names)
    here = {edition for paper in (*shelf.primary, *shelf.secondary) for edition in paper.editions}
    editions = tuple(edition for edition in digest.editions if edition in here)
    before, after = next((before, after) for before, topic, after in line_up(digest.topics) if topic == shelf.topic)
    for name, address in orders:
        listed = [
            *((paper, True) for paper in sort_shelf(shelf.primary, shelf.topic, digest, name)),
            *((paper, False) for paper in sort_shelf(shelf.secondary, shelf.topic, digest, name)),
        ]
        for at, part, papers in cut_pages(listed, address):
            primary = tuple(paper for paper, at_home in papers if at_home)
            secondary = tuple(paper for paper, at_home in papers if not at_home)
            view = ShelfView(shelf, primary, secondary, name, orders, part, editions, before, after)
            yield at, view


class Choice(NamedTuple):
    """What a list can be narrowed to: the name and the address of an edition or a topic, and how many papers it has."""

    name: str
    address: str
    papers: int


def choose_editions(papers: Iterable[Paper], editions: Iterable[Edition]) -> tuple[Choice, ...]:
    """Give those of the editions that papers of a list stand in, as a list can be narrowed to them."""
    counts = Counter(edition.id for paper in papers for edition in paper.editions)
    here = (edition for edition in editions if edition.id in counts)
    choices = (Choice(edition.name, address_of(edition), counts[edition.id]) for edition in here)
    return tuple(itertools.islice(choices, MOST_CHOICES))


def choose_topics(papers: Sequence[Paper]) -> tuple[Choice, ...]:
    """Give the topics of a list's papers, those of most papers first, as a list can be narrowed to them."""
    topics = {topic.id: topic for paper in papers for topic in paper.topics}
    counts = Counter(topic.id for paper in papers for topic in paper.topics).most_common(MOST_CHOICES)
    return tuple(Choice(topics[id].name, address_of(topics[id]), count) for id, count in counts)


def sort_shelf(papers: Iterable[Paper], topic: Topic, digest: Digest, order: str = RELEVANCE) -> list[Paper]:
    """Put papers of a topic in order; those that are equal in it stay by title."""
    if order == RELEVANCE:
        return sorted(papers, key=lambda paper: -_measure(paper, topic))
    if order == TITLE:
        return list(papers)
    ages = {edition: number for number, edition in enumerate(digest.editions)}
    return sorted(papers, key=lambda paper: ages[paper.editions[0]] if paper.editions else len(ages))


def cut_list(items: Sequence[Item]) -> list[Sequence[Item]]:
    """Cut a list into pages; an empty one is one page."""
    return [items[start : start + PER_PAGE] for start in range(0, max(len(items), 1), PER_PAGE)]


def cut_pages(items: Sequence[Item], home: str) -> Iterator[tuple[str, Part, Sequence[Item]]]:
    """Yield the pages of a list with their addresses; the first stands at `home`, the others below it."""
    pages = cut_list(items)
    addresses = (home, *(f"{home}{number}/" for number in range(2, len(pages) + 1)))
    for number, page in enumerate(pages, 1):
        yield addresses[number - 1], Part(number, addresses), page


def line_up(items: Sequence[Item]) -> Iterator[tuple[Item | None, Item, Item | None]]:
    """Yield each of a row with what stands before it and after it."""
    return zip((None, *items), items, (*items[1:], None), strict=False)


def _find_neighbours(
    topic: Topic, topics: Sequence[Topic], shared: Mapping[tuple[str, str], int]
) -> tuple[tuple[Topic, int], ...]:
    """Give the topics that share papers with one, most first, equal ones in the order of topics."""
    found = [(other, shared[topic.id, other.id]) for other in topics if (topic.id, other.id) in shared]
    return tuple(sorted(found, key=lambda item: -item[1]))


def _measure(paper: Paper, topic: Topic) -> float:
    """Give how much speaks for a topic; nothing, where an editor has put the paper there without its words."""
    scores = paper.why.scores if paper.why else ()
    return next((score.value for score in scores if score.topic == topic.id), 0.0)
