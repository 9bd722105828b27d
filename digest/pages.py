"""Plans the pages: which there are, at which address, of what. Nothing is rendered here."""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from digest import addresses
from digest.addresses import address_of
from digest.desk.form import make_form
from digest.desk.stubs import link_corrections
from digest.doubts import KINDS, write_stub
from digest.nouns import (
    Change,
    ChangeDay,
    Digest,
    Edition,
    Issue,
    Page,
    Paper,
    PaperView,
    Reading,
    ReadingList,
    Reason,
    Settled,
    Shelf,
    Topic,
)
from digest.outlinks import make_searches
from digest.prose import strip_markdown
from digest.vocabulary import shape_override

_LAST = 1_000_000_000  # a line after all others, for a paper that an editor has put into an edition


def plan_pages(digest: Digest, prose: Mapping[str, str], changes: Sequence[Change] = ()) -> list[Page]:
    """Plan all pages; `prose` holds the editors' own pages, Markdown by name, `changes` what they did, newest first."""
    site = digest.site
    shelves = fill_shelves(digest)
    issues = fill_issues(digest)
    pages = [
        Page(addresses.HOME, "home.html", site.name, site.tagline, (choose_pinned(digest), issues[:1], shelves)),
        Page(addresses.TOPICS, "topics.html", "Topics", f"All topics of {site.name}, with their papers.", shelves),
        Page(addresses.EDITIONS, "editions.html", "Editions", f"All editions of {site.name}, newest first.", issues),
        Page(addresses.PAPERS, "papers.html", "All papers", f"All papers of {site.name}.", _by_letter(digest)),
        Page(addresses.SEARCH, "search.html", "Search", f"Search the papers of {site.name}.", (shelves, issues)),
        Page(addresses.NOT_FOUND, "404.html", "Page not found", "There is no page at this address."),
        *(
            Page(f"{name}/", "prose.html", name.replace("-", " ").capitalize(), _shorten(strip_markdown(text)), text)
            for name, text in prose.items()
        ),
        *(_plan_shelf(shelf) for shelf in shelves),
        *(
            Page(
                address_of(issue.edition),
                "edition.html",
                issue.edition.name,
                f"{len(issue.papers)} papers of the edition {issue.edition.name}.",
                issue,
            )
            for issue in issues
        ),
        *_plan_lists(digest),
        *_plan_desk(digest, changes),
        *_plan_papers(digest),
    ]
    titles = {page.address: page.title for page in pages}
    moved = [
        Page(move.old, "moved.html", titles.get(move.new, move.new), "This page has moved.", move)
        for move in digest.moves
    ]
    return pages + moved


def fill_shelves(digest: Digest) -> list[Shelf]:
    """Put the papers on the shelves of their topics, in the order of the topics."""
    primary: dict[str, list[Paper]] = defaultdict(list)
    secondary: dict[str, list[Paper]] = defaultdict(list)
    for paper in digest.papers:
        primary[paper.topics[0].id].append(paper)
        for topic in paper.topics[1:]:
            secondary[topic.id].append(paper)
    ids = ([topic.id for topic in paper.topics] for paper in digest.papers)
    shared = Counter(itertools.chain.from_iterable(itertools.permutations(topics, 2) for topics in ids))
    return [
        Shelf(
            topic, tuple(primary[topic.id]), tuple(secondary[topic.id]), _find_neighbours(topic, digest.topics, shared)
        )
        for topic in digest.topics
    ]


def _find_neighbours(
    topic: Topic, topics: Sequence[Topic], shared: Mapping[tuple[str, str], int]
) -> tuple[tuple[Topic, int], ...]:
    """Give the topics that share papers with one, most first, equal ones in the order of topics."""
    found = [(other, shared[topic.id, other.id]) for other in topics if (topic.id, other.id) in shared]
    return tuple(sorted(found, key=lambda item: -item[1]))


def fill_issues(digest: Digest) -> list[Issue]:
    """Put the papers into their editions, newest edition first, papers in the order of the dump."""
    papers: dict[Edition, list[tuple[int, Paper]]] = defaultdict(list)
    for paper in digest.papers:
        for edition in paper.editions:
            lines = [entry.place.line for entry in paper.sources if entry.place.file == f"seeds/{edition.file}"]
            papers[edition].append((min(lines, default=_LAST), paper))
    issues = []
    for edition in digest.editions:
        listed = [paper for _, paper in sorted(papers[edition], key=lambda item: item[0])]
        fresh = [paper for paper in listed if paper.editions[-1] == edition]
        issues.append(Issue(edition, tuple(listed), tuple(fresh)))
    return issues


def choose_menu(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Choose the pages that the menu shows beside the fixed ones: reading lists, and the editors' own pages."""
    lists = [page for page in pages if page.address == addresses.LISTS]
    return _name_only([*lists, *(page for page in pages if page.template == "prose.html")])


def choose_desk(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Choose the pages for editors, which every page names at its end."""
    desk = (addresses.CORRECT, addresses.REVIEW, addresses.CHANGES)
    return _name_only(page for page in pages if page.address in desk)


def _name_only(pages: Iterable[Page]) -> tuple[Page, ...]:
    """Leave out what pages are about: what every page shares is compared and must stay small."""
    return tuple(replace(page, subject=None) for page in pages)


def choose_pinned(digest: Digest) -> tuple[Paper, ...]:
    """Choose the papers that editors have pinned, in their order."""
    pinned = [(paper.pin.order, number, paper) for number, paper in enumerate(digest.papers) if paper.pin]
    return tuple(paper for _, _, paper in sorted(pinned, key=lambda item: item[:2]))


def _by_letter(digest: Digest) -> list[tuple[str, list[Paper]]]:
    """Group the papers, which stand by title, by its first letter; all that is no Latin letter comes first."""

    def first_letter(paper: Paper) -> str:
        letter = unicodedata.normalize("NFKD", paper.title)[:1].upper()
        return letter if "A" <= letter <= "Z" else "#"

    groups: dict[str, list[Paper]] = defaultdict(list)
    for paper in digest.papers:
        groups[first_letter(paper)].append(paper)
    return sorted(groups.items())


def _plan_shelf(shelf: Shelf) -> Page:
    topic: Topic = shelf.topic
    return Page(address_of(topic), "topic.html", topic.name, _shorten(strip_markdown(topic.description)), shelf)


def _plan_lists(digest: Digest) -> Iterator[Page]:
    by_id = {paper.id: paper for paper in digest.papers}
    if digest.lists:
        description = f"Reading lists of {digest.site.name}."
        yield Page(addresses.LISTS, "lists.html", "Lists", description, digest.lists)
    for reading in digest.lists:
        papers = tuple((by_id[item.paper], item.line) for item in reading.items)
        description = _shorten(strip_markdown(reading.description)) or f"{len(papers)} papers."
        yield Page(address_of(reading), "list.html", reading.name, description, Reading(reading, papers))


def _plan_desk(digest: Digest, changes: Sequence[Change]) -> Iterator[Page]:
    """Plan the pages for editors: the form for corrections, what is doubtful, and what was changed."""
    topics, editions = ([noun.id for noun in nouns] for nouns in (digest.topics, digest.editions))
    form = make_form(shape_override(topics, {}, editions))
    yield Page(addresses.CORRECT, "correct.html", "Correct a paper", "A form that writes corrections.", form)
    if digest.site.review:
        yield Page(addresses.REVIEW, "review.html", "Review", "What is doubtful in this digest.", _settle(digest))
    if changes:
        yield Page(addresses.CHANGES, "changes.html", "Changes", "What editors changed.", _list_days(digest, changes))


def _list_days(digest: Digest, changes: Sequence[Change]) -> tuple[ChangeDay, ...]:
    """Put the changes of each day together; what is not a paper any more keeps its id for a title."""
    papers = {id: paper for paper in (*digest.papers, *digest.hidden) for id in (paper.id, *paper.other_ids)}
    return tuple(
        ChangeDay(
            day,
            tuple(
                (change, papers[change.paper].title, address_of(papers[change.paper]))
                if change.paper in papers
                else (change, change.paper, "")
                for change in group
            ),
        )
        for day, group in itertools.groupby(changes, key=lambda change: change.day)
    )


def _settle(digest: Digest) -> list[Settled]:
    cases = {kind: [doubt for doubt in digest.doubts if doubt.kind == kind] for kind in KINDS}
    return [
        Settled(kind, KINDS[kind], tuple((doubt, write_stub([doubt])) for doubt in found))
        for kind, found in cases.items()
        if found
    ]


def _plan_papers(digest: Digest) -> Iterator[Page]:
    by_id = {paper.id: paper for paper in digest.papers}
    topics = {topic.id: topic for topic in digest.topics}
    lists: dict[str, list[ReadingList]] = defaultdict(list)
    for reading in digest.lists:
        for item in reading.items:
            lists[item.paper].append(reading)
    for paper in digest.papers:
        view = PaperView(
            paper,
            tuple(by_id[id] for id in paper.related),
            _give_reasons(paper, topics),
            make_searches(paper),
            tuple(lists.get(paper.id, ())),
            link_corrections(digest.site, paper),
        )
        yield Page(address_of(paper), "paper.html", paper.title, _shorten(paper.abstract), view)
    for paper in digest.hidden:
        yield Page(address_of(paper), "hidden.html", "Not shown", "This paper is not shown.", paper)


def _give_reasons(paper: Paper, topics: Mapping[str, Topic]) -> tuple[Reason, ...]:
    scores = paper.why.scores if paper.why else ()
    chosen = {topic.id for topic in paper.topics}
    runner_up = next((score for score in scores if score.topic not in chosen and score.value > 0), None)
    return tuple(
        Reason(topics[score.topic], score, score.topic in chosen)
        for score in scores
        if score.topic in chosen or score is runner_up
    )


def _shorten(text: str, room: int = 155) -> str:
    """Cut at a word, for descriptions in search results."""
    return text if len(text) <= room else text[:room].rpartition(" ")[0].rstrip(",;:.") + " …"
