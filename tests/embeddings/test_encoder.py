from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import SentenceTransformerEncoder, load_encoder
from embeddings.errors import EncoderError
from embeddings.models import settle_precision

TEXTS = [
    "Gross margin declined because of product mix.",
    "Our margins came under pressure this quarter as the mix shifted to lower-margin products.",
    "Operator, next question please.",
    "",
    "The broadband stimulus awards are starting to turn into orders. " * 40,
    *(f"Word{'s' * n} " * n for n in range(1, 40)),
]


@pytest.fixture(scope="module")
def encoder() -> Iterator[SentenceTransformerEncoder]:
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was used"))
    patch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))
    yield load_encoder()
    patch.undo()


@pytest.mark.model
def test_default_model_gives_unit_rows_without_the_network(encoder: SentenceTransformerEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.float32)
    assert np.linalg.norm(vectors.astype(np.float64), axis=1) == pytest.approx(1, abs=1e-6)


@pytest.mark.model
def test_same_meaning_is_nearer_than_other_words(encoder: SentenceTransformerEncoder) -> None:
    vectors = encoder.encode(TEXTS[:3])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1


@pytest.mark.model
def test_vector_does_not_depend_on_company_or_order(encoder: SentenceTransformerEncoder) -> None:
    together = encoder.encode(TEXTS)
    places = np.random.default_rng(7).permutation(len(TEXTS))[:17]
    assert np.array_equal(encoder.encode([TEXTS[i] for i in places]), together[places])
    assert np.array_equal(np.vstack([encoder.encode([text]) for text in TEXTS[:12]]), together[:12])


@pytest.mark.model
def test_float32_equals_the_library_and_bfloat16_is_near() -> None:
    from sentence_transformers import SentenceTransformer

    from embeddings.weights import packaged_model

    library = SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True).encode(TEXTS)
    exact, quick = load_encoder("plain", precision="float32").encode(TEXTS), load_encoder("plain")
    assert (exact * library).sum(axis=1).min() > 0.99999
    if settle_precision("auto") == "bfloat16":
        assert quick.model_id.endswith("/bf16")
        assert 0.999 <= (quick.encode(TEXTS) * exact).sum(axis=1).min() < 0.9999999


@pytest.mark.model
def test_model_reads_passages_of_256_tokens(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.max_tokens == 256


@pytest.mark.model
def test_loading_is_silent_and_restores_the_log_levels(capfd: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger("sentence_transformers").level
    load_encoder()
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("sentence_transformers").level == before


@pytest.mark.model
def test_no_texts_give_no_rows(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.model
def test_progress_ends_at_the_number_of_texts(encoder: SentenceTransformerEncoder) -> None:
    seen = []
    encoder.encode(TEXTS, seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(TEXTS)


@pytest.mark.model
def test_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EncoderError, match="cannot be loaded as a sentence model") as caught:
        load_encoder(str(tmp_path))
    assert "\n" not in str(caught.value)


@pytest.mark.model
def test_vectors_that_are_not_numbers_are_refused() -> None:
    import torch

    broken = load_encoder(precision="float32")
    with torch.no_grad():
        next(broken._model.parameters()).fill_(float("nan"))
    with pytest.raises(EncoderError, match=r"2 of 2 vectors are not usable .* 'some words'"):
        broken.encode(["some words", "more"])


def test_vectors_of_zeros_are_refused() -> None:
    checked = SentenceTransformerEncoder.__new__(SentenceTransformerEncoder)
    checked._model_id = "m"
    with pytest.raises(EncoderError, match="1 of 2 vectors"):
        checked._checked(np.array([[1, 0], [0, 0]], dtype=np.float32), ["a", "b"])
