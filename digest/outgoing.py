"""Finds the addresses that pages lead to, and doubts those that are gone for good."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping

from digest.addresses import address_of
from digest.health import is_gone
from digest.nouns import Doubt, Health, Paper, ReadingList
from digest.prose import render_markdown

_HREF = re.compile(r'href="(https?://[^"]+)"')
_IMPLIED = "https://arxiv.org/pdf/"  # follows from the arXiv id, whose own page is asked

Mended = tuple[str, str]  # an address, and the line of YAML that changes it


def find_in_paper(paper: Paper) -> Iterator[Mended]:
    """Yield the addresses that a paper's page leads to."""
    for link in paper.links:
        if not link.url.startswith(_IMPLIED):
            right = '"2503.02130"' if link.kind == "arxiv" else "the right one"
            yield link.url, f"# links: {{{link.kind}: {right}}}"
    for name, text in (("title", paper.title_text), ("abstract", paper.abstract_text)):
        for span in text.spans if text else ():
            if span.kind == "link":
                yield span.url, f"# {name}:  # the same without {span.url}"
    for url in find_in_markdown(paper.note):
        yield url, "# note:  # the same with another address"
    for url in find_in_markdown(paper.long_note):
        yield url, f"# in site_src/notes/{paper.id}.md: another address"


def find_in_list(reading: ReadingList) -> Iterator[str]:
    """Yield the addresses that a reading list leads to, beside its papers."""
    for text in (reading.description, *(item.line for item in reading.items)):
        yield from find_in_markdown(text)


def find_in_markdown(text: str) -> Iterator[str]:
    """Yield the addresses that a text of editors leads to."""
    if "http" in text:
        yield from map(html.unescape, _HREF.findall(render_markdown(text)))


def doubt_links(
    papers: Iterable[Paper], lists: Iterable[ReadingList], prose: Mapping[str, str], health: Mapping[str, Health]
) -> Iterator[Doubt]:
    """Yield a doubt for each link to what is gone for good; where nothing was asked, nothing is."""
    gone = {url: _describe(url, seen) for url, seen in health.items() if is_gone(seen)}
    if not gone:
        return
    for paper in sorted(papers, key=lambda paper: paper.id):
        for url, line in dict(find_in_paper(paper)).items():
            if url in gone:
                yield Doubt("gone", paper.id, paper.title, address_of(paper), gone[url], line, paper.override)
    files = [(f"site_src/pages/{name}.md", name, f"{name}/", find_in_markdown(text)) for name, text in prose.items()]
    files += [(reading.place.file, reading.name, address_of(reading), find_in_list(reading)) for reading in lists]
    for file, title, address, urls in files:
        for url in dict.fromkeys(urls):
            if url in gone:
                yield Doubt("gone", file, title, address, gone[url], "# write another address there")


def _describe(url: str, seen: Health) -> str:
    return f"{url} is gone: {seen.answer} on {seen.times} days from {seen.first} to {seen.last}"
