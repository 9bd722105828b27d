"""Deals the pieces of a list page into cards: a title, and everything near it that is about the same paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from digest.formats.addresses import find_paper, find_vote, is_account, is_code, read_arxiv
from digest.formats.cards import Card, Deal, finish_deal, read_count
from digest.formats.dates import is_date, match_date
from digest.formats.furniture import is_furniture
from digest.formats.names import read_names
from digest.formats.origin import Origin, read_origin
from digest.formats.pieces import RULES, Piece, cut_pieces
from digest.formats.reader import NO_TITLE, STRANGE
from digest.formats.sentences import count_sentences
from digest.nouns import Dump

_VOTE = re.compile(r"(?:\[[ x-]?\] ?|- \[[ x]?\] ?)?(?P<upvote>Upvote ?)?(?P<number>-|[\d.,]{1,9}[kK]?)?(?: \+\d+)?")
_AUTHORS = re.compile(r"(?:.*[\s*\]-])?\d{1,5} authors?")
_STARS = re.compile(r"(?:LINK: ?)?(?:GitHub|GitLab|Code)(?: repo)? ?([\d.,]{1,9}[kKmM]?)?(?: auto)?", re.IGNORECASE)
_ALT = re.compile(r"(?:!?\[[^\[\]]{0,200}\] ?)+|(?:Image \d{1,5}(?::[^\]]{0,80})?)")
_BULLET = re.compile(r"(?:[·•*-] ?)+")
_MARK = re.compile(r"\A(?:[-*+•>]\s+)+(?=\S)")  # of a list or a quotation
_QUOTED = re.compile(r"\A(?:>\s*)+(?=\S)")
# What people write under an abstract: abstracts have other words before a colon.
_NOTE = re.compile(
    r"[>*_\s]*(?:Why (?:it|this) matters|My (?:notes?|take|rating|thoughts)|(?:Key )?[Tt]akeaways?|Notes?|Tags|"
    r"Keywords|Rating|Relevance|Priority|Status|BibTeX|Citation)[*_]*\s?:[*_]*(?:\s|$)|\[\^\w{1,20}\]: |```"
)
_STRAY_END = re.compile(r"\]\(\S{0,300}\)$|\]\[\d{1,5}\]$")
_CUT_NOTE = re.compile(r"\[(?:content )?truncated\][`\s]*$|[`\s]+$", re.IGNORECASE)
_FURNITURE = re.compile(
    r"new|Subscribe|Daily|Weekly|Monthly|Next|Previous|Upvote|View all.*|(?:Daily|Trending) Papers.*|"
    r"by ?AK and the research community|Get trending papers in your email inbox.*|arXiv Page|Project page|"
    r"System theme|Company|Website|TOS|Privacy|About|Careers|Jobs|Models|Datasets|Spaces|Pricing|Docs|Image \d+.*|"
    r"\[\d+\]:? \S+|\d+\. \S+|<[^<>]*>|\.{3}|---|```\w*|https?://\S+",
    re.IGNORECASE,
)
# What lists call their links to a paper; no paper is called so.
_GENERIC = re.compile(
    r"\W*(?:(?:the |read |view |full |hf |hugging ?face |arxiv )?(?:paper|pdf|abstract|abs|arxiv|html|link|page|text)s?"
    r"(?: page| link)?|read more|more|hf|hugging ?face|here|details|source|arxiv:\S+|\d{4}\.\d{4,5}(?:v\d+)?|"
    r"https?://\S+)\W*",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"\A[>*_\s]*(?:Abstract|Summary|TL;?DR)[*_]*\s?:[*_]*\s*", re.IGNORECASE)
_MACHINE = re.compile(r"[>*_\s]*AI-generated summary[*_]*\s?:?[*_]*\s*", re.IGNORECASE)
_AFTER_LINK = re.compile(r"\A(?:(?:\*\*)?\s*[:—–-]+\s+|\*\*\s+)")
_OTHER_HEADINGS = re.compile(
    r"Community|Abstract|.*citing this paper.*|Collections including.*|Extracted Text|(Daily|Trending) Papers.*|"
    r"by ?AK.*|"
    r"Metadata|Content|References",
    re.IGNORECASE,
)
DOUBTFUL = "a line that may be the title of another paper"
_ORPHAN = 80  # characters; a link to a paper that is longer is an abstract
_STRANGE = 300  # characters; no furniture is so long
_LONG = 200  # characters: a longer link to a paper is its abstract, not its title


def deal_capture(text: str, file: str, cut: Callable[[str], Iterable[Piece]] = cut_pieces) -> Dump:
    """Read a capture in which links and headings tell the papers apart."""
    origin = read_origin(text)
    return finish_deal(deal_pieces(cut(text), origin), file, origin)


def deal_pieces(pieces: Iterable[Piece], origin: Origin, loose: int = 0) -> Deal:
    """Deal the pieces of a page into cards; a heading without a link is a title too at the level `loose`."""
    pieces = [*pieces]
    dealer = _Dealer(origin, loose or _find_level(pieces))
    for piece in pieces:
        dealer.take(piece)
    return dealer.end()


def is_generic(words: str) -> bool:
    """Say whether a link is called by what it leads to, like `Paper` or `PDF`, and not by the paper's title."""
    return len(words) <= _LONG and _GENERIC.fullmatch(words) is not None


def _find_level(pieces: Sequence[Piece]) -> int:
    """Find the level of headings that are titles: no title is a link, and links called `Paper` stand under them."""
    levels: Counter[int] = Counter()
    heading = 0
    for piece in pieces:
        heading = 0 if piece.link and piece.level else piece.level or heading
        paper, to_comments = find_paper(piece.url)
        if (paper and is_generic(piece.text)) or to_comments:
            levels[heading] += bool(paper and not to_comments)
        elif (paper or piece.number is not None) and (piece.level or (piece.fresh and len(piece.text) <= _LONG)):
            return 0
    del levels[0]
    return levels.most_common(1)[0][0] if levels else 0


class _Dealer:
    """Walks over the pieces of a page, holding the card they belong to and the vote that stands before a title."""

    def __init__(self, origin: Origin, loose: int) -> None:
        self.origin = origin
        self.loose = loose
        self.deal = Deal()
        self.vote: tuple[str, int | None] | None = None
        self.doubtful: Piece | None = None  # under an abstract, a line that may be the title of another paper
        self.orphan = _STRANGE  # characters; what belongs to no card and is longer is set aside
        self.quoted = False  # the abstract is a quotation, with a mark on each of its lines

    @property
    def card(self) -> Card | None:
        return self.deal.cards[-1] if self.deal.cards else None

    def take(self, piece: Piece) -> None:
        paper, to_comments = find_paper(piece.url)
        is_vote, voted = find_vote(piece.url)
        vote = _VOTE.fullmatch(piece.text)
        if paper and piece.link and not to_comments and not piece.open and is_generic(piece.text):
            if self.card and not self.card.closed:
                self.card.arxiv = self.card.arxiv or paper
        elif self._is_title(piece, paper):
            self._begin(piece, paper)
        elif vote and piece.link and (is_vote or (not piece.url and piece.fresh and piece.number is not None)):
            self._take_vote(voted, read_count(vote["number"] or ""), vote["upvote"] is not None)
        elif piece.text and not is_vote:
            card = self.card if self.card and not self.card.closed else None
            if not (card and self._take_facts(card, piece, paper, to_comments)) and not to_comments:
                self._take_text(piece, paper)

    def _is_title(self, piece: Piece, paper: str) -> bool:
        if not piece.text or (_ALT.fullmatch(piece.text) and not piece.level):
            return False
        if piece.level:
            named = bool(paper) or (2 <= piece.level <= 4 and (piece.number is not None or piece.open))
            bare = not piece.link and piece.level == self.loose
            return (named and not piece.url.endswith("#community")) or (
                bare and not _OTHER_HEADINGS.fullmatch(piece.text)
            )
        known = self.card is not None and self.card.arxiv == paper
        words = not _VOTE.fullmatch(piece.text) and not _AUTHORS.fullmatch(piece.text)
        size = len(piece.text)
        short = size <= _LONG and count_sentences(piece.text) < 2 and not (size > _ORPHAN and piece.text.endswith("."))
        return bool(paper) and piece.fresh and not known and words and short and "#" not in piece.url

    def end(self) -> Deal:
        """Give all that was dealt."""
        self._settle()
        return self.deal

    def _settle(self) -> None:
        """Take the doubtful line for a part of the abstract that it stands under, as nothing spoke against it."""
        if self.doubtful and self.card:
            self.card.abstract.append(self.doubtful.text)
        self.doubtful = None

    def _begin(self, piece: Piece, paper: str) -> None:
        self._settle()
        card = Card(piece.text, piece.line, paper, open=piece.open)
        if self.vote and (not self.vote[0] or not paper or self.vote[0] == paper):
            card.upvotes = self.vote[1]
        self.vote = None
        self.deal.cards.append(card)

    def _take_vote(self, paper: str, number: int | None, named: bool) -> None:
        card = self.card
        if card and ((paper and paper == card.arxiv) or (named and not (paper and card.arxiv))):
            card.upvotes, card.ended = number, True
            return
        if card:
            card.closed = True
        self.vote = (paper, number)

    def _take_facts(self, card: Card, piece: Piece, paper: str, to_comments: bool) -> bool:
        """Take what stands under an abstract; say whether the piece was such a thing."""
        text = _BULLET.sub("", piece.text, count=1) if _BULLET.match(piece.text) else piece.text
        dated = match_date(text)
        if to_comments or (piece.link and not piece.fresh and card.date and read_count(text) is not None and not paper):
            card.comments = read_count(text) if card.comments is None else card.comments
        elif dated and not text[dated.end() :].strip(" ·"):
            card.date = card.date or self.origin.date_of(text)
        elif text.startswith("Submitted by"):
            card.closed = bool(card.abstract)
        elif not _AUTHORS.fullmatch(text):
            return self._take_links(card, piece, text, paper)
        card.ended = bool(card.abstract)
        return True

    def _take_links(self, card: Card, piece: Piece, text: str, paper: str) -> bool:
        stars = _STARS.fullmatch(text)
        if is_code(piece.url) and (stars or card.ended):
            card.code = card.code or piece.url
            card.stars = read_count(stars[1] or "") if stars and card.stars is None else card.stars
        elif text == "Project page" and piece.url:
            card.project = card.project or piece.url
        elif piece.url and not paper and read_arxiv(piece.url):
            card.arxiv = card.arxiv or read_arxiv(piece.url)
        elif is_account(piece.url) or (piece.number is not None and not piece.url and _ALT.match(text)):
            name = _ALT.sub("", text, count=1).strip() if _ALT.match(text) else text
            card.organisation = card.organisation or ("" if card.date else name)
        else:
            return False
        card.ended = bool(card.abstract) or card.ended
        return True

    def _take_text(self, piece: Piece, paper: str) -> None:
        """Take an abstract: a link to its paper, or lines of text under the title."""
        card = self.card
        given = piece.text if piece.link or piece.fresh else _AFTER_LINK.sub("", piece.text, count=1)
        text = _CUT_NOTE.sub("", given)
        note = text != given.rstrip("` ")
        words = _BULLET.sub("", text, count=1)
        if piece.level and not _OTHER_HEADINGS.fullmatch(text):  # of something else, which may be a paper
            self.orphan = _ORPHAN
            if card and card.abstract:
                card.closed = True
        if card and card.abstract and (given in RULES or _NOTE.match(text)):
            card.ended = True
        if not self._is_within(piece, text) and (
            _ALT.fullmatch(words) or _is_furniture(text) or piece.level or not text
        ):
            if card and note and not card.linked and not card.ended:
                card.cut = card.cut or bool(card.abstract)
            return
        ours = card and not card.closed and (not paper or not card.arxiv or paper == card.arxiv)
        if not card or not ours or (not piece.link and (card.ended or card.linked)):
            if len(text) > (_ORPHAN if paper or piece.open else self.orphan):
                self.deal.aside.append((piece.line, text, NO_TITLE if paper or piece.open else STRANGE))
        elif paper or piece.number is not None or piece.open:
            self._take_linked(card, piece, text, paper, note)
        elif not piece.link:
            self._take_line(card, piece, text, note)

    def _is_within(self, piece: Piece, text: str) -> bool:
        """Say whether a line is an address within a sentence of the abstract, which was wrapped before it."""
        card = self.card
        if not card or card.closed or card.ended or card.linked or piece.link or not card.abstract:
            return False
        return text.startswith(("http://", "https://")) and not card.abstract[-1].endswith((".", "!", "?"))

    def _take_line(self, card: Card, piece: Piece, text: str, note: bool) -> None:
        """Take a line of text under a title: of the abstract, the names of the authors, or of another paper."""
        if _MACHINE.match(text) and card.abstract:
            return
        self.quoted = self.quoted if card.abstract else text.startswith(">")
        text = _QUOTED.sub("", text) if self.quoted else text
        text = text if card.abstract else _MARK.sub("", text, count=1)
        people, mark, day = text.rpartition(" · ")
        if mark and is_date(day) and read_names(people):
            card.date, text = card.date or self.origin.date_of(day), people
        if (not card.abstract or text.startswith("Author")) and (names := read_names(text)):
            card.authors = names
            return
        text = text if card.abstract else _ABSTRACT.sub("", text, count=1)
        if self.doubtful and len(text) > _LONG and _is_prose(text):
            # A short line and a long one again: here begins text in which no link tells the papers apart.
            self.deal.aside += [(self.doubtful.line, self.doubtful.text, DOUBTFUL), (piece.line, text, STRANGE)]
            self.doubtful, card.closed, self.orphan = None, True, _ORPHAN
            return
        self._settle()
        if card.abstract and len(card.abstract[-1]) > _LONG and _is_headline(text):
            self.doubtful = replace(piece, text=text)
        elif _goes_on(card.abstract, text) or _is_prose(text):
            card.cut = card.cut or note or _STRAY_END.search(text) is not None
            card.abstract.append(_STRAY_END.sub("", text))

    def _take_linked(self, card: Card, piece: Piece, text: str, paper: str, note: bool) -> None:
        if card.abstract or not (paper or _is_prose(text)) or _VOTE.fullmatch(text):
            return
        card.abstract.append(text)
        card.linked, card.cut = True, piece.open or note
        card.arxiv = card.arxiv or paper


def _is_furniture(words: str) -> bool:
    return _FURNITURE.fullmatch(words) is not None or is_furniture(words) or read_count(words) is not None


def _goes_on(abstract: Sequence[str], text: str) -> bool:
    """Say whether a few words may belong to an abstract; not, where that has ended, and they are no sentence."""
    ended = abstract and abstract[-1].endswith((".", "!", "?"))
    return bool(abstract) and (not ended or text.endswith((".", "!", "?", "…")) or text.count(" ") > 2)


def _is_headline(text: str) -> bool:
    return text.count(" ") >= 2 and len(text) <= _ORPHAN * 2 and text[-1] not in ".!,;:…" and text[0].isupper()


def _is_prose(text: str) -> bool:
    return text.count(" ") >= 3 and (len(text) >= 40 or text[-1] in ".!?…")
