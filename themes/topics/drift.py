"""Refitting: whether discovery has to be fitted anew, and why.

In: placements of this refresh and their vectors.  Out: a reason in words, or none.  Between fits nothing that was
placed moves; a fit is due when the themes no longer tell what is said.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

GROWTH = 0.5  # passages since the fit, as a share of those fitted: the corpus is another one
UNPLACED = 0.35  # share of the passages since the fit that are like no theme; a fit itself leaves out 12-20%
# One minus the cosine of the mean vectors.  A new quarter of the same four companies: 0.007-0.014; the quarters in
# which a pandemic began: 0.027; a company of another trade: 0.05-0.12.
DRIFT = 0.025
MIN_NEW = 400  # passages since the fit that the last two are measured on; about three calls


def refit_reason(placements: pd.DataFrame, vectors: NDArray[np.float32], fit_run: int) -> str | None:
    """Why discovery is to be fitted anew, with the figure and its bound; None if it is not.

    Parameters
    ----------
    placements : DataFrame
        Of the chunks of this refresh, in their order.
    vectors : ndarray of float32, shape (len(placements), d)
        Their unit vectors.
    fit_run : int
        Run of the last fit.
    """
    since = (placements["run_id"] > fit_run).to_numpy(dtype=bool)
    n_since, n_fitted = int(since.sum()), int((~since).sum())
    if not n_since:
        return None
    if n_since >= GROWTH * n_fitted:
        return f"{n_since} passages since the last fit of {n_fitted}: at least {GROWTH:.0%}"
    if n_since < MIN_NEW:
        return None
    unplaced = float(placements.loc[since, "theme_id"].isna().mean())
    if unplaced > UNPLACED and placements["theme_id"].notna().any():
        return f"{unplaced:.0%} of {n_since} passages since the last fit are like no theme: more than {UNPLACED:.0%}"
    drift = mean_drift(vectors[~since], vectors[since])
    if drift > DRIFT:
        return f"what is said has drifted by {drift:.3f} since the last fit: more than {DRIFT:g}"
    return None


def newcomers(placements: pd.DataFrame, companies: pd.Series[str], run_id: int) -> list[str]:
    """Companies whose every passage is of this run: their talk had no part in finding the themes.

    Parameters
    ----------
    placements : DataFrame
        Of the chunks of this refresh.
    companies : Series of str, index chunk_id
        Who held the call that a chunk is of.
    run_id : int
        Number of this run.

    Examples
    --------
    >>> placed = pd.DataFrame({"chunk_id": ["a", "b"], "run_id": [1, 2]})
    >>> newcomers(placed, pd.Series({"a": "juno", "b": "vesta"}), 2)
    ['vesta']
    """
    first = placements["run_id"].groupby(placements["chunk_id"].map(companies)).min()
    return sorted(str(company) for company in first.index[first == run_id])


def mean_drift(before: NDArray[np.float32], since: NDArray[np.float32]) -> float:
    """One minus the cosine of two mean vectors, 0-2; both of shape (n, d), n ≥ 1.

    Examples
    --------
    >>> mean_drift(np.eye(2, dtype=np.float32)[:1], np.eye(2, dtype=np.float32)[1:])
    1.0
    """
    one, other = before.mean(axis=0, dtype=np.float64), since.mean(axis=0, dtype=np.float64)
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return 1.0 - float(one @ other) / lengths if lengths else 0.0
