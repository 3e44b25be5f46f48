"""Nearest vectors and centroids; numpy only, safe on empty input.

In: float arrays of unit rows.  Out: indices and cosines, or one unit vector.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def nearest(
    query: NDArray[np.float32], vectors: NDArray[np.float32], limit: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Find the rows nearest to a query by cosine.

    Parameters
    ----------
    query : ndarray, shape (dimension,)
        A unit vector.
    vectors : ndarray, shape (n, dimension)
        Unit rows; may be empty.
    limit : int
        At most so many; 0 or less gives none.

    Returns
    -------
    indices : ndarray of int64, shape (min(n, limit),)
        Best first; among equals the lower index first.
    scores : ndarray of float32, same shape
        Cosines, -1 to 1.

    Examples
    --------
    >>> rows = np.eye(3, dtype=np.float32)
    >>> nearest(rows[1], rows, 2)[0].tolist()
    [1, 0]
    """
    if limit <= 0 or not len(vectors):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    scores = (vectors @ query).astype(np.float32)
    # A stable sort of the negated scores keeps equals in index order; partial sorts would not.
    indices = np.argsort(-scores, kind="stable")[:limit].astype(np.int64)
    return indices, scores[indices]


def centroid(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean direction of unit rows.

    Parameters
    ----------
    vectors : ndarray, shape (n, dimension)
        Unit rows.

    Returns
    -------
    ndarray of float32, shape (dimension,)
        A unit vector; zeros for no rows, or rows that cancel out.

    Examples
    --------
    >>> centroid(np.array([[1, 0], [0, 1]], dtype=np.float32)).round(3).tolist()
    [0.7070000171661377, 0.7070000171661377]
    """
    if not len(vectors):
        return np.zeros(vectors.shape[1], dtype=np.float32)
    mean = vectors.astype(np.float64).mean(axis=0)
    direction: NDArray[np.float32] = unit_rows(mean[np.newaxis])[0]
    return direction


def unit_rows(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Scale rows to length 1 in float64, returned as float32, shape (n, dimension); rows of zeros stay zeros."""
    wide = vectors.astype(np.float64)
    norms = np.linalg.norm(wide, axis=1, keepdims=True)
    # Below this a mean is rounding noise, not a direction.
    scaled: NDArray[np.float64] = np.divide(wide, norms, out=np.zeros_like(wide), where=norms > 1e-9)
    return scaled.astype(np.float32)
