"""Plans the pages: which there are, at which address, of what. Nothing is rendered here."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from digest import addresses
from digest.addresses import address_of
from digest.atlas import Chart
from digest.desk.pages import plan_desk
from digest.desk.stubs import link_corrections
from digest.guide import plan_guide
from digest.memo import NO_MEMO, Memo
from digest.nouns import (
    Change,
    Chapter,
    Digest,
    Growth,
    Home,
    Issue,
    IssueView,
    Page,
    Paper,
    PaperView,
    Part,
    Reading,
    ReadingList,
    Shelf,
    Topic,
)
from digest.prose import shorten, strip_markdown
from digest.shelves import (
    RELEVANCE,
    arrange_shelf,
    cut_pages,
    fill_issues,
    fill_letters,
    fill_shelves,
    line_up,
    map_shelves,
    sort_shelf,
)
from digest.status import make_status
from digest.words import Say


def plan_pages(
    digest: Digest,
    prose: Mapping[str, str],
    say: Say,
    changes: Sequence[Change] = (),
    built: str = "",
    chapters: Sequence[Chapter] = (),
    memo: Memo = NO_MEMO,
) -> list[Page]:
    """Plan all pages.

    `prose` holds the editors' own pages, Markdown by name, `changes` what they did, newest first; `say` has the words.
    `built` is the time that the page about the site itself tells, if any, `chapters` are those of the guide.
    """
    shelves = fill_shelves(digest)
    issues = fill_issues(digest)
    status = make_status(digest, issues, built)
    pages = [
        _plan_home(digest, shelves, issues),
        *_plan_overviews(digest, say, shelves, issues, status.growth),
        *plan_guide(chapters, say),
        *(_plan_prose(name, text, memo) for name, text in prose.items()),
        *itertools.chain.from_iterable(_plan_shelf(shelf, digest, say) for shelf in shelves),
        *_plan_issues(issues, say),
        *_plan_lists(digest, say),
        *plan_desk(digest, say, changes),
        Page(addresses.STATUS, "status.html", say("status"), say("status_lead"), status, listed=False),
        *_plan_papers(digest, shelves),
    ]
    titles = {page.address: page.title for page in pages}
    moved = [
        Page(move.old, "moved.html", titles.get(move.new, move.new), say("moved_text"), move, listed=False)
        for move in digest.moves
    ]
    return pages + moved


def _plan_prose(name: str, text: str, memo: Memo) -> Page:
    said = memo.recall(("words", text), lambda: strip_markdown(text))  # else each build loads what renders Markdown
    return Page(f"{name}/", "prose.html", name.replace("-", " ").capitalize(), shorten(said), text)


def _plan_home(digest: Digest, shelves: Sequence[Shelf], issues: Sequence[Issue]) -> Page:
    largest = tuple(sorted(shelves, key=lambda shelf: (-len(shelf.primary), -len(shelf.secondary))))
    home = Home(choose_pinned(digest), issues[0] if issues else None, largest)
    return Page(addresses.HOME, "home.html", digest.site.name, digest.site.tagline, home, collection=True)


def _plan_overviews(
    digest: Digest, say: Say, shelves: Sequence[Shelf], issues: Sequence[Issue], growth: Sequence[Growth]
) -> Iterator[Page]:
    site = digest.site
    yield Page(addresses.TOPICS, "topics.html", say("topics"), f"{say('topics')}: {site.name}", shelves)
    yield Page(addresses.EDITIONS, "editions.html", say("editions"), f"{say('editions')}: {site.name}", issues)
    yield Page(
        addresses.NEW, "new.html", say("new_title"), say("new_lead"), issues[0] if issues else None, collection=True
    )
    for address, letters in fill_letters(digest, addresses.PAPERS):
        title = say("all_papers") if address == addresses.PAPERS else f"{say('all_papers')}: {letters.groups[0][0]}"
        yield Page(address, "papers.html", title, f"{title}: {site.name}", letters)
    yield Page(addresses.MAP, "map.html", say("map"), say("map_lead"), (Chart(map_shelves(shelves)), growth))
    yield Page(addresses.MINE, "mine.html", say("mine"), say("mine_lead"), listed=False)
    years = sorted({paper.date[:4] for paper in digest.papers if paper.date}, reverse=True)
    coded = sum(bool(paper.code) for paper in digest.papers)
    yield Page(addresses.SEARCH, "search.html", say("search"), say("search_all"), (shelves, issues, years, coded))
    yield Page(addresses.NOT_FOUND, "404.html", say("lost_title"), say("lost_title"), listed=False)


def _plan_shelf(shelf: Shelf, digest: Digest, say: Say) -> Iterator[Page]:
    home = address_of(shelf.topic)
    description = shorten(strip_markdown(shelf.topic.description))
    for address, view in arrange_shelf(shelf, digest):
        name = shelf.topic.name
        main, title = ("", name) if view.order == RELEVANCE else (home, say(f"view_{view.order}", topic=name))
        title = _number_part(title, view.part, say)
        yield Page(address, "topic.html", title, description, view, main, not main, address == home)


def _number_part(title: str, part: Part, say: Say) -> str:
    """Give the title of one page of a long list; the first has the list's own."""
    return title if part.number == 1 else f"{title} · {say('page_of', n=part.number, all=len(part.addresses))}"


def _plan_issues(issues: Sequence[Issue], say: Say) -> Iterator[Page]:
    for newer, issue, older in line_up(issues):
        edition = issue.edition
        beside = (newer.edition if newer else None, older.edition if older else None)
        description = shorten(strip_markdown(edition.note)) or edition.name
        for address, part, papers in cut_pages(issue.papers, address_of(edition)):
            view = IssueView(issue, tuple(papers), part, *beside)
            title = _number_part(edition.name, part, say)
            yield Page(address, "edition.html", title, description, view, collection=part.number == 1)


def choose_menu(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Choose the pages that the menu shows beside the fixed ones: reading lists, and the editors' own pages."""
    lists = [page for page in pages if page.address == addresses.LISTS]
    return _name_only([*lists, *(page for page in pages if page.template == "prose.html")])


def choose_desk(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Choose the guide and the pages for editors, which every page names at its end."""
    desk = (addresses.GUIDE, addresses.CORRECT, addresses.REVIEW, addresses.CHANGES, addresses.STATUS)
    return _name_only(page for page in pages if page.address in desk)


def _name_only(pages: Iterable[Page]) -> tuple[Page, ...]:
    """Leave out what pages are about: what every page shares is compared and must stay small."""
    return tuple(replace(page, subject=None) for page in pages)


def choose_pinned(digest: Digest) -> tuple[Paper, ...]:
    """Choose the papers that editors have pinned, in their order."""
    pinned = [(paper.pin.order, number, paper) for number, paper in enumerate(digest.papers) if paper.pin]
    return tuple(paper for _, _, paper in sorted(pinned, key=lambda item: item[:2]))


def _plan_lists(digest: Digest, say: Say) -> Iterator[Page]:
    by_id = {paper.id: paper for paper in digest.papers}
    if digest.lists:
        yield Page(addresses.LISTS, "lists.html", say("lists"), say("lists_lead"), digest.lists)
    for reading in digest.lists:
        papers = tuple((by_id[item.paper], item.line) for item in reading.items)
        description = shorten(strip_markdown(reading.description)) or reading.name
        view = Reading(reading, papers)
        yield Page(address_of(reading), "list.html", reading.name, description, view, collection=True)


def _plan_papers(digest: Digest, shelves: Sequence[Shelf]) -> Iterator[Page]:
    beside = _find_beside(shelves, digest)
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
            _find_runner_up(paper, topics),
            tuple(lists.get(paper.id, ())),
            link_corrections(digest.site, paper),
            *beside[paper.id],
        )
        yield Page(address_of(paper), "paper.html", paper.title, shorten(paper.abstract), view)
    for paper in digest.hidden:
        yield Page(address_of(paper), "hidden.html", paper.title, paper.title, paper, listed=False)


def _find_beside(shelves: Sequence[Shelf], digest: Digest) -> dict[str, tuple[Paper | None, Paper | None]]:
    """Give what stands before and after each paper in its primary topic."""
    return {
        paper.id: (before, after)
        for shelf in shelves
        for before, paper, after in line_up(sort_shelf(shelf.primary, shelf.topic, digest))
    }


def _find_runner_up(paper: Paper, topics: Mapping[str, Topic]) -> Topic | None:
    scores = paper.why.scores if paper.why else ()
    chosen = {topic.id for topic in paper.topics}
    return next((topics[score.topic] for score in scores if score.topic not in chosen and score.value > 0), None)
