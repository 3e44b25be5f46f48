"""Passages before and beside the calls that count as a beginning: a company takes a theme up with two in one call.

In: ``prevalence``.  Out: the first call with a passage on a theme, by company, so that a single passage is told as such
instead of as silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from reports.cells import rows, text, whole
from reports.wording import listed

When = tuple[str, str]  # quarter and day of a call
UNKNOWN: When = ("", "")
MOST_NAMED = 4  # companies of a sentence


def first_passages(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, When]]:
    """The first call with a passage on each theme, by theme and company.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``prevalence`` and ``calls``.

    Returns
    -------
    dict of str to dict of str to (quarter, date)
        Empty texts where unknown.  Companies that never said a word on a theme are left out.
    """
    found: defaultdict[str, dict[str, When]] = defaultdict(dict)
    dates = {text(row["call_id"]) or "": text(row["call_date"]) or "" for row in rows(tables, "calls")}
    for row in rows(tables, "prevalence"):
        if row["speaker_group"] == "all" and whole(row["n_chunks"]):
            own, company = found[text(row["theme_id"]) or ""], text(row["company_id"]) or ""
            when = text(row["calendar_quarter"]) or "", dates.get(text(row["call_id"]) or "", "")
            own[company] = min((w for w in (own.get(company), when) if w and w[0]), default=UNKNOWN)
    return dict(found)


def passages_before(passing: Mapping[str, When], begun: When, names: Mapping[str, str]) -> str:
    """Name the companies with a passage on a theme before ``begun``, the quarter and day of the first that took it up.

    Examples
    --------
    >>> passages_before({"juno": ("2012Q1", ""), "vsta": ("2012Q2", "")}, ("2012Q2", ""), {"juno": "Juno"})
    'In passing before: Juno (2012Q1).'
    """
    early = sorted((when, company) for company, when in passing.items() if _is_before(when, begun))
    named = [f"{names.get(company, company)} ({when[0]})" for when, company in early]
    return f"In passing before: {listed(named, MOST_NAMED)}." if named else ""


def _is_before(when: When, begun: When) -> bool:
    """By day where both have one, else by quarter."""
    if when[1] and begun[1]:
        return when[1] < begun[1]
    return bool(when[0]) and when[0] < begun[0]
