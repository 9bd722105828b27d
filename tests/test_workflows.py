"""The workflows: well-formed, safe for strangers, and made of commands that people run too."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.world import World, begin_repository, commit, git, open_world

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
BIN = Path(sys.prefix) / "bin"


def read_workflow(name: str) -> dict[Any, Any]:
    """Read a workflow; YAML takes its `on` for a yes."""
    return {("on" if key is True else key): value for key, value in read_yaml(f".github/workflows/{name}").items()}


def read_yaml(name: str) -> dict[Any, Any]:
    """Read a file of the repository."""
    read: dict[Any, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return read


def list_steps(name: str) -> Iterator[dict[str, Any]]:
    """Yield the steps of all jobs, in order."""
    for job in read_workflow(name)["jobs"].values():
        yield from job.get("steps", ())


def test_zizmor_finds_nothing() -> None:
    """No finding, also of those that are matters of taste."""
    command = [str(BIN / "zizmor"), "--offline", "--no-progress", "--persona", "pedantic", "--strict-collection", "."]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (0, True) == (done.returncode, "No findings to report" in done.stdout + done.stderr), done.stdout


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", ".github/workflows/*.yml"),
        ("github-issue-forms", ".github/ISSUE_TEMPLATE/broken.yml"),
        ("github-issue-forms", ".github/ISSUE_TEMPLATE/correction.yml"),
        ("github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
        ("dependabot", ".github/dependabot.yml"),
        ("citation-file-format", "CITATION.cff"),
    ],
)
def test_files_of_github_are_as_their_schemas_say(schema: str, files: str) -> None:
    """Each file that GitHub reads is valid; the schemas come with the checker, nothing is downloaded."""
    named = [str(path) for path in ROOT.glob(files)]
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *named]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout


def test_updates_wait_and_come_together() -> None:
    """Newer actions and packages are proposed once a week, a week after their release, each kind in one go."""
    updates = {one["package-ecosystem"]: one for one in read_yaml(".github/dependabot.yml")["updates"]}
    assert {"github-actions", "pip"} == set(updates)
    for one in updates.values():
        assert ("weekly", {"default-days": 7}) == (one["schedule"]["interval"], one["cooldown"])
        assert [{"patterns": ["*"]}] == [*one["groups"].values()]


def test_hooks_are_commands_of_ours() -> None:
    """What runs before a commit is in the environment already, so that nothing is downloaded, and passes here."""
    (repository,) = read_yaml(".pre-commit-config.yaml")["repos"]
    assert "local" == repository["repo"]
    for hook in repository["hooks"]:
        program, *words = hook["entry"].split()
        assert ("system", ".venv/bin/python") == (hook["language"], program)
        if words == ["-m", "mypy"]:
            continue  # which `make test` begins with, and which takes its time
        files = [] if hook.get("pass_filenames") is False else ["build.py"]
        done = subprocess.run([sys.executable, *words, *files], cwd=ROOT, capture_output=True, text=True, check=False)
        assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_step_is_one_command(path: Path) -> None:
    """Every step of ours is one line of make or .ci, and nothing that others wrote is put into it."""
    for step in list_steps(path.name):
        if run := step.get("run"):
            assert re.fullmatch(r'(SOURCE_DATE_EPOCH="\$\(date \+%s\)" )?(make|\.ci/)[^\n;&|]*', run), run
            assert "${{" not in run


def test_what_editors_write_runs_no_tests(tmp_path: Path) -> None:
    """Only where something else has changed than captures and editors' files is the program tested again."""
    (tmp_path / "README.md").touch()
    begin_repository(tmp_path)
    for file, said in (("site_src/overrides/a.yml", ""), ("seeds/a.txt", ""), ("build.py", "changed=true\n")):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(file, encoding="utf-8")
        commit(tmp_path)
        output = tmp_path.parent / "output"
        output.write_text("", encoding="utf-8")
        environment = {**os.environ, "GITHUB_OUTPUT": str(output)}
        command = ["make", "--silent", "-f", str(ROOT / "Makefile"), "changed", "BASE=HEAD^1"]
        subprocess.run(command, cwd=tmp_path, env=environment, check=True)
        assert said == output.read_text(encoding="utf-8")
    for number in range(6):  # the tests hold to the five captures of the example
        (tmp_path / f"seeds/{number}.txt").touch()
    output.write_text("", encoding="utf-8")
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    assert "" == output.read_text(encoding="utf-8")


def test_cleaning_removes_no_folder_of_others(tmp_path: Path) -> None:
    """Of the folder that SITE names nothing goes, unless a build has made it."""
    for name, mark in (("theirs", "letter.txt"), ("ours", ".paper-digest")):
        (tmp_path / name).mkdir()
        (tmp_path / name / mark).touch()
        command = ["make", "-f", str(ROOT / "Makefile"), "clean"]
        subprocess.run(command, cwd=tmp_path, env={**os.environ, "SITE": str(tmp_path / name)}, check=True)
    assert [tmp_path / "theirs"] == [*tmp_path.iterdir()]


@pytest.mark.parametrize("target", ["site", "mail", "address", "remember", "update", "deliver", "correction"])
def test_no_setting_becomes_a_command(target: str, tmp_path: Path) -> None:
    """What stands in a variable, as an editor's address does, is a word to the program and to nobody else."""
    word = f"https://a.org/$$(touch {tmp_path}/1)$(shell touch {tmp_path}/2)`touch {tmp_path}/3`;touch {tmp_path}/4 \"'"
    names = ("BASE_URL", "PUBLISHED", "MAIL_TOPIC", "MAIL_DIGEST", "ALLOW_SHRINKING", "ANSWERS")
    done = subprocess.run(
        ["make", "--no-print-directory", "-o", ".venv/site.stamp", "RUN=printf '%s\\n'", target],  # noqa: S607
        cwd=ROOT, env={**os.environ, **dict.fromkeys(names, word)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    words = done.stdout.splitlines()
    assert word in words
    assert {*words} <= {
        word,
        "build.py",
        target,
        "--out",
        "_site",
        "--base-url",
        "--published",
        "--served",
        "--topic",
        "--send",
        "--push",
        "correct",
    }
    assert [] == [*tmp_path.iterdir()]


def test_deploys_never_overlap() -> None:
    """Pushes and the schedule publish by one workflow, whose runs wait for each other and build the newest state."""
    site = read_workflow("site.yml")
    assert {"group": "pages", "cancel-in-progress": False} == site["concurrency"]
    assert {"push", "workflow_dispatch", "workflow_call"} == set(site["on"])
    assert "${{ github.ref }}" == next(list_steps("site.yml"))["with"]["ref"]
    deploys = [path.name for path in WORKFLOWS if "actions/deploy-pages" in path.read_text(encoding="utf-8")]
    assert ["site.yml"] == deploys


@pytest.mark.parametrize(
    ("name", "job", "way", "expected"),
    [
        ("mail.yml", "send", "environment", "mail"),
        ("mail.yml", "", "concurrency cancel-in-progress", False),
        ("site.yml", "", "on workflow_dispatch inputs allow_shrinking default", False),
        ("site.yml", "build", "steps 0 with fetch-depth", 0),
        ("schedule.yml", "update", "steps 0 with fetch-depth", 0),
        ("mail.yml", "send", "steps 0 with fetch-depth", 0),
        ("check.yml", "input", "steps 0 with fetch-depth", 2),
        ("check.yml", "tests", "steps 0 with fetch-depth", 2),
        ("correction.yml", "correction", "steps 2 continue-on-error", True),
        ("schedule.yml", "update", "steps 4 if", "${{ !cancelled() }}"),
    ],
)
def test_what_workflows_stand_on(name: str, job: str, way: str, expected: object) -> None:
    """What no run here would miss: one sending at a time, whole histories where days are read, answers to refusals."""
    value: Any = read_workflow(name)["jobs"][job] if job else read_workflow(name)
    for key in way.split():
        value = value[int(key)] if key.isdecimal() else value[key]
    assert expected == value


def test_what_is_proposed_is_compared_with_what_was() -> None:
    """The summary of a pull request is of its changes; tests run where the program has changed, in the example."""
    (compared,) = (step["run"] for step in list_steps("check.yml") if " diff " in step.get("run", ""))
    assert "BASE=HEAD^1 HEAD=HEAD" in compared
    tested = next(step for step in list_steps("check.yml") if step.get("run") == ".ci/run")
    assert re.fullmatch(r"\$\{\{ steps\.program\.outputs\.changed && hashFiles\('seeds/.*'\) \}\}", tested["if"])


def test_a_called_workflow_may_do_what_it_asks_for() -> None:
    """GitHub starts no workflow that asks for more than who calls it has."""
    asked = [job.get("permissions", {}) for job in read_workflow("site.yml")["jobs"].values()]
    given = read_workflow("schedule.yml")["jobs"]["site"]["permissions"]
    assert given == {name: level for permissions in asked for name, level in permissions.items()}


def test_the_schedule_has_a_file_of_its_own() -> None:
    """What GitHub turns off after sixty days is the schedule alone, and it publishes only after a good update."""
    scheduled = [path.name for path in WORKFLOWS if "schedule" in read_workflow(path.name)["on"]]
    assert ["mail.yml", "schedule.yml"] == scheduled
    assert not any("push" in read_workflow(name)["on"] for name in scheduled)
    schedule = read_workflow("schedule.yml")
    assert "update" == schedule["jobs"]["site"]["needs"]
    assert "if" not in schedule["jobs"]["site"]
    assert {"group": "update", "cancel-in-progress": False} == schedule["concurrency"]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Give GitHub's API and a clone of this repository as it is now, with the environment of this one."""
    with open_world(tmp_path, monkeypatch) as world:
        world.hub.pages = {"html_url": f"{world.url}/digest/", "build_type": "workflow"}
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        clone = tmp_path / "clone"
        for name in listed:
            if (ROOT / name).is_file():
                (clone / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, clone / name)
        git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(world.origin))
        begin_repository(clone)
        git(clone, "remote", "add", "origin", str(world.origin))
        git(clone, "push", "--quiet", "origin", "main")
        (clone / ".venv").mkdir()
        for path in Path(sys.prefix).iterdir():
            if path.suffix != ".stamp":
                (clone / ".venv" / path.name).symlink_to(path)
        (clone / ".venv/site.stamp").touch()
        yield world


def run_steps(world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Run the steps of a workflow in order, as GitHub does, in the clone; give their exit codes."""
    outputs = world.folder / "outputs"
    monkeypatch.setenv("GITHUB_OUTPUT", str(outputs))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(world.folder / "summary"))
    codes: list[int] = []
    for step in list_steps(name):
        said = dict(line.split("=", 1) for line in outputs.read_text().splitlines()) if outputs.exists() else {}
        fills = {"github.token": os.environ["GITHUB_TOKEN"], "steps.address.outputs.base_url": said.get("base_url", "")}
        fills |= {"inputs.allow_shrinking": ""}  # which only a run by hand can have
        given = {key: fills[text.strip("${ }")] for key, text in step.get("env", {}).items()}
        if "run" in step and (not any(codes) or step.get("if") == "${{ !cancelled() }}"):
            secret = {"GITHUB_TOKEN": ""} | given  # a step has only what it is given
            command = ["bash", "-e", "-c", step["run"]]
            done = subprocess.run(
                command, cwd=world.folder / "clone", check=False, env={**os.environ, "MAKEFLAGS": "", **secret}
            )
            codes.append(done.returncode)
    return codes


def test_ten_minutes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the template, turn Pages on, push: the steps of the workflow end in a site at the address of the Pages."""
    assert [0, 0, 0] == run_steps(world, "site.yml", monkeypatch)
    site = world.folder / "clone/_site"
    home = (site / "index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{world.url}/digest/">' in home
    assert (site / "pagefind/pagefind.js").is_file()
    assert '"built": "20' in (site / "status.json").read_text(encoding="utf-8")
    # Then one's own: the example goes, the schedule runs, and an empty site is published.
    clone = world.folder / "clone"
    shutil.copytree(site, world.pages / "digest")
    subprocess.run([clone / ".venv/bin/python", "build.py", "init", "--yes"], cwd=clone, check=True)
    commit(clone, "Begin our own")
    git(clone, "push", "--quiet", "origin", "main")
    shutil.rmtree(site)  # every run begins with a checkout alone
    assert [0, 0, 0] == run_steps(world, "site.yml", monkeypatch)
    assert "No papers yet" in (site / "index.html").read_text(encoding="utf-8")
    shutil.rmtree(world.pages / "digest")
    shutil.copytree(site, world.pages / "digest")
    # What is published goes on answering, though no source tells of it any more.
    manifest = world.pages / "digest/build-manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"pages": {', '"pages": {"papers/kites/": "Kites", ', 1))
    assert [0, 0, 0] == run_steps(world, "site.yml", monkeypatch)
    assert "Kites" in (site / "papers/kites/index.html").read_text(encoding="utf-8")
    assert [0, 0, 0] == run_steps(world, "schedule.yml", monkeypatch)
    assert "### Nothing is new" in (world.folder / "summary").read_text(encoding="utf-8")
    assert [] == world.hub.issues


def test_with_pages_off(world: World, monkeypatch: pytest.MonkeyPatch, capfd) -> None:
    """A fork with Pages off fails at the first step, in one line that says what to do."""
    world.hub.pages = None
    (code,) = run_steps(world, "site.yml", monkeypatch)
    assert code
    lines = [line for line in capfd.readouterr().err.splitlines() if line.startswith("build.py:")]
    assert ["build.py: GitHub Pages is off: choose “GitHub Actions” under Settings → Pages → Source"] == [
        line.partition("; nothing")[0] for line in lines
    ]


def test_make_begins_with_a_python_that_does(tmp_path: Path) -> None:
    """Another than 3.11 or newer is refused in one line, and an environment that was half made is not taken for one."""
    half = tmp_path / "half"
    half.write_text(
        f'#!/bin/sh\n[ "$1" = -c ] && exit\nmkdir -p {tmp_path}/bin && touch {tmp_path}/bin/python\nexit 1\n'
    )
    half.chmod(0o755)
    for python, said in (("false", "false is not Python 3.11 or newer; name one that is"), (half, "Deleting file")):
        command = ["make", "check", f"VENV={tmp_path}", f"PYTHON={python}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        assert (2, True, False) == (done.returncode, said in done.stderr, (tmp_path / "bin/python").exists())
