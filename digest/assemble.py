"""Makes the digest: papers out of dumps, shelved, corrected by overrides, related to each other, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from digest.addresses import edition_id
from digest.doubts import list_doubts
from digest.grouping import group_papers
from digest.nouns import (
    Curation,
    Digest,
    Dump,
    Edition,
    Enrichment,
    HostRules,
    Override,
    Paper,
    Place,
    Problem,
    SetAside,
    Topic,
    Twin,
    Why,
)
from digest.outlinks import complete_links, join_links, make_link
from digest.papers import join_papers, make_split_id, merge_entries
from digest.related import find_related
from digest.suggest import did_you_mean
from digest.text.links import make_link as judge_link
from digest.text.repair import repair_text
from digest.twins import judge_twins

MAX_TOPICS = 3


def make_digest(dumps: Sequence[Dump], curation: Curation) -> tuple[Digest, list[Problem]]:
    """Put everything together. With problems, the digest is not fit to be shown."""
    papers, said, twins, problems = _gather_papers(dumps, curation.overrides)
    editions = _make_editions(dumps, curation.editions)
    papers = _place_in_editions(papers, editions)
    papers = [_enrich(paper, curation.enrichment.get(paper.id)) for paper in papers]
    papers = [_correct_text(paper, said.get(paper.id), curation.hosts) for paper in papers]
    papers = _shelve(papers, curation.topics, said)
    shown = sorted(
        (paper for paper in papers if not paper.hidden), key=lambda paper: (paper.title.casefold(), paper.id)
    )
    related = find_related(shown)
    digest = Digest(
        curation.site,
        curation.topics,
        editions,
        papers=tuple(replace(paper, related=related[paper.id]) for paper in shown),
        hidden=tuple(paper for paper in papers if paper.hidden),
        set_aside=tuple(aside for dump in dumps for aside in dump.set_aside),
        read=sum(len(dump.entries) + len(dump.set_aside) for dump in dumps),
        odd=tuple(odd for dump in dumps for odd in dump.odd),
        doubts=list_doubts(shown, curation.topics, twins),
    )
    return digest, problems + check_conservation(digest)


def check_sources(dumps: Sequence[Dump], overrides: Mapping[str, Override]) -> list[Problem]:
    """Find what is wrong between dumps and overrides, where other problems keep the digest from being made."""
    return _gather_papers(dumps, overrides)[3]


def _gather_papers(
    dumps: Sequence[Dump], overrides: Mapping[str, Override]
) -> tuple[list[Paper], dict[str, Override], list[Twin], list[Problem]]:
    """Merge entries into papers and the same paper under several titles into one; match papers and overrides.

    Gives the papers, what is said of them by id, the twins that nobody has judged yet, and the problems.
    """
    papers, problems = merge_entries((entry for dump in dumps for entry in dump.entries), overrides)
    if not papers:
        problems.append(Problem(Place("seeds"), "there is no paper in any dump", "add a capture of a papers page"))
    judged = judge_twins(papers, overrides)
    joined = join_papers(papers, judged.pairs)
    said, found = _match_overrides(joined, overrides)
    return joined, said, judged.open, [*problems, *judged.problems, *found, *_check_splits(said, joined)]


def list_set_aside(digest: Digest) -> list[SetAside]:
    """List all that was read and is not shown, with its reason: spans out of turn, and entries of hidden papers."""
    hidden = [
        SetAside(entry.place, entry.title, f"hidden by an editor: {paper.hidden}")
        for paper in digest.hidden
        for entry in paper.sources
    ]
    return sorted([*digest.set_aside, *hidden], key=lambda aside: aside.place)


def count_sightings(digest: Digest) -> int:
    """Count the entries that stand behind the papers shown."""
    return sum(len(paper.sources) for paper in digest.papers)


def check_conservation(digest: Digest) -> list[Problem]:
    """Make sure that what was read is what is shown and what was set aside."""
    kept, aside = count_sightings(digest), len(list_set_aside(digest))
    if digest.read == kept + aside:
        return []
    message = f"{digest.read} entries were read, but {kept} are shown and {aside} set aside"
    return [Problem(Place("seeds"), message, "this is a fault of the program: please report it")]


def _match_overrides(
    papers: Sequence[Paper], overrides: Mapping[str, Override]
) -> tuple[dict[str, Override], list[Problem]]:
    """Find the paper of each override, also by an id that leads to it."""
    leads_to = {id: paper.id for paper in papers for id in (paper.id, *paper.other_ids)}
    problems = []
    said: dict[str, Override] = {}
    for name, override in overrides.items():
        if name not in leads_to:
            problems.append(Problem(override.place, f"there is no paper `{name}`", did_you_mean(name, leads_to)))
            continue
        # One that only says which papers are one says nothing about the paper that they are.
        if override == Override(name, override.place, same_as=override.same_as, not_same_as=override.not_same_as):
            continue
        first = said.setdefault(leads_to[name], override)
        if first is not override:
            message = f"`{name}` is the paper `{leads_to[name]}`, which has an override already, in {first.place}"
            problems.append(Problem(override.place, message, "join the two there"))
    return said, problems


def _check_splits(said: Mapping[str, Override], papers: Sequence[Paper]) -> list[Problem]:
    apart = {entry.place for paper in papers for entry in paper.sources if make_split_id(entry) == paper.id}
    return [
        Problem(
            override.place,
            f"`split` names {place}, where no other entry of this paper stands",
            "write the file and line that the message about the title names",
        )
        for override in said.values()
        for place in override.split
        if place not in apart
    ]


def _make_editions(dumps: Sequence[Dump], said: Mapping[str, Edition]) -> tuple[Edition, ...]:
    """Make an edition of each dump with papers; newest first by date, those without a date after them by file name.

    Of two editions that would bear one name, each adds the name of its file, so that readers can tell them apart.
    """
    editions = []
    days = Counter(dump.day for dump in dumps)
    for dump in dumps:
        file = dump.file.removeprefix("seeds/")
        edition = said.get(file, Edition("", file, ""))
        stem = file.rpartition(".")[0] or file
        name = edition.name or (f"{dump.day} ({stem})" if dump.day and days[dump.day] > 1 else dump.day) or stem
        if dump.entries:
            dated = edition.date or dump.date
            editions.append(replace(edition, id=edition_id(file), name=name, day=dump.day, date=dated))
    return tuple(sorted(editions, key=lambda edition: (edition.date, edition.file), reverse=True))


def _place_in_editions(papers: Sequence[Paper], editions: Sequence[Edition]) -> list[Paper]:
    placed = []
    for paper in papers:
        files = {entry.place.file.removeprefix("seeds/") for entry in paper.sources}
        placed.append(replace(paper, editions=tuple(edition for edition in editions if edition.file in files)))
    return placed


def _enrich(paper: Paper, found: Enrichment | None) -> Paper:
    """Add what a service knows; what a capture says about places stands, names and dates of the service are better."""
    if found is None:
        return paper
    values = {"arxiv": found.arxiv, "doi": found.doi, "code": found.code}
    links = [make_link(kind, value) for kind, value in values.items() if value]
    return replace(
        paper,
        arxiv=paper.arxiv or found.arxiv,
        authors=found.authors or paper.authors,
        date=found.date or paper.date,
        links=join_links(links, paper.links),
    )


def _correct_text(paper: Paper, override: Override | None, hosts: HostRules) -> Paper:
    """Let an editor's words stand in place of the dump's, then repair and mark up the text."""
    paper, refused = _check_links(paper, hosts)
    if override:
        paper = replace(
            paper,
            override=override.place,
            edited=tuple(name for name in ("title", "abstract") if getattr(override, name)),
            title=override.title or paper.title,
            abstract=override.abstract or paper.abstract,
            summary=paper.summary and not override.abstract,
            cut=paper.cut and not override.abstract,
            note=override.note,
            links=join_links(paper.links, override.links),
            authors=override.authors or paper.authors,
            date=override.date or paper.date,
            hidden=override.hide,
        )
    title, abstract = repair_text(paper.title, hosts), repair_text(paper.abstract, hosts)
    abstract = replace(abstract, residue=(*abstract.residue, *refused))
    return replace(
        paper,
        title=title.plain,
        abstract=abstract.plain,
        title_text=title,
        abstract_text=abstract,
        original=(paper.title, paper.abstract),
        links=complete_links(paper.links, paper.arxiv),
    )


def _check_links(paper: Paper, hosts: HostRules) -> tuple[Paper, tuple[str, ...]]:
    """Hold links that captures bring to the rules for links in texts; give those that are not live."""
    live, refused = [], []
    for link in paper.links:
        span, _ = judge_link(link.url, hosts)
        if span and span.kind == "link":
            live.append(replace(link, url=span.url))
        else:
            refused.append(f"suspicious link: {link.url}")
    return replace(paper, links=tuple(live)), tuple(refused)


def _shelve(papers: Sequence[Paper], topics: Sequence[Topic], said: Mapping[str, Override]) -> list[Paper]:
    lessons = {id: override.topics for id, override in said.items() if override.topics}
    reasons = group_papers(papers, topics, lessons)
    by_id = {topic.id: topic for topic in topics}
    shelved = []
    for paper in papers:
        why = _overrule(reasons[paper.id], said.get(paper.id), topics)
        shelved.append(replace(paper, why=why, topics=tuple(by_id[id] for id in why.topics)))
    return shelved


def _overrule(why: Why, override: Override | None, topics: Sequence[Topic]) -> Why:
    """Let an editor's word stand over the scores; the primary topic stays first where it may."""
    if override is None or not (override.topics or override.add_topics or override.remove_topics):
        return why
    catch_all = next((topic.id for topic in topics if topic.catch_all), topics[0].id)
    chosen = [id for id in override.topics or why.topics if id not in override.remove_topics]
    if not chosen and not override.add_topics:
        chosen = [s.topic for s in why.scores if s.topic not in override.remove_topics][:1] or [catch_all]
    added = [id for id in override.add_topics if id not in chosen]
    if added and chosen == [catch_all]:
        chosen = []
    return replace(why, topics=(*chosen[: MAX_TOPICS - len(added)], *added), override=override.place)
