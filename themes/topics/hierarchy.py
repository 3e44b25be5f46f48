"""Kinship of topics: near-duplicates are folded into one, and broad groups hold the narrow topics together.

In: topics of passages and how often topics were put together (:func:`themes.topics.consensus_clustering.togetherness`).
Out: labels without near-duplicates, and a broad group for each topic.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from themes.topics.consensus_clustering import Ensemble, togetherness
from themes.topics.features import Vectors
from themes.topics.model import Labels

FOLD_FROM = 0.75  # togetherness of two topics that the clusterings can hardly tell apart
GROUP_FROM = 0.15  # mean togetherness of topics in one broad group


def fold_duplicates(labels: Labels, ensemble: Ensemble) -> Labels:
    """Fold the two topics most alike into one until no two are near-duplicates; topics are numbered anew by size.

    Parameters
    ----------
    labels : ndarray of int64, shape (n,)
        Topic of each passage; -1 for none.
    ensemble : Ensemble
        Of the same passages.
    """
    folded = labels.copy()
    while folded.max(initial=-1) >= 1:
        alike = np.triu(togetherness(ensemble, folded), 1)
        if alike.max() < FOLD_FROM:
            break
        kept, gone = (int(i) for i in np.unravel_index(alike.argmax(), alike.shape))
        folded = np.where(folded == gone, kept, folded)
        folded = np.where(folded > gone, folded - 1, folded)
    return by_size(folded)


def by_size(labels: Labels) -> Labels:
    """Topics numbered from the largest on; -1 stays.

    Examples
    --------
    >>> by_size(np.array([0, 1, 1, -1, 4, 1, 4])).tolist()
    [2, 0, 0, -1, 1, 0, 1]
    """
    present, counts = np.unique(labels[labels >= 0], return_counts=True)
    order = present[np.argsort(-counts, kind="stable")]
    number = {int(topic): k for k, topic in enumerate(order)}
    return np.array([number.get(int(label), -1) for label in labels], dtype=np.int64)


def broad_groups(alike: Vectors) -> NDArray[np.int64]:
    """Broad group of each topic, shape (n_topics,): average linkage of how often topics were put together.

    Parameters
    ----------
    alike : ndarray of float64, shape (n_topics, n_topics)
        From :func:`themes.topics.consensus_clustering.togetherness`.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(alike) < 2:
        return np.zeros(len(alike), dtype=np.int64)
    distance = np.clip(1 - (alike + alike.T) / 2, 0, None)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), method="average")
    return by_size(fcluster(tree, 1 - GROUP_FROM, criterion="distance").astype(np.int64))
