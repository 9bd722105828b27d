"""Long lists are cut into pages that lose nothing, and short ones stay whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest import shelves
from digest.nouns import Digest, Edition, Entry, Paper, Place, Site, Topic
from digest.shelves import arrange_shelf, fill_letters, fill_shelves, find_line, sort_shelf

KITES, OTHER = Topic("kites", "Kites", ""), Topic("other", "Other", "", catch_all=True)
OLD, NEW = Edition("old", "old.txt", "Old", date="2025-01-01"), Edition("new", "new.txt", "New", date="2026-01-01")


def make(number: int) -> Digest:
    papers = tuple(
        Paper(
            f"p{n:04}",
            f"{'ABC7'[n % 4]} title {n:04}",
            "",
            (Entry("t", "a", Place("seeds/old.txt", n + 1)),),
            topics=(KITES, OTHER) if n % 3 else (OTHER, KITES),
            editions=(OLD, NEW) if n % 2 else (OLD,),
        )
        for n in range(number)
    )
    papers = tuple(sorted(papers, key=lambda paper: paper.title))
    return Digest(Site("S", "T"), (KITES, OTHER), (NEW, OLD), papers, (), (), number)


@pytest.mark.parametrize("number", [0, 1, 10, 11, 35])
@pytest.mark.parametrize("order", ["relevance", "newest", "title"])
def test_every_paper_is_on_one_page_of_a_topic(monkeypatch: pytest.MonkeyPatch, number: int, order: str) -> None:
    """In every order, the pages of a topic hold each of its papers once, and know each other's addresses."""
    monkeypatch.setattr(shelves, "PER_PAGE", 10)
    digest = make(number)
    pages = [(at, view) for at, view in arrange_shelf(fill_shelves(digest)[0], digest) if view.order == order]
    shown = [paper.id for _, view in pages for paper in (*view.primary, *view.secondary)]
    assert sorted(paper.id for paper in digest.papers) == sorted(shown)
    assert all(len(view.primary) + len(view.secondary) <= 10 for _, view in pages)
    assert {tuple(at for at, _ in pages)} == {view.part.addresses for _, view in pages}


def test_newest_first() -> None:
    """In the order of age the papers of the newest edition stand first, those of one edition by title."""
    digest = make(12)
    view = next(view for _, view in arrange_shelf(fill_shelves(digest)[0], digest) if view.order == "newest")
    keys = [(paper.editions[0] != NEW, paper.title) for paper in view.primary]
    assert sorted(keys, key=lambda key: key[0]) == keys


def test_the_newest_edition_counts() -> None:
    """In the order of age a paper is as new as the newest edition it stands in."""
    both = Paper("b", "B", "", (), topics=(KITES,), editions=(NEW, OLD))
    old = Paper("a", "A", "", (), topics=(KITES,), editions=(OLD,))
    assert [both, old] == sort_shelf([old, both], KITES, make(0), "newest")


def test_a_paper_stands_where_it_first_stood() -> None:
    """In the list of an edition a paper stands by its first line in that dump, whatever the lines of others."""
    lines = {"a": (9, 2), "b": (5,)}
    papers = [
        Paper(id, id, "", tuple(Entry(id, "", Place("seeds/new.txt", line)) for line in at), editions=(NEW,))
        for id, at in lines.items()
    ]
    papers[1] = replace(papers[1], sources=(*papers[1].sources, Entry("b", "", Place("seeds/old.txt", 1))))
    assert [2, 5] == [find_line(paper, NEW) for paper in papers]


def test_accents_stand_under_their_letter() -> None:
    """A letter with an accent is that letter."""
    elan = Paper("elan", "Élan", "", (), topics=(KITES,))
    ((_, letters),) = fill_letters(replace(make(1), papers=(elan,)), "papers/")
    assert ["E"] == [letter for letter, _ in letters.groups]


def test_letters_that_become_two() -> None:
    """A title whose first letter has no capital of one letter stands with all that is no Latin letter."""
    sharp = Paper("sharp", "ß is a letter", "", (), topics=(KITES,))
    ((_, letters),) = fill_letters(replace(make(1), papers=(sharp,)), "papers/")
    assert ["#"] == [letter for letter, _ in letters.groups]


@pytest.mark.parametrize(("number", "pages"), [(40, 1), (60, 9)], ids=["one page", "a page a letter"])
def test_letters(monkeypatch: pytest.MonkeyPatch, number: int, pages: int) -> None:
    """All papers stand under their letters on one page, or, when they are many, on a page or more for each letter."""
    monkeypatch.setattr(shelves, "PER_PAGE", 10)
    made = fill_letters(make(number), "papers/")
    shown = [paper.id for _, letters in made for _, papers in letters.groups for paper in papers]
    assert number == len(set(shown)) == len(shown)
    assert pages == len(made)
    assert len({at for at, _ in made}) == len(made)
