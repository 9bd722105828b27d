"""Who reads here is left alone: no other host is asked, nothing is kept of who only looks or told to others."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.conftest import Built
from tests.test_accessibility import KINDS, digest_address
from tests.test_site import read_pages

__all__ = ["digest_address"]

KEPT = "[document.cookie, localStorage.length, sessionStorage.length]"


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
        assert ["acted", "newest"] == sorted(
            page.evaluate("Object.keys(localStorage).map(key => key.split(':').at(-1))")
        )
        assert [] == context.cookies()


def test_outgoing_links_tell_nothing(real_built: Built) -> None:
    """No link on any page tells another host where its reader comes from, or lets it reach back."""
    links = [
        (name, said)
        for name, page in read_pages(real_built.out).items()
        for tag, said in page.elements
        if tag == "a" and said.get("href", "").startswith(("http:", "https:", "//"))
    ]
    assert [] == [link for link in links if not {"noopener", "noreferrer"} <= {*link[1].get("rel", "").split()}]
    assert 1000 < len(links)


def test_every_page_keeps_to_its_host(real_built: Built) -> None:
    """The policy of every page lets it load from its own host alone, and whatever it does not name not at all."""
    for name, page in read_pages(real_built.out).items():
        (policy,) = (
            said["content"] for tag, said in page.elements if said.get("http-equiv") == "Content-Security-Policy"
        )
        said = {kind: sources for kind, *sources in (part.split() for part in policy.split(";"))}
        assert ["'none'"] == said.pop("default-src"), name
        assert {source for sources in said.values() for source in sources} <= {
            "'self'",
            "'none'",
            "data:",
            "'wasm-unsafe-eval'",
        }, name


def test_every_page_has_a_referrer_policy(real_built: Built) -> None:
    """Every page says that its address is told to nobody."""
    for name, page in read_pages(real_built.out).items():
        said = [said["content"] for tag, said in page.elements if tag == "meta" and said.get("name") == "referrer"]
        assert ["no-referrer"] == said, name
