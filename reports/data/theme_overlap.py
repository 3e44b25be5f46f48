"""Which discovered theme tells the story of a tracked one, by the passages they have in common.

In: table ``themes``.  Out: a :class:`reports.records.SameStory` by discovered theme.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reports.data.table_rows import number, rows, text
from reports.records import SameStory


def same_stories(tables: Mapping[str, pd.DataFrame]) -> dict[str, SameStory]:
    """The discovered themes of which half of the passages or more are about one tracked theme."""
    labels = {text(row["theme_id"]): text(row["label"]) for row in rows(tables, "themes")}
    return {
        text(row["theme_id"]) or "": SameStory(twin, labels.get(twin) or twin, share)
        for row in rows(tables, "themes")
        if (twin := text(row.get("tracked_twin"))) and (share := number(row.get("tracked_share")))
    }
