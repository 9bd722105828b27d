"""Files are told by what they are made of: the same makes the same fingerprint, and whatever is another another."""

from __future__ import annotations

import copy
import inspect
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace

import pytest

from digest import nouns
from digest.fingerprint import Fingerprints
from digest.nouns import Collection, Match, Paper, Place, Repaired, Score, Span, Topic, Why
from tests.conftest import ROOT

KINDS = [kind for _, kind in inspect.getmembers(nouns, is_dataclass)]
MATCH = Match("tide*", "title", 3.75, "other")
SCORE = Score("tides", 3.75, (MATCH, MATCH))
TEXT = Repaired((Span("text", "A"), Span("sup", "2")), "A²", ("$",))
PAPER = Paper("a", "A", "Text.", (), title_text=TEXT, why=Why(("tides",), (SCORE, Score("winds", 0.0)), 1.0))


def make(kind: type) -> object:
    """Make a noun that holds a text of its own in every field."""
    return kind(**{field.name: f"{kind.__name__} {field.name}" for field in fields(kind)})


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in (Score, Repaired)])
def test_every_field_counts(kind: type) -> None:
    """A noun with another value in any of its fields has another fingerprint, also deep in a page."""
    noun, fingerprint = make(kind), Fingerprints()
    others = [replace(noun, **{field.name: "another"}) for field in fields(kind)]  # type: ignore[type-var]
    assert len(others) + 1 == len({fingerprint((1, [one])) for one in (noun, *others)})


def test_every_match_and_span_counts() -> None:
    """So it is with what a paper has dozens of."""
    scores = [
        *(replace(SCORE, matches=(MATCH, match)) for match in (Match("x", "title", 3.75), replace(MATCH, weight=3.5))),
        *(replace(SCORE, matches=(MATCH,) * number) for number in (0, 1, 3)),
        *(replace(SCORE, topic="x"), replace(SCORE, value=1.0)),
    ]
    texts = [
        *(replace(TEXT, spans=spans) for spans in ((), TEXT.spans[:1], (TEXT.spans[0], Span("sub", "2")))),
        *(replace(TEXT, plain="A"), replace(TEXT, residue=())),
    ]
    fingerprint = Fingerprints()
    assert len(scores) + 1 == len({fingerprint(Why((), (score,))) for score in (SCORE, *scores)})
    assert len(texts) + 1 == len({fingerprint(replace(PAPER, abstract_text=text)) for text in (TEXT, *texts)})


def test_equal_is_the_same() -> None:
    """What is equal has one fingerprint, whichever of its parts are one object."""
    twice = copy.deepcopy(PAPER)
    shared = Collection("a/", "A", (PAPER, PAPER))
    apart = Collection("".join(["a", "/"]), "A", (PAPER, twice))
    assert Fingerprints()(shared) == Fingerprints()(apart)
    fingerprint = Fingerprints()
    assert fingerprint(shared) == fingerprint(apart)


def test_kinds_differ() -> None:
    """Two nouns of different kinds with the same values are two things."""
    fingerprint = Fingerprints()
    assert fingerprint(Place("a", 1, 2)) != fingerprint(Span("a", 1, 2))  # type: ignore[arg-type]
    assert len({fingerprint(one) for one in (1, True, 1.0, "1", b"1", None, (1,), [1])}) == 8


def test_common_goes_into_all() -> None:
    """What is common to all files is in every fingerprint."""
    assert Fingerprints("one")(PAPER) != Fingerprints("other")(PAPER)
    assert Fingerprints(Topic("a", "A", ""))(PAPER) != Fingerprints(Topic("a", "B", ""))(PAPER)


def test_same_in_another_process() -> None:
    """The next build finds the same, whatever order its sets have."""
    code = "from tests.test_fingerprint import *; print(Fingerprints(('x', {'a': PAPER}))((PAPER, SCORE)))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert 1 == len(said)
