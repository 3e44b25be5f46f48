"""Which quarters a trend compares: the spans under its shares before and after.

In: a theme's points, its trend, all quarters.  Out: two spans of quarters.  By the rule of the test itself
(:mod:`themes.stats.windows`, :func:`themes.stats.composition.n_known_quarters`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reports.records import Point, Trend
from themes.quarters import quarter_range
from themes.stats.composition import is_thin, n_known_quarters, panel_weights
from themes.stats.windows import Horizon, compared_windows, is_history_enough

Span = tuple[str, ...]
Booleans = NDArray[np.bool_]
HORIZONS = {horizon.value: horizon for horizon in Horizon}


def windows_of(points: Sequence[Point], trend: Trend) -> tuple[Span, Span] | None:
    """The quarters before and after, as the trend's horizon has them.

    Parameters
    ----------
    points : sequence of Point
        One theme's, of all companies of the study.
    trend : Trend
        Of the same theme.

    Returns
    -------
    tuple of (before, after), or None
        Quarters in order, each from the first with a call to the last; None where nothing was compared.
    """
    own = [p for p in points if p.calendar_quarter is not None and trend.scope in ("ALL", p.company_id)]
    if trend.horizon is None or not own:
        return None
    known = sorted(p.calendar_quarter or "" for p in own)
    quarters = quarter_range(known[0], known[-1])
    last = _n_known(own, quarters) if trend.scope == "ALL" else len(quarters)
    windows = compared_windows(last, HORIZONS[trend.horizon])
    if windows is None:
        return None
    held = _held(own, quarters)
    called: Booleans = np.any(held, axis=0)
    thin = is_thin(panel_weights(np.where(held, 1.0, np.nan)[None]))[0] & (trend.scope == "ALL")
    before, after = slice(windows.start, windows.split), slice(windows.split, windows.stop)
    return (
        _between(quarters[before], called[before], thin[before]),
        _between(quarters[after], called[after], thin[after]),
    )


def _between(quarters: Span, called: Booleans, thin: Booleans) -> Span:
    """From the first quarter that counts to the last: those with a call, thin ones only where there are no others."""
    usable = called & ~thin
    at = np.flatnonzero(usable if usable.any() else called)
    return quarters[at[0] : at[-1] + 1] if len(at) else quarters


def _held(points: Sequence[Point], quarters: Span) -> Booleans:
    """Which company (in order of their ids) had words in which quarter."""
    words = {(p.company_id, p.calendar_quarter) for p in points if p.n_words}
    companies = sorted({p.company_id for p in points})
    return np.array([[(company, quarter) in words for quarter in quarters] for company in companies])


def _n_known(points: Sequence[Point], quarters: Span) -> int:
    """Quarters up to the last that is not thin; all where those are too few for a trend."""
    calls = Counter((p.company_id, p.calendar_quarter) for p in points)
    companies = sorted({p.company_id for p in points})
    n_calls = np.array([[calls[company, quarter] for quarter in quarters] for company in companies])
    held = _held(points, quarters)
    n_known = n_known_quarters(held)
    return n_known if is_history_enough(n_calls[:, :n_known], held[:, :n_known]) else len(quarters)
