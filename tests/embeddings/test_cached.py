from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from embeddings.cached import LazyEncoder, encode_cached, text_hash
from embeddings.errors import EncoderError
from tests.fakes import HashingEncoder, MemoryCache

TEXTS = ["we ship to Ericsson", "gross margin fell by two points", "we ship to Ericsson", "broadband stimulus awards"]
HASHES = [text_hash(text) for text in TEXTS]


def test_equal_texts_are_encoded_once_and_rows_follow_the_texts() -> None:
    encoder = HashingEncoder()
    vectors = encode_cached(encoder, TEXTS, HASHES, MemoryCache())
    assert sorted(encoder.encoded) == sorted(set(TEXTS))
    assert np.array_equal(vectors, HashingEncoder().encode(TEXTS))


def test_only_missing_texts_are_encoded_when_some_are_cached() -> None:
    cache, encoder = MemoryCache(), HashingEncoder()
    encode_cached(HashingEncoder(), TEXTS[:2], HASHES[:2], cache)
    encode_cached(encoder, TEXTS, HASHES, cache)
    assert encoder.encoded == [TEXTS[3]]


def test_model_is_not_loaded_when_all_is_cached() -> None:
    cache = MemoryCache()
    encode_cached(HashingEncoder(), TEXTS, HASHES, cache)
    lazy = LazyEncoder("hashing/64", HashingEncoder, 64)
    vectors = encode_cached(lazy, TEXTS, HASHES, cache)
    assert not lazy.is_loaded
    assert np.array_equal(vectors, HashingEncoder().encode(TEXTS))


def test_another_model_does_not_get_the_cached_vectors() -> None:
    cache, other = MemoryCache(), HashingEncoder(model_id="other")
    encode_cached(HashingEncoder(), TEXTS, HASHES, cache)
    encode_cached(other, TEXTS, HASHES, cache)
    assert len(other.encoded) == 3


def test_batches_are_committed_one_by_one_when_encoding_fails_later() -> None:
    class Failing(HashingEncoder):
        def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
            if self.encoded:
                raise EncoderError("interrupted")
            return super().encode(texts, progress)

    cache = MemoryCache()
    with pytest.raises(EncoderError, match="interrupted"):
        encode_cached(Failing(), TEXTS, HASHES, cache, batch_size=2)
    assert cache.puts == [2]
    after = HashingEncoder()
    encode_cached(after, TEXTS, HASHES, cache, batch_size=2)
    assert len(after.encoded) == 1


def test_cached_vectors_win_over_new_ones() -> None:
    cache = MemoryCache()
    planted = np.eye(64, dtype=np.float32)[:1]
    cache.put("hashing/64", HASHES[:1], planted)
    vectors = encode_cached(HashingEncoder(), TEXTS, HASHES, cache)
    assert np.array_equal(vectors[[0, 2]], planted[[0, 0]])


def test_progress_counts_missing_texts_up_to_all() -> None:
    seen = []
    encode_cached(
        HashingEncoder(),
        TEXTS,
        HASHES,
        MemoryCache(),
        batch_size=2,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(0, 3), (2, 3), (3, 3)]


def test_no_texts_give_no_rows_of_the_dimension() -> None:
    assert encode_cached(HashingEncoder(16), [], [], MemoryCache()).shape == (0, 16)


def test_texts_and_hashes_of_different_number_are_refused() -> None:
    with pytest.raises(ValueError, match="argument 2"):
        encode_cached(HashingEncoder(), TEXTS, HASHES[:2], MemoryCache())


def test_lazy_encoder_refuses_a_model_of_another_id() -> None:
    with pytest.raises(EncoderError, match="announced was x/64"):
        LazyEncoder("x/64", HashingEncoder).encode(["a"])


def test_hashing_encoder_is_the_same_in_another_process() -> None:
    code = "from tests.fakes import HashingEncoder; print(HashingEncoder(8).encode(['gross margin'])[0].tolist())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert other.strip() == str(HashingEncoder(8).encode(["gross margin"])[0].tolist())


def test_hashing_encoder_puts_shared_words_nearer() -> None:
    near, far = HashingEncoder().encode(["gross margin fell again", "cloud demand in Europe"])
    query = HashingEncoder().encode(["gross margin fell"])[0]
    assert query @ near > query @ far + 0.3


def test_importing_the_package_does_not_load_torch() -> None:
    code = "import sys, embeddings.cached as c; c.lazy_encoder(precision='float32'); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_lazy_encoder_is_pickled_without_its_model_and_loads_it_again() -> None:
    lazy = LazyEncoder("hashing/64", HashingEncoder)
    vectors = lazy.encode(["timber by barge"])
    again = pickle.loads(pickle.dumps(lazy))
    assert (lazy.is_loaded, again.is_loaded) == (True, False)
    assert np.array_equal(again.encode(["timber by barge"]), vectors)
