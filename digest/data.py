"""Writes the digest as data: `papers.json`, the public interface for programs. Its form is described in the README."""

from __future__ import annotations

import json
from typing import Any

from digest.addresses import address_of
from digest.nouns import Digest, Paper, Why

VERSION = 1


def render_data(digest: Digest) -> bytes:
    """Give `papers.json`: all papers shown, sorted by id, one to a line so that two versions compare well."""
    papers = sorted(digest.papers, key=lambda paper: paper.id)
    lines = ",\n".join(json.dumps(_describe(paper), ensure_ascii=False) for paper in papers)
    return f'{{"version": {VERSION}, "papers": [\n{lines}\n]}}\n'.encode("utf-8", "replace")


def _describe(paper: Paper) -> dict[str, Any]:
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
        "links": {link.kind: link.url for link in paper.links},
        "authors": list(paper.authors),
        "date": paper.date,
        "summary": paper.summary,
        "note": paper.note,
        "why": _explain(paper.why) if paper.why else None,
    }


def _explain(why: Why) -> dict[str, Any]:
    return {
        "override": str(why.override) if why.override else None,
        "scores": [
            {
                "topic": score.topic,
                "score": round(score.value, 2),
                "terms": [
                    {"term": match.term, "where": match.where, "weight": round(match.weight, 2)}
                    for match in score.matches
                ],
            }
            for score in why.scores
            if score.topic in why.topics
        ],
    }
