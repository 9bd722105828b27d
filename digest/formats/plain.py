"""Reads plain text: furniture first, then title and abstract in turn.

Two shapes occur, with blank lines between and without; in the second the furniture's last word, `Subscribe`, is glued
to the first title. Which line is a title follows from the capture's rhythm: the reading that explains all lines with
the fewest breaks of the turn. A line's length is only a witness, and no single witness can outvote the turn.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from statistics import median

from digest.formats.addresses import is_code, read_arxiv
from digest.formats.folded import unfold
from digest.formats.furniture import is_furniture
from digest.formats.names import read_names, read_people
from digest.formats.origin import measure_front, read_origin
from digest.formats.reader import (
    CUT_TITLE,
    NO_ABSTRACT,
    NO_TITLE,
    NOT_TEXT,
    Reader,
    hold_nothing,
    is_broken,
    make_dump,
    show_broken,
)
from digest.formats.sentences import CONTROL, count_sentences, drop_counts, ends_midway, is_cut
from digest.nouns import Dump, Entry, Place, SetAside

_INVITATION = re.compile(r"Get trending papers in your email inbox(?: [a-z]+){0,4}[!.]?")
_PIECE = (
    rf"(?:new|{_INVITATION.pattern}|Subscribe|Daily Papers(?: - Hugging Face)?|by ?AK and the research community|"
    r"Daily|Weekly|Monthly|Trending Papers|Previous|Next|\d{1,3}|[-*•·]|Hugging Face|Models|Datasets|Spaces|Docs|"
    r"Enterprise|Pricing|Log In|Sign Up|Community)"
)
_FURNITURE = re.compile(rf"{_PIECE}(?: +{_PIECE})*")  # a line of it may be joined to the next
_GLUED = re.compile(r"^Subscribe(?=\S)")
_GLUED_HEAD = re.compile(rf"(?<=[^\s\w])(?:new|{_INVITATION.pattern})$")
_MOST_WORDS = 50  # furniture has fewer
_DAY = re.compile(r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}")

_SENTENCE_END = re.compile(r"[.!?](?= [A-Z]|$)")
_ADDRESS = re.compile(  # alone on its line
    r"(?:[A-Z][\w ]{0,20}: ?)?<?(https?://[^\s<>]+)>?|\[[^\[\]]{1,30}\]\((https?://[^\s<>()]+)\)|"
    r"(arxiv: ?\d{4}\.\d{4,5})(?:v\d+)?(?: \[[\w.-]+\])?",
    re.IGNORECASE,
)
_DRESS = re.compile(r"^(?:(?:#{1,6}|[-*+•>]|▲(?: ?\d{1,5})?|\[[ x]?\]) +)+(?=\S)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)\1")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,}|\*{3,}|_{3,})\s*")  # of a heading, or between papers
_NAMES = re.compile(r",| and | & ")
_VOTES = re.compile(r"\d{1,3}(?:,\d{3})?|\d{1,3}(?:\.\d)?k")
_ABSTRACT = re.compile(r"(?:Abstract|Summary)\s?(?:[:—–]\s*|$)", re.IGNORECASE)
_NO_WORDS = re.compile(r"[>*•·-]+|\.{3}|…")
_BLANK = " \t\u00a0\u200b\u200e\u200f\u2060\ufeff\u3000"

# A break of the turn costs more than one line that looks wrong in its place, and less than two: one odd line is then
# an odd line, while a missing one, after which all that follow look wrong, is a break.
_BREAK = 1.2
_ODD_ABSTRACT, _ODD_TITLE = 0.2, 0.8  # weights at which a pair is kept and mentioned
_TOO_LONG = 250  # characters; for a title, where it has sentences
_EVEN = 1.4  # times as long as titles; abstracts are more
_SHORT = 40  # an abstract, unless it ends as sentences do
_NO_LIST = "the text is no list of titles and abstracts; docs/captures.md says what can be read"
_ENDS = (".", "!", "?", "…", ")", '"', "”", "。", "！", "？")
_TYPICAL_CUT = 220  # characters; halfway between a long title and a short abstract, on a logarithmic scale


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a capture with its number, from 1."""

    number: int
    text: str


def read_plain(text: str, file: str) -> Dump:
    """Read the text of one capture, called `file` in places."""
    lines = text.split("\n")
    front = measure_front(lines)
    head = lines[:front]
    lines[:front] = [""] * front
    cleaned = [
        Line(number, CONTROL.sub(" ", line).strip(_BLANK))
        for number, line in enumerate(unfold(lines), 1)
        if line and not _UNDERLINE.fullmatch(line)
    ]
    words = _drop_marks([line for line in cleaned if line.text and not _ADDRESS.fullmatch(line.text)])
    words = [*_part_captures(words)]
    addresses = [
        (line.number, found[found.lastindex or 0]) for line in cleaned if (found := _ADDRESS.fullmatch(line.text))
    ]
    filled = {at for at, line in enumerate(lines, 1) if line.strip()}.difference(number for number, _ in addresses)
    pages = (f"url: {address}" for _, address in addresses if not read_arxiv(address))
    origin = read_origin("\n".join([*head, *pages]))
    body, day = _drop_furniture(words)
    known = len(body) < len(words)
    body = [line for line in body if not is_furniture(line.text)]
    if not body:
        return hold_nothing(file, "the file holds no papers")
    read, odd, refused = [], [], 0
    rest, authors = _take_authors(body)
    for title, abstract in pair_lines(rest):
        made = [*_make_entries(title, abstract, authors.get(title.number, ()) if title else (), file, body[-1])]
        read += made
        if title and abstract and isinstance(made[0], Entry) and _is_odd(title.text, abstract.text):
            odd.append(SetAside(made[0].place, title.text, "title and abstract look alike: is a line missing?"))
        refused += bool(title and abstract and isinstance(made[0], SetAside))
    entries = [one for one in read if isinstance(one, Entry)]
    if (not known and len(odd) + refused > max(2, len(entries) // 3)) or _is_even(entries):
        broken = sum(isinstance(one, SetAside) and one.reason == NOT_TEXT for one in read)
        return hold_nothing(file, NOT_TEXT if broken * 2 > refused > 0 else _NO_LIST)
    return replace(
        make_dump(file, _add_addresses(read, addresses, filled), origin, nothing=""), day=day, odd=tuple(odd)
    )


def _drop_marks(lines: list[Line]) -> list[Line]:
    """Take from lines what dresses them (bold, bullets, numbers of a list), and whole lines that are marks only.

    A single number may be a title, or begin one; those of a list are many.
    """
    texts = drop_counts([_drop_label(undress(line.text)) for line in lines], 4)
    bare = [Line(line.number, undress(text)) for line, text in zip(lines, texts, strict=True)]
    votes = sum(_VOTES.fullmatch(line.text) is not None for line in bare)
    if votes > 1 and votes * 6 > len(bare):
        bare = [line for line in bare if not _VOTES.fullmatch(line.text)]
    return [line for line in bare if line.text and not _NO_WORDS.fullmatch(line.text)]


def undress(text: str) -> str:
    """Take away what dresses a line; an abstract may begin like a heading and is none."""
    begins_so = text.startswith("#") and _weigh_abstract(text) > _ODD_ABSTRACT
    text = text if begins_so else _DRESS.sub("", text, count=1)
    bold = _BOLD.match(text)
    if bold and bold.end() == len(text):
        return bold[2]
    return bold[2] + text[bold.end() :] if bold and _ABSTRACT.match(bold[2]) else text


def _drop_label(text: str) -> str:
    """Take `Abstract:` from an abstract, or from a line of its own; a title may begin so."""
    label = _ABSTRACT.match(text)
    ours = label and (label.end() == len(text) or _weigh_abstract(text) > _ODD_ABSTRACT)
    return text[label.end() :] if label and ours else text


def _make_entries(
    title: Line | None, abstract: Line | None, authors: Sequence[str], file: str, last: Line
) -> Iterator[Entry | SetAside]:
    """Yield the paper that two lines are, or each of them with what keeps it from being one."""
    here = [line for line in (title, abstract) if line]
    broken = next((line for line in here if is_broken(line.text)), None)
    if broken:
        yield SetAside(Place(file, broken.number), show_broken(here[0].text), NOT_TEXT)
    elif not (title and abstract):
        reason = NO_TITLE if abstract else CUT_TITLE if title is last else NO_ABSTRACT
        yield SetAside(Place(file, here[0].number), here[0].text, reason)
    elif len(title.text) > _TOO_LONG and count_sentences(title.text) > 1:
        for line in here:
            yield SetAside(Place(file, line.number), line.text, NO_ABSTRACT if len(line.text) < _SHORT else NO_TITLE)
    elif len(abstract.text) < _SHORT and not abstract.text.endswith(_ENDS):
        yield from (SetAside(Place(file, line.number), line.text, NO_ABSTRACT) for line in here)
    else:
        cut = is_cut(abstract.text) or (abstract is last and ends_midway(abstract.text))
        yield Entry(title.text, abstract.text, Place(file, title.number), cut=cut, authors=tuple(authors))


def _is_odd(title: str, abstract: str) -> bool:
    return _weigh_abstract(abstract) < _ODD_ABSTRACT or _weigh_abstract(title) > _ODD_TITLE


def _is_even(entries: Sequence[Entry]) -> bool:
    """Say whether titles and abstracts have one length: then they are lines of one kind, such as a list of titles."""
    if len(entries) < 2:
        return False
    return median(len(one.abstract) for one in entries) < _EVEN * median(len(one.title) for one in entries)


def _take_authors(body: Sequence[Line]) -> tuple[list[Line], dict[int, tuple[str, ...]]]:
    """Give the lines without those of authors, and the authors by the number of the line above, their paper's title.

    One line that reads like names may be a title; those of half of the papers are not. A single name is one only where
    others stand in lists, between a title and an abstract.
    """
    inner = range(1, len(body) - 1)
    found = {at: names for at in inner if _NAMES.search(body[at].text) and (names := read_people(body[at].text))}
    if len(found) < 2 or len(found) * 5 < len(body):
        return [*body], {}
    for at in inner:
        alone = found.keys().isdisjoint((at - 1, at, at + 1)) and _stands_between(*body[at - 1 : at + 2])
        if alone and (names := read_names(f"By {body[at].text}")):
            found[at] = names
    return [line for at, line in enumerate(body) if at not in found], {body[at - 1].number: found[at] for at in found}


def _stands_between(above: Line, line: Line, under: Line) -> bool:
    return (
        len(line.text) < _SHORT and max(map(_weigh_abstract, (above.text, line.text))) < _weigh_abstract(under.text) / 2
    )


def _add_addresses(
    read: Iterable[Entry | SetAside], addresses: Sequence[tuple[int, str]], filled: Collection[int]
) -> Iterator[Entry | SetAside]:
    """Add the arXiv ids and the code that stand on lines of their own, above a title or under it or its abstract.

    `filled` are the lines that hold other words.
    """
    read = [*read]
    known = [(number, address) for number, address in addresses if read_arxiv(address) or is_code(address)]
    starts = [one.place.line for one in read]
    above = _find_above([number for number, _ in addresses], filled)
    usual = sum(above.values()) * 2 > len(above) if above else bool(known and starts) and known[0][0] < starts[0]
    found: dict[int, Entry] = {}
    for number, address in known:
        at = bisect(starts, number) - (not above.get(number, usual))
        entry = found.get(at) or (read[at] if 0 <= at < len(read) else None)
        if isinstance(entry, Entry):
            arxiv, code = read_arxiv(address), address if is_code(address) else ""
            found[at] = replace(entry, arxiv=entry.arxiv or arxiv, code=entry.code or code)
    return (found.get(at, one) for at, one in enumerate(read))


def _find_above(numbers: Sequence[int], filled: Collection[int]) -> dict[int, bool]:
    """Say of each line of addresses whether it touches what stands under it, or else what stands above.

    Of one that touches both or none nothing is said.
    """
    above: dict[int, bool] = {}
    run: list[int] = []
    for at, number in enumerate(numbers, 1):
        run.append(number)
        if numbers[at : at + 1] != [number + 1]:
            touches = (run[0] - 1 in filled, run[-1] + 1 in filled)
            if touches[0] != touches[1]:
                above |= dict.fromkeys(run, touches[1])
            run = []
    return above


def _part_captures(lines: list[Line]) -> Iterator[Line]:
    """Part what stands in one line where captures were put one behind the other and one had no end of its last line."""
    for line, following in zip(lines, [*lines, Line(0, "")][1:], strict=True):
        found = _GLUED_HEAD.search(line.text) if _FURNITURE.fullmatch(following.text) else None
        end = found.start() if found else len(line.text)
        yield Line(line.number, line.text[:end])
        if found:
            yield Line(line.number, found[0])


def _drop_furniture(lines: list[Line]) -> tuple[list[Line], str]:
    """Take away every run of furniture that holds the invitation; give the rest and the day the first one prints."""
    body: list[Line] = []
    day = ""
    at = 0
    while at < len(lines):
        end, day_at, is_furniture = _measure_furniture(lines, at)
        if not is_furniture:
            # A run that begins later goes no farther, unless it begins behind the day of this one.
            following = day_at if day_at >= 0 else max(end, at + 1)
            body += lines[at:following]
            at = following
            continue
        day = day or (" ".join(lines[day_at].text.split()) if day_at >= 0 else "")
        glued = _GLUED.sub("", lines[end].text, count=1) if end < len(lines) else ""
        subscribed = any(line.text == "Subscribe" for line in lines[at:end])
        at = end
        if glued and not subscribed:
            body.append(Line(lines[end].number, glued))
            at += 1
    if body and body[0] == lines[0]:  # the invitation is cut off, and the button is not
        body[0] = Line(body[0].number, re.sub(r"^Subscribe(?=[A-Z])", "", body[0].text))
    return body, day


def _measure_furniture(lines: list[Line], start: int) -> tuple[int, int, bool]:
    """Give where a run of what may be furniture ends, where its day stands (-1: nowhere), and whether it is furniture.

    One such line may be a title; two in a row at either end are furniture, and the invitation always is.
    """
    end, day_at, invited = start, -1, False
    while end < len(lines):
        text = " ".join(lines[end].text.split(None, _MOST_WORDS))
        if end > start and day_at < 0 and _DAY.fullmatch(text):
            day_at = end
        elif not _FURNITURE.fullmatch(text):
            break
        invited = invited or _INVITATION.fullmatch(text) is not None
        end += 1
    outside = end - start > 1 and (start == 0 or end == len(lines))
    return end, day_at, invited or outside


def pair_lines(lines: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Yield each title with its abstract; where the turn is broken, the other of the two is missing."""
    title: Line | None = None
    for line, is_abstract in zip(lines, _find_rhythm([line.text for line in lines]), strict=True):
        if is_abstract:
            yield title, line
            title = None
        else:
            if title:
                yield title, None
            title = line
    if title:
        yield title, None


def _find_rhythm(texts: list[str]) -> list[bool]:
    """Say for each line whether it is an abstract: the cheapest reading, found by dynamic programming (Viterbi)."""
    # cost[s]: the cheapest reading so far that ends in a title (s = 0) or an abstract (s = 1).
    cost = (0.0, 0.0)
    came_from: list[tuple[int, int]] = []
    for number, text in enumerate(texts):
        abstract = _weigh_abstract(text)
        before_title = (cost[0] + _BREAK, cost[1])
        before_abstract = (cost[0], cost[1] + _BREAK)
        if number == 0:
            before_title, before_abstract = (math.inf, 0.0), (math.inf, _BREAK)
        came_from.append((before_title.index(min(before_title)), before_abstract.index(min(before_abstract))))
        cost = (min(before_title) + abstract, min(before_abstract) + 1 - abstract)
    state = 0 if cost[0] + _BREAK < cost[1] else 1
    states = []
    for choice in reversed(came_from):
        states.append(state == 1)
        state = choice[state]
    return states[::-1]


def _weigh_abstract(text: str) -> float:
    """Say how much a line looks like an abstract, from 0 (a title) to 1."""
    by_length = 1 / (1 + (_TYPICAL_CUT / len(text)) ** 3)
    sentences = sum(1 for _ in islice(_SENTENCE_END.finditer(text), 2))
    by_sentences = (0.1, 0.6, 0.9)[sentences]
    return 0.75 * by_length + 0.25 * by_sentences


PLAIN = Reader("plain text of a papers page", lambda _text: True, read_plain)
