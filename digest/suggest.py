"""Did you mean: one hint for every misspelt name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping

MOST = 12  # guesses that anyone reads; one among 30,000 names takes a second


# What copies bring along that cannot be seen, and what looks like a hyphen.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def find_closest(word: str, options: Collection[str]) -> str:
    """Give the option that `word` most likely stands for, or nothing."""
    begun = [option for option in options if len(word) > 3 and option.startswith(word.casefold())]
    if len(begun) == 1:
        return begun[0]
    return next(iter(difflib.get_close_matches(word.casefold(), options, n=1, cutoff=0.6)), "")


def did_you_mean(word: str, options: Collection[str], names: Mapping[str, str] | None = None) -> str:
    """Give a hint that says the likeliest of `options`, which may have `names`, or all of them where they are few."""
    plain = " ".join(_UNSEEN.sub("", word).translate(_HYPHENS).split()).casefold()
    if plain != word.casefold() and plain in options:
        return f"write `{plain}`: a space, a hyphen of another kind or something that cannot be seen is in it"
    if word.casefold() in options:
        return f"did you mean `{word.casefold()}`?"
    closest = _find_named(word.casefold(), names) if names else find_closest(word, options)
    if closest:
        return f"did you mean `{closest}`?"
    return f"write one of: {', '.join(sorted(set(options)))}" if 0 < len(options) <= 40 else ""


def _find_named(word: str, names: Mapping[str, str]) -> str:
    """Give the option whose name holds the word or, misspelt, it or one of its words; nothing where several do."""
    folded = {option: name.casefold() for option, name in names.items()}
    held = [
        option for option, name in folded.items() if re.search(rf"\b{re.escape(word)}", f"{option.casefold()} {name}")
    ]
    if held:
        return held[0] if len(held) == 1 else ""
    spelt: dict[str, list[str]] = {}
    for option, name in folded.items():
        for one in {option.casefold(), name, *re.findall(r"[^\W_]{5,}", name)}:
            spelt.setdefault(one, []).append(option)
    nearest = difflib.get_close_matches(word, spelt, n=1, cutoff=0.75)
    if nearest and nearest[0] in names:
        return nearest[0]
    return spelt[nearest[0]][0] if nearest and len(spelt[nearest[0]]) == 1 else ""


class Guesser:
    """Says of misspelt names what they may stand for, of the first few: each is compared with all that there are."""

    def __init__(self, options: Collection[str], otherwise: str = "take the id from the paper's address") -> None:
        self.options = options
        self.otherwise = otherwise
        self.left = MOST

    def __call__(self, word: str) -> str:
        """Give the hint for one name."""
        self.left -= 1
        return (self.left >= 0 and did_you_mean(word, self.options)) or self.otherwise
