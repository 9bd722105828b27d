"""Two builds at once: one publishes, the other ends at once and names it; a lock that nobody holds is taken over."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from digest import publish
from digest.lock import HeldError, hold_lock
from tests.conftest import Built, read_all
from tests.reliability.effort import many


def start(built: Built, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(built.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("_pair", range(many(3, 100)))
def test_pair(tiny: Built, _pair: int) -> None:
    """Of two builds started together, one at least publishes; who does not, names the other; the site is whole."""
    builds = [start(tiny, "--no-search") for _ in range(2)]
    said = [build.communicate(timeout=60)[1] for build in builds]
    codes = [build.returncode for build in builds]
    assert set(codes) <= {0, 3}
    assert 0 in codes
    if 3 in codes:
        other = builds[1 - codes.index(3)].pid
        assert (
            f"build.py: another build, process {other}, is at work on the same output; wait until it has ended; "
            "nothing was published\n"
        ) == said[codes.index(3)]
    assert ["digest", "source"] == sorted(path.name for path in tiny.folder.iterdir())
    site = read_all(tiny.out)
    shutil.rmtree(tiny.out)
    assert 0 == tiny.build("--no-search").returncode
    assert site == read_all(tiny.out)


def test_lock_is_held(tmp_path: Path) -> None:
    """While one holds the lock of an output, nobody else gets it, and another output's is free."""
    with hold_lock(tmp_path / "out"):
        with pytest.raises(HeldError, match=f"process {os.getpid()}"), hold_lock(tmp_path / "out"):
            pass
        with hold_lock(tmp_path / "other"):
            pass
    with hold_lock(tmp_path / "out"):
        pass
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "999999999\n", "1\n", "nobody\n", "\0\0"])
def test_dead_holder(tmp_path: Path, text: str) -> None:
    """A file that a killed build left holds nobody up, whatever stands in it."""
    (tmp_path / ".out.paper-digest.lock").write_text(text)
    with publish.staging(tmp_path / "out") as stage:
        publish.write_files(stage, [("index.html", b"new")])
    assert ["out"] == [path.name for path in tmp_path.iterdir()]


def test_lock_that_is_a_link(tmp_path: Path) -> None:
    """A symbolic link in the place of the lock is not followed: nothing elsewhere is written."""
    (tmp_path / "thesis.tex").write_text("years of work")
    (tmp_path / ".out.paper-digest.lock").symlink_to(tmp_path / "thesis.tex")
    with pytest.raises(OSError), hold_lock(tmp_path / "out"):  # which one depends on the system
        pass
    assert "years of work" == (tmp_path / "thesis.tex").read_text()


def count_workers(site: Path) -> int:
    """Count the processes of builds of that output, on Linux."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            lines.append(path.read_bytes())
    return sum(str(site).encode() in line for line in lines)


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="only Linux says which processes there are")
def test_no_worker_outlives_its_build(real_built: Built, tmp_path: Path) -> None:
    """The workers of a killed build end, and the next build takes over at once."""
    one = Built(tmp_path, real_built.source)
    build = start(one, "--jobs", "2", "--no-search")
    while count_workers(one.out) < 3:  # itself and two
        assert build.poll() is None, "the build ended before it had workers"
        time.sleep(0.01)
    build.send_signal(signal.SIGKILL)
    build.wait()  # and not for the end of what it says: a worker that lives would keep that open
    assert 0 == one.build("--jobs", "2", "--no-search").returncode
    assert 0 == count_workers(one.out)
    assert ["digest"] == [path.name for path in tmp_path.iterdir()]
    build.communicate()
