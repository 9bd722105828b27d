"""Reads tables with a column of titles and one of abstracts: CSV and its kin, and tables of Markdown.

A row that has more or fewer cells than the head costs itself only: reading goes on in the next line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from digest.formats.addresses import read_arxiv
from digest.formats.outside import set_aside_long
from digest.formats.reader import Reader, hold_nothing, make_dump, show_broken
from digest.formats.records import ABSTRACTS, is_field, name_field, read_record
from digest.formats.sentences import ends_midway, strip_links, tidy
from digest.nouns import Dump, Entry, Place, SetAside

DAMAGED = "a row with more or fewer cells than the head of the table"
_BAR = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\]\(([^\s()]{1,2000})\)")
_HEAD = 60  # lines in which a table begins
_LINES = 200  # that one row may have
_SHOWN = 200
_LONGEST_NAME = 40
_LONGEST_HEAD = 2000
_SURE = 3  # rows, with the head, and cells in each, from which a text is a table
_SEPARATOR = re.compile(r"\"?sep=.?\"?")  # Excel's first line, for itself
_EMPHASIS = re.compile(r"\s*(\*{1,3}|_{1,3})(?=\S)(.*\S)\1\s*", re.DOTALL)

_Row = tuple[int, list[str]]  # the number of its line, and its cells; none where they cannot be read


def looks_like_table(text: str) -> bool:
    """Say whether a table begins in the text, also one that lacks a column."""
    return _find_head(text.split("\n", _HEAD)[:_HEAD]) is not None or _find_lack(text) != ""


def read_table(text: str, file: str) -> Dump:
    """Read the table of one capture."""
    lines = text.split("\n")
    found = _find_head(lines[:_HEAD])
    if not found:
        return hold_nothing(file, _find_lack(text))
    head, sign = found
    names = [name_field(cell) for cell in _cut_line(lines[head], sign)]
    rows = _cut_bars(lines, head + 2) if sign == "|" else _cut_csv(lines, head + 1, sign, len(names))
    read = [
        _read_row(lines, row, names, file) for row in rows if [*map(name_field, row[1])] != names
    ]  # the head may stand there again
    last = read[-1] if read else None
    if isinstance(last, Entry) and ends_midway(last.abstract):
        read[-1] = replace(last, cut=True)
    around = ((at, line) for at, line in enumerate(lines, 1) if at <= head or (sign == "|" and "|" not in line))
    return make_dump(file, [*read, *set_aside_long(around, file)], nothing="the table holds no papers")


def _find_head(lines: Sequence[str]) -> tuple[int, str] | None:
    """Find the line that names the columns, and the sign between them: the first line, or one with a rule under it."""
    for at, sign in _list_heads(lines):
        names = _cut_names(lines[at], sign)
        if "title" in names and not {*names}.isdisjoint(ABSTRACTS):
            return at, sign
    return None


def _find_lack(text: str) -> str:
    """Say which column a text lacks that surely is a table: rows have as many cells as its head, 3 or known ones."""
    lines = text.split("\n", _HEAD)[:_HEAD]
    for at, sign in _list_heads(lines):
        names = _cut_names(lines[at], sign)
        titled, told = "title" in names, not {*names}.isdisjoint(ABSTRACTS)
        sure = len(names) >= _SURE or all(map(is_field, names))
        if titled != told and sure and _is_table(text, at, sign, len(names)):
            missing = "abstract" if titled else "title"
            return f"a table without a column `{missing}`; it has: {', '.join(filter(None, names))[:_SHOWN]}"
    return ""


def _list_heads(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that may name columns, each with a sign that may stand between them."""
    first = next((at for at, line in enumerate(lines) if line.strip() and not _SEPARATOR.fullmatch(line.strip())), 0)
    for at, line in enumerate(lines):
        ruled = at + 1 < len(lines) and _is_rule(lines[at + 1])
        for sign in (*("|" if ruled else ""), *("\t,;" if at == first else "")):
            if len(line) <= _LONGEST_HEAD and sign in line:
                yield at, sign


def _cut_names(line: str, sign: str) -> list[str]:
    names = [name_field(cell) for cell in _cut_line(line, sign)]
    return names if max(map(len, names), default=0) <= _LONGEST_NAME else []


def _is_table(text: str, head: int, sign: str, width: int) -> bool:
    """Say whether most rows are as wide as the head and, where text may stand around a table, little does."""
    if sign == "|":
        lines = text.split("\n")
        if sum("|" in line for line in lines) * 2 <= sum(line.strip() != "" for line in lines):
            return False
        rows = [*_cut_bars(lines, head + 2)]
    else:
        rows = [*_cut_csv(text.split("\n", _HEAD)[:_HEAD], head + 1, sign, width)]
    fitting = sum(len(cells) == width for _, cells in rows)
    return fitting >= _SURE - 1 and fitting * 2 > len(rows)


def _cut_line(line: str, sign: str) -> list[str]:
    if sign == "|":
        cells = _BAR.split(line.strip().removeprefix("|").removesuffix("|"))
        return [cell.replace("\\|", "|").strip() for cell in cells]
    try:
        return next(csv.reader([line], delimiter=sign), [])
    except csv.Error:
        return []


def _cut_bars(lines: Sequence[str], start: int) -> Iterator[_Row]:
    for at in range(start, len(lines)):
        if "|" in lines[at] and not _is_rule(lines[at]):
            yield at, _cut_line(lines[at], "|")


def _cut_csv(lines: Sequence[str], start: int, sign: str, width: int) -> Iterator[_Row]:
    at = start
    while at < len(lines):
        rows = csv.reader((f"{line}\n" for line in lines[at : at + _LINES]), delimiter=sign)
        try:
            row = next(rows, [])
        except csv.Error:
            row = []
        whole = len(row) == width
        if whole or lines[at].strip():
            yield at, row if whole else []
        at += rows.line_num if whole else 1


def _read_row(lines: Sequence[str], row: _Row, names: Sequence[str], file: str) -> Entry | SetAside:
    at, cells = row
    place = Place(file, at + 1)
    if len(cells) != len(names):
        return SetAside(place, show_broken(tidy(lines[at])[:_SHOWN]), DAMAGED)
    record = {name: _read_words(cell) for name, cell in reversed([*zip(names, cells, strict=True)])}
    links = (link for cell in cells for link in _LINK.findall(cell) if read_arxiv(link))
    return read_record({"url": next(links, ""), **record}, place)


def _read_words(cell: str) -> str:
    """Give the words of a cell, without emphasis around all of it; where it is one link, they may hold brackets."""
    emphasis = _EMPHASIS.fullmatch(cell)
    if emphasis and emphasis[1] not in emphasis[2]:
        cell = emphasis[2]
    words, _, address = cell.strip("*").rpartition("](")
    linked = words.startswith("[") and address.endswith(")") and not re.search(r"\s", address)
    return words[1:] if linked else strip_links(cell)


def _is_rule(line: str) -> bool:
    return "-" in line and not line.strip(" \t|:-")


TABLE = Reader("a table of papers", looks_like_table, read_table)
