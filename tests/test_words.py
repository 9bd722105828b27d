"""All words of the interface stand in one file and can be said in another language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from digest.grouping import PLACES
from digest.words import FILE, FORMS, Say, choose_form, read_words
from tests.conftest import Built, build_well

TEMPLATES = Path(__file__).parent.parent / "templates"


def test_every_word_is_said_and_no_other() -> None:
    """The templates and the plan use the names of the file, all of them."""
    known, problems = read_words(TEMPLATES, TEMPLATES)
    assert [] == problems
    sources = [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt"), *(TEMPLATES.parent / "digest").rglob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in sources]
    said = {name for text in texts for name in re.findall(r"say\(\s*[\"'](\w+)[\"']", text)}
    said |= {"by_relevance", "by_newest", "by_title", "view_newest", "view_title"}  # chosen by the order
    said |= {f"in_{place}" for place in PLACES}
    for path in (TEMPLATES / "search.html", TEMPLATES / "correct.html"):
        (picked,) = re.findall(r"say\.pick\((.*?)\)", path.read_text(encoding="utf-8"))
        said |= set(re.findall(r"\w+", picked))
    said |= {f"correct_{kind}" for kind in ("edit", "new", "line")}
    assert set(known) == said - {"by_", "in_", "correct_"}


@pytest.mark.parametrize("text", ["- a\n", "papers: {one: a}\n", "papers: [a]\n", "no list"])
def test_words_of_templates_are_checked(tmp_path: Path, text: str) -> None:
    """What is wrong with the words that templates bring is a problem with its place, not a fault of the program."""
    (tmp_path / FILE).write_text(text)
    _, problems = read_words(tmp_path, tmp_path / "site_src")
    assert [f"templates/{FILE}"] == [problem.place.file for problem in problems]


def test_a_fork_speaks_its_language(tiny: Built) -> None:
    """Words in `site_src/words.yml` stand in place of ours, in the language and direction of the site."""
    site = tiny.source / "site_src"
    (site / "site.yml").write_text((site / "site.yml").read_text() + "language: de\n")
    (site / FILE).write_text('all_papers: Alle Arbeiten\npapers: {one: "1 Arbeit", other: "{n} Arbeiten"}\n')
    assert 0 == tiny.build("--no-search").returncode
    page = (tiny.out / "topics/tides/index.html").read_text(encoding="utf-8")
    assert '<html lang="de" dir="ltr">' in page
    assert ">Alle Arbeiten</a>" in page
    assert "2 Arbeiten" in page


def test_english_text_in_another_language(tiny: Built) -> None:
    """Titles and abstracts that stand as captured say that they are English; an editor's own title does not."""
    tiny.add("site.yml", "language: ar\n")
    tiny.write("overrides/one.yml", "on-the-length-of-kite-tails:\n  title: في طول ذيل الطائرة\n")
    build_well(tiny, "--no-search")
    page = tiny.read("papers/on-the-length-of-kite-tails")
    assert re.search(r'<h1 data-title="[^"]+" dir="auto">', page)
    assert '<p class="abstract" dir="auto" lang="en">' in page
    assert re.search(r'class="title" href="[^"]+" dir="auto" lang="en">Bread', tiny.read("papers"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("al_papers: x", "there is no field `al_papers`; did you mean `all_papers`?"),
        ("papers: {one: x}", "the field `other` is missing"),
        ("papers: {other: '{m} x'}", "nothing fills in `{m}` here; the blanks there are: {n}"),
    ],
    ids=["name", "form", "blank"],
)
def test_wrong_words_are_explained(tiny: Built, text: str, message: str) -> None:
    """A misspelt name, a missing form and a blank that nothing fills are explained."""
    (tiny.source / "site_src" / FILE).write_text(text + "\n")
    assert message in tiny.build("check").stderr


@pytest.mark.parametrize(
    ("language", "numbers", "forms"),
    [
        ("en", (0, 1, 2), ("other", "one", "other")),
        ("fr", (0, 1, 2), ("one", "one", "other")),
        ("ja", (0, 1, 2), ("other", "other", "other")),
        ("ru", (1, 2, 5, 11, 21, 22, 112), ("one", "few", "many", "many", "one", "few", "many")),
        ("pl", (1, 2, 5, 21, 22), ("one", "few", "many", "many", "few")),
        ("cs", (1, 3, 5), ("one", "few", "other")),
    ],
)
def test_plurals(language: str, numbers: tuple[int, ...], forms: tuple[str, ...]) -> None:
    """Each language's numbers take their own forms."""
    assert forms == tuple(choose_form(language, number) for number in numbers)


LANGUAGES = """
am ar as bg bn bs ca cs cy da de el en es et eu fa fi fr ga gu he hi hr hu hy id is it ja ka kk kn ko lo lt lv mk mn mr
ms mt my nb nl pa pl pt pt-BR pt-PT ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi yue zh zh-TW zu
"""


def test_pages_and_scripts_agree(page: Page) -> None:
    """A script chooses the same form as a page, as far as words have it."""
    choose = "rules => Array.from({ length: 1100 }, (_, number) => rules.select(number))"
    for language in LANGUAGES.split():
        chosen = page.evaluate(f"language => ({choose})(new Intl.PluralRules(language))", language)
        expected = [form if form in FORMS else "other" for form in chosen]
        assert expected == [choose_form(language, number) for number in range(len(chosen))], language


def test_a_form_that_is_missing_gives_way() -> None:
    """Where a language has more forms than somebody wrote, the general one is taken."""
    say = Say({"papers": {"one": "1", "other": "{n}"}}, "ru")
    assert ("1", "2", "5") == (say("papers", n=1), say("papers", n=2), say("papers", n=5))
