"""Assigning: passages of a refresh without a fit join the discovered themes that are known.

In: the ``chunks`` table, vectors, and the ``placements`` of the run before.  Out: ``placements`` of this run.  What was
placed before stays where it is, so that no published number moves; a passage seen for the first time is given to the
theme that a multinomial logistic regression, taught by the passages of the fit, holds to be likeliest, or to none.
(Of passages of calls kept out of a fit, it places 82 % as a fit with them does; nearest centres 70 %, nearest passages
73 %.)
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.records import TABLES
from themes.topics.features import unit_rows

Floats = NDArray[np.float64]

SOFTNESS = 10.0  # inverse strength of the ridge penalty (scikit-learn's C), for unit vectors
MIN_TAUGHT = 2  # passages a theme needs to be taught


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


def assign(carried: pd.DataFrame, vectors: NDArray[np.float32], fit_run: int, run_id: int) -> pd.DataFrame:
    """Place the chunks seen for the first time; the others stay as they are.

    Parameters
    ----------
    carried : DataFrame
        From :func:`carried_over`.
    vectors : ndarray of float32, shape (len(carried), d)
        Unit vectors, a row a chunk.
    fit_run, run_id : int
        Run of the last fit; number of this run.

    Returns
    -------
    DataFrame
        ``placements`` without NA; a passage like no theme has none.
    """
    table, is_new = carried.copy(), carried["run_id"].isna().to_numpy(dtype=bool)
    table.loc[is_new, "run_id"], table.loc[is_new, "how"] = run_id, "none"
    taught = _taught(carried, fit_run)
    themes, codes = np.unique(carried["theme_id"].fillna("").to_numpy(dtype=str)[taught], return_inverse=True)
    if is_new.any() and (themes != "").any():
        mean = vectors[taught].mean(axis=0, dtype=np.float64)
        rows = unit_rows(vectors.astype(np.float64) - mean)
        chosen = _likeliest(rows[taught], codes, rows[is_new])
        centres = unit_rows(np.vstack([rows[taught][codes == k].mean(axis=0) for k in range(len(themes))]))
        cosine = np.einsum("ij,ij->i", rows[is_new], centres[chosen])
        placed = themes[chosen] != ""
        table.loc[is_new, "theme_id"] = pd.Series(themes[chosen], dtype=object).where(placed, None).to_numpy()
        table.loc[is_new, "how"] = np.where(placed, "later", "none")
        table.loc[is_new, "score"] = np.where(placed, np.clip(cosine, 0, 1).round(4), np.nan)
    return table.astype({"run_id": "int64"})


def _taught(carried: pd.DataFrame, fit_run: int) -> NDArray[np.bool_]:
    """The passages that teach: those of the fit, and those of themes born since, if there are enough of a theme."""
    of_fit = (carried["run_id"] == fit_run).fillna(False).to_numpy(dtype=bool)
    taught = of_fit | (carried["how"] == "born").to_numpy(dtype=bool)
    theme = carried["theme_id"].fillna("")
    counts = theme[taught].value_counts()
    enough: NDArray[np.bool_] = taught & theme.map(counts).fillna(0).ge(MIN_TAUGHT).to_numpy(dtype=bool)
    return enough


def _likeliest(rows: Floats, codes: NDArray[np.int64], new: Floats) -> NDArray[np.int64]:
    from sklearn.linear_model import LogisticRegression

    if len(np.unique(codes)) < 2:
        return np.zeros(len(new), dtype=np.int64)
    model = LogisticRegression(C=SOFTNESS, max_iter=500, tol=1e-3).fit(rows.astype(np.float32), codes)
    chosen: NDArray[np.int64] = model.predict(new.astype(np.float32))
    return chosen
