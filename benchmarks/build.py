"""Measure the build: from nothing, and after the changes that editors make, beside a floor and, if asked, beside Hugo.

    python -m benchmarks.build --papers N [N ...] [--hugo] [--runs R] [--search] [--with=ARGUMENT]

Every build is a process of its own, so that starting Python counts. CPU is user and system time of the process and all
it started; memory is the largest of one process, not the sum. Situations follow each other: each is measured against
the output that the one before has left, and a build from nothing has neither output nor cache. The floor is what plain
Python takes to write the very files of that build from memory into a new folder.

Hugo gets what our thinking found ready-made (see benchmarks/hugo), and its wall is compared with our reading and
making, its CPU with our whole build's. It makes the pages and a feed a section; our other files, such as citations to
take away and JSON feeds, it leaves out.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import multiprocessing
import os
import platform
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import corpus, hugo
from benchmarks.labels import ROOT
from digest.lending import MEMORY
from digest.taxonomy import read_topics

OUT = "_site"
BASE_URL = "https://example.org/digest/"
COPIED = ("site.yml", "topics.yml", "links.yml", "services.yml", "pages")
NEW_PAPERS = 20
COLD, FLOOR, HUGO = "from nothing", "only writing our files", "Hugo, from nothing"
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, see getrusage(2)
# What the table shows, by the names in a cost: the unit and the digits behind its point.
COLUMNS = {
    "wall": ("wall s", 1, 2),
    "cpu": ("CPU s", 1, 2),
    "memory": ("peak MB", 1_000_000, 0),
    "files": ("files", 1, 0),
    "size": ("MB", 1_000_000, 1),
    "page": ("KB a paper's page", 1000, 1),
    **{stage: (stage, 1, 2) for stage in ("read", "think", "make")},
}

Cost = Mapping[str, float]  # what one run took and made: seconds and bytes, by name; seconds by stage among them


def run_measured(command: Sequence[str | Path], folder: Path) -> tuple[Cost, str]:
    """Run a program to its end in a folder; give what it took, and what it said.

    Python may keep its bytecode, as it does for all who run a program twice and have not forbidden it.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)  # it is waited for already
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    if process.returncode:
        sys.exit(f"{shlex.join(map(str, command))} ended with {process.returncode}:\n{text[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return {"wall": wall, "cpu": cpu, "memory": usage.ru_maxrss * MEMORY_UNIT}, text


def run_apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in a process of its own.

    A process that is started counts the peak of the one that starts it as its own, until it runs another program: what
    needs much memory must not be done here.
    """
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def count_output(out: Path) -> Cost:
    """Count files and bytes, and the mean of a paper's page."""
    sizes = {path: path.stat().st_size for path in _list_files(out)}
    pages = [size for path, size in sizes.items() if path.suffix == ".html" and path.parent.parent == out / "papers"]
    return {"files": len(sizes), "size": sum(sizes.values()), "page": statistics.fmean(pages or [0])}


def _list_files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)


def lay_out(papers: int, given: Path) -> None:
    """Write all input of a build: dumps, what editors own without their overrides, templates."""
    corpus.write_corpus(given / "seeds", papers)
    site = given / "site_src"
    site.mkdir()
    for name in COPIED:
        path = ROOT / "site_src" / name
        if path.is_dir():
            shutil.copytree(path, site / name)
        elif path.is_file():
            shutil.copy(path, site)
    with (site / "site.yml").open("a", encoding="utf-8") as file:
        file.write(f"base_url: {BASE_URL}\n")
    shutil.copytree(ROOT / "templates", given / "templates")


def change_nothing(work: Path) -> None:
    """Leave all as it is."""


def add_override(work: Path) -> None:
    """Put one paper under a topic that it has not."""
    paper = next(read_papers(work))
    topic = next(topic.id for topic in read_topics(work / "site_src")[0] if topic.id not in paper["topics"])
    _write_override(work, "topics.yml", paper["id"], f"topics: [{topic}]")


def add_title(work: Path) -> None:
    """Put the title of another paper right."""
    *_, paper = islice(read_papers(work), 2)
    _write_override(work, "titles.yml", paper["id"], f"title: {json.dumps(paper['title'] + ' Revisited')}")


def _write_override(work: Path, name: str, id: str, line: str) -> None:
    folder = work / "site_src" / "overrides"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"{id}:\n  {line}\n", encoding="utf-8")


def add_dump(work: Path) -> None:
    """Add a dump of papers that are in no other."""
    random, seeds = Random(2), work / "seeds"
    papers = islice(corpus.make_papers(corpus.read_material(ROOT / "seeds"), random), NEW_PAPERS)
    corpus.write_dump(seeds, sum(1 for _ in seeds.iterdir()), list(papers), random)


def change_template(work: Path) -> None:
    """Change a word that every paper's page shows."""
    path = work / "templates" / "words.yml"
    text, times = re.subn(r"(?m)^related: .*$", "related: Papers like this one", path.read_text(encoding="utf-8"))
    if times != 1:
        sys.exit("templates/words.yml has no line `related:` to change; name another word in benchmarks/build.py")
    path.write_text(text, encoding="utf-8")


SITUATIONS: Mapping[str, Callable[[Path], None]] = {
    COLD: change_nothing,
    "no change": change_nothing,
    "after one override": add_override,
    "after one retitle": add_title,
    f"after a new dump of {NEW_PAPERS}": add_dump,
    "after a word of a template": change_template,
}


def read_papers(work: Path) -> Iterator[Mapping[str, Any]]:
    """Yield papers of the site that was built last; one is a line, so that not all have to be held."""
    with (work / OUT / "papers.json").open(encoding="utf-8") as file:
        yield from (json.loads(line.rstrip(",\n")) for line in file if line.startswith('{"id"'))


def measure_build(work: Path, added: Sequence[str]) -> Cost:
    """Build the site once."""
    folders = ("--seeds=seeds", "--site=site_src", "--templates=templates", "--cache=.cache", f"--out={OUT}")
    taken, said = run_measured([sys.executable, ROOT / "build.py", *folders, "--timings", *added], work)
    return {**taken, **count_output(work / OUT), **read_timings(said)}


def read_timings(said: str) -> Cost:
    """Read the stages from the closing line of `build.py --timings`."""
    stage = r"[a-z][a-z -]* \d+\.\d+"
    found = re.search(rf"\(({stage}(?:, {stage})*)\)$", said, re.MULTILINE)
    if not found:
        sys.exit("build.py --timings has printed no timings")
    pairs = (one.rpartition(" ") for one in found[1].split(", "))
    return {name: float(seconds) for name, _, seconds in pairs}


def measure_floor(ours: Path, out: Path) -> Cost:
    """Write the files of a site again, all held in memory before."""
    files = {out / path.relative_to(ours): path.read_bytes() for path in _list_files(ours)}
    folders = {path.parent for path in files}
    wall, cpu = time.perf_counter(), time.process_time()
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        path.write_bytes(data)
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, **count_output(out)}


def measure_hugo(program: str, site: Path) -> Cost:
    """Let Hugo build its site once, without output, resources or cache of an earlier time."""
    for name in ("public", "resources", "cache"):
        shutil.rmtree(site / name, ignore_errors=True)
    command = [program, "build", "--quiet", "--noBuildLock", "--destination=public", f"--cacheDir={site / 'cache'}"]
    taken, _ = run_measured(command, site)
    return {**taken, **count_output(site / "public")}


def measure_beside(work: Path, program: str) -> Iterator[tuple[str, Cost]]:
    """Measure what a build from nothing is compared with: the floor and, if there is a program, Hugo."""
    plain, other = work.with_name("floor"), work.with_name("hugo")
    yield FLOOR, run_apart(measure_floor, work / OUT, plain)
    shutil.rmtree(plain)
    if program:
        if not other.exists():  # the same in all runs
            run_apart(hugo.write_site, work / OUT, work / "site_src", other)
        yield HUGO, measure_hugo(program, other)


def measure_size(papers: int, runs: int, added: Sequence[str], program: str) -> Mapping[str, Sequence[Cost]]:
    """Measure everything at one number of papers, each run in turn with the others."""
    costs: dict[str, list[Cost]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="digest-benchmark-", dir=find_room()) as name:
        given, work = Path(name, "given"), Path(name, "ours")
        run_apart(lay_out, papers, given)
        for number in range(1, runs + 1):
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(given, work)
            for what, prepare in SITUATIONS.items():
                print(f"{papers} papers, run {number}: {what}", file=sys.stderr)
                prepare(work)
                costs[what].append(measure_build(work, added))
                for beside, cost in measure_beside(work, program) if what == COLD else ():
                    costs[beside].append(cost)
    return costs


def find_room() -> Path | None:
    """Give the folder in memory, if there is one; else sites are built on the disk."""
    return MEMORY if os.access(MEMORY, os.W_OK) else None


def describe_machine(version: str) -> str:
    """Say in one line what was measured on what."""
    info = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8")) if info.is_file() else None
    return (
        f"{os.cpu_count()} cores ({model[1] if model else platform.machine()}), load {os.getloadavg()[0]:.2f} before; "
        f"{platform.system()}, files {'in memory' if find_room() else 'on disk'}; "
        f"Python {platform.python_version()}{version and f', Hugo {version}'}"
    )


def write_report(papers: int, costs: Mapping[str, Sequence[Cost]]) -> Iterator[str]:
    """Write the medians as a table in Markdown, a line for each situation."""
    rows = [["papers", "situation", *(head for head, _, _ in COLUMNS.values())]]
    for what, runs in costs.items():
        middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        cells = (
            f"{middle[name] / unit:,.{digits}f}" if name in middle else ""
            for name, (_, unit, digits) in COLUMNS.items()
        )
        rows.append([f"{papers:,}", what, *cells])
    rows.insert(1, ["---"] * len(rows[0]))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"


def compare(ours: Sequence[Cost], theirs: Sequence[Cost]) -> str:
    """Set our builds from nothing beside Hugo's of the same run; a ratio is the median of the runs' ratios."""
    pairs = list(zip(ours, theirs, strict=True))
    wall = statistics.median((one["read"] + one["make"]) / other["wall"] for one, other in pairs)
    cpu = statistics.median(one["cpu"] / other["cpu"] for one, other in pairs)
    return f"reading and making take {wall:.2f} times Hugo's wall, the whole build {cpu:.2f} times its CPU"


def main() -> int:
    """Run the command line and give its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, nargs="+", required=True, metavar="N", help="sizes to measure")
    parser.add_argument("--runs", type=int, default=1, metavar="R", help="of which medians are given (default: 1)")
    parser.add_argument("--search", action="store_true", help="with the search index")
    parser.add_argument(
        "--with", dest="added", action="append", default=[], metavar="ARGUMENT", help="for build.py: --with=--jobs=1"
    )
    parser.add_argument("--hugo", action="store_true", help="the same content through Hugo, too")
    options = parser.parse_args()
    if min(*options.papers, options.runs) < 1:
        parser.error("--papers and --runs begin at 1")
    program, version = hugo.find_hugo() if options.hugo else ("", "")
    if options.hugo and not program:
        parser.error(hugo.MISSING)
    added = [*([] if options.search else ["--no-search"]), *options.added]
    print(describe_machine(version))
    for papers in sorted(options.papers):
        costs = measure_size(papers, options.runs, added, program)
        print("", *write_report(papers, costs), sep="\n")
        if program:
            print(f"\n{compare(costs[COLD], costs[HUGO])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
