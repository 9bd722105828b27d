"""Nothing is lost: every line of a dump is in a paper or was reported, and every paper is on the site as written."""

from __future__ import annotations

import html
import json
import random
import re
from collections import Counter

from digest.formats import read_capture
from digest.formats.decode import decode_capture
from digest.formats.reader import NOT_TEXT
from digest.nouns import Dump
from tests.conftest import ROOT, Built
from tests.reliability.effort import many
from tests.reliability.second_reader import FURNITURE, read_lines, read_pairs, squeeze

SEEDS = {path.name: path.read_bytes() for path in sorted((ROOT / "seeds").glob("00[0-4]_*.txt"))}
LINES = (
    "new",
    "Subscribe",
    "Get trending papers in your email inbox!",
    "Mar 14",
    "",
    "   ",
    "A title",
    "\u2028",
    "\x85x",
    "T." * 200,
)


def mutate(rng: random.Random, data: bytes) -> bytes:
    """Change a dump as captures get damaged: lines lost, doubled, moved, joined and put in; bytes changed and cut."""
    lines = data.split(b"\n")
    start = rng.randrange(len(lines))
    lines = lines[:9] + lines[start : start + 40]
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lines))
        match rng.randrange(7):
            case 0:
                del lines[at : at + rng.randint(1, 3)]
            case 1:
                lines[at:at] = lines[at : at + rng.randint(1, 3)]
            case 2:
                other = rng.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at : at + 2] = [b" ".join(lines[at : at + 2])]
            case 4:
                lines.insert(at, rng.choice(LINES).encode())
            case 5:
                line = bytearray(lines[at] or b"x")
                line[rng.randrange(len(line))] = rng.randrange(256)
                lines[at] = bytes(line)
            case 6:
                lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
        lines = lines or [b"x"]
    whole = rng.choice((b"\n", b"\n", b"\r\n")).join(lines)
    return whole[: rng.randrange(len(whole))] if rng.random() < 0.3 else whole


def find_unaccounted(text: str, dump: Dump) -> list[int]:
    """Give the numbers of lines that hold something and are in no paper, in no reported span, and no furniture."""
    lines = dict(read_lines(text))
    order = list(lines)
    covered = {number for number, said in lines.items() if FURNITURE.fullmatch(said)}
    body = [number for number in order if number not in covered]
    for aside in dump.set_aside:
        if not aside.place.line:  # the whole file
            return []
        at = body.index(aside.place.line) if aside.reason == NOT_TEXT and aside.place.line in body else 0
        covered |= {aside.place.line, *(body[max(0, at - 1) : at + 2] if aside.reason == NOT_TEXT else ())}
    for entry in dump.entries:
        said = lines[entry.place.line]
        if squeeze(entry.title) in (said, said.removeprefix("Subscribe"), said.lstrip("# ")):
            covered.add(entry.place.line)
        after = (number for number in order if number > entry.place.line)
        abstract = squeeze(entry.abstract)
        covered |= {next((n for n in after if abstract in (lines[n], lines[n].removeprefix("Subscribe"))), 0)}
    return [number for number in order if number not in covered]


def test_the_count_sees() -> None:
    """A paper that is read and not kept is seen by the count."""
    text = SEEDS["004_d748a8bacc9e856f.txt"].decode()
    dump = read_capture(text, "x")
    assert [] == find_unaccounted(text, dump)
    assert 2 == len(find_unaccounted(text, Dump("x", "", dump.entries[1:], ())))


def test_every_line_of_mutated_dumps() -> None:
    """In dumps that were damaged at random every line that holds something is in a paper or in a reported span."""
    rng = random.Random(17)
    for number in range(many(300, 50_000)):
        data = mutate(rng, rng.choice([*SEEDS.values()]))
        text, reason, _ = decode_capture(data)
        if reason:
            continue
        dump = read_capture(text, "x")
        assert dump.format == "plain text of a papers page", number
        assert [] == find_unaccounted(text, dump), (number, data)


def test_two_readers_agree() -> None:
    """A reader that shares nothing with the program finds the same papers in every dump, word for word."""
    for name, data in SEEDS.items():
        dump, pairs = read_capture(data.decode(), f"seeds/{name}"), read_pairs(data.decode())
        found = [(entry.place.line, squeeze(entry.title), squeeze(entry.abstract)) for entry in dump.entries]
        assert pairs == found


def show(markup: str) -> str:
    """Give the words of a piece of a page."""
    return squeeze(html.unescape(re.sub(r"<[^>]+>", "", markup)))


def test_every_paper_is_on_the_site(real_built: Built) -> None:
    """Papers in are pages, merged sightings and listed exclusions; a page shows what was captured, or says so."""
    data = json.loads((real_built.out / "papers.json").read_text("utf-8"))
    sources = {
        (name, line): (title, text) for name, seed in SEEDS.items() for line, title, text in read_pairs(seed.decode())
    }
    shown = Counter((one["file"], one["line"]) for paper in data["papers"] for one in paper["sources"])
    assert (658, 630) == (len(sources), len(data["papers"]))
    assert [] == data["hidden"]
    assert dict.fromkeys(sources, 1) == shown
    differing = []
    for paper in data["papers"]:
        page = (real_built.out / paper["url"] / "index.html").read_text("utf-8")
        heading, abstract = (
            re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL),
            re.search(r'<p class="abstract">(.*?)</p>', page, re.DOTALL),
        )
        assert heading and abstract
        captured = [sources[one["file"], one["line"]] for one in paper["sources"]]
        texts = {show(text) for text in re.findall(r"<p>(.*?)</p>", page, re.DOTALL)} | {
            show(heading[1]),
            show(abstract[1]),
        }
        if not all(title in texts and text in texts for title, text in captured):
            differing.append(paper)
    assert [] == [paper["id"] for paper in differing if not paper["override"]]
    assert len(differing) <= 3
