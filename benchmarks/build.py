"""Measure the build: cold, and after the changes that editors make, beside a floor and, if asked, beside Hugo.

    python -m benchmarks.build --papers N [N ...] [--hugo] [--runs R] [--search] [--json FILE] [--plot FILE.svg]

Every build is a process of its own, so that starting Python counts. CPU is user and system time of the process and all
it started; memory is the largest of one process, not the sum. Situations follow each other: each is measured against
the output that the one before has left, and a cold build has neither output nor cache. The floor is what plain Python
takes to write the very files of the cold build from memory into a new folder.

Hugo gets what our thinking found ready-made (see benchmarks/hugo), and its wall is compared with our reading, rendering
and writing, its CPU with our whole build's. It makes the pages and a feed a section; our other files, such as citations
to take away and JSON feeds, it leaves out.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import math
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
from dataclasses import asdict, dataclass, fields
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, ParamSpec, TypeVar

from benchmarks import corpus, hugo
from benchmarks.labels import ROOT
from digest.taxonomy import read_topics

OUT = "_site"
BASE_URL = "https://example.org/digest/"
IN_MEMORY = Path("/dev/shm")  # noqa: S108  (not a guessable file, a disk: a folder of our own is made in it)
COPIED = ("site.yml", "topics.yml", "links.yml", "services.yml", "pages")
NEW_PAPERS = 20
COLD, FLOOR, HUGO = "cold", "floor: the same files", "Hugo"
OURS_ALONE = ("think", "index")  # the stages that Hugo does not have; all others read, render and write
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, see getrusage(2)
MB = 1_000_000

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took and made: seconds, bytes, the mean bytes of a paper's page, seconds by stage."""

    wall: float
    cpu: float
    memory: float
    files: float
    size: float
    html: float
    page: float
    stages: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """All runs of one situation."""

    papers: int
    what: str
    runs: Sequence[Cost]

    @property
    def median(self) -> Cost:
        """Give the median of every figure for itself."""
        numbers = [one.name for one in fields(Cost) if one.name != "stages"]
        middle = {name: statistics.median(getattr(run, name) for run in self.runs) for name in numbers}
        stages = {
            name: statistics.median(run.stages.get(name, 0.0) for run in self.runs) for name in list_stages([self])
        }
        return Cost(**middle, stages=stages)


def run_measured(command: Sequence[str | Path], folder: Path) -> tuple[Mapping[str, float], str]:
    """Run a program to its end in a folder; give what it took, and what it said."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)  # it is waited for already
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    if process.returncode:
        sys.exit(f"{shlex.join(map(str, command))} ended with {process.returncode}:\n{text[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return {"wall": wall, "cpu": cpu, "memory": usage.ru_maxrss * MEMORY_UNIT}, text


def run_apart(work: Callable[Arguments, Result], *args: Arguments.args, **named: Arguments.kwargs) -> Result:
    """Call a function in a process of its own.

    A process that is started counts the peak of the one that starts it as its own, until it runs another program: what
    needs much memory must not be done here.
    """
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *args, **named).result()


def count_output(out: Path) -> Mapping[str, float]:
    """Count files and bytes: all of them, HTML, and the mean of a paper's page."""
    sizes = [(path, path.stat().st_size) for path in _list_files(out)]
    html = [(path, size) for path, size in sizes if path.suffix == ".html"]
    pages = [size for path, size in html if path.parent.parent == out / "papers"]
    total, marked = sum(size for _, size in sizes), sum(size for _, size in html)
    return {"files": len(sizes), "size": total, "html": marked, "page": statistics.fmean(pages or [0])}


def _list_files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)


def lay_out(project: Path, papers: int, seed: int, given: Path) -> None:
    """Write all input of a build: dumps, what editors own without their overrides, templates."""
    corpus.write_corpus(given / "seeds", papers, seed)
    site = given / "site_src"
    site.mkdir()
    for name in COPIED:
        path = project / "site_src" / name
        if path.is_dir():
            shutil.copytree(path, site / name)
        elif path.is_file():
            shutil.copy(path, site)
    with (site / "site.yml").open("a", encoding="utf-8") as file:
        file.write(f"base_url: {BASE_URL}\n")
    shutil.copytree(project / "templates", given / "templates")


def change_nothing(work: Path, seed: int) -> None:
    """Leave all as it is."""


def add_override(work: Path, seed: int) -> None:
    """Put one paper under a topic that it has not."""
    paper = next(read_papers(work))
    topic = next(topic.id for topic in read_topics(work / "site_src")[0] if topic.id not in paper["topics"])
    _write_override(work, "topics.yml", paper["id"], f"topics: [{topic}]")


def add_title(work: Path, seed: int) -> None:
    """Put the title of another paper right."""
    *_, paper = islice(read_papers(work), 2)
    _write_override(work, "titles.yml", paper["id"], f"title: {json.dumps(paper['title'] + ' Revisited')}")


def _write_override(work: Path, name: str, id: str, line: str) -> None:
    folder = work / "site_src" / "overrides"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"{id}:\n  {line}\n", encoding="utf-8")


def add_dump(work: Path, seed: int) -> None:
    """Add a dump of papers that are in no other."""
    random, seeds = Random(seed + 1), work / "seeds"
    papers = islice(corpus.make_papers(corpus.read_material(ROOT / "seeds"), random), NEW_PAPERS)
    corpus.write_dump(seeds, sum(1 for _ in seeds.iterdir()), list(papers), random)


def change_template(work: Path, seed: int) -> None:
    """Change a word that every paper's page shows."""
    path = work / "templates" / "words.yml"
    text, times = re.subn(r"(?m)^related: .*$", "related: Papers like this one", path.read_text(encoding="utf-8"))
    if times != 1:
        sys.exit("templates/words.yml has no line `related:` to change; name another word in benchmarks/build.py")
    path.write_text(text, encoding="utf-8")


SITUATIONS: Mapping[str, Callable[[Path, int], None]] = {
    COLD: change_nothing,
    "no change": change_nothing,
    "one override": add_override,
    "one retitle": add_title,
    f"new dump of {NEW_PAPERS}": add_dump,
    "word of a template": change_template,
}


def read_papers(work: Path) -> Iterator[Mapping[str, Any]]:
    """Yield papers of the site that was built last; one is a line, so that not all have to be held."""
    with (work / OUT / "papers.json").open(encoding="utf-8") as file:
        yield from (json.loads(line.rstrip(",\n")) for line in file if line.startswith('{"id"'))


def measure_build(work: Path, options: argparse.Namespace) -> Cost:
    """Build the site once."""
    folders = [
        f"--seeds={work / 'seeds'}",
        f"--site={work / 'site_src'}",
        f"--templates={work / 'templates'}",
        "--cache=.cache",
    ]
    added = [*([] if options.search else ["--no-search"]), *options.added]
    command = [sys.executable, options.project / "build.py", *folders, f"--out={OUT}", "--timings", *added]
    taken, said = run_measured(command, work)
    return Cost(**taken, **count_output(work / OUT), stages=read_timings(said))


def read_timings(said: str) -> Mapping[str, float]:
    """Read the stages from the closing line of `build.py --timings`."""
    stage = r"[a-z][a-z -]* \d+\.\d+"
    found = re.search(rf"\(({stage}(?:, {stage})*)\)$", said, re.MULTILINE)
    if not found:
        sys.exit("build.py --timings has printed no timings")
    pairs = (one.rpartition(" ") for one in found[1].split(", "))
    return {name: float(seconds) for name, _, seconds in pairs}


def measure_floor(ours: Path, out: Path) -> Cost:
    """Write the files of a site again, all held in memory before."""
    files = [(os.path.relpath(path, ours), path.read_bytes()) for path in _list_files(ours)]
    wall, cpu = time.perf_counter(), time.process_time()
    made = set()
    for name, data in files:
        path = os.path.join(out, name)  # noqa: PTH118  (a floor: pathlib would take longer than the disk)
        folder = os.path.dirname(path)  # noqa: PTH120  (as above)
        if folder not in made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103  (as above)
            made.add(folder)
        with open(path, "wb") as file:  # noqa: PTH123  (as above)
            file.write(data)
    taken = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "memory": 0.0}
    return Cost(**taken, **count_output(out), stages={})


def measure_hugo(program: str, site: Path) -> Cost:
    """Let Hugo build its site once, without output, resources or cache of an earlier time."""
    for name in ("public", "resources", "cache"):
        shutil.rmtree(site / name, ignore_errors=True)
    command = [program, "build", "--quiet", "--noBuildLock", "--destination=public", f"--cacheDir={site / 'cache'}"]
    taken, _ = run_measured(command, site)
    return Cost(**taken, **count_output(site / "public"), stages={})


def measure_beside(work: Path, program: str) -> Mapping[str, Cost]:
    """Measure what a cold build is compared with: the floor and, if there is a program, Hugo."""
    plain, other = work.with_name("floor"), work.with_name("hugo")
    costs = {FLOOR: run_apart(measure_floor, work / OUT, plain)}
    shutil.rmtree(plain)
    if program:
        if not other.exists():  # the same in all runs
            run_apart(hugo.write_site, work / OUT, work / "site_src", other)
        costs[HUGO] = measure_hugo(program, other)
    return costs


def measure_size(papers: int, options: argparse.Namespace, program: str, say: Callable[[str], None]) -> list[Row]:
    """Measure everything at one number of papers, each run in turn with the others."""
    runs: dict[str, list[Cost]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="digest-benchmark-", dir=options.folder) as name:
        given, work = Path(name, "given"), Path(name, "ours")
        run_apart(lay_out, options.project, papers, options.seed, given)
        for number in range(1, options.runs + 1):
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(given, work)
            for what, prepare in SITUATIONS.items():
                say(f"{papers} papers, run {number}: {what}")
                prepare(work, options.seed)
                runs[what].append(measure_build(work, options))
                for beside, cost in measure_beside(work, program).items() if what == COLD else ():
                    runs[beside].append(cost)
    return [Row(papers, what, costs) for what, costs in runs.items()]


def list_stages(rows: Sequence[Row]) -> list[str]:
    """Give the names of all stages, in the order in which they were met."""
    return list(dict.fromkeys(name for row in rows for run in row.runs for name in run.stages))


def compare(rows: Sequence[Row]) -> list[Mapping[str, Any]]:
    """Set our cold builds beside Hugo's of the same run; a ratio is the median of the runs' ratios."""
    by_key = {(row.papers, row.what): row for row in rows}
    compared: list[Mapping[str, Any]] = []
    for (papers, what), theirs in by_key.items():
        if what != HUGO:
            continue
        ours = by_key[papers, COLD]
        same = [sum(seconds for name, seconds in run.stages.items() if name not in OURS_ALONE) for run in ours.runs]
        pairs = list(zip(ours.runs, theirs.runs, strict=True))
        compared.append(
            {
                "papers": papers,
                "same_work": statistics.median(same),
                "ours": asdict(ours.median),
                "hugo": asdict(theirs.median),
                "stages_to_wall": statistics.median(one / run.wall for one, run in zip(same, theirs.runs, strict=True)),
                "cpu_to_cpu": statistics.median(one.cpu / other.cpu for one, other in pairs),
            }
        )
    return compared


def describe_machine(options: argparse.Namespace, version: str) -> Mapping[str, Any]:
    """Say what was measured on what."""
    folder, info = options.folder.resolve(), Path("/proc/cpuinfo")
    model = re.search(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8")) if info.is_file() else None
    return {
        "cores": os.cpu_count(),
        "processor": model[1] if model else platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "hugo": version,
        "files": "in memory" if IN_MEMORY in (folder, *folder.parents) else "on disk",
        "load_before": round(os.getloadavg()[0], 2),
        "runs": options.runs,
        "command": f"python -m benchmarks.build {shlex.join(options.said)}",
    }


def write_report(machine: Mapping[str, Any], rows: Sequence[Row]) -> str:
    """Write everything as Markdown."""
    stages = list_stages(rows)
    heads = ["papers", "situation", "wall s", "CPU s", "peak MB", "files", "MB", *stages]
    lines = []
    for row in rows:
        cost = row.median
        memory = f"{cost.memory / MB:,.0f}" if cost.memory else ""
        times = [f"{cost.stages[name]:.2f}" if name in cost.stages else "" for name in stages]
        figures = [f"{cost.wall:.2f}", f"{cost.cpu:.2f}", memory, f"{cost.files:,.0f}", f"{cost.size / MB:,.1f}"]
        lines.append([f"{row.papers:,}", row.what, *figures, *times])
    compared = compare(rows)
    parts = [_write_machine(machine), f"    {machine['command']}", "\n".join(write_table(heads, lines))]
    return "\n\n".join([*parts, "\n".join(_write_comparison(compared))] if compared else parts)


def _write_machine(machine: Mapping[str, Any]) -> str:
    """Say in one line what was measured on what."""
    number = machine["runs"]
    facts = [
        f"{machine['cores']} cores ({machine['processor']}), load {machine['load_before']} before",
        f"{machine['system']}, files {machine['files']}",
        f"Python {machine['python']}" + (f", Hugo {machine['hugo']}" if machine["hugo"] else ""),
        "one run" if number == 1 else f"medians of {number} runs",
    ]
    return "; ".join(facts)


def _write_comparison(compared: Sequence[Mapping[str, Any]]) -> list[str]:
    heads = ["papers", "stages but thinking s", "Hugo wall s", "ratio", "CPU s", "Hugo CPU s", "ratio"]
    heads += ["peak MB, Hugo's", "KB a paper's page, Hugo's", "HTML MB, Hugo's", "all MB, Hugo's"]
    lines = []
    for one in compared:
        ours, theirs = one["ours"], one["hugo"]
        line = [
            f"{one['papers']:,}",
            f"{one['same_work']:.2f}",
            f"{theirs['wall']:.2f}",
            f"{one['stages_to_wall']:.2f}",
        ]
        line += [f"{ours['cpu']:.2f}", f"{theirs['cpu']:.2f}", f"{one['cpu_to_cpu']:.2f}"]
        line += [f"{ours['memory'] / MB:,.0f}, {theirs['memory'] / MB:,.0f}"]
        line += [f"{ours['page'] / 1000:.1f}, {theirs['page'] / 1000:.1f}"]
        line += [f"{ours[name] / MB:,.1f}, {theirs[name] / MB:,.1f}" for name in ("html", "size")]
        lines.append(line)
    return write_table(heads, lines)


def write_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Write a table whose source can be read as well."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in (heads, *rows)]
    lines.insert(1, ["-" * width for width in widths])
    return [f"| {' | '.join(line)} |" for line in lines]


WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 60, 170, 20, 50
COLOURS = {COLD: "#1f5fa8", "no change": "#5aa0e0", HUGO: "#c2410c", FLOOR: "#6b7280"}
LINE_HEIGHT = 16  # of the names at the ends of lines


def draw_plot(rows: Sequence[Row]) -> str:
    """Draw wall seconds over papers as SVG, both on logarithmic scales."""
    lines = {
        what: [(row.papers, max(row.median.wall, 0.001)) for row in rows if row.what == what]
        for what in COLOURS
        if any(row.what == what for row in rows)
    }
    across, x_ticks = make_scale([x for line in lines.values() for x, _ in line], LEFT, WIDTH - RIGHT)
    up, y_ticks = make_scale([y for line in lines.values() for _, y in line], HEIGHT - BOTTOM, TOP)
    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    for tick in x_ticks:
        x = across(tick)
        parts.append(f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:,g}</text>')
    for tick in y_ticks:
        y = up(tick)
        parts.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{tick:g}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">papers</text>')
    parts.append(f'<text x="{LEFT - 8}" y="{TOP - 6}" text-anchor="end">seconds</text>')
    lowest = float("-inf")
    for what, line in sorted(lines.items(), key=lambda item: up(item[1][-1][1])):
        colour, points = COLOURS[what], [(across(x), up(y)) for x, y in line]
        path = " ".join(f"{x},{y}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in points]
        lowest = max(lowest + LINE_HEIGHT, points[-1][1] + 4)
        name = what if what in (HUGO, FLOOR) else f"build.py, {what}"
        parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{lowest}" fill="{colour}">{name}</text>')
    style = 'font-family="sans-serif" font-size="12" fill="#374151"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {style} role="img">'
    return "\n".join([head, "<title>Seconds of a build over the number of papers</title>", *parts, "</svg>", ""])


def make_scale(values: Sequence[float], start: int, end: int) -> tuple[Callable[[float], float], list[float]]:
    """Give where a value stands on a logarithmic scale, with some room at both ends, and the values to name."""
    low, high = math.log10(min(values)) - 0.1, math.log10(max(values)) + 0.1
    steps = (factor * 10.0**power for power in range(math.floor(low), math.ceil(high)) for factor in (1, 2, 5))
    ticks = [step for step in steps if low <= math.log10(step) <= high]
    return lambda value: round(start + (math.log10(value) - low) / (high - low) * (end - start), 1), ticks


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, nargs="+", required=True, metavar="N", help="sizes to measure")
    parser.add_argument(
        "--runs", type=int, default=1, metavar="R", help="runs, of which medians are given (default: 1)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the papers made (default: 1)")
    parser.add_argument("--search", action="store_true", help="with the search index")
    parser.add_argument(
        "--with",
        dest="added",
        action="append",
        default=[],
        metavar="ARG",
        help="one more for build.py: --with=--jobs=1",
    )
    parser.add_argument("--project", type=Path, default=ROOT, metavar="DIR", help="whose build.py (default: this one)")
    parser.add_argument("--hugo", action="store_true", help="the same content through Hugo, too")
    parser.add_argument("--hugo-binary", default="hugo", metavar="FILE", help="Hugo's program (default: the one found)")
    folder = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    parser.add_argument(
        "--folder", type=Path, default=folder, metavar="DIR", help=f"where to build (default: {folder})"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures of all runs")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw seconds over papers as SVG")
    options = parser.parse_args(arguments)
    options.project, options.said = options.project.resolve(), arguments
    if min(*options.papers, options.runs) < 1:
        parser.error("--papers and --runs begin at 1")
    return options


def main() -> int:
    """Run the command line and give its exit code."""
    options = parse_arguments(sys.argv[1:])
    program, version = hugo.find_hugo(options.hugo_binary) if options.hugo else ("", "")
    if options.hugo and not program:
        print(f"benchmarks.build: there is no program {options.hugo_binary}; {hugo.INSTALL}", file=sys.stderr)
        return 2
    machine = describe_machine(options, version)
    rows: list[Row] = []
    for papers in sorted(options.papers):
        rows += measure_size(papers, options, program, lambda text: print(text, file=sys.stderr))
    print(write_report(machine, rows))
    if options.json:
        figures = [{"papers": row.papers, "what": row.what, "runs": [asdict(run) for run in row.runs]} for row in rows]
        data = {"machine": machine, "rows": figures, "compared": compare(rows)}
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    if options.plot:
        options.plot.write_text(draw_plot(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
