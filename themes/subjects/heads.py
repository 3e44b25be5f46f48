"""Which subjects a passage is about: linear heads on the sentence vectors of an encoder that comes with some.

In: unit vectors of passages, and the heads of the encoder that made them.  Out: probabilities, and the columns
``subject`` and ``subject_probability`` of ``chunks``.  The heads are trained with the encoder (``embeddings.training``)
and lie in its update file; an encoder without an update has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from embeddings.models import packaged_setting
from embeddings.weights import UPDATES, packaged_update

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]

#: Subjects that are procedure rather than substance.
PROCEDURE = frozenset({"procedural", "safe-harbor"})
DECIMALS = 4  # of a probability in a table


@dataclass(frozen=True)
class SubjectHeads:
    """Two linear heads over the same subjects.

    Parameters
    ----------
    subjects : tuple of str
        Ids of :func:`themes.subjects.subjects.load_subjects`, those that training saw.
    primary_weight, primary_bias : ndarray of float32, shapes (n_subjects, d) and (n_subjects,)
        Of a softmax: the one subject most of a passage is about.
    material_weight, material_bias : ndarray of float32, the same shapes
        Of a logistic each: whether a passage speaks of a subject, among others perhaps.
    """

    subjects: tuple[str, ...]
    primary_weight: Vectors
    primary_bias: Vectors
    material_weight: Vectors
    material_bias: Vectors

    def primary(self, vectors: Vectors) -> Floats:
        """Probability that a passage is mostly about each subject, shape (n_passages, n_subjects)."""
        from scipy.special import softmax

        logits = vectors @ self.primary_weight.T + self.primary_bias
        return np.asarray(softmax(logits.astype(np.float64), axis=1))

    def material_log_odds(self, vectors: Vectors, subjects: Sequence[str]) -> Floats:
        """Log odds that a passage speaks of any of some subjects, shape (n_passages,): those of the likeliest.

        Parameters
        ----------
        vectors : ndarray of float32, shape (n_passages, d)
            Unit rows.
        subjects : sequence of str
            Ids, of which the heads know one (:meth:`knows`); others are left out.
        """
        rows = self._rows(subjects)
        logits = vectors @ self.material_weight[rows].T + self.material_bias[rows]
        return np.asarray(logits.max(axis=1).astype(np.float64))

    def knows(self, subjects: Sequence[str]) -> bool:
        """Whether training saw enough passages that speak of any of these subjects."""
        return bool(self._rows(subjects))

    def _rows(self, subjects: Sequence[str]) -> list[int]:
        """Rows of the material head; one of too few passages has weights of zero, and is left out."""
        known = [self.subjects.index(subject) for subject in subjects if subject in self.subjects]
        return [row for row in known if self.material_weight[row].any()]


@cache
def load_heads(model_id: str) -> SubjectHeads | None:
    """The heads that come with an encoder; None for one that comes with none.

    Parameters
    ----------
    model_id : str
        As :func:`embeddings.models.resolve_model` gives it.

    Raises
    ------
    EncoderError
        The encoder's file is missing or not the published one.
    """
    setting = packaged_setting(model_id)
    if setting is None or setting[0] not in UPDATES:
        return None
    from safetensors import safe_open

    with safe_open(packaged_update(setting[0]), "np") as file:
        parts = [f"{head}.{part}" for head in ("primary", "material") for part in ("weight", "bias")]
        tensors = [file.get_tensor(f"subjects.{part}").astype(np.float32) for part in parts]
        return SubjectHeads(tuple(file.metadata()["subjects"].split(",")), *tensors)


def with_subjects(chunks: pd.DataFrame, vectors: Vectors, heads: SubjectHeads | None) -> pd.DataFrame:
    """``chunks`` with the likeliest primary subject of each content passage and its probability; null for others.

    Parameters
    ----------
    chunks : DataFrame
        The ``chunks`` table, the passages of a call next to each other.
    vectors : ndarray of float32, shape (n_chunks, d)
        Unit vectors, a row a chunk.
    heads : SubjectHeads or None
        Without heads both columns are null.
    """
    subject = pd.Series([None] * len(chunks), index=chunks.index, dtype=object)
    probability = pd.Series(np.nan, index=chunks.index, dtype=float)
    if heads is not None and len(chunks):
        is_content = (chunks["kind"] == "content").to_numpy()
        calls = chunks["call_id"].to_numpy()
        bounds = np.flatnonzero(np.append(True, calls[1:] != calls[:-1]))
        # call by call, as the last bits of a product depend on its shape
        for rows in np.split(np.arange(len(chunks)), bounds[1:]):
            content = rows[is_content[rows]]
            if len(content):
                shares = heads.primary(vectors[content])
                likeliest = shares.argmax(axis=1)
                subject.iloc[content] = [heads.subjects[k] for k in likeliest]
                probability.iloc[content] = shares[np.arange(len(content)), likeliest].round(DECIMALS)
    return chunks.assign(subject=subject, subject_probability=probability)
