"""How well vectors tell subjects apart, on passages that were not trained on.

In: vectors and what readers said.  Out: numbers.  Pairs of one block are left out, so that cutting a call into blocks
scores nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.training.labelled import NO_SUBJECT, Labelled


@dataclass(frozen=True)
class PairScores:
    """Of pairs of passages: does a higher cosine mean the same primary subject?  Both 0-1."""

    auc: float
    average_precision: float


def pair_scores(vectors: NDArray[np.float32], passages: Labelled) -> PairScores:
    """Area under the curve and average precision over pairs of passages of substance from different blocks.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n_passages, d)
        Compared after their mean is taken away.
    passages : Labelled
        At least two of one subject, and two of different ones, in different blocks.
    """
    from sklearn.metrics import average_precision_score, roc_auc_score

    rows = np.array([k for k, subject in enumerate(passages.primary) if subject not in NO_SUBJECT])
    subject = np.unique(np.array(passages.primary)[rows], return_inverse=True)[1]
    block = np.unique(np.array(passages.block)[rows], return_inverse=True)[1]
    centred = vectors[rows].astype(np.float64) - vectors[rows].mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    one, other = np.triu_indices(len(rows), 1)
    apart = block[one] != block[other]
    one, other = one[apart], other[apart]
    cosines, alike = (centred @ centred.T)[one, other], subject[one] == subject[other]
    return PairScores(float(roc_auc_score(alike, cosines)), float(average_precision_score(alike, cosines)))


def right_among(probabilities: NDArray[np.floating], wanted: NDArray[np.int64], first: int) -> float:
    """Share of rows whose wanted column is among the ``first`` likeliest; rows of an unknown one (-1) count as wrong.

    Examples
    --------
    >>> right_among(np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]), np.array([1, 2]), 1)
    0.5
    """
    likeliest = np.argsort(-probabilities, axis=1, kind="stable")[:, :first]
    return float((likeliest == wanted[:, None]).any(axis=1).mean())
