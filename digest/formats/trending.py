"""Reads the trending page, on which every card stands twice, for phones and for desktops.

Two cards that follow each other are one paper where both have the same arXiv id or, where an id is missing, where
their titles differ in one word at most. The fuller card becomes the entry and takes what only the other has; the other
is set aside.
"""

from __future__ import annotations

import re
from dataclasses import fields

from digest.formats.addressed import cut_addressed, looks_like_addressed
from digest.formats.cards import Card, Deal, finish_deal
from digest.formats.deal import deal_pieces
from digest.formats.listing import deal_listing
from digest.formats.origin import Origin, read_origin
from digest.formats.pieces import cut_pieces
from digest.formats.reader import Reader
from digest.formats.sentences import count_sentences
from digest.nouns import Dump

DOUBLED = "the same card again: the trending page shows every card twice"
_HEAD = re.compile(r"^#{1,3} Trending Papers[ \t]*$|Trending Papers - Hugging Face", re.MULTILINE)
_URL = re.compile(r"^.{0,40}url.{0,40}/papers/trending", re.MULTILINE | re.IGNORECASE)
_PUBLISHED = re.compile(r"\bPublished on [A-Z][a-z]{2,8} \d{1,2}")
_HEADING = re.compile(r"^#{2,4} \S", re.MULTILINE)
_LINKED = re.compile(r"^#{2,4} \[[^\n]{1,600}(?:\]\(|\]\[|$)", re.MULTILINE)
_SUMMARY_WORDS = 80  # a machine's summary is one sentence; those seen have up to sixty words


def looks_like_trending(text: str) -> bool:
    """Say whether the text says that it is the trending page, or dates its cards as only that page does."""
    if ("Trending Papers" in text and _HEAD.search(text)) or _URL.search(text[:6000]):
        return True
    return "arXiv Page" in text and _PUBLISHED.search(text) is not None


def read_trending(text: str, file: str) -> Dump:
    """Read the trending page, as Markdown or as text."""
    origin = read_origin(text)
    deal = _fold_doubles(_deal_cards(text, origin))
    for card in deal.cards:
        words = " ".join(card.abstract)
        card.summary = bool(words) and count_sentences(words) <= 1 and words.count(" ") < _SUMMARY_WORDS
    return finish_deal(deal, file, origin)


def _deal_cards(text: str, origin: Origin) -> Deal:
    if looks_like_addressed(text):
        return deal_pieces(cut_addressed(text), origin)
    if _HEADING.search(text):
        return deal_pieces(cut_pieces(text), origin, loose=0 if _LINKED.search(text) else 3)
    return deal_listing(text, origin)


def _fold_doubles(deal: Deal) -> Deal:
    kept: list[Card] = []
    for card in deal.cards:
        if not kept or not _is_double(kept[-1], card):
            kept.append(card)
            continue
        fuller, other = (card, kept[-1]) if _is_fuller(card, kept[-1]) else (kept[-1], card)
        _fill(fuller, other)
        kept[-1] = fuller
        deal.aside.append((other.line, other.title, DOUBLED))
    deal.cards = kept
    return deal


def _is_double(first: Card, second: Card) -> bool:
    if first.arxiv and second.arxiv:
        return first.arxiv == second.arxiv
    one, other = set(first.title.casefold().split()), set(second.title.casefold().split())
    return one == other or (len(one & other) >= 2 and len(one - other) <= 1 and len(other - one) <= 1)


def _is_fuller(card: Card, than: Card) -> bool:
    """A text that is not cut is fuller than one that is; else the longer one, where it is clearly longer."""
    sizes = [sum(map(len, one.abstract)) for one in (card, than)]
    if not all(sizes) or card.cut == than.cut:
        return sizes[0] > 1.2 * sizes[1]
    return than.cut


def _fill(card: Card, other: Card) -> None:
    for one in fields(Card):
        if one.name not in {"abstract", "cut", "open", "linked"} and getattr(card, one.name) in ("", None, ()):
            setattr(card, one.name, getattr(other, one.name))


TRENDING = Reader("the trending page", looks_like_trending, read_trending)
