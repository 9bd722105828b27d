"""Chooses what a mail tells: the new papers of an edition or of a week, of all topics or of one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.days import name_week
from digest.nouns import Digest, Edition, Letter, Paper, Topic
from digest.prose import strip_markdown
from digest.shelves import fill_issues, sort_shelf
from digest.suggest import did_you_mean
from digest.words import Say

MOST = 10  # papers in a mail; what more there is stands on the site
_TOGETHER = 2  # papers of one topic, before another topic has its turn
_MOST_COUNTED = 20  # topics that are counted below the papers
_DAY = len("2026-03-14")

Days = Mapping[Edition, str]
Groups = tuple[tuple[Topic, tuple[Paper, ...]], ...]


class UnknownError(Exception):
    """What was asked for is not there; the message is one line that says what is."""


class NothingNewError(Exception):
    """There is nothing to tell; the message is one line that says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a mail is to tell: an edition (empty: the newest) by id, name or day, or a week, and perhaps a topic.

    `besides` are the ids of editions that are told with it, since they came after the last mail.
    """

    edition: str = ""
    week: str = ""
    topic: str = ""
    besides: tuple[str, ...] = ()


def choose_letter(digest: Digest, wanted: Wanted, arrivals: Mapping[str, str], say: Say) -> Letter:
    """Choose what to tell; `arrivals` are the days on which dumps came, where these do not say theirs."""
    topic = find_topic(digest.topics, wanted.topic) if wanted.topic else None
    days = {edition: find_day(edition, arrivals) for edition in digest.editions}
    besides = (edition for edition in days if edition.id in wanted.besides)
    editions = find_week(days, wanted.week) if wanted.week else (find_edition(days, wanted.edition), *besides)
    if wanted.week:
        year, _, week = wanted.week.partition("-W")
        key, name, note = f"week/{wanted.week}", say("mail_week", week=int(week), year=year), ""
    else:
        key, name, note = f"edition/{editions[0].id}", editions[0].name, strip_markdown(editions[0].note)
    if topic:
        key, name = f"{key}/{topic.id}", say("mail_topic", topic=topic.name, edition=name)
    papers = list_new(digest, editions, topic)
    if not papers:
        raise NothingNewError(f"no paper of “{name}” is new; name another --edition or --week, or wait for the next")
    day = max(days[edition] for edition in editions)
    if not day:
        raise UnknownError(f"“{name}” has no day; write its `date:` into site_src/editions.yml")
    pinned, groups, rest = choose_papers(papers, topic, digest)
    return Letter(key, name, day, editions, len(papers), pinned, groups, rest, note, topic)


def list_keys(digest: Digest, arrivals: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys of all that could be told by now, of all topics."""
    for edition in digest.editions:
        yield f"edition/{edition.id}"
    days = (find_day(edition, arrivals) for edition in digest.editions)
    yield from sorted({f"week/{name_week(day)}" for day in days if day})


def find_day(edition: Edition, arrivals: Mapping[str, str]) -> str:
    """Give the day (ISO) of an edition: its own, else that on which it came, else the first of its month or year."""
    if len(edition.date) == _DAY:
        return edition.date
    return arrivals.get(edition.file, "") or (edition.date and f"{edition.date}-01-01"[:_DAY])


def find_edition(days: Days, wanted: str) -> Edition:
    """Find the edition that a word names; without one, the newest."""
    if not days:
        raise NothingNewError("there is no edition yet; put a capture into seeds/")
    if not wanted:
        return next(iter(days))
    found = [edition for edition, day in days.items() if wanted in (edition.id, edition.name, edition.file, day)]
    if len(found) == 1:
        return found[0]
    ids = [edition.id for edition in found or days]
    if found:
        raise UnknownError(f"{len(found)} editions are called {wanted!r}; write one of: {', '.join(ids)}")
    hint = did_you_mean(wanted, [*ids, *(edition.name for edition in days)])
    raise UnknownError(f"there is no edition {wanted!r}; {hint or 'the page of editions names them'}")


def find_week(days: Days, wanted: str) -> tuple[Edition, ...]:
    """Find the editions of a week."""
    weeks = {edition: name_week(day) for edition, day in days.items() if day}
    found = tuple(edition for edition, week in weeks.items() if week == wanted)
    if not found:
        hint = did_you_mean(wanted, set(weeks.values())) or "give editions their `date:` in site_src/editions.yml"
        raise NothingNewError(f"no edition is of the week {wanted}; {hint}")
    return found


def find_topic(topics: Sequence[Topic], wanted: str) -> Topic:
    """Find a topic by its id, or one that it had before."""
    for topic in topics:
        if wanted in (topic.id, *topic.aliases):
            return topic
    raise UnknownError(f"there is no topic {wanted!r}; {did_you_mean(wanted, [topic.id for topic in topics])}")


def list_new(digest: Digest, editions: Sequence[Edition], topic: Topic | None) -> list[Paper]:
    """List what stood in none before these editions, without what was withdrawn since."""
    fresh = (paper for issue in fill_issues(digest) if issue.edition in editions for paper in issue.fresh)
    return [paper for paper in fresh if not paper.withdrawn and (topic is None or topic in paper.topics)]


def choose_papers(
    papers: Sequence[Paper], topic: Topic | None, digest: Digest
) -> tuple[tuple[Paper, ...], Groups, tuple[tuple[Topic, int], ...]]:
    """Choose what editors have pinned, then the best by topic; and count what is left in each topic."""
    orders = {paper.id: (paper.pin.order, number) for number, paper in enumerate(papers) if paper.pin}
    pinned = sorted((paper for paper in papers if paper.pin), key=lambda paper: orders[paper.id])
    shelves: dict[Topic, list[Paper]] = defaultdict(list)
    for paper in papers:
        if not paper.pin:
            shelves[topic or paper.topics[0]].append(paper)
    groups = choose_best(shelves, digest, max(MOST - len(pinned), 0))
    left = Counter({one: len(listed) for one, listed in shelves.items()})
    left.subtract({one: len(chosen) for one, chosen in groups})
    rest = [(one, count) for one, count in left.most_common() if count and not topic]
    return tuple(pinned[:MOST]), groups, tuple(rest[:_MOST_COUNTED])


def choose_best(shelves: Mapping[Topic, Sequence[Paper]], digest: Digest, room: int) -> Groups:
    """Choose two papers of each topic and begin anew while there is room, the topics with most new papers first.

    In its topic a paper comes by its upvotes, and among equal ones by how much speaks for the topic.
    """
    turns = []
    order = sorted(shelves, key=lambda topic: (topic.catch_all, -len(shelves[topic]), digest.topics.index(topic)))
    for rank, topic in enumerate(order):
        best = sorted(sort_shelf(shelves[topic], topic, digest), key=lambda paper: -(paper.upvotes or 0))
        turns += [(number // _TOGETHER, rank, number, paper) for number, paper in enumerate(best)]
    chosen: dict[Topic, list[Paper]] = {topic: [] for topic in order}
    for _, rank, _, paper in sorted(turns, key=lambda turn: turn[:3])[:room]:
        chosen[order[rank]].append(paper)
    return tuple((topic, tuple(listed)) for topic, listed in chosen.items() if listed)
