"""How much a test tries: a little among all tests, much more in `make reliability`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

TRIES = 5


def many(short: int, long: int) -> int:
    """Choose between two numbers of trials: RELIABILITY=long asks for the second."""
    return long if os.environ.get("RELIABILITY") == "long" else short


def measure(work: Callable[..., object], *given: object) -> float:
    """Give the CPU time of a piece of work, in seconds."""
    start = time.process_time()
    work(*given)
    return time.process_time() - start


def grows_evenly(work: Callable[..., object], little: object, much: object) -> bool:
    """Say whether about ten times as much takes about ten times as long, and not a hundred times.

    It is tried again where it seems not to be: a machine that many share may be slow for a moment, a square always is.
    """
    return any(measure(work, much) < 20 * measure(work, little) + 0.02 for _ in range(TRIES))
