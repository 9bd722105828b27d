"""What strangers propose runs without power, and what is run is known by its hash."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import get_spdx_licensing

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
# Triggers of which the text, or the code, can be a stranger's; `pull_request` is the one that gives no power with it.
POWERFUL = {
    "pull_request_target",
    "workflow_run",
    "issue_comment",
    "issues",
    "discussion",
    "discussion_comment",
    "fork",
}


def read_workflow(path: Path) -> dict[str, Any]:
    """Read a workflow with `on` as the word that it is."""
    said: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return said


def list_triggers(workflow: dict[str, Any]) -> set[str]:
    on = workflow["on"]
    return {on} if isinstance(on, str) else set(on)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nobody_has_power_by_default(path: Path) -> None:
    """No workflow has a permission as a whole, each job names its own; one checkout keeps its token, to push there."""
    workflow = read_workflow(path)
    assert {} == workflow["permissions"]
    for name, job in workflow["jobs"].items():
        assert isinstance(job.get("permissions"), dict), name
        for step in job.get("steps", ()):
            if step.get("uses", "").startswith("actions/checkout@"):
                pushes = step["with"].get("ref") == "mail-ledger"
                assert ("true" if pushes else "false") == step["with"]["persist-credentials"], name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_strangers_run_without_power(path: Path) -> None:
    """A pull request reads the repository and nothing else: no secret, no writing, no cache that others would read."""
    workflow, text = read_workflow(path), path.read_text(encoding="utf-8")
    # What issues say is read, and never run: tests/test_letters.py.
    assert POWERFUL & list_triggers(workflow) == ({"issues"} if path.stem == "correction" else set())
    assert ({"pull_request"} == list_triggers(workflow)) == (path.stem == "check")
    if "pull_request" in list_triggers(workflow):
        assert not re.search(r"\bsecrets\b|github\.token|GITHUB_TOKEN", text)
        assert not re.search(r"cache", text.partition("jobs:")[2])
        for job in workflow["jobs"].values():
            assert {"contents": "read"} == job["permissions"]
            assert "environment" not in job


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned(path: Path) -> None:
    """Every action of others is named by its whole hash, with its version for people."""
    used = re.findall(r"^\s*(?:- )?uses: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [] == [one for one in used if not re.fullmatch(r"(\./.+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)", one)]


def test_packages_are_installed_by_hash() -> None:
    """What pip installs is known by hash, but for the tool that makes the lists of hashes; npm's are exact versions."""
    files = [ROOT / "Makefile", *WORKFLOWS, *(path for path in (ROOT / ".ci").iterdir() if path.is_file())]
    lines = [line.strip() for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    installing = [line for line in lines if re.search(r"\bpip3? .*\binstall\b", line)]
    assert 2 <= len(installing)
    assert [] == [line for line in installing if "--require-hashes" not in line and "pip-tools" not in line]
    for line in lines:
        if found := re.search(r"\bnpm (?:ci|i|install)\b(.*?)(?:>|$)|\bnpx\b", line):
            packages = [word for word in (found[1] or "").split() if not word.startswith(("-", '"'))]
            assert packages
            assert all(re.fullmatch(r"[\w./-]+@\d+\.\d+\.\d+", one) for one in packages), line


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_locked_package_has_hashes(name: str) -> None:
    """Each package of a lock is one exact version, known by SHA-256."""
    parts = re.split(r"^(?=\S)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    for part in filter(str.strip, parts):
        assert re.match(r"[a-z0-9.-]+==\S+ (; .+ )?\\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n)+$", part), part[:80]


def run_supply(what: str) -> str:
    command = [sys.executable, str(ROOT / ".ci/supply.py"), what]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_licences_are_listed() -> None:
    """The list of licences names every locked package, as `make licences` writes it, in SPDX's words."""
    text = (ROOT / "docs/licences.md").read_text(encoding="utf-8")
    assert text == run_supply("licences")
    locked = re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements-test.txt").read_text(encoding="utf-8"), re.MULTILINE)
    rows = re.findall(r"^\| ([a-z][a-z0-9.-]+) \| (.+) \|$", text, re.MULTILINE)
    rows = [row for row in rows if row[0] != "package"]
    assert sorted(locked) == sorted(name for name, _ in rows)
    for _, licence in rows:
        assert [] == get_spdx_licensing().validate(licence).errors, licence


def test_bill_of_materials() -> None:
    """The bill of materials is valid CycloneDX, the same every time, and whole: packages, hashes, needs."""
    bill = run_supply("sbom")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    assert bill == run_supply("sbom")
    said = json.loads(bill)
    lock = (ROOT / "requirements-test.txt").read_text(encoding="utf-8")
    assert lock.count("--hash=") == sum(len(one["hashes"]) for one in said["components"])
    needs = {one["ref"]: one["dependsOn"] for one in said["dependencies"]}
    (jinja,) = (ref for ref in needs if ref.startswith("pkg:pypi/jinja2@"))
    assert jinja in needs[said["metadata"]["component"]["bom-ref"]]
    assert ["pkg:pypi/markupsafe"] == [ref.partition("@")[0] for ref in needs[jinja]]
    scopes = {one["name"]: one["scope"] for one in said["components"]}
    assert ("required", "excluded") == (scopes["nh3"], scopes["pytest"])
