"""Three other ways to call a theme rising or fading, for comparison: a slope, a Mann-Kendall test, BERTrend's rule.

Each takes a panel and returns a status a theme, for all companies together.
"""

from __future__ import annotations

import numpy as np

from themes.trends.panel import Floats, Panel

LEVEL = 0.05
WINDOW = 8  # quarters: half of what a line is laid through
DECAY = 0.01  # BERTrend's lambda


def least_squares(panel: Panel) -> list[str]:
    """A straight line through the mean share of the last sixteen quarters; p < .05 is a trend."""
    from scipy.stats import linregress

    columns = np.flatnonzero(panel.held.any(axis=0))
    columns = columns[columns >= len(panel.quarters) - 2 * WINDOW]
    found = []
    for share in panel.share:
        line = linregress(columns, np.nanmean(share[:, columns], axis=0))
        moves = line.pvalue < LEVEL and line.slope != 0
        found.append(("rising" if line.slope > 0 else "fading") if moves else "steady")
    return found


def mann_kendall(panel: Panel) -> list[str]:
    """Kendall's rank correlation of the mean share with time over the last sixteen quarters; p < .05 is a trend."""
    from scipy.stats import kendalltau

    columns = np.flatnonzero(panel.held.any(axis=0))
    columns = columns[columns >= len(panel.quarters) - 2 * WINDOW]
    found = []
    for share in panel.share:
        order = kendalltau(columns, np.nanmean(share[:, columns], axis=0))
        found.append(("rising" if order.statistic > 0 else "fading") if order.pvalue < LEVEL else "steady")
    return found


def popularity(counts: Floats) -> Floats:
    """BERTrend's cumulative popularity (Boutaleb, Picault & Grosjean 2024), (n_themes, n_quarters).

    Documents add up; in a quarter without any, what there was is multiplied by exp(-lambda * t^2), t the quarters since
    the last document.
    """
    made = np.zeros(counts.shape)
    silent = np.zeros(len(counts))
    before = np.zeros(len(counts))
    for t in range(counts.shape[1]):
        heard = counts[:, t] > 0
        silent = np.where(heard, 0, silent + 1)
        before = np.where(heard, before + counts[:, t], before * np.exp(-DECAY * silent**2))
        made[:, t] = before
    return made


def bertrend(panel: Panel) -> list[str]:
    """Weak signals with a rising slope are taken as rising, weak and strong ones that fall as fading, the rest as steady.

    Weak is between the 10th and the 50th percentile of all themes' popularity over the last eight quarters; the slope
    is of the theme's popularity in them.
    """
    counts = np.where(panel.held, panel.share * panel.passages, 0.0).sum(axis=1)
    recent = popularity(counts)[:, -WINDOW:]
    low, high = np.percentile(recent, [10, 50])
    when = np.arange(recent.shape[1]) - (recent.shape[1] - 1) / 2
    slope = recent @ when
    last = recent[:, -1]
    rising = (last >= low) & (last <= high) & (slope > 0)
    fading = (last >= low) & (slope < 0)
    return [("rising" if r else "fading" if f else "steady") for r, f in zip(rising, fading, strict=True)]
