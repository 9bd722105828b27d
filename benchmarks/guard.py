"""Say whether the build has become dearer: how many functions it calls, and its CPU time beside that of a fixed work.

    python -m benchmarks.guard [--record]

The calls are nearly the same number on every machine, but do not show what a pattern or a sort takes by itself. The
times do, and depend on the processor; they are measured in turn, and the least of each counts: what else the machine
does only adds. Ends with 1 where either is more than its limit times the recorded one; `--record` writes down both.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import io
import json
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import build
from benchmarks.build import OUT, find_room, lay_out, run_apart, run_measured
from benchmarks.labels import ROOT

PAPERS = 2_000
ROUNDS = 3
LIMITS = {"calls": 1.2, "ratio": 1.5}
RECORD = Path(__file__).with_suffix(".json")


def calibrate() -> float:
    """Do what builds do most (find words, count, look up, sort, join), and give the CPU seconds that it takes."""
    start = time.process_time()
    text = " ".join(f"word{number % 977} of number{number % 31}, said {number} times." for number in range(20_000))
    for _ in range(6):
        counts = Counter(re.findall(r"[a-z0-9]+", text))
        heaviest = sorted(counts, key=lambda word: (-counts[word], word))
        "".join(f"<li>{word}: {counts[word]}</li>" for word in heaviest)
    return time.process_time() - start


def measure(work: Path) -> float:
    """Give the CPU seconds of a build from nothing."""
    command: list[str | Path] = [sys.executable, ROOT / "build.py", *_start_anew(work)]
    cost, _ = run_measured(command, work)
    return cost["cpu"]


def count_calls(work: Path) -> int:
    """Give how many functions a build from nothing calls, those of C among them."""
    profile = cProfile.Profile()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.chdir(work):
        code = profile.runcall(build.main, _start_anew(work))
    if code:
        sys.exit(f"the build ended with {code}")
    return sum(entry.callcount for entry in profile.getstats())


def _start_anew(work: Path) -> list[str]:
    """Delete what a build has made; give the arguments of the next: without search, and in one process.

    Two processes slow each other down, and only what the first one calls is counted.
    """
    for made in (OUT, ".cache"):
        shutil.rmtree(work / made, ignore_errors=True)
    return ["--no-search", "--seeds=seeds", "--site=site_src", f"--out={OUT}", "--cache=.cache", "--jobs=1"]


def main() -> int:
    """Print both and their ratio, and compare it with the recorded one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write down what is measured now")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=find_room()) as folder:  # a slow disk is none of the program's cost
        work = Path(folder, "work")
        lay_out(PAPERS, work)
        calls = run_apart(count_calls, work)
        fixed, cpu = (min(times) for times in zip(*((calibrate(), measure(work)) for _ in range(ROUNDS)), strict=True))
    found = {"papers": PAPERS, "calls": calls, "ratio": round(cpu / fixed, 2)}
    if options.record:
        RECORD.write_text(json.dumps(found) + "\n", encoding="utf-8")
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    print(
        f"a build of {PAPERS:,} papers: {calls:,} calls, recorded {recorded['calls']:,}; "
        f"{cpu:.2f} s of CPU, {found['ratio']} times the fixed work, recorded {recorded['ratio']}"
    )
    dearer = [name for name, limit in LIMITS.items() if found[name] > limit * recorded[name]]
    for name in dearer:
        print(f"{name}: more than {LIMITS[name]} times the recorded; profile it, or record it anew and say why")
    return 1 if dearer else 0


if __name__ == "__main__":
    sys.exit(main())
