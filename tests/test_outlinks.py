"""Every paper leads out of the site: to where it is known to be, else to where it can be looked for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from digest.nouns import Link, Paper, Repaired, Span
from digest.outlinks import complete_links, join_links, list_links, make_link, make_searches
from digest.shapes import Words
from digest.vocabulary import LINKS


@pytest.mark.parametrize(
    ("kind", "value", "label", "url"),
    [
        ("arxiv", "2503.02130", "arXiv 2503.02130", "https://arxiv.org/abs/2503.02130"),
        ("arxiv", "arXiv:2503.02130", "arXiv 2503.02130", "https://arxiv.org/abs/2503.02130"),
        ("arxiv", "arXiv:2503.02130v1 [cs.CL]", "arXiv 2503.02130v1", "https://arxiv.org/abs/2503.02130v1"),
        ("arxiv", "www.arxiv.org/html/2503.02130/", "arXiv 2503.02130", "https://arxiv.org/abs/2503.02130"),
        ("arxiv", "https://huggingface.co/papers/2503.02130", "arXiv 2503.02130", "https://arxiv.org/abs/2503.02130"),
        ("arxiv", "hep-th/9901001v2", "arXiv hep-th/9901001v2", "https://arxiv.org/abs/hep-th/9901001v2"),
        ("arxiv", "https://arxiv.org/abs/2503.02130", "arXiv 2503.02130", "https://arxiv.org/abs/2503.02130"),
        ("arxiv", "https://arxiv.org/pdf/2503.02130v2.pdf", "arXiv 2503.02130v2", "https://arxiv.org/abs/2503.02130v2"),
        ("doi", "10.1000/182", "DOI 10.1000/182", "https://doi.org/10.1000/182"),
        ("doi", "https://doi.org/10.1000/182", "DOI 10.1000/182", "https://doi.org/10.1000/182"),
        ("doi", "doi.org/10.1000/182", "DOI 10.1000/182", "https://doi.org/10.1000/182"),
        ("doi", "doi:10.1000/182", "DOI 10.1000/182", "https://doi.org/10.1000/182"),
        ("doi", "10.1000/a#1?b", "DOI 10.1000/a#1?b", "https://doi.org/10.1000/a%231%3Fb"),
        ("code", "https://example.org/x", "Code", "https://example.org/x"),
    ],
)
def test_links(kind: str, value: str, label: str, url: str) -> None:
    """A link has words to show and an address, whatever way it was written; editors may write it in all these."""
    assert Link(kind, label, url) == make_link(kind, value)
    pattern = LINKS.fields[kind]
    assert isinstance(pattern, Words)
    assert re.fullmatch(pattern.pattern, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("arxiv", "2413.12345"),
        ("arxiv", "2503.0213"),
        ("arxiv", "1312.06114"),
        ("doi", "10.1000/182."),
        ("doi", "doi.org/"),
    ],
)
def test_what_leads_nowhere(kind: str, value: str) -> None:
    """A month that is none, digits that are missing, and a stop that was copied along are not taken."""
    pattern = LINKS.fields[kind]
    assert isinstance(pattern, Words)
    assert not re.fullmatch(pattern.pattern, value)


def test_later_links_win() -> None:
    """Of two links of one kind the later stands: an editor's goes before a capture's."""
    old, new = make_link("code", "https://a.org/"), make_link("code", "https://b.org/")
    assert (make_link("arxiv", "2401.00001"), new) == join_links([old], [new, make_link("arxiv", "2401.00001")])


def test_arxiv_id_gives_abstract_and_pdf() -> None:
    """A known arXiv id leads to the abstract and the PDF, and an editor's PDF goes before it."""
    mine = make_link("pdf", "https://example.org/a.pdf")
    assert ["arxiv", "pdf"] == [link.kind for link in complete_links((), "2401.00001")]
    assert mine in complete_links((mine,), "2401.00001")
    assert () == complete_links((), "")


def test_code_that_only_the_abstract_names() -> None:
    """The first repository in an abstract is the paper's code, unless somebody says another; a list is none."""
    addresses = ("https://github.com/a/awesome-x", "https://github.com/a/b", "https://github.com/c/d")
    abstract = Repaired(tuple(Span("link", url, url) for url in addresses), " ".join(addresses), ())
    paper = Paper("x", "X", abstract.plain, (), abstract_text=abstract)
    assert (make_link("code", "https://github.com/a/b"),) == list_links(paper)
    said = (make_link("code", "https://example.org/"),)
    assert said == list_links(replace(paper, links=said))


def test_searches() -> None:
    """A paper without a known place is looked for by its title, well quoted; one with a place is not."""
    searches = make_searches(Paper("x", 'A "B" & C?', "", ()))
    assert ["arXiv", "Google Scholar", "Semantic Scholar", "Hugging Face"] == [link.label for link in searches]
    assert all(link.url.endswith("A+%22B%22+%26+C%3F") for link in searches)
    assert () == make_searches(Paper("x", "T", "", (), links=(make_link("arxiv", "2401.00001"),)))
