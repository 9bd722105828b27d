"""What all pages share."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import escape

from digest.render import escape_text, make_fingerprint

TEMPLATES = Path(__file__).parent.parent / "templates"


@pytest.mark.parametrize("letter", "&<>\"'")
def test_letters_of_markup_are_escaped(letter: str) -> None:
    """Each letter that could end a text or an attribute is written as MarkupSafe writes it."""
    assert escape(f"a{letter}b") == escape_text(f"a{letter}b")


def test_fingerprint() -> None:
    """The fingerprint changes with any name or content, and not with the order."""
    files = [("a", b"1"), ("b", b"2")]
    assert make_fingerprint(files) == make_fingerprint(files[::-1])
    others = [[("a", b"1")], [("a", b"1"), ("b", b"3")], [("a", b"1"), ("c", b"2")], [("a", b"1b"), ("", b"2")]]
    assert make_fingerprint(files) not in [make_fingerprint(other) for other in others]
