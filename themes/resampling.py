"""Resampling of what was said: words by cluster of talk, and draws of each theme's share.

In: ``chunks``, ``chunk_themes`` and the theme ids.  Out: :class:`Clustered` a call and speaker group; intervals, draws.
Talk clusters: whoever asks about a theme gets an answer about it.  So clusters are resampled, not passages: an exchange
in the Q&A, a block of five neighbouring passages in prepared remarks (cluster bootstrap, Field & Welsh 2007).  What
resampling tells is how many independent passages the call is worth; the interval is that of a Beta with Jeffreys' prior
and this effective number (Korn & Graubard 1998; Brown, Cai & DasGupta 2001), which holds its level for rare themes and
few clusters, where percentiles of the resampled shares do not, and gives zero an upper bound.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.records import SPEAKER_GROUPS

Floats = NDArray[np.float64]

BLOCK_PASSAGES = 5  # of prepared remarks; about one announced subject
LEVEL = 0.95
SMALLEST = 1e-9
FEW = 4  # clusters that speak of a theme (or do not): a variance from fewer is not trusted, clusters are counted
PASSAGE_WORDS = 40  # a call is worth at most this many words a passage, however alike its clusters are


@dataclass(frozen=True)
class ResamplingSettings:
    """Seed and number of bootstrap resamples (also of permutations for contrasts)."""

    seed: int = 0
    resamples: int = 1000


@dataclass(frozen=True)
class Clustered:
    """One call and group.

    ``words`` of each cluster, shape (n_clusters,); ``theme_words`` of each theme in it, (n_clusters, n_themes);
    ``n_chunks`` assigned to each theme, (n_themes,).
    """

    words: Floats
    theme_words: Floats
    n_chunks: NDArray[np.int64]

    @property
    def share(self) -> Floats:
        """Share of each theme; NaN where the group said nothing."""
        total = self.words.sum()
        return self.theme_words.sum(axis=0) / total if total else np.full(self.theme_words.shape[1], np.nan)


def cluster_calls(
    chunks: pd.DataFrame, chunk_themes: pd.DataFrame, theme_ids: Sequence[str]
) -> dict[tuple[str, str], Clustered]:
    """Words by cluster of every call and speaker group, keyed by (call_id, speaker_group).

    Calls without content are absent here; ``themes.prevalence`` gives them NaN shares.
    """
    spoken = chunks[chunks["kind"] == "content"].reset_index(drop=True)
    assigned = chunk_themes[chunk_themes["assigned"].astype(bool)]
    row_of = pd.Series(spoken.index, index=spoken["chunk_id"])
    column_of = {theme: k for k, theme in enumerate(theme_ids)}
    kept = assigned[assigned["chunk_id"].isin(row_of.index) & assigned["theme_id"].isin(list(column_of))]
    flags = np.zeros((len(spoken), len(theme_ids)))
    flags[row_of[kept["chunk_id"]].to_numpy(dtype=int), kept["theme_id"].map(column_of).to_numpy(dtype=int)] = 1.0
    clustered = {}
    for call_id, passages in spoken.groupby("call_id", sort=False):
        for group in SPEAKER_GROUPS:
            chosen = passages[in_group(passages, group)]
            clustered[str(call_id), str(group)] = _cluster(chosen, flags[chosen.index.to_numpy(dtype=int)])
    return clustered


def in_group(passages: pd.DataFrame, group: str) -> pd.Series[bool]:
    """Which passages belong to a speaker group; a speaker of unknown role is in ``all`` only."""
    asks, manages = passages["role"] == "analyst", passages["role"] == "executive"
    prepared = passages["section"] == "prepared_remarks"
    groups = {"management_prepared": manages & prepared, "management_answers": manages & ~prepared}
    return groups.get(group, asks if group == "analyst_questions" else passages["role"].notna())


def _cluster(passages: pd.DataFrame, flags: Floats) -> Clustered:
    prepared = (passages["exchange_index"] == 0).to_numpy(dtype=bool)
    order = np.cumsum(prepared) - 1
    keys = np.where(prepared, -1 - order // BLOCK_PASSAGES, passages["exchange_index"].to_numpy(dtype=np.int64))
    _, cluster = np.unique(keys, return_inverse=True)
    n_clusters = int(cluster.max()) + 1 if len(cluster) else 0
    n_words = passages["n_words"].to_numpy(dtype=np.float64)
    words = np.bincount(cluster, weights=n_words, minlength=n_clusters).astype(np.float64)
    theme_words = np.zeros((n_clusters, flags.shape[1]))
    np.add.at(theme_words, cluster, flags * n_words[:, None])
    return Clustered(words, theme_words, flags.sum(axis=0).astype(np.int64))


def effective_passages(clustered: Clustered, rng: np.random.Generator, resamples: int) -> Floats:
    """Independent passages that would tell as much about each share, shape (n_themes,), at least 1.

    Clusters are resampled with replacement; the variance of the resampled shares, against that of independent passages,
    gives the effective number, which is then made smaller for having been estimated from few clusters (Korn & Graubard
    1998).  It never exceeds a passage every 40 words.  Where a theme was heard in no word or in every word, or in (or
    outside) fewer than four clusters, resampling tells little: there it is at most the effective number of clusters.
    """
    n_clusters = len(clustered.words)
    counts = rng.multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=resamples).astype(np.float64)
    resampled = (counts @ clustered.theme_words) / np.maximum(counts @ clustered.words, 1)[:, None]
    share = clustered.share
    variance = resampled.var(axis=0) * n_clusters / max(1, n_clusters - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        n_effective = np.where(variance > 0, share * (1 - share) / variance, np.inf)
    n_effective = n_effective * _few_clusters(n_clusters)
    of_clusters = float(clustered.words.sum() ** 2 / (clustered.words**2).sum())
    n_effective = np.where((share <= 0) | (share >= 1), of_clusters, n_effective)
    spoken_of = (clustered.theme_words > 0).sum(axis=0)
    silent_of = (clustered.theme_words < clustered.words[:, None]).sum(axis=0)
    n_effective = np.where(np.minimum(spoken_of, silent_of) < FEW, np.minimum(n_effective, of_clusters), n_effective)
    bounded: Floats = np.clip(n_effective, 1.0, max(of_clusters, float(clustered.words.sum()) / PASSAGE_WORDS))
    return bounded


def _few_clusters(n_clusters: int) -> float:
    """Squared ratio of the normal to Student's quantile: how much less a variance from few clusters is worth."""
    from scipy.stats import norm, t

    if n_clusters < 2:
        return SMALLEST
    quantile = (1 + LEVEL) / 2
    return float((norm.ppf(quantile) / t.ppf(quantile, n_clusters - 1)) ** 2)


def share_draws(clustered: Clustered, rng: np.random.Generator, resamples: int) -> Floats:
    """Draws of each theme's share, shape (resamples, n_themes), from its Beta; NaN where the group said nothing."""
    n_themes = clustered.theme_words.shape[1]
    if not clustered.words.sum():
        return np.full((resamples, n_themes), np.nan)
    n_effective = effective_passages(clustered, rng, resamples)
    heard = clustered.share * n_effective
    return rng.beta(heard + 0.5, n_effective - heard + 0.5, size=(resamples, n_themes))


def share_interval(clustered: Clustered, rng: np.random.Generator, resamples: int) -> tuple[Floats, Floats]:
    """95 % bounds of each share, both of shape (n_themes,): quantiles of its Beta, never inside the share itself.

    The lower bound of a theme not heard is 0, the upper bound of one heard in every word 1.  NaN where the group said
    nothing.
    """
    from scipy.stats import beta

    share = clustered.share
    if not clustered.words.sum():
        return np.full_like(share, np.nan), np.full_like(share, np.nan)
    n_effective = effective_passages(clustered, rng, resamples)
    heard = share * n_effective
    low, high = (beta.ppf(q, heard + 0.5, n_effective - heard + 0.5) for q in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return np.where(share <= 0, 0.0, np.minimum(low, share)), np.where(share >= 1, 1.0, np.maximum(high, share))


def seeded(settings: ResamplingSettings, *keys: str) -> np.random.Generator:
    """A generator of its own for each call and group: a new call leaves the other calls' intervals as they were."""
    return np.random.default_rng([settings.seed, *(zlib.crc32(key.encode()) for key in keys)])
