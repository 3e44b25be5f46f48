"""Prevalence: how much of what was said concerns a theme, by call and group of speakers, with intervals.

In: ``calls``, the clustered words of each call and the theme ids.  Out: the ``prevalence`` table.  The estimand is the
share of *content* words (no boilerplate, no procedure) that lie in passages assigned to the theme; how the intervals
are made stands in :mod:`themes.prevalence.intervals`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.prevalence.intervals import Clustered, beta_interval, effective_passages
from themes.records import SPEAKER_GROUPS, TABLES

_OF_CALL = ("company_id", "call_id", "calendar_quarter", "fiscal_quarter")


def with_expected(
    prevalence: pd.DataFrame, clustered: Mapping[tuple[str, str], Clustered], theme_ids: Sequence[str]
) -> pd.DataFrame:
    """The ``prevalence`` table with ``expected``, the share (0-1) that the scores lead to expect.

    Sums over calls need it: assignments that miss a little in every call would otherwise miss it for sure.
    """
    rows = [
        pd.DataFrame({"theme_id": theme_ids, "call_id": call, "speaker_group": group, "expected": said.expected_share})
        for (call, group), said in clustered.items()
    ]
    keys = ["theme_id", "call_id", "speaker_group"]
    found = pd.concat(rows) if rows else pd.DataFrame(columns=[*keys, "expected"])
    joined = prevalence.merge(found, on=keys, how="left", validate="one_to_one")
    return joined.assign(expected=joined["expected"].astype(float).fillna(joined["share"]))


def measure_prevalence(
    calls: pd.DataFrame,
    clustered: Mapping[tuple[str, str], Clustered],
    theme_ids: Sequence[str],
    tracked: Collection[str] = (),
) -> pd.DataFrame:
    """The ``prevalence`` table: a row for every theme × call × speaker group, zeros included.

    Parameters
    ----------
    calls : DataFrame
        The ``calls`` table.
    clustered : mapping
        From :func:`cluster_calls`.
    theme_ids : sequence of str
        Themes, in the order of ``clustered``'s columns.
    tracked : collection of str
        Those of them that have cues and examples; the words that these speak for are null for the others.

    Returns
    -------
    DataFrame
        ``share`` and its 95% interval are 0-1; NaN where the group said nothing in that call.
    """
    n_themes = len(theme_ids)
    silent = Clustered(np.zeros(0), np.zeros((0, n_themes)), np.zeros(n_themes, dtype=np.int64))
    keys = [(str(call), group) for call in calls["call_id"] for group in SPEAKER_GROUPS]
    if not keys or not n_themes:
        return pd.DataFrame(columns=list(TABLES["prevalence"]))
    said = [clustered.get(key, silent) for key in keys]
    share, expected = np.array([s.share for s in said]), np.array([s.expected_share for s in said])
    nothing = np.full(n_themes, np.nan)
    n_effective = np.array([effective_passages(s) if s.words.sum() else nothing for s in said])
    low, high = beta_interval(share, expected, n_effective)

    def of_calls(values: NDArray[Any]) -> NDArray[Any]:
        return np.tile(np.repeat(values, len(SPEAKER_GROUPS)), n_themes)

    about = {name: of_calls(calls[name].to_numpy(dtype=object)) for name in _OF_CALL}
    table = {
        "theme_id": np.repeat(np.asarray(theme_ids, dtype=object), len(keys)),
        **about,
        "speaker_group": np.tile(np.asarray(SPEAKER_GROUPS, dtype=object), len(calls) * n_themes),
        "n_words_theme": np.array([s.theme_words.sum(axis=0) for s in said]).T.ravel().astype(np.int64),
        "n_words": np.tile(np.array([s.words.sum() for s in said]).astype(np.int64), n_themes),
        "share": share.T.ravel().round(6),
        "share_low": low.T.ravel().round(6),
        "share_high": high.T.ravel().round(6),
        "n_chunks": np.array([s.n_chunks for s in said]).T.ravel(),
        "n_words_strong": _of_tracked([s.strong_words for s in said], theme_ids, tracked),
        "n_words_meaning": _of_tracked([s.meaning_words for s in said], theme_ids, tracked),
    }
    return pd.DataFrame(table, columns=list(TABLES["prevalence"]))


def _of_tracked(
    words: Sequence[NDArray[np.int64] | None], theme_ids: Sequence[str], tracked: Collection[str]
) -> pd.arrays.IntegerArray:
    """Words by call and group, each of shape (n_themes,), as a column; null for themes that are not tracked."""
    zeros = np.zeros(len(theme_ids), dtype=np.int64)
    column = np.array([zeros if own is None else own for own in words]).T.ravel()
    is_tracked = np.array([theme in tracked for theme in theme_ids])
    return pd.arrays.IntegerArray(column, np.repeat(~is_tracked, len(words)))
