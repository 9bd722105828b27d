"""Reads a capture of research papers in whatever format it comes; the format is recognised by content."""

from __future__ import annotations

from dataclasses import replace

from digest.formats.addressed import ADDRESSED
from digest.formats.atom import ATOM
from digest.formats.daily_json import DAILY_JSON
from digest.formats.json_lines import JSON_LINES
from digest.formats.labelled import LABELLED
from digest.formats.listing import LISTING
from digest.formats.markdown import MARKDOWN, NUMBERED
from digest.formats.notes import NOTES
from digest.formats.plain import PLAIN
from digest.formats.reader import Reader, normalise, refuse_long, undress_title
from digest.formats.refusals import LYNX, REFUSALS
from digest.formats.rss import RSS
from digest.formats.saved_html import SAVED_HTML
from digest.formats.single import SINGLE
from digest.formats.tables import TABLE
from digest.formats.trending import TRENDING
from digest.formats.unread import CITATIONS, TAGGED, UNREAD
from digest.nouns import Dump

# The order decides: what has a syntax of its own first; then pages told by their words (a trending page may be
# Markdown, a page of one paper links to others in its comments); then the ways to write links; then bare text.
READERS: tuple[Reader, ...] = (
    JSON_LINES,
    DAILY_JSON,
    ATOM,
    RSS,
    SAVED_HTML,
    UNREAD,
    TABLE,
    LYNX,
    SINGLE,
    TRENDING,
    CITATIONS,
    NOTES,
    NUMBERED,
    ADDRESSED,
    MARKDOWN,
    LABELLED,
    LISTING,
    REFUSALS,
    TAGGED,
    PLAIN,
)


def recognise(text: str) -> Reader:
    """Give the reader of the format that a text has; a text that looks like none is plain."""
    return next(reader for reader in READERS if reader.looks_like(text))


def read_capture(text: str, file: str) -> Dump:
    """Read one capture, called `file` in places."""
    text = normalise(text)
    reader = recognise(text)
    dump = reader.read(text, file)
    return refuse_long(replace(dump, entries=tuple(map(undress_title, dump.entries)), format=reader.name))
