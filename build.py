#!/usr/bin/env python3
"""Build the digest: read dumps and editors' YAML, make the pages, index them, publish the site."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is more to say than where it was

from digest.menu import COMMANDS
from digest.options import WrongUsageError, parse_arguments

if TYPE_CHECKING:
    from digest import parallel, press
    from digest.commands.speaking import Progress

HERE = Path(__file__).resolve().parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code, once all that was said is written."""
    try:
        try:
            return run_line(arguments)
        finally:  # also of what ends by itself, as help does
            sys.stdout.flush()
    except BrokenPipeError:  # who reads has seen enough
        code = 0
    except OSError as error:
        print(f"build.py: what it says cannot be written: {error.strerror or error}", file=sys.stderr)
        code = 3
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def run_line(arguments: Sequence[str] | None) -> int:
    """Do what a command line says; whatever ends it is said in words."""
    command = ""
    try:
        options = parse_arguments(arguments, HERE, __doc__ or "")
        command = options.command
        for stream in (sys.stdout, sys.stderr):  # a title may hold letters that the terminal has not
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return run(options)
    except WrongUsageError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as missing:
        print(
            f"build.py: the package {missing.name} is not installed; run `make site`, then `.venv/bin/python build.py`",
            file=sys.stderr,
        )
        return 3
    except KeyboardInterrupt:
        whole = "; the site is whole, the old one or the new one" if command == "build" else ""
        print(f"build.py: interrupted{whole}", file=sys.stderr)
        return 130


def catch_signals() -> None:
    """Let Ctrl-C, a system that stops and a terminal that closes end a command alike, with nothing left behind."""

    ours = os.getpid()

    def interrupt(*_: object) -> NoReturn:
        if os.getpid() != ours:
            os._exit(130)  # a process that helps us, and says nothing
        raise KeyboardInterrupt

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # Windows knows no hanging up
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) == signal.SIG_DFL:  # else it is to be ignored, as with `nohup`
            signal.signal(number, interrupt)


def run(options: argparse.Namespace) -> int:
    """Run one command; whatever keeps it from its end is said in words."""
    from digest.commands import endings, speaking

    progress = speaking.Progress(speaking.is_terminal())
    try:
        with endings.broken_environment(options):
            return choose_command(options.command)(options, progress)
    except endings.ProblemsFoundError as found:
        progress.clear()
        speaking.show_problems(found, options)
        return endings.PROBLEMS
    except (endings.UsageError, endings.BrokenError) as complaint:
        progress.clear()
        print(f"build.py: {complaint}", file=sys.stderr)
        return endings.give_code(complaint)
    except KeyboardInterrupt:
        progress.clear()
        raise


def choose_command(name: str) -> Command:
    """Give the function of a command; only what it needs is imported."""
    module = COMMANDS[name].module
    command: Command = getattr(importlib.import_module(module), name) if module else globals()[name]
    return command


def check(options: argparse.Namespace, progress: Progress) -> int:
    """Read and check everything, down to the addresses of the pages; write nothing."""
    from digest.commands import reading

    plan = reading.read_and_plan(options, progress)
    reading.report(plan, progress, options)
    return 0


def build(options: argparse.Namespace, progress: Progress) -> int:
    """Build the site and publish it."""
    from digest import cache, lock, parallel, publish, search
    from digest.commands import cluster, reading
    from digest.commands.endings import broken_environment

    with (
        broken_environment(options, publish.PublishError, lock.HeldError, search.SearchError, parallel.WorkerLostError),
        publish.staging(options.out) as stage,
        cluster.open_workers(options, stage) as workers,
    ):
        memo = cache.Cache(options.cache)
        plan = reading.keep_addresses(reading.read_and_plan(options, progress, memo, workers), options)
        memo.save()
        with progress.stage("make"):
            made = make_or_explain(reading.order_files(plan, options, stage, memo.recall_all(cache.MADE)), workers)
        memo.keep_all(cache.MADE, made.known)
        publish.write_manifest(stage, made.hashes, plan.registry)
    reading.report(plan, progress, options)
    return 0


def make_or_explain(order: press.Order, workers: parallel.Workers) -> press.Made:
    """Make all files; a fault in a template is a problem like any other."""
    from digest import press, render
    from digest.commands.endings import ProblemsFoundError

    try:
        return press.make_files(order, workers)
    except render.TemplateFaultError as fault:
        raise ProblemsFoundError([fault.problem]) from None


if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[[argparse.Namespace, Progress], int]

if __name__ == "__main__":
    catch_signals()
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # all is done and closed; to free the memory piece by piece would take its time
