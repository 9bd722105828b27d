"""Every fault is said as `file:line:column: CODE message`; all of them at once as well as each alone."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import build
from digest.dumps import read_dumps
from digest.papers import merge_entries
from tests.conftest import ROOT, TINY
from tests.test_messages import LISTED

DUMP = "000_ebea9d2bb90e9ba8.txt"
PLACED = re.compile(r"(.+):(\d+):(\d+): ([A-Z]\d{3}) (.+)")
INVISIBLE = str.maketrans("␇␣⏎", "\a\xa0\u2028")
# What no single site can show: services and readers are for other commands, templates are read to make pages, a site
# without papers has no other problems, only a build knows what was published, one stands beside two hundred others, one
# takes the place of a folder, three are looked for where nothing else is wrong, and two are faults of the program.
ELSEWHERE = {
    "F010", "F012", "M001", "P013", "P014", "P015", "P016", "R013", "T016", "T017", "T018", "X001", "X002", "X003",
    "X004",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Files with what is written there, and what is said of the last of them."""

    files: tuple[tuple[str, str | Callable[[Path], object]], ...]
    said: tuple[str, ...]


def read_faults() -> Iterator[Fault]:
    """Read the faults that can be written as text."""
    text = (Path(__file__).parent / "faults.txt").read_text(encoding="utf-8").partition("\n\n")[2]
    for part in re.findall(r"(?:▸[^✗]+)+(?:✗ .+\n)+", text.translate(INVISIBLE)):
        files = re.findall(r"▸ (.+)\n((?:(?!▸|✗).*\n)*)", part)
        yield Fault(tuple(files), tuple(re.findall(r"✗ (.+)", part)))


def bind_socket(path: Path) -> None:
    """Put something there that nobody can read, not even who may do everything."""
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(path))


def write_sparsely(path: Path) -> None:
    """Make a file that is too large, and takes no room."""
    with path.open("wb") as file:
        file.truncate(50_000_001)


RECORDS = "take back the last change to the file, or remove the file and run `enrich`"
STRANGE: list[tuple[str, str | Callable[[Path], object], str]] = [
    (
        "overrides/latin.yml",
        lambda path: path.write_bytes(b"x:\n  title: caf\xe9\n"),
        "2:13: F002 the file is not UTF-8 text; save it with the encoding UTF-8",
    ),
    ("overrides/large.yml", "#" * 1_000_001, "1:1: F003 the file is larger than 1000 kB; split it into several"),
    ("overrides/socket.yml", bind_socket, "1:1: F004 the file cannot be read: it is a device or the like"),
    (
        "overrides/lead.yml",
        lambda path: path.symlink_to("/etc/passwd"),
        "1:1: F005 this is a link to another file; put the file itself here",
    ),
    ("overrides/folder", Path.mkdir, "1:1: F006 this is a folder, not a file; move what is in it elsewhere"),
    ("pages/long.md", "Kites. " * 15_000, "1:1: V018 the text is longer than 100 kB; split it"),
    (
        "pages/front.md",
        "---\nlayout: page\ntitle: About\n---\nKites.\n",
        "1:1: V023 the lines between `---` would be shown as text; take them away: nothing is read from them",
    ),
    (
        "services.yml",
        "update:\n  fetch: hourly\n",
        "2:10: V009 there is no list `hourly`; write one of: daily, month, week",
    ),
    ("pages/signs.md", "<" * 501, "1:1: V019 the text has 501 brackets or signs of one kind; use at most 100"),
    ("pages/lines.md", "Kites\n" * 4001, "1:1: V021 the text has 4001 lines; split it; at most 4000 are read"),
    (
        "pages/brackets.md",
        "[" * 21,
        "1:1: V022 21 brackets are opened and not closed in one paragraph; at most 20 may be",
    ),
    (
        "redirects.yml",
        f"{'long-' * 52}/: topics/kites/\n",
        f"1:1: T012 the address is too long for a disk: `{'long-' * 12}`; rename it",
    ),
    ("enrichment/m.json", write_sparsely, f"1:1: R002 the file is larger than 50 MB; {RECORDS}"),
    ("enrichment/n.json", Path.mkdir, "1:1: R003 the file cannot be read (Is a directory); see who may read it"),
    ("enrichment/o.json", "[" * 100_000, f"1:1: R005 this is not JSON of records; {RECORDS}"),
]
FAULTS = [*read_faults(), *(Fault(((f"site_src/{name}", make),), (said,)) for name, make, said in STRANGE)]


@pytest.fixture(scope="module")
def ids() -> list[str]:
    """Give the ids of the papers of one real dump."""
    (dump,) = (dump for dump in read_dumps(ROOT / "seeds") if dump.file == f"seeds/{DUMP}")
    return sorted(paper.id for paper in merge_entries(dump.entries, {})[0])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a small site without faults, with the papers of one real dump."""
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    shutil.copy(ROOT / "seeds" / DUMP, tmp_path / "seeds")
    for name in ("notes", "lists", "enrichment"):
        (tmp_path / "site_src" / name).mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def run(site: Path, *arguments: str) -> int:
    """Run the program in this process, as `build.py` does, and give its exit code."""
    folders = [f"--{name}={site / folder}" for name, folder in (("seeds", "seeds"), ("site", "site_src"))]
    return build.main([*arguments, *folders, f"--out={site / 'out'}", f"--cache={site / 'cache'}"])


def make_fault(site: Path, fault: Fault, ids: Iterator[str]) -> list[str]:
    """Make a fault in a site, and give the lines that must be said; a file that is there already is added to."""
    names = {}
    for name in ("{paper}", "{other}"):
        if any(name in f"{file}{body}" for file, body in fault.files):
            names[name] = next(ids)
    for file, body in fault.files:
        path = site / fill(file, names)
        path.parent.mkdir(exist_ok=True)
        above = path.read_text(encoding="utf-8").count("\n") if body and path.is_file() else 0
        if callable(body):
            body(path)
        else:
            with path.open("a" if body else "w", encoding="utf-8") as opened:
                opened.write(fill(body, names))
    said = []
    for line in fault.said:
        number, rest = fill(line, names).split(":", 1)
        rest = re.sub(r"\{\+(\d+)\}", lambda found: str(above + int(found[1])), rest)
        said.append(f"{path.relative_to(site)}:{above + int(number)}:{rest}")
    return said


def fill(text: str, names: dict[str, str]) -> str:
    """Put the papers of a fault in their places."""
    for name, id in names.items():
        text = text.replace(name, id)
    return text


def sort_lines(lines: list[str]) -> list[str]:
    """Sort lines by their places; `10` stands after `9`."""
    placed = [PLACED.fullmatch(line) for line in lines]
    assert all(placed), [line for line, found in zip(lines, placed, strict=True) if not found]
    order = [(found[1], int(found[2]), int(found[3]), found[4], found[5]) for found in placed if found]
    return [f"{file}:{line}:{column}: {code} {rest}" for file, line, column, code, rest in sorted(order)]


def drop_folder(text: str, site: Path) -> list[str]:
    """Give lines as people in the folder of the site would read them, without the closing one."""
    *lines, last = text.replace(f"{site}/", "").splitlines()
    assert last.endswith("; docs/messages.md explains each")
    return [line for line in lines if ": set aside, " not in line and ": kept, but" not in line]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.said[0].split()[1]}-{fault.files[-1][0]}")
def test_a_fault_alone(site: Path, ids: list[str], capsys: pytest.CaptureFixture[str], fault: Fault) -> None:
    """A fault in a site without others is said in its own line, with exit code 1, and nothing else is."""
    expected = make_fault(site, fault, iter(ids))
    assert 1 == run(site, "check", "--format", "text")
    assert (expected, "") == (drop_folder((said := capsys.readouterr()).err, site), said.out)


def test_all_faults_at_once(site: Path, ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A build of a site with all faults says all of them in one order, and publishes nothing."""
    left = iter(ids)
    expected = [line for fault in FAULTS for line in make_fault(site, fault, left)]
    assert 1 == run(site, "build", "--format", "text")
    assert sort_lines(expected) == drop_folder(capsys.readouterr().err, site)
    assert not (site / "out").exists()


def test_tools_and_github_get_the_same(
    site: Path, ids: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """JSON and the job's summary hold every fault, in the same order; annotations those that there is room for."""
    left = iter(ids)
    expected = sort_lines([line for fault in FAULTS for line in make_fault(site, fault, left)])
    run(site, "check", "--format", "json")
    told = [
        f"{one['file']}:{one['line']}:{one['column']}: {one['code']} {one['message']}"
        for one in json.loads(capsys.readouterr().out)["problems"]
    ]
    assert len(expected) == len(told)
    assert all(line.startswith(said) for line, said in zip(expected, told, strict=True))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(site / "summary.md"))
    run(site, "check", "--format", "github")
    found = re.findall(r"^::error file=(.+),line=(\d+),col=(\d+),title=([A-Z]\d{3}) ", capsys.readouterr().out, re.M)
    assert 10 == len(found)
    assert all(any(line.startswith(f"{f}:{n}:{c}: {code} ") for line in expected) for f, n, c, code in found)
    text = (site / "summary.md").read_text()
    summary = re.findall(
        r"^- `?.+?(site_src/.+|seeds/.+):(\d+):(\d+)`? \[([A-Z]\d{3})\]",
        html.unescape(text.replace("\u200b", "")),
        re.M,
    )
    assert [PLACED.findall(line)[0][:4] for line in expected] == summary


def test_every_message_has_its_fault() -> None:
    """There is a fault for every message of the catalogue, but for those that only other commands can say."""
    made = {line.split()[1] for fault in FAULTS for line in fault.said}
    assert set(LISTED) - ELSEWHERE == made
    assert 80 < len(made)
