"""Plans the pages for editors: the form for corrections, what is doubtful, and what was changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from digest import addresses
from digest.addresses import address_of
from digest.desk.form import make_form
from digest.doubts import KINDS, write_stub
from digest.nouns import Change, ChangeDay, Digest, Page, Settled
from digest.vocabulary import shape_override
from digest.words import Say

MOST_CASES = 500  # of a kind; a page of all has thirty megabytes where there are 50,000 papers


def plan_desk(digest: Digest, say: Say, changes: Sequence[Change]) -> Iterator[Page]:
    """Plan the pages for editors: the form for corrections, what is doubtful, and what was changed."""
    topics, editions = ({noun.id: noun.name for noun in nouns} for nouns in (digest.topics, digest.editions))
    form = make_form(shape_override(topics, {}, editions))
    yield Page(addresses.CORRECT, "correct.html", say("correct_title"), say("correct_lead"), form, listed=False)
    if digest.site.review:
        yield Page(addresses.REVIEW, "review.html", say("review"), say("review_lead"), _settle(digest), listed=False)
    days = _list_days(digest, changes)  # also of none, so that the address is there whatever the history tells
    yield Page(addresses.CHANGES, "changes.html", say("changes"), say("changes_lead"), days, listed=False)


def _list_days(digest: Digest, changes: Sequence[Change]) -> tuple[ChangeDay, ...]:
    """Put the changes of each day together; what is not a paper any more keeps its id for a title."""
    papers = {id: paper for paper in (*digest.papers, *digest.hidden) for id in (paper.id, *paper.other_ids)}
    return tuple(
        ChangeDay(
            day,
            tuple(
                (change, papers[change.paper].title, address_of(papers[change.paper]))
                if change.paper in papers
                else (change, change.paper, "")
                for change in group
            ),
        )
        for day, group in itertools.groupby(changes, key=lambda change: change.day)
    )


def _settle(digest: Digest) -> list[Settled]:
    return [
        Settled(kind, heading, len(found), tuple((doubt, write_stub([doubt])) for doubt in found[:MOST_CASES]))
        for kind, heading in KINDS.items()
        if (found := [doubt for doubt in digest.doubts if doubt.kind == kind])
    ]
