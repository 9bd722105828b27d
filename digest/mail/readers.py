"""Who gets the mail: addresses, and the marks by which a ledger knows them without naming them."""

from __future__ import annotations

import hashlib
import hmac
import re

from digest.nouns import Place, Problem
from digest.vocabulary import MAIL_ADDRESS

_LONGEST = 254  # https://www.rfc-editor.org/errata/eid1690


def read_readers(text: str, source: str) -> tuple[list[str], list[Problem]]:
    """Read addresses, one to a line, each once; lines that begin with `#` are comments."""
    readers: dict[str, str] = {}
    problems = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        address = line.strip()
        if not address or address.startswith("#"):
            continue
        if len(address) > _LONGEST or not re.fullmatch(MAIL_ADDRESS, address):
            hint = "write one address to a line, like `ada@example.org`, and nothing else"
            problems.append(Problem(Place(source, number), "M001", "this line is no mail address", hint))
        readers.setdefault(address.casefold(), address)
    return [*readers.values()], problems


def make_mark(secret: str, text: str) -> str:
    """Make what stands for an address; without the secret nobody can tell for which, not even by trying."""
    return hmac.new(secret.encode(), f"mark {text.casefold()}".encode(), hashlib.sha256).hexdigest()[:32]


def make_token(secret: str, address: str) -> str:
    """Make what only the sender can have put into a reader's address for leaving."""
    return hmac.new(secret.encode(), f"leave {address.casefold()}".encode(), hashlib.sha256).hexdigest()[:32]
