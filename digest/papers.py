"""Makes papers out of entries: one paper per title, with an id that depends on nothing but the title."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from digest.chains import find_ends
from digest.nouns import Entry, Override, Paper, Place, Problem
from digest.outlinks import make_link

MAX_ID = 80
_HASHED = re.compile(r"-[0-9a-f]{10}$")
_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")  # no file may be called so on Windows
_MARKS_OF_LATEX = set("$^`~\\")
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "o", "π": "pi", "ρ": "rho",
    "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "∞": "infinity", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "œ": "oe", "&": " and ", "+": " plus ",
}  # fmt: skip
_SPELLED = str.maketrans(_GREEK)

# Two abstracts under one title that share fewer of their longer words than this are two papers. Of the pairs of
# different papers in the seeds, 99.9 % share fewer; a cut or revised abstract shares most.
_SAME_PAPER = 0.4


def make_key(title: str) -> str:
    """Fold a title so that case, punctuation, spacing and LaTeX's marks make no difference; `LoRA+` stays itself."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    if folded.isascii():
        return folded.translate(_NOT_IN_KEYS) or title
    return "".join(c for c in folded if _is_in_keys(c)) or title


def _is_in_keys(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "PZC" and letter not in _MARKS_OF_LATEX


# The same for ASCII, which nearly all titles are, in a tenth of the time.
_NOT_IN_KEYS = {number: None for number in range(128) if not _is_in_keys(chr(number))}


@lru_cache(maxsize=2**15)  # a preview makes those of all papers again and again
def make_id(title: str) -> str:
    """Make the id of the paper with this title: lower-case words joined by hyphens, at most 80 characters.

    Where the words do not say all of the title (letters of other scripts, too long), ten digits of the key's SHA-256
    follow, so that distinct titles have distinct ids whatever other papers there are.
    """
    key = make_key(title)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", title).casefold().translate(_SPELLED))
    plain = folded if folded.isascii() else "".join(c for c in folded if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’$^`~\\{}]", "", plain))
    slug = "-".join(words)
    if slug.replace("-", "") == key and len(slug) <= MAX_ID and not _HASHED.search(slug) and not _RESERVED.match(slug):
        return slug
    digits = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    room = MAX_ID - len(digits) - 1
    if len(slug) > room:
        slug = slug[: room + 1].rpartition("-")[0] or slug[:room]
    return f"{slug or 'paper'}-{digits}"


def merge_entries(entries: Iterable[Entry], overrides: Mapping[str, Override]) -> tuple[list[Paper], list[Problem]]:
    """Join the entries of one title into one paper, sorted by id.

    The fuller abstract is taken and every source is kept. Spellings of one title that give different ids (`GPT4`,
    `GPT-4`) share the most readable; the others lead to it. Under one title with plainly different abstracts, an
    override's `split` or `abstract` says which it is; without it, that is a problem.
    """
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[make_key(entry.title)].append(entry)
    papers: list[Paper] = []
    problems: list[Problem] = []
    for group in groups.values():
        ids = sorted({make_id(entry.title) for entry in group}, key=lambda id: (-id.count("-"), id))
        override = next((overrides[id] for id in ids if id in overrides), None)
        together, apart = _split_group(group, override.split if override else ())
        papers.append(_make_paper(ids[0], together, tuple(ids[1:])))
        papers += [_make_paper(make_split_id(entry), [entry]) for entry in apart]
        if not (override and override.abstract):
            problems += _check_group(ids[0], together)
    return sorted(papers, key=lambda paper: paper.id), problems


def join_papers(papers: Iterable[Paper], pairs: Iterable[tuple[str, str]]) -> list[Paper]:
    """Make one paper of those that `pairs` of ids (which leads, where) say are one; sorted by id.

    Of each pair the first leads to the second; in a circle nobody leads. The paper that others lead to gives id and
    title, the longest abstract is taken, and every source is kept.
    """
    ends = find_ends(dict(pairs))
    groups: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        groups[ends.get(paper.id) or paper.id].append(paper)
    return sorted((_join_group(root, group) for root, group in groups.items()), key=lambda paper: paper.id)


def _join_group(root: str, group: list[Paper]) -> Paper:
    if len(group) == 1:
        return group[0]
    main = next(paper for paper in group if paper.id == root)
    ids = sorted({id for paper in group for id in (paper.id, *paper.other_ids)} - {root})
    return _fill_paper(root, main.title, [entry for paper in group for entry in paper.sources], tuple(ids))


def make_split_id(entry: Entry) -> str:
    """Make the id of a paper that shares its title with another: the abstract tells them apart."""
    return make_id(f"{entry.title} \N{EM DASH} {' '.join(entry.abstract.split()[:40])}")


def _split_group(group: list[Entry], split: tuple[Place, ...]) -> tuple[list[Entry], list[Entry]]:
    apart = [entry for entry in group if entry.place in split]
    together = [entry for entry in group if entry.place not in split]
    return (together, apart) if together else (group, [])


def _make_paper(id: str, group: list[Entry], other_ids: tuple[str, ...] = ()) -> Paper:
    in_order = sorted(group, key=lambda entry: entry.place)
    named = next((entry for entry in in_order if make_id(entry.title) == id), in_order[0])
    return _fill_paper(id, named.title, in_order, other_ids)


def _fill_paper(id: str, title: str, group: list[Entry], other_ids: tuple[str, ...]) -> Paper:
    """Take each field from the entry that has it best: an abstract before a summary, whole before cut, longer first.

    Counts are the highest seen, since captures only grow older; of dates a whole one is taken before a year alone; the
    rest is what the first capture that has it says.
    """
    sources = sorted(group, key=lambda entry: entry.place)
    best = max(sources, key=lambda entry: (not entry.summary, not entry.cut, len(entry.abstract)))
    addresses = {"code": _find_first(sources, "code"), "project": _find_first(sources, "project")}
    return Paper(
        id,
        title,
        best.abstract,
        tuple(sources),
        other_ids=other_ids,
        summary=best.summary,
        cut=best.cut,
        arxiv=_find_first(sources, "arxiv"),
        date=max((entry.date for entry in sources), key=len),
        authors=max((entry.authors for entry in sources), key=len),
        organisation=_find_first(sources, "organisation"),
        upvotes=_find_most(sources, "upvotes"),
        comments=_find_most(sources, "comments"),
        stars=_find_most(sources, "stars"),
        links=tuple(make_link(kind, address) for kind, address in addresses.items() if address),
    )


def _find_first(sources: Iterable[Entry], name: str) -> str:
    values: Iterable[str] = (getattr(entry, name) for entry in sources)
    return next(filter(None, values), "")


def _find_most(sources: Iterable[Entry], name: str) -> int | None:
    values: Iterable[int | None] = (getattr(entry, name) for entry in sources)
    return max((value for value in values if value is not None), default=None)


def _check_group(id: str, group: list[Entry]) -> list[Problem]:
    whole = [entry for entry in group if not entry.summary]
    first = whole[0] if whole else group[0]
    for other in whole[1:]:
        if share_words(first.abstract, other.abstract) < _SAME_PAPER:
            hint = (
                f'if it is another paper, write under `{id}:` in an override the line `split: ["{other.place}"]`; '
                "if it is the same, give the right `abstract:` there"
            )
            message = f"the title of {first.place} stands here too, with a plainly different abstract"
            return [Problem(other.place, "P008", message, hint)]
    return []


def share_words(one: str, other: str) -> float:
    """Say which share of the longer words of the shorter text the other text holds too, from 0 to 1."""
    sets = sorted(({*re.findall(r"\w{5,}", text.casefold())} for text in (one, other)), key=len)
    return len(sets[0] & sets[1]) / len(sets[0]) if sets[0] else 1.0
