"""Measure related papers: how many share the primary topic, and how a reader judged a sample of 40 papers.

    python -m benchmarks.related

The sample was judged by reading: `good` (thank you), `fair` (understandable), `bad`. Relations that are not among
those judged are counted as such.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import replace

from benchmarks.labels import LABELS, read_all_topics, read_seeds
from digest.grouping import group_papers
from digest.related import find_related


def main() -> None:
    """Print all figures."""
    topics = {topic.id: topic for topic in read_all_topics()}
    papers = read_seeds()
    why = group_papers(papers, list(topics.values()), {})
    papers = [replace(paper, topics=tuple(topics[id] for id in why[paper.id].topics)) for paper in papers]
    start = time.process_time()
    related = find_related(papers)
    seconds = time.process_time() - start

    pairs = [(paper, other) for paper, others in related.items() for other in others]
    alike = sum(why[paper].topics[0] == why[other].topics[0] for paper, other in pairs)
    mutual = sum(paper in related[other] for paper, other in pairs)
    print(f"{len(papers)} papers, {len(pairs)} relations, {seconds:.2f} s of CPU")
    print(f"share the primary topic: {alike / len(pairs):.3f}; both ways: {mutual / len(pairs):.3f}")
    print("papers by number of related ones:", dict(sorted(Counter(map(len, related.values())).items())))

    judged = json.loads((LABELS / "related.json").read_text(encoding="utf-8"))
    verdicts = Counter(judged[paper].get(other, "not judged") for paper in judged for other in related[paper])
    total = verdicts.total()
    print(f"judged sample of {len(judged)} papers, {total} relations:", end=" ")
    print(", ".join(f"{word} {times} ({times / total:.0%})" for word, times in verdicts.most_common()))


if __name__ == "__main__":
    main()
