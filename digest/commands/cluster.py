"""Says who does the work: processes of this machine, or a Dask cluster that runs already."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.commands.endings import BrokenError
from digest.parallel import Workers

_PATIENCE = 5  # seconds, for the scheduler to answer
_RETRIES = 3  # for each piece of work, when its worker dies


@contextmanager
def open_workers(options: argparse.Namespace, folder: Path) -> Iterator[Workers]:
    """Give the workers that the options ask for; those of a cluster must see `folder` under the same path."""
    if not options.executor:
        yield Workers(options.jobs)
        return
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise BrokenError("--executor needs the package distributed: pip install '.[cluster]'") from None
    try:  # the package says no types
        client = Client(options.executor, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        said = str(error).splitlines()[0][:200]
        raise BrokenError(f"--executor: no scheduler answers at {options.executor} ({said})") from None
    with client, client.get_executor(retries=_RETRIES, pure=False) as executor:  # type: ignore[no-untyped-call]  # as above
        yield Workers(options.jobs, executor, folder.resolve())
