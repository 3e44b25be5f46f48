"""Resampling of what was said: words by cluster of talk, and draws of each theme's share.

In: ``chunks``, ``chunk_themes`` and the theme ids.  Out: :class:`Clustered` a call and speaker group; draws of shares.
Talk clusters: whoever asks about a theme gets an answer about it.  So clusters are resampled, not passages: an exchange
in the Q&A, a block of five neighbouring passages in prepared remarks (cluster bootstrap, Field & Welsh 2007).  Where a
theme was not heard, resampling would give no width; there a Beta with Jeffreys' prior and the effective number of
clusters bounds the share from above (Brown, Cai & DasGupta 2001), and likewise where nothing else was heard.
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


def share_draws(clustered: Clustered, rng: np.random.Generator, resamples: int) -> Floats:
    """Draws of each theme's share, shape (resamples, n_themes): clusters resampled with replacement.

    A theme not heard at all (or heard in every word) is drawn from a Beta with Jeffreys' prior and the effective number
    of clusters, so that zero has an upper bound.  Draws are NaN where the group said nothing.
    """
    n_clusters, n_themes = clustered.theme_words.shape
    total = clustered.words.sum()
    if not total:
        return np.full((resamples, n_themes), np.nan)
    counts = rng.multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=resamples).astype(np.float64)
    draws = (counts @ clustered.theme_words) / np.maximum(counts @ clustered.words, 1)[:, None]
    n_effective = total**2 / (clustered.words**2).sum()
    beta = rng.beta(0.5, n_effective + 0.5, size=resamples)[:, None]
    share = clustered.share[None, :]
    return np.where(share == 0, beta, np.where(share >= 1, 1 - beta, draws))


def seeded(settings: ResamplingSettings, *keys: str) -> np.random.Generator:
    """A generator of its own for each call and group: a new call leaves the other calls' intervals as they were."""
    return np.random.default_rng([settings.seed, *(zlib.crc32(key.encode()) for key in keys)])


def interval(draws: Floats, share: Floats) -> tuple[Floats, Floats]:
    """95 % bounds of each share, both of shape (n_themes,): quantiles of the draws, never inside the share itself."""
    if np.isnan(draws).any():
        return np.full_like(share, np.nan), np.full_like(share, np.nan)
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return np.where(share == 0, 0.0, np.minimum(low, share)), np.where(share >= 1, 1.0, np.maximum(high, share))
