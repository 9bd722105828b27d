"""The records: append only, resumable, and without mercy for what is not as it should be."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digest.network.arxiv import Candidate
from digest.network.enrichment import FAILURES, Outcome, choose_papers, enrich_papers, make_record, save_records
from digest.network.wire import WebError
from digest.nouns import Enrichment, Entry, Link, Paper, Place
from digest.publish import replace_file
from digest.records import Record, read_enrichment, read_records

ROOT = Path(__file__).parent.parent
DAY = "2026-03-14"
FULL = Candidate(
    "2503.02130", "On Rivers", "See github.com/a/b.", ("Ada Lovelace", "Émilie"), "2025-03-03", "2025-04-01",
    ("cs.LG", "68T05", "I.2.6"), "12 pages", "10.1/x 10.1000/182", "Rivers 3",
)  # fmt: skip


def make_papers(*ids: str) -> list[Paper]:
    """Make papers of which nothing is known."""
    return [Paper(id, id.title(), "", ()) for id in ids]


def find(paper: Paper) -> Candidate | None:
    """Know every paper but those called `lost…`; the service is down for those called `down…`."""
    if paper.id.startswith("down"):
        raise WebError("x.org: answered 404")
    number = 10000 + sum(map(ord, paper.id))
    return None if paper.id.startswith("lost") else Candidate(f"2503.{number}", paper.title, "", (), "", "", ())


def run(folder: Path, *ids: str, day: str = DAY, refresh: bool = False, ask=find) -> list[Outcome]:
    """Run `enrich` for papers as the command does."""
    known, problems = read_records(folder)
    assert [] == problems
    chosen = choose_papers(make_papers(*ids), known, day, 30, refresh=refresh)
    return list(enrich_papers(chosen, known, ask, folder, day, 2))


def read_all(folder: Path) -> dict[str, bytes]:
    """Give every file of records, by name."""
    return {path.name: path.read_bytes() for path in sorted((folder / "enrichment").iterdir())}


def test_records_are_readable_and_stable(tmp_path: Path) -> None:
    """One field a line, sorted, only what is known; fields that are not as they should be are left out."""
    save_records(tmp_path, {"rivers": make_record(FULL, DAY), "r-lost": {"not_found": DAY}})
    expected = """{
 "r-lost": {
  "not_found": "2026-03-14"
 },
 "rivers": {
  "arxiv": "2503.02130",
  "asked": "2026-03-14",
  "authors": [
   "Ada Lovelace",
   "Émilie"
  ],
  "categories": [
   "cs.LG"
  ],
  "code": [
   "https://github.com/a/b"
  ],
  "comment": "12 pages",
  "date": "2025-03-03",
  "doi": "10.1000/182",
  "journal": "Rivers 3",
  "title": "On Rivers",
  "updated": "2025-04-01"
 }
}
"""
    assert {"r.json": expected.encode()} == read_all(tmp_path)
    known = Enrichment(
        arxiv="2503.02130", authors=("Ada Lovelace", "Émilie"), date="2025-03-03",
        doi="10.1000/182", code="https://github.com/a/b",
    )  # fmt: skip
    assert ({"rivers": known}, []) == read_enrichment(tmp_path)


def test_what_enrich_writes_a_build_can_read(tmp_path: Path) -> None:
    """Whatever arXiv says, the records are without problem."""
    odd = Candidate(
        "hep-th/9901001", "A \u2028b\ud800", "", ("", "\x00"), "soon", "2025-02-30", ("", "é"), " ", "doi:1", "\t"
    )
    save_records(tmp_path, {"odd": make_record(odd, DAY)})
    assert ({"odd": Enrichment("hep-th/9901001")}, []) == read_enrichment(tmp_path)


def test_no_folder_is_no_problem(tmp_path: Path) -> None:
    """Who never enriched has no records and no problems."""
    assert ({}, []) == read_enrichment(tmp_path)


def test_outcomes_are_told(tmp_path: Path) -> None:
    """Each paper is told of once, in order, and what was found and not found is kept; what failed leaves nothing."""
    outcomes = run(tmp_path, "b", "a", "lost", "down")
    assert [("a", "found"), ("b", "found"), ("down", "failed"), ("lost", "not found")] == [
        (outcome.paper, outcome.done) for outcome in outcomes
    ]
    assert {"a", "b", "lost"} == set(read_records(tmp_path)[0])


@pytest.mark.parametrize(
    ("day", "asked"),
    [("2026-03-14", []), ("2026-04-12", []), ("2026-04-13", ["lost"]), ("2026-03-01", [])],
    ids=["same day", "29 days", "30 days", "clock went back"],
)
def test_what_was_not_found_is_asked_again_after_some_days(tmp_path: Path, day: str, asked: list[str]) -> None:
    """`asked, not found` is remembered with its day; what was found is never asked again."""
    run(tmp_path, "a", "lost")
    assert asked == [outcome.paper for outcome in run(tmp_path, "a", "lost", day=day)]


def test_new_papers_are_asked_first(tmp_path: Path) -> None:
    """Papers of which nothing is known come before those asked in vain, the longest ago first."""
    save_records(tmp_path, {"b": {"not_found": "2025-02-01"}, "a": {"not_found": "2025-01-01"}})
    assert ["y", "z", "a", "b"] == [outcome.paper for outcome in run(tmp_path, "a", "b", "y", "z")]


def test_known_arxiv_ids_are_not_asked_for() -> None:
    """A paper whose id a dump or an editor gives is left alone."""
    entry = Entry("A", "", Place("seeds/x", 1), arxiv="2503.02130")
    papers = [
        Paper("a", "A", "", (entry,)),
        Paper("b", "B", "", (), links=(Link("arxiv", "arXiv 1", "https://arxiv.org/abs/1"),)),
        Paper("c", "C", "", (), links=(Link("code", "Code", "https://example.org/"),)),
    ]
    assert ["c"] == [paper.id for paper in choose_papers(papers, {}, DAY, 30)]


def test_ids_from_the_records_can_be_refreshed(tmp_path: Path) -> None:
    """An id that a build took from the records themselves does not keep a paper from being asked for anew."""
    run(tmp_path, "a")
    papers = [Paper("a", "A", "", (), arxiv="2503.10097")]
    assert papers == choose_papers(papers, read_records(tmp_path)[0], "2026-04-04", 30, refresh=True)


def test_records_are_only_added_to(tmp_path: Path) -> None:
    """Records of papers that are found, gone or asked for anew stay as they are."""
    run(tmp_path, "a", "a-gone")
    before = read_records(tmp_path)[0]
    run(tmp_path, "a", "a-new", "lost", day="2026-09-09")
    after = read_records(tmp_path)[0]
    assert before == {id: after[id] for id in before}
    assert {"a", "a-gone", "a-new", "lost"} == set(after)


def lose(_: Paper) -> Candidate | None:
    """Find nothing any more."""
    return None


def change(paper: Paper) -> Candidate | None:
    """Find another paper."""
    return Candidate("9999.99999", paper.title, "", (), "", "", ())


def improve(paper: Paper) -> Candidate | None:
    """Find the same paper with a later day."""
    found = find(paper)
    return found and Candidate(found.arxiv, found.title, "", (), "", "2026-04-04", ())


def fail(_: Paper) -> Candidate | None:
    """Have no network."""
    raise WebError("x.org: the name is not known", over=True)


def refuse(_: Paper) -> Candidate | None:
    """Be refused an answer to this question."""
    raise WebError("x.org: answered 400")


@pytest.mark.parametrize(
    ("ask", "done", "changed"),
    [(lose, "kept", False), (change, "kept", False), (improve, "found", True), (fail, "failed", False)],
    ids=["lost", "another paper", "improved", "failed"],
)
def test_refresh_loses_nothing(tmp_path: Path, ask, done: str, changed: bool) -> None:
    """Asked anew, a record only changes when the same arXiv paper was found; everything else stays as it was."""
    run(tmp_path, "a")
    before = read_all(tmp_path)
    assert [done] == [outcome.done for outcome in run(tmp_path, "a", day="2026-04-04", refresh=True, ask=ask)]
    assert changed == (read_all(tmp_path) != before)
    assert "a" in read_enrichment(tmp_path)[0]


def test_a_refresh_can_be_resumed(tmp_path: Path) -> None:
    """What was asked anew on this day is not asked again on it."""
    run(tmp_path, "a", "b")
    run(tmp_path, "a", day="2026-04-04", refresh=True)
    assert ["b"] == [outcome.paper for outcome in run(tmp_path, "a", "b", day="2026-04-04", refresh=True)]


@pytest.mark.parametrize(("ask", "asked"), [(fail, 1), (refuse, FAILURES)])
def test_a_service_that_is_not_well_is_left_alone(tmp_path: Path, ask, asked: int) -> None:
    """No network ends the run at once, other trouble after three failures in a row; nothing is written."""
    assert asked == len(run(tmp_path, *"abcdefgh", ask=ask))
    assert not (tmp_path / "enrichment").exists()


def test_what_was_learnt_before_an_end_is_kept(tmp_path: Path) -> None:
    """Whatever ends the run, a key press or a fault, the papers asked until then are in the records."""

    def ask(paper: Paper) -> Candidate | None:
        if paper.id == "d":
            raise KeyboardInterrupt
        return find(paper)

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, *"abcdef", ask=ask)
    assert {"a", "b", "c"} == set(read_records(tmp_path)[0])
    assert ["d", "e", "f"] == [outcome.paper for outcome in run(tmp_path, *"abcdef")]


def test_two_runs_at_once_keep_both(tmp_path: Path) -> None:
    """Records that another run wrote meanwhile are not lost."""
    papers = make_papers("aa", "ab")
    outcomes = enrich_papers(papers, {}, find, tmp_path, DAY, 10)
    next(outcomes)
    run(tmp_path, "ac")
    list(outcomes)
    assert {"aa", "ab", "ac"} == set(read_records(tmp_path)[0])


KILLED = """
import sys, time
from pathlib import Path
from digest.network.enrichment import enrich_papers
from tests.test_enrichment import find, make_papers
papers = make_papers(*(f"a{n}" for n in range(2000)))
for outcome in enrich_papers(papers, {}, find, Path(sys.argv[1]), "2026-03-14", 1):
    print(outcome.paper, flush=True)
"""


@pytest.mark.parametrize("told", [1, 7, 40, 150])
def test_a_killed_run_is_taken_up(tmp_path: Path, told: int) -> None:
    """Killed at any time, the records are whole, hold all that was told, and the next run goes on from there."""
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        seen = [process.stdout.readline().strip() for _ in range(told)]
        process.send_signal(signal.SIGKILL)
    records, problems = read_records(tmp_path)
    assert [] == problems
    assert set(seen) <= set(records)
    [outcome] = run(tmp_path, *records, "a-next")
    assert "a-next" == outcome.paper
    assert ["a.json"] == list(read_all(tmp_path))


def test_a_kill_in_the_middle_of_writing_leaves_the_old_file(tmp_path: Path) -> None:
    """Half a file under a temporary name is no record, and the next writing removes it; a living run keeps its own."""
    run(tmp_path, "a")
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        dead.wait()
    half = tmp_path / "enrichment" / f".a.json.{dead.pid}.new"
    living = tmp_path / "enrichment" / f".a.json.{os.getppid()}.new"
    half.write_text('{"a": {', encoding="utf-8")
    living.write_text('{"a": {', encoding="utf-8")
    assert ({"a"}, []) == (set(read_records(tmp_path)[0]), read_records(tmp_path)[1])
    run(tmp_path, "ab")
    assert not half.exists()
    assert living.exists()


def test_who_reads_meanwhile_reads_the_old_file(tmp_path: Path) -> None:
    """A file is exchanged as a whole and never written over."""
    replace_file(tmp_path / "x", b"old")
    with (tmp_path / "x").open("rb") as reading:
        replace_file(tmp_path / "x", b"new")
        assert [b"old", b"new"] == [reading.read(), (tmp_path / "x").read_bytes()]


def test_a_full_disk_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails, the old content stays and no temporary file is left."""

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    replace_file(tmp_path / "x", b"old")
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        replace_file(tmp_path / "x", b"new")
    assert [("x", b"old")] == [(path.name, path.read_bytes()) for path in tmp_path.iterdir()]


GOOD = {"a": {"arxiv": "2503.02130", "asked": DAY}, "b": {"not_found": DAY}}


@pytest.mark.parametrize(
    ("name", "text", "place", "message"),
    [
        ("a.json", "{", "a.json:1:2", "this is not JSON"),
        ("a.json", '{\n "a": {}\n "b": {}\n}', "a.json:3:2", "this is not JSON"),
        ("a.json", "", "a.json:1:1", "this is not JSON"),
        ("a.json", "[]", "a.json:1", "does not hold records"),
        ("a.json", "[" * 100_000, "a.json", "not JSON of records"),
        ("a.json", '{"a": ' + "9" * 5000 + "}", "a.json", "not JSON of records"),
        ("a.json", "<<<<<<< mine\n{}", "a.json:1:1", "this is not JSON"),
        ("a.json", '{\n "a": {\n  "arxiv": "1"\n },\n "a": {}\n}', "a.json:5", "`a` stands twice"),
        ("a.json", '{\n "a": {\n  "arxiv": "x",\n  "arxiv": "y"\n }\n}', "a.json:4", "`arxiv` stands twice"),
        ("a.json", '{\n "a": 5\n}', "a.json:2", "here is no record"),
        ("a.json", '{\n "a": {\n  "not_found": "soon"\n }\n}', "a.json:2", "`not_found` is not a day"),
        ("a.json", '{\n "a": {\n  "not_found": "2026-03-14",\n  "doi": "x"\n }\n}', "a.json:2", "stands beside"),
        ("a.json", '{\n "a": {\n  "asked": "2026-03-14"\n }\n}', "a.json:2", "`arxiv` is missing"),
        ("a.json", '{\n "B": {\n  "not_found": "2026-03-14"\n }\n}', "a.json:2", "is not the id of a paper"),
        ("a.json", '{\n "b": {\n  "not_found": "2026-03-14"\n }\n}', "a.json:2", "belongs in `b.json`"),
        ("papers.json", "{}", "papers.json", "the name is not a letter"),
        ("a.yml", "{}", "a.yml", "the name is not a letter"),
        ("a.json", "\xff", "a.json", "not UTF-8"),
    ],
    ids=[
        "cut", "comma", "empty", "list", "deep", "long number", "conflict", "record twice", "field twice", "no record",
        "day", "beside", "missing", "no id", "wrong file", "wrong name", "wrong ending", "not utf-8",
    ],
)  # fmt: skip
def test_broken_files_are_problems(tmp_path: Path, name: str, text: str, place: str, message: str) -> None:
    """Every fault has its place, its words and a hint, and gives no record."""
    (tmp_path / "enrichment").mkdir()
    (tmp_path / "enrichment" / name).write_bytes(text.encode("latin-1"))
    found, problems = read_enrichment(tmp_path)
    assert {} == found
    assert 1 == len(problems)
    assert f"site_src/enrichment/{place}" == str(problems[0].place)
    assert message in problems[0].message
    assert problems[0].hint


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("arxiv", "2503.02130v2"), ("arxiv", 2503.0213), ("asked", "2026-3-1"), ("authors", []), ("authors", "Ada"),
        ("authors", ["Ada\nLovelace"]), ("categories", ["cs LG"]), ("code", ["javascript:alert(1)"]),
        ("code", ["https://u:p@github.com/a/b"]), ("comment", ""), ("comment", None), ("date", "2025"),
        ("doi", "10.1000/<x>"), ("updated", "2025-13-01"), ("title", ["x"]), ("upvotes", 5),
    ],
)  # fmt: skip
def test_every_field_is_checked(tmp_path: Path, field: str, value: object) -> None:
    """A field that is not as it should be is a problem, and the sound record beside it is still read."""
    record: Record = {"arxiv": "2503.02130", "asked": DAY, field: value}
    (tmp_path / "enrichment").mkdir()
    text = json.dumps({"a": record, "a-fine": GOOD["a"]}, indent=1)
    (tmp_path / "enrichment" / "a.json").write_text(text, encoding="utf-8")
    found, problems = read_enrichment(tmp_path)
    assert ["a-fine"] == list(found)
    assert [("site_src/enrichment/a.json:2", True)] == [(str(p.place), field in p.message) for p in problems]


def test_a_broken_file_is_never_overwritten(tmp_path: Path) -> None:
    """Records cannot be added to a file with faults, so that no hand's work is lost."""
    (tmp_path / "enrichment").mkdir()
    (tmp_path / "enrichment" / "a.json").write_text("<<<<<<< mine", encoding="utf-8")
    list(enrich_papers(make_papers("a", "b"), {}, find, tmp_path, DAY, 1))
    assert ["<<<<<<< mine", True] == [read_all(tmp_path)["a.json"].decode(), "b.json" in read_all(tmp_path)]


def test_ten_thousand_records_are_read_in_no_time(tmp_path: Path) -> None:
    """Reading grows with the records, not with their square, also when each has a fault."""
    records = {f"a{n}": make_record(FULL, DAY) for n in range(10_000)}
    save_records(tmp_path, records)
    start = time.process_time()
    assert 10_000 == len(read_enrichment(tmp_path)[0])
    text = (tmp_path / "enrichment" / "a.json").read_text(encoding="utf-8").replace('"cs.LG"', '"cs LG"')
    (tmp_path / "enrichment" / "a.json").write_text(text, encoding="utf-8")
    assert 10_000 == len(read_enrichment(tmp_path)[1])
    assert time.process_time() - start < 5
