"""The command `update`: what the schedule does. It fetches, compares with what is published, and says the outcome."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from digest import publish
from digest.addresses import DATA
from digest.commands import links, network
from digest.commands.desk import read_state, renew_schemas
from digest.commands.endings import BROKEN, FINE, PROBLEMS, BrokenError, ProblemsFoundError, StoppedError, UsageError
from digest.commands.reading import Plan, complete_site, make_frame, read_and_plan
from digest.commands.speaking import Progress, append_summary, show_place, show_problems
from digest.curation import read_site
from digest.data import render_data
from digest.days import find_day
from digest.desk import committing
from digest.desk.git import GitError
from digest.desk.markdown_text import escape_markdown, quote, write_code
from digest.desk.parcels import PARCEL, SUMMARY, Parcel, write_parcel
from digest.desk.schemas import FOLDER as SCHEMAS
from digest.desk.sides import State, find_lost, find_new, is_state, pair_sides
from digest.desk.tidings import Tidings, say_headline, write_message, write_summary, write_trouble
from digest.health import FILE as HEALTH
from digest.network import periods
from digest.network.fetch import EmptyError, Kind, Saved, describe_saved, fetch_dumps
from digest.network.services import Services
from digest.network.wire import WebError
from digest.records import FOLDER as RECORDS
from digest.render import TemplateFaultError, plan_files

BRANCH = "digest-update"
_ASK = 500  # papers that arXiv is asked for in one run: half an hour at the pace that it wants
_LOOK = {"limit": 150, "pause": 3.0, "private": False, "report": False}  # options of `links`: minutes, not hours
# Services may be slow, and a run that is stopped from outside delivers nothing: each has a part of its hour (seconds).
_PATIENCE_TO_ASK, _PATIENCE_TO_LOOK = 30 * 60.0, 10 * 60.0


@dataclass
class Diary:
    """What an update has done until now. `broken`: a service did not answer; `saved` is what became of dumps."""

    steps: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    saved: list[Saved] = field(default_factory=list)
    broken: bool = False


def update(options: argparse.Namespace, progress: Progress) -> int:
    """Fetch what is configured, compare it with what is published, and leave the outcome for `deliver`."""
    publish.remove_files([options.parcel / PARCEL, options.parcel / SUMMARY])  # no older ones for these
    try:
        return run_update(options, progress)
    except (ProblemsFoundError, StoppedError):
        raise
    except Exception as error:  # whatever it is, somebody must hear of it
        said = f"The run has ended early, and its log says more: {escape_markdown(f'{type(error).__name__}: {error}')}"
        tidings = Tidings(troubles=[said], kept=True)
        leave_parcel(Parcel(body=write_summary(tidings), trouble=write_trouble(tidings), watch=True), options)
        raise


def run_update(options: argparse.Namespace, progress: Progress) -> int:
    """Do it, and leave what came of it."""
    try:
        known = network.read_services(options)
    except ProblemsFoundError as found:
        tidings = Tidings(troubles=say_problems(found, options), kept=True)
        leave_parcel(Parcel(body=write_summary(tidings), trouble=write_trouble(tidings), watch=True), options)
        raise
    diary = Diary()
    with progress.stage("compare"):
        base = read_published(options, progress, known, diary)
    with progress.stage("ask"):
        ask_services(options, progress, known, diary)
    plan, tidings = judge(options, progress, base, diary)
    tidings = replace(tidings, seconds=dict(progress.seconds))
    changed = list_changed(options, plan, diary) if plan and not tidings.kept else ()
    parcel = Parcel(
        message=write_message(tidings),
        body=write_summary(tidings),
        paths=tuple(changed),
        branch=BRANCH if known.habits.propose else "",
        trouble=write_trouble(tidings),
        watch=True,
    )
    leave_parcel(parcel, options)
    progress.clear()
    print(say_headline(tidings) + (f"; {options.parcel / SUMMARY} says what to look at" if tidings.troubles else ""))
    return PROBLEMS if tidings.kept else BROKEN if diary.broken and not tidings.new else FINE


def leave_parcel(parcel: Parcel, options: argparse.Namespace) -> None:
    """Write what is to be delivered, and add its words to the summary of the run."""
    publish.replace_file(options.parcel / PARCEL, write_parcel(parcel))
    publish.replace_file(options.parcel / SUMMARY, parcel.body.encode("utf-8", "replace"))
    append_summary(parcel.body)


def read_published(options: argparse.Namespace, progress: Progress, known: Services, diary: Diary) -> State | None:
    """Read the papers of the last good site: of the one that is served, else of the last commit, else none."""
    if options.against:
        return read_state(options.against, options, progress)
    address = complete_site(read_site(options.site)[0], options.base_url or "").base_url
    if address:
        try:
            return read_served(address, known)
        except WebError as error:
            diary.steps.append(f"Compared with the last commit, for the published site cannot be had: {error}")
    try:
        return read_state("HEAD", options, progress)
    except (UsageError, ProblemsFoundError) as error:
        diary.steps.append(f"The last commit cannot be compared with: {error}")
        return None


def read_served(address: str, known: Services) -> State:
    """Get `papers.json` of the site that is served, or raise `WebError`."""
    try:
        state = json.loads(network.get_published(address + DATA, known))
    except (ValueError, RecursionError):
        state = None
    if not is_state(state):
        raise WebError(f"what is served at {address}{DATA} is not the data of a site")
    return cast("State", state)


def ask_services(options: argparse.Namespace, progress: Progress, known: Services, diary: Diary) -> None:
    """Fetch the lists that are configured, and look papers up; what fails is a trouble and ends nothing."""
    habits = known.habits
    if not habits.fetch:
        diary.steps.append("No list is asked for; `fetch:` below `update:` in site_src/services.yml says which")
    else:
        fetch_lists(options, known, cast("Kind", habits.fetch), diary)
    if habits.enrich:
        try:
            answers = argparse.Namespace(**vars(options) | {"limit": _ASK, "refresh": False})
            if network.look_up(answers, progress, _PATIENCE_TO_ASK):
                diary.troubles.append("arXiv did not answer for every paper; the next run asks again")
        except StoppedError:
            raise
        except (BrokenError, ProblemsFoundError) as error:
            diary.troubles.append(f"arXiv was asked in vain: {escape_markdown(str(error))}")
    if habits.links:
        try:
            links.follow_links(argparse.Namespace(**vars(options) | _LOOK), progress, _PATIENCE_TO_LOOK)
        except StoppedError:
            raise
        except (BrokenError, ProblemsFoundError) as error:
            diary.troubles.append(f"Outgoing links were not looked at: {escape_markdown(str(error))}")


def fetch_lists(options: argparse.Namespace, known: Services, kind: Kind, diary: Diary) -> None:
    """Fetch every list that came since the last one; where one fails, those after it wait, or it would be forgotten."""
    if known.habits.propose:
        take_proposed(options, diary)
    files = [path.name for path in options.seeds.iterdir()]
    wanted = periods.list_wanted(kind, options.today or network.today(), files)
    if gap := periods.find_gap(kind, wanted, files):
        diary.troubles.append(
            f"The schedule has been off: nothing was fetched between {gap}. GitHub turns schedules off after 60 days"
            " without a commit; turn it on under Actions → schedule → Enable workflow, and get what is missing with"
            f" `python build.py fetch {'--date' if kind == 'daily' else f'--{kind}'} …`"
        )
    client = network.make_client(known.papers.manners)
    for at, one in enumerate(wanted, 1):
        try:
            for saved in fetch_dumps(client, known, one, options.seeds):
                diary.saved.append(saved)
                diary.steps.append(describe_saved(replace(saved, path=Path("seeds", saved.path.name))))
        except EmptyError as error:
            diary.steps.append(str(error))
            if not periods.is_weekend(one):
                diary.troubles.append(escape_markdown(str(error)))
        except WebError as error:
            diary.broken = True
            waiting = f"; {len(wanted) - at} after it wait" if at < len(wanted) else ""
            diary.troubles.append(f"{write_code(one.value)} was not fetched: {escape_markdown(str(error))}{waiting}")
            return


def take_proposed(options: argparse.Namespace, diary: Diary) -> None:
    """Begin with the lists of an open proposal: it holds them until somebody has looked, however long that takes."""
    allowed = committing.allow(os.environ.get("GITHUB_SERVER_URL", network.SERVER), os.environ.get("GITHUB_TOKEN", ""))
    try:
        for name, data in committing.read_proposed(options.seeds.resolve(), BRANCH, allowed):
            if find_day(name) and not (options.seeds / name).exists():
                publish.replace_file(options.seeds / name, data)
                diary.saved.append(Saved(options.seeds / name, "unchanged", 0))
                diary.steps.append(f"seeds/{name}: waits in the open proposal")
    except GitError as error:
        diary.steps.append(f"The open proposal, if there is one, cannot be read: {error}")


def judge(
    options: argparse.Namespace, progress: Progress, base: State | None, diary: Diary
) -> tuple[Plan | None, Tidings]:
    """Read everything as it is now and say what came of it; what must not be published is `kept`."""
    try:
        plan = read_and_plan(options, progress)
        try_pages(plan, options)
    except ProblemsFoundError as found:
        progress.clear()
        show_problems(found, options)
        troubles = [*diary.troubles, *say_problems(found, options)]
        return None, Tidings(steps=diary.steps, troubles=troubles, kept=True)
    head: dict[str, Any] = json.loads(render_data(plan.digest))
    before = head | {"papers": [], "hidden": [], "redirects": {}} if base is None else base
    pair = pair_sides(before, head)
    lost, new = find_lost(pair), find_new(pair)
    stops = [*say_lost(lost), *say_unread(plan, diary.saved)]
    ids = {paper["id"] for paper in new}
    doubts = [
        f"{quote(doubt.title)}: {escape_markdown(doubt.message)}" for doubt in plan.digest.doubts if doubt.key in ids
    ]
    counts = {
        "Papers": len(head["papers"]),
        "New papers": len(new),
        "Lost papers": len(lost),
        "Editions": len(head["editions"]),
        "Doubtful in all": len(plan.digest.doubts),
    }
    troubles = [*diary.troubles, *stops]
    return plan, Tidings(new, lost, counts, diary.steps, doubts, troubles, kept=bool(stops))


def try_pages(plan: Plan, options: argparse.Namespace) -> None:
    """Make every page once, and keep none: a fault of a template would keep the site from being published, unheard."""
    try:
        for page in plan_files(make_frame(plan, options), plan.pages):
            page.make()
    except TemplateFaultError as fault:
        raise ProblemsFoundError([fault.problem]) from None


def say_problems(found: ProblemsFoundError, options: argparse.Namespace) -> list[str]:
    """Say every problem in a line of Markdown."""
    return [
        f"{write_code(show_place(problem.place, options))}: {escape_markdown(f'{problem.message}; {problem.hint}')}"
        for problem in found.problems
    ]


def say_lost(lost: Sequence[Any]) -> Iterator[str]:
    """Say what to do about papers that are gone."""
    if lost:
        yield (
            f"{len(lost)} of the published papers would be gone, and no override or redirect says why. Put their"
            " capture back into seeds/, where `hide` or `same_as` can say what became of them, or lead their addresses"
            " elsewhere in `redirects.yml`"
        )


def say_unread(plan: Plan, saved: Sequence[Saved]) -> Iterator[str]:
    """Find what was fetched and makes no edition."""
    files = {edition.file for edition in plan.digest.editions}
    for one in saved:
        if one.path.name not in files:
            yield f"No paper can be read in {write_code(f'seeds/{one.path.name}')}; `python build.py doctor` says why"


def list_changed(options: argparse.Namespace, plan: Plan, diary: Diary) -> Iterator[str]:
    """Renew the schemas that there are, and name everything that this update, or one not delivered, has written."""
    written = [saved.path for saved in diary.saved]
    written += [records] if (records := options.site / RECORDS).is_dir() else []
    written += [health] if (health := options.site / HEALTH).is_file() else []
    schemas = options.site / SCHEMAS
    if written and schemas.is_dir():
        renew_schemas(plan, options.site)
        written.append(schemas)
    return (str(path.resolve()) for path in written)
