"""The words of the interface: one file of them, which editors can translate, and the rule that picks a plural."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from digest.nouns import Problem
from digest.shapes import Fields, Shape, Words, check_shape, give_value
from digest.sources import read_shaped
from digest.yaml_text import Mapping as Group
from digest.yaml_text import Node, read_yaml

FILE = "words.yml"
FORMS = ("one", "few", "many", "other")
RIGHT_TO_LEFT = frozenset(("ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"))
_BLANK = re.compile(r"\{([a-z]+)\}")

# Which whole numbers have a form, and which last two digits of numbers; the first form that suits is taken:
# https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
Forms = Mapping[str, tuple[Collection[int], Collection[int]]]
_LIKE_ONE = frozenset(range(1, 100, 10)) - {11}
_LIKE_NINE = frozenset(end for end in range(100) if end % 10 > 1) - {*range(11, 20)}
_LIKE_FOUR = frozenset(end for end in _LIKE_NINE if end % 10 < 5)
_ONE: Forms = {"one": ((1,), ())}
_RULES: tuple[tuple[str, Forms], ...] = (
    ("pt-PT", _ONE),
    ("id ja ko lo ms my th vi yue zh", {}),
    ("am as bn fa fr gu hi hy kn pa pt si zu", {"one": ((0, 1), ())}),
    ("cs sk", {**_ONE, "few": ((2, 3, 4), ())}),
    ("is lv mk", {"one": ((), _LIKE_ONE)}),
    ("bs hr sr", {"one": ((), _LIKE_ONE), "few": ((), _LIKE_FOUR)}),
    ("be ru uk", {"one": ((), _LIKE_ONE), "few": ((), _LIKE_FOUR), "many": ((), range(100))}),
    ("pl", {**_ONE, "few": ((), _LIKE_FOUR), "many": ((), range(100))}),
    ("lt", {"one": ((), _LIKE_ONE), "few": ((), _LIKE_NINE)}),
    ("ro", {**_ONE, "few": ((0,), range(1, 20))}),
    ("sl", {"one": ((), (1,)), "few": ((), (3, 4))}),
    ("ga", {**_ONE, "few": (range(3, 7), ()), "many": (range(7, 11), ())}),
    ("cy", {**_ONE, "few": ((3,), ()), "many": ((6,), ())}),
    ("mt", {**_ONE, "few": ((0,), range(3, 11)), "many": ((), range(11, 20))}),
    ("ar", {**_ONE, "few": ((), range(3, 11)), "many": ((), range(11, 100))}),
)
_PLURALS = {language: forms for languages, forms in _RULES for language in languages.split()}

Phrase = str | Mapping[str, str]


class MissingWordError(LookupError):
    """A word is asked for by a name that no file has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no word `{name}`")
        self.name = name


class Say:
    """Says phrases of the interface by name, with their blanks filled in."""

    def __init__(self, phrases: Mapping[str, Phrase], language: str) -> None:
        self.phrases = phrases
        self.language = language

    def __call__(self, name: str, **values: object) -> str:
        """Say one phrase; `n`, if given, chooses the form. A name that is not in the file is a fault of a template."""
        phrase = self._find(name)
        if not isinstance(phrase, str):
            number = values.get("n")
            form = choose_form(self.language, number if isinstance(number, int) else 0)
            phrase = phrase.get(form) or phrase["other"]
        return _BLANK.sub(lambda blank: str(values.get(blank[1], blank[0])), phrase)

    def pick(self, *names: str) -> dict[str, Phrase]:
        """Give phrases as they are, for a script to fill in."""
        return {name: self._find(name) for name in names}

    def _find(self, name: str) -> Phrase:
        if name not in self.phrases:
            raise MissingWordError(name)
        return self.phrases[name]

    @property
    def direction(self) -> str:
        """Give the direction in which the language is written, as HTML says it."""
        return "rtl" if self.language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def choose_form(language: str, number: int) -> str:
    """Choose the plural form of a whole number, as scripts choose it by `Intl.PluralRules`.

    Languages without rules here have a form for one and another for the rest. Forms that are not in `FORMS`, for none
    and for two, are as `other`, and so are round millions, for which some languages have a form.
    """
    forms = _PLURALS.get(language, _PLURALS.get(language.partition("-")[0], _ONE))
    return next((form for form, (whole, ends) in forms.items() if number in whole or number % 100 in ends), "other")


def read_words(templates: Path, site: Path) -> tuple[Mapping[str, Phrase], list[Problem]]:
    """Read the words that come with the templates, and those that the site has in their place."""
    own, problems = read_yaml(templates / FILE, f"templates/{FILE}")
    known: dict[str, Phrase] = give_value(own) if isinstance(own, Group) else {}
    if not problems and (problems := [*check_shape(own, shape_words(known))]):
        return {}, problems
    node, found = read_shaped(site, FILE, shape_words(known))
    problems += found or [*_check_blanks(node, known)]
    said: Mapping[str, Phrase] = give_value(node) or {}
    return ({**known, **said} if not problems else known), problems


def shape_words(known: Mapping[str, Phrase]) -> Fields:
    """Give the shape of the site's own words: the names there are, each as text or by its forms."""
    shapes: dict[str, Shape] = {}
    for name, phrase in known.items():
        example = phrase.get("other", "") if isinstance(phrase, Mapping) else phrase
        words = Words(f"In place of: {example}", "", example)
        has_forms = isinstance(phrase, Mapping)
        shapes[name] = Fields(words.help, dict.fromkeys(FORMS, words), ("other",)) if has_forms else words
    return Fields("Words of the interface, in place of those that come with the program.", shapes)


def _check_blanks(node: Node | None, known: Mapping[str, Phrase]) -> Iterator[Problem]:
    """Find phrases with blanks that nothing fills in."""
    for key, value in node.pairs if isinstance(node, Group) else ():
        phrase = known[key.value]
        allowed = {*_BLANK.findall(phrase if isinstance(phrase, str) else phrase["other"])}
        texts = [value] if not isinstance(value, Group) else [text for _, text in value.pairs]
        for text in texts:
            for blank in _BLANK.findall(give_value(text)):
                if blank not in allowed:
                    blanks = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
                    yield Problem(
                        text.place, "V017", f"nothing fills in `{{{blank}}}` here", f"the blanks there are: {blanks}"
                    )
