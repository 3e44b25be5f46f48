"""A map of passages: two coordinates each, so that passages of like meaning lie near one another.

In: passages and their sentence vectors.  Out: ``chunk_id``, ``x``, ``y`` (0–1) of at most :data:`MOST` passages, drawn
by hash.  Method: principal components; each passage is pulled to its nearest neighbours and pushed from others drawn
at random, under a Cauchy kernel (LargeVis, Tang et al. 2016; the force of UMAP with a = b = 1, McInnes et al. 2018).
From the components on there are only sums, products and divisions of rounded numbers, so that neither the number of
threads nor the order of a sum moves a point.  Distances between far groups mean little, as in any such map.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST = 5000  # passages on a map: more are not told apart by eye, and each costs some 40 bytes of a report
LEAST = 3  # passages that make a map
DIMENSIONS = 20  # principal components in which neighbours are sought
NEIGHBOURS = 15
EPOCHS = 200
PUSHES = 6  # passages drawn at random from which each is pushed, an epoch
FARTHEST = 0.5  # longest step an epoch, in units of the kernel's width
GRID = 2048  # a component is rounded to one part in so many: products of such numbers are exact


def passage_positions(
    chunks: pd.DataFrame, vectors_of: Callable[[Sequence[str]], Mapping[str, NDArray[np.float32]]], seed: int = 0
) -> pd.DataFrame:
    """Lay out the passages of substance, a sample of them where there are more than :data:`MOST`.

    Parameters
    ----------
    chunks : DataFrame
        The table of that name.
    vectors_of : callable
        Text hashes to a mapping of hash to unit vector, shape (n_dimensions,), float32.
    seed : int, optional
        Of the layout.

    Returns
    -------
    DataFrame
        ``chunk_id``, ``x``, ``y``, a row a passage in the order of their ids; empty without passages.
    """
    drawn = sample_passages(chunks)
    if drawn.empty:
        return pd.DataFrame({"chunk_id": [], "x": [], "y": []})
    hashes = drawn["text_hash"].tolist()
    found = vectors_of(sorted(set(hashes)))
    spots = layout_passages(np.stack([found[text_hash] for text_hash in hashes]), seed)
    return pd.DataFrame({"chunk_id": drawn["chunk_id"].to_numpy(), "x": spots[:, 0], "y": spots[:, 1]})


def sample_passages(chunks: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """Passages of substance, long enough to be placed by meaning; of more than ``most`` those of the lowest hash.

    The hash is of the passage's id: a passage that is drawn today is drawn tomorrow unless new ones displace it.
    """
    content = chunks[(chunks["kind"] == "content") & ~chunks["is_short"].astype(bool)]
    if len(content) > most:
        lot = [hashlib.sha256(chunk_id.encode()).hexdigest() for chunk_id in content["chunk_id"]]
        content = content.assign(lot=lot).sort_values("lot").head(most).drop(columns="lot")
    return content.sort_values("chunk_id", ignore_index=True)


def layout_passages(vectors: NDArray[np.float32], seed: int = 0) -> Floats:
    """Place vectors on a plane so that near ones lie together.

    Parameters
    ----------
    vectors : ndarray, shape (n_passages, n_dimensions)
        Unit vectors.
    seed : int, optional
        Of the passages drawn to be pushed apart.

    Returns
    -------
    ndarray, shape (n_passages, 2)
        Coordinates 0–1, three decimals; all .5 where there is nothing to lay out.
    """
    n_passages = len(vectors)
    points = _components(np.asarray(vectors, dtype=np.float64)) if n_passages >= LEAST else np.zeros((0, 2))
    if not points.any():
        return np.full((n_passages, 2), 0.5)
    neighbours = _nearest(points, min(NEIGHBOURS, n_passages - 1))
    spread = np.abs(points[:, :2]).max()
    spots = points[:, :2] * (10.0 / spread)
    rng = np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        step = _pulls(spots, neighbours) + _pushes(spots, rng)
        spots = spots + (1 - epoch / EPOCHS) * np.clip(step, -FARTHEST, FARTHEST)
    return _to_unit(spots)


def _components(vectors: Floats) -> Floats:
    """The first principal components, rounded; the sign of each such that its largest weight is positive."""
    centred = vectors - vectors.mean(axis=0)
    n_kept = min(DIMENSIONS, vectors.shape[1])
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, : max(n_kept, 2)]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    return np.asarray(np.rint(centred @ axes * GRID), dtype=np.float64)


def _nearest(points: Floats, n_neighbours: int) -> NDArray[np.int64]:
    """The nearest other points of each, shape (n_points, n_neighbours), by blocks of a few hundred rows."""
    lengths = (points**2).sum(axis=1)
    found = []
    for start in range(0, len(points), 500):
        block = points[start : start + 500]
        far = lengths[None, :] - 2 * block @ points.T
        far[np.arange(len(block)), start + np.arange(len(block))] = np.inf
        found.append(np.argpartition(far, n_neighbours - 1, axis=1)[:, :n_neighbours])
    return np.concatenate(found)


def _pulls(spots: Floats, neighbours: NDArray[np.int64]) -> Floats:
    """Of each point towards its neighbours, and of these towards it."""
    n_points, n_neighbours = neighbours.shape
    away = spots[neighbours] - spots[:, None, :]
    force = away * (2.0 / (1.0 + (away**2).sum(axis=2)))[:, :, None]
    ends = neighbours.ravel()
    back = [np.bincount(ends, force[:, :, axis].ravel(), n_points) for axis in (0, 1)]
    return np.asarray((force.sum(axis=1) - np.stack(back, axis=1)) / n_neighbours, dtype=np.float64)


def _pushes(spots: Floats, rng: np.random.Generator) -> Floats:
    """Of each point away from points drawn at random."""
    others = rng.integers(0, len(spots), (len(spots), PUSHES))
    away = spots[:, None, :] - spots[others]
    squares = (away**2).sum(axis=2)
    force = away * (2.0 / ((0.01 + squares) * (1.0 + squares)))[:, :, None]
    return np.asarray(np.clip(force, -4, 4).sum(axis=1), dtype=np.float64)


def _to_unit(spots: Floats) -> Floats:
    """To 0–1 in both directions by one scale, the longer one filling it; a few far points end at the edge."""
    low, high = np.percentile(spots, [0.5, 99.5], axis=0)
    scale = max(float((high - low).max()), 1e-9)
    middle = (low + high) / 2
    return np.asarray(np.clip((spots - middle) / scale * 0.96 + 0.5, 0, 1).round(3), dtype=np.float64)
