"""Links are called gone only when they lastingly are, and what answered when can be reviewed."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import pytest

import build
from digest.health import FILE, choose_due, format_health, is_gone, read_health, remember
from digest.nouns import Health
from digest.records import MAX_BYTES
from tests.conftest import TINY
from tests.server import Server, answer, serve

PAPER = "tide-tables-from-a-single-bucket"
TODAY = datetime.datetime.now(datetime.UTC).date()


def ago(days: int) -> str:
    """Give the day so many days ago."""
    return (TODAY - datetime.timedelta(days)).isoformat()


@pytest.mark.parametrize(
    ("answers", "gone"),
    [
        ({1: "404", 4: "404", 8: "404"}, True),
        ({1: "410", 4: "404", 8: "no such host"}, True),
        ({1: "404", 4: "404", 7: "404"}, False),
        ({1: "404", 9: "404"}, False),
        ({1: "404", 4: "200", 8: "404", 12: "404"}, False),
        ({1: "404", 4: "503", 8: "404", 12: "404"}, True),
        ({1: "403", 4: "403", 8: "403", 12: "403"}, False),
        ({1: "429", 4: "500", 8: "no answer in time", 12: "no connection"}, False),
        ({1: "404", 4: "403", 8: "403", 12: "403"}, False),
    ],
    ids=["week", "kinds", "days", "twice", "back", "between", "refused", "passing", "refused later"],
)
def test_what_is_gone(answers: dict[int, str], gone: bool) -> None:
    """Three times absent over a week is gone; a refusal, a pause or a fault of the server never is."""
    known = None
    for day, said in answers.items():
        known = remember(known, f"2026-03-{day:02}", said)
    assert known is not None
    assert gone == is_gone(known)


def test_a_day_counts_once() -> None:
    """Whoever asks ten times in a day has seen one absence."""
    known = remember(None, "2026-03-01", "404")
    for _ in range(10):
        known = remember(known, "2026-03-09", "404")
    assert (2, False) == (known.times, is_gone(known))


def test_who_is_asked_first() -> None:
    """Who did not answer comes first, then who was never asked; one who answered shows that there is a network."""
    known = {
        "https://a.org/": Health("2026-03-10", "200"),
        "https://b.org/": Health("2026-02-01", "200"),
        "https://c.org/": Health("2026-03-08", "404", "2026-03-01", "2026-03-08", 2),
        "https://d.org/": Health("2026-03-13", "404", "2026-03-13", "2026-03-13", 1),
    }
    urls = [*known, "https://e.org/"]
    assert ["a", "c", "e", "b"] == [url[8] for url in choose_due(urls, known, "2026-03-14")]
    assert [] == choose_due(["https://a.org/"], known, "2026-03-14")


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    """The file is one line an address, sorted, with what is known and no more."""
    known = {
        "https://b.org/": Health("2026-03-10", "200"),
        "https://a.org/ä": Health("2026-03-09", "404", "2026-03-09", "2026-03-09", 1),
    }
    (tmp_path / FILE).write_bytes(format_health(known))
    assert (known, []) == read_health(tmp_path)
    first, second = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    assert "https://a.org/ä" == json.loads(first)["url"]
    assert '{"url": "https://b.org/", "asked": "2026-03-10", "answer": "200"}' == second


@pytest.mark.parametrize(
    "line",
    [
        "", "[]", "{", '{"url": "x"}', '{"url": "x", "asked": "2026-02-31", "answer": "200"}',
        '{"url": "x", "asked": "2026-02-01", "answer": 200}',
        '{"url": "x", "asked": "2026-02-01", "answer": "404", "times": 3}',
        '{"url": "x", "asked": "2026-02-01", "answer": "200", "more": 1}',
        '{"url": "b", "asked": "2026-02-01", "answer": "200"}',
    ],
)  # fmt: skip
def test_other_lines_are_problems(tmp_path: Path, line: str) -> None:
    """A line that the program would not have written is a problem with its place."""
    (tmp_path / FILE).write_text(f'{{"url": "b", "asked": "2026-02-01", "answer": "200"}}\n{line}\n', encoding="utf-8")
    _, problems = read_health(tmp_path)
    assert [("site_src/health.jsonl:2", "R016")] == [(str(problem.place), problem.code) for problem in problems]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """A file larger than the program would write is refused before it is read."""
    with (tmp_path / FILE).open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    known, problems = read_health(tmp_path)
    assert ({}, ["R002"]) == (known, [problem.code for problem in problems])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a tiny site of one's own, which says who asks."""
    shutil.copytree(TINY, tmp_path / "tiny")
    (tmp_path / "tiny/site_src/services.yml").write_text("contact: me@example.org\n", encoding="utf-8")
    return tmp_path / "tiny"


def run(folder: Path, *arguments: str) -> int:
    """Run the command as people do."""
    shared = [f"--seeds={folder}/seeds", f"--site={folder}/site_src", f"--cache={folder}/cache"]
    return build.main([*arguments, *shared])


def link(folder: Path, server: Server) -> str:
    """Let every link of the site lead to a server, and give the one that stands for code."""
    site = folder / "site_src"
    (site / "overrides/one.yml").write_text(f"{PAPER}:\n  links:\n    code: {server.url}/code\n", encoding="utf-8")
    (site / "pages/about.md").write_text(f"[Kites]({server.url}/about)\n", encoding="utf-8")
    (site / "links.yml").write_text("refuse: [example.org]\n", encoding="utf-8")
    return f"{server.url}/code"


def test_a_run_remembers_what_answered(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each address is asked once and remembered with its day; the next run asks nobody again so soon."""
    with serve(answer(b"", "200 OK"), answer(b"", "404 Not Found")) as server:
        link(folder, server)
        assert 0 == run(folder, "links", "--private", "--pause", "0.1")
        asked = len(server.asked)
        assert 0 == run(folder, "links", "--private", "--pause", "0.1")
        assert (3, 3) == (asked, len(server.asked))
    known, _ = read_health(folder / "site_src")
    day = TODAY.isoformat()
    assert [Health(day, "200"), Health(day, "404", day, day, 1)] == list(known.values())
    said = capsys.readouterr()
    assert "# 2 asked: 1 answered, 1 were not there, 0 said nothing certain\n# links to what is gone: 0\n" in said.out
    assert f"2/2 {server.url}/code: 404" in said.err


def test_what_is_gone_comes_with_its_stub(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link that was absent for the third time over a week is told with the lines that mend it, also at a review."""
    with serve(answer(b"", "200 OK"), answer(b"", "404 Not Found")) as server:
        url = link(folder, server)
        known = {f"{server.url}/about": Health(ago(30), "200"), url: Health(ago(4), "404", ago(9), ago(4), 2)}
        (folder / "site_src" / FILE).write_bytes(format_health(known))
        assert 0 == run(folder, "links", "--private", "--pause", "0.1")
    out = capsys.readouterr().out
    assert (
        "# Tide Tables from a Single Bucket\n"
        f"# {url} is gone: 404 on 3 days from {ago(9)} to {ago(0)}\n"
        f"# in its override, site_src/overrides/one.yml:1:1:\n# {PAPER}:\n#   links: {{code: the right one}}\n"
    ) in out
    assert out.endswith("# links to what is gone: 1\n")
    run(folder, "links", "--report")
    run(folder, "review", "gone")
    assert 2 == capsys.readouterr().out.count(f"# {url} is gone: 404 on 3 days")


def test_a_dead_network_is_nobodys_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody answers nothing is remembered, and the run ends with exit code 3."""
    with serve() as server:
        link(folder, server)
    assert 3 == run(folder, "links", "--private", "--pause", "0.1")
    assert "nobody answers; perhaps there is no network" in capsys.readouterr().err
    assert not (folder / "site_src" / FILE).exists()


def test_private_hosts_are_left_alone(folder: Path) -> None:
    """A link of a capture to this machine is not followed unless the command is told to."""
    with serve(answer(b"", "200 OK")) as server:
        link(folder, server)
        assert 0 == run(folder, "links", "--pause", "0.1")
    assert [] == server.asked
    assert {"private address"} == {one.answer for one in read_health(folder / "site_src")[0].values()}


def test_a_run_has_its_limit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No more addresses are asked than the limit says, and what is left is told."""
    with serve(answer(b"", "200 OK")) as server:
        link(folder, server)
        run(folder, "links", "--private", "--pause", "0.1", "--limit", "1")
    assert 1 == len(server.asked)
    assert "1 left for another time" in capsys.readouterr().out


def test_nobody_is_asked_by_a_build_or_without_a_contact(folder: Path) -> None:
    """A build asks nobody, nor does the command where nobody says who asks."""
    with serve(answer(b"", "200 OK")) as server:
        link(folder, server)
        assert 0 == run(folder, "build", f"--out={folder}/out", "--no-search")
        (folder / "site_src/services.yml").unlink()
        assert 1 == run(folder, "links", "--private", "--pause", "0.1")
    assert [] == server.asked
