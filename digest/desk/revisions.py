"""Takes the dumps and the editors' files of an older state out of git."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from digest.desk.git import GitError, ask_git
from digest.publish import write_files


class RevisionError(Exception):
    """A state cannot be had; the message is one line for people."""


def extract(revision: str, folders: Sequence[Path], into: Path) -> list[Path]:
    """Put the folders as they were at a revision below `into`; give where each one is. Raises `RevisionError`."""
    try:
        top = Path(ask_git(folders[0], "rev-parse", "--show-toplevel").decode().rstrip("\n"))
        names = [folder.resolve().relative_to(top.resolve()).as_posix() for folder in folders]
        commit = _find_commit(revision, top)
        there = ask_git(top, "ls-tree", "--name-only", "-z", commit, *names).decode().split("\0")
        if missing := next((name for name in names if name not in there), ""):
            raise RevisionError(f"the revision {revision} has no folder {missing}/")
        archive = ask_git(top, "archive", "--format=tar", commit, "--", *names)
    except GitError as error:
        raise RevisionError(f"{error}; give the folders of two built sites instead") from None
    write_files(into, _list_files(archive))
    return [into / name for name in names]


def _list_files(archive: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the plain files of an archive; a link, which a stranger's change may hold, is left out."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if file := tar.extractfile(member) if member.isreg() else None:
                yield member.name, file.read()


def _find_commit(revision: str, top: Path) -> str:
    question = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return ask_git(top, *question).decode().strip()
    except GitError:
        said = f"there is no revision {revision} here, and no folder of a built site; see `git log`"
        raise RevisionError(said) from None
