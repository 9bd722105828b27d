"""The ledger: who has what, as lines that are only ever added.

`try` stands before anything is sent, then `sent`, `refused` or `later` (it was not taken, and can be tried again). A
`try` without any of these is a doubt: a server was given the mail, perhaps, and nobody knows. Each line ends with the
name of its run, so that no two are the same, and their order does not matter: two ledgers can be joined line by line.
`old` names what there was before the ledger, and is never sent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digest.mail.readers import make_mark

TRY, SENT, REFUSED, LATER, DOUBTFUL, FREE = "try", "sent", "refused", "later", "doubtful", "free"
_HEAD = "paper-digest mail ledger 1"
_OWN = "this ledger"  # what its first line holds the mark of, so that another secret is found out
_LINE = re.compile(r"(?:(try|sent|refused|later) (\S+) ([0-9a-f]{32}) ([0-9a-f]{8})|old (\S+))")


class LedgerError(Exception):
    """The ledger cannot be relied on; the message is one line."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a ledger says of each letter and reader: verdicts, runs and numbers of lines; and what is never sent."""

    lines: Mapping[tuple[str, str], list[tuple[str, str, int]]]
    old: Mapping[str, int]

    def judge(self, key: str, mark: str) -> str:
        """Say what became of a letter to a reader."""
        verdicts = {verdict for verdict, _, _ in self.lines.get((key, mark), ())}
        if verdicts & {SENT, REFUSED}:
            return SENT if SENT in verdicts else REFUSED
        return DOUBTFUL if self.find_doubts(key, mark) else FREE

    def find_doubts(self, key: str, mark: str) -> list[int]:
        """Give the numbers of the lines that tell of a try, and no other of how it ended."""
        said = self.lines.get((key, mark), ())
        ended = {run for verdict, run, _ in said if verdict != TRY}
        return [number for verdict, run, number in said if verdict == TRY and run not in ended]


def begin_ledger(secret: str, old: Iterable[str]) -> bytes:
    """Write a new ledger, in which all that there is already counts as old."""
    return "\n".join([f"{_HEAD} {make_mark(secret, _OWN)}", *(f"old {key}" for key in old), ""]).encode()


def write_lines(verdict: str, key: str, marks: Iterable[str], run: str) -> bytes:
    """Write what is to be added."""
    return "".join(f"{verdict} {key} {mark} {run}\n" for mark in marks).encode()


def read_ledger(data: bytes, secret: str, name: str) -> Ledger:
    """Read a ledger; a last line without end was never finished, and does not count."""
    head, *said = data.decode("utf-8", "replace").split("\n")[:-1] or [""]
    if not head.startswith(f"{_HEAD} "):
        raise LedgerError(f"{name} is no ledger of mail; name the right file with --ledger")
    if head != f"{_HEAD} {make_mark(secret, _OWN)}":
        raise LedgerError(f"{name} was begun with another MAIL_KEY, so nobody knows who has what; set that one")
    lines: dict[tuple[str, str], list[tuple[str, str, int]]] = defaultdict(list)
    old: dict[str, int] = {}
    for number, line in enumerate(said, 2):
        found = _LINE.fullmatch(line)
        if not found:
            raise LedgerError(f"{name}:{number}: this is no line of a ledger; take the file from before it was changed")
        verdict, key, mark, run, before = found.groups()
        if before:
            old[before] = number
        else:
            lines[key, mark].append((verdict, run, number))
    return Ledger(lines, old)
