"""What the subjects make of passages: how much the heads see of each, and where its description lies.

In: the heads of the encoder, vectors of passages and of the subjects' descriptions.  Out: :class:`SubjectEvidence`.  An
encoder without heads gives shares without a column; the descriptions still tell a theme's subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.subjects.heads import SubjectHeads
from themes.subjects.subjects import Subject
from themes.topics.features import unit_rows
from themes.topics.reduction import nearest_neighbours, on_grid

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]

N_NEAREST = 5  # passages that are nearest in meaning
MOST_AMONG = 10_000  # passages that they are looked for among, evenly drawn: the work then grows as the passages do


@dataclass(frozen=True)
class SubjectEvidence:
    """The subjects; unit vectors of their sentences, shape (n_subjects, d); and what passages are about.

    ``shares``, shape (n_passages, n_subjects): of each passage what the heads hold to be about each subject, rows that
    add up to one; a subject that the heads do not know has zeros.  ``steady``: the same, steadied by what is near
    (:func:`steadied`).  Both have no column where there are no heads.  ``known``: ids of the subjects of
    which the heads saw enough passages to tell them.
    """

    subjects: tuple[Subject, ...]
    vectors: Vectors
    shares: Floats
    steady: Floats
    known: frozenset[str] = frozenset()

    @property
    def has_heads(self) -> bool:
        """Whether the encoder came with heads that say what passages are about."""
        return bool(self.shares.shape[1])

    @classmethod
    def none(cls, vectors: Vectors) -> SubjectEvidence:
        """No subject has a say on these passages; ``vectors`` has shape (n_passages, d)."""
        nothing = np.zeros((len(vectors), 0))
        return cls((), np.zeros((0, vectors.shape[1]), dtype=np.float32), nothing, nothing)

    @classmethod
    def of(
        cls,
        subjects: Sequence[Subject],
        described: Vectors,
        heads: SubjectHeads | None,
        spoken: tuple[Vectors, list[str]],
    ) -> SubjectEvidence:
        """Ask the heads about passages.

        Parameters
        ----------
        subjects : sequence of Subject
            All that there are.
        described : ndarray of float32, shape (n_subjects, d)
            Unit vectors of their sentences.
        heads : SubjectHeads or None
            Of the encoder.
        spoken : tuple of ndarray and list
            Unit vectors of the passages, shape (n_passages, d), and the turn of each.
        """
        vectors, turns = spoken
        shares = np.zeros((len(vectors), len(subjects) if heads else 0))
        if heads is not None and len(vectors):
            place = {subject.id: k for k, subject in enumerate(subjects)}
            shares[:, [place[subject] for subject in heads.subjects]] = heads.primary(vectors)
        known = frozenset(s.id for s in subjects if heads is not None and heads.knows([s.id]))
        return cls(tuple(subjects), described, shares, steadied(shares, vectors, turns), known)


def steadied(shares: Floats, vectors: Vectors, turns: Sequence[str]) -> Floats:
    """A third each: the passage's own shares, the mean of its five nearest passages', and its turn's mean.

    Parameters
    ----------
    shares : ndarray of float64, shape (n, n_subjects)
        Rows that add up to one.
    vectors : ndarray of float32, shape (n, d)
        Unit vectors of the passages.
    turns : sequence of str
        The turn of each.
    """
    if not shares.shape[1] or len(shares) <= N_NEAREST:
        return shares
    of_turn = pd.DataFrame(shares).groupby(np.asarray(turns)).transform("mean").to_numpy()
    return np.asarray((shares + _of_nearest(shares, vectors) + of_turn) / 3)


def _of_nearest(shares: Floats, vectors: Vectors) -> Floats:
    points = on_grid(unit_rows(vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)).astype(np.float32))
    among = np.arange(0, len(points), -(-len(points) // MOST_AMONG))
    nearest = among[nearest_neighbours(points, N_NEAREST + 1, points[among])[0]]
    is_other = nearest != np.arange(len(points))[:, None]
    is_other[is_other.all(axis=1), -1] = False  # one too many where the passage is not among those looked at
    return np.asarray(shares[nearest[is_other].reshape(len(points), N_NEAREST)].mean(axis=1))
