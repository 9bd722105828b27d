"""The change log of curation: what editors did to which paper, by day, as git tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from digest.desk.commits import Commit, read_commits
from digest.desk.git import GitError
from digest.desk.statements import FILES, Said, Statements, read_statements
from digest.nouns import Change
from digest.vocabulary import shape_override

# Fields with a word of their own for setting them, and how to say what they are set to; the others are details.
_KNOWN = {*shape_override((), {}).fields, "notes", "lists"}
_FIELDS = {
    "topics": ("moved", "to {}"),
    "add_topics": ("moved", "also to {}"),
    "remove_topics": ("moved", "not to {}"),
    "title": ("retitled", "to “{}”"),
    "abstract": ("abstract corrected", "“{}”"),
    "note": ("noted", "“{}”"),
    "notes": ("noted", "“{}”"),
    "hide": ("hidden", "{}"),
    "withdrawn": ("withdrawn", "{}"),
    "same_as": ("merged", "with {}"),
    "not_same_as": ("kept apart", "from {}"),
    "split": ("split", "another paper: {}"),
    "pin": ("pinned", "{}"),
    "links": ("links", "{}"),
    "lists": ("listed", "on “{}”"),
}
_LONG = {"abstract", "note", "notes"}  # of these only what differs is said
_REVERSED = {
    "hide": "shown again",
    "withdrawn": "no longer withdrawn",
    "pin": "unpinned",
    "lists": "taken off a list",
}
# What people call a field, where its own name is no word for readers.
_NAMES = {
    "add_topics": "topics added",
    "remove_topics": "topics removed",
    "same_as": "merging",
    "not_same_as": "keeping apart",
    "notes": "note",
    "summary": "line for lists",
}
_ROOM = 100  # characters of a text


def read_history(site: Path) -> tuple[tuple[Change, ...], str]:
    """Read all changes below `site`, newest day first, from git; or nothing, and in words why there is no history."""
    try:
        commits = read_commits(site, FILES)
    except GitError as error:
        return (), str(error)
    changes = [change for told in reversed(list(_compare_commits(commits))) for change in told]
    return tuple(sorted(changes, key=lambda change: change.day, reverse=True)), ""


def _compare_commits(commits: list[Commit]) -> Iterator[list[Change]]:
    """Compare the files before and after each commit; for one that cannot be read stands what it said last."""
    last: dict[str, Statements] = {}
    for commit in commits:
        old: Statements = {}
        new: Statements = {}
        for file in commit.files:
            before = read_statements(file.path, file.before or b"")
            after = read_statements(file.path, file.after or b"")
            before = last.get(file.path, {}) if before is None else before
            last[file.path] = before if after is None else after
            # What moved from one file to another stands in both, and is no change.
            old = {**old, **before}
            new = {**new, **last[file.path]}
        yield list(_tell(commit, old, new))


def _tell(commit: Commit, old: Statements, new: Statements) -> Iterator[Change]:
    """Yield what one commit changed, by paper and field."""
    for paper, field in sorted(old.keys() | new.keys()):
        then, now = old.get((paper, field)), new.get((paper, field))
        name, _, part = field.partition("/")
        if name not in _KNOWN or (then and then.text) == (now and now.text):
            continue
        if now:
            kind, words = _FIELDS.get(name, ("details", f"{_NAMES.get(name, name)}: {{}}"))
            said = _describe(words, name, part, then, now)
            yield Change(commit.day, commit.hash, paper, kind, said, now.file)
        elif then:
            kind = _REVERSED.get(name, "taken back")
            yield Change(commit.day, commit.hash, paper, kind, _describe_back(name, part, then), then.file)


def _describe(words: str, name: str, part: str, then: Said | None, now: Said) -> str:
    """Say in plain text what was set, and what stood there before."""
    if name == "lists":
        return f"{words.format(_shorten(now.list))}: {_shorten(now.text)}"
    if name in _LONG:
        return words.format(_show_difference(then.text if then else "", now.text))
    lead = f"{part}: " if part else ""
    quote = "“{}”" if "“" in words else "{}"
    before = f" (before: {quote.format(_shorten(then.text))})" if then else ""
    return f"{lead}{words.format(_shorten(now.text))}{before}"


def _describe_back(name: str, part: str, then: Said) -> str:
    """Say in plain text what was there before it was taken back."""
    if name == "lists":
        return f"“{_shorten(then.list)}”"
    before = f"before: {part} {_shorten(then.text)}" if part else f"before: {_shorten(then.text)}"
    return before if name in _REVERSED else f"{_NAMES.get(name, name)} ({before})"


def _show_difference(old: str, new: str) -> str:
    """Give a text from shortly before the first word that is another one."""
    words = new.split(" ")
    pairs = zip(words, old.split(" "), strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), len(words))
    start = max(0, min(same, old.count(" ") + 1) - 3)
    return f"{'… ' if start else ''}{_shorten(' '.join(words[start:]))}"


def _shorten(text: str) -> str:
    """Cut a long text, before a word unless that is a very long one."""
    if len(text) <= _ROOM:
        return text
    cut = text[: _ROOM - 1]
    return re.sub(r"\s\S{0,25}$", "", cut) + "…"
