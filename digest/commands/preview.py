"""The command `serve`: the site on this machine, made anew at every change."""

from __future__ import annotations

import argparse
import signal
import threading
from functools import partial
from itertools import chain

from digest.addresses import ASSETS, DATA, INDEX, file_of
from digest.commands.endings import FINE, BrokenError, ProblemsFoundError
from digest.commands.reading import Plan, make_frame, read_and_plan, recall_build
from digest.commands.speaking import Progress
from digest.data import render_data
from digest.desk.preview import Draft, PreviewError, Read, serve_preview
from digest.exports import PARTS, Material
from digest.fingerprint import Recipe
from digest.guide import write_spots
from digest.memo import Memo
from digest.render import plan_files
from digest.search import SearchError, index_records
from digest.searchable import write_records

_EXPORTED = ("data", "citations", "feeds")  # what a build writes beside the pages, and a preview when asked


def serve(options: argparse.Namespace, progress: Progress) -> int:
    """Show the site, and each change as it is saved, until Ctrl-C."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    progress.on_terminal = False
    try:
        serve_preview(
            partial(make_draft, options, progress, Memo(recall_build(options))),
            None if options.no_search else partial(make_index, Memo()),
            {
                "seeds": options.seeds,
                "site_src": options.site,
                "templates": options.templates,
                "docs": options.docs,
            },
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
    memo.begin_round()
    try:
        return Draft(OnDemand(read_and_plan(options, progress, memo), options))
    except ProblemsFoundError as found:
        return Draft(None, tuple(found.problems))


def make_index(memo: Memo, draft: Draft) -> Read:
    """Make the search index of a good draft, unless its records are those of the last one, and keep it in memory."""
    if not isinstance(draft.read, OnDemand):
        raise TypeError(draft)
    plan = draft.read.plan
    records = tuple(write_records(plan.digest, plan.say))
    memo.begin_round()
    try:
        return memo.recall(records, lambda: {INDEX + name: data for name, data in index_records(records)}.get)
    except SearchError as error:
        raise BrokenError(str(error)) from None


class OnDemand:
    """The site of a plan, of which each file is made when it is asked for by its name."""

    def __init__(self, plan: Plan, options: argparse.Namespace) -> None:
        self.plan = plan
        self.templates = options.templates
        self.frame = make_frame(plan, options)
        self.pages = {file_of(page.address): page for page in plan.pages}
        self.assets = {ASSETS + name: data for name, data in plan.assets} | dict(write_spots(plan.pages))

    def __call__(self, name: str) -> bytes | None:
        """Give the bytes of a file; None where there is none."""
        if name == DATA:
            return render_data(self.plan.digest)
        if page := self.pages.get(name):
            return next(plan_files(self.frame, [page])).make()
        return self.assets[name] if name in self.assets else self._export(name)

    def _export(self, name: str) -> bytes | None:
        """Make one of the files to take away, or that scripts ask for."""
        material = Material(self.plan.digest, self.plan.pages, self.plan.arrivals, self.templates, "")
        for file in chain.from_iterable(PARTS[part](material) for part in _EXPORTED):
            if file[0] == name:
                return file.make() if isinstance(file, Recipe) else file[1]
        return None
