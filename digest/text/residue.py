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
_GLUED_TO = (
    "Quantization", "Augmented", "Training", "Learning", "Decay", "Pruning", "Optimization", "Adaptation",
    "Initialization",
)  # fmt: skip

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
    (_COMMANDS, re.compile(rf"(?<![\\A-Za-z])[a-z]*(?:{'|'.join(_COMMANDS)})(?![a-z])")),
    (_CAPITALS, re.compile(rf"\b(?:{'|'.join(_CAPITALS)})(?:\d+\b|(?= ?[=|)]))")),
    (_LETTERS, re.compile(rf"[(/](?:{'|'.join(_LETTERS)})(?=[,)]| [a-z]\b)")),
    (("approx ",), re.compile(r"\bapprox(?= \d)")),
    (("times ",), re.compile(r"times(?<=\b[a-z]times) [a-z]\b")),
    (("pm",), re.compile(r"pm(?<=\dpm)\d+")),
    (("this http",), re.compile(r"this https? URL\b")),
    (
        _GLUED_TO,
        re.compile(rf"\b(?:Weight|Retrieval|Model|Data|Training|Language)s?(?:{'|'.join(_GLUED_TO)})\b"),
    ),
)
_BY_HINT = {hint: pattern for hints, pattern in _RESIDUE for hint in hints}
_MOST = 50


def find_residue(spans: Iterable[Span], suspicious: Iterable[str]) -> tuple[str, ...]:
    """Give each snippet once, suspicious addresses first; at most 50."""
    snippets = [f"suspicious link: {address}" for address in dict.fromkeys(suspicious)]
    for span in spans:
        if span.kind not in ("code", "link"):
            for pattern in dict.fromkeys([_BY_HINT[hint] for hint in _BY_HINT if hint in span.text]):
                _add_matches(snippets, pattern, span.text)
    return tuple(snippets[:_MOST])


def _add_matches(snippets: list[str], pattern: re.Pattern[str], text: str) -> None:
    """Add what a pattern finds, unless it stands in a snippet already."""
    for match in pattern.finditer(text):
        if len(snippets) >= _MOST:
            return
        if not any(match.group() in snippet for snippet in snippets):
            snippets.append(match.group())
