"""A reader's journeys in a real browser, on the real site below a path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

GALORE = "GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection"


@pytest.fixture(autouse=True)
def clean_console(page: Page, address: str) -> Iterator[None]:
    """No journey may log an error, break the content security policy or ask another host."""
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else faults.append(r.url))
    page.on("response", lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    yield
    assert [] == faults


def test_search_filter_open(page: Page, address: str) -> None:
    """A reader types, narrows by topic and opens the paper."""
    page.goto(address + "search/")
    page.get_by_role("searchbox").fill("memory-efficient low-rank projection")
    first = page.locator("#results li").first
    expect(first.locator("a.title")).to_have_text(GALORE)
    many = page.locator("#status").inner_text()
    option = page.locator("select[name=topic] option", has_text="Optimizers").first
    page.locator("select[name=topic]").select_option(option.get_attribute("value"))
    expect(page.locator("#status")).not_to_have_text(many)
    expect(page.locator("#results li .marks").first).to_contain_text("Optimizers")
    page.locator("#results a.title", has_text="GaLore").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(GALORE)
    assert page.url.startswith(address + "papers/galore-")


def test_search_from_any_page(page: Page, address: str) -> None:
    """The box on every page leads to the results, and their address can be shared."""
    page.goto(address + "topics/moe/")
    page.get_by_role("searchbox").fill("GaLore")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#results a.title").first).to_have_text(GALORE)
    assert address + "search/?q=GaLore" == page.url
    page.reload()
    expect(page.locator("#results a.title").first).to_have_text(GALORE)


def test_filter_without_words(page: Page, address: str) -> None:
    """A topic alone lists its papers, with counts of the other filter."""
    page.goto(address + "search/?topic=Mixture of experts")
    expect(page.locator("#results li")).to_have_count(10)
    expect(page.locator("#status")).to_contain_text("papers")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#results li")).to_have_count(20)


def test_nothing_found(page: Page, address: str) -> None:
    """A search without a result says what to do."""
    page.goto(address + "search/?q=zxqvwkj")
    expect(page.locator("#status")).to_contain_text("No paper has these words")


def test_markup_in_the_address_is_text(page: Page, address: str) -> None:
    """What stands in the address is shown in the box and never run."""
    page.goto(address + "search/?q=<img src=x onerror=alert(1)>&topic=<b>x</b>")
    expect(page.get_by_role("searchbox")).to_have_value("<img src=x onerror=alert(1)>")


@pytest.mark.parametrize("path", ["", "topics/", "topics/peft/", "papers/", "search/", "about/", "editions/"])
def test_narrow_screen(page: Page, address: str, path: str) -> None:
    """No page is wider than a narrow phone."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address + path)
    assert 320 >= page.evaluate("document.documentElement.scrollWidth")


def test_without_javascript(browser: Browser, address: str) -> None:
    """Without JavaScript every paper is two links away, and the search page says where."""
    context: Any = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("navigation").get_by_role("link", name="All papers", exact=True).click()
    page.locator("a.title", has_text="GaLore").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(GALORE)
    page.goto(address + "search/?q=galore")
    expect(page.locator("main")).to_contain_text("needs JavaScript")
    context.close()
