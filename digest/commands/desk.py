"""The commands for editors: explain, review, doctor, new, schemas and diff."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from digest import publish
from digest.addresses import DATA
from digest.commands.endings import FINE, PROBLEMS, ProblemsFoundError, UsageError
from digest.commands.reading import Plan, find_old_schemas, read_and_plan
from digest.commands.speaking import Progress, find_catalogue
from digest.data import render_data
from digest.desk.compare import compare
from digest.desk.report import summarize
from digest.desk.revisions import RevisionError, extract
from digest.desk.schemas import FOLDER, write_schema
from digest.desk.sides import State, is_state
from digest.desk.stubs import SCHEMA_LINE, write_override
from digest.doctor import NO_PAPERS, examine
from digest.doubts import KINDS, group_doubts, write_stub
from digest.dumps import check_capture
from digest.explain import explain_paper, find_paper
from digest.nouns import Digest, Doubt, Paper
from digest.text.lines import clean_line, put_on_line


def explain(options: argparse.Namespace, progress: Progress) -> int:
    """Print why a paper stands where it stands."""
    digest = read_and_plan(options, progress).digest
    progress.clear()
    print("\n".join(explain_paper(choose_paper(digest, options.paper))))
    return FINE


def review(options: argparse.Namespace, progress: Progress) -> int:
    """Print what is doubtful, each as a comment with the YAML that settles it below."""
    digest = read_and_plan(options, progress).digest
    progress.clear()
    wanted = options.kinds or [kind for kind in KINDS if kind != "unlinked"]
    print_doubts(doubt for doubt in digest.doubts if doubt.kind in wanted)
    for kind, heading in KINDS.items():
        count = sum(doubt.kind == kind for doubt in digest.doubts)
        print(
            f"# {count:4} {heading.lower()}"
            + ("" if kind in wanted else f" (`python build.py review {kind}` lists them)")
        )
    return FINE


def print_doubts(doubts: Iterable[Doubt]) -> None:
    """Print doubts, each as a comment with the YAML that settles it below."""
    for group in group_doubts(doubts).values():
        print("\n".join(f"# {line}" for line in (group[0].title, *(doubt.message for doubt in group))))
        print(write_stub(group))


def doctor(options: argparse.Namespace, _: Progress) -> int:
    """Print what captures are, and whether they are good; fail if one is none."""
    code = FINE
    for path in options.files:
        name = put_on_line(str(path))
        try:
            reason = check_capture(path.resolve(strict=True))
            said = [f"{name}: {NO_PAPERS}{reason}"] if reason else [*examine(path.read_bytes(), name)]
        except (OSError, RuntimeError) as error:  # the latter of links in a circle, before Python 3.13
            raise UsageError(f"{name}: {getattr(error, 'strerror', '') or 'it links to itself'}") from None
        print("\n".join(said))
        if said[0].startswith(f"{name}: {NO_PAPERS}"):
            code = PROBLEMS
    return code


def new(options: argparse.Namespace, progress: Progress) -> int:
    """Append an override of a paper for an editor to complete; what stands in the file already stays as it is."""
    digest = read_and_plan(options, progress).digest
    progress.clear()
    paper = choose_paper(digest, options.paper)
    if paper.override:
        raise UsageError(f"{paper.id} has an override already, in {paper.override}; write there")
    path = options.site / "overrides" / f"{(options.file or paper.id).removesuffix('.yml')}.yml"
    start = "" if path.exists() else SCHEMA_LINE
    publish.append_file(path, f"{start}\n{write_override(paper)}".encode("utf-8", "replace"))
    print(f"{path}: take away the `# ` before what you want to change, then run `python build.py check`")
    return FINE


def list_aside(digest: Digest) -> Iterator[tuple[str, ...]]:
    """Yield what of the dumps became no paper or looks odd: file, text, reason, place."""
    for verdict, listed in (("set aside", digest.set_aside), ("kept, but", digest.odd)):
        for aside in listed:
            yield aside.place.file, clean_line(aside.text), f"{verdict}, {aside.reason}", str(aside.place)


def hash_files(site: Path) -> Iterator[tuple[str, str]]:
    """Yield the files of editors, with their hashes, but for those of which papers tell, and those of programs."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site)
        told = name.parts[0] in ("overrides", "enrichment", FOLDER) or any(part.startswith(".") for part in name.parts)
        if not told and path.is_file() and not path.is_symlink():
            yield f"site_src/{name.as_posix()}", hashlib.sha256(path.read_bytes()).hexdigest()


def choose_paper(digest: Digest, words: str) -> Paper:
    """Give the paper that words name, or say why there is none."""
    paper, complaint = find_paper(digest, words)
    if paper is None:
        raise UsageError(complaint)
    return paper


def schemas(options: argparse.Namespace, progress: Progress) -> int:
    """Write the JSON Schemas that editors' programs complete and check by."""
    renewed = renew_schemas(read_and_plan(options, progress), options.site)
    progress.clear()
    print(f"{options.site}/{FOLDER}/: {renewed} renewed")
    return FINE


def renew_schemas(plan: Plan, site: Path) -> int:
    """Write the schemas that are not as the input makes them, and say how many these are."""
    old = list(find_old_schemas(plan, site))
    for name, schema in old:
        publish.replace_file(site / FOLDER / name, write_schema(schema))
    return len(old)


def diff(options: argparse.Namespace, progress: Progress) -> int:
    """Print in Markdown what differs between two states; nothing where nothing does."""
    head = read_state(options.head, options, progress)  # what is wrong here is to be mended
    try:
        lines = compare(read_state(options.base, options, progress), head)
    except ProblemsFoundError as found:
        lines = [f"**All problems of {options.base} are gone. Papers can be compared from now on.**", ""]
        lines += summarize(found.problems, str, find_catalogue()).splitlines()
    progress.clear()
    print("".join(f"{line}\n" for line in lines), end="")
    return FINE


def read_state(name: str | None, options: argparse.Namespace, progress: Progress) -> State:
    """Give the digest as data: of a built site, of a revision, or of the files as they are."""
    built = Path(name or "", DATA)
    if name and built.is_file():
        try:
            state = json.loads(built.read_bytes())
        except (ValueError, RecursionError):
            state = None
        if not is_state(state):
            raise UsageError(f"{built} is not the data of a built site")
        return cast("State", state)
    with tempfile.TemporaryDirectory() as folder:
        try:
            if name:
                seeds, site = extract(name, [options.seeds, options.site], Path(folder))
                options = argparse.Namespace(**{**vars(options), "seeds": seeds, "site": site})
            digest = read_and_plan(options, progress).digest
            more = {"files": dict(hash_files(options.site)), "aside": [*list_aside(digest)]}
            return cast("State", {**json.loads(render_data(digest)), **more})
        except RevisionError as error:
            raise UsageError(str(error)) from None
        except ProblemsFoundError as found:
            raise ProblemsFoundError(found.problems, found.set_aside, name or "") from None
