"""Correction for looking at many themes and companies: Benjamini-Hochberg within families, companies only below them.

In: p-values.  Out: q-values.  Sources: Benjamini & Hochberg (1995); Benjamini & Bogomolov (2014) for families that are
only looked at because something was found above them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL = 0.05


def adjust(p_values: Floats) -> Floats:
    """Benjamini-Hochberg q-values; NaN (not tested) stays NaN and counts for nothing.

    >>> adjust(np.array([0.01, np.nan, 0.04, 0.03])).tolist()
    [0.03, nan, 0.04, 0.04]
    """
    adjusted = np.full(p_values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    raised = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(raised[::-1])[::-1])
    return adjusted


def adjust_below(p_values: Floats, n_selected: int, n_above: int) -> Floats:
    """q-values of a selected theme's companies: as in a family of their own, and for the selection of the theme.

    ``n_selected`` of ``n_above`` themes were found above; each of their families is tested at that part of the level.
    """
    return np.minimum(1.0, adjust(p_values) * n_above / max(1, n_selected))
