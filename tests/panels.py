"""Panels written out by hand: passages on a theme by company and quarter, as a panel and as the ``prevalence`` table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from themes.quarters import Quarter
from themes.records import TABLES
from themes.trends.panel import WORDS_A_PASSAGE, Floats, Panel

PASSAGES = 100.0  # in every call, unless given


def panel_of(talk: Floats, passages: Floats | float = PASSAGES, first: str = "2010Q1") -> Panel:
    """A panel from passages on each theme, (n_themes, n_companies, n_quarters), NaN where there was no call.

    ``passages``: of all talk, (n_companies, n_quarters) or the same everywhere.  Companies are c00, c01 and so on.
    """
    talk = np.asarray(talk, dtype=float)
    held = ~np.isnan(talk[0])
    spoken = np.where(held, passages, 0.0)
    share = np.divide(talk, spoken, out=np.full(talk.shape, np.nan), where=np.broadcast_to(spoken > 0, talk.shape))
    quarters = tuple(str(Quarter.parse(first).shift(k)) for k in range(talk.shape[2]))
    names = tuple(f"c{k:02}" for k in range(talk.shape[1]))
    return Panel(share, spoken, held.astype(np.int64), names, quarters)


def prevalence_of(panel: Panel, theme_ids: Sequence[str] = ()) -> pd.DataFrame:
    """A panel as the ``prevalence`` table, a row a theme and call; themes are t0, t1 and so on unless named."""
    ids = list(theme_ids) or [f"t{k}" for k in range(len(panel.share))]
    rows = [
        {
            "theme_id": ids[theme],
            "company_id": panel.companies[company],
            "call_id": f"{panel.companies[company]}-{panel.quarters[quarter]}",
            "calendar_quarter": panel.quarters[quarter],
            "fiscal_quarter": panel.quarters[quarter],
            "speaker_group": "all",
            "n_words": round(panel.passages[company, quarter] * WORDS_A_PASSAGE),
            "n_words_theme": round(panel.on_theme[theme, company, quarter] * WORDS_A_PASSAGE),
        }
        for theme in range(len(ids))
        for company, quarter in np.argwhere(panel.n_calls > 0)
    ]
    return pd.DataFrame(rows, columns=list(TABLES["prevalence"]))
