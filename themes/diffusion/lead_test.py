"""Leading: which company is early over many themes, where one theme alone cannot tell.

In: ``calls`` and ``prevalence``.  Out: a row a company, with a permutation test.  On one theme somebody has to be
first; a company that is first again and again is another matter.  The null deals out the companies' names among the
histories of each theme anew, so that neither how a theme spread nor how talk persists within a company counts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from themes.diffusion.first_mentions import heard_by_call

DRAWS = 9999
COLUMNS = ("company_id", "n_themes", "n_first", "mean_place", "p_value")


def leading(calls: pd.DataFrame, prevalence: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """How early each company is on average, the earliest first.

    Only themes that began within the study (not in its first quarter) and that two companies came to speak of count,
    and in each only the companies that held a call by its first quarter.  Give tracked themes alone: discovered ones
    that repeat them would count twice.

    Parameters
    ----------
    calls, prevalence : DataFrame
        The tables of those names.
    seed : int
        Of the permutations.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`.  ``mean_place`` is 0 for one always first and 1 for one always last (.5 expected);
        ``p_value``, one-sided, the chance of a place as early; themes are taken to be independent.
    """
    places = _places(calls, prevalence)
    if places.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    matrix = places.pivot(index="theme_id", columns="company_id", values="place")
    observed = matrix.mean().to_numpy()
    as_early = np.ones(len(observed))
    rng = np.random.default_rng(seed)
    values, there = matrix.to_numpy(), matrix.notna().to_numpy()
    drawn = np.zeros((DRAWS, len(observed)))
    for place, present in zip(values, there, strict=True):
        columns = np.flatnonzero(present)
        drawn[:, columns] += rng.permuted(np.tile(place[columns], (DRAWS, 1)), axis=1)
    as_early += (drawn / there.sum(axis=0) <= observed + 1e-12).sum(axis=0)
    table = pd.DataFrame(
        {
            "company_id": matrix.columns,
            "n_themes": there.sum(axis=0),
            "n_first": places.groupby("company_id")["is_first"].sum().reindex(matrix.columns).to_numpy(),
            "mean_place": observed.round(6),
            "p_value": (as_early / (1 + DRAWS)).round(6),
        }
    )
    return table.sort_values(["mean_place", "company_id"], ignore_index=True)


def _places(calls: pd.DataFrame, prevalence: pd.DataFrame) -> pd.DataFrame:
    """Place of each company on each theme, 0 (first) to 1 (last, or never), ties in the middle of their places."""
    dated = heard_by_call(calls, prevalence).dropna(subset=["calendar_quarter"])
    joined = dated.groupby("company_id")["calendar_quarter"].min()
    rows = []
    for theme, own in dated[dated["speaks"]].groupby("theme_id", sort=False):
        begun = own.groupby("company_id")["calendar_quarter"].min()
        there = joined.index[joined <= begun.min()]
        when = begun.reindex(there).fillna("9999Q4")
        if begun.min() == joined.min() or len(there) < 2 or (when < "9999").sum() < 2:
            continue
        place = (when.rank(method="average") - 1) / (len(there) - 1)
        rows.append(
            pd.DataFrame(
                {"theme_id": theme, "company_id": there, "place": place.to_numpy(), "is_first": when == when.min()}
            )
        )
    columns = ["theme_id", "company_id", "place", "is_first"]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)
