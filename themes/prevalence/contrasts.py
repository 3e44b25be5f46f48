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
    frames, known = [], dict[str, pd.DataFrame]()
    for company_id, first, second in call_pairs(calls):
        a, b = clustered.get((first, "all")), clustered.get((second, "all"))
        if a is None or b is None or not a.words.sum() or not b.words.sum():
            continue
        for call_id, said in ((first, a), (second, b)):
            if call_id not in known:
                known[call_id] = _share_with_distances(said)
        between = difference(known[second], known[first])
        low, high = bounds(between)
        n_permutations = max(settings.resamples, PERMUTATIONS)
        frame = pd.DataFrame(
            {
                "theme_id": list(theme_ids),
                "company_id": company_id,
                "call_id_from": first,
                "call_id_to": second,
                "share_from": a.share.round(6),
                "share_to": b.share.round(6),
                "difference": between["share"].round(6),
                "low": low.round(6),
                "high": high.round(6),
                "p_value": permutation_p(a, b, seeded(settings, first, second), n_permutations).round(6),
            },
            columns=list(TABLES["contrasts"]),
        )
        frames.append(frame[(a.share > 0) | (b.share > 0)])
    if not frames:
        return pd.DataFrame(columns=list(TABLES["contrasts"]))
    table = pd.concat(frames, ignore_index=True)
    rank = {theme: k for k, theme in enumerate(theme_ids)}
    return table.sort_values("theme_id", key=lambda ids: ids.map(rank), kind="stable", ignore_index=True)


def _share_with_distances(said: Clustered) -> pd.DataFrame:
    """Share, and distances to its bounds, of each theme in a call: those of the ``prevalence`` table."""
    low, high = share_interval(said)
    shares = {"share": said.share, "expected": said.expected_share, "share_low": low, "share_high": high}
    return with_distances(pd.DataFrame(shares))


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
    words, theme_words = np.concatenate([a.words, b.words]), np.vstack([a.theme_words, b.theme_words])
    keys = rng.random((n, len(words)))
    last_of_a = np.partition(keys, len(a.words) - 1, axis=1)[:, [len(a.words) - 1]]
    in_a = (keys <= last_of_a).astype(np.float64)
    words_a, theme_a = in_a @ words, in_a @ theme_words
    share_a = theme_a / np.maximum(words_a, 1)[:, None]
    share_b = (theme_words.sum(axis=0) - theme_a) / np.maximum(words.sum() - words_a, 1)[:, None]
    observed = np.abs(b.share - a.share)
    as_far: Floats = (np.abs(share_b - share_a) >= observed - 1e-12).sum(axis=0).astype(np.float64)
    return (1 + as_far) / (1 + n)
