"""`init` empties the example into a clean start, and never loses what git does not keep."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import Browser

from tests.conftest import TINY, Built, read_all, serve_folder
from tests.world import begin_repository, git

KEPT = ("site_src/links.yml", "site_src/services.yml", "site_src/words.yml", "site_src/assets/own.css")


@pytest.fixture
def fork(tiny: Built) -> Built:
    """Give a repository with the tiny site and what else editors may keep, all of it committed."""
    for name in KEPT:
        tiny.write(name.removeprefix("site_src/"), "# mine\n")
    begin_repository(tiny.source)
    return tiny


def list_files(fork: Built) -> dict[str, bytes]:
    """Give all files of the repository."""
    return read_all(fork.source, ".git")


def test_it_says_what_goes_and_asks(fork: Built) -> None:
    """Without a yes nothing is changed, and every file that would go is named."""
    before = list_files(fork)
    result = fork.build("init")
    assert 2 == result.returncode
    assert "`python build.py init --yes`" in result.stderr
    assert before == list_files(fork)
    for name in ("seeds/a_glued.txt", "overrides/one.yml", "topics.yml", "pages/about.md"):
        assert name in result.stdout


def test_the_example_goes_and_the_rest_stays(fork: Built) -> None:
    """The start builds without problems, everything else is as it was, and git brings the example back."""
    before = list_files(fork)
    result = fork.build("init", "--yes")
    after = list_files(fork)
    assert {name: before[name] for name in KEPT} == {name: after[name] for name in KEPT}
    assert not [name for name in after if name.endswith(".txt")]
    built = fork.build()
    assert (0, "") == (built.returncode, built.stderr)
    assert "0 papers" in built.stdout
    (way_back,) = (line for line in result.stdout.splitlines() if "git checkout" in line)
    git(fork.source, "checkout", way_back.split()[way_back.split().index("checkout") + 1], "--", "seeds", "site_src")
    assert before.items() <= list_files(fork).items()


def test_it_is_done_once(fork: Built) -> None:
    """A second time there is nothing to do, committed or not."""
    assert 0 == fork.build("init", "--yes").returncode
    assert "a clean start already" in fork.build("init").stdout


@pytest.mark.parametrize(
    ("name", "hiding"),
    [
        ("site_src/overrides/mine.yml", ()),
        ("seeds/ignored.json", ()),
        ("site_src/topics.yml", ()),
        ("site_src/topics.yml", ("update-index", "--assume-unchanged", "site_src/topics.yml")),
        ("site_src/topics.yml", ("add", "site_src/topics.yml")),
    ],
    ids=["new", "ignored", "changed", "overlooked", "staged"],
)
def test_what_git_does_not_keep_is_never_removed(fork: Built, name: str, hiding: tuple[str, ...]) -> None:
    """New, ignored, changed, overlooked and staged files each keep everything as it is."""
    (fork.source / ".git/info/exclude").write_text("*.json\n")
    with (fork.source / name).open("a") as file:
        file.write("# what an editor wrote\n")
    if hiding:
        git(fork.source, *hiding)
    before = list_files(fork)
    result = fork.build("init", "--yes")
    assert 2 == result.returncode
    assert f"git does not keep {fork.source / name} as it is now" in result.stderr
    assert before == list_files(fork)


@pytest.mark.parametrize("begin", [False, True], ids=["no repository", "no commit"])
def test_without_history_nothing_is_removed(tiny: Built, begin: bool) -> None:
    """Where git keeps nothing, one line says so."""
    if begin:
        git(tiny.folder, "init", "--quiet", "source")
    result = tiny.build("init", "--yes")
    assert 2 == result.returncode
    assert "no commit yet" in result.stderr if begin else "in no git repository" in result.stderr
    assert (tiny.source / "seeds/a_glued.txt").is_file()


@pytest.mark.parametrize("width", [360, 1280])
def test_an_empty_site_welcomes(fork: Built, browser: Browser, width: int) -> None:
    """Every page of an empty site says something, fits the screen, and reports no error."""
    assert 0 == fork.build("init", "--yes").returncode
    assert 0 == fork.build(GITHUB_SERVER_URL="https://github.com", GITHUB_REPOSITORY="owner/name").returncode
    errors: list[str] = []
    with serve_folder(fork.folder) as root, browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        for place in ("", "map/", "papers/", "editions/", "search/", "topics/", "topics/language/", "status/", "new/"):
            page.goto(f"{root}digest/{place}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
            if place in ("", "map/", "papers/", "editions/", "search/"):
                assert page.get_by_role("heading", name="No papers yet").is_visible(), place
                link = page.get_by_role("link", name="Put a capture there").get_attribute("href")
                assert "https://github.com/owner/name/upload/main/seeds" == link
    assert [] == errors


def test_the_first_capture_makes_the_first_edition(fork: Built) -> None:
    """After `init`, one capture is all that is needed."""
    assert 0 == fork.build("init", "--yes").returncode
    shutil.copy(TINY / "seeds/a_glued.txt", fork.source / "seeds/first.txt")
    assert "1 edition," in fork.build().stdout


def test_at_a_terminal_it_asks(fork: Built) -> None:
    """At a terminal the question is asked, and anything but yes changes nothing."""
    script = (
        "import pty, sys, os\n"
        "pid, end = pty.fork()\n"
        "if not pid: os.execv(sys.executable, [sys.executable, *sys.argv[1:]])\n"
        "said = b''\n"
        "while b'[y/N]' not in said: said += os.read(end, 1000)\n"
        "os.write(end, b'n\\n')\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
    )
    command = [sys.executable, "-c", script, *fork.command("init")[1:]]
    before = list_files(fork)
    assert 2 == subprocess.run(command, cwd=fork.folder, check=False, timeout=60).returncode
    assert before == list_files(fork)
