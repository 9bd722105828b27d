"""Invented papers, and captures of them in every format that is read; the same seed gives the same papers."""

from __future__ import annotations

import csv
import io
import json
import random
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from xml.sax.saxutils import escape as escape_xml

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WORDS = (
    "lantern orchard granite sparrow velvet harbour thimble quarry meadow anvil cobalt ribbon saffron tundra walnut "
    "zephyr "
    "bramble cinder drizzle ember fathom gossamer hollow indigo juniper kestrel lattice mosaic nectar obsidian "
    "pebble quiver "
    "ravine sextant trellis umbra vortex willow yonder amber basalt copper dapple eddy fennel glacier heron inlet "
    "jasper"
).split()
ODD = (
    "over the interval [0, 1] we gain 3%",
    "costs $O(n \\log n)$ (see [12])",
    "naïve β-schedules — “quoted” — fail",
    "a half-open range [0,1) is used",
    "on C# and 5x5 grids, i.e. less",
    "with {\\bf bold} claims & <tags>",
)
OWNERS = ("Harbour Lab", "University of Lanterns", "Orchard & Sons", "Tundra AI")


@dataclass(frozen=True)
class Invented:
    """A paper that nobody wrote."""

    title: str
    abstract: str
    arxiv: str
    date: str
    upvotes: int | None
    comments: int | None
    authors: tuple[str, ...]
    organisation: str
    code: str
    stars: int | None
    summary: bool = False

    @property
    def day(self) -> str:
        """The date as pages print it."""
        year, month, day = self.date.split("-")
        return f"{MONTHS[int(month) - 1]} {int(day)}, {year}"


def sentence(rng: random.Random, words: int) -> str:
    picked = [rng.choice(WORDS) for _ in range(words)]
    if rng.random() < 0.3:
        picked.insert(rng.randrange(1, len(picked)), rng.choice(ODD))
    return " ".join(picked).capitalize() + "."


def invent(rng: random.Random, count: int) -> list[Invented]:
    papers = []
    for number in range(count):
        head = "".join(rng.choice(WORDS).capitalize() for _ in range(2))
        tail = " ".join(rng.choice(WORDS).capitalize() for _ in range(rng.randint(4, 12)))
        owned = rng.random() < 0.4
        papers.append(
            Invented(
                title=f"{head}{number}: {tail}" + rng.choice(["", "", " [Reprise]", "?", " (2nd Edition)"]),
                abstract=" ".join(sentence(rng, rng.randint(9, 20)) for _ in range(rng.randint(5, 12))),
                arxiv=f"{rng.randint(2001, 2012)}.{rng.randint(0, 9999):04d}{number % 10}",
                date=f"{rng.randint(2019, 2025)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
                upvotes=rng.choice([None, rng.randint(0, 400)]),
                comments=rng.choice([None, rng.randint(1, 30)]),
                authors=tuple(
                    f"{rng.choice(WORDS).capitalize()} {rng.choice(WORDS).capitalize()}"
                    for _ in range(rng.randint(1, 6))
                ),
                organisation=rng.choice(OWNERS) if owned else "",
                code=f"https://github.com/{head.lower()}/{number}" if rng.random() < 0.5 else "",
                stars=rng.randint(1, 999),
            )
        )
    return papers


def url(paper: Invented) -> str:
    return f"https://huggingface.co/papers/{paper.arxiv}"


def votes(paper: Invented) -> str:
    return "-" if paper.upvotes is None else str(paper.upvotes)


def plain(papers: list[Invented], glued: bool = False) -> str:
    lines = [line for paper in papers for line in (paper.title, paper.abstract)]
    if glued:
        return "\n".join(["Get trending papers in your email inbox!", "Subscribe" + lines[0], *lines[1:]]) + "\n"
    head = ["new", "Get trending papers in your email inbox!", "Subscribe", "byAK and the research community", "Aug 6"]
    return "\n\n".join(head + lines)


def plain_glued(papers: list[Invented]) -> str:
    return plain(papers, glued=True)


HEAD = """---
url: https://huggingface.co/papers?q=granite+lantern
retrieved: 2025-12-30
title: Daily Papers - Hugging Face
---
new

Get trending papers in your email inbox!

[Subscribe](https://huggingface.co/login?next=%2Fpapers)

# Daily Papers

## by [![](https://huggingface.co/papers-by.png)AK](https://huggingface.co/akhaliq) and the research community

- Daily
- Weekly
- Monthly

[Trending Papers](https://huggingface.co/papers/trending)

Dec 30

"""


def owner(paper: Invented, relative: bool = False) -> str:
    site = "" if relative else "https://huggingface.co"
    if paper.organisation:
        return f"[![x](https://cdn-avatars.huggingface.co/v1/a_(1).png){paper.organisation}]({site}/some-org)"
    avatars = "".join(f"- ![]({site}/avatars/{n}.svg)\\\\\n" for n in range(2))
    return f"[{avatars}- {len(paper.authors)} authors]({site}/papers/{paper.arxiv})"


def markdown_card(paper: Invented, wrap: bool, relative: bool) -> str:
    address = f"/papers/{paper.arxiv}" if relative else url(paper)
    site = "" if relative else "https://huggingface.co"
    title, abstract = paper.title, paper.abstract
    if wrap:
        title = title.replace(" ", "\\  ", 3).replace("\\  ", " ", 2)
        abstract = "\\\\\n".join(textwrap.wrap(abstract, 80, break_long_words=False, break_on_hyphens=False))
    count = f"[{paper.comments}]({address}#community)" if paper.comments is not None else ""
    return (
        f"[{votes(paper)}]({site}/login?next=%2Fpapers%2F{paper.arxiv})\n\n### [{title}]({address})\n\n"
        f"[{abstract}]({address})\n\n{owner(paper, relative)}\n\n·\n\n{paper.day}{count}\n\n"
    )


def markdown(papers: list[Invented]) -> str:
    return HEAD + "".join(markdown_card(paper, number % 2 == 1, False) for number, paper in enumerate(papers))


def markdown_relative(papers: list[Invented]) -> str:
    return HEAD + "".join(markdown_card(paper, number % 3 == 1, True) for number, paper in enumerate(papers))


def numbered(papers: list[Invented], listed: bool = False) -> str:
    out = [
        "- URL: https://huggingface.co/papers?q=granite\n- Captured (UTC): 2025-12-30T01:02:03Z\n\n```text\n* [ "
        "Models ][2]"
    ]
    out.append(
        "Get trending papers in your email inbox!\n\n[Subscribe][29]\n\n# Daily Papers\n\n## by[AK][30] and more\n* "
        "Daily\n\nDec 30"
    )
    references = {2: "https://huggingface.co/models", 29: "https://huggingface.co/login?next=%2Fpapers"}
    number = 31
    for paper in papers:
        under = f"[[x] {paper.organisation}]" if paper.organisation else f"[\n* {len(paper.authors)} authors\n]"
        count = f" [ {paper.comments}][{number + 4}]" if paper.comments is not None else ""
        body = textwrap.fill(paper.abstract, 120, break_long_words=False, break_on_hyphens=False)
        out.append(
            f"[\n{votes(paper)}\n][{number}]\n\n### [{paper.title}][{number + 1}]\n\n[\n\n{body}\n\n][{number + 2}]\n"
            f"{under}[{number + 3}]\n·\n{paper.day}{count}"
        )
        references |= {number + step: url(paper) for step in (1, 2, 3)}
        references |= {number: f"https://huggingface.co/login?next=%2Fpapers%2F{paper.arxiv}"}
        references |= {number + 3: "https://huggingface.co/some-org"} if paper.organisation else {}
        references |= {number + 4: url(paper) + "#community"}
        number += 5
    if listed:
        out.append("\n" + "\n".join(f"[{key}]: {address}" for key, address in references.items()))
    return "\n".join(out) + "\n```\n"


def numbered_listed(papers: list[Invented]) -> str:
    return numbered(papers, listed=True)


def addressed(papers: list[Invented]) -> str:
    out = [
        "---\nurl: https://huggingface.co/papers?q=granite%20lantern\nexported: 2025-12-30\n---\n\n# Daily Papers - "
        "Hugging Face"
    ]
    out += [" Hugging Face", "https://huggingface.co/", "Models", "https://huggingface.co/models", "new"]
    out += [
        "Get trending papers in your email inbox!",
        "Subscribe",
        "https://huggingface.co/login?next=%2Fpapers",
        "by ",
    ]
    out += ["AK", "https://huggingface.co/akhaliq", " and the research community", "Dec 30"]
    for paper in papers:
        out += [
            f" [-] {votes(paper)}",
            f"https://huggingface.co/login?next=%2Fpapers%2F{paper.arxiv}",
            paper.title,
            url(paper),
        ]
        out += [paper.abstract, url(paper)]
        if paper.organisation:
            out += [" ", url(paper), " " + paper.organisation, "https://huggingface.co/some-org"]
        else:
            out += ["[", f"{len(paper.authors)} authors]({url(paper)})"]
        out += ["·", paper.day + " "]
        if paper.comments is not None:
            out += [str(paper.comments), url(paper) + "#community"]
    return "\n\n".join(out) + "\n"


def trending(papers: list[Invented]) -> str:
    out = [
        "---\nurl: https://huggingface.co/papers/trending\nretrieved: 2025-12-30\n---\n\n# Trending Papers\n\n## by "
        "AK\n"
    ]
    for paper in papers:
        for phone in (True, False):
            stars = f"[GitHub {paper.stars}]({paper.code}) " if paper.code else ""
            under = owner(paper).replace("\\\\\n- ", "\n- ")
            under = f"- {len(paper.authors)} authors\n\n" if not paper.organisation else under + " "
            out.append(
                f"[![]({'x' if phone else 'y'}.png)]({url(paper)})\n\nSubmitted by\n\n![](a.png)\n\nsomebody\n\n"
                f"### [{paper.title}]({url(paper)})\n\n{paper.abstract}\n\n{under}· "
                f"{'Published on ' if phone else ''}{paper.day}\n\n"
                f"[Upvote\n\n{votes(paper)}](https://huggingface.co/login?next=%2Fpapers%2F{paper.arxiv})\n\n"
                f"{stars}[arXiv Page](https://arxiv.org/abs/{paper.arxiv})\n"
            )
    return "\n".join(out)


def trending_bare(papers: list[Invented]) -> str:
    """The trending page as bare text: no link, no heading."""
    out = ["url: https://huggingface.co/papers/trending", "Trending Papers", "by", "AK", "and the research community"]
    for paper in papers:
        for phone in (True, False):
            out += ["Submitted by", "somebody", paper.title, paper.abstract]
            out += [paper.organisation] if paper.organisation else [f"{len(paper.authors)} authors"]
            out += [f"· {'Published on ' if phone else ''}{paper.day}", "Upvote", votes(paper)]
            out += [f"GitHub {paper.stars}"] if paper.code else []
            out += ["arXiv Page"]
    return "\n".join(out)


def listing(papers: list[Invented]) -> str:
    out = [
        "Hugging Face",
        "Models",
        "Datasets",
        "new",
        "Get trending papers in your email inbox!",
        "Subscribe",
        "Daily Papers",
    ]
    for paper in papers:
        out += [votes(paper), paper.title, paper.abstract]
        out += [paper.organisation] if paper.organisation else [f"{len(paper.authors)} authors"]
        out += ["·", paper.day]
        out += [str(paper.comments)] if paper.comments is not None else []
    return "\n".join([*out, "Previous", "Next", "Company", "TOS"])


def single(papers: list[Invented]) -> str:
    paper = papers[0]
    names = "\n".join(
        f"![Image 3](https://huggingface.co/a.svg)[{name}](https://huggingface.co/x) ,\n" for name in paper.authors
    )
    code = f"[GitHub {paper.stars} auto]({paper.code})" if paper.code else ""
    return (
        f"---\ntitle: Paper page - {paper.title}\nurl: {url(paper)}\ndate: 2025-12-30\n---\n\n[Papers](/papers)\n\n"
        f"arxiv:{paper.arxiv}\n\n# {paper.title}\n\nPublished on {paper.day}\n\n·Submitted by[![Image 3](a.png) "
        f"Some One](/some)on "
        f"Oct 8, 2024\n\n[- [x] Upvote {votes(paper)}](https://huggingface.co/login?next=%2Fpapers%2F{paper.arxiv})\n"
        f'*   [![Image 4](b.png)](https://huggingface.co/k "k")\n*   +21\n\nAuthors:\n\n{names}\n## Abstract\n\nA '
        f"short machine's "
        f"sentence.\n\nAI-generated summary\n\n{paper.abstract}\n\n[View arXiv "
        f"page](https://arxiv.org/abs/{paper.arxiv})"
        f"[View PDF](https://arxiv.org/pdf/{paper.arxiv}){code}[Add to collection](/login?next=x)\n\n### Community\n\n"
        f"[someone](/someone)\n\nThis is a long comment that says a lot of things about the paper. It is no "
        f"abstract. It is long.\n\n"
        f"*   [Another Paper About Nothing](https://huggingface.co/papers/1901.00001) (2019)\n\nGet this paper in "
        f"your agent:\n\n"
        f"`hf papers read {paper.arxiv}`\n\n## Models citing this paper 1\n\n[#### "
        f"some/model](https://huggingface.co/some/model)\n"
    )


def single_bare(papers: list[Invented]) -> str:
    paper = papers[0]
    names = "\n\n,\n\n".join(paper.authors)
    return (
        f"URL: {url(paper)}\n\nHugging Face\n\nModels\n\nPapers\n\narxiv:{paper.arxiv}\n\nCopy markdown\n\n"
        f"{paper.title}\n\n"
        f"Published on {paper.day}\n\nUpvote\n\n{votes(paper)}\n\nAuthors:\n\n{names}\n\nAbstract\n\n"
        f"{paper.abstract}\n\n"
        f"View arXiv page\n\nView PDF\n\nAdd to collection\n\nCommunity\n\nThis is a comment of some length. It "
        f"says Abstract.\n\n"
        f"Get this paper in your agent:\n\nhf papers read {paper.arxiv}\n\nModels citing this paper 0\n"
    )


def api_record(paper: Invented) -> dict[str, object]:
    inner: dict[str, object] = {
        "id": paper.arxiv,
        "authors": [{"_id": "1", "name": name, "hidden": False} for name in paper.authors],
        "publishedAt": f"{paper.date}T00:00:00.000Z",
        "title": paper.title.replace(" ", "\n  ", 1),
        "summary": paper.abstract.replace(" ", "\n", 4),
        "upvotes": paper.upvotes or 0,
        "ai_summary": "A machine's sentence.",
    }
    inner |= {"githubRepo": paper.code, "githubStars": paper.stars} if paper.code else {}
    record: dict[str, object] = {"paper": inner, "publishedAt": "2025-12-30T00:00:00.000Z", "title": paper.title}
    record |= {"summary": paper.abstract, "numComments": paper.comments or 0, "isAuthorParticipating": False}
    record |= {"organization": {"name": "o", "fullname": paper.organisation}} if paper.organisation else {}
    return record


def daily_json(papers: list[Invented]) -> str:
    return json.dumps([api_record(paper) for paper in papers], indent=1)


def daily_json_tight(papers: list[Invented]) -> str:
    return json.dumps([api_record(paper) for paper in papers], ensure_ascii=False)


def saved_html(papers: list[Invented]) -> str:
    props = {"dateString": "2025-12-30", "dailyPapers": [api_record(paper) for paper in papers], "query": {}}
    data = escape(json.dumps(props))
    return (
        "<!doctype html>\n<html class=''>\n<head><title>Daily Papers - Hugging Face</title></head><body>\n"
        f'<main><div class="SVELTE_HYDRATER contents" data-target="DailyPapers" '
        f'data-props="{data}"><section>x</section>'
        "</div></main></body></html>"
    )


def atom(papers: list[Invented]) -> str:
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        "<title>ArXiv Query: all:granite</title><updated>2025-12-30T00:00:00-05:00</updated>"
    ]
    for paper in papers:
        names = "".join(f"<author><name>{name}</name></author>" for name in paper.authors)
        note = (
            f'<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">9 pages, {paper.code}</arxiv:comment>'
            if paper.code
            else ""
        )
        out.append(
            f"<entry>\n<id>http://arxiv.org/abs/{paper.arxiv}v2</id>\n<published>{paper.date}T01:00:00Z</published>\n"
            f"<title>{escape_xml(paper.title)}</title>\n<summary>  "
            f"{escape_xml(textwrap.fill(paper.abstract, 80, break_on_hyphens=False))}\n"
            f"</summary>\n{names}{note}\n</entry>"
        )
    return "\n".join([*out, "</feed>\n"])


def json_lines(papers: list[Invented]) -> str:
    records = []
    for number, paper in enumerate(papers):
        record: dict[str, str | list[str]] = {
            "title": paper.title,
            "abstract": paper.abstract,
            ("id", "arxiv", "arxiv_id")[number % 3]: paper.arxiv,
        }
        record |= {("date", "published", "update_date")[number % 3]: paper.date}
        record |= {"authors": list(paper.authors) if number % 2 else ", ".join(paper.authors)}
        record |= {"code": paper.code} if paper.code else {}
        records.append(json.dumps(record, ensure_ascii=number % 2 == 0))
    return "\n".join(records) + "\n"


def json_by_day(papers: list[Invented]) -> str:
    days = {f"2026-01-{number:02d}": {"papers": [api_record(paper)]} for number, paper in enumerate(papers, 1)}
    return json.dumps({"source": {"title": "kept by hand"}, "days": days}, indent=1)


def csv_table(papers: list[Invented]) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(["arxiv_id", "Title", "Authors", "Abstract", "Published"])
    table.writerows([one.arxiv, one.title, "; ".join(one.authors), one.abstract, one.date] for one in papers)
    return written.getvalue()


def markdown_table(papers: list[Invented]) -> str:
    rows = (f"| [{escape_bars(one.title)}]({url(one)}) | {escape_bars(one.abstract)} | {one.date} |" for one in papers)
    return "\n".join(["# Papers of the week", "", "| Title | Abstract | Date |", "| --- | --- | --- |", *rows]) + "\n"


def escape_bars(text: str) -> str:
    return text.replace("|", "\\|")


def labelled(papers: list[Invented]) -> str:
    return "\n".join(
        f"Title: {one.title}\nAuthors: {'; '.join(one.authors)}\nDate: {one.date}\n"
        f"URL: https://arxiv.org/abs/{one.arxiv}\nAbstract:\n{one.abstract}\n\n----\n"
        for one in papers
    )


def notes(papers: list[Invented]) -> str:
    return "# Reading list\n\n" + "\n".join(
        f"## {one.title}\n\n- **Authors**: {'; '.join(one.authors)}\n- **Link**: {url(one)}\n- **Date**: {one.date}\n\n"
        f"### Abstract\n\n{one.abstract}\n"
        for one in papers
    )


def headings(papers: list[Invented]) -> str:
    code = (f" | [Code]({one.code})" if one.code else "" for one in papers)
    return "# Papers of the week\n\n" + "\n".join(
        f"## {one.title}\n\n{one.abstract}\n\n[Paper]({url(one)}){more}\n"
        for one, more in zip(papers, code, strict=True)
    )


def bullets(papers: list[Invented]) -> str:
    return "\n".join(f"- **[{one.title}](https://arxiv.org/abs/{one.arxiv})** — {one.abstract}" for one in papers)


def address_above(papers: list[Invented]) -> str:
    return "\n".join(f"{url(one)}\n{one.title}\n{one.abstract}\n" for one in papers)


def folded(papers: list[Invented]) -> str:
    lines = (line for one in papers for line in (one.title, one.abstract))
    return "\n\n".join(textwrap.fill(line, 72, break_long_words=False, break_on_hyphens=False) for line in lines)


CARD = {"title", "abstract", "date", "upvotes", "comments", "organisation"}
# Each format: how it is written, the name of its reader, the fields that it carries.
FORMATS: dict[str, tuple[Callable[[list[Invented]], str], str, set[str]]] = {
    "plain": (plain, "plain text of a papers page", {"title", "abstract"}),
    "plain glued": (plain_glued, "plain text of a papers page", {"title", "abstract"}),
    "markdown": (markdown, "Markdown of a papers page", CARD | {"arxiv"}),
    "markdown relative": (markdown_relative, "Markdown of a papers page", CARD | {"arxiv"}),
    "numbered": (numbered, "text of a papers page with numbered references", CARD),
    "numbered listed": (numbered_listed, "text of a papers page with numbered references", CARD | {"arxiv"}),
    "addressed": (addressed, "text of a papers page with addresses on their own lines", CARD | {"arxiv"}),
    "trending": (trending, "the trending page", CARD - {"comments"} | {"arxiv", "code", "stars"}),
    "trending bare": (trending_bare, "the trending page", CARD - {"comments"} | {"stars"}),
    "listing": (listing, "text of a page of cards", CARD),
    "single": (
        single,
        "the page of one paper",
        {"title", "abstract", "arxiv", "date", "upvotes", "authors", "code", "stars"},
    ),
    "single bare": (single_bare, "the page of one paper", {"title", "abstract", "arxiv", "date", "upvotes", "authors"}),
    "daily json": (
        daily_json,
        "JSON of daily papers",
        {"title", "abstract", "arxiv", "date", "authors", "organisation", "code", "stars"},
    ),
    "daily json tight": (
        daily_json_tight,
        "JSON of daily papers",
        {"title", "abstract", "arxiv", "date", "authors", "code", "stars"},
    ),
    "saved html": (
        saved_html,
        "saved HTML of a papers page",
        {"title", "abstract", "arxiv", "date", "authors", "organisation", "code"},
    ),
    "daily json by day": (
        json_by_day,
        "JSON of daily papers",
        {"title", "abstract", "arxiv", "date", "authors", "organisation", "code", "stars"},
    ),
    "csv": (csv_table, "a table of papers", {"title", "abstract", "arxiv", "date", "authors"}),
    "markdown table": (markdown_table, "a table of papers", {"title", "abstract", "arxiv", "date"}),
    "labelled": (
        labelled,
        "text with the fields of papers behind their names",
        {"title", "abstract", "arxiv", "date", "authors"},
    ),
    "notes": (notes, "notes with abstracts under headings", {"title", "abstract", "arxiv", "date", "authors"}),
    "headings": (headings, "Markdown of a papers page", {"title", "abstract", "arxiv", "code"}),
    "bullets": (bullets, "Markdown of a papers page", {"title", "abstract", "arxiv"}),
    "address above": (
        address_above,
        "plain text of a papers page",
        {"title", "abstract", "arxiv"},
    ),
    "folded": (folded, "plain text of a papers page", {"title", "abstract"}),
    "atom": (atom, "Atom feed of arXiv", {"title", "abstract", "arxiv", "date", "authors", "code"}),
    "json lines": (json_lines, "JSON Lines of papers", {"title", "abstract", "arxiv", "date", "authors", "code"}),
}


def expect(paper: Invented, fields: set[str]) -> dict[str, object]:
    """Give what an entry must hold of a paper in a format that carries these fields."""
    found: dict[str, object] = {name: getattr(paper, name) for name in fields - {"stars"}}
    if "stars" in fields:
        found["stars"] = paper.stars if paper.code else None
    return found
