"""The vector of a question by a packaged model, without torch, whose imports take longer than all the rest of a search.

In: the choice of a packaged model and one text.  Out: its unit vector, computed in float32 by numpy from the same
verified files: BERT with a LayerNorm after each sum (Devlin et al. 2019), the mean over tokens, length 1.  It differs
from that of sentence-transformers in the last digits, and from bfloat16's by its rounding: good enough to ask with, and
never put into a cache.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.models import PLAIN, ModelChoice
from embeddings.similarity import unit_rows
from embeddings.updates import read_update, updated_weights
from embeddings.weights import packaged_model, packaged_update

Array = NDArray[np.float32]

_erf = np.frompyfunc(math.erf, 1, 1)


def question_vector(choice: ModelChoice, text: str) -> Array:
    """Encode one text by a packaged model.

    Parameters
    ----------
    choice : ModelChoice
        Of the kind ``packaged``; its precision is not looked at.
    text : str
        What is beyond the model's limit of 256 tokens is cut off.

    Returns
    -------
    ndarray of float32, shape (384,)
        A unit vector.

    Raises
    ------
    EncoderError
        If a file of the model is missing or not the published one.
    """
    from threadpoolctl import threadpool_limits

    folder = packaged_model()
    with threadpool_limits(limits=1, user_api="blas"):  # threads wait for one another longer than the products take
        return _vector(folder, choice.location, text)


def _vector(folder: Path, name: str, text: str) -> Array:
    weights = _weights(folder, name)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    bert = _Bert(weights, int(config["num_attention_heads"]), float(config["layer_norm_eps"]))
    hidden = bert.forward(_token_ids(folder, text))
    vector: Array = unit_rows(hidden.mean(axis=0, keepdims=True))[0]
    return vector


def _weights(folder: Path, name: str) -> Mapping[str, Array]:
    from safetensors.numpy import load_file

    base = load_file(folder / "model.safetensors")
    return base if name == PLAIN else updated_weights(base, read_update(packaged_update(name)))


def _token_ids(folder: Path, text: str) -> NDArray[np.int64]:
    from tokenizers import Tokenizer

    limit = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(int(limit))
    return np.array(tokenizer.encode(text).ids, dtype=np.int64)


class _Bert:
    """A transformer by its weights; one text at a time, so that no token is padding."""

    def __init__(self, weights: Mapping[str, Array], n_heads: int, eps: float) -> None:
        self._weights = weights
        self._n_heads = n_heads
        self._eps = eps

    def forward(self, tokens: NDArray[np.int64]) -> Array:
        """The last hidden states of some token ids, shape (n_tokens, dimension)."""
        words, places, kinds = (
            self._weights[f"embeddings.{what}_embeddings.weight"] for what in ("word", "position", "token_type")
        )
        hidden = self._norm("embeddings.LayerNorm", words[tokens] + places[: len(tokens)] + kinds[0])
        number = 0
        while f"encoder.layer.{number}.output.dense.weight" in self._weights:
            hidden = self._layer(f"encoder.layer.{number}", hidden)
            number += 1
        return hidden

    def _layer(self, name: str, hidden: Array) -> Array:
        attended = self._linear(f"{name}.attention.output.dense", self._attention(f"{name}.attention.self", hidden))
        hidden = self._norm(f"{name}.attention.output.LayerNorm", attended + hidden)
        wide = _gelu(self._linear(f"{name}.intermediate.dense", hidden))
        return self._norm(f"{name}.output.LayerNorm", self._linear(f"{name}.output.dense", wide) + hidden)

    def _attention(self, name: str, hidden: Array) -> Array:
        """Scaled dot-product attention of every token to every token, heads side by side."""
        n_tokens, dimension = hidden.shape
        query, key, value = (
            self._linear(f"{name}.{part}", hidden).reshape(n_tokens, self._n_heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(query.shape[2]))
        powers = np.exp(scores - scores.max(axis=2, keepdims=True))
        mixed: Array = (powers / powers.sum(axis=2, keepdims=True)) @ value
        return mixed.transpose(1, 0, 2).reshape(n_tokens, dimension)

    def _linear(self, name: str, x: Array) -> Array:
        return x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _norm(self, name: str, x: Array) -> Array:
        centred = x - x.mean(axis=1, keepdims=True)
        scaled: Array = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + np.float32(self._eps))
        return scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(x: Array) -> Array:
    """``x`` times the normal distribution function at ``x`` (Hendrycks & Gimpel 2016); no approximation by tanh."""
    erf: Array = _erf(x / np.float32(math.sqrt(2))).astype(np.float32)
    half: Array = x * (1 + erf) * np.float32(0.5)
    return half
