"""What the commands print: progress, problems in the form that is needed, what was set aside, the closing line."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from digest.assemble import count_sightings, list_set_aside
from digest.commands.endings import ProblemsFoundError, say_outcome
from digest.desk import report as desk
from digest.nouns import Digest, Place, SetAside
from digest.publish import append_file
from digest.text.lines import clean_line, put_on_line

HOME = Path(__file__).resolve().parent.parent.parent
LONGEST_SOURCE = 2_000_000  # bytes of a file that are looked at for the line of a problem


@dataclass(slots=True)
class Progress:
    """Times the stages; on a terminal, says which one is under way."""

    on_terminal: bool
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        if self.on_terminal:
            print(f"\r\033[K{name} …", end="", file=sys.stderr, flush=True)
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start

    def clear(self) -> None:
        """Take the progress from the terminal."""
        if self.on_terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def show_place(place: Place, options: argparse.Namespace) -> str:
    """Say a place in one line, with the folder that was really read, so that it can be opened."""
    root, _, rest = str(place).partition("/")
    folder = {"seeds": options.seeds, "site_src": options.site, "templates": options.templates}.get(root.split(":")[0])
    if folder is None or folder == HOME / root:
        return put_on_line(str(place))
    return put_on_line(f"{folder}/{rest}" if rest else str(folder))


def show_problems(found: ProblemsFoundError, options: argparse.Namespace) -> None:
    """Print every problem in the form that was asked for, or that where the program runs needs."""
    form, problems, show = choose_form(options.format), found.problems, partial(show_place, options=options)
    if form == "json":
        print(desk.write_json(problems, found.set_aside))
        return
    show_set_aside(found.set_aside, options)
    read, color = partial(read_line, options=options, split=cache(split_source)), shows_color()
    for problem in problems:
        pointed = (
            desk.point_out(problem, show, read, color) if form == "terminal" else [desk.say_problem(problem, show)]
        )
        print("\n".join(pointed), file=sys.stderr)
    if form == "github":
        print("\n".join(desk.annotate(problems)))
        append_summary(desk.summarize(problems, show, find_catalogue()))
    where = f" in {found.state}" if found.state else ""
    print(f"build.py: {found}{where}{say_outcome(options)}; {desk.CATALOGUE} explains each", file=sys.stderr)


def choose_form(asked: str) -> str:
    """Say in which form problems are printed: as asked, else as where the build runs needs it."""
    if asked != "auto":
        return asked
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "terminal" if sys.stderr.isatty() or shows_color() else "text"


def is_terminal() -> bool:
    """Say whether what is printed beside the result is seen on a terminal that can move about in it."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def shows_color() -> bool:
    """Say whether to write in colour: https://no-color.org and https://force-color.org, else on a terminal."""
    return not os.environ.get("NO_COLOR") and (bool(os.environ.get("FORCE_COLOR")) or is_terminal())


def find_catalogue() -> str:
    """Give the address at which GitHub shows the catalogue of messages, at the very commit that is built."""
    parts = [os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA")]
    return f"{parts[0]}/{parts[1]}/blob/{parts[2]}/{desk.CATALOGUE}" if all(parts) else desk.CATALOGUE


def append_summary(text: str) -> None:
    """Add Markdown to the summary of the job that runs the build, where there is one."""
    if name := os.environ.get("GITHUB_STEP_SUMMARY"):
        append_file(Path(name), text.encode("utf-8", "replace"))


def read_line(place: Place, options: argparse.Namespace, split: Callable[[Path], Sequence[str]]) -> str:
    """Read the line that a problem is in; nothing where there is none to show."""
    path = Path(show_place(replace(place, line=0, column=0), options))
    lines = split(path) if place.line else ()
    return lines[place.line - 1] if 0 < place.line <= len(lines) else ""


def split_source(path: Path) -> Sequence[str]:
    """Read the lines of a file; none where it is not one."""
    if path.is_symlink() or not path.is_file():
        return ()
    with path.open("rb") as file:
        return file.read(LONGEST_SOURCE).decode("utf-8", "replace").replace("\r\n", "\n").split("\n")


def show_set_aside(listed: Sequence[SetAside], options: argparse.Namespace, verdict: str = "set aside") -> None:
    """Print what was read and is not shown, one to a line, with the reason."""
    for aside in listed:
        said = clean_line(aside.text)
        text = f": “{said[:70]}{'…' if len(said) > 70 else ''}”" if said else ""
        print(f"{show_place(aside.place, options)}: {verdict}, {aside.reason}{text}", file=sys.stderr)


def show_figures(digest: Digest, pages: int, progress: Progress, options: argparse.Namespace) -> None:
    """Print the closing line: what was read is what is shown and what was set aside."""
    figures = (
        f"{_count(digest.read, 'entry', 'entries')} = {_count(count_sightings(digest), 'sighting')}"
        f" of {_count(len(digest.papers), 'paper')} + {len(list_set_aside(digest))} set aside;"
        f" {_count(len(digest.topics), 'topic')}, {_count(len(digest.editions), 'edition')},"
        f" {_count(pages, 'page')} in {sum(progress.seconds.values()):.2f} s"
    )
    stages = ", ".join(f"{name} {seconds:.2f}" for name, seconds in progress.seconds.items())
    where = f" in {options.out}/" if options.command == "build" else ""
    print(figures + where + (f" ({stages})" if options.timings else ""))


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or f'{one}s'}"
