"""Resampling of what was said: words by cluster of talk, and how sure each theme's share is.

In: ``chunks``, ``chunk_themes`` and the theme ids.  Out: :class:`Clustered` a call and speaker group; intervals.
Talk clusters: whoever asks about a theme gets an answer about it.  So clusters vary, not passages: an exchange in the
Q&A, a block of five neighbouring passages in prepared remarks (Field & Welsh 2007).  The variance of a share over
resampled clusters, in closed form (linearised; Woodruff 1971), tells how many independent passages the call is worth;
the interval is that of a Beta with Jeffreys' prior and this effective number (Korn & Graubard 1998; Brown, Cai &
DasGupta 2001), which holds its level for rare themes and few clusters, where percentiles of resampled shares do not,
and gives zero an upper bound.

The score of a tracked theme is the probability that a reader would see it in the passage.  So the interval lies around
the *expected* words (each passage's words times its score), and is as wide as clusters or doubtful scores make it.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.records import MEANING_ALONE, MIN_SCORE, SPEAKER_GROUPS

Floats = NDArray[np.float64]

BLOCK_PASSAGES = 5  # of prepared remarks; about one announced subject
CONFIDENCE = 0.95  # of all intervals
SMALLEST = 1e-9
FEW = 4  # clusters that speak of a theme (or do not): a variance from fewer is not trusted, clusters are counted
PASSAGE_WORDS = 40  # a call is worth at most this many words a passage, however alike its clusters are


@dataclass(frozen=True)
class ResamplingSettings:
    """Seed, and how many permutations a p-value rests on at least."""

    seed: int = 0
    resamples: int = 1000


@dataclass(frozen=True)
class Clustered:
    """One call and group.

    ``words`` of each cluster, shape (n_clusters,); ``theme_words`` of each theme in it, (n_clusters, n_themes);
    ``n_chunks`` assigned to each theme, (n_themes,).  ``expected_words``: words times scores, (n_clusters, n_themes),
    and ``doubt``: the variance of a theme's words that its scores leave open, (n_themes,), words²; without them every
    assignment is taken as certain.  ``strong_words`` and ``meaning_words`` lie in passages with a strong cue, and in
    those that meaning alone takes, (n_themes,); without them there are none.
    """

    words: Floats
    theme_words: Floats
    n_chunks: NDArray[np.int64]
    expected_words: Floats | None = None
    doubt: Floats | None = None
    strong_words: NDArray[np.int64] | None = None
    meaning_words: NDArray[np.int64] | None = None

    @property
    def share(self) -> Floats:
        """Share of each theme; NaN where the group said nothing."""
        total = self.words.sum()
        return self.theme_words.sum(axis=0) / total if total else np.full(self.theme_words.shape[1], np.nan)

    @property
    def expected(self) -> Floats:
        """Words of each theme to be expected by cluster, shape (n_clusters, n_themes)."""
        return self.theme_words if self.expected_words is None else self.expected_words

    @property
    def expected_share(self) -> Floats:
        """Share of each theme to be expected from the scores; NaN where the group said nothing."""
        total = self.words.sum()
        return self.expected.sum(axis=0) / total if total else np.full(self.theme_words.shape[1], np.nan)


def cluster_calls(
    chunks: pd.DataFrame, chunk_themes: pd.DataFrame, theme_ids: Sequence[str]
) -> dict[tuple[str, str], Clustered]:
    """Words by cluster of every call and speaker group, keyed by (call_id, speaker_group).

    Calls without content are absent here; ``themes.prevalence.estimate`` gives them NaN shares.
    """
    spoken = chunks[chunks["kind"] == "content"].reset_index(drop=True)
    tagged = _by_passage(spoken, chunk_themes, theme_ids)
    exchanges, n_words = spoken["exchange_index"].to_numpy(np.int64), spoken["n_words"].to_numpy(np.float64)
    of_group = {str(group): in_group(spoken, group).to_numpy(dtype=bool) for group in SPEAKER_GROUPS}
    call, names = pd.factorize(spoken["call_id"])
    clustered = {}
    for name, passages in zip(names, _rows_by(call, len(names)), strict=True):
        for group, chosen in of_group.items():
            rows = passages[chosen[passages]]
            clustered[str(name), group] = _cluster(exchanges[rows], n_words[rows], tagged.of(rows))
    return clustered


def _rows_by(code: NDArray[np.int64], n_codes: int) -> list[NDArray[np.int64]]:
    """Rows of each code, ascending."""
    rows, bounds = np.argsort(code, kind="stable"), np.cumsum([0, *np.bincount(code, minlength=n_codes)])
    return [rows[start:end] for start, end in pairwise(bounds)]


@dataclass(frozen=True)
class _Tagged:
    """What is known of each passage and theme, arrays of shape (n_passages, n_themes).

    ``assigned`` (0 or 1), ``scores`` (how probably the passage is about the theme), whether a strong cue is said
    (``strong``), and whether ``meaning`` alone takes it.
    """

    assigned: Floats
    scores: Floats
    strong: NDArray[np.bool_]
    meaning: NDArray[np.bool_]

    def of(self, rows: NDArray[np.int64]) -> _Tagged:
        """Some of the passages."""
        return _Tagged(self.assigned[rows], self.scores[rows], self.strong[rows], self.meaning[rows])


def _by_passage(spoken: pd.DataFrame, chunk_themes: pd.DataFrame, theme_ids: Sequence[str]) -> _Tagged:
    """The rows of ``chunk_themes`` as arrays.

    A discovered theme is its passages: its scores are nearness, not probability, so its assignments are certain.
    """
    row_of = pd.Series(spoken.index, index=spoken["chunk_id"])
    column_of = {theme: k for k, theme in enumerate(theme_ids)}
    is_kept = chunk_themes["chunk_id"].isin(row_of.index) & chunk_themes["theme_id"].isin(list(column_of))
    kept = chunk_themes[is_kept]
    at = row_of[kept["chunk_id"]].to_numpy(dtype=int), kept["theme_id"].map(column_of).to_numpy(dtype=int)
    assigned = kept["assigned"].to_numpy(dtype=bool).astype(np.float64)
    score = kept["score"].to_numpy(dtype=np.float64)
    score = np.where((assigned > 0) | (score >= MIN_SCORE), score, 0.0)
    shape = len(spoken), len(theme_ids)
    tagged = _Tagged(np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool))
    tagged.assigned[at] = assigned
    tagged.scores[at] = np.where(kept["kind"] == "tracked", score, assigned)
    tagged.strong[at] = kept["strong_cue"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    tagged.meaning[at] = taken_by_meaning(chunk_themes)[is_kept.to_numpy()]
    return tagged


def taken_by_meaning(chunk_themes: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows of ``chunk_themes`` meaning alone takes: near enough, and no tracked theme is nearer to the passage.

    Every theme that is near enough has a row, so that the nearest is among them.
    """
    meaning = chunk_themes["meaning"].astype(float)
    nearest = meaning.groupby(chunk_themes["chunk_id"]).transform("max")
    return ((meaning >= MEANING_ALONE) & (meaning == nearest)).to_numpy()


def in_group(passages: pd.DataFrame, group: str) -> pd.Series[bool]:
    """Which passages belong to a speaker group; a speaker of unknown role is in ``all`` only."""
    asks, manages = passages["role"] == "analyst", passages["role"] == "executive"
    prepared = passages["section"] == "prepared_remarks"
    groups = {"management_prepared": manages & prepared, "management_answers": manages & ~prepared}
    return groups.get(group, asks if group == "analyst_questions" else passages["role"].notna())


def _cluster(exchanges: NDArray[np.int64], n_words: Floats, tagged: _Tagged) -> Clustered:
    prepared = exchanges == 0
    order = np.cumsum(prepared) - 1
    _, cluster = np.unique(np.where(prepared, -1 - order // BLOCK_PASSAGES, exchanges), return_inverse=True)
    n_clusters = int(cluster.max()) + 1 if len(cluster) else 0

    def by_cluster(weights: Floats) -> Floats:
        """Words times weights, shape (n_clusters, n_themes), added in the order of the passages; most weights are 0."""
        passage, theme = np.nonzero(weights)
        place = cluster[passage] * weights.shape[1] + theme
        added = np.bincount(place, weights[passage, theme] * n_words[passage], n_clusters * weights.shape[1])
        return added.astype(np.float64).reshape(n_clusters, weights.shape[1])

    words = np.bincount(cluster, weights=n_words, minlength=n_clusters).astype(np.float64)
    assigned, scores = tagged.assigned, tagged.scores
    doubt = (n_words**2) @ (scores * (1 - scores))
    strong, meaning = ((n_words @ taken).astype(np.int64) for taken in (tagged.strong, tagged.meaning))
    n_chunks = assigned.sum(axis=0).astype(np.int64)
    return Clustered(words, by_cluster(assigned), n_chunks, by_cluster(scores), doubt, strong, meaning)


def effective_passages(clustered: Clustered) -> Floats:
    """Independent passages that would tell as much about each share, shape (n_themes,), at least 1.

    The variance between clusters (of their expected words against the share's portion of their words), made larger for
    resting on few of them (Korn & Graubard 1998), against that of one passage gives the effective number.  Where the
    scores leave open more than the clusters do, their variance takes its place: what a reader of this very call would
    find is then less sure than what the same people would say on another day.  The number never exceeds a passage
    every 40 words.  Where a theme has no word or every word, or in (or outside) fewer than four clusters,
    their variance tells little: there it is at most the effective number of clusters.
    """
    n_clusters, total = len(clustered.words), float(clustered.words.sum())
    share = clustered.expected_share
    deviation = clustered.expected - share * clustered.words[:, None]
    spoken_of = (clustered.theme_words > 0).sum(axis=0)
    silent_of = (clustered.theme_words < clustered.words[:, None]).sum(axis=0)
    telling = np.minimum(spoken_of, silent_of)  # clusters that the variance rests on
    variance: Floats = (deviation**2).sum(axis=0) / total**2 * n_clusters / max(1, n_clusters - 1)
    variance = variance / _few_clusters(telling, n_clusters)
    if clustered.doubt is not None:
        variance = np.maximum(variance, clustered.doubt / total**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        n_effective = np.where(variance > SMALLEST**2, share * (1 - share) / variance, np.inf)
    of_clusters = float(total**2 / (clustered.words**2).sum())
    n_effective = np.where((share <= 0) | (share >= 1), of_clusters, n_effective)
    n_effective = np.where(telling < FEW, np.minimum(n_effective, of_clusters), n_effective)
    bounded: Floats = np.clip(n_effective, 1.0, max(of_clusters, total / PASSAGE_WORDS))
    return bounded


def _few_clusters(telling: NDArray[np.int64], n_clusters: int) -> Floats:
    """Squared ratio of the normal to Student's quantile: how much less a variance from few clusters is worth.

    The variance of a yes in k of many clusters is known with a relative variance of 1/k, as that of a chi-square with
    2k degrees of freedom is (Satterthwaite 1946).  Below four such clusters they are counted anyway.
    """
    if n_clusters < 2:
        return np.full(len(telling), SMALLEST)
    freedom = np.where(telling < FEW, n_clusters - 1, np.minimum(2 * telling, n_clusters - 1))
    return _quantile_ratios(n_clusters - 1)[freedom]


@cache
def _quantile_ratios(most: int) -> Floats:
    """Squared ratio of the normal to Student's quantile by degrees of freedom, from 0 (NaN) to ``most``."""
    from scipy.stats import norm, t

    quantile = (1 + CONFIDENCE) / 2
    ratios = norm.ppf(quantile) / t.ppf(quantile, np.arange(1, most + 1))
    return np.concatenate([[np.nan], ratios**2])


def share_interval(clustered: Clustered) -> tuple[Floats, Floats]:
    """95% bounds of each share, both of shape (n_themes,); NaN where the group said nothing."""
    share = clustered.share
    if not clustered.words.sum():
        return np.full_like(share, np.nan), np.full_like(share, np.nan)
    return beta_interval(share, clustered.expected_share, effective_passages(clustered))


def beta_interval(share: Floats, expected: Floats, n_effective: Floats) -> tuple[Floats, Floats]:
    """95% bounds of shares, all of one shape: quantiles of a Beta around the expected share, never inside the share.

    The lower bound of a theme without a word is 0, the upper bound of one with every word 1.  NaN stays NaN.

    Examples
    --------
    One of twenty passages:

    >>> [round(float(bound[0]), 3) for bound in beta_interval(*(np.array([x]) for x in (0.05, 0.05, 20.0)))]
    [0.005, 0.211]
    """
    from scipy.stats import beta

    on_theme = expected * n_effective
    low, high = (
        beta.ppf(q, on_theme + 0.5, n_effective - on_theme + 0.5) for q in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
    )
    return np.where(share <= 0, 0.0, np.minimum(low, share)), np.where(share >= 1, 1.0, np.maximum(high, share))


def seeded(settings: ResamplingSettings, *keys: str) -> np.random.Generator:
    """A generator of its own for each pair of calls: a new call leaves the other calls' figures as they were."""
    return np.random.default_rng([settings.seed, *(zlib.crc32(key.encode()) for key in keys)])
