#!/usr/bin/env python3
"""Build the digest: read dumps and editors' YAML, make the pages, index them, publish the site.

python build.py                 build the site into _site/
python build.py check           read and check everything, write nothing
python build.py explain PAPER   say why a paper has its topics (its id, or words of its title)
python build.py review          list what is doubtful, each with the lines that settle it
python build.py doctor FILE…    say what captures are, and whether they are good
python build.py fetch           save a list of papers as a dump in seeds/ (asks the network)
python build.py enrich          look up at arXiv what captures do not say (asks the network)
"""

from __future__ import annotations

import argparse
import datetime
import errno
import io
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from digest.options import parse_arguments

if TYPE_CHECKING:
    from digest import render
    from digest.network.fetch import Wanted
    from digest.network.services import Service, Services
    from digest.network.web import Client
    from digest.nouns import Digest, Page, Place, Problem, SetAside

HERE = Path(__file__).resolve().parent
FINE, PROBLEMS, USAGE, BROKEN, INTERRUPTED = 0, 1, 2, 3, 130  # exit codes


class ProblemsFoundError(Exception):
    """The input has problems; nothing is built of it. What was set aside may be why, so it is said too."""

    def __init__(self, problems: Sequence[Problem], set_aside: Sequence[SetAside] = ()) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = sorted(set(problems))
        self.set_aside = set_aside


class BrokenError(Exception):
    """The environment is not fit to build in; the message is one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    options = parse_arguments(arguments, HERE, __doc__ or "")
    for stream in (sys.stdout, sys.stderr):  # a title may hold letters that the terminal has not
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    progress = Progress(sys.stderr.isatty())
    try:
        with broken_environment(options.out):
            return COMMANDS[options.command](options, progress)
    except ProblemsFoundError as found:
        progress.clear()
        show_set_aside(found.set_aside, options)
        show_problems(found.problems, options)
        return PROBLEMS
    except BrokenError as broken:
        progress.clear()
        print(f"build.py: {broken}", file=sys.stderr)
        return BROKEN
    except ModuleNotFoundError as missing:
        print(
            f"build.py: the package {missing.name} is not installed; run `make site`, or see the README",
            file=sys.stderr,
        )
        return BROKEN
    except BrokenPipeError:  # who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        progress.clear()
        print("build.py: interrupted; the site is whole, the old one or the new one", file=sys.stderr)
        return INTERRUPTED


def check(options: argparse.Namespace, progress: Progress) -> int:
    """Read and check everything, down to the addresses of the pages; write nothing."""
    digest, pages, _ = read_and_plan(options, progress)
    return report(digest, len(pages), progress, options)


def explain(options: argparse.Namespace, progress: Progress) -> int:
    """Print why a paper stands where it stands."""
    from digest.explain import explain_paper, find_paper

    digest, _, _ = read_and_plan(options, progress)
    progress.clear()
    paper, complaint = find_paper(digest, options.paper)
    if paper is None:
        print(f"build.py: {complaint}", file=sys.stderr)
        return USAGE
    print("\n".join(explain_paper(paper)))
    return FINE


def doctor(options: argparse.Namespace, _: Progress) -> int:
    """Print what captures are, and whether they are good."""
    from digest.doctor import examine

    for path in options.files:
        try:
            data = path.read_bytes()
        except OSError as error:
            print(f"build.py: {path}: {error.strerror}", file=sys.stderr)
            return USAGE
        print("\n".join(examine(data, str(path))))
    return FINE


def review(options: argparse.Namespace, progress: Progress) -> int:
    """Print what is doubtful, each as a comment with the YAML that settles it below."""
    from digest.doubts import write_stub

    digest, _, _ = read_and_plan(options, progress)
    progress.clear()
    for doubt in digest.doubts:
        print("\n".join(f"# {line}" for line in (doubt.paper.title, *doubt.messages)))
        print(write_stub(doubt))
    print(f"# {len(digest.doubts)} doubtful cases in {len(digest.papers)} papers")
    return FINE


def build(options: argparse.Namespace, progress: Progress) -> int:
    """Build the site and publish it."""
    from digest import data, publish, render, search
    from digest import pages as planning
    from digest.addresses import ASSETS, DATA

    with broken_environment(options.out, publish.PublishError, search.SearchError):
        publish.check_output(options.out)
        digest, pages, assets = read_and_plan(options, progress)
        frame = render.Frame(
            options.templates,
            digest.site,
            render.make_fingerprint(assets),
            with_search=not options.no_search,
            menu=planning.choose_menu(pages),
        )
        with publish.staging(options.out) as stage:
            with progress.stage("render"):
                rendered = list(render_or_explain(frame, pages, options.jobs))
            with progress.stage("write"):
                publish.write_files(stage, [(ASSETS + name, content) for name, content in assets])
                publish.write_files(stage, [(DATA, data.render_data(digest)), *rendered])
            if not options.no_search:
                with progress.stage("index"):
                    search.index_pages(stage, len(digest.papers))
    return report(digest, len(pages), progress, options)


def read_and_plan(
    options: argparse.Namespace, progress: Progress
) -> tuple[Digest, list[Page], list[tuple[str, bytes]]]:
    """Read all input and think about it; raise with every problem there is."""
    from digest import addresses, assemble, curation, dumps, pages

    with progress.stage("read"):
        seeds = dumps.read_dumps(options.seeds)
        curated, problems = curation.read_curation(options.site, [dump.file.removeprefix("seeds/") for dump in seeds])
        assets = curation.read_assets(options.templates, options.site)
    with progress.stage("think"):
        if options.base_url:
            curated = replace(curated, site=replace(curated.site, base_url=options.base_url))
        if problems:  # what the papers are like is still worth saying; their topics are not
            problems += assemble.check_sources(seeds, curated.overrides)
            raise ProblemsFoundError(problems, [aside for dump in seeds for aside in dump.set_aside])
        digest, problems = assemble.make_digest(seeds, curated)
        planned = pages.plan_pages(digest, curated.prose)
        problems += addresses.check_addresses(planned)
    if problems:
        raise ProblemsFoundError(problems, assemble.list_set_aside(digest))
    return digest, planned, assets


def fetch(options: argparse.Namespace, _: Progress) -> int:
    """Ask the papers service and save its answers as dumps."""
    from digest.network.fetch import check_wanted, describe_saved, fetch_dumps

    wanted = choose_wanted(options)
    if complaint := check_wanted(wanted):
        print(f"build.py: {complaint}", file=sys.stderr)
        return USAGE
    services = read_services(options)
    with service_trouble():
        for saved in fetch_dumps(make_client(services.papers), services, wanted, options.seeds):
            print(describe_saved(saved))
    return FINE


def enrich(options: argparse.Namespace, progress: Progress) -> int:
    """Ask arXiv for the papers without arXiv id and add what it says to the records."""
    from digest import records
    from digest.network import arxiv, enrichment

    services = read_services(options)
    known, problems = records.read_records(options.site)
    if problems:
        raise ProblemsFoundError(problems)
    day, days = today(), services.ask_again_days
    digest, _, _ = read_and_plan(options, progress)
    progress.clear()
    chosen = enrichment.choose_papers(digest.papers, known, day, days, refresh=options.refresh)
    limited = chosen[: options.limit]
    client = make_client(services.arxiv)
    counts: Counter[str] = Counter()
    with service_trouble():
        asking = partial(arxiv.ask_arxiv, client, services.arxiv)
        outcomes = enrichment.enrich_papers(limited, known, asking, options.site, day, services.save_every)
        with closing(outcomes):  # so that an interruption here, too, writes what was learnt
            for number, outcome in enumerate(outcomes, 1):
                counts[outcome.done] += 1
                detail = f" ({outcome.detail})" if outcome.detail else ""
                print(f"{number}/{len(limited)} {outcome.paper}: {outcome.done}{detail}", file=sys.stderr, flush=True)
    return report_asked(counts, len(chosen))


def report_asked(counts: Counter[str], chosen: int) -> int:
    """Print the closing line of `enrich`."""
    figures = ", ".join(f"{counts[done]} {done}" for done in ("found", "not found", "failed"))
    kept = f", {counts['kept']} kept as known" if counts["kept"] else ""
    left = f"; {chosen - counts.total()} left to ask" if chosen > counts.total() else ""
    print(f"{counts.total()} asked: {figures}{kept}{left}")
    return BROKEN if counts["failed"] else FINE


def choose_wanted(options: argparse.Namespace) -> Wanted:
    """Say what the options of `fetch` ask for."""
    from digest.network.fetch import Wanted

    day = options.date or today()
    if options.week:
        return Wanted("week", options.week)
    if options.month:
        return Wanted("month", options.month)
    return Wanted("query", options.query, day) if options.query is not None else Wanted("daily", day)


def read_services(options: argparse.Namespace) -> Services:
    """Read `services.yml`, with the site's name for who asks."""
    from digest import curation
    from digest.network import services

    site, problems = curation.read_site(options.site)
    said, found = services.read_services(options.site, site.name, site.base_url)
    if problems or found:
        raise ProblemsFoundError([*problems, *found])
    return said


def make_client(service: Service) -> Client:
    """Make the client of a service, which sleeps and speaks for real."""
    from digest.network.web import Client

    return Client(service.manners, time.monotonic, time.sleep, lambda line: print(line, file=sys.stderr, flush=True))


@contextmanager
def service_trouble() -> Iterator[None]:
    """Turn what a service or the disk refuses into one line."""
    from digest.network.wire import WebError

    try:
        yield
    except WebError as error:
        raise BrokenError(str(error)) from None
    except OSError as error:
        raise BrokenError(f"{error.filename or 'the disk'}: {error.strerror or error}") from None
    except KeyboardInterrupt:
        raise BrokenError("interrupted; what was received until now is kept") from None


def today() -> str:
    """Give the day by which services date their lists."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def render_or_explain(frame: render.Frame, pages: Sequence[Page], jobs: int) -> Iterator[tuple[str, bytes]]:
    """Render all pages; a fault in a template is a problem like any other."""
    from digest import render

    try:
        yield from render.render_pages(frame, pages, jobs)
    except render.TemplateFaultError as fault:
        raise ProblemsFoundError([fault.problem]) from None


@contextmanager
def broken_environment(out: Path, *errors: type[Exception]) -> Iterator[None]:
    """Turn what the system refuses into one line that says what to do."""
    try:
        yield
    except errors as error:
        raise BrokenError(f"{error}; nothing was published") from None
    except BrokenPipeError:
        raise
    except OSError as error:
        advice = {errno.ENOSPC: "; make room on the disk", errno.EACCES: "; check who may read and write there"}
        # A file of the stage is nothing that people know; it stands for the output.
        named = error.filename if isinstance(error.filename, str) and ".paper-digest-" not in error.filename else out
        said = f"{named}: {error.strerror or error}{advice.get(error.errno or 0, '')}"
        raise BrokenError(f"{said}; nothing was published") from None


class Progress:
    """Times the stages; on a terminal, says which one is under way."""

    def __init__(self, on_terminal: bool) -> None:
        self.on_terminal = on_terminal
        self.seconds: dict[str, float] = {}

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


def report(digest: Digest, pages: int, progress: Progress, options: argparse.Namespace) -> int:
    """Print what was set aside and the closing line."""
    from digest.assemble import list_set_aside

    progress.clear()
    show_set_aside(digest.odd, options, "kept, but")
    show_set_aside(list_set_aside(digest), options)
    show_figures(digest, pages, progress, options)
    return FINE


def show_place(place: Place, options: argparse.Namespace) -> str:
    """Say a place with the folder that was really read, so that it can be opened."""
    root, _, rest = str(place).partition("/")
    folder = {"seeds": options.seeds, "site_src": options.site, "templates": options.templates}.get(root.split(":")[0])
    if folder is None or folder == HERE / root:
        return str(place)
    return f"{folder}/{rest}" if rest else str(folder)


def show_problems(problems: Sequence[Problem], options: argparse.Namespace) -> None:
    """Print every problem, one to a line."""
    for problem in problems:
        hint = f"; {problem.hint}" if problem.hint else ""
        print(f"{show_place(problem.place, options)}: {problem.message}{hint}", file=sys.stderr)
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    print(f"build.py: {count}; nothing was published", file=sys.stderr)


def show_set_aside(listed: Sequence[SetAside], options: argparse.Namespace, verdict: str = "set aside") -> None:
    """Print what was read and is not shown, one to a line, with the reason."""
    for aside in listed:
        text = f": “{aside.text[:70]}{'…' if len(aside.text) > 70 else ''}”" if aside.text else ""
        print(f"{show_place(aside.place, options)}: {verdict}, {aside.reason}{text}", file=sys.stderr)


def show_figures(digest: Digest, pages: int, progress: Progress, options: argparse.Namespace) -> None:
    """Print the closing line: what was read is what is shown and what was set aside."""
    from digest.assemble import count_sightings, list_set_aside

    figures = (
        f"{digest.read} entries = {count_sightings(digest)} sightings of {len(digest.papers)} papers"
        f" + {len(list_set_aside(digest))} set aside; {len(digest.topics)} topics, {len(digest.editions)} editions,"
        f" {pages} pages in {sum(progress.seconds.values()):.2f} s"
    )
    stages = ", ".join(f"{name} {seconds:.2f}" for name, seconds in progress.seconds.items())
    where = f" in {options.out}/" if options.command == "build" else ""
    print(figures + where + (f" ({stages})" if options.timings else ""))


COMMANDS = {
    "build": build,
    "check": check,
    "explain": explain,
    "review": review,
    "doctor": doctor,
    "fetch": fetch,
    "enrich": enrich,
}

if __name__ == "__main__":
    sys.exit(main())
