"""Asks for the papers that have no arXiv id, one after the other, and keeps what was found in the records.

What was found is never removed or changed; what was not is asked for again after some days. Results are written
after every few papers, so that a run that is killed is taken up where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from digest.days import count_days
from digest.network.arxiv import Candidate, find_code
from digest.network.wire import WebError
from digest.nouns import Paper
from digest.publish import replace_file
from digest.records import FIELDS, Record, find_shard, format_shard, read_shard

FAILURES = 3  # in a row: the service is not well, and is left alone


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one paper: `found`, `not found`, `kept` (what was known stays), or `failed`, and the details."""

    paper: str
    done: str
    detail: str = ""


def choose_papers(
    papers: Sequence[Paper], records: Mapping[str, Record], day: str, days: int, *, refresh: bool = False
) -> list[Paper]:
    """Choose the papers to ask for on a day: those of which nothing is known, then those asked in vain long ago.

    With `refresh`, all that were not asked for on that day. Papers whose arXiv id others give are left out.
    """
    asked = {id: str(record.get("asked") or record.get("not_found")) for id, record in records.items()}
    chosen = []
    for paper in papers:
        record = records.get(paper.id)
        elsewhere = has_arxiv(paper) and "arxiv" not in (record or {})  # not from these records themselves
        if elsewhere or (record and asked[paper.id] == day):
            continue
        if not record or refresh or ("not_found" in record and count_days(asked[paper.id], day) >= days):
            chosen.append(paper)
    return sorted(chosen, key=lambda paper: (asked.get(paper.id, ""), paper.id))


def has_arxiv(paper: Paper) -> bool:
    """Whether the arXiv id of a paper is known."""
    return (
        bool(paper.arxiv)
        or any(entry.arxiv for entry in paper.sources)
        or any(link.kind == "arxiv" for link in paper.links)
    )


def enrich_papers(
    papers: Sequence[Paper],
    records: Mapping[str, Record],
    ask: Callable[[Paper], Candidate | None],
    folder: Path,
    day: str,
    save_every: int,
) -> Generator[Outcome, None, None]:
    """Ask for each paper and tell what became of it; end early when the service is not well.

    `folder` is `site_src`. Whatever ends the run, what was learnt until then is written.
    """
    learnt: dict[str, Record] = {}
    failures = 0
    try:
        for paper in papers:
            outcome, record, over = _ask_for(paper, records.get(paper.id), ask, day)
            if record:
                learnt[paper.id] = record
            if len(learnt) >= save_every:
                save_records(folder, learnt)
                learnt = {}
            failures = failures + 1 if outcome.done == "failed" else 0
            yield outcome
            if over or failures >= FAILURES:
                return
    finally:
        save_records(folder, learnt)


def save_records(folder: Path, learnt: Mapping[str, Record]) -> None:
    """Add records to those that are there. A shard with faults is left as it is: mending it comes first."""
    shards: dict[Path, dict[str, Record]] = {}
    for paper, record in learnt.items():
        shards.setdefault(find_shard(folder, paper), {})[paper] = record
    for path, new in sorted(shards.items()):
        old, problems = read_shard(path)
        added = {paper: record for paper, record in new.items() if may_replace(old.get(paper), record)}
        if added and not problems:
            replace_file(path, format_shard(old | added))


def may_replace(old: Record | None, new: Record) -> bool:
    """Whether a record may stand in the place of another: nothing found is lost, and no paper becomes another one."""
    return not old or "not_found" in old or old["arxiv"] == new.get("arxiv")


def make_record(candidate: Candidate, day: str) -> Record:
    """Make the record of what was found; a field that is not as it should be is left out."""
    record = asdict(candidate) | {
        "asked": day,
        "authors": list(candidate.authors),
        "categories": [term for term in candidate.categories if FIELDS["categories"]([term])],
        "code": list(find_code(candidate.comment, candidate.abstract)),
        "doi": next((part for part in candidate.doi.split() if FIELDS["doi"](part)), ""),
    }
    return {field: record[field] for field in FIELDS if FIELDS[field](record[field])}


def _ask_for(
    paper: Paper, known: Record | None, ask: Callable[[Paper], Candidate | None], day: str
) -> tuple[Outcome, Record | None, bool]:
    """Ask for one paper; give the outcome, what to keep of it, and whether asking on is pointless."""
    try:
        candidate = ask(paper)
    except WebError as error:
        return Outcome(paper.id, "failed", str(error)), None, error.over
    record = make_record(candidate, day) if candidate else {"not_found": day}
    if not may_replace(known, record):
        now = f"arXiv {candidate.arxiv}" if candidate else "nothing"
        return Outcome(paper.id, "kept", f"{(known or {})['arxiv']}, where now {now} was found"), None, False
    return Outcome(paper.id, "found" if candidate else "not found", candidate.arxiv if candidate else ""), record, False
