"""How a command can end: exit codes, and what ends it before its time."""

from __future__ import annotations

import argparse
import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from digest.nouns import Problem, SetAside

FINE, PROBLEMS, USAGE, BROKEN, STOPPED = 0, 1, 2, 3, 130  # exit codes
_ADVICE = {
    errno.ENOSPC: "; make room on the disk",
    errno.EACCES: "; check who may read and write there",
    errno.EROFS: "; name a folder on another disk",
    errno.EMFILE: "; allow more with `ulimit -n`",
    errno.EFBIG: "; allow more with `ulimit -f`",
}
_LACKING = re.compile(r"new thread|before it is started|failed to map")  # as Python says that the system gives no more


class ProblemsFoundError(Exception):
    """The input has problems; nothing is built of it. What was set aside may be why, so it is said too."""

    def __init__(self, problems: Sequence[Problem], set_aside: Sequence[SetAside] = (), state: str = "") -> None:
        self.problems = sorted(set(problems))
        super().__init__("1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems")
        self.state = state  # the revision that they are in; none: the files as they are now
        self.set_aside = set_aside


class BrokenError(Exception):
    """The environment is not fit to build in; the message is one line."""


class StoppedError(BrokenError):
    """Somebody stopped it by hand; what came until then is kept. The message is one line."""


class UsageError(Exception):
    """What was asked for makes no sense here; the message is one line."""


def give_code(complaint: UsageError | BrokenError) -> int:
    """Give the exit code of a command that ends in words."""
    if isinstance(complaint, UsageError):
        return USAGE
    return STOPPED if isinstance(complaint, StoppedError) else BROKEN


def say_outcome(options: argparse.Namespace) -> str:
    """Say what did not come of a command that ends before its time; of most nobody expects anything but words."""
    return "; nothing was published" if options.command in ("build", "update") else ""


@contextmanager
def broken_environment(options: argparse.Namespace, *errors: type[Exception]) -> Iterator[None]:
    """Turn what the system refuses into one line that says what to do."""
    try:
        yield
    except errors as error:
        raise BrokenError(f"{error}{say_outcome(options)}") from None
    except BrokenPipeError:
        raise
    except (MemoryError, RuntimeError, ImportError) as error:
        if not isinstance(error, MemoryError) and not _LACKING.search(str(error)):
            raise
        raise BrokenError(f"memory is short, or too few processes are allowed{say_outcome(options)}") from None
    except OSError as error:
        # A file of the stage is nothing that people know; it stands for the output.
        ours = not isinstance(error.filename, str) or ".paper-digest" in error.filename
        named = error.filename if not ours else options.out if options.command == "build" else "what it says"
        said = f"{named}: {error.strerror or error}{_ADVICE.get(error.errno or 0, '')}"
        raise BrokenError(f"{said}{say_outcome(options)}") from None
