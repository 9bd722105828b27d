"""Reads Markdown of a papers page as scrapers write it: title and abstract are links to the paper."""

from __future__ import annotations

import re

from digest.formats.deal import deal_capture
from digest.formats.reader import Reader
from digest.nouns import Dump

# The link opens its line: one inside an abstract makes no Markdown of a plain capture.
_TITLE = re.compile(
    r"^(?:[ \t>*+-]|#{1,6}|\d{1,3}\.)*\[[^\n]{0,2000}?\]"
    r"\((?:https?://(?:www\.)?(?:huggingface\.co|hf\.co))?/papers/\d{4}\.\d{4,5}",
    re.MULTILINE,
)
_NAME = "Markdown of a papers page"


def looks_like_markdown(text: str) -> bool:
    """Say whether the text links to papers as Markdown does."""
    return "/papers/" in text and _TITLE.search(text) is not None


def read_markdown(text: str, file: str) -> Dump:
    """Read the Markdown of one capture."""
    return deal_capture(text, file, _NAME)


MARKDOWN = Reader(_NAME, looks_like_markdown, read_markdown)
