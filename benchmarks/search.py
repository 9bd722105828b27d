"""Measure how well the site's own search finds the paper that a reader looks for, in a real browser.

    python -m benchmarks.search [--site FOLDER] [--traffic] [--details]

Known items: for each paper its full title, the acronym before its colon, the first four words of its title, and six
words of its abstract; and readers' questions with the papers that answer them, from tests/labels/questions.json, of
which the held-out ones were written after all tuning. The search page's own module is asked. Traffic is what a first
search with an empty cache moves: the page and all that follows until its results stand, as it is on disk and as GitHub
Pages sends it, which compresses files of text and no others.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import http.server
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, sync_playwright

from benchmarks.labels import LABELS, ROOT

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
DEPTH = 10  # results that are looked at
TEXT = {".html", ".css", ".js", ".json", ".svg", ".txt"}
TRAFFIC_QUERIES = 12
PATIENCE = 120_000  # milliseconds: of 50,000 papers an odd query takes its time
STOP_WORDS = frozenset(
    "about above across after against also although among another based because been before being between beyond both "
    "cannot could despite different does during each either even every existing first from further given have having "
    "however into introduce introduces like many more moreover most much must only other over paper papers present "
    "propose proposed proposes recent recently results several should show shown shows since some such than that their "
    "them then there therefore these they this those through thus toward towards under upon used uses using various "
    "very well were what when where whether which while will with within without work would your".split()
)

ASK = """
async ([root, queries, depth]) => {
  const { find } = await import(`${root}assets/find.js`);
  const found = [];
  for (const query of queries) {
    const { results } = await find(query);
    const data = await Promise.all(results.slice(0, depth).map((result) => result.data()));
    found.push(data.map(({ url }) => decodeURIComponent(url).match(/papers\\/(.+?)\\/$/)[1]));
  }
  return found;
}
"""

CHANGED = """before => {
  const results = document.querySelector("#results");
  return results.children.length && results.innerText !== before;
}"""


class Case(NamedTuple):
    """What a reader types, and the ids of the papers that it should find."""

    query: str
    papers: frozenset[str]


class Figures(NamedTuple):
    """Shares of cases whose paper comes first and among the first five, and the mean of 1/rank."""

    cases: int
    first: float
    five: float
    reciprocal: float

    def __str__(self) -> str:
        return f"{self.cases:6} {self.first:8.3f} {self.five:8.3f} {self.reciprocal:8.3f}"


def choose_words(abstract: str, number: int = 6) -> str:
    """Choose different words that are no stop words, of four letters or more, at even distances from first to last."""
    words = re.findall(r"[A-Za-z][A-Za-z-]+[A-Za-z]", abstract)
    kept = list(dict.fromkeys(word.lower() for word in words if len(word) > 3 and word.lower() not in STOP_WORDS))
    last = len(kept) - 1
    return " ".join(dict.fromkeys(kept[round(at * last / (number - 1))] for at in range(number))) if kept else ""


def list_cases(papers: Sequence[Mapping[str, Any]]) -> dict[str, list[Case]]:
    """Make all cases, by kind. What several papers share may find any of them."""
    kinds: dict[str, list[tuple[str, str]]] = {"full title": [], "acronym": [], "first four words": []}
    abstracts = []
    for paper in papers:
        title = paper["title"]
        kinds["full title"].append((title, paper["id"]))
        kinds["first four words"].append((" ".join(title.split()[:4]), paper["id"]))
        if match := re.match(r"(\S+?)\s?:", title):
            kinds["acronym"].append((match[1], paper["id"]))
        abstracts.append((choose_words(paper["abstract"]), paper["id"]))
    cases = {kind: _merge(pairs) for kind, pairs in (kinds | {"words of the abstract": abstracts}).items()}
    questions = json.loads((LABELS / "questions.json").read_text(encoding="utf-8"))
    for kind, held_out in (("questions", False), ("held-out questions", True)):
        chosen = [one for one in questions if held_out == one.get("held_out", False)]
        cases[kind] = [Case(one["question"], frozenset(one["papers"])) for one in chosen]
    return cases


def _merge(pairs: Sequence[tuple[str, str]]) -> list[Case]:
    together: dict[str, set[str]] = {}
    for query, id in pairs:
        together.setdefault(query.casefold(), set()).add(id)
    return [Case(query, frozenset(together[query.casefold()])) for query, _ in pairs if query]


def rank(case: Case, found: Sequence[str]) -> int:
    """Give the place of the first right paper, from 1, or 0 if it is not there."""
    return next((at for at, id in enumerate(found, 1) if id in case.papers), 0)


def measure(cases: Sequence[Case], found: Sequence[Sequence[str]]) -> Figures:
    """Compare what was found with what should be."""
    ranks = [rank(case, ids) for case, ids in zip(cases, found, strict=True)]
    count = len(ranks) or 1
    return Figures(
        len(ranks),
        ranks.count(1) / count,
        sum(1 <= at <= 5 for at in ranks) / count,
        sum(1 / at for at in ranks if at) / count,
    )


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """Serve a site on loopback; give its address, and the list to which every file asked for is added."""
    asked: list[Path] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            asked.append(path / "index.html" if path.is_dir() else path)
            with contextlib.suppress(ConnectionError):  # a page that is left no longer wants it
                super().do_GET()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


@contextlib.contextmanager
def build_site(given: Path | None) -> Iterator[Path]:
    """Give the site that was named, or build one."""
    if given:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "site")
        subprocess.run([sys.executable, str(ROOT / "build.py"), "--out", str(out)], check=True)
        yield out


def count_sent(path: Path) -> int:
    """Count the bytes of a file as GitHub Pages sends them."""
    data = path.read_bytes()
    return len(gzip.compress(data, 6)) if path.suffix in TEXT else len(data)


def print_traffic(browser: Browser, root: str, asked: list[Path], queries: Sequence[str]) -> None:
    """Search once with an empty cache and once more on the same page, for each query; print the medians."""
    rows = []
    for query, other in zip(queries, [*queries[1:], queries[0]], strict=True):
        context = browser.new_context()
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        asked.clear()
        page.goto(f"{root}search/")
        start = time.perf_counter()
        page.fill("input[name=q]", query)
        page.wait_for_selector("#results li")
        first = 1000 * (time.perf_counter() - start)
        page.wait_for_load_state("networkidle")
        files = list(asked)
        before = page.locator("#results").inner_text()
        start = time.perf_counter()
        page.fill("input[name=q]", other)
        page.wait_for_function(CHANGED, arg=before, polling=5)
        again = 1000 * (time.perf_counter() - start)
        rows.append((sum(p.stat().st_size for p in files), sum(map(count_sent, files)), len(files), first, again))
        context.close()
    most = max(sent for _, sent, *_ in rows)
    raw, sent, requests, first, again = (statistics.median(column) for column in zip(*rows, strict=True))
    print(
        f"first search, median of {len(rows)}: {raw:,.0f} bytes, {sent:,.0f} as sent (at most {most:,}), "
        f"{requests:.0f} requests, {first:.0f} ms until its results stand; second: {again:.0f} ms"
    )


def print_misses(cases: Sequence[Case], found: Sequence[Sequence[str]]) -> None:
    """Print the cases whose paper does not come first."""
    for case, ids in zip(cases, found, strict=True):
        if (at := rank(case, ids)) != 1:
            print(f"  rank {at or '-'}: {case.query!r}, wanted {min(case.papers)}, first {', '.join(ids[:3])}")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, help="a site that is built already")
    parser.add_argument("--traffic", action="store_true", help="measure only what searches move, and their time")
    parser.add_argument("--details", action="store_true", help="print every case whose paper does not come first")
    options = parser.parse_args()
    with build_site(options.site) as folder, serve(folder) as (root, asked), open_browser() as browser:
        print("Pagefind", json.loads((folder / "pagefind/pagefind-entry.json").read_text(encoding="utf-8"))["version"])
        cases = list_cases(json.loads((folder / "papers.json").read_text(encoding="utf-8"))["papers"])
        if not options.traffic:
            ask_all(browser, root, cases, options.details)
        some = cases["first four words"]
        queries = [case.query for case in some[:: max(1, len(some) // TRAFFIC_QUERIES)]]
        print_traffic(browser, root, asked, queries)


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """Start the system's browser."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit(f"no browser found; install one of: {', '.join(BROWSERS)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


def ask_all(browser: Browser, root: str, cases: Mapping[str, Sequence[Case]], with_misses: bool) -> None:
    """Ask every query, and print the figures of each kind."""
    page = browser.new_page()
    page.goto(f"{root}search/")
    print(f"{'kind':24} {'cases':>6} {'rank 1':>8} {'first 5':>8} {'MRR':>8}")
    for kind, some in cases.items():
        found = page.evaluate(ASK, [root, [case.query for case in some], DEPTH])
        print(f"{kind:24} {measure(some, found)}")
        if with_misses:
            print_misses(some, found)
    page.close()


if __name__ == "__main__":
    main()
