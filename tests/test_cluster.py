"""A Dask cluster makes the same site, also when one of its workers dies over the work."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import build
from digest.commands import cluster as waiting
from digest.publish import MARK
from tests.conftest import ROOT, Built, read_all, run_program, wait_for

SECONDS = 60


@contextlib.contextmanager
def start(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a part of a cluster here for as long as it is needed."""
    whole = [sys.executable, "-m", *command]
    with run_program(whole, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        yield process


def read_address(contact: Path) -> str:
    """Read where a scheduler is, once it has written all that it writes there."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        return str(json.loads(contact.read_text())["address"])
    return ""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Give the address of a scheduler, and its two workers."""
    contact = tmp_path / "scheduler.json"
    options = ("--no-dashboard", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(contact))
    with contextlib.ExitStack() as stack:
        stack.enter_context(start("distributed.cli.dask_scheduler", *options))
        work = ("distributed.cli.dask_worker", "--scheduler-file", str(contact), "--nthreads", "1", "--no-nanny")
        workers = [stack.enter_context(start(*work, "--no-dashboard", "--host", "127.0.0.1")) for _ in range(2)]
        wait_for(lambda: read_address(contact), SECONDS)
        yield read_address(contact), workers


def test_one_worker_dies(cluster, tmp_path: Path) -> None:
    """The site of a cluster that loses a worker in the middle is the local one, byte for byte."""
    address, workers = cluster
    out = tmp_path / "site"
    command = [sys.executable, str(ROOT / "build.py"), "--executor", address, "--out", str(out)]
    with run_program(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        wait_for(
            lambda: process.poll() is not None or next(tmp_path.glob(".site.*/papers/*/index.html"), None), SECONDS
        )
        assert process.poll() is None
        workers[0].kill()
        _, complaint = process.communicate(timeout=SECONDS)
    assert 0 == process.returncode, complaint
    here = tmp_path / "here"
    subprocess.run([*command[:2], "--out", str(here)], check=True, stdout=subprocess.DEVNULL)
    assert read_all(here) == read_all(out)
    assert (out / MARK).is_file()


def test_no_scheduler(tiny: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An address where no scheduler answers is said in one line, and nothing is published."""
    monkeypatch.setattr(waiting, "_PATIENCE", 0.2)
    assert 3 == build.main(tiny.command("--executor", "tcp://127.0.0.1:9")[2:])
    said = capsys.readouterr().err
    assert said.startswith("build.py: --executor: no scheduler answers at tcp://127.0.0.1:9")
    assert (1, False) == (said.count("\n"), tiny.out.exists())
