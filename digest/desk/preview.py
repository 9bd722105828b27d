"""The live preview: watches the input, thinks anew at every change, and shows the site to this machine alone.

Nothing is written: pages are made as they are asked for. While the input has problems the last good pages stay, and
`templates/preview/` lays the problems over them. The main thread watches and makes; others answer, and index.
"""

from __future__ import annotations

import errno
import html
import json
import os
import re
import secrets
import socket
import socketserver
import stat
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from digest.nouns import Place, Problem

Read = Callable[[str], bytes | None]  # the bytes of a file of the site by its name; None: there is none
Say = Callable[[str], None]
Snapshot = Mapping[str, tuple[int, int, int]]  # mtime in ns, size and inode of every file

HOST = "127.0.0.1"
NOT_FOUND = "404.html"
OWN = "_preview/"  # what the preview adds has addresses below this one, which no site uses
OWN_FILES = ("preview.js", "preview.css")
EVENTS = f"/{OWN}events"
SEARCH = "pagefind/"
PORTS = 50  # so many more are tried where one is taken

_POLL = 0.1  # seconds, like all times here
_SETTLE = 2.0  # the longest wait for files that go on changing
_HEARTBEAT = 5.0  # a stream whose reader has gone is found out after two
_PATIENCE = 10.0  # how long a search waits for the first index
_FAREWELL = 2.0  # how long threads may take to end
_LONGEST_LINE = 10_000  # characters
_SCRATCH = ("~", ".swp", ".tmp")  # what editors put beside the file they are about to save
_TYPES = {
    "css": "text/css; charset=utf-8",
    "gif": "image/gif",
    "html": "text/html; charset=utf-8",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "webp": "image/webp",
    "xml": "application/xml",
}
_DRESS = '<link rel="stylesheet" href="/_preview/preview.css"><script src="/_preview/preview.js" defer></script>'
_BARE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
    '<body class="preview-bare"><h1>{title}</h1><p>{text}</p></body></html>'
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the input makes at one moment: a way to read files, or the problems that keep it from being made."""

    read: Read | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What is shown at one moment: the pages of version `good` (0: none yet), or over them the problems of `version`.

    `run` tells the versions of this server from those of another one at the same address.
    """

    run: str
    version: int = 0
    good: int = 0
    read: Read | None = None
    problems: tuple[Mapping[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser gets: status, content type, body, and where to go instead."""

    status: int
    type: str
    body: bytes
    location: str = ""


def serve_preview(
    make: Callable[[], Draft],
    index: Callable[[Draft], Read] | None,
    watched: Sequence[Path],
    overlay: Path,
    port: int,
    say: Say,
    stop: threading.Event,
) -> None:
    """Show what `make` makes, anew after every change below `watched`, until `stop` is set.

    `index` makes the files below `pagefind/` of a good draft, in a thread of its own. `overlay` is the folder of
    preview.js and preview.css. Serves 127.0.0.1 at `port` or the next free one, and says which. A draft's `read` is
    called by several threads at once. Raises `OSError` where no port is to be had.
    """
    stage = _Stage(watched, with_index=index is not None)
    with _open_server(stage, overlay, port) as server:
        seen = take_snapshot(watched)
        _make_anew(make, stage, say)
        threads = [threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)]
        if index:
            threads.append(threading.Thread(target=_keep_index, args=(stage, index, say), daemon=True))
        for thread in threads:
            thread.start()
        taken = "" if port in (0, server.server_port) else f" (port {port} is taken)"
        say(f"http://127.0.0.1:{server.server_port}/  shows every change as it is saved{taken}")
        try:
            for _ in _watch(watched, seen, stop):
                _make_anew(make, stage, say)
        finally:
            stage.end()
            server.shutdown()
            server.hang_up(threads)


def take_snapshot(watched: Sequence[Path]) -> Snapshot:
    """Give all files at and below these paths; what is missing, hidden, or an editor's scratch file is left out."""
    found: dict[str, tuple[int, int, int]] = {}
    visited: set[tuple[int, int]] = set()  # so that a link to a folder above does not lead round for ever
    waiting = [str(path) for path in watched]
    while waiting:
        path = waiting.pop()
        with suppress(OSError):  # a file may vanish while we look
            state = Path(path).stat()
            if not stat.S_ISDIR(state.st_mode):
                found[path] = (state.st_mtime_ns, state.st_size, state.st_ino)
            elif (state.st_dev, state.st_ino) not in visited:
                visited.add((state.st_dev, state.st_ino))
                with os.scandir(path) as entries:
                    waiting += [entry.path for entry in entries if not _is_scratch(entry.name)]
    return found


def _is_scratch(name: str) -> bool:
    return name.startswith(".") or name.endswith(_SCRATCH) or name == "4913"  # vim tries whether it may make that one


def _watch(watched: Sequence[Path], seen: Snapshot, stop: threading.Event) -> Iterator[None]:
    """Come round once for every change, when it has settled. What changes meanwhile is the next change."""
    pause = _POLL
    while not stop.wait(pause):
        start = time.monotonic()
        now = take_snapshot(watched)
        pause = max(_POLL, 3 * (time.monotonic() - start))  # thousands of files must not keep a processor busy
        if now != seen:
            seen = _settle(watched, now, stop)
            if not stop.is_set():
                yield


def _settle(watched: Sequence[Path], seen: Snapshot, stop: threading.Event) -> Snapshot:
    """Wait until two snapshots in a row are equal, so that many files saved at once are one change."""
    end = time.monotonic() + _SETTLE
    while time.monotonic() < end and not stop.wait(_POLL):
        now = take_snapshot(watched)
        if now == seen:
            break
        seen = now
    return seen


class _Stage:
    """What is shown, for the threads that show it. `changed` guards it all and wakes those who wait for news."""

    def __init__(self, watched: Sequence[Path], with_index: bool) -> None:
        self.watched = watched
        self.changed = threading.Condition()
        self.view = View(secrets.token_hex(4))
        self.bundle: Read | None = None  # the newest finished search index
        self.indexing = with_index  # whether a first index is still to come
        self.unindexed: Draft | None = None  # the newest good draft, until its index is begun
        self.ended = False

    def present(self, draft: Draft, problems: tuple[Mapping[str, str | int], ...]) -> None:
        """Show a good draft, or problems over the last good one."""
        with self.changed:
            version = self.view.version + 1
            self.view = replace(self.view, version=version, problems=problems)
            if not problems:
                self.view = replace(self.view, good=version, read=draft.read)
                self.unindexed = draft
            self.changed.notify_all()

    def wait_for_news(self, version: int) -> View:
        """Give what is shown as soon as it is another version, or after a while the same."""
        with self.changed:
            self.changed.wait_for(lambda: self.ended or self.view.version != version, _HEARTBEAT)
            return self.view

    def take_unindexed(self) -> Draft | None:
        """Wait for a good draft and take it, the newest one if there are several; none at the end."""
        with self.changed:
            self.changed.wait_for(lambda: self.ended or self.unindexed)
            draft, self.unindexed = self.unindexed, None
            return None if self.ended else draft

    def finish_index(self, bundle: Read | None) -> None:
        """Answer searches from a new index, or from the old one if making the new one failed."""
        with self.changed:
            self.bundle = bundle or self.bundle
            self.indexing = False
            self.changed.notify_all()

    def read_bundle(self, name: str) -> bytes | None:
        """Read a file of the newest index; the very first one is waited for."""
        with self.changed:
            self.changed.wait_for(lambda: self.ended or not self.indexing, _PATIENCE)
            bundle = self.bundle
        return bundle(name) if bundle else None

    def end(self) -> None:
        """Send all who wait away."""
        with self.changed:
            self.ended = True
            self.changed.notify_all()


def _make_anew(make: Callable[[], Draft], stage: _Stage, say: Say) -> None:
    start = time.monotonic()
    try:
        draft = make()
    except Exception as error:  # a preview outlives every fault of what it shows
        draft = Draft(None, (_blame(error),))
    problems = draft.problems
    if draft.read is None and not problems:
        problems = (Problem(Place("build.py"), "nothing was made, and no reason given"),)
    stage.present(draft, tuple(describe_problems(problems, stage.watched)))
    if problems:
        kept = "the last good page is kept" if stage.view.good else "there is no good page yet"
        say(f"{_count(len(set(problems)))}, {kept}")
    else:
        say(f"rebuilt in {time.monotonic() - start:.2f} s")


def _keep_index(stage: _Stage, index: Callable[[Draft], Read], say: Say) -> None:
    while (draft := stage.take_unindexed()) is not None:
        try:
            stage.finish_index(index(draft))
        except Exception as error:  # pages are worth showing without a search
            stage.finish_index(None)
            say(f"the search stays as it was: {error}")


def describe_problems(problems: Sequence[Problem], watched: Sequence[Path]) -> Iterator[dict[str, str | int]]:
    """Give problems in order as browsers get them, each with the line of the file it stands in, where there is one."""
    texts: dict[str, list[str]] = {}
    for problem in sorted(set(problems)):
        place = problem.place
        if place.file not in texts:
            texts[place.file] = _read_lines(place.file, watched)
        lines = texts[place.file]
        yield {
            "place": str(place),
            "message": problem.message,
            "hint": problem.hint,
            "line": lines[place.line - 1][:_LONGEST_LINE] if 0 < place.line <= len(lines) else "",
            "column": place.column,
        }


def _read_lines(file: str, watched: Sequence[Path]) -> list[str]:
    """Read a file as people name it: `site_src/site.yml`, whatever folder was really given for `site_src`."""
    root, _, rest = file.partition("/")
    candidates = [path / name for path in sorted(watched, key=lambda path: path.name != root) for name in (rest, file)]
    for candidate in candidates:
        with suppress(OSError, ValueError):  # it is not there, or that is no name of a file
            text = candidate.read_bytes().decode("utf-8-sig", "replace")
            return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return []


def _blame(error: Exception) -> Problem:
    """Give the problem that an exception carries, or make one of where it comes from."""
    carried = next((argument for argument in error.args if isinstance(argument, Problem)), None)
    if carried:
        return carried
    innermost = traceback.extract_tb(error.__traceback__)[-1]
    place = Place(Path(innermost.filename).name, innermost.lineno or 0)
    return Problem(place, f"{type(error).__name__}: {error}", "this is the program's fault; take the last change back")


def _count(number: int) -> str:
    return "1 problem" if number == 1 else f"{number} problems"


def _answer(stage: _Stage, overlay: Path, target: str) -> Answer:
    """Answer for an address as it stands in a request. Names are looked up, never opened."""
    address, _, query = target.partition("?")
    name = unquote(address, errors="replace").removeprefix("/")
    if name.startswith(OWN):
        return _answer_own(overlay, name.removeprefix(OWN))
    view = stage.view
    fault: tuple[Mapping[str, str | int], ...] = ()
    if view.read is None:
        answer = _make_bare(503, "No page yet", "It comes by itself as soon as the problems are mended.")
    else:
        try:
            answer = _find_page(stage.read_bundle if name.startswith(SEARCH) else view.read, name, query, view.read)
        except Exception as error:  # a template can raise anything
            problem = _blame(error)
            fault = tuple(describe_problems([problem], stage.watched))
            answer = _make_bare(500, "This page could not be made", f"{problem.place}: {problem.message}")
    return _dress(answer, view, fault)


def _find_page(read: Read, name: str, query: str, site: Read) -> Answer:
    """Answer with a file, the way to it, or the site's own page for what is missing."""
    is_folder = not name or name.endswith("/")
    file = name + "index.html" if is_folder else name
    # No file has such a name; a reader of real folders must not be led out of them.
    is_name = not set(file.split("/")) & {"", ".", ".."} and not set(file) & {"\\", "\0"}
    body = read(file) if is_name else None
    if body is not None:
        return Answer(200, _TYPES.get(file.rpartition(".")[2].lower(), "application/octet-stream"), body)
    if is_name and not is_folder and read(f"{name}/index.html") is not None:
        return Answer(301, _TYPES["txt"], b"", f"/{quote(name)}/{'?' if query else ''}{query}")
    missing = site(NOT_FOUND)
    if missing is None:
        return _make_bare(404, "Page not found", "There is no page at this address.")
    return Answer(404, _TYPES["html"], missing)


def _answer_own(overlay: Path, name: str) -> Answer:
    """Answer with one of the two files of the preview itself, as it is on the disk now."""
    if name in OWN_FILES:
        with suppress(OSError):
            return Answer(200, _TYPES[name.rpartition(".")[2]], (overlay / name).read_bytes())
    return Answer(404, _TYPES["txt"], b"There is no such file.")


def _make_bare(status: int, title: str, text: str) -> Answer:
    page = _BARE.format(title=html.escape(title), text=html.escape(text))
    return Answer(status, _TYPES["html"], page.encode("utf-8", "replace"))


def _dress(answer: Answer, view: View, fault: tuple[Mapping[str, str | int], ...]) -> Answer:
    """Put the preview's style and script into a page, and which version it is of."""
    if answer.type != _TYPES["html"]:
        return answer
    state = html.escape(_describe_state(view.run, view.good, fault))
    dress = f'<meta name="preview" content="{state}">{_DRESS}'.encode("utf-8", "replace")
    end = re.search(rb"</head\s*>", answer.body, re.IGNORECASE)
    at = end.start() if end else len(answer.body)
    return replace(answer, body=answer.body[:at] + dress + answer.body[at:])


def _describe_state(run: str, version: int, problems: tuple[Mapping[str, str | int], ...]) -> str:
    return json.dumps({"run": run, "version": version, "problems": problems})


def _open_server(stage: _Stage, overlay: Path, port: int) -> _Server:
    last = min(port + PORTS, 65535) if port else 0
    for candidate in range(port, last + 1):
        try:
            return _Server(stage, overlay, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"the ports {port} to {last} are all taken")


class _Server(ThreadingHTTPServer):
    """Listens on this machine alone, knows its open connections, and takes hang-ups as the everyday things they are."""

    allow_reuse_address = os.name == "posix"  # elsewhere it would let two servers have one port

    def __init__(self, stage: _Stage, overlay: Path, port: int) -> None:
        self.stage = stage
        self.overlay = overlay
        self.connections: dict[threading.Thread, socket.socket] = {}
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the network for a name of this machine, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer one connection in a thread of its own, which is known before it begins."""
        thread = threading.Thread(target=self._answer_connection, args=(request, client_address), daemon=True)
        self.connections[thread] = request
        thread.start()

    def _answer_connection(self, request: Any, client_address: Any) -> None:
        try:
            self.process_request_thread(request, client_address)
        finally:
            del self.connections[threading.current_thread()]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whoever asked has gone."""

    def hang_up(self, others: Sequence[threading.Thread]) -> None:
        """Close all connections and wait a little for their threads, and for these others."""
        end = time.monotonic() + _FAREWELL
        open_now = self.connections.copy()
        for connection in open_now.values():
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in (*others, *open_now):
            thread.join(max(0.0, end - time.monotonic()))


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30

    def do_GET(self) -> None:
        """Answer with a page, a file, or the stream of events, to those who asked for this machine."""
        # A foreign name that was made to lead here is somebody's web site, which must not read what is being written.
        local = {HOST, "localhost", f"{HOST}:{self.server.server_port}", f"localhost:{self.server.server_port}"}
        if self.headers.get("Host", "").lower() not in local:
            text = f"This preview is at http://{HOST}:{self.server.server_port}/ only."
            self._send(Answer(403, _TYPES["txt"], text.encode()))
        elif self.path == EVENTS:
            self._send_events()
        else:
            self._send(_answer(self.server.stage, self.server.overlay, self.path))

    def do_HEAD(self) -> None:
        """Answer the same without the body."""
        self.do_GET()

    def _send(self, answer: Answer) -> None:
        fields = {"Content-Type": answer.type, "Content-Length": str(len(answer.body))}
        self._send_head(answer.status, fields | ({"Location": answer.location} if answer.location else {}))
        if self.command != "HEAD":
            self.connection.sendall(answer.body)

    def _send_head(self, status: int, fields: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in (*fields.items(), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()

    def _send_events(self) -> None:
        """Send what is shown now, and each time it is another, until one of the two sides ends."""
        self._send_head(200, {"Content-Type": "text/event-stream"})
        version = -1
        while self.command != "HEAD":
            view = self.server.stage.wait_for_news(version)
            if self.server.stage.ended:
                return
            data = _describe_state(view.run, view.version, view.problems)
            news = f"retry: 500\nevent: draft\ndata: {data}\n\n" if view.version != version else ": still here\n\n"
            self.connection.sendall(news.encode())
            version = view.version

    def log_message(self, *_: Any) -> None:
        """Say nothing; the terminal is for what changed."""
