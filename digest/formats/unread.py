"""Recognises well-known formats that are not read, and says which way leads to one that is."""

from __future__ import annotations

import re

from digest.formats.reader import Reader, hold_nothing
from digest.nouns import Dump

_TABLE = "export the list as CSV or JSON with a column `title` and one `abstract`"
_KNOWN = (
    (re.compile(r"\s*(?:%[^\n]*\n\s*)*@[A-Za-z]{3,20}\s*\{"), f"BibTeX is not read; {_TABLE}"),
    (re.compile(r"\s*TY  - "), f"RIS is not read; {_TABLE}"),
    (
        re.compile(r"(?:[^\n`\[{]{0,200}\n){0,3}[ \t]*```(?:json|jsonl)?[ \t]*\n\s*[\[{]", re.IGNORECASE),
        "JSON between lines of ```; keep only what stands between them",
    ),
    (
        re.compile(r"\s*HTTP/[\d.]{1,3} \d{3}"),
        "an answer with the headers of HTTP before it; ask with `curl` without `-i`",
    ),
    (
        re.compile(
            r"(?:[^\n]{0,1000}\n){0,60}?Content-Transfer-Encoding:[ \t]*(?:quoted-printable|base64)\b", re.IGNORECASE
        ),
        "a mail or a page as programs send it to each other; open it, and copy the text that is shown",
    ),
    (
        re.compile(r"\s*(?:<\?xml\b|<(?:feed|urlset|OAI-PMH)\b)", re.IGNORECASE),
        "XML of a kind that is not read; for arXiv take its feed, https://rss.arxiv.org/atom/cs.LG or the like",
    ),
    (
        re.compile(r"(?:[^\n]{0,200}\n){1,10}?[ \t]*(?:\[\s{0,20})?\{\s{0,20}\"[A-Za-z_]{1,30}\"\s?:"),
        "JSON with other lines above it; keep only the JSON",
    ),
)
_TAG = re.compile(r"\s*<([A-Za-z][\w:-]{0,40})(?:\s[^<>]{0,500})?/?>")
_TAGGED = "text between tags, as XML and HTML have them, of a kind that is not read"
_CITATION = re.compile(r"(?:[-*] )?(?P<words>\S.{8,1000}?[.?!])(?: https?://\S{1,300}| <https?://\S{1,300}>)?")
_DATED = re.compile(r"\. (?:\d{4}(?:-\d\d){0,2}|arXiv:\S{1,20}|doi:\S{1,100})\.")
_CITATIONS = "a list of citations without abstracts"
_LONGEST = 400  # characters of a citation's line
_LEAST = 4  # lines that make a list
_SHARE = 0.9  # of the lines of a list


def looks_like_unread(text: str) -> bool:
    """Say whether the text begins as one of the formats does that have a syntax of their own."""
    return _find_known(text) != ""


def read_unread(text: str, file: str) -> Dump:
    """Say what the capture is, and how to get one that can be read."""
    return hold_nothing(file, _find_known(text))


def _find_known(text: str) -> str:
    return next((reason for pattern, reason in _KNOWN if pattern.match(text)), "")


def looks_like_tagged(text: str) -> bool:
    """Say whether the text begins with a tag that is closed somewhere; titles may have angles in them too."""
    tag = _TAG.match(text)
    return tag is not None and f"</{tag[1]}>" in text


def read_tagged(_text: str, file: str) -> Dump:
    """Refuse text between tags: words would be lost between them, and tags taken for words."""
    return hold_nothing(file, _TAGGED)


def looks_like_citations(text: str) -> bool:
    """Say whether nearly every line is a citation: short sentences, and no line that might be an abstract.

    Titles are no sentences; lines that end like such, all of them short, are no titles and abstracts in turn.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < _LEAST or any(len(line) > _LONGEST for line in lines):
        return False
    return sum(map(_is_citation, lines)) >= _SHARE * len(lines)


def _is_citation(line: str) -> bool:
    """Say whether a line is a citation; with a link, what follows might be its abstract, unless a date stands there."""
    return _CITATION.fullmatch(line) is not None and ("](" not in line or _DATED.search(line) is not None)


def read_citations(_text: str, file: str) -> Dump:
    """Refuse a list of citations: its lines are no abstracts of each other."""
    return hold_nothing(file, _CITATIONS)


_NAME = "a format that is not read"
UNREAD = Reader(_NAME, looks_like_unread, read_unread)
TAGGED = Reader(_NAME, looks_like_tagged, read_tagged)
CITATIONS = Reader(_NAME, looks_like_citations, read_citations)
