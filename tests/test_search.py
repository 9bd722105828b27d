"""The search index is verified, since Pagefind's word cannot be trusted."""

from __future__ import annotations

import gzip
import json
import shutil
import stat
from pathlib import Path

import pytest

from digest.search import SearchError, verify_bundle


@pytest.fixture
def bundle(tiny_built, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_built.out / "pagefind", tmp_path / "pagefind"))


def test_whole_bundle(bundle: Path) -> None:
    """A bundle as Pagefind made it passes."""
    verify_bundle(bundle, 6)


def empty_a_chunk(bundle: Path) -> None:
    next(bundle.glob("index/*")).write_bytes(b"")


def cut_a_fragment(bundle: Path) -> None:
    path = next(bundle.glob("fragment/*"))
    path.write_bytes(path.read_bytes()[:-20])


def remove_metadata(bundle: Path) -> None:
    next(bundle.glob("*.pf_meta")).unlink()


def add_a_stranger(bundle: Path) -> None:
    (bundle / "fragment/en_0000000.pf_fragment").write_bytes(gzip.compress(b"pagefind_dcd{}"))


def break_entry(bundle: Path) -> None:
    (bundle / "pagefind-entry.json").write_text("{")


def remove_fragments(bundle: Path) -> None:
    shutil.rmtree(bundle / "fragment")


def remove_worker(bundle: Path) -> None:
    (bundle / "pagefind-worker.js").unlink()


@pytest.mark.parametrize(
    "harm",
    [empty_a_chunk, cut_a_fragment, remove_metadata, add_a_stranger, break_entry, remove_fragments, remove_worker],
)
def test_broken_bundle(bundle: Path, harm) -> None:
    """A bundle that lacks or breaks a part is refused."""
    harm(bundle)
    with pytest.raises(SearchError):
        verify_bundle(bundle, 6)


def test_wrong_number_of_papers(bundle: Path) -> None:
    """A bundle of fewer papers than there are is refused."""
    with pytest.raises(SearchError, match="holds 6 papers instead of 7"):
        verify_bundle(bundle, 7)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("#!/bin/sh\nexit 0\n", "ended well but made no index"),
        ("#!/bin/sh\necho out of luck >&2; exit 7\n", "out of luck"),
        (None, "is not there or not a program"),
    ],
    ids=["lies", "fails", "missing"],
)
def test_bad_binary(tiny, tmp_path: Path, script: str | None, said: str) -> None:
    """A Pagefind that lies, fails or is not there ends the build with one line and exit code 3; the old site stays."""
    assert 0 == tiny.build("--no-search").returncode
    before = (tiny.out / "papers.json").read_bytes()
    binary = tmp_path / "pagefind"
    if script:
        binary.write_text(script)
        binary.chmod(binary.stat().st_mode | stat.S_IXUSR)
    result = tiny.build(PAGEFIND_BINARY_PATH=str(binary))
    assert (3, 1) == (result.returncode, result.stderr.count("\n"))
    assert said in result.stderr
    assert before == (tiny.out / "papers.json").read_bytes()


def test_only_papers_are_indexed(tiny_built) -> None:
    """Every paper is one record, and no list of papers is."""
    entry = json.loads((tiny_built.out / "pagefind/pagefind-entry.json").read_text())
    fragments = [
        json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        for path in (tiny_built.out / "pagefind/fragment").iterdir()
    ]
    assert 6 == sum(language["page_count"] for language in entry["languages"].values())
    assert 6 == len({fragment["url"] for fragment in fragments})
    assert all(fragment["url"].startswith("/papers/") for fragment in fragments)
    one = next(fragment for fragment in fragments if "single-bucket" in fragment["url"])
    filters = {"topic": ["Tides"], "edition": ["The windy edition", "Aug 6"], "year": ["2026"], "code": ["yes"]}
    assert filters == {name: sorted(values, reverse=True) for name, values in one["filters"].items()}
    assert "Why it is here" not in one["content"]
    assert "Related" not in one["content"]
