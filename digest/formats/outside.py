"""Sets aside long text that stands outside of what a format's grammar reads, so that it does not vanish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from digest.formats.folded import unfold
from digest.formats.reader import STRANGE, show_broken
from digest.formats.sentences import tidy
from digest.nouns import Place, SetAside

_LONG = 200  # characters; what is shorter is a heading, a note, a rule


def set_aside_long(lines: Iterable[tuple[int, str]], file: str) -> Iterator[SetAside]:
    """Yield the long ones of some lines, given with their numbers in order; folded ones are joined first."""
    numbers: list[int] = []
    texts: list[str] = []
    for number, text in lines:
        if numbers and number > numbers[-1] + 1:  # what is read stands between them
            numbers.append(number - 1)
            texts.append("")
        numbers.append(number)
        texts.append(text)
    for number, text in zip(numbers, unfold(texts), strict=True):
        words = tidy(text)
        if len(words) >= _LONG:
            yield SetAside(Place(file, number), show_broken(words), STRANGE)
