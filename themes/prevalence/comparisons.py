"""A share less another share, with its interval: against a company's own past, and against its peers.

In: shares by theme × company × quarter (:func:`themes.prevalence.by_quarter.company_quarters`).  Out: changes by theme
× scope × quarter, and each company against the weighted mean of its peers, itself left out.  Differences combine
intervals by MOVER (:mod:`themes.stats.mover`).  For a change each company is compared with itself, and only companies
that have both sides count, so that one that joins or leaves makes no change.  Against peers the ratio says it best, the
difference carries the interval: a ratio to peers who hardly speak of a theme has none to speak of.
"""

from __future__ import annotations

import pandas as pd

from themes.quarters import QUARTERS_A_YEAR, ordinals
from themes.stats.mover import PARTS, bounds, combine_shares, difference, mean_of, weighted

MIN_EARLIER = 4  # quarters that a long-run mean needs: fewer would be a season
OWN = ["theme_id", "company_id"]


def momentum(own: pd.DataFrame) -> pd.DataFrame:
    """Changes since the quarter before, since a year before and against the long-run mean, with 95% intervals.

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
    at = own.assign(number=own["quarter"].map(ordinals(own["quarter"])))
    sides = {"on_quarter": _before(at, 1), "on_year": _before(at, QUARTERS_A_YEAR), "on_mean": _long_run(at)}
    table = pd.concat([own.assign(scope=own["company_id"]), own.assign(scope="ALL")])
    table = table[["theme_id", "scope", "quarter"]].drop_duplicates().reset_index(drop=True)
    for name, earlier in sides.items():
        table = table.merge(_changes(own, earlier, name), on=["theme_id", "scope", "quarter"], how="left")
    return table


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


def against_peers(own: pd.DataFrame) -> pd.DataFrame:
    """How much more a company speaks of a theme than its peers: a row for each of ``own`` with a peer in its quarter.

    Parameters
    ----------
    own : DataFrame
        From :func:`themes.prevalence.by_quarter.company_quarters`.

    Returns
    -------
    DataFrame
        ``theme_id``, ``company_id``, ``quarter``, ``peers_share``, ``affinity`` (own share over the peers'; NaN where
        they are silent), ``against_peers`` (own less peers') with its 95% interval.
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
