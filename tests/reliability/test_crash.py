"""Whatever breaks within a build, the site is the whole old or the whole new one, and the next build is well."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from digest import publish
from tests.conftest import ROOT, TINY, Built, build_well, read_all
from tests.reliability import small_disk
from tests.reliability.effort import many

MOUNTERS = (
    ["unshare", "--mount"],
    ["unshare", "--user", "--map-root-user", "--mount"],
    ["sudo", "-n", "unshare", "-m"],
)


@pytest.fixture
def two_states(tmp_path: Path) -> Path:
    """Give a folder with the tiny sources, `one`, and with the same under another name and with a note, `two`."""
    for name in ("one", "two"):
        shutil.copytree(TINY, tmp_path / name)
    (tmp_path / "two/site_src/site.yml").write_text("name: Another name\ntagline: A digest.\n")
    (tmp_path / "two/site_src/overrides/note.yml").write_text("bread-rises-by-night:\n  note: Read it.\n")
    (tmp_path / "place").mkdir()
    return tmp_path


def kill_builds(folder: Path, *arguments: object) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.reliability.doomed", str(folder), *map(str, arguments)]
    found: dict[str, int] = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)
    return found


def test_killed_builds(two_states: Path) -> None:
    """Killed at any instant, before any change of the disk, a build leaves a whole site; the next leaves no trace."""
    found = kill_builds(two_states, many(8, 1000), many(8, 10_000))
    assert (0, 0, 0) == (found["mixed"], found["unlike"], found["leftovers"])
    assert found["killed"] >= many(8, 1000)
    assert found["old"] and found["new"]


def test_killed_careless_builds(two_states: Path) -> None:
    """The test above sees: of builds that copy their files over the old ones, some leave a mixed site."""
    assert kill_builds(two_states, 0, 4, "careless")["mixed"]


def test_somebody_reads_all_pages(tmp_path: Path, tiny_built: Built) -> None:
    """Someone who reads every page all the time gets each of them whole, old or new, during many publications."""
    pages = sorted(path.relative_to(tiny_built.out).as_posix() for path in tiny_built.out.rglob("*.html"))
    out, seen, done = tmp_path / "out", set[bytes](), threading.Event()

    def read() -> None:
        while not done.is_set():
            for name in pages:
                try:
                    seen.add((out / name).read_bytes())
                except OSError:
                    seen.add(b"none")

    def publish_state(number: int) -> None:
        with publish.staging(out) as stage:
            publish.write_files(stage, [(name, b"%d" % number * 9000) for name in pages])

    publish_state(0)
    reader = threading.Thread(target=read)
    reader.start()
    for number in range(many(20, 200)):
        publish_state(number % 10)
    done.set()
    reader.join()
    assert seen <= {b"%d" % number * 9000 for number in range(10)}
    assert 2 < len(seen)


@pytest.fixture(scope="session")
def mounter() -> list[str]:
    """Give the beginning of a command that may mount disks. Where CI is set, having none fails."""
    there = [command for command in MOUNTERS if shutil.which(command[0])]
    for command in there:
        if not subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
            return command
    missing = "nobody here may mount a disk, so none was filled; run the tests as root, or allow user namespaces"
    return pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)


def run_in_vain(*command: str) -> str:
    """Run a build that has to end with exit code 3 and one line, and give that."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (3, 1) == (done.returncode, done.stderr.count("\n")), done.stderr
    return done.stderr


def build_on_disks(mounter: list[str], folder: Path, sizes: list[int]) -> list[dict[str, Any]]:
    old = build_well(Built(folder, folder / "one"))
    places = [old.out, *(folder / place for place in ("place", "two/seeds", "two/site_src"))]
    command = [*mounter, sys.executable, small_disk.__file__, *map(str, [*places, *sizes])]
    found: list[dict[str, Any]] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def test_no_space(mounter: list[str], two_states: Path) -> None:
    """However much space a disk lacks, one line says so, and the old site stays byte for byte."""
    for found in build_on_disks(mounter, two_states, [200_000 * at // many(4, 50) for at in range(many(4, 50))]):
        assert (3, 1) == (found["code"], found["said"].count("\n")), found
        assert "No space left on device; make room on the disk; nothing was published" in found["said"]
        assert found["kept"]
        assert set(found["left"]) <= {"site", "cache"}


def test_just_enough_space(mounter: list[str], two_states: Path) -> None:
    """The test above sees: with more space the site is exchanged."""
    (found,) = build_on_disks(mounter, two_states, [4_000_000])
    assert (0, False) == (found["code"], found["kept"])


def test_output_is_a_disk(mounter: list[str], two_states: Path) -> None:
    """A folder that is a disk of its own cannot be exchanged; one line says so, and it stays as it is."""
    one = Built(two_states, two_states / "one")
    one.out = two_states / "place"
    script = 'mount -t tmpfs tmpfs "$0" && exec "$@"'
    assert str(one.out) in run_in_vain(*mounter, "sh", "-c", script, str(one.out), *one.command())
    assert ["one", "place", "two"] == sorted(path.name for path in two_states.iterdir())


def test_no_permission(tiny: Built) -> None:
    """In a folder where nobody may write, one line says so, and the site stays."""
    build_well(tiny, "--no-search")
    site = read_all(tiny.out)
    weaken = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    tiny.folder.chmod(0o555)
    try:
        said = run_in_vain(*weaken, *tiny.command())
    finally:
        tiny.folder.chmod(0o755)
    assert "Permission denied; check who may read and write there; nothing was published" in said
    assert site == read_all(tiny.out)


def test_read_only_disk(mounter: list[str], two_states: Path) -> None:
    """On a disk that cannot be written, one line says so, and the site stays."""
    build_well(Built(two_states, two_states / "one"), "--no-search")
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    new = Built(two_states, two_states / "two")
    assert "Read-only file system" in run_in_vain(*mounter, "sh", "-c", script, str(two_states), *new.command())


def test_clock_set_back(tiny: Built) -> None:
    """Files from the future are compared by what is in them, so none is kept wrongly."""
    assert 0 == tiny.build("--no-search").returncode
    for path in [*tiny.out.rglob("*"), *tiny.source.rglob("*")]:
        os.utime(path, (5_000_000_000, 5_000_000_000))
    before = (tiny.out / "about/index.html").read_bytes()
    tiny.write("pages/about.md", "Changed.\n")
    os.utime(tiny.source / "site_src/pages/about.md", (0, 0))
    assert 0 == tiny.build("--no-search").returncode
    assert before != (tiny.out / "about/index.html").read_bytes()
