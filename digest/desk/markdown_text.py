"""Puts texts into Markdown so that they mean nothing but themselves: to Markdown, to HTML and to GitHub.

So it does with messages of commits, which are no Markdown, but heard by GitHub all the same.
"""

from __future__ import annotations

import re

MAX_LENGTH = 100  # characters of a text that is quoted

# Entities cannot be markup in any Markdown. GitHub looks for mentions, issues, commits and addresses only after it has
# read them, so these are also broken up, with a space of no width: https://github.com/dependabot/dependabot-core/pull/3157
_NO_WIDTH = "\u200b"
_MARKUP = {ord(sign): f"&#{ord(sign)};" for sign in "&<>`*_[]\\|~$"}
_MARKUP |= {ord(sign): f"&#{ord(sign)};{_NO_WIDTH}" for sign in "@#"}
# In a message of a commit brackets speak, too: `[skip ci]`, and no workflow hears of the commit.
_HEARD = {ord(sign): f"{sign}{_NO_WIDTH}" for sign in "@#["}
_LIVE = re.compile(r":(?=//)|\bwww(?=\.)|\bgh-(?=\d)|[0-9a-f]{6}(?=[0-9a-f])", re.IGNORECASE)
# What cannot end the code that it stands in. Of code GitHub makes no mention, and no link.
_HARMLESS = r"[\w./:+-]+"
_CODE = re.compile(f"(`{_HARMLESS}`)", re.ASCII)


def escape_markdown(text: str) -> str:
    """Write a text on one line, so that it means nothing but itself; plain code between backticks stays code."""
    return "".join(part if at % 2 else _escape(part) for at, part in enumerate(_CODE.split(_flatten(text))))


def escape_plain(text: str) -> str:
    """Write a text on one line of a commit's message, so that it mentions nobody, closes nothing and skips nothing."""
    return _break_up(_flatten(text)).translate(_HEARD)


def quote(text: str, most: int = MAX_LENGTH) -> str:
    """Put a text between quotation marks, on one line, at most `most` characters of it."""
    return f"“{_escape(_cut(text, most))}”"


def write_code(text: str, most: int = MAX_LENGTH) -> str:
    """Write a name as code, or, where that could end the code, as text, at most `most` characters of it."""
    return f"`{text}`" if re.fullmatch(_HARMLESS, text, re.ASCII) else _escape(_cut(text, most))


def count(number: int, words: str) -> str:
    """Put a number before its words, given as “one/many”, or as what suits both."""
    return f"{number:,} {choose(number, words)}"


def choose(number: int, words: str) -> str:
    """Give the words that suit a number."""
    one, _, many = words.partition("/")
    return many if many and number != 1 else one


def _flatten(text: str) -> str:
    """Give a text on one line, with a visible sign in place of all that has none: controls, marks of direction."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in " ".join(text.split()))


def _cut(text: str, most: int) -> str:
    text = _flatten(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _escape(text: str) -> str:
    return _break_up(text).translate(_MARKUP)


def _break_up(text: str) -> str:
    return _LIVE.sub(lambda found: found[0] + _NO_WIDTH, text)
