"""Momentum: how a share moved since the quarter before, since a year before, and against its own long-run mean.

In: shares by theme × company × quarter.  Out: changes by theme × scope × quarter.  Each company is compared with
itself, and only companies that have both sides count, so that one that joins or leaves makes no change.
"""

from __future__ import annotations

import pandas as pd

from themes.stats.mover import PARTS, bounds, combine_shares, difference, mean_of, weighted

MIN_EARLIER = 4  # quarters that a long-run mean needs: fewer would be a season
OWN = ["theme_id", "company_id"]


def momentum(own: pd.DataFrame) -> pd.DataFrame:
    """Changes with their 95 % intervals.

    Parameters
    ----------
    own : DataFrame
        From :func:`themes.prevalence.by_quarter.company_quarters`.

    Returns
    -------
    DataFrame
        ``theme_id``, ``scope`` (a company or ``ALL``), ``quarter``, and ``on_quarter``, ``on_year``, ``on_mean`` with
        ``_low`` and ``_high``; NaN where no company has both sides.
    """
    at = own.assign(number=quarter_number(own["quarter"]))
    sides = {"on_quarter": _before(at, 1), "on_year": _before(at, 4), "on_mean": _long_run(at)}
    table = pd.concat([own.assign(scope=own["company_id"]), own.assign(scope="ALL")])
    table = table[["theme_id", "scope", "quarter"]].drop_duplicates().reset_index(drop=True)
    for name, earlier in sides.items():
        table = table.merge(_changes(own, earlier, name), on=["theme_id", "scope", "quarter"], how="left")
    return table


def quarter_number(quarters: pd.Series[str]) -> pd.Series[int]:
    """Quarters counted from the year 0: neighbours differ by one, years by four.

    >>> quarter_number(pd.Series(["2012Q4", "2013Q1"])).tolist()
    [8051, 8052]
    """
    return quarters.str[:4].astype(int) * 4 + quarters.str[5:].astype(int) - 1


def _before(at: pd.DataFrame, n_quarters: int) -> pd.DataFrame:
    """Each row's own share so many quarters earlier, in the rows' order; NaN where there was no call."""
    earlier = at[[*OWN, "number", *PARTS]].assign(number=at["number"] + n_quarters)
    return at[[*OWN, "number"]].merge(earlier, on=[*OWN, "number"], how="left").set_index(at.index)


def _long_run(at: pd.DataFrame) -> pd.DataFrame:
    """Each row's own mean over all earlier quarters, in the rows' order; NaN where there are fewer than four."""
    ordered = at.sort_values([*OWN, "number"], kind="stable")
    added = weighted(ordered, 1.0).assign(n=1.0)
    earlier = added.groupby([ordered[key] for key in OWN], observed=True).cumsum() - added
    return mean_of(earlier, earlier["n"].where(earlier["n"] >= MIN_EARLIER)).reindex(at.index)


def _changes(own: pd.DataFrame, earlier: pd.DataFrame, name: str) -> pd.DataFrame:
    both = own[["theme_id", "company_id", "quarter", "weight"]].join(difference(own, earlier)).dropna(subset=["share"])
    scoped = pd.concat([both.assign(scope=both["company_id"]), both.assign(scope="ALL")], ignore_index=True)
    combined = combine_shares(scoped, ["theme_id", "scope", "quarter"], scoped["weight"])
    low, high = bounds(combined)
    return pd.DataFrame({name: combined["share"], f"{name}_low": low, f"{name}_high": high}).reset_index()
