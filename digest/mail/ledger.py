"""The ledger: who has what, as lines that are only ever added.

`try` stands before anything is sent, then `sent`, `refused` or `later` (it was not taken, and can be tried again). A
`try` without any of these is a doubt: a server was given the mail, perhaps, and nobody knows. The order of the lines
does not matter, so that two ledgers can be joined. `old` names what there was before the ledger, and is never sent.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digest.mail.readers import make_mark

TRY, SENT, REFUSED, LATER, DOUBTFUL, FREE = "try", "sent", "refused", "later", "doubtful", "free"
_HEAD = "paper-digest mail ledger 1"
_OWN = "this ledger"  # what its first line holds the mark of, so that another secret is found out
_LINE = re.compile(r"(?:(try|sent|refused|later) (\S+) ([0-9a-f]{32})|old (\S+))")


class LedgerError(Exception):
    """The ledger cannot be relied on; the message is one line."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a ledger says: verdicts and numbers of lines by what was sent and to whom; and what is never sent."""

    lines: Mapping[tuple[str, str], list[tuple[str, int]]]
    old: Mapping[str, int]

    def judge(self, key: str, mark: str) -> str:
        """Say what became of a letter to a reader."""
        counts = Counter(verdict for verdict, _ in self.lines.get((key, mark), ()))
        if counts[SENT] or counts[REFUSED]:
            return SENT if counts[SENT] else REFUSED
        return DOUBTFUL if counts[TRY] > counts[LATER] else FREE

    def find_line(self, key: str, mark: str) -> int:
        """Give the number of the last line that tells of a try."""
        return max(number for verdict, number in self.lines[key, mark] if verdict == TRY)


def begin_ledger(secret: str, old: Iterable[str]) -> bytes:
    """Write a new ledger, in which all that there is already counts as old."""
    return "".join(
        f"{line}\n" for line in (f"{_HEAD} {make_mark(secret, _OWN)}", *(f"old {key}" for key in old))
    ).encode()


def write_lines(verdict: str, key: str, marks: Iterable[str]) -> bytes:
    """Write what is to be added."""
    return "".join(f"{verdict} {key} {mark}\n" for mark in marks).encode()


def read_ledger(data: bytes, secret: str, name: str) -> Ledger:
    """Read a ledger; a last line without end was never finished, and does not count."""
    head, *said = data.decode("utf-8", "replace").split("\n")[:-1] or [""]
    if not head.startswith(f"{_HEAD} "):
        raise LedgerError(f"{name} is no ledger of mail; name the right file with --ledger")
    if head != f"{_HEAD} {make_mark(secret, _OWN)}":
        raise LedgerError(f"{name} was begun with another MAIL_KEY, so nobody knows who has what; set that one")
    lines: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    old: dict[str, int] = {}
    for number, line in enumerate(said, 2):
        found = _LINE.fullmatch(line)
        if not found:
            raise LedgerError(f"{name}:{number}: this is no line of a ledger; take the file from before it was changed")
        verdict, key, mark, before = found.groups()
        if before:
            old[before] = number
        else:
            lines[key, mark].append((verdict, number))
    return Ledger(lines, old)
