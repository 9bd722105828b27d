"""Reads Markdown of a papers page as scrapers write it: title and abstract are links to the paper.

An address stands in the link, or its number does: `### [Title][36]`, the abstract wrapped between `[` and `][37]`. The
numbered addresses stand in a list at the end, which captures often lack; without it the arXiv ids are not known.
"""

from __future__ import annotations

import re

from digest.formats.deal import deal_capture
from digest.formats.reader import Reader

# The link opens its line: one inside an abstract makes no Markdown of a plain capture.
_TITLE = re.compile(
    r"^(?:[ \t>*+-]|#{1,6}|\d{1,3}\.)*\[[^\n]{0,2000}?\]"
    r"\((?:https?://(?:www\.)?(?:huggingface\.co|hf\.co))?/papers/\d{4}\.\d{4,5}",
    re.MULTILINE,
)
_NUMBERED = re.compile(r"^#{2,4} \[[^\n]{1,600}\]\[\d{1,5}\][ \t]*$", re.MULTILINE)


def looks_like_markdown(text: str) -> bool:
    """Say whether the text links to papers as Markdown does."""
    return "/papers/" in text and _TITLE.search(text) is not None


def looks_like_numbered(text: str) -> bool:
    """Say whether the text has titles that end in a numbered reference."""
    return "][" in text and _NUMBERED.search(text) is not None


MARKDOWN = Reader("Markdown of a papers page", looks_like_markdown, deal_capture)
NUMBERED = Reader("text of a papers page with numbered references", looks_like_numbered, deal_capture)
