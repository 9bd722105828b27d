"""Lets what services know and what editors say stand over what was captured, and notes where that changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any

from digest.memo import NO_MEMO, Memo
from digest.nouns import Edition, Enrichment, HostRules, Override, Paper, Pin, Repaired, Span, Topic, Why
from digest.outlinks import complete_links, join_links, make_link
from digest.text.links import make_link as judge_link

MAX_TOPICS = 3
_NAMES = [field.name for field in fields(Paper)]
_LIST_VALUES = attrgetter(*_NAMES)
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_BRACES = str.maketrans("", "", "{}")
_Repair = Callable[[str], Repaired]
_PLAIN = ("authors", "date")  # fields in which an editor's word takes the place of the capture's, and that is all


def alter(paper: Paper, **values: Any) -> Paper:
    """Give a paper with other values, as `dataclasses.replace` does, in a third of its time: this is done to all."""
    whole = [*_LIST_VALUES(paper)]
    for name, value in values.items():
        whole[_PLACES[name]] = value
    return Paper(*whole)


def enrich(paper: Paper, found: Enrichment | None) -> Paper:
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


def place_in_editions(
    paper: Paper, editions: Sequence[Edition], ranks: Mapping[str, int], override: Override | None
) -> Paper:
    """Say in which editions a paper stands: those it was captured in, unless an editor says others.

    `ranks` tells which of the editions a file is.
    """
    mine = {ranks.get(entry.place.file.removeprefix("seeds/"), -1) for entry in paper.sources}
    captured = tuple([editions[rank] for rank in sorted(mine) if rank >= 0])
    if not (override and override.editions):
        return alter(paper, editions=captured, new=_is_new(captured, editions))
    said = tuple(edition for edition in editions if edition.id in override.editions)
    idle = ("`editions` names those it was captured in",) if said == captured else ()
    return replace(paper, editions=said, new=_is_new(said, editions), idle=(*paper.idle, *idle))


def _is_new(mine: Sequence[Edition], editions: Sequence[Edition]) -> bool:
    """Say whether the newest edition is the only one; where there is but one edition, nothing is new."""
    return len(editions) > 1 and mine[-1:] == editions[:1]


def correct(paper: Paper, override: Override | None, hosts: HostRules, day: str, memo: Memo = NO_MEMO) -> Paper:
    """Let an editor's words stand in place of the capture's, then repair and mark up the text."""
    paper, refused = _check_links(paper, hosts)
    repair = partial(_repair, hosts=hosts, memo=memo)
    if override:
        paper = _apply(paper, override, repair, day)
    title, abstract = repair(paper.title), repair(paper.abstract)
    if any("\\" in name for name in paper.authors):
        paper = alter(paper, authors=tuple([_repair_name(name, repair) for name in paper.authors]))
    if refused:
        abstract = replace(abstract, residue=(*abstract.residue, *refused))
    return alter(
        paper,
        title=title.plain,
        abstract=abstract.plain,
        title_text=title,
        abstract_text=abstract,
        original=(paper.title, paper.abstract),
        links=complete_links(paper.links, paper.arxiv),
    )


def _repair(text: str, hosts: HostRules, memo: Memo) -> Repaired:
    as_it_is = Repaired((Span("text", text),) if text else (), text, ())

    def make() -> Repaired | None:
        from digest.text.repair import repair_text  # here: of most texts a build before this one knows what they become

        made = repair_text(text, hosts)
        return None if made == as_it_is else made

    return memo.recall(("repair", text, _name_rules(hosts)), make) or as_it_is


_name_rules = lru_cache(maxsize=1)(repr)  # of all texts the same


def _repair_name(name: str, repair: _Repair) -> str:
    return repair(name).plain.translate(_BRACES) if "\\" in name else name


def overrule(paper: Paper, why: Why, override: Override | None, topics: Mapping[str, Topic]) -> Paper:
    """Let an editor's word stand over the scores; the primary topic stays first where it may."""
    if override and (override.topics or override.add_topics or override.remove_topics):
        chosen = _choose_topics(why, override, topics)
        # To say the very topics that were found settles a doubt and teaches; to change nothing about them does not.
        idle = ("its topics are the same without it",) if not override.topics and chosen == why.topics else ()
        paper = replace(paper, idle=(*paper.idle, *idle))
        why = replace(why, topics=chosen, override=override.place)
    return alter(paper, why=why, topics=tuple([topics[id] for id in why.topics]))


def _choose_topics(why: Why, override: Override, topics: Mapping[str, Topic]) -> tuple[str, ...]:
    catch_all = next((topic.id for topic in topics.values() if topic.catch_all), next(iter(topics)))
    chosen = [id for id in override.topics or why.topics if id not in override.remove_topics]
    if not chosen and not override.add_topics:
        chosen = [s.topic for s in why.scores if s.topic not in override.remove_topics][:1] or [catch_all]
    added = [id for id in override.add_topics if id not in chosen]
    if added and chosen == [catch_all]:
        chosen = []
    return (*chosen[: MAX_TOPICS - len(added)], *added)


def _apply(paper: Paper, override: Override, repair: _Repair, day: str) -> Paper:
    pin = override.pin if override.pin and not _is_over(override.pin, day) else None
    return replace(
        paper,
        override=override.place,
        idle=(*paper.idle, *_find_idle(paper, override, repair, day)),
        edited=tuple(name for name in ("title", "abstract") if getattr(override, name)),
        title=override.title or paper.title,
        abstract=override.abstract or paper.abstract,
        summary=paper.summary and not override.abstract,
        cut=paper.cut and not override.abstract,
        line=override.summary,
        note=override.note,
        pin=pin,
        links=join_links(paper.links, override.links),
        withdrawn=override.withdrawn,
        hidden=override.hide,
        **{name: getattr(override, name) or getattr(paper, name) for name in _PLAIN},
    )


def _find_idle(paper: Paper, override: Override, repair: _Repair, day: str) -> Iterator[str]:
    """Yield what of an override changes nothing about the paper as it was captured."""
    if override == Override(override.paper, override.place):
        yield "its override says nothing"
    for name in ("title", "abstract"):
        said, captured = getattr(override, name), getattr(paper, name)
        if said and repair(said).plain == repair(captured).plain:
            yield f"`{name}` is what the page says without it"
    for name in _PLAIN:
        if getattr(override, name) and getattr(override, name) == getattr(paper, name):
            yield f"`{name}` is what the page says without it"
    known = complete_links(paper.links, paper.arxiv)
    if override.links and all(link in known for link in override.links):
        yield "`links` are what the page says without it"
    if override.pin and _is_over(override.pin, day):
        yield f"`pin` ended with {override.pin.until}"


def _is_over(pin: Pin, day: str) -> bool:
    return bool(pin.until) and day[: len(pin.until)] > pin.until


def _check_links(paper: Paper, hosts: HostRules) -> tuple[Paper, tuple[str, ...]]:
    """Hold links that captures bring to the rules for links in texts; give those that are not live."""
    if not paper.links:
        return paper, ()
    live, refused = [], []
    for link in paper.links:
        span, _ = judge_link(link.url, hosts)
        if span and span.kind == "link":
            live.append(replace(link, url=span.url))
        else:
            refused.append(f"suspicious link: {link.url}")
    return replace(paper, links=tuple(live)), tuple(refused)
