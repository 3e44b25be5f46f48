"""Which discovered theme tells the story of a tracked one, by the passages they have in common.

In: tables ``chunk_themes`` and ``themes``.  Out: a :class:`reports.records.SameStory` by discovered theme.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reports.data.table_rows import rows, text
from reports.records import SameStory
from themes.topics.overlap import mostly_tracked


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
