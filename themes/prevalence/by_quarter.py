"""Prevalence by quarter: share, breadth, intensity and concentration of each theme over the companies.

In: ``prevalence``.  Out: a row for every theme × scope × quarter, where a scope is a company or ``ALL``.  A company's
calls of one quarter count as one by their words; companies then weigh alike unless weights are set, so that a company
that talks long or meets often does not speak for the others.  Zeros are kept; a company without a call in a quarter is
absent from it, which is no zero: the share over companies is adjusted for who called (:mod:`themes.stats.composition`),
and the mean of those that did stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from themes.prevalence.comparisons import against_peers, momentum
from themes.records import SpeakerGroup
from themes.stats.composition import Interval, adjusted_shares, is_thin, panel_weights
from themes.stats.mover import PARTS, combine_shares, with_bounds, with_distances

Axis = Literal["calendar_quarter", "fiscal_quarter"]
KEYS = ["theme_id", "scope", "quarter"]
COLUMNS = (
    "theme_id", "scope", "quarter", "n_calls", "n_companies", "share", "share_low", "share_high",
    "share_raw", "panel_weight", "is_thin",
    "breadth", "breadth_low", "breadth_high", "intensity", "effective_companies",
    "on_quarter", "on_quarter_low", "on_quarter_high", "on_year", "on_year_low", "on_year_high",
    "on_mean", "on_mean_low", "on_mean_high",
    "peers_share", "affinity", "against_peers", "against_peers_low", "against_peers_high",
)  # fmt: skip
_TAIL = 0.025
DECIMALS = 6  # of shares and changes in tables


@dataclass(frozen=True)
class QuarterSettings:
    """What is counted, and on which axis.

    ``floor``: the share of a call's words from which on a company speaks of a theme (a hundredth: about one passage of
    a call).  ``weights`` and ``peer_groups`` by company id; a company without a weight weighs 1, and those without a
    group are one another's peers.
    """

    axis: Axis = "calendar_quarter"
    group: SpeakerGroup = "all"
    floor: float = 0.01
    weights: Mapping[str, float] = field(default_factory=dict)
    peer_groups: Mapping[str, str] = field(default_factory=dict)


def prevalence_by_quarter(prevalence: pd.DataFrame, settings: QuarterSettings | None = None) -> pd.DataFrame:
    """Share and its measures by theme, scope and quarter (``docs/prevalence.md`` tells each formula).

    Parameters
    ----------
    prevalence : DataFrame
        The ``prevalence`` table; with ``expected`` (:func:`themes.prevalence.estimate.with_expected`) the intervals of
        sums lie around the shares to be expected, else around those assigned.
    settings : QuarterSettings, optional
        Axis, speaker group, floor, weights and peer groups.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, ordered as the themes are, ``ALL`` first, by quarter.  The share of ``ALL`` is adjusted for who
        called, ``share_raw`` is the mean of those that did; the two are the same for a company.  Breadth, intensity and
        ``effective_companies`` are of ``ALL``, the peers' columns of companies; NaN elsewhere and where there is
        nothing to compare with.
    """
    settings = settings or QuarterSettings()
    own = company_quarters(prevalence, settings)
    if own.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    table = scope_quarters(own, settings.floor)
    table = table.merge(
        against_peers(own).rename(columns={"company_id": "scope"}), on=KEYS, how="left", validate="one_to_one"
    ).merge(momentum(own), on=KEYS, how="left", validate="one_to_one")
    table = with_bounds(table).reindex(columns=list(COLUMNS)).round(DECIMALS)
    return in_theme_order(table, "quarter", prevalence["theme_id"])


def scope_quarters(own: pd.DataFrame, floor: float) -> pd.DataFrame:
    """Rows of ``ALL`` and of each company, from :func:`company_quarters`; intervals as centre and distances."""
    companies = own.assign(
        scope=own["company_id"], n_companies=1, share_raw=own["share"], panel_weight=1.0, is_thin=False
    )
    return pd.concat([_over_companies(own, floor), companies], ignore_index=True)


def in_theme_order(table: pd.DataFrame, time: str, themes: pd.Series[str]) -> pd.DataFrame:
    """The rows of a table by scope and ``time``, in the order in which ``themes`` first stand, ``ALL`` first."""
    order = {theme: k for k, theme in enumerate(dict.fromkeys(themes))}
    keyed = table.assign(order=table["theme_id"].map(order), alone=table["scope"] != "ALL")
    return keyed.sort_values(["order", "alone", "scope", time], kind="stable", ignore_index=True)[list(table.columns)]


def company_quarters(prevalence: pd.DataFrame, settings: QuarterSettings) -> pd.DataFrame:
    """A row a theme × company × quarter: its calls as one, with ``weight``, ``peer_group``, ``down`` and ``up``.

    Calls without a quarter on the axis, and calls in which the group said nothing, are left out.
    """
    spoken = prevalence[(prevalence["speaker_group"] == settings.group) & (prevalence["n_words"] > 0)]
    spoken = with_distances(spoken.assign(quarter=spoken[settings.axis])).dropna(subset=["quarter"])
    pooled = combine_shares(spoken, ["theme_id", "company_id", "quarter"], spoken["n_words"].astype(float))
    pooled = pooled.rename(columns={"rows": "n_calls"}).reset_index()
    return pooled.assign(
        weight=pooled["company_id"].map(lambda company: float(settings.weights.get(company, 1.0))),
        peer_group=pooled["company_id"].map(lambda company: settings.peer_groups.get(company, "")),
    )


def _over_companies(own: pd.DataFrame, floor: float) -> pd.DataFrame:
    """The ``ALL`` rows: adjusted share, breadth, intensity, effective number of companies."""
    by = ["theme_id", "quarter"]
    table = _adjusted(combine_shares(own, by, own["weight"]).rename(columns={"rows": "n_companies"}), own)
    speaks = own["share"] >= floor
    weighted_share = own["share"] * own["weight"]
    parts = own[by].assign(
        n_calls=own["n_calls"],
        n_speaking=speaks,
        weighted_share=weighted_share,
        squared=weighted_share**2,
        of_speaking=weighted_share.where(speaks, 0.0),
        weight_speaking=own["weight"].where(speaks, 0.0),
    )
    sums = parts.groupby(by, observed=True).sum()
    table["n_calls"] = sums["n_calls"]
    table["breadth"] = sums["n_speaking"] / table["n_companies"]
    low, high = breadth_interval(sums["n_speaking"].to_numpy(), table["n_companies"].to_numpy())
    with np.errstate(divide="ignore", invalid="ignore"):
        table["intensity"] = sums["of_speaking"] / sums["weight_speaking"]
        table["effective_companies"] = sums["weighted_share"] ** 2 / sums["squared"]
    return table.assign(breadth_low=low, breadth_high=high, scope="ALL").reset_index()


def _adjusted(means: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """The means of those that called, by theme and quarter, adjusted for who did; ``share_raw`` as they were."""
    themes, quarters = means.index.unique("theme_id"), means.index.unique("quarter")
    weight = own.groupby("company_id")["weight"].first()
    shares = np.full((len(themes), len(weight), len(quarters)), np.nan)
    places = [
        index.get_indexer(pd.Index(own[name]))
        for index, name in ((themes, "theme_id"), (weight.index, "company_id"), (quarters, "quarter"))
    ]
    shares[tuple(places)] = own["share"]
    cells = (
        themes.get_indexer(means.index.get_level_values("theme_id")),
        quarters.get_indexer(means.index.get_level_values("quarter")),
    )
    grid = {name: np.full(shares.shape[::2], np.nan) for name in PARTS}
    for name, values in grid.items():
        values[cells] = means[name]
    found = adjusted_shares(shares, weight.to_numpy())
    interval = found.interval(Interval(grid["centre"], grid["down"], grid["up"]))
    called = panel_weights(shares, weight.to_numpy())[cells]
    return means.assign(
        share_raw=means["share"],
        share=(grid["share"] * found.ratio)[cells].clip(0, 1),
        centre=interval.centre[cells],
        down=interval.down[cells],
        up=interval.up[cells],
        panel_weight=called,
        is_thin=is_thin(called),
    )


def breadth_interval(speaking: np.ndarray, companies: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Jeffreys' 95% interval of the share of companies that speak of a theme (Brown, Cai & DasGupta 2001).

    It takes the companies for a sample of their kind: four of them tell little about how broad a theme is.

    >>> [round(float(b[0]), 3) for b in breadth_interval(np.array([3]), np.array([4]))]
    [0.284, 0.972]
    """
    from scipy.stats import beta

    low = beta.ppf(_TAIL, speaking + 0.5, companies - speaking + 0.5)
    high = beta.ppf(1 - _TAIL, speaking + 0.5, companies - speaking + 0.5)
    return np.where(speaking == 0, 0.0, low), np.where(speaking == companies, 1.0, high)
