"""What people type for what papers say."""

from __future__ import annotations

import pytest

from digest.text.aliases import list_names, list_words, read_synonyms, respell


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("S²FT: Efficient Fine-tuning", ("S2FT",)),
        ("β-DPO: Direct Preference Optimization with Dynamic β", ("beta-DPO", "beta")),
        ("PixArt-Σ", ("PixArt-Sigma",)),
        ("Adapt-∞: Lifelong Tuning", ("Adapt-infinity",)),
        ("Only 3×3 and 3×3 again", ("3x3",)),
        ("TSTᴿ: Target Similarity", ("TSTR",)),
        ("ℓ₁-norm", ("l1-norm",)),
        ("LLM.int8(): 8-bit Matrix Multiplication", ("int8",)),
    ],
    ids=["raised", "greek", "capital-greek", "infinity", "times", "raised-letter", "lowered", "call"],
)
def test_names(title: str, names: tuple[str, ...]) -> None:
    """A letter that no keyboard has is typed as another one, or by its name; of a call, its own name is enough."""
    assert names == list_names(title)


@pytest.mark.parametrize("title", ["k-NN for DC-Former", "Naïve Größe", "“Quoted” — fine‑tuning"])
def test_no_needless_names(title: str) -> None:
    """What the index folds by itself gets no other name: punctuation, hyphens, accents."""
    assert () == list_names(title)


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("quantization", "quantisation"),
        ("optimizing", "optimising"),
        ("reparameterized", "reparameterised"),
        ("behavioral", "behavioural"),
        ("neighborhood", "neighbourhood"),
        ("modeling", "modelling"),
        ("labeled", "labelled"),
        ("analyze", "analyse"),
        ("centers", "centres"),
        ("defenses", "defences"),
        ("dialog", "dialogue"),
        ("artifacts", "artefacts"),
        ("gray", "grey"),
    ],
)
def test_spellings(american: str, british: str) -> None:
    """American and British lead to each other."""
    assert (british, american) == ("".join(respell(american)), "".join(respell(british)))


@pytest.mark.parametrize(
    "word",
    ["size", "resized", "noise", "supervised", "precise", "realistic", "organism", "parameter", "sensor", "tell"],
)
def test_one_spelling(word: str) -> None:
    """A word that is spelled in one way only keeps it."""
    assert ("", "") == respell(word)


def test_words_are_other_words() -> None:
    """Words come in alphabetical order, one spelling for each stem, and none that the text holds itself."""
    text = "Modeling behavior: quantization, quantized; finetuning multitask and multi-task"
    assert ("behaviour", "compression", "fine-tuning", "modelling", "quantisation") == list_words(text)


@pytest.mark.parametrize("text", ["Large language models", "large-language-model", "LARGE LANGUAGE MODEL"])
def test_synonyms_have_many_forms(text: str) -> None:
    """A synonym is found in the plural, with hyphens and in capitals."""
    assert "llm" in list_words(text)


@pytest.mark.parametrize("text", ["The world curls", "RL, that is reinforcement learning"])
def test_no_synonym_within_words(text: str) -> None:
    """A part of a word is no synonym, and one that stands in the text is not needed."""
    assert "rl" not in list_words(text)


def test_words_of_nothing() -> None:
    """An empty text has no other words."""
    assert ((), ()) == (list_words(""), list_names(""))


def test_synonyms_are_in_order() -> None:
    """The table has lower-case words, and none that stands for itself."""
    synonyms = read_synonyms()
    assert all(typed == typed.lower() and typed not in said for typed, said in synonyms.items())
    assert all(phrase == phrase.lower().strip() != "" for said in synonyms.values() for phrase in said)
