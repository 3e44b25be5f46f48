"""Scores against readers: precision, recall and F1 of tracked themes, kappa of discovered ones, reliability.

In: labelled paragraphs, where their words lie, and rows of ``chunk_themes``.  Out: :class:`LabelScores`.  A paragraph
carries a theme when at least half of its words lie in passages that carry it.  Kappa (Cohen 1960) compares "same
theme" with "same label" over pairs of paragraphs of different exchanges, so that cutting a call into blocks gains
nothing.  Intervals are percentiles of a bootstrap over exchanges.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.paragraph_labels import Cover, Paragraph

NO_SUBSTANCE = frozenset({"procedural", "safe-harbor", "safe-harbor-boilerplate", "other"})
MIN_OF_A_THEME = 10  # labelled paragraphs from which a theme counts in the macro mean
N_RESAMPLES = 1000
BINS = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)
Interval = tuple[float, float]


@dataclass(frozen=True)
class LabelScores:
    """All shares are 0-1, NaN where there is nothing to score; intervals are 95 %."""

    by_theme: pd.DataFrame  # theme_id, n_readers, n_found, precision, recall, f1
    micro_f1: float
    micro_interval: Interval
    macro_f1: float
    macro_interval: Interval
    absent: float  # largest share of paragraphs of substance given a theme that no reader saw
    kappa: float
    kappa_interval: Interval
    placed: float  # share of paragraphs of substance in a discovered theme
    largest: float  # share of them in the largest one
    reliability: pd.DataFrame  # score_from, score_to, n, mean_score, share_of_readers
    calibration_error: float
    lost: float  # share of the labelled words that lie in no passage


def score_labels(
    paragraphs: Sequence[Paragraph], places: Cover, chunk_themes: pd.DataFrame, tracked: Sequence[str], seed: int = 0
) -> LabelScores:
    """Score a run against readers.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        Labelled paragraphs; themes are scored in those files (codebooks) in which their reader looked for them.
    places : Cover
        From :func:`themes.paragraph_labels.cover`.
    chunk_themes : DataFrame
        The table of the run.
    tracked : sequence of str
        Themes to score.
    seed : int
        Of the bootstrap.
    """
    assigned = chunk_themes[chunk_themes["assigned"].astype(bool)]
    carried = {
        t: frozenset(rows["chunk_id"]) for t, rows in assigned[assigned["kind"] == "tracked"].groupby("theme_id")
    }
    looked_for = _looked_for(paragraphs, tracked)
    rows = [(p, t) for p in paragraphs for t in tracked if t in looked_for[p.codebook]]
    seen = np.array([t in p.themes for p, t in rows], dtype=bool)
    found = np.array([_carries(places[p.id], carried.get(t, frozenset())) for p, t in rows], dtype=bool)
    themes = np.array([t for _, t in rows], dtype=object)
    groups = np.array([p.group for p, _ in rows], dtype=object)
    resampled = _resamples(groups, seed)
    substance = np.array([p.primary not in NO_SUBSTANCE for p, _ in rows], dtype=bool)
    pairs = _Pairs.of(paragraphs, places, assigned)
    reliability, error = _reliability(rows, places, chunk_themes, seen)
    total = sum(sum(c.values()) for c in places.values())
    return LabelScores(
        _by_theme(themes, seen, found), _f1(seen, found), _interval(resampled, lambda w: _f1(seen, found, w)),
        _macro(themes, seen, found), _interval(resampled, lambda w: _macro(themes, seen, found, w)),
        _absent(themes, seen, found, substance), pairs.kappa(), pairs.interval(seed), pairs.placed, pairs.largest,
        reliability, error, sum(c[None] for c in places.values()) / total if total else np.nan,
    )  # fmt: skip


def _looked_for(paragraphs: Sequence[Paragraph], tracked: Sequence[str]) -> dict[str, set[str]]:
    """Themes that readers of each codebook looked for: those it names, else those that occur in its labels."""
    found: dict[str, set[str]] = defaultdict(set)
    for p in paragraphs:
        found[p.codebook] |= p.themes if p.scored is None else p.scored
    return {codebook: themes & set(tracked) for codebook, themes in found.items()}


def _carries(places: Counter[str | None], chunks: frozenset[str]) -> bool:
    return sum(n for chunk, n in places.items() if chunk in chunks) >= 0.5 * sum(places.values())


def _f1(seen: NDArray[np.bool_], found: NDArray[np.bool_], weights: NDArray[np.float64] | None = None) -> float:
    w = np.ones(len(seen)) if weights is None else weights
    total = float(w @ seen + w @ found)
    return float(2 * (w @ (seen & found)) / total) if total else np.nan


def _macro(
    themes: NDArray[np.object_],
    seen: NDArray[np.bool_],
    found: NDArray[np.bool_],
    weights: NDArray[np.float64] | None = None,
) -> float:
    enough = [t for t in dict.fromkeys(themes) if seen[themes == t].sum() >= MIN_OF_A_THEME]
    scores = [
        _f1(seen[themes == t], found[themes == t], None if weights is None else weights[themes == t]) for t in enough
    ]
    return float(np.nanmean(scores)) if scores and not np.isnan(scores).all() else np.nan


def _by_theme(themes: NDArray[np.object_], seen: NDArray[np.bool_], found: NDArray[np.bool_]) -> pd.DataFrame:
    rows = []
    for theme in dict.fromkeys(themes):
        own = themes == theme
        both, n_seen, n_found = int((seen & found)[own].sum()), int(seen[own].sum()), int(found[own].sum())
        precision, recall = both / n_found if n_found else np.nan, both / n_seen if n_seen else np.nan
        rows.append((theme, n_seen, n_found, precision, recall, _f1(seen[own], found[own])))
    return pd.DataFrame(rows, columns=["theme_id", "n_readers", "n_found", "precision", "recall", "f1"])


def _absent(
    themes: NDArray[np.object_], seen: NDArray[np.bool_], found: NDArray[np.bool_], substance: NDArray[np.bool_]
) -> float:
    shares = [
        float(found[own & substance].mean())
        for own in (themes == t for t in dict.fromkeys(themes))
        if not seen[own].any() and (own & substance).any()
    ]
    return max(shares, default=0.0)


def _reliability(
    rows: Sequence[tuple[Paragraph, str]], places: Cover, chunk_themes: pd.DataFrame, seen: NDArray[np.bool_]
) -> tuple[pd.DataFrame, float]:
    """Bins of the score (of the passages, weighted by words) with the share that readers gave; expected error."""
    tracked = chunk_themes[chunk_themes["kind"] == "tracked"]
    keys = zip(tracked["chunk_id"], tracked["theme_id"], strict=True)
    score_of: Mapping[tuple[str | None, str], float] = dict(zip(keys, tracked["score"].astype(float), strict=True))
    scores = np.array(
        [
            sum(n * score_of.get((c, t), 0.0) for c, n in places[p.id].items()) / sum(places[p.id].values())
            for p, t in rows
        ]
    )
    table, error = [], 0.0
    for low, high in zip(BINS, BINS[1:], strict=False):
        own = (scores >= low) & ((scores < high) | (high == BINS[-1]))
        if own.any():
            mean, share = float(scores[own].mean()), float(seen[own].mean())
            table.append((low, high, int(own.sum()), mean, share))
            error += own.mean() * abs(mean - share)
    return pd.DataFrame(table, columns=["score_from", "score_to", "n", "mean_score", "share_of_readers"]), float(error)


@dataclass(frozen=True)
class _Pairs:
    """Paragraphs of substance with their discovered theme (-1: none), their label and their exchange, as codes."""

    theme: NDArray[np.int64]
    label: NDArray[np.int64]
    group: NDArray[np.int64]

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph], places: Cover, assigned: pd.DataFrame) -> _Pairs:
        discovered = assigned[assigned["kind"] == "discovered"]
        theme_of = dict(zip(discovered["chunk_id"], discovered["theme_id"], strict=True))
        substance = [p for p in paragraphs if p.primary not in NO_SUBSTANCE]
        guesses = [_most_words(places[p.id], theme_of) for p in substance]
        codes = [pd.factorize(pd.Series(v, dtype=object))[0] for v in (
            guesses, [p.primary for p in substance], [p.group for p in substance],
        )]  # fmt: skip
        return cls(*(c.astype(np.int64) for c in codes))

    @property
    def placed(self) -> float:
        return float((self.theme >= 0).mean()) if len(self.theme) else np.nan

    @property
    def largest(self) -> float:
        sizes = np.bincount(self.theme[self.theme >= 0])
        return float(sizes.max() / len(self.theme)) if len(sizes) else 0.0

    def kappa(self, weights: NDArray[np.float64] | None = None) -> float:
        w = np.ones(len(self.theme)) if weights is None else weights
        kept = w > 0
        theme, label, group, w = self.theme[kept], self.label[kept], self.group[kept], w[kept]
        i, j = np.triu_indices(len(theme), 1)
        apart = group[i] != group[j]
        i, j = i[apart], j[apart]
        weight = w[i] * w[j]
        if not weight.sum():
            return np.nan
        same_theme, same_label = (theme[i] == theme[j]) & (theme[i] >= 0), label[i] == label[j]
        a, b = np.average(same_theme, weights=weight), np.average(same_label, weights=weight)
        chance = a * b + (1 - a) * (1 - b)
        agreed = np.average(same_theme == same_label, weights=weight)
        return float((agreed - chance) / (1 - chance)) if chance < 1 else np.nan

    def interval(self, seed: int) -> Interval:
        return _interval(_resamples(self.group.astype(object), seed, N_RESAMPLES // 5), self.kappa)


def _most_words(places: Counter[str | None], theme_of: Mapping[str, str]) -> str | None:
    votes: Counter[str | None] = Counter()
    for chunk, n in sorted(places.items(), key=str):
        votes[theme_of.get(str(chunk))] += n
    return votes.most_common(1)[0][0]


def _resamples(groups: NDArray[np.object_], seed: int, n: int = N_RESAMPLES) -> list[NDArray[np.float64]]:
    """How often each row occurs in each bootstrap resample of whole groups."""
    if not len(groups):
        return []
    codes = pd.factorize(groups)[0]
    rng, n_groups = np.random.default_rng(seed), int(codes.max()) + 1
    return [np.bincount(rng.integers(0, n_groups, n_groups), minlength=n_groups)[codes].astype(float) for _ in range(n)]


def _interval(resamples: Sequence[NDArray[np.float64]], statistic: Callable[[NDArray[np.float64]], float]) -> Interval:
    values = [value for value in map(statistic, resamples) if not np.isnan(value)]
    if not values:
        return np.nan, np.nan
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
