"""Judges the hosts of addresses: which may be linked to, which go by another name, and which only look like one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from digest.nouns import HostRules

LIVE, PLAIN, SUSPICIOUS = "live", "plain", "suspicious"

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{4,253}}\Z)(?:{_LABEL}\.)+[a-z]{{2,24}}")
_NUMBERS = re.compile(r"[0-9a-fx.]*[0-9][0-9a-fx.]*|\[.*")  # 127.0.0.1, 2130706433, 0x7f.1, [::1]
_NOWHERE = {"local", "localhost", "internal", "invalid", "test", "onion", "lan", "home"}
_SECOND_LEVEL = {"ac", "co", "com", "edu", "gov", "net", "org"}
_LOOKALIKES = (
    str.maketrans("0134579", "oieastg"),
    str.maketrans("0134579", "oleastg"),
)

_DISTINCTIVE = 5  # a shorter name stands in too many words for its mere presence to say anything
_NEAR = {4: 1}  # the edit distance at which a name of that length is imitated; of longer names it is _FAR
_FAR = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a host: LIVE as `host`, PLAIN (no link), or SUSPICIOUS (no link, and a person should look)."""

    kind: str
    host: str


@lru_cache(maxsize=4096)  # most addresses are on a few hosts
def judge_host(host: str, rules: HostRules) -> Verdict:
    """Say whether an address on this host (without port) may be a link, and under which name."""
    name = host.lower()
    if not name.isascii() or "xn--" in name:
        return Verdict(SUSPICIOUS, host)
    if _NUMBERS.fullmatch(name) or not _HOST.fullmatch(name) or name.rpartition(".")[2] in _NOWHERE:
        return Verdict(PLAIN, host)
    if any(_is_under(name, refused) for refused in rules.refuse):
        return Verdict(PLAIN, host)
    rewritten = rules.rewrite.get(name.removeprefix("www."))
    if rewritten is not None:
        return Verdict(LIVE, rewritten)
    if _wears_name(name, rules):
        return Verdict(SUSPICIOUS, host)
    if is_trusted(name, rules):
        return Verdict(LIVE, host)
    disguised = any(_is_under(name, mirror) for mirror in rules.rewrite) or find_imitated(name, rules) != ""
    return Verdict(SUSPICIOUS if disguised else LIVE, host)


def is_trusted(name: str, rules: HostRules) -> bool:
    """Say whether a host is trusted by name, by a parent, or by its first label (`gitlab.*`)."""
    first = name.partition(".")[0]
    return any(_is_under(name, trusted) or f"{first}.*" == trusted for trusted in rules.trusted)


def find_imitated(name: str, rules: HostRules) -> str:
    """Give the trusted host that a host which is not trusted imitates, or nothing."""
    labels = name.split(".")[:-1]
    own = _find_own_label(name)
    for trusted in rules.trusted:
        if not trusted.endswith(".*") and _imitates(labels, own, _find_own_label(trusted)):
            return trusted
    return ""


def _wears_name(name: str, rules: HostRules) -> bool:
    """Say whether a known host's whole name stands before another host's: `hf.co.evil.example`."""
    known = (*rules.trusted, *rules.rewrite, "gitlab.com")
    return any(f".{one}." in f".{name}" for one in known if not one.endswith(".*"))


def _is_under(name: str, parent: str) -> bool:
    return name == parent or name.endswith("." + parent)


def _find_own_label(name: str) -> str:
    """Give the label that was registered: `kaggle` of `www.kaggle.com`, `ox` of `www.ox.ac.uk`."""
    labels = name.split(".")
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2:
        return labels[-3]
    return labels[-2]


def _imitates(labels: list[str], own: str, genuine: str) -> bool:
    if len(genuine) < _DISTINCTIVE:
        near = _NEAR.get(len(genuine), 0)
        return genuine in own.split("-") or (near > 0 and _is_near(own, genuine, near))
    for spelled in _spell_out(own):
        if _is_near(spelled, genuine, _FAR):
            return True
    return any(genuine in spelled for label in labels for spelled in _spell_out(label))


def _spell_out(label: str) -> tuple[str, ...]:
    joined = label.replace("-", "")
    likely = (joined.translate(table).replace("vv", "w").replace("rn", "m") for table in _LOOKALIKES)
    return tuple(dict.fromkeys((joined, *likely)))


def _is_near(one: str, other: str, limit: int) -> bool:
    """Say whether the edit distance of two names is at most `limit`."""
    if abs(len(one) - len(other)) > limit:
        return False
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, row[0] = row[0], number
        for column, wanted in enumerate(other, 1):
            above, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, above + (letter != wanted))
    return row[-1] <= limit
