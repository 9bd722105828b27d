"""A reader's journeys in a real browser, on the real site below a path."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

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
    """The box on every page, a slash away, leads to the results, and their address can be shared."""
    page.goto(address + "topics/moe/")
    page.keyboard.press("/")
    page.keyboard.type("GaLore")
    page.keyboard.press("Enter")
    expect(page.locator("#results a.title").first).to_have_text(GALORE)
    assert address + "search/?q=GaLore" == page.url
    page.reload()
    expect(page.locator("#results a.title").first).to_have_text(GALORE)


def test_short_names_before_longer_words(page: Page, address: str) -> None:
    """Papers with an acronym of two letters stand before those with words that merely begin so."""
    page.goto(address + "search/?q=FL")
    expect(page.locator("#results li")).to_have_count(10)
    first_ones = [
        text for text in page.locator("#results .excerpt").all_inner_texts()[:5] if re.search(r"\bFL\b", text)
    ]
    assert 4 <= len(first_ones)


def test_names_of_one_letter(page: Page, address: str) -> None:
    """Papers that name a language of one letter stand before those with words that begin so."""
    page.goto(f"{address}search/?{urllib.parse.urlencode({'q': 'C++'})}")
    expect(page.locator("#results li")).to_have_count(10)
    assert any("C++" in text for text in page.locator("#results .excerpt").all_inner_texts()[:3])


def test_results_say_which_papers_have_code(page: Page, address: str) -> None:
    """A result is marked as the paper is in lists: with its code, beside its topics."""
    page.goto(f"{address}search/?q=quantization&code=yes")
    expect(page.locator("#results .mark").nth(9)).to_have_text("Code")
    expect(page.locator("#results .marks").first).to_contain_text("Quantization")


def test_spellings_are_loaded_when_needed(page: Page, address: str) -> None:
    """The words of all papers, a sixth of a first search, come only where a word is in none that were found."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + "search/?q=galore memory")
    expect(first(page)).to_have_text(GALORE)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "words.txt" in url]
    page.get_by_role("searchbox").fill("galore memorry")
    expect(page.locator("#meant")).to_be_visible()
    assert [url for url in asked if "words.txt" in url]


def test_topic_above_its_papers(page: Page, address: str) -> None:
    """A topic that is called as what is looked for stands above the papers; one that has but some of the words not."""
    page.goto(address + "search/?q=quantized precision")
    expect(page.locator("#results a.title")).not_to_have_count(0)
    expect(page.locator("#in-topics a:visible")).to_have_text(["Quantization & low precision"])
    page.get_by_role("searchbox").fill("quantized optimizers")
    expect(page.locator("#in-topics a:visible")).to_have_count(0)
    page.locator("#results a.title").first.wait_for()


def test_filter_without_words(page: Page, address: str) -> None:
    """A topic alone lists its papers, with counts of the other filter."""
    page.goto(address + "search/?topic=Mixture of experts")
    expect(page.locator("#results li")).to_have_count(10)
    expect(page.locator("#status")).to_contain_text("papers")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#results li")).to_have_count(20)


def first(page: Page, number: int = 0) -> Any:
    """Find the title of a result."""
    return page.locator("#results a.title").nth(number)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("S2FT", "S²FT"),
        ("S^{2}FT", "S²FT"),
        ("beta-DPO", "β-DPO"),
        ("LLM.int8()", "LLM.int8()"),
        ("int8()", "LLM.int8()"),
        ("SmoothQuant+", "SmoothQuant+"),
        ("ZeRO", "ZeRO: Memory"),
        ("reinforcement pre-training", "Reinforcement Pre-Training"),
        ("Dataset Quantisation", "Dataset Quantization"),
        ("Bayesian optimisation of adapter configurations", "AutoPEFT"),
    ],
)
def test_what_people_type(page: Page, address: str, query: str, title: str) -> None:
    """A name, a spelling or a whole question leads to the paper at once."""
    page.goto(address + "search/")
    page.get_by_role("searchbox").fill(query)
    expect(first(page)).to_contain_text(title)


@pytest.mark.parametrize("word", ["withdrawn", "asdfqwerzxcv", "photosynthesis", "superposition"])
def test_a_word_of_no_paper(page: Page, address: str, word: str) -> None:
    """A word that stands in no paper finds none, though many have words that begin a little like it."""
    page.goto(f"{address}search/?q={word}")
    expect(page.locator("#status")).to_contain_text("No paper has these words")


@pytest.mark.parametrize(("typed", "meant"), [("forgeting", "forget"), ("planning", "plan"), ("mapping", "map")])
def test_other_endings_are_found(page: Page, address: str, typed: str, meant: str) -> None:
    """A word typed a little wrong, or with another ending, finds the papers that have it."""
    page.goto(f"{address}search/?q={typed}")
    expect(page.locator("#results li").first).to_contain_text(re.compile(meant, re.IGNORECASE))


@pytest.mark.parametrize("typed", ["“gradient low-rank projection”", '"gradient low rank projection"'])
def test_quotes_ask_for_the_very_words(page: Page, address: str, typed: str) -> None:
    """So do quotes as phones write them, and it is the same whether words are joined by hyphens or by spaces."""
    page.goto(f"{address}search/?q={typed}")
    expect(page.locator("#status")).to_have_text("1 paper")
    expect(first(page)).to_have_text(GALORE)


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("RewardBench: Evaluating Reward Models for Language Modeling", "Reward models (RMs) are at the crux"),
        ("Can We Find Strong Lottery Tickets in Generative Models?", "Yes. In this paper, we investigate"),
    ],
)
def test_an_excerpt_does_not_say_the_title_again(page: Page, address: str, typed: str, begins: str) -> None:
    """What was found in a title shows there; below it stands what the abstract says."""
    page.goto(f"{address}search/?q={urllib.parse.quote(typed)}")
    expect(page.locator("#results .excerpt").first).to_have_text(re.compile(f"^{re.escape(begins)}"))
    expect(page.locator("#results .excerpt").first.locator("mark").first).to_be_visible()


def test_words_together_in_a_title_come_first(page: Page, address: str) -> None:
    """Of papers that have all words, those come first whose title has them as they were asked, also in quotes."""
    for typed in ("mixed precision quantization", '"low-rank adaptation"'):
        page.goto(f"{address}search/?q={typed}")
        expect(first(page)).to_contain_text(
            re.compile(typed.strip('"').replace(" ", ".").replace("-", "."), re.IGNORECASE)
        )


def test_back_to_the_same_result(page: Page, address: str) -> None:
    """Who comes back from a result finds as many as before, and stands on that one."""
    page.goto(address + "search/?q=quantization")
    page.get_by_role("button", name="Show more").click()
    expect(first(page, 10)).to_be_focused()
    title = first(page, 14).inner_text()
    first(page, 14).click()
    expect(page.locator("h1")).to_have_text(title)
    page.go_back()
    expect(first(page, 14)).to_be_focused()
    assert 20 == page.locator("#results > li").count()


def test_a_shared_search_moves_nobody(page: Page, address: str) -> None:
    """Who opens the address of a search begins at the top of the page; Enter leads to the first result."""
    page.goto(address + "search/?q=galore")
    expect(first(page)).to_be_visible()
    expect(first(page)).not_to_be_focused()
    page.get_by_role("searchbox").press("Enter")
    expect(first(page)).to_be_focused()


@contextmanager
def slow_index(page: Page) -> Iterator[None]:
    """Hold back what a search needs until all that is done here is done."""
    held: list[Route] = []
    page.route("**/*.pf_index", lambda route: held.append(route))  # noqa: PLW0108  # it must be a function
    yield
    expect(page.locator("#results li")).to_have_count(0)
    while held:
        held.pop().continue_()
    page.unroute("**/*.pf_index")


def test_enter_before_the_results(page: Page, address: str) -> None:
    """Enter leads to the first result also where the search that the page began with still goes on."""
    with slow_index(page):
        with page.expect_request("**/*.pf_index"):
            page.goto(address + "search/?q=galore")
        page.get_by_role("searchbox").press("Enter")
    expect(first(page)).to_be_focused()


def test_who_types_on_stays(page: Page, address: str) -> None:
    """Who comes with a question from another page, and types on before its answers stand, stays in the field."""
    with slow_index(page):
        with page.expect_request("**/*.pf_index"):
            page.goto(address + "search/?q=galore#results")
        page.get_by_role("searchbox").press("End")
        page.get_by_role("searchbox").press_sequentially(" gradient")
    expect(first(page)).to_have_text(GALORE)
    expect(page.get_by_role("searchbox")).to_be_focused()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("difusion", "diffusion"),
        ("quantzation of tranformers", "quantization of transformers"),
        ("atention", "attention"),
        ("GaLroe", "galore"),
        ("atentions atention", "attentions attention"),
    ],
)
def test_what_was_meant(page: Page, address: str, typed: str, meant: str) -> None:
    """Words that no paper has are put right by those that papers have, and one click searches for these."""
    page.goto(f"{address}search/?q={typed}")
    page.locator("#meant a").click()
    expect(page.get_by_role("searchbox")).to_have_value(meant)
    expect(page.get_by_role("status")).to_have_text(re.compile(r"\d+ papers?"))
    expect(page.locator("#meant")).to_be_hidden()


def test_known_words_are_left_alone(page: Page, address: str) -> None:
    """Nothing else is suggested for words that papers have, however few these are."""
    page.goto(f"{address}search/?q=galore")
    expect(first(page)).to_have_text(GALORE)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#meant")).to_be_hidden()


@pytest.mark.parametrize("typed", ["https://arxiv.org/abs/1234.56789", "2106.09685", "10.1145/3442188.3445922"])
def test_an_unknown_number(page: Page, address: str, typed: str) -> None:
    """A number that no paper here is known by is said to be that, and finds none whose text begins like it."""
    page.goto(f"{address}search/?q={typed}")
    expect(page.locator("#status")).to_contain_text("known by this number")
    expect(page.locator("#results li")).to_have_count(0)


def test_from_the_question_to_the_answer(page: Page, address: str) -> None:
    """Who asks on any page stands on the first answer: Enter opens it, an arrow leads to the next."""
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("galore")
    page.keyboard.press("Enter")
    expect(first(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(first(page, 1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(GALORE)


def test_most_of_the_words(page: Page, address: str) -> None:
    """Where no paper has all words, the line of state says that those with some of them follow."""
    page.goto(address + "search/?q=orthogonal matrices for hippopotamus training of language models")
    expect(page.locator("#status")).to_contain_text("with some of them")


def test_nothing_found(page: Page, address: str) -> None:
    """A search without a result says so, and leads to topics of such a name and to all papers."""
    page.goto(address + 'search/?q="quantization zxqvwkj"')
    expect(page.locator("#status")).to_contain_text("No paper has these words")
    expect(page.locator("#help a:visible")).to_have_text(["All papers", "Topics"])
    expect(page.locator("#in-topics a:visible")).to_have_text(["Quantization & low precision"])


def test_wider_search(page: Page, address: str) -> None:
    """A search that a filter has emptied offers to search everywhere."""
    page.goto(address + "search/?q=galore&topic=Robustness+%26+security")
    page.get_by_role("button", name="Search everywhere").click()
    expect(first(page)).to_have_text(GALORE)
    assert address + "search/?q=galore" == page.url


def test_search_that_cannot_load(browser: Browser, address: str) -> None:
    """A search that does not load says so and leads to all papers."""
    context = browser.new_context()
    page = context.new_page()
    page.route("**/pagefind.js", lambda route: route.abort())
    page.goto(address + "search/?q=galore")
    expect(page.locator("#status")).to_contain_text("could not be loaded")
    expect(page.locator("#help").get_by_role("link", name="All papers")).to_be_visible()
    context.close()


def test_slash_and_escape(page: Page, address: str) -> None:
    """A slash leads to the field from anywhere on the page and stays one in it; Escape empties it and shows ways on."""
    page.goto(address + "search/?q=galore")
    expect(first(page)).to_have_text(GALORE)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("/")
    expect(page.get_by_role("searchbox")).to_have_value("galore/")
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.locator("#results li")).to_have_count(0)
    expect(page.locator("#help a:visible")).to_have_text(["All papers", "Topics"])
    assert address + "search/" == page.url


def test_a_slash_of_no_effect(page: Page, address: str) -> None:
    """Who may type one unawares can do without the key, on every page from then on."""
    page.goto(address)
    page.get_by_label("/ opens the search").uncheck()
    for _ in range(2):
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).not_to_be_focused()
        page.goto(address + "topics/")
    page.get_by_label("/ opens the search").check()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


@pytest.mark.parametrize(
    "typed",
    [
        *("2403.03507", "arXiv:2403.03507v2", "https://arxiv.org/pdf/2403.03507", "arxiv.org/pdf/2403.03507v2.pdf"),
        "https://arxiv.org/abs/2403.03507?context=cs.LG",
    ],
)
def test_a_number_at_arxiv(page: Page, address: str, typed: str) -> None:
    """The number finds its paper, also within an address from elsewhere."""
    page.goto(address + "search/")
    page.get_by_role("searchbox").fill(typed)
    expect(page.locator("#status")).to_have_text("1 paper")
    expect(first(page)).to_have_text(GALORE)


def test_the_history_tells_searches_apart(page: Page, address: str) -> None:
    """What was searched for stands in the title, also after going back."""
    page.goto(address + "search/?q=galore")
    expect(page).to_have_title(re.compile("^galore · Search"))
    page.get_by_role("searchbox").press("Escape")
    expect(page).to_have_title(re.compile("^Search"))
    page.go_back()
    expect(page).to_have_title(re.compile("^galore · Search"))


def test_back_to_the_search_before(page: Page, address: str) -> None:
    """What was typed is one step, however slowly it was; Enter ends it, and Back leads from search to search."""
    page.goto(address + "about/")
    page.goto(address + "search/")
    box = page.get_by_role("searchbox")
    for query in ("galore", "sparse moe"):
        box.fill("")
        box.press_sequentially(query, delay=150)
        expect(page).to_have_title(re.compile(f"^{query} · Search"))
        box.press("Enter")
    page.go_back()
    expect(box).to_have_value("galore")
    page.go_back()
    expect(page).to_have_url(address + "about/")


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        ("di\ufb00usion model", "diffusion model"),
        ("e\ufb03cient train\u00ading", "efficient training"),
        ("lora\u00a0quantization", "lora quantization"),
        ("lora,quantization", "lora quantization"),
        ("lora+quantization", "lora quantization"),
        ("lora/quantization", "lora quantization"),
    ],
    ids=["ligature", "soft hyphen", "blanks", "comma", "plus", "slash"],
)
def test_what_copies_bring_along(page: Page, address: str, pasted: str, plain: str) -> None:
    """Ligatures, what cannot be seen, odd blanks and signs between words find what the plain words find."""
    said = []
    for query in (plain, pasted):
        page.goto(address + "about/")
        page.goto(f"{address}search/?{urllib.parse.urlencode({'q': query})}")
        expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ papers?"))
        said.append(page.locator("#status").inner_text())
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("attension", True), ("pointer networks tranformers", True), ("robots", False), ("pytorch FSDQ", False)],
)
def test_when_it_is_asked_what_was_meant(page: Page, address: str, typed: str, meant: bool) -> None:
    """What was meant is asked also where Pagefind's guesses are many; not of plurals, and not of names in capitals."""
    page.goto(f"{address}search/?{urllib.parse.urlencode({'q': typed})}")
    expect(page.locator("#results li")).not_to_have_count(0)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#meant")).to_be_visible(visible=meant)


def test_nothing_found_from_another_page(page: Page, address: str) -> None:
    """Who comes with a question that finds nothing goes on in the field."""
    page.goto(address + "search/?q=qqqqqq#results")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_footer_stays_out_of_view(page: Page, address: str) -> None:
    """What is loaded later moves nothing that is in view."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script(
        "moved = 0; new PerformanceObserver((list) => { for (const { value } of list.getEntries()) moved += value; })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    for part, shown in (
        ("search/?q=lora", "#results li"),
        ("correct/?paper=galore-memory-efficient-llm-training-by-gradient-low-rank-projection", "form#correct"),
    ):
        page.goto(address + part)
        expect(page.locator(shown).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert 0.05 > page.evaluate("moved")


def test_arrows_and_enter(page: Page, address: str) -> None:
    """Arrow keys lead from the field through the results and back, Enter opens the one in focus."""
    page.goto(address + "search/")
    page.get_by_role("searchbox").fill("galore")
    expect(first(page, 1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(first(page, 1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(GALORE)


def test_back_button(page: Page, address: str) -> None:
    """What was chosen before comes back with the browser's button, field and filters too."""
    page.goto(address + "search/?q=lora")
    expect(first(page)).to_be_visible()
    page.locator("select[name=topic]").select_option("Mixture of experts")
    expect(page).to_have_url(address + "search/?q=lora&topic=Mixture+of+experts")
    page.go_back()
    expect(page.locator("select[name=topic]")).to_have_value("")
    expect(page.get_by_role("searchbox")).to_have_value("lora")


def test_order_by_title(page: Page, address: str) -> None:
    """Results can stand by title, and the address says so."""
    page.goto(address + "search/?topic=Mixture of experts")
    page.locator("select[name=order]").select_option("title")
    expect(first(page)).to_contain_text("AquilaMoE")
    titles = page.locator("#results a.title").all_inner_texts()
    assert sorted(titles, key=str.casefold) == titles
    assert page.url.endswith("&order=title")


def test_counts_of_filters(page: Page, address: str) -> None:
    """A filter that is chosen says beside its other values how many papers each of them would leave."""
    page.goto(address + "search/?q=lora&topic=Mixture of experts")
    option = page.locator("select[name=topic] option", has_text="Parameter-efficient")
    expect(option).not_to_have_text("Parameter-efficient fine-tuning (55)")
    promised = re.search(r"\((\d+)\)", option.inner_text())
    page.locator("select[name=topic]").select_option(option.get_attribute("value"))
    expect(page.locator("#status")).to_have_text(f"{promised and promised[1]} papers")


def test_results_before_counts(browser: Browser, address: str) -> None:
    """Results need nothing of the counts beside filters; where these cannot be loaded they are left out."""
    context = browser.new_context()
    page = context.new_page()
    page.route("**/filter/*", lambda route: route.abort())
    page.goto(address + "search/")
    option = page.locator("select[name=topic] option", has_text="Optimizers").first
    expect(option).to_have_text(re.compile(r"\(60\)$"))
    page.get_by_role("searchbox").fill("galore")
    expect(first(page)).to_have_text(GALORE)
    expect(option).to_have_text("Optimizers & training dynamics")
    expect(first(page)).to_have_text(GALORE)
    context.close()


def test_filter_without_values(page: Page, address: str) -> None:
    """A filter by which no paper can be chosen is not offered."""
    page.goto(address + "search/?q=lora")
    expect(first(page)).to_be_visible()
    expect(page.locator("select[name=year]")).to_be_hidden()


def test_filter_by_code(page: Page, address: str) -> None:
    """Papers with code can be had alone, without a word."""
    page.goto(address + "search/?code=yes&topic=Mixture+of+experts")
    expect(page.locator("#results li").first).to_be_visible()
    expect(page.locator("#status")).to_have_text("6 papers")
    expect(page.locator("select[name=code]")).to_have_value("yes")


@pytest.mark.parametrize("width", [320, 360, 640, 1280])
def test_filters_can_be_read(page: Page, address: str, width: int) -> None:
    """A filter is as wide as its choices, or wider: none is cut."""
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(address + "search/")
    needs = "all => all.map((one) => [one.offsetWidth, Object.assign(one, {style: 'width: auto'}).offsetWidth])"
    for wide, needed in page.locator("select[name=code], select[name=order]").evaluate_all(needs):
        assert needed <= wide


def test_last_searches(page: Page, address: str) -> None:
    """The last eight searches are kept in the browser, newest first, and can be forgotten."""
    page.goto(address)
    page.get_by_role("searchbox").click()  # nothing is kept of who only looks
    for number in range(9):
        page.goto(f"{address}search/?q=galore {number}")
        expect(first(page)).to_be_visible()
        page.wait_for_function("n => localStorage[`${KEY}searches`]?.includes(`galore ${n}`)", arg=number)
    page.goto(address + "search/")
    assert [f"galore {number}" for number in range(8, 0, -1)] == page.locator("#recent a").all_inner_texts()
    page.get_by_role("button", name="Forget them").click()
    expect(page.locator("#recent")).to_be_hidden()
    page.reload()
    expect(page.locator("#recent")).to_be_hidden()


def test_results_on_a_phone(page: Page, address: str) -> None:
    """Results are no wider than a phone."""
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(address + "search/?q=low-rank")
    expect(first(page)).to_be_visible()
    assert 360 >= page.evaluate("document.documentElement.scrollWidth")


def test_markup_in_the_address_is_text(page: Page, address: str) -> None:
    """What stands in the address is shown in the box and never run."""
    page.goto(address + "search/?q=<img src=x onerror=alert(1)>&topic=<b>x</b>")
    expect(page.get_by_role("searchbox")).to_have_value("<img src=x onerror=alert(1)>")


def test_without_javascript(browser: Browser, address: str) -> None:
    """Without JavaScript every paper is two links away, no box is shown, and the search page says why."""
    context: Any = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("navigation").get_by_role("link", name="All papers", exact=True).click()
    expect(page.get_by_role("heading", name="A", exact=True)).to_be_visible()
    page.locator("a.title", has_text="GaLore").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(GALORE)
    expect(page.get_by_role("searchbox")).to_have_count(0)
    page.goto(address + "search/?q=galore")
    expect(page.locator("main")).to_contain_text("needs JavaScript")
    context.close()
