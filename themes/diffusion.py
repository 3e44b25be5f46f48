"""Diffusion: which company spoke of a theme first, and how long after it the others followed.

In: ``calls`` and ``prevalence``.  Out: the ``diffusion`` table.  A company is counted from its first call in which a
passage of substance was assigned to the theme.  Whether an order of first mentions could be chance is not tested yet:
``p_value`` is empty.
"""

from __future__ import annotations

import pandas as pd

from themes.records import TABLES


def first_mentions(calls: pd.DataFrame, prevalence: pd.DataFrame) -> pd.DataFrame:
    """The ``diffusion`` table: a row for every theme × company that spoke of it, ordered by theme and rank.

    ``rank`` 1 is the first quarter heard (ties share it); ``lag_days`` counts from the first dated call, and is empty
    where a call has no date.  Calls without a calendar quarter are left out: they cannot be ordered.
    """
    heard = prevalence[(prevalence["speaker_group"] == "all") & (prevalence["n_words_theme"] > 0)]
    heard = heard[heard["calendar_quarter"].notna()].merge(calls[["call_id", "call_date"]], on="call_id")
    if heard.empty:
        return pd.DataFrame(columns=list(TABLES["diffusion"]))
    order = {theme: k for k, theme in enumerate(dict.fromkeys(prevalence["theme_id"]))}
    heard = heard.assign(order=heard["theme_id"].map(order), when=heard["call_date"].fillna("9999"))
    heard = heard.sort_values(["order", "calendar_quarter", "when", "company_id"], kind="stable")
    first = heard.groupby(["order", "company_id"], sort=False).head(1)
    first = first.sort_values(["order", "calendar_quarter", "when", "company_id"], kind="stable", ignore_index=True)
    dates = pd.to_datetime(first["call_date"])
    table = pd.DataFrame(
        {
            "theme_id": first["theme_id"],
            "company_id": first["company_id"],
            "first_call_date": first["call_date"],
            "first_quarter": first["calendar_quarter"],
            "rank": first.groupby("order")["calendar_quarter"].rank(method="min").astype("int64"),
            "lag_days": (dates - dates.groupby(first["order"]).transform("min")).dt.days.astype("Int64"),
            "p_value": float("nan"),
        }
    )
    return table[list(TABLES["diffusion"])]
