"""The commands that ask what others know: `fetch`, `enrich`, and `remember`, which asks the site as it is published."""

from __future__ import annotations

import argparse
import datetime
import math
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from digest import curation, publish, records
from digest.commands.endings import BROKEN, FINE, BrokenError, ProblemsFoundError, StoppedError, UsageError
from digest.commands.reading import complete_site, read_and_plan
from digest.commands.speaking import Progress
from digest.network import arxiv, enrichment, github, services
from digest.network.fetch import Wanted, check_wanted, describe_saved, fetch_dumps
from digest.network.web import Client, Manners
from digest.network.wire import WebError

SERVER, API = "https://github.com", "https://api.github.com"
_LARGEST = 300_000_000  # bytes of a published file


def fetch(options: argparse.Namespace, _: Progress) -> int:
    """Ask the papers service and save its answers as dumps."""
    wanted = choose_wanted(options)
    if complaint := check_wanted(wanted):
        raise UsageError(complaint)
    known = read_services(options)
    with service_trouble():
        for saved in fetch_dumps(make_client(known.papers.manners), known, wanted, options.seeds):
            print(describe_saved(saved))
    return FINE


def enrich(options: argparse.Namespace, progress: Progress) -> int:
    """Ask arXiv for the papers without arXiv id and add what it says to the records."""
    return look_up(options, progress)


def look_up(options: argparse.Namespace, progress: Progress, seconds: float = math.inf) -> int:
    """Do what `enrich` does, and begin with no further paper when the time is over."""
    end = time.monotonic() + seconds
    asked = read_services(options)
    known, problems = records.read_records(options.site)
    if problems:
        raise ProblemsFoundError(problems)
    day, days = today(), asked.ask_again_days
    digest = read_and_plan(options, progress).digest
    progress.clear()
    chosen = enrichment.choose_papers(digest.papers, known, day, days, refresh=options.refresh)
    limited = chosen[: options.limit]
    client = make_client(asked.arxiv.manners)
    counts: Counter[str] = Counter()
    with service_trouble():
        asking = partial(arxiv.ask_arxiv, client, asked.arxiv)
        outcomes = enrichment.enrich_papers(limited, known, asking, options.site, day, asked.save_every)
        with closing(outcomes):  # so that an interruption here, too, writes what was learnt
            for number, outcome in enumerate(outcomes, 1):
                counts[outcome.done] += 1
                detail = f" ({outcome.detail})" if outcome.detail else ""
                print(f"{number}/{len(limited)} {outcome.paper}: {outcome.done}{detail}", file=sys.stderr, flush=True)
                if time.monotonic() > end:
                    break
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
    day = options.date or today()
    if options.week:
        return Wanted("week", options.week)
    if options.month:
        return Wanted("month", options.month)
    return Wanted("query", options.query, day) if options.query is not None else Wanted("daily", day)


def remember(options: argparse.Namespace, _: Progress) -> int:
    """Save the list of what is published, by which a build keeps every address that there ever was."""
    site, problems = curation.read_site(options.site)
    address = complete_site(site, options.base_url or "").base_url
    if not address and not problems:
        raise UsageError("nobody says where the site is published; write `base_url:` into site.yml, or use --base-url")
    known = read_services(options)
    try:
        data = get_published(address + publish.MANIFEST, known)
        if not publish.parse_manifest(data):
            raise BrokenError(f"what is served at {address}{publish.MANIFEST} is no list of a published site")
        said = f"remembered what is published at {address}"
    except WebError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise BrokenError(f"{error}; without what is published there its addresses would be lost") from None
        if not options.allow_shrinking and was_published():
            raise BrokenError(
                f"nothing is served at {address}, where GitHub has published the site before: its addresses would be "
                "lost. Run this again once it is served; to begin anew, start *site* by hand, with its box"
            ) from None
        data, said = b"{}", f"nothing is published at {address} yet"
    publish.replace_file(options.to, data)
    print(said)
    return FINE


def was_published() -> bool:
    """Say whether GitHub knows of a site that was served; not, where nobody can ask it."""
    hub = open_github()
    try:
        return hub is not None and github.was_deployed(hub)
    except WebError as error:
        print(f"GitHub does not say whether the site was published before: {error}", file=sys.stderr)
        return False


def open_github() -> github.GitHub | None:
    """Open the repository that the environment names, or nothing where it names none."""
    repository, token = os.environ.get("GITHUB_REPOSITORY", ""), os.environ.get("GITHUB_TOKEN", "")
    if not repository or not token:
        return None
    manners = Manners(f"paper-digest (+{SERVER}/{repository})", interval=0.0, tries=3)
    return github.GitHub(os.environ.get("GITHUB_API_URL", API), repository, token, make_client(manners))


def get_published(address: str, known: services.Services) -> bytes:
    """Get a file of the site that is served. Raises `WebError`."""
    manners = replace(known.papers.manners, interval=0.0, tries=3)
    manners = replace(manners, limits=replace(manners.limits, max_bytes=_LARGEST))
    return make_client(manners).get(address, ("application/json",)).body


def read_services(options: argparse.Namespace) -> services.Services:
    """Read `services.yml`, with the site's name for who asks."""
    site, problems = curation.read_site(options.site)
    site = complete_site(site, options.base_url or "")
    said, found = services.read_services(options.site, site.name, site.base_url or site.repository)
    if options.command == "update" and not said.habits.asks:  # then nobody needs to know who does
        found = [problem for problem in found if problem.code != "R013"]
    if problems or found:
        raise ProblemsFoundError([*problems, *found])
    return said


def make_client(manners: Manners) -> Client:
    """Make a client that sleeps and speaks for real."""
    return Client(manners, time.monotonic, time.sleep, lambda line: print(line, file=sys.stderr, flush=True))


@contextmanager
def service_trouble() -> Iterator[None]:
    """Turn what a service or the disk refuses into one line."""
    try:
        yield
    except WebError as error:
        raise BrokenError(str(error)) from None
    except OSError as error:
        raise BrokenError(f"{error.filename or 'the disk'}: {error.strerror or error}") from None
    except KeyboardInterrupt:
        raise StoppedError("interrupted; what was received until now is kept") from None


def today() -> str:
    """Give the day by which services date their lists."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()
