"""The benchmarks' own tools: dumps made to measure, and the reading of what builds say."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import hugo
from benchmarks.build import Cost, Row, draw_plot, make_scale, read_timings, write_table
from benchmarks.corpus import write_corpus
from digest.dumps import read_dumps

SVG = "{http://www.w3.org/2000/svg}"
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


def test_table() -> None:
    """Columns are as wide as their widest cell."""
    assert ["| a    | b  |", "| ---- | -- |", "| long | cd |"] == write_table(["a", "b"], [["long", "cd"]])


def test_scale() -> None:
    """A logarithmic scale has equal steps for equal factors, and names round values."""
    place, ticks = make_scale([1, 100], 0, 220)
    assert [10, 110, 210] == [place(value) for value in (1, 10, 100)]
    assert [1, 2, 5, 10, 20, 50, 100] == ticks


def test_plot() -> None:
    """A plot is well-formed and has a line for what was measured, and none for what was not."""
    cost = Cost(wall=1.5, cpu=1, memory=0, files=1, size=1, html=1, page=1, stages={})
    text = draw_plot([Row(10, "cold", [cost]), Row(100, "cold", [cost])])
    drawn = ElementTree.fromstring(text)
    assert ["build.py, cold"] == [text.text for text in drawn.iter(f"{SVG}text") if (text.text or "")[:5] == "build"]
    assert 1 == len(list(drawn.iter(f"{SVG}polyline")))
