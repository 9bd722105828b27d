"""Builds onto disks of several sizes: `python small_disk.py OLD PLACE SEEDS SITE SIZES…`, where mounting is allowed.

OLD is a site that was built before; a copy of it is on each disk, mounted at PLACE. Prints as JSON what came of it.
"""

from __future__ import annotations

import filecmp
import json
import shutil
import subprocess
import sys
from pathlib import Path

BUILD = Path(__file__).parents[2] / "build.py"


def is_same(one: Path, other: Path) -> bool:
    """Compare two folders byte for byte."""
    names = [sorted(path.relative_to(root).as_posix() for path in root.rglob("*")) for root in (one, other)]
    files = [name for name in names[0] if (one / name).is_file()]
    return names[0] == names[1] and filecmp.cmpfiles(one, other, files, shallow=False)[0] == files


def try_size(old: Path, place: Path, seeds: str, site: str, size: int) -> dict[str, object]:
    """Build over the old site on a disk with so many bytes free beside it."""
    used = sum(-(-path.stat().st_size // 4096) * 4096 for path in old.rglob("*") if path.is_file())
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", f"size={used + size}", "tmpfs", place], check=True)
    try:
        shutil.copytree(old, place / "site")
        options = ["--seeds", seeds, "--site", site, "--out", f"{place}/site", "--cache", f"{place}/cache"]
        done = subprocess.run([sys.executable, BUILD, *options], capture_output=True, text=True, check=False)
        kept = is_same(old, place / "site")
        left = sorted(path.name for path in place.iterdir())
        return {"size": size, "code": done.returncode, "said": done.stderr, "kept": kept, "left": left}
    finally:
        subprocess.run(["/bin/umount", place], check=True)


if __name__ == "__main__":
    old, place, seeds, site, *sizes = sys.argv[1:]
    print(json.dumps([try_size(Path(old), Path(place), seeds, site, int(size)) for size in sizes]))
