"""Sends a letter to many readers, so that whatever breaks, nobody gets it twice: noted before, noted after."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from digest.mail.delivery import Courier, DeliveryError, Outcome
from digest.mail.ledger import DOUBTFUL, LATER, TRY

_ENOUGH = 3  # mails in a row that fail for no fault of their readers


@dataclass(frozen=True, slots=True)
class Book:
    """Where a round is noted: `note` adds a verdict on readers and returns when it is on the disk.

    `share` puts all notes where other machines see them, before up to `at_once` readers are tried, and after; it raises
    if another machine has noted something meanwhile.
    """

    note: Callable[[str, Sequence[str]], None]
    share: Callable[[], None]
    at_once: int = 1


def send_round(
    courier: Courier, sender: str, readers: Sequence[str], compose: Callable[[str], bytes], book: Book
) -> Generator[tuple[str, Outcome], None, None]:
    """Send to each reader and yield what became of it; `compose` gives the mail of a reader."""
    try:
        for start in range(0, len(readers), book.at_once):
            yield from _send_part(courier, sender, readers[start : start + book.at_once], compose, book)
    finally:
        book.share()


def _send_part(
    courier: Courier, sender: str, readers: Sequence[str], compose: Callable[[str], bytes], book: Book
) -> Generator[tuple[str, Outcome], None, None]:
    """Send to some readers. Those that were not tried when something breaks are noted as such."""
    waiting = list(readers)
    book.note(TRY, readers)
    try:
        book.share()
        for reader in readers:
            outcome = courier.deliver(sender, reader, compose(reader))
            waiting.remove(reader)
            if outcome.verdict != DOUBTFUL:
                book.note(outcome.verdict, [reader])
            yield reader, outcome
            if courier.failures >= _ENOUGH:
                raise DeliveryError(f"{_ENOUGH} mails in a row failed, the last because {outcome.reason}")
    finally:
        untried = waiting[1:] if courier.hanging else waiting
        if untried:
            book.note(LATER, untried)
