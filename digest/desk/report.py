"""Says problems in the form that who reads them needs: plain lines, lines with a caret, GitHub's annotations, JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from digest.desk.markdown_text import count, escape_markdown, write_code
from digest.nouns import Place, Problem, SetAside
from digest.text.lines import put_on_line

CATALOGUE = "docs/messages.md"  # explains every code
WORST = 10  # annotations that GitHub shows of one step
_WIDTH = 100  # characters of a line that are shown
_LONGEST_PLACE = 5_000  # characters, more than a path may have: its line stands at its end
_MOST_SUMMARY = 900_000  # bytes; GitHub refuses summaries from 1 MiB on

ReadLine = Callable[[Place], str]
ShowPlace = Callable[[Place], str]


def say_problem(problem: Problem, show_place: ShowPlace) -> str:
    """Say a problem in one line, `file:line:column: CODE message`, and what to write instead."""
    return f"{show_place(_point(problem))}: {_say(problem)}"


def point_out(problem: Problem, show_place: ShowPlace, read_line: ReadLine, color: bool) -> Iterator[str]:
    """Yield a problem as lines: what is wrong, the line that it stands in with a caret below, what to write instead."""
    bold, red, plain = ("\033[1m", "\033[31m", "\033[0m") if color else ("", "", "")
    yield f"{bold}{show_place(_point(problem))}{plain}: {problem.code} {red}{put_on_line(problem.message)}{plain}"
    line = read_line(problem.place)
    if line.strip():
        # The place in the line stays on screen however long the line is; a tab is as wide as one letter here.
        start = max(0, problem.place.column - _WIDTH * 3 // 4)
        shown = "".join(letter if letter.isprintable() else " " for letter in line[start : start + _WIDTH])
        number = str(problem.place.line)
        yield f"  {number} | {'…' if start else ''}{shown}"
        if problem.place.column:
            yield f"  {' ' * len(number)} | {' ' * (problem.place.column - 1 - start + bool(start))}{red}^{plain}"
    if problem.hint:
        yield f"  → {put_on_line(problem.hint)}"
    yield ""


def annotate(problems: Iterable[Problem]) -> list[str]:
    """Write the worst problems as annotations of GitHub, which shows ten of a step.

    Those come first that keep a whole file from being read, then one of each file, then the rest.
    """
    return [_annotate(problem) for problem in rank_problems(problems)[:WORST]]


def rank_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Put the problems in the order in which they should be seen where there is not room for all."""
    turns: dict[str, int] = defaultdict(int)
    ranked = []
    for problem in sorted(problems):
        ranked.append((not problem.grave, turns[problem.place.file], problem))
        turns[problem.place.file] += 1
    return [problem for _, _, problem in sorted(ranked)]


def summarize(problems: Sequence[Problem], show_place: ShowPlace, catalogue: str = CATALOGUE) -> str:
    """Write all problems as Markdown for a job's summary, as many as there is room for, each with its explanation."""
    lines = [f"### {count(len(problems), 'problem/problems')} in what editors wrote", ""]
    size = 0
    for number, problem in enumerate(problems):
        code = f"[{problem.code}]({catalogue}#{problem.code.lower()})"
        line = f"- {write_code(show_place(_point(problem)), _LONGEST_PLACE)} {code} {escape_markdown(_advise(problem))}"
        size += len(line.encode("utf-8", "replace")) + 1
        if size > _MOST_SUMMARY:
            lines.append(f"- … and {len(problems) - number} more")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def write_json(problems: Sequence[Problem], set_aside: Iterable[SetAside]) -> str:
    """Write problems and what was set aside as JSON for tools."""
    said = {
        "problems": [
            _place(_point(problem))
            | {"code": problem.code, "message": problem.message, "hint": problem.hint, "explained": _cite(problem)}
            for problem in problems
        ],
        "set_aside": [_place(aside.place) | {"text": aside.text, "reason": aside.reason} for aside in set_aside],
    }
    return json.dumps(said, ensure_ascii=True, indent=1)


def _point(problem: Problem) -> Place:
    """Give the place that tools can jump to: what is wrong with a whole file stands at its first letter."""
    place = problem.place
    return replace(place, line=place.line or 1, column=place.column or 1)


def _say(problem: Problem) -> str:
    return f"{problem.code} {_advise(problem)}"


def _advise(problem: Problem) -> str:
    """Say in one line what is wrong and what to do: names may hold line ends, and behind them commands to GitHub."""
    return put_on_line(f"{problem.message}; {problem.hint}" if problem.hint else problem.message)


def _cite(problem: Problem) -> str:
    return f"{CATALOGUE}#{problem.code.lower()}"


def _place(place: Place) -> dict[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _annotate(problem: Problem) -> str:
    """Write one workflow command; a `%`, an end of line, and in properties `:` and `,` would break it."""
    place, title = _point(problem), f"{problem.code} {problem.message}"[:80]
    properties = {"file": place.file, "line": place.line, "col": place.column, "title": title}
    said = ",".join(f"{name}={_escape(str(value), ':,')}" for name, value in properties.items())
    return f"::error {said}::{_escape(f'{_say(problem)} ({_cite(problem)})')}"


def _escape(text: str, more: str = "") -> str:
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{more}" else letter for letter in text)
