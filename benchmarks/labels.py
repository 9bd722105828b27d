"""Papers with the topics that readers gave them, for measuring."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from digest.dumps import read_dumps
from digest.nouns import Paper, Topic
from digest.papers import make_id, merge_entries
from digest.taxonomy import read_topics

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "tests" / "labels"

Label = Mapping[str, Any]


def read_seeds() -> list[Paper]:
    """Read the papers of the real dumps, without any override."""
    dumps = read_dumps(ROOT / "seeds")
    return merge_entries((entry for dump in dumps for entry in dump.entries), {})[0]


def read_all_topics() -> list[Topic]:
    """Read the digest's own topics."""
    return read_topics(ROOT / "site_src")[0]


def read_labels(name: str) -> dict[str, Label]:
    """Read labels by paper id: {title, primary, secondary, optional}, and {abstract} for papers not in the seeds."""
    labels = json.loads((LABELS / name).read_text(encoding="utf-8"))
    return {make_id(label["title"]): label for label in labels}


def make_papers(labels: Mapping[str, Label]) -> list[Paper]:
    """Make papers of labels that bring their abstract along."""
    return [Paper(id, label["title"], label["abstract"], ()) for id, label in labels.items()]
