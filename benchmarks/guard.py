"""Say whether the build has become dearer: its CPU time beside that of a fixed piece of work, in the same run.

    python -m benchmarks.guard [--record]

Both are measured in turn, and the least of each counts: what else the machine does only adds. Ends with 1 where the
ratio is more than LIMIT times the recorded one; `--record` writes down the ratio of now.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.build import OUT, lay_out, run_measured
from benchmarks.labels import ROOT

PAPERS = 2_000
ROUNDS = 3
LIMIT = 1.5
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
    """Give the CPU seconds of a build from nothing, without search; in one process, as two slow each other down."""
    for made in (OUT, ".cache"):
        shutil.rmtree(work / made, ignore_errors=True)
    folders = ("--seeds=seeds", "--site=site_src", f"--out={OUT}", "--cache=.cache", "--jobs=1")
    command: list[str | Path] = [sys.executable, ROOT / "build.py", "--no-search", *folders]
    cost, _ = run_measured(command, work)
    return cost["cpu"]


def main() -> int:
    """Print both and their ratio, and compare it with the recorded one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write down the ratio of now")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder, "work")
        lay_out(PAPERS, work)
        fixed, build = (
            min(times) for times in zip(*((calibrate(), measure(work)) for _ in range(ROUNDS)), strict=True)
        )
    ratio = build / fixed
    if options.record:
        RECORD.write_text(json.dumps({"papers": PAPERS, "ratio": round(ratio, 2)}) + "\n", encoding="utf-8")
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))["ratio"]
    print(
        f"a build of {PAPERS:,} papers: {build:.2f} s of CPU, {ratio:.1f} times the fixed work; recorded {recorded:.1f}"
    )
    if ratio > LIMIT * recorded:
        print(f"more than {LIMIT} times the recorded: profile it, or record the new ratio and say why")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
