"""What a browser gets from the preview: files, pages dressed with its own script, and problems for that script."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from digest.nouns import Problem

Shown = Mapping[str, str | int]  # a problem as the script in the browser gets it

HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"

_TYPES = {
    "css": "text/css; charset=utf-8",
    "gif": "image/gif",
    "html": HTML,
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": PLAIN,
    "wasm": "application/wasm",
    "webp": "image/webp",
    "xml": "application/xml",
}
_DRESS = '<link rel="stylesheet" href="/_preview/preview.css"><script src="/_preview/preview.js" defer></script>'
_BARE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
    '<body class="preview-bare"><h1>{title}</h1><p>{text}</p></body></html>'
)
_LONGEST_LINE = 10_000  # characters


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser gets: status, content type, body, and where to go instead."""

    status: int
    type: str
    body: bytes
    location: str = ""


def give_file(name: str, body: bytes) -> Answer:
    """Answer with a file; what it is goes by its name."""
    return Answer(200, _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream"), body)


def give_bare_page(status: int, title: str, text: str) -> Answer:
    """Answer with a page of a heading and a line of text."""
    page = _BARE.format(title=html.escape(title), text=html.escape(text))
    return Answer(status, HTML, page.encode("utf-8", "replace"))


def dress(answer: Answer, state: str) -> Answer:
    """Put the preview's style and script into a page, and what the script has to know."""
    if answer.type != HTML:
        return answer
    head, end, body = answer.body.partition(b"</head>")
    added = f'<meta name="preview" content="{html.escape(state)}">{_DRESS}'.encode("utf-8", "replace")
    return replace(answer, body=head + added + end + body)


def describe_problems(problems: Sequence[Problem], watched: Mapping[str, Path]) -> Iterator[Shown]:
    """Describe problems in order, each with the line of the file it stands in, where there is one.

    `watched` are the folders that are really read, by the names that they have in places.
    """
    read_lines = cache(lambda file: _read_lines(file, watched))
    for problem in sorted(set(problems)):
        place = problem.place
        lines = read_lines(place.file)
        yield {
            "place": str(place),
            "code": problem.code,
            "message": problem.message,
            "hint": problem.hint,
            "line": lines[place.line - 1][:_LONGEST_LINE] if 0 < place.line <= len(lines) else "",
            "column": place.column,
        }


def _read_lines(file: str, watched: Mapping[str, Path]) -> list[str]:
    """Read a file as people name it: `site_src/site.yml`, whatever folder was really given for `site_src`."""
    root, _, rest = file.partition("/")
    if folder := watched.get(root):
        with suppress(OSError):  # it is not there
            path = folder / rest
            return path.read_text(encoding="utf-8-sig", errors="replace").split("\n") if path.is_file() else []
    return []
