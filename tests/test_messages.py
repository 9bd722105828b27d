"""Every message that an editor can meet has a code and stands in the catalogue, and the catalogue holds no other."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
CATALOGUE = (ROOT / "docs/messages.md").read_text(encoding="utf-8")
ROW = re.compile(r'^\| <a id="(\w+)">([A-Z]\d{3})</a> \| (.+?) \| .+ \| .+ \|$', re.MULTILINE)
LISTED = {code: message.replace("`", "") for _, code, message in ROW.findall(CATALOGUE)}
RETIRED = re.findall(r"^- ([A-Z]\d{3}): ", CATALOGUE, re.MULTILINE)


def write_plain(node: ast.AST | None) -> str:
    """Write a text of the program with `…` in the place of what it fills in; nothing for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace("`", "")
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        return "".join(map(str, parts)).replace("`", "")
    return ""


def find_messages(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield the codes of a function with their messages: what follows a code in a call or a tuple, text or its name."""
    texts: dict[str, ast.AST] = {}
    nodes = [node for node in ast.walk(function) if isinstance(node, ast.expr | ast.stmt)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                texts[name] = value
            case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=name), *_])], value=ast.Tuple(elts=[value, *_])):
                texts[name] = value
            case ast.Call(args=parts) | ast.Tuple(elts=parts):
                for one, other in pairwise(parts):
                    if re.fullmatch(r"[A-Z]\d{3}", code := write_plain(one)):
                        yield code, write_plain(texts.get(other.id) if isinstance(other, ast.Name) else other)


def collect_messages() -> dict[str, set[str]]:
    """Give all that the program says under each code."""
    said: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "digest").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for code, message in find_messages(node):
                    said[code].add(message)
    return said


def test_the_catalogue_is_complete() -> None:
    """The catalogue's tables list every code with its one message, and nothing that is not said."""
    assert {code: {message} for code, message in LISTED.items()} == collect_messages()


def test_every_problem_has_a_code() -> None:
    """Nothing makes a problem without writing its code there, or handing on that of a check."""
    for path in (ROOT / "digest").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Problem" | "_RefusedError"), args=[_, said, *_]):
                    handed_on = isinstance(said, ast.Starred) or getattr(said, "id", "") == "code"
                    assert handed_on or write_plain(said) in LISTED, (path.name, node.lineno)


def test_codes_are_unique() -> None:
    """No two messages share a code, no two codes a message, and a code that is retired is not given again."""
    codes = [code for _, code, _ in ROW.findall(CATALOGUE)]
    assert len(codes) == len({*codes, *RETIRED}) - len(RETIRED)
    assert len(codes) == len(set(LISTED.values()))


def test_codes_have_no_gaps() -> None:
    """A message that is taken away leaves its code among the retired, so that it is never given to another one."""
    for _, group in groupby(sorted([*LISTED, *RETIRED]), key=lambda code: code[0]):
        numbers = [int(code[1:]) for code in group]
        assert [*range(1, len(numbers) + 1)] == numbers


def test_codes_are_anchors() -> None:
    """Each message can be linked to, by its code in small letters."""
    assert [code.lower() for code in LISTED] == [anchor for anchor, _, _ in ROW.findall(CATALOGUE)]


def test_the_form_says_known_codes() -> None:
    """The form for corrections says what the checks say, under the same codes."""
    script = (ROOT / "templates/assets/correct.js").read_text(encoding="utf-8")
    assert {"P001", "V002", "V011", "V012", "V015"} == {*re.findall(r"\b[A-Z]\d{3}\b", script)} & set(LISTED)


def test_messages_met_in_the_wrong_site_are_listed() -> None:
    """What the gloriously wrong site says is found in the catalogue by its code and by its words."""
    lines = (ROOT / "tests/wrong/expected.txt").read_text(encoding="utf-8").replace("`", "").splitlines()[:-1]
    for line in lines:
        code, said = re.sub(r"^\S[^:]*:\d+:\d+: ", "", line).split(" ", 1)
        assert re.match(re.escape(LISTED[code]).replace("…", ".+"), said), line
