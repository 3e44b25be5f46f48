"""Births: themes that come up between two fits, in the passages that fit nothing.

In: placements of this refresh, texts, vectors, calls.  Out: topics and their passages.  Passages since the last fit
that are like no theme are clustered by average linkage (Sokal & Michener 1958).  A tight group is a theme once it has
passages from two calls, was hardly spoken of before the fit (what people always said and no fit found to be a theme is
none now), and has words that name it.  No fit is made: known themes stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.topics.features import unit_rows
from themes.topics.hierarchy import by_size
from themes.topics.model import Labels, Names, Topic, min_topic_size
from themes.topics.naming import name_clusters

MIN_PASSAGES, MIN_CALLS = 6, 2  # of a theme that is born
PART_OF_SIZE = 0.1  # of the fewest passages that a fit asks of a topic, where that is more
TIGHT = 0.2  # mean cosine of two passages of a group, after the corpus mean is taken away
NEWS = 4.0  # times as often since the fit as before it, for a group to be news
MAX_LOOKED_AT = 6000  # passages: the pairs' distances take 144 MB
N_BACKGROUND = 3000  # passages that a group's words are contrasted with


def find_births(
    placements: pd.DataFrame,
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    names: Callable[[], Names],
    fit_run: int,
) -> tuple[list[Topic], Labels]:
    """Themes among the passages since the fit that are like no theme.

    Parameters
    ----------
    placements : DataFrame
        Of the chunks of this refresh, in their order; chunk ids begin with the call's id.
    texts : sequence of str
        Of the same chunks.
    vectors : ndarray of float32, shape (len(placements), d)
        Their unit vectors.
    names : callable
        Gives the words that name people and companies; called only if a theme is born.
    fit_run : int
        Run of the last fit.

    Returns
    -------
    tuple
        Topics, largest first, none where no group is large and tight enough; and the topic of each placement, -1 for
        none, shape (len(placements),).
    """
    born = np.full(len(placements), -1, dtype=np.int64)
    nowhere = (placements["theme_id"].isna() & (placements["run_id"] > fit_run)).to_numpy(dtype=bool)
    rows = np.flatnonzero(nowhere)[-MAX_LOOKED_AT:]
    if len(rows) < MIN_PASSAGES:
        return [], born
    centred = unit_rows(vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64))
    calls = placements["chunk_id"].iloc[rows].str.split(":").str[0].to_numpy()
    least = max(MIN_PASSAGES, round(PART_OF_SIZE * min_topic_size(len(placements))))
    labels = _large_enough(_groups(centred[rows]), calls, least)
    labels = _news(labels, rows, centred, (placements["run_id"] > fit_run).to_numpy(dtype=bool))
    if labels.max(initial=-1) < 0:
        return [], born
    others = np.setdiff1d(np.arange(len(placements)), rows)
    background = others[:: max(1, len(others) // N_BACKGROUND)]
    said = [texts[k] for k in (*rows, *background)]
    topics = name_clusters(said, np.concatenate([labels, np.full(len(background), -1)]), names().all)
    born[rows] = np.where(np.isin(labels, [t.index for t in topics]), labels, -1)
    return topics, born


def _groups(rows: NDArray[np.float64]) -> Labels:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    tree = linkage(pdist(rows, "cosine"), method="average")
    return (fcluster(tree, 1 - TIGHT, criterion="distance") - 1).astype(np.int64)


def _news(labels: Labels, rows: NDArray[np.int64], centred: NDArray[np.float64], since: NDArray[np.bool_]) -> Labels:
    """The groups whose like is found four times as often since the fit as before; -1 for the others' passages.

    What is like a group: passages as near to its centre as half of its own are, each to the centre of the rest.
    """
    n_since, n_before = int(since.sum()), int((~since).sum())
    kept = labels.copy()
    for group in range(int(labels.max(initial=-1)) + 1):
        own = rows[labels == group]
        total = centred[own].sum(axis=0)
        cosines = centred @ unit_rows(total[None]).ravel()
        cosines[own] = np.einsum("ij,ij->i", centred[own], unit_rows(total - centred[own]))
        alike = cosines >= np.median(cosines[own])
        rate_since, rate_before = alike[since].sum() / n_since, (alike[~since].sum() + 0.5) / (n_before + 1)
        if rate_since < NEWS * rate_before:
            kept[labels == group] = -1
    return by_size(kept)


def _large_enough(groups: Labels, calls: NDArray[np.object_], least: int) -> Labels:
    """Groups of enough passages from two calls, numbered from the largest on; -1 for the others' passages."""
    table = pd.DataFrame({"group": groups, "call": calls}).groupby("group")["call"].agg(["size", "nunique"])
    kept = table.index[(table["size"] >= least) & (table["nunique"] >= MIN_CALLS)]
    return by_size(np.where(np.isin(groups, kept), groups, -1))
