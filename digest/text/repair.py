"""Repairs the titles and abstracts of dumps: residue of LaTeX and Markdown becomes spans, addresses become links.

What cannot be repaired with certainty stays as it is and is listed, for an editor's override to settle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from digest.nouns import HostRules, Repaired, Span
from digest.text.links import find_addresses, has_address
from digest.text.residue import find_residue
from digest.text.rules import RULES, Rule
from digest.text.symbols import write_plain

_JOINED = ("text", "em", "strong")
_Change = tuple[int, int, list[Span]]  # from where to where what is to stand

_BY_START: dict[str, tuple[Rule, ...]] = {
    start: tuple(rule for rule in RULES if any(start.startswith(other) for other in rule.starts))
    for start in sorted({start for rule in RULES for start in rule.starts}, key=lambda start: (-len(start), start))
}


def _sort_by_part(starts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Sort the starts by a part of them, a sign or what Greek letters share: few texts hold any, which is quick to ask.

    A start that has none of these parts is its own.
    """
    parts = (*(start for start in starts if len(start) == 1), "amma", "ambda", "elta", "eta", "igma", "mega", "psilon")
    sorted_: dict[str, tuple[str, ...]] = {}
    for start in starts:
        part = next((part for part in parts if part in start), start)
        sorted_[part] = (*sorted_.get(part, ()), start)
    return sorted_


_BY_PART = _sort_by_part(_BY_START)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is known and gathered while one text is repaired."""

    hosts: HostRules
    starts: re.Pattern[str] | None
    has_addresses: bool
    suspicious: list[str]


def repair_text(text: str, hosts: HostRules) -> Repaired:
    """Repair a title or an abstract."""
    starts, has_addresses = _find_starts(text), has_address(text)
    if not starts and not has_addresses:
        spans: tuple[Span, ...] = (Span("text", text),) if text else ()
        return Repaired(spans, text, find_residue(spans, ()))
    work = _Work(hosts, _compile_starts(starts) if starts else None, has_addresses, [])
    spans = _merge_texts(_scan(text, work))
    return Repaired(spans, write_all(spans), find_residue(spans, work.suspicious))


def write_all(spans: Iterable[Span]) -> str:
    """Write spans as plain Unicode."""
    return "".join(map(write_plain, spans))


def _find_starts(text: str) -> tuple[str, ...]:
    """Find the starts of rules that a text holds, longest first; most texts hold none, and are done with."""
    held = [start for part, starts in _BY_PART.items() if part in text for start in starts if start in text]
    return tuple(sorted(held, key=len, reverse=True)) if held else ()


@lru_cache(maxsize=1024)
def _compile_starts(starts: tuple[str, ...]) -> re.Pattern[str]:
    # A run of three and more of one sign begins nothing.
    runs = [rf"{re.escape(start)}{{3,}}+" for start in starts if len(start) == 1]
    return re.compile("|".join((*runs, *(re.escape(start) for start in starts))))


def _scan(text: str, work: _Work, *, math: bool = False) -> list[Span]:
    """Go through a text once, from each place where a rule may begin or an address stands to the next."""
    spans: list[Span] = []
    done = 0  # all before it is among the spans
    for start, end, made in _find_changes(text, work, math):
        if start > done:
            spans.append(Span("text", text[done:start]))
        spans += made
        done = end
    return [*spans, Span("text", text[done:])] if done < len(text) else spans


def _find_changes(text: str, work: _Work, math: bool) -> Iterator[_Change]:
    """Yield what is to stand where, from left to right; a rule that begins before an address may take it in."""
    addresses = find_addresses(text, work.hosts) if work.has_addresses and not math else iter(())
    at = 0  # all before it was looked at
    address, match = next(addresses, None), _find_start(text, at, work)
    while address or match:
        if address and address.start < at:
            address = next(addresses, None)
        elif match and match.start() < at:
            match = _find_start(text, at, work)
        elif address and (not match or address.start <= match.start()):
            at = address.end
            if address.suspicious:
                work.suspicious.append(text[address.start : at])
            yield address.start, at, [address.span]
        elif match:
            change = _apply_rules(text, match, work, math)
            at = change[1] if change else match.start() + 1
            if change:
                yield change


def _find_start(text: str, at: int, work: _Work) -> re.Match[str] | None:
    """Find the next place where a rule may begin."""
    match = work.starts.search(text, at) if work.starts else None
    while match and match.group() not in _BY_START:
        match = match.re.search(text, match.end())
    return match


def _apply_rules(text: str, match: re.Match[str], work: _Work, math: bool) -> _Change | None:
    """Give what the first rule that fits at this start makes."""

    def inner(part: str, as_formula: bool) -> list[Span]:
        return list(_merge_texts(_scan(part, work, math=as_formula or math)))

    for rule in _BY_START[match.group()]:
        fits = rule.pattern.match(text, match.start()) if math or not rule.math else None
        made = rule.make(fits, inner) if fits else None
        if fits and made is not None:
            return fits.start(), fits.end(), [Span("text", made)] if isinstance(made, str) else made
    return None


def _merge_texts(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join neighbouring spans of running text and leave out empty ones."""
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].kind == span.kind and span.kind in _JOINED:
            merged[-1] = Span(span.kind, merged[-1].text + span.text)
        elif span.text:
            merged.append(span)
    return tuple(merged)
