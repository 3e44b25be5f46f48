"""Prevalence: how much of what was said concerns a theme, by call and group of speakers, with intervals.

In: ``calls``, the clustered words of each call and the theme ids.  Out: the ``prevalence`` table.  The estimand is the
share of *content* words (no boilerplate, no procedure) that lie in passages assigned to the theme; how the intervals
are made is told in :mod:`themes.resampling`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from themes.records import SPEAKER_GROUPS, TABLES
from themes.resampling import Clustered, ResamplingSettings, seeded, share_interval


def measure_prevalence(
    calls: pd.DataFrame,
    clustered: dict[tuple[str, str], Clustered],
    theme_ids: Sequence[str],
    settings: ResamplingSettings,
) -> pd.DataFrame:
    """The ``prevalence`` table: a row for every theme × call × speaker group, zeros included.

    Parameters
    ----------
    calls : DataFrame
        The ``calls`` table.
    clustered : dict
        From :func:`cluster_calls`.
    theme_ids : sequence of str
        Themes, in the order of ``clustered``'s columns.
    settings : ResamplingSettings
        Seed and number of resamples.

    Returns
    -------
    DataFrame
        ``share`` and its 95 % interval are 0-1; NaN where the group said nothing in that call.
    """
    silent = Clustered(np.zeros(0), np.zeros((0, len(theme_ids))), np.zeros(len(theme_ids), dtype=np.int64))
    frames = []
    for call in calls.itertuples():
        for group in SPEAKER_GROUPS if len(theme_ids) else ():
            said = clustered.get((str(call.call_id), group), silent)
            low, high = share_interval(said, seeded(settings, str(call.call_id), group), settings.resamples)
            frame = {
                "theme_id": list(theme_ids),
                "company_id": call.company_id,
                "call_id": call.call_id,
                "calendar_quarter": call.calendar_quarter,
                "fiscal_quarter": call.fiscal_quarter,
                "speaker_group": group,
                "n_words_theme": said.theme_words.sum(axis=0).astype(np.int64),
                "n_words": int(said.words.sum()),
                "share": said.share.round(6),
                "share_low": low.round(6),
                "share_high": high.round(6),
                "n_chunks": said.n_chunks,
            }
            frames.append(pd.DataFrame(frame, columns=list(TABLES["prevalence"])))
    if not frames:
        return pd.DataFrame(columns=list(TABLES["prevalence"]))
    table = pd.concat(frames, ignore_index=True)
    rank = {theme: k for k, theme in enumerate(theme_ids)}
    return table.sort_values("theme_id", key=lambda ids: ids.map(rank), kind="stable", ignore_index=True)
