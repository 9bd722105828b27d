"""Reads the bare text of a page of cards: title and abstract between lines of votes, authors, dates and the like."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from digest.formats.cards import Card, Deal, finish_deal, read_count
from digest.formats.dates import is_date
from digest.formats.folded import unfold
from digest.formats.furniture import is_furniture
from digest.formats.names import read_names
from digest.formats.origin import Origin, read_origin
from digest.formats.plain import Line, pair_lines, undress
from digest.formats.reader import NO_ABSTRACT, NO_TITLE, Reader, hold_nothing
from digest.formats.sentences import count_sentences, tidy
from digest.nouns import Dump

_AUTHORS = re.compile(r"(?:[·•*-] ?)?\d{1,5} authors?")
_NUMBER = re.compile(r"(?:\[-\] ?)?(-|\d{1,6}|\d{1,3}(?:,\d{3}){1,2}|[\d.,]{1,7}[kK])")
_STARS = re.compile(r"GitHub(?: ([\d.,]{1,7}[kK]?))?")
# A search leaps to a line's end, where these begin, but not to a `^`.
_MARKS = re.compile(
    r"\n[ \t]*(?:[·•*-] ?)?(?:\d{1,5} authors?|Submitted by|Upvote|arXiv Page|·|Published on [A-Z][a-z]{2}.*)[ \t]*$",
    re.MULTILINE,
)
_NAVIGATION = re.compile(
    r"\n[ \t]*(?:Hugging Face|Models|Datasets|Spaces|Docs|Pricing|Log In|Sign Up)[ \t]*$", re.MULTILINE
)
_DATED = re.compile(r"\n[ \t]*·\s{1,5}[A-Z][a-z]{2} \d{1,2}(?:, \d{4})?[ \t]*$", re.MULTILINE)
_FURNITURE = re.compile(
    r"new|Hugging Face|Models|Datasets|Spaces|Buckets|Buckets new|Community|Docs|Enterprise|Pricing|Log In|Sign Up|"
    r"by|AK|"
    r"Website|Tasks|HuggingChat|Collections|Languages|Organizations|Blog|Posts|Daily Papers.*|Learn|Discord|Forum|"
    r"Solutions|Team & Enterprise|Hugging Face PRO|Enterprise Support|Inference (?:Providers|Endpoints).*|"
    r"Storage Buckets|Subscribe|"
    r"Get trending papers in your email inbox.*|and the research community|by ?AK and the research community|Daily|"
    r"Weekly|Monthly|Trending Papers.*|Next|Previous|System theme|Company|TOS|Privacy|About|Careers|Jobs|Hardware|"
    r"arXiv Page|Project page|Paper|View all(?: [\w,]+)?(?: papers)?|·|[·•*-]|https?://\S+|"
    r"(?:(?:[A-Za-z ]{1,20} )?URL(?: [A-Za-z]{1,20})?|url|link|source): (?:https?://|/).*|---|"
    r"(?:date|year|title|format|captured|exported|retrieved|scraped|saved|created)(?:_at)?: .{0,20}",
)
_LONG = 150  # characters; in a run that belongs to one card, the one line that is longer is the abstract
_TOO_LONG = 250  # for a title, where it has sentences
_FULL = 40  # a line that goes on in the next has at least so many
_SHORT = 60  # a one-sentence summary has at least so many
_MIDWAY = re.compile(r"[a-z]+(?:-[a-z]+)*[ ,.]")  # a title that begins so is no title, but for a few
_FEW = 5  # a title in so many begins with a small letter, at most
_MOST_ASIDE = 8  # texts without a paper, or twice as many as papers: more say that lines are torn apart
_RAGGED = (
    "lines of one abstract stand apart, as in the text of a PDF; copy the page from the browser, or save it as HTML"
)
_ENDS = (".", "…", "!", "。", "！")  # of an abstract; no name of an organisation and no list of authors has one


def looks_like_listing(text: str) -> bool:
    """Say whether the text has lines that stand on cards only."""
    text = f"\n{text}"
    if len(list(islice(_NAVIGATION.finditer(text), 3))) == 3:
        return True
    return len(list(islice(_MARKS.finditer(text), 2))) == 2 or _DATED.search(text) is not None


class _Reading:
    """Walks over the lines; a run of lines that are no furniture is the text of one card."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.deal = Deal()
        self.run: list[Line] = []
        self.numbers: list[int | None] = []
        self.before = ""

    def take(self, line: Line) -> None:
        if self.before.startswith("Get trending papers in your email"):  # some captures glue the button to a title
            line = replace(line, text=re.sub(r"^Subscribe(?=\S)", "", line.text))
        text = line.text
        card = self.deal.cards[-1] if self.deal.cards else None
        named = self.before == "Submitted by" and len(text) <= 40 and text.count(" ") < 4
        if named or not self._is_furniture(text):
            self.run += [] if named else [line]
        else:
            self._end_run()
            card = self.deal.cards[-1] if self.deal.cards else None
            self._take_fact(card, text)
        self.before = text

    def _is_furniture(self, text: str) -> bool:
        facts = _AUTHORS, _NUMBER, _STARS, _FURNITURE
        plain = text.lstrip("·• ")
        fixed = plain in {"Upvote", ""} or text.startswith(("Submitted by", "Upvote "))
        return (
            fixed
            or is_date(plain)
            or any(fact.fullmatch(text) for fact in facts)
            or is_furniture(text)
            or bool(_read_authors(text))
        )

    def _take_fact(self, card: Card | None, text: str) -> None:
        plain = text.lstrip("·• ")
        number, stars = _NUMBER.fullmatch(text), _STARS.fullmatch(text)
        if text.startswith("Upvote ") and card:
            card.upvotes = read_count(text.removeprefix("Upvote "))
        elif number and self.before == "Upvote" and card:
            card.upvotes = read_count(number[1])
        elif number and self.before == "GitHub" and card:
            card.stars = read_count(number[1])
        elif number:
            self.numbers.append(read_count(number[1]))
        elif card and (names := _read_authors(text)):
            card.authors = card.authors or names
        elif card and stars:
            card.stars = read_count(stars[1] or "")
        elif card and is_date(plain):
            card.date = card.date or self.origin.date_of(plain)
        if card:
            card.ended = True

    def _end_run(self) -> None:
        run, self.run = self.run, []
        if not run:
            return
        vote = self.numbers.pop() if self.numbers else None
        if self.numbers and self.deal.cards:
            self.deal.cards[-1].comments = self.numbers[0]
        self.numbers = []
        before = len(self.deal.cards)
        self._deal_run(run)
        for card in self.deal.cards[before : before + 1]:
            card.upvotes = vote

    def _deal_run(self, run: list[Line]) -> None:
        card = self.deal.cards[-1] if self.deal.cards else None
        if card and not card.abstract and len(run[0].text) >= _SHORT and _is_told(run[0].text):
            card.abstract, run = [run[0].text], run[1:]  # between it and its title stands something else
        if not run:
            return
        longest = max(range(len(run)), key=lambda index: len(run[index].text))
        size = len(run[longest].text)
        alone = sum(len(line.text) >= _LONG for line in run) <= 1 and len(run) <= 5
        if alone and longest > 0 and size >= _SHORT and _is_prose(run[longest].text):
            # A title goes on in the next line only where its own is full; what is shorter above it is the page's.
            above = next((at for at in range(longest - 1, 0, -1) if len(run[at - 1].text) < _FULL), 0)
            self.deal.aside += [(line.number, line.text, NO_ABSTRACT) for line in run[:above]]
            card = Card(" ".join(line.text for line in run[above:longest]), run[above].number)
            card.abstract = [run[longest].text]
            card.organisation = _name_organisation(line.text for line in run[longest + 1 :])
            self.deal.cards.append(card)
            return
        for title, abstract in pair_lines(run):
            if title and len(title.text) > _TOO_LONG and count_sentences(title.text) > 1:
                self.deal.aside.append((title.number, title.text, NO_TITLE))
            elif title:
                card = Card(title.text, title.number)
                if abstract and _is_prose(abstract.text):
                    card.abstract = [abstract.text]
                elif abstract:
                    card.organisation = _name_organisation([abstract.text])
                self.deal.cards.append(card)
            elif abstract:
                self.deal.aside.append((abstract.number, abstract.text, NO_TITLE))

    def end(self) -> Deal:
        self._end_run()
        if self.numbers and self.deal.cards:
            self.deal.cards[-1].comments = self.numbers[0]
        return self.deal


def _read_authors(text: str) -> tuple[str, ...]:
    return read_names(text) if text.startswith("Author") else ()


def _is_prose(text: str) -> bool:
    return len(text) >= _LONG or text.endswith(_ENDS)


def _is_told(text: str) -> bool:
    """Say whether a text is an abstract that stands apart from its title, and not the long title of another paper."""
    return len(text) >= _TOO_LONG or text.endswith(_ENDS) or count_sentences(text) > 1


def _name_organisation(lines: Iterable[str]) -> str:
    return re.sub(r" · \d{1,5} authors?$", "", " ".join(lines))[:200]


def deal_listing(text: str, origin: Origin) -> Deal:
    """Deal the bare text of a page into cards."""
    reading = _Reading(origin)
    for number, raw in enumerate(unfold(text.split("\n")), 1):
        line = undress(tidy(raw))
        if line:
            reading.take(Line(number, line))
    return reading.end()


def read_listing(text: str, file: str) -> Dump:
    """Read the bare text of one page of cards."""
    origin = read_origin(text)
    dump = finish_deal(deal_listing(text, origin), file, origin)
    midway = sum(_MIDWAY.match(entry.title) is not None for entry in dump.entries)
    if midway > max(1, len(dump.entries) // _FEW) or len(dump.set_aside) > max(_MOST_ASIDE, 2 * len(dump.entries)):
        return hold_nothing(file, _RAGGED)
    return dump


LISTING = Reader("text of a page of cards", looks_like_listing, read_listing)
