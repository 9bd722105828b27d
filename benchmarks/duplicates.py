"""Measure how well the same paper under two titles is told from two papers with similar ones.

    python -m benchmarks.duplicates [SEED]

Generated: copies of real papers with changed titles and abstracts, found again among all others, and pairs of papers
that are two, however alike. Hand-picked: pairs written down one by one, in tests/labels/twins.json.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from benchmarks.labels import LABELS, read_seeds
from digest.duplicates import find_duplicates, fold_paper
from digest.nouns import Paper


class Pair(NamedTuple):
    """Two papers, and in which way they are the same or not."""

    kind: str
    one: Paper
    other: Paper


def swap_letters(title: str, rng: random.Random) -> str:
    words = title.split()
    at = rng.choice([i for i, w in enumerate(words) if len(re.sub(r"\W", "", w)) > 4] or [0])
    k = rng.randrange(1, max(2, len(words[at]) - 2))
    w = words[at]
    words[at] = rng.choice(
        [
            w[:k] + w[k + 1 :],
            w[:k] + w[k] + w[k:],
            w[:k] + w[k + 1 : k + 2] + w[k] + w[k + 2 :],
            w[:k] + rng.choice("aeiouy") + w[k + 1 :],
        ]
    )
    return " ".join(words)


def two_typos(title: str, rng: random.Random) -> str:
    return swap_letters(swap_letters(title, rng), rng)


def glue(title: str, rng: random.Random) -> str:
    spaces = [m.start() for m in re.finditer(" ", title)]
    at = rng.choice(spaces)
    return title[:at] + title[at + 1 :]


def latex(title: str, rng: random.Random) -> str:
    accented = re.sub(r"([aeou])(?=[a-z]*\W|$)", r'\\"{\1}', title, count=1)
    choices = [
        accented,
        re.sub(r"(\w+)", r"\\textbf{\1}", title, count=1),
        re.sub(r"^(\w+)", r"\\emph{\1}", title),
        re.sub(r"(\d)", r"$^{\1}$", title, count=1),
        title.replace("-", "--", 1),
    ]
    return rng.choice([c for c in choices if c != title])


def unicode(title: str, rng: random.Random) -> str:
    bold = "".join(chr(0x1D400 + ord(c) - 65) if c.isupper() and c.isascii() else c for c in title)
    accent = re.sub(r"[aeo]", lambda m: {"a": "á", "e": "é", "o": "ö"}[m[0]], title, count=1)
    sup = title.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    lig = title.replace("fi", "ﬁ").replace("ff", "ﬀ")
    return rng.choice([c for c in (bold, accent, sup, lig) if c != title])


def version(title: str, rng: random.Random) -> str:
    return rng.choice(
        [f"{title} (v2)", f"{title} [v3]", f"{title} v2", f"v2: {title}", f"{title} (version 2)", f"{title}, v2:"]
    )


def case(title: str, rng: random.Random) -> str:
    return rng.choice([title.upper(), title.lower(), title.title()])


def dashes(title: str, rng: random.Random) -> str:
    changed = (
        title.replace("-", rng.choice("–—‐‑ ")).replace("'", "’").replace(": ", rng.choice([" – ", ":", " : ", " — "]))
    )
    return changed if changed != title else f"“{title}”"


def drop_subtitle(title: str, rng: random.Random) -> str:
    return title.split(":")[0] if ":" in title else " ".join(title.split()[:-2])


def keep(title: str, rng: random.Random) -> str:
    return title + "."


def other_title(title: str, rng: random.Random) -> str:
    return (
        rng.choice(["On learning better representations", "A simple recipe that works", "Rethinking what we know"])
        + f" {rng.randrange(100)}"
    )


def same_text(text: str, rng: random.Random) -> str:
    return text


def truncate(text: str, rng: random.Random) -> str:
    return text[: int(len(text) * rng.uniform(0.3, 0.6))].rsplit(" ", 1)[0] + "…"


def edit(text: str, rng: random.Random, share: float = 0.05) -> str:
    words = text.split()
    for at in rng.sample(range(len(words)), max(1, int(len(words) * share))):
        words[at] = rng.choice(["", "also", "the", "model", words[at] + "s"])
    return " ".join(w for w in words if w)


def rewrite(text: str, rng: random.Random) -> str:
    return edit(text, rng, 0.25)


def symbols(text: str, rng: random.Random) -> str:
    return text.replace("-", "–").replace("'", "’").replace("%", r"\%").replace("~", r"\sim ").replace('"', "''")


TITLES = [swap_letters, two_typos, glue, latex, unicode, version, case, dashes, keep, drop_subtitle, other_title]
ABSTRACTS = [same_text, truncate, edit, symbols, rewrite]


def make_positives(papers: Sequence[Paper], rng: random.Random) -> Iterator[Pair]:
    """(kind, original, copy): one copy of each of 330 papers, six for each of 11 kinds of title and 5 of abstract."""
    kinds = [(t, a) for t in TITLES for a in ABSTRACTS for _ in range(6)]
    rng.shuffle(kinds)
    for number, ((title, abstract), paper) in enumerate(zip(kinds, papers, strict=False)):
        copy = replace(
            paper, id=f"copy-{number}", title=title(paper.title, rng), abstract=abstract(paper.abstract, rng)
        )
        yield Pair(f"{title.__name__}+{abstract.__name__}", paper, copy)


def make_negatives(papers: Sequence[Paper], rng: random.Random) -> Iterator[Pair]:
    """(kind, one, other): distinct papers with alike titles, real and made."""
    tokens = [set(re.findall(r"\w+", p.title.lower())) for p in papers]
    folded = [fold_paper(p).key for p in papers]
    ranked = sorted(
        (
            (len(tokens[i] & tokens[j]) / len(tokens[i] | tokens[j]), i, j)
            for i in range(len(papers))
            for j in range(i)
            if folded[i] != folded[j]
        ),
        reverse=True,
    )
    for _, i, j in ranked[:150]:
        yield Pair("real, alike titles", papers[i], papers[j])
    for number in range(150):
        one, other = rng.sample(papers, 2)
        sentences = re.split(r"(?<=[.!?]) +", one.abstract)
        tail = other.title.split()[-2:]
        kind, title, abstract = [
            ("other ending, other abstract", " ".join(one.title.split()[:-2] + tail), other.abstract),
            (
                "part II, half the abstract shared",
                f"{one.title} Part II",
                " ".join(sentences[: len(sentences) // 2]) + " " + other.abstract,
            ),
            ("update, first sentence shared", f"{one.title}: An Update", sentences[0] + " " + other.abstract),
            ("next number, other abstract", re.sub(r"^(\S+?)(:?)(?= |$)", r"\1-2\2", one.title), other.abstract),
            (
                "one word differs, other abstract",
                one.title.replace(one.title.split()[1], other.title.split()[1], 1),
                other.abstract,
            ),
            (
                "number differs, most of the abstract shared",
                f"{one.title} 3",
                " ".join(sentences[:-1]) + " " + " ".join(re.split(r"(?<=[.!?]) +", other.abstract)[:2]),
            ),
        ][number % 6]
        if title != one.title:
            yield Pair(kind, one, replace(other, id=f"false-{number}", title=title, abstract=abstract))


def make_sisters(papers: Sequence[Paper], rng: random.Random) -> Iterator[Pair]:
    """Nearly one text, two papers: a word of the title becomes another's throughout title and abstract."""
    for one, other in zip(papers[:60], papers[60:120], strict=True):
        words = [w for w in re.findall(r"[A-Za-z]{5,}", one.title) if w.lower() in one.abstract.lower()]
        news = [w for w in re.findall(r"[A-Za-z]{5,}", other.title) if w.lower() not in one.title.lower()]
        if words and news:
            old, new = rng.choice(words), rng.choice(news)
            title, abstract = (re.sub(old, new, text, flags=re.I) for text in (one.title, one.abstract))
            sister = replace(one, id=f"sister-{other.id}", title=title, abstract=abstract)
            yield Pair("sister: one word exchanged throughout", one, sister)


def judge(papers: Iterable[Paper]) -> dict[frozenset[str], str]:
    """Say of every pair that is found whether it is certain or for review."""
    return {frozenset((t.first, t.second)): "certain" if t.certain else "review" for t in find_duplicates(papers)}


def tally(pairs: Iterable[Pair], verdicts: Mapping[frozenset[str], str]) -> dict[str, Counter[str]]:
    """Count the verdicts by kind."""
    rows: dict[str, Counter[str]] = {}
    for kind, one, other in pairs:
        rows.setdefault(kind, Counter())[verdicts.get(frozenset((one.id, other.id)), "nothing")] += 1
    return rows


def print_rows(name: str, rows: Mapping[str, Counter[str]]) -> Counter[str]:
    """Print the counts by kind and give their sum."""
    for kind, row in rows.items():
        counts = "  ".join(f"{verdict} {row[verdict]:4}" for verdict in ("certain", "review", "nothing"))
        print(f"{name:6} {kind:46} {row.total():4}  {counts}")
    return sum(rows.values(), Counter())


def print_rates(name: str, same: Counter[str], other: Counter[str]) -> None:
    """Print precision and recall of what would merge by itself, and of that and what a person would be shown."""
    certain, shown = same["certain"], same["certain"] + same["review"]
    wrong, wrong_shown = other["certain"], other["certain"] + other["review"]
    print(
        f"{name}: {same.total()} same, {other.total()} other pairs; "
        f"merged: precision {certain / (certain + wrong):.3f}, recall {certain / same.total():.3f}; "
        f"merged or shown: precision {shown / (shown + wrong_shown):.3f}, recall {shown / same.total():.3f}"
    )


def group_by_title(rows: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """Sum the kinds that change the title in the same way."""
    summed: dict[str, Counter[str]] = {}
    for kind, row in rows.items():
        summed.setdefault(kind.split("+")[0], Counter()).update(row)
    return dict(sorted(summed.items()))


def measure_generated(rng: random.Random) -> None:
    """Print the figures of the generated pairs."""
    papers = read_seeds()
    rng.shuffle(papers)
    same, other = list(make_positives(papers, rng)), [*make_negatives(papers, rng), *make_sisters(papers, rng)]
    found = tally(same, judge([*papers, *(pair.other for pair in same)]))
    wrong: dict[str, Counter[str]] = {}
    for pair in other:
        wrong.setdefault(pair.kind, Counter()).update(tally([pair], judge([pair.one, pair.other]))[pair.kind])
    print_rates("generated", print_rows("same", group_by_title(found)), print_rows("other", wrong))


def measure_hand_picked() -> None:
    """Print the figures of the hand-picked pairs."""
    verdicts = {True: Counter[str](), False: Counter[str]()}
    for pair in json.loads((LABELS / "twins.json").read_text(encoding="utf-8")):
        papers = [Paper(side, pair[side]["title"], pair[side]["abstract"], ()) for side in ("first", "second")]
        verdicts[pair["same"]][next(iter(judge(papers).values()), "nothing")] += 1
    print_rates("hand-picked", verdicts[True], verdicts[False])


def main() -> None:
    """Print all figures."""
    measure_generated(random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 11))
    measure_hand_picked()


if __name__ == "__main__":
    main()
