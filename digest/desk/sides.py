"""Reads two `papers.json` to be compared, so that what only has another id now is still the same thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

_PAGE = re.compile(r"(papers|topics|editions|lists)/[^/]+/")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two digests: everything by id, `redirects` by address, and the addresses of `pages`."""

    papers: Mapping[str, Any]
    hidden: Mapping[str, Any]
    topics: Mapping[str, Any]
    editions: Mapping[str, Any]
    lists: Mapping[str, Any]
    redirects: Mapping[str, str]
    pages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Both digests. In `before` papers and topics have the ids of `after` already, where only an id has changed.

    `old_ids` are those that such topics had; `changed` are the papers shown on both sides that differ, by title.
    """

    before: Side
    after: Side
    old_ids: Mapping[str, str]
    changed: Sequence[str]


def pair_sides(base: Mapping[str, Any], head: Mapping[str, Any]) -> Pair:
    """Put two parsed files beside each other."""
    # Of what an older file does not tell, nobody knows that it has changed.
    before, after = _read_side({**head, **base}), _read_side({**base, **head})
    papers = _find_successors("papers", before.papers, after.papers, after)
    topics = _find_successors("topics", before.topics, after.topics, after)
    old_papers, old_ids = _find_renamed(papers, before.papers), _find_renamed(topics, before.topics)
    if papers or old_ids:
        new_papers, new_topics = ({old: new for new, old in renamed.items()} for renamed in (old_papers, old_ids))
        before = replace(
            before,
            papers={
                new_papers.get(id, id): _rename_in(paper, papers, new_topics) for id, paper in before.papers.items()
            },
            topics={new_topics.get(id, id): topic for id, topic in before.topics.items()},
        )
    both = before.papers.keys() & after.papers.keys()
    changed = sort_by_title((id for id in both if before.papers[id] != after.papers[id]), after.papers)
    return Pair(before, after, old_ids, changed)


def follow(address: str, side: Side) -> str:
    """Give the page that an address leads to in the end, or nothing. Pages of other kinds are taken for granted."""
    seen = set()
    while address not in side.pages and address in side.redirects:
        if address in seen:
            return ""
        seen.add(address)
        address = side.redirects[address]
    return address if address in side.pages or not _PAGE.fullmatch(address) else ""


def sort_by_title(ids: Iterable[str], papers: Mapping[str, Any]) -> list[str]:
    """Put ids of papers into the order of their titles."""
    return sorted(ids, key=lambda id: (papers[id]["title"].casefold(), id))


def _read_side(data: Mapping[str, Any]) -> Side:
    kinds = ("papers", "hidden", "topics", "editions", "lists")
    groups = {kind: {one["id"]: one for one in data.get(kind, ())} for kind in kinds}
    pages = {f"{'papers' if kind == 'hidden' else kind}/{id}/" for kind in kinds for id in groups[kind]}
    return Side(**groups, redirects=data.get("redirects", {}), pages=frozenset(pages))


def _find_successors(kind: str, old: Collection[str], new: Collection[str], side: Side) -> dict[str, str]:
    """Find the ids that are gone and whose address leads to another one of the same kind: that, by the old id."""
    leads = {id: follow(f"{kind}/{id}/", side) for id in old if id not in new}
    found = {id: address.removeprefix(f"{kind}/").removesuffix("/") for id, address in leads.items()}
    return {id: target for id, target in found.items() if target in new}


def _find_renamed(successors: Mapping[str, str], old: Collection[str]) -> dict[str, str]:
    """Find those that had no page before: they are the same thing, with another id. Give the old one, by the new."""
    return {target: id for id, target in sorted(successors.items(), reverse=True) if target not in old}


def _rename_in(paper: Mapping[str, Any], papers: Mapping[str, str], topics: Mapping[str, str]) -> dict[str, Any]:
    """Give a paper with the new ids of papers and topics in place of the old ones, each once."""
    related, shelves = (
        list(dict.fromkeys(names.get(id, id) for id in paper[key]))
        for key, names in (("related", papers), ("topics", topics))
    )
    why = paper["why"] or {"scores": ()}
    scores = [{**score, "topic": topics.get(score["topic"], score["topic"])} for score in why["scores"]]
    return {**paper, "related": related, "topics": shelves, "why": {**why, "scores": scores}}
