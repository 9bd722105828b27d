"""The form “this paper is in the wrong place”: what strangers write becomes an override, or an answer in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from digest.desk.letters import LABELS, _choose_topics
from digest.nouns import Topic
from tests.conftest import ROOT, read_all
from tests.world import Fork, World, git, open_world

PAPER = "bread-rises-by-night"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Give a world with a repository of the tiny site."""
    with open_world(tmp_path, monkeypatch) as world:
        world.found()
        yield world


def write_issue(fork: Fork, **answers: str) -> str:
    """Write an issue as GitHub writes those of the form, and give the file of its event."""
    fields = {field: label for label, field in LABELS.items()}
    body = "\n\n".join(f"### {fields[field]}\n\n{answer or '_No response_'}" for field, answer in answers.items())
    path = fork.world.folder / "event.json"
    path.write_text(json.dumps({"action": "opened", "issue": {"number": 12, "body": body, "title": "[correction] x"}}))
    return str(path)


def list_files(fork: Fork) -> dict[str, bytes]:
    """Give all files of the working copy but those of git and of deliveries."""
    return read_all(fork.folder, ".git", ".update")


def test_the_form_asks_what_is_read() -> None:
    """The labels of the form are those that answers are found by; the title begins as the workflow expects."""
    form: Any = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/correction.yml").read_text(encoding="utf-8"))
    assert list(LABELS.items()) == [(part["attributes"]["label"], part["id"]) for part in form["body"]]
    assert f"'{form['title'].strip()}'" in (ROOT / ".github/workflows/correction.yml").read_text(encoding="utf-8")


def test_an_answer_becomes_a_pull_request(world: World) -> None:
    """Topics by name, a title and an arXiv id become an override on a branch, and the issue is answered."""
    run = world.check_out()
    event = write_issue(
        run,
        paper=f"https://owner.github.io/digest/papers/{PAPER}/",
        topics="Tides, kites",
        title="Why Baker's Bread Rises",
        arxiv="2503.02130",
        why="It is about @tides.",
    )
    assert 0 == run.run("correct", event)
    assert 0 == run.run("deliver")
    said = yaml.safe_load(git(world.origin, "show", f"correction-12:site_src/overrides/{PAPER}.yml"))
    expected = {
        "topics": ["tides", "kites"],
        "title": "Why Baker's Bread Rises",
        "links": {"arxiv": "2503.02130"},
    }
    assert {PAPER: expected} == said
    (pull,) = world.hub.pulls
    assert f"Correct {PAPER}" == pull["title"]
    assert "Closes #12" in pull["body"]
    assert "@tides" not in pull["body"]
    ((number, reply),) = world.hub.comments
    assert (12, "Thank you. This is proposed to the editors now.") == (number, reply.splitlines()[0])
    assert 1 == world.count_commits()


def test_a_digest_with_a_mistake_answers_too(world: World) -> None:
    """While an editor's mistake keeps all from being read, a stranger is told so, and why nothing is proposed."""
    run = world.check_out()
    (run.folder / "site_src/overrides/wrong.yml").write_text("kitenet:\n  titel: No such field\n")
    assert 1 == run.run("correct", write_issue(run, paper=PAPER, topics="tides"))
    assert 0 == run.run("deliver")
    ((number, reply),) = world.hub.comments
    assert 12 == number
    assert "a mistake of its own" in reply


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"paper": PAPER, "topics": "tidess"}, "there is no topic “tidess”; did you mean `tides`?"),
        ({"paper": PAPER, "topics": "tides, kites, other, tides, moon"}, "there is no topic “moon”"),
        ({"paper": "kite tales"}, "there is no paper “kite tales”"),
        ({"topics": "kites"}, "the issue is not from the form for corrections"),
        ({"paper": PAPER}, "nothing was answered beside the paper"),
        ({"paper": PAPER, "arxiv": "yesterday"}, "“yesterday” is not an arXiv id"),
        ({"paper": PAPER, "title": "Bread\u202e Rises"}, "the title holds characters that cannot be seen"),
        ({"paper": "tide-tables-from-a-single-bucket", "topics": "kites"}, "has an override already"),
    ],
    ids=["topic", "second topic", "paper", "no paper", "nothing", "arxiv", "title", "override"],
)
def test_what_does_not_fit_is_answered(world: World, answers: dict[str, str], said: str) -> None:
    """A slip is answered in words, with what was meant; nothing is changed or proposed."""
    run = world.check_out()
    before = list_files(run)
    assert 1 == run.run("correct", write_issue(run, **answers))
    assert 0 == run.run("deliver")
    ((number, reply),) = world.hub.comments
    plain = reply.replace("&#96;", "`")
    assert 12 == number
    assert said in plain
    assert before == list_files(run)
    assert [] == world.hub.pulls


HOSTILE = [
    "../../../etc/passwd",
    "x\n  hide: gone\nother-paper:\n  hide: gone",
    "'\n  hide: gone\n  note: '",
    "' # &a *a !!python/object/apply:os.system ['touch owned']",
    "$(touch owned) `touch owned` ; touch owned | tee owned",
    "${{ github.token }} ::set-output name=x::y",
    "\n::error::boo\n::add-mask::a",
    "<script>alert(1)</script> ![x](https://evil.example/x.png) @everyone #1",
    "```\n\n# owned\n\n```",
    "### Which paper?\n\nother",
    "\x00\x07\u202e\ufeff\u2028",
    "\ud800",
    "a" * 60_000,
    "[" * 20_000,
    "🪁" * 30_000,
]


@pytest.mark.parametrize(
    ("answer", "chosen"),
    [
        ("Wind, weather & kites", ["wind"]),
        ("wind, weather  & Kites, tides", ["wind", "tides"]),
        ("- Tides\n- Wind, weather & kites", ["tides", "wind"]),
        ("tides, `Wind, weather & kites`; weather", ["tides", "wind", "weather"]),
    ],
)
def test_names_with_commas(answer: str, chosen: list[str]) -> None:
    """The names of topics may hold commas, which also stand between topics."""
    topics = [Topic("wind", "Wind, weather & kites", ""), Topic("tides", "Tides", ""), Topic("weather", "Weather", "")]
    complaints: list[str] = []
    assert chosen == [*_choose_topics(answer, topics, complaints)]
    assert [] == complaints


@pytest.mark.parametrize("field", ["paper", "topics", "title", "arxiv", "why"])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_answers_are_harmless(world: World, capsys, field: str, text: str) -> None:
    """Whatever a stranger writes, only one override of one known paper with known fields can come of it."""
    run = world.check_out()
    before = list_files(run)
    answers = {"paper": PAPER, "topics": "tides", field: text}
    code = run.run("correct", write_issue(run, **answers))
    captured = capsys.readouterr()
    after = list_files(run)
    new = {name: data for name, data in after.items() if before.get(name) != data}
    assert not [line for line in captured.out.splitlines() if line.startswith(("::", "##["))]
    assert before.items() <= after.items()
    if code:
        assert {} == new
    else:
        ((name, data),) = new.items()
        assert f"site_src/overrides/{PAPER}.yml" == name
        assert {"topics", "title", "links"} >= yaml.safe_load(data)[PAPER].keys()
        assert [PAPER] == [*yaml.safe_load(data)]
    if (run.folder / ".update/parcel.json").exists():
        said = (run.folder / ".update/summary.md").read_text(encoding="utf-8")
        outside = "".join(said.split("```")[::2])
        assert not any(sign in outside for sign in ("<script", "](", "@everyone", "#1\n", "\n# owned"))
        assert len(said) < 10_000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{}", "is JSON, but not of an issue"),
        (b'{"issue": {"number": "1; rm", "body": "x"}}', "is JSON, but not of an issue"),
        (b"Hello, I like your site.", "it names no paper"),
        (b"x" * 1_000_001, "larger than any issue"),
        (b"{" * 100_000, "is JSON, but not of an issue"),
        (b"\xff\xfe", "it names no paper"),
    ],
    ids=["empty", "number", "letter", "huge", "deep", "bytes"],
)
def test_other_files_are_no_letters(world: World, capsys, data: bytes, said: str) -> None:
    """What is not from the form ends with one line, and nothing is left to deliver."""
    run = world.check_out()
    path = world.folder / "answers"
    path.write_bytes(data)
    assert 2 == run.run("correct", str(path))
    assert said in capsys.readouterr().err
    assert not (run.folder / ".update").exists()


def test_what_is_not_proposed_is_not_promised(world: World) -> None:
    """Where the branch of a correction is somebody's, the issue is not told that the correction was proposed."""
    hands = world.check_out("hands")
    git(hands.folder, "switch", "--quiet", "--create", "correction-12")
    git(hands.folder, "commit", "--quiet", "--allow-empty", "--message", "Mine")
    git(hands.folder, "push", "--quiet", "origin", "correction-12")
    run = world.check_out()
    assert 0 == run.run("correct", write_issue(run, paper=PAPER, topics="tides"))
    assert 3 == run.run("deliver")
    assert [] == world.hub.comments


def test_an_issue_without_a_word_is_answered(world: World) -> None:
    """Who has written nothing into an issue is told what to write."""
    run = world.check_out()
    path = world.folder / "answers"
    path.write_bytes(b'{"issue": {"number": 7, "body": null}}')
    assert 1 == run.run("correct", str(path))
    assert 0 == run.run("deliver")
    ((number, reply),) = world.hub.comments
    assert (7, True) == (number, "it names no paper" in reply)


def test_the_text_of_an_issue_will_do(world: World) -> None:
    """At a terminal, the issue's own text is enough."""
    run = world.check_out()
    path = world.folder / "answers.md"
    path.write_text(f"### Which paper?\n\n{PAPER}\n\n### Where does it belong?\n\ntides\n")
    assert 0 == run.run("correct", str(path))
    assert f"{PAPER}:\n  topics: [tides]\n" in (run.folder / f"site_src/overrides/{PAPER}.yml").read_text()
