"""Trends: the status of each theme, overall and by company.

In: ``prevalence`` (and ``themes`` and ``calls`` for families and names).  Out: the ``trends`` table.  What each status
means, how it is tested and corrected: ``docs/trends.md``.  The work is done in :mod:`themes.trends.panel` (windows),
:mod:`themes.trends.change` and :mod:`themes.trends.variance_components` (change, and how much quarters vary),
:mod:`themes.trends.change_test` and :mod:`themes.trends.events` (tests), :mod:`themes.stats.multiple_testing`
(correction), :mod:`themes.trends.classification` and :mod:`themes.trends.reasons`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from themes.formatting import counted
from themes.records import TABLES
from themes.trends.classification import ScopeResult, judge_panel
from themes.trends.panel import Panel, lay_out
from themes.trends.reasons import explain, last_quarter, peak_quarters, since_quarter

DIGITS = 6


def judge_trends(
    prevalence: pd.DataFrame,
    theme_ids: Sequence[str],
    themes: pd.DataFrame | None = None,
    calls: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The ``trends`` table: a row for every theme × scope (``ALL`` and each company that has calls).

    Looking again each quarter is not corrected for: q-values are those of one look.

    Parameters
    ----------
    prevalence : DataFrame
        The ``prevalence`` table, or the part of it that was known at a moment; speaker group ``all`` is used.
    theme_ids : sequence of str
        Themes, in the order of the rows.
    themes : DataFrame, optional
        The ``themes`` table; each ``kind`` is a family of its own.  Without it all themes are one family.
    calls : DataFrame, optional
        The ``calls`` table, for the companies' names.  Without it reasons name their ids.

    Returns
    -------
    DataFrame
        ``change_per_year`` is in share (0-1) a year, with its 95 % interval; NaN where there is too little to test.
    """
    panel = lay_out(prevalence, theme_ids)
    kinds = dict(zip(themes["theme_id"], themes["kind"], strict=True)) if themes is not None else {}
    scopes = judge_panel(panel, np.array([str(kinds.get(theme, "")) for theme in theme_ids]))
    named = _names(calls)
    who = {scope: _who(scope, panel, named) for scope in scopes}
    rows = [
        {"theme_id": theme, "scope": scope} | _row(result, k, who[scope])
        for k, theme in enumerate(theme_ids)
        for scope, result in scopes.items()
    ]
    return pd.DataFrame(rows, columns=list(TABLES["trends"]))


def _names(calls: pd.DataFrame | None) -> dict[str, str]:
    if calls is None:
        return {}
    known = calls.dropna(subset=["company_id", "company"])
    return dict(zip(known["company_id"].astype(str), known["company"].astype(str), strict=True))


def _who(scope: str, panel: Panel, named: dict[str, str]) -> str:
    if scope != "ALL":
        return named.get(scope, scope)
    return counted(len(panel.companies), "company", "companies")


def _row(result: ScopeResult, theme: int, who: str) -> dict[str, object]:
    panel, tested = result.panel, result.tested
    peak = peak_quarters(result, theme)
    change = (tested.a_year, tested.low, tested.high) if tested is not None else (None, None, None)
    change_per_year, low, high = (round(float(c[theme]), DIGITS) if c is not None else np.nan for c in change)
    return {
        "status": result.status[theme].value,
        "since_quarter": since_quarter(result, theme),
        "peak_quarter": peak[0] if peak else None,
        "last_quarter": last_quarter(panel, theme),
        "change_per_year": change_per_year,
        "change_low": low,
        "change_high": high,
        "p_value": float(result.p_value[theme]),
        "q_value": float(result.q_value[theme]),
        "n_calls": int(panel.n_calls.sum()),
        "n_companies": len(panel.companies),
        "reason": explain(result, theme, who),
    }
