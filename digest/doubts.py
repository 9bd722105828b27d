"""Lists what the program is not sure of, so that a person can settle it with a few lines of YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from digest.nouns import Doubt, Paper, Topic, Twin

# Chosen on the labelled papers: a seventh of all papers is listed, with two fifths of the wrong ones among them.
NEAR = 0.2  # a margin below this is a near tie
FAINT = 9.0  # a best score below this is a faint one


def list_doubts(papers: Sequence[Paper], topics: Iterable[Topic], twins: Iterable[Twin]) -> tuple[Doubt, ...]:
    """List the papers of which something is doubtful, by id, with all that is: topic, text, being another one too."""
    catch_all = next((topic.id for topic in topics if topic.catch_all), "")
    by_id = {paper.id: paper for paper in papers}
    found: dict[str, list[tuple[str, str]]] = {paper.id: [] for paper in sorted(papers, key=lambda paper: paper.id)}
    for id in found:
        found[id] += [*_doubt_topic(by_id[id], catch_all), *_doubt_text(by_id[id])]
    for twin in sorted(twins):
        if twin.first in by_id and twin.second in by_id:
            found[twin.first] += _doubt_twin(twin)
    return tuple(
        Doubt(by_id[id], tuple(message for message, _ in doubts), tuple(line for _, line in doubts))
        for id, doubts in found.items()
        if doubts
    )


def write_stub(doubt: Doubt) -> str:
    """Write what settles a doubt as YAML to paste, all of it commented out where a person must write first."""
    place = doubt.paper.override
    text = "\n".join([f"{doubt.paper.id}:", *(f"  {line}" for line in doubt.lines)])
    if place is None and not all(line.startswith("#") for line in doubt.lines):
        return text + "\n"
    where = [f"# to be added to its override in {place}:"] if place else []
    return "\n".join([*where, *(f"# {line}" for line in text.split("\n"))]) + "\n"


def _doubt_topic(paper: Paper, catch_all: str) -> Iterator[tuple[str, str]]:
    """Doubt a topic that no editor has set, where nothing, little, or almost the same speaks for another."""
    why = paper.why
    if why is None or why.override:
        return
    if why.topics[0] == catch_all:
        yield "no topic's terms stand in its title or abstract", _write_topics([catch_all])
        return
    best = why.scores[0]
    if best.value < FAINT:
        yield f"little speaks for {best.topic} ({best.value:.1f})", _write_topics(why.topics)
    elif why.margin < NEAR:
        other = why.scores[1]
        message = f"{best.topic} ({best.value:.1f}) and {other.topic} ({other.value:.1f}) are near to each other"
        yield message, _write_topics(dict.fromkeys([*why.topics, other.topic]))


def _doubt_text(paper: Paper) -> Iterator[tuple[str, str]]:
    """Doubt a text that no editor has written and that is garbled, cut off, or no abstract."""
    texts = {"title": (paper.title_text, paper.original[0]), "abstract": (paper.abstract_text, paper.original[1])}
    for name, (text, original) in texts.items():
        if text and text.residue and name not in paper.edited:
            message = f"its {name} holds what looks garbled: {', '.join(dict.fromkeys(text.residue))}"
            yield message, f"# {name}: the right one, in place of: {' '.join(original.split())[:200]}"
    if paper.summary:
        yield "its abstract is a machine's summary", "# abstract: the right one"
    if paper.cut:
        yield "its abstract is cut off", "# abstract: the whole one"


def _doubt_twin(twin: Twin) -> Iterator[tuple[str, str]]:
    message = f"it may be the same paper as {twin.second} ({twin.reason})"
    yield message, f"not_same_as: [{twin.second}]  # or, if they are one: same_as: {twin.second}"


def _write_topics(topics: Iterable[str]) -> str:
    return f"topics: [{', '.join(list(topics)[:3])}]"
