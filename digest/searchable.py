"""Writes for each paper what the search reads of it: a small page of its own, with nothing that is not to be found.

The pages of the site are not indexed: Pagefind would read all that stands about a paper to leave most of it out, and
any change of it would be a change of the index.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from digest.addresses import address_of, file_of
from digest.nouns import Digest, Paper
from digest.prose import strip_markdown
from digest.text.aliases import list_names, list_words
from digest.words import Say


def write_records(digest: Digest, say: Say) -> Iterator[tuple[str, bytes]]:
    """Yield each paper's record, named as its page is, so that results lead there; `say` has the site's words."""
    dated = any(paper.date for paper in digest.papers)
    last = len(digest.papers)
    head = f'<!doctype html><html lang="{escape(digest.site.language)}">'
    for number, paper in enumerate(digest.papers):
        # From the newest, and papers of one day by title.
        age = f"{paper.date or '0'} {last - number:07d}" if dated else ""
        record = head + _write_record(paper, say("withdrawn") if paper.withdrawn else "", age)
        yield file_of(address_of(paper)), record.encode("utf-8", "replace")


def _write_record(paper: Paper, mark: str, age: str) -> str:
    metadata = {
        "title": paper.title,
        "topics": " · ".join(filter(None, [mark, *(topic.name for topic in paper.topics)])),
        "alias": " ".join([*list_names(paper.title), *_list_numbers(paper)]),  # what people type for the paper itself
        "also": " ".join(list_words(f"{paper.title} {paper.abstract}")),  # and for words of the text
        "all": "allpapers",  # asked for no word, Pagefind loads its whole index
    }
    filters = [
        *(("topic", topic.name) for topic in paper.topics),
        *(("edition", edition.name) for edition in paper.editions),
        *([("year", paper.date[:4])] if paper.date else []),
        *([("code", "yes")] if paper.code else []),
    ]
    # A paper without a key would be missing from its order; where nobody has a date there is none.
    sorts = {"title": paper.title.lower(), **({"date": age} if age else {})}
    # A title is text too, of less weight than a heading has, about which all excerpts would be cut. The other metadata
    # are found by themselves.
    text = [
        ", ".join(paper.authors),
        _write_plainly(paper),
        strip_markdown(paper.note),
        strip_markdown(paper.long_note),
    ]
    return (
        f"<title>{escape(paper.title)}</title><body data-pagefind-body>"
        + "".join(_mark("meta", name, value) for name, value in metadata.items() if value)
        + "".join(_mark("filter", name, value) for name, value in filters)
        + "".join(_mark("sort", name, value) for name, value in sorts.items())
        + f'<h1 data-pagefind-weight="3">{escape(paper.title)}</h1>'
        + "".join(f"<p>{escape(part)}</p>" for part in text if part)
        + "\n"
    )


def _list_numbers(paper: Paper) -> list[str]:
    """List the ids at arXiv, without the version, and the DOIs."""
    arxiv = [link.url.rpartition("/abs/")[2].partition("v")[0] for link in paper.links if link.kind == "arxiv"]
    return arxiv + [link.url.partition("doi.org/")[2] for link in paper.links if link.kind == "doi"]


def _write_plainly(paper: Paper) -> str:
    """Give the abstract without addresses: one of a popular host would find half of all papers."""
    if not paper.abstract_text:
        return paper.abstract
    return "".join(span.text for span in paper.abstract_text.spans if span.kind != "link")


def _mark(kind: str, name: str, value: str) -> str:
    return f'<span data-v="{escape(value)}" data-pagefind-{kind}="{name}[data-v]"></span>'
