"""What several tests need: a tiny invented site, the real one built once, a server, a browser."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import build
from digest.commands.reading import read_and_plan
from digest.commands.speaking import Progress
from digest.curation import read_hosts
from digest.dumps import read_dumps
from digest.nouns import Digest, HostRules
from digest.options import parse_arguments
from digest.papers import merge_entries

ROOT = Path(__file__).parent.parent
TINY = Path(__file__).parent / "tiny"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# A shell that runs the tests in the background makes them ignore interrupts, and so what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
PATIENCE = 30_000  # milliseconds, of what a browser shows: machines that many share are slow at times


class Built:
    """A site with what it was built from, and how to build it again."""

    def __init__(self, folder: Path, source: Path) -> None:
        self.folder = folder
        self.source = source
        self.out = folder / "digest"

    def command(self, *arguments: str) -> list[str]:
        """Give the command that builds the site."""
        program = [sys.executable, str(ROOT / "build.py")]
        folders = ["--seeds", f"{self.source}/seeds", "--site", f"{self.source}/site_src", "--out", str(self.out)]
        return [*program, *folders, *arguments]

    def build(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run build.py as people do, and give what it printed and its exit code."""
        env = {**os.environ, **environment}
        return subprocess.run(
            self.command(*arguments), capture_output=True, text=True, check=False, cwd=self.folder, env=env
        )

    def write(self, name: str, text: str) -> None:
        """Write a file of `site_src` anew."""
        path = self.source / "site_src" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        """Write something at the end of a file of `site_src`."""
        self.write(name, (self.source / "site_src" / name).read_text(encoding="utf-8") + text)

    def read(self, name: str) -> str:
        """Give the text of a file of the built site; the address of a page will do."""
        path = self.out / name
        return (path / "index.html" if path.is_dir() else path).read_text(encoding="utf-8")

    def read_papers(self) -> list[dict[str, Any]]:
        """Give the papers of `papers.json`."""
        papers: list[dict[str, Any]] = json.loads(self.read("papers.json"))["papers"]
        return papers


class Forked(Built):
    """A site for tests that build hundreds of times: in forks of this process, where all is imported already."""

    def build(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Build as by the command line; both streams are told as one."""
        said = self.folder / "said.txt"
        child = os.fork()
        if not child:
            code = 70
            try:
                os.environ.update(environment)
                os.chdir(self.folder)
                with said.open("w") as stream, contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
                    code = build.main(self.command(*arguments)[2:])
            finally:
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return subprocess.CompletedProcess(arguments, code, "", said.read_text())


def build_well(site: Built, *arguments: str) -> Built:
    """Build a site that is to have no problem, and give it."""
    result = site.build(*arguments)
    assert 0 == result.returncode, result.stderr
    return site


def read_all(folder: Path, *without: str) -> dict[str, bytes]:
    """Give every file below a folder, by name, but those in folders of these names."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not {*without} & {*path.parts})
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def wait_for(happened: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something is so, but not for ever."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def read_real(command: str = "build") -> Digest:
    """Give the digest of the real dumps, as a command reads it."""
    options = parse_arguments([command], ROOT, "")
    return read_and_plan(options, Progress(on_terminal=False)).digest


@pytest.fixture
def tiny(tmp_path: Path) -> Built:
    """Give a tiny invented site of one's own, not built yet."""
    shutil.copytree(TINY, tmp_path / "source")
    return Built(tmp_path, tmp_path / "source")


@pytest.fixture
def tiny_often(tiny: Built) -> Built:
    """Give the same for tests that build it again and again."""
    return Forked(tiny.folder, tiny.source)


@pytest.fixture(scope="session")
def tiny_built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give the tiny site, built once for all who only look."""
    return build_well(Built(tmp_path_factory.mktemp("tiny"), TINY))


@pytest.fixture(scope="session")
def real_built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give the site of the real dumps, built once."""
    return build_well(Built(tmp_path_factory.mktemp("real"), ROOT))


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class FolderServer(http.server.ThreadingHTTPServer):
    """Serves a folder to browsers, which open more connections at once than Python's servers let wait."""

    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that has gone in the middle of a file."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def run_program(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Run a program beside a test, and end it should the test fail: else it would be waited for, for ever."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def run_server(server: http.server.HTTPServer) -> Iterator[str]:
    """Let a server answer, in a thread of its own, and give its address."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback and give its address."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with run_server(FolderServer(("127.0.0.1", 0), handler)) as root:
        yield f"{root}/"


@pytest.fixture(scope="session")
def address(real_built: Built) -> Iterator[str]:
    """Serve the real site below a path, as GitHub Pages does, for as long as the tests run."""
    with serve_folder(real_built.folder) as root:
        yield f"{root}digest/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's browser. Where CI is set a missing one fails; elsewhere the tests that need it say so."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        missing = f"no browser found, nothing was tested in one; install one of: {', '.join(BROWSERS)}"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page in a context of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def hosts() -> HostRules:
    """Give the rules for hosts as editors keep them, and one host that they refuse."""
    rules, problems = read_hosts(ROOT / "site_src")
    assert [] == problems
    return replace(rules, refuse=(*rules.refuse, "refused.org"))


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """Give every title and abstract of the real dumps."""
    papers, _ = merge_entries((entry for dump in read_dumps(ROOT / "seeds") for entry in dump.entries), {})
    return [text for paper in papers for text in (paper.title, paper.abstract)]
