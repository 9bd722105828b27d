"""No input stalls a build or fills the memory: what would is refused, with its place, before it is read."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from digest.addresses import check_moves
from digest.dumps import MAX_ALL_BYTES, MAX_BYTES, MAX_ENTRIES, check_room, read_dumps
from digest.formats import read_capture
from digest.formats.decode import MAX_SIGNS, decode_capture
from digest.grouping import Lexicon
from digest.nouns import HostRules, Move, Place, Term, Topic
from digest.prose import check_markdown, render_markdown
from digest.sources import MOST, read_named_markdown, read_shaped
from digest.suggest import MOST as GUESSES
from digest.text.repair import repair_text
from digest.vocabulary import PHRASE, REDIRECTS, SLUG, shape_override, shape_overrides
from digest.yaml_text import MAX_BYTES as MAX_YAML
from digest.yaml_text import parse_yaml
from tests.conftest import ROOT
from tests.reliability.effort import grows_evenly, many, measure

GENEROUS = 15.0  # seconds of CPU, on a busy machine three times what they are on a quiet one


def measure_apart(program: str, megabytes: int, seconds: int = 120) -> tuple[str, float, float]:
    """Run a program in a process of its own, which may not take more memory and time; give what it said and took."""

    def confine() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    # The system's own account of the peak would begin with that of the tests, from which the process is forked.
    told = (
        "import re, resource\n"
        "peak = int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_utime, peak / 1024)"
    )
    command = [sys.executable, "-c", f"{program}\n{told}"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, preexec_fn=confine)
    assert 0 == result.returncode, result.stderr[-2000:]
    said, _, last = result.stdout.rstrip("\n").rpartition("\n")
    cpu, peak = map(float, last.split())
    return said, cpu, peak


# Markdown

OPENERS = (
    "[",
    "![",
    "[a](",
    "[](",
    "[a][",
    "<",
    "</",
    "<!--",
    "<![CDATA[",
    "<?",
    '<a href="',
    "`",
    "``",
    "*",
    "**",
    "_",
    "***a",
)
BLOCKS = (
    "- ",
    "> ",
    "1. ",
    "    ",
    "- a\n",
    "+ a\n",
    "1. a\n",
    "# \n",
    "\n=",
    "x\n---\n",
    "---\n",
    "|\n",
    "| a | b\n|---|---\n",
)
SIGNS = ('"', "'", "\\", "&", "&amp;", "a  \n", "a\n\n", "a ", "|", "~", "http://a.b ", "a@b.c ", "]", "é")


@pytest.mark.parametrize("repeated", [*OPENERS, *BLOCKS, *SIGNS])
def test_markdown_is_refused_or_quick(repeated: str) -> None:
    """Whatever stands five thousand times and more in a note is refused at once, or rendered in seconds."""
    for times in (5_000, 99_000 // len(repeated)):
        text = repeated * times
        start = time.process_time()
        refused = list(check_markdown(text))
        assert time.process_time() - start < 2
        if not refused:
            render_markdown.__wrapped__(text)
        assert time.process_time() - start < GENEROUS


@pytest.mark.parametrize("opener", [*OPENERS, "- ", "> ", "# \n"])
def test_markdown_at_the_bounds(opener: str) -> None:
    """As much as is allowed of one thing, with as much text behind it as is allowed, is rendered in seconds."""
    times = next(times for times in (499, 249, 166, 99, 20, 9) if not list(check_markdown(opener * times + "x")))
    for filling in ("a ", "a@b.c ", "# a\n", ".")[: many(1, 4)]:
        text = opener * times + (filling * 100_000)[: 98_000 - len(opener) * times]
        text = "\n".join(text.split("\n")[:3_000])
        if not list(check_markdown(text)):
            start = time.process_time()
            render_markdown.__wrapped__(text)
            assert time.process_time() - start < GENEROUS


def test_ordinary_markdown_is_let_through() -> None:
    """A long page with links, lists, tables, code and quotations is no attack."""
    part = (
        '## Heading\n\nSome *words*, "quoted", a [link](https://a.org/b_(c)), `code`, and half-open [0, 1).\n\n'
        "- one\n  - two\n    - three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> said\n\n"
    )
    assert [] == list(check_markdown(part * 60))


def test_notes_and_pages_that_stall(tmp_path: Path) -> None:
    """A note that would stall the parser is a problem that names its file."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/a.md").write_text("[a](" * 5_000, "utf-8")
    (tmp_path / "notes/b.md").write_text("".join(f"{' ' * 2 * at}- x\n" for at in range(5_000)), "utf-8")
    (tmp_path / "notes/c.md").write_text("fine", "utf-8")
    start = time.process_time()
    _, problems = read_named_markdown(tmp_path, "notes", SLUG)
    assert {"site_src/notes/a.md", "site_src/notes/b.md"} == {problem.place.file for problem in problems}
    assert time.process_time() - start < GENEROUS


# Titles and abstracts

TEXTS = (
    *(
        "[",
        "[a](",
        "<![CDATA[",
        "<a ",
        "`",
        "``",
        "*a",
        "**",
        "$",
        "$a",
        "\\",
        "\\em{",
        "{",
        "^{",
        "_{",
        "(",
        "http://",
    ),
    *(
        "http://a.",
        "a.",
        "www.a",
        "&amp;",
        "\\(",
        "\\textbf{",
        "mathcal{",
        "left(",
        "a^2",
        '"',
        "'",
        "~a",
        "this https URL ",
    ),
    *("\u0301", "\u202e", "😀"),
)


@pytest.mark.parametrize("repeated", TEXTS)
def test_text_takes_linear_time(repeated: str) -> None:
    """Eight times the title or abstract takes about eight times as long to repair, whatever is repeated."""
    size = 12_000 // len(repeated)
    assert grows_evenly(partial(repair_text, hosts=HostRules()), repeated * size, repeated * (8 * size))


def count_all(size: int) -> int:
    """Do work that grows with the square."""
    return sum(text.count("b") for text in ["a" * size] * (size // 4))


def test_ratio_sees_a_square() -> None:
    """The measure of the test before would see work that grows with the square."""
    assert not grows_evenly(count_all, 6_000, 72_000)


# YAML

BOMBS = {
    "anchors": "a: &a [x]\nb: &b [*a, *a]\n",
    "aliases": "a: *a\n",
    "merges": "a: &a {b: c}\nd:\n  <<: *a\n",
    "merge alone": "<<: {a: b}\n",
    "tags": "a: !!python/object/apply:os.system [id]\n",
    "sequences": "[" * 100_000,
    "mappings": "{" * 100_000,
    "flow": "{a: " * 100_000,
    "items": "- " * 100_000,
    "keys": "? " * 100_000,
    "lines": "".join(" " * at + "a:\n" for at in range(1_300)),
    "laughs": "a: &a [x,x,x]\n"
    + "".join(f"{chr(98 + at)}: &{chr(98 + at)} [*{chr(97 + at)},*{chr(97 + at)}]\n" for at in range(20)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_at_their_place(name: str) -> None:
    """What would grow or nest without end is refused where it begins, at once."""
    start = time.process_time()
    node, problems = parse_yaml(BOMBS[name], "bomb.yml")
    assert time.process_time() - start < 2
    assert (None, 1) == (node, len(problems))
    assert "bomb.yml" == problems[0].place.file and problems[0].place.line


LINES = ("-", "- ", "a-", "a: -", "\xa0", "\xa0-", " ", "_", "a:", "- a\n", "a: b\n# -\n")


@pytest.mark.parametrize("repeated", LINES)
def test_yaml_takes_linear_time(repeated: str) -> None:
    """Eight times the file takes about eight times as long to read, whatever is repeated."""
    size = 8_000 // len(repeated)
    assert grows_evenly(lambda times: parse_yaml(repeated * times, "a.yml"), size, 8 * size)


@pytest.mark.parametrize("name", ["overrides/a.yml", "notes/a.md", "topics.yml"])
def test_large_files_are_refused_unread(tmp_path: Path, name: str) -> None:
    """A file of a gigabyte is refused by its size, in half a second and a hundred megabytes."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.truncate(10**9)
    program = (
        "from pathlib import Path\nfrom digest.yaml_text import read_text\n"
        f"_, problems = read_text(Path({str(path)!r}), {name!r})\nprint(problems[0].place.file, problems[0].message)"
    )
    said, cpu, peak = measure_apart(program, 400)
    assert f"{name} the file is larger than {MAX_YAML // 1000} kB" == said
    assert cpu < 1.0 and peak < 100


def test_a_file_of_mistakes_is_soon_read(tmp_path: Path) -> None:
    """A file of fifty thousand misspelt names gives as many problems as anyone mends, not a guess about each."""
    (tmp_path / "redirects.yml").write_text("".join(f'"old {at}": "new {at}"\n' for at in range(30_000)), "utf-8")
    start = time.process_time()
    _, problems = read_shaped(tmp_path, "redirects.yml", REDIRECTS)
    assert MOST + 1 == len(problems)
    assert f"more than {MOST} problems stand in this file" == problems[-1].message
    (tmp_path / "o.yml").write_text("".join(f"a{at}: {{topics: [quantisation]}}\n" for at in range(20_000)), "utf-8")
    _, problems = read_shaped(tmp_path, "o.yml", shape_overrides(shape_override(["quantization"], {})))
    assert MOST + 1 == len(problems)
    assert time.process_time() - start < 3 * GENEROUS


def test_a_chain_of_redirects_is_soon_followed() -> None:
    """Fifty thousand redirects that lead to each other, or nowhere, cost no more than one look at each."""
    moves = [Move(f"p{at}/", f"p{at + 1}/", Place("redirects.yml", at)) for at in range(50_000)]
    start = time.process_time()
    problems = list(check_moves(moves, []))
    assert 50_000 == len(problems)
    assert {"write the address of a page"} == {problem.hint for problem in problems[GUESSES:]}
    circle = [*moves[:-1], Move("p49999/", "p0/", Place("redirects.yml"))]
    assert {"leads in a circle"} == {problem.message.partition("` ")[2] for problem in check_moves(circle, [])}
    assert time.process_time() - start < GENEROUS


# Patterns of editors

HOSTILE_PATTERNS = (
    "(a+)+$",
    "(a|a)*b",
    ".*.*.*x",
    "a{1,99}{1,99}",
    "[a-z]+*",
    "^(([a-z])+.)+$",
    "a**",
    "*",
    "\\w+\\s",
    "a?a?a?aaa",
)


@pytest.mark.parametrize("pattern", HOSTILE_PATTERNS)
def test_phrases_are_no_patterns(pattern: str) -> None:
    """What is a pattern elsewhere is refused in `topics.yml`, and would be looked up as words if it were not."""
    from digest.shapes import check_shape
    from digest.yaml_text import Text

    assert list(check_shape(Text(pattern, Place("topics.yml", 1)), PHRASE))
    lexicon = Lexicon([Topic("t", "T", "", (Term(pattern, 5.0), Term("aaa* aaa*", 5.0)))])
    assert grows_evenly(lexicon.find, *("aaa " * n + "a" * n for n in (2_000, 16_000)))


def test_hosts_are_no_patterns() -> None:
    """A thousand hosts of `links.yml` that look alike do not make judging an address slow beyond measure."""
    rules = HostRules(trusted=tuple(f"{'ab' * 20}{at}.org" for at in range(200)))
    texts = [" ".join(f"http://{'ab' * 19}{at}.com/x" for at in range(n)) for n in (10, 80)]
    assert grows_evenly(partial(repair_text, hosts=rules), *texts)
    assert measure(repair_text, texts[1], rules) < GENEROUS


# Dumps

CAPTURES = sorted((ROOT / "tests/formats/fixtures").glob("*_good.*"))
REPEATED = (
    *("Daily", "Daily\nJun 12", "new", "Upvote", "12", "·", "* a", "[a](b)", "{", "<p>", "a,b", "1.", "> a", "---"),
    *("Title:", "Abstract:", "Authors: A B", "A Title of Five Words", "https://arxiv.org/abs/2401.00001"),
)


@pytest.mark.parametrize("line", REPEATED)
@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)
def test_captures_take_linear_time(path: Path, line: str) -> None:
    """Eight times as many lines of one kind between two captures take about eight times as long, in every format."""
    text = path.read_text("utf-8")
    between = ["\n".join((text, *[line] * times, text)) for times in (500, 4_000)]
    assert grows_evenly(lambda capture: read_capture(capture, "x"), *between)


LINE = b'{"title": "Kites and tides of the %d sea", "abstract": "We fly them."}\n'


def cut_anywhere(data: bytes) -> list[bytes]:
    return [data[: len(data) * at // 40] for at in range(40)]


def test_odd_dumps_get_a_verdict(tmp_path: Path) -> None:
    """Empty, binary, in UTF-16, with a mark, cut anywhere: each dump gives papers or says why it gives none."""
    plain = (ROOT / "seeds/000_ebea9d2bb90e9ba8.txt").read_bytes()[:20_000]
    cases = {
        "empty": (b"", 0),
        "blank": (b" \n\n", 0),
        "binary": (bytes(range(256)) * 400, 0),
        "utf16": (plain.decode("utf-8", "ignore").encode("utf-16"), 1),
        "utf16be": (b"\xfe\xff" + plain.decode("utf-8", "ignore").encode("utf-16-be"), 1),
        "bare": (plain.decode("utf-8", "ignore").encode("utf-16-le"), 0),
        "mark": (b"\xef\xbb\xbf" + plain, 1),
        "nul": (b"\0" * 100_000, 0),
        "line": (b"x" * 1_000_000, 0),
        **{f"cut{at}": (data, int(at > 5)) for at, data in enumerate(cut_anywhere(plain))},
    }
    for name, (data, _) in cases.items():
        (tmp_path / name).write_bytes(data)
    dumps = {dump.file.removeprefix("seeds/"): dump for dump in read_dumps(tmp_path)}
    for name, (_, least) in cases.items():
        assert len(dumps[name].entries) >= least, name
        assert dumps[name].entries or dumps[name].set_aside[0].reason, name


def test_dumps_too_large_are_refused(tmp_path: Path) -> None:
    """A dump beyond the bound is not read, and says so; one that explodes when taken apart is not taken apart."""
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    (tmp_path / "b.txt").write_bytes(b"[\n" * (MAX_SIGNS + 1))
    start = time.process_time()
    reasons = [dump.set_aside[0].reason for dump in read_dumps(tmp_path)]
    assert [
        f"it is larger than {MAX_BYTES // 10**6} MB; split it",
        f"the file has more than {MAX_SIGNS} lines or brackets; split it",
    ] == reasons
    assert time.process_time() - start < 1.0
    assert [] == list(check_room(read_dumps(tmp_path)))


def test_longest_entry() -> None:
    """A paper longer than any is set aside, not made a page of."""
    for title, abstract in (("T" * 2_001, "a"), ("T", "a b. " * 30_000)):
        dump = read_capture(f'{{"title": "{title}", "abstract": "{abstract}"}}\n', "x")
        assert ((), ["longer than any title or abstract"]) == (dump.entries, [one.reason for one in dump.set_aside])


@pytest.mark.parametrize("same", [False, True], ids=["different", "the same"])
def test_a_million_papers(tmp_path: Path, same: bool) -> None:
    """A million papers, or a million times one, are refused in words, within two minutes and a gigabyte."""
    most = many(20_000, MAX_ENTRIES)
    (tmp_path / "seeds").mkdir()
    for part in range(2):  # one file of all would be refused by its size
        lines = (LINE % (7 if same else at) for at in range(2 * most * part, 2 * most * (part + 1)))
        (tmp_path / f"seeds/a{part}.jsonl").write_bytes(b"".join(lines))
    (tmp_path / "seeds/b.txt").write_bytes(b"A title\nAn abstract.\n")
    program = (
        "import contextlib, sys\nfrom build import main\nfrom digest import dumps\n"
        f"dumps.MAX_ENTRIES = {most}\nwith contextlib.redirect_stderr(sys.stdout):\n"
        f"    print(main(['check', '--seeds', {str(tmp_path / 'seeds')!r}]))"
    )
    said, cpu, peak = measure_apart(program, 1500)
    assert "seeds/a1.jsonl:1:1: P016 all dumps together are over" in said
    assert said.endswith("\n1")
    assert cpu < 120 and peak < 1000


@pytest.mark.skipif(not many(0, 1), reason="a gigabyte takes its time; set RELIABILITY=long")
@pytest.mark.parametrize(
    "unit", [b"[", b"](", b"{", b"a\nb\n", b"\xff", b"x", b'{"title":"', b"[a](b)", b"<entry>", "😀".encode()]
)
def test_a_gigabyte(tmp_path: Path, unit: bytes) -> None:
    """A gigabyte, and as much as may be read, of whatever explodes: a verdict within two minutes and a gigabyte."""
    for size in (10**9, MAX_BYTES - 1):
        with (tmp_path / "a.txt").open("wb") as file:
            for _ in range(size // 10**6):
                file.write(unit * (10**6 // len(unit)))
        program = (
            "from pathlib import Path\nfrom digest.dumps import read_dumps\n"
            f"print(read_dumps(Path({str(tmp_path)!r}))[0].set_aside[0].reason)"
        )
        said, cpu, peak = measure_apart(program, 3000)
        assert said and cpu < 120 and peak < 1000, (said, cpu, peak)


def test_measure_apart_sees() -> None:
    """The measure of memory and time in a process of its own sees what is taken."""
    _, cpu, peak = measure_apart("x = bytearray(150 << 20)\nsum(range(3 * 10**7))", 600)
    assert peak > 150 and cpu > 0.1


def test_decode_needs_little() -> None:
    """Bytes that are no text are counted, not listed."""
    assert ("", 1) == (decode_capture(b"\xff" * 10**6)[0], decode_capture(b"\xff" * 10**6)[2])
    assert MAX_ALL_BYTES >= MAX_BYTES
