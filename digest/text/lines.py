"""Makes text safe to stand among other text: nothing in it that is not seen, and that breaks or turns what follows."""

from __future__ import annotations

import re

_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
# Control characters, halves of characters, and those that turn the direction of all that follows.
_HARMFUL = re.compile("[\x00-\x08\x0d\x0e-\x1b\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
# What XML cannot hold, however it is written: control characters, halves of characters, two more. https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Take out what readers cannot see and what would break or turn the text around it."""
    return _HARMFUL.sub("", _BREAKS.sub(" ", text))


def clean_line(text: str) -> str:
    """Give a text as one line."""
    return " ".join(clean_text(text).split())


def put_on_line(text: str) -> str:
    """Give a text on one line for a terminal, its blanks as they are."""
    return clean_text(text).replace("\n", " ")


def fit_xml(text: str) -> str:
    """Put U+FFFD in the place of each character that XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
