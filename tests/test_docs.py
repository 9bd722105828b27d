"""What the docs say is true: commands run, options are all there, files exist, links lead somewhere."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.guide import cut_spots
from digest.menu import COMMANDS, SHARED
from digest.nouns import Chapter
from digest.options import parse_arguments
from tests.conftest import ROOT, TINY
from tests.world import begin_repository, git

DOCS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("docs/*.md"))}
DOCS |= {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "SECURITY.md")}
PAGE = DOCS["docs/commands.md"]
# Why a command of the docs is not run here; each begins with the words before the colon.
NOT_RUN = {
    "make": "makes virtual environments; what it calls is run as build.py",
    "SOURCE_DATE_EPOCH=": "the same, with the day",
    "pip": "installs",
    ".venv/bin/pip": "installs",
    "git": "asks where the digest came from",
    ".venv/bin/python": "is python, where there is that environment",
    "python -m venv": "installs",
    "python -m benchmarks": "takes minutes; tests/test_benchmarks.py tries each",
    "python build.py serve": "never ends; tests/test_preview.py starts it",
    "python build.py fetch": "asks the network; tests/test_fetch_commands.py answers",
    "python build.py enrich": "asks the network; tests/test_enrichment.py answers",
    "python build.py remember": "asks the network; tests/test_registry.py answers",
    "python build.py deliver": "asks GitHub; tests/test_schedule.py is it",
    "python build.py address": "asks GitHub; tests/test_schedule.py is it",
}
LINKS_ASKED = re.compile(r"python build\.py links(?! --report)")  # asks the network; tests/test_visits.py answers


def read_examples() -> list[str]:
    """Give every line of every block of commands, without its comment."""
    blocks = re.findall(r"^```sh\n(.*?)^```", "\n".join(DOCS.values()), re.MULTILINE | re.DOTALL)
    lines = (re.sub(r"\s+# .*", "", line).strip() for block in blocks for line in block.splitlines())
    return [*dict.fromkeys(line for line in lines if line)]


EXAMPLES = read_examples()


def is_run(line: str) -> bool:
    """Say whether an example is run here."""
    return not line.startswith(tuple(NOT_RUN)) and not LINKS_ASKED.match(line)


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a repository with the program, the tiny site, and what the examples name."""
    folder = tmp_path_factory.mktemp("docs") / "fork"
    shutil.copytree(TINY, folder)
    for name in ("digest", "templates", "docs"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "build.py", folder)
    shutil.copy(ROOT / "seeds" / SEED, folder / "seeds")
    for name, more in MORE.items():
        file = folder / "site_src" / name
        file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    (folder / "answers.txt").write_text(ANSWERS, encoding="utf-8")
    begin_repository(folder)
    return folder


# What the examples speak of, and the tiny site has not.
SEED = "004_d748a8bacc9e856f.txt"
ANSWERS = "### Which paper?\n\nbread-rises-by-night\n\n### Where does it belong?\n\nTides\n"
MORE = {
    "editions.yml": f"{SEED}:\n  date: 2026-03-14\n",
    "site.yml": (
        "base_url: https://example.org/digest/\n"
        "mail:\n  sender: digest@example.org\n  unsubscribe: mailto:leave@example.org\n"
    ),
    "topics.yml": ("- id: quantization\n  name: Quantization\n  description: Fewer bits.\n  terms:\n    quantiz*: 5\n"),
}


@pytest.mark.parametrize("line", [line for line in EXAMPLES if is_run(line)])
def test_commands_of_the_docs_run(fork: Path, line: str) -> None:
    """Every command of the docs does what it is there for, in the order of the docs or alone."""
    words = shlex.split(line)
    assert ["python", "build.py"] == words[:2], "a new kind of command: run it, or name it in NOT_RUN"
    git(fork, "reset", "--quiet", "--hard")
    git(fork, "clean", "--quiet", "-d", "--force")
    result = subprocess.run([sys.executable, *words[1:]], cwd=fork, capture_output=True, text=True, check=False)
    expected = {"init": 2}.get(words[2] if len(words) > 2 else "", 0)  # it asks, and nobody answers here
    assert expected == result.returncode, result.stdout + result.stderr


def test_what_is_not_run_is_there() -> None:
    """The list of what is not run names nothing that no doc says any more."""
    assert [] == [start for start in NOT_RUN if not any(line.startswith(start) for line in EXAMPLES)]


def list_targets() -> set[str]:
    """Give the targets of the Makefile that people call."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    return {*re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)[0].split()}


def test_make_targets_are_there() -> None:
    """Every `make …` of the docs is a target, and commands.md names every target."""
    said = {name: set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", text, re.MULTILINE)) for name, text in DOCS.items()}
    assert set() == set().union(*said.values()) - list_targets()
    assert list_targets() == said["docs/commands.md"] | {"test"}


def ask_help(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """Give what `--help` says of a command."""
    with pytest.raises(SystemExit):
        parse_arguments([*command, "--help"], ROOT, "")
    return capsys.readouterr().out


def find_options(text: str) -> set[str]:
    """Give the options and arguments that a help lists below its usage."""
    return {*re.findall(r"^ {2}(?:-h, )?(--[a-z-]+|[A-Z]+)\b", text, re.MULTILINE)}


def find_sections() -> dict[str, str]:
    """Give the sections of commands.md by their headings."""
    found = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def find_rows(section: str) -> set[str]:
    """Give the options and arguments that the tables of a section begin their rows with."""
    cells = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(--[a-z-]+|[A-Z]+)\b", cell)}


def test_commands_and_options_are_in_the_docs_and_back(capsys: pytest.CaptureFixture[str]) -> None:
    """commands.md has a section for each command with its options and an example, and nothing that there is not."""
    sections = find_sections()
    shared = find_rows(sections["Options of several commands"])
    assert {*SHARED, "--help", "--version"} == shared
    assert {*COMMANDS} == {name.strip("`") for name in sections if name.startswith("`")}
    for command in COMMANDS:
        listed = find_rows(sections[f"`{command}`"])
        known = find_options(ask_help(capsys, command))
        assert (known - shared, set()) == (listed - shared, listed - known), command
        assert f"python build.py {command}" in sections[f"`{command}`"], command


def test_exit_codes_are_in_the_docs() -> None:
    """commands.md lists the exit codes of the program."""
    tree = ast.parse((ROOT / "digest/commands/endings.py").read_text(encoding="utf-8"))
    (codes,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple)
    )
    assert [*codes] == [int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)]


MADE = ("ledger/", "site_src/enrichment/", "site_src/notes/", "site_src/lists/")
MADE_FILES = {"site_src/health.jsonl", "site_src/words.yml", "site_src/redirects.yml", "site_src/assets/"}
_FOLDERS = "seeds|site_src|templates|docs|digest|tests|benchmarks|\\.github|\\.ci"


@pytest.mark.parametrize("name", DOCS)
def test_named_files_exist(name: str) -> None:
    """Every file and folder of the repository that a doc names in its text is there, or is one that is made."""
    text = re.sub(r"^```.*?^```", "", DOCS[name], flags=re.MULTILINE | re.DOTALL)
    named = re.findall(rf"`((?:{_FOLDERS})/[\w./*<>-]*|[\w-]+/[\w./-]+\.(?:py|md|yml|txt|json))`", text)
    for path in named:
        if not path.startswith(MADE) and path not in MADE_FILES and "<" not in path:
            assert [*ROOT.glob(path.rstrip("/"))] or (ROOT / "_site" / path).exists(), path


def find_anchors(name: str) -> set[str]:
    """Give all places of a doc that can be linked to."""
    head, _, text = DOCS[name].partition("\n")
    anchors = [spot.anchor for spot in cut_spots(Chapter(name, "", head, text))]
    assert len(anchors) == len(set(anchors)), "two places of one name"
    return {*anchors}


def find_links(name: str) -> Iterator[str]:
    """Yield what a doc links to, apart from other hosts, and the pictures that it shows."""
    text = re.sub(r"^```.*?^```", "", DOCS[name], flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "", text)
    for link in [*re.findall(r"\]\(([^)]+)\)", text), *re.findall(r'(?:src|srcset|href)="([^"]+)"', text)]:
        if not re.match("https?://|mailto:", link):
            yield link


@pytest.mark.parametrize("name", DOCS)
def test_links_of_docs_lead_somewhere(name: str) -> None:
    """Every link between docs, to files of the repository and to pictures holds, with its place."""
    for link in find_links(name):
        path, _, anchor = link.partition("#")
        target = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert target.exists(), link
        if anchor:
            assert anchor in find_anchors(target.relative_to(ROOT).as_posix()), link


def test_every_doc_and_picture_is_led_to() -> None:
    """The index names every doc, some doc shows every picture, and every doc begins with its title."""
    linked = {link.partition("#")[0] for link in find_links("docs/README.md")}
    assert {Path(name).name for name in DOCS if name.startswith("docs/")} == linked | {"README.md"}
    shown = {Path(link).name for name in DOCS for link in find_links(name) if link.endswith(".png")}
    assert {path.name for path in (ROOT / "docs").glob("*.png")} == shown
    assert [] == [name for name, text in DOCS.items() if not text.startswith("# ")]


def test_the_five_lines_are_right(tmp_path: Path) -> None:
    """The correction in the README can be added to the example as it stands; who tries it meets no problem."""
    (lines,) = re.findall(r"^```yaml\n(.*?)^```", DOCS["README.md"], re.MULTILINE | re.DOTALL)
    assert lines in DOCS["docs/editors.md"]
    shutil.copytree(ROOT / "site_src", tmp_path / "site_src", ignore=shutil.ignore_patterns("overrides"))
    (tmp_path / "site_src/overrides").mkdir()
    (tmp_path / "site_src/overrides/mine.yml").write_text(lines, encoding="utf-8")
    command = [sys.executable, str(ROOT / "build.py"), "check", "--site", str(tmp_path / "site_src")]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert 0 == result.returncode, result.stderr


def test_the_readme_is_short() -> None:
    """A busy person reads it to its end, and finds the two commands in it."""
    assert DOCS["README.md"].count("\n") <= 110
    assert {"make site", "make test"} <= {*EXAMPLES}
