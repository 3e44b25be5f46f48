"""The vector of a question: the same as the loaded model's, without loading it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from embeddings.cached import LazyEncoder, encode_question, lazy_encoder
from embeddings.encoder import load_encoder
from embeddings.weights import UPDATES
from tests.fakes import HashingEncoder

PACKAGED = ("plain", *UPDATES)
QUESTIONS = [
    "fiber shortages",
    "Gross margin declined because of product mix.",
    "  Caf\u00e9 na\u00efve \u5149 100G, $1.2 million?\n",
    "",
    "The broadband stimulus awards are starting to turn into orders. " * 60,  # more than 256 tokens
]


@pytest.mark.model
@pytest.mark.parametrize("name", PACKAGED)
def test_question_has_the_vector_that_sentence_transformers_gives(name: str) -> None:
    lazy = lazy_encoder(name, precision="float32")
    asked = np.stack([encode_question(lazy, text) for text in QUESTIONS])
    assert not lazy.is_loaded
    assert asked.dtype == np.float32
    assert (asked * load_encoder(name, precision="float32").encode(QUESTIONS)).sum(axis=1).min() >= 0.9999


@pytest.mark.model
@pytest.mark.parametrize("name", UPDATES)
def test_bfloat16_of_an_update_is_near_its_float32(name: str) -> None:
    exact, short = (load_encoder(name, precision=precision) for precision in ("float32", "bfloat16"))
    assert short.model_id.startswith(f"callthemes-{name}@")
    assert (exact.encode(QUESTIONS) * short.encode(QUESTIONS)).sum(axis=1).min() >= 0.999


@pytest.mark.model
def test_packaged_models_give_different_vectors() -> None:
    vectors = [encode_question(lazy_encoder(name), QUESTIONS[0]) for name in PACKAGED]
    assert all(a @ b < 0.9999 for i, a in enumerate(vectors) for b in vectors[:i])


@pytest.mark.model
def test_question_does_not_load_torch() -> None:
    code = """
import sys
from embeddings.cached import encode_question, lazy_encoder
encode_question(lazy_encoder("default", precision="float32"), "fiber shortages")
print([name for name in ("torch", "transformers", "scipy") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_loaded_model_answers_itself() -> None:
    planted = np.eye(64, dtype=np.float32)[0]
    lazy = LazyEncoder("hashing/64", HashingEncoder, 64, lambda _: planted)
    assert np.array_equal(encode_question(lazy, "timber"), planted)
    vectors = lazy.encode(["timber"])
    assert np.array_equal(encode_question(lazy, "timber"), vectors[0])


def test_encoders_without_a_quicker_way_are_asked_as_for_any_text() -> None:
    encoder = HashingEncoder()
    assert np.array_equal(encode_question(encoder, "timber"), HashingEncoder().encode(["timber"])[0])
    assert encoder.encoded == ["timber"]
    assert encode_question(LazyEncoder("hashing/64", HashingEncoder), "timber").shape == (64,)
