"""Correction for looking at many themes, companies and calls: one function a question, each with its family and rule.

In: p-values, NaN where nothing was tested.  Out: q-values.  What has q ≤ :data:`ALPHA` is called found, so that of all
that is found in a family about 5% is false.  Everything rests on :func:`q_values` (Benjamini & Hochberg 1995, as
``scipy.stats.false_discovery_control``, which the tests hold it against).

| question | family | function |
|---|---|---|
| Which themes differ between these two calls? | themes of one kind in one pair of calls | :func:`within_pairs` |
| Which of all comparisons of two calls stand out? | every comparison that was made | :func:`limit_over_all` |
| Which themes have a trend? | themes of one kind | :func:`within_kinds` |
| In which companies does a theme's trend show? | companies of a theme found overall | :func:`below_selected` |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

ALPHA = 0.05  # false discovery rate
DIGITS = 6  # of the q-values of contrasts: those of their p-values


def q_values(p_values: Floats) -> Floats:
    """Benjamini-Hochberg q-values of one family; NaN (not tested) stays NaN and counts for nothing.

    Parameters
    ----------
    p_values : ndarray of float, shape (n,)
        0-1 or NaN.

    Returns
    -------
    ndarray of float, shape (n,)

    Examples
    --------
    >>> q_values(np.array([0.01, np.nan, 0.04, 0.03])).tolist()
    [0.03, nan, 0.04, 0.04]
    """
    return _q_values_of_families(p_values, np.zeros(p_values.shape, dtype=np.int64))


def _q_values_of_families(p_values: Floats, family: NDArray[np.int64]) -> Floats:
    """q-values of many families at once: one sort instead of thousands, and none of the second that scipy.stats takes.

    Parameters
    ----------
    p_values : ndarray of float, shape (n,)
        0-1 or NaN.
    family : ndarray of int, shape (n,)
        From 0 on.
    """
    adjusted, tested = np.full(p_values.shape, np.nan), np.flatnonzero(~np.isnan(p_values))
    if not tested.size:
        return adjusted
    order = tested[np.lexsort((p_values[tested], family[tested]))]
    own = family[order]
    first = np.flatnonzero(np.r_[True, own[1:] != own[:-1]])
    size = np.diff(np.r_[first, own.size])
    rank = np.arange(own.size) - np.repeat(first, size) + 1
    scaled = np.minimum(1.0, p_values[order] * np.repeat(size, size) / rank)
    # the smallest from each place to its family's end: apart by two, an earlier family lies below every later one
    apart = 2.0 * np.repeat(np.arange(first.size), size)
    adjusted[order] = np.minimum.accumulate((scaled + apart)[::-1])[::-1] - apart
    return adjusted


def within_pairs(contrasts: pd.DataFrame, kinds: Mapping[str, str]) -> pd.Series[float]:
    """q-value of each contrast, for the question: which themes differ between these two calls.

    A family is a pair of calls and a kind of theme: a reader looks at one pair at a time, and a discovered theme that
    is a tracked one over again must not count against it.  Looking at many pairs is not corrected for.  Where q ≤
    :data:`ALPHA` the calls differ, in the direction of the difference seen: a two-sided test allows that (Benjamini &
    Yekutieli 2005), whether or not its interval, which is not corrected, holds zero.

    Parameters
    ----------
    contrasts : DataFrame
        The whole table of that name; of a part of it families would be too small.
    kinds : mapping of str to str
        Kind of each theme.

    Returns
    -------
    Series of float
        Aligned with ``contrasts``, six digits; NaN without a p-value.  Themes of unknown kind are a kind.
    """
    import pandas as pd

    family = [contrasts["call_id_from"], contrasts["call_id_to"], contrasts["theme_id"].map(kinds).fillna("unknown")]
    p_value = contrasts["p_value"].astype(np.float64)
    place = p_value.groupby(family, observed=True, sort=False, dropna=False).ngroup().to_numpy()
    found = _q_values_of_families(np.asarray(p_value, dtype=np.float64), np.asarray(place, dtype=np.int64)).round(
        DIGITS
    )
    return pd.Series(found, index=contrasts.index, name="p_value")


def limit_over_all(p_values: Sequence[float]) -> float:
    """The largest p-value found, for the question: which of all comparisons of two calls stand out.

    The family is every comparison that was made, over all companies, pairs of calls and kinds of theme: who reads the
    top of a list made of all of them looks at all of them.

    Returns
    -------
    float
        -1 where none stands out.

    Examples
    --------
    >>> limit_over_all([0.001, 0.02, 0.03, 0.5]), limit_over_all([0.04, 0.5]), limit_over_all([])
    (0.03, -1.0, -1.0)
    """
    made = np.asarray(p_values, dtype=np.float64)
    return float(np.max(made[q_values(made) <= ALPHA], initial=-1.0))


def within_kinds(p_values: Floats, kinds: NDArray[np.str_]) -> Floats:
    """q-values of themes overall, for the question: which themes have a trend.  A kind of theme is a family.

    Parameters
    ----------
    p_values : ndarray of float, shape (n_themes,)
        NaN where a theme was not tested.
    kinds : ndarray of str, shape (n_themes,)
        Tracked or discovered.
    """
    found = np.full(len(p_values), np.nan)
    for kind in np.unique(kinds):
        family = kinds == kind
        found[family] = q_values(p_values[family])
    return found


def below_selected(p_values: Floats, n_selected: int, n_above: int) -> Floats:
    """q-values of one theme's companies, for the question: in which of them does a trend found overall show.

    The family is the theme's companies, tested at the part of the level that selection leaves: ``n_selected`` of
    ``n_above`` themes were found overall (Benjamini & Bogomolov 2014).
    """
    return np.minimum(1.0, q_values(p_values) * n_above / max(1, n_selected))
