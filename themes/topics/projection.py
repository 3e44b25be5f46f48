"""A map of passages: two coordinates each, so that passages of like meaning lie near one another.

In: passages and their sentence vectors, and where passages lay before.  Out: the ``positions`` table of at most
:data:`MOST` passages, drawn by hash.  UMAP (McInnes et al. 2018) lays out the map when discovery is fitted; between
fits nothing on it moves, and a passage seen for the first time is put in the midst of the placed ones that are nearest
to it in meaning.  Fewer than :data:`LEAST_UMAP` passages lie on their first two principal components: so few hardly
make neighbourhoods, and compiling UMAP takes seconds.  Distances between far groups mean little, as in any such map.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.records import TABLES
from themes.topics.assignment import usable
from themes.topics.reduction import UmapSettings, nearest_neighbours, on_grid, reduce_dimensions

Floats = NDArray[np.float64]

MOST = 5000  # passages on a map: more cannot be distinguished by eye, and each costs some 40 bytes of a report
LEAST = 3  # passages that make a map
LEAST_UMAP = 100  # passages from which UMAP lays out the map
PLANE = UmapSettings(n_components=2, n_neighbors=15, min_dist=0.1, n_epochs=200)
N_NEAREST = 5  # placed passages in whose midst a new one is put


def passage_positions(
    chunks: pd.DataFrame, vectors: NDArray[np.float32], earlier: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """Places of the passages of substance, a sample of them where there are more than :data:`MOST`.

    Parameters
    ----------
    chunks : DataFrame
        The table of that name.
    vectors : ndarray of float32, shape (n_chunks, d)
        Unit vectors, a row a chunk.
    earlier : DataFrame
        ``positions`` that still hold: those passages stay where they were, and the others join them.  Empty: all are
        laid out anew.
    seed : int
        Of the layout.

    Returns
    -------
    DataFrame
        ``chunk_id``, ``x``, ``y`` (0-1, three decimals), a row a passage in the order of their ids; empty without
        passages.
    """
    rows = sample_passages(chunks)
    ids = chunks["chunk_id"].to_numpy()[rows]
    points = vectors[rows]
    placed = earlier.set_index("chunk_id")[["x", "y"]].reindex(ids).to_numpy(dtype=np.float64, copy=True)
    is_placed = ~np.isnan(placed[:, 0])
    if is_placed.any():
        placed[~is_placed] = join_layout(points[~is_placed], points[is_placed], placed[is_placed])
    else:
        placed = layout_passages(points, seed)
    return pd.DataFrame({"chunk_id": ids, "x": placed[:, 0], "y": placed[:, 1]}, columns=list(TABLES["positions"]))


def positions_that_hold(positions: pd.DataFrame, before: pd.DataFrame, chunks: pd.DataFrame) -> pd.DataFrame:
    """The positions of the run before whose passages have the same words now; ``before``: its ``chunks``."""
    same = before[["chunk_id", "text_hash"]].merge(chunks[["chunk_id", "text_hash"]])["chunk_id"]
    return positions[positions["chunk_id"].isin(same)]


def sample_passages(chunks: pd.DataFrame, most: int = MOST) -> NDArray[np.int64]:
    """Rows of the passages of substance, long enough to be placed by meaning; of more than ``most`` the lowest hashes.

    The hash is of the passage's id: a passage that is drawn today is drawn tomorrow unless new ones displace it.
    Ordered by id.
    """
    rows = np.flatnonzero(usable(chunks))
    ids = chunks["chunk_id"].to_numpy(dtype=str)[rows]
    if len(rows) > most:
        lot = np.array([hashlib.sha256(chunk_id.encode()).hexdigest() for chunk_id in ids])
        drawn = np.argsort(lot, kind="stable")[:most]
        rows, ids = rows[drawn], ids[drawn]
    return rows[np.argsort(ids, kind="stable")]


def layout_passages(vectors: NDArray[np.float32], seed: int = 0) -> Floats:
    """Place vectors on a plane so that near ones lie together.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n_passages, d)
        Unit vectors.
    seed : int, optional
        Of UMAP.

    Returns
    -------
    ndarray, shape (n_passages, 2)
        Coordinates 0-1, three decimals; all .5 where there is nothing to lay out: fewer than three passages, or all of
        them with one meaning.
    """
    points = on_grid(vectors)
    if len(points) < LEAST or (points == points[0]).all():
        return np.full((len(points), 2), 0.5)
    if len(points) < LEAST_UMAP:
        return _to_unit(_principal_components(points))
    return _to_unit(reduce_dimensions(points, PLANE, seed))


def join_layout(new: NDArray[np.float32], placed: NDArray[np.float32], positions: Floats) -> Floats:
    """Put passages in the midst of the placed ones nearest to them by cosine.

    Parameters
    ----------
    new, placed : ndarray of float32, shape (n_new, d) and (n_placed, d)
        Unit vectors; at least one is placed.
    positions : ndarray, shape (n_placed, 2)
        Where those lie.

    Returns
    -------
    ndarray, shape (n_new, 2)
        Mean coordinates of the five nearest, three decimals.
    """
    nearest, _ = nearest_neighbours(on_grid(new), min(N_NEAREST, len(placed)), on_grid(placed))
    return np.asarray(positions[nearest].mean(axis=1).round(3), dtype=np.float64)


def _principal_components(points: NDArray[np.float32]) -> Floats:
    from sklearn.decomposition import PCA

    found = PCA(2, svd_solver="full").fit_transform(points.astype(np.float64))
    return np.asarray(found, dtype=np.float64)


def _to_unit(spots: Floats) -> Floats:
    """To 0-1 in both directions by one scale, the longer one filling it; a few far points end at the edge."""
    low, high = np.percentile(spots, [0.5, 99.5], axis=0)
    scale = max(float((high - low).max()), 1e-9)
    middle = (low + high) / 2
    return np.asarray(np.clip((spots - middle) / scale * 0.96 + 0.5, 0, 1).round(3), dtype=np.float64)
