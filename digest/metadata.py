"""Says what a page is about for machines: schema.org's terms as JSON-LD, with no fact that is not known."""

from __future__ import annotations

import textwrap
from typing import Any

from digest.addresses import address_of
from digest.citations import is_organisation
from digest.nouns import Page, PaperView, Site

_SCHEMA = "https://schema.org"
_HEADLINE = 110  # characters that search engines show


def describe_page(page: Page, site: Site) -> dict[str, Any]:
    """Describe the page of a paper: the paper, and the way to the page."""
    view = page.subject
    if not isinstance(view, PaperView):
        raise TypeError(page.address)
    paper = view.paper
    article: dict[str, Any] = {
        "@type": "ScholarlyArticle",
        "headline": textwrap.shorten(paper.title, _HEADLINE, placeholder="…"),
        "name": paper.title,
        "abstract": "" if paper.summary else paper.abstract,
        "about": [topic.name for topic in paper.topics],
        "author": [_describe_author(name) for name in paper.authors],
        "datePublished": paper.date,
        "sameAs": [link.url for link in paper.links if link.kind in ("arxiv", "doi", "pdf")],
    }
    crumbs = [(site.name, ""), (paper.topics[0].name, address_of(paper.topics[0])), (paper.title, page.address)]
    return {
        "@context": _SCHEMA,
        "@type": "WebPage",
        "name": paper.title,
        "inLanguage": site.language,
        **({"url": site.base_url + page.address} if site.base_url else {}),
        "mainEntity": {name: value for name, value in article.items() if value},
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": number,
                    "name": name,
                    **({"item": site.base_url + address} if site.base_url else {}),
                }
                for number, (name, address) in enumerate(crumbs, 1)
            ],
        },
    }


def _describe_author(name: str) -> dict[str, str]:
    return {"@type": "Organization" if is_organisation(name) else "Person", "name": name}
