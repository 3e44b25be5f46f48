"""Consensus: what many clusterings of resampled calls agree on, since any single one is an accident of its seed.

In: represented passages and the call of each.  Out: :class:`Ensemble`, and from it a space in which passages are near
that were put together again and again.  Bagged k-means (Leisch 1999), combined as a cluster ensemble by the spectrum
of its memberships (Strehl & Ghosh 2002; Fred & Jain 2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from themes.topics.features import Vectors, unit_rows
from themes.topics.model import Labels

if TYPE_CHECKING:
    from scipy import sparse

N_CLUSTERINGS = 100
DRAWN_SHARE = 0.8  # of the calls, for each clustering
MIN_CALLS = 5  # of fewer calls, passages are drawn instead
MAX_DRAWN = 6000  # passages a clustering is fitted on; it then places all
# Weight of what was known before against the whole ensemble; a fit then agrees with the refresh without it on 96% of
# the passages of 57 calls by quarters (1.0: 93%, 2.0: 94%).
KNOWN_WEIGHT = 1.4
_DIGITS = 1e5  # equal words have vectors that differ by less, where they were embedded in other batches
CLUSTERS = (12, 40)  # of one clustering: from broad to narrow, so that structure of any size can show


@dataclass(frozen=True)
class Ensemble:
    """Cluster of every passage in every clustering, shape (n_passages, n_clusterings)."""

    clusters: NDArray[np.int32]

    def part(self, number: int, of: int) -> Ensemble:
        """Every ``of``-th clustering from ``number`` on: independent of the other parts."""
        return Ensemble(self.clusters[:, number::of])


def cluster_often(
    represented: Vectors, calls: Sequence[str], seed: int, n_clusterings: int = N_CLUSTERINGS
) -> Ensemble:
    """Cluster resampled calls many times, by k-means with a number of clusters drawn anew; every passage is placed.

    Parameters
    ----------
    represented : ndarray of float64, shape (n, d)
        Unit rows; n ≥ 4.
    calls : sequence of str
        Call of each passage.
    seed : int
        Of all draws.
    n_clusterings : int
        How many.
    """
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    rng, rows, codes = (
        np.random.default_rng(seed),
        represented.astype(np.float32),
        np.unique(calls, return_inverse=True)[1],
    )
    distinct = _distinct(rows)
    low, high = (max(2, min(bound, len(rows) // least)) for bound, least in zip(CLUSTERS, (24, 6), strict=True))
    clusters = np.empty((len(rows), n_clusterings), dtype=np.int32)
    with threadpool_limits(limits=1, user_api="openmp"):  # threads add up centroids in the order in which they finish
        for k in range(n_clusterings):
            drawn = draw_rows(codes, rng)
            # passages of equal words are one point: k-means finds no more clusters than points, and warns
            n_clusters = min(int(rng.integers(low, high, endpoint=True)), len(np.unique(distinct[drawn])))
            model = KMeans(n_clusters, n_init=1, max_iter=30, random_state=int(rng.integers(2**31)))
            clusters[:, k] = model.fit(rows[drawn]).predict(rows)
    return Ensemble(clusters)


def _distinct(rows: NDArray[np.float32]) -> Labels:
    """Number of each row, the same for rows that are equal but for the last digits, shape (n,)."""
    rounded = np.ascontiguousarray(np.rint(rows * _DIGITS).astype(np.int32))
    whole = rounded.view(np.dtype((np.void, rounded.itemsize * rounded.shape[1]))).ravel()
    return np.unique(whole, return_inverse=True)[1].astype(np.int64)


def draw_rows(codes: Labels, rng: np.random.Generator, most: int = MAX_DRAWN) -> Labels:
    """Rows of a share of the calls, or of the passages where there are few calls; not more than are needed.

    Parameters
    ----------
    codes : ndarray of int64, shape (n,)
        Number of the call of each passage, from 0 on.
    rng : numpy.random.Generator
        Draws calls or passages.
    most : int, optional
        Passages drawn of those, where there are more.
    """
    n_calls = int(codes.max()) + 1
    if n_calls >= MIN_CALLS:
        chosen = rng.choice(n_calls, round(DRAWN_SHARE * n_calls), replace=False)
        rows = np.flatnonzero(np.isin(codes, chosen))
    else:
        rows = np.sort(rng.choice(len(codes), round(DRAWN_SHARE * len(codes)), replace=False))
    return rows if len(rows) <= most else np.sort(rng.choice(rows, most, replace=False))


def consensus_space(ensemble: Ensemble, seed: int, known: Labels | None = None) -> Vectors:
    """Unit rows: the leading spectrum of the memberships, each cluster weighed by its rarity.

    Twice log2(n) columns: 19 for 600 passages, 30 for 28,000 (16-20 and 30 were the most stable there).

    Parameters
    ----------
    ensemble : Ensemble
        Of the passages.
    seed : int
        Of the decomposition.
    known : ndarray of int64, shape (n,), optional
        Theme of each passage as known before, -1 for none; it counts for more than the whole ensemble
        (``KNOWN_WEIGHT``), so that a fit moves what is known only where the clusterings insist (Chakrabarti, Kumar &
        Tomkins 2006).
    """
    from scipy import sparse
    from sklearn.decomposition import TruncatedSVD

    clusters = ensemble.clusters
    n, n_clusterings = clusters.shape
    offsets = np.concatenate([[0], np.cumsum(clusters.max(axis=0) + 1)])
    columns = (clusters + offsets[:-1]).ravel()
    members = sparse.csr_matrix(
        (np.ones(n * n_clusterings), columns, np.arange(0, n * n_clusterings + 1, n_clusterings))
    )
    sizes = np.asarray(members.sum(axis=0)).ravel()
    weighed = members @ sparse.diags(1 / np.sqrt(np.maximum(sizes, 1)))
    if known is not None and known.max(initial=-1) >= 0:
        weighed = sparse.hstack([weighed, np.sqrt(KNOWN_WEIGHT * n_clusterings) * _memberships(known)]).tocsr()
    n_dimensions = min(round(2 * np.log2(n)), n - 1, weighed.shape[1] - 1)
    return unit_rows(TruncatedSVD(n_dimensions, n_iter=10, random_state=seed).fit_transform(weighed))


def _memberships(labels: Labels) -> sparse.csr_matrix:
    """Passages × themes, each theme weighed by its rarity; a row of zeros for a passage without one."""
    from scipy import sparse

    rows = np.flatnonzero(labels >= 0)
    sizes = np.bincount(labels[rows])
    values = 1 / np.sqrt(sizes[labels[rows]])
    return sparse.csr_matrix((values, (rows, labels[rows])), shape=(len(labels), len(sizes)))


def togetherness(ensemble: Ensemble, labels: Labels) -> Vectors:
    """How often passages of two topics were put together, as a share of how often those of one topic were.

    Parameters
    ----------
    ensemble : Ensemble
        Of the same passages.
    labels : ndarray of int64, shape (n,)
        Topic of each passage; -1 for none.

    Returns
    -------
    ndarray of float64, shape (n_topics, n_topics)
        1 on the diagonal; 1 elsewhere for two topics that the clusterings never tell apart, 0 if never together.
    """
    n_topics = int(labels.max(initial=-1)) + 1
    placed, together = labels >= 0, np.zeros((n_topics, n_topics))
    for clusters in ensemble.clusters[placed].T:
        counts = np.zeros((n_topics, int(clusters.max()) + 1))
        np.add.at(counts, (labels[placed], clusters), 1)
        shares = counts / counts.sum(axis=1, keepdims=True)
        together += shares @ shares.T
    own = np.sqrt(np.diag(together))
    together /= np.outer(own, own)
    return together


def best_jaccard(labels: Labels, others: Sequence[Labels]) -> NDArray[np.float64]:
    """Mean over other labellings of the best Jaccard similarity of each topic with one of theirs, shape (n_topics,).

    How well a topic is found again (Hennig 2007); 0 where a labelling has no topics.
    """
    n_topics = int(labels.max(initial=-1)) + 1
    found = np.zeros(n_topics)
    for other in others:
        both = np.zeros((n_topics, int(other.max(initial=-1)) + 1))
        shared = (labels >= 0) & (other >= 0)
        np.add.at(both, (labels[shared], other[shared]), 1)
        sizes = np.bincount(labels[labels >= 0], minlength=n_topics)
        other_sizes = np.bincount(other[other >= 0], minlength=both.shape[1])
        union = sizes[:, None] + other_sizes[None, :] - both
        found += (both / np.maximum(union, 1)).max(axis=1, initial=0)
    return found / max(1, len(others))
