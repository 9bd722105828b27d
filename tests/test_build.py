"""The command line: what people type, what they read, and what is left on the disk."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from digest.commands.preview import make_draft
from digest.commands.speaking import Progress
from digest.memo import Memo
from digest.options import parse_arguments
from digest.publish import MANIFEST, MARK
from tests.conftest import ROOT, read_all

SUBJECT = "8 entries = 8 sightings of 6 papers + 0 set aside; 3 topics, 3 editions, "


def test_closing_line(tiny) -> None:
    """A build says in one line what was read, shown and set aside, and in another what it had to leave out."""
    result = tiny.build("--no-search")
    assert (0, "") == (result.returncode, result.stderr)
    figures, left_out = result.stdout.splitlines()
    guide = len([*(ROOT / "docs").glob("*.md")])
    assert re.fullmatch(re.escape(SUBJECT) + rf"{32 + guide} pages in \d+\.\d\d s in \S+/digest/", figures)
    assert left_out.startswith("without a change log: the folder is in no git repository")


def test_timings(tiny) -> None:
    """`--timings` adds the time of each stage to that line."""
    assert re.search(r"\(read \S+, think \S+, make \S+\)\n", tiny.build("--timings").stdout)


def test_check_writes_nothing(tiny) -> None:
    """`check` reads everything and leaves no trace."""
    result = tiny.build("check")
    assert (0, "") == (result.returncode, result.stderr)
    assert result.stdout.startswith(SUBJECT)
    assert ["source"] == [path.name for path in tiny.folder.iterdir()]


@pytest.mark.parametrize(
    ("words", "to", "code", "said"),
    [
        ("check", "| true", 0, ""),
        ("help", "| true", 0, ""),
        ("check", "> /dev/full", 3, "build.py: what it says cannot be written: No space left on device\n"),
    ],
)
def test_what_is_said_into_nothing(tiny, words: str, to: str, code: int, said: str) -> None:
    """Who has seen enough may close the pipe; what cannot be written is said in a line."""
    places = f"--seeds {tiny.source}/seeds --site {tiny.source}/site_src --cache {tiny.folder}/cache"
    line = f"set -o pipefail; {sys.executable} {ROOT}/build.py {words} {places if words == 'check' else ''} {to}"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, check=False)  # noqa: S607
    assert (code, said) == (done.returncode, done.stderr)


def test_options_before_and_after_the_command(tiny) -> None:
    """Options may stand on either side of the command."""
    source = str(tiny.source)
    assert 0 == tiny.build("check", "--seeds", f"{source}/seeds").returncode
    assert 2 == tiny.build("--seeds", f"{source}/nowhere", "check").returncode


def test_problem_keeps_the_last_site(tiny) -> None:
    """A mistake in YAML ends with exit code 1, names its place as it can be opened, and publishes nothing."""
    tiny.build("--no-search")
    before = read_all(tiny.out)
    override = tiny.source / "site_src/overrides/one.yml"
    override.write_text("bread-rises-by-nite:\n  title: x\n")
    result = tiny.build("--no-search")
    expected = f"{override}:1:1: P001 there is no paper `bread-rises-by-nite`; did you mean `bread-rises-by-night`?\n"
    assert (1, expected + "build.py: 1 problem; nothing was published; docs/messages.md explains each\n") == (
        result.returncode,
        result.stderr,
    )
    assert before == read_all(tiny.out)


def test_set_aside_is_printed(tiny) -> None:
    """What a dump holds out of turn is printed with its place and reason, and the rest is built."""
    dump = tiny.source / "seeds/b_spaced.txt"
    dump.write_text(dump.read_text() + "\n\nA Paper That Was Cut")
    result = tiny.build("--no-search")
    assert 0 == result.returncode
    assert (
        f"{dump}:25: set aside, a title at the end of the file, where its abstract is cut off: “A Paper That Was Cut”\n"
        == result.stderr
    )
    assert "9 entries = 8 sightings of 6 papers + 1 set aside" in result.stdout


def test_a_dump_cannot_steer_the_terminal(tiny) -> None:
    """What is set aside is printed without its control characters."""
    line = "\x1b]0;pwned\x07\x1b[31mred"
    (tiny.source / "seeds/z.jsonl").write_text('{"title": "On Tides", "abstract": "We look."}\n' + line + "\n{}\n")
    result = tiny.build("--no-search")
    assert "pwned" in result.stderr and "\x1b" not in result.stderr


def test_no_papers_at_all(tiny) -> None:
    """Dumps without a paper do not empty the site."""
    tiny.build("--no-search")
    before = read_all(tiny.out)
    for path in (tiny.source / "seeds").iterdir():
        path.write_text("")
    (tiny.source / "site_src/overrides/one.yml").unlink()
    result = tiny.build("--no-search")
    assert 1 == result.returncode
    assert "there is no paper in any dump" in result.stderr
    assert before == read_all(tiny.out)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("topic.html", "<p>\n{{ subject.topik }}", "topic.html:2:1: X002 the page `topics/kites/` cannot be made: "),
        ("topic.html", "<p>\n{% if %}", "topic.html:2:1: X001 the template is not written as Jinja wants: "),
        ("words.yml", "search: Search\n", "words.yml:1:1: X004 there is no word `"),
    ],
    ids=["name", "syntax", "word"],
)
def test_template_fault(tiny, name: str, text: str, said: str) -> None:
    """A fault in a template is a problem with its line."""
    templates = Path(shutil.copytree(ROOT / "templates", tiny.folder / "templates"))
    (templates / name).write_text(text)
    result = tiny.build("--templates", str(templates))
    assert 1 == result.returncode
    assert result.stderr.startswith(f"{templates}/{said}")
    assert not tiny.out.exists()


def test_foreign_output(tiny) -> None:
    """A folder of somebody else's is not replaced; that ends with exit code 3 and one line."""
    tiny.out.mkdir()
    (tiny.out / "thesis.tex").write_text("years")
    result = tiny.build("--no-search")
    assert (3, 1) == (result.returncode, result.stderr.count("\n"))
    assert ["thesis.tex"] == [path.name for path in tiny.out.iterdir()]


def test_unwritable_output(tiny) -> None:
    """A disk that refuses ends with exit code 3 and one line."""
    result = tiny.build("--no-search", "--out", "/proc/site")
    assert (3, 1) == (result.returncode, result.stderr.count("\n"))
    assert "/proc/site: No such file or directory; nothing was published" in result.stderr


def test_papers_json(tiny_built) -> None:
    """`papers.json` holds every paper with all its fields."""
    data = json.loads(tiny_built.read("papers.json"))
    paper = next(paper for paper in data["papers"] if paper["id"] == "on-the-length-of-kite-tails")
    assert (1, 6) == (data["version"], len(data["papers"]))
    assert "papers/on-the-length-of-kite-tails/" == paper["url"]
    assert "On the Length of the Tails of Kites" == paper["title"]
    assert (["kites", "tides"], ["b_spaced"]) == (paper["topics"], paper["editions"])
    assert [{"file": "b_spaced.txt", "line": 17}] == paper["sources"]
    assert "site_src/overrides/one.yml:8:1" == paper["why"]["override"]
    assert (tiny_built.out / paper["url"] / "index.html").is_file()


def test_explain(tiny) -> None:
    """`explain` prints why a paper has its topics; a misspelt one ends with exit code 2 and a suggestion."""
    result = tiny.build("explain", "kite tails")
    assert 2 == result.returncode
    result = tiny.build("explain", "of kites")
    assert result.stdout.startswith("On the Length of the Tails of Kites\n  id       on-the-length-of-kite-tails\n")
    assert "override site_src/overrides/one.yml:8:1" in result.stdout
    assert "+15.00  kite*  (title)" in result.stdout
    result = tiny.build("explain", "bread-rises-by-nite")
    assert (2, "") == (result.returncode, result.stdout)
    assert "did you mean `bread-rises-by-night`?" in result.stderr


def test_review(tiny) -> None:
    """`review` prints doubtful cases as YAML that can be pasted into an override."""
    result = tiny.build("review")
    assert "bread-rises-by-night:\n  topics: [other]\n" in result.stdout
    tiny.write("overrides/settled.yml", result.stdout)
    after = tiny.build("review").stdout
    assert all(line.startswith("# ") for line in after.splitlines() if line)  # what is left, a person must write
    assert "bread-rises" not in after


def test_missing_package(tiny):
    """Without the packages the program says which one is missing and what to do, and exits with 3."""
    (tiny.folder / "yaml.py").write_text("raise ModuleNotFoundError(name='yaml')\n")
    result = tiny.build("check", PYTHONPATH=str(tiny.folder))
    assert (3, 1) == (result.returncode, result.stderr.count("\n"))
    assert "the package yaml is not installed; run `make site`, then `.venv/bin/python build.py`" in result.stderr


def test_a_preview_has_every_file_of_a_build(tiny) -> None:
    """What a build writes, a preview makes when it is asked for: pages, assets, citations, data, feeds."""
    tiny.add("site.yml", "base_url: https://example.org/digest/\n")
    assert 0 == tiny.build("--no-search").returncode
    words = ["serve", f"--seeds={tiny.source}/seeds", f"--site={tiny.source}/site_src", "--no-search"]
    draft = make_draft(parse_arguments(words, ROOT, ""), Progress(on_terminal=False), Memo())
    assert draft.read
    beside = {MARK, MANIFEST, "sitemap.xml", "robots.txt"} | {name for name in read_all(tiny.out) if "card.png" in name}
    assert [] == [name for name in read_all(tiny.out) if name not in beside and draft.read(name) is None]
