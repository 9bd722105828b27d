"""Formats with a syntax of their own give all their papers, and say what in them is none."""

from __future__ import annotations

import json
import textwrap
from functools import partial

import pytest

from digest.formats import read_capture
from digest.nouns import Dump
from tests.reliability.effort import grows_evenly

ABSTRACT = "We prune heads of attention and keep the layers, which is enough for all that was asked of them."
OTHER = "We sample in four steps, and no image is worse for it than those that took a hundred of them before."
HEAD = {"title": "Papers of the Week", "description": "What our group reads, chosen by hand every Friday."}
FIRST = {"url": "https://arxiv.org/abs/2606.00001", "title": "Pruned Heads", "summary": ABSTRACT}
SECOND = {"url": "https://arxiv.org/abs/2606.00002", "title": "Four Steps", "summary": OTHER}


def titles(dump: Dump) -> list[str]:
    """Give the titles of all that was read."""
    return [entry.title for entry in dump.entries]


def aside(dump: Dump) -> list[tuple[int, str, str]]:
    """Give line, text and reason of all that was set aside."""
    return [(one.place.line, one.text, one.reason) for one in dump.set_aside]


LISTS = {
    "JSON Feed": {"version": "https://jsonfeed.org/version/1.1", **HEAD, "items": [FIRST, SECOND]},
    "a list with a head": {**HEAD, "papers": [FIRST, SECOND]},
    "a collection": {"slug": "a/b-1", **HEAD, "items": [FIRST, SECOND]},
    "a head beside the list": {"status": "ok", "feed": {**HEAD, "link": "x"}, "items": [FIRST, SECOND]},
    "sections with heads": {**HEAD, "sections": [{**HEAD, "papers": [FIRST]}, {**HEAD, "papers": [SECOND]}]},
}


@pytest.mark.parametrize("indent", [None, 1], ids=["one line", "indented"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_with_a_title_is_no_paper(name: str, indent: int | None) -> None:
    """An object that holds papers and has a title and a description is looked into."""
    dump = read_capture(json.dumps(LISTS[name], indent=indent), "x")
    assert (["Pruned Heads", "Four Steps"], []) == (titles(dump), aside(dump))


@pytest.mark.parametrize("between", ["\n", "", ",\n", "\n\n"])
def test_lists_one_after_the_other(between: str) -> None:
    """Several lists with heads in one file are all looked into, also those of JSON Lines."""
    text = json.dumps({**HEAD, "papers": [FIRST]}) + between + json.dumps({**HEAD, "papers": [SECOND]})
    assert ["Pruned Heads", "Four Steps"] == titles(read_capture(text, "x"))


def test_a_cut_list_with_a_title() -> None:
    """Of a list with a head that is cut off, the papers before the cut are read."""
    text = json.dumps({**HEAD, "papers": [FIRST, SECOND]}, indent=1)
    dump = read_capture(text[:-60], "x")
    assert (["Pruned Heads"], ["Four Steps"]) == (titles(dump), [one.text for one in dump.set_aside])


@pytest.mark.parametrize(
    "own", [{"abstract": ABSTRACT}, {"summary": ABSTRACT, "id": "2606.00003"}], ids=["abstract", "arXiv id"]
)
@pytest.mark.parametrize(
    "together", [json.dumps, lambda paper: json.dumps([paper, SECOND])], ids=["alone", "in a list"]
)
def test_a_paper_with_related_papers_stays_one(own: dict[str, str], together) -> None:
    """What only papers have makes an object a paper, whatever papers it names beside it."""
    paper = {"title": "Main", **own, "related": [FIRST]}
    assert "Main" == titles(read_capture(together(paper), "x"))[0]
    assert "Pruned Heads" not in titles(read_capture(together(paper), "x"))


@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
def test_objects_without_commas_take_linear_time(between: str) -> None:
    """Objects that simply follow each other are read, each looked at once."""
    one = json.dumps({"url": FIRST["url"], "title": "T a", "summary": ABSTRACT}, indent=1) + between
    assert 30 == len(read_capture(one * 30, "x").entries)
    assert grows_evenly(partial(read_capture, file="x"), one * 300, one * 3000)


LONG = " ".join([ABSTRACT, OTHER, ABSTRACT, OTHER])


def fold(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width))


@pytest.mark.parametrize("width", [72, 80, 100])
@pytest.mark.parametrize("head", ["url: https://huggingface.co/papers", "---\nurl: https://huggingface.co/papers\n---"])
def test_folded_abstracts_are_more_than_a_head(head: str, width: int) -> None:
    """A capture that states its address and is folded is read, not taken for the head of a page."""
    cards = (f"{title}\n\n{fold(LONG, width)}\n" for title in ("Pruned Heads", "Four Steps", "Old Layers"))
    assert ["Pruned Heads", "Four Steps", "Old Layers"] == titles(read_capture("\n".join([f"{head}\n", *cards]), "x"))


@pytest.mark.parametrize(
    "title",
    [
        "Error 404: On Links That Rot",
        "Access Denied: Guarding Agents",
        "Internal Error Signals of Language Models",
        "Rate Limit Exceeded: Serving Models to All",
        "Page Not Found: Browsing with Agents",
        "Just a Moment... of Patience",
    ],
)
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("width", [72, 1000])
def test_papers_about_refusals_are_papers(title: str, number: int, width: int) -> None:
    """Where abstracts stand beside it, the words of a refusal are those of a paper."""
    others = ["Pruned Heads", "Four Steps"][: number - 1]
    text = "\n".join(f"{one}\n\n{fold(LONG[:390].rstrip(' ,') + '.', width)}\n" for one in [title, *others])
    assert [title, *others] == titles(read_capture(text, "x"))


@pytest.mark.parametrize(
    "text",
    [
        f"404\n\nSorry, we can't find the page you are looking for. {ABSTRACT}",
        f"Access denied\n\n{ABSTRACT}",
        "Service Unavailable\n\nThe server is busy. Please try again in a while.",
    ],
    ids=["404", "403", "503"],
)
def test_a_refusal_may_say_a_sentence(text: str) -> None:
    """A page that only excuses itself is a refusal."""
    assert [] == titles(read_capture(text, "x"))
    assert "the s" == aside(read_capture(text, "x"))[0][2][:5]
