"""What builds remember saves time, and changes nothing else."""

from __future__ import annotations

import errno
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

import build
from digest import cache
from digest.cache import Cache
from digest.cache_forms import FORMS
from digest.memo import Memo
from digest.nouns import Dump, Entry, HostRules, Match, Place, Repaired, Score, SetAside, Span, Term, Topic, Twin
from tests.conftest import Built, build_well, read_all

SPANS = (Span("text", "See "), Span("link", "code", "https://github.com/a/b"))
DUMP = Dump(
    "seeds/a.txt",
    "Nov 4",
    (
        Entry("A", "Of a.", Place("seeds/a.txt", 1, 1), authors=("Ada Bo", "Cy Do"), upvotes=5, code="https://a.dev/"),
        Entry("B", "Of b.", Place("seeds/a.txt", 3), cut=True),
    ),
    (SetAside(Place("seeds/a.txt", 5), "C", "an abstract without a title"),),
    (SetAside(Place("seeds/a.txt", 1), "A", "title and abstract look alike"),),
    "plain text",
    query="tides",
)
FOUND = {
    ("dump", "seeds/a.txt", b"A\nOf a."): DUMP,
    ("dump", "seeds/b.txt", b""): Dump("seeds/b.txt", "", (), ()),
    ("repair", "See code", HostRules()): Repaired(SPANS, "See code", ("\\alpha",)),
    ("repair", "right", HostRules()): None,
    ("topics", "- id: tides"): [Topic("tides", "Tides", "Of the sea.", (Term("tide*", 3.0, 5),), True, ("ebb",))],
    ("scores", "lexicon", "title", "abstract"): [
        Score("tides", 3.85, (Match("tide*", "title", 3.75), Match("sea level rise", "opening", 0.1))),
        Score("winds", 0.0),
    ],
    ("near", ("a", "A", "text"), ("b", "B", "text")): [{1: 0.1 + 0.2}, {0: 0.25}],
    ("guide", "## A part"): '<h2 id="a-part">A part</h2>',
    ("targets", "[A](/a/), [B](../b/)"): ["/a/", "../b/"],
    ("words", "Some *text*"): "Some text",
    ("duplicates", ("a", "A", "text", "")): [Twin("a", "b", True, "their titles differ in a space")],
}


def fill(folder: Path) -> None:
    kept = Cache(folder)
    for key, found in FOUND.items():
        assert found == kept.recall(key, partial(lambda found: found, found))
    kept.save()


def recall_all(folder: Path) -> list[str]:
    """Give the kinds that had to be made again; the results are always right."""
    made: list[str] = []
    kept = Cache(folder)

    def make(kind: str, found: object) -> object:
        made.append(kind)
        return found

    for key, found in FOUND.items():
        assert found == kept.recall(key, partial(make, str(key[0]), found))
    return made


def test_found_again(tmp_path: Path) -> None:
    """The next build finds what one has found, and one with other content makes it anew."""
    fill(tmp_path)
    assert [] == recall_all(tmp_path)
    assert [] == Cache(tmp_path).recall(("near", ("a", "A", "another text")), list)


def test_old_and_new_stand_together(tmp_path: Path) -> None:
    """What is found anew is kept with what was known, in the order in which it was asked for."""
    for known in ("ac", "cba"):
        kept = Cache(tmp_path)
        assert list(known) == [kept.recall(("words", letter), partial(str, letter)) for letter in known]
        kept.save()
    kept = Cache(tmp_path)
    assert list("abc") == [kept.recall(("words", letter), str) for letter in "abc"]


def test_no_room_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what is new finds no room until it is saved, it is not kept, and what was kept before stays."""
    fill(tmp_path)
    before = read_all(tmp_path)

    def refuse() -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    kept = Cache(tmp_path)
    assert "new" == kept.recall(("words", "new"), lambda: "new")
    kept.save()
    assert before == read_all(tmp_path)


def test_links_of_others(tmp_path: Path) -> None:
    """What somebody else wrote into the folder makes no link that a repair would not make."""
    key = ("repair", "See code", HostRules())
    kept = Cache(tmp_path)
    kept.recall(key, lambda: Repaired((Span("link", "code", "javascript:alert(1)"),), "code", ()))
    kept.save()
    assert (Span("text", "code"),) == Cache(tmp_path).recall(key, lambda: Repaired((), "", ())).spans


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-20] ^= 4
    path.write_bytes(data)


@pytest.mark.parametrize(
    "harm",
    [flip, Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-9]), lambda path: path.write_bytes(b"")],
    ids=["flip", "lose", "cut", "empty"],
)
@pytest.mark.parametrize("kind", FORMS)
def test_broken(tmp_path: Path, kind: str, harm) -> None:
    """A file that is not whole is as good as none."""
    fill(tmp_path)
    harm(tmp_path / f"{kind}.txt")
    assert {kind} == {*recall_all(tmp_path)}


def test_swapped(tmp_path: Path) -> None:
    """A file under another's name is as good as none."""
    fill(tmp_path)
    (tmp_path / "near.txt").write_bytes((tmp_path / "duplicates.txt").read_bytes())
    assert ["near"] == recall_all(tmp_path)


def test_keys_are_told_apart_by_their_parts() -> None:
    """Two keys with one text between them, cut otherwise or of other kinds, are two."""
    keys = [
        ("repair", "ab", "c"),
        ("repair", "a", "bc"),
        ("repair", "abc"),
        ("repair", b"ab", "c"),
        ("repair", "1"),
        ("repair", 1),
    ]
    assert len(keys) == len({cache._hash_key(key) for key in keys})


def test_the_source_is_part_of_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another text of any module is another program."""
    (tmp_path / "desk").mkdir()
    (tmp_path / "cache.py").touch()
    (tmp_path / "desk/one.py").write_text("1")
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "cache.py"))
    before = cache.hash_program.__wrapped__()
    (tmp_path / "desk/one.py").write_text("2")
    assert before != cache.hash_program.__wrapped__()


@pytest.mark.parametrize(
    ("where", "name", "value"),
    [
        (cache, "hash_program", lambda: "another"),
        (sys, "version", "4.0"),
        (cache, "_list_infos", lambda _: ["Jinja2-9.dist-info"]),
        (cache, "_list_infos", lambda _: []),
    ],
    ids=["program", "Python", "Jinja", "files"],
)
def test_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where, name: str, value: object) -> None:
    """What another version of the program, or of what it stands on, found is found anew."""
    fill(tmp_path)
    hash_program = cache.hash_program
    hash_program.cache_clear()
    monkeypatch.setattr(where, name, value)
    assert [str(key[0]) for key in FOUND] == recall_all(tmp_path)
    hash_program.cache_clear()


def test_versions_of_all_that_makes_pages() -> None:
    """What cleans, fills in and parses counts, each by its version; also what is compiled and has no source here."""
    known = [one.partition(".")[0].lower() for one in cache._list_versions()]
    assert ["jinja2-", "markdown-", "markupsafe-", "nh3-", "pyyaml-"] == [one.rstrip("0123456789") for one in known]


def test_no_folder_to_write(tmp_path: Path) -> None:
    """Where nothing can be kept, nothing is, and nothing fails."""
    (tmp_path / "file").write_text("")
    fill(tmp_path / "file" / "cache")


def test_other_keys_are_not_kept(tmp_path: Path) -> None:
    """What is quicker made than kept is made."""
    kept = Cache(tmp_path)
    assert 5 == kept.recall(("lexicon", "text"), lambda: 5)
    kept.save()
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words", [["check"], ["explain", "kitenet"], ["review"], ["diff", "digest"]], ids=lambda words: words[0]
)
def test_commands_that_only_look(tiny: Built, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    """They recall what the last build found, and make neither the guide nor anything to remember."""
    folder = tiny.folder / "remembered"
    build_well(tiny, "--no-search", "--cache", str(folder))
    before = read_all(folder)
    for made in ("grouping._rank_alone", "guide.translate_markdown", "related.find_all_near"):
        monkeypatch.setattr(f"digest.{made}", lambda *_, made=made: pytest.fail(f"{made} was called"))
    monkeypatch.chdir(tiny.folder)
    assert 0 == build.main(tiny.command("--cache", str(folder), *words)[2:])
    assert before == read_all(folder)


def test_a_preview_begins_with_it(tmp_path: Path) -> None:
    """In its first round a memo asks what builds remembered; later it knows by itself, and no more than it needs."""
    fill(tmp_path)
    memo, key = Memo(Cache(tmp_path)), ("guide", "## A part")
    memo.begin_round()
    assert FOUND[key] == memo.recall(key, lambda: "made")
    memo.begin_round()
    assert FOUND[key] == memo.recall(key, lambda: "made")
    assert "made" == memo.recall(("guide", "## Another"), lambda: "made")
    memo.begin_round()
    memo.begin_round()
    assert "made" == memo.recall(key, lambda: "made")
