"""No page breaks a rule of WCAG 2.2 AA that axe can see, on a phone or a desk, in light or in the dark."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.conftest import ROOT, Built, build_well, serve_folder

GALORE = "galore-memory-efficient-llm-training-by-gradient-low-rank-projection"
KINDS = (
    "", "404.html", "about/", "changes/", f"correct/?paper={GALORE}", "editions/", "editions/000_ebea9d2bb90e9ba8/",
    "guide/", "guide/editors/", "guide/messages/", "map/", "mine/", "new/",
    f"papers/{GALORE}/", "review/", "search/?q=low+rank", "topics/", "topics/peft/",
    "papers/", "status/",
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Colours = Literal["light", "dark"]
COLOURS: tuple[Colours, ...] = ("light", "dark")
WIDTHS = (360, 1280)  # of a phone and a desk


@pytest.fixture(scope="module")
def digest_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the real site as it is published, with its own address, so that 404.html finds its stylesheet too."""
    folder = tmp_path_factory.mktemp("published")
    with serve_folder(folder) as root:
        build_well(Built(folder, ROOT), "--base-url", f"{root}digest/")
        yield f"{root}digest/"


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(browser: Browser, digest_address: str, kind: str) -> None:
    """One page of every kind, in four ways."""
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(digest_address + kind, wait_until="networkidle" if "?" in kind else "load")
        # The items of long lists are made alike; that no id stands twice in all of them, the checker of HTML sees.
        page.evaluate("for (const one of [...document.querySelectorAll('main li, main tr')].slice(100)) one.remove()")
        only: dict[str, Any] = {"runOnly": RULES}
        faults_alone = {"resultTypes": ["violations"]}  # of the rest axe would list every element, in twice the time
        for width, colours in itertools.product(WIDTHS, COLOURS):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=colours)
            found = Axe().run(page, options=only | faults_alone).response["violations"]
            faults = [(rule["id"], rule["nodes"][0]["target"], rule["nodes"][0]["failureSummary"]) for rule in found]
            assert (width, colours, []) == (width, colours, faults)
            # What colours and sizes cannot change is looked at once.
            only = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}


@pytest.mark.parametrize("kind", KINDS)
def test_pages_bear_enlarging(page: Page, digest_address: str, kind: str) -> None:
    """At 320 pixels, and so at four times the size on a desk, nothing runs out of the page sideways."""
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(digest_address + kind)
    assert 320 >= page.evaluate("document.documentElement.scrollWidth")
