"""Keeps addresses for ever: what was published once and is no page any more leads on, or says what stood there.

The list of all that was published stands in the site itself, in build-manifest.json, and goes from one to the next.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from digest.addresses import PAPERS, file_of, list_above
from digest.nouns import Digest, Move, Page, Place, Problem
from digest.words import Say

_SHARE = 0.9  # of the papers have to be left
_NAME = r"[^./\\\x00-\x1f][^/\\\x00-\x1f]*"
_ADDRESS = re.compile(rf"(?:[^./\\\x00-\x1f]+/(?:{_NAME}/)*)?(?:{_NAME}\.html)?")
_TOP = re.compile(r"[^/]+/[^/]+/")  # the address of a thing; below it are its parts and orders


@dataclass(frozen=True, slots=True)
class Registry:
    """What has been published: the number of papers, hidden ones included, and of entries by dump.

    And, since the digest `began`, the title of each page and where each redirect led, by their addresses.
    """

    began: str = ""
    papers: int = 0
    dumps: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    moves: Mapping[str, str] = field(default_factory=dict)


def read_registry(data: Any, began: str = "") -> Registry:
    """Read what `write_registry` gave; of anything else, and of a digest that began otherwise, nothing."""
    if not isinstance(data, dict) or data.get("began", "") != began:
        return Registry(began)
    papers, dumps, moves = data.get("papers"), data.get("dumps"), _read_addresses(data.get("moves"))
    return Registry(
        data.get("began", ""),
        papers if isinstance(papers, int) else 0,
        {file: number for file, number in dumps.items() if isinstance(number, int)} if isinstance(dumps, dict) else {},
        _read_addresses(data.get("pages")),
        {old: new for old, new in moves.items() if _is_address(new)},
    )


def _read_addresses(data: Any) -> dict[str, str]:
    pairs = data.items() if isinstance(data, dict) else ()
    return {old: text for old, text in pairs if _is_address(old) and isinstance(text, str)}


def _is_address(text: str) -> bool:
    """Say whether a text is the address of a page below the home page, and leads nowhere else."""
    return 0 < len(text) < 1000 and _ADDRESS.fullmatch(text) is not None


def write_registry(registry: Registry, pages: Iterable[Page], digest: Digest) -> dict[str, Any]:
    """Give the registry after these pages have been published."""
    titles, moves = dict(registry.pages), dict(registry.moves)
    for page in pages:
        if isinstance(page.subject, Move):
            moves[page.address] = page.subject.new
        elif _is_address(page.address):
            titles[page.address] = page.title
            moves.pop(page.address, None)
    papers = (*digest.papers, *digest.hidden)
    dumps = Counter(entry.place.file for paper in papers for entry in paper.sources)
    return {
        "began": registry.began,
        "papers": len(papers),
        "dumps": dict(sorted(dumps.items())),
        "pages": dict(sorted(titles.items())),
        "moves": dict(sorted(moves.items())),
    }


def is_shrinking(before: int, after: int) -> bool:
    """Say whether so many papers are lost of those there were that it is probably a mistake."""
    return after < before * _SHARE


def check_shrinking(registry: Registry, digest: Digest) -> Iterator[Problem]:
    """Find that more than a tenth of the papers would be lost; the dump that has lost most is named."""
    after = write_registry(Registry(), (), digest)
    if not is_shrinking(registry.papers, after["papers"]):
        return
    lost = {file: number - after["dumps"].get(file, 0) for file, number in registry.dumps.items()}
    file = max(sorted(lost), key=lambda file: lost[file], default="seeds")
    message = (
        f"{registry.papers} papers were published, and only {after['papers']} would be left: "
        f"this dump gave {registry.dumps.get(file, 0)} entries and gives {after['dumps'].get(file, 0)} now"
    )
    yield Problem(
        Place(file), "P015", message, "put back what is missing; if it is meant, build with --allow-shrinking"
    )


def plan_former(registry: Registry, pages: Sequence[Page], say: Say) -> Iterator[Page]:
    """Plan a page for each address that has none now: it leads to what stands for it, or says what it was."""
    standing = {page.address: page for page in pages if not isinstance(page.subject, Move)}
    taken = {file_of(page.address).casefold() for page in pages}
    folders = {above for file in taken for above in list_above(file)}
    kin = _find_kin(registry, pages)
    for address, title in sorted({**dict.fromkeys(registry.moves, ""), **registry.pages}.items()):
        file = file_of(address).casefold()
        if file in taken or file in folders or not taken.isdisjoint(list_above(file)):
            continue  # it is a page, or a disk could not hold both it and one
        taken.add(file)
        folders.update(list_above(file))
        if heir := _find_heir(address, standing, kin):
            move = Move(address, heir, Place("build-manifest.json"))
            yield Page(address, "moved.html", standing[heir].title, say("moved_text"), move, listed=False)
        else:
            name = title or address.rstrip("/").rpartition("/")[2].replace("-", " ")
            yield Page(address, "gone.html", name, say("gone_title"), listed=False)


def _find_kin(registry: Registry, pages: Iterable[Page]) -> Mapping[str, Sequence[str]]:
    """Give the addresses that ever were the same thing as another, nearest first."""
    moves = [page.subject for page in pages if isinstance(page.subject, Move)]
    kin: dict[str, list[str]] = defaultdict(list)
    for old, new in [*((move.old, move.new) for move in moves), *sorted(registry.moves.items())]:
        kin[old].append(new)
        kin[new].append(old)
    return kin


def _find_heir(address: str, standing: Mapping[str, Page], kin: Mapping[str, Sequence[str]]) -> str:
    """Find the page that stands for an address: one that was the same thing, else that of which it was a part."""
    near = [address]
    for one in near:
        if one in standing:
            return one
        near += [other for other in kin.get(one, ()) if other not in near]
    whole = address
    while whole and not _TOP.fullmatch(whole):
        whole = whole[: whole.rstrip("/").rfind("/") + 1]
        if whole in standing:
            return whole
    return PAPERS if address.startswith("letters/") else ""
