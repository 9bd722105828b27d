"""How much a test tries: a little among all tests, much more in `make reliability`."""

from __future__ import annotations

import os


def many(short: int, long: int) -> int:
    """Choose between two numbers of trials: RELIABILITY=long asks for the second."""
    return long if os.environ.get("RELIABILITY") == "long" else short
