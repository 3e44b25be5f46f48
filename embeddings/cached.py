"""Encode only what a cache lacks, and load the model only if something is lacking.

In: texts and their hashes.  Out: one vector a text, as the cache holds it.  What is encoded is put into the cache batch
by batch, so that an interruption costs one batch; vectors are then read back, so that a study does not depend on
which run encoded which text.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, load_encoder
from embeddings.errors import EncoderError
from embeddings.models import Precision, resolve_model
from embeddings.question import question_vector


class VectorCache(Protocol):
    """Vectors by model and text hash, kept between runs."""

    def get(self, model_id: str, hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of those hashes that the cache has."""

    def put(self, model_id: str, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep vectors, shape (len(hashes), dimension); they are safe on disk when this returns."""


class LazyEncoder:
    """An encoder whose id is known and whose model is loaded at the first text.

    Parameters
    ----------
    model_id : str
        The id that the loaded encoder will have.
    load : callable
        Loads the encoder; called at most once.
    dimension : int, optional
        Length of its vectors where it is known beforehand; asking for an unknown one loads the model.
    question : callable, optional
        Gives the vector of one text without the model loaded; for :func:`encode_question`.
    """

    def __init__(
        self,
        model_id: str,
        load: Callable[[], Encoder],
        dimension: int | None = None,
        question: Callable[[str], NDArray[np.float32]] | None = None,
    ) -> None:
        self._model_id = model_id
        self._load = load
        self._dimension = dimension
        self._question = question
        self._encoder: Encoder | None = None

    @property
    def model_id(self) -> str:
        """Name, revision and precision, known without loading."""
        return self._model_id

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._loaded().dimension if self._dimension is None else self._dimension

    @property
    def is_loaded(self) -> bool:
        """Whether the model has been loaded."""
        return self._encoder is not None

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Encode texts, loading the model if need be; shape (n, dimension), unit rows."""
        return self._loaded().encode(texts, progress)

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """Encode one text, shape (dimension,), by the loaded model, else the quickest way there is."""
        if self._question is not None and not self.is_loaded:
            return self._question(text)
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector

    def __getstate__(self) -> dict[str, object]:
        """Pickled without the loaded model, which is loaded again at the next text."""
        return self.__dict__ | {"_encoder": None}

    def _loaded(self) -> Encoder:
        if self._encoder is None:
            encoder = self._load()
            if encoder.model_id != self._model_id:
                raise EncoderError(f"the loaded model is {encoder.model_id}, announced was {self._model_id}")
            self._encoder = encoder
        return self._encoder


def lazy_encoder(model: str = "default", *, precision: Precision = "auto") -> LazyEncoder:
    """Settle on a model now and load it at the first text; parameters and errors as ``load_encoder``."""
    choice = resolve_model(model, precision=precision)
    question = partial(question_vector, choice) if choice.kind == "packaged" else None
    return LazyEncoder(choice.model_id, partial(load_encoder, choice), choice.dimension, question)


def encode_question(encoder: Encoder, text: str) -> NDArray[np.float32]:
    """Vector of a text that is compared with others and not kept, a unit vector of shape (dimension,).

    A packaged model that is not loaded yet gives it without torch (:mod:`embeddings.question`), in a second less.
    """
    if isinstance(encoder, LazyEncoder):
        return encoder.encode_question(text)
    vector: NDArray[np.float32] = encoder.encode([text])[0]
    return vector


def text_hash(text: str) -> str:
    """Return the first 32 hex digits of the sha256 of the text in Unicode's composed form (NFC).

    Examples
    --------
    >>> text_hash("caf\u00e9") == text_hash("cafe\u0301")
    True
    """
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def encode_cached(
    encoder: Encoder,
    texts: Sequence[str],
    hashes: Sequence[str],
    cache: VectorCache,
    *,
    batch_size: int = 256,
    progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.float32]:
    """Return the vectors of texts, encoding those that the cache lacks, equal ones once.

    Parameters
    ----------
    encoder : Encoder
        Not called at all when the cache has everything; see :func:`lazy_encoder`.
    texts, hashes : sequence of str, same length
        Equal hashes must mean equal texts.
    cache : VectorCache
        Filled batch by batch.
    batch_size : int
        Texts encoded between two commits: what an interruption may lose.
    progress : callable, optional
        Called with (texts encoded, texts to encode); not called when nothing is to encode.

    Returns
    -------
    ndarray of float32, shape (n, dimension)
        In the order of ``texts``, as the cache holds them.

    Raises
    ------
    EncoderError
        If the model cannot be loaded or its vectors are not usable.
    ValueError
        If texts and hashes differ in number, or ``batch_size`` is not positive.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}, must be at least 1")
    text_of = dict(zip(hashes, texts, strict=True))
    if not text_of:
        return np.zeros((0, encoder.dimension), dtype=np.float32)
    known = cache.get(encoder.model_id, list(text_of))
    # Longest first, then by hash: batches hold texts of like length, and do not depend on the order given.
    missing = sorted(text_of.keys() - known.keys(), key=lambda key: (-len(text_of[key]), key))
    if missing and progress is not None:
        progress(0, len(missing))
    for start in range(0, len(missing), batch_size):
        batch = missing[start : start + batch_size]
        cache.put(encoder.model_id, batch, encoder.encode([text_of[key] for key in batch]))
        if progress is not None:
            progress(start + len(batch), len(missing))
    if missing:
        known |= cache.get(encoder.model_id, missing)
    return np.stack([known[key] for key in hashes]).astype(np.float32, copy=False)
