"""Dumps are read right, and a fault in one costs only the lines it stands in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digest.dumps import read_dumps
from digest.formats import read_capture as read_text
from digest.nouns import Dump
from tests.conftest import ROOT

SPACED = ["new", "Get trending papers in your email inbox!", "Subscribe", "byAK and the research community", "Aug 6"]
GLUED = ["Get trending papers in your email inbox once a day!", "Get trending papers in your email inbox!"]


def title(number: int) -> str:
    return f"Paper {number}: On the Number {number}"


def abstract(number: int) -> str:
    return f"The number {number} has been studied for long. We study it for longer. " * 6 + f"It remains {number}."


def body(count: int) -> list[str]:
    return [line for number in range(count) for line in (title(number), abstract(number))]


def spaced(lines: list[str]) -> str:
    return "\n\n".join(SPACED + lines)


def glued(lines: list[str]) -> str:
    return "\n".join([*GLUED, "Subscribe" + lines[0], *lines[1:]]) + "\n"


def titles(dump: Dump) -> list[str]:
    return [entry.title for entry in dump.entries]


def reasons(dump: Dump) -> list[tuple[int, str]]:
    return [(aside.place.line, aside.reason) for aside in dump.set_aside]


@pytest.mark.parametrize("shape", [spaced, glued])
@pytest.mark.parametrize("count", [1, 2, 9])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_both_shapes(shape, count, ending):
    """Titles and abstracts are told apart in both shapes, with any line ending."""
    dump = read_text(shape(body(count)).replace("\n", ending), "seeds/x.txt")
    assert [(title(n), abstract(n)) for n in range(count)] == [(e.title, e.abstract) for e in dump.entries]
    assert () == dump.set_aside


def test_places() -> None:
    """An entry knows the line of its title."""
    assert [3, 5] == [entry.place.line for entry in read_text(glued(body(2)), "seeds/x.txt").entries]
    assert [11, 15] == [entry.place.line for entry in read_text(spaced(body(2)), "seeds/x.txt").entries]


def test_day() -> None:
    """The printed day is kept as printed; a dump without one has none."""
    assert "Aug 6" == read_text(spaced(body(1)), "x").day
    assert "" == read_text(glued(body(1)), "x").day


@pytest.mark.parametrize(
    ("change", "lost", "expected"),
    [
        pytest.param(lambda b: b[:5] + b[6:], {2}, [(7, "a title without an abstract")], id="abstract missing"),
        pytest.param(lambda b: b[:4] + b[5:], {2}, [(7, "an abstract without a title")], id="title missing"),
        pytest.param(
            lambda b: [*b[:4], "A Second Title", *b[4:]], set(), [(7, "a title without an abstract")], id="two titles"
        ),
        pytest.param(
            lambda b: b[:-1], {5}, [(13, "a title at the end of the file, where its abstract is cut off")], id="cut end"
        ),
        pytest.param(lambda b: [*b[:5], "Short.", *b[6:]], set(), [], id="short abstract"),
        pytest.param(lambda b: [*b[:4], "A Long Title, " * 40, *b[5:]], {2}, [], id="long title"),
        pytest.param(
            lambda b: [*b[:4], "A Long Title. " * 40, "Short", *b[6:]],
            {2},
            [(7, "an abstract without a title"), (8, "a title without an abstract")],
            id="both at once",
        ),
        pytest.param(
            lambda b: b[:5] + b[6:9] + b[10:],
            {2, 4},
            [(7, "a title without an abstract"), (10, "a title without an abstract")],
            id="two missing",
        ),
    ],
)
def test_out_of_turn(change, lost, expected):
    """What is out of turn is set aside with its line, and costs no other paper."""
    dump = read_text(glued(change(body(6))), "seeds/x.txt")
    assert {title(n) for n in range(6) if n not in lost} <= set(titles(dump))
    assert expected == reasons(dump)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b" \n\n ", "the file is empty", id="blank"),
        pytest.param(bytes(range(256)) * 8, "the file is binary or not UTF-8, not text", id="binary"),
        pytest.param("Größe\n".encode("utf-16-le"), "the file is binary or not UTF-8, not text", id="utf-16 unmarked"),
        pytest.param("\n".join(SPACED).encode(), "the file holds no papers", id="furniture only"),
    ],
)
def test_unusable_file(tmp_path: Path, text: bytes, reason: str) -> None:
    """A file without a paper is named with the reason, and the others are read."""
    (tmp_path / "bad.txt").write_bytes(text)
    (tmp_path / "good.txt").write_text(glued(body(3)), encoding="utf-8")
    bad, good = read_dumps(tmp_path)
    assert ["seeds/bad.txt"] == [aside.place.file for aside in bad.set_aside]
    assert [reason] == [aside.reason for aside in bad.set_aside]
    assert 3 == len(good.entries)


def test_utf_16(tmp_path: Path) -> None:
    """A file in UTF-16 that says so is read."""
    (tmp_path / "x.txt").write_bytes(spaced(body(3)).encode("utf-16"))
    assert 3 == len(read_dumps(tmp_path)[0].entries)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("inbox!", "inbox daily!"),
        lambda text: text.replace("your email", "your\u00a0email"),
        lambda text: text.replace("\n\n", "\n\u200b\n"),
        lambda text: "\ufeff" + text,
    ],
    ids=["other words", "no-break space", "invisible lines", "two marks"],
)
def test_furniture_a_little_changed(change):
    """Furniture is known by what stands around it too, and lines of invisible characters are blank."""
    assert [title(0), title(1)] == titles(read_text(change(spaced(body(2))), "x"))


def test_odd_pairs_are_mentioned() -> None:
    """What the turn alone cannot decide is kept and mentioned with its line."""
    dump = read_text(glued([title(0), "A Short Abstract of Few Words for the Numbers", *body(4)[2:]]), "seeds/x.txt")
    assert [3] == [odd.place.line for odd in dump.odd]


@pytest.mark.parametrize(
    "lines", [[title(0), "A Short Line", *body(4)[2:]], [title(0), title(1), *body(3)[4:]]], ids=["short", "titles"]
)
def test_two_short_lines_are_no_paper(lines: list[str]) -> None:
    """A line too short for an abstract is none, and both are set aside."""
    dump = read_text(glued(lines), "seeds/x.txt")
    assert [(3, "a title without an abstract"), (4, "a title without an abstract")] == reasons(dump)
    assert title(0) not in titles(dump)


def test_broken_byte(tmp_path: Path) -> None:
    """A byte that is no UTF-8 costs the paper it stands in, and no other."""
    data = glued(body(4)).encode()
    (tmp_path / "x.txt").write_bytes(data.replace(b"It remains 2.", b"It remains \xff."))
    (dump,) = read_dumps(tmp_path)
    assert [title(n) for n in (0, 1, 3)] == titles(dump)
    assert [(8, "the line holds bytes that are not UTF-8 text; save the file with the encoding UTF-8")] == reasons(dump)


def test_odd_separators_do_not_cut() -> None:
    """U+2028, U+0085, form feed and the like are no line ends: lines are counted as an editor's program does."""
    lines = body(3)
    lines[1] = lines[1].replace(". ", ".\u2028\u0085\x0b\x0c\x1e ", 1)
    dump = read_text(glued(lines), "x")
    assert [3, 5, 7] == [entry.place.line for entry in dump.entries]


def test_title_that_begins_like_furniture() -> None:
    """Only the furniture's own `Subscribe` is taken away."""
    lines = ["Subscribe to Nothing", abstract(0), "Subscribed: A Study", abstract(1)]
    assert ["Subscribe to Nothing", "Subscribed: A Study"] == titles(read_text(glued(lines), "x"))
    assert ["Subscribe to Nothing", "Subscribed: A Study"] == titles(read_text(spaced(lines), "x"))


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("daily-2026-03-15.json", "2026-03-15"),
        ("daily-2026-03-15-page-2.json", "2026-03-15"),
        ("week-2026-W12.json", "2026-03-16"),
        ("month-2026-03.json", "2026-03-01"),
        ("daily-2026-03-32.json", ""),
        ("week-2026-W99.json", ""),
        ("papers-2026-03-15.json", ""),
    ],
)
def test_a_fetched_list_is_of_its_day(tmp_path: Path, name: str, date: str) -> None:
    """A list that was fetched says in its name alone of which day, week or month it is."""
    papers = [
        {"title": "Kites Without Wind", "abstract": "We let kites fly where there is no wind at all, and they do."}
    ]
    (tmp_path / name).write_text(json.dumps(papers))
    (dump,) = read_dumps(tmp_path)
    assert (1, date) == (len(dump.entries), dump.date)


def test_a_capture_keeps_its_own_date(tmp_path: Path) -> None:
    """The date that a capture says is not replaced by one that its name says, or does not say."""
    text = (Path(__file__).parent / "formats/fixtures/addressed_good.txt").read_bytes()
    for name in ("list.txt", "daily-2026-01-01.txt"):
        (tmp_path / name).write_bytes(text)
    assert ["2024-03-25"] * 2 == [dump.date for dump in read_dumps(tmp_path)]


def test_two_captures_in_one_file() -> None:
    """Furniture in the middle of a file is furniture too."""
    dump = read_text(spaced(body(2)) + "\n\n" + spaced([title(7), abstract(7)]), "x")
    assert [title(0), title(1), title(7)] == titles(dump)


def test_real_dumps() -> None:
    """The five real dumps hold 658 entries and nothing out of turn."""
    dumps = read_dumps(ROOT / "seeds")
    assert [119, 68, 164, 254, 53] == [len(dump.entries) for dump in dumps]
    assert ["", "Aug 6", "Mar 12", "", "Mar 14"] == [dump.day for dump in dumps]
    assert [] == [aside for dump in dumps for aside in dump.set_aside]
