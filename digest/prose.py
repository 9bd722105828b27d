"""Turns editors' Markdown into safe HTML. Text of dumps never comes here."""

from __future__ import annotations

import html
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown import Extension, Markdown

_TAGS = {
    "a", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_RAW = rf"(</?(?:{'|'.join(sorted(_TAGS))})(?:\s[^<>]*)?/?>)"  # tags that editors may write themselves
_SHAPES = {"a", "circle", "desc", "g", "line", "path", "rect", "svg", "text", "title", "tspan"}
_ATTRIBUTES = {"a": {"href", "title"}}
_CHAPTER = {
    **{name: {"id"} for name in ("h2", "h3", "h4")},
    "a": {"href", "id"},
    "img": {"src", "alt", "width", "height"},
    "source": {"srcset", "media"},
}
_PICTURE = re.compile(r'<img alt="([^"]*)" src="([^"]*)"[^>]*>')  # of Markdown; it becomes a link
_OUTGOING = re.compile(r'(<a [^>]*?href="https?://[^"]*")')
# A list may follow a line of text, as on GitHub, where Markdown of old wants an empty line; of numbers only from 1 on.
_LIST = re.compile(r"^((?!(?:[-*+]|\d+[.)])\s)\S.*\n)(?=(?:[-*+]|1\.) \S)", re.MULTILINE)
_WIDE = re.compile(r"[ \t]{100,}")  # the parser's time grows with the square of it
_COMMENT = re.compile(r"(`+[^`\n]*`+)|<!--.*?-->", re.DOTALL)  # in code it is shown
_FENCED = re.compile(r"^(```.*\n(?:(?!```).*\n)*```.*)$", re.MULTILINE)
_FROM_ROOT = re.compile(r'(<a [^>]*?href=")/(?!/)')
_SCHEMES = {"http", "https", "mailto"}


# One line in which nothing means anything to Markdown: most descriptions, and no need to import it.
_PLAIN = re.compile(r"(?!\s*[0-9]+\.|\s*-)(?:[^\W_]|[ ,;:()/?%’]|-(?!-)|\.(?!\.))*")
# What other programs have before the text: fields of YAML between two lines.
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:#.*\n)*[\w\"'-]+ ?:(?=\s).*(?:\n.+)*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)")
MAX_LENGTH = 100_000
# The parser's time grows with the square of what is opened and not closed, of quotation marks and of blocks, and it
# gives up on deep nesting.
MAX_TAGS = 100
MAX_OPENED = 500
MAX_QUOTES = 5_000
MAX_LINES = 4_000
MAX_DEPTH = 20


def check_markdown(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield what would stall or break the parser, or stand on the page, as code, message and hint."""
    if _FRONT_MATTER.match(text):
        yield "V023", "the lines between `---` would be shown as text", "take them away: nothing is read from them"
    if len(text) > MAX_LENGTH:
        yield "V018", f"the text is longer than {MAX_LENGTH // 1000} kB", "split it"
    for signs, most in (("<", MAX_TAGS), ("[`*_", MAX_OPENED), ("\"'\\&", MAX_QUOTES)):
        if (count := max(map(text.count, signs))) > most:
            yield "V019", f"the text has {count} brackets or signs of one kind", f"use at most {most}"
    if (opened := max(map(_count_open, text.split("\n\n")))) > MAX_DEPTH:
        yield "V022", f"{opened} brackets are opened and not closed in one paragraph", f"at most {MAX_DEPTH} may be"
    if (lines := text.count("\n")) > MAX_LINES:
        yield "V021", f"the text has {lines} lines", f"split it; at most {MAX_LINES} are read"
    nesting = (re.match(r"(?:[ \t]|>|[-*+] |\d{1,9}[.)] )*", line) for line in text.split("\n"))
    if max(len(re.findall(r">|[-*+] |\. |\) |\t| {4}", found[0])) for found in nesting if found) > MAX_DEPTH:
        yield "V020", f"lists or quotations stand more than {MAX_DEPTH} deep in each other", "use fewer levels"


def _count_open(paragraph: str) -> int:
    """Say how many brackets of one kind are open at once: the parser looks for the end of each through all the text."""
    pairs = (re.findall(r"[\[\]]", paragraph), re.findall(r"[()]", paragraph))
    steps = ((1 if sign in "[(" else -1 for sign in signs) for signs in pairs)
    return max(max(accumulate(changes, lambda depth, change: max(0, depth + change), initial=0)) for changes in steps)


@lru_cache(maxsize=8)  # to make one takes twice as long as most texts; threads may not share one
def _open_parser(thread: int) -> Markdown:  # noqa: ARG001  # each has its own
    import markdown
    from markdown.inlinepatterns import HtmlInlineProcessor

    parser = markdown.Markdown(extensions=_list_extensions(), output_format="html")
    # Words like `<mask>` are text to whoever writes them; as tags, they and often all behind them would vanish.
    parser.preprocessors.deregister("html_block")
    parser.inlinePatterns.deregister("html")
    parser.inlinePatterns.register(HtmlInlineProcessor(_RAW, parser), "html", 90)
    return parser


def _list_extensions() -> list[Extension]:
    """Give the extensions themselves: for their names, all installed packages would be looked through."""
    from markdown.extensions import fenced_code, sane_lists, smarty, tables

    return [
        sane_lists.SaneListExtension(),
        smarty.SmartyExtension(),
        tables.TableExtension(),
        fenced_code.FencedCodeExtension(),
    ]


@lru_cache(maxsize=256)  # a description stands on several pages
def render_markdown(text: str, root: str = "/", label: str = "") -> Markup:
    """Render Markdown; whatever is not plain prose (scripts, styles, pictures, handlers) is left out.

    Addresses of the site itself begin with a slash, for which `root` is written; `label` is what tables are called.
    """
    import nh3  # here, since checking a file needs neither it nor what parses

    parts = _FENCED.split(text)
    parts[::2] = [_LIST.sub(r"\1\n", _WIDE.sub(" ", _COMMENT.sub(r"\1", part))) for part in parts[::2]]
    text = "".join(parts)
    raw = _open_parser(threading.get_ident()).reset().convert(text)
    raw = raw.replace("<h1>", "<h2>").replace("</h1>", "</h2>")  # the page has its own heading of the first level
    raw = _PICTURE.sub(r'<a href="\2">\1</a>', raw)
    clean = nh3.clean(raw, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer")
    clean = _FROM_ROOT.sub(rf"\1{root}", clean).replace("<pre>", '<pre tabindex="0">')  # it scrolls, as tables do
    return Markup(_frame_tables(clean, label))


def translate_markdown(text: str) -> str:
    """Make HTML of a chapter of the guide, with an anchor at each heading; it is not clean."""
    import markdown
    from markdown.extensions.toc import TocExtension

    anchors = TocExtension(slugify=lambda heading, _: make_anchor(heading))
    return markdown.markdown(text, extensions=[*_list_extensions(), anchors], output_format="html")


def make_anchor(heading: str) -> str:
    """Make the anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def clean_chapter(raw: str, lead_on: Callable[[str], str], label: str) -> Markup:
    """Clean the HTML of a chapter, with links as `lead_on` says; wide tables scroll, and are called `label`."""
    import nh3

    def judge(_: str, name: str, value: str) -> str | None:
        return (lead_on(value) or None) if name in ("href", "src", "srcset") else value

    clean = nh3.clean(
        raw,
        tags=_TAGS | {"img", "picture", "source"},
        attributes=_CHAPTER,
        attribute_filter=judge,
        url_schemes=_SCHEMES,
        link_rel=None,
        set_tag_attribute_values={"img": {"loading": "lazy"}, "pre": {"tabindex": "0"}},
    )
    clean = _OUTGOING.sub(r'\1 rel="noopener noreferrer"', clean)  # not on all links: one without an address may not
    return Markup(_frame_tables(clean, label))


def _frame_tables(clean: str, label: str) -> str:
    frame = f'<div class="wide" role="group" aria-label="{html.escape(label)}" tabindex="0"><table>'
    return clean.replace("<table>", frame).replace("</table>", "</table></div>")


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
    """Cut at a word, for descriptions in search results; where words have no spaces between them, anywhere."""
    piece = text[:room]
    return text if text == piece else (piece.rpartition(" ")[0] or piece).rstrip(",;:.") + " …"
