"""Reads saved HTML of the site: its papers are JSON in the attribute `data-props` of an element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from digest.formats.daily_json import read_papers, read_state
from digest.formats.origin import NOWHERE
from digest.formats.outside import set_aside_long
from digest.formats.reader import Reader, make_dump
from digest.nouns import Dump, Entry, SetAside

_HEAD = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body|div)\b", re.I | re.S
)
_TARGET = re.compile(r"data-target=[\"'](?:DailyPapers|PaperPage)[\"']")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|>")
_PROPS = re.compile(r"data-props=(?:\"([^\"]*)|'([^']*))")
_TITLE = re.compile(r"<title[^>]{0,100}>([^<]{0,300})")


def looks_like_html(text: str) -> bool:
    """Say whether the text is HTML, or holds the element in which the site keeps its papers."""
    return _HEAD.match(text.removeprefix("\ufeff")) is not None or _TARGET.search(text) is not None


class _Tag(HTMLParser):
    """Reads the attributes of one opening tag."""

    def __init__(self) -> None:
        super().__init__()
        self.props = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the data of the first tag."""
        self.props = self.props or dict(attrs).get("data-props") or tag[:0]


def read_html(text: str, file: str) -> Dump:
    """Read one saved page."""
    read: list[Entry | SetAside] = []
    origin = NOWHERE
    for props, line in _find_props(text):
        read += read_papers(props, file, line)
        origin = origin if origin.date else read_state(props)
    read += set_aside_long(_list_around(text), file)
    title = _TITLE.search(text)
    called = f" ({unescape(title[1]).strip()})" if title else ""
    return make_dump(file, read, origin, nothing=f"the saved page holds no data of papers{called}")


def _list_around(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines before the first tag and behind the last, with their numbers; not, where that is cut."""
    yield from enumerate(text[: text.find("<")].split("\n"), 1)
    end = text.rfind(">") + 1
    if text.find("<", end) < 0:
        yield from enumerate(text[end:].split("\n"), text.count("\n", 0, end) + 1)


def _find_props(text: str) -> Iterator[tuple[str, int]]:
    """Yield the data of each element that holds papers, with its line.

    Only the element's own tag is given to the HTML parser: whole pages may hold what makes it slow.
    """
    end, line, counted = 0, 1, 0
    for target in _TARGET.finditer(text):
        start = text.rfind("<", end, target.start())
        if target.start() < end or start < 0:
            continue
        line += text.count("\n", counted, start)
        counted = start
        close = next((mark.end() for mark in _QUOTED.finditer(text, start) if mark[0] == ">"), -1)
        if close >= 0:
            parser = _Tag()
            parser.feed(text[start:close])
            end = close
            yield parser.props, line
        else:  # the file ends inside the tag
            props = _PROPS.search(text, start)
            yield unescape(props[1] or props[2] or "") if props else "", line
            return


SAVED_HTML = Reader("saved HTML of a papers page", looks_like_html, read_html)
