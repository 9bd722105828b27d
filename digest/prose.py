"""Turns editors' Markdown into safe HTML. Text of dumps never comes here."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup

_TAGS = {
    "a", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_SHAPES = {"a", "circle", "desc", "g", "line", "path", "rect", "svg", "text", "title", "tspan"}
_ATTRIBUTES = {"a": {"href", "title"}}
_SCHEMES = {"http", "https", "mailto"}


# One line in which nothing means anything to Markdown: most descriptions, and no need to import it.
_PLAIN = re.compile(r"(?!\s*[0-9]+\.|\s*-)(?:[^\W_]|[ ,;:()/?%’]|-(?!-)|\.(?!\.))*")
MAX_LENGTH = 100_000
# The parser's time grows with the square of what is opened and not closed, and it gives up on deep nesting.
MAX_OPENED = 500
MAX_DEPTH = 20


def check_markdown(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield what would stall or break the parser, as code, message and hint."""
    if len(text) > MAX_LENGTH:
        yield "V018", f"the text is longer than {MAX_LENGTH // 1000} kB", "split it"
    opened = max(text.count(sign) for sign in "[<`*_")
    if opened > MAX_OPENED:
        yield "V019", f"the text has {opened} brackets or signs of one kind", f"use at most {MAX_OPENED}"
    nesting = (re.match(r"(?:[ \t]|>|[-*+] |\d{1,9}[.)] )*", line) for line in text.split("\n"))
    if max(len(re.findall(r">|[-*+] |\. |\) |\t| {4}", found[0])) for found in nesting if found) > MAX_DEPTH:
        yield "V020", f"lists or quotations stand more than {MAX_DEPTH} deep in each other", "use fewer levels"


@lru_cache(maxsize=256)  # a description stands on several pages
def render_markdown(text: str) -> Markup:
    """Render Markdown; whatever is not plain prose (scripts, styles, pictures, handlers) is left out."""
    import markdown  # here, since checking a file needs neither of the two
    import nh3

    raw = markdown.markdown(text, extensions=["sane_lists", "smarty", "tables"], output_format="html")
    clean = nh3.clean(raw, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer")
    return Markup(clean)


def embed_drawing(svg: str) -> Markup:
    """Let a drawing of ours into a page, once it has proved to be one: well-formed, and nothing in it that acts.

    Where there is nothing to draw, it is empty.
    """
    for element in ET.fromstring(svg).iter() if svg else ():  # noqa: S314  # our own, without entities
        tag = element.tag.rpartition("}")[2]
        named = {name.rpartition("}")[2] for name in element.attrib}
        if tag not in _SHAPES or any(name == "style" or name.startswith("on") for name in named):
            raise ValueError(f"<{tag}> with {sorted(named)} does not belong in a drawing")
    return Markup(svg)


def strip_markdown(text: str) -> str:
    """Give the words of a piece of Markdown, in one line."""
    if _PLAIN.fullmatch(text):
        return " ".join(text.split())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", render_markdown(text))).split())


def shorten(text: str, room: int = 155) -> str:
    """Cut at a word, for descriptions in search results."""
    return text if len(text) <= room else text[:room].rpartition(" ")[0].rstrip(",;:.") + " …"
