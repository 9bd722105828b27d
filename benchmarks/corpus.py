"""Writes dumps of any size, made of the sentences and the words of titles in the project's own dumps.

Vocabulary, lengths, LaTeX residue, the size of dumps, both shapes of capture and the share of papers that stand in
two dumps are as in seeds/. A paper's made-up name stands in its title and its abstract, so that the vocabulary grows
with the papers, as it does in life. The same arguments give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.labels import ROOT
from digest.dumps import read_dumps

GLUED = "Get trending papers in your email inbox once a day!\nGet trending papers in your email inbox!\nSubscribe"
LOOSE = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n\n{day}\n\n"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAME = "\0"  # where a sentence calls its paper by name
MOST_MIDDLES = 16  # sentences between the first and the last; a real abstract has no more

Captured = tuple[str, str]  # title and abstract


@dataclass(frozen=True, slots=True)
class Material:
    """What papers are made of: titles as words, parts of names, sentences by where they stand, and real measures."""

    titles: Sequence[Sequence[str]]
    words: Sequence[str]
    names: Sequence[str]
    named: float  # share of titles that begin with a name
    openings: Sequence[str]
    middles: Sequence[str]
    endings: Sequence[str]
    lengths: Sequence[int]  # of abstracts, in characters
    sizes: Sequence[int]  # of dumps, in papers
    again: float  # share of a dump that stood in another


def read_material(folder: Path) -> Material:
    """Take real dumps apart."""
    dumps = read_dumps(folder)
    papers = dict.fromkeys((entry.title, entry.abstract) for dump in dumps for entry in dump.entries)
    entries = sum(len(dump.entries) for dump in dumps)
    titles, names, openings, middles, endings = [], [], [], [], []
    for title, abstract in papers:
        name, colon, rest = title.partition(": ")
        own = name if colon and " " not in name else ""
        names += [own] if own else []
        words = (rest or title).split()
        titles += [words] if len(words) > 2 else []
        first, *between, last = re.split(r"(?<=[.!?]) +", abstract.replace(own, NAME) if own else abstract)
        openings.append(first)
        middles += between
        endings.append(last)
    return Material(
        titles,
        sorted({word for title in titles for word in title if re.fullmatch(r"[A-Za-z-]{4,}", word)}),
        sorted({part for name in names for part in re.findall(r"[A-Z]+[a-z]*", name) if len(part) > 1}),
        len(names) / len(papers),
        openings,
        middles,
        endings,
        [len(abstract) for _, abstract in papers],
        [len(dump.entries) for dump in dumps],
        1 - len(papers) / entries,
    )


def make_papers(material: Material, random: Random) -> Iterator[Captured]:
    """Make papers without end, no two with one title."""
    seen = set()
    while True:
        name = random.choice(material.names) + random.choice(material.names)
        title = _make_title(material, random)
        if random.random() < material.named:
            title = f"{name}: {title}"
        key = re.sub(r"\W+", "", title.casefold())  # the digest takes titles that differ only in signs for one
        if key not in seen:
            seen.add(key)
            yield title, _make_abstract(material, random).replace(NAME, name)


def _make_title(material: Material, random: Random) -> str:
    """Join the front of one title to the back of another, with a word of a third between them."""
    front, back = random.choice(material.titles), random.choice(material.titles)
    front, back = front[: random.randint(1, len(front) - 1)], back[random.randint(1, len(back) - 1) :]
    return " ".join([*front[:-1], random.choice(material.words), *back])


def _make_abstract(material: Material, random: Random) -> str:
    opening, ending = random.choice(material.openings), random.choice(material.endings)
    sentences, room = [opening], random.choice(material.lengths) - len(opening) - len(ending)
    for sentence in random.sample(material.middles, MOST_MIDDLES):
        room -= len(sentence) + 1
        if room < 0:
            break
        sentences.append(sentence)
    return " ".join([*sentences, ending])


def write_corpus(folder: Path, papers: int, seed: int = 1) -> None:
    """Write dumps with that many different papers, some of them in two dumps that follow each other."""
    material, random = read_material(ROOT / "seeds"), Random(seed)
    made, before, number = islice(make_papers(material, random), papers), list[Captured](), 0
    while fresh := list(islice(made, random.choice(material.sizes))):
        again = random.sample(before, min(len(before), round(material.again * len(fresh))))
        write_dump(folder, number, [*fresh, *again], random)
        before, number = fresh, number + 1


def write_dump(folder: Path, number: int, papers: Sequence[Captured], random: Random) -> None:
    """Write one dump, in the one shape of capture or the other by turns."""
    lines = [line for paper in papers for line in paper]
    day = f"{random.choice(MONTHS)} {random.randint(1, 28)}"
    text = LOOSE.format(day=day) + "\n\n".join(lines) if number % 2 else GLUED + "\n".join(lines) + "\n"
    data = text.encode()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number:05d}_{hashlib.sha256(data).hexdigest()[:16]}.txt").write_bytes(data)
