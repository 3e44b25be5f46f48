"""The test of a change between two windows.

In: a :class:`Change` and its :class:`VarianceComponents`.  Out: :class:`Outcome`, p-values and changes with their
intervals.  What a quarter is worth as evidence is learnt from all themes: :mod:`themes.trends.variance_components`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from themes.stats.multiple_testing import ALPHA
from themes.stats.windows import Windows
from themes.trends.change import Change
from themes.trends.panel import Floats
from themes.trends.variance_components import VarianceComponents

SEEN = 0.8  # how often a change must be found to count as visible


@dataclass(frozen=True)
class Outcome:
    """The change of each theme over a panel: shares in both windows, the change a year with its 95 % interval, p."""

    before: Floats
    after: Floats
    a_year: Floats
    low: Floats
    high: Floats
    p_value: Floats
    visible: Floats  # the smallest change between the windows that would have been seen four times in five


def compare_windows(change: Change, windows: Windows, spread: VarianceComponents, cells: slice) -> Outcome:
    """Two-sided Student's test that the share within companies is the same in both windows; the interval is Wald's."""
    from scipy.stats import t

    df = spread.df[cells]
    difference = change.after - change.before
    under_null = spread.of(change, cells, one_level=True)
    as_seen = spread.of(change, cells, one_level=False)
    quantile = t.ppf(1 - ALPHA / 2, df)
    p_value = np.asarray(2 * t.sf(np.abs(difference) / under_null, df))
    a_year = difference / windows.years_apart
    half = quantile * as_seen / windows.years_apart
    visible = np.asarray((quantile + t.ppf(SEEN, df)) * under_null)
    return Outcome(change.before, change.after, a_year, a_year - half, a_year + half, p_value, visible)
