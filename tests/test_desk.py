"""The way from a paper's page to its override: stubs, the form, `new` and `diff`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Sequence
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, Route, expect

from digest.commands import preview
from digest.commands.speaking import Progress
from digest.desk.pages import MOST_CASES
from digest.desk.stubs import SCHEMA_LINE, link_corrections, write_override
from digest.memo import Memo
from digest.nouns import Digest, Paper, Site
from digest.options import parse_arguments
from digest.shapes import check_shape
from digest.vocabulary import shape_override, shape_overrides
from digest.yaml_text import parse_yaml
from tests.conftest import ROOT, TINY, Built, read_real, run_program, wait_for
from tests.world import begin_repository, commit

BREAD = "bread-rises-by-night"
ON_GITHUB = Site("S", "T", repository="https://github.com/o/n", branch="main")


@pytest.fixture(scope="session")
def digest() -> Digest:
    """Give the digest of the real dumps."""
    return read_real()


def check(digest: Digest, text: str) -> list[str]:
    shape = shape_overrides(shape_override([topic.id for topic in digest.topics], {}))
    node, problems = parse_yaml(text, "x.yml")
    return [problem.message for problem in (*problems, *check_shape(node, shape))]


def test_every_stub_is_valid(digest: Digest) -> None:
    """The stub of every paper is valid as it is, and put to use, but for the lines that nobody has filled in."""
    for paper in digest.papers:
        stub = write_override(paper)
        used = re.sub(r"^  # ", "  ", stub, flags=re.MULTILINE)
        open_lines = re.findall(r"^ +\w+:  # .+\n", used, re.MULTILINE)
        filled = re.sub(
            r"^  links:\n(?!    )", "", re.sub(r"^ +\w+:  # .+\n", "", used, flags=re.MULTILINE), flags=re.MULTILINE
        )
        assert ([], []) == (check(digest, stub), check(digest, filled)), paper.id
        assert len(open_lines) == len(check(digest, used)) >= 1
        assert paper.title == yaml.safe_load(used)[paper.id]["title"]


def test_links_to_github(digest: Digest) -> None:
    """A paper without override leads to a new file with its stub, and to the line of `topics.yml` that placed it."""
    paper = next(paper for paper in digest.papers if not paper.override)
    new, line = link_corrections(ON_GITHUB, paper)
    address, _, query = new.url.partition("?")
    said = dict(urllib.parse.parse_qsl(query))
    assert "https://github.com/o/n/new/main/site_src/overrides" == address
    assert (f"{paper.id}.yml", SCHEMA_LINE) == (said["filename"], said["value"].split("\n")[0])
    assert [] == check(digest, said["value"])
    number = int(line.url.partition("site_src/topics.yml?plain=1#L")[2])
    phrase = (ROOT / "site_src/topics.yml").read_text(encoding="utf-8").split("\n")[number - 1]
    assert phrase.strip().rpartition(":")[0].strip("'\"") in {term.phrase for term in paper.topics[0].terms}


def test_links_to_an_override(digest: Digest) -> None:
    """A paper with an override leads to its file, and to its line."""
    paper = next(paper for paper in digest.papers if paper.override)
    edit, line = link_corrections(ON_GITHUB, paper)
    assert paper.override
    assert f"https://github.com/o/n/edit/main/{paper.override.file}" == edit.url
    assert f"https://github.com/o/n/blob/main/{paper.override.file}?plain=1#L{paper.override.line}" == line.url


def test_addresses_are_not_too_long(digest: Digest) -> None:
    """GitHub takes no address of any length; a long abstract is left out of it."""
    long = Paper("x", "T", "word " * 3000, (), topics=digest.papers[0].topics)
    assert len(link_corrections(ON_GITHUB, long)[0].url) < 6000


def test_new_appends(tiny: Built) -> None:
    """`new` appends a stub and leaves what stands in the file as it is; a second time it says where the first is."""
    path = tiny.source / "site_src/overrides/one.yml"
    before = path.read_bytes().rstrip(b"\n")
    path.write_bytes(before)  # without an end of line, as some editors leave it
    result = tiny.build("new", "bread", "--file", "one")
    assert 0 == result.returncode, result.stderr
    assert path.read_bytes().startswith(before + b"\n\n# Take away")
    assert 0 == tiny.build("check").returncode
    again = tiny.build("new", BREAD)
    assert (2, True) == (again.returncode, "has an override already, in site_src/overrides/one.yml:" in again.stderr)


def test_new_file(tiny: Built) -> None:
    """Without a file `new` begins one that is called like the paper and names its schema in the first line."""
    tiny.build("new", BREAD)
    path = tiny.source / f"site_src/overrides/{BREAD}.yml"
    assert path.read_text(encoding="utf-8").startswith(f"{SCHEMA_LINE}\n")
    assert 0 == tiny.build("check").returncode


@pytest.fixture
def repository(tiny: Built) -> Built:
    """Give the tiny site as a git repository with one commit."""
    begin_repository(tiny.source)
    return tiny


def test_check_plans_what_a_build_makes(repository: Built) -> None:
    """What is checked are all pages of a build, also that of the changes, of which git tells."""
    repository.add("overrides/one.yml", f"{BREAD}:\n  topics: [tides]\n")
    commit(repository.source)
    said = [re.search(r"\d+ pages", repository.build(*words).stdout) for words in (["check"], ["--no-search"])]
    assert said[0] and said[1] and said[0][0] == said[1][0]
    assert (repository.out / "changes/index.html").is_file()


def test_diff_of_the_working_files(repository: Built) -> None:
    """`diff BASE` says what the files as they are now change, with the line that does it."""
    assert "" == repository.build("diff", "HEAD").stdout
    repository.write("overrides/two.yml", f"{BREAD}:\n  topics: [tides]\n")
    said = repository.build("diff", "HEAD").stdout
    assert "1 paper moved" in said.split("\n")[0]
    assert "site_src/overrides/two.yml:1:1" in said


def test_diff_of_other_files(repository: Built) -> None:
    """`diff` names the files whose words stand on no paper: a page that is gone, another description of a topic."""
    repository.write("pages/kites.md", "About kites.\n")
    commit(repository.source)
    (repository.source / "site_src/pages/kites.md").unlink()
    repository.add("site.yml", "language: de\n")
    said = repository.build("diff", "HEAD").stdout.splitlines()
    assert "**2 files change**" == said[0]
    assert ["- `site_src/pages/kites.md` **is gone**", "- `site_src/site.yml` has changed"] == said[-2:]


def test_diff_of_two_revisions(repository: Built) -> None:
    """`diff BASE HEAD` compares two revisions, also those that removed a file."""
    (repository.source / "seeds/c_later.txt").unlink()
    commit(repository.source)
    said = repository.build("diff", "HEAD^", "HEAD").stdout
    assert "Bread Rises by Night" in said
    assert "LOST" in said.split("\n")[0]


def test_diff_leaves_links_out(repository: Built) -> None:
    """A link that somebody has committed is neither followed nor a reason to fall over."""
    (repository.source / "seeds/link.txt").symlink_to("/etc/hostname")
    commit(repository.source)
    result = repository.build("diff", "HEAD^", "HEAD")
    assert (0, "", "") == (result.returncode, result.stdout, result.stderr)


def test_diff_of_built_sites(tiny: Built) -> None:
    """Two built sites are compared by their data."""
    tiny.build("--no-search", "--out", "before")
    tiny.write("overrides/two.yml", f"{BREAD}:\n  title: Bread Rises by Day\n")
    tiny.build("--no-search", "--out", "after")
    assert "Bread Rises by Day" in tiny.build("diff", "before", "after").stdout


@pytest.mark.parametrize(
    ("base", "said"),
    [("nosuch", "there is no revision nosuch here"), ("--output=x", "no option `--output`"), ("-x", "no option `-x`")],
    ids=["unknown", "an option", "a flag"],
)
def test_diff_of_nothing(repository: Built, base: str, said: str) -> None:
    """A revision that is none is named in one line."""
    result = repository.build("diff", base)
    assert 2 == result.returncode
    assert said in result.stderr


def test_diff_outside_of_git(tiny: Built) -> None:
    """Without a repository the message says what else can be compared."""
    result = tiny.build("diff", "HEAD")
    assert 2 == result.returncode
    assert "git" in result.stderr
    assert 1 == result.stderr.count("\n")


def test_diff_of_a_broken_base(repository: Built) -> None:
    """Problems in an older state are said to be there."""
    repository.write("overrides/one.yml", "x: {titel: y}\n")
    commit(repository.source)
    result = repository.build("diff", "HEAD^", "HEAD")
    assert 1 == result.returncode
    assert "problems in HEAD;" in result.stderr


@pytest.mark.parametrize("data", ["[]", "[" * 100_000, '{"papers": [{}]}', "nonsense"])
def test_diff_of_what_is_no_site(tiny: Built, data: str) -> None:
    """What is no data of a built site is said to be none."""
    (tiny.folder / "papers.json").write_text(data)
    result = tiny.build("diff", str(tiny.folder))
    assert (2, f"build.py: {tiny.folder}/papers.json is not the data of a built site\n") == (
        result.returncode,
        result.stderr,
    )


def test_diff_that_mends_the_base(repository: Built) -> None:
    """A change that mends a broken state is told what it mended, and is no failure."""
    repository.write("overrides/one.yml", "x: {titel: y}\n")
    commit(repository.source)
    shutil.copy(TINY / "site_src/overrides/one.yml", repository.source / "site_src/overrides")
    result = repository.build("diff", "HEAD")
    assert (0, "") == (result.returncode, result.stderr)
    assert result.stdout.startswith("**All problems of HEAD are gone.")
    assert "- `site_src/overrides/one.yml:1:5` [V001](docs/messages.md#v001) there is no field `titel`" in result.stdout


def test_form_writes_a_valid_override(page: Page, address: str, digest: Digest) -> None:
    """The form takes what the paper's page says, checks while one types, and writes YAML that the checks allow."""
    paper = next(paper for paper in digest.papers if not paper.override)
    page.goto(f"{address}papers/{paper.id}/")
    page.get_by_role("link", name="write a correction in a form").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value(paper.title)
    page.get_by_label("Title", exact=True).fill("It's “so”: a # title")
    page.get_by_label("Note").fill("First.\n\n- a\n- b: c")
    page.get_by_label("Links: arxiv").fill("nonsense")
    expect(page.get_by_role("status").first).to_contain_text("One field is not right yet")
    page.get_by_label("Links: arxiv").fill("2503.02130")
    page.locator("#correct summary").click()
    page.get_by_label("Links: code").fill("https://github.com/a/b")
    page.get_by_label("Links: project").fill("https://a.example/b")
    page.get_by_label("Topics 1", exact=True).select_option("Mixture of experts")
    page.get_by_label("Authors").fill("Ada Lovelace\nFlann O'Brien")
    expect(page.get_by_role("status").first).to_contain_text("ready to be copied")
    text = page.locator("#yaml").inner_text()
    assert [] == check(digest, text)
    said: dict[str, Any] = yaml.safe_load(text)[paper.id]
    assert ({"title", "topics", "note", "links", "authors"}, "moe") == (set(said), said["topics"][0])
    assert ("It's “so”: a # title", "First.\n\n- a\n- b: c") == (said["title"], said["note"])
    assert ["Ada Lovelace", "Flann O'Brien"] == said["authors"]


def test_form_asks_for_what_the_checks_ask_for(page: Page, address: str, digest: Digest) -> None:
    """What cannot stand beside another field, or without one, is told at its field before anything is copied."""
    paper = next(paper for paper in digest.papers if not paper.override)
    page.goto(f"{address}correct/?paper={paper.id}")
    expect(page.get_by_label("Title", exact=True)).to_have_value(paper.title)
    page.locator("#correct summary").click()
    page.get_by_label("Hide", exact=True).fill("not a research paper")
    page.get_by_label("Same as", exact=True).fill("on-rivers")
    expect(page.locator("#wrong-same_as")).to_contain_text("V015")
    page.get_by_label("Hide", exact=True).fill("")
    page.get_by_label("Same as", exact=True).fill("")
    page.get_by_label("Pin: until").fill("2026-12")
    expect(page.locator("[id='wrong-pin.until']")).to_contain_text("V002")
    page.get_by_label("Pin: order").fill("1")
    page.get_by_label("Pin: until").fill("2026-00-10")
    expect(page.locator("[id='wrong-pin.until']")).to_contain_text("V012")
    page.get_by_label("Pin: until").fill("2026-02-28")
    expect(page.get_by_role("status").first).to_contain_text("ready to be copied")
    assert [] == check(digest, page.locator("#yaml").inner_text())


def test_form_knows_the_override(page: Page, address: str, digest: Digest) -> None:
    """For a paper with an override the form says in which file its lines belong."""
    paper = next(paper for paper in digest.papers if paper.override)
    page.goto(f"{address}correct/?paper={paper.id}")
    expect(page.get_by_role("status").first).to_contain_text(str(paper.override))


def test_form_leaves_an_answer_that_comes_late(page: Page, address: str, digest: Digest) -> None:
    """Where another paper was asked for meanwhile, its page stands, and never the first one's words under its name."""
    slow, quick = [paper for paper in digest.papers if not paper.override][:2]
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/papers/{slow.id}/", hold)
    page.goto(f"{address}correct/?paper={slow.id}")
    page.get_by_label("Paper", exact=True).fill(quick.id)
    page.get_by_label("Paper", exact=True).press("Tab")
    title = page.get_by_label("Title", exact=True)
    expect(title).to_have_value(quick.title)
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    expect(title).to_have_value(quick.title)


def test_long_lists_of_doubts_end(page: Page, address: str, digest: Digest) -> None:
    """Of very many doubts of a kind the page has the first, and says which command lists all."""
    doubtful = sum(doubt.kind == "unlinked" for doubt in digest.doubts)
    page.goto(f"{address}review/")
    section = page.locator("section").filter(has=page.locator("#unlinked"))
    section.get_by_text(f"The first {MOST_CASES}").click()
    expect(section.locator("li")).to_have_count(MOST_CASES)
    expect(section.get_by_text(f"{doubtful - MOST_CASES} more")).to_contain_text("python build.py review unlinked")


def test_serve(tiny: Built) -> None:
    """`serve` shows a correction as it is saved, keeps the page through a mistake, and ends when it is told to."""
    command = tiny.command("serve", "--no-search")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with run_program(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        address = next(line.split()[0] for line in lines if line.startswith("http"))
        tiny.write("overrides/two.yml", f"{BREAD}:\n  title: Bread Rises by Day\n")
        wait_for(lambda: "Bread Rises by Day" in fetch(f"{address}papers/{BREAD}/"))
        tiny.write("overrides/two.yml", f"{BREAD}:\n  titel: Bread Rises at Noon\n")
        said = next(line for line in lines if "problem" in line)
        after = fetch(f"{address}papers/{BREAD}/")
        process.terminate()
        assert 0 == process.wait(10)
    assert "1 problem, the last good page is kept" in said
    assert "Bread Rises by Day" in after


def test_an_index_of_the_same_records_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft of the same papers has the index of the last one; one of others has its own."""
    made: list[int] = []

    def index(records: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        made.append(len(records))
        return [("x", b"")]

    monkeypatch.setattr(preview, "index_records", index)
    options = parse_arguments(["serve", "--seeds", f"{TINY}/seeds", "--site", f"{TINY}/site_src"], ROOT, "")
    draft = preview.make_draft(options, Progress(on_terminal=False), Memo())
    memo = Memo()
    first = preview.make_index(memo, draft)
    assert (first, [6]) == (preview.make_index(memo, draft), made)
    monkeypatch.setattr(preview, "write_records", lambda *_: [("y", b"")])
    assert b"" == preview.make_index(memo, draft)("pagefind/x")
    assert [6, 1] == made


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own server
        return str(answer.read().decode("utf-8"))
