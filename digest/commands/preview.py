"""The command `serve`: the site on this machine, made anew at every change."""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path

from digest.addresses import ASSETS, DATA, INDEX, file_of
from digest.commands.endings import FINE, BrokenError, ProblemsFoundError
from digest.commands.reading import Plan, make_frame, read_and_plan
from digest.commands.speaking import HOME, Progress
from digest.data import render_data
from digest.desk.preview import Draft, PreviewError, Read, serve_preview
from digest.memo import Memo
from digest.render import forget_templates, render_pages


def serve(options: argparse.Namespace, progress: Progress) -> int:
    """Show the site, and each change as it is saved, until Ctrl-C."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    progress.on_terminal = False
    try:
        serve_preview(
            partial(make_draft, options, progress, Memo()),
            None if options.no_search else partial(make_index, options),
            (options.seeds, options.site, options.templates),
            options.templates / "preview",
            options.port,
            partial(print, flush=True),
            stop,
        )
    except PreviewError as error:
        raise BrokenError(str(error)) from None
    except KeyboardInterrupt:
        stop.set()
    print("the preview has ended")
    return FINE


def make_draft(options: argparse.Namespace, progress: Progress, memo: Memo) -> Draft:
    """Read and plan; pages are rendered when they are asked for."""
    forget_templates()
    memo.begin_round()
    try:
        return Draft(OnDemand(read_and_plan(options, progress, memo), options))
    except ProblemsFoundError as found:
        return Draft(None, tuple(found.problems))


def make_index(options: argparse.Namespace, _draft: Draft) -> Read:
    """Make the search index by a build in a process of its own, so that no page is kept waiting; keep it in memory."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        names = ("seeds", "site", "templates")
        asked = [text for name in names for text in (f"--{name}", str(getattr(options, name)))]
        politely = [nice, "-n", "19"] if (nice := shutil.which("nice")) else []  # pages go before the search
        command = [*politely, sys.executable, str(HOME / "build.py"), "--out", str(site), *asked]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BrokenError(done.stderr.strip().rpartition("\n")[2].removeprefix("build.py: "))
        files = (path for path in (site / INDEX).rglob("*") if path.is_file())
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}.get


class OnDemand:
    """The site of a plan, of which each file is made when it is asked for by its name."""

    def __init__(self, plan: Plan, options: argparse.Namespace) -> None:
        self.plan = plan
        self.frame = make_frame(plan, options)
        self.pages = {file_of(page.address): page for page in plan.pages}
        self.assets = {ASSETS + name: data for name, data in plan.assets}

    def __call__(self, name: str) -> bytes | None:
        """Give the bytes of a file; None where there is none."""
        if name == DATA:
            return render_data(self.plan.digest)
        page = self.pages.get(name)
        return next(render_pages(self.frame, [page]))[1] if page else self.assets.get(name)
