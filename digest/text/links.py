"""Finds the addresses in a text, written out or without `https://`, and says which of them become links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.nouns import HostRules, Span
from digest.text.hosts import LIVE, PLAIN, SUSPICIOUS, Verdict, is_trusted, judge_host

# A backslash before one of these is LaTeX's, never the address's own.
_SIGN = r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]|\\[_%#&~])"
_WRITTEN_OUT = re.compile(rf"(https?)://{_SIGN}++", re.IGNORECASE)
_NAME = r"(?:[a-z0-9-]{1,63}+\.(?=[a-z0-9]))++[a-z]{2,24}+"
_BARE = re.compile(rf"{_NAME}(?:/{_SIGN}++|(?<=\.github\.io)|(?<=\.hf\.space))|www\.{_NAME}", re.IGNORECASE)
# A word may be glued to `https://`, but never to a bare address: `me@github.com/x` is none.
_ADDRESS = re.compile(rf"{_WRITTEN_OUT.pattern}|(?<![\w@./:~-])(?:{_BARE.pattern})", re.IGNORECASE)
_HINT = re.compile(r"\.(?:[A-Za-z]{2,24}/|github\.io|hf\.space)")
_SIGNS = ("://", "www.", "WWW.", "Www.")
_HINTS = re.compile(rf"{'|'.join(map(re.escape, _SIGNS))}|{_HINT.pattern}")
_AUTHORITY = re.compile(r"(?:(https?)://)?([^/?#]*)", re.IGNORECASE)
_PORT = re.compile(r":\d{1,5}\Z")
_ESCAPED = re.compile(r"\\([_%#&~])")
_AGAIN = re.compile(r"\s{0,2}(\\url\{|\{|\(|<|\[)?")
_ABSENT = re.compile(r" \(?this https? URL\)?(?![A-Za-z])")
_CLOSING = {"\\url{": "}", "{": "}", "(": ")", "<": ">", "[": "]"}
_LOOSE_END = ".,;:!?'*$~\\"
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """An address in a text, from `start` to `end`, and what stands there now; suspicious ones are no links."""

    start: int
    end: int
    span: Span
    suspicious: bool = False


def has_address(text: str) -> bool:
    """Say whether there may be an address in a text; to look for one hint after the other takes less time."""
    return any(sign in text for sign in _SIGNS) or bool(_HINT.search(text))


def find_addresses(text: str, rules: HostRules) -> Iterator[Found]:
    """Yield the addresses of a text in order; one that is said twice in a row is found once."""
    at = 0
    # To look for an address from each letter of a text takes its time; before the word of a hint there is none.
    for hint in map(re.Match.start, _HINTS.finditer(text) if has_address(text) else ()):
        if hint < at:
            continue
        match = _ADDRESS.search(text, max(at, text.rfind(" ", at, hint)))
        if not match:
            break
        end = match.start() + len(_trim_end(match.group()))
        written = text[match.start() : end]
        span, verdict = make_link(written, rules)
        if span and _is_cut_host(text, match):
            at = match.end()
            yield Found(match.start(), at, Span("text", match.group()), suspicious=True)
        elif span:
            at = _skip_repeats(text, end, written)
            yield Found(match.start(), at, span, verdict.kind == SUSPICIOUS)
        else:
            at = match.end()


def _is_cut_host(text: str, match: re.Match[str]) -> bool:
    """Say whether the host goes on in letters of another alphabet, which it is then not what it seems."""
    after = text[match.end() : match.end() + 1]
    return not after.isascii() and after.isalnum() and "/" not in match.group().partition("://")[2]


def make_link(written: str, rules: HostRules) -> tuple[Span | None, Verdict]:
    """Make the span of an address and say what its host is; None where it is no address but text with a slash."""
    address = _ESCAPED.sub(r"\1", written)
    match = _AUTHORITY.match(address)
    scheme, authority = (match[1] or "", match[2]) if match else ("", "")
    host = _PORT.sub("", authority)
    verdict = judge_host(host, rules)
    if "@" in authority:
        verdict = Verdict(SUSPICIOUS if judge_host(host.rpartition("@")[2], rules).kind == LIVE else PLAIN, host)
    elif not scheme and not _is_known(host, verdict, rules):
        return None, verdict
    if verdict.kind != LIVE or len(address) > _LONGEST:
        return Span("text", written), verdict
    start = len(scheme) + 3 if scheme else 0
    shown = address[:start] + verdict.host + address[start + len(host) :]
    return Span("link", shown, f"{scheme.lower() or 'https'}://{shown[start:]}"), verdict


def _is_known(host: str, verdict: Verdict, rules: HostRules) -> bool:
    """Say whether words with dots and a slash are an address although they do not say `https://`."""
    name = host.lower()
    return verdict.host != host or verdict.kind == SUSPICIOUS or name.startswith("www.") or is_trusted(name, rules)


def _trim_end(address: str) -> str:
    """Cut off what belongs to the sentence: stops, quotes, and brackets that were opened outside."""
    spare = {close: address.count(close) - address.count(open) for open, close in ("()", "[]")}
    end = len(address)
    while end:
        last = address[end - 1]
        if spare.get(last, 0) > 0:
            spare[last] -= 1
        elif last not in _LOOSE_END:
            break
        end -= 1
    return address[:end]


def _skip_repeats(text: str, end: int, address: str) -> int:
    """Give where the repeats of an address end that follow it at once, bare or in brackets of any kind."""
    while match := _AGAIN.match(text, end):
        again = _WRITTEN_OUT.match(text, match.end())
        absent = _ABSENT.match(text, end)
        if absent:
            end = absent.end()
        elif again and match.end() > end and _trim_end(again.group()).rstrip("/") == address.rstrip("/"):
            stop = match.end() + len(_trim_end(again.group()))
            close = _CLOSING.get(match[1] or "", "")
            if not text.startswith(close, stop):
                break
            end = stop + len(close)
        else:
            break
    return end
