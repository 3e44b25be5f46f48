"""Combining shares: a weighted sum of independent shares, with an interval made of theirs.

In: rows with ``share``, ``share_low``, ``share_high``.  Out: one row a key.  Method: square and add (MOVER; Newcombe
1998; Zou & Donner 2008).  The distance from a sum to its bound is the root of the summed squares of the weighted
distances of its parts, each side apart, so that lopsided intervals stay lopsided and a sum of zeros has a bound above.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

#: Columns that :func:`combine_shares` reads: the share, the centre of its interval, distances from there to its bounds.
PARTS = ["share", "centre", "down", "up"]


def with_distances(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ``centre``, ``down`` and ``up`` of the interval from ``share_low`` to ``share_high``.

    The centre is the share ``expected`` from the scores where the table has one, else ``share``: what assignments miss
    or take too much would otherwise add up over calls, while the intervals of sums grow narrow.
    """
    centre = table["expected"] if "expected" in table.columns else table["share"]
    down, up = (centre - table["share_low"]).clip(lower=0), (table["share_high"] - centre).clip(lower=0)
    return table.assign(centre=centre, down=down, up=up)


def combine_shares(table: pd.DataFrame, by: Sequence[str], weight: pd.Series[float]) -> pd.DataFrame:
    """The weighted mean of shares for each key.

    Parameters
    ----------
    table : DataFrame
        Rows with the columns ``by`` and :data:`PARTS`; rows are independent of one another.
    by : sequence of str
        Key columns; a row with an empty key is left out.
    weight : Series of float
        Weight of each row, above 0, aligned with ``table``.

    Returns
    -------
    DataFrame
        Indexed by ``by`` in sorted order: :data:`PARTS`, and ``rows``, how many were combined.
    """
    weighed = pd.concat([table[list(by)], weighted(table, weight), weight.rename("weight")], axis=1).assign(rows=1)
    sums = weighed.groupby(list(by), observed=True).sum()
    return mean_of(sums, sums["weight"]).assign(rows=sums["rows"])


def weighted(table: pd.DataFrame, weight: pd.Series[float] | float) -> pd.DataFrame:
    """What is added up over rows: shares and centres, and squared distances, each with its weight."""
    parts = table[PARTS].mul(weight, axis=0)
    return parts.assign(down=parts["down"] ** 2, up=parts["up"] ** 2)


def mean_of(sums: pd.DataFrame, weight: pd.Series[float]) -> pd.DataFrame:
    """:data:`PARTS` of a mean from the sums of :func:`weighted` rows and of their weights."""
    # a sum less one of its parts may be a hair below zero
    roots = sums[["down", "up"]].clip(lower=0) ** 0.5
    return sums[PARTS].assign(down=roots["down"], up=roots["up"]).div(weight, axis=0)


def difference(later: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Later less earlier, row by row: :data:`PARTS`.

    What may lie below the later share and above the earlier one may lie below their difference.
    """
    return pd.DataFrame(
        {
            "share": later["share"] - earlier["share"],
            "centre": later["centre"] - earlier["centre"],
            "down": (later["down"] ** 2 + earlier["up"] ** 2) ** 0.5,
            "up": (later["up"] ** 2 + earlier["down"] ** 2) ** 0.5,
        }
    )


def bounds(parts: pd.DataFrame) -> tuple[pd.Series[float], pd.Series[float]]:
    """Lower and upper bounds, never inside the share itself."""
    low, high = parts["centre"] - parts["down"], parts["centre"] + parts["up"]
    return low.where(low < parts["share"], parts["share"]), high.where(high > parts["share"], parts["share"])


def with_bounds(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ``share_low`` and ``share_high`` (within 0-1) in place of centre and distances."""
    low, high = bounds(table)
    return table.assign(share_low=low.clip(lower=0), share_high=high.clip(upper=1)).drop(columns=PARTS[1:])
