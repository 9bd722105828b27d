"""Lists what the program is not sure of, so that a person can settle it with a few lines of YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from digest.addresses import address_of
from digest.nouns import Doubt, Edition, Paper, Topic, Twin

# Chosen on the labelled papers: a seventh of all papers is listed, with two fifths of the wrong ones among them.
NEAR = 0.2  # a margin below this is a near tie
FAINT = 9.0  # a best score below this is a faint one

KINDS = {
    "topic": "Doubtful topics",
    "twin": "Perhaps the same paper twice",
    "text": "Garbled or cut text",
    "link": "Suspicious links",
    "gone": "Links to what is gone",
    "summary": "A machine’s summary in place of the abstract",
    "idle": "Overrides that change nothing",
    "undated": "Editions without a date",
    "unlinked": "Papers without any link",
}
_SUSPICIOUS = "suspicious link: "
_SUGGESTED = re.compile(r"^# (?=\w+: )")  # a line to complete, refused as it is; any other is a remark

_OWN = ("arxiv", "doi")  # links that only one paper can have
_VERSION = re.compile(r"v\d+$")

_Found = tuple[str, str, str]  # kind, message, line


def list_doubts(
    papers: Sequence[Paper], editions: Iterable[Edition], topics: Iterable[Topic], twins: Iterable[Twin]
) -> tuple[Doubt, ...]:
    """List what is doubtful of the papers, by id, and then of the editions, in their order."""
    catch_all = next((topic.id for topic in topics if topic.catch_all), "")
    by_id = {paper.id: paper for paper in papers}
    pairs: dict[str, list[Twin]] = {}
    for twin in sorted(twins):
        if twin.first in by_id and twin.second in by_id:
            pairs.setdefault(twin.first, []).append(twin)
    in_order = sorted(papers, key=lambda paper: paper.id)
    shared = _find_shared(in_order)
    doubts = [
        Doubt(kind, paper.id, paper.title, address_of(paper), message, line, paper.override)
        for paper in in_order
        for kind, message, line in (
            *_doubt_paper(paper, catch_all, pairs.get(paper.id, [])),
            *shared.get(paper.id, ()),
        )
    ]
    return (
        *doubts,
        *(
            Doubt(
                "undated",
                edition.file,
                edition.name,
                address_of(edition),
                "no capture says its year",
                "# date:  # such as 2026-03-14",
            )
            for edition in editions
            if not edition.date
        ),
    )


def group_doubts(doubts: Iterable[Doubt]) -> dict[str, list[Doubt]]:
    """Put together the doubts about one paper or edition, for whatever settles them stands under one key."""
    groups: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        groups.setdefault(doubt.key, []).append(doubt)
    return groups


def write_stub(doubts: Sequence[Doubt]) -> str:
    """Write what settles the doubts about one paper as YAML to paste.

    All of it is commented out, once, where a person must write first, and where editors speak of the paper already.
    """
    place, lines = doubts[0].place, [doubt.line for doubt in doubts]
    head = f"{doubts[0].key}:"
    if place is None and not all(line.startswith("#") for line in lines):
        return "\n".join([head, *(f"  {line}" for line in lines)]) + "\n"
    where = [f"# in its override, {place}:"] if place else []
    return "\n".join([*where, f"# {head}", *(f"#   {_SUGGESTED.sub('', line)}" for line in lines)]) + "\n"


def _find_shared(papers: Iterable[Paper]) -> dict[str, list[_Found]]:
    """Doubt an arXiv id or a DOI that two papers have; gives what is found by the id of the second."""
    holders: dict[str, str] = {}
    found: dict[str, list[_Found]] = {}
    for paper in papers:
        for link in paper.links:
            holder = holders.setdefault(_VERSION.sub("", link.url), paper.id) if link.kind in _OWN else paper.id
            if holder != paper.id:
                line = f"# links: {{{link.kind}: the right one}}, there or here; or, if they are one: same_as: {holder}"
                found.setdefault(paper.id, []).append(("twin", f"{holder} has {link.label}, too", line))
    return found


def _doubt_paper(paper: Paper, catch_all: str, twins: Iterable[Twin]) -> Iterator[_Found]:
    yield from _doubt_topic(paper, catch_all)
    for twin in twins:
        message = f"it may be the same paper as {twin.second} ({twin.reason})"
        yield "twin", message, f"not_same_as: [{twin.second}]  # or, if they are one: same_as: {twin.second}"
    yield from _doubt_text(paper)
    for message in paper.idle:
        yield "idle", message, f"# {message}: remove what is not needed"
    if not paper.links:
        yield "unlinked", "nobody has said where it is", '# links: {arxiv: }  # such as "2503.02130"'


def _doubt_topic(paper: Paper, catch_all: str) -> Iterator[_Found]:
    """Doubt a topic that no editor has set, where nothing, little, or almost the same speaks for another."""
    why = paper.why
    if why is None or why.override:
        return
    if why.topics[0] == catch_all:
        yield "topic", "no topic's terms stand in its title or abstract", _write_topics([catch_all])
        return
    best = why.scores[0]
    if best.value < FAINT:
        yield "topic", f"little speaks for {best.topic} ({best.value:.1f})", _write_topics(why.topics)
    elif why.margin < NEAR:
        other = why.scores[1]
        message = f"{best.topic} ({best.value:.1f}) and {other.topic} ({other.value:.1f}) score close together"
        yield "topic", message, _write_topics(dict.fromkeys([*why.topics, other.topic]))


def _doubt_text(paper: Paper) -> Iterator[_Found]:
    """Doubt a text that no editor has written and that is garbled, cut off, or no abstract."""
    texts = {"title": (paper.title_text, paper.original[0]), "abstract": (paper.abstract_text, paper.original[1])}
    for name, (text, original) in texts.items():
        residue = dict.fromkeys(text.residue) if text and name not in paper.edited else {}
        garbled = [snippet for snippet in residue if not snippet.startswith(_SUSPICIOUS)]
        if garbled:
            line = f"# {name}:  # the right one, in place of: {' '.join(original.split())[:200]}"
            yield "text", f"its {name} holds what looks garbled: {', '.join(garbled)}", line
        for link in residue:
            if link.startswith(_SUSPICIOUS):
                url = link.removeprefix(_SUSPICIOUS)
                yield "link", f"{url} may not be what it seems", "# links: {code: }  # the right address"
    if paper.summary:
        yield "summary", "its abstract is a machine's summary", "# abstract:  # the right one"
    if paper.cut:
        yield "text", "its abstract is cut off", "# abstract:  # the whole one"


def _write_topics(topics: Iterable[str]) -> str:
    return f"topics: [{', '.join(list(topics)[:3])}]"
