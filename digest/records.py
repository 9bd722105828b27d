"""The records of `site_src/enrichment/`: what arXiv said about papers, or when it was asked in vain.

One file per first letter of the papers' ids, sorted, one field a line, so that a change can be reviewed. Whatever is
not as this module writes it is a problem: the files are made by a command, and a slip of a hand should be seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from digest.days import is_day
from digest.nouns import Enrichment, Place, Problem

FOLDER = "enrichment"
MAX_BYTES = 50_000_000

Record = dict[str, Any]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ARXIV = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7}", re.ASCII)
_CATEGORY = re.compile(r"[a-z]+(-[a-z]+)*(\.[A-Za-z]+(-[a-z]+)*)?")
_DOI = re.compile(r"10\.[0-9]{4,9}/[!#-;=?-\]_a-z~]+")  # all of ASCII but quotation marks and brackets of markup
_CODE = re.compile(r"https://[a-z0-9.-]+/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NAME = re.compile(r'([ \t]*)("(?:[^"\\]|\\.)*"):')


class _TwiceError(ValueError):
    """A name stands twice in one group."""


def read_enrichment(folder: Path) -> tuple[dict[str, Enrichment], list[Problem]]:
    """Read all that arXiv said, by paper id; `folder` is `site_src`. What was asked in vain is left out."""
    records, problems = read_records(folder)
    found = {paper: record for paper, record in sorted(records.items()) if "arxiv" in record}
    return {paper: _make_enrichment(record) for paper, record in found.items()}, problems


def read_records(folder: Path) -> tuple[dict[str, Record], list[Problem]]:
    """Read all records by paper id, with every fault that there is; a faulty record is left out."""
    records: dict[str, Record] = {}
    problems: list[Problem] = []
    home = folder / FOLDER
    if home.is_file() and not home.is_symlink():
        hint = "delete it; `enrich` writes what belongs there"
        problems.append(Problem(Place(f"site_src/{FOLDER}"), "F012", "this is a file, and must be a folder", hint))
    for path in sorted(home.iterdir()) if home.is_dir() and not home.is_symlink() else []:
        if path.name.startswith(".") or path.is_symlink():  # a link is a problem already
            continue
        name = f"site_src/{FOLDER}/{path.name}"
        if not re.fullmatch(r"[a-z0-9]\.json", path.name):
            hint = "remove it; `enrich` writes what belongs here"
            problems.append(
                Problem(Place(name), "R001", "the name is not a letter or digit with `.json` after it", hint)
            )
            continue
        shard, found = read_shard(path)
        records |= shard
        problems += found
    return records, problems


def read_written(path: Path, name: str, hint: str) -> tuple[str | None, list[Problem]]:
    """Read the text of a file that this program writes, called `name`; none if it is not there or cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None, [Problem(Place(name), "R002", f"the file is larger than {MAX_BYTES // 1_000_000} MB", hint)]
        return path.read_text(encoding="utf-8"), []
    except FileNotFoundError:
        return None, []
    except UnicodeDecodeError:
        return None, [Problem(Place(name), "F002", "the file is not UTF-8 text", hint)]
    except OSError as error:
        return None, [
            Problem(Place(name), "R003", f"the file cannot be read ({error.strerror})", "see who may read it")
        ]


def read_shard(path: Path) -> tuple[dict[str, Record], list[Problem]]:
    """Read one file; one that is not there is empty."""
    name = f"site_src/{FOLDER}/{path.name}"
    hint = "take back the last change to the file, or remove the file and run `enrich`"
    text, problems = read_written(path, name, hint)
    if text is None:
        return {}, problems
    try:
        shard = json.loads(text, object_pairs_hook=_make_group)
    except json.JSONDecodeError as error:
        return {}, [Problem(Place(name, error.lineno, error.colno), "R004", f"this is not JSON ({error.msg})", hint)]
    except _TwiceError as error:
        return {}, [
            Problem(
                Place(name, _find_last(text, str(error))),
                "R008",
                f"`{_cut(str(error))}` stands twice",
                "keep one of the two",
            )
        ]
    except (ValueError, RecursionError):
        return {}, [Problem(Place(name), "R005", "this is not JSON of records", hint)]
    if not isinstance(shard, dict):
        return {}, [Problem(Place(name, 1), "R006", "the file does not hold records by paper id", hint)]
    faults = {paper: found for paper, record in shard.items() if (found := [*_check_named(paper, record, path.name)])}
    lines = _find_lines(text) if faults else {}
    places = {paper: Place(name, lines.get(paper, 1)) for paper in faults}
    problems = [Problem(places[paper], *said, hint) for paper, found in faults.items() for said in found]
    return {paper: record for paper, record in shard.items() if paper not in faults}, problems


def format_shard(records: Mapping[str, Record]) -> bytes:
    """Write records as the text of their file: the same records always give the same bytes."""
    return (json.dumps(records, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def find_shard(folder: Path, paper: str) -> Path:
    """Say in which file the record of a paper belongs."""
    return folder / FOLDER / f"{paper[0]}.json"


def check_record(record: object) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one record, as code and message."""
    if not isinstance(record, dict):
        yield "R007", "here is no record"
    elif "not_found" in record:
        yield from [("R011", f"`{_cut(field)}` stands beside `not_found`") for field in record if field != "not_found"]
        if not is_day(str(record["not_found"])):
            yield "R012", "`not_found` is not a day like 2026-03-14"
    else:
        yield from [("R009", f"`{field}` is missing") for field in ("arxiv", "asked") if field not in record]
        for field, value in record.items():
            if field not in FIELDS:
                yield "V001", f"there is no field `{_cut(field)}`"
            elif not FIELDS[field](value):
                yield "R010", f"`{field}` is not as it should be"


def _check_named(paper: str, record: object, file: str) -> Iterator[tuple[str, str]]:
    yield from check_record(record)
    if not _SLUG.fullmatch(paper):
        yield "R014", f"`{_cut(paper)}` is not the id of a paper"
    elif file != f"{paper[0]}.json":
        yield "R015", f"`{_cut(paper)}` belongs in `{paper[0]}.json`"


def _find_lines(text: str) -> dict[str, int]:
    """Say in which line each record begins."""
    lines: dict[str, int] = {}
    indent = None  # that of the first name, and so of all records
    for number, line in enumerate(text.split("\n"), 1):
        found = _NAME.match(line)
        if found and (indent is None or indent == found[1]):
            indent = found[1]
            lines.setdefault(json.loads(found[2]), number)
    return lines


def _cut(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text[:60])


def _find_last(text: str, key: str) -> int:
    begins = json.dumps(key, ensure_ascii=False) + ":"
    return max((at for at, line in enumerate(text.split("\n"), 1) if line.strip().startswith(begins)), default=0)


def _make_group(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    group: dict[str, Any] = {}
    for key, value in pairs:
        if key in group:
            raise _TwiceError(key)
        group[key] = value
    return group


def _make_enrichment(record: Record) -> Enrichment:
    return Enrichment(
        arxiv=record["arxiv"],
        authors=tuple(record.get("authors", ())),
        date=record.get("date", ""),
        doi=record.get("doi", ""),
        code=next(iter(record.get("code", ())), ""),
    )


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not _ODD.search(value)


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _all(check: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(check, value))


def _is_text_of_day(value: object) -> bool:
    return isinstance(value, str) and is_day(value)


FIELDS: dict[str, Callable[[object], bool]] = {
    "arxiv": _matches(_ARXIV),
    "asked": _is_text_of_day,
    "authors": _all(_is_line),
    "categories": _all(_matches(_CATEGORY)),
    "code": _all(_matches(_CODE)),
    "comment": _is_line,
    "date": _is_text_of_day,
    "doi": _matches(_DOI),
    "journal": _is_line,
    "title": _is_line,
    "updated": _is_text_of_day,
}
