"""Says in a few lines for people what a capture is, and whether it is good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from digest.formats import read_capture
from digest.formats.decode import decode_capture
from digest.formats.reader import hold_nothing
from digest.formats.trending import DOUBLED
from digest.nouns import Dump, HostRules, SetAside
from digest.text.lines import clean_line
from digest.text.repair import repair_text

NO_PAPERS = "no papers: "  # begins the verdict on a file that is no capture
_SHOWN = 10  # lines set aside that are shown
_WIDTH = 60


def examine(dump_bytes: bytes, file: str) -> Iterator[str]:
    """Yield what there is to say of one capture, the verdict first."""
    text, reason, line = decode_capture(dump_bytes)
    dump = hold_nothing(file, reason, line) if reason else read_capture(text, file)
    yield f"{file}: {judge_dump(dump)}"
    yield f"  format: {dump.format or 'none'}"
    yield from _describe_origin(dump)
    yield from _count_entries(dump)
    yield from _list_aside(_find_losses(dump))
    if text and dump.entries:
        yield f"  in no paper and not set aside: {_measure_rest(text, dump)}% of the characters"
        yield f"  texts with garbled words that no rule repairs: {_count_garbled(dump)}"


def judge_dump(dump: Dump) -> str:
    """Say in one line whether a capture is good, usable or holds no papers."""
    losses = _find_losses(dump)
    if not dump.entries:
        reasons = Counter(aside.reason for aside in losses)
        return NO_PAPERS + (
            "; ".join(_count(reason, times) for reason, times in reasons.most_common(3)) or "nothing in it"
        )
    faults = [
        (len(losses), "set aside"),
        (len(dump.odd), "with title and abstract alike"),
        (sum(entry.cut for entry in dump.entries), "cut off"),
        (sum(entry.summary for entry in dump.entries), "with a machine's summary only"),
    ]
    told = [f"{number} {what}" for number, what in faults if number]
    return "usable, but " + ", ".join(told) if told else "good"


def _find_losses(dump: Dump) -> list[SetAside]:
    """Give what was set aside and is lost: of a doubled card, nothing is."""
    return [aside for aside in dump.set_aside if aside.reason != DOUBLED]


def _describe_origin(dump: Dump) -> Iterator[str]:
    for name, value in (("page", dump.url), ("asked for", dump.query), ("date", dump.date), ("day printed", dump.day)):
        if value:
            yield f"  {name}: {clean_line(value)[:200]}"


def _count_entries(dump: Dump) -> Iterator[str]:
    entries = dump.entries
    cards = len(entries) + sum(aside.text != "" for aside in dump.set_aside)
    counts = (
        ("cards", cards),
        ("papers with an abstract", sum(not entry.summary for entry in entries)),
        ("papers with a summary only", sum(entry.summary for entry in entries)),
        ("cut off", sum(entry.cut for entry in entries)),
        ("doubled cards", sum(aside.reason == DOUBLED for aside in dump.set_aside)),
        ("with an arXiv id", sum(entry.arxiv != "" for entry in entries)),
        ("with a date", sum(entry.date != "" for entry in entries)),
    )
    for name, number in counts:
        yield f"  {name}: {number}"


def _list_aside(losses: list[SetAside]) -> Iterator[str]:
    yield f"  set aside: {len(losses)}"
    for aside in losses[:_SHOWN]:
        text = clean_line(aside.text)
        shown = text if len(text) <= _WIDTH else text[:_WIDTH] + "…"
        yield f"    {aside.place}: {aside.reason}" + (f": {shown}" if shown else "")
    if len(losses) > _SHOWN:
        yield f"    and {len(losses) - _SHOWN} more"


def _measure_rest(text: str, dump: Dump) -> int:
    told = sum(len(entry.title) + len(entry.abstract) for entry in dump.entries)
    told += sum(len(aside.text) for aside in dump.set_aside)
    return max(0, round(100 * (1 - told / max(1, len(text)))))


def _count_garbled(dump: Dump) -> int:
    texts = (text for entry in dump.entries for text in (entry.title, entry.abstract))
    return sum(bool(repair_text(text, HostRules()).residue) for text in texts)


def _count(reason: str, times: int) -> str:
    return reason if times == 1 else f"{reason} ({times} times)"
