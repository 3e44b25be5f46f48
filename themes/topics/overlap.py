"""Which discovered theme says the same as a tracked one, by the passages they have in common.

In: tables ``chunk_themes`` and ``themes``.  Out: ``themes`` with ``tracked_twin`` and ``tracked_share``.
"""

from __future__ import annotations

from typing import cast

import pandas as pd

MOSTLY = 0.5  # share of a discovered theme's passages that a tracked theme must cover


def with_twins(themes: pd.DataFrame, chunk_themes: pd.DataFrame) -> pd.DataFrame:
    """The ``themes`` table with each discovered theme's tracked twin (:func:`mostly_tracked`), null where none.

    Parameters
    ----------
    themes : DataFrame
        Column theme_id; ``tracked_twin`` and ``tracked_share`` are set anew.
    chunk_themes : DataFrame
        Columns chunk_id, theme_id, kind, assigned; as people decided.
    """
    found = mostly_tracked(chunk_themes)
    none: tuple[str | None, float] = (None, float("nan"))
    twins = [found.get(theme_id, none) for theme_id in themes["theme_id"]]
    return themes.assign(
        tracked_twin=pd.Series([twin for twin, _ in twins], index=themes.index, dtype=object),
        tracked_share=pd.Series([share for _, share in twins], index=themes.index, dtype=float),
    )


def mostly_tracked(chunk_themes: pd.DataFrame) -> dict[str, tuple[str, float]]:
    """Find the tracked theme that half of a discovered theme's passages are about, or more.

    Parameters
    ----------
    chunk_themes : DataFrame
        Columns chunk_id, theme_id, kind, assigned.

    Returns
    -------
    dict
        From the discovered theme's id to the tracked one's and its share of the passages (0–1); the largest share, of
        equal ones the first by id.
    """
    assigned = chunk_themes.loc[chunk_themes["assigned"].astype(bool), ["chunk_id", "theme_id", "kind"]]
    is_tracked = assigned["kind"] == "tracked"
    both = assigned[~is_tracked].merge(assigned[is_tracked], on="chunk_id", suffixes=("", "_tracked"))
    n_passages = assigned[~is_tracked]["theme_id"].value_counts()
    n_both = both.groupby(["theme_id", "theme_id_tracked"]).size().sort_values(ascending=False, kind="stable")
    found: dict[str, tuple[str, float]] = {}
    for ids, n in n_both.items():
        theme, tracked = cast("tuple[str, str]", ids)
        if (share := n / n_passages[theme]) >= MOSTLY:
            found.setdefault(theme, (tracked, float(share)))
    return found
