"""Diffusion: which company spoke of a theme first, and how long after it the others followed.

In: ``calls``, ``prevalence`` and the passages that a reader would accept (:mod:`themes.stats.adoption`).  Out: the
``diffusion`` table, and the spread of each theme over the companies.  A company speaks of a theme from its first call
with two such passages: one in thirty calls is sooner a mistaken assignment than a beginning.  Order and lag are by the
day of the call; whether the order could be chance is tested by quarter, since within one the reporting calendar decides
who is first.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from themes.quarters import Quarter
from themes.records import TABLES
from themes.stats.adoption import MIN_PASSAGES, cumulative_adoption

ADOPTION_COLUMNS = (
    "theme_id", "quarter", "n_companies", "n_speaking", "n_joined", "n_spoken", "share_speaking", "share_spoken",
)  # fmt: skip


def first_mentions(calls: pd.DataFrame, prevalence: pd.DataFrame, accepted: pd.DataFrame) -> pd.DataFrame:
    """The ``diffusion`` table: a row for every theme × company that spoke of it, ordered by theme and rank.

    Parameters
    ----------
    calls, prevalence : DataFrame
        The tables of those names.
    accepted : DataFrame
        From :func:`themes.stats.adoption.accepted_passages`.

    Returns
    -------
    DataFrame
        ``rank`` is one more than the companies that surely began earlier (ties share it): by the day of the call, or
        by quarter where one of two has no date.  ``lag_days`` is empty where a company's first call has no date.
        ``p_value``: the chance to begin in this quarter or earlier if the companies' histories had been dealt out
        among them (:func:`order_chance`).
    """
    spoken = _spoken_by_call(calls, prevalence, accepted)
    order = {theme: k for k, theme in enumerate(dict.fromkeys(prevalence["theme_id"]))}
    speaking = spoken[spoken["speaks"]]
    if speaking.empty:
        return pd.DataFrame(columns=list(TABLES["diffusion"]))
    # a call without a date stands where its quarter does: before the calls of the next one
    when = speaking["call_date"].fillna(speaking["calendar_quarter"].dropna().map(_day_after))
    speaking = speaking.assign(order=speaking["theme_id"].map(order), when=when)
    first = (
        speaking.sort_values(["order", "when", "company_id"], kind="stable").groupby(["order", "company_id"]).head(1)
    )
    first = first.sort_values(["order", "when", "company_id"], kind="stable", ignore_index=True)
    dates = pd.to_datetime(first["call_date"])
    by_theme = dates.groupby(first["order"])
    table = pd.DataFrame(
        {
            "theme_id": first["theme_id"],
            "company_id": first["company_id"],
            "first_call_date": first["call_date"],
            "first_quarter": first["calendar_quarter"],
            "rank": _ranks(first),
            "lag_days": (dates - by_theme.transform("min")).dt.days.astype("Int64"),
            "p_value": order_chance(first, calls).round(6),
        }
    )
    return table[list(TABLES["diffusion"])]


def _ranks(first: pd.DataFrame) -> pd.Series[int]:
    """One more than the companies whose first call on the theme was surely earlier."""
    ranks = pd.Series(1, index=first.index, dtype="int64")
    for _, own in first.groupby("theme_id", sort=False):
        days, quarters = (own[name].fillna("").to_numpy(dtype=str) for name in ("call_date", "calendar_quarter"))
        dated, placed = days != "", quarters != ""
        by_day = dated[:, None] & dated[None, :]
        by_quarter = ~by_day & placed[:, None] & placed[None, :]
        earlier = (by_day & (days[None, :] < days[:, None])) | (by_quarter & (quarters[None, :] < quarters[:, None]))
        ranks.loc[own.index] = 1 + earlier.sum(axis=1)
    return ranks


def order_chance(first: pd.DataFrame, calls: pd.DataFrame) -> pd.Series[float]:
    """The chance of each row to begin as early as it did, were the companies' names dealt out among their histories.

    The exact permutation test of one place in the order: of the companies that had held a call by this quarter, the
    share that had begun by it.  The first of four has .25: one of the four had to be first.  NaN where the company's
    first call on the theme was the first it held (it may have begun before the study did) or has no quarter.

    Parameters
    ----------
    first : DataFrame
        ``theme_id``, ``company_id``, ``calendar_quarter`` of first mentions.
    calls : DataFrame
        The ``calls`` table.
    """
    joined = calls.dropna(subset=["calendar_quarter"]).groupby("company_id")["calendar_quarter"].min()
    chance = pd.Series(np.nan, index=first.index, dtype=float)
    for _, own in first.dropna(subset=["calendar_quarter"]).groupby("theme_id", sort=False):
        begun = own["calendar_quarter"].to_numpy(dtype=str)
        n_begun = (begun[None, :] <= begun[:, None]).sum(axis=1)
        n_there = (joined.to_numpy(dtype=str)[None, :] <= begun[:, None]).sum(axis=1)
        at_once = own["company_id"].map(joined).to_numpy(dtype=str) == begun
        chance.loc[own.index] = np.where(at_once, np.nan, n_begun / n_there)
    return chance


def adoption_by_quarter(calls: pd.DataFrame, prevalence: pd.DataFrame, accepted: pd.DataFrame) -> pd.DataFrame:
    """How far each theme had spread, by quarter with a call: :data:`ADOPTION_COLUMNS`.

    ``n_companies`` held a call in the quarter and ``n_speaking`` of them spoke of the theme: ``share_speaking``.
    ``n_joined`` had held a call by then and ``n_spoken`` of them had taken the theme up, as the ``diffusion`` table
    dates it: ``share_spoken`` (:func:`themes.stats.adoption.cumulative_adoption`).  A call whose company is not known
    stands for no company.
    """
    calls = calls[~calls["company_id"].isin(calls["call_id"])]
    prevalence = prevalence[prevalence["company_id"].isin(calls["company_id"])]
    spoken = _spoken_by_call(calls, prevalence, accepted).dropna(subset=["calendar_quarter"])
    by_quarter = spoken.groupby(["theme_id", "company_id", "calendar_quarter"], sort=True)["speaks"].any().reset_index()
    sums = by_quarter.groupby(["theme_id", "calendar_quarter"]).agg(
        n_companies=("speaks", "size"), n_speaking=("speaks", "sum")
    )
    table = sums.reset_index().rename(columns={"calendar_quarter": "quarter"})
    table = table.merge(
        _adoption(calls, prevalence, accepted), on=["theme_id", "quarter"], how="left", validate="one_to_one"
    )
    table["share_speaking"] = (table["n_speaking"] / table["n_companies"]).round(6)
    order = {theme: k for k, theme in enumerate(dict.fromkeys(prevalence["theme_id"]))}
    table = table.assign(order=table["theme_id"].map(order)).sort_values(["order", "quarter"], ignore_index=True)
    return table[list(ADOPTION_COLUMNS)]


def _adoption(calls: pd.DataFrame, prevalence: pd.DataFrame, accepted: pd.DataFrame) -> pd.DataFrame:
    """``n_joined``, ``n_spoken`` and ``share_spoken`` by theme and quarter with a call."""
    first = first_mentions(calls, prevalence, accepted).dropna(subset=["first_quarter"])
    dated = calls.dropna(subset=["calendar_quarter"])
    earliest = dated.groupby("company_id")["calendar_quarter"].min()
    joined = dict(zip(earliest.index.astype(str), earliest, strict=True))
    quarters = sorted(dated["calendar_quarter"].unique())
    adopted: dict[str, dict[str, str]] = {
        str(theme): dict(zip(own["company_id"], own["first_quarter"], strict=True))
        for theme, own in first.groupby("theme_id")
    }
    rows = [
        (theme, point.quarter, point.n_companies, point.n_adopters, round(point.share, 6))
        for theme in prevalence["theme_id"].unique()
        for point in cumulative_adoption(joined, adopted.get(theme, {}), quarters)
    ]
    return pd.DataFrame(rows, columns=["theme_id", "quarter", "n_joined", "n_spoken", "share_spoken"])


def _spoken_by_call(calls: pd.DataFrame, prevalence: pd.DataFrame, accepted: pd.DataFrame) -> pd.DataFrame:
    """The ``prevalence`` rows of all speakers, of calls with a date or a quarter, with ``call_date`` and ``speaks``.

    A company speaks of a theme in a call from two accepted passages on.
    """
    everyone = prevalence[(prevalence["speaker_group"] == "all") & (prevalence["n_words"] > 0)]
    spoken = everyone.merge(calls[["call_id", "call_date"]], on="call_id")
    spoken = spoken[spoken["calendar_quarter"].notna() | spoken["call_date"].notna()]
    spoken = spoken.merge(accepted, on=["theme_id", "call_id"], how="left")
    return spoken.assign(speaks=spoken["n_accepted"].fillna(0) >= MIN_PASSAGES)


def _day_after(quarter: object) -> str:
    """The first day after a quarter: its call is held later, and no later than the next quarter's."""
    return Quarter.parse(str(quarter)).shift(1).first_day.isoformat()
