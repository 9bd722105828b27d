"""Reads plain text: furniture first, then title and abstract in turn.

Two shapes occur, with blank lines between and without; in the second the furniture's last word, `Subscribe`, is glued
to the first title. Which line is a title follows from the capture's rhythm: the reading that explains all lines with
the fewest breaks of the turn. A line's length is only a witness, and no single witness can outvote the turn.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from digest.formats.origin import measure_front, read_origin
from digest.formats.reader import (
    CUT_TITLE,
    NO_ABSTRACT,
    NO_TITLE,
    NOT_TEXT,
    Reader,
    hold_nothing,
    is_broken,
    show_broken,
)
from digest.formats.sentences import CONTROL, ends_midway, is_cut
from digest.nouns import Dump, Entry, Place, SetAside

_INVITATION = re.compile(r"Get trending papers in your email inbox(?: [a-z]+){0,4}[!.]?")
_PIECE = rf"(?:new|{_INVITATION.pattern}|Subscribe|Daily Papers|by ?AK and the research community)"
_FURNITURE = re.compile(rf"{_PIECE}(?: +{_PIECE})*")  # a line of it may be joined to the next
_GLUED = re.compile(r"^Subscribe(?=\S)")
_HEADING = re.compile(r"^#{1,6} +(?=\S)")
_MOST_WORDS = 50  # furniture has fewer
_DAY = re.compile(r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}")

_SENTENCE_END = re.compile(r"[.!?](?= [A-Z]|$)")
_BLANK = " \t\u00a0\u200b\u200e\u200f\u2060\ufeff\u3000"

# A break of the turn costs more than one line that looks wrong in its place, and less than two: one odd line is then
# an odd line, while a missing one, after which all that follow look wrong, is a break.
_BREAK = 1.2
_ODD_ABSTRACT, _ODD_TITLE = 0.2, 0.8  # weights at which a pair is kept and mentioned
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
    origin = read_origin("\n".join(lines[:front]))
    lines[:front] = [""] * front
    cleaned = [Line(number, CONTROL.sub(" ", line).strip(_BLANK)) for number, line in enumerate(lines, 1)]
    body, day = _drop_furniture([line for line in cleaned if line.text])
    if not body:
        return hold_nothing(file, "the file holds no papers")
    entries: list[Entry] = []
    aside: list[SetAside] = []
    odd: list[SetAside] = []
    for title, abstract in pair_lines(body):
        lines_here = [line for line in (title, abstract) if line]
        place = Place(file, lines_here[0].number)
        broken = next((line for line in lines_here if is_broken(line.text)), None)
        if broken:
            aside.append(SetAside(Place(file, broken.number), show_broken(lines_here[0].text), NOT_TEXT))
        elif title and abstract:
            cut = is_cut(abstract.text) or (abstract is body[-1] and ends_midway(abstract.text))
            entries.append(Entry(_HEADING.sub("", title.text), abstract.text, place, cut=cut))
            if _weigh_abstract(abstract.text) < _ODD_ABSTRACT or _weigh_abstract(title.text) > _ODD_TITLE:
                odd.append(SetAside(place, title.text, "title and abstract look alike: is a line missing?"))
        elif title:
            aside.append(SetAside(place, title.text, CUT_TITLE if title is body[-1] else NO_ABSTRACT))
        else:
            aside.append(SetAside(place, lines_here[0].text, NO_TITLE))
    if len(body) == sum(bool(line.text) for line in cleaned) and len(odd) > max(2, len(entries) // 3):
        return hold_nothing(file, "the text is no list of titles and abstracts")
    return Dump(
        file, day, tuple(entries), tuple(aside), tuple(odd), date=origin.date, url=origin.url, query=origin.query
    )


def _drop_furniture(lines: list[Line]) -> tuple[list[Line], str]:
    """Take away every run of furniture that holds the invitation; give the rest and the day the first one prints."""
    body: list[Line] = []
    day = ""
    at = 0
    while at < len(lines):
        end, found = _measure_furniture(lines, at)
        if end == at:
            body.append(lines[at])
            at += 1
            continue
        day = day or found
        glued = _GLUED.sub("", lines[end].text, count=1) if end < len(lines) else ""
        subscribed = any(line.text == "Subscribe" for line in lines[at:end])
        at = end
        if glued and not subscribed:
            body.append(Line(lines[end].number, glued))
            at += 1
    return body, day


def _measure_furniture(lines: list[Line], start: int) -> tuple[int, str]:
    """Give where the run of furniture that begins at `start` ends (`start`: there is none), and the day in it.

    One such line may be a title; two in a row are furniture, and the invitation always is.
    """
    end, day, invited = start, "", False
    while end < len(lines):
        text = " ".join(lines[end].text.split(None, _MOST_WORDS))
        if end > start and not day and _DAY.fullmatch(text):
            day = text
        elif not _FURNITURE.fullmatch(text):
            break
        invited = invited or _INVITATION.fullmatch(text) is not None
        end += 1
    return (end, day) if invited or (start == 0 and end - start > 1) else (start, "")


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
