"""The benchmarks' own tools: dumps made to measure, and the reading of what builds say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import hugo
from benchmarks.build import compare, read_timings, write_report
from benchmarks.corpus import write_corpus
from benchmarks.plot import read_points
from digest.dumps import read_dumps
from tests.conftest import ROOT

PAPERS = 700  # makes several dumps, so both shapes of capture, and papers that stand in two


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of dumps made to measure."""
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, PAPERS)
    return folder


def test_corpus_is_read_whole(corpus: Path) -> None:
    """All papers asked for are read from the dumps, some of them twice, and nothing is set aside."""
    dumps = read_dumps(corpus)
    titles = [entry.title for dump in dumps for entry in dump.entries]
    assert PAPERS == len(set(titles)) < len(titles)
    assert [] == [aside for dump in dumps for aside in dump.set_aside]


def test_corpus_is_deterministic(corpus: Path, tmp_path: Path) -> None:
    """The same arguments give the same bytes; another seed gives other papers."""
    write_corpus(tmp_path / "same", PAPERS)
    write_corpus(tmp_path / "other", PAPERS, seed=2)
    files = {path.name: path.read_bytes() for path in corpus.iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "same").iterdir()}
    assert files.keys().isdisjoint(path.name for path in (tmp_path / "other").iterdir())


def test_timings() -> None:
    """The stages are those in the last brackets of the closing line, whatever a title before says."""
    said = (
        "a.txt:3: set aside: “odd (read 1.00)”\n9 entries in 0.30 s in _site/ (read 0.10, index 0.20)\nnothing more\n"
    )
    assert {"read": 0.1, "index": 0.2} == read_timings(said)


def test_timings_missing() -> None:
    """Without timings there is nothing to compare, and that is said."""
    with pytest.raises(SystemExit, match="no timings"):
        read_timings("9 entries\n")


def test_hugo_missing() -> None:
    """Where there is no Hugo, none is found."""
    assert ("", "") == hugo.find_hugo("no-such-program-of-anybody")


def test_hugo_wrapped(tmp_path: Path) -> None:
    """Of the script that PyPI has, the program that it starts is measured."""
    script = tmp_path / "hugo"
    script.write_text('#!/bin/sh\necho "Running Hugo 0.1.0 at /opt/real/hugo"\necho "hugo v0.1.0-abc linux"\n')
    script.chmod(0o755)
    assert ("/opt/real/hugo", "0.1.0") == hugo.find_hugo(shutil.which(script) or "")


def test_report() -> None:
    """A row is of medians, in columns as wide as their widest cell; what was not measured is left empty."""
    runs = [{"wall": wall, "files": 1011, "think": 0.5} for wall in (3.0, 1.25, 2.0)]
    _, _, row = write_report(630, {"cold": runs})
    assert "| 630    | cold      | 2.00   |       |         | 1,011 |" == row[: row.index("1,011") + 7]


def test_comparison() -> None:
    """A ratio is the median of the runs' ratios; thinking, which Hugo does not do, is left out."""
    ours = [{"read": 1, "make": wall, "think": 9, "cpu": 4} for wall in (1, 2, 9)]
    said = "reading and making take 1.50 times Hugo's wall, the whole build 2.00 times its CPU"
    assert said == compare(ours, [{"wall": 2, "cpu": 2}] * 3)


def test_plot_has_all_lines() -> None:
    """Every line of the picture has three points and more in the tables that it is drawn from."""
    points = read_points((ROOT / "docs/performance.md").read_text(encoding="utf-8"))
    assert {True} == {len(line) >= 3 for line in points.values()}
    assert {630, 2_000, 10_000, 100_000} == set(dict(points["from nothing"]))
