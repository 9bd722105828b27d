"""The output is always a whole site, and never somebody else's folder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from digest import lock, publish


def publish_site(out: Path, text: str) -> None:
    with publish.staging(out) as stage:
        publish.write_files(stage, [("index.html", text.encode()), (f"papers/{text}/index.html", b"x")])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_new_site_replaces_old(tmp_path: Path) -> None:
    """Nothing of the old site stays, and nothing but the site."""
    publish_site(tmp_path / "out", "one")
    publish_site(tmp_path / "out", "two")
    assert "two" == (tmp_path / "out/index.html").read_text()
    assert (["two"], ["out"]) == (names(tmp_path / "out/papers"), names(tmp_path))


def test_everybody_can_read_a_site(tmp_path: Path) -> None:
    """A web server of another user may read what is published."""
    publish_site(tmp_path / "out", "one")
    assert 0o755 == (tmp_path / "out").stat().st_mode & 0o777


def test_failed_build_leaves_the_old_site(tmp_path: Path) -> None:
    """A build that fails half-way changes nothing and leaves nothing behind."""
    publish_site(tmp_path / "out", "one")
    with pytest.raises(RuntimeError), publish.staging(tmp_path / "out") as stage:
        publish.write_files(stage, [("index.html", b"half")])
        raise RuntimeError
    assert ("one", ["out"]) == ((tmp_path / "out/index.html").read_text(), names(tmp_path))


@pytest.mark.parametrize("kind", ["foreign folder", "file", "link"])
def test_foreign_output_is_refused(tmp_path: Path, kind: str) -> None:
    """What this program did not make, it does not replace."""
    out = tmp_path / "out"
    if kind == "foreign folder":
        out.mkdir()
        (out / "thesis.tex").write_text("years of work")
    elif kind == "file":
        out.write_text("a file")
    else:
        (tmp_path / "elsewhere").mkdir()
        out.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(publish.PublishError):
        publish_site(out, "one")
    assert not list(tmp_path.rglob("index.html"))


@pytest.mark.parametrize("late", [False, True], ids=["before", "after the last look"])
def test_foreign_output_that_came_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: bool) -> None:
    """What somebody puts in the place of the output while a site is made is not lost."""
    publish_site(tmp_path / "out", "one")

    def put() -> None:
        (tmp_path / "out").rename(tmp_path / "moved")
        (tmp_path / "out").mkdir()
        (tmp_path / "out/thesis.tex").write_text("years of work")

    if late:
        exchange = publish._exchange_at_once

        def put_and_exchange(one: Path, other: Path) -> bool:
            put()
            return exchange(one, other)

        monkeypatch.setattr(publish, "_exchange_at_once", put_and_exchange)
        publish_site(tmp_path / "out", "two")
    else:
        with pytest.raises(publish.PublishError, match="not made by this program"), publish.staging(tmp_path / "out"):
            put()
    assert ["years of work"] == [path.read_text() for path in tmp_path.rglob("thesis.tex")]


def test_empty_folder_is_taken(tmp_path: Path) -> None:
    """A folder made for the site beforehand is taken."""
    (tmp_path / "out").mkdir()
    publish_site(tmp_path / "out", "one")
    assert "one" == (tmp_path / "out/index.html").read_text()


def test_leftovers_of_killed_builds_go(tmp_path: Path) -> None:
    """What a killed build left is removed by the next, also where its number is another's now; nothing else is."""
    kept = [".out.999999999.backup", ".out.paper-digest-999999999-y"]
    for name in (*kept, ".out.paper-digest-999999999-x", f".out.paper-digest-{os.getppid()}-x"):
        (tmp_path / name).mkdir()
    (tmp_path / ".out.paper-digest-999999999-y/thesis.tex").write_text("years")
    publish_site(tmp_path / "out", "one")
    assert sorted([*kept, "out"]) == names(tmp_path)


def test_without_locks_a_living_build_keeps_its_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system knows no locks, what a process that still lives may be writing stays."""
    monkeypatch.setattr(lock, "fcntl", None)
    living = f".out.paper-digest-{os.getppid()}-x"
    for name in (living, ".out.paper-digest-999999999-x"):
        (tmp_path / name).mkdir()
    publish_site(tmp_path / "out", "one")
    assert [living, "out"] == names(tmp_path)


def test_a_lock_that_its_holder_takes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that opened the lock of one that ends just then holds a lock that others see, not the one gone."""
    path = tmp_path / ".out.paper-digest.lock"
    flock = fcntl.flock

    def end_before(file: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", flock)
        path.unlink()
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", end_before)
    with lock.hold_lock(tmp_path / "out"):
        assert f"{os.getpid()}\n" == path.read_text()


def test_modes_are_those_of_new_files(tmp_path: Path) -> None:
    """A file of the old site that others may not read, or that anybody may write, is not taken over as it is."""
    publish_site(tmp_path / "out", "one")
    old = tmp_path / "out/index.html"
    old.chmod(0o600)
    with publish.staging(tmp_path / "out") as stage:
        publish.write_files(stage, [("index.html", b"one")], tmp_path / "out")
    mark = tmp_path / "out" / publish.MARK
    assert (mark.stat().st_mode, "one") == (old.stat().st_mode, old.read_text())


def test_same_name_twice_is_a_fault(tmp_path: Path) -> None:
    """No file overwrites another silently."""
    with pytest.raises(FileExistsError):
        publish.write_files(tmp_path, [("a", b"1"), ("a", b"2")])


def test_a_kill_within_the_exchange(tmp_path: Path) -> None:
    """Where two folders cannot be exchanged at once, a build killed in between leaves the old site to the next."""
    out = tmp_path / "site"
    publish_site(out, "old")
    beside = tmp_path / f".{out.name}.paper-digest-999999999-x.old"
    out.rename(beside)
    with publish.staging(out) as stage:
        assert b"old" == (out / "index.html").read_bytes()
        publish.write_files(stage, [("index.html", b"new")])
    assert b"new" == (out / "index.html").read_bytes()
    assert [out.name] == [path.name for path in tmp_path.iterdir() if path.is_dir()]


def test_an_exchange_that_fails_midway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second step of an exchange fails, the first is taken back."""
    out = tmp_path / "site"
    publish_site(out, "old")
    rename = Path.rename

    def refuse(one: Path, other: Path) -> Path:
        if other == out and not one.name.endswith(".old"):
            raise PermissionError(13, "no", str(other))
        return rename(one, other)

    monkeypatch.setattr(publish, "_exchange_at_once", lambda *_: False)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        publish_site(out, "new")
    assert b"old" == (out / "index.html").read_bytes()
