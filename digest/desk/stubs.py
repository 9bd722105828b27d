"""Writes overrides for people to complete: a paper's present values as comments, and the way to GitHub's editor."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator

from digest.nouns import Link, Paper, Place, Site

SCHEMA_LINE = "# yaml-language-server: $schema=../schemas/overrides.json"
_HELP = "# Take away the `# ` before what you want to change. What stays behind a `#` is not read."
_LONGEST = 6000  # characters of an address; GitHub refuses those that are much longer


def write_override(paper: Paper, with_abstract: bool = True) -> str:
    """Write an override of a paper that says nothing yet: valid as it is, its fields behind `#` as they are now."""
    lines = [f"  # {line}" for line in _list_fields(paper, with_abstract)]
    return "\n".join([_HELP, f"{paper.id}:", *lines]) + "\n"


def quote(text: str) -> str:
    """Write text as one YAML value, in single quotes."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def link_corrections(site: Site, paper: Paper) -> tuple[Link, ...]:
    """Make the links to GitHub by which a reader becomes an editor: to the file to write, and to what decided.

    Their labels are left to the page, which has the words of the interface.
    """
    if not site.repository:
        return ()
    if paper.override:
        write = Link("edit", "", f"{site.repository}/edit/{site.branch}/{paper.override.file}")
    else:
        write = Link("new", "", _prefill(site, paper))
    place = paper.override or _find_decisive_term(paper)
    return (write, Link("line", "", _point(site, place))) if place else (write,)


def _list_fields(paper: Paper, with_abstract: bool) -> Iterator[str]:
    yield f"title: {quote(paper.title)}"
    if with_abstract:
        yield f"abstract: {quote(paper.abstract)}"
    yield f"topics: [{', '.join(topic.id for topic in paper.topics)}]"
    yield _offer("summary", paper.line and quote(paper.line), "one line for lists")
    yield _offer("note", paper.note and quote(paper.note), "what readers should know, in Markdown")
    known = {link.kind: quote(link.url) for link in paper.links}
    yield "links:"
    yield _offer("  arxiv", known.get("arxiv", ""), "such as 2503.02130")
    yield _offer("  code", known.get("code", ""), "such as https://github.com/owner/name")
    yield _offer(
        "authors", f"[{', '.join(map(quote, paper.authors))}]" if paper.authors else "", "such as [Ada Lovelace]"
    )
    yield _offer("date", paper.date, "such as 2026-03")
    yield _offer("hide", "", "why readers should not see it")


def _offer(name: str, value: str, meant: str) -> str:
    """Write what is known; else the name alone, which a check refuses for as long as nothing stands behind it."""
    return f"{name}: {value}" if value else f"{name}:  # {meant}"


def _prefill(site: Site, paper: Paper) -> str:
    """Give the address of GitHub's editor with a finished file; a long abstract is left out."""
    for with_abstract in (True, False):
        text = f"{SCHEMA_LINE}\n{write_override(paper, with_abstract)}"
        query = urllib.parse.urlencode({"filename": f"{paper.id}.yml", "value": text}, quote_via=urllib.parse.quote)
        address = f"{site.repository}/new/{site.branch}/site_src/overrides?{query}"
        if len(address) <= _LONGEST:
            break
    return address


def _find_decisive_term(paper: Paper) -> Place | None:
    """Give the line of `topics.yml` that spoke loudest for a paper's primary topic."""
    scores = paper.why.scores if paper.why else ()
    matches = next((score.matches for score in scores if score.topic == paper.topics[0].id), ())
    lines = {term.phrase: term.line for term in paper.topics[0].terms}
    line = next((lines[match.term] for match in matches if match.term in lines), 0)
    return Place("site_src/topics.yml", line) if line else None


def _point(site: Site, place: Place) -> str:
    return f"{site.repository}/blob/{site.branch}/{place.file}?plain=1#L{place.line}"
