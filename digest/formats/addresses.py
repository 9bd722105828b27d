"""Says what an address on or near a papers page leads to."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from digest.nouns import CODE_HOSTS

_ID = r"\d{4}\.\d{4,5}"
_SITE = r"(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co))?"
_PAPER = re.compile(rf"{_SITE}/papers/({_ID})(?:v\d+)?/?(#community)?(?:[?#][^\s]*)?")
_LOGIN = re.compile(rf"{_SITE}/(?:login|join)\?next=(?:%2F|/)papers(?:(?:%2F|/)({_ID}))?.*", re.IGNORECASE)
_ACCOUNT = re.compile(rf"{_SITE}/(?:organizations/)?([A-Za-z0-9][\w.-]*)")
_CODE = re.compile(rf"https?://(?:www\.)?(?:{CODE_HOSTS})/[^\s/]+/[^\s]+")
_ARXIV = re.compile(
    r"(?:https?://)?(?:[a-z]+\.)?(?:arxiv\.org/(?:abs|pdf|html)/|alphaxiv\.org/abs/|(?:huggingface\.co|hf\.co)/papers/)"
    rf"({_ID}|[a-z][a-z.-]*/\d{{7}})(?:v\d+)?(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?:arxiv:\s*)?({_ID}|[a-z][a-z-]*(?:\.[A-Z]{{2}})?/\d{{7}})(?:v\d+)?", re.IGNORECASE)
# Since 2015 the number behind the point has five digits; with four, a program took the id for a number and cut a zero.
_SHORTENED = re.compile(r"(?:1[5-9]|[2-9]\d)\d{2}\.\d{4}")
_CLASS = re.compile(r" \[[\w.-]+\]$")
_QUERY = re.compile(r"[?&]q=([^&#]*)")
_NO_ACCOUNTS = frozenset(
    "papers models datasets spaces docs enterprise pricing login join posts storage blog tasks chat learn akhaliq"
    " languages organizations collections hardware support team pro".split()
)


def find_paper(url: str) -> tuple[str, bool]:
    """Give the id of the paper that an address of the site is about, and whether it leads to its comments."""
    found = _PAPER.fullmatch(url)
    return (found[1], found[2] is not None) if found else ("", False)


def find_vote(url: str) -> tuple[bool, str]:
    """Say whether an address is that of a vote (it asks to log in first), and for which paper."""
    found = _LOGIN.fullmatch(url)
    return (found is not None and found[1] is not None, found[1] or "" if found else "")


def is_account(url: str) -> bool:
    """Say whether an address is that of a person's or an organisation's page on the site."""
    found = _ACCOUNT.fullmatch(url)
    return found is not None and found[1].lower() not in _NO_ACCOUNTS


def is_code(url: str) -> bool:
    """Say whether an address is that of a repository of code."""
    return _CODE.fullmatch(url) is not None


def read_arxiv(text: str) -> str:
    """Give the arXiv id that a text is, bare or as an address, without version and class; else nothing."""
    text = _CLASS.sub("", text.strip())
    found = _BARE.fullmatch(text) or _ARXIV.fullmatch(text)
    return found[1] if found and not _SHORTENED.fullmatch(found[1]) else ""


def read_query(url: str) -> str:
    """Give what an address of the papers page asks for."""
    found = _QUERY.search(url)
    return unquote_plus(found[1]) if found else ""
