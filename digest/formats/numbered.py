"""Reads text with numbered references: `### [Title][36]`, the abstract wrapped between `[` and `][37]`.

The addresses stand in a list at the end, which captures often lack; without it the arXiv ids are not known.
"""

from __future__ import annotations

import re

from digest.formats.deal import deal_capture
from digest.formats.reader import Reader
from digest.nouns import Dump

_TITLE = re.compile(r"^#{2,4} \[[^\n]{1,600}\]\[\d{1,5}\][ \t]*$", re.MULTILINE)
_NAME = "text of a papers page with numbered references"


def looks_like_numbered(text: str) -> bool:
    """Say whether the text has titles that end in a numbered reference."""
    return "][" in text and _TITLE.search(text) is not None


def read_numbered(text: str, file: str) -> Dump:
    """Read the text of one capture with numbered references."""
    return deal_capture(text, file, _NAME)


NUMBERED = Reader(_NAME, looks_like_numbered, read_numbered)
