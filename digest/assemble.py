"""Makes the digest: papers out of dumps, shelved, corrected by overrides, related to each other, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from digest.addresses import PAPERS, TOPICS, address_of, edition_id, tidy_address
from digest.amend import alter, correct, enrich, overrule, place_in_editions
from digest.doubts import list_doubts
from digest.grouping import group_papers
from digest.memo import NO_MEMO, Memo
from digest.nouns import (
    Curation,
    Digest,
    Dump,
    Edition,
    Listed,
    Move,
    Override,
    Paper,
    Place,
    Problem,
    ReadingList,
    SetAside,
    Topic,
    Twin,
)
from digest.outgoing import doubt_links
from digest.papers import join_papers, make_split_id, merge_entries
from digest.parallel import HERE, Workers
from digest.related import find_related
from digest.suggest import Guesser
from digest.twins import judge_twins


def make_digest(
    dumps: Sequence[Dump],
    curation: Curation,
    day: str = "",
    memo: Memo = NO_MEMO,
    workers: Workers = HERE,
    *,
    relate: bool = True,
) -> tuple[Digest, list[Problem]]:
    """Put everything together; with problems, the digest is not fit to be shown.

    `day` (ISO) is the one that pins end by; without it, that of the newest edition. Without `relate` no papers are
    related to any: that takes its time, and no problem comes of it.
    """
    papers, said, twins, problems = _gather_papers(dumps, curation.overrides, memo)
    editions = _make_editions(dumps, curation.editions)
    day = day or max((edition.date for edition in editions), default="")
    papers = [*_amend(papers, said, editions, curation, day, memo)]
    papers = _shelve(papers, curation.topics, said, memo)
    papers, found = _match_notes(papers, curation.notes)
    problems += found
    lists, found = _match_lists(papers, curation.lists)
    problems += found
    shown = sorted(
        (paper for paper in papers if not paper.hidden), key=lambda paper: (paper.title.casefold(), paper.id)
    )
    related = find_related(shown, memo=memo, workers=workers) if relate else {}
    digest = Digest(
        curation.site,
        curation.topics,
        editions,
        papers=tuple([alter(paper, related=related.get(paper.id, ())) for paper in shown]),
        hidden=tuple(paper for paper in papers if paper.hidden),
        set_aside=tuple(aside for dump in dumps for aside in dump.set_aside),
        read=sum(len(dump.entries) + len(dump.set_aside) for dump in dumps),
        odd=tuple(odd for dump in dumps for odd in dump.odd),
        doubts=(
            *list_doubts(shown, editions, curation.topics, twins),
            *doubt_links(shown, lists, curation.prose, curation.health),
        ),
        lists=tuple(lists),
        moves=tuple(_collect_moves(papers, said, curation)),
    )
    return digest, problems + check_conservation(digest)


def _amend(
    papers: Iterable[Paper],
    said: Mapping[str, Override],
    editions: Sequence[Edition],
    curation: Curation,
    day: str,
    memo: Memo,
) -> Iterator[Paper]:
    ranks = {edition.file: rank for rank, edition in enumerate(editions)}
    for paper in papers:
        override = said.get(paper.id)
        known = (curation.enrichment.get(id) for id in (paper.id, *paper.other_ids))
        learnt = enrich(paper, next(filter(None, known), None))
        placed = place_in_editions(learnt, editions, ranks, override)
        yield correct(placed, override, curation.hosts, day, memo)


def make_checkable(curation: Curation) -> Curation:
    """Give what faulty files left, fit to find the other problems with: of topics only the ids may be known."""
    topics = list({topic.id: topic for topic in curation.topics}.values()) or [Topic("other", "", "")]
    if not any(topic.catch_all for topic in topics):
        topics[-1] = replace(topics[-1], catch_all=True)
    overrides = {
        name: replace(override, topics=(), add_topics=(), remove_topics=())
        for name, override in curation.overrides.items()
    }
    return replace(curation, topics=tuple(topics), overrides=overrides)


def _gather_papers(
    dumps: Sequence[Dump], overrides: Mapping[str, Override], memo: Memo = NO_MEMO
) -> tuple[list[Paper], dict[str, Override], list[Twin], list[Problem]]:
    """Merge entries into papers and the same paper under several titles into one; match papers and overrides.

    Gives the papers, what is said of them by id, the twins that nobody has judged yet, and the problems.
    """
    papers, problems = merge_entries((entry for dump in dumps for entry in dump.entries), overrides)
    if dumps and not papers:  # without dumps the digest is one that begins
        problems.append(
            Problem(Place("seeds"), "P013", "there is no paper in any dump", "add a capture of a papers page")
        )
    judged = judge_twins(papers, overrides, memo)
    joined = join_papers(papers, judged.pairs)
    said, found = _match_overrides(joined, overrides)
    return joined, said, judged.open, [*problems, *judged.problems, *found, *_check_splits(said, joined)]


def list_set_aside(digest: Digest) -> list[SetAside]:
    """List all that was read and is not shown, with its reason: spans out of turn, and entries of hidden papers."""
    hidden = [
        SetAside(entry.place, entry.title, f"hidden by an editor: {paper.hidden.rstrip('.')}")
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
    return [Problem(Place("seeds"), "P014", message, "this is a fault of the program: please report it")]


def _match_overrides(
    papers: Sequence[Paper], overrides: Mapping[str, Override]
) -> tuple[dict[str, Override], list[Problem]]:
    """Find the paper of each override, also by an id that leads to it."""
    leads_to = _list_ids(papers)
    guess = Guesser(leads_to)
    problems = []
    said: dict[str, Override] = {}
    for name, override in sorted(overrides.items(), key=lambda pair: leads_to.get(pair[0]) != pair[0]):
        if name not in leads_to:
            problems.append(Problem(override.place, "P001", f"there is no paper `{name}`", guess(name)))
            continue
        # One that only says which papers are one says nothing about the paper that they are.
        relation = Override(name, override.place, same_as=override.same_as, not_same_as=override.not_same_as)
        if override == relation and (override.same_as or override.not_same_as):
            continue
        first = said.setdefault(leads_to[name], override)
        if first is not override:
            message = f"`{name}` is the paper `{leads_to[name]}`, which has an override already, in {first.place}"
            problems.append(Problem(override.place, "P004", message, "move all but `same_as` there"))
    return said, problems


def _check_splits(said: Mapping[str, Override], papers: Sequence[Paper]) -> list[Problem]:
    named = {place for override in said.values() for place in override.split}
    entries = ((paper, entry) for paper in papers for entry in paper.sources if entry.place in named)
    apart = {entry.place for paper, entry in entries if make_split_id(entry) == paper.id}
    return [
        Problem(
            override.find_place("split"),
            "P009",
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


def _shelve(papers: Sequence[Paper], topics: Sequence[Topic], said: Mapping[str, Override], memo: Memo) -> list[Paper]:
    lessons = {id: override.topics for id, override in said.items() if override.topics}
    reasons = group_papers(papers, topics, lessons, memo)
    by_id = {topic.id: topic for topic in topics}
    return [overrule(paper, reasons[paper.id], said.get(paper.id), by_id) for paper in papers]


def _collect_moves(papers: Sequence[Paper], said: Mapping[str, Override], curation: Curation) -> Iterator[Move]:
    """Yield every address that leads to another: other spellings, papers found to be one, and what editors say."""
    for paper in papers:
        for id in paper.other_ids:
            yield Move(f"{PAPERS}{id}/", address_of(paper), paper.sources[0].place)
        if override := said.get(paper.id):
            place = override.find_place("aliases")
            yield from (Move(tidy_address(alias), address_of(paper), place) for alias in override.aliases)
    for topic in curation.topics:
        yield from (Move(f"{TOPICS}{id}/", address_of(topic), Place("site_src/topics.yml")) for id in topic.aliases)
    yield from curation.moves


def _match_notes(papers: Sequence[Paper], notes: Mapping[str, str]) -> tuple[list[Paper], list[Problem]]:
    """Give each paper its long note, also by an id that leads to it."""
    leads_to = _list_ids(papers)
    guess = Guesser(leads_to)
    found: dict[str, tuple[str, str]] = {}  # file and text, by the paper's own id
    problems = []
    for name, text in notes.items():
        place = Place(f"site_src/notes/{name}.md")
        if name not in leads_to:
            problems.append(Problem(place, "P001", f"there is no paper `{name}`", guess(name)))
        elif leads_to[name] in found:
            message = f"`{name}` is the paper `{leads_to[name]}`, which has a long note already"
            problems.append(Problem(place, "P005", message, f"join the two in {found[leads_to[name]][0]}"))
        else:
            found[leads_to[name]] = place.file, text
    noted = [replace(paper, long_note=found[paper.id][1]) if paper.id in found else paper for paper in papers]
    return noted, problems


def _match_lists(papers: Sequence[Paper], lists: Iterable[ReadingList]) -> tuple[list[ReadingList], list[Problem]]:
    """Name the papers of each list by their own ids; one that is not shown, or stands there twice, is a problem."""
    leads_to = _list_ids(papers)
    guess = Guesser(leads_to)
    hidden = {paper.id for paper in papers if paper.hidden}
    matched, problems = [], []
    for reading in lists:
        items: dict[str, Listed] = {}
        for item in reading.items:
            id = leads_to.get(item.paper, "")
            if not id:
                problems.append(Problem(item.place, "P001", f"there is no paper `{item.paper}`", guess(item.paper)))
            elif id in hidden:
                problems.append(
                    Problem(item.place, "P007", f"the paper `{item.paper}` is hidden", "take it off the list")
                )
            elif id in items:
                first = items[id]
                message = f"this paper stands in line {first.place.line} already, as `{first.paper}`"
                problems.append(Problem(item.place, "P006", message, "keep one of the two"))
            else:
                items[id] = item
        matched.append(replace(reading, items=tuple(replace(item, paper=id) for id, item in items.items())))
    return matched, problems


def _list_ids(papers: Iterable[Paper]) -> dict[str, str]:
    """Give all ids that lead to a paper, with the paper's own."""
    return {id: paper.id for paper in papers for id in (paper.id, *paper.other_ids)}
