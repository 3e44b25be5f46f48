"""Contrasts: what two calls of one company can say about a theme when there are too few calls for a trend.

In: ``calls`` and the clustered words of each call.  Out: the ``contrasts`` table: each call against the company's call
before it, and against the same quarter a year before; where a company has too few calls for a trend, also its last
call against its first.  The interval of a difference is made of the intervals of both shares (square and add; Newcombe
1998); p-values permute the clusters (exchanges, blocks of prepared remarks) between the two calls, so they respect how
talk clusters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.prevalence.intervals import Clustered, ResamplingSettings, seeded, share_interval
from themes.quarters import QUARTERS_A_YEAR, Quarter
from themes.records import TABLES
from themes.stats.mover import bounds, difference, with_distances
from themes.stats.windows import MIN_CALLS

Floats = NDArray[np.float64]

PERMUTATIONS = 5000  # at least: p is then known well enough to be corrected for dozens of themes
PERMUTATIONS_AT_ONCE = 500  # as many as the processor's cache holds for a usual pair of calls


def contrast_calls(
    calls: pd.DataFrame,
    clustered: dict[tuple[str, str], Clustered],
    theme_ids: Sequence[str],
    settings: ResamplingSettings,
) -> pd.DataFrame:
    """The ``contrasts`` table over all content words (speaker group ``all``).

    Themes mentioned in neither call have no row.  ``difference`` is share_to - share_from, ``low`` and ``high`` its 95
    % interval; ``p_value`` is two-sided.
    """
    from threadpoolctl import threadpool_limits

    said = {call: own for (call, group), own in clustered.items() if group == "all" and own.words.sum()}
    pairs = [pair for pair in call_pairs(calls) if pair[1] in said and pair[2] in said]
    if not pairs or not len(theme_ids):
        return pd.DataFrame(columns=list(TABLES["contrasts"]))
    row_of = {call: k for k, call in enumerate(dict.fromkeys(call for _, *both in pairs for call in both))}
    shares = _shares_with_distances([said[call] for call in row_of])
    earlier, later = (_rows_of(shares, [row_of[pair[side]] for pair in pairs], len(theme_ids)) for side in (1, 2))
    between = difference(later, earlier)
    low, high = bounds(between)
    n_permutations = max(settings.resamples, PERMUTATIONS)
    with threadpool_limits(limits=1, user_api="blas"):  # threads wait for one another longer than such products take
        p_values = [
            permutation_p(said[first], said[second], seeded(settings, first, second), n_permutations)
            for _, first, second in pairs
        ]
    company_id, first, second = (
        np.repeat(np.array([pair[k] for pair in pairs], dtype=object), len(theme_ids)) for k in range(3)
    )
    table = pd.DataFrame(
        {
            "theme_id": np.tile(np.asarray(theme_ids, dtype=object), len(pairs)),
            "company_id": company_id,
            "call_id_from": first,
            "call_id_to": second,
            "share_from": earlier["share"].round(6),
            "share_to": later["share"].round(6),
            "difference": between["share"].round(6),
            "low": low.round(6),
            "high": high.round(6),
            "p_value": np.concatenate(p_values).round(6),
        },
        columns=list(TABLES["contrasts"]),
    )
    table = table[(earlier["share"] > 0) | (later["share"] > 0)]
    rank = {theme: k for k, theme in enumerate(theme_ids)}
    return table.sort_values("theme_id", key=lambda ids: ids.map(rank), kind="stable", ignore_index=True)


def _shares_with_distances(said: Sequence[Clustered]) -> pd.DataFrame:
    """Share, and distances to its bounds, of each call × theme: those of the ``prevalence`` table."""
    intervals = [share_interval(own) for own in said]
    columns = {
        "share": [own.share for own in said],
        "expected": [own.expected_share for own in said],
        "share_low": [low for low, _ in intervals],
        "share_high": [high for _, high in intervals],
    }
    return with_distances(pd.DataFrame({name: np.concatenate(values) for name, values in columns.items()}))


def _rows_of(shares: pd.DataFrame, calls: Sequence[int], n_themes: int) -> pd.DataFrame:
    """Rows of calls given by their numbers, one call after another, all themes of each."""
    rows = np.array(calls)[:, None] * n_themes + np.arange(n_themes)
    return shares.iloc[rows.ravel()].reset_index(drop=True)


def call_pairs(calls: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Pairs (company_id, earlier call, later call): neighbours in time, and a year apart where these differ.

    With fewer than six calls also the first and the last: there no trend can say what became of a theme in between.
    """
    dated = calls[calls["calendar_quarter"].notna()].copy()
    dated["when"] = dated["call_date"].fillna("")
    for company_id, own in dated.sort_values(["calendar_quarter", "when", "call_id"]).groupby("company_id", sort=True):
        ids, quarters = own["call_id"].tolist(), own["calendar_quarter"].tolist()
        pairs: list[tuple[str, str]] = []
        for k in range(1, len(ids)):
            pairs.append((ids[k - 1], ids[k]))
            year_before = str(Quarter.parse(quarters[k]).shift(-QUARTERS_A_YEAR))
            if year_before in quarters[: k - 1]:
                pairs.append((ids[quarters.index(year_before)], ids[k]))
        if 1 < len(ids) < MIN_CALLS:
            pairs.append((ids[0], ids[-1]))
        yield from ((str(company_id), *pair) for pair in dict.fromkeys(pairs))


def permutation_p(a: Clustered, b: Clustered, rng: np.random.Generator, n: int) -> Floats:
    """Two-sided p of the difference in share, shape (n_themes,), permuting whole clusters between the calls.

    Phipson & Smyth (2010): the observed arrangement counts as one of the permutations, so p is never zero.
    """
    p, spoken = np.ones(len(a.share)), (a.share > 0) | (b.share > 0)  # of themes in neither call no order tells
    observed = np.abs(b.share - a.share)[spoken] - 1e-12
    words = np.concatenate([a.words, b.words])
    counted = np.column_stack([np.vstack([a.theme_words, b.theme_words])[:, spoken], words])
    total, as_far = counted.sum(axis=0), np.zeros(spoken.sum())
    for start in range(0, n, PERMUTATIONS_AT_ONCE):
        keys = rng.random((min(PERMUTATIONS_AT_ONCE, n - start), len(words)))
        last_of_a = np.partition(keys, len(a.words) - 1, axis=1)[:, [len(a.words) - 1]]
        in_a = (keys <= last_of_a).astype(np.float64) @ counted
        share_a, share_b = (side[:, :-1] / np.maximum(side[:, -1:], 1) for side in (in_a, total - in_a))
        as_far += (np.abs(share_b - share_a) >= observed).sum(axis=0)
    p[spoken] = (1 + as_far) / (1 + n)
    return p
