"""Papers come together with topics, overrides and editions, and none is lost on the way."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from digest.amend import enrich, overrule
from digest.assemble import check_conservation, count_sightings, list_set_aside, make_digest
from digest.dumps import read_dumps
from digest.nouns import (
    Curation,
    Digest,
    Dump,
    Edition,
    Enrichment,
    Entry,
    HostRules,
    Override,
    Paper,
    Place,
    Problem,
    Score,
    Site,
    Topic,
    Why,
)
from digest.outlinks import make_link
from digest.taxonomy import read_topics

TINY = Path(__file__).parent / "tiny"
BREAD, TIDE = "bread-rises-by-night", "tide-tables-from-a-single-bucket"
HERE = Place("site_src/overrides/x.yml", 1, 1)


def make(*overrides: Override, editions: Mapping[str, Edition] | None = None) -> tuple[Digest, list[Problem]]:
    topics, _ = read_topics(TINY / "site_src")
    said = {override.paper: override for override in overrides}
    return make_digest(read_dumps(TINY / "seeds"), Curation(Site("S", "T"), tuple(topics), editions or {}, said))


def find(digest: Digest, id: str) -> Paper:
    return next(paper for paper in digest.papers if paper.id == id)


def topics_of(id: str, *overrides: Override) -> list[str]:
    return [topic.id for topic in find(make(*overrides)[0], id).topics]


@pytest.mark.parametrize(
    ("expected", "override"),
    [
        (["tides"], None),
        (["kites", "tides"], Override(TIDE, HERE, topics=("kites", "tides"))),
        (["tides", "kites"], Override(TIDE, HERE, add_topics=("kites",))),
        (["kites"], Override(TIDE, HERE, add_topics=("kites",), remove_topics=("tides",))),
        (["other"], Override(TIDE, HERE, remove_topics=("tides",))),
    ],
    ids=["none", "whole list", "add", "add and remove", "remove all"],
)
def test_topics(expected: list[str], override: Override | None) -> None:
    """An editor's word about topics stands over what was found."""
    assert expected == topics_of(TIDE, *filter(None, [override]))


def test_a_record_follows_the_paper() -> None:
    """What a service knows stays known when a new spelling of the title gives the paper another id."""
    entries = [
        Entry(title, "A model of all.", Place("seeds/x.txt", line))
        for line, title in ((1, "GPT4All"), (3, "GPT-4 All"))
    ]
    curation = Curation(
        Site("S", "T"), tuple(read_topics(TINY / "site_src")[0]), enrichment={"gpt4all": Enrichment("2401.01230")}
    )
    for seen in (entries[:1], entries):
        digest, _ = make_digest([Dump("seeds/x.txt", "", tuple(seen), ())], curation)
        assert ["arXiv 2401.01230"] == [link.label for link in digest.papers[0].links if link.kind == "arxiv"]


def test_catch_all_gives_way() -> None:
    """A paper that no topic wanted leaves the catch-all when an editor adds a topic."""
    assert ["other"] == topics_of(BREAD)
    assert ["kites"] == topics_of(BREAD, Override(BREAD, HERE, add_topics=("kites",)))


def test_override_is_the_reason() -> None:
    """A paper moved by hand names the line that moved it."""
    digest, _ = make(Override(BREAD, HERE, topics=("kites",)))
    why = find(digest, BREAD).why
    assert why
    assert HERE == why.override


def test_retitled_paper_keeps_its_address() -> None:
    """A corrected title changes what is shown and not where."""
    digest, _ = make(Override(BREAD, HERE, title="Bread Rises at Noon"))
    assert "Bread Rises at Noon" == find(digest, BREAD).title


def test_hidden_paper_is_set_aside() -> None:
    """A hidden paper is counted and listed with its reason."""
    digest, problems = make(Override(TIDE, HERE, hide="not a paper"))
    assert [] == problems
    assert TIDE not in {paper.id for paper in digest.papers}
    assert {"hidden by an editor: not a paper"} == {aside.reason for aside in list_set_aside(digest)}
    assert (8, 6, 2) == (digest.read, count_sightings(digest), len(list_set_aside(digest)))


def test_lost_paper_is_noticed() -> None:
    """The count of conservation fails when a paper is gone."""
    digest, _ = make()
    assert [] == check_conservation(digest)
    assert check_conservation(replace(digest, papers=digest.papers[1:]))


def test_unknown_paper() -> None:
    """An override of a paper that is not there is a problem with a suggestion."""
    _, (problem,) = make(Override("bread-rises-by-nigth", HERE, note="x"))
    assert (HERE, "did you mean `bread-rises-by-night`?") == (problem.place, problem.hint)


def test_split_of_nothing() -> None:
    """A `split` that names no entry of the paper is a problem."""
    _, (problem,) = make(Override(BREAD, HERE, split=(Place("seeds/a_glued.txt", 1),)))
    assert "`split` names seeds/a_glued.txt:1" in problem.message


def test_editions() -> None:
    """Editions show what editors say of them, else the printed day; no year is invented; dated ones come first."""
    said = {"a_glued.txt": Edition("", "a_glued.txt", "Windy", "2026-02-03")}
    digest, _ = make(editions=said)
    assert [("Windy", "2026-02-03"), ("Mar 12", ""), ("Aug 6", "")] == [(e.name, e.date) for e in digest.editions]
    assert ["a_glued", "c_later", "b_spaced"] == [edition.id for edition in digest.editions]


def test_papers_know_their_editions() -> None:
    """A paper that stood in two dumps names both editions."""
    digest, _ = make()
    assert ["c_later", "b_spaced"] == [
        edition.id for edition in find(digest, "a-moon-aware-transformer-for-tides").editions
    ]


def test_related_papers_are_others() -> None:
    """No paper is related to itself, and every related paper is shown."""
    digest, _ = make(Override(TIDE, HERE, hide="not a paper"))
    ids = {paper.id for paper in digest.papers}
    for paper in digest.papers:
        assert paper.id not in paper.related
        assert set(paper.related) <= ids


def test_order_of_dumps_does_not_matter() -> None:
    """The same dumps in another order give the same papers."""
    topics, _ = read_topics(TINY / "site_src")
    dumps = read_dumps(TINY / "seeds")
    papers = make_digest(dumps, Curation(Site("S", "T"), tuple(topics)))[0].papers
    random.Random(2).shuffle(dumps)
    assert papers == make_digest(dumps, Curation(Site("S", "T"), tuple(topics)))[0].papers


def test_enrichment_is_beaten_by_overrides() -> None:
    """What a service knows fills what captures lack, and an editor's word stands over it."""
    topics, _ = read_topics(TINY / "site_src")
    known = Enrichment(arxiv="2401.00001", authors=("A. Service",), date="2024-01-01", doi="10.1000/1")
    said = {BREAD: Override(BREAD, HERE, authors=("A. Baker",), links=(make_link("doi", "10.1000/2"),))}
    both = Curation(Site("S", "T"), tuple(topics), overrides=said, enrichment={BREAD: known, TIDE: known})
    digest, problems = make_digest(read_dumps(TINY / "seeds"), both)
    bread, tide = find(digest, BREAD), find(digest, TIDE)
    assert ([], ("A. Service",), ("A. Baker",)) == (problems, tide.authors, bread.authors)
    assert ["arxiv", "pdf", "doi"] == [link.kind for link in tide.links]
    assert "https://doi.org/10.1000/2" in [link.url for link in bread.links]


def test_a_capture_knows_its_number() -> None:
    """The number that a capture has is not replaced by what a service takes for the paper."""
    paper = Paper("x", "X", "", (), arxiv="2401.00001")
    assert "2401.00001" == enrich(paper, Enrichment(arxiv="2402.00002")).arxiv


def test_an_added_topic_stands() -> None:
    """On a paper with as many topics as there may be, one that an editor adds takes the place of the last found."""
    topics = {id: Topic(id, id, "") for id in "abcd"}
    scores = tuple(Score(id, 50.0 - n, ()) for n, id in enumerate("abc"))
    why = Why(("a", "b", "c"), scores, 0.1)
    paper = overrule(Paper("x", "X", "", ()), why, Override("x", HERE, add_topics=("d",)), topics)
    assert ["a", "b", "d"] == [topic.id for topic in paper.topics]


def test_links_of_captures_are_judged() -> None:
    """An address that a capture brings is no link where it would be none in a text, and it is listed for review."""
    entry = Entry("A Kite", "It flies.", Place("s.txt", 1), code="https://github.com.evil.example/a/b")
    topics = (Topic("other", "Other", "", catch_all=True),)
    curated = Curation(Site("S", "T"), topics, hosts=HostRules(trusted=("github.com",)))
    papers = make_digest([Dump("s.txt", "", (entry,), ())], curated)[0].papers
    assert () == papers[0].links
    assert papers[0].abstract_text
    assert (f"suspicious link: {entry.code}",) == papers[0].abstract_text.residue


def test_edition_takes_the_captures_own_date() -> None:
    """Where a capture states its date the edition bears it, unless an editor says another."""
    topics, _ = read_topics(TINY / "site_src")
    dumps = [replace(dump, date="2026-04-05") for dump in read_dumps(TINY / "seeds")]
    said = {"a_glued.txt": Edition("", "a_glued.txt", "Windy", "2026-02-03")}
    digest, _ = make_digest(dumps, Curation(Site("S", "T"), tuple(topics), said))
    assert ["2026-04-05", "2026-04-05", "2026-02-03"] == [edition.date for edition in digest.editions]
