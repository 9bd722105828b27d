"""Takes the dumps and the editors' files of an older state out of git."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

_SECONDS = 120
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class RevisionError(Exception):
    """A state cannot be had; the message is one line for people."""


def extract(revision: str, folders: Sequence[Path], into: Path) -> list[Path]:
    """Put the folders as they were at a revision below `into`; give where each one is. Raises `RevisionError`."""
    top = Path(_ask_git(folders[0], "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    names = [folder.resolve().relative_to(top.resolve()).as_posix() for folder in folders]
    found = _ask_git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    there = _ask_git(top, "ls-tree", "--name-only", "-z", found.decode().strip(), *names).decode().split("\0")
    present = [name for name in names if name in there]
    archive = _ask_git(top, "archive", "--format=tar", found.decode().strip(), "--", *present) if present else b""
    if archive:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(into, filter="data")
    missing = next((name for name in names if name not in there), "")
    if missing:
        raise RevisionError(f"the revision {revision} has no folder {missing}/")
    return [into / name for name in names]


def _ask_git(folder: Path, *arguments: str) -> bytes:
    git = shutil.which("git")
    if git is None:
        raise RevisionError("git is not installed; give the folders of two built sites instead")
    try:
        result = subprocess.run(
            [git, "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**os.environ, **_QUIET},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RevisionError(f"git does not answer ({error})") from None
    if result.returncode == 0:
        return result.stdout
    said = result.stderr.decode("utf-8", "replace").strip().split("\n")[-1].removeprefix("fatal: ")
    if "--verify" in arguments:
        wanted = arguments[-1].removesuffix("^{commit}")
        raise RevisionError(f"there is no revision {wanted} here, and no folder of a built site; see `git log`")
    raise RevisionError(f"git says: {said or 'nothing'}")
