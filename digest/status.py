"""Says how the site is: when it was built, what each edition brought, and what is left to look at."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Sequence

from digest.doubts import KINDS
from digest.nouns import Digest, Growth, Issue, Status

VERSION = 1


def make_status(digest: Digest, issues: Sequence[Issue], built: str) -> Status:
    """Sum a digest up; `issues` stand newest first."""
    sums = itertools.accumulate(len(issue.fresh) for issue in reversed(issues))
    growth = [
        Growth(issue.edition, len(issue.papers), len(issue.fresh), papers)
        for issue, papers in zip(reversed(issues), sums, strict=True)
    ]
    found = Counter(doubt.kind for doubt in digest.doubts)
    doubts = tuple((kind, heading, found[kind]) for kind, heading in KINDS.items() if found[kind])
    set_aside = digest.read - sum(len(paper.sources) for paper in digest.papers)
    counts = (len(digest.papers), len(digest.hidden), digest.read, set_aside, len(digest.odd))
    return Status(built, *counts, growth=tuple(growth), doubts=doubts)


def render_status(status: Status) -> bytes:
    """Write the same for programs. A site with problems is never published, so there is no number of them."""
    said = {
        "version": VERSION,
        "built": status.built or None,
        "papers": status.papers,
        "hidden": status.hidden,
        "entries": {"read": status.read, "set_aside": status.set_aside, "odd": status.odd},
        "editions": [
            {
                "id": growth.edition.id,
                "name": growth.edition.name,
                "date": growth.edition.date or None,
                "papers": growth.papers,
                "new": growth.fresh,
                "papers_by_then": growth.by_then,
            }
            for growth in status.growth
        ],
        "doubtful": {kind: number for kind, _, number in status.doubts},
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
