"""Pages come out the same however many processes render them."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest import render
from digest.nouns import Page, Site
from digest.render import Frame, make_fingerprint, render_pages
from digest.words import Say, read_words

TEMPLATES = Path(__file__).parent.parent / "templates"


def test_number_of_processes_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process and three give the same bytes in the same order."""
    monkeypatch.setattr(render, "_PAGES_PER_JOB", 2)
    monkeypatch.setattr(render, "_PAGES_PER_TASK", 2)
    frame = Frame(
        TEMPLATES, Site("Name", "Tagline"), Say(read_words(TEMPLATES, TEMPLATES)[0], "en"), "0", with_search=True
    )
    pages = [Page(f"page-{n}/", "prose.html", f"Page {n}", "", f"Text *{n}*.") for n in range(9)]
    one = list(render_pages(frame, pages, jobs=1))
    assert [f"page-{n}/index.html" for n in range(9)] == [name for name, _ in one]
    assert one == list(render_pages(frame, pages, jobs=3))


def test_fingerprint() -> None:
    """The fingerprint changes with any name or content, and not with the order."""
    files = [("a", b"1"), ("b", b"2")]
    assert make_fingerprint(files) == make_fingerprint(files[::-1])
    others = [[("a", b"1")], [("a", b"1"), ("b", b"3")], [("a", b"1"), ("c", b"2")], [("a", b"1b"), ("", b"2")]]
    assert make_fingerprint(files) not in [make_fingerprint(other) for other in others]
