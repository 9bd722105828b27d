"""Finds why a paper has other topics than before: what editors say, what counts for a topic, its own words."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from digest.desk.markdown_text import quote, write_code

TERMS_FILE = "site_src/topics.yml"

# What counts for a topic: the topic, a term of topics.yml, or in its place the paper that the paper is like.
_Sign = tuple[str, str, str]
_Terms = dict[_Sign, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Cause:
    """What counts more (`change` above 0) or less for a topic, in words; `sure`, where a paper shows it."""

    topic: str
    change: float
    sure: bool
    words: str


def find_causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[_Sign, Cause]:
    """Find what counts otherwise than before.

    Of a paper only what counts for its topics is told. A paper that keeps a topic and its words shows what changed.
    What only one side tells of any paper may be new or gone, or only never have decided anything.
    """
    were, are = (_join(_list_terms(paper) for paper in side.values()) for side in (before, after))
    changes = {sign: (_weigh(are, sign) - _weigh(were, sign), False) for sign in were.keys() ^ are.keys()}
    for id in sorted(before.keys() & after.keys()):
        old, new = before[id], after[id]
        if old["why"] != new["why"] and not _is_reworded(old, new):
            had, has = _list_terms(old), _list_terms(new)
            kept = {*old["topics"]} & {*new["topics"]}
            for sign in had.keys() | has.keys():
                change = _weigh(has, sign) - _weigh(had, sign)
                # How much a paper is like an example is another number for every paper, and at every build.
                if change and sign[0] in kept and not sign[2]:
                    changes[sign] = (change, True)
    return {
        sign: Cause(sign[0], change, sure, _say_cause(sign, change, were, are, after))
        for sign, (change, sure) in changes.items()
    }


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
    if _is_reworded(old, new):
        others = "" if old["sources"] == new["sources"] else ", for it is made of other entries of the dumps"
        return f"the words of its title or abstract changed{others}"
    were, are = old["topics"], new["topics"]
    found = [causes[sign] for sign in {**_list_terms(old), **_list_terms(new)} if sign in causes]
    ranked = sorted(
        (not (cause.sure and _turn(cause.topic, were, are)), -abs(cause.change), cause.words, cause.sure)
        for cause in found
        if _explains(cause, were, are)
    )
    if ranked:
        *_, words, sure = ranked[0]
        return words if sure else f"perhaps because {words}"
    return f"an editor's word in {write_code(says)} changed" if says else "nothing in the two files says why"


def _is_reworded(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return bool(old["title"] != new["title"] or old["abstract"] != new["abstract"])


def _list_terms(paper: Mapping[str, Any]) -> _Terms:
    scores = (paper["why"] or {"scores": ()})["scores"]
    return _join(
        {(score["topic"], term["term"], term.get("like", "")): term} for score in scores for term in score["terms"]
    )


def _join(found: Iterable[_Terms]) -> _Terms:
    """Put together what counts for a topic, each as it counts most: repeated, or far from the title, it counts less."""
    most: _Terms = {}
    for terms in found:
        most |= {sign: term for sign, term in terms.items() if abs(term["weight"]) > abs(_weigh(most, sign))}
    return most


def _weigh(terms: _Terms, sign: _Sign) -> float:
    return float(terms[sign]["weight"]) if sign in terms else 0.0


def _say_cause(sign: _Sign, change: float, were: _Terms, are: _Terms, papers: Mapping[str, Any]) -> str:
    topic, phrase, like = sign
    if like:
        example = quote(papers[like]["title"]) if like in papers else write_code(like)
        how = "like" if sign in are else "no longer like"
        return f"it is {how} {example}, an editor's example for {write_code(topic)}"
    term = are.get(sign) or were[sign]
    more = "counts more" if (change > 0) == (term["weight"] > 0) else "counts less"
    how = "no longer counts" if sign not in are else more if sign in were else "now counts"
    against = "for" if term["weight"] > 0 else "against"
    place = write_code(f"{TERMS_FILE}:{term['line']}") if "line" in term else ""
    where = f" ({'' if sign in are else 'was '}{place})" if place else ""
    return f"{quote(phrase)} {how} {against} {write_code(topic)}{where}"


def _turn(topic: str, old: list[str], new: list[str]) -> int:
    """Tell whether a paper won the topic (1), lost it (-1), or has it as before."""
    return (topic in new) - (topic in old) or (topic in new[:1]) - (topic in old[:1])


def _explains(cause: Cause, old: list[str], new: list[str]) -> bool:
    """Tell whether a cause speaks for a topic that was won, or against one that was lost."""
    # A topic that stays makes room for another one by counting less, and none by counting more.
    way = _turn(cause.topic, old, new) or bool({*old} - {*new}) - bool({*new} - {*old})
    return way * cause.change > 0 or not way
