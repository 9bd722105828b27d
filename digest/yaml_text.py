"""Editors' YAML, read as text with the place of every word.

`no` stays a word and `2503.02130` keeps its zero. Anchors, aliases, merges and tags are refused: editors do not need
them, and they are how a short file becomes a long build. Built from the parser's events, so that nothing is composed
before it is known to be harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from digest.nouns import Place, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 32

_START = yaml.Mark("", 0, 0, 0, "", 0)
# What no page may hold. Line ends are another matter.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# What nobody writes but by a backslash in double quotes, as `"\times"` holds a tab.
_ESCAPED = re.compile(rf"[\t\r]|{_CONTROL.pattern}")
# What a backslash makes of LaTeX without anyone noticing: line ends of `\nabla`, spaces of `\_`, separators of `\Phi`.
_MISREAD = re.compile(r"(?<!\\)(?:\\\\)*\\(?:n(?=(?:abla|u|eq|i|ot|ormal|eg)(?![a-z]))|[NLP_](?=[A-Za-z0-9{]))")
_CONFLICT = re.compile(r"^(<{7}|>{7})( |$)", re.MULTILINE)  # the line between the two may be a heading's in Markdown
# Spaces that are none to YAML, pasted along before a name or behind its colon.
_HARD = "[\xa0\u2000-\u200b\u202f\u3000\ufeff]"
# What has been passed is not tried again: dashes may open a line and be a name, and a line of them took their square.
_HARD_SPACE = re.compile(f"^[ -]*+(?:{_HARD}[^\\S\n]*[A-Za-z_-]+:|[A-Za-z_-]*+(?<=[A-Za-z_-]):{_HARD})", re.MULTILINE)
_SEPARATOR = re.compile("[\x85\u2028\u2029]")
# What stands before a value: a name, a dash, or both.
_BEFORE = r"\s*(?:-[ \t]+(?:[^\s#\"':][^:]*:[ \t]+)?|[^\s#\"':][^:]*:[ \t]+)"
_SPECIAL_START = re.compile(_BEFORE + r"([\[\]{}*&!%@`]|[|>](?=[ \t]*[^\s\d+#-]|\d\S)|[-?](?= ))")
_AFTER_QUOTE = re.compile(_BEFORE + r"(?:\"[^\"]*\"|'[^']*')[ \t]*[^\s#]")
_OPENED = re.compile(_BEFORE + r"(?:(\")[^\"]*|(')[^']*)$")
_FAR = 20  # lines from a quotation mark to where its text is seen to end wrongly
_BRACKET = re.compile(r"[^#\"']*[:,\[{-][ \t]*([\[{])")
_BULLET = re.compile(r"\s*(\*) +(\S.*)")
_ITEM = re.compile(r"\s*[-•–—·][ \t]*([^\s-].*)")
# A name without a space behind its colon; times, and ids within a sentence, have one, too.
_NAME = r"(?!\d+:)[^\s:#]+(?: [^\s:#]+(?=:\D))?(?=:[^\s/])|[^:#]*?(?=：)"
_GLUED = re.compile(rf"\s*(?:- )?(?=[^\s:#\"'])({_NAME})[:：]\s*(.*)")
_INNER_ITEM = re.compile(r"\n[ \t]*(?=- \S)")
_COMMENT = re.compile(r"[ \t]+(#[^\s#].*)")  # those who comment on something leave a space behind the sign
_LINE_UP = "line it up with its neighbours"
_WRITE_PAIR = "write `name: value`, or indent by two more spaces what belongs to the text above"

# The parser in C is ten times faster, and not in every build of PyYAML.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as written. `comment` is what stands behind it and may have been meant as a part of it: `We are #1`."""

    value: str
    place: Place
    comment: Text | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their nodes, in the order written; equal keys are a problem and only the first is kept."""

    pairs: tuple[tuple[Text, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """Give the node under `key`."""
        return next((value for name, value in self.pairs if name.value == key), None)


Node = Text | Sequence | Mapping


class _RefusedError(Exception):
    """Carries the one problem that ends the reading of a file."""

    def __init__(self, place: Place, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(place, code, message, hint, grave=True)


def read_yaml(path: Path, name: str) -> tuple[Node | None, list[Problem]]:
    """Read one file, called `name` in messages. An empty file is `None` without a problem."""
    text, problems = read_text(path, name)
    return (None, problems) if problems else parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> tuple[Node | None, list[Problem]]:
    """Parse the text of one file, called `name` in messages. An empty text is `None` without a problem."""
    problems: list[Problem] = []
    try:
        _check_lines(text, name)
        return _Builder(name, text, problems).build(), problems
    except _RefusedError as refused:
        return None, [*problems, refused.problem]
    except yaml.MarkedYAMLError as error:
        return None, [*problems, replace(_explain(error, name, text), grave=True)]
    except yaml.reader.ReaderError as error:
        place = Place(name, text.count("\n", 0, error.position) + 1)
        return None, [_refuse_control(place).problem]


def read_text(path: Path, name: str) -> tuple[str, list[Problem]]:
    """Read the text of one file that editors own, called `name` in messages; what is no such file is a problem."""
    try:
        return _read_text(path, name), []
    except _RefusedError as refused:
        return "", [refused.problem]


def find_links(folder: Path, name: str) -> Iterator[Problem]:
    """Yield a problem for every symbolic link below a folder, called `name`. Hidden ones are editors' programs' own."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.name.startswith("."):
            yield _refuse_link(f"{name}/{path.relative_to(folder).as_posix()}").problem


def _refuse_link(name: str) -> _RefusedError:
    # What a link leads to may be no business of a stranger's pull request.
    return _RefusedError(Place(name), "F005", "this is a link to another file", "put the file itself here")


def _refuse_control(place: Place) -> _RefusedError:
    return _RefusedError(place, "Y024", "an invisible character stands here", "delete it and type it anew")


def _refuse_backslash(place: Place) -> _RefusedError:
    hint = "use single quotes: '…'"
    return _RefusedError(place, "Y008", "a backslash in double quotes means something else", hint)


def _read_text(path: Path, name: str) -> str:
    try:
        if path.is_symlink():
            raise _refuse_link(name)
        if path.exists() and not path.is_file() and not path.is_dir():
            kind = "it is a device or the like"
            raise _RefusedError(Place(name), "F004", f"the file cannot be read: {kind}")
        if path.is_dir():
            raise _RefusedError(Place(name), "F006", "this is a folder, not a file", "move what is in it elsewhere")
        if path.stat().st_size > MAX_BYTES:
            message = f"the file is larger than {MAX_BYTES // 1000} kB"
            raise _RefusedError(Place(name), "F003", message, "split it into several")
        data = path.read_bytes()
    except OSError as error:
        raise _RefusedError(Place(name), "F004", f"the file cannot be read: {error.strerror}") from None
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(name, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise _RefusedError(place, "F002", "the file is not UTF-8 text", "save it with the encoding UTF-8") from None
    if odd := _CONTROL.search(text):
        raise _refuse_control(_find_place(text, name, odd.start()))
    _refuse_lines(
        text, name, _CONFLICT, "Y018", "a merge conflict was left in the file", "keep one version and delete the marks"
    )
    return text


def _check_lines(text: str, name: str) -> None:
    _refuse_lines(text, name, _HARD_SPACE, "Y024", "an invisible character stands here", "delete it and type it anew")
    _refuse_lines(
        text, name, _SEPARATOR, "Y025", "an invisible line separator stands here", "delete it and break the line anew"
    )


def _refuse_lines(text: str, name: str, pattern: re.Pattern[str], *said: str) -> None:
    if found := pattern.search(text):
        unseen = re.compile(_HARD).search(text, found.start(), found.end())
        raise _RefusedError(_find_place(text, name, (unseen or found).start()), *said)


def _find_place(text: str, name: str, at: int) -> Place:
    return Place(name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


class _Builder:
    """Turns the events of one file into nodes."""

    def __init__(self, name: str, text: str, problems: list[Problem]) -> None:
        self.name = name
        self.text = text
        self.problems = problems
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)

    def build(self) -> Node | None:
        """Give the file's one document."""
        node: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise _RefusedError(
                        self.place(event), "Y017", "a second document starts here", "remove the line `---`"
                    )
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, depth=0)
        return None if isinstance(node, Text) and not node.value else node

    def place(self, event: Any) -> Place:
        """Give the place where an event starts."""
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def node(self, event: Any, depth: int) -> Node:
        """Build the node that starts with `event`."""
        place = self.place(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _RefusedError(
                place,
                "Y019",
                "`&` and `*` at the start of a value mean repetition, which is not allowed here",
                "write the value out; put text that starts with `*` or `&` in quotes",
            )
        if event.tag is not None:
            raise _RefusedError(
                place,
                "Y021",
                "`!` at the start of a value means a type, which is not allowed here",
                "put text that starts with `!` in quotes",
            )
        if depth > MAX_DEPTH:
            raise _RefusedError(place, "Y023", f"brackets or lists stand more than {MAX_DEPTH} deep in each other")
        if isinstance(event, yaml.ScalarEvent):
            if event.style == '"' and (_ESCAPED.search(event.value) or _MISREAD.search(self.cut(event))):
                raise _refuse_backslash(place)
            written = "" if event.style else self.cut(event)
            if inner := _INNER_ITEM.search(written):
                line, column = written.count("\n", 0, inner.end()), inner.end() - written.rfind("\n", 0, inner.end())
                raise _RefusedError(
                    Place(self.name, place.line + line, column),
                    "Y004",
                    "this line is indented too far, or belongs to the text above it",
                    _LINE_UP,
                )
            return Text(event.value, place, None if event.style else self.find_comment(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.items(depth)), place)
        return Mapping(tuple(self.pairs(depth)), place)

    def cut(self, event: Any) -> str:
        """Cut out what an event was written as."""
        return self.text[event.start_mark.index : event.end_mark.index]

    def find_comment(self, event: Any) -> Text | None:
        """Give the comment behind a text, if it may have been meant as a part of it."""
        end = event.end_mark
        if not (found := _COMMENT.match(self.text, end.index)):
            return None
        return Text(found[1], Place(self.name, end.line + 1, end.column + 1 + found.start(1) - found.start()))

    def items(self, depth: int) -> Iterator[Node]:
        """Build the items of a list."""
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.node(event, depth + 1)

    def pairs(self, depth: int) -> Iterator[tuple[Text, Node]]:
        """Build the pairs of a mapping, each key once."""
        seen: dict[str, Text] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Text):
                raise _RefusedError(key.place, "Y022", "a list or a mapping cannot be a key", "put the key in quotes")
            if key.value == "<<":
                raise _RefusedError(
                    key.place, "Y020", "`<<` merges mappings, which is not allowed here", "write them out"
                )
            if first := seen.get(key.value):
                self.problems.append(
                    Problem(
                        key.place,
                        "Y016",
                        f"`{key.value}` stands here a second time; the first is in line {first.place.line}",
                        _advise_double(key, value),
                    )
                )
                continue
            seen[key.value] = key
            yield key, value


@dataclass(frozen=True, slots=True)
class _Fault:
    """A syntax error: what the parser said, the places where it noticed and where it began, and the lines there."""

    said: str
    here: Place
    there: Place
    lines: list[str]

    def line(self, place: Place) -> str:
        """Give the line of a place, empty outside the file."""
        return self.lines[place.line - 1] if 0 < place.line <= len(self.lines) else ""


def _explain(error: yaml.MarkedYAMLError, name: str, text: str) -> Problem:
    """Say a syntax error in an editor's words, at the place where the editor must write something else."""
    mark = error.problem_mark or error.context_mark or _START
    start = error.context_mark or mark
    here, there = (Place(name, at.line + 1, at.column + 1) for at in (mark, start))
    fault = _Fault(f"{error.problem or ''} {error.context or ''}", here, there, text.split("\n"))
    for explain in (_explain_tab, _explain_end, _explain_quotes, _explain_start, _explain_colon, _explain_indentation):
        if problem := explain(fault):
            return problem
    return Problem(here, "Y026", f"this is not valid YAML ({(error.problem or 'unknown fault').strip()})")


def _explain_tab(fault: _Fault) -> Problem | None:
    line = fault.line(fault.here)
    if re.match(r" *(?:-\t|\t)", line) or "'\\t'" in fault.said:
        return Problem(fault.here, "Y001", "a tab stands where spaces are needed", "replace the tab by two spaces")
    return None


def _explain_end(fault: _Fault) -> Problem | None:
    """Explain brackets that are still open where the file ends, and the middle of a merge conflict."""
    for at in (fault.here, fault.there):
        if re.match(r"={7}$", fault.line(at)):
            hint = "keep one version and delete the marks"
            return Problem(at, "Y018", "a merge conflict was left in the file", hint)
    if any(line.strip() for line in fault.lines[fault.here.line - 1 :]):
        return None
    for number, line in reversed([*enumerate(fault.lines, 1)]):
        closed = max(line.rfind("]"), line.rfind("}")) + 1  # nothing before it can be what is open
        opened = _BRACKET.match(line, closed)
        if opened and not re.search(r"[#\"']", line[:closed]):
            place = Place(fault.here.file, number, opened.start(1) + 1)
            return Problem(place, "Y015", "a bracket is opened and not closed", "close it, or put the text in quotes")
    return None


def _explain_quotes(fault: _Fault) -> Problem | None:
    if "escape" in fault.said or "hexdecimal" in fault.said:  # as PyYAML spells it
        return _refuse_backslash(fault.here).problem
    if "quoted scalar" in fault.said:
        return Problem(fault.there, "Y006", "a quotation mark is opened and not closed", "close it, or leave both out")
    for number in range(fault.here.line - 1, max(fault.there.line, fault.here.line - _FAR) - 1, -1):
        if opened := _OPENED.match(fault.line(Place(fault.here.file, number))):
            place = Place(fault.here.file, number, opened.start(opened.lastindex or 0) + 1)
            return Problem(place, "Y006", "a quotation mark is opened and not closed", "close it, or leave both out")
    if quoted := _AFTER_QUOTE.match(fault.line(fault.here)):
        place = Place(fault.here.file, fault.here.line, quoted.end())
        hint = "put the whole text in '…', and write each ' inside it twice: ''"
        return Problem(place, "Y007", "text stands after the closing quotation mark", hint)
    return None


def _explain_start(fault: _Fault) -> Problem | None:
    """Explain a value that starts with a sign of YAML's own."""
    if bullet := _BULLET.match(fault.line(fault.here)):
        if fault.line(replace(fault.here, line=fault.here.line - 1)).rstrip().endswith(("|", ">")):
            hint = "indent the text below `|` by two more spaces"
            return Problem(fault.here, "Y005", "this line is not indented like the lines before it", hint)
        place, hint = replace(fault.here, column=bullet.start(1) + 1), f"in a list write `- {bullet[2][:40]}`"
        return Problem(place, "Y012", "text may not start with this character", hint)
    if "cannot start any token" in fault.said and not _SPECIAL_START.fullmatch(
        fault.line(fault.here)[: fault.here.column]
    ):
        fence = fault.line(fault.here).strip().startswith("```")
        hint = "delete this line: it is Markdown's" if fence else "put the text in quotes"
        return Problem(fault.here, "Y012", "text may not start with this character", hint)
    for at in (fault.here, fault.there):
        special = _SPECIAL_START.match(fault.line(at))
        if special and special.start(1) < at.column:  # a complaint about what stands before it is none about the sign
            place, sign = Place(at.file, at.line, special.start(1) + 1), special[1]
            if sign in "|>":
                hint = "begin the text on the next line, indented by two more spaces"
                return Problem(place, "Y013", f"`{sign}` must stand alone", hint)
            if sign == "-":
                hint = "begin it on the next line, indented by two more spaces"
                return Problem(place, "Y014", "a list begins on a line of its own", hint)
            if sign in "[{" and (problem := _explain_bracket(fault, at, place, sign)):
                return problem
            hint = "write a list as [one, two], and text as '…'" if sign == "[" else "write it as '…'"
            named = "a backtick" if sign == "`" else f"`{sign}`"
            return Problem(place, "Y011", f"text that starts with {named} must stand in quotes", hint)
    return None


def _explain_bracket(fault: _Fault, at: Place, place: Place, sign: str) -> Problem | None:
    open_one = "a bracket is opened and not closed"
    before, line = fault.here.column - 1, fault.line(fault.here)
    if line[before:].startswith(",") and line[:before].rstrip().endswith((",", "[", "{")):
        return Problem(fault.here, "Y027", "a comma stands here with nothing before it", "delete it")
    if " #" in fault.line(at):
        return Problem(place, "Y015", open_one, "behind ` #` all is a comment; put what has that sign in quotes")
    if "]}"[sign == "{"] not in fault.line(at):
        return Problem(place, "Y015", open_one, "close it, or put the text in quotes")
    return None


def _explain_colon(fault: _Fault) -> Problem | None:
    without = "a line without a colon, or with no space after it"
    if "could not find expected ':'" in fault.said:
        hint = _advise_item(fault.line(fault.there))
        return _explain_glued(fault, fault.there) or Problem(fault.there, "Y002", without, hint)
    if "mapping values are not allowed" not in fault.said:
        return None
    if re.match(r"[^:]*:\s+[“”„‘’‚]", fault.line(fault.here)):
        return Problem(
            fault.here, "Y009", "curly quotation marks do not hold text together", "write straight ones: '…'"
        )
    if ": " in fault.line(fault.here)[: fault.here.column - 1]:
        line = fault.line(fault.here)
        if line.rstrip().endswith(":") and not line[0].isspace():
            hint = "write the paper's id there, or put what stands before the last colon in quotes"
            return Problem(fault.here, "Y003", "a second colon in one line", hint)
        several = "for text of several lines write `|` after the first colon, and all of the text below it"
        hint = several if fault.line(fault.here).rstrip().endswith(":") else "put text that contains `: ` in quotes"
        return Problem(fault.here, "Y003", "a second colon in one line", hint)
    above = Place(fault.here.file, fault.here.line - 1)
    if glued := _explain_glued(fault, above):
        return glued
    if ":" in fault.line(above):
        hint = f"{_LINE_UP}; for text of several lines, write `|` behind the colon above it"
        return Problem(fault.here, "Y004", "this line is indented too far, or belongs to the text above it", hint)
    return Problem(above, "Y002", without, _advise_item(fault.line(above)))


def _advise_double(key: Text, value: Node) -> str:
    if key.value == "id":  # of a list whose items each have one
        return "keep one of the two; a new item of the list begins with a dash: `- id: …`"
    return "keep one of the two" if isinstance(value, Text) else "join the two"


def _advise_item(line: str) -> str:
    """Say what to write in place of a line without a colon, which may have been meant as an item of a list."""
    item = _ITEM.match(line)
    return f"in a list write `- {item[1][:40]}`" if item else _WRITE_PAIR


def _explain_glued(fault: _Fault, place: Place) -> Problem | None:
    if not (glued := _GLUED.match(fault.line(place))):
        return None
    place = Place(place.file, place.line, glued.start(1) + 1)
    return Problem(
        place, "V006", "the name needs a colon and a space", f"write `{f'{glued[1]}: {glued[2][:40]}'.strip()}`"
    )


def _explain_indentation(fault: _Fault) -> Problem | None:
    parts = ("block mapping", "block collection", "block sequence", "block entry", "document start")
    if any(words in fault.said for words in parts):
        return Problem(fault.here, "Y005", "this line is not indented like the lines before it", _LINE_UP)
    return None
