"""Says what a change does: what differs between two digests, as Markdown for the people who look at the change.

Both are given as their parsed `papers.json`. What must not happen silently comes first: papers and addresses that are
gone. Where there is more than fits, every section keeps its heading, its number and its first lines.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

MAX_LINES = 200
MAX_TITLE = 100
MAX_WORDS = 6  # of an abstract, from where it differs
MAX_WORD = 40
FLOOR = 4  # lines that a section keeps however much the others have to say
MOST_RELATED = 10
GROWN_FROM = 4  # papers of a topic; below, to double says nothing
TERMS_FILE = "site_src/topics.yml"

# How much it matters: a section of a later rank gets only the lines that those before it leave.
ALARM, CHANGE, DETAIL, ASIDE = range(4)

PLAIN = {
    "authors": "authors",
    "date": "date",
    "editions": "editions",
    "line": "one-line text",
    "note": "note",
    "pin": "pin",
    "sources": "places in the dumps",
    "summary": "whether its abstract is a machine's summary",
}
TOLD_ELSEWHERE = {"abstract", "id", "links", "override", "related", "title", "topics", "url", "why", "withdrawn"}

# Entities cannot be markup in any Markdown. GitHub looks for mentions, issues, commits and addresses only after it has
# read them, so these are also broken up, with a space of no width: https://github.com/dependabot/dependabot-core/pull/3157
_NO_WIDTH = "\u200b"
_MARKUP = {ord(sign): f"&#{ord(sign)};" for sign in "&<>`*_[]\\|~$"}
_MARKUP |= {ord(sign): f"&#{ord(sign)};{_NO_WIDTH}" for sign in "@#"}
_LIVE = re.compile(r":(?=//)|\bwww(?=\.)|\bgh-(?=\d)|[0-9a-f]{6}(?=[0-9a-f])", re.IGNORECASE)
_PLAIN_CODE = re.compile(r"[\w./:+-]+", re.ASCII)
_PAGE = re.compile(r"(papers|topics|editions|lists)/[^/]+/")

# What counts for a topic: the topic, a term of topics.yml, or in its place the paper that the paper is like.
_Sign = tuple[str, str, str]
# All that counts for any paper of a side, and how much, by where it stands.
_Vocabulary = Mapping[_Sign, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two digests, all by id; `pages` and `redirects` by address. What an older file lacks is empty.

    `tells` names the parts that the file has: where it lacks one, that something is new in the other means nothing.
    """

    papers: Mapping[str, Any]
    hidden: Mapping[str, Any]
    topics: Mapping[str, str]
    editions: Mapping[str, str]
    lists: Mapping[str, Any]
    redirects: Mapping[str, str]
    pages: frozenset[str]
    tells: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Both digests. In `before` all papers and topics have the ids of `after` already, where only an id has changed.

    `topics` says which topics did, old to new; `changed` are the papers on both sides that differ, by title.
    """

    before: _Side
    after: _Side
    topics: Mapping[str, str]
    changed: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Section:
    """What is to be said of one kind. `say` makes the line of a key; `count` is the summary's, if not that of keys.

    `noun` and `verb` are for the summary: “one/many”.
    """

    rank: int
    heading: str
    noun: str
    verb: str
    keys: Sequence[str]
    say: Callable[[str], str]
    note: str = ""
    count: int = 0
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class _Cause:
    """What counts another weight for a topic than before. `sure`: both sides say how much it counted for the paper."""

    sign: _Sign
    before: float
    after: float
    line: int | None
    sure: bool


def _of_papers(rank: int, heading: str, verb: str, keys: Sequence[str], say: Callable[[str], str]) -> _Section:
    return _Section(rank, heading, "paper/papers", verb, keys, say)


def compare(base: Mapping[str, Any], head: Mapping[str, Any]) -> list[str]:
    """Say in Markdown lines what differs, counts first, at most `MAX_LINES` lines; nothing for no change."""
    pair = _match_sides(_read_side(base), _read_side(head))
    sections = [section for section in _find_sections(pair) if section.keys or section.note]
    if not sections:
        return []
    lines = [_summarise(sections)]
    for section, room in zip(sections, _share_lines(sections), strict=True):
        lines += _write_section(section, room)
    return lines


# Reading both sides


def _read_side(data: Mapping[str, Any]) -> _Side:
    papers = {paper["id"]: paper for paper in data.get("papers") or ()}
    hidden = {paper["id"]: paper for paper in data.get("hidden") or ()}
    topics = _read_names(data, "topics", papers)
    editions = _read_names(data, "editions", papers)
    lists = {one["id"]: one for one in data.get("lists") or ()}
    kinds = {"papers": (*papers, *hidden), "topics": topics, "editions": editions, "lists": lists}
    pages = frozenset(f"{kind}/{id}/" for kind, ids in kinds.items() for id in ids)
    return _Side(papers, hidden, topics, editions, lists, data.get("redirects") or {}, pages, frozenset(data))


def _read_names(data: Mapping[str, Any], kind: str, papers: Mapping[str, Any]) -> dict[str, str]:
    """Give names by id; an older file does not say them, but its papers name the ids."""
    if kind in data:
        return {one["id"]: one.get("name") or "" for one in data[kind] or ()}
    return dict.fromkeys((id for paper in papers.values() for id in paper.get(kind) or ()), "")


def _match_sides(before: _Side, after: _Side) -> _Pair:
    """Put two sides beside each other, so that what has only another id now is still the same thing."""
    renamed = _find_renamed("papers", {**before.papers, **before.hidden}, {**after.papers, **after.hidden}, after)
    topics = _find_renamed("topics", before.topics, after.topics, after)
    # Links to a paper that was merged have not changed if they lead to what it was merged into.
    leads = {id: _paper_at(_follow(f"papers/{id}/", after)) for id in before.papers.keys() - after.papers.keys()}
    if leads or topics:
        ids = {id: to for id, to in leads.items() if to}
        papers = {renamed.get(id, id): _rename_in(paper, ids, topics) for id, paper in before.papers.items()}
        before = replace(before, papers=papers, hidden={renamed.get(id, id): one for id, one in before.hidden.items()})
    both = before.papers.keys() & after.papers.keys()
    changed = _by_title((id for id in both if before.papers[id] != after.papers[id]), after.papers)
    return _Pair(before, after, topics, changed)


def _find_renamed(kind: str, before: Iterable[str], after: Iterable[str], side: _Side) -> dict[str, str]:
    """Find the ids that are gone and lead to one that is new; of two that lead to the same one, the first."""
    old, new = set(before), set(after)
    found: dict[str, str] = {}
    for id in sorted(old - new, reverse=True):
        target = _follow(f"{kind}/{id}/", side).removeprefix(f"{kind}/").removesuffix("/")
        if target in new and target not in old:
            found[target] = id
    return {id: target for target, id in found.items()}


def _rename_in(paper: Mapping[str, Any], papers: Mapping[str, str], topics: Mapping[str, str]) -> dict[str, Any]:
    """Give a paper with the new ids of papers and topics in place of the old ones."""
    why = paper.get("why") or {}
    scores = [{**score, "topic": topics.get(score["topic"], score["topic"])} for score in why.get("scores") or ()]
    # Twice the same, where two were merged, is once.
    related = list(dict.fromkeys(papers.get(id, id) for id in paper.get("related") or ()))
    shelves = list(dict.fromkeys(topics.get(id, id) for id in paper.get("topics") or ()))
    return {**paper, "related": related, "topics": shelves, "why": {**why, "scores": scores}}


def _follow(address: str, side: _Side) -> str:
    """Give the page that an address leads to in the end, or nothing. Pages of other kinds are taken for granted."""
    seen = set()
    while address not in side.pages and address in side.redirects and address not in seen:
        seen.add(address)
        address = side.redirects[address]
    granted = bool(seen) and address not in seen and not _PAGE.fullmatch(address)
    return address if address in side.pages or granted else ""


def _paper_at(address: str) -> str:
    return address.removeprefix("papers/").removesuffix("/") if address.startswith("papers/") else ""


# What there is to say, most important first


def _find_sections(pair: _Pair) -> Iterator[_Section]:
    yield from _find_gone(pair)
    yield from _find_hidden(pair)
    yield from _find_moved(pair)
    yield from _find_reworded(pair)
    yield from _find_new(pair)
    yield _find_led(pair)
    yield _find_topics(pair)
    yield _find_collections(pair)
    yield _find_other(pair)
    yield _find_related(pair)
    yield _find_reasons(pair)
    yield _find_redirects(pair)


def _find_gone(pair: _Pair) -> Iterator[_Section]:
    """Find what is lost, papers first, then addresses; then the papers that another one has taken in."""
    before, after = pair.before, pair.after
    gone = _by_title(before.papers.keys() - after.papers.keys() - after.hidden.keys(), before.papers)
    leads = {id: _follow(f"papers/{id}/", after) for id in gone}
    lost = [id for id in gone if not leads[id]]
    dead = sorted(set(_find_dead(pair)) - {f"papers/{id}/" for id in lost})

    def say_lost(id: str) -> str:
        return f"**{_name(before.papers[id])}, {_code(f'papers/{id}/')}{_say_redirect(f'papers/{id}/', after)}**"

    def say_merged(id: str) -> str:
        other = _paper_at(leads[id])
        target = after.papers.get(other) or after.hidden.get(other)
        hidden = ", which is hidden" if other in after.hidden else ""
        return f"{_name(before.papers[id])} → {_name(target) + hidden if target else _code(leads[id])}"

    kept = [id for id in gone if leads[id]]
    yield _of_papers(ALARM, "**Lost: gone, not hidden, and merged into no other**", "LOST", lost, say_lost)
    heading, noun = ("Other addresses", "other address") if lost else ("Addresses", "address")
    yield _Section(
        ALARM,
        f"**{heading} that lead nowhere now**",
        f"{noun}/{noun}es",
        "leads nowhere/lead nowhere",
        dead,
        lambda address: f"**{_code(address)}{_say_redirect(address, after)}**",
    )
    yield _of_papers(CHANGE, "Merged into another paper", "merged", kept, say_merged)


def _find_dead(pair: _Pair) -> list[str]:
    """Find the addresses that led somewhere and do not now, and the new redirects that lead nowhere."""
    old = pair.before.pages | {address for address in pair.before.redirects if _PAGE.fullmatch(address)}
    once = [address for address in old if _follow(address, pair.before)]
    new = pair.after.redirects.keys() - pair.before.redirects.keys()
    return [address for address in (*once, *new) if not _follow(address, pair.after)]


def _say_redirect(address: str, side: _Side) -> str:
    return f" (redirected to {_code(side.redirects[address])}, which is no page)" if address in side.redirects else ""


def _find_hidden(pair: _Pair) -> Iterator[_Section]:
    """Find the papers that are hidden from now on, those shown again, and those withdrawn, each with the reason."""
    before, after = pair.before, pair.after
    fresh = after.hidden.keys() - before.papers.keys() - before.hidden.keys() if "hidden" in before.tells else set()

    def say_hidden(id: str) -> str:
        how = "new, and hidden from the start: " if id in fresh else ""
        return f"{_name(after.hidden[id])}: {how}{_quote(after.hidden[id].get('reason'))}{_cite(after.hidden[id])}"

    def say_withdrawn(id: str) -> str:
        reason = after.papers[id].get("withdrawn")
        return f"{_name(after.papers[id])}{f': {_quote(reason)}' if reason else ''}{_cite(after.papers[id])}"

    hidden = _by_title((after.hidden.keys() & before.papers.keys()) | fresh, after.hidden)
    again = _by_title(before.hidden.keys() & after.papers.keys(), after.papers)
    turned = [id for id, paper in after.papers.items() if _differs(before.papers.get(id, {}), paper, "withdrawn")]
    gone, back = (
        _by_title((id for id in turned if bool(after.papers[id].get("withdrawn")) == withdrawn), after.papers)
        for withdrawn in (True, False)
    )
    yield _of_papers(CHANGE, "Hidden", "hidden", hidden, say_hidden)
    yield _of_papers(CHANGE, "Shown again", "shown again", again, lambda id: _name(after.papers[id]))
    yield _of_papers(CHANGE, "Withdrawn", "withdrawn", gone, say_withdrawn)
    yield _of_papers(CHANGE, "No longer withdrawn", "no longer withdrawn", back, say_withdrawn)


def _find_moved(pair: _Pair) -> Iterator[_Section]:
    """Find the papers with another first topic, and those that only have other topics beside it; say what did it."""
    first = [id for id in pair.changed if _list_topics(pair, id)[0][:1] != _list_topics(pair, id)[1][:1]]
    moved = set(first)
    beside = [id for id in pair.changed if id not in moved and _list_topics(pair, id)[0] != _list_topics(pair, id)[1]]
    were, are = (_learn(side) if first or beside else {} for side in (pair.before, pair.after))

    def say(id: str) -> str:
        (old, new), moves = _list_topics(pair, id), []
        if id in moved:
            moves.append(" → ".join(_name_topic(pair, topics[0]) if topics else "no topic" for topics in (old, new)))
        moves += [f"also into {_name_topic(pair, topic)}" for topic in new[id in moved :] if topic not in old]
        moves += [f"out of {_name_topic(pair, topic)}" for topic in old[id in moved :] if topic not in new]
        moves = moves or ["its topics stand in another order"]
        return f"{_name(pair.after.papers[id])}: {', '.join(moves)}; {_say_why(pair, id, were, are)}"

    yield _of_papers(CHANGE, "Moved to another topic", "moved", first, say)
    yield _of_papers(DETAIL, "Other topics beside the first", "with other topics beside the first", beside, say)


def _find_reworded(pair: _Pair) -> Iterator[_Section]:
    def say_title(id: str) -> str:
        old, new = _clean(pair.before.papers[id].get("title")), _clean(pair.after.papers[id].get("title"))
        # Long titles that differ only at their end are shown from a little before it.
        start = _find_difference(old, new) - 30 if _cut(old) == _cut(new) else 0
        old, new = (f"…{title[start:]}" if start > 0 else title for title in (old, new))
        return f"{_quote(old)} → {_quote(new)}{_cite(pair.after.papers[id])}"

    def say_abstract(id: str) -> str:
        old, new = str(pair.before.papers[id].get("abstract") or ""), str(pair.after.papers[id].get("abstract") or "")
        size = f"{len(old):,} characters" if len(old) == len(new) else f"{len(old):,} → {len(new):,} characters"
        return f"{_name(pair.after.papers[id])}: {size}; {_find_first_words(old, new)}{_cite(pair.after.papers[id])}"

    titles, abstracts = ([id for id in pair.changed if _has_changed(pair, id, key)] for key in ("title", "abstract"))
    yield _of_papers(CHANGE, "Retitled", "retitled", titles, say_title)
    yield _of_papers(CHANGE, "Other words in the abstract", "with another abstract", abstracts, say_abstract)


def _find_first_words(before: str, after: str) -> str:
    """Say the first words in which two texts differ."""
    old, new = before.split(), after.split()
    if old == new:
        return "only spaces differ"
    start = _find_difference(old, new)
    shown = (
        _escape(" ".join(_cut(_clean(word), MAX_WORD) for word in words[start : start + MAX_WORDS]))
        for words in (old, new)
    )
    return f"from word {start + 1:,} on {' → '.join(f'“{words}”' if words else 'nothing' for words in shown)}"


def _find_difference(one: Sequence[str], other: Sequence[str]) -> int:
    """Give where two texts or lists of words begin to differ."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _find_new(pair: _Pair) -> Iterator[_Section]:
    """Find the papers that were not there: split off another one, or added."""
    before, after = pair.before, pair.after
    new = _by_title(after.papers.keys() - before.papers.keys() - before.hidden.keys(), after.papers)
    owners = {key: id for id, paper in before.papers.items() for key in _locate(paper)} if new else {}
    origins = {}
    for id in new:
        led = _paper_at(_follow(f"papers/{id}/", before))
        found = [led, *(owners.get(key, "") for key in _locate(after.papers[id]))]
        origins[id] = next((other for other in found if other in before.papers), "")

    def say_split(id: str) -> str:
        return f"{_name(after.papers[id])}, which was part of {_name(before.papers[origins[id]])}"

    def say_added(id: str) -> str:
        topics = [_name_topic(pair, topic) for topic in after.papers[id].get("topics") or ()]
        return f"{_name(after.papers[id])}{', in ' if topics else ''}{' and '.join(topics)}"

    split, added = [id for id in new if origins[id]], [id for id in new if not origins[id]]
    yield _of_papers(CHANGE, "Split off another paper", "split off", split, say_split)
    yield _of_papers(CHANGE, "Added", "added", added, say_added)


def _locate(paper: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    return ((source.get("file"), source.get("line")) for source in paper.get("sources") or ())


def _find_led(pair: _Pair) -> _Section:
    """Find the pages whose address leads to another page now."""
    moved = sorted(address for address in pair.before.pages - pair.after.pages if _follow(address, pair.after))
    return _Section(
        CHANGE,
        "Addresses that lead to another page now",
        "address/addresses",
        "changes/change",
        moved,
        lambda address: f"{_code(address)} → {_code(_follow(address, pair.after))}",
    )


def _find_redirects(pair: _Pair) -> _Section:
    """Find what changed of addresses that had no page of their own."""
    before, after = pair.before, pair.after
    said = {}
    for address in sorted((before.redirects.keys() | after.redirects.keys()) - before.pages):
        was, leads = _follow(address, before), _follow(address, after)
        if address not in before.redirects:
            said[address] = f"is new and leads to {_code(leads)}" if leads and "redirects" in before.tells else ""
        elif address in after.pages:
            said[address] = f"has a page of its own and no longer leads to {_code(before.redirects[address])}"
        elif address not in after.redirects:
            said[address] = "" if _PAGE.fullmatch(address) else "leads on no longer"
        elif leads and leads not in (was, _follow(was, after)):
            said[address] = f"leads to {_code(leads)}" + (f" in place of {_code(was)}" if was else " again")
    keys = [address for address, words in said.items() if words]
    return _Section(
        ASIDE, "Redirects", "redirect/redirects", "changes/change", keys, lambda key: f"{_code(key)} {said[key]}"
    )


def _find_topics(pair: _Pair) -> _Section:
    """Find topics that are new, gone, named otherwise, empty now, or twice as large."""
    before, after = pair.before, pair.after
    were, are = (
        Counter(topic for one in side.papers.values() for topic in set(one.get("topics") or ()))
        for side in (before, after)
    )
    said = {}
    for topic in {**before.topics, **after.topics}:
        old, new = were[topic], are[topic]
        if topic in pair.topics:
            said[topic] = f"is now {_name_topic(pair, pair.topics[topic])}"
        elif topic not in after.topics:
            leads = _follow(f"topics/{topic}/", after)
            said[topic] = f"is gone; {_count(old, 'paper was/papers were')} in it" + (
                f"; it leads to {_code(leads)}" if leads else ""
            )
        elif topic not in before.topics and topic not in pair.topics.values():
            said[topic] = f"is new, with {_count(new, 'paper/papers')}"
        elif old and not new:
            said[topic] = f"is empty now; {_count(old, 'paper was/papers were')} in it"
        elif old >= GROWN_FROM and new >= 2 * old:
            said[topic] = f"grows from {old:,} to {new:,} papers"
        name = before.topics.get(topic)
        if name and after.topics.get(topic, name) != name:
            said[topic] = f"was called {_quote(name)}" + (f" and {said[topic]}" if topic in said else "")
    keys = sorted(said)
    return _Section(
        CHANGE, "Topics", "topic/topics", "changes/change", keys, lambda key: f"{_name_topic(pair, key)} {said[key]}"
    )


def _find_collections(pair: _Pair) -> _Section:
    """Find editions and lists that are new, gone, named otherwise, or in another order."""
    before, after = pair.before, pair.after
    said = {}
    names = [{id: str(one.get("name") or "") for id, one in side.lists.items()} for side in (before, after)]
    for kind, old, new in (("edition", before.editions, after.editions), ("list", names[0], names[1])):
        for id in sorted({**old, **new}):
            key = f"the {kind} {_quote(new.get(id) or old.get(id) or id)} ({_code(id)})"
            if id not in new or id not in old:
                said[key] = "is new" if id in new else "is gone"
            elif old[id] and new[id] != old[id]:
                said[key] = f"was called {_quote(old[id])}"
            elif kind == "list" and _is_reordered(before.lists[id].get("papers"), after.lists[id].get("papers")):
                said[key] = "has another order"
    noun = "edition or list/editions or lists"
    return _Section(DETAIL, "Editions and lists", noun, "changes/change", list(said), lambda key: f"{key} {said[key]}")


def _find_other(pair: _Pair) -> _Section:
    """Find what else is said of a paper otherwise, by its names."""
    before, after = pair.before, pair.after
    were, are = _join_lists(before), _join_lists(after)
    shared = before.lists.keys() & after.lists.keys()
    said = {id: _find_fields(before.papers[id], after.papers[id]) for id in pair.changed}
    for id in (were.keys() | are.keys()) & after.papers.keys():
        for one in sorted((were[id] ^ are[id]) & shared):
            said.setdefault(id, []).append(f"list {_quote(after.lists[one].get('name') or one)}")
    for id in before.hidden.keys() & after.hidden.keys():
        if _differs(before.hidden[id], after.hidden[id], "reason"):
            said[id] = [f"hidden for another reason, {_quote(after.hidden[id].get('reason'))}"]
    known = {**after.hidden, **after.papers}
    return _of_papers(
        DETAIL,
        "Notes, links and the like",
        "with another note, link or the like",
        _by_title((id for id, names in said.items() if names), known),
        lambda id: f"{_name(known[id])}: {', '.join(said[id])}{_cite(known[id])}",
    )


def _join_lists(side: _Side) -> defaultdict[str, set[str]]:
    """Give the lists that each paper stands in."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for id, one in side.lists.items():
        for paper in one.get("papers") or ():
            found[paper].add(id)
    return found


def _find_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Name the fields that differ and that no other section tells; of fields nobody knows here, those in both."""
    known = [name for key, name in PLAIN.items() if _differs(old, new, key)]
    links, others = old.get("links") or {}, new.get("links") or {}
    known += [f"{_escape(_clean(kind))} link" for kind in sorted({**links, **others}) if _differs(links, others, kind)]
    rest = (old.keys() & new.keys()) - PLAIN.keys() - TOLD_ELSEWHERE
    known += [_code(key) for key in sorted(rest) if _differs(old, new, key)]
    if not known and not any(_differs(old, new, key) for key in ("title", "abstract", "topics", "withdrawn")):
        had, has = (_find_override(paper) for paper in (old, new))
        if has and not had and "override" in old:
            return ["an editor's word, which changes nothing on its page"]
        if had and not has and "override" in new:
            return [f"an editor's word is gone ({_code(had)})"]
    return known


def _find_related(pair: _Pair) -> _Section:
    """Count the links between papers that are others now, and name the papers with most of them."""
    changes, reordered = Counter[str](), 0
    for id in pair.changed:
        old, new = (side.papers[id].get("related") or () for side in (pair.before, pair.after))
        if count := max(len({*old} - {*new}), len({*new} - {*old})):
            changes[id] = count
        else:
            reordered += list(old) != list(new)
    keys = sorted(changes, key=lambda id: -changes[id])
    total = changes.total()
    notes = [f"{_count(total, 'link changes/links change')} on {_name_pages(len(keys))}"] if total else []
    notes += [f"only their order on {_name_pages(reordered)}"] if reordered else []
    return _Section(
        ASIDE,
        "Related papers",
        "related link/related links",
        "changes/change",
        keys[:MOST_RELATED],
        lambda id: f"{_name(pair.after.papers[id])}: {_count(changes[id], 'link/links')}",
        note=", and ".join(notes) + "." if notes else "",
        count=total,
        unlisted=len(keys[MOST_RELATED:]),
    )


def _name_pages(papers: int) -> str:
    return f"the {_choose(papers, 'page/pages')} of {_count(papers, 'paper/papers')}"


def _find_reasons(pair: _Pair) -> _Section:
    """Find what counts otherwise for papers that stand where they stood with the same words, and for how many."""
    told = ("title", "abstract", "topics")
    same = (id for id in pair.changed if not any(_has_changed(pair, id, key) for key in told))
    causes = [found[0] for id in same if (found := _find_causes(pair, id, {}, {}))]
    papers = Counter(_say_cause(pair, cause, exact=False) for cause in causes)
    return _Section(
        ASIDE,
        "Other reasons for the same topics",
        "paper/papers",
        "with other reasons for the same topics",
        sorted(papers, key=lambda words: (-papers[words], words)),
        lambda words: f"{words}: {_count(papers[words], 'paper/papers')}",
        count=len(causes),
    )


# Why a paper moved


def _list_topics(pair: _Pair, id: str) -> tuple[list[str], list[str]]:
    old, new = (list(side.papers[id].get("topics") or ()) for side in (pair.before, pair.after))
    return old, new


def _find_override(paper: Mapping[str, Any]) -> str:
    """Give the place of the override that chose the topics, or else of any."""
    return str((paper.get("why") or {}).get("override") or paper.get("override") or "")


def _weigh(paper: Mapping[str, Any]) -> dict[_Sign, tuple[float, int | None]]:
    """Give what counts for the paper's topics: how much, over all its places, and its line in topics.yml."""
    found: dict[_Sign, tuple[float, int | None]] = {}
    for score in (paper.get("why") or {}).get("scores") or ():
        for term in score.get("terms") or ():
            sign = (score["topic"], term.get("term") or "", term.get("like") or "")
            found[sign] = (round(found.get(sign, (0.0, None))[0] + term.get("weight", 0), 2), term.get("line"))
    return found


def _learn(side: _Side) -> _Vocabulary:
    """Give all that counts for any paper, with its full weight: where it stands again in a paper, it counts less."""
    known: dict[_Sign, dict[str, float]] = {}
    for paper in side.papers.values():
        best: dict[_Sign, tuple[float, str]] = {}
        for score in (paper.get("why") or {}).get("scores") or ():
            for term in score.get("terms") or ():
                sign = (score["topic"], term.get("term") or "", term.get("like") or "")
                if abs(term.get("weight", 0)) > abs(best.get(sign, (0.0, ""))[0]):
                    best[sign] = (term["weight"], term.get("where") or "")
        for sign, (weight, where) in best.items():
            known.setdefault(sign, {})[where] = weight
    return known


def _is_news(sign: _Sign, mine: _Vocabulary, others: _Vocabulary) -> bool:
    """Tell whether one side does not know a sign of the other, or with another weight."""
    if sign not in others or sign not in mine:
        return True
    shared = mine[sign].keys() & others[sign].keys()
    return not sign[2] and any(mine[sign][where] != others[sign][where] for where in shared)


def _find_causes(pair: _Pair, id: str, were: _Vocabulary, are: _Vocabulary) -> list[_Cause]:
    """Find what counts otherwise for the paper than it did, most telling first.

    A file says only what counts for the topics that a paper has. What counts for one that it has on one side alone is
    told where the other side does not know it of any paper; and that is not sure.
    """
    old, new = (_weigh(side.papers[id]) for side in (pair.before, pair.after))
    before, after = _list_topics(pair, id)
    both = ({*before} & {*after}) | ({sign[0] for sign in old} & {sign[0] for sign in new})
    # A topic that stays makes room for another one by counting less, and none by counting more.
    beside = bool({*before} - {*after}) - bool({*after} - {*before})
    causes = []
    for sign in {**old, **new}:
        (was, line), (now, later) = old.get(sign, (0.0, None)), new.get(sign, (0.0, None))
        topic, sure = sign[0], sign[0] in both
        way = (topic in after) - (topic in before) or (topic in after[:1]) - (topic in before[:1]) or beside
        if (now - was) * (way or now - was) > 0 and (sure or _is_news(sign, were, are)):
            causes.append(_Cause(sign, was, now, later or line, sure))
    return sorted(causes, key=lambda cause: (not cause.sure, -abs(cause.after - cause.before), cause.sign))


def _say_why(pair: _Pair, id: str, were: _Vocabulary, are: _Vocabulary) -> str:
    """Say what moved a paper: an editor's word, else terms and examples, else its own words, as far as one can tell."""
    old, new = ((side.papers[id].get("why") or {}).get("override") for side in (pair.before, pair.after))
    if new and new != old:
        return f"an editor says so in {_code(new)}"
    if old and not new:
        return f"an editor's word in {_code(old)} is gone"
    causes = _say_causes(pair, _find_causes(pair, id, were, are))
    gone = [topic for topic in _list_topics(pair, id)[0] if topic not in pair.after.topics]
    if any(_has_changed(pair, id, key) for key in ("title", "abstract")):
        return "the words of its title or abstract changed" + (f": {causes}" if causes else "")
    if new and not causes:
        return f"an editor's word in {_code(new)} changed"
    if gone:
        return f"the topic {_code(gone[0])} is gone"
    return causes or "nothing in the two files says why"


def _say_causes(pair: _Pair, causes: Sequence[_Cause]) -> str:
    """Say the two that tell most."""
    told = [cause for cause in causes if cause.sure == causes[0].sure][:2]
    words = " and ".join(_say_cause(pair, cause) for cause in told)
    return words if not told or told[0].sure else f"probably because {words}"


def _say_cause(pair: _Pair, cause: _Cause, exact: bool = True) -> str:
    """Say what counts otherwise; `exact` adds how much, which is another number for every paper."""
    topic, term, like = cause.sign
    if like:
        paper = pair.after.papers.get(like) or pair.before.papers.get(like) or {"title": like}
        how = "" if not cause.before else " no longer" if not cause.after else " more" if _grows(cause) else " less"
        return f"it is{how} like {_name(paper)}, an editor's example for {_code(topic)}"
    place = _code(f"{TERMS_FILE}:{cause.line}") if cause.line else ""
    if not cause.after:
        return f"{_quote(term)} no longer counts for {_code(topic)}{f' (was {place})' if place else ''}"
    how = "now counts" if not cause.before else f"counts {'more' if _grows(cause) else 'less'}"
    if exact:
        how = f"now counts {cause.after:g}" + (f" in place of {cause.before:g}" if cause.before else "")
    return f"{_quote(term)} {how} for {_code(topic)}{f' ({place})' if place else ''}"


def _grows(cause: _Cause) -> bool:
    return cause.after > cause.before


# Looking and naming


def _by_title(ids: Iterable[str], papers: Mapping[str, Any]) -> list[str]:
    return sorted(ids, key=lambda id: (str(papers[id].get("title") or "").casefold(), id))


def _differs(old: Mapping[str, Any], new: Mapping[str, Any], key: str) -> bool:
    """Tell whether a value differs; nothing, in whatever form, is like nothing. A pin of 0 is something."""
    one, other = (None if side.get(key) in ("", [], {}) else side.get(key) for side in (old, new))
    return bool(one != other)


def _has_changed(pair: _Pair, id: str, key: str) -> bool:
    return _differs(pair.before.papers[id], pair.after.papers[id], key)


def _is_reordered(old: Sequence[str] | None, new: Sequence[str] | None) -> bool:
    """Tell whether what stands in both stands in another order."""
    old, new = old or (), new or ()
    shared = {*old} & {*new}
    return [id for id in old if id in shared] != [id for id in new if id in shared]


def _count(number: int, words: str) -> str:
    """Put a number before its words, given as “one/many”."""
    return f"{number:,} {_choose(number, words)}"


def _choose(number: int, words: str) -> str:
    one, _, many = words.partition("/")
    return many if many and number != 1 else one


def _clean(text: object) -> str:
    """Give a text on one line, with a visible sign in place of all that has none: controls, marks of direction."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in " ".join(str(text or "").split()))


def _cut(text: str, room: int = MAX_TITLE) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def _escape(text: str) -> str:
    """Make a text mean nothing but itself in Markdown, in HTML, and to GitHub."""
    return _LIVE.sub(lambda found: found[0] + _NO_WIDTH, text).translate(_MARKUP)


def _quote(text: object) -> str:
    return f"“{_escape(_cut(_clean(text)))}”"


def _name(paper: Mapping[str, Any]) -> str:
    return _quote(paper.get("title") or paper.get("id"))


def _name_topic(pair: _Pair, topic: str) -> str:
    name = pair.after.topics.get(topic) or pair.before.topics.get(topic)
    return f"{_escape(_cut(_clean(name)))} ({_code(topic)})" if name else _code(topic)


def _code(text: str) -> str:
    """Give a name as code, or, where that could end the code, as text."""
    return f"`{text}`" if _PLAIN_CODE.fullmatch(text) else _escape(_cut(_clean(text)))


def _cite(paper: Mapping[str, Any]) -> str:
    """Say where the editor's word about a paper stands."""
    return f" ({_code(paper['override'])})" if paper.get("override") else ""


# Writing


def _summarise(sections: Iterable[_Section]) -> str:
    """Say all counts in one line, those of one noun together."""
    groups: dict[str, list[str]] = {}
    for section in sections:
        count = section.count or len(section.keys) + section.unlisted
        if count:
            said = groups.setdefault(section.noun, [])
            said.append(
                f"{count:,} {_choose(count, section.verb)}"
                if said
                else f"{_count(count, section.noun)} {_choose(count, section.verb)}"
            )
    return f"**{'; '.join(', '.join(said) for said in groups.values())}**"


def _share_lines(sections: Sequence[_Section]) -> list[int]:
    """Give the lines for the keys of each section: a few for all, what is left to the most important ones evenly."""
    needs = [len(section.keys) + bool(section.unlisted) for section in sections]
    rooms = [min(need, FLOOR) for need in needs]
    fixed = sum(len(_write_heading(section)) for section in sections)
    spare = MAX_LINES - 1 - fixed - sum(rooms)
    for _, ranked in itertools.groupby(
        sorted(range(len(sections)), key=lambda at: sections[at].rank), key=lambda at: sections[at].rank
    ):
        # Those that want least come first, so that what they leave goes to those that want more.
        waiting = sorted(ranked, key=lambda at: needs[at])
        for done, at in enumerate(waiting):
            more = min(needs[at] - rooms[at], spare // (len(waiting) - done))
            rooms[at] += more
            spare -= more
    return rooms


def _write_section(section: _Section, room: int) -> list[str]:
    keys = section.keys[: room if len(section.keys) <= room and not section.unlisted else room - 1]
    rest = len(section.keys) - len(keys) + section.unlisted
    lines = [*_write_heading(section), *(f"- {section.say(key)}" for key in keys)]
    return [*lines, f"- … and {rest:,} more"] if rest else lines


def _write_heading(section: _Section) -> list[str]:
    heading = ["", f"### {section.heading} ({len(section.keys) + section.unlisted:,})", ""]
    return [*heading, section.note, ""] if section.note else heading
