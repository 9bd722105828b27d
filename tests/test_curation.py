"""What editors write is read strictly, and every mistake is explained with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.corrections import read_overrides
from digest.curation import read_assets, read_lists, slim_script
from digest.nouns import Link, Term
from digest.shapes import check_shape, give_value
from digest.sources import find_strays
from digest.taxonomy import read_topics
from digest.vocabulary import shape_override
from digest.yaml_text import parse_yaml, read_yaml
from tests.reliability.effort import grows_evenly

HERE = Path(__file__).parent
SHAPE = shape_override({"kites": "Kites", "tides": "What the sea does", "other": "Else"}, {})
PAPER = "bread-rises-by-night"


def write_override(folder: Path, text: str) -> Path:
    (folder / "overrides").mkdir()
    (folder / "overrides/x.yml").write_text(text, encoding="utf-8")
    return folder


def test_tiny_override() -> None:
    """All that an override says arrives as it was written, text as text."""
    overrides, problems = read_overrides(HERE / "tiny/site_src", SHAPE)
    override = overrides["tide-tables-from-a-single-bucket"]
    assert [] == problems
    assert "site_src/overrides/one.yml:1:1" == str(override.place)
    assert Link("arxiv", "arXiv 2401.01230", "https://arxiv.org/abs/2401.01230") == override.links[0]
    assert (("Ada Ebb", "Otto Flow"), "2026-01") == (override.authors, override.date)


def test_topics_have_terms_for_and_against(tmp_path: Path) -> None:
    """Terms under `not` count against their topic."""
    first = "- {id: a, name: A, description: D, terms: {tide*: 3}, not: {tide pool: 2}}"
    second = "- {id: b, name: B, description: D, catch_all: yes}"
    (tmp_path / "topics.yml").write_text(f"{first}\n{second}", encoding="utf-8")
    (topic, rest), problems = read_topics(tmp_path)
    assert [] == problems
    assert (Term("tide*", 3.0, 1), Term("tide pool", -2.0, 1)) == topic.terms
    assert rest.catch_all


@pytest.mark.parametrize(
    ("line", "value"),
    [("title: no", "no"), ("title: 1.10", "1.10"), ("title: 012", "012"), ("title: 2026-01-02", "2026-01-02")],
)
def test_text_stays_text(tmp_path: Path, line: str, value: str) -> None:
    """Words that YAML takes for something else stay what was written."""
    overrides, problems = read_overrides(write_override(tmp_path, f"{PAPER}:\n  {line}\n"), SHAPE)
    assert ([], value) == (problems, overrides[PAPER].title)


@pytest.mark.parametrize(
    "line",
    [
        "note: Read it. # says Ada",
        "title: 'We are #1' #1",
        "title: C#",
        "date: 2026-01 #guessed",
        "title: x\n  #note: y",
    ],
)
def test_comments_are_no_mistakes(tmp_path: Path, line: str) -> None:
    """What may stand behind a text without being a part of it: what begins `# `, and what can be nothing else."""
    assert [] == read_overrides(write_override(tmp_path, f"{PAPER}:\n  {line}\n"), SHAPE)[1]


def test_empty_files_say_nothing(tmp_path: Path) -> None:
    """A file of comments only is no mistake."""
    assert ({}, []) == read_overrides(write_override(tmp_path, "# later\n"), SHAPE)


def test_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    """A file saved by a Windows program is read as any other."""
    (tmp_path / "x.yml").write_bytes(b"\xef\xbb\xbfa: 1\r\nb: two\r\n")
    node, problems = read_yaml(tmp_path / "x.yml", "x.yml")
    assert ([], {"a": "1", "b": "two"}) == (problems, give_value(node))


def test_all_messages_at_once(tiny) -> None:
    """A site with every mistake shows every message, sorted, and nothing is written."""
    result = tiny.build("--site", str(HERE / "wrong"))
    expected = (HERE / "wrong/expected.txt").read_text(encoding="utf-8")
    assert (1, "") == (result.returncode, result.stdout)
    assert expected == result.stderr.replace(f"{HERE}/wrong/", "")
    assert not tiny.out.exists()


def test_files_where_nobody_looks(tmp_path: Path) -> None:
    """YAML anywhere in a folder that is not read is a problem, also where the folder was doubled."""
    for name in ("foo/bar/a.yml", "site_src/overrides/a.yml", "READMEs/a.md"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("a: {}\n")
    (tmp_path / "README.md").write_text("What is here.\n")
    said = {problem.place.file: problem.hint for problem in find_strays(tmp_path)}
    assert {"site_src/READMEs", "site_src/foo", "site_src/site_src"} == said.keys()
    assert "move what is in it one folder up" == said["site_src/site_src"]


def test_an_empty_list_is_no_list(tmp_path: Path) -> None:
    """A list of nothing but a comment lacks what a list needs."""
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/soon.yml").write_text("# soon\n")
    assert ["V002", "V002"] == [problem.code for problem in read_lists(tmp_path)[1]]


def test_a_title_is_one_line(tmp_path: Path) -> None:
    """A title and a summary are a line each, however they are written."""
    text = f"{PAPER}:\n  title: |\n    Bread\n    by night\n  summary: |\n    It rises.\n"
    overrides, _ = read_overrides(write_override(tmp_path, text), SHAPE)
    assert ("Bread by night", "It rises.") == (overrides[PAPER].title, overrides[PAPER].summary)


def test_one_mistake_hides_no_other(tmp_path: Path) -> None:
    """An override with a mistake keeps nobody from reading the others of its file, and has no second one of it."""
    (tmp_path / "overrides").mkdir()
    text = "a:\n  titel: x\n  hide: It is bad.\nb:\n  same_as: c\n"
    (tmp_path / "overrides/o.yml").write_text(text)
    overrides, problems = read_overrides(tmp_path, SHAPE)
    assert (["V001"], "", "c") == ([one.code for one in problems], overrides["a"].hide, overrides["b"].same_as)


@pytest.mark.parametrize("said", ["titel: x", "pin: x", "pin: {order: x}", "links: x", "split: x", "title: [a]"])
def test_many_mistakes_are_said_in_part(tmp_path: Path, said: str) -> None:
    """Of more mistakes than anybody mends at a time the first are said, and nothing is made of the others."""
    path = tmp_path / "overrides/many.yml"
    path.parent.mkdir()
    path.write_text("".join(f"paper-{number}:\n  {said}\n" for number in range(300)))
    overrides, problems = read_overrides(tmp_path, SHAPE)
    assert {"paper-299"} <= overrides.keys()
    assert "F010" in {problem.code for problem in problems}


def test_slim_scripts() -> None:
    """Of a script its readers' comments and layout go; one with a text over several lines stays as it is."""
    assert b"f(x).g;" == slim_script(b"f(\n  x\n)\n  .g;")
    assert b"if (a) {b(`//`); // c\n}d;" == slim_script(b"// Why.\nif (a) {\n  b(`//`); // c\n\n}\nd;\n")
    assert b"  a(`\n  b`);\n" == slim_script(b"  a(`\n  b`);\n")


@pytest.mark.parametrize(
    ("topic", "meant"), [("tide", "tides"), ("what the sea does", "tides"), ("What", "tides"), ("Else", "other")]
)
def test_topics_are_known_by_their_names(tmp_path: Path, topic: str, meant: str) -> None:
    """Who writes the name of a topic that readers see, or how it begins, is told its id."""
    _, problems = read_overrides(write_override(tmp_path, f"x:\n  topics: [{topic}]\n"), SHAPE)
    assert [f"did you mean `{meant}`?"] == [problem.hint for problem in problems]


def test_hidden_files_are_no_assets(tmp_path: Path) -> None:
    """What is hidden, or stands in a hidden folder, is not published."""
    for name in (".key", ".private/key.txt", "shown/.key", "shown/icon.svg"):
        (tmp_path / "assets" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "assets" / name).write_text("x")
    assert [("shown/icon.svg", b"x")] == read_assets(tmp_path / "none", tmp_path)


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    """A file with the name of a folder, as GitHub makes one where a slash was forgotten, is a problem like any."""
    (tmp_path / "lists").touch()
    _, (problem,) = read_lists(tmp_path)
    assert ("F012", "site_src/lists") == (problem.code, problem.place.file)


def test_copies_of_editors_programs_are_left_alone(tmp_path: Path) -> None:
    """What editors' programs leave beside a file is no file of the digest."""
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/one.yml~").write_text("nonsense")
    assert ((), []) == read_lists(tmp_path)


def test_lists_have_names_of_their_own(tmp_path: Path) -> None:
    """Two reading lists of one name could not be told apart."""
    (tmp_path / "lists").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"lists/{name}.yml").write_text("name: First steps\npapers:\n  on-rivers: They flow.\n")
    _, (problem,) = read_lists(tmp_path)
    assert ("T002", "site_src/lists/b.yml") == (problem.code, problem.place.file)
    assert "site_src/lists/a.yml" in problem.hint


@pytest.mark.parametrize(
    ("written", "place", "said"),
    [
        ("authors:\n   - Jane Doe\n    - Joe Bar\n", (4, 5), "Y004 this line is indented too far"),
        ("note: Why\n    - one\n    - two\n", (3, 5), "Y004 this line is indented too far"),
        ('authors:\n    - "Jane" Doe\n', (3, 14), "Y007 text stands after the closing quotation mark"),
        ("authors:\n    - 'Jane Doe\n    - Joe's\n", (3, 7), "Y006 a quotation mark is opened"),
        ("authors:\n    - *Jane*\n", (3, 7), "Y011 text that starts with `*` must stand in quotes"),
        ("title: 'A bag\n  note: don't do this\n", (2, 10), "Y006 a quotation mark is opened"),
        ("links:\n    the code:https://a.example/b\n    arxiv: 1\n", (3, 5), "V006 the name needs a colon and a space"),
        ("note: Why\n  see arXiv:2401.00001 and more\n  title: A\n", (3, 3), "Y002 a line without a colon"),
        ("note: Why\n  at 12:30 we meet\n  title: A\n", (3, 3), "Y002 a line without a colon"),
        ("topics: {kites, tides}, sand\n", (2, 11), "Y011 text that starts with `{`"),
        ("topics: [kites; tides]\n", (2, 12), "V009 there is no topic `kites; tides`; put a comma"),
        ("topics: [“kites”]\n", (2, 12), "Y010 curly quotation marks"),
        ("date: “2024-01-02”\n", (2, 9), "Y010 curly quotation marks"),
        (
            "note:|\n    Text\n",
            (2, 3),
            "V006 the name needs a colon and a space; write `note: |`, and the text below it",
        ),
    ],
)
def test_slips_of_editors(tmp_path: Path, written: str, place: tuple[int, int], said: str) -> None:
    """Each slip is told where it stands, in words that lead to what is right."""
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides/one.yml").write_text(f"on-rivers:\n  {written}")
    _, problems = read_overrides(tmp_path, SHAPE)
    told = [
        (problem.place.line, problem.place.column, f"{problem.code} {problem.message}; {problem.hint}")
        for problem in problems
    ]
    assert any((line, column) == place and text.startswith(said) for line, column, text in told), told


def test_authors_of_one_name() -> None:
    """Two people may have one name."""
    node, _ = parse_yaml("authors: [Wei Wang, Wei Wang]\n", "x")
    assert [] == [*check_shape(node, SHAPE)]


def test_open_brackets_are_found_in_linear_time() -> None:
    """However many brackets stand in a line, what is wrong with a file is soon said."""

    def explain(size: int) -> None:
        _, (problem,) = parse_yaml(f'a:\n  note: |\n    {"[" * size}]\n  title: "abc\n', "x")
        assert problem.code in ("Y006", "Y015", "Y026")

    assert grows_evenly(explain, 2_000, 40_000)
