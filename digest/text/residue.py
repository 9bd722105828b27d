"""Lists what still looks like residue after the repair, for people to decide on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.nouns import Span

_COMMANDS = (
    "mathcal", "mathbb", "mathbf", "mathrm", "textbf", "widetilde", "overline", "langle", "rightarrow", "leftarrow",
    "infty", "cdot", "leq", "geq",
)  # fmt: skip
_CAPITALS = ("Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi", "Psi", "Omega")
_LETTERS = ("alpha", "beta", "gamma", "delta", "epsilon", "lambda", "sigma", "theta")
# Of words that dumps glue together where a search term was highlighted; names such as FlashAttention are none.
_GLUED = ("Weight", "Retrieval", "Model", "Data", "Training", "Language")
_GLUED_TO = (
    "Quantization", "Augmented", "Training", "Learning", "Decay", "Pruning", "Optimization", "Adaptation",
    "Initialization",
)  # fmt: skip


def _begin(words: Iterable[str]) -> str:
    """Make the pattern of a word's beginning. It looks back, since a search leaps to letters but never to a `\\b`."""
    return "|".join(rf"{word}(?<=\b{word})" for word in words)


_ALWAYS = ("",)  # for a pattern that finds its own few beginnings as quickly
# Each pattern with what a text must hold to be looked through for it: most texts hold none of it.
_RESIDUE: tuple[tuple[Iterable[str], re.Pattern[str]], ...] = (
    ("\\", re.compile(r"\{?\\[A-Za-z]+(?:\{[^{}]{0,40}\})?\}?|\\.?")),
    ("{}", re.compile(r"\{[^{}]{0,60}\}?|\}")),
    ("$", re.compile(r"\$(?!\d)[^\s$]{0,20}\$?")),  # before a number it is money
    ("^", re.compile(r"\^(?:(?<=[\w)\]}]\^)|(?=\{))[\w{}()\\-]{0,12}")),
    ("`", re.compile(r"``?[^\s`']{0,20}")),
    ("*", re.compile(r"(?<![\w*(])\*\*\w[^\s*]{0,20}")),
    ("~", re.compile(r"~[a-z]{2,}\d\d\b|(?<=[A-Za-z]{2})~(?=[A-Za-z0-9\\])")),
    ("_", re.compile(r"\b[A-Za-z]_[A-Za-z]{1,3}\b")),
    (
        ("mathb", "mathcal", "mathrm", "textbf", "widetilde", "overline", "langle", "arrow", *_COMMANDS[-4:]),
        re.compile(rf"(?<![\\A-Za-z])[a-z]*(?:{'|'.join(_COMMANDS)})(?![a-z])"),
    ),
    (_ALWAYS, re.compile(rf"(?:{_begin(_CAPITALS)})(?:\d+\b|(?= ?[=|)]))")),
    (_ALWAYS, re.compile(rf"[(/](?:{'|'.join(_LETTERS)})(?=[,)]| [a-z]\b)")),
    (("approx ",), re.compile(r"\bapprox(?= \d)")),
    (("times ",), re.compile(r"times(?<=\b[a-z]times) [a-z]\b")),
    (("pm",), re.compile(r"pm(?<=\dpm)\d+")),
    (("this http",), re.compile(r"this https? URL\b")),
    (_ALWAYS, re.compile(rf"(?:{_begin(_GLUED)})s?(?:{'|'.join(_GLUED_TO)})\b")),
)
_MOST = 50


def find_residue(spans: Iterable[Span], suspicious: Iterable[str]) -> tuple[str, ...]:
    """Give each snippet once, suspicious addresses first; at most 50."""
    snippets = [f"suspicious link: {address}" for address in dict.fromkeys(suspicious)]
    for span in spans:
        if span.kind not in ("code", "link"):
            for hints, pattern in _RESIDUE:
                if any(map(span.text.__contains__, hints)):
                    _add_matches(snippets, pattern, span.text)
    return tuple(snippets[:_MOST])


def _add_matches(snippets: list[str], pattern: re.Pattern[str], text: str) -> None:
    """Add what a pattern finds, unless it stands in a snippet already."""
    for match in pattern.finditer(text):
        if len(snippets) >= _MOST:
            return
        if not any(match.group() in snippet for snippet in snippets):
            snippets.append(match.group())
