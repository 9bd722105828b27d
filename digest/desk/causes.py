"""Finds why a paper has other topics than before: what editors say, what counts for a topic, its own words."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from digest.desk.markdown_text import quote, write_code

TERMS_FILE = "site_src/topics.yml"

# What counts for a topic: the topic, a term of topics.yml, or in its place the paper that the paper is like.
_Sign = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Cause:
    """What counts more (`change` above 0) or less for a topic, in words; `sure`, where both files know it.

    A file tells what counts only for the topics that its papers have. What one of them does not tell of any paper is
    probably new, or gone.
    """

    topic: str
    change: float
    sure: bool
    words: str


def find_causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[_Sign, Cause]:
    """Find all that counts otherwise than before, in the papers of both sides."""
    were, are = _learn(before), _learn(after)
    causes = {}
    for sign in were.keys() | are.keys():
        old, new = were.get(sign, {}), are.get(sign, {})
        change = _measure(old, new)
        if change:
            words = _say_like(sign, bool(new), after) if sign[2] else _say_term(sign, old, new, change)
            causes[sign] = Cause(sign[0], change, bool(old and new), words)
    return causes


def explain_move(
    old: Mapping[str, Any], new: Mapping[str, Any], causes: Mapping[_Sign, Cause], topics: Container[str]
) -> str:
    """Say what moved a paper: an editor, its own words, or what counts most otherwise; `topics` are those there are."""
    was, says = ((paper["why"] or {}).get("override") for paper in (old, new))
    gone = [topic for topic in old["topics"] if topic not in topics]
    if says and says != was:
        return f"an editor says so in {write_code(says)}"
    if was and not says:
        return f"an editor's word in {write_code(was)} is gone"
    if gone:
        return f"the topic {write_code(gone[0])} is gone"
    if old["title"] != new["title"] or old["abstract"] != new["abstract"]:
        return "the words of its title or abstract changed"
    found = [causes[sign] for sign in {**_list_terms(old), **_list_terms(new)} if sign in causes]
    found = [cause for cause in found if _explains(cause, old["topics"], new["topics"])]
    if found:
        cause = min(found, key=lambda cause: (not cause.sure, -abs(cause.change), cause.words))
        return cause.words if cause.sure else f"probably because {cause.words}"
    return f"an editor's word in {write_code(says)} changed" if says else "nothing in the two files says why"


def _list_terms(paper: Mapping[str, Any]) -> dict[_Sign, Mapping[str, Any]]:
    """Give what counts for a paper's topics, each where it counts most: that stands first."""
    found: dict[_Sign, Mapping[str, Any]] = {}
    for score in (paper["why"] or {"scores": ()})["scores"]:
        for term in score["terms"]:
            found.setdefault((score["topic"], term["term"], term.get("like", "")), term)
    return found


def _learn(papers: Mapping[str, Any]) -> dict[_Sign, dict[str, Mapping[str, Any]]]:
    """Give what counts for any paper, by where it stands: title, abstract and so on have weights of their own."""
    known: dict[_Sign, dict[str, Mapping[str, Any]]] = {}
    for paper in papers.values():
        for sign, term in _list_terms(paper).items():
            known.setdefault(sign, {})[term["where"]] = term
    return known


def _measure(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> float:
    """Give how much more something counts than before, where it counts most."""
    if old and new:  # how much a paper is like an example is another number for every paper, and has no place
        changes = [float(new[where]["weight"] - old[where]["weight"]) for where in old.keys() & new.keys() if where]
    else:
        changes = [float(term["weight"]) for term in new.values()] + [-float(term["weight"]) for term in old.values()]
    return max(changes, key=abs, default=0.0)


def _say_like(sign: _Sign, now: bool, papers: Mapping[str, Any]) -> str:
    topic, _, like = sign
    example = quote(papers[like]["title"]) if like in papers else write_code(like)
    return f"it is {'' if now else 'no longer '}like {example}, an editor's example for {write_code(topic)}"


def _say_term(
    sign: _Sign, old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]], change: float
) -> str:
    term = next(iter((new or old).values()))
    how = "no longer counts" if not new else "now counts" if not old else "counts"
    if old and new:
        how += " more" if (change > 0) == (term["weight"] > 0) else " less"
    place = write_code(f"{TERMS_FILE}:{term['line']}") if "line" in term else ""
    where = f" ({'' if new else 'was '}{place})" if place else ""
    return f"{quote(sign[1])} {how} {'for' if term['weight'] > 0 else 'against'} {write_code(sign[0])}{where}"


def _explains(cause: Cause, old: list[str], new: list[str]) -> bool:
    """Tell whether a cause speaks for a topic that was won, or against one that was lost."""
    topic = cause.topic
    way = (topic in new) - (topic in old) or (topic in new[:1]) - (topic in old[:1])
    # A topic that stays makes room for another one by counting less, and none by counting more.
    way = way or bool({*old} - {*new}) - bool({*new} - {*old})
    return way * cause.change > 0 or not way
