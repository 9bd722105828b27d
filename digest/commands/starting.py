"""The command `init`: the example's papers go, and a digest of one's own begins."""

from __future__ import annotations

import argparse
import shlex
import sys

from digest import publish
from digest.commands.desk import renew_schemas
from digest.commands.endings import FINE, UsageError
from digest.commands.reading import read_and_plan
from digest.commands.speaking import Progress
from digest.desk.clearing import Clearing, ClearingError, plan_clearing

NEXT = """\
Begun. Next:
  1. write the name into {site}/site.yml and your topics into {site}/topics.yml
  2. put captures into {seeds}/ (docs/captures.md), or ask for a list: python build.py fetch
  3. look at it: make serve
  4. git add -A && git commit -m "Begin a digest of our own" && git push
"""


def init(options: argparse.Namespace, progress: Progress) -> int:
    """Say what goes, ask, and put a small digest that explains itself in its place."""
    try:
        clearing = plan_clearing(options.seeds, options.site, options.templates / "start")
    except ClearingError as error:
        raise UsageError(str(error)) from None
    if not clearing.removed and not clearing.written:
        print("nothing was changed: this is a clean start already")
        return FINE
    announce(clearing, options)
    if not options.yes:
        ask()
    publish.remove_files(clearing.removed)
    for path, data in clearing.written:
        publish.replace_file(path, data)
    renew_schemas(read_and_plan(options, progress), options.site)
    progress.clear()
    print(NEXT.format(seeds=options.seeds.name, site=options.site.name), end="")
    return FINE


def announce(clearing: Clearing, options: argparse.Namespace) -> None:
    """Print every file that goes or is written anew, and how to bring all of them back."""
    for heading, paths in (
        ("These files go:", clearing.removed),
        ("These are written anew:", [path for path, _ in clearing.written]),
    ):
        print("\n  ".join([heading, *map(str, paths)]))
    print(f"Everything else stays. Git keeps what goes: git checkout {clearing.commit} -- ", end="")
    print(shlex.join([str(options.seeds), str(options.site)]), flush=True)


def ask() -> None:
    """Ask at a terminal; elsewhere nobody can answer, and nothing is done."""
    if not sys.stdin.isatty():
        raise UsageError("nothing was changed; say `python build.py init --yes` to do this")
    if input("Do it? [y/N] ").strip().casefold() not in ("y", "yes"):
        raise UsageError("nothing was changed")
