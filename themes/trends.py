"""Trends: the status of each theme, overall and by company.

In: ``prevalence``.  Out: the ``trends`` table.  A word like *rising* needs a test whose errors are controlled; until it
is here every status is ``insufficient`` with the reason, and ``contrasts`` says what two calls can say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from themes.records import TABLES

MIN_CALLS = MIN_QUARTERS = 6  # fewer cannot carry a trend


def judge_trends(prevalence: pd.DataFrame, theme_ids: Sequence[str]) -> pd.DataFrame:
    """The ``trends`` table: a row for every theme × scope (``ALL`` and each company that has calls)."""
    rows = []
    everyone = prevalence[(prevalence["speaker_group"] == "all") & prevalence["calendar_quarter"].notna()]
    by_theme = dict(tuple(everyone.groupby("theme_id", sort=False)))
    for theme in theme_ids:
        own = by_theme.get(theme, everyone.iloc[:0])
        rows += [{"theme_id": theme, "scope": scope} | _row(calls) for scope, calls in _scopes(own)]
    return pd.DataFrame(rows, columns=list(TABLES["trends"]))


def _scopes(own: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "ALL", own
    for company, calls in own.groupby("company_id", sort=True):
        yield str(company), calls


def _row(calls: pd.DataFrame) -> dict[str, object]:
    heard = calls[calls["n_words_theme"] > 0]
    words = calls.groupby("calendar_quarter")[["n_words_theme", "n_words"]].sum()
    words = words[words["n_words_theme"] > 0]
    share = words["n_words_theme"] / words["n_words"]
    n_calls, n_quarters = calls["call_id"].nunique(), calls["calendar_quarter"].nunique()
    if n_calls < MIN_CALLS or n_quarters < MIN_QUARTERS:
        reason = (
            f"{n_calls} calls in {n_quarters} quarters; a trend needs {MIN_CALLS} in {MIN_QUARTERS}. See contrasts."
        )
    else:
        reason = f"{n_calls} calls in {n_quarters} quarters, not tested: this version gives no trend. See contrasts."
    return {
        "status": "insufficient",
        "since_quarter": None,
        "peak_quarter": share.idxmax() if len(share) else None,
        "last_quarter": heard["calendar_quarter"].max() if len(heard) else None,
        "change_per_year": float("nan"),
        "change_low": float("nan"),
        "change_high": float("nan"),
        "p_value": float("nan"),
        "q_value": float("nan"),
        "n_calls": n_calls,
        "n_companies": calls["company_id"].nunique(),
        "reason": reason,
    }
