"""Measure the automatic grouping against labels, with no overrides in place.

    python -m benchmarks.grouping [--details]

Primary accuracy: the first topic found is among the label's primary ones. Precision, recall and F1 compare the whole
set of topics with the label's primary and secondary ones; its optional ones count neither for nor against, and of two
primary ones either will do. The row with lessons teaches four fifths of the labels as an editor's overrides would and
measures on the last fifth, in turn.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from benchmarks.labels import Label, make_papers, read_all_topics, read_labels, read_seeds
from digest.doubts import list_doubts
from digest.grouping import group_papers
from digest.nouns import Paper, Topic, Why

FOLDS = 5


class Figures(NamedTuple):
    """Counts over some labelled papers: right primary topics, and topics that are right, wrong and missing."""

    papers: int
    primary: int
    right: int
    wrong: int
    missing: int

    def __str__(self) -> str:
        precision = self.right / (self.right + self.wrong or 1)
        recall = self.right / (self.right + self.missing or 1)
        f1 = 2 * precision * recall / (precision + recall or 1)
        return f"{self.papers:6} {self.primary / (self.papers or 1):8.3f} {precision:10.3f} {recall:7.3f} {f1:6.3f}"


def measure(found: Mapping[str, Why], labels: Mapping[str, Label]) -> Figures:
    """Compare what was found with the labels, both by paper id."""
    primary = right = wrong = missing = 0
    for id, label in labels.items():
        topics = found[id].topics
        wanted = {*label["primary"], *label["secondary"]}
        primary += topics[0] in label["primary"]
        right += sum(topic in wanted for topic in topics)
        wrong += sum(topic not in wanted and topic not in label["optional"] for topic in topics)
        missing += sum(topic not in topics for topic in label["secondary"])
        missing += not any(topic in topics for topic in label["primary"])
    return Figures(len(labels), primary, right, wrong, missing)


def measure_with_lessons(papers: Sequence[Paper], topics: Sequence[Topic], labels: Mapping[str, Label]) -> Figures:
    """Teach four fifths of the labels and measure on the last fifth, in turn."""
    found: dict[str, Why] = {}
    for fold in range(FOLDS):
        held = {id for id in labels if int(hashlib.sha256(id.encode()).hexdigest(), 16) % FOLDS == fold}
        lessons = {id: (label["primary"][0], *label["secondary"]) for id, label in labels.items() if id not in held}
        grouped = group_papers(papers, topics, lessons)
        found |= {id: grouped[id] for id in held}
    return measure(found, labels)


def print_details(found: Mapping[str, Why], labels: Mapping[str, Label], topics: Sequence[Topic]) -> None:
    """Print the figures of each topic and the confusions."""
    for topic in topics:
        mine = {id: label for id, label in labels.items() if topic.id == label["primary"][0]}
        if mine:
            print(f"  {topic.id:22} {measure(found, mine)}")
    wrong = Counter(
        (label["primary"][0], found[id].topics[0])
        for id, label in labels.items()
        if found[id].topics[0] not in label["primary"]
    )
    for (wanted, got), times in wrong.most_common():
        print(f"  {wanted} taken for {got}: {times}")


def print_doubts(found: Mapping[str, Why], labels: Mapping[str, Label], topics: Sequence[Topic]) -> None:
    """Print how many wrong primary topics the list of doubts holds, and how long it is."""
    papers = [Paper(id, "", "", (), why=found[id]) for id in labels]
    doubtful = {doubt.key for doubt in list_doubts(papers, [], topics, []) if doubt.kind == "topic"}
    wrong = {id for id, label in labels.items() if found[id].topics[0] not in label["primary"]}
    print(
        f"doubts: {len(doubtful)} of {len(labels)} papers are listed, with {len(wrong & doubtful)} of the "
        f"{len(wrong)} wrong ones among them"
    )


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--details", action="store_true", help="print the figures of each topic and the confusions")
    options = parser.parse_args()
    topics = read_all_topics()
    seeds, own, other = read_labels("seeds.json"), read_labels("seeds-own.json"), read_labels("other.json")
    papers, strangers = read_seeds(), make_papers(other)
    start = time.process_time()
    found = group_papers([*papers, *strangers], topics, {})
    cost = 1000 * (time.process_time() - start) / len(found)
    print(f"{'':24} {'papers':>6} {'primary':>8} {'precision':>10} {'recall':>7} {'F1':>6}")
    print(f"{'seeds':24} {measure(found, seeds)}")
    if options.details:
        print_details(found, seeds, topics)
    print(f"{'seeds, with lessons':24} {measure_with_lessons(papers, topics, seeds)}")
    print(f"{'seeds, labels of ours':24} {measure(found, own)}")
    print(f"{'other subjects':24} {measure(found, other)}")
    if options.details:
        print_details(found, other, topics)
    print_doubts(found, seeds, topics)
    print(f"cost: {cost:.2f} ms of CPU a paper")


if __name__ == "__main__":
    main()
