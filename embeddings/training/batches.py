"""Batches: which passages are looked at together, and in which order.

In: what the passages are about, or how long they are.  Out: rows, batch by batch, the same for the same seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]

LENGTH_SD = 60  # characters by which lengths are blurred, so that batches are not the same ones again


def subject_batches(subject: Rows, size: int, of_a_subject: int, seed: int) -> Iterator[Rows]:
    """Batches without end in which passages of a subject come in small groups; each pass sees every passage once.

    Parameters
    ----------
    subject : ndarray of int64, shape (n,)
        Subject of each passage.
    size : int
        Passages of a batch; what is left over at the end of a pass is not seen in it.
    of_a_subject : int
        Passages of a group.
    seed : int
        Of the order.
    """
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(subject == k) for k in np.unique(subject)]
    while True:
        shuffled = [rng.permutation(own) for own in members]
        groups = [own[k : k + of_a_subject] for own in shuffled for k in range(0, len(own), of_a_subject)]
        rows = np.concatenate([groups[k] for k in rng.permutation(len(groups))])
        for start in range(0, len(rows) - size + 1, size):
            yield rows[start : start + size]


def length_batches(texts: Sequence[str], size: int, seed: int) -> list[Rows]:
    """Batches of texts of about one length, in random order; a last one that is not full is left out."""
    rng = np.random.default_rng(seed)
    blurred = np.array([len(text) for text in texts]) + rng.normal(0, LENGTH_SD, len(texts))
    order = np.argsort(blurred, kind="stable")
    batches = [order[start : start + size] for start in range(0, len(order) - size + 1, size)]
    return [batches[k] for k in rng.permutation(len(batches))]
