"""Remeasuring: contrasts in a refresh, where most calls are as they were.

In: the tables of the run before and of this refresh.  Out: the calls of which nothing changed, and ``contrasts``.  A
contrast is a function of two calls with permutations of its own, which take time; so the rows of two calls of which
nothing changed are taken over, and only the others are computed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from themes.prevalence.contrasts import call_pairs, contrast_calls
from themes.prevalence.intervals import Clustered, ResamplingSettings
from themes.records import TABLES

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Measured:
    """``calls`` and ``contrasts`` of an earlier run, and its calls of which nothing changed since."""

    calls: pd.DataFrame
    contrasts: pd.DataFrame
    steady: frozenset[str]

    @classmethod
    def nothing(cls) -> Measured:
        """No earlier run."""
        calls, contrasts = (pd.DataFrame(columns=list(TABLES[name])) for name in ("calls", "contrasts"))
        return cls(calls, contrasts, frozenset())


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


def contrast_again(
    before: Measured,
    calls: pd.DataFrame,
    clustered: dict[tuple[str, str], Clustered],
    theme_ids: Sequence[str],
    settings: ResamplingSettings,
) -> pd.DataFrame:
    """The ``contrasts`` table; rows of two steady calls that were compared before as they were."""
    pairs = [(first, second) for _, first, second in call_pairs(calls)]
    were_pairs = {(first, second) for _, first, second in call_pairs(before.calls)}
    steady_pairs = {pair for pair in pairs if pair in were_pairs and set(pair) <= before.steady}
    moved = {call for pair in pairs if pair not in steady_pairs for call in pair}
    new = contrast_calls(calls, {key: c for key, c in clustered.items() if key[0] in moved}, theme_ids, settings)
    kept = before.contrasts
    parts = [part for part in (kept[_is_in(kept, steady_pairs)], new[~_is_in(new, steady_pairs)]) if len(part)]
    table = pd.concat(parts, ignore_index=True) if parts else new.reset_index(drop=True)
    number = {pair: k for k, pair in enumerate(pairs)}
    order = pd.Series(list(zip(table["call_id_from"], table["call_id_to"], strict=True)), dtype=object).map(number)
    rank = table["theme_id"].map({theme: k for k, theme in enumerate(theme_ids)})
    keys = pd.DataFrame({"rank": rank, "order": order}).sort_values(["rank", "order"], kind="stable")
    return table.loc[keys.index].reset_index(drop=True)


def _shown(themes: pd.DataFrame) -> list[str]:
    return [str(theme) for theme in themes.loc[themes["status"] != "retired", "theme_id"]]


def _digests(tables: Tables) -> dict[str, int]:
    """A digest of the themes and scores of each call's passages, whatever their order."""
    rows = tables["chunk_themes"][["chunk_id", "theme_id", "score", "assigned"]]
    hashed = pd.util.hash_pandas_object(rows.astype({"score": float, "assigned": bool}), index=False)
    call = rows["chunk_id"].map(dict(zip(tables["chunks"]["chunk_id"], tables["chunks"]["call_id"], strict=True)))
    return {str(c): int(h) for c, h in hashed.groupby(call).sum().items()}


def _is_in(table: pd.DataFrame, pairs: Collection[tuple[str, str]]) -> pd.Series[bool]:
    found = [pair in pairs for pair in zip(table["call_id_from"], table["call_id_to"], strict=True)]
    return pd.Series(found, index=table.index, dtype=bool)
