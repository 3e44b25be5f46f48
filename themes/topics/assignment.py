"""Assignment: how a passage joins a discovered theme, at a fit and after it.

In: rows of passages and the topic of some; or the ``chunks`` table, vectors and the ``placements`` of the run before.
Out: topic and score of every passage; ``placements`` of this run.

At a fit, passages that the clustering left out join the topic with the nearest centre, when near enough
(:func:`place`, :func:`score`).  Without a fit, what was placed before stays where it is, so that no published number
moves; a passage seen for the first time is given to the theme that a multinomial logistic regression, trained on the
passages of the fit, holds to be likeliest, or to none (:func:`assign`).  Of passages of calls kept out of a fit, it
places 82% as a fit with them does; nearest centres 70%, nearest passages 73%.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.records import TABLES
from themes.topics.features import Vectors, unit_rows
from themes.topics.subject_evidence import SubjectEvidence
from themes.topics.typicality import judge

Floats = NDArray[np.float64]

LEAST_COSINE = 0.12  # of a member to its topic's centre; below, it has nothing to do with it
LEFT_OUT_SHARE = 0.12  # of passages, those least like any topic, stay out
LEAST_LIKE = 0.25  # cosine to the nearest topic's centre in the space that topics were found in
INVERSE_RIDGE = 10.0  # inverse strength of the ridge penalty (scikit-learn's C), for unit vectors
MIN_TRAINING_PASSAGES = 2  # of a theme, for the regression to know it


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
        Topic of each passage; -1 for the 12% least like any, and for what is like none.
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


def usable(chunks: pd.DataFrame) -> NDArray[np.bool_]:
    """Which chunks discovery is concerned with: content long enough to be placed by its meaning; shape (n_chunks,)."""
    return ((chunks["kind"] == "content") & ~chunks["is_short"].astype(bool)).to_numpy(dtype=bool)


def carried_over(chunks: pd.DataFrame, placements: pd.DataFrame, fit_run: int) -> pd.DataFrame:
    """The usable chunks with the placement they had, by id and text, else by text: a row a chunk, in their order.

    Parameters
    ----------
    chunks : DataFrame
        The ``chunks`` table of this refresh.
    placements : DataFrame
        Of the run before.
    fit_run : int
        Run of the last fit; older placements are of retired themes and do not count.

    Returns
    -------
    DataFrame
        Columns of ``placements``; ``run_id`` is NA for a chunk seen for the first time.
    """
    rows = chunks.loc[usable(chunks), ["chunk_id", "text_hash"]].reset_index(drop=True)
    alive = placements[placements["run_id"] >= fit_run]
    same = rows.merge(alive.drop_duplicates(["chunk_id", "text_hash"]), on=["chunk_id", "text_hash"], how="left")
    elsewhere = rows[["text_hash"]].merge(
        alive.drop(columns="chunk_id").drop_duplicates("text_hash"), on="text_hash", how="left"
    )
    found = same.where(same["run_id"].notna(), elsewhere.assign(chunk_id=rows["chunk_id"]))
    found["theme_id"] = found["theme_id"].astype(object).where(found["theme_id"].notna(), None)
    return found.astype({"run_id": "Int64"})[list(TABLES["placements"])]


def assign(
    carried: pd.DataFrame,
    vectors: NDArray[np.float32],
    fit_run: int,
    run_id: int,
    evidence: SubjectEvidence | None = None,
) -> pd.DataFrame:
    """Place the chunks seen for the first time; the others stay as they are.

    Parameters
    ----------
    carried : DataFrame
        From :func:`carried_over`.
    vectors : ndarray of float32, shape (len(carried), d)
        Unit vectors, a row a chunk.
    fit_run, run_id : int
        Run of the last fit; number of this run.
    evidence : SubjectEvidence, optional
        What the subjects make of the chunks; without it no subject has a say.

    Returns
    -------
    DataFrame
        ``placements`` without NA; a passage like no theme has none, others the probability that they are about theirs.
    """
    table, is_new = carried.copy(), carried["run_id"].isna().to_numpy(dtype=bool)
    table.loc[is_new, "run_id"], table.loc[is_new, "how"] = run_id, "none"
    training = _training(carried, fit_run)
    themes, codes = np.unique(carried["theme_id"].fillna("").to_numpy(dtype=str)[training], return_inverse=True)
    if is_new.any() and (themes != "").any():
        mean = vectors[training].mean(axis=0, dtype=np.float64)
        rows = unit_rows(vectors.astype(np.float64) - mean)
        chosen = _likeliest(rows[training], codes, rows[is_new])
        placed = themes[chosen] != ""
        table.loc[is_new, "theme_id"] = pd.Series(themes[chosen], dtype=object).where(placed, None).to_numpy()
        table.loc[is_new, "how"] = np.where(placed, "later", "none")
        labels = np.full(len(table), -1, dtype=np.int64)
        labels[np.flatnonzero(training)] = np.where(themes[codes] != "", codes, -1)
        labels[np.flatnonzero(is_new)] = np.where(placed, chosen, -1)
        evidence = evidence or SubjectEvidence.none(vectors)
        table.loc[is_new, "score"] = judge(vectors, evidence, labels, training).scores[is_new]
    return table.astype({"run_id": "int64"})


def _training(carried: pd.DataFrame, fit_run: int) -> NDArray[np.bool_]:
    """The passages to train on: those of the fit, and those of themes born since, if there are enough of a theme."""
    of_fit = (carried["run_id"] == fit_run).fillna(False).to_numpy(dtype=bool)
    training = of_fit | (carried["how"] == "born").to_numpy(dtype=bool)
    theme = carried["theme_id"].fillna("")
    counts = theme[training].value_counts()
    enough: NDArray[np.bool_] = training & theme.map(counts).fillna(0).ge(MIN_TRAINING_PASSAGES).to_numpy(dtype=bool)
    return enough


def _likeliest(rows: Floats, codes: NDArray[np.int64], new: Floats) -> NDArray[np.int64]:
    from sklearn.linear_model import LogisticRegression

    if len(np.unique(codes)) < 2:
        return np.zeros(len(new), dtype=np.int64)
    model = LogisticRegression(C=INVERSE_RIDGE, max_iter=500, tol=1e-3).fit(rows.astype(np.float32), codes)
    chosen: NDArray[np.int64] = model.predict(new.astype(np.float32))
    return chosen
