"""Says in full why a paper stands where it stands, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from digest.nouns import Digest, Entry, Match, Paper, Score
from digest.suggest import find_closest


def find_paper(digest: Digest, words: str) -> tuple[Paper | None, str]:
    """Find a paper by its id, an id that leads to it, or words of its title that no other has; else say why not."""
    papers = (*digest.papers, *digest.hidden)
    for paper in papers:
        if words in (paper.id, *paper.other_ids):
            return paper, ""
    found = [paper for paper in papers if words.casefold() in f"{paper.id} {paper.title}".casefold()]
    if len(found) == 1:
        return found[0], ""
    if found:
        named = ", ".join(paper.id for paper in found[:5]) + (", …" if len(found) > 5 else "")
        return None, f"{len(found)} papers have “{words}” in their title: {named}"
    by_start = {paper.id[: len(words)]: paper.id for paper in papers}
    closest = by_start.get(find_closest(words.replace(" ", "-"), by_start))
    return None, f"there is no paper “{words}”" + (f"; did you mean `{closest}`?" if closest else "")


def explain_paper(paper: Paper) -> Iterator[str]:
    """Yield everything that speaks for and against each topic of a paper, best first."""
    yield paper.title
    yield f"  id       {paper.id}"
    yield f"  topics   {', '.join(topic.id for topic in paper.topics)}"
    for source in paper.sources:
        yield f"  source   {source.place}{_describe_source(source, paper)}"
    if paper.hidden:
        yield f"  hidden   {paper.hidden}"
    why = paper.why
    if why is None:
        return
    if why.override:
        yield f"  override {why.override}: an editor's word stands over the scores"
    if len(why.scores) > 1:
        first, second = why.scores[:2]
        yield f"  margin   {why.margin:.0%}: {first.topic} {first.value:.1f}, then {second.topic} {second.value:.1f}"
    for score in why.scores:
        yield from _explain_score(score)


def _describe_source(source: Entry, paper: Paper) -> str:
    """Say how the words of a source differ from those shown."""
    marks = ["a machine's summary"] if source.summary else []
    marks += ["cut off"] if source.cut else []
    if source.title != paper.original[0]:
        marks.append(f"titled “{source.title}”")
    if source.abstract != paper.original[1]:
        marks.append(f"another wording of {len(source.abstract)} characters: “{source.abstract[:60]}…”")
    return f" ({'; '.join(marks)})" if marks else ""


def _explain_score(score: Score) -> Iterator[str]:
    yield ""
    yield f"  {score.topic} {score.value:.1f}"
    yield from (f"    {match.weight:+7.2f}  {_name(match)}" for match in score.matches)


def _name(match: Match) -> str:
    return f"like {match.like}, where an editor set the topics" if match.like else f"{match.term}  ({match.where})"
