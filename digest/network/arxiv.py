"""Asks arXiv for a paper by its title, and takes only what is certainly the same paper.

The answer is a stranger's XML: no document type, no entities, little depth, and no field that is not as it should be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NoReturn
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from digest.duplicates import MISSPELT, Folded, fold_paper, measure_titles
from digest.network.services import Service
from digest.network.web import Client
from digest.network.wire import WebError, clean
from digest.nouns import CODE_HOSTS, Paper
from digest.papers import share_words

TYPES = ("application/atom+xml", "application/xml", "text/xml")
MAX_DEPTH = 16
MAX_ELEMENTS = 50_000
MAX_WORDS = 40  # of a title, in a question
FEW = 12  # longer words: an abstract of fewer says nothing

# Certain from these agreements of the titles (1: equal when folded) and of the longer words of the abstracts on. Of
# 198,135 pairs of different papers in the seeds none shares half of the longer words; all repeated ones share 98 %.
CERTAIN = ((1.0, 0.5), (0.94, 0.7))
SMALL_WORDS = {"a", "an", "the", "of", "for", "in", "on", "and", "to", "with", "via", "by"}

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_ID = re.compile(
    r"https?://(?:export\.)?arxiv\.org/abs/([0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v\d+)?"
)
_CODE = re.compile(rf"\b({CODE_HOSTS})/([a-z0-9][a-z0-9_.-]*/[a-z0-9_.-]*[a-z0-9_-])", re.I)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One paper as arXiv describes it; the id is without version, days are ISO."""

    arxiv: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    date: str
    updated: str
    categories: tuple[str, ...]  # the primary one first
    comment: str = ""
    doi: str = ""
    journal: str = ""


def ask_arxiv(client: Client, service: Service, paper: Paper) -> Candidate | None:
    """Ask for one paper; give it if arXiv certainly has it, and raise `WebError` where there is no usable answer."""
    answer = client.get(make_url(service.address, paper.title, service.page), TYPES)
    return choose_match(paper, parse_atom(answer.body))


def make_url(address: str, title: str, size: int) -> str:
    """Make the address of the question: the words of the title, one after the other."""
    return f"{address}/api/query?{urlencode({'search_query': make_query(title), 'max_results': size})}"


def make_query(title: str) -> str:
    """Make the question: no LaTeX and no marks, since those of the query language would change its meaning."""
    plain = re.sub(r"\\[a-zA-Z]+(?=\{)|[\\${}^_]", "", title)
    words = re.findall(r"\w+(?:['’.]\w+)*", plain)
    return f'ti:"{" ".join(words[:MAX_WORDS])}"'


def parse_atom(body: bytes) -> list[Candidate]:
    """Read an Atom feed of the API, or raise `WebError` for what is none, and for what it calls an error."""
    feed = read_xml(body)
    if feed.tag != f"{_ATOM}feed":
        raise WebError("arXiv: the answer is XML, but no Atom feed")
    entries = feed.findall(f"{_ATOM}entry")
    for entry in entries:
        if "/api/errors" in _text(entry, f"{_ATOM}id"):
            raise WebError(f"arXiv: the question was refused ({clean(_text(entry, f'{_ATOM}summary'))})")
    if not entries and _text(feed, _TOTAL) not in ("", "0"):
        raise WebError("arXiv: the answer says that there are results and shows none")
    return [candidate for entry in entries if (candidate := _make_candidate(entry))]


def read_xml(body: bytes) -> Element:
    """Read XML into a tree; what could grow while it is read (types, entities, depth) is refused."""
    builder = TreeBuilder()
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise WebError("arXiv: the answer is XML of too many elements")
        builder.start(_name(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_name(name))

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(body.decode("utf-8"), True)  # as text, so that no declared encoding counts
    except UnicodeDecodeError:
        raise WebError("arXiv: the answer is not UTF-8 text") from None
    except expat.ExpatError as error:
        raise WebError(f"arXiv: the answer is not whole XML (line {error.lineno})") from None
    return builder.close()


def choose_match(paper: Paper, candidates: Sequence[Candidate]) -> Candidate | None:
    """Give the one candidate that certainly is the paper; of several, none is certain."""
    found = {candidate.arxiv: candidate for candidate in candidates if is_same(paper, candidate)}
    return next(iter(found.values())) if len(found) == 1 else None


def is_same(paper: Paper, candidate: Candidate) -> bool:
    """Whether titles are equal or nearly, with the same numbers and parts, and abstracts share most of their words."""
    if min(_count_words(paper.abstract), _count_words(candidate.abstract)) < FEW:
        return False
    one, other = fold_paper(paper), fold_paper(Paper(paper.id, candidate.title, candidate.abstract, ()))
    if one.numbers != other.numbers or one.version != other.version:
        return False
    titles, abstracts = measure_titles(one.key, other.key), share_words(paper.abstract, candidate.abstract)
    certain = any(titles >= title and abstracts >= abstract for title, abstract in CERTAIN)
    return certain and (one.key == other.key or _differ_in_spelling(one, other))


def find_code(*texts: str) -> tuple[str, ...]:
    """Find the addresses of repositories, in order, each once."""
    found: dict[str, str] = {}
    for text in texts:
        for host, path in _CODE.findall(text.replace("\\_", "_")):
            address = f"https://{host.lower()}/{path.removesuffix('.git')}"
            found.setdefault(address.lower(), address)
    return tuple(found.values())


def _count_words(text: str) -> int:
    return len(set(re.findall(r"\w{5,}", text.casefold())))


def _differ_in_spelling(one: Folded, other: Folded) -> bool:
    """Whether two titles differ only by misspelt or small words: `A Survey` more on one side is another paper."""
    mine, its = ([word for word in a.words if word not in b.words] for a, b in ((one, other), (other, one)))
    if not mine or not its:
        return {*mine, *its} <= SMALL_WORDS
    return SequenceMatcher(None, "".join(mine), "".join(its), autojunk=False).ratio() >= MISSPELT


def _make_candidate(entry: Element) -> Candidate | None:
    id = _ID.fullmatch(_text(entry, f"{_ATOM}id"))
    title = _text(entry, f"{_ATOM}title")
    if not id or not title:
        return None
    authors = [_text(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author")]
    first = [item.get("term", "") for item in entry.findall(f"{_ARXIV}primary_category")]
    terms = first + [item.get("term", "") for item in entry.findall(f"{_ATOM}category")]
    return Candidate(
        arxiv=id[1],
        title=title,
        abstract=_text(entry, f"{_ATOM}summary"),
        authors=tuple(author for author in authors if author),
        date=_text(entry, f"{_ATOM}published")[:10],
        updated=_text(entry, f"{_ATOM}updated")[:10],
        categories=tuple(dict.fromkeys(terms)),
        comment=_text(entry, f"{_ARXIV}comment"),
        doi=_text(entry, f"{_ARXIV}doi"),
        journal=_text(entry, f"{_ARXIV}journal_ref"),
    )


def _text(element: Element, name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in element.findtext(name) or "").split())


def _name(name: str) -> str:
    return "{" + name if "}" in name else name


def _refuse(*_: object) -> NoReturn:
    raise WebError("arXiv: the answer is XML with a document type, which is refused")
