"""The live preview: watches the input, thinks anew at every change, and shows the site to this machine alone.

Nothing is written: pages are made as they are asked for. While the input has problems the last good pages stay, and
`templates/preview/` lays the problems over them. The main thread watches and makes; others answer, and index.
"""

from __future__ import annotations

import errno
import json
import secrets
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote

from digest.desk.answers import HTML, PLAIN, Answer, Shown, describe_problems, dress, give_bare_page, give_file
from digest.desk.serving import HOST, Server
from digest.desk.watching import take_snapshot, watch
from digest.nouns import Place, Problem

Read = Callable[[str], bytes | None]  # the bytes of a file of the site by its name; None: there is none
Say = Callable[[str], None]

NOT_FOUND = "404.html"
OWN = "_preview/"  # what the preview adds has addresses below this one, which no site uses
OWN_FILES = ("preview.js", "preview.css")
SEARCH = "pagefind/"
PORTS = 50  # so many more are tried where one is taken

_HEARTBEAT = 5.0  # seconds, like all times here; a stream whose reader has gone is found out after two
_QUIET = 1.5  # seconds without a change, before the search is made anew
_PATIENCE = 10.0  # how long a search waits for the first index
_FAREWELL = 2.0  # how long threads may take to end


class PreviewError(Exception):
    """There can be no preview; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the input makes at one moment: a way to read files, or the problems that keep it from being made."""

    read: Read | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: the pages of version `good` (0: none yet), with the problems of `version`, if any, over them."""

    version: int = 0
    good: int = 0
    read: Read | None = None
    problems: tuple[Shown, ...] = ()


def serve_preview(
    make: Callable[[], Draft],
    index: Callable[[Draft], Read] | None,
    watched: Mapping[str, Path],
    overlay: Path,
    port: int,
    say: Say,
    stop: threading.Event,
) -> None:
    """Show what `make` makes, anew after every change below `watched`, until `stop` is set.

    `watched` are the folders that are read, by the names that they have in the places of problems.
    `index` makes the files below `pagefind/` of a good draft, in a thread of its own. `overlay` is the folder of
    preview.js and preview.css. Serves 127.0.0.1 at `port` or the next free one, and says which. A draft's `read` is
    called by several threads at once. Raises `PreviewError` where no port is to be had.
    """
    stage = _Stage(watched, overlay, with_index=index is not None)
    with _open_server(stage, port) as server:
        folders = [*watched.values()]
        seen = take_snapshot(folders)
        _make_anew(make, stage, say)
        threads = [threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)]
        if index:
            threads.append(threading.Thread(target=_keep_index, args=(stage, index, say), daemon=True))
        for thread in threads:
            thread.start()
        taken = "" if port in (0, server.server_port) else f" (port {port} is taken)"
        say(f"http://{HOST}:{server.server_port}/  shows every change as it is saved{taken}")
        try:
            for _ in watch(folders, seen, stop):
                _make_anew(make, stage, say)
        finally:
            stage.end()
            server.shutdown()
            for thread in threads:
                thread.join(_FAREWELL)


def _open_server(stage: _Stage, port: int) -> Server:
    last = min(port + PORTS, 65535) if port else 0
    for candidate in range(port, last + 1):
        try:
            return Server(candidate, stage.answer, stage.follow)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PreviewError(f"the port {candidate} cannot be used ({error.strerror})") from None
    raise PreviewError(f"no port from {port} to {last} is free; name another one")


class _Stage:
    """What is shown, for the threads that show it. `changed` guards it all and wakes those who wait for news."""

    def __init__(self, watched: Mapping[str, Path], overlay: Path, with_index: bool) -> None:
        self.watched = watched
        self.overlay = overlay
        self.run = secrets.token_hex(4)  # tells its versions from those of another server at the same address
        self.changed = threading.Condition()
        self.view = View()
        self.bundle: Read | None = None  # the newest finished search index
        self.indexing = with_index  # whether a first index is still to come
        self.unindexed: Draft | None = None  # the newest good draft, until its index is begun
        self.ended = False

    def present(self, draft: Draft, problems: Sequence[Problem]) -> None:
        """Show a good draft, or problems over the last good one."""
        shown = tuple(describe_problems(problems, self.watched))
        with self.changed:
            version = self.view.version + 1
            self.view = replace(self.view, version=version, problems=shown)
            if not shown:
                self.view = replace(self.view, good=version, read=draft.read)
                self.unindexed = draft
            self.changed.notify_all()

    def follow(self) -> Iterator[str]:
        """Yield an event for what is shown now and each time it is another, and a sign of life in between."""
        view, told = self.view, -1
        while not self.ended:
            data = self._describe(view.version, view.problems)
            yield f"retry: 500\nevent: draft\ndata: {data}\n\n" if view.version != told else ": still here\n\n"
            told = view.version
            view = self._wait_for_news(told)

    def _wait_for_news(self, version: int) -> View:
        """Give what is shown as soon as it is another version, or after a while the same."""
        with self.changed:
            self.changed.wait_for(lambda: self.ended or self.view.version != version, _HEARTBEAT)
            return self.view

    def take_unindexed(self) -> Draft | None:
        """Wait for a good draft and take it, the newest one if there are several; none at the end.

        After the first one, only when nothing has changed for a while: who is writing needs the machine.
        """
        with self.changed:
            self.changed.wait_for(lambda: self.ended or self.unindexed)
            while not (self.ended or self.indexing) and self.changed.wait(_QUIET):
                pass
            draft, self.unindexed = self.unindexed, None
            return None if self.ended else draft

    def finish_index(self, bundle: Read | None) -> None:
        """Answer searches from a new index, or from the old one if making the new one failed."""
        with self.changed:
            self.bundle = bundle or self.bundle
            self.indexing = False
            self.changed.notify_all()

    def end(self) -> None:
        """Send all who wait away."""
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def answer(self, target: str) -> Answer:
        """Answer for an address as it stands in a request. Names of the site are looked up, never opened."""
        name = unquote(target.partition("?")[0], errors="replace").removeprefix("/")
        if name.startswith(OWN):
            return self._answer_own(name.removeprefix(OWN))
        view = self.view
        fault: tuple[Shown, ...] = ()
        if view.read is None:
            answer = give_bare_page(503, "No page yet", "It comes by itself as soon as the problems are mended.")
        else:
            try:
                answer = _find_page(self._read_bundle if name.startswith(SEARCH) else view.read, name, view.read)
            except Exception as error:  # a template can raise anything
                problem = _blame(error)
                fault = tuple(describe_problems([problem], self.watched))
                answer = give_bare_page(
                    500, "This page could not be made", f"{problem.place}: {problem.code} {problem.message}"
                )
        return dress(answer, self._describe(view.good, fault))

    def _answer_own(self, name: str) -> Answer:
        if name in OWN_FILES:
            with suppress(OSError):
                return give_file(name, (self.overlay / name).read_bytes())
        return Answer(404, PLAIN, b"There is no such file.")

    def _read_bundle(self, name: str) -> bytes | None:
        """Read a file of the newest index; the very first one is waited for."""
        with self.changed:
            self.changed.wait_for(lambda: self.ended or not self.indexing, _PATIENCE)
            bundle = self.bundle
        return bundle(name) if bundle else None

    def _describe(self, version: int, problems: tuple[Shown, ...]) -> str:
        return json.dumps({"run": self.run, "version": version, "problems": problems})


def _find_page(read: Read, name: str, site: Read) -> Answer:
    """Answer with a file, the way to it, or the site's own page for what is missing."""
    is_folder = not name or name.endswith("/")
    file = f"{name}index.html" if is_folder else name
    body = read(file)
    if body is not None:
        return give_file(file, body)
    if not is_folder and read(f"{name}/index.html") is not None:
        return Answer(301, PLAIN, b"", f"/{quote(name)}/")
    return Answer(404, HTML, site(NOT_FOUND) or b"There is no page at this address.")


def _make_anew(make: Callable[[], Draft], stage: _Stage, say: Say) -> None:
    start = time.monotonic()
    try:
        draft = make()
    except Exception as error:  # a preview outlives every fault of what it shows
        draft = Draft(None, (_blame(error),))
    stage.present(draft, draft.problems)
    if draft.problems:
        number = len(set(draft.problems))
        found = "1 problem" if number == 1 else f"{number} problems"
        kept = "the last good page is kept" if stage.view.good else "there is no good page yet"
        say(f"{found}, {kept}")
    else:
        say(f"rebuilt in {time.monotonic() - start:.2f} s")


def _keep_index(stage: _Stage, index: Callable[[Draft], Read], say: Say) -> None:
    while (draft := stage.take_unindexed()) is not None:
        try:
            stage.finish_index(index(draft))
        except Exception as error:  # pages are worth showing without a search
            stage.finish_index(None)
            say(f"the search stays as it was: {error}")


def _blame(error: Exception) -> Problem:
    """Give the problem that an exception carries, or make one of where it comes from."""
    carried = next((argument for argument in error.args if isinstance(argument, Problem)), None)
    if carried:
        return carried
    innermost = traceback.extract_tb(error.__traceback__)[-1]
    place = Place(Path(innermost.filename).name, innermost.lineno or 0)
    said = f"{type(error).__name__}: {error}"
    return Problem(place, "X003", f"the program failed: {said}", "take back the last change, and report it")
