"""Settles which papers are one: by what was found, and by what editors say, which goes before it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from operator import attrgetter

from digest.chains import find_ends
from digest.duplicates import find_duplicates
from digest.memo import NO_MEMO, Memo
from digest.nouns import Override, Paper, Problem, Twin
from digest.papers import make_key
from digest.suggest import Guesser

_COMPARED = attrgetter("id", "title", "abstract", "arxiv")


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs of ids of which the first leads to the second, the twins still open, and the problems."""

    pairs: list[tuple[str, str]]
    open: list[Twin]
    problems: list[Problem]


def judge_twins(papers: Sequence[Paper], overrides: Mapping[str, Override], memo: Memo = NO_MEMO) -> Judged:
    """Judge all papers that may be one: what editors say first, then the certain ones; the rest stay open."""
    by_id = {id: paper for paper in papers for id in (paper.id, *paper.other_ids)}
    problems = list(_check_relations(overrides, by_id))
    faulty = {problem.place for problem in problems}
    said = [
        (by_id[name].id, by_id[override.same_as].id)
        for name, override in overrides.items()
        if override.same_as and name in by_id and override.find_place("same_as") not in faulty
    ]
    apart = {
        frozenset((by_id[name].id, by_id[other].id))
        for name, override in overrides.items()
        for other in override.not_same_as
        if name in by_id and other in by_id
    }
    settled = {*map(frozenset, said), *apart}
    groups = _Groups(dict(said), apart)
    still_open = []
    compared = ("duplicates", *itertools.chain.from_iterable(map(_COMPARED, papers)))
    for twin in memo.recall(compared, lambda: find_duplicates(papers)):
        one, other = by_id[twin.first], by_id[twin.second]
        if frozenset((one.id, other.id)) in settled or make_key(one.title) == make_key(other.title):
            continue  # an editor has judged them; papers of the very same title were split by one
        if twin.certain:
            main, follower = sorted((one, other), key=_rank)
            groups.join(main.id, follower.id)
        else:
            still_open.append(replace(twin, first=one.id, second=other.id))
    return Judged(sorted(groups.leads.items()), groups.list_open(still_open), problems)


class _Groups:
    """Papers, by id, that are one: each leads to another one or to none. Some pairs are held apart by editors."""

    def __init__(self, leads: dict[str, str], apart: Set[frozenset[str]]) -> None:
        self.leads = leads
        self._apart = apart
        self._members: dict[str, set[str]] = defaultdict(set)
        for id in (*leads, *leads.values()):
            self._members[_follow(leads, id)].add(id)

    def join(self, main: str, follower: str) -> None:
        """Make two papers one, with all that are one with them, unless they meet already or are held apart."""
        main, follower = _follow(self.leads, main), _follow(self.leads, follower)
        if main != follower and not self._are_apart(main, follower):
            self.leads[follower] = main
            self._members[main] |= {main, follower, *self._members.pop(follower, ())}

    def list_open(self, twins: Iterable[Twin]) -> list[Twin]:
        """Give twins by the papers that they belong to now, each pair once, without those that are settled by now."""
        found = {}
        for twin in twins:
            one, other = _follow(self.leads, twin.first), _follow(self.leads, twin.second)
            if one != other and not self._are_apart(one, other):
                found[one, other] = replace(twin, first=one, second=other)
        return [*found.values()]

    def _are_apart(self, one: str, other: str) -> bool:
        """Through a third paper, too, none may become one with what editors hold apart from it."""
        pairs = itertools.product({one, *self._members[one]}, {other, *self._members[other]})
        return not self._apart.isdisjoint(map(frozenset, pairs))


def _rank(paper: Paper) -> tuple[int, int, str]:
    """Rank the better known and the better spelt title lower; glued words make fewer hyphens."""
    return -len(paper.sources), -paper.id.count("-"), paper.id


def _follow(leads: Mapping[str, str], id: str) -> str:
    seen = {id}
    while id in leads and leads[id] not in seen:
        id = leads[id]
        seen.add(id)
    return id


def _check_relations(overrides: Mapping[str, Override], by_id: Mapping[str, Paper]) -> Iterable[Problem]:
    ends = find_ends({name: override.same_as for name, override in overrides.items() if override.same_as})
    guess = Guesser(by_id)
    for name, override in overrides.items():
        relations = [("same_as", override.same_as), *(("not_same_as", other) for other in override.not_same_as)]
        for place, other in ((override.find_place(field), other) for field, other in relations if other):
            if other not in by_id:
                yield Problem(place, "P001", f"there is no paper `{other}`", guess(other))
            elif name in by_id and by_id[other] is by_id[name]:
                yield Problem(place, "P010", f"`{name}` and `{other}` are one paper already", "remove the line")
        back = overrides.get(override.same_as, override)
        if override.same_as in override.not_same_as or (override.same_as and name in back.not_same_as):
            message = f"`{override.same_as}` cannot be both the same and another"
            yield Problem(override.find_place("not_same_as"), "P011", message, "remove `same_as` or `not_same_as`")
        if override.same_as not in ("", name) and not ends[name]:
            place = override.find_place("same_as")
            yield Problem(place, "P012", f"`same_as` goes in a circle from `{name}`", "remove one of the lines")
