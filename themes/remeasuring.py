"""Remeasuring: shares and contrasts in a refresh, where most calls are as they were.

In: the tables of the run before and of this refresh.  Out: ``prevalence`` and ``contrasts``.  Both are functions of a
call (or two), its passages and their themes, with draws of its own; so the rows of a call of which nothing changed are
taken over, and only the others are measured.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from themes.contrasts import call_pairs, contrast_calls
from themes.prevalence import measure_prevalence
from themes.resampling import Clustered, ResamplingSettings

Tables = Mapping[str, pd.DataFrame]
ByCall = dict[tuple[str, str], Clustered]


def steady_calls(before: Tables, now: Tables, touched: Collection[str]) -> set[str]:
    """Calls not read now whose passages have the themes, with the scores, that they had in the run before.

    None where other themes are shown than before: then every call lacks a row.
    """
    shown = [_shown(tables["themes"]) for tables in (before, now)]
    if set(shown[0]) != set(shown[1]):
        return set()
    then, today = (_digests(tables) for tables in (before, now))
    untouched = set(now["calls"]["call_id"]) & set(before["calls"]["call_id"]) - set(touched)
    return {call for call in untouched if then.get(call) == today.get(call)}


def measure_again(
    before: Tables,
    calls: pd.DataFrame,
    clustered: ByCall,
    steady: Collection[str],
    settings: ResamplingSettings,
    theme_ids: Sequence[str],
) -> pd.DataFrame:
    """The ``prevalence`` table; rows of steady calls as they were, with the quarters that the calls have now."""
    new = measure_prevalence(calls[~calls["call_id"].isin(list(steady))], clustered, theme_ids, settings)
    kept = before["prevalence"][before["prevalence"]["call_id"].isin(list(steady))].copy()
    about = calls.set_index("call_id")
    for column in ("company_id", "calendar_quarter", "fiscal_quarter"):
        kept[column] = kept["call_id"].map(about[column])
    table = _together(kept, new)
    return _sorted(table, theme_ids, table["call_id"].map({call: k for k, call in enumerate(calls["call_id"])}))


def contrast_again(
    before: Tables,
    calls: pd.DataFrame,
    clustered: ByCall,
    steady: Collection[str],
    settings: ResamplingSettings,
    theme_ids: Sequence[str],
) -> pd.DataFrame:
    """The ``contrasts`` table; rows of two steady calls as they were."""
    pairs = [(first, second) for _, first, second in call_pairs(calls)]
    were_pairs = {(first, second) for _, first, second in call_pairs(before["calls"])}
    steady_pairs = {pair for pair in pairs if pair in were_pairs and set(pair) <= set(steady)}
    moved = {call for pair in pairs if pair not in steady_pairs for call in pair}
    new = contrast_calls(calls, {key: c for key, c in clustered.items() if key[0] in moved}, theme_ids, settings)
    kept = before["contrasts"]
    table = _together(kept[_is_in(kept, steady_pairs)], new[~_is_in(new, steady_pairs)])
    number = {pair: k for k, pair in enumerate(pairs)}
    order = pd.Series(list(zip(table["call_id_from"], table["call_id_to"], strict=True)), dtype=object).map(number)
    return _sorted(table, theme_ids, order)


def _shown(themes: pd.DataFrame) -> list[str]:
    return [str(theme) for theme in themes.loc[themes["status"] != "retired", "theme_id"]]


def _digests(tables: Tables) -> dict[str, int]:
    """A digest of each call's assigned passages, their themes and scores, whatever their order."""
    rows = tables["chunk_themes"][["chunk_id", "theme_id", "score", "assigned"]]
    rows = rows[rows["assigned"].astype(bool)]
    hashed = pd.util.hash_pandas_object(rows.astype({"score": float, "assigned": bool}), index=False)
    call = rows["chunk_id"].map(dict(zip(tables["chunks"]["chunk_id"], tables["chunks"]["call_id"], strict=True)))
    return {str(c): int(h) for c, h in hashed.groupby(call).sum().items()}


def _is_in(table: pd.DataFrame, pairs: Collection[tuple[str, str]]) -> pd.Series[bool]:
    found = [pair in pairs for pair in zip(table["call_id_from"], table["call_id_to"], strict=True)]
    return pd.Series(found, index=table.index, dtype=bool)


def _together(kept: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    parts = [part for part in (kept, new) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else new.reset_index(drop=True)


def _sorted(table: pd.DataFrame, theme_ids: Sequence[str], order: pd.Series[int]) -> pd.DataFrame:
    """Rows by theme, then in the order given."""
    rank = table["theme_id"].map({theme: k for k, theme in enumerate(theme_ids)})
    keys = pd.DataFrame({"rank": rank, "order": order}).sort_values(["rank", "order"], kind="stable")
    return table.loc[keys.index].reset_index(drop=True)
