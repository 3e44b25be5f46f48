"""Fewer dimensions by UMAP (McInnes et al. 2018) with exact neighbours by cosine, the same on any number of threads.

In: unit vectors.  Out: a UMAP to be fitted, or the reduced rows.  Vectors are rounded to whole numbers small enough for
every sum of products to be exact in float32, so that the order of a sum, which hangs on threads, changes nothing.
Neighbours by matrix product spare UMAP the approximate search, and its compilation.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from umap import UMAP

GRID = 4000  # parts of a unit vector's component: products of two such vectors stay below 2**24, exact in float32
BLOCK = 500  # rows compared with all others at a time


@dataclass(frozen=True)
class UmapSettings:
    """Dimensions to reduce to; neighbours of a point; how near points may lie (``min_dist``); passes (None: UMAP's)."""

    n_components: int
    n_neighbors: int = 15
    min_dist: float = 0.1
    n_epochs: int | None = None


def seeded_umap(points: NDArray[np.float32], settings: UmapSettings, seed: int) -> UMAP:
    """A UMAP to be fitted on these very points, and on no others: it cannot place new ones.

    Parameters
    ----------
    points : ndarray of float32, shape (n, d)
        From :func:`on_grid`; n above the number of neighbours.
    settings : UmapSettings
        What to reduce to, and how.
    seed : int
        Of every random step.
    """
    from umap import UMAP

    return UMAP(
        n_neighbors=settings.n_neighbors,
        n_components=settings.n_components,
        min_dist=settings.min_dist,
        n_epochs=settings.n_epochs,
        metric="cosine",
        random_state=seed,
        n_jobs=1,
        precomputed_knn=(*nearest_neighbours(points, settings.n_neighbors), None),
    )


def reduce_dimensions(points: NDArray[np.float32], settings: UmapSettings, seed: int) -> NDArray[np.float64]:
    """The points in fewer dimensions, shape (n, n_components); parameters as :func:`seeded_umap`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # UMAP's word that such a fit cannot place new points
        return np.asarray(seeded_umap(points, settings, seed).fit_transform(points), dtype=np.float64)


def on_grid(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors, shape (n, d), with every component rounded to a whole number of 1/4000ths; cosines move by 1e-4."""
    rounded: NDArray[np.float32] = np.rint(vectors.astype(np.float32) * GRID)
    return rounded


def nearest_neighbours(
    points: NDArray[np.float32], n_neighbours: int, among: NDArray[np.float32] | None = None
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The nearest rows of each row by cosine distance.

    Parameters
    ----------
    points : ndarray of float32, shape (n, d)
        From :func:`on_grid`.
    n_neighbours : int
        How many, at most as many as there are rows to choose from.
    among : ndarray of float32, shape (m, d), optional
        Rows to choose from, on the grid; without it the points themselves, each its own nearest (UMAP's convention).

    Returns
    -------
    tuple of ndarray, each of shape (n, n_neighbours)
        Row numbers and cosine distances (0-2), nearest first, of equal ones the earlier row.
    """
    others = points if among is None else among
    rows = np.empty((len(points), n_neighbours), dtype=np.int32)
    distances = np.empty((len(points), n_neighbours), dtype=np.float32)
    for start in range(0, len(points), BLOCK):
        block = points[start : start + BLOCK]
        here = np.arange(start, start + len(block))
        far = 1 - block @ others.T / np.float32(GRID**2)
        if among is None:
            far[np.arange(len(block)), here] = -1
        chosen = np.sort(np.argpartition(far, n_neighbours - 1, axis=1)[:, :n_neighbours], axis=1)
        near = np.take_along_axis(far, chosen, axis=1)
        order = np.argsort(near, axis=1, kind="stable")
        rows[here] = np.take_along_axis(chosen, order, axis=1)
        distances[here] = np.clip(np.take_along_axis(near, order, axis=1), 0, 2)
    return rows, distances
