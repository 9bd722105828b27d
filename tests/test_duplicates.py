"""The same paper twice under differing titles."""

import json
import random
from pathlib import Path

import pytest

from digest.duplicates import find_duplicates, fold_text, measure_titles
from digest.nouns import Paper, Twin

ABSTRACT = (
    "Sparse fine-tuning selects a few attention heads and channels in every block of the network. We arrange them "
    "into dense submatrices after a permutation, train only those, and keep the rest frozen, which saves memory and "
    "generalizes better than low-rank adapters on reasoning tasks while it is served at the speed of the base model."
)
OTHER = (
    "Retrieval models rank passages by the similarity of two encoders. This work distils graded relevance judgements "
    "of a large model into a bi-encoder with a pairwise loss, and reports gains on nine collections of questions, for "
    "short and for long queries, without hard negatives or a larger batch during the whole of its training."
)
EDITED = ABSTRACT.replace("a few", "some").replace("after a permutation", "by permuting").replace("saves", "reduces")
PAIRS = json.loads((Path(__file__).with_name("labels") / "twins.json").read_text(encoding="utf-8"))


def judge(first, second, abstract=ABSTRACT, other_abstract=ABSTRACT):
    """`certain`, `doubtful` or nothing, for two titles with their abstracts."""
    twins = find_duplicates([Paper("a", first, abstract, ()), Paper("b", second, other_abstract, ())])
    return "certain" if twins and twins[0].certain else "doubtful" if twins else ""


@pytest.mark.parametrize(("verdict", "abstract"), [("certain", EDITED), ("doubtful", OTHER)], ids=["revised", "other"])
def test_one_number_under_two_titles(verdict, abstract):
    """One arXiv number makes one paper of two titles where the abstracts agree, and a doubt of them where not."""
    pair = [Paper("a", "Sparse Heads", ABSTRACT, (), arxiv="1"), Paper("b", "Lean Channels", abstract, (), arxiv="1")]
    assert [Twin("a", "b", verdict == "certain", "both are arXiv 1")] == find_duplicates(pair)


def test_two_numbers_are_never_certainly_one():
    """Two arXiv numbers are two papers, or a number that a capture has got wrong: a person looks."""
    pair = [Paper("a", "WebShop", ABSTRACT, (), arxiv="1"), Paper("b", "WebShops", ABSTRACT, (), arxiv="2")]
    (twin,) = find_duplicates(pair)
    assert (False, True) == (twin.certain, twin.reason.endswith("but arXiv 1 and 2"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("Weight Quantization for Large Models", "WeightQuantization for Large Models", id="glued words"),
        pytest.param("S^{2}FT: Structured Sparsity", "S²FT: Structured Sparsity", id="LaTeX and Unicode superscript"),
        pytest.param(
            "S^{2}FT: Structured Sparsity", "S$^{2}$FT: Structured Sparsity", id="LaTeX with and without dollars"
        ),
        pytest.param(r"T\"ULU 3: Open Post-Training", "TÜLU 3: Open Post-Training", id="LaTeX accent"),
        pytest.param("TU\u0308LU 3: Open Post-Training", "Tulu 3: Open Post-Training", id="combining accent"),
        pytest.param(r"$\beta$-DPO with Dynamic $\beta$", "β-DPO with Dynamic β", id="Greek"),
        pytest.param(r"\textbf{Sparse} Heads in \emph{Attention}", "Sparse Heads in Attention", id="LaTeX style"),
        pytest.param("Sparse Heads", "SPARSE HEADS", id="case"),
        pytest.param("Post–Training ‘Tricks’ — a Bag", "Post-Training 'Tricks' - a Bag", id="dashes and quotes"),
        pytest.param("Sparse Heads for Tuning", "Sparse Heads for Tuning (v2)", id="version in brackets"),
        pytest.param("Sparse Heads for Tuning", "v2: Sparse Heads for Tuning", id="version before"),
        pytest.param("Sparse Heads for Tuning", "Sparse Heads for Tuning v3", id="version after"),
        pytest.param("Sparse Heads for Tuning (v1)", "Sparse Heads for Tuning [v2]", id="two versions"),
        pytest.param("Sparse Heads for Language Models", "Sparse Heads for Langauge Models", id="typo"),
        pytest.param("Sparse Heads: Tuning a Few Channels", "Sparse Heads", id="subtitle left out"),
    ],
)
def test_one_paper_written_twice(first, second):
    """Titles that differ in writing only are certainly one paper when the abstracts are alike."""
    assert "certain" == judge(first, second, ABSTRACT, EDITED)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("DeepSeek-V2 Technical Report", "DeepSeek-V3 Technical Report", id="version of a model"),
        pytest.param("Introducing DeepSeek V2", "Introducing DeepSeek V3", id="version of a model at the end"),
        pytest.param("Introducing DeepSeek-V2", "Introducing DeepSeek-V3", id="version of a model with a dash"),
        pytest.param("Llama 2: Open Models", "Llama 3: Open Models", id="number of a model"),
        pytest.param("RewardBench: Evaluating Rewards", "RewardBench 2: Evaluating Rewards", id="number in one title"),
        pytest.param("Mean-Field Limits, Part I", "Mean-Field Limits, Part II", id="part"),
        pytest.param("A Survey of Agents", "A Survey of Agents: An Update", id="update of a survey"),
        pytest.param("A Language Model for Japanese", "A Language Model for Korean", id="one word exchanged"),
        pytest.param("Restructured Pre-training", "Reinforcement Pre-Training", id="two words alike"),
        pytest.param("Comment on Sparse Heads for Tuning", "Sparse Heads for Tuning", id="comment"),
        pytest.param(
            "BERT for Structured Pruning of Large Models", "BART for Structured Pruning of Large Models", id="name"
        ),
    ],
)
def test_two_papers_are_never_certainly_one(first, second):
    """Titles with another number, part or word are two papers, or doubtful, even with one abstract."""
    assert "certain" != judge(first, second, ABSTRACT, EDITED)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        pytest.param("Sparse Heads for Tuning", "Sparse-Heads for Tuning", "doubtful", id="equal titles"),
        pytest.param("Scaling Laws for Transfer", "Scaling Laws for Vision", "", id="alike titles"),
        pytest.param("Sparse Heads for Language Models", "Sparse Heads for Langauge Models", "", id="typo"),
    ],
)
def test_differing_abstracts_are_never_certainly_one(first, second, verdict):
    """With differing abstracts only an equal title is worth a look."""
    assert verdict == judge(first, second, ABSTRACT, OTHER)


@pytest.mark.parametrize(("second", "verdict"), [("Sparse-Heads", "certain"), ("Sparse Heads v2", "doubtful")])
def test_a_version_may_be_a_models(second, verdict):
    """A `v2` at the end of a title is of the paper only where the abstracts say so plainly."""
    assert verdict == judge("Sparse Heads", second, ABSTRACT, ABSTRACT[:150] + OTHER[150:])


@pytest.mark.parametrize(
    ("abstract", "verdict"),
    [("", "doubtful"), ("Too short.", "doubtful"), (ABSTRACT[:150], "certain")],
    ids=["none", "short", "cut off in the middle"],
)
def test_cut_abstracts(abstract, verdict):
    """Where an abstract is too short to compare, equal titles are left to a person."""
    assert verdict == judge("Sparse Heads for Tuning", "Sparse Heads for tuning.", ABSTRACT, abstract)


def test_new_title_is_doubtful():
    """One abstract under two unlike titles is for a person to look at."""
    assert "doubtful" == judge("Sparse Heads for Tuning", "Selecting Channels Pays Off")


def test_order_of_papers_does_not_matter():
    """The same papers in any order give the same twins, first id before second, in order."""
    papers = [
        Paper(f"{n}-{side}", f"{word} Heads{' v2' * side}", ABSTRACT.replace("network", word), ())
        for n, word in enumerate(["Sparse", "Dense", "Odd"])
        for side in (0, 1)
    ]
    twins = find_duplicates(papers)
    assert twins == sorted(twins) == find_duplicates(random.Random(1).sample(papers, len(papers)))
    assert all(twin.first < twin.second for twin in twins)


def test_reason_names_both_measures():
    """A twin says how alike titles and abstracts are."""
    twins = find_duplicates([Paper("a", "Sparse Heads", ABSTRACT, ()), Paper("b", "SparseHeads", ABSTRACT, ())])
    assert [Twin("a", "b", True, "titles 1.00 alike, abstracts 1.00 alike")] == twins


@pytest.mark.parametrize("papers", [[], [Paper("a", "Alone", "", ())]], ids=["none", "one"])
def test_nothing_to_compare(papers):
    """No paper and a single paper have no twins."""
    assert [] == find_duplicates(papers)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (r"na\"{\i}ve T\"ULU", "naive tulu"),
        (r"Poincar\'e–\L{}ojasiewicz", "poincare–lojasiewicz"),
        (r"$\ell_1$ and ℓ_1", "l1 and l1"),
        (r"360$^{\circ}$", "360"),
        (r"4$\times$ and 4×", "4x and 4x"),
        ("ﬁne 𝐁old", "fine bold"),
        (r"Σ $\Sigma$ λ", "sigma sigma lambda"),
        ("Straße Łódź", "strasse lodz"),
    ],
)
def test_folding(text, folded):
    """LaTeX, Unicode and plain spelling fold to the same letters."""
    assert folded == fold_text(text)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("sparseheads", "sparseheads", 1.0), ("sparseheads", "sparseheadsfortuning", 0.8), ("sparseheads", "graphs", 0.0)],
    ids=["equal", "beginning of the other", "unlike"],
)
def test_alike_titles(one, other, alike):
    """Equal titles are wholly alike, the beginning of a title is as good as 0.8, unlike ones are not alike."""
    assert alike == measure_titles(one, other)


@pytest.mark.parametrize(
    "pair", PAIRS, ids=[f"{'same' if pair['same'] else 'other'}-{pair['second']['title'][:40]}" for pair in PAIRS]
)
def test_hand_picked(pair):
    """Of the pairs picked by hand, the same papers are certain and no others."""
    verdict = judge(
        pair["first"]["title"], pair["second"]["title"], pair["first"]["abstract"], pair["second"]["abstract"]
    )
    assert pair["same"] == (verdict == "certain")


def test_every_pair_of_three():
    """Three writings of one paper give its three pairs."""
    titles = ["Sparse Heads", "SparseHeads", "SPARSE HEADS (v2)"]
    twins = find_duplicates(Paper(str(n), title, ABSTRACT, ()) for n, title in enumerate(titles))
    assert [("0", "1"), ("0", "2"), ("1", "2")] == [(twin.first, twin.second) for twin in twins]
