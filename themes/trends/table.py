"""Trends: the status of each theme, overall and by company.

In: ``prevalence`` (and ``themes`` and ``calls`` for families and names).  Out: the ``trends`` table.  What each status
means, how it is tested and corrected: ``docs/trends.md``.  The work is done in :mod:`themes.trends.panel`,
:mod:`themes.trends.company_change` (each company's change), :mod:`themes.trends.moderation` (how much companies
differ), :mod:`themes.trends.change_test` (the test), :mod:`themes.stats.multiple_testing` (correction),
:mod:`themes.trends.classification` and :mod:`themes.trends.events` (what it is called), :mod:`themes.trends.reasons`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from themes.records import TABLES
from themes.stats.windows import Horizon
from themes.trends.classification import Scope, judge_panel
from themes.trends.panel import Panel, lay_out
from themes.trends.reasons import explain, last_quarter, peak_quarter, since_quarter
from themes.trends.wording import Wording, wording_of

DIGITS = 6
DISAGREES = "Counted by keywords alone and by meaning alone, it did not move alike."


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
        Shares and changes are 0-1; ``change_per_year`` with its 95% interval is that of ``horizon``.  NaN where there
        is too little to test.
    """
    panel = lay_out(prevalence, theme_ids)
    kinds = dict(zip(themes["theme_id"], themes["kind"], strict=True)) if themes is not None else {}
    scopes = judge_panel(panel, np.array([str(kinds.get(theme, "")) for theme in theme_ids]))
    wording = wording_of(prevalence, theme_ids)
    named = _names(calls)
    rows = [
        {"theme_id": theme, "scope": name} | _row(scope, _all_of(panel, name), k, named, wording)
        for k, theme in enumerate(theme_ids)
        for name, scope in scopes.items()
    ]
    return pd.DataFrame(rows, columns=list(TABLES["trends"]))


def _names(calls: pd.DataFrame | None) -> dict[str, str]:
    if calls is None:
        return {}
    known = calls.dropna(subset=["company_id", "company"])
    return dict(zip(known["company_id"].astype(str), known["company"].astype(str), strict=True))


def _all_of(panel: Panel, scope: str) -> Panel:
    return panel if scope == "ALL" else panel.of_company(panel.companies.index(scope))


def _row(
    scope: Scope, panel: Panel, theme: int, names: Mapping[str, str], wording: Wording | None
) -> dict[str, object]:
    verdict, reason = scope.verdicts[theme], explain(scope, theme, names)
    agreement = wording.agreement(verdict, scope, theme) if wording is not None else None
    return {
        "status": verdict.status.value,
        "since_quarter": since_quarter(scope, theme),
        "peak_quarter": peak_quarter(scope, theme),
        "last_quarter": last_quarter(panel, theme),
        "p_value": verdict.p_value,
        "q_value": verdict.q_value,
        "n_calls": int(panel.n_calls.sum()),
        "n_companies": len(panel.companies),
        "reason": f"{reason} {DISAGREES}" if agreement == "disagrees" else reason,
        "wording": agreement,
    } | _numbers(scope, theme)


def _numbers(scope: Scope, theme: int) -> dict[str, object]:
    """What the comparisons say: of the one the status rests on, and the change of each."""
    numbers: dict[str, object] = {}
    for horizon in Horizon:
        compared = scope.comparisons.get(horizon)
        for name in ("change", "low", "high"):
            value = float(getattr(compared, name)[theme]) if compared is not None else np.nan
            numbers[f"{horizon.value}_{name}"] = round(value, DIGITS)
    found = scope.verdicts[theme].found
    if found is None:
        return numbers
    years = found.windows.years_apart
    return numbers | {
        "horizon": found.horizon.value,
        "share_before": round(float(found.before[theme]), DIGITS),
        "share_after": round(float(found.after[theme]), DIGITS),
        "change_per_year": round(float(found.change[theme]) / years, DIGITS),
        "change_low": round(float(found.low[theme]) / years, DIGITS),
        "change_high": round(float(found.high[theme]) / years, DIGITS),
        "n_passages": round(float(found.passages[theme])),
        "carriers": round(float(found.carriers[theme]), 2),
        "flip_p": float(found.flip_p[theme]),
    }
