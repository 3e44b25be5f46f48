"""Affinity: how much more a company speaks of a theme than its peers do in the same quarter.

In: shares by theme × company × quarter, with peer groups.  Out: each company against the weighted mean of its peers,
itself left out.  The ratio says it best, the difference carries the interval: a ratio to peers who hardly speak of a
theme has none to speak of.
"""

from __future__ import annotations

import pandas as pd

from themes.stats.mover import bounds, difference, mean_of, weighted


def against_peers(own: pd.DataFrame) -> pd.DataFrame:
    """A row for every row of ``own`` that has a peer in its quarter.

    Parameters
    ----------
    own : DataFrame
        From :func:`themes.prevalence.by_quarter.company_quarters`.

    Returns
    -------
    DataFrame
        ``theme_id``, ``company_id``, ``quarter``, ``peers_share``, ``affinity`` (own share over the peers'; NaN where
        they are silent), ``against_peers`` (own less peers') with its 95 % interval.
    """
    group = ["theme_id", "quarter", "peer_group"]
    keys = [own[key] for key in group]
    added = weighted(own, own["weight"]).assign(weight=own["weight"], n=1)
    others = added.groupby(keys, observed=True).transform("sum") - added
    peers = mean_of(others, others["weight"].where(others["n"] > 0))
    # what is left after a company's own part is taken out may be a hair off zero
    peers["share"] = peers["share"].clip(lower=0).round(12)
    more = difference(own, peers)
    low, high = bounds(more)
    return own[["theme_id", "company_id", "quarter"]].assign(
        peers_share=peers["share"],
        affinity=own["share"] / peers["share"].where(peers["share"] > 0),
        against_peers=more["share"],
        against_peers_low=low,
        against_peers_high=high,
    )
