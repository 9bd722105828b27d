"""Every message that an editor can meet stands in the catalogue, and the catalogue holds no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "docs/messages.md"
# Templates and the preview speak to who changes the program, and doubts are no mistakes; the others speak to editors.
SILENT = {"render.py", "preview.py", "doubts.py"}
YIELDING = {"check_markdown", "check_record", "_judge_address"}  # their messages become problems elsewhere
NAMES = {"message", "without"}


def write_plain(node: ast.AST) -> str:
    """Write a text of the program with `…` in the place of what it fills in; nothing for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace("`", "")
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        return "".join(map(str, parts)).replace("`", "")
    return ""


def find_messages(tree: ast.Module) -> Iterator[str]:
    """Yield the messages of a module: what problems are made of, directly or by a name, and what checks yield."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Problem" | "_RefusedError"), args=[_, said, *_]):
                yield write_plain(said)
            case ast.Assign(targets=[ast.Name(id=name)], value=said) if name in NAMES:
                yield write_plain(said)
            case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id="message"), *_])], value=ast.Tuple(elts=[said, *_])):
                yield write_plain(said)
            case ast.FunctionDef(name=name) if name in YIELDING:
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Yield) and inner.value:
                        yield write_plain(inner.value.elts[0] if isinstance(inner.value, ast.Tuple) else inner.value)
                    elif isinstance(inner, ast.YieldFrom) and isinstance(inner.value, ast.ListComp):
                        yield write_plain(inner.value.elt)


def test_the_catalogue_is_complete() -> None:
    """The first column of the catalogue's tables is the list of all messages."""
    paths = [path for path in (ROOT / "digest").rglob("*.py") if path.name not in SILENT]
    said = {message for path in paths for message in find_messages(ast.parse(path.read_text(encoding="utf-8")))} - {""}
    rows = re.findall(r"^\| (.+?) \| .+ \| .+ \|$", CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE)
    listed = {row.replace("`", "") for row in rows} - {"message", "---"}
    assert (set(), set()) == (said - listed, listed - said)


def test_messages_met_in_the_wrong_site_are_listed() -> None:
    """What the gloriously wrong site says is found in the catalogue by its words."""
    catalogue = CATALOGUE.read_text(encoding="utf-8").replace("`", "")
    patterns = [re.escape(row).replace("…", ".+") for row in re.findall(r"^\| (.+?) \|", catalogue, re.MULTILINE)]
    lines = (ROOT / "tests/wrong/expected.txt").read_text(encoding="utf-8").replace("`", "").splitlines()[:-1]
    for line in lines:
        said = re.sub(r"^\S[^:]*(:\d+)*: ", "", line)
        assert any(re.match(pattern, said) for pattern in patterns), line
