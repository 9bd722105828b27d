"""Reads dumps: text captures of a papers page, furniture first, then title and abstract in turn.

Two shapes occur, with blank lines between and without; in the second the furniture's last word, `Subscribe`, is glued
to the first title. Which line is a title follows from the dump's rhythm: the reading that explains all lines with the
fewest breaks of the turn. A line's length is only a witness, and no single witness can outvote the turn.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digest.nouns import Dump, Entry, Place, SetAside

_INVITATION = re.compile(r"Get trending papers in your email inbox.{0,40}")
_FURNITURE = re.compile(rf"new|{_INVITATION.pattern}|Subscribe|Daily Papers|by ?AK and the research community")
_GLUED = re.compile(r"Subscribe(?=\S)")
_DAY = re.compile(r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}")

_UNDECODED = re.compile(r"[\ud800-\udfff]")
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff]")
_BINARY = 0.05  # the share of such characters above which a file is no text
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
_BLANK = " \t\u00a0\u200b\u200e\u200f\u2060\ufeff\u3000"

# A break of the turn costs more than one line that looks wrong in its place, and less than two: one odd line is then
# an odd line, while a missing one, after which all that follow look wrong, is a break.
_BREAK = 1.2
_ODD_ABSTRACT, _ODD_TITLE = 0.2, 0.8  # weights at which a pair is kept and mentioned
_TYPICAL_CUT = 220  # characters; halfway between a long title and a short abstract, on a logarithmic scale


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def read_dumps(folder: Path) -> list[Dump]:
    """Read every file of a folder, in the order of their names; hidden files and folders are no dumps.

    Places call the folder `seeds`, whatever its path, so that the same dumps give the same site anywhere.
    A fault costs only the lines it stands in, which are set aside with the reason: dumps are records of what was
    captured and are not edited, so nothing here asks to be mended.
    """
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and not path.is_dir())
    return [_read_file(path, f"seeds/{path.name}") for path in paths]


def _read_file(path: Path, file: str) -> Dump:
    if path.is_symlink() or not path.is_file():
        return _refuse(file, 0, "it is a link or a device, not a file")
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", errors="replace").encode()
    if not data.strip():
        return _refuse(file, 0, "the file is empty")
    # Bytes that are no UTF-8 become lone surrogates and cost only the paper they stand in.
    text = data.decode("utf-8-sig", errors="surrogateescape")
    odd = _ODD.search(text)
    if odd and len(_ODD.findall(text)) > _BINARY * len(text):
        return _refuse(file, text.count("\n", 0, odd.start()) + 1, "the file is binary or not UTF-8, not text")
    return read_text(text, file)


def _refuse(file: str, line: int, reason: str) -> Dump:
    return Dump(file, "", (), (SetAside(Place(file, line), "", reason),))


def read_text(text: str, file: str) -> Dump:
    """Read the text of one dump, called `file` in places."""
    # Not splitlines(): it also cuts at U+2028, U+0085 and other characters that occur inside abstracts.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cleaned = [_Line(number, _CONTROL.sub(" ", line).strip(_BLANK)) for number, line in enumerate(lines, 1)]
    body, day = _drop_furniture([line for line in cleaned if line.text])
    if not body:
        return _refuse(file, 0, "the file holds no papers")
    entries: list[Entry] = []
    aside: list[SetAside] = []
    odd: list[SetAside] = []
    for title, abstract in _pair_lines(body):
        lines_here = [line for line in (title, abstract) if line]
        place = Place(file, lines_here[0].number)
        broken = next((line for line in lines_here if _UNDECODED.search(line.text)), None)
        if broken:
            shown = _UNDECODED.sub("\N{REPLACEMENT CHARACTER}", lines_here[0].text)
            aside.append(SetAside(Place(file, broken.number), shown, "the line holds bytes that are not UTF-8 text"))
        elif title and abstract:
            entries.append(Entry(title.text, abstract.text, place))
            if _weigh_abstract(abstract.text) < _ODD_ABSTRACT or _weigh_abstract(title.text) > _ODD_TITLE:
                odd.append(SetAside(place, title.text, "title and abstract look alike: is a line missing?"))
        elif title and title is body[-1]:
            aside.append(SetAside(place, title.text, "a title at the end of the file, where its abstract is cut off"))
        elif title:
            aside.append(SetAside(place, title.text, "a title without an abstract"))
        else:
            aside.append(SetAside(place, lines_here[0].text, "an abstract without a title"))
    return Dump(file, day, tuple(entries), tuple(aside), tuple(odd))


def _drop_furniture(lines: list[_Line]) -> tuple[list[_Line], str]:
    """Take away every run of furniture that holds the invitation; give the rest and the day the first one prints."""
    body: list[_Line] = []
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
            body.append(_Line(lines[end].number, glued))
            at += 1
    return body, day


def _measure_furniture(lines: list[_Line], start: int) -> tuple[int, str]:
    """Give where the run of furniture that begins at `start` ends (`start`: there is none), and the day in it.

    One such line may be a title; two in a row are furniture, and the invitation always is.
    """
    end, day, invited = start, "", False
    while end < len(lines):
        text = " ".join(lines[end].text.replace("\u00a0", " ").split())
        if end > start and not day and _DAY.fullmatch(text):
            day = text
        elif not _FURNITURE.fullmatch(text):
            break
        invited = invited or _INVITATION.fullmatch(text) is not None
        end += 1
    return (end, day) if invited or (start == 0 and end - start > 1) else (start, "")


def _pair_lines(lines: list[_Line]) -> Iterator[tuple[_Line | None, _Line | None]]:
    """Yield each title with its abstract; where the turn is broken, the other of the two is missing."""
    title: _Line | None = None
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
    sentences = len(re.findall(r"[.!?](?= [A-Z]|$)", text))
    by_sentences = (0.1, 0.6, 0.9)[min(sentences, 2)]
    return 0.75 * by_length + 0.25 * by_sentences
