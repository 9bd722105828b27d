"""The command that looks whether the site's outgoing links still lead somewhere."""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from digest import publish
from digest.commands.desk import print_doubts
from digest.commands.endings import FINE, BrokenError, StoppedError
from digest.commands.network import read_services, today
from digest.commands.reading import Plan, read_and_plan
from digest.commands.speaking import Progress
from digest.health import ABSENT, FILE, choose_due, format_health, is_good, remember
from digest.network.visits import UNHEARD, Visitor
from digest.nouns import Health
from digest.outgoing import find_in_list, find_in_markdown, find_in_paper


def links(options: argparse.Namespace, progress: Progress) -> int:
    """Ask the addresses that are due, remember what answered, and print the links that are gone for good."""
    return follow_links(options, progress)


def follow_links(options: argparse.Namespace, progress: Progress, seconds: float = math.inf) -> int:
    """Do what `links` does, and begin with no further address when the time is over."""
    asked = None if options.report else read_services(options)
    plan = read_and_plan(options, progress)
    if asked:
        manners = replace(asked.papers.manners, interval=options.pause, max_moves=5)
        look(plan, Visitor(manners, time.monotonic, time.sleep, private=options.private), options, seconds)
        plan = read_and_plan(options, progress)  # with what was learnt
    progress.clear()
    doubts = [doubt for doubt in plan.digest.doubts if doubt.kind == "gone"]
    print_doubts(doubts)
    print(f"# links to what is gone: {len(doubts)}")
    return FINE


def look(plan: Plan, visitor: Visitor, options: argparse.Namespace, seconds: float) -> None:
    """Ask and write what answered, also where the run is interrupted; where nobody answers, nothing is written."""
    end = time.monotonic() + seconds
    addresses, day = list_addresses(plan), today()
    known = {url: health for url, health in plan.curation.health.items() if url in addresses}
    due = choose_due(addresses, known, day)
    limited = due[: options.limit]
    answers: dict[str, str] = {}
    try:
        for number, (url, answer) in enumerate(visitor.visit(limited), 1):
            answers[url] = answer
            print(f"{number}/{len(limited)} {url}: {answer}", file=sys.stderr, flush=True)
            if time.monotonic() > end:
                break
    except KeyboardInterrupt:
        raise StoppedError("interrupted; what answered until now is kept") from None
    finally:
        save(options, known, answers, day)
    if answers and UNHEARD.issuperset(answers.values()):
        raise BrokenError("nobody answers; perhaps there is no network. Nothing was remembered")
    print(report_answers(answers, len(due)))


def save(options: argparse.Namespace, known: Mapping[str, Health], answers: Mapping[str, str], day: str) -> None:
    """Write what is known and what answered today, unless nobody did: that is the network's fault."""
    if not UNHEARD.issuperset(answers.values()):
        learnt = {url: remember(known.get(url), day, answer) for url, answer in answers.items()}
        publish.replace_file(options.site / FILE, format_health({**known, **learnt}))


def list_addresses(plan: Plan) -> set[str]:
    """List all addresses of others that the site leads to."""
    return {
        *(url for paper in plan.digest.papers for url, _ in find_in_paper(paper)),
        *(url for reading in plan.digest.lists for url in find_in_list(reading)),
        *(url for text in plan.curation.prose.values() for url in find_in_markdown(text)),
    }


def report_answers(answers: Mapping[str, str], due: int) -> str:
    """Say in one line what answered."""
    counts = Counter("answer" if is_good(one) else "absent" if one in ABSENT else "other" for one in answers.values())
    left = f"; {due - len(answers)} left for another time" if due > len(answers) else ""
    return (
        f"# {len(answers)} asked: {counts['answer']} answered, {counts['absent']} were not there,"
        f" {counts['other']} said nothing certain{left}"
    )
