"""Finds what differs between two digests and says it, a line for each: a table of kinds, most important first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from digest.desk.causes import explain_move, find_causes
from digest.desk.markdown_text import count, escape_markdown, quote, write_code
from digest.desk.sides import Pair, find_gone, find_lost, find_new, follow, sort_by_title
from digest.registry import is_shrinking

GROWN_FROM = 4  # papers of a topic; below, to double says nothing
WORDS = 6  # of an abstract, from where it differs
LONG = 300  # characters of a title that are shown where it changed

PLAIN = {
    "line": "one-line text",
    "long_note": "long note",
    "reason": "the reason why it is hidden",
    "sources": "places in the dumps",
    "summary": "whether its abstract is a machine's summary",
}
TOLD_ELSEWHERE = {"abstract", "id", "links", "override", "related", "title", "topics", "url", "why", "withdrawn"}

_Paper = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: `find` gives a line for each, of which `most` are shown.

    `noun` and `verb` are for the summary: “one/many”.
    """

    heading: str
    noun: str
    verb: str
    find: Callable[[Pair], Iterable[str]]
    most: int = 1000


def _find_lost(pair: Pair) -> Iterator[str]:
    for paper in find_lost(pair):
        files = " and ".join(sorted({write_code(source["file"]) for source in paper["sources"]}))
        address = f"papers/{paper['id']}/"
        yield f"**{quote(paper['title'])}**, once read from {files or 'no dump'}: {_say_dead(pair, address)}"


def _find_shrinking(pair: Pair) -> Iterator[str]:
    before, after = len(pair.before.known), len(pair.after.known)
    if is_shrinking(before, after):
        yield (
            f"Of {count(before, 'paper/papers')} {after} would be left, and a site that loses more than a tenth is not "
            f"published ({write_code('P015')}); if that is meant, run the workflow {write_code('site')} by "
            "hand with its box ticked"
        )


def _find_merged(pair: Pair) -> Iterator[str]:
    for paper, page in find_gone(pair):
        if page is not None:
            other = page.removeprefix("papers/").removesuffix("/")
            target = quote(pair.after.known[other]["title"]) if other in pair.after.known else write_code(page or "/")
            yield f"{quote(paper['title'])} → {target}{', which is hidden' if other in pair.after.hidden else ''}"


def _trace_addresses(pair: Pair) -> Iterator[tuple[str, str | None, str | None]]:
    """Give the addresses that are not just pages still, each with where it led and where it leads."""
    known = (pair.before.pages - pair.after.pages) | pair.before.redirects.keys() | pair.after.redirects.keys()
    return ((address, follow(address, pair.before), follow(address, pair.after)) for address in sorted(known))


def _find_dead(pair: Pair) -> Iterator[str]:
    """Find what led somewhere and leads nowhere now, and new redirects to nowhere; without the lost papers' own."""
    lost = {f"papers/{paper['id']}/" for paper in find_lost(pair)}
    for address, was, leads in _trace_addresses(pair):
        known = was is not None or address not in pair.before.redirects
        if leads is None and address not in lost and known:
            yield _say_dead(pair, address)


def _say_dead(pair: Pair, address: str) -> str:
    target = pair.after.redirects.get(address)
    return f"**{write_code(address)}**" + (f", redirected to {write_code(target)}, which is no page" if target else "")


def _find_moved_addresses(pair: Pair) -> Iterator[str]:
    """Find what leads to another page, not only because that one has another address; and new redirects."""
    for address, was, leads in _trace_addresses(pair):
        if leads is not None and leads != (was if was is None or was == address else follow(was, pair.after)):
            how = (
                f"no longer leads to {write_code(was or '/')}" if leads == address else f"→ {write_code(leads or '/')}"
            )
            yield f"{write_code(address)} {how}"


def _find_hidden(pair: Pair) -> Iterator[str]:
    for paper in sort_by_title(pair.after.hidden.keys() - pair.before.hidden.keys(), pair.after):
        how = "" if paper["id"] in pair.before.papers else "new, and hidden from the start: "
        yield f"{quote(paper['title'])}: {how}{quote(paper['reason'])}{_cite(paper)}"


def _find_shown_again(pair: Pair) -> Iterator[str]:
    again = pair.before.hidden.keys() & pair.after.papers.keys()
    return (quote(paper["title"]) for paper in sort_by_title(again, pair.after))


def _find_withdrawn(pair: Pair, now: bool) -> Iterator[str]:
    for _, paper in _find_changed(pair, "withdrawn"):
        if now == bool(paper["withdrawn"]):
            reason = f": {quote(paper['withdrawn'])}" if now else ""
            yield f"{quote(paper['title'])}{reason}{_cite(paper)}"


def _find_moved(pair: Pair, first: bool) -> Iterator[str]:
    """Find the papers with another first topic, or else those with others only beside it; say what did it."""
    changed = [two for two in _find_changed(pair, "topics") if first == (two[0]["topics"][0] != two[1]["topics"][0])]
    causes = find_causes(pair.before.papers, pair.after.papers) if changed else {}
    for old, new in changed:
        were, are = old["topics"], new["topics"]
        moves = [f"{_name_topic(pair, were[0])} → {_name_topic(pair, are[0])}"] if first else []
        moves += [f"also into {_name_topic(pair, topic)}" for topic in are[first:] if topic not in were]
        moves += [f"out of {_name_topic(pair, topic)}" for topic in were[first:] if topic not in are]
        said = ", ".join(moves) or "its topics stand in another order"
        yield f"{quote(new['title'])}: {said}; {explain_move(old, new, causes, pair.after.topics)}"


def _find_retitled(pair: Pair) -> Iterator[str]:
    for old, new in _find_changed(pair, "title"):
        yield f"{quote(old['title'], LONG)} → {quote(new['title'], LONG)}{_cite(new)}"


def _find_reworded(pair: Pair) -> Iterator[str]:
    for old, new in _find_changed(pair, "abstract"):
        texts = old["abstract"], new["abstract"]
        pairs = enumerate(zip(*(f"{text} …".split() for text in texts), strict=False))
        start = next((at for at, (one, other) in pairs if one != other), 0)
        words = " → ".join(quote(" ".join(text.split()[start : start + WORDS])) for text in texts)
        size = " → ".join(f"{len(text):,}" for text in texts)
        source = _cite(new) if old["sources"] == new["sources"] else "; it is made of other entries of the dumps"
        yield f"{quote(new['title'])}: {size} characters; from word {start + 1:,} on {words}{source}"


def _find_added(pair: Pair) -> Iterator[str]:
    """Find the papers that were not there; say where one comes from whose entries in the dumps were another's."""
    origins = {_place(source): paper for paper in pair.before.papers.values() for source in paper["sources"]}
    for paper in find_new(pair):
        topics = " and ".join(_name_topic(pair, topic) for topic in paper["topics"])
        origin = next((origins[_place(one)] for one in paper["sources"] if _place(one) in origins), None)
        yield f"{quote(paper['title'])}, in {topics}" + (f"; split off {quote(origin['title'])}" if origin else "")


def _place(source: Mapping[str, Any]) -> tuple[str, int]:
    return source["file"], source["line"]


def _find_topics(pair: Pair) -> Iterator[str]:
    """Find topics that are new, gone, named otherwise, empty now, or at least twice as large."""
    before, after = pair.before, pair.after
    were, are = (Counter(topic for one in side.papers.values() for topic in one["topics"]) for side in (before, after))
    for topic in sorted({**before.topics, **after.topics}):
        said, old, new = _compare_names(before.topics, after.topics, topic), were[topic], are[topic]
        if topic not in before.topics:
            said.append(f"with {count(new, 'paper/papers')}")
        elif old and not new:
            said.append(f"had {count(old, 'paper/papers')}{', has none now' if topic in after.topics else ''}")
        elif old >= GROWN_FROM and new >= 2 * old:
            said.append(f"grows from {old:,} to {new:,} papers")
        if said:
            yield f"{_name_topic(pair, topic)} {', '.join(said)}"


def _find_collections(pair: Pair) -> Iterator[str]:
    """Find editions and lists that are new, gone, or named otherwise, and lists of other papers."""
    before, after = pair.before, pair.after
    for noun, old, new in (("edition", before.editions, after.editions), ("list", before.lists, after.lists)):
        for id, one in sorted({**old, **new}.items()):
            said = _compare_names(old, new, id)
            if id in old and id in new and old[id].get("date", "") != one.get("date", ""):
                said.append(f"is of {quote(one['date'])} now" if one["date"] else "has no date any more")
            if noun == "edition" and id in old and [id] == list(new)[:1] != list(old)[:1]:
                said.append("is the newest now")
            if id in old and id in new and old[id].get("papers") != one.get("papers"):
                said.append("has other papers, or in another order")
            if said:
                yield f"the {noun} {quote(one['name'])} ({write_code(id)}) {', '.join(said)}"


def _compare_names(before: Mapping[str, Any], after: Mapping[str, Any], id: str) -> list[str]:
    if id not in before or id not in after:
        return ["is new" if id in after else "is gone"]
    old = before[id]["name"]
    return [] if old == after[id]["name"] else [f"was called {quote(old)}"]


def _find_others(pair: Pair) -> Iterator[str]:
    """Find what no other kind tells, also of hidden papers, by the names of the fields."""
    for old, new in pair.changed:
        keys = [key for key in sorted(old.keys() & new.keys()) if old[key] != new[key]]
        names = [PLAIN.get(key, key) for key in keys if key not in TOLD_ELSEWHERE]
        if "links" in keys:
            names += [
                f"{kind} link" for kind in sorted({kind for kind, _ in old["links"].items() ^ new["links"].items()})
            ]
        names += _find_confirmed(old, new)
        if names:
            yield f"{quote(new['title'])}: {escape_markdown(', '.join(names))}{_cite(new)}"


def _find_confirmed(old: _Paper, new: _Paper) -> Iterator[str]:
    """Find that an editor now says, or no longer says, the very topics that were found: the page tells who says it."""
    was, says = (bool((paper.get("why") or {}).get("override")) for paper in (old, new))
    if was != says and old.get("topics") == new.get("topics"):
        yield "an editor says its topics now" if says else "no editor says its topics any more"


def _find_related(pair: Pair) -> Iterator[str]:
    """Count the links of every paper that are others now, most first; their order alone is no matter."""
    found = []
    for old, new in _find_changed(pair, "related"):
        were, are = set(old["related"]), set(new["related"])
        found.append((max(len(were - are), len(are - were)), new))
    for links, paper in sorted(found, key=lambda one: -one[0]):
        if links:
            yield f"{quote(paper['title'])}: {count(links, 'link/links')}"


def _find_set_aside(pair: Pair) -> Iterator[str]:
    """Find what of the dumps became no paper, or looks odd, that was not there before."""
    for (file, text, reason), place in pair.after.aside.items():
        if (file, text, reason) not in pair.before.aside:
            yield f"{write_code(place)}: {escape_markdown(reason)}{f': {quote(text)}' if text else ''}"


def _find_files(pair: Pair) -> Iterator[str]:
    """Find the other files of editors that differ: of what they say to readers, data of papers does not tell."""
    old, new = pair.before.files, pair.after.files
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            how = "is new" if name not in old else "has changed" if name in new else "**is gone**"
            yield f"{write_code(name)} {how}"


def _find_changed(pair: Pair, key: str) -> Iterator[tuple[_Paper, _Paper]]:
    """Find the papers where a field differs that both files have."""
    return ((old, new) for old, new in pair.changed if key in old and key in new and old[key] != new[key])


def _name_topic(pair: Pair, id: str) -> str:
    topic = pair.after.topics.get(id) or pair.before.topics.get(id)
    return f"{quote(topic['name'])} ({write_code(id)})" if topic else write_code(id)


def _cite(paper: _Paper) -> str:
    """Say where the editor's word about a paper stands."""
    return f" ({write_code(paper['override'])})" if paper.get("override") else ""


KINDS = (
    Kind("**Publishing will stop**", "reason/reasons", "against publishing", _find_shrinking),
    Kind("**Lost: gone, not hidden, and merged into no other**", "paper/papers", "LOST", _find_lost),
    Kind("**Addresses that lead nowhere now**", "address/addresses", "leads nowhere/lead nowhere", _find_dead),
    Kind("Merged into another paper", "paper/papers", "merged", _find_merged),
    Kind("Hidden", "paper/papers", "hidden", _find_hidden),
    Kind("Shown again", "paper/papers", "shown again", _find_shown_again),
    Kind("Withdrawn", "paper/papers", "withdrawn", partial(_find_withdrawn, now=True)),
    Kind("No longer withdrawn", "paper/papers", "no longer withdrawn", partial(_find_withdrawn, now=False)),
    Kind("Moved to another topic", "paper/papers", "moved", partial(_find_moved, first=True)),
    Kind("Retitled", "paper/papers", "retitled", _find_retitled),
    Kind("Other words in the abstract", "paper/papers", "with another abstract", _find_reworded),
    Kind("Added", "paper/papers", "added", _find_added),
    Kind("Read, and set aside or doubtful", "entry/entries", "set aside or doubtful", _find_set_aside, most=50),
    Kind("Addresses that lead to another page now", "address/addresses", "changes/change", _find_moved_addresses),
    Kind("Topics", "topic/topics", "changes/change", _find_topics),
    Kind(
        "Other topics beside the first",
        "paper/papers",
        "with other topics beside the first",
        partial(_find_moved, first=False),
    ),
    Kind("Editions and lists", "edition or list/editions or lists", "changes/change", _find_collections),
    Kind("Notes, links and the like", "paper/papers", "with another note, link or the like", _find_others),
    Kind("Other files", "file/files", "changes/change", _find_files),
    Kind("Related papers", "paper/papers", "with other related papers", _find_related, most=11),
)
