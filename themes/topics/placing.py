"""Placing: passages that a clustering left out join a topic only when near enough.

In: rows of passages and the topic of some.  Out: topic (-1: none) and a score for every passage.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from themes.topics.features import Vectors, unit_rows

LEAST_COSINE = 0.12  # of a member to its topic's centre; below, it has nothing to do with it
LEFT_OUT_SHARE = 0.12  # of passages, those least like any topic, stay out
LEAST_LIKE = 0.25  # cosine to the nearest topic's centre in the space that topics were found in


def place(space: Vectors, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give passages left out to the nearest topic, but for those least like any; members keep theirs.

    Parameters
    ----------
    space : ndarray of float64, shape (n, d)
        Unit rows.
    labels : ndarray of int64, shape (n,)
        Topic of each passage; -1 for passages left out.

    Returns
    -------
    ndarray of int64, shape (n,)
        Topic of each passage; -1 for the 12 % least like any, and for what is like none.
    """
    if labels.max(initial=-1) < 0:
        return labels
    cosines = space @ centroids(space, labels).T
    nearest = cosines.argmax(axis=1)
    near = np.where(labels >= 0, np.inf, cosines.max(axis=1))
    stay_out = np.argsort(near, kind="stable")[: int(LEFT_OUT_SHARE * len(labels))]
    topic = np.where(labels >= 0, labels, np.where(near >= LEAST_LIKE, nearest, -1))
    topic[stay_out] = labels[stay_out]
    return topic


def score(represented: Vectors, topic: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Score each placed passage by its cosine (0-1) to its topic's centre; one that has nothing to do with it leaves.

    Returns
    -------
    tuple of ndarray, each of shape (n,)
        Topic and score; -1 and 0 for passages without a topic.
    """
    if topic.max(initial=-1) < 0:
        return topic, np.zeros(len(topic))
    centre = centroids(represented, topic)[np.maximum(topic, 0)]
    cosine = np.einsum("ij,ij->i", represented, centre)
    kept = np.where(cosine >= LEAST_COSINE, topic, -1)
    return kept, np.where(kept >= 0, np.clip(cosine, 0, 1).round(4), 0.0)


def centroids(rows: Vectors, labels: NDArray[np.int64]) -> Vectors:
    """Unit centre of each topic, shape (n_topics, d); every topic has a passage."""
    return unit_rows(np.vstack([rows[labels == t].mean(axis=0) for t in range(int(labels.max()) + 1)]))
