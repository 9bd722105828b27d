"""The nouns of the digest. Frozen, without behaviour beyond a look-up; this module imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass


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
    """Something a person must mend: where, what is wrong in their words, and what to write instead."""

    place: Place
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One title with its abstract, as it stood in one dump. The place is the title's."""

    title: str
    abstract: str
    place: Place


@dataclass(frozen=True, slots=True)
class SetAside:
    """A span of a dump that names a paper and could not become an entry, or an entry that is not shown; and why."""

    place: Place
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Site:
    """What `site.yml` says. `base_url` is empty or absolute and ends with a slash."""

    name: str
    tagline: str
    language: str = "en"
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Dump:
    """One file of `seeds/`: its entries in order, the day it prints (without a year), and what was set aside.

    `odd` are entries that were kept and look as if something was wrong with them.
    """

    file: str
    day: str
    entries: tuple[Entry, ...]
    set_aside: tuple[SetAside, ...]
    odd: tuple[SetAside, ...] = ()


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
    """A phrase that speaks for a topic (weight above 0) or against it (below 0)."""

    phrase: str
    weight: float


@dataclass(frozen=True, slots=True)
class Topic:
    """A shelf. `description` is Markdown, `terms` are what its papers say; the one catch-all takes what is left."""

    id: str
    name: str
    description: str
    terms: tuple[Term, ...] = ()
    catch_all: bool = False


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
class Link:
    """A link out of a paper page: which kind (`arxiv`, `code`, …), the words to show, the address."""

    kind: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Override:
    """What an editor says about one paper. Empty: the editor says nothing about it."""

    paper: str
    place: Place
    title: str = ""
    abstract: str = ""
    topics: tuple[str, ...] = ()
    add_topics: tuple[str, ...] = ()
    remove_topics: tuple[str, ...] = ()
    note: str = ""
    hide: str = ""
    split: tuple[Place, ...] = ()
    same_as: str = ""
    not_same_as: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: all entries that carry its title, and everything said about it.

    `title` and `abstract` are plain text, the dump's or the editor's. `other_ids` are those of other spellings of the
    title and of papers found to be the same; they lead here. `related` holds paper ids, nearest first.
    """

    id: str
    title: str
    abstract: str
    sources: tuple[Entry, ...]
    other_ids: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()
    topics: tuple[Topic, ...] = ()
    why: Why | None = None
    related: tuple[str, ...] = ()
    note: str = ""
    links: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    date: str = ""
    hidden: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Twin:
    """Two papers, by id, that are one: certainly, or perhaps and for a person to look at; and what says so."""

    first: str
    second: str
    certain: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that the program is not sure of, and the lines of an override that settle it."""

    paper: Paper
    message: str
    stub: str


@dataclass(frozen=True, slots=True)
class Digest:
    """All there is to show. Editions stand newest first, papers by title; `read` counts what the dumps hold.

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


@dataclass(frozen=True, slots=True)
class Page:
    """One page to come: its address (`papers/x/`, relative to the site), its template and what it is about."""

    address: str
    template: str
    title: str
    description: str
    subject: object = None


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
class Issue:
    """An edition with its papers in the order of the dump; `fresh` are those that stood in no older edition."""

    edition: Edition
    papers: tuple[Paper, ...]
    fresh: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for one topic, and whether the paper has that topic; the best that it has not is the runner-up."""

    topic: Topic
    score: Score
    chosen: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with the papers it is related to, and the reasons for its topics and for the runner-up, best first."""

    paper: Paper
    related: tuple[Paper, ...]
    reasons: tuple[Reason, ...]
