"""Commits files and pushes the commit. The branch we are on moves only after the push: what fails changes nothing."""

from __future__ import annotations

import base64
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from digest.desk.git import GitError, ask_git

TRAILER = "Made-by: build.py"
_ROBOT = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")


class OvertakenError(Exception):
    """Somebody else has pushed meanwhile; the message is one line for people."""


def find_branch(folder: Path) -> str:
    """Give the name of the branch that we are on."""
    try:
        return ask_git(folder, "symbolic-ref", "--short", "HEAD").decode().strip()
    except GitError:
        raise GitError("the repository is on no branch; check one out, such as `git checkout main`") from None


def make_commit(folder: Path, paths: Sequence[str], message: str) -> str:
    """Commit these paths as they are on disk on top of HEAD, without moving anything; nothing if nothing differs."""
    with tempfile.TemporaryDirectory() as scratch:
        index = {"GIT_INDEX_FILE": f"{scratch}/index"}
        ask_git(folder, "read-tree", "HEAD", environment=index)
        ask_git(folder, "add", "--all", "--force", "--", *paths, environment=index)
        tree = ask_git(folder, "write-tree", environment=index).decode().strip()
    if tree == ask_git(folder, "rev-parse", "HEAD^{tree}").decode().strip():
        return ""
    said = f"{message.rstrip()}\n\n{TRAILER}\n".encode("utf-8", "replace")
    arguments = (*_name_author(folder), "commit-tree", tree, "-p", "HEAD", "-F", "-")
    return ask_git(folder, *arguments, request=said).decode().strip()


def push_commit(folder: Path, commit: str, paths: Sequence[str], branch: str, allowed: Mapping[str, str]) -> None:
    """Push a commit of these paths on top of a branch, and follow it; what else is staged stays staged."""
    _push(folder, branch, allowed, "--quiet", "origin", f"{commit}:refs/heads/{branch}")
    ask_git(folder, "update-ref", "HEAD", commit)
    ask_git(folder, "reset", "--quiet", "--", *paths)


def push_proposal(folder: Path, commit: str, branch: str, allowed: Mapping[str, str]) -> bool:
    """Push a commit as a branch of its own, over an older proposal, never over what people added; say if it moved."""
    old = _fetch_proposal(folder, branch, allowed)
    if old:
        signed, *said = ask_git(folder, "log", "-1", "--format=%ce%n%B", old).decode("utf-8", "replace").splitlines()
        ours = ask_git(folder, "log", "-1", "--format=%ce", commit).decode("utf-8", "replace").strip()
        if TRAILER not in said or signed != ours:  # who amends a commit keeps its words
            raise OvertakenError(f"people have committed to the branch {branch}; merge or delete it")
        tree, parent = ask_git(folder, "rev-parse", f"{old}^{{tree}}", f"{old}^").split()
        if [tree, parent] == ask_git(folder, "rev-parse", f"{commit}^{{tree}}", f"{commit}^").split():
            return False
    lease = f"--force-with-lease=refs/heads/{branch}:{old}"
    _push(folder, branch, allowed, "--quiet", lease, "origin", f"{commit}:refs/heads/{branch}")
    return True


def read_proposed(folder: Path, branch: str, allowed: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files that an open proposal adds to a folder, by name; none where there is no proposal."""
    old = _fetch_proposal(folder, branch, allowed)
    added = ("diff", "--name-only", "--no-renames", "--diff-filter=A", "--relative", "-z", "HEAD", old, "--", ".")
    for name in ask_git(folder, *added).decode("utf-8", "replace").split("\0") if old else ():
        if name and "/" not in name:
            yield name, ask_git(folder, "show", f"{old}:./{name}")


def _fetch_proposal(folder: Path, branch: str, allowed: Mapping[str, str]) -> str:
    """Get the commit of a proposal and give its name; nothing where there is none."""
    listed = ask_git(folder, "ls-remote", "origin", f"refs/heads/{branch}", environment=allowed).decode().split()
    if listed:
        ask_git(folder, "fetch", "--quiet", "--no-tags", "origin", listed[0], environment=allowed)
    return listed[0] if listed else ""


def allow(server: str, token: str) -> dict[str, str]:
    """Give git the token for one command, where no file and no list of processes shows it."""
    if not token or not server:
        return {}
    secret = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    name = f"http.{server}/.extraheader"
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": name, "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}"}


def _push(folder: Path, branch: str, allowed: Mapping[str, str], *arguments: str) -> None:
    try:
        ask_git(folder, "push", *arguments, environment=allowed)
    except GitError as error:
        said = str(error)
        if re.search(r"GH006|GH013|protected branch", said):
            raise GitError(f"{branch} is protected; write `deliver: pull-request` in site_src/services.yml") from None
        if re.search(r"rejected|non-fast-forward|fetch first|cannot lock ref|stale info", said):
            raise OvertakenError(f"{branch} has moved meanwhile; the next run begins from there") from None
        if re.search(r"could not read Username|Authentication failed|[Pp]ermission .*denied|error: 403", said):
            raise GitError("git may not push to origin; give GITHUB_TOKEN with `contents: write`, or log in") from None
        raise


def _name_author(folder: Path) -> tuple[str, ...]:
    """Let the robot sign where nobody has said who commits."""
    try:
        ask_git(folder, "config", "user.email")
        return ()
    except GitError:
        name, mail = _ROBOT
        return ("-c", f"user.name={name}", "-c", f"user.email={mail}")
