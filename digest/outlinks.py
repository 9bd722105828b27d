"""Makes the links out of a paper's page: to where it is known to be, else to where it can be looked for."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable

from digest.nouns import Link, Paper

_LABELS = {"pdf": "PDF", "code": "Code", "project": "Project page"}
_ORDER = ("arxiv", "pdf", "doi", "code", "project")
_SEARCHES = (
    ("arXiv", "https://arxiv.org/search/?searchtype=title&query="),
    ("Google Scholar", "https://scholar.google.com/scholar?q="),
    ("Semantic Scholar", "https://www.semanticscholar.org/search?q="),
    ("Hugging Face", "https://huggingface.co/papers?q="),
)


def make_link(kind: str, value: str) -> Link:
    """Make the link of one kind: `value` is an arXiv id or a DOI, alone or behind what leads to it, else an address."""
    match kind:
        case "arxiv":
            value = re.sub(r".*/(abs|pdf|html|papers)/|arxiv[: ] ?|(\.pdf|/| \[.*\])$", "", value, flags=re.IGNORECASE)
            return Link(kind, f"arXiv {value}", f"https://arxiv.org/abs/{value}")
        case "doi":
            value = value[max(value.find("10."), 0) :]
            return Link(kind, f"DOI {value}", f"https://doi.org/{value.replace('#', '%23').replace('?', '%3F')}")
    return Link(kind, _LABELS[kind], value)


def join_links(*groups: Iterable[Link]) -> tuple[Link, ...]:
    """Join groups of links, a later one before an earlier one of its kind, in a fixed order of kinds."""
    by_kind = {link.kind: link for group in groups for link in group}
    return tuple(by_kind[kind] for kind in _ORDER if kind in by_kind)


def complete_links(links: Iterable[Link], arxiv: str) -> tuple[Link, ...]:
    """Add what an arXiv id implies: the abstract's page and the PDF."""
    known = tuple(links)
    id = next((link.url.rpartition("/abs/")[2] for link in known if link.kind == "arxiv"), arxiv)
    if not id:
        return join_links(known)
    return join_links([make_link("arxiv", id), make_link("pdf", f"https://arxiv.org/pdf/{id}")], known)


def list_links(paper: Paper) -> tuple[Link, ...]:
    """List where a paper is, and its code also where only its abstract says that."""
    return join_links([make_link("code", paper.code)] if paper.code else (), paper.links)


def make_searches(paper: Paper) -> tuple[Link, ...]:
    """Make searches for the title, for a paper that nobody knows the place of."""
    if any(link.kind in ("arxiv", "pdf", "doi") for link in paper.links):
        return ()
    title = urllib.parse.quote_plus(paper.title)
    return tuple(Link("search", label, address + title) for label, address in _SEARCHES)
