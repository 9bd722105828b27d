"""The two commands as people run them, from the command line to the files, against a local server."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import build
from digest import dumps, papers
from digest.nouns import Paper
from digest.records import read_enrichment
from tests.server import Server, answer, serve
from tests.test_arxiv import make_entry, make_feed
from tests.test_fetch import make_list

TINY = Path(__file__).parent / "tiny"
ATOM = "application/atom+xml; charset=utf-8"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a tiny site of one's own, in which nobody has to wait."""
    shutil.copytree(TINY, tmp_path / "tiny")
    (tmp_path / "tiny/site_src/overrides/one.yml").unlink()  # it knows where one of them is
    monkeypatch.setattr(time, "sleep", lambda _: None)
    return tmp_path / "tiny"


def run(folder: Path, server: Server, *arguments: str) -> int:
    """Run a command on the tiny site, with the services at the local server."""
    services = f"contact: me@example.org\npapers:\n  address: {server.url}\narxiv:\n  address: {server.url}\n"
    (folder / "site_src" / "services.yml").write_text(services, encoding="utf-8")
    shared = ["--seeds", str(folder / "seeds"), "--site", str(folder / "site_src")]
    try:
        return build.main([arguments[0], *shared, *arguments[1:]])
    except SystemExit as end:
        return int(end.code or 0)


def read_tiny(folder: Path) -> list[Paper]:
    """Give the papers of the tiny site."""
    entries = [entry for dump in dumps.read_dumps(folder / "seeds") for entry in dump.entries]
    return papers.merge_entries(entries, {})[0]


@pytest.mark.parametrize(
    ("arguments", "name", "asked"),
    [
        (["--date", "2026-03-14"], "daily-2026-03-14.json", "date=2026-03-14"),
        (["--daily", "--date", "2026-03-14"], "daily-2026-03-14.json", "date=2026-03-14"),
        (["--week", "2026-W11"], "week-2026-W11.json", "week=2026-W11"),
        (["--month", "2026-03"], "month-2026-03.json", "month=2026-03"),
        (["--query", "rivers", "--date", "2026-03-14"], "query-rivers-2026-03-14.json", "search?q=rivers"),
    ],
)
def test_fetch_saves_a_dump(folder: Path, capsys, arguments: list[str], name: str, asked: str) -> None:
    """One dump, one line that names it, exit code 0."""
    with serve(answer(make_list("1", "2"))) as server:
        assert 0 == run(folder, server, "fetch", *arguments)
    assert f"{folder}/seeds/{name}: written, 2 papers\n" == capsys.readouterr().out
    assert make_list("1", "2") == (folder / "seeds" / name).read_bytes()
    assert asked in server.asked[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--date", "tomorrow"], ["--week", "11"], ["--month", "2026-3"], ["--query", " "],
        ["--week", "2026-W11", "--month", "2026-03"], ["--week", "2026-W11", "--date", "2026-03-14"],
        ["--year", "2026"],
    ],
)  # fmt: skip
def test_fetch_of_nonsense_is_wrong_usage(folder: Path, capsys, arguments: list[str]) -> None:
    """What makes no sense ends with exit code 2, and nobody was asked."""
    with serve(answer(b"[]")) as server:
        assert 2 == run(folder, server, "fetch", *arguments)
    assert [] == server.asked
    assert "build.py" in capsys.readouterr().err


def test_fetch_tells_of_trouble_in_one_line(folder: Path, capsys) -> None:
    """Service trouble ends with exit code 3 and one line; the dumps are as before."""
    before = sorted((folder / "seeds").iterdir())
    with serve(answer(b"<html>", type="text/html")) as server:
        assert 3 == run(folder, server, "fetch", "--date", "2026-03-14")
    expected = "build.py: 127.0.0.1: the answer is text/html, not application/json\n"
    assert expected == capsys.readouterr().err
    assert before == sorted((folder / "seeds").iterdir())


def test_nobody_is_asked_without_a_contact(folder: Path, capsys) -> None:
    """Who does not say who asks gets a problem with its place, and exit code 1."""
    assert 1 == build.main(["fetch", "--seeds", str(folder / "seeds"), "--site", str(folder / "site_src")])
    assert "site_src/services.yml:1:1: R013 services must be told who asks" in capsys.readouterr().err


def test_enrich_finds_keeps_and_resumes(folder: Path, capsys) -> None:
    """Each paper is asked for once by its title; what was found is in the records; a second run asks nobody."""
    known = read_tiny(folder)
    with serve(answer(make_feed(), type=ATOM)) as server:
        server.plays = [
            answer(make_feed(make_entry(f"2503.{number:05}v1", paper.title, paper.abstract)), type=ATOM)
            for number, paper in enumerate(known)
        ]
        assert 0 == run(folder, server, "enrich", "--limit", "2")
        assert 0 == run(folder, server, "enrich")
        assert 0 == run(folder, server, "enrich")
    told = capsys.readouterr().out.strip().split("\n")
    found = read_enrichment(folder / "site_src")[0]
    assert len(known) == len(server.asked)
    assert "2 asked: 2 found, 0 not found, 0 failed; 4 left to ask" == told[0]
    assert "0 asked: 0 found, 0 not found, 0 failed" == told[2]
    titles = [parse_qs(urlsplit(line.split()[1]).query)["search_query"][0] for line in server.asked]
    assert all(title.startswith('ti:"') for title in titles)
    assert {paper.id for paper in known} == set(found)


def test_enrich_tells_of_trouble(folder: Path, capsys) -> None:
    """When the service is down, the run ends early, says how much is left, and exits with 3."""
    with serve(answer(b"Rate exceeded.", "429 x", "text/plain", Retry_After="3600")) as server:
        assert 3 == run(folder, server, "enrich")
    said = capsys.readouterr()
    assert 1 == len(server.asked)
    assert f"1 asked: 0 found, 0 not found, 1 failed; {len(read_tiny(folder)) - 1} left to ask\n" == said.out
    assert "asks to be left alone for 3600 s" in said.err
    assert not (folder / "site_src" / "enrichment").exists()


def test_enrich_stops_at_broken_records(folder: Path, capsys) -> None:
    """With broken records nobody is asked, and the place is said."""
    (folder / "site_src" / "enrichment").mkdir()
    (folder / "site_src" / "enrichment" / "a.json").write_text("{", encoding="utf-8")
    with serve(answer(b"")) as server:
        assert 1 == run(folder, server, "enrich")
    assert [] == server.asked
    assert "site_src/enrichment/a.json:1:2: R004 this is not JSON" in capsys.readouterr().err
