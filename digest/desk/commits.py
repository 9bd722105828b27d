"""What git keeps of some files: every commit that touched them, with their contents before and after it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.desk.git import GitError, ask_git, tell_day

# Parents come before children. What a merge brings was done by commits of its own, each on its own day.
_LOG = (
    *"log --reverse --date-order --no-merges --raw -z --no-abbrev --format=tformat:%H%x20%ct".split(),
    *"--no-renames --no-relative --no-color --no-show-signature".split(),
)
# Git would fetch what a clone lacks, and a build is offline.
_OFFLINE = ("-c", "protocol.allow=never")


@dataclass(frozen=True, slots=True)
class Touched:
    """One file in one commit: its path in the repository, its content before and after; `None` where it was not."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its full hash, its day in UTC (ISO), and the files that it touched."""

    hash: str
    day: str
    files: tuple[Touched, ...]


def read_commits(folder: Path, patterns: Sequence[str]) -> list[Commit]:
    """Read all commits but merges that touched files like these below a folder, oldest first. Raises `GitError`."""
    if ask_git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise GitError("the history is shallow; fetch the whole history (fetch-depth: 0)")
    log = ask_git(folder, "-c", "log.showRoot=true", *_LOG, "--", *(f":(glob){pattern}" for pattern in patterns))
    found = _parse_log(log.decode("utf-8", "replace"))
    blobs = {blob for _, _, files in found for _, *pair in files for blob in pair if blob.strip("0")}
    contents = _read_contents(folder, sorted(blobs))
    return [
        Commit(
            hash,
            tell_day(second),
            tuple(Touched(path, contents.get(before), contents.get(after)) for path, before, after in files),
        )
        for hash, second, files in found
    ]


def _parse_log(log: str) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Give each commit with its second, and the path and the two blobs of each file."""
    found: list[tuple[str, str, list[tuple[str, str, str]]]] = []
    parts = iter(log.split("\0"))
    for words in (part.split() for part in parts):
        if words and words[0].startswith(":"):
            _, _, before, after, _ = words
            found[-1][2].append((next(parts), before, after))
        elif words:
            found.append((words[0], words[1], []))
    return found


def _read_contents(folder: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """Read all blobs with one question."""
    answer = io.BytesIO(ask_git(folder, *_OFFLINE, "cat-file", "--batch", request="\n".join([*blobs, ""]).encode()))
    contents: dict[str, bytes] = {}
    for blob in blobs:
        _, kind, *size = answer.readline().split()
        if kind != b"blob":
            raise GitError("contents of the history are missing; clone the repository anew, without a filter")
        contents[blob] = answer.read(int(size[0]))
        answer.readline()
    return contents
