"""Measure how well the same paper under two titles is told from two papers with similar ones.

    python -m benchmarks.duplicates

Generated: copies of real papers with changed titles and abstracts, found again among all others, and pairs of papers
that are two, however alike. Hand-picked: pairs written down one by one, in tests/labels/twins.json.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from benchmarks.labels import LABELS, read_seeds
from digest.duplicates import find_duplicates, fold_paper
from digest.nouns import Paper

Pair = tuple[str, Paper, Paper]  # in which way two papers are the same or not, and the two
Change = Callable[[str, random.Random], str]


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


def glue(title: str, rng: random.Random) -> str:
    at = rng.choice([m.start() for m in re.finditer(" ", title)])
    return title[:at] + title[at + 1 :]


def latex(title: str, rng: random.Random) -> str:
    choices = [
        re.sub(r"([aeou])(?=[a-z]*\W|$)", r'\\"{\1}', title, count=1),
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


def dashes(title: str, rng: random.Random) -> str:
    plain = title.replace("-", rng.choice("–—‐‑ ")).replace("'", "’")
    changed = plain.replace(": ", rng.choice([" – ", ":", " : ", " — "]))
    return changed if changed != title else f"“{title}”"


def edit(text: str, rng: random.Random, share: float) -> str:
    words = text.split()
    for at in rng.sample(range(len(words)), max(1, int(len(words) * share))):
        words[at] = rng.choice(["", "also", "the", "model", words[at] + "s"])
    return " ".join(w for w in words if w)


VERSIONS = ("{} (v2)", "{} [v3]", "{} v2", "v2: {}", "{} (version 2)", "{}, v2:")
OTHERS = ("On learning better representations", "A simple recipe that works", "Rethinking what we know")
TITLES: Mapping[str, Change] = {
    "swapped letters": swap_letters,
    "two typos": lambda title, rng: swap_letters(swap_letters(title, rng), rng),
    "glued words": glue,
    "LaTeX": latex,
    "Unicode": unicode,
    "version": lambda title, rng: rng.choice(VERSIONS).format(title),
    "case": lambda title, rng: rng.choice([title.upper(), title.lower(), title.title()]),
    "dashes": dashes,
    "full stop": lambda title, _: f"{title}.",
    "no subtitle": lambda title, _: title.split(":")[0] if ":" in title else " ".join(title.split()[:-2]),
    "other title": lambda _, rng: f"{rng.choice(OTHERS)} {rng.randrange(100)}",
}
SIGNS = str.maketrans({"-": "–", "'": "’", "%": r"\%", "~": r"\sim ", '"': "''"})
ABSTRACTS: Sequence[Change] = (
    lambda text, _: text,
    lambda text, rng: text[: int(len(text) * rng.uniform(0.3, 0.6))].rsplit(" ", 1)[0] + "…",
    lambda text, rng: edit(text, rng, 0.05),
    lambda text, _: text.translate(SIGNS),
    lambda text, rng: edit(text, rng, 0.25),
)


def make_positives(papers: Sequence[Paper], rng: random.Random) -> Iterator[Pair]:
    """Give one copy of each of 330 papers: six for each of 11 changes of the title and 5 of the abstract."""
    changes = [(kind, abstract) for kind in TITLES for abstract in ABSTRACTS for _ in range(6)]
    rng.shuffle(changes)
    for number, ((kind, abstract), paper) in enumerate(zip(changes, papers, strict=False)):
        title = TITLES[kind](paper.title, rng)
        yield kind, paper, replace(paper, id=f"copy-{number}", title=title, abstract=abstract(paper.abstract, rng))


def make_negatives(papers: Sequence[Paper], rng: random.Random) -> Iterator[Pair]:
    """Give different papers with titles alike, real and made."""
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
        yield "real, alike titles", papers[i], papers[j]
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
            yield kind, one, replace(other, id=f"false-{number}", title=title, abstract=abstract)


def make_sisters(papers: Sequence[Paper], rng: random.Random) -> Iterator[Pair]:
    """Nearly one text, two papers: a word of the title becomes another's throughout title and abstract."""
    for one, other in zip(papers[:60], papers[60:120], strict=True):
        words = [w for w in re.findall(r"[A-Za-z]{5,}", one.title) if w.lower() in one.abstract.lower()]
        news = [w for w in re.findall(r"[A-Za-z]{5,}", other.title) if w.lower() not in one.title.lower()]
        if words and news:
            old, new = rng.choice(words), rng.choice(news)
            title, abstract = (re.sub(old, new, text, flags=re.I) for text in (one.title, one.abstract))
            sister = replace(one, id=f"sister-{other.id}", title=title, abstract=abstract)
            yield "sister: one word exchanged throughout", one, sister


def judge(papers: Iterable[Paper]) -> dict[frozenset[str], str]:
    """Say of every pair that is found whether it is certain or for review."""
    return {frozenset((t.first, t.second)): "certain" if t.certain else "review" for t in find_duplicates(papers)}


def judge_two(one: Paper, other: Paper) -> str:
    """Say what is found of a pair that stands alone."""
    return next(iter(judge([one, other]).values()), "nothing")


def print_rows(name: str, verdicts: Iterable[tuple[str, str]]) -> Counter[str]:
    """Print how often each verdict was given, by kind, and give the sums."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, verdict in verdicts:
        rows[kind][verdict] += 1
    for kind, row in sorted(rows.items()):
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


def measure_generated(rng: random.Random) -> None:
    """Print the figures of the generated pairs; a copy is looked for among all papers."""
    papers = read_seeds()
    rng.shuffle(papers)
    same, other = list(make_positives(papers, rng)), [*make_negatives(papers, rng), *make_sisters(papers, rng)]
    found = judge([*papers, *(copy for _, _, copy in same)])
    right = print_rows("same", ((kind, found.get(frozenset((a.id, b.id)), "nothing")) for kind, a, b in same))
    print_rates("generated", right, print_rows("other", ((kind, judge_two(a, b)) for kind, a, b in other)))


def measure_hand_picked() -> None:
    """Print the figures of the hand-picked pairs."""
    verdicts = {True: Counter[str](), False: Counter[str]()}
    for pair in json.loads((LABELS / "twins.json").read_text(encoding="utf-8")):
        one, other = (Paper(side, pair[side]["title"], pair[side]["abstract"], ()) for side in ("first", "second"))
        verdicts[pair["same"]][judge_two(one, other)] += 1
    print_rates("hand-picked", verdicts[True], verdicts[False])


if __name__ == "__main__":
    measure_generated(random.Random(11))
    measure_hand_picked()
