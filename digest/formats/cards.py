"""One card of a list page while it is read, and what becomes of it: an entry, or a title set aside with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from digest.formats.origin import Origin
from digest.formats.reader import CUT_TITLE, NO_ABSTRACT, find_lack, make_dump, show_broken
from digest.formats.sentences import drop_counts, ends_midway, is_cut
from digest.nouns import Dump, Entry, Place, SetAside

_COUNT = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)([kKmM])?")
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


@dataclass(slots=True)
class Card:
    """One card of a list page while it is read."""

    title: str
    line: int
    arxiv: str = ""
    abstract: list[str] = field(default_factory=list)
    linked: bool = False  # the abstract was one link, as on list pages, and not lines of text
    cut: bool = False
    open: bool = False  # the title's link has no end
    ended: bool = False  # what stands under the abstract has begun
    closed: bool = False  # what follows is about another paper
    date: str = ""
    upvotes: int | None = None
    comments: int | None = None
    authors: tuple[str, ...] = ()
    organisation: str = ""
    code: str = ""
    stars: int | None = None
    project: str = ""
    summary: bool = False


@dataclass(slots=True)
class Deal:
    """What a list page holds: its cards in order, and what was set aside on the way."""

    cards: list[Card] = field(default_factory=list)
    aside: list[tuple[int, str, str]] = field(default_factory=list)


def read_count(text: str) -> int | None:
    """Give a number as pages print it (`1,204`, `3.29k`), or nothing."""
    found = _COUNT.fullmatch(text.strip())
    if not found:
        return None
    unit = _TIMES[(found[2] or "").lower()]
    number = found[1].replace(",", "" if unit == 1 else ".")
    return round(float(number) * unit) if unit > 1 else int(number) if number.isdigit() else None


def finish_deal(deal: Deal, file: str, origin: Origin) -> Dump:
    """Make the dump of a list page."""
    read = [SetAside(Place(file, line), show_broken(text), reason) for line, text, reason in deal.aside]
    titles = drop_counts([card.title for card in deal.cards])
    cards = [
        _make_entry(replace(card, title=title), Place(file, card.line), card is deal.cards[-1])
        for card, title in zip(deal.cards, titles, strict=True)
    ]
    return make_dump(file, [*read, *cards], origin, nothing="the page holds no papers")


def _make_entry(card: Card, place: Place, last: bool) -> Entry | SetAside:
    abstract = " ".join(card.abstract).strip()
    if lack := find_lack(card.title, abstract, place):
        return replace(lack, reason=CUT_TITLE) if last and card.open and lack.reason == NO_ABSTRACT else lack
    unfinished = last and not card.linked and not card.ended and ends_midway(abstract)
    return Entry(
        title=card.title,
        abstract=abstract,
        place=place,
        summary=card.summary,
        cut=card.cut or is_cut(abstract) or unfinished,
        arxiv=card.arxiv,
        date=card.date,
        upvotes=card.upvotes,
        comments=card.comments,
        authors=card.authors,
        organisation=card.organisation,
        code=card.code,
        stars=card.stars,
        project=card.project,
    )
