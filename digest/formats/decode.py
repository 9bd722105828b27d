"""Makes text of a file's bytes, or says why it is none."""

from __future__ import annotations

import re

_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff]")
_BINARY = 0.05  # the share of such characters above which a file is no text
_WIDE = re.compile(rb"(?:[\t\n\r -~]\x00){4}|(?:\x00[\t\n\r -~]){4}")  # ASCII in two bytes a letter
MAX_SIGNS = 1_000_000  # lines, or brackets of one kind; each costs up to a kilobyte while a capture is taken apart


def decode_capture(data: bytes) -> tuple[str, str, int]:
    """Give the text of a capture; or an empty text, why it cannot be read, and the line where that shows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", errors="replace").encode()
    elif _WIDE.match(data):
        return "", "the file is UTF-16 without its mark; save it as UTF-8", 1
    if not data.strip():
        return "", "the file is empty", 0
    # Bytes that are no UTF-8 become lone surrogates and cost only the paper they stand in.
    text = data.decode("utf-8-sig", errors="surrogateescape")
    odd = _ODD.search(text)
    if odd and len(text) - len(_ODD.sub("", text)) > _BINARY * len(text):
        return "", "the file is binary or not UTF-8, not text", text.count("\n", 0, odd.start()) + 1
    if max(map(text.count, "\n\r[{<")) > MAX_SIGNS:
        return "", f"the file has more than {MAX_SIGNS} lines or brackets; split it", 0
    return text, "", 0
