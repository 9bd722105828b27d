"""What was misspelt, or called by another of its names, is guessed; what may be anything is not."""

from __future__ import annotations

import pytest

from digest.suggest import did_you_mean

TOPICS = {
    "quantization": "Quantization & low precision",
    "sparsity": "Pruning & sparsity",
    "reasoning": "Reasoning & agents",
    "pretraining": "Pre-training & scaling",
    "alignment": "Alignment & preference learning",
    "vision": "Computer vision",
}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("quantisation", "quantization"),
        ("Sparsity", "sparsity"),
        ("agents", "reasoning"),
        ("low precision", "quantization"),
        ("prunning", "sparsity"),
        ("Pruning & Sparsity", "sparsity"),
    ],
)
def test_a_topic_by_any_of_its_words(word: str, meant: str) -> None:
    """An id, a word of a name, or either with a wrong letter leads to the topic, not to an id that looks like it."""
    assert f"did you mean `{meant}`?" == did_you_mean(word, TOPICS, TOPICS)


@pytest.mark.parametrize("word", ["diffusion", "translation", "xyz"])
def test_no_guess_is_better_than_a_wrong_one(word: str) -> None:
    """Where nothing is near, all that there are are named."""
    assert did_you_mean(word, TOPICS, TOPICS).startswith("write one of: alignment, pretraining")
