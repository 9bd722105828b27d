"""The change log of curation: what editors did to which paper, by day, as git tells it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from digest.shapes import give_value
from digest.yaml_text import MAX_BYTES, parse_yaml

_FOLDERS = {"overrides": ".yml", "notes": ".md", "lists": ".yml"}
_SECONDS = 60.0  # for each call of git
_AT_ONCE = 250  # contents asked for in one call, so that a long history needs no huge memory
_LAST_SECOND = 253402300799  # of the year 9999; a commit may claim any number
_ROOM, _MUCH_ROOM = 100, 400  # characters

# Each field with the word for setting it.
_KINDS = {
    "topics": "moved", "add_topics": "moved", "remove_topics": "moved", "title": "retitled",
    "abstract": "abstract corrected", "note": "noted", "hide": "hidden", "withdrawn": "withdrawn", "same_as": "merged",
    "not_same_as": "kept apart", "split": "split", "pin": "pinned", "links": "links", "authors": "details",
    "date": "details", "editions": "details", "aliases": "details", "summary": "details", "on a list": "listed",
}  # fmt: skip
_REVERSED = {
    "hidden": "shown again",
    "withdrawn": "no longer withdrawn",
    "pinned": "unpinned",
    "listed": "taken off a list",
}
_TAKEN_BACK = "taken back"
_NEVER = object()  # in place of nothing, which is a value too
# What people call a field, where its own name is no word for readers.
_NAMES = {
    "add_topics": "topics added",
    "remove_topics": "topics removed",
    "same_as": "merging",
    "not_same_as": "keeping apart",
    "summary": "line for lists",
}
# Of these, one part may be taken back while others are set; the rest is one statement, however many lines it has.
_IN_PARTS = {"kept apart", "split", "links", "details", "listed"}

# A key at the start of a line: what stands between two of them can be read by itself.
_BLOCK = re.compile(r"^(?=[a-z0-9][a-z0-9-]*+:\s)", re.MULTILINE)
# Control characters, halves of characters, and signs that turn the direction of writing.
_INVISIBLE = dict.fromkeys(
    character
    for span in ("0-1F", "7F-9F", "61C", "200E-200F", "2028-202E", "2066-2069", "D800-DFFF", "FEFF")
    for character in range(int(span.split("-")[0], 16), int(span.split("-")[-1], 16) + 1)
)

_PLAIN = {"LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_OPTIONAL_LOCKS": "0"}
_OFFLINE = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
_SETTINGS = ("core.quotepath=false", "core.fsmonitor=false", "log.showRoot=true", "protocol.allow=never")
_NOT_WHOLE = "contents of the history are missing; clone the repository anew, without a filter"
# Parents come before children, and a parent that touched none of the folders is replaced by the last one that did.
_LOG = (
    *"log --reverse --date-order --full-history --parents --diff-merges=first-parent --raw -z --no-abbrev".split(),
    *"--no-renames --no-relative --no-color --no-show-signature".split(),
    *("--format=tformat:%H %ct %P", "HEAD", "--"),
)


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One thing that editors did, as git tells it.

    `day` is the commit's in UTC, ISO; `commit` its full hash. `kind` is a word such as "moved" or "taken back", and
    `detail` says the rest, as plain text. `file` is the path within the repository.
    """

    day: str
    commit: str
    paper: str
    kind: str
    detail: str
    file: str


class _NoHistoryError(Exception):
    """There is no history to read; the message says why, and what to do."""


class _DistrustError(_NoHistoryError):
    """Git does not trust the folder, which belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class _Git:
    """Git's program, the folder it is asked about, and folders that its user trusts."""

    program: str
    folder: Path
    trusted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _State:
    """The editors' files at one commit: by folder and name, the hash of the content."""

    overrides: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Commit:
    """One commit; `files` are (folder, name, hash of the content or nothing) that differ from the first parent's."""

    hash: str
    day: str
    parents: tuple[str, ...]
    files: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class _Said:
    """One statement about a paper: what is said, in which file, and for lists, the name of the list."""

    value: str
    file: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Archive:
    """What all files ever said: by folder and hash, text, or what YAML says by its keys, or nothing (unreadable).

    `prefix` is the path of the editors' folder within the repository.
    """

    contents: Mapping[tuple[str, str], Any]
    prefix: str


# The statements about one paper, by field and part of it; a text that has no parts is the part "".
_Statements = Mapping[tuple[str, str], _Said]


def read_history(site: Path) -> tuple[tuple[Change, ...], str]:
    """Read all changes below `site`, newest day first, from git; or nothing, and in words why there is no history."""
    try:
        git, prefix = _open_repository(site)
        commits = _read_commits(git, prefix)
        archive = _Archive(_read_contents(git, commits), prefix)
    except _NoHistoryError as error:
        return (), str(error)
    changes = [change for told in reversed(list(_compare_commits(commits, archive))) for change in told]
    return tuple(sorted(changes, key=lambda change: change.day, reverse=True)), ""


def _open_repository(site: Path) -> tuple[_Git, str]:
    """Find git, and the path of `site` within its repository, empty or ending with a slash."""
    program = shutil.which("git")
    if program is None:
        raise _NoHistoryError("git is not installed, or not in the PATH")
    git = _Git(program, site)
    questions = ("rev-parse", "--is-shallow-repository", "--show-prefix")
    try:
        answer = _ask(git, *questions)
    except _DistrustError:
        git = replace(git, trusted=_ask_trusted(git))
        answer = _ask(git, *questions)
    shallow, _, prefix = answer.decode("utf-8", "surrogateescape").partition("\n")
    if shallow == "true":
        raise _NoHistoryError("the history is shallow; fetch the whole history (fetch-depth: 0)")
    try:
        _ask(git, "rev-parse", "--verify", "--quiet", "HEAD:./")
    except _DistrustError:
        raise
    except _NoHistoryError:
        raise _NoHistoryError(
            f"no commit holds the folder {site.resolve().name}; add it to git and commit it"
        ) from None
    return git, prefix.removesuffix("\n")


def _ask(git: _Git, *arguments: str, request: bytes = b"") -> bytes:
    """Run git and give its answer, whatever the configuration and the language of its user."""
    settings = [*_SETTINGS, *(f"safe.directory={folder}" for folder in git.trusted)]
    options = [part for setting in settings for part in ("-c", setting)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = [git.program, "--no-pager", *options, "-C", str(git.folder), *arguments]
    return _run(command, {**environment, **_PLAIN, **_OFFLINE}, request)


def _ask_trusted(git: _Git) -> tuple[str, ...]:
    """Ask for the folders that the user of git has called safe: a decision about trust, which holds for us too."""
    # Outside of any repository, for one's own word about itself is worth nothing.
    outside = {**os.environ, "GIT_DIR": os.devnull}
    try:
        answer = _run([git.program, "config", "-z", "--get-all", "safe.directory"], outside, b"")
    except _NoHistoryError:
        return ()
    return tuple(os.fsdecode(answer).split("\0")[:-1])


def _run(command: list[str], environment: Mapping[str, str], request: bytes) -> bytes:
    try:
        done = subprocess.run(
            command, input=request, capture_output=True, env=environment, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _NoHistoryError(f"git did not answer within {_SECONDS:g} seconds") from None
    except OSError as error:
        raise _NoHistoryError(f"git cannot be started ({error.strerror})") from None
    if done.returncode:
        raise _explain_failure(done.stderr.decode("utf-8", "replace"))
    return done.stdout


def _explain_failure(said: str) -> _NoHistoryError:
    if "dubious ownership" in said or "unsafe repository" in said:
        folder = re.search(r"repository (?:at )?\(?'(.*?)'", said)
        command = f"git config --global --add safe.directory {shlex.quote(folder[1]) if folder else '…'}"
        return _DistrustError(f"the repository belongs to somebody else; if you trust it, say `{command}`")
    if "not a git repository" in said or "must be run in a work tree" in said:
        return _NoHistoryError("the folder is in no git repository; clone it with git, or start one with `git init`")
    if "promisor" in said or "lazy fetch" in said:
        return _NoHistoryError(_NOT_WHOLE)
    if "cannot change to" in said:
        return _NoHistoryError("the folder is not there")
    lines = [line for line in said.split("\n") if line.strip()]
    return _NoHistoryError(f"git failed: {_tidy(lines[-1], 300) if lines else 'it said nothing'}")


def _read_commits(git: _Git, prefix: str) -> list[_Commit]:
    """Read the commits that touch the editors' folders, parents before children."""
    commits: list[_Commit] = []
    parts = iter(_ask(git, *_LOG, *_FOLDERS).decode("utf-8", "surrogateescape").split("\0"))
    for part in (part.strip("\n") for part in parts):
        if part.startswith(":"):
            _, mode, _, content, _ = part.split(" ")
            path = PurePosixPath(next(parts).removeprefix(prefix))
            folder, name = str(path.parent), path.name
            if path.suffix == _FOLDERS.get(folder) and not name.startswith("."):
                # A link or a submodule is no file of ours.
                commits[-1].files.append((folder, name, content if mode.startswith("100") else ""))
        elif part:
            hash, second, *parents = part.split()
            day = datetime.fromtimestamp(min(int(second), _LAST_SECOND), UTC).date().isoformat()
            commits.append(_Commit(hash, day, tuple(parents), []))
    return commits


def _read_contents(git: _Git, commits: list[_Commit]) -> dict[tuple[str, str], Any]:
    """Read the content of each file of each commit once."""
    wanted = dict.fromkeys((folder, content) for commit in commits for folder, _, content in commit.files if content)
    folders: dict[str, list[str]] = {}
    for folder, content in wanted:
        folders.setdefault(content, []).append(folder)
    hashes = list(folders)
    blocks: dict[str, Any] = {}
    contents: dict[tuple[str, str], Any] = {}
    for start in range(0, len(hashes), _AT_ONCE):
        asked = hashes[start : start + _AT_ONCE]
        for content, data in zip(asked, _read_blobs(git, asked), strict=True):
            for folder in folders[content]:
                contents[folder, content] = _read_content(folder, data, blocks)
    return contents


def _read_blobs(git: _Git, hashes: list[str]) -> Iterator[bytes]:
    answer = _ask(git, "cat-file", "--batch", request="\n".join([*hashes, ""]).encode())
    at = 0
    for _ in hashes:
        end = answer.index(b"\n", at)
        words = answer[at:end].split(b" ")
        if words[1] != b"blob":
            raise _NoHistoryError(_NOT_WHOLE)
        at = end + 1 + int(words[2]) + 1
        yield answer[end + 1 : at - 1]


def _read_content(folder: str, data: bytes, blocks: dict[str, Any]) -> Any:
    """Read one file: a note as text, YAML as what it says; nothing where it cannot be read."""
    if len(data) > MAX_BYTES:
        return None
    if folder == "notes":
        return _tidy(data.decode("utf-8-sig", "replace"))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
    return _read_blocks(text, blocks) if folder == "overrides" else _read_mapping(text)


def _read_blocks(text: str, blocks: dict[str, Any]) -> Any:
    """Read overrides block by block, each different one once: from commit to commit most stay as they were."""
    said: dict[str, Any] = {}
    found = 0
    # After the end of a document no block may follow, which a block by itself does not know.
    for block in _BLOCK.split(text) if "\n..." not in text else ():
        if block not in blocks:
            blocks[block] = _read_mapping(block)
        if blocks[block] is None:
            return _read_mapping(text)
        said |= blocks[block]
        found += len(blocks[block])
    return said if found and found == len(said) else _read_mapping(text)


def _read_mapping(text: str) -> Any:
    """Read YAML that maps names to anything, or is empty; anything else is nothing."""
    node, problems = parse_yaml(text, "")
    said = give_value(node) if node is not None else {}
    return said if not problems and isinstance(said, dict) else None


def _compare_commits(commits: list[_Commit], archive: _Archive) -> Iterator[list[Change]]:
    """Compare each commit with its parents; of a commit that cannot be read, its own parents stand for it.

    A merge only adds what differs from all its parents, such as the words that settled a conflict. What came from one
    of them was said in a commit of its own, on its own day; following only first parents would give it the day of the
    merge, and one change to a merge of many.
    """
    states: dict[str, _State] = {}
    bases: dict[str, tuple[_State, ...]] = {}
    for commit in commits:
        state = _apply(states[commit.parents[0]] if commit.parents else _State(), commit)
        before = tuple({id(base): base for parent in commit.parents for base in bases[parent]}.values()) or (_State(),)
        readable = _is_readable(state, archive)
        states[commit.hash] = state
        bases[commit.hash] = (state,) if readable else before
        if readable:
            yield _compare(commit, before, state, archive)


def _apply(state: _State, commit: _Commit) -> _State:
    """Give the state after a commit; folders that it does not touch are shared."""
    for folder in dict.fromkeys(folder for folder, _, _ in commit.files):
        files = dict(getattr(state, folder))
        for _, name, content in (file for file in commit.files if file[0] == folder):
            files[name] = content
            if not content:
                files.pop(name)
        state = replace(state, **{folder: files})
    return state


def _is_readable(state: _State, archive: _Archive) -> bool:
    files = [("overrides", content) for content in state.overrides.values()]
    files += [("lists", content) for content in state.lists.values()]
    return all(archive.contents[file] is not None for file in files)


def _compare(commit: _Commit, before: tuple[_State, ...], state: _State, archive: _Archive) -> list[Change]:
    """Give the changes of one commit: what differs from all states before it, by paper."""
    papers = set.intersection(*(_find_papers(base, state, archive) for base in before))
    renamed = [_pair_lists(base, state, archive) for base in before]
    changes = []
    for paper in sorted(papers):
        now = _gather(paper, state, archive, {})
        then = [_gather(paper, base, archive, names) for base, names in zip(before, renamed, strict=True)]
        parts = {*now, *then[0]}
        changed = {part for part in parts if all(_get(base, part) != _get(now, part) for base in then)}
        for kind, detail, file in _tell(changed, then[0], now):
            changes.append(Change(commit.day, commit.hash, _tidy(paper, _ROOM), kind, detail, _tidy(file, _MUCH_ROOM)))
    return changes


def _get(statements: _Statements, part: tuple[str, str]) -> str | None:
    return statements[part].value if part in statements else None


def _find_papers(before: _State, after: _State, archive: _Archive) -> set[str]:
    """Find the papers about which any file says something else than before; files that did not change are not read."""
    papers = {name.removesuffix(".md") for name in _find_files(before.notes, after.notes)}
    for folder in ("overrides", "lists"):
        old, new = getattr(before, folder), getattr(after, folder)
        for name in _find_files(old, new):
            one, other = (_read_papers(archive, folder, files.get(name, "")) for files in (old, new))
            papers |= {paper for paper in {*one, *other} if one.get(paper, _NEVER) != other.get(paper, _NEVER)}
    return papers


def _find_files(old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    """Find the files that are not the same; most folders are shared, for no commit touched them."""
    return {name for name, _ in old.items() ^ new.items()} if old is not new else set()


def _read_papers(archive: _Archive, folder: str, content: str) -> Mapping[str, Any]:
    """Give what one file says about papers, by their ids."""
    said = archive.contents.get((folder, content)) or {}
    papers = said.get("papers") if folder == "lists" else said
    return papers if isinstance(papers, dict) else {}


def _pair_lists(before: _State, after: _State, archive: _Archive) -> dict[str, str]:
    """Find lists whose file was renamed: one that is gone, and a new one of the same name; from file to file."""
    fresh, gone = sorted(after.lists.keys() - before.lists.keys()), sorted(before.lists.keys() - after.lists.keys())
    new = {_name_list(archive, file, after.lists[file]): file for file in fresh}
    names = {file: _name_list(archive, file, before.lists[file]) for file in gone}
    return {file: new[name] for file, name in names.items() if name in new}


def _name_list(archive: _Archive, file: str, content: str) -> str:
    return _flatten(archive.contents["lists", content].get("name", "")) or file.removesuffix(".yml")


def _gather(paper: str, state: _State, archive: _Archive, renamed: Mapping[str, str]) -> _Statements:
    """Gather what all files together say about one paper. Where two overrides do, the first counts, by file name."""
    statements: dict[tuple[str, str], _Said] = {}
    files = [name for name, content in state.overrides.items() if paper in archive.contents["overrides", content]]
    for name in sorted(files)[:1]:
        fields = archive.contents["overrides", state.overrides[name]][paper]
        for part, value in _lay_out(fields if isinstance(fields, dict) else {}):
            statements[part] = _Said(value, f"{archive.prefix}overrides/{name}")
    # A note may move from an override to a file of its own: it is known by its words.
    if (content := state.notes.get(f"{paper}.md")) and (text := archive.contents["notes", content]):
        statements["note", text] = _Said(text, f"{archive.prefix}notes/{paper}.md")
    for name, content in sorted(state.lists.items()):
        papers = _read_papers(archive, "lists", content)
        if paper in papers:
            line, file = _flatten(papers[paper]), f"{archive.prefix}lists/{name}"
            statements["on a list", renamed.get(name, name)] = _Said(line, file, _name_list(archive, name, content))
    return statements


def _lay_out(fields: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Take an override apart into single statements, so that a merge is seen to join two, and says nothing new."""
    for name, value in fields.items():
        parts = {"": value}
        if isinstance(value, dict):
            parts = value
        elif name == "note":
            parts = {_flatten(value): value}
        elif isinstance(value, list) and name not in ("topics", "authors"):  # their order counts
            parts = {_flatten(item): item for item in value}
        for part, words in parts.items() if name in _KINDS and name != "on a list" else ():
            if text := _flatten(words):
                yield (name, part), text


def _flatten(value: Any) -> str:
    """Give any value as one line of text."""
    if isinstance(value, dict):
        return ", ".join(f"{_flatten(name)} {_flatten(item)}" for name, item in value.items())
    return ", ".join(map(_flatten, value)) if isinstance(value, list) else _tidy(value)


def _tidy(text: str, room: int = MAX_BYTES) -> str:
    """Make one line of a text, without signs that nobody sees, of at most `room` characters."""
    # Not only for looks: bidirectional signs and control characters could disguise what follows on a page.
    text = " ".join(" ".join(text.split()).translate(_INVISIBLE).split())
    return text if len(text) <= room else text[: room - 1] + "…"


def _tell(changed: set[tuple[str, str]], then: _Statements, now: _Statements) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, detail, file) for all that changed about one paper, each kind once."""
    details: dict[str, list[str]] = {}
    files: dict[str, str] = {}
    for kind in sorted({_KINDS[name] for name, _ in changed}):
        old, new = (
            {
                part: said
                for part, said in sorted(statements.items())
                if _KINDS[part[0]] == kind and (part in changed or kind not in _IN_PARTS)
            }
            for statements in (then, now)
        )
        gone = {part: said for part, said in old.items() if part not in new}
        if new:
            details[kind] = [_describe(kind, old, new)]
            files[kind] = next(iter(new.values())).file
        if gone and (kind in _IN_PARTS or not new):
            back = _REVERSED.get(kind, _TAKEN_BACK)
            details.setdefault(back, []).append(_describe_back(kind, gone))
            files.setdefault(back, next(iter(gone.values())).file)
    for kind, said in sorted(details.items()):
        yield kind, _tidy("; ".join(said), _MUCH_ROOM), files[kind]


def _describe(kind: str, old: _Statements, new: _Statements) -> str:
    """Say in plain text what was set, and what stood there before."""
    if kind == "noted":
        return ", ".join(f"“{_tidy(said.value, _ROOM)}”" for said in new.values())
    if kind == "abstract corrected":
        return _show_difference(_join(old), _join(new))
    if kind == "listed":
        return ", ".join(f"on “{_tidy(said.name, _ROOM)}”{_add(': ', said.value)}" for said in new.values())
    if kind in ("links", "details"):
        return "; ".join(_describe_part(part, old.get(part), said) for part, said in new.items())
    if kind == "moved":
        return f"{_say_topics(new)}{_say_before(_say_topics(old).removeprefix('to '))}"
    quote = "“{}”" if kind == "retitled" else "{}"
    lead = {"retitled": "to ", "merged": "with ", "kept apart": "from ", "split": "another paper: "}.get(kind, "")
    before = quote.format(_tidy(_join(old), _ROOM)) if old else ""
    return f"{lead}{quote.format(_tidy(_join(new), _ROOM))}{_say_before(before)}"


def _describe_back(kind: str, gone: _Statements) -> str:
    """Say in plain text what was there before it was taken back."""
    if kind == "listed":
        return ", ".join(f"“{_tidy(said.name, _ROOM)}”" for said in gone.values())
    if kind in _REVERSED:
        return f"before: {_tidy(_join(gone), _ROOM)}"
    said = []
    for name in dict.fromkeys(name for name, _ in gone):
        parts = {part: words for part, words in gone.items() if part[0] == name}
        said.append(f"{_NAMES.get(name, name)}{_say_before(_tidy(_join(parts), _ROOM))}")
    return "; ".join(said)


def _describe_part(part: tuple[str, str], old: _Said | None, new: _Said) -> str:
    before = _say_before(_tidy(old.value, _ROOM)) if old else ""
    name = part[1] if part[0] == "links" else _NAMES.get(part[0], part[0])
    return f"{name}: {_tidy(new.value, _ROOM)}{before}"


def _say_topics(statements: _Statements) -> str:
    leads = {"topics": "to", "add_topics": "also to", "remove_topics": "not to"}
    topics = {name: [said.value for (field, _), said in statements.items() if field == name] for name in leads}
    return ", ".join(f"{leads[name]} {', '.join(values)}" for name, values in topics.items() if values)


def _say_before(words: str) -> str:
    return f" (before: {words})" if words else ""


def _add(lead: str, words: str) -> str:
    return f"{lead}{_tidy(words, _ROOM)}" if words else ""


def _join(statements: _Statements) -> str:
    """Join the values of statements; those with a name of their own, as in links and pins, behind it."""
    named = {("pin", "order"): "in place"}
    return ", ".join(
        f"{named.get((name, part), part)} {said.value}" if name in ("links", "pin") else said.value
        for (name, part), said in statements.items()
    )


def _show_difference(old: str, new: str) -> str:
    """Quote a text from shortly before the first word that is another one."""
    words = new.split(" ")
    pairs = zip(words, old.split(" "), strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), len(words))
    start = max(0, min(same, old.count(" ") + 1) - 3)
    return f"“{'… ' if start else ''}{_tidy(' '.join(words[start:]), _ROOM)}”"
