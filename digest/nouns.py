"""The nouns of the digest. Frozen, without behaviour beyond a look-up; this module imports nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_TERMS = 8  # that a page names for a topic
CODE_HOSTS = r"github\.com|gitlab\.com|codeberg\.org|bitbucket\.org"  # a pattern
# A repository of code; one that lists others, as those called awesome do, is none.
_CODE = re.compile(rf"https?://(?:www\.)?(?:{CODE_HOSTS})/[^/]+/(?!awesome\b)", re.I)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file as people name it, a line and a column, both from 1 (0: the file as a whole)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something a person must mend: where, what is wrong in their words, and what to write instead.

    `code` is the short name of the message, under which docs/messages.md explains it; it never changes its meaning.
    `grave` are those that keep all the rest of their file from being read.
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper as it stood in one dump. The place is the title's; what a format does not say is empty or `None`.

    `summary` says that the abstract is a machine's summary, `cut` that it is known to be cut off. `date` is ISO,
    `arxiv` an id without version, `code` and `project` are addresses.
    """

    title: str
    abstract: str
    place: Place
    summary: bool = False
    cut: bool = False
    arxiv: str = ""
    date: str = ""
    upvotes: int | None = None
    comments: int | None = None
    authors: tuple[str, ...] = ()
    organisation: str = ""
    code: str = ""
    stars: int | None = None
    project: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A span of a dump that names a paper and could not become an entry, or an entry that is not shown; and why."""

    place: Place
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Post:
    """Who sends mail, to which list (empty: to each reader alone), and where readers end it.

    `unsubscribe` is an https or mailto address, in which `{address}` and `{token}` stand for the reader's.
    """

    sender: str
    unsubscribe: str
    list: str = ""


@dataclass(frozen=True, slots=True)
class SignUp:
    """Where readers sign up for mail: a form that sends `field` and what is `hidden`, or, without field, a page."""

    address: str
    field: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """What `site.yml` says. `base_url` is empty or absolute and ends with a slash.

    `repository` is empty or the address of the GitHub repository that editors commit to, without a slash at its end,
    `branch` what they commit to there; `review` says whether the review page is made, `guide` whether the pages of
    `docs/` are, `offline` whether browsers keep what was read.
    """

    name: str
    tagline: str
    language: str = "en"
    base_url: str = ""
    repository: str = ""
    branch: str = "main"
    review: bool = True
    guide: bool = True
    offline: bool = False
    began: str = ""
    mail: Post | None = None
    subscribe: SignUp | None = None


@dataclass(frozen=True, slots=True)
class Dump:
    """One file of `seeds/`: its entries in order, the day it prints (without a year), and what was set aside.

    `odd` are entries that were kept and look as if something was wrong with them. `format` is its name for people;
    `date`, `url` and `query` are the page's own, where it states them.
    """

    file: str
    day: str
    entries: tuple[Entry, ...]
    set_aside: tuple[SetAside, ...]
    odd: tuple[SetAside, ...] = ()
    format: str = ""
    date: str = ""
    url: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One dump as readers see it. `date` is ISO (YYYY-MM-DD) or empty; `day` is what the dump prints."""

    id: str
    file: str
    name: str
    date: str = ""
    day: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase that speaks for a topic (weight above 0) or against it (below 0); `line` is its own in `topics.yml`."""

    phrase: str
    weight: float
    line: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """A shelf. `description` is Markdown, `terms` are what its papers say; the one catch-all takes what is left.

    `aliases` are ids that it had before.
    """

    id: str
    name: str
    description: str
    terms: tuple[Term, ...] = ()
    catch_all: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A term of `topics.yml` found in a paper: where it stands, and what that adds to the score.

    In place of a term, `like` may name a paper whose topics an editor has set, and which this one is like.
    """

    term: str
    where: str
    weight: float
    like: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What speaks for one topic: the sum, and the matches it is the sum of, strongest first."""

    topic: str
    value: float
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a paper has its topics: every topic's score, best first, and the override that overruled them, if any.

    `margin` is how far the best score is ahead of the next, as a share of the best, from 0 (equal) to 1 (no other).
    """

    topics: tuple[str, ...]
    scores: tuple[Score, ...]
    margin: float = 0.0
    override: Place | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of repaired text: `kind` is text, sup, sub, em, strong, code or link, the last with an address."""

    kind: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text made right: with markup, as plain Unicode, and what looks garbled and was left."""

    spans: tuple[Span, ...]
    plain: str
    residue: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostRules:
    """What to do with the hosts of addresses: another one in their place, no link at all, or known to be genuine."""

    rewrite: Mapping[str, str] = field(default_factory=dict, hash=False)
    refuse: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of a paper page: which kind (`arxiv`, `code`, …), the words to show, the address."""

    kind: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Move:
    """An address that is no page any more, the one that it leads to, and where that was said."""

    old: str
    new: str
    place: Place


@dataclass(frozen=True, slots=True)
class Pin:
    """A place on the home page: its number, and the last day, month or year (ISO) that it is kept, empty for always."""

    order: float
    until: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper on a reading list, by id, with a line of Markdown about it."""

    paper: str
    line: str
    place: Place


@dataclass(frozen=True, slots=True)
class ReadingList:
    """A list of papers in an editor's order; `description` is Markdown."""

    id: str
    name: str
    description: str
    place: Place
    items: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Override:
    """What an editor says about one paper. Empty: the editor says nothing about it.

    `summary` is one line for lists, `aliases` are addresses, `editions` ids of editions; `places` are those of values.
    """

    paper: str
    place: Place
    title: str = ""
    abstract: str = ""
    topics: tuple[str, ...] = ()
    add_topics: tuple[str, ...] = ()
    remove_topics: tuple[str, ...] = ()
    summary: str = ""
    note: str = ""
    pin: Pin | None = None
    withdrawn: str = ""
    hide: str = ""
    split: tuple[Place, ...] = ()
    same_as: str = ""
    not_same_as: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    date: str = ""
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    def find_place(self, name: str) -> Place:
        """Give the place of a field's value, or that of the whole."""
        return self.places.get(name, self.place)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: all entries that carry its title, and everything said about it.

    `title` and `abstract` are plain text, the dump's or the editor's, repaired; `title_text` and `abstract_text` are
    the same with markup, what was repaired, and what could not be. `original` holds title and abstract before that,
    `edited` the names of those that an editor wrote, `override` where all that an editor says about it stands.
    `other_ids` are those of other spellings of the title and of papers found to be the same; they lead here.
    `related` holds paper ids, nearest first. `summary`: the abstract is a machine's summary; `cut`: it is cut off.
    `new`: it stands in the newest edition and in none before. `line` is one for lists, `note` and the longer
    `long_note` are Markdown, `hidden` and `withdrawn` are reasons, `idle` says what of its override changes nothing.
    """

    id: str
    title: str
    abstract: str
    sources: tuple[Entry, ...]
    other_ids: tuple[str, ...] = ()
    title_text: Repaired | None = None
    abstract_text: Repaired | None = None
    original: tuple[str, str] = ("", "")
    edited: tuple[str, ...] = ()
    override: Place | None = None
    idle: tuple[str, ...] = ()
    summary: bool = False
    cut: bool = False
    arxiv: str = ""
    upvotes: int | None = None
    comments: int | None = None
    stars: int | None = None
    organisation: str = ""
    editions: tuple[Edition, ...] = ()
    topics: tuple[Topic, ...] = ()
    why: Why | None = None
    related: tuple[str, ...] = ()
    line: str = ""
    note: str = ""
    long_note: str = ""
    pin: Pin | None = None
    links: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    date: str = ""
    withdrawn: str = ""
    hidden: str = ""
    new: bool = False

    @property
    def code(self) -> str:
        """Give the address of its code: what somebody says, else the first that its own abstract names."""
        said = [link.url for link in self.links if link.kind == "code"]
        spans = self.abstract_text.spans if self.abstract_text else ()
        return next(iter(said or [span.url for span in spans if _CODE.match(span.url)]), "")


@dataclass(frozen=True, slots=True, order=True)
class Twin:
    """Two papers, by id, that are one: certainly, or perhaps and for a person to look at; and what says so."""

    first: str
    second: str
    certain: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the program is not sure of, of which kind that is, and the line of YAML that settles it.

    `key` is the id of the paper or the file of the edition that the line belongs under. A line that begins with `#` is
    only a suggestion: what belongs there nobody but a person can know. `place` is where editors speak of it already.
    """

    kind: str
    key: str
    title: str
    address: str
    message: str
    line: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Enrichment:
    """What a service knows about a paper: fetched by a command of its own, committed, and beaten by overrides."""

    arxiv: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    doi: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """What answered at an address when it was asked for the last time: a status of HTTP, or words.

    Since the last good answer it was certainly absent on so many days (`times`), of which `first` and `last` are kept.
    Days are ISO.
    """

    asked: str
    answer: str
    first: str = ""
    last: str = ""
    times: int = 0


@dataclass(frozen=True, slots=True)
class Curation:
    """All that `site_src/` says. Editions go by file name, overrides, enrichment and notes by paper id, prose by name.

    `moves` are those of `redirects.yml`, `health` is what answered at the addresses that were asked.
    """

    site: Site
    topics: tuple[Topic, ...]
    editions: Mapping[str, Edition] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    hosts: HostRules = field(default_factory=HostRules)
    enrichment: Mapping[str, Enrichment] = field(default_factory=dict)
    prose: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    lists: tuple[ReadingList, ...] = ()
    moves: tuple[Move, ...] = ()
    health: Mapping[str, Health] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Digest:
    """All there is to show. Editions stand newest first, papers by title; `read` counts what the dumps hold.

    `moves` are all addresses that lead to another one.

    Conservation: `read` is the sum of all papers' sources, shown or hidden, and of what was set aside while reading.
    """

    site: Site
    topics: tuple[Topic, ...]
    editions: tuple[Edition, ...]
    papers: tuple[Paper, ...]
    hidden: tuple[Paper, ...]
    set_aside: tuple[SetAside, ...]
    read: int
    odd: tuple[SetAside, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    lists: tuple[ReadingList, ...] = ()
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file of `docs/`: its name without `.md` (empty for the first), how others name it, title, Markdown, HTML."""

    name: str
    label: str
    title: str
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a chapter that can be linked to (`anchor`, empty for its beginning), its heading, and its Markdown."""

    anchor: str
    level: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ChapterView:
    """A chapter with its spots in order, and the addresses and labels of all chapters."""

    chapter: Chapter
    spots: tuple[Spot, ...]
    shelf: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page to come: its address (`papers/x/`, relative to the site), its template and what it is about.

    `main` is the address of the page that this one is another order or part of; `listed` says whether search engines
    should know it; `collection` whether its papers have a feed and citations of their own.
    """

    address: str
    template: str
    title: str
    description: str
    subject: object = None
    main: str = ""
    listed: bool = True
    collection: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """A topic with its papers: those at home here, and those at home on another shelf.

    `neighbours` are the topics that share papers with it, each with their number, most first.
    """

    topic: Topic
    primary: tuple[Paper, ...]
    secondary: tuple[Paper, ...]
    neighbours: tuple[tuple[Topic, int], ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A paper as the map shows it: whatever else changes about the paper, the map stays as it is."""

    id: str
    title: str
    topics: tuple[Topic, ...]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Land:
    """A shelf as the map shows it: a dot for each paper at home there, and how many others stand there."""

    topic: Topic
    dots: tuple[Dot, ...]
    others: int
    neighbours: tuple[tuple[Topic, int], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper as citations tell it: whatever else changes about the paper, they stay as they are."""

    id: str
    title: str
    abstract: str
    summary: bool
    authors: tuple[str, ...]
    date: str
    arxiv: str
    links: tuple[Link, ...]
    withdrawn: str


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a long list: the number of the page, from 1, and the addresses of all of them."""

    number: int
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShelfView:
    """A part of a shelf in one order.

    `orders` are the names of the orders with the addresses of their first pages, `editions` those with papers of the
    topic, newest first, `before` and `after` the topics beside this one.
    """

    shelf: Shelf
    primary: tuple[Paper, ...]
    secondary: tuple[Paper, ...]
    order: str
    orders: tuple[tuple[str, str], ...]
    part: Part
    editions: tuple[Edition, ...]
    before: Topic | None
    after: Topic | None


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows: pinned papers, the newest edition, and all shelves, the largest first."""

    pinned: tuple[Paper, ...]
    newest: Issue | None
    shelves: tuple[Shelf, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """The papers, in all its parts, of a page that has a feed and citations of its own."""

    address: str
    title: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class IssueView:
    """A part of an edition, with the newer and the older one beside it."""

    issue: Issue
    papers: tuple[Paper, ...]
    part: Part
    newer: Edition | None
    older: Edition | None


@dataclass(frozen=True, slots=True)
class Letters:
    """Papers under the letters that their titles begin with; `letters` are all there are, with their addresses."""

    groups: tuple[tuple[str, tuple[Paper, ...]], ...]
    letters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """An edition with its papers in the order of the dump; `fresh` are those that stood in no older edition."""

    edition: Edition
    papers: tuple[Paper, ...]
    fresh: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """What an edition brought: its papers, those that were `fresh`, and all that the digest had `by_then`."""

    edition: Edition
    papers: int
    fresh: int
    by_then: int


@dataclass(frozen=True, slots=True)
class Status:
    """How the site is. `built` is RFC 3339, or empty where nobody says; `read`, `set_aside` and `odd` count entries.

    `growth` goes from the oldest edition to the newest, `doubts` are kinds with their heading and number.
    """

    built: str
    papers: int
    hidden: int
    read: int
    set_aside: int
    odd: int
    growth: tuple[Growth, ...]
    doubts: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for one topic, and whether the paper has that topic; the best that it has not is the runner-up."""

    topic: Topic
    score: Score
    chosen: bool

    @property
    def terms(self) -> list[Match]:
        """Give what speaks for it, each term once, strongest first."""
        once: dict[tuple[str, str], Match] = {}
        for match in self.score.matches:
            if match.weight > 0:
                once.setdefault((match.term, match.like), match)
        return [*once.values()][:_TERMS]


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with the papers it is related to; `runner_up` is the best of the topics that it has not.

    `lists` are those it stands on; `corrections` lead to where editors change it; `before` and `after` are beside it in
    its primary topic.
    """

    paper: Paper
    related: tuple[Paper, ...]
    runner_up: Topic | None = None
    lists: tuple[ReadingList, ...] = ()
    corrections: tuple[Link, ...] = ()
    before: Paper | None = None
    after: Paper | None = None

    @property
    def reasons(self) -> Iterator[Reason]:
        """Yield what speaks for its topics and for the runner-up, best first."""
        shown = {topic.id: topic for topic in (*self.paper.topics, *filter(None, [self.runner_up]))}
        for score in self.paper.why.scores if self.paper.why else ():
            if topic := shown.get(score.topic):
                yield Reason(topic, score, chosen=topic is not self.runner_up)


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading list with its papers in order, each with the editor's line about it in Markdown."""

    list: ReadingList
    papers: tuple[tuple[Paper, str], ...]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form for corrections; `kind` is line, text, lines (a value each) or choices (`options`, named).

    It cannot stand beside those in `apart`, nor without the one that it `needs`.
    """

    name: str
    kind: str
    help: str
    pattern: str = ""
    like: str = ""
    at_most: int = 0
    options: tuple[tuple[str, str], ...] = ()
    apart: tuple[str, ...] = ()
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What is doubtful of one kind: its heading, how many cases, and the first with the YAML that settles each."""

    kind: str
    heading: str
    count: int
    cases: tuple[tuple[Doubt, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One thing that editors did, as git tells it.

    `day` is ISO, `commit` a full hash, `paper` the id of the paper, `kind` such as moved or retitled,
    `detail` plain text for readers, `file` the path in the repository.
    """

    day: str
    commit: str
    paper: str
    kind: str
    detail: str
    file: str


@dataclass(frozen=True, slots=True)
class ChangeDay:
    """What editors changed on one day (ISO): each change, the title of its paper, and that one's address, if any."""

    date: str
    changes: tuple[tuple[Change, str, str], ...]


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed: the address of its page, its title, when it changed (RFC 3339), and its HTML."""

    address: str
    title: str
    updated: str
    html: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail tells: of an edition or a week (`week` like 2026-W11), all of it or one topic.

    `key` names it in the ledger, `day` is ISO. `count` papers are new; those that editors chose stand in `pinned`, the
    best others in `groups` by topic, and `rest` counts what is left in each topic.
    """

    key: str
    name: str
    day: str
    editions: tuple[Edition, ...]
    count: int
    pinned: tuple[Paper, ...]
    groups: tuple[tuple[Topic, tuple[Paper, ...]], ...]
    rest: tuple[tuple[Topic, int], ...]
    note: str = ""
    topic: Topic | None = None

    @property
    def shown(self) -> int:
        """Say how many papers stand in it."""
        return len(self.pinned) + sum(len(papers) for _, papers in self.groups)
