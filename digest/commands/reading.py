"""Reads all input and thinks about it, as most commands begin."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import gc
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from digest import addresses, assemble, crosslinks, curation, dumps, guide, pages, words
from digest.commands.endings import ProblemsFoundError, UsageError
from digest.commands.speaking import Progress, show_figures, show_place, show_set_aside
from digest.desk.schemas import FOLDER, Schema, is_written, make_schemas
from digest.memo import NO_MEMO, Memo
from digest.nouns import Change, Chapter, Curation, Digest, Dump, Page, Place, Problem, Site
from digest.parallel import HERE, Workers
from digest.yaml_text import find_links

if TYPE_CHECKING:
    from digest import press, render

_MAKING = ("build", "serve")  # commands that make pages


@dataclass(frozen=True, slots=True)
class Plan:
    """What the input makes: the digest, the pages to come, the assets, and what it was made of."""

    digest: Digest
    pages: Sequence[Page]
    assets: Sequence[tuple[str, bytes]]
    curation: Curation
    files: Sequence[str]
    say: words.Say
    arrivals: Mapping[str, str]
    left_out: str = ""  # why there is no change log
    registry: Mapping[str, Any] = field(default_factory=dict)  # all that was ever published, with this


@contextlib.contextmanager
def spare_collector() -> Iterator[None]:
    """Let nobody look for garbage where nearly all that is made stays; it would take a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # nor later, in this process or in those that are forked from it
        gc.enable()


@spare_collector()
def read_and_plan(
    options: argparse.Namespace, progress: Progress, memo: Memo | None = None, workers: Workers = HERE
) -> Plan:
    """Read all input and think about it; raise with every problem there is.

    `memo` speeds up making it again; without one, what the last build remembered is of use.
    """
    memo = memo or recall_build(options)
    with progress.stage("read"):
        (seeds, curated, phrases, chapters, assets), problems = read_input(options, memo)
    with progress.stage("think"):
        curated = replace(curated, site=complete_site(curated.site, options.base_url or ""))
        if problems:  # nothing will be built; what else is wrong is still worth saying
            curated = assemble.make_checkable(curated)
        relate = options.command in (*_MAKING, "diff") and not problems
        digest, found = assemble.make_digest(
            seeds, curated, day_of_build(options.command), memo, workers, relate=relate
        )
        problems += found
        if options.command in _MAKING and not problems:
            chapters = guide.translate_chapters(chapters, memo)
        changes, left_out, arrivals = read_past(options, memo)
        say = words.Say(phrases, curated.site.language)
        try:
            # Elsewhere, of editors' own pages the addresses are checked; to load what renders Markdown takes its time.
            prose = curated.prose if options.command in _MAKING else dict.fromkeys(curated.prose, "")
            planned = pages.plan_pages(digest, prose, say, changes, time_of_build(), chapters, memo)
        except words.MissingWordError as missing:
            hint = "take the file from where the templates come from"
            problem = Problem(Place(f"templates/{words.FILE}"), "X004", f"there is no word `{missing.name}`", hint)
            raise ProblemsFoundError([*problems, problem]) from None
        problems += [*addresses.check_addresses(planned), *addresses.check_moves(curated.moves, planned)]
        if not problems:
            problems += crosslinks.check_links(curated, planned, [name for name, _ in assets], options.site, memo)
    if problems:
        raise ProblemsFoundError(problems, assemble.list_set_aside(digest))
    return Plan(digest, planned, assets, curated, list_names(seeds), say, arrivals, left_out)


class Input(NamedTuple):
    """All that is read."""

    seeds: Sequence[Dump]
    curated: Curation
    phrases: Mapping[str, words.Phrase]
    chapters: Sequence[Chapter]
    assets: Sequence[tuple[str, bytes]]


def read_input(options: argparse.Namespace, memo: Memo) -> tuple[Input, list[Problem]]:
    """Read captures, what editors wrote, words, guide and assets."""
    seeds = dumps.read_dumps(options.seeds, memo)
    if problems := [*dumps.check_room(seeds)]:
        raise ProblemsFoundError(problems)
    curated, problems = curation.read_curation(options.site, list_names(seeds), memo)
    phrases, found = words.read_words(options.templates, options.site)
    problems += found
    chapters = guide.read_guide(options.docs) if curated.site.guide else ()
    assets = curation.read_assets(options.templates, options.site)
    assets = sorted({**dict(guide.read_pictures(options.docs, chapters)), **dict(assets)}.items())
    problems += [*find_links(options.templates, "templates"), *find_links(options.docs, "docs")]
    problems += [*addresses.check_assets(name for name, _ in assets)]
    return Input(seeds, curated, phrases, chapters, assets), problems


def list_names(seeds: Sequence[Dump]) -> list[str]:
    """List the names of the dumps, as editors write them."""
    return [dump.file.removeprefix("seeds/") for dump in seeds]


def recall_build(options: argparse.Namespace) -> Memo:
    """Open what the last build remembered, if there was one; nothing is added to it."""
    from digest.cache import Cache  # here: a preview has what it remembers in memory

    return Cache(options.cache) if options.cache.is_dir() else NO_MEMO  # to look up nothing takes its time, too


def read_past(options: argparse.Namespace, memo: Memo) -> tuple[Sequence[Change], str, Mapping[str, str]]:
    """Ask git what editors changed, of which there is a page, and when captures came, for a command that tells it.

    That changes with commits, not with what is being written: a preview asks once.
    """
    changes: Sequence[Change] = ()
    arrivals: Mapping[str, str] = {}
    left_out = ""
    if options.command in _MAKING:
        from digest.desk.history import read_history

        changes, left_out = memo.recall(("history", options.site), lambda: read_history(options.site))
    if options.command in (*_MAKING, "mail"):
        from digest.desk.arrivals import read_arrivals

        arrivals = memo.recall(("arrivals", options.seeds), lambda: read_arrivals(options.seeds))
    return changes, left_out, arrivals


def keep_addresses(plan: Plan, options: argparse.Namespace) -> Plan:
    """Add what becomes of addresses that were published and are no pages now; raise if too many papers are lost."""
    from digest import publish, registry  # here: only a build has a past

    manifest = publish.read_manifest(options.published or options.out / publish.MANIFEST)
    # `remember` writes an empty one where nothing is published yet; anything else would forget addresses in silence.
    if options.published and not manifest and options.published.read_bytes().strip() != b"{}":
        raise UsageError(f"--published: {options.published} is not the build-manifest.json of a site")
    known = registry.read_registry(manifest.get("registry"), plan.digest.site.began)
    if not options.allow_shrinking and (problems := [*registry.check_shrinking(known, plan.digest)]):
        raise ProblemsFoundError(problems, assemble.list_set_aside(plan.digest))
    pages = [*plan.pages, *registry.plan_former(known, plan.pages, plan.say)]
    return replace(plan, pages=pages, registry=registry.write_registry(known, pages, plan.digest))


def make_frame(plan: Plan, options: argparse.Namespace) -> render.Frame:
    """Make what all pages of a plan share."""
    from digest import render

    return render.Frame(
        options.templates,
        plan.digest.site,
        plan.say,
        render.make_fingerprint(plan.assets),
        with_search=not options.no_search and bool(plan.digest.papers),
        menu=pages.choose_menu(plan.pages),
        desk=pages.choose_desk(plan.pages),
        newest=plan.digest.editions[0].id if plan.digest.editions else "",
    )


def order_files(plan: Plan, options: argparse.Namespace, stage: Path, known: Mapping[str, str]) -> press.Order:
    """Say what is to be made of a plan; what is the same in the old site is taken from there."""
    old = options.out if options.out.is_dir() else None
    assets = [(addresses.ASSETS + name, content) for name, content in plan.assets]
    from digest import exports, press  # here, and in the function above: checking makes no pages

    stylesheet = dict(plan.assets).get("site.css", b"").decode("utf-8", "replace")
    material = exports.Material(plan.digest, plan.pages, plan.arrivals, options.templates, stylesheet)
    frame = make_frame(plan, options)
    return press.Order(
        frame, material, assets, stage.resolve(), old and old.resolve(), known, again=bool(options.executor)
    )


def report(plan: Plan, progress: Progress, options: argparse.Namespace) -> None:
    """Print what was set aside, what has grown old, and the closing line."""
    progress.clear()
    show_set_aside(plan.digest.odd, options, "kept, but")
    show_set_aside(assemble.list_set_aside(plan.digest), options)
    if (options.site / FOLDER).is_dir() and next(find_old_schemas(plan, options.site), None):
        folder = show_place(Place(f"site_src/{FOLDER}"), options)
        advice = "only completion while typing notices; `python build.py schemas` renews it"
        print(f"{folder}/ is behind, which {advice}", file=sys.stderr)
    show_figures(plan.digest, len(plan.pages), progress, options)
    if plan.left_out and options.command == "build":
        print(f"without a change log: {plan.left_out}")


def complete_site(site: Site, base_url: str) -> Site:
    """Add what follows from where the build runs: its address, and on GitHub the repository and the branch."""
    server, name = os.environ.get("GITHUB_SERVER_URL", ""), os.environ.get("GITHUB_REPOSITORY", "")
    if server and name and not site.repository:
        branch = os.environ.get("GITHUB_BASE_REF") or os.environ.get("GITHUB_REF_NAME") or site.branch
        site = replace(site, repository=f"{server}/{name}", branch=branch)
    return replace(site, base_url=base_url or site.base_url)


def day_of_build(command: str) -> str:
    """Give the day by which pins end: what SOURCE_DATE_EPOCH says, else, for who only looks, today."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat() if command in ("diff", "review", "serve") else ""
    return time_of_build().partition("T")[0] or today


def time_of_build() -> str:
    """Give the time that SOURCE_DATE_EPOCH says, as RFC 3339 writes it; the clock never does."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        return ""
    if not re.fullmatch(r"[0-9]{1,11}", seconds, re.ASCII):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is `{seconds}`, and should be seconds since 1970, as `date +%s` prints them"
        )
    return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find_old_schemas(plan: Plan, site: Path) -> Iterator[tuple[str, Schema]]:
    """Yield the name of each schema that is not as the input makes it, and what it should be."""
    papers = {id: paper for paper in (*plan.digest.papers, *plan.digest.hidden) for id in (paper.id, *paper.other_ids)}
    for name, schema in make_schemas(plan.curation, plan.files, papers, plan.say.phrases):
        if not is_written(schema, site / FOLDER / name):
            yield name, schema
