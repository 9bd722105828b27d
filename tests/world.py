"""A small world on loopback: GitHub's API, the service that lists papers, and the pages that a fork publishes."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import build
from tests.conftest import TINY, QuietHandler, run_server

GIT = shutil.which("git") or ""
TOKEN = "a-token-of-nobody"  # noqa: S105
REPOSITORY = "owner/digest"


@dataclass
class Hub:
    """What GitHub holds and how it behaves: issues, pull requests, comments, and every request that wrote."""

    issues: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)
    pages: dict[str, Any] | None = None
    deployments: list[list[str]] = field(default_factory=list)  # the states of each
    refuses_pulls: bool = False
    has_issues: bool = True
    garbage: bytes | None = None

    def answer(self, method: str, path: str, query: dict[str, list[str]], said: dict[str, Any]) -> tuple[int, Any]:
        """Answer one request as GitHub documents it."""
        kind, _, rest = path.partition("/")
        if kind == "issues" and not self.has_issues:
            return 410, {"message": "Issues are disabled for this repo"}
        if kind == "pages":
            return (200, self.pages) if self.pages else (404, {"message": "Not Found"})
        if kind == "deployments":
            states = [{"state": state} for state in self.deployments[int(rest.split("/")[0])]] if rest else []
            return 200, states if rest else [{"id": number} for number in range(len(self.deployments))]
        if rest.endswith("/comments") and method == "POST":
            self.comments.append((int(rest.split("/")[0]), said["body"]))
            return 201, {"id": len(self.comments)}
        listed = {"issues": self.issues, "pulls": self.pulls}[kind]
        if method == "GET":
            head = query.get("head", [""])[0].rpartition(":")[2]
            return 200, [
                one
                for one in listed
                if one["state"] == "open"
                and (kind == "pulls" or query["labels"][0] in one["labels"])
                and (kind == "issues" or head == one["head"])
            ]
        if method == "POST":
            if kind == "pulls" and self.refuses_pulls:
                return 403, {"message": "GitHub Actions is not permitted to create or approve pull requests."}
            number = 1 + len(self.issues) + len(self.pulls)
            listed.append({"state": "open", "number": number, "labels": [], **said})
            return 201, listed[-1]
        (one,) = (one for one in listed if one["number"] == int(rest))
        one |= said
        return 200, one

    def list_open(self) -> list[dict[str, Any]]:
        """Give the issues that are open."""
        return [issue for issue in self.issues if issue["state"] == "open"]


class Handler(QuietHandler):
    """Serves the three services by the first part of the path."""

    server: Server

    def handle_any(self) -> None:
        """Answer whatever was asked."""
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        world = self.server.world
        if url.path.startswith(f"/api/v3/repos/{REPOSITORY}/"):
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self.send(401, b"{}")
                return
            if world.hub.garbage is not None:
                self.send(200, world.hub.garbage)
                return
            path = url.path.removeprefix(f"/api/v3/repos/{REPOSITORY}/")
            status, said = world.hub.answer(self.command, path, parse_qs(url.query), json.loads(body or b"{}"))
            self.send(status, json.dumps(said).encode())
        elif url.path == "/api/daily_papers":
            asked = parse_qs(url.query)
            (day,) = asked.get("date") or asked.get("week") or [""]
            world.asked.append(day)
            status, answer = world.lists.get(day, (200, b"[]"))
            self.send(status, answer)
        else:
            file = world.pages / url.path.lstrip("/")
            self.send(200, file.read_bytes()) if file.is_file() else self.send(404, b"{}")

    do_GET = do_POST = do_PATCH = handle_any  # noqa: N815

    def send(self, status: int, body: bytes) -> None:
        """Send JSON."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """A server that knows its world."""

    def __init__(self, world: World) -> None:
        self.world = world
        super().__init__(("127.0.0.1", 0), Handler)


@dataclass
class World:
    """The three services, and a fork of the tiny site: `origin` is what GitHub holds, `fork` what a run checks out."""

    folder: Path
    hub: Hub = field(default_factory=Hub)
    lists: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def pages(self) -> Path:
        """What is served."""
        return self.folder / "pages"

    @property
    def origin(self) -> Path:
        """The bare repository."""
        return self.folder / "origin.git"

    def found(self) -> None:
        """Make the repository, as somebody who took the template would."""
        first = self.folder / "first"
        shutil.copytree(TINY, first)
        services = f"contact: me@example.org\npapers:\n  address: {self.url}\nbackoff: 0\ntries: 2\nupdate:\n"
        (first / "site_src/services.yml").write_text(f"{services}  fetch: daily\n", encoding="utf-8")
        git(self.folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.origin))
        begin_repository(first)
        git(first, "push", "--quiet", str(self.origin), "main")

    def check_out(self, name: str = "run") -> Fork:
        """Check the repository out anew, as every run does."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        git(self.folder, "clone", "--quiet", str(self.origin), str(folder))
        return Fork(folder, self)

    def count_commits(self, branch: str = "main") -> int:
        """Count the commits of a branch of the bare repository."""
        return int(git(self.origin, "rev-list", "--count", branch))


@dataclass
class Fork:
    """A working copy, and the commands that are run in it."""

    folder: Path
    world: World

    def run(self, *arguments: str) -> int:
        """Run a command of build.py here, with templates of its own where there are such."""
        places = ["--seeds", "seeds", "--site", "site_src", "--cache", str(self.world.folder / "cache")]
        places += ["--templates", "templates"] if (self.folder / "templates").is_dir() else []
        with contextlib.chdir(self.folder):
            try:
                return build.main([arguments[0], *places, *arguments[1:]])
            except SystemExit as end:
                return int(end.code or 0)

    def update(self, day: str) -> int:
        """Do what the schedule does on a day, up to where GitHub is told."""
        return self.run("update", "--base-url", f"{self.world.url}/digest/", "--today", day)

    def publish(self) -> int:
        """Build and put the site where it is served."""
        out = str(self.world.pages / "digest")
        return self.run("build", "--no-search", "--out", out, "--base-url", f"{self.world.url}/digest/")

    def summary(self) -> str:
        """Give the summary of the last update."""
        return (self.folder / ".update/summary.md").read_text(encoding="utf-8")


def begin_repository(folder: Path) -> None:
    """Make a repository of a folder, with all that is there in its first commit."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder)


def commit(folder: Path, message: str = "Begin") -> None:
    """Commit all that is there."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def git(folder: Path, *arguments: str) -> str:
    """Run git and give what it said."""
    known = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run([GIT, "-C", str(folder), *known, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@contextlib.contextmanager
def open_world(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[World]:
    """Open a world with an environment like that of a workflow, and close it."""
    world = World(folder)
    world.pages.mkdir(parents=True)
    with run_server(Server(world)) as world.url:
        for name in [name for name in os.environ if name.startswith(("GITHUB_", "GIT_"))]:
            patch.delenv(name)
        patch.setenv("GITHUB_API_URL", f"{world.url}/api/v3")
        patch.setenv("GITHUB_REPOSITORY", REPOSITORY)
        patch.setenv("GITHUB_TOKEN", TOKEN)
        patch.setattr("time.sleep", lambda _: None)
        yield world


def make_list(*titles: str) -> tuple[int, bytes]:
    """Make a good answer of the papers service."""
    words = "We measure how the wind lifts it, forty times, and tell what we saw on the beach."
    papers = [
        {"id": f"26{n:02}.0{1000 + sum(t.encode())}", "title": t, "summary": f"{t}. {words}"}
        for n, t in enumerate(titles, 1)
    ]
    return 200, json.dumps([{"paper": paper, "title": paper["title"]} for paper in papers]).encode()
