"""Kappa over pairs: do things put together belong together, with an interval by resampling whole groups.

In: for each paragraph its theme, its label and its group, as codes.  Out: an :class:`Estimate`.  Kappa (Cohen 1960)
compares "same theme" with "same label" over pairs of paragraphs of different groups (exchanges), so that cutting a call
into blocks gains nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

N_RESAMPLES = 1000


@dataclass(frozen=True)
class Estimate:
    """A figure and its 95% interval; NaN where there is nothing to score, or fewer than two groups."""

    value: float
    low: float
    high: float


def pair_kappa(theme: Codes, label: Codes, groups: Codes, seed: int) -> Estimate:
    """Agreement of "same theme" with "same label" beyond chance, over pairs of different groups.

    Parameters
    ----------
    theme : ndarray of int, shape (n,)
        -1: in no theme, hence in no pair of the same theme.
    label : ndarray of int, shape (n,)
        Not negative.
    groups : ndarray of int, shape (n,)
        What was said together; a resample draws whole groups, and pairs of a group with itself do not count.
    seed : int
        Of the resamples.

    Returns
    -------
    Estimate
        1 for full agreement, 0 for chance; NaN without a pair, or where all pairs are alike in both.

    Examples
    --------
    >>> theme, group = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> pair_kappa(theme, theme, group, seed=0).value
    1.0
    """
    # counts of pairs by pair of groups, so that a resample costs a product of small matrices
    if not len(theme):
        return Estimate(np.nan, np.nan, np.nan)
    group = np.unique(groups, return_inverse=True)[1]
    placed, n_labels = theme >= 0, int(label.max()) + 1
    draws, everyone = draw_groups(int(group.max()) + 1, seed), np.ones(len(theme), dtype=bool)
    same_theme = _pair_sums(group, theme, placed, draws)
    same_label = _pair_sums(group, label, everyone, draws)
    both = _pair_sums(group, theme * n_labels + label, placed, draws)
    pairs = _pair_sums(group, np.zeros_like(label), everyone, draws)
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b, agreed = same_theme / pairs, same_label / pairs, (pairs - same_theme - same_label + 2 * both) / pairs
        chance = a * b + (1 - a) * (1 - b)
        return estimate(np.where(chance < 1, (agreed - chance) / (1 - chance), np.nan))


def _pair_sums(group: Codes, code: Codes, kept: NDArray[np.bool_], draws: Floats) -> Floats:
    """For each draw the number of pairs of equal code in different exchanges, both kept."""
    codes = np.unique(code, return_inverse=True)[1]
    counts = np.zeros((int(group.max()) + 1, int(codes.max()) + 1))
    np.add.at(counts, (group[kept], codes[kept]), 1)
    apart = counts @ counts.T
    np.fill_diagonal(apart, 0)
    sums: Floats = np.einsum("rg,gh,rh->r", draws, apart, draws, optimize=True) / 2
    return sums


def draw_groups(n_groups: int, seed: int) -> Floats:
    """How often each group counts, shape (1001, n_groups): once in the first row, then as drawn with replacement.

    The first row alone for a single group, of which no resample tells anything.
    """
    rng = np.random.default_rng(seed)
    drawn = [np.bincount(rng.integers(0, n_groups, n_groups), minlength=n_groups) for _ in range(N_RESAMPLES)]
    return np.array([np.ones(n_groups, dtype=int), *drawn] if n_groups > 1 else [np.ones(n_groups, dtype=int)], float)


def estimate(values: Floats) -> Estimate:
    """The first value, and the 95% interval of the others."""
    resampled = values[1:][~np.isnan(values[1:])]
    low, high = np.quantile(resampled, (0.025, 0.975)) if len(resampled) else (np.nan, np.nan)
    return Estimate(float(values[0]), float(low), float(high))
