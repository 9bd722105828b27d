"""Files are lent to other programs in an order, in memory, and nothing of them stays there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digest import lending
from digest.lending import lend_files, lend_in_order

FILES = [(f"papers/{name}/index.html", name.encode()) for name in ("kite", "ant", "gull", "bee", "moth")]


def list_ours() -> list[Path]:
    return [*lending.MEMORY.glob(f"paper-digest-{os.getpid()}-*")]


@pytest.mark.parametrize("files", [FILES, FILES[::-1], sorted(FILES)], ids=["mixed", "back", "sorted"])
def test_in_order(files: list[tuple[str, bytes]]) -> None:
    """The folder lists the files in their order, whatever their names, and is gone afterwards."""
    with lend_in_order(files) as folder:
        assert folder
        listed = [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in folder.rglob("*.html")]
        assert [name for name, _ in files] == [
            f"papers/{path.name}/index.html" for path in (folder / "papers").iterdir()
        ]
        assert sorted(files) == sorted(listed)
    assert [] == list_ours()


def test_no_such_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is none, nothing is lent."""
    monkeypatch.setattr(lending, "MEMORY", Path("nowhere"))
    with lend_in_order(FILES) as folder:
        assert folder is None


def test_another_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files are listed in an order of their own, nothing is lent."""
    real = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda folder: reversed([*real(folder)]))
    with lend_in_order(FILES) as folder:
        assert folder is None


def test_what_cannot_be_written() -> None:
    """Where a file cannot be written nothing is lent, and nothing left."""
    with lend_in_order([*FILES, ("x" * 300, b"")]) as folder:
        assert folder is None
    assert [] == list_ours()


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    """A folder that is there already is not lent, and not taken away."""
    (tmp_path / "thesis.tex").write_text("years")
    with pytest.raises(FileExistsError), lend_files(tmp_path, FILES):
        pass
    assert ["thesis.tex"] == [path.name for path in tmp_path.iterdir()]


def test_leftovers() -> None:
    """What a killed process has left is removed; of one that runs nothing is."""
    script = "import os, tempfile; print(tempfile.mkdtemp(prefix=f'paper-digest-{os.getpid()}-', dir='/dev/shm'))"
    left = Path(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    )
    (left / "1").mkdir()
    with lend_in_order(FILES) as mine:
        with lend_in_order(FILES):
            assert mine
            assert mine.is_dir()
        assert not left.exists()
