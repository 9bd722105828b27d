"""Joins the lines of text that was folded at a fixed width, as browsers for terminals, mail and converters fold it."""

from __future__ import annotations

from digest.formats.sentences import goes_on

_WIDTHS = range(40, 131)  # no abstract is a single line so short
_LEAST = 3  # lines that go on in the next


def unfold(lines: list[str]) -> list[str]:
    """Put each folded paragraph into its first line, empty ones in place of the others; other text stays as it is.

    A line was folded where the next line's first word had no more room in it.
    """
    ends = [line.rstrip() for line in lines]
    followed = [at for at in range(len(ends) - 1) if ends[at] and ends[at + 1]]
    width = max((len(ends[at]) for at in followed if " " in ends[at].strip()), default=0)
    if width not in _WIDTHS:
        return lines
    going_on = {at for at in followed if len(ends[at]) + 1 + len(ends[at + 1].split(None, 1)[0]) > width}
    wider = sum(len(line) > width and " " in line for line in ends)  # abstracts on a line of their own
    if len(going_on) < _LEAST or len(going_on) * 2 < len(followed) or wider * 4 > len(going_on):
        return lines
    joined = [*lines]
    for first in sorted(at for at in going_on if at - 1 not in going_on):
        at, parts = first, [ends[first]]
        while at in going_on:
            at += 1
            following = (ends if at in going_on else lines)[at].lstrip()
            parts += ["" if goes_on(ends[at - 1], following) else " ", following]
            joined[at] = ""
        joined[first] = "".join(parts)
    return joined
