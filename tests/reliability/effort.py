"""How much the tests of reliability try: a little with all tests, much where `RELIABILITY=long` is set."""

from __future__ import annotations

import os


def many(short: int, long: int) -> int:
    """Give how many cases to try."""
    return long if os.environ.get("RELIABILITY") == "long" else short
