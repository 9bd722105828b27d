"""Reads text in which every paper's fields stand behind their names: `Title: …`, `Authors: …`, `Abstract: …`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from digest.formats.reader import Reader, make_dump
from digest.formats.records import name_field, read_record
from digest.formats.sentences import ends_midway, strip_links, tidy
from digest.nouns import Dump, Entry, Place, SetAside

_LABEL = re.compile(
    r"[ \t>*_#-]*(?P<name>Title|Authors?|Abstract|Summary|URL|Link|PDF|arXiv(?: ID)?|Date|Published|Code|GitHub|"
    r"Project(?: page)?|Upvotes|Categories|Subjects?|Comments?|Venue|Year|Tags|Keywords)[*_]*\s?:[*_]*(?:[ \t]+|$)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^[ \t>*_#-]*Title[*_]*\s?:[*_]*[ \t]+\S", re.MULTILINE | re.IGNORECASE)
_ABSTRACT = re.compile(r"^[ \t>*_#-]*(?:Abstract|Summary)[*_]*\s?:[*_]*(?:[ \t]+\S|$)", re.MULTILINE | re.IGNORECASE)
_RULE = re.compile(r"[\s=*_#~+\\-]*")


def looks_like_labelled(text: str) -> bool:
    """Say whether most titles and abstracts of a text are called so."""
    if "itle" not in text and "ITLE" not in text:
        return False
    titles, abstracts = len(_TITLE.findall(text)), len(_ABSTRACT.findall(text))
    return 0 < titles <= 2 * abstracts and abstracts <= 2 * titles


@dataclass(slots=True)
class _Record:
    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)


def read_labelled(text: str, file: str) -> Dump:
    """Read the fields of one capture; each paper begins with its title."""
    read = [_read_fields(record, file) for record in _cut_records(text)]
    last = read[-1] if read else None
    if isinstance(last, Entry) and ends_midway(last.abstract):
        read[-1] = replace(last, cut=True)
    return make_dump(file, read, nothing="the text holds no papers")


def _cut_records(text: str) -> Iterator[_Record]:
    record, name = _Record(0), ""
    for number, line in enumerate(text.split("\n"), 1):
        label = _LABEL.match(line)
        if label and label["name"].lower() == "title":
            if record.line:
                yield record
            record = _Record(number)
        if label:
            name = name_field(label["name"])
        words = tidy(strip_links(line[label.end() :] if label else line))
        if record.line and not _RULE.fullmatch(words):
            record.fields.setdefault(name, []).append(words)
    if record.line:
        yield record


def _read_fields(record: _Record, file: str) -> Entry | SetAside:
    return read_record({name: " ".join(words) for name, words in record.fields.items()}, Place(file, record.line))


LABELLED = Reader("text with the fields of papers behind their names", looks_like_labelled, read_labelled)
