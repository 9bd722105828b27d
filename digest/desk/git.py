"""Asks git, the same whatever language its user speaks and wherever it is asked from."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

_SECONDS = 60.0
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_OF_A_HOOK = {"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"}  # git sets them for its hooks, which may run a build
_ROOM = 300  # characters
_LAST_SECOND = 253_402_300_799  # of the last year that Python knows; who sets a clock wrong may commit later


class GitError(Exception):
    """Git gives no answer; the message is one line for people."""


def find_commit(folder: Path) -> str:
    """Give the short name of the commit that we are on."""
    ask_git(folder, "rev-parse", "--show-toplevel")  # says more clearly that there is no repository
    try:
        return ask_git(folder, "rev-parse", "--verify", "--short", "HEAD").decode().strip()
    except GitError:
        raise GitError("the repository has no commit yet; make one with `git add -A` and `git commit`") from None


def tell_day(second: str) -> str:
    """Give the day (ISO, UTC) of a second as git tells it."""
    return datetime.fromtimestamp(max(0, min(int(second), _LAST_SECOND)), UTC).date().isoformat()


def ask_git(
    folder: Path, *arguments: str, request: bytes = b"", environment: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """Run git in a folder and give what it prints; `request` is what it reads. Raises `GitError`."""
    program = shutil.which("git")
    if program is None:
        raise GitError("git is not installed")
    ours = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    try:
        done = subprocess.run(
            [program, "-C", str(folder), *arguments],
            input=request,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**ours, **_QUIET, **environment},
        )
    except subprocess.TimeoutExpired:
        raise GitError(f"git does not answer within {_SECONDS:g} seconds") from None
    except OSError as error:
        raise GitError(f"git cannot be started ({error.strerror})") from None
    if done.returncode == 0:
        return done.stdout
    said = " ".join(done.stderr.decode("utf-8", "replace").replace("fatal: ", "").split())
    if "not a git repository" in said:
        raise GitError("the folder is in no git repository; clone it with git, or start one with `git init`")
    raise GitError(f"git says: {said[:_ROOM] or 'nothing'}")
