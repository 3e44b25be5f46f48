"""Whether the wording carries a change: the same comparison by strong cues alone and by meaning alone.

In: ``prevalence`` with its words by wording.  Out: whether both moved as the matcher's assignments did.  A theme whose
cues rise while nothing nearer to it in meaning is said has changed its vocabulary, not its weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from themes.stats.windows import Windows
from themes.trends.change_test import MIN_PASSAGES
from themes.trends.classification import Scope, Verdict
from themes.trends.panel import Floats, Panel, lay_out

COLUMNS = ("n_words_strong", "n_words_meaning")
LEAST_OF_IT = 1 / 4  # of the change in points, that each wording must show to agree


@dataclass(frozen=True)
class Wording:
    """The panel by strong cues alone and by meaning alone."""

    strong: Panel
    meaning: Panel

    def agreement(self, verdict: Verdict, scope: Scope, theme: int) -> Literal["agrees", "disagrees"] | None:
        """Whether both wordings moved as the theme did; None without a change found, or with too few such passages."""
        found = verdict.found
        if found is None or not verdict.status.is_finding:
            return None
        change = float(found.change[theme])
        told = []
        for panel in (self.strong, self.meaning):
            before, after, passages = _levels(panel, scope, found.windows, theme)
            if passages >= MIN_PASSAGES:
                told.append((after - before) * np.sign(change) >= LEAST_OF_IT * abs(change))
        if not told:
            return None
        return "agrees" if all(told) else "disagrees"


def wording_of(prevalence: pd.DataFrame, theme_ids: Sequence[str]) -> Wording | None:
    """Both panels; None where the table does not tell words by wording (runs of earlier versions)."""
    if not set(COLUMNS) <= set(prevalence.columns) or prevalence[list(COLUMNS)].isna().all(axis=None):
        return None
    known = prevalence.assign(**{name: prevalence[name].astype(float).fillna(0.0) for name in COLUMNS})
    return Wording(*(lay_out(known, theme_ids, name) for name in COLUMNS))


def _levels(panel: Panel, scope: Scope, windows: Windows, theme: int) -> tuple[float, float, float]:
    """Mean share of the scope's companies in both windows, those with calls in both, and passages."""
    rows = [panel.companies.index(company) for company in scope.panel.companies]
    columns = [panel.quarters.index(quarter) for quarter in scope.panel.quarters]
    on_theme, passages = panel.on_theme[theme][np.ix_(rows, columns)], panel.passages[np.ix_(rows, columns)]
    sums = [
        (on_theme[:, span].sum(axis=1), passages[:, span].sum(axis=1))
        for span in (slice(windows.start, windows.split), slice(windows.split, windows.stop))
    ]
    both = (sums[0][1] > 0) & (sums[1][1] > 0)
    before, after = (_mean(said[both] / spoken[both]) for said, spoken in sums)
    return before, after, float(sum(said.sum() for said, _ in sums))


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0
