"""Whatever the readers are given, they answer with what they read and with problems, and never with an exception."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.reliability.effort import many
from tests.reliability.fuzz import CASES, TARGETS

PIECES = (
    *("\n", "[", "](", "][1]", "### ", "https://huggingface.co/papers/2401.00001", "Abstract\n", "· ", '{"title": "'),
    *(
        '"abstract": "',
        "<entry>",
        "<title>",
        '"}',
        "Upvote\n",
        "3 authors",
        "\\",
        "$",
        "^{",
        "_{",
        "}",
        "`",
        "*",
        "&amp;",
    ),
    *("- ", ": ", "'", "#", "|", "\r", "\ufeff", "\u2028", "\x85", "\x00", "https://a.b/", "\\textbf{"),
    *("Trending Papers\n", 'data-target="DailyPapers"'),
)
ALPHABET = st.one_of(st.sampled_from(PIECES), st.text(max_size=12))
TEXTS = st.lists(ALPHABET, max_size=40).map("".join)
DATA = st.one_of(TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=300))


@pytest.mark.parametrize("name", TARGETS)
def test_readers_raise_nothing(name: str) -> None:
    """No reader of dumps, of YAML or of text raises on what is made to mislead it."""

    @settings(
        max_examples=many(60, 20_000),
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[*HealthCheck],
    )
    @given(DATA)
    def try_reader(data: bytes) -> None:
        TARGETS[name](data)

    try_reader()


def test_the_search_sees() -> None:
    """A reader that fails on one sign is found out."""

    @settings(max_examples=500, deadline=None, database=None, derandomize=True)
    @given(DATA)
    def try_reader(data: bytes) -> None:
        assert b"[" not in data

    with pytest.raises(AssertionError):
        try_reader()


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("path", sorted(CASES.glob("*")), ids=lambda path: path.name)
def test_cases_found(name: str, path: Path) -> None:
    """What once raised does so no more, in no reader."""
    read: Callable[[bytes], object] = TARGETS[name]
    read(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_readers_take_the_corpus(name: str) -> None:
    """Every capture that the fuzzer begins with is read by every reader."""
    for path in sorted((ROOT / "tests/formats/fixtures").iterdir()):
        TARGETS[name](path.read_bytes())
