"""The same input gives the same bytes, search index included, wherever and whenever it is built, and over whatever."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.publish import MANIFEST
from tests.conftest import TINY, Built, build_well, read_all
from tests.reliability.effort import many
from tests.reliability.test_addresses import History

NEWER_PYTHONS = [path for minor in range(12, 20) if (path := shutil.which(f"python3.{minor}"))]
# Stands for another day: what Python tells of the clock, before our code asks for it.
OTHER_DAY = """
import datetime, time
now = {seconds}
time.time = lambda: float(now)
class Day(datetime.datetime):
    now = classmethod(lambda cls, tz=None: cls.fromtimestamp({seconds}, tz))
    today = classmethod(lambda cls: cls.fromtimestamp({seconds}))
datetime.datetime = Day
"""


def copy_shuffled(source: Path, target: Path, draw: random.Random) -> None:
    """Copy a folder in another order: most disks list files by it, or by numbers that follow from it."""
    paths = [path for path in source.rglob("*") if path.is_file()]
    for path in draw.sample(paths, len(paths)):
        new = target / path.relative_to(source)
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(path.read_bytes())
        os.utime(new, (draw.randrange(10**9), draw.randrange(2 * 10**9)))


def build_anyhow(folder: Path, draw: random.Random, python: str = sys.executable) -> dict[str, bytes]:
    """Build the tiny site in surroundings of chance."""
    copy_shuffled(TINY, folder / "source", draw)
    (folder / "day").mkdir()
    (folder / "day/sitecustomize.py").write_text(OTHER_DAY.format(seconds=draw.randrange(4 * 10**9)))
    surroundings = {
        "TZ": draw.choice(["UTC", "Pacific/Kiritimati", "America/St_Johns"]),
        "LC_ALL": draw.choice(["C", "C.UTF-8", "tr_TR.UTF-8", "de_DE.UTF-8"]),
        "PYTHONHASHSEED": str(draw.randrange(1, 2**32)),
        "PYTHONPATH": os.pathsep.join([str(folder / "day"), *(path for path in sys.path if "site-packages" in path)]),
        "HOME": str(folder),
    }
    built = Built(folder, folder / "source")
    options = ["--cache", f"{folder}/cache", "--jobs", str(draw.choice([1, 2, 5]))]
    command = [python, *built.command(*options, "--base-url", "https://example.org/x/")[1:]]
    umask = draw.choice([0o022, 0o077, 0o002])
    environment = {**os.environ, **surroundings}
    done = subprocess.run(
        command, cwd=folder, env=environment, umask=umask, capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, done.stderr
    return read_all(built.out)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build_anyhow(tmp_path_factory.mktemp("first"), random.Random(0))


@pytest.mark.parametrize("seed", range(1, many(4, 32)))
def test_surroundings(tmp_path: Path, first: dict[str, bytes], seed: int) -> None:
    """Clock, time zone, language, hash seed, jobs, umask, home, folder, file times, order of files change no byte."""
    assert first == build_anyhow(tmp_path, random.Random(seed))


@pytest.mark.parametrize("python", NEWER_PYTHONS)
def test_newer_pythons(tmp_path: Path, first: dict[str, bytes], python: str) -> None:
    """Every Python from 3.11 makes the same bytes."""
    if subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip(f"{python} does not start")
    assert first == build_anyhow(tmp_path, random.Random(0), python)


def test_another_input(tiny: Built, first: dict[str, bytes]) -> None:
    """The tests above see: another letter in the input is another byte in the output."""
    dump = tiny.source / "seeds/c_later.txt"
    dump.write_text(dump.read_text().replace("the observer", "an observer"))
    assert 0 == tiny.build("--base-url", "https://example.org/x/").returncode
    changed = {name for name, data in read_all(tiny.out).items() if data != first.get(name)}
    assert {"papers.json", "papers/bread-rises-by-night/index.html"} <= changed
    assert any(name.startswith("pagefind/") for name in changed)


@pytest.mark.parametrize("seed", range(many(2, 200)))
def test_after_any_history(tiny_often: Built, seed: int) -> None:
    """A site built over many earlier ones is the same as one from nothing that knows what was published."""
    history = History(tiny_often, seed)
    assert 0 == tiny_often.build("--no-search").returncode
    for _ in range(3):
        history.step()
    known = shutil.copy(tiny_often.out / MANIFEST, tiny_often.folder / "known.json")
    assert 0 == tiny_often.build("--no-search").returncode
    over = read_all(tiny_often.out)
    shutil.rmtree(tiny_often.out)
    options = ["--no-search", "--published", str(known), "--cache", str(tiny_often.folder / "none")]
    assert 0 == tiny_often.build(*options).returncode
    assert over == read_all(tiny_often.out)


def cut(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data))]


def flip(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :]


def shuffle(data: bytes, draw: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(draw.sample(lines, len(lines)))


def of_another_version(data: bytes, draw: random.Random) -> bytes:
    return data.replace(b"0", b"%d" % draw.randrange(1, 9), 3)


HARMS: list[Callable[[bytes, random.Random], bytes]] = [cut, flip, shuffle, of_another_version, lambda *_: b""]


@pytest.fixture(scope="module")
def remembered(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give a site with what its build has left in its cache."""
    folder = tmp_path_factory.mktemp("remembered")
    source = shutil.copytree(TINY, folder / "source")  # where there is no history that pages could tell
    return build_well(Built(folder, source), "--no-search", "--cache", f"{folder}/cache")


@pytest.mark.parametrize("seed", range(many(6, 500)))
def test_harmed_cache(tiny_often: Built, remembered: Built, seed: int) -> None:
    """A cache that was deleted, cut, changed, mixed up, or comes from the future costs time and changes no byte."""
    draw = random.Random(seed)
    cache = shutil.copytree(remembered.folder / "cache", tiny_often.folder / "cache")
    files = sorted(cache.iterdir())
    assert files
    for path in draw.sample(files, draw.randint(1, len(files))):
        match draw.randrange(4):
            case 0:
                path.unlink()
            case 1:
                path.write_bytes(draw.choice(files).read_bytes() if all(one.exists() for one in files) else b"?")
            case _:
                path.write_bytes(draw.choice(HARMS)(path.read_bytes() or b"?", draw))
    build_well(tiny_often, "--no-search", "--cache", str(cache))
    assert read_all(remembered.out) == read_all(tiny_often.out)
