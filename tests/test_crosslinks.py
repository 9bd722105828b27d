"""Links of editors' texts to pages of the site lead somewhere, or are said with their place and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.crosslinks import check_links
from digest.nouns import Curation, HostRules, Listed, Override, Page, Place, Problem, ReadingList, Site, Topic

COLLECTIONS = ("", "topics/kites/")
PAGES = [
    Page(address, "", "", "", collection=address in COLLECTIONS)
    for address in ("", "topics/", "topics/kites/", "papers/galore-of-gulls/", "team/")
]


def check(folder: Path, text: str) -> list[Problem]:
    (folder / "pages").mkdir()
    (folder / "pages/team.md").write_text(text, encoding="utf-8")
    curation = Curation(Site("", ""), (), {}, {}, HostRules(), {}, {"team": text}, {})
    return list(check_links(curation, PAGES, ["slides (2).pdf"], folder))


@pytest.mark.parametrize(
    "text",
    [
        "[a](/) [b](/topics/) [c](/topics/kites/#x) [d](/topics/?q=x '/y')",
        "[a](../topics/) [b](.) [c](./) [d](#top) [e](?q=x) [f](mailto:a@example.org) <https://a.bc> [g](http://localhost/x)",
        "[a](/papers.json) [b](/topics/kites/feed.xml) [c](/feeds.opml) [d](/status.json)",
        "[a](/topics/index.html) [b](/papers.bib) [c](/topics/kites/papers.csl.json) [d](/topics/kites/card.png)",
        "[a](</assets/slides (2).pdf>) [b](/assets/slides%20(2).pdf) ![c](/assets/slides%20%282%29.pdf)",
        "`[a](/nowhere/)` <!-- [a](/nowhere/) --> \\[a](/nowhere/)\n\n    [a](/nowhere/)",
        "[Note]: This is no link, and neither is [that].\n\n[a] [b](/topics/)",
    ],
    ids=["from the root", "others", "files of ours", "more of ours", "files of editors", "code", "brackets"],
)
def test_good_links(tmp_path: Path, text: str) -> None:
    """What works, and what is no link, is let be."""
    assert [] == check(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kites\n\n[a](/topic/)", "3:5: T016 `/topic/` leads to no page; did you mean `/topics/`?"),
        ("[a](/feed.opml)", "1:5: T016 `/feed.opml` leads to no page; did you mean `/feeds.opml`?"),
        ("[a](/topics/kites)", "1:5: T016 `/topics/kites` leads to no page; write `/topics/kites/`"),
        ("[a](/galore/)", "1:5: T016 `/galore/` leads to no page; did you mean `/papers/galore-of-gulls/`?"),
        (
            "[a](/papers/galore/)",
            "1:5: T016 `/papers/galore/` leads to no page; did you mean `/papers/galore-of-gulls/`?",
        ),
        (
            "[a](/topics/moths/)",
            "1:5: T016 `/topics/moths/` leads to no page; write its address from the site's root: `/topics/…/`",
        ),
        ("[a](team.md)", "1:5: T016 `team.md` leads to no page; write `/team/`"),
        ("[a](www.example.com)", "1:5: T016 `www.example.com` leads to no page; write `https://www.example.com`"),
        (
            "[b]\n\n[b]: /assets/a.pdf",
            "3:6: T016 `/assets/a.pdf` leads to no page; put the file into `site_src/assets/`",
        ),
        (
            "- a\n\n    [a](http://127.0.0.1:8000/topics/kites/)",
            "3:9: T018 `http://127.0.0.1:8000/topics/kites/` leads to the machine of whoever reads it;"
            " write `/topics/kites/`",
        ),
        ("[a](/%2F[)", "1:5: T016 `/%2F[` leads to no page; write its address from the site's root: `/topics/…/`"),
    ],
)
def test_bad_links(tmp_path: Path, text: str, said: str) -> None:
    """What leads nowhere is said where it stands, with what was likely meant."""
    (problem,) = check(tmp_path, text)
    assert said == f"{str(problem.place).partition(':')[2]}: {problem.code} {problem.message}; {problem.hint}"


@pytest.mark.parametrize(
    "target",
    [
        "/team/papers.bib",
        "/topics/feed.xml",
        "/papers.docx",
        "/topics/kites/recent.json",
        "/topics/sitemap.xml",
        "/pagefind/nothing",
        "/nowhere/index.html",
    ],
)
def test_files_that_no_site_has(tmp_path: Path, target: str) -> None:
    """Files of ours stand below some pages only; a link to one below another leads nowhere."""
    assert ["T016"] == [problem.code for problem in check(tmp_path, f"[a]({target})")]


def test_every_one_in_its_place(tmp_path: Path) -> None:
    """A link that stands twice is said twice, not where its words say the same."""
    assert ["1:24", "2:11"] == [
        str(problem.place).partition(":")[2]
        for problem in check(tmp_path, "`maps` and maps [maps](maps)\nor [maps](maps)")
    ]


def test_texts_on_several_pages(tmp_path: Path) -> None:
    """Descriptions stand at several depths, so their links begin with a slash; notes and lines of lists do not."""
    (tmp_path / "topics.yml").write_text("- id: kites\n  description: '[a](topics/kites/)'", encoding="utf-8")
    link = "[a](../../topics/kites/)"
    override = Override("galore-of-gulls", Place("site_src/topics.yml", 1), note=link)
    item = Listed("galore-of-gulls", link, Place("site_src/topics.yml", 1))
    curation = Curation(
        Site("", ""),
        (Topic("kites", "Kites", "[a](topics/kites/)"),),
        {},
        {"galore-of-gulls": override},
        HostRules(),
        {},
        {},
        {"galore-of-gulls": link},
        (ReadingList("shore", "Shore", "[a](/topics/kites/)", Place("site_src/topics.yml", 1), (item,)),),
    )
    (problem,) = check_links(curation, PAGES, (), tmp_path)
    assert (2, 21, "T017", "write `/topics/kites/`") == (
        problem.place.line,
        problem.place.column,
        problem.code,
        problem.hint,
    )
