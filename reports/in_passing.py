"""Passages before and beside the calls that count as a beginning: a company takes a theme up with two in one call.

In: ``prevalence``.  Out: the first call with a passage on a theme, by company, so that a single passage is told as such
instead of as silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from reports.cells import rows, text, whole


def first_passages(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, str]]:
    """The quarter of the first call with a passage on each theme, by theme and company; without a quarter ``""``.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``prevalence``.

    Returns
    -------
    dict of str to dict of str to str
        Companies that never said a word on a theme are left out.
    """
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows(tables, "prevalence"):
        if row["speaker_group"] == "all" and whole(row["n_chunks"]):
            own, company = found[text(row["theme_id"]) or ""], text(row["company_id"]) or ""
            quarters = [q for q in (own.get(company), text(row["calendar_quarter"])) if q]
            own[company] = min(quarters, default="")
    return dict(found)
