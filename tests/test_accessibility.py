"""No page breaks a rule of WCAG 2.2 AA that axe can see, on a phone or a desk, in light or in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.conftest import ROOT, Built, serve_folder

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
WIDTHS = {"phone": 360, "desk": 1280}


@pytest.fixture(scope="module")
def digest_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the real site as it is published, with its own address, so that 404.html finds its stylesheet too."""
    folder = tmp_path_factory.mktemp("published")
    with serve_folder(folder) as root:
        result = Built(folder, ROOT).build("--base-url", f"{root}digest/")
        assert 0 == result.returncode, result.stderr
        yield f"{root}digest/"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("colours", COLOURS)
def test_axe_finds_nothing(browser: Browser, digest_address: str, kind: str, width: str, colours: Colours) -> None:
    """One page of every kind, in four ways."""
    context = browser.new_context(
        viewport={"width": WIDTHS[width], "height": 900}, color_scheme=colours, bypass_csp=True
    )
    page = context.new_page()
    page.goto(digest_address + kind, wait_until="networkidle" if "?" in kind else "load")
    # What colours and sizes cannot change is looked at once.
    whole = (width, colours) == ("phone", "light")
    only = {"runOnly": RULES} if whole else {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}
    found = Axe().run(page, options=only).response["violations"]
    context.close()
    assert [] == [(rule["id"], rule["nodes"][0]["target"], rule["nodes"][0]["failureSummary"]) for rule in found]


@pytest.mark.parametrize("kind", ["", "topics/peft/", f"papers/{GALORE}/", "search/", "map/", "guide/messages/"])
def test_pages_bear_enlarging(browser: Browser, digest_address: str, kind: str) -> None:
    """At 320 pixels, and so at four times the size on a desk, nothing runs out of the page sideways."""
    context = browser.new_context(viewport={"width": 320, "height": 600})
    page = context.new_page()
    page.goto(digest_address + kind)
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert 320 >= wide
