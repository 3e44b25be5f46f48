"""Contrasts in words: which themes differ between two calls of a company, corrected for the many that were tried.

In: ``contrasts``, ``calls``, ``themes``.  Out: the same rows with ``q_value``, ``differs`` and a sentence that says no
more than two calls can say: that they differ, never that a theme rises or fades.  Benjamini & Hochberg (1995) within
each pair of calls, tracked and discovered themes apart: a person reads one pair at a time, and a discovered theme that
is a tracked one over again should not count against it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.records import TABLES

FALSE_DISCOVERY = 0.05
COLUMNS = (*TABLES["contrasts"], "q_value", "differs", "sentence")
PAIR = ["call_id_from", "call_id_to"]


def told_contrasts(contrasts: pd.DataFrame, calls: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
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
    kind = contrasts["theme_id"].map(themes.set_index("theme_id")["kind"])
    told = contrasts.assign(kind=kind)
    family = told.groupby([*PAIR, "kind"], observed=True, sort=False)["p_value"]
    told["q_value"] = family.transform(lambda p: corrected(p.to_numpy(dtype=np.float64))).round(6)
    told["differs"] = told["q_value"] <= FALSE_DISCOVERY
    told["sentence"] = _sentences(told, calls, themes)
    when = calls.set_index("call_id")["calendar_quarter"]
    told = told.assign(
        later=told["call_id_to"].map(when),
        earlier=told["call_id_from"].map(when),
        same=~told["differs"].astype(bool),
        size=-told["difference"].abs(),
    )
    order = ["company_id", "later", "call_id_to", "earlier", "call_id_from", "same", "size", "theme_id"]
    return told.sort_values(order, ignore_index=True)[list(COLUMNS)]


def corrected(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Benjamini & Hochberg's adjusted p-values, shape as given.

    >>> corrected(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.04, 0.04]
    """
    from scipy.stats import false_discovery_control

    adjusted: NDArray[np.float64] = np.asarray(false_discovery_control(p_values), dtype=np.float64)
    return adjusted


def _sentences(told: pd.DataFrame, calls: pd.DataFrame, themes: pd.DataFrame) -> list[str]:
    label = themes.set_index("theme_id")["label"]
    about = calls.set_index("call_id")
    company, quarter = about["company"].fillna(about["company_id"]), about["calendar_quarter"]
    return [
        _sentence(row, str(label[row["theme_id"]]), str(company[row["call_id_to"]]), [quarter[row[k]] for k in PAIR])
        for row in ({str(k): v for k, v in r.items()} for r in told.to_dict("records"))
    ]


def _sentence(row: dict[str, object], label: str, company: str, quarters: list[object]) -> str:
    shares = [f"{percent(float(str(row[k])))} ({q})" for k, q in zip(("share_from", "share_to"), quarters, strict=True)]
    low, high = (points(float(str(row[k]))) for k in ("low", "high"))
    against = f"{shares[0]} against {shares[1]}"
    if row["differs"]:
        q = float(str(row["q_value"]))
        sure = f"q = {q:.3f}" if q >= 0.001 else "q < 0.001"
        open_size = float(str(row["low"])) <= 0 <= float(str(row["high"]))
        size = f"{points(float(str(row['difference'])))} points, {low} to {high}"
        size = "by how much, so few passages leave open" if open_size else size
        return f"The share of “{label}” differs between these calls of {company}: {against} ({sure}; {size})."
    return (
        f"No difference in “{label}” can be told between these calls of {company}: {against}; "
        f"anything from {low} to {high} points agrees with them."
    )


def percent(share: float) -> str:
    """A share for reading: whole per cents, tenths below two.

    >>> percent(0.184), percent(0.0151), percent(0.0)
    ('18 %', '1.5 %', '0 %')
    """
    return f"{100 * share:.1f} %" if 0 < share < 0.02 else f"{100 * share:.0f} %"


def points(difference: float) -> str:
    """A difference of shares in percentage points, signed; tenths below two points.

    >>> points(-0.144), points(0.006), points(0.0)
    ('−14', '+0.6', '0')
    """
    size = 100 * abs(difference)
    text = f"{size:.1f}" if size < 2 else f"{size:.0f}"
    return "0" if float(text) == 0 else ("+" if difference > 0 else "−") + text
