"""Who reads here is left alone: no other host is asked, nothing is kept of who only looks or told to others."""

from __future__ import annotations

import html.parser
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import Built
from tests.test_accessibility import KINDS, digest_address

__all__ = ["digest_address"]

KEPT = "[document.cookie, localStorage.length, sessionStorage.length]"


class _LinkReader(html.parser.HTMLParser):
    """Collects the links to other hosts without what they must have, and what a page says about referrers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.telling: list[str] = []
        self.outgoing = 0
        self.referrer: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Look at a link or a meta element."""
        said = dict(attributes)
        if tag == "meta" and said.get("name") == "referrer":
            self.referrer.append(said.get("content"))
        address = said.get("href") or ""
        if tag == "a" and address.startswith(("http:", "https:", "//")):
            self.outgoing += 1
            if not {"noopener", "noreferrer"} <= {*(said.get("rel") or "").split()}:
                self.telling.append(address)


def read_pages(out: Path) -> Iterator[tuple[str, _LinkReader]]:
    for path in sorted(out.rglob("*.html")):
        yield str(path.relative_to(out)), _LinkReader(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_asked_or_kept(browser: Browser, digest_address: str, kind: str) -> None:
    """A page of every kind asks only its own host, sets no cookie, and keeps nothing before a click."""
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(digest_address + kind, wait_until="networkidle")
        page.mouse.wheel(0, 2000)
        page.wait_for_timeout(100)
        host = digest_address.split("/")[2]
        assert [] == [url for url in asked if not url.startswith((f"http://{host}/", "data:", "blob:"))]
        assert ["", 0, 0] == page.evaluate(KEPT)
        assert [] == context.cookies()


def test_a_click_lets_things_be_kept(browser: Browser, digest_address: str) -> None:
    """The first click writes what waited for it, and still no cookie."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{digest_address}new/")
        page.get_by_role("heading", level=1).click()
        assert ["acted", "newest"] == sorted(page.evaluate("Object.keys(localStorage).map(key => key.split(':')[1])"))
        assert [] == context.cookies()


def test_outgoing_links_tell_nothing(real_built: Built) -> None:
    """No link on any page tells another host where its reader comes from, or lets it reach back."""
    pages = dict(read_pages(real_built.out))
    assert [] == [(name, page.telling[0]) for name, page in pages.items() if page.telling]
    assert 1000 < sum(page.outgoing for page in pages.values())


def test_every_page_has_a_referrer_policy(real_built: Built) -> None:
    """Every page says that its address is told to nobody."""
    assert {("no-referrer",)} == {tuple(page.referrer) for _, page in read_pages(real_built.out)}
