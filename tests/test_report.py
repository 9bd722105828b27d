"""Problems are said in the form that who reads them needs."""

from __future__ import annotations

import json
import re

import pytest

from digest.desk.report import annotate, point_out, rank_problems, summarize
from digest.nouns import Place, Problem
from tests.conftest import Built

WRONG = "bread-rises-by-night:\n  topics: [kites, tidse]\n"


def break_override(tiny: Built, text: str = WRONG) -> str:
    path = tiny.source / "site_src/overrides/one.yml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_whole_file_at_a_terminal(tiny: Built) -> None:
    """Of a problem that is of no line, none is shown."""
    tiny.write("overrides/a.yaml", "")
    result = tiny.build("check", "--format", "terminal")
    assert 1 == result.returncode
    assert "F007 only files that end in `.yml` are read" in result.stderr


def test_at_a_terminal(tiny: Built) -> None:
    """At a terminal the line is shown with a caret under the very place, and what to write instead."""
    place = break_override(tiny)
    lines = tiny.build("check", "--format", "terminal", NO_COLOR="1").stderr.splitlines()
    assert [
        f"{place}:2:19: V009 there is no topic `tidse`",
        "  2 |   topics: [kites, tidse]",
        "    |                   ^",
        "  → did you mean `tides`?",
    ] == lines[:4]


def test_a_long_line_is_cut_around_its_place() -> None:
    """Of a line that is longer than a terminal the part with the place is shown, with the caret under it."""
    problem = Problem(Place("x.yml", 3, 501), "V011", "wrong", "")
    _, shown, caret, _ = point_out(problem, str, lambda _: "a" * 500 + "B" + "c" * 500, color=False)
    assert "B" == shown[caret.index("^")]
    assert len(shown) < 120


def test_on_github(tiny: Built) -> None:
    """In GitHub's runs problems are annotations, and the job's summary lists all of them."""
    break_override(tiny)
    summary = tiny.folder / "summary.md"
    result = tiny.build("check", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert (
        "::error file=site_src/overrides/one.yml,line=2,col=19,title=V009 there is no topic `tidse`::"
        "V009 there is no topic `tidse`; did you mean `tides`? (docs/messages.md#v009)\n"
    ) == result.stdout
    assert "### 1 problem in what editors wrote" in summary.read_text(encoding="utf-8")


def test_summaries_lead_to_the_explanation(tiny: Built) -> None:
    """In the job's summary each code is a link to its explanation, at the commit that is built."""
    break_override(tiny)
    summary = tiny.folder / "summary.md"
    here = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "abc"}
    tiny.build("check", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary), **here)
    assert "[V009](https://github.com/o/r/blob/abc/docs/messages.md#v009)" in summary.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["text", "terminal", "github"])
def test_names_are_no_commands(tiny: Built, form: str) -> None:
    """Line ends and signs of terminals in names of files and papers begin no line and colour nothing."""
    tiny.write("overrides/a\n::error::forged \x1b[31m\u202e.yml", '"z\\n::error::forged":\n  titel: x\n')
    tiny.write("../seeds/a\n::error::forged.pdf", "%PDF-1.4\n")
    done = tiny.build("check", "--format", form, NO_COLOR="1")
    assert 2 <= done.stderr.count("::error::forged")
    assert not re.search(r"(?m)^\s*::error::forged|\x1b|\u202e", done.stderr)


def test_annotations_cannot_be_forged() -> None:
    """What an editor wrote cannot end an annotation or begin another one."""
    (line,) = annotate([Problem(Place("a,b:c.yml", 1, 2), "V011", "`x\n::error::y%0A`", "")])
    assert (
        "::error file=a%2Cb%3Ac.yml,line=1,col=2,title=V011 `x%0A%3A%3Aerror%3A%3Ay%250A`::"
        "V011 `x ::error::y%250A` (docs/messages.md#v011)"
    ) == line


def test_the_worst_come_first() -> None:
    """Of many problems those are shown that hide a whole file, then one of each file; ten in all."""
    many = [Problem(Place("a.yml", line), "V011", "small") for line in range(1, 20)]
    hidden, other = (
        Problem(Place("z.yml", 9), "Y001", "unread", grave=True),
        Problem(Place("b.yml", 5), "V011", "small"),
    )
    assert [hidden, many[0], other, many[1]] == rank_problems([*many, other, hidden])[:4]
    assert 10 == len(annotate(many))


def test_summaries_hold_no_markup() -> None:
    """A summary shows what was written as text, whatever it looks like."""
    hostile = "`<img src=x>` [a](b) @someone #1"
    text = summarize([Problem(Place(file, 1), "V011", hostile, "") for file in ("x.yml", f"a`{hostile}.yml")], str)
    assert "- `x.yml:1:1` [V011]" in text
    assert f"{'x' * 200}?:1:1 [V011]" in summarize([Problem(Place(f"{'x' * 200}?", 1), "V011", "", "")], str)
    assert not re.search(r"<img|\]\((?!docs/messages.md#v011\))|@someone|#1", text)


def test_for_tools(tiny: Built) -> None:
    """`--format json` gives everything as data on standard output, and nothing else."""
    break_override(tiny)
    result = tiny.build("check", "--format", "json")
    said = json.loads(result.stdout)
    assert (1, "") == (result.returncode, result.stderr)
    problem = {"file": "site_src/overrides/one.yml", "line": 2, "column": 19, "code": "V009"}
    said_of_it = {"message": "there is no topic `tidse`", "hint": "did you mean `tides`?"}
    assert [problem | said_of_it | {"explained": "docs/messages.md#v009"}] == said["problems"]
