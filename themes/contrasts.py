"""Contrasts: what two calls of one company can say about a theme when there are too few calls for a trend.

In: ``calls`` and the clustered words of each call.  Out: the ``contrasts`` table: each call against the company's call
before it, and against the same quarter a year before.  Intervals are of bootstrap draws of both calls; p-values permute
the clusters (exchanges, blocks of prepared remarks) between the two calls, so they respect how talk clusters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.records import TABLES
from themes.resampling import LEVEL, Clustered, ResamplingSettings, seeded, share_draws

Floats = NDArray[np.float64]


def contrast_calls(
    calls: pd.DataFrame,
    clustered: dict[tuple[str, str], Clustered],
    theme_ids: Sequence[str],
    settings: ResamplingSettings,
) -> pd.DataFrame:
    """The ``contrasts`` table over all content words (speaker group ``all``).

    Themes heard in neither call have no row.  ``difference`` is share_to - share_from, ``low`` and ``high`` its 95 %
    interval; ``p_value`` is two-sided.
    """
    frames = []
    for company_id, first, second in call_pairs(calls):
        a, b = clustered.get((first, "all")), clustered.get((second, "all"))
        if a is None or b is None or not a.words.sum() or not b.words.sum():
            continue
        rng = seeded(settings, first, second)
        draws = share_draws(b, rng, settings.resamples) - share_draws(a, rng, settings.resamples)
        low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
        frame = pd.DataFrame(
            {
                "theme_id": list(theme_ids),
                "company_id": company_id,
                "call_id_from": first,
                "call_id_to": second,
                "share_from": a.share.round(6),
                "share_to": b.share.round(6),
                "difference": (b.share - a.share).round(6),
                "low": low.round(6),
                "high": high.round(6),
                "p_value": permutation_p(a, b, rng, settings.resamples).round(6),
            },
            columns=list(TABLES["contrasts"]),
        )
        frames.append(frame[(a.share > 0) | (b.share > 0)])
    if not frames:
        return pd.DataFrame(columns=list(TABLES["contrasts"]))
    table = pd.concat(frames, ignore_index=True)
    rank = {theme: k for k, theme in enumerate(theme_ids)}
    return table.sort_values("theme_id", key=lambda ids: ids.map(rank), kind="stable", ignore_index=True)


def call_pairs(calls: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Pairs (company_id, earlier call, later call): neighbours in time, and a year apart where these differ."""
    dated = calls[calls["calendar_quarter"].notna()].copy()
    dated["when"] = dated["call_date"].fillna("")
    for company_id, own in dated.sort_values(["calendar_quarter", "when", "call_id"]).groupby("company_id", sort=True):
        ids, quarters = own["call_id"].tolist(), own["calendar_quarter"].tolist()
        for k in range(1, len(ids)):
            yield str(company_id), ids[k - 1], ids[k]
            year_before = f"{int(quarters[k][:4]) - 1}{quarters[k][4:]}"
            if year_before in quarters[: k - 1]:
                yield str(company_id), ids[quarters.index(year_before)], ids[k]


def permutation_p(a: Clustered, b: Clustered, rng: np.random.Generator, n: int) -> Floats:
    """Two-sided p of the difference in share, shape (n_themes,), permuting whole clusters between the calls.

    Phipson & Smyth (2010): the observed arrangement counts as one of the permutations, so p is never zero.
    """
    words, theme_words = np.concatenate([a.words, b.words]), np.vstack([a.theme_words, b.theme_words])
    n_a, n_clusters = len(a.words), len(words)
    chosen = np.argsort(rng.random((n, n_clusters)), axis=1)[:, :n_a]
    in_a = np.zeros((n, n_clusters))
    np.put_along_axis(in_a, chosen, 1.0, axis=1)
    share_a = (in_a @ theme_words) / np.maximum(in_a @ words, 1)[:, None]
    share_b = ((1 - in_a) @ theme_words) / np.maximum((1 - in_a) @ words, 1)[:, None]
    observed = np.abs(b.share - a.share)
    as_far: Floats = (np.abs(share_b - share_a) >= observed - 1e-12).sum(axis=0).astype(np.float64)
    return (1 + as_far) / (1 + n)
