"""Plans a clean start: which files of the example go, and which begin in their place. Only what git keeps may go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.desk.git import GitError, ask_git, find_commit

# What the example says of its own papers. The rest (words, rules for hosts, services) serves any digest.
_EXAMPLE = ("editions.yml", "redirects.yml", "site.yml", "topics.yml")
_EXAMPLE_FOLDERS = ("enrichment", "lists", "notes", "overrides", "pages")


class ClearingError(Exception):
    """Nothing may be removed here; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """What goes, what is written with which content, and the commit that keeps all that goes."""

    removed: tuple[Path, ...]
    written: tuple[tuple[Path, bytes], ...]
    commit: str


def plan_clearing(seeds: Path, site: Path, start: Path) -> Clearing:
    """Compare what there is with what a digest begins with. Raises `ClearingError` if git does not keep all of it."""
    there = [*_list_files(seeds), *_list_files(*(site / name for name in _EXAMPLE_FOLDERS))]
    there += [site / name for name in _EXAMPLE if (site / name).exists()]
    homes = {"seeds": seeds, "site_src": site}
    begun = {path: path.relative_to(start).parts for path in _list_files(start)}
    new = {homes[home].joinpath(*inner): path.read_bytes() for path, (home, *inner) in begun.items()}
    written = tuple((path, data) for path, data in new.items() if not path.is_file() or path.read_bytes() != data)
    removed = tuple(path for path in there if path not in new)
    commit = _make_sure(seeds, site, [*removed, *(path for path, _ in written if path.exists())])
    return Clearing(removed, written, commit)


def _list_files(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir()]


def _make_sure(seeds: Path, site: Path, paths: Sequence[Path]) -> str:
    """Find every file in the last commit as it is now, whatever git was told to overlook; give the commit."""
    try:
        commit = find_commit(site)
        kept = {path for folder in (seeds, site) for path in _list_kept(folder)}
        unsaved = [path for path in paths if path not in kept]
    except GitError as error:
        raise ClearingError(f"nothing was removed, for nobody could bring it back: {error}") from None
    if unsaved:
        named = ", ".join(map(str, unsaved[:3])) + (f" and {len(unsaved) - 3} more" if len(unsaved) > 3 else "")
        raise ClearingError(f"nothing was removed: git does not keep {named} as it is now; commit it or move it away")
    return commit


def _list_kept(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder whose content is that of the last commit."""
    said = ask_git(folder, "ls-tree", "-r", "-z", "HEAD", ".").decode("utf-8", "surrogateescape")
    blobs = {name: head.split()[2] for head, _, name in (line.partition("\t") for line in said.split("\0")) if name}
    there = [name for name in blobs if (folder / name).is_file() and not (folder / name).is_symlink()]
    if there:
        hashes = ask_git(folder, "hash-object", "--", *there).decode().split()
        yield from (folder / name for name, hashed in zip(there, hashes, strict=True) if hashed == blobs[name])
