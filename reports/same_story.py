"""Which discovered theme tells the story of a tracked one, by the passages they have in common.

In: tables ``chunk_themes`` and ``themes``.  Out: a :class:`reports.report_data.SameStory` by discovered theme.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reports.cells import rows, text
from reports.report_data import SameStory
from themes.same_passages import mostly_tracked


def same_stories(tables: Mapping[str, pd.DataFrame]) -> dict[str, SameStory]:
    """Find the discovered themes of which half of the passages or more are about one tracked theme."""
    assigned = tables.get("chunk_themes")
    if assigned is None or assigned.empty:
        return {}
    labels = {text(row["theme_id"]) or "": text(row["label"]) or "" for row in rows(tables, "themes")}
    return {
        theme_id: SameStory(tracked, labels.get(tracked) or tracked, share)
        for theme_id, (tracked, share) in mostly_tracked(assigned).items()
    }
