"""Contrasts in words: which themes differ between two calls of a company, corrected for the many that were tried.

In: ``contrasts``, ``calls``, ``themes``.  Out: the same rows with ``q_value``, ``differs`` and a sentence that says no
more than two calls can say: that they differ, never that a theme rises or fades.  The correction is that of
:func:`themes.stats.multiple_testing.within_pairs`; the report states its directions by the same q-values.
"""

from __future__ import annotations

import pandas as pd

from themes.formatting import difference_as_written, percent, points
from themes.records import TABLES
from themes.stats.multiple_testing import ALPHA, within_pairs

COLUMNS = (*TABLES["contrasts"], "q_value", "differs", "sentence")
PAIR = ["call_id_from", "call_id_to"]


def contrasts_in_words(contrasts: pd.DataFrame, calls: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """Contrasts with their sentences, pair by pair, those that differ first and the largest first.

    Parameters
    ----------
    contrasts, calls, themes : DataFrame
        The tables of those names.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`.  ``q_value`` is p corrected within the pair and kind of theme; ``differs`` where it is at most
        0.05.  Whether the calls differ is what the permutation test says; by how much is what the interval says, which
        is drawn wide where few passages speak of a theme and may then hold zero: the sentence says so.
    """
    kinds = dict(zip(themes["theme_id"], themes["kind"], strict=True))
    worded = contrasts.assign(q_value=within_pairs(contrasts, kinds))
    worded["differs"] = worded["q_value"] <= ALPHA
    worded["sentence"] = _sentences(worded, calls, themes)
    when = calls.set_index("call_id")["calendar_quarter"]
    worded = worded.assign(
        later=worded["call_id_to"].map(when),
        earlier=worded["call_id_from"].map(when),
        same=~worded["differs"].astype(bool),
        size=-worded["difference"].abs(),
    )
    order = ["company_id", "later", "call_id_to", "earlier", "call_id_from", "same", "size", "theme_id"]
    return worded.sort_values(order, ignore_index=True)[list(COLUMNS)]


def _sentences(worded: pd.DataFrame, calls: pd.DataFrame, themes: pd.DataFrame) -> list[str]:
    label = themes.set_index("theme_id")["label"]
    about = calls.set_index("call_id")
    company, quarter = about["company"].fillna(about["company_id"]), about["calendar_quarter"]
    return [
        _sentence(row, str(label[row["theme_id"]]), str(company[row["call_id_to"]]), [quarter[row[k]] for k in PAIR])
        for row in ({str(k): v for k, v in r.items()} for r in worded.to_dict("records"))
    ]


def _sentence(row: dict[str, object], label: str, company: str, quarters: list[object]) -> str:
    before, after = (
        f"{q} ({percent(float(str(row[k])))})" for k, q in zip(("share_from", "share_to"), quarters, strict=True)
    )
    written = difference_as_written(float(str(row["share_from"])), float(str(row["share_to"])))
    estimate = points(written or float(str(row["difference"])), signed=True)
    low, high = (points(float(str(row[k])), signed=True) for k in ("low", "high"))
    size = f"{estimate} points, 95% CI {low} to {high}"
    if not row["differs"]:
        return f"No significant difference in “{label}” at {company} between {before} and {after}: {size}."
    told = f"The share of “{label}” at {company} differs between {before} and {after}"
    is_size_open = float(str(row["low"])) <= 0 <= float(str(row["high"]))
    return f"{told}; too few passages to tell by how much." if is_size_open else f"{told}: {size}."
