"""Lists what still looks like residue after the repair, for people to decide on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.nouns import Span

_COMMANDS = "mathcal mathbb mathbf mathrm textbf widetilde overline langle rightarrow leftarrow infty cdot leq geq"
_GREEK = "Gamma Delta Theta Lambda Sigma Phi Psi Omega"
_SMALL_GREEK = "alpha beta gamma delta epsilon lambda sigma theta"
_SIGNS = re.compile(
    r"\\[A-Za-z]+(?:\{[^{}]{0,40}\})?|\\.?"  # a command, or a backslash before anything
    r"|\{[^{}]{0,60}\}?|\}"
    r"|\$(?!\d)[^\s$]{0,20}\$?"  # before a number it is money
    r"|\^(?:(?<=[\w)\]}]\^)|(?=\{))[\w{}()\\-]{0,12}"
    r"|``?[^\s`']{0,20}"
    r"|(?<![\w*(])\*\*\w[^\s*]{0,20}"
    r"|~[a-z]{2,}\d\d\b|(?<=[A-Za-z]{2})~(?=[A-Za-z0-9\\])"
    r"|\b[A-Za-z]_[A-Za-z]{1,3}\b"
)
_LOST = re.compile(
    rf"(?<![\\A-Za-z])[a-z]*(?:{_COMMANDS.replace(' ', '|')})(?![a-z])"
    rf"|\b(?:{_GREEK.replace(' ', '|')})(?:\d+\b|(?= ?[=|)]))"
    rf"|(?<=[(/])(?:{_SMALL_GREEK.replace(' ', '|')})(?=[,)]| [a-z]\b)|\bapprox(?= \d)"
    r"|\b[a-z]times [a-z]\b"
    r"|\b\d+pm\d+\b"
    r"|\bthis https? URL\b"
)
# Of words that dumps glue together where a search term was highlighted; names such as FlashAttention are none.
_GLUED_TO = "Quantization Augmented Training Learning Decay Pruning Optimization Adaptation Initialization".split()
_GLUED = re.compile(rf"\b(?:Weight|Retrieval|Model|Data|Training|Language)s?(?:{'|'.join(_GLUED_TO)})\b")
_ANY_SIGN = "\\{}$^`*~_"
_WORDS = (*_COMMANDS.split(), *_GREEK.split(), *_SMALL_GREEK.split(), "approx ", "this http")
_LOST_BETWEEN = (re.compile(r"pm(?<=\dpm)\d"), re.compile(r"times(?<=\b[a-z]times) [a-z]\b"))
_MOST = 50


def find_residue(spans: Iterable[Span], suspicious: Iterable[str]) -> tuple[str, ...]:
    """Give each snippet once, in the order of the text, suspicious addresses first."""
    snippets = dict.fromkeys(f"suspicious link: {address}" for address in suspicious)
    for span in spans:
        if span.kind not in ("code", "link") and len(snippets) < _MOST:
            for pattern in _choose_patterns(span.text):
                snippets.update(dict.fromkeys(match.group() for match in pattern.finditer(span.text)))
    return tuple(snippets)[:_MOST]


def _choose_patterns(text: str) -> list[re.Pattern[str]]:
    """Give the patterns that a text can fit at all; most texts can fit none."""
    lost = any(word in text for word in _WORDS) or any(pattern.search(text) for pattern in _LOST_BETWEEN)
    return [
        *([_SIGNS] if any(sign in text for sign in _ANY_SIGN) else []),
        *([_LOST] if lost else []),
        *([_GLUED] if any(word in text for word in _GLUED_TO) else []),
    ]
