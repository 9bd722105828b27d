"""The change log tells what editors did, once each and on its day, and says in words why there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from digest.desk import git
from digest.desk.history import read_history
from digest.nouns import Change

GIT = shutil.which("git") or ""
DAY = 24 * 3600
FIRST = 1_767_225_600  # 2026-01-01, midnight in UTC
PERSON = {
    "GIT_AUTHOR_NAME": "Ada Ebb",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada Ebb",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Repository:
    """A repository of one's own, with the editors' folder somewhere in it; each commit is made on the next day."""

    def __init__(self, folder: Path, site: str) -> None:
        self.folder = folder
        self.site = folder / site
        self.clock = FIRST - DAY
        self.date = ""
        self.site.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, request: str = "") -> str:
        """Run git and give what it said."""
        dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), self.date or f"@{self.clock} +0000")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return subprocess.run(
            [GIT, "-c", "protocol.file.allow=always", *arguments],
            cwd=self.folder,
            env={**environment, **PERSON, **dates},
            input=request,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    def commit(self, files: Mapping[str, str | None]) -> str:
        """Commit files by name; nothing in place of the text for a file to be deleted."""
        for name, text in files.items():
            path = self.site / name
            path.parent.mkdir(exist_ok=True)
            path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        return self.save()

    def save(self) -> str:
        """Commit all that is there, on the next day, and give the hash."""
        self.clock += DAY
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Mail ada@example.org")
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str) -> None:
        """Merge a branch on the next day, and leave a conflict to be settled by the next commit."""
        self.clock += DAY
        try:
            self.git("merge", "--quiet", "--no-ff", "--message", "Merge", branch)
        except subprocess.CalledProcessError:
            assert "UU" in self.git("status", "--porcelain")

    def tell(self) -> list[tuple[str, str, str]]:
        """Give paper, kind and detail of all changes, oldest first."""
        changes, reason = read_history(self.site)
        assert "" == reason
        return [(change.paper, change.kind, change.detail) for change in reversed(changes)]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Give a repository without any commit."""
    return Repository(tmp_path / "repository", "site_src")


def fake_git(folder: Path, monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    """Put a program called git first on the PATH, which does `lines`, where `$GIT` is the real one."""
    (folder / "bin").mkdir()
    (folder / "bin/git").write_text(f'#!/bin/sh\nGIT="{GIT}"\n{lines}\n')
    (folder / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder / "bin"), prepend=os.pathsep)


SET = [
    ("topics: [tides, kites]", "moved", "to tides, kites"),
    ("add_topics: [tides]", "moved", "also to tides"),
    ("remove_topics: [kites]", "moved", "not to kites"),
    ("title: On Tides", "retitled", "to “On Tides”"),
    ("abstract: We tie kites.", "abstract corrected", "“We tie kites.”"),
    ("note: Often *cited*.", "noted", "“Often *cited*.”"),
    ("hide: not a paper", "hidden", "not a paper"),
    ("withdrawn: retracted in May", "withdrawn", "retracted in May"),
    ("same_as: on-rivers", "merged", "with on-rivers"),
    ("not_same_as: [on-rivers, on-lakes]", "kept apart", "from on-rivers, on-lakes"),
    ('split: ["seeds/000_x.txt:12"]', "split", "another paper: seeds/000_x.txt:12"),
    ("pin: {order: 1, until: 2026-03}", "pinned", "order: 1, until: 2026-03"),
    ("links: {arxiv: 2401.01230}", "links", "arxiv: 2401.01230"),
    ("authors: [Ada Ebb, Otto Flow]", "details", "authors: Ada Ebb, Otto Flow"),
    ("date: 2026-01", "details", "date: 2026-01"),
    ("summary: One line.", "details", "line for lists: One line."),
]
NAMES = [line.partition(":")[0] for line, _, _ in SET]


@pytest.mark.parametrize(("line", "kind", "detail"), SET, ids=NAMES)
def test_what_is_set(repository: Repository, line: str, kind: str, detail: str) -> None:
    """Each field that an editor sets is a change of its kind, in plain words."""
    repository.commit({"overrides/a.yml": f"on-tides:\n  {line}\n"})
    assert [("on-tides", kind, detail)] == repository.tell()


BACK = [
    ("topics: [tides, kites]", "taken back", "topics (before: tides, kites)"),
    ("title: On Tides", "taken back", "title (before: On Tides)"),
    ("note: Often cited.", "taken back", "note (before: Often cited.)"),
    ("hide: not a paper", "shown again", "before: not a paper"),
    ("withdrawn: retracted in May", "no longer withdrawn", "before: retracted in May"),
    ("same_as: on-rivers", "taken back", "merging (before: on-rivers)"),
    ("not_same_as: [on-rivers]", "taken back", "keeping apart (before: on-rivers)"),
    ("pin: {order: 1}", "unpinned", "before: order: 1"),
    ("links: {arxiv: 2401.01230}", "taken back", "links (before: arxiv 2401.01230)"),
    ("date: 2026-01", "taken back", "date (before: 2026-01)"),
]


@pytest.mark.parametrize(("line", "kind", "detail"), BACK, ids=[line.partition(":")[0] for line, _, _ in BACK])
def test_what_is_taken_back(repository: Repository, line: str, kind: str, detail: str) -> None:
    """Each field that an editor deletes is the reverse of its kind, with what stood there."""
    repository.commit({"overrides/a.yml": f"on-tides:\n  {line}\n"})
    repository.commit({"overrides/a.yml": "on-tides: {}\n"})
    assert [("on-tides", kind, detail)] == repository.tell()[1:]


REWORDED = [
    ("topics: [kites]", "topics: [tides]", ("moved", "to tides (before: kites)")),
    ("title: On Kites", "title: On Tides", ("retitled", "to “On Tides” (before: “On Kites”)")),
    ("abstract: We tie a kite up.", "abstract: We tie a kite on.", ("abstract corrected", "“… tie a kite on.”")),
    ("note: One.", "note: Two.", ("noted", "“Two.”")),
    ("hide: not a paper", "hide: an advertisement", ("hidden", "an advertisement (before: not a paper)")),
    ("date: 2025", "date: 2026", ("details", "date: 2026 (before: 2025)")),
    ("links: {doi: 10.1/a}", "links: {doi: 10.1/b}", ("links", "doi: 10.1/b (before: 10.1/a)")),
    ("links: {doi: 10.1/a, code: x}", "links: {code: x}", ("taken back", "links (before: doi 10.1/a)")),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), REWORDED, ids=[row[1].partition(":")[0] for row in REWORDED])
def test_what_is_reworded(repository: Repository, before: str, after: str, told: tuple[str, str]) -> None:
    """What an editor writes otherwise is told with what stood there before, and nothing else is told."""
    repository.commit({"overrides/a.yml": f"on-tides:\n  {before}\n"})
    known = len(repository.tell())
    repository.commit({"overrides/a.yml": f"on-tides:\n  {after}\n"})
    assert [("on-tides", *told)] == repository.tell()[known:]


def test_all_about_a_change(repository: Repository) -> None:
    """A change has the day and the hash of its commit, and the file where it stands; the newest day comes first."""
    first = repository.commit({"overrides/a.yml": "on-tides:\n  title: On Tides\n"})
    second = repository.commit({"notes/on-kites.md": "Tie them.\n"})
    expected = (
        Change("2026-01-02", second, "on-kites", "noted", "“Tie them.”", "site_src/notes/on-kites.md"),
        Change("2026-01-01", first, "on-tides", "retitled", "to “On Tides”", "site_src/overrides/a.yml"),
    )
    assert (expected, "") == read_history(repository.site)


def test_what_is_told_of_one_commit(repository: Repository) -> None:
    """Each field is told by itself, and what is no field is not."""
    repository.commit({"overrides/a.yml": "on-tides:\n  topics: [tides]\n  title: On Tides\n  colour: blue\n"})
    repository.commit({"overrides/a.yml": "on-tides:\n  add_topics: [kites]\n", "site.yml": "name: A\n"})
    expected = [
        ("on-tides", "taken back", "topics (before: tides)"),
        ("on-tides", "taken back", "title (before: On Tides)"),
        ("on-tides", "moved", "also to kites"),
    ]
    assert expected == repository.tell()[2:]


def test_lists(repository: Repository) -> None:
    """A paper is listed, its line reworded, and taken off a list."""
    start = "name: First steps\npapers:\n"
    repository.commit({"lists/steps.yml": f"{start}  on-tides: Read *this*.\n"})
    repository.commit({"lists/steps.yml": f"{start}  on-tides: Read that.\n  on-kites: Then this.\n"})
    repository.commit({"lists/steps.yml": f"{start}  on-kites: Then this.\n"})
    expected = [
        ("on-tides", "listed", "on “First steps”: Read *this*."),
        ("on-tides", "listed", "on “First steps”: Read that."),
        ("on-kites", "listed", "on “First steps”: Then this."),
        ("on-tides", "taken off a list", "“First steps”"),
    ]
    assert sorted(expected) == sorted(repository.tell())


def test_list_of_another_name(repository: Repository) -> None:
    """A list that is called otherwise holds what it held."""
    repository.commit({"lists/steps.yml": "name: Steps\npapers: {on-tides: Read this.}\n"})
    repository.commit({"lists/steps.yml": "name: First steps\npapers: {on-tides: Read this.}\n"})
    assert [("on-tides", "listed", "on “Steps”: Read this.")] == repository.tell()


def test_two_notes(repository: Repository) -> None:
    """A note in a file of its own stands beside the one in an override."""
    repository.commit({"overrides/a.yml": "on-tides: {note: Short.}\n", "notes/on-tides.md": "Rather\nlong.\n"})
    repository.commit({"notes/on-tides.md": None})
    told = [("noted", "“Rather long.”"), ("noted", "“Short.”"), ("taken back", "note (before: Rather long.)")]
    assert told == [(kind, detail) for _, kind, detail in repository.tell()]


def test_moved_override(repository: Repository) -> None:
    """An override that moves unchanged to another file is no change."""
    tides, kites = "on-tides:\n  title: On Tides\n", "on-kites:\n  title: On Kites\n"
    repository.commit({"overrides/a.yml": tides + kites, "overrides/b.yml": ""})
    repository.commit({"overrides/a.yml": kites, "overrides/b.yml": tides})
    assert 2 == len(repository.tell())


def test_renamed_file(repository: Repository) -> None:
    """A file of overrides that gets another name is no change."""
    repository.commit({"overrides/a.yml": "on-tides:\n  title: On Tides\n"})
    repository.commit({"overrides/a.yml": None, "overrides/z.yml": "on-tides:\n  title: On Tides\n"})
    assert 1 == len(repository.tell())


SAME = {
    "comment": "# why\non-tides:  # who\n  title: On Tides\n  topics: [tides, kites]\n",
    "quotes": "on-tides: {title: 'On Tides', topics: ['tides', kites]}\n",
    "lines": "---\non-tides:\n  topics:\n  - tides\n  - kites\n  title: >-\n    On\n    Tides\n",
    "windows": "\ufeffon-tides:\r\n  title: On Tides\r\n  topics: [tides, kites]\r\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_formatting(repository: Repository, text: str) -> None:
    """Comments, quotation marks, order and line ends are no change."""
    repository.commit({"overrides/a.yml": "on-tides:\n  title: On Tides\n  topics: [tides, kites]\n"})
    repository.commit({"overrides/a.yml": text})
    assert 2 == len(repository.tell())


BROKEN = {
    "quote": 'on-tides:\n  title: "On Kites\n',
    "conflict": "<<<<<<< ours\non-tides:\n  title: On Kites\n",
    "twice": "on-tides:\n  title: On Kites\non-tides:\n  title: On Kites\n",
    "list": "- on-tides\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_broken_commit(repository: Repository, text: str) -> None:
    """A file that cannot be read is passed over: the next good one is compared with the last good one."""
    repository.commit({"overrides/a.yml": "on-tides:\n  title: On Tides\n"})
    broken = repository.commit({"overrides/a.yml": text, "overrides/b.yml": "on-kites:\n  title: On Kites\n"})
    mended = repository.commit({"overrides/a.yml": "on-tides:\n  title: On All Tides\n"})
    changes, _ = read_history(repository.site)
    told = [(change.commit, change.paper, change.detail) for change in changes[:-1]]
    before = (mended, "on-tides", "to “On All Tides” (before: “On Tides”)")
    assert [before, (broken, "on-kites", "to “On Kites”")] == told


def test_merge(repository: Repository) -> None:
    """What came in a branch is told once, on the day of its own commit; the merge adds nothing."""
    links, date = "  links:\n    doi: 10.1/a\n", "  date: 2026\n"
    repository.commit({"overrides/a.yml": f"on-tides:\n  title: Tides\n{links}{date}"})
    repository.git("switch", "--quiet", "--create", "branch")
    branch = repository.commit({"overrides/a.yml": f"on-tides:\n  title: Tides\n{links}  date: 2025\n"})
    repository.git("switch", "--quiet", "main")
    main = repository.commit({"overrides/a.yml": f"on-tides:\n  title: On Tides\n{links}{date}"})
    repository.merge("branch")
    assert "2" == repository.git("rev-list", "--count", "--max-parents=1", "--min-parents=1", "HEAD")
    changes, _ = read_history(repository.site)
    told = [(change.day, change.commit, change.kind) for change in changes[:2]]
    assert [("2026-01-03", main, "retitled"), ("2026-01-02", branch, "details")] == told
    assert 5 == len(changes)


def test_parts_of_one_field_merged(repository: Repository) -> None:
    """A merge of two links of one paper, from a branch each, adds nothing."""
    links = "on-tides:\n  links:\n    doi: 10.1/a\n    pdf: https://a.org/a\n    code: https://a.org/b\n"
    repository.commit({"overrides/a.yml": links})
    repository.git("switch", "--quiet", "--create", "branch")
    repository.commit({"overrides/a.yml": links.replace("10.1/a", "10.1/b")})
    repository.git("switch", "--quiet", "main")
    repository.commit({"overrides/a.yml": links + "    project: https://a.org/c\n"})
    repository.merge("branch")
    details = ["doi: 10.1/b (before: 10.1/a)", "project: https://a.org/c"]
    assert details == [detail for _, _, detail in repository.tell()[3:]]


def test_time_zones(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day is the day in UTC, wherever the commit was made and wherever it is read."""
    zones = [f"@{FIRST - 60} +1400", f"@{FIRST} -1200"]
    for number, repository.date in enumerate(zones):
        repository.commit({f"notes/{number}.md": "Cited."})
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        with monkeypatch.context() as there:
            there.setenv("TZ", zone)
            time.tzset()
            days = [change.day for change in read_history(repository.site)[0]]
        time.tzset()
        assert ["2026-01-01", "2025-12-31"] == days


def test_a_clock_gone_wrong(repository: Repository) -> None:
    """A commit of a year that no calendar has is told on the last day there is."""
    repository.date = "@999999999999 +0000"
    repository.commit({"notes/a.md": "Cited."})
    assert ["9999-12-31"] == [change.day for change in read_history(repository.site)[0]]


def test_days_out_of_order(repository: Repository) -> None:
    """The newest day comes first, even where a clock went wrong between two commits."""
    for number, second in enumerate([FIRST, FIRST - DAY, FIRST]):
        repository.date = f"@{second} +0000"
        repository.commit({f"notes/{number}.md": "Cited."})
    told = [(change.day, change.paper) for change in read_history(repository.site)[0]]
    assert [("2026-01-01", "2"), ("2026-01-01", "0"), ("2025-12-31", "1")] == told


def test_configuration(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of git, what it tells its hooks, and the language make no difference."""
    repository.commit({"overrides/ü.yml": "on-tides:\n  title: On Tides\n"})
    repository.commit({"overrides/ü.yml": None, "overrides/z.yml": "on-tides:\n  title: All Tides\n"})
    before = read_history(repository.site)
    settings = "log.showRoot=false diff.relative=true diff.renames=copies color.ui=always log.showSignature=true"
    for setting in settings.split():
        repository.git("config", *setting.split("="))
    for name, value in {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/", "LC_ALL": "tr_TR.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    assert before == read_history(repository.site)
    assert "site_src/overrides/ü.yml" == before[0][1].file


@pytest.mark.parametrize("site", [".", "a/b c/[d]/src"], ids=["top", "deep"])
def test_folder_anywhere(tmp_path: Path, site: str) -> None:
    """The editors' folder may be the repository itself, or stand deep in it."""
    repository = Repository(tmp_path / "repository", site)
    repository.commit({"overrides/a.yml": "on-tides:\n  title: On Tides\n"})
    (change,), reason = read_history(repository.site)
    assert ("", Path(site, "overrides/a.yml").as_posix()) == (reason, change.file)


def test_hostile_text(repository: Repository) -> None:
    """Text is one line of text: no control characters, nothing that turns the direction of writing, not too long."""
    title = r'"<script>x</script>\N[31m \u202Eevil\L\n[a](javascript:b)' + "x" * 500 + '"'
    repository.commit({"overrides/a.yml": f"on-tides:\n  title: {title}\n"})
    ((_, _, detail),) = repository.tell()
    assert detail.startswith("to “<script>x</script> [31m evil [a](javascript:b)xxx")
    assert 105 == len(detail)


def test_nobody_is_named(repository: Repository) -> None:
    """Neither names nor addresses nor messages of commits are told."""
    repository.commit({"overrides/a.yml": "on-tides:\n  title: On Tides\n"})
    assert "ada" not in str(read_history(repository.site)).casefold()


def test_odd_shapes(repository: Repository) -> None:
    """Files that once held something else than they should do not stop the reading."""
    odd = "a: text\nb: [x]\nc:\n  title: {x: y}\n  topics: tides\n  links: [z]\n  note: {a: b}\nd:\n"
    files = {"overrides/a.yml": odd, "lists/a.yml": "name: [x]\npapers: [a]\n", "notes/Ä b.md": "", "notes/c/d.md": "x"}
    (repository.site / "notes/c").mkdir(parents=True)
    repository.commit(files)
    kinds = {kind for _, kind, _ in repository.tell()}
    assert {"links", "moved", "noted", "retitled"} == kinds


def test_no_changes(repository: Repository) -> None:
    """A folder in which editors have not said anything yet has a history, an empty one."""
    repository.commit({"site.yml": "name: A\n"})
    assert ((), "") == read_history(repository.site)


def test_shallow(repository: Repository, tmp_path: Path) -> None:
    """Of a history that was not fetched whole nothing is told, but what to do."""
    repository.commit({"overrides/a.yml": "on-tides: {}\n"})
    repository.commit({"overrides/a.yml": "on-kites: {}\n"})
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.folder}", str(tmp_path / "clone"))
    expected = "the history is shallow; fetch the whole history (fetch-depth: 0)"
    assert ((), expected) == read_history(tmp_path / "clone/site_src")


def test_without_contents(repository: Repository, tmp_path: Path) -> None:
    """Of a clone without contents nothing is fetched and nothing is told."""
    repository.commit({"overrides/a.yml": "on-tides: {}\n"})
    repository.git("config", "uploadpack.allowFilter", "true")
    source, clone = f"file://{repository.folder}", tmp_path / "clone"
    repository.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", source, str(clone))
    (clone / "site_src").mkdir()
    changes, reason = read_history(clone / "site_src")
    assert ((), True) == (changes, "promisor" in reason or "missing" in reason)


def test_no_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git the reason says so."""
    monkeypatch.setenv("PATH", "")
    assert ((), "git is not installed") == read_history(repository.site)


def test_no_repository(tmp_path: Path) -> None:
    """A folder in no repository has no history."""
    reason = "the folder is in no git repository; clone it with git, or start one with `git init`"
    assert ((), reason) == read_history(tmp_path)


def test_no_commit(repository: Repository) -> None:
    """A repository without a commit has no history, in git's own words."""
    assert ((), "git says: your current branch 'main' does not have any commits yet") == read_history(repository.site)


def test_foreign_owner(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository of somebody else is not read, and the reason says how to trust it; then it is."""
    repository.commit({"overrides/a.yml": "on-tides:\n  title: On Tides\n"})
    fake_git(tmp_path, monkeypatch, 'GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec "$GIT" "$@"')
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    changes, reason = read_history(repository.site)
    command = f"git config --global --add safe.directory {repository.folder}"
    assert ((), True) == (changes, reason.endswith(f"To add an exception for this directory, call: {command}"))
    subprocess.run(command.split(), check=True)
    assert ["on-tides"] == [paper for paper, _, _ in repository.tell()]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("exec sleep 30", "git does not answer within 0.2 seconds"),
        ("echo fatal: out of luck >&2; exit 7", "git says: out of luck"),
        ("exit 7", "git says: nothing"),
    ],
    ids=["hangs", "fails", "silent"],
)
def test_bad_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, reason: str) -> None:
    """A git that hangs or fails is a reason in words."""
    fake_git(tmp_path, monkeypatch, lines)
    monkeypatch.setattr(git, "_SECONDS", 0.2)
    assert ((), reason) == read_history(tmp_path)


def test_long_history(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred commits to a long file are read in a moment, by few calls of git."""
    start = "".join(f"paper-{number}:\n  title: Paper {number}\n" for number in range(300))
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@b> {FIRST + number} +0000\ndata 0\n"
        f"M 100644 inline site_src/overrides/a.yml\ndata <<END\n{start}new-{number}:\n  title: New\nEND\n"
        for number in range(100)
    )
    repository.git("fast-import", "--quiet", request=stream)
    fake_git(tmp_path, monkeypatch, f'echo x >> "{tmp_path}/calls"; exec "$GIT" "$@"')
    begin = time.process_time()
    changes, _ = read_history(repository.site)
    assert 10 > time.process_time() - begin
    assert 301 + 2 * 99 == len(changes)
    assert 3 == (tmp_path / "calls").read_text().count("x")
