"""Recognises pages that hold no papers: a site's refusal, a form to log in, navigation only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from digest.formats.folded import unfold
from digest.formats.origin import read_origin
from digest.formats.reader import Reader, hold_nothing
from digest.formats.sentences import strip_links, tidy
from digest.nouns import Dump

_REASONS = (
    (
        r"429\b.{0,40}(?:Too Many Requests|error)|Too Many Requests|rate limit(?:ed)? (?:you|exceeded)|"
        r"hit the rate limit",
        "the site refused: too many requests (429)",
    ),
    (
        r"\b404\b|can(?:'|no)t find the page|page (?:you are looking for )?(?:was )?not found|Repository not found",
        "the site had no such page (404)",
    ),
    (
        r"403 Forbidden|Access denied|Just a moment\.\.\.|Enable JavaScript and cookies|Checking your browser",
        "the site refused to answer (403 or a check of the browser)",
    ),
    (
        r"50[0-4] (?:Internal|Bad|Service|Gateway)|Internal Error|Bad Gateway|Service Unavailable|Gateway Time-?out",
        "the site was out of order (5xx)",
    ),
    (
        r"(?:Username or Email|Email Address|Forgot your password|Don't have an account)",
        "a form to log in, not a page of papers",
    ),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), reason) for pattern, reason in _REASONS)
_NAVIGATION = re.compile(
    r"(?:Models|Datasets|Spaces|Docs|Enterprise|Pricing|Log In|Sign Up|Hugging Face|Posts|Buckets(?: new)?|TOS|Privacy|"
    r"Website|Company|Community|Solutions|Tasks|Blog|Learn|Forum|Daily|Weekly|Monthly|(?:Daily|Trending) Papers)",
)
_LYNX = re.compile(r"^References\s{1,9}(?:Visible links:?\s{1,9})?1\. (?:https?|file)://", re.MULTILINE)
_MOST_LINES = 60
_MOST = 20_000  # characters
_SENTENCES = 120  # characters of a line that ends like a sentence: no head of a page has one, a short abstract does
_ENDS = (".", "!", "?", "…")
_LONG = 300  # a line that may be an abstract
_MOST_WORDS = 400


def looks_like_refusal(text: str) -> bool:
    """Say whether the text is a short page that tells why it holds no papers, or navigation only."""
    return len(text) <= _MOST and _find_reason(text) != ""


def _find_reason(text: str) -> str:
    lines = [tidy(strip_links(line)).lstrip("#*- >").strip() for line in unfold(text.split("\n"))]
    lines = [line for line in lines if line]
    if _holds_prose(lines):
        return ""
    named = sum(_NAVIGATION.fullmatch(line) is not None for line in lines)
    told = [line for line in lines if not _NAVIGATION.fullmatch(line)]
    if len(told) <= _MOST_LINES:
        for pattern, reason in _COMPILED:
            if any(pattern.search(line) for line in told[:20]):
                return reason
    if named >= 4 and named * 2 >= len(lines):
        return "navigation only"
    if any(len(line) >= _SENTENCES and line.endswith(".") for line in lines):
        return ""
    return "only the head of a page" if lines and read_origin(text).url else ""


def _holds_prose(lines: Sequence[str]) -> bool:
    """Say whether a text holds abstracts: one that is long, two of any size, or many words.

    There are papers about refusals, and titles that sound like one; a site excuses itself in a few words.
    """
    sentences = sum(len(line) >= _SENTENCES and line.endswith(_ENDS) for line in lines)
    words = sum(line.count(" ") + 1 for line in lines if not _NAVIGATION.fullmatch(line))
    return any(len(line) > _LONG for line in lines) or sentences >= 2 or words > _MOST_WORDS


def read_refusal(text: str, file: str) -> Dump:
    """Say that the capture holds no papers, and why."""
    origin = read_origin(text)
    return replace(hold_nothing(file, _find_reason(text)), date=origin.date, url=origin.url, query=origin.query)


def looks_like_lynx(text: str) -> bool:
    """Say whether the text is what the browser lynx prints, where numbers stand among the words."""
    return "References" in text and _LYNX.search(text) is not None


def read_lynx(_text: str, file: str) -> Dump:
    """Refuse what lynx prints: its numbers cannot be told from a paper's own."""
    reason = "text of lynx, with numbers among its words; capture the page with `lynx -dump -nolist -nonumbers`"
    return hold_nothing(file, reason)


_NAME = "a page without papers"
LYNX = Reader(_NAME, looks_like_lynx, read_lynx)
REFUSALS = Reader(_NAME, looks_like_refusal, read_refusal)
