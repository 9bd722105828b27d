"""Turns editors' Markdown into safe HTML. Text of dumps never comes here."""

from __future__ import annotations

import html
import re

import markdown
import nh3
from markupsafe import Markup

_TAGS = {
    "a", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}}
_SCHEMES = {"http", "https", "mailto"}


def render_markdown(text: str) -> Markup:
    """Render Markdown; whatever is not plain prose (scripts, styles, pictures, handlers) is left out."""
    raw = markdown.markdown(text, extensions=["sane_lists", "smarty", "tables"], output_format="html")
    clean = nh3.clean(raw, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer")
    return Markup(clean)


def strip_markdown(text: str) -> str:
    """Give the words of a piece of Markdown, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", render_markdown(text))).split())
