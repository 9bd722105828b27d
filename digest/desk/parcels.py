"""What one command leaves for `deliver`: files to be committed or proposed, an issue about trouble, a reply."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

PARCEL, SUMMARY = "parcel.json", "summary.md"


class ParcelError(Exception):
    """There is no parcel, or it is none of ours; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be delivered.

    `message` is that of the commit, its first line the title; `body` says the same in Markdown. `paths` are what may
    be committed, none: nothing is. `branch` is the one to propose it on, empty: it is committed where we are.
    `trouble` is Markdown for an issue, with `watch` also empty counts: then an open one is closed. `reply` answers the
    issue `reply_to`.
    """

    message: str = ""
    body: str = ""
    paths: tuple[str, ...] = ()
    branch: str = ""
    trouble: str = ""
    watch: bool = False
    reply: str = ""
    reply_to: int = 0


def write_parcel(parcel: Parcel) -> bytes:
    """Write a parcel as JSON."""
    return json.dumps(asdict(parcel), indent=1).encode() + b"\n"


def read_parcel(folder: Path) -> Parcel:
    """Read what was left in a folder, or raise `ParcelError`."""
    try:
        said = json.loads((folder / PARCEL).read_bytes())
        parcel = Parcel(**{**said, "paths": tuple(said["paths"])})
    except FileNotFoundError:
        raise ParcelError(f"nothing to deliver in {folder}/; run `python build.py update` first") from None
    except (OSError, ValueError, TypeError, KeyError):
        raise ParcelError(f"{folder}/{PARCEL} cannot be read; run `python build.py update` again") from None
    return parcel
