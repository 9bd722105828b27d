"""Shares the ledger by git. A push is refused where somebody else has pushed meanwhile: no two both send."""

from __future__ import annotations

from pathlib import Path

from digest.desk.git import GitError, ask_git

_WHO = ("-c", "user.name=mail", "-c", "user.email=mail@localhost", "-c", "commit.gpgsign=false")
_TRIES = 3


class SharingError(Exception):
    """The ledger is not where it must be; the message is one line."""


def share_ledger(path: Path, *beside: Path) -> None:
    """Commit the ledger, if anything was added, and what belongs to it; push its branch."""
    folder, names = path.parent, [path.name, *(other.name for other in beside)]
    try:
        if ask_git(folder, "status", "--porcelain", "--", *names):
            ask_git(folder, "add", "--", *names)
            ask_git(folder, *_WHO, "commit", "--quiet", "--message", "Note what was sent", "--", *names)
        _push(folder)
    except GitError as error:
        advice = f"`git -C {folder} pull --no-rebase --no-edit`, then try again"
        raise SharingError(f"{path} cannot be pushed, so no more is sent ({error}); {advice}") from None


def _push(folder: Path) -> None:
    """Push; a network that fails for a moment must not cost what is known."""
    for tries_left in range(_TRIES - 1, -1, -1):
        try:
            ask_git(folder, "push", "--quiet", "origin", "HEAD")
        except GitError:
            if not tries_left:
                raise
        else:
            return


def is_committed(path: Path) -> bool:
    """Say whether git keeps a file, for all to see."""
    try:
        return bool(ask_git(path.resolve().parent, "ls-files", "--", path.name))
    except GitError:
        return False
