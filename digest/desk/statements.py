"""What one of the editors' files says about papers, as single statements that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from digest.shapes import give_value
from digest.yaml_text import parse_yaml

FILES = ("overrides/*.yml", "notes/*.md", "lists/*.yml")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: its words as one line of plain text, the file it stands in, and the name of a reading list."""

    text: str
    file: str
    list: str = ""


# By paper and field, which may have parts: `links/arxiv` is one link, `lists/first-steps` the place on one list.
Statements = Mapping[tuple[str, str], Said]


@lru_cache(maxsize=500)  # most contents stand twice: after one commit, and before the next
def read_statements(file: str, content: bytes) -> Statements | None:
    """Read overrides, a note or a reading list; `None` where there is no sense in it."""
    path = PurePosixPath(file)
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if path.suffix == ".md":
        return {(path.stem, "notes"): Said(line, file)} if (line := _write_line(text)) else {}
    node, problems = parse_yaml(text, file)
    value = give_value(node) if node else {}
    if problems or not isinstance(value, dict):
        return None
    return dict(_read_list(path, value) if path.parent.name == "lists" else _read_overrides(file, value))


def _read_overrides(file: str, value: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Said]]:
    for paper, fields in value.items():
        for name, words in fields.items() if isinstance(fields, dict) else ():
            parts = {name: words}
            if name == "links" and isinstance(words, dict):  # one may be taken back while another is set
                parts = {f"links/{part}": text for part, text in words.items()}
            for field, text in parts.items():
                if line := _write_line(text):
                    yield (paper, field), Said(line, file)


def _read_list(path: PurePosixPath, value: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Said]]:
    name, papers = _write_line(value.get("name", "")) or path.stem, value.get("papers")
    for paper, line in papers.items() if isinstance(papers, dict) else ():
        yield (paper, f"lists/{path.stem}"), Said(_write_line(line), str(path), name)


def _write_line(value: Any) -> str:
    """Write any value as one line of text."""
    if isinstance(value, dict):
        return ", ".join(f"{_write_line(name)}: {_write_line(item)}" for name, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_write_line, value))
    # Signs that nobody sees could turn or hide what follows on a page.
    return "".join(sign for sign in " ".join(value.split()) if sign.isprintable())
