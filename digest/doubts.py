"""Lists what the program is not sure of, so that a person can settle it with a few lines of YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from digest.nouns import Doubt, Paper, Topic, Twin

# Chosen on the labelled papers: a seventh of all papers is listed, with two fifths of the wrong ones among them.
NEAR = 0.2  # a margin below this is a near tie
FAINT = 9.0  # a best score below this is a faint one


def list_doubts(papers: Sequence[Paper], topics: Iterable[Topic], twins: Iterable[Twin]) -> tuple[Doubt, ...]:
    """List the papers whose topic is doubtful, then those whose text is, then pairs that may be one; by id each."""
    catch_all = next((topic.id for topic in topics if topic.catch_all), "")
    by_id = {paper.id: paper for paper in papers}
    ordered = sorted(papers, key=lambda paper: paper.id)
    found = [doubt for paper in ordered if (doubt := _doubt_topic(paper, catch_all))]
    found += [doubt for paper in ordered if (doubt := _doubt_text(paper))]
    return (
        *found,
        *(_doubt_twin(twin, by_id) for twin in sorted(twins) if twin.first in by_id and twin.second in by_id),
    )


def _doubt_topic(paper: Paper, catch_all: str) -> Doubt | None:
    """Doubt a topic that no editor has set, where nothing, little, or almost the same speaks for another."""
    why = paper.why
    if why is None or why.override:
        return None
    if why.topics[0] == catch_all:
        return Doubt(paper, "no topic's terms stand in its title or abstract", _write_topics(paper, [catch_all]))
    best = why.scores[0]
    if best.value < FAINT:
        return Doubt(paper, f"little speaks for {best.topic} ({best.value:.1f})", _write_topics(paper, why.topics))
    if why.margin < NEAR:
        other = why.scores[1]
        message = f"{best.topic} ({best.value:.1f}) and {other.topic} ({other.value:.1f}) are near to each other"
        return Doubt(paper, message, _write_topics(paper, dict.fromkeys([*why.topics, other.topic])))
    return None


def _doubt_text(paper: Paper) -> Doubt | None:
    """Doubt a text that no editor has written and that is garbled, cut off, or no abstract."""
    texts = {"title": paper.title_text, "abstract": paper.abstract_text}
    garbled = {name: text.residue for name, text in texts.items() if text and text.residue and name not in paper.edited}
    snippets = dict.fromkeys(snippet for residue in garbled.values() for snippet in residue)
    faults = [f"it holds what looks garbled: {', '.join(snippets)}"] if snippets else []
    faults += ["its abstract is a machine's summary"] if paper.summary else []
    faults += ["its abstract is cut off"] if paper.cut else []
    if not faults:
        return None
    field, text = ("title", paper.original[0]) if "title" in garbled else ("abstract", paper.original[1])
    return Doubt(paper, "; ".join(faults), f"{paper.id}:\n  {field}: |-\n    {' '.join(text.split())}\n")


def _doubt_twin(twin: Twin, by_id: Mapping[str, Paper]) -> Doubt:
    paper = by_id[twin.first]
    stub = f"{twin.first}:\n  same_as: {twin.second}\n  # or, if they are two: not_same_as: [{twin.second}]\n"
    return Doubt(paper, f"it may be the same paper as {twin.second} ({twin.reason})", stub)


def _write_topics(paper: Paper, topics: Iterable[str]) -> str:
    return f"{paper.id}:\n  topics: [{', '.join(list(topics)[:3])}]\n"
