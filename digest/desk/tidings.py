"""Says what an update brought: as Markdown for the summary of a run, and as the message of a commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digest.desk.markdown_text import count, escape_markdown, escape_plain, quote

MOST = 50  # papers that are named
MOST_IN_MESSAGE = 20
_PLURAL = "paper/papers"

_Paper = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tidings:
    """What came of an update: papers as `papers.json` has them, and what to say in one line each.

    `counts` are numbers by what they count, `steps` what was done, as plain text; as Markdown, `doubts` are what is
    doubtful of what is new, `troubles` what a person must look at. `seconds` are how long each stage took. `kept`:
    nothing is published.
    """

    new: Sequence[_Paper] = ()
    lost: Sequence[_Paper] = ()
    counts: Mapping[str, int] | None = None
    steps: Sequence[str] = ()
    doubts: Sequence[str] = ()
    troubles: Sequence[str] = ()
    seconds: Mapping[str, float] | None = None
    kept: bool = False


def say_headline(tidings: Tidings) -> str:
    """Say the outcome in one plain line."""
    if tidings.kept:
        return f"Nothing is published, the last good site stays: {count(len(tidings.troubles), 'trouble/troubles')}"
    return f"Add {count(len(tidings.new), _PLURAL)}" if tidings.new else "Nothing is new"


def write_summary(tidings: Tidings) -> str:
    """Write everything as Markdown."""
    lines = [f"### {say_headline(tidings)}", ""]
    lines += _list("What to look at", tidings.troubles)
    if tidings.counts:
        lines += [
            "| | |",
            "| --- | ---: |",
            *(f"| {name} | {number:,} |" for name, number in tidings.counts.items()),
            "",
        ]
    lines += _list("Lost papers", _name(tidings.lost))
    lines += _list("New papers", _name(tidings.new))
    lines += _list("Doubtful ones among them", tidings.doubts)
    lines += _list("What was done", map(escape_markdown, tidings.steps))
    times = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in (tidings.seconds or {}).items())
    return "\n".join([*lines, f"Times: {times}" if times else ""]).rstrip() + "\n"


def write_message(tidings: Tidings) -> str:
    """Write the message of a commit: what came, and which papers are new."""
    title = say_headline(tidings) if tidings.new else "Renew what services say of known papers"
    names = [escape_plain(paper["title"]) for paper in tidings.new]
    steps = "\n".join(map(escape_plain, tidings.steps))
    more = [f"- … and {len(names) - MOST_IN_MESSAGE} more"] if len(names) > MOST_IN_MESSAGE else []
    papers = [*(f"- {name}" for name in names[:MOST_IN_MESSAGE]), *more]
    return "\n\n".join(part for part in (title, steps, "\n".join(papers)) if part) + "\n"


def write_trouble(tidings: Tidings) -> str:
    """Write the issue about what is wrong and what to do; nothing where all is well."""
    if not tidings.troubles:
        return ""
    state = "as it was" if tidings.kept else "with what is new in it, if anything is"
    advice = "`python build.py update` on your machine shows the same. This issue closes itself when all is well again."
    lost = _list("Lost papers", _name(tidings.lost))
    return "\n".join(
        [f"The last good site stays {state}. {advice}", "", *_list("What to look at", tidings.troubles), *lost]
    )


def _name(papers: Iterable[_Paper]) -> Iterator[str]:
    return (f"{quote(paper['title'])} ({escape_markdown(paper['id'])})" for paper in papers)


def _list(heading: str, lines: Iterable[str]) -> list[str]:
    """Write a list below its heading, or nothing where nothing is in it."""
    said = list(lines)
    if not said:
        return []
    more = [f"- … and {len(said) - MOST:,} more"] if len(said) > MOST else []
    return [f"#### {heading} ({len(said):,})", "", *(f"- {line}" for line in said[:MOST]), *more, ""]
