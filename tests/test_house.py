"""The rules of the house: who may import whom, who may print, write, or look at the clock."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "digest"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}

MAY_IMPORT = {
    "__init__": set(),
    "nouns": set(),
    "yaml_text": {"nouns"},
    "chains": set(),
    "suggest": set(),
    "days": set(),
    "shapes": {"days", "nouns", "prose", "suggest", "yaml_text"},
    "vocabulary": {"arguments", "shapes"},
    "curation": {
        "addresses",
        "corrections",
        "health",
        "memo",
        "nouns",
        "records",
        "shapes",
        "sources",
        "taxonomy",
        "vocabulary",
        "yaml_text",
    },
    "dumps": {"days", "formats", "formats.decode", "formats.reader", "memo", "nouns"},
    "health": {"days", "nouns", "records"},
    "crosslinks": {"addresses", "citations", "memo", "nouns", "prose", "suggest"},
    "outgoing": {"addresses", "health", "nouns", "prose"},
    "outlinks": {"nouns"},
    "papers": {"chains", "nouns", "outlinks"},
    "arguments": {"days", "suggest"},
    "menu": {"arguments", "doubts"},
    "options": {"menu", "suggest"},
    "records": {"days", "nouns"},
    "network.__init__": set(),
    "network.wire": set(),
    "network.visits": {"network.web", "network.wire"},
    "network.web": {"network.wire"},
    "network.services": {"network.web", "network.wire", "nouns", "shapes", "vocabulary", "yaml_text"},
    "network.fetch": {"days", "network.services", "network.web", "network.wire", "papers", "publish"},
    "network.arxiv": {"duplicates", "network.services", "network.web", "network.wire", "nouns", "papers"},
    "network.enrichment": {"days", "network.arxiv", "network.wire", "nouns", "publish", "records"},
    "formats.__init__": {
        "formats.addressed",
        "formats.atom",
        "formats.daily_json",
        "formats.json_lines",
        "formats.labelled",
        "formats.listing",
        "formats.markdown",
        "formats.notes",
        "formats.plain",
        "formats.reader",
        "formats.refusals",
        "formats.rss",
        "formats.saved_html",
        "formats.single",
        "formats.tables",
        "formats.trending",
        "formats.unread",
        "nouns",
    },
    "formats.addressed": {
        "formats.addresses",
        "formats.deal",
        "formats.furniture",
        "formats.pieces",
        "formats.reader",
        "formats.sentences",
        "nouns",
    },
    "formats.addresses": {"nouns"},
    "formats.atom": {
        "formats.addresses",
        "formats.dates",
        "formats.origin",
        "formats.outside",
        "formats.reader",
        "formats.sentences",
        "nouns",
    },
    "formats.cards": {"formats.origin", "formats.reader", "formats.sentences", "nouns"},
    "formats.daily_json": {"formats.origin", "formats.reader", "formats.records", "formats.sentences", "nouns"},
    "formats.dates": set(),
    "formats.deal": {
        "formats.addresses",
        "formats.cards",
        "formats.dates",
        "formats.furniture",
        "formats.names",
        "formats.origin",
        "formats.pieces",
        "formats.reader",
        "formats.sentences",
        "nouns",
    },
    "formats.decode": set(),
    "formats.folded": {"formats.sentences"},
    "formats.furniture": {"formats.dates"},
    "formats.json_lines": {"formats.daily_json", "formats.reader", "formats.records", "nouns"},
    "formats.notes": {"formats.addresses", "formats.labelled", "formats.reader", "nouns"},
    "formats.labelled": {"formats.reader", "formats.records", "formats.sentences", "nouns"},
    "formats.listing": {
        "formats.cards",
        "formats.dates",
        "formats.folded",
        "formats.furniture",
        "formats.names",
        "formats.origin",
        "formats.plain",
        "formats.reader",
        "formats.sentences",
        "nouns",
    },
    "formats.markdown": {"formats.deal", "formats.reader", "nouns"},
    "formats.names": set(),
    "formats.origin": {"formats.addresses", "formats.dates"},
    "formats.outside": {"formats.folded", "formats.reader", "formats.sentences", "nouns"},
    "formats.pieces": {"formats.addresses", "formats.sentences"},
    "formats.plain": {
        "formats.addresses",
        "formats.folded",
        "formats.furniture",
        "formats.names",
        "formats.origin",
        "formats.reader",
        "formats.sentences",
        "nouns",
    },
    "formats.reader": {"formats.addresses", "formats.origin", "nouns"},
    "formats.records": {
        "formats.addresses",
        "formats.dates",
        "formats.names",
        "formats.reader",
        "formats.sentences",
        "nouns",
    },
    "formats.refusals": {"formats.folded", "formats.origin", "formats.reader", "formats.sentences", "nouns"},
    "formats.rss": {
        "formats.addresses",
        "formats.atom",
        "formats.dates",
        "formats.names",
        "formats.reader",
        "formats.sentences",
        "nouns",
    },
    "formats.saved_html": {"formats.daily_json", "formats.origin", "formats.outside", "formats.reader", "nouns"},
    "formats.sentences": set(),
    "formats.single": {
        "formats.addresses",
        "formats.cards",
        "formats.origin",
        "formats.pieces",
        "formats.reader",
        "formats.sentences",
        "nouns",
    },
    "formats.tables": {
        "formats.addresses",
        "formats.outside",
        "formats.reader",
        "formats.records",
        "formats.sentences",
        "nouns",
    },
    "formats.trending": {
        "formats.addressed",
        "formats.cards",
        "formats.deal",
        "formats.listing",
        "formats.origin",
        "formats.pieces",
        "formats.reader",
        "formats.sentences",
        "nouns",
    },
    "formats.unread": {"formats.reader", "nouns"},
    "doctor": {
        "formats",
        "formats.decode",
        "formats.reader",
        "formats.trending",
        "nouns",
        "text.lines",
        "text.repair",
    },
    "text.__init__": set(),
    "text.aliases": {"text.symbols"},
    "text.symbols": {"nouns"},
    "text.hosts": {"nouns"},
    "text.links": {"nouns", "text.hosts"},
    "text.makes": {"nouns", "text.symbols"},
    "text.residue": {"nouns"},
    "text.rules": {"nouns", "text.makes", "text.symbols"},
    "text.repair": {"nouns", "text.links", "text.residue", "text.rules", "text.symbols"},
    "grouping": {"memo", "nouns", "text.sentences"},
    "related": {"memo", "nouns", "parallel", "text.sentences"},
    "addresses": {"chains", "nouns", "suggest"},
    "prose": set(),
    "duplicates": {"nouns"},
    "twins": {"chains", "duplicates", "memo", "nouns", "papers", "suggest"},
    "doubts": {"addresses", "nouns"},
    "guide": {"addresses", "memo", "nouns", "prose", "words"},
    "explain": {"nouns", "suggest"},
    "assemble": {
        "addresses",
        "amend",
        "doubts",
        "grouping",
        "memo",
        "nouns",
        "outgoing",
        "papers",
        "parallel",
        "related",
        "suggest",
        "twins",
    },
    "pages": {
        "addresses",
        "atlas",
        "desk.pages",
        "desk.stubs",
        "guide",
        "memo",
        "nouns",
        "prose",
        "shelves",
        "status",
        "words",
    },
    "render": {
        "addresses",
        "atlas",
        "citations",
        "fingerprint",
        "guide",
        "metadata",
        "nouns",
        "outlinks",
        "pictures",
        "prose",
        "shelves",
        "text.lines",
        "text.sentences",
        "words",
    },
    "data": {"addresses", "nouns", "outlinks"},
    "search": {"addresses", "bundle", "lending", "nouns", "publish", "searchable", "words"},
    "publish": {"lock"},
    "lending": {"lock", "publish"},
    "amend": {"memo", "nouns", "outlinks", "text.links", "text.repair"},
    "commands.__init__": set(),
    "commands.completion": {"arguments", "commands.endings", "commands.speaking", "menu", "options"},
    "commands.desk": {
        "addresses",
        "commands.endings",
        "commands.reading",
        "commands.speaking",
        "data",
        "desk.compare",
        "desk.report",
        "desk.revisions",
        "desk.schemas",
        "desk.sides",
        "desk.stubs",
        "doctor",
        "doubts",
        "dumps",
        "explain",
        "nouns",
        "publish",
        "text.lines",
    },
    "commands.endings": {"nouns"},
    "commands.links": {
        "commands.desk",
        "commands.endings",
        "commands.network",
        "commands.reading",
        "commands.speaking",
        "health",
        "network.visits",
        "nouns",
        "outgoing",
        "publish",
    },
    "commands.mail": {
        "addresses",
        "commands.endings",
        "commands.network",
        "commands.reading",
        "commands.speaking",
        "days",
        "exports",
        "mail.delivery",
        "mail.ledger",
        "mail.letters",
        "mail.messages",
        "mail.readers",
        "mail.rounds",
        "mail.sharing",
        "network.wire",
        "nouns",
        "publish",
        "render",
        "vocabulary",
    },
    "commands.network": {
        "commands.endings",
        "commands.reading",
        "commands.speaking",
        "curation",
        "network.arxiv",
        "network.enrichment",
        "network.fetch",
        "network.github",
        "network.services",
        "network.web",
        "network.wire",
        "publish",
        "records",
    },
    "commands.preview": {
        "addresses",
        "commands.endings",
        "commands.reading",
        "commands.speaking",
        "data",
        "desk.preview",
        "exports",
        "fingerprint",
        "guide",
        "memo",
        "render",
        "search",
        "searchable",
    },
    "commands.reading": {
        "addresses",
        "assemble",
        "cache",
        "commands.endings",
        "commands.speaking",
        "crosslinks",
        "curation",
        "desk.arrivals",
        "desk.history",
        "desk.schemas",
        "dumps",
        "exports",
        "guide",
        "memo",
        "nouns",
        "pages",
        "parallel",
        "press",
        "publish",
        "registry",
        "render",
        "words",
        "yaml_text",
    },
    "commands.starting": {
        "commands.desk",
        "commands.endings",
        "commands.reading",
        "commands.speaking",
        "desk.clearing",
        "publish",
    },
    "commands.speaking": {"assemble", "commands.endings", "desk.report", "nouns", "publish", "text.lines"},
    "corrections": {"nouns", "outlinks", "shapes", "sources", "vocabulary", "yaml_text"},
    "desk.__init__": set(),
    "desk.compare": {"desk.differences", "desk.markdown_text", "desk.sides"},
    "desk.form": {"nouns", "shapes"},
    "desk.history": {"desk.commits", "desk.git", "desk.statements", "nouns", "vocabulary"},
    "desk.preview": {"desk.answers", "desk.serving", "desk.watching", "nouns"},
    "desk.report": {"desk.markdown_text", "nouns", "text.lines"},
    "desk.revisions": {"desk.git", "publish"},
    "desk.schemas": {"addresses", "nouns", "shapes", "vocabulary", "words"},
    "desk.stubs": {"nouns"},
    "sources": {"nouns", "prose", "shapes", "suggest", "yaml_text"},
    "taxonomy": {"grouping", "memo", "nouns", "shapes", "sources", "vocabulary", "yaml_text"},
    "feeds": {"addresses", "nouns", "shelves", "text.lines"},
    "atlas": {"addresses", "layout", "nouns", "pictures"},
    "citations": {"addresses", "nouns"},
    "desk.answers": {"nouns"},
    "desk.arrivals": {"desk.git"},
    "desk.causes": {"desk.markdown_text"},
    "desk.clearing": {"desk.git"},
    "desk.commits": {"desk.git"},
    "desk.differences": {"desk.causes", "desk.markdown_text", "desk.sides", "registry"},
    "desk.git": set(),
    "desk.markdown_text": set(),
    "desk.pages": {"addresses", "desk.form", "doubts", "nouns", "vocabulary", "words"},
    "desk.serving": {"desk.answers"},
    "desk.sides": set(),
    "desk.statements": {"shapes", "yaml_text"},
    "desk.watching": {"sources"},
    "exports": {
        "addresses",
        "atlas",
        "cards",
        "citations",
        "data",
        "feeds",
        "fingerprint",
        "guide",
        "nouns",
        "shelves",
        "status",
    },
    "fingerprint": {"nouns"},
    "status": {"doubts", "nouns"},
    "layout": set(),
    "mail.__init__": set(),
    "mail.delivery": {"mail.ledger"},
    "mail.ledger": {"mail.readers"},
    "mail.letters": {"days", "nouns", "prose", "shelves", "suggest", "words"},
    "mail.messages": {"nouns", "render", "text.lines"},
    "mail.readers": {"nouns", "vocabulary"},
    "mail.rounds": {"mail.delivery", "mail.ledger"},
    "mail.sharing": {"desk.git"},
    "metadata": {"addresses", "citations", "nouns"},
    "pictures": {"addresses", "nouns", "text.lines"},
    "shelves": {"addresses", "nouns"},
    "words": {"nouns", "shapes", "sources", "yaml_text"},
    "memo": set(),
    "cards": {"atlas", "pictures"},
    "cache_forms": {"nouns"},
    "cache": {"cache_forms", "memo", "publish"},
    "commands.cluster": {"commands.endings", "parallel"},
    "parallel": {"lending"},
    "press": {"exports", "fingerprint", "parallel", "publish", "render", "search"},
    "searchable": {"addresses", "nouns", "prose", "text.aliases", "words"},
    "text.lines": set(),
    "commands.delivery": {
        "commands.endings",
        "commands.network",
        "commands.reading",
        "commands.speaking",
        "commands.updating",
        "curation",
        "desk.committing",
        "desk.git",
        "desk.letters",
        "desk.markdown_text",
        "desk.parcels",
        "network.github",
        "network.wire",
        "publish",
    },
    "commands.updating": {
        "addresses",
        "commands.desk",
        "commands.endings",
        "commands.links",
        "commands.network",
        "commands.reading",
        "commands.speaking",
        "curation",
        "data",
        "days",
        "desk.committing",
        "desk.git",
        "desk.markdown_text",
        "desk.parcels",
        "desk.schemas",
        "desk.sides",
        "desk.tidings",
        "health",
        "network.fetch",
        "network.periods",
        "network.services",
        "network.wire",
        "publish",
        "records",
        "render",
    },
    "desk.committing": {"desk.git"},
    "desk.letters": {"desk.markdown_text", "desk.stubs", "explain", "nouns", "suggest", "vocabulary"},
    "desk.parcels": set(),
    "desk.tidings": {"desk.markdown_text"},
    "network.github": {"network.web", "network.wire"},
    "network.periods": {"days", "network.fetch"},
    "text.sentences": set(),
    "bundle": set(),
    "lock": set(),
    "registry": {"addresses", "nouns", "words"},
}
WRITING = {
    *("copyfile", "copytree", "hardlink_to", "makedirs", "mkdir", "mkdtemp", "rename", "rmdir"),
    *("rmtree", "symlink_to", "touch", "truncate", "unlink", "utime", "write", "write_bytes", "write_text"),
    "open to write",
}


def imported(tree: ast.Module) -> set[str]:
    """Give the modules of ours that a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith("digest."):
            inner = node.module.removeprefix("digest").removeprefix(".")
            names = {f"{inner}.{name.name}".removeprefix(".") for name in node.names}
            found |= (names & set(MODULES)) or {inner}
    return found


def called(tree: ast.Module) -> set[str]:
    """Give the names of all that a module calls."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            said = [
                one.value
                for one in (*node.args, *(word.value for word in node.keywords))
                if isinstance(one, ast.Constant)
            ]
            modes = [one for one in said if isinstance(one, str) and re.fullmatch("[rwaxbt+]{1,3}", one)]
            names |= {"open to write" if name == "open" and {*"".join(modes)} & {*"wax+"} else name}
    return names


def test_every_module_has_its_place() -> None:
    """The table names every module."""
    assert set(MODULES) == set(MAY_IMPORT)


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_one_way(name: str) -> None:
    """A module imports what the table says, no more and no less."""
    assert MAY_IMPORT[name] == imported(MODULES[name])


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("commands.")])
def test_no_module_prints_or_exits(name: str) -> None:
    """Only build.py and the commands speak, end the program and look at the clock."""
    assert not called(MODULES[name]) & {"print", "exit", "input", "now", "today", "perf_counter", "time"}


@pytest.mark.parametrize("name", [name for name in MODULES if name not in ("__init__", "publish", "lending", "lock")])
def test_one_module_writes(name: str) -> None:
    """Only `publish` writes, but for its lock and for what `lending` takes away again; `__init__` to the terminal."""
    assert not called(MODULES[name]) & WRITING


def test_commands_are_the_top_floor() -> None:
    """Nothing but a command knows the commands."""
    knowing = {name for name, known in MAY_IMPORT.items() if any(one.startswith("commands.") for one in known)}
    assert all(name.startswith("commands.") for name in knowing)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt", ".ci/fuzz.txt"])
def test_lock_files_name_no_place(name: str) -> None:
    """What is installed is named by version and hash, never by an address or a folder of some machine."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|^--(?!hash)|/[a-z]+/", text.replace("    --hash=", ""), re.MULTILINE)


def test_text_is_never_marked_safe() -> None:
    """No template calls text safe, and only `prose` makes markup."""
    for path in (ROOT / "templates").rglob("*.html"):
        assert not re.search(r"\|\s*safe|autoescape", path.read_text(encoding="utf-8")), path
    assert ["prose"] == [name for name, tree in MODULES.items() if "Markup" in called(tree)]


@pytest.mark.parametrize("name", MODULES)
def test_functions_are_short(name: str) -> None:
    """A function fits on a screen."""
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 45, node.name


def test_every_template_is_asked_for() -> None:
    """No page and no asset lies in `templates/` that neither the program nor another of them names."""
    paths = [*(ROOT / "templates").glob("*.html"), *(ROOT / "templates/assets").iterdir()]
    texts = {path: path.read_text(encoding="utf-8") for path in (*paths, *(ROOT / "digest").rglob("*.py"))}
    for path in paths:
        named = re.compile(rf"\b{path.name}\b" + rf"|\(\"{path.stem}\"\)" * (path.suffix == ".js"))
        assert any(named.search(text) for other, text in texts.items() if other != path), path
