"""Prevalence by year: the share of each theme in a year is the mean of its quarters' shares.

In: ``prevalence``.  Out: a row for every theme × scope × year, where a scope is a company or ``ALL``.  Every quarter
with a call counts once, however many calls it has.  Of all companies a thin quarter, in which few of them called, is
left out unless the year has no other: the rule of the report's tables.
"""

from __future__ import annotations

import pandas as pd

from themes.prevalence.by_quarter import (
    DECIMALS,
    QuarterSettings,
    company_quarters,
    in_theme_order,
    scope_quarters,
)
from themes.stats.mover import combine_shares, with_bounds

KEYS = ["theme_id", "scope", "year"]
COLUMNS = (
    "theme_id", "scope", "year", "n_quarters", "n_quarters_left_out", "n_calls", "n_companies",
    "share", "share_low", "share_high", "share_raw", "is_thin",
)  # fmt: skip


def prevalence_by_year(prevalence: pd.DataFrame, settings: QuarterSettings | None = None) -> pd.DataFrame:
    """Share by theme, scope and year (``docs/prevalence.md`` has an example worked by hand).

    Parameters
    ----------
    prevalence : DataFrame
        As :func:`themes.prevalence.by_quarter.prevalence_by_quarter` takes it.
    settings : QuarterSettings, optional
        Axis, speaker group and weights; floor and peer groups have no part in a year.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, ordered as the themes are, ``ALL`` first, by year (such as ``2012``).  ``n_quarters``,
        ``n_calls`` and ``n_companies`` are of the quarters that count; ``n_quarters_left_out`` are thin; ``is_thin``
        is a year of thin quarters alone.  Empty where no call has a quarter.
    """
    settings = settings or QuarterSettings()
    own = company_quarters(prevalence, settings)
    if own.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    quarters = _with_year(scope_quarters(own, settings.floor))
    quarters["share"] = quarters["share"].round(DECIMALS)  # as the table by quarter has them: both give one mean
    counting = quarters[_counts(quarters)]
    made = combine_shares(counting, KEYS, pd.Series(1.0, index=counting.index)).rename(columns={"rows": "n_quarters"})
    by_year = counting.groupby(KEYS, observed=True)
    made = made.assign(
        n_quarters_left_out=quarters.groupby(KEYS, observed=True).size() - made["n_quarters"],
        n_calls=by_year["n_calls"].sum(),
        n_companies=_n_companies(own, counting),
        share_raw=by_year["share_raw"].mean(),
        is_thin=by_year["is_thin"].all(),
    )
    table = with_bounds(made.reset_index())[list(COLUMNS)].round(DECIMALS)
    return in_theme_order(table, "year", prevalence["theme_id"])


def _with_year(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(year=table["quarter"].str[:4])


def _counts(quarters: pd.DataFrame) -> pd.Series[bool]:
    """Which quarters count in their year: those that are not thin, or all where a year has no other."""
    thin = quarters["is_thin"].astype(bool)
    all_thin = thin.groupby([quarters[key] for key in KEYS], observed=True).transform("all")
    return ~thin | all_thin


def _n_companies(own: pd.DataFrame, counting: pd.DataFrame) -> pd.Series[int]:
    """Companies with a call in the quarters that count, by the keys of a year; of a company 1."""
    scoped = pd.concat([own.assign(scope=own["company_id"]), own.assign(scope="ALL")], ignore_index=True)
    pairs = counting[[*KEYS, "quarter"]].merge(scoped[["theme_id", "scope", "quarter", "company_id"]])
    return pairs.groupby(KEYS, observed=True)["company_id"].nunique()
