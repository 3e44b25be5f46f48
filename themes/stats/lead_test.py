"""Leading: what an order of first mentions can show, on one theme and over many.

In: ``calls`` and ``diffusion``.  Out: a row a company, with a permutation test, and the one line that may be said.  On
one theme somebody has to be first; a company that is first again and again is another matter.  The null deals out the
companies' names among the histories of each theme anew, so that neither how a theme spread nor how talk persists
within a company counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from themes.formatting import counted, q_text
from themes.stats.multiple_testing import ALPHA, q_values

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 9999
MIN_COMPANIES = 4  # that could have been first, below which no order is spoken of
COLUMNS = ("company_id", "n_themes", "n_first", "mean_place", "p_value", "q_value")


def shows_order(p_value: float | None, n_companies: int) -> bool:
    """Whether an order is more than chance gives: four companies could have been first, and p ≤ 0.05.

    Examples
    --------
    >>> shows_order(0.04, 25), shows_order(0.25, 4), shows_order(0.01, 3), shows_order(None, 25)
    (True, False, False, False)
    """
    return p_value is not None and n_companies >= MIN_COMPANIES and p_value <= ALPHA


def unknown_order(n_companies: int, *, here: bool = False) -> str:
    """Say that who led is unknown (``here``: on one theme), and why.

    Examples
    --------
    >>> unknown_order(2), unknown_order(4)
    ('Who led is unknown: 2 companies are too few.', 'Who led is unknown: chance could give this order.')
    >>> unknown_order(1, here=True)
    'Who led here is unknown: 1 company is too few.'
    """
    who = "Who led here" if here else "Who led"
    if n_companies < MIN_COMPANIES:
        few = counted(n_companies, "company", "companies")
        return f"{who} is unknown: {few} {'is' if n_companies == 1 else 'are'} too few."
    return f"{who} is unknown: chance could give this order."


def leading(calls: pd.DataFrame, diffusion: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """How early each company is on average, the earliest first.

    Only themes that began within the study (not in its first quarter) and that two companies came to speak of count,
    and in each only the companies that held a call by its first quarter.  Give tracked themes alone: discovered ones
    that repeat them would count twice.  A call whose company is not known stands for no company.

    Parameters
    ----------
    calls, diffusion : DataFrame
        The tables of those names.
    seed : int
        Of the permutations.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`.  ``mean_place`` is 0 for one always first and 1 for one always last (.5 expected);
        ``p_value``, one-sided, the chance of a place as early; themes are taken to be independent.  ``q_value`` is
        corrected for the companies tried.
    """
    import pandas as pd

    places = _places(calls, diffusion)
    if places.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    matrix = places.pivot(index="theme_id", columns="company_id", values="place")
    observed = matrix.mean().to_numpy()
    as_early = np.ones(len(observed))
    rng = np.random.default_rng(seed)
    values, there = matrix.to_numpy(), matrix.notna().to_numpy()
    drawn = np.zeros((DRAWS, len(observed)))
    for place, present in zip(values, there, strict=True):
        columns = np.flatnonzero(present)
        drawn[:, columns] += rng.permuted(np.tile(place[columns], (DRAWS, 1)), axis=1)
    as_early += (drawn / there.sum(axis=0) <= observed + 1e-12).sum(axis=0)
    p_value = as_early / (1 + DRAWS)
    table = pd.DataFrame(
        {
            "company_id": matrix.columns,
            "n_themes": there.sum(axis=0),
            "n_first": places.groupby("company_id")["is_first"].sum().reindex(matrix.columns).to_numpy(),
            "mean_place": observed.round(6),
            "p_value": p_value.round(6),
            "q_value": q_values(p_value).round(6),
        }
    )
    return table.sort_values(["mean_place", "company_id"], ignore_index=True)


def lead_verdict(
    calls: pd.DataFrame, diffusion: pd.DataFrame, themes: pd.DataFrame, names: Mapping[str, str] | None = None
) -> str:
    """Say in one line what first mentions show: who leads, or that it is unknown.

    Parameters
    ----------
    calls, diffusion, themes : DataFrame
        The tables of those names, whole: a place says nothing without the others.
    names : mapping of str to str, optional
        Names of companies by id; else as their calls give them.
    """
    known = calls[~calls["company_id"].isin(calls["call_id"])]
    if names is None:
        names = dict(zip(known["company_id"], known["company"].fillna(known["company_id"]), strict=True))
    leaders = leading(calls, tracked_only(diffusion, themes))
    label = dict(zip(themes["theme_id"], themes["label"], strict=True))
    labels = [f"“{label.get(theme, theme)}”" for theme in ordered_themes(diffusion)]
    said = leader_sentence(leaders, names)
    if labels:
        said = f"{said} Who was first is beyond chance on {', '.join(labels)}.".lstrip()
    return said or unknown_order(known["company_id"].nunique())


def tracked_only(diffusion: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``diffusion`` that :func:`leading` is for: of tracked themes that are not retired."""
    shown = themes.loc[(themes["kind"] == "tracked") & (themes["status"] != "retired"), "theme_id"]
    return diffusion[diffusion["theme_id"].isin(shown)]


def ordered_themes(diffusion: pd.DataFrame) -> list[str]:
    """The themes on which each company in the first place has p ≤ 0.05: twenty companies could have been first."""
    first = diffusion[diffusion["rank"] == 1]
    largest = first["p_value"].astype(float).fillna(1.0).groupby(first["theme_id"], sort=False).max()
    return [str(theme) for theme, p_value in largest.items() if p_value <= ALPHA]


def leader_sentence(leaders: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Say which companies take themes up early; empty below four companies, or where chance gives such places.

    Parameters
    ----------
    leaders : DataFrame
        From :func:`leading`.
    names : mapping of str to str
        By company id.
    """
    found = [row for row in leaders.to_dict("records") if shows_order(row["q_value"], len(leaders))]
    tried = counted(len(leaders), "company", "companies")
    said = [
        f"{names.get(row['company_id'], row['company_id'])} takes up tracked themes early: mean place "
        f"{row['mean_place']:.2f} over {counted(row['n_themes'], 'theme')}, where 0 is first and 1 last "
        f"({q_text(row['q_value'])}; {tried} tested)."
        for row in found
    ]
    return " ".join(said)


def _places(calls: pd.DataFrame, diffusion: pd.DataFrame) -> pd.DataFrame:
    """Place of each company on each theme, 0 (first) to 1 (last, or never), ties in the middle of their places."""
    import pandas as pd

    known = calls[~calls["company_id"].isin(calls["call_id"])].dropna(subset=["calendar_quarter"])
    joined = known.groupby("company_id")["calendar_quarter"].min()
    dated = diffusion[diffusion["company_id"].isin(joined.index)].dropna(subset=["first_quarter"])
    rows = []
    for theme, own in dated.groupby("theme_id", sort=False):
        begun = own.groupby("company_id")["first_quarter"].min()
        there = joined.index[joined <= begun.min()]
        when = begun.reindex(there).fillna("9999Q4")
        if begun.min() == joined.min() or len(there) < 2 or (when < "9999").sum() < 2:
            continue
        place = (when.rank(method="average") - 1) / (len(there) - 1)
        rows.append(
            pd.DataFrame(
                {"theme_id": theme, "company_id": there, "place": place.to_numpy(), "is_first": when == when.min()}
            )
        )
    columns = ["theme_id", "company_id", "place", "is_first"]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)
