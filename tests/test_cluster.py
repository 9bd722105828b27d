"""A Dask cluster makes the same site, also when one of its workers dies over the work."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.publish import MARK
from tests.conftest import ROOT, Built, read_all

SECONDS = 60


@contextlib.contextmanager
def start(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a part of a cluster here for as long as it is needed."""
    whole = [sys.executable, "-m", *command]
    with subprocess.Popen(whole, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        yield process
        process.kill()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Give the address of a scheduler, and its two workers."""
    contact = tmp_path / "scheduler.json"
    options = ("--no-dashboard", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(contact))
    with contextlib.ExitStack() as stack:
        stack.enter_context(start("distributed.cli.dask_scheduler", *options))
        work = ("distributed.cli.dask_worker", "--scheduler-file", str(contact), "--nthreads", "1", "--no-nanny")
        workers = [stack.enter_context(start(*work, "--no-dashboard", "--host", "127.0.0.1")) for _ in range(2)]
        wait_for(contact.is_file)
        yield contact.read_text().split('"address": "')[1].split('"')[0], workers


def wait_for(happened) -> None:
    end = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def test_one_worker_dies(cluster, tmp_path: Path) -> None:
    """The site of a cluster that loses a worker in the middle is the local one, byte for byte."""
    address, workers = cluster
    out = tmp_path / "site"
    command = [sys.executable, str(ROOT / "build.py"), "--no-search", "--executor", address, "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as build:
        wait_for(lambda: build.poll() is not None or next(tmp_path.glob(".site.*/papers/*/index.html"), None))
        assert build.poll() is None
        workers[0].kill()
        _, complaint = build.communicate(timeout=SECONDS)
    assert 0 == build.returncode, complaint
    here = tmp_path / "here"
    subprocess.run([*command[:3], "--out", str(here)], check=True, stdout=subprocess.DEVNULL)
    assert read_all(here) == read_all(out)
    assert (out / MARK).is_file()


def test_no_scheduler(tiny: Built) -> None:
    """An address where no scheduler answers is said in one line, and nothing is published."""
    result = tiny.build("--executor", "tcp://127.0.0.1:9")
    assert (3, 1) == (result.returncode, result.stderr.count("\n")), result.stderr
    assert "no scheduler answers at tcp://127.0.0.1:9" in result.stderr
    assert not tiny.out.exists()
