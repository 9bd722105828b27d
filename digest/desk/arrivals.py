"""Says when each dump came to the repository, for what has to have a date although no dump says one."""

from __future__ import annotations

from pathlib import Path

from digest.desk.git import GitError, ask_git, tell_day


def read_arrivals(seeds: Path) -> dict[str, str]:
    """Give the day (ISO, UTC) on which each file of `seeds` was first committed, by its name; nothing without git."""
    try:
        if ask_git(seeds, "rev-parse", "--is-shallow-repository").strip() != b"false":
            return {}
        said = ask_git(
            seeds, "log", "--diff-filter=A", "--no-renames", "--format=%x01%ct", "--name-only", "-z", "--relative", "."
        )
    except GitError:
        return {}
    arrivals: dict[str, str] = {}
    for commit in said.decode("utf-8", "surrogateescape").split("\x01")[1:]:  # newest first: the first addition stays
        seconds, _, names = commit.partition("\0")
        day = tell_day(seconds)
        arrivals |= dict.fromkeys((name.strip("\n") for name in names.split("\0") if name.strip("\n")), day)
    return arrivals
