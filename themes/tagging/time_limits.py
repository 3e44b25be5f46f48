"""Limits in time: which calls of a study a tracked theme cannot be in, whatever is said there.

In: a catalog and the ``calls`` table.  Out: by theme the calls outside of its limits.  A call counts by the calendar
quarter that it reports on, else by the day on which it was held; one of which neither is known is inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from themes.config.catalog import Catalog
from themes.quarters import days_of

Outside = Mapping[str, frozenset[str]]


def calls_outside(catalog: Catalog, calls: pd.DataFrame) -> dict[str, frozenset[str]]:
    """The calls outside of each theme's limits.

    Parameters
    ----------
    catalog : Catalog
        Themes with or without limits.
    calls : DataFrame
        call_id, calendar_quarter and call_date of the ``calls`` table.

    Returns
    -------
    dict
        By id of each theme that has limits, ids of the calls of which no day lies within them.  A limit that is a date
        so takes in the whole quarter around it, for a call whose quarter is known.
    """
    limited = [theme for theme in catalog.theme if theme.is_limited]
    days = dict(_days(calls)) if limited else {}
    return {
        theme.id: frozenset(
            call for call, (first, last) in days.items() if last < theme.limits[0] or first > theme.limits[1]
        )
        for theme in limited
    }


def _days(calls: pd.DataFrame) -> Iterable[tuple[str, tuple[date, date]]]:
    """The days that a call counts for, of the calls of which any is known."""
    when = calls["calendar_quarter"].fillna(calls["call_date"])
    for call, moment in zip(calls["call_id"], when, strict=True):
        if isinstance(moment, str):
            yield str(call), days_of(moment)
