"""Reads two `papers.json` to be compared, so that what only has another id now is still the same thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

State = Mapping[str, Any]  # a parsed papers.json

_PAGE = re.compile(r"(papers|topics|editions|lists)/[^/]+/")
_KINDS = ("papers", "hidden", "topics", "editions", "lists")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two digests: everything by id, `redirects` by address. `known` papers are shown or hidden.

    `files` are editors' files that say more than this tells, by name, with their hashes; `aside` is what of the dumps
    became no paper or looks odd, by file, text and reason, with its place.
    """

    papers: Mapping[str, Any]
    hidden: Mapping[str, Any]
    known: Mapping[str, Any]
    topics: Mapping[str, Any]
    editions: Mapping[str, Any]
    lists: Mapping[str, Any]
    redirects: Mapping[str, str]
    files: Mapping[str, str]
    aside: Mapping[tuple[str, str, str], str]
    pages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Both digests. In `before` papers and topics have the ids of `after` already, where only an id has changed.

    `changed` are the known papers that differ, as before and as after, by title.
    """

    before: Side
    after: Side
    changed: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]


def is_state(data: object) -> bool:
    """Whether this is a whole `papers.json`, fit to be compared."""
    if not isinstance(data, dict) or not isinstance(data.get("papers"), list):
        return False
    try:
        pair_sides(data, data)
        return all(isinstance(paper["title"], str) and isinstance(paper["url"], str) for paper in data["papers"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def pair_sides(base: State, head: State) -> Pair:
    """Put two parsed files beside each other."""
    # Of what an older file does not tell, nobody knows that it has changed.
    base, head = {**head, **base}, {**base, **head}
    if base.get("began") != head.get("began"):  # a digest that begins anew forgets what was published
        base = {**base, **{kind: [] for kind in _KINDS if kind != "topics"}, "redirects": {}}
    before, after = _read_side(base), _read_side(head)
    papers = _find_renamed("papers", before.papers, after)
    topics = _find_renamed("topics", before.topics, after)
    if papers or topics:
        renamed = [_rename(paper, papers, topics) for paper in base["papers"]]
        shelves = [{**topic, "id": topics.get(topic["id"], topic["id"])} for topic in base.get("topics", ())]
        before = _read_side({**base, "papers": renamed, "topics": shelves}, before.pages)
    both = sort_by_title(before.known.keys() & after.known.keys(), after)
    changed = [(before.known[new["id"]], new) for new in both if before.known[new["id"]] != new]
    return Pair(before, after, changed)


def follow(address: str, side: Side) -> str | None:
    """Give the page that an address leads to in the end, or none. Pages of other kinds are taken for granted."""
    seen = set()
    while address not in side.pages and address in side.redirects and address not in seen:
        seen.add(address)
        address = side.redirects[address]
    return address if address in side.pages or not _PAGE.fullmatch(address) else None


def find_gone(pair: Pair) -> list[tuple[Mapping[str, Any], str | None]]:
    """Give the papers that are gone and not hidden, by title, each with the page that its address leads to, if any."""
    gone = sort_by_title(pair.before.papers.keys() - pair.after.known.keys(), pair.before)
    return [(paper, follow(f"papers/{paper['id']}/", pair.after)) for paper in gone]


def find_lost(pair: Pair) -> list[Mapping[str, Any]]:
    """Give those that are gone and not led elsewhere by a redirect: nobody has said why."""
    return [paper for paper, page in find_gone(pair) if page is None]


def find_new(pair: Pair) -> list[Mapping[str, Any]]:
    """Give the papers that were not there before, by title."""
    return sort_by_title(pair.after.papers.keys() - pair.before.known.keys(), pair.after)


def sort_by_title(ids: Iterable[str], side: Side) -> list[Mapping[str, Any]]:
    """Give the papers that have these ids, by title."""
    return sorted((side.known[id] for id in ids), key=lambda paper: (paper["title"].casefold(), paper["id"]))


def _read_side(data: Mapping[str, Any], pages: frozenset[str] = frozenset()) -> Side:
    groups = {kind: {one["id"]: one for one in data.get(kind, ())} for kind in _KINDS}
    groups["hidden"] = {id: paper for id, paper in groups["hidden"].items() if id not in groups["papers"]}
    addresses = {f"{kind}/{id}/" for kind in _KINDS for id in groups[kind]}
    addresses |= {f"papers/{id}/" for id in groups["hidden"]}
    known = {**groups["hidden"], **groups["papers"]}
    return Side(
        **groups,
        known=known,
        redirects=data.get("redirects", {}),
        files=data.get("files", {}),
        aside={(file, text, reason): place for file, text, reason, place in data.get("aside", ())},
        pages=pages or frozenset(addresses),
    )


def _find_renamed(kind: str, old: Collection[str], side: Side) -> dict[str, str]:
    """Find the ids that are gone and whose address leads to one that was not there: that, by the old one."""
    new = side.papers if kind == "papers" else side.topics
    leads = {id: follow(f"{kind}/{id}/", side) for id in sorted(old) if id not in new}
    found = {id: page.removeprefix(f"{kind}/").removesuffix("/") for id, page in leads.items() if page is not None}
    # Where several lead to one, the first of them is it, and the others were merged into it.
    firsts = {target: id for id, target in reversed(found.items()) if target in new and target not in old}
    return {id: target for target, id in firsts.items()}


def _rename(paper: Mapping[str, Any], papers: Mapping[str, str], topics: Mapping[str, str]) -> dict[str, Any]:
    """Give a paper with the new ids of papers and topics in place of the old ones."""
    why = paper["why"] or {"scores": ()}
    scores = [{**score, "topic": topics.get(score["topic"], score["topic"])} for score in why["scores"]]
    return {
        **paper,
        "id": papers.get(paper["id"], paper["id"]),
        "topics": [topics.get(id, id) for id in paper["topics"]],
        "related": [papers.get(id, id) for id in paper["related"]],
        "why": {**why, "scores": scores},
    }
