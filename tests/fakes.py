"""A deterministic small encoder for unit tests: no model, no network, the same vectors in every process."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


class HashingEncoder:
    """Bag of hashed words under a signed random projection: texts that share words are near each other.

    Each word has a fixed row of ±1 drawn from its sha256, so equal words weigh equally in every process.
    ``encoded`` lists every text it was asked for, in order.
    """

    def __init__(self, dimension: int = 64, model_id: str = "hashing") -> None:
        self._dimension = dimension
        self._model_id = f"{model_id}/{dimension}"
        self.encoded: list[str] = []

    @property
    def model_id(self) -> str:
        return self._model_id

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float64)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                vectors[row] += _signs(word, self._dimension)
            if not vectors[row].any():  # words may cancel out; a unit vector is promised all the same
                vectors[row] = _signs(text, self._dimension)
            if progress is not None:
                progress(row + 1)
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


class MemoryCache:
    """A vector cache in a dictionary; ``puts`` records the size of each commit."""

    def __init__(self) -> None:
        self.vectors: dict[tuple[str, str], NDArray[np.float32]] = {}
        self.puts: list[int] = []

    def get(self, model_id: str, hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        return {key: self.vectors[model_id, key] for key in hashes if (model_id, key) in self.vectors}

    def put(self, model_id: str, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
        self.puts.append(len(hashes))
        for key, vector in zip(hashes, vectors, strict=True):
            self.vectors.setdefault((model_id, key), vector)


def _signs(word: str, dimension: int) -> NDArray[np.float64]:
    digest = hashlib.shake_256(word.encode("utf-8", "surrogatepass")).digest(-(-dimension // 8))
    bits = np.unpackbits(np.frombuffer(digest, dtype=np.uint8))[:dimension]
    return bits.astype(np.float64) * 2 - 1
