"""Reads Markdown of a papers page as scrapers write it: title and abstract are links to the paper.

So are the titles of many letters and lists that people keep, or a link called `Paper` stands under each.

An address stands in the link, or its number does: `### [Title][36]`, the abstract wrapped between `[` and `][37]`. The
numbered addresses stand in a list at the end, which captures often lack; without it the arXiv ids are not known.
"""

from __future__ import annotations

import re
from itertools import islice

from digest.formats.deal import deal_capture, is_generic
from digest.formats.reader import Reader
from digest.nouns import Dump

# The link opens its line: one inside an abstract makes no Markdown of a plain capture.
_OPENING = r"^(?:[ \t>*+-]|#{1,6}|\d{1,3}\.)*\[([^\n]{0,2000}?)\]"
_TITLE = re.compile(
    rf"{_OPENING}\((?:https?://(?:www\.)?(?:huggingface\.co|hf\.co))?/papers/\d{{4}}\.\d{{4,5}}", re.MULTILINE
)
_ARXIV = re.compile(r"\]\(https?://(?:www\.)?arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?/?\)")
_AT_ARXIV = re.compile(rf"{_OPENING[:-2]}{_ARXIV.pattern}", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_NUMBERED = re.compile(r"^#{2,4} \[[^\n]{1,600}\]\[\d{1,5}\][ \t]*$", re.MULTILINE)


def looks_like_markdown(text: str) -> bool:
    """Say whether the text links to papers as Markdown does."""
    return ("/papers/" in text and _TITLE.search(text) is not None) or _links_to_arxiv(text)


def _links_to_arxiv(text: str) -> bool:
    if "arxiv.org/" not in text or "/papers/" in text:
        return False
    words = [found[1] for found in islice(_AT_ARXIV.finditer(text), 2)]
    if any(not is_generic(one) and "arXiv page" not in one for one in words):
        return True
    return len(words) > 1 and _HEADING.search(text) is not None


def read_markdown(text: str, file: str) -> Dump:
    """Read the Markdown of one capture; a link to arXiv leads to the same paper as one to the site."""
    return deal_capture(_ARXIV.sub(r"](/papers/\1)", text) if _links_to_arxiv(text) else text, file)


def looks_like_numbered(text: str) -> bool:
    """Say whether the text has titles that end in a numbered reference."""
    return "## [" in text and "][" in text and _NUMBERED.search(text) is not None


MARKDOWN = Reader("Markdown of a papers page", looks_like_markdown, read_markdown)
NUMBERED = Reader("text of a papers page with numbered references", looks_like_numbered, deal_capture)
