"""Placing: passages that a clustering left out, and passages of new calls, join a topic only when near enough.

In: rows of passages and the topic of some.  Out: topic (-1: none) and a score for every passage.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.representation import Vectors, unit_rows

LEAST_COSINE = 0.12  # of a member to its topic's centre; below, it has nothing to do with it
LEFT_OUT_SHARE = 0.12  # of passages, those least like any topic, stay out
LEAST_LIKE = 0.25  # cosine to the nearest topic's centre in the space that topics were found in
# A passage of a new call is placed when it is at least as near as this quantile of a topic's own members.
NEAR_QUANTILE = 0.02


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


def place_new(chunks: pd.DataFrame, vectors: NDArray[np.float32], known: pd.DataFrame) -> pd.DataFrame:
    """Place passages near known themes without a fit (columns chunk_id, theme_id, score, fitted).

    Parameters
    ----------
    chunks : DataFrame
        The ``chunks`` table of this refresh.
    vectors : ndarray of float32, shape (n_chunks, d)
        Unit vectors, a row a chunk.
    known : DataFrame
        chunk_id and theme_id of passages placed before; those still in the study keep their theme.
    """
    usable = (chunks["kind"] == "content") & ~chunks["is_short"].astype(bool)
    rows = np.flatnonzero(usable.to_numpy())
    chunk_ids = chunks["chunk_id"].iloc[rows]
    theme_of = chunk_ids.map(dict(zip(known["chunk_id"], known["theme_id"], strict=True)))
    labels, ids = pd.factorize(theme_of)
    if not len(ids):
        return pd.DataFrame({"chunk_id": [], "theme_id": [], "score": [], "fitted": []})
    topic, near = _near_known(unit_rows(vectors[rows].astype(np.float64)), labels.astype(np.int64))
    placed = topic >= 0
    return pd.DataFrame(
        {
            "chunk_id": chunk_ids.to_numpy()[placed],
            "theme_id": np.asarray(ids)[topic[placed]],
            "score": near[placed],
            "fitted": labels[placed] >= 0,
        }
    )


def _near_known(rows: Vectors, labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    cosines = rows @ centroids(rows, labels).T
    floors = np.array([np.quantile(cosines[labels == t, t], NEAR_QUANTILE) for t in range(cosines.shape[1])])
    nearest, each = cosines.argmax(axis=1), np.arange(len(labels))
    topic = np.where(labels >= 0, labels, np.where(cosines[each, nearest] >= floors[nearest], nearest, -1))
    near = np.clip(cosines[each, np.maximum(topic, 0)], 0, 1).round(4)
    return topic, np.where(topic >= 0, near, 0.0)
