"""Writes the digest as data: `papers.json`, the public interface for programs, described in docs/papers-json.md."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from digest.addresses import address_of
from digest.nouns import Digest, Match, Paper, Why
from digest.outlinks import list_links

VERSION = 1


def render_data(digest: Digest) -> bytes:
    """Give `papers.json`: all papers shown, sorted by id, one to a line so that two versions compare well."""
    lines = {topic.id: {term.phrase: term.line for term in topic.terms} for topic in digest.topics}
    groups: dict[str, Iterable[dict[str, Any]]] = {
        "papers": (_describe(paper, lines) for paper in sorted(digest.papers, key=lambda paper: paper.id)),
        "hidden": map(_describe_hidden, digest.hidden),
        "topics": ({"id": topic.id, "name": topic.name} for topic in digest.topics),
        "editions": ({"id": edition.id, "name": edition.name, "date": edition.date} for edition in digest.editions),
        "lists": (
            {"id": one.id, "name": one.name, "papers": [item.paper for item in one.items]} for one in digest.lists
        ),
    }
    moves = json.dumps({move.old: move.new for move in digest.moves}, indent=0)
    data = io.BytesIO()  # of a large digest it is hundreds of megabytes, which are held once
    add = data.write
    add(f'{{"version": {VERSION}, "began": {json.dumps(digest.site.began)}'.encode())
    for name, group in groups.items():
        for piece in _write_lines(name, group):
            add(piece.encode("utf-8", "replace"))
    add(f', "redirects": {moves}}}\n'.encode("utf-8", "replace"))
    return data.getvalue()


def _write_lines(name: str, group: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Write one to a line."""
    yield f', "{name}": [\n'
    for number, item in enumerate(group):
        yield ",\n" * (number > 0) + json.dumps(item, ensure_ascii=False)
    yield "\n]"


def _describe_hidden(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.id,
        "title": paper.title,
        "reason": paper.hidden,
        "override": str(paper.override) if paper.override else None,
    }


def _describe(paper: Paper, lines: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    return {
        "id": paper.id,
        "url": address_of(paper),
        "title": paper.title,
        "abstract": paper.abstract,
        "topics": [topic.id for topic in paper.topics],
        "editions": [edition.id for edition in paper.editions],
        "sources": [
            {"file": entry.place.file.removeprefix("seeds/"), "line": entry.place.line} for entry in paper.sources
        ],
        "related": list(paper.related),
        "links": {link.kind: link.url for link in list_links(paper)},
        "authors": list(paper.authors),
        "date": paper.date,
        "summary": paper.summary,
        "line": paper.line,
        "note": paper.note,
        "long_note": paper.long_note,
        "withdrawn": paper.withdrawn,
        "pin": paper.pin.order if paper.pin else None,
        "override": str(paper.override) if paper.override else None,
        "why": _explain(paper.why, lines) if paper.why else None,
    }


def _explain(why: Why, lines: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    return {
        "override": str(why.override) if why.override else None,
        "scores": [
            {
                "topic": score.topic,
                "score": round(score.value, 2),
                "terms": [_describe_match(match, lines[score.topic]) for match in score.matches],
            }
            for score in why.scores
            if score.topic in why.topics
        ],
    }


def _describe_match(match: Match, lines: Mapping[str, int]) -> dict[str, Any]:
    described: dict[str, Any] = {"term": match.term, "where": match.where, "weight": round(match.weight, 2)}
    if match.like:
        described["like"] = match.like
    elif lines.get(match.term):
        described["line"] = lines[match.term]
    return described
