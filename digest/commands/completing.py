"""The command `completion`: the script by which a shell completes the command line."""

from __future__ import annotations

import argparse

from digest.commands.endings import FINE
from digest.commands.speaking import Progress
from digest.completion import write_completion


def completion(options: argparse.Namespace, _: Progress) -> int:
    """Print the script for a shell."""
    print(write_completion(options.shell), end="")
    return FINE
