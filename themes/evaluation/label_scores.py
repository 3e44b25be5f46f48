"""Scores against readers: precision, recall and F1 of tracked themes, kappa of discovered ones, reliability.

In: labelled paragraphs and where their words lie, or verdicts on passages; rows of ``chunk_themes``.  Out:
:class:`LabelScores`, or a table.  A paragraph carries a theme when at least half of its words lie in passages that
carry it.  Intervals are percentiles of a bootstrap over exchanges (Efron 1979).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.evaluation.gold_labels import Cover, Paragraph, scored_themes
from themes.stats.pair_kappa import Estimate, draw_groups, estimate, pair_kappa

Floats = NDArray[np.float64]

NO_SUBSTANCE = frozenset({"procedural", "safe-harbor", "safe-harbor-boilerplate", "other"})
MIN_OF_A_THEME = 10  # labelled paragraphs from which a theme counts in the macro mean
BINS = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)


@dataclass(frozen=True)
class LabelScores:
    """Scores of a run against readers; all shares are 0-1, NaN where there is nothing to score."""

    by_theme: pd.DataFrame  # theme_id, n_readers, n_found, precision, recall, f1
    micro_f1: Estimate
    macro_f1: Estimate
    absent: float  # largest share of paragraphs of substance given a theme that no reader saw
    kappa: Estimate
    placed: float  # share of paragraphs of substance in a discovered theme
    largest: float  # share of them in the largest one
    n_discovered: int  # themes that hold one of them
    reliability: pd.DataFrame  # score_from, score_to, n, mean_score, share_of_readers
    calibration_error: float  # mean gap of score and share, weighted by n: over all pairs, and over those with a score
    calibration_error_scored: float
    lost: float  # share of the labelled words that lie in no passage


@dataclass(frozen=True)
class _Pairs:
    """Each paragraph with each theme it is scored for: row of the paragraph, theme, what readers and matcher say."""

    row: NDArray[np.int64]
    theme: NDArray[np.object_]
    seen: NDArray[np.bool_]
    found: NDArray[np.bool_]
    score: Floats


def score_labels(
    paragraphs: Sequence[Paragraph], places: Cover, chunk_themes: pd.DataFrame, tracked: Sequence[str], seed: int = 0
) -> LabelScores:
    """Score a run against readers.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        Labelled paragraphs, at least one.
    places : Cover
        From :func:`themes.evaluation.gold_labels.cover`.
    chunk_themes : DataFrame
        The table of the run.
    tracked : sequence of str
        Ids of the study's tracked themes, in the order to show them.
    seed : int
        Of the bootstrap.

    Returns
    -------
    LabelScores
        What was assigned is scored; reliability is that of the matcher's own scores, whatever people decided.
    """
    pairs = _pairs(paragraphs, places, chunk_themes, tracked)
    groups = pd.factorize(pd.Series([p.group for p in paragraphs], dtype=object))[0].astype(np.int64)
    substance = np.array([p.primary not in NO_SUBSTANCE for p in paragraphs])
    theme, label = _discovered(paragraphs, places, chunk_themes)
    sizes = np.bincount(theme[substance & (theme >= 0)], minlength=1)
    total = sum(sum(c.values()) for c in places.values())
    micro, macro = _f1_estimates(pairs, groups, seed)
    return LabelScores(
        _by_theme(pairs), micro, macro, _absent(pairs, substance),
        pair_kappa(theme[substance], label[substance], groups[substance], seed),
        float((theme[substance] >= 0).mean()) if substance.any() else np.nan,
        float(sizes.max() / substance.sum()) if substance.any() else np.nan,
        int((sizes > 0).sum()), *_reliability(pairs), sum(c[None] for c in places.values()) / total,
    )  # fmt: skip


def score_verdicts(
    verdicts: Mapping[tuple[str, str], bool], chunk_themes: pd.DataFrame, threshold: float
) -> pd.DataFrame:
    """Precision and recall over passages that people decided about, by the scores the matcher itself gave.

    Parameters
    ----------
    verdicts : mapping of (chunk_id, theme_id) to bool
        What people said.
    chunk_themes : DataFrame
        The table of the run; a pair without a row scored below 0.2.
    threshold : float
        Score (0-1) from which the matcher says yes.

    Returns
    -------
    DataFrame
        Columns theme_id (the last row, ``ALL``, holds all), n_decided, n_yes, n_found, precision, recall, f1.
    """
    score_of = _own_scores(chunk_themes)
    keys = sorted(verdicts, key=lambda key: (key[1], key[0]))
    themes = np.array([theme for _, theme in keys], dtype=object)
    seen = np.array([verdicts[key] for key in keys], dtype=bool)
    found = np.array([score_of.get(key, 0.0) >= threshold for key in keys], dtype=bool)
    rows = [
        (t, int(own.sum()), *_counts(seen[own], found[own])) for t in dict.fromkeys(themes) for own in [themes == t]
    ]
    rows.append(("ALL", len(keys), *_counts(seen, found)))
    return pd.DataFrame(rows, columns=["theme_id", "n_decided", "n_yes", "n_found", "precision", "recall", "f1"])


def _own_scores(chunk_themes: pd.DataFrame) -> dict[tuple[str | None, str], float]:
    """The matcher's score for each (chunk_id, theme_id) with a row, also where people or a second reader decided."""
    tracked = chunk_themes[chunk_themes["kind"] == "tracked"]
    scores = tracked["score"].astype(float)
    if "matcher_score" in tracked:
        own = tracked["matcher_score"].astype(float)
        scores = own.where(own.notna(), scores)
    return dict(zip(zip(tracked["chunk_id"], tracked["theme_id"], strict=True), scores, strict=True))


def _pairs(
    paragraphs: Sequence[Paragraph], places: Cover, chunk_themes: pd.DataFrame, tracked: Sequence[str]
) -> _Pairs:
    assigned = chunk_themes[(chunk_themes["kind"] == "tracked") & chunk_themes["assigned"].astype(bool)]
    carrying = set(zip(assigned["chunk_id"], assigned["theme_id"], strict=True))
    score_of, scored = _own_scores(chunk_themes), scored_themes(paragraphs, tracked)
    keys = [(k, p, t) for t in tracked for k, p in enumerate(paragraphs) if t in scored[k]]
    found = [_reached({c: float((c, t) in carrying) for c in places[p.id]}, places[p.id]) > 0 for _, p, t in keys]
    scores = [_reached({c: score_of.get((c, t), 0.0) for c in places[p.id]}, places[p.id]) for _, p, t in keys]
    return _Pairs(
        np.array([k for k, _, _ in keys], dtype=np.int64),
        np.array([t for _, _, t in keys], dtype=object),
        np.array([t in p.themes for _, p, t in keys], dtype=bool),
        np.array(found, dtype=bool),
        np.array(scores, dtype=float),
    )


def _reached(score_of: Mapping[str | None, float], places: Counter[str | None]) -> float:
    """The highest score that at least half of a paragraph's words reach: the paragraph carries what has it assigned."""
    reached, total = 0, sum(places.values())
    for chunk, n in sorted(places.items(), key=lambda item: -score_of[item[0]]):
        reached += n
        if reached >= 0.5 * total:
            return score_of[chunk]
    return 0.0


def _counts(seen: NDArray[np.bool_], found: NDArray[np.bool_]) -> tuple[int, int, float, float, float]:
    """How many readers saw, how many were found; precision, recall, F1."""
    both, n_seen, n_found = int((seen & found).sum()), int(seen.sum()), int(found.sum())
    f1 = 2 * both / (n_seen + n_found) if n_seen + n_found else np.nan
    return n_seen, n_found, both / n_found if n_found else np.nan, both / n_seen if n_seen else np.nan, f1


def _by_theme(pairs: _Pairs) -> pd.DataFrame:
    by_theme = [(theme, pairs.theme == theme) for theme in dict.fromkeys(pairs.theme)]
    rows = [(theme, *_counts(pairs.seen[own], pairs.found[own])) for theme, own in by_theme]
    return pd.DataFrame(rows, columns=["theme_id", "n_readers", "n_found", "precision", "recall", "f1"])


def _f1_estimates(pairs: _Pairs, groups: NDArray[np.int64], seed: int) -> tuple[Estimate, Estimate]:
    """Micro-F1 over all decisions, macro-F1 over themes with ten or more paragraphs."""
    themes = list(dict.fromkeys(pairs.theme))
    column = np.array([themes.index(t) for t in pairs.theme], dtype=np.int64)
    counts = np.zeros((int(groups.max()) + 1, len(themes), 2))  # by exchange and theme: both say so; sum of their yes
    np.add.at(counts[..., 0], (groups[pairs.row], column), pairs.seen & pairs.found)
    np.add.at(counts[..., 1], (groups[pairs.row], column), pairs.seen.astype(int) + pairs.found)
    enough = np.array([pairs.seen[pairs.theme == t].sum() >= MIN_OF_A_THEME for t in themes], dtype=bool)
    drawn = np.einsum("rg,gtc->rtc", draw_groups(len(counts), seed), counts)
    with np.errstate(invalid="ignore"):
        micro = 2 * drawn[..., 0].sum(axis=1) / drawn[..., 1].sum(axis=1)
        by_theme = 2 * drawn[:, enough, 0] / drawn[:, enough, 1]
    present = ~np.isnan(by_theme)  # a resample may hold nothing of a theme
    macro = np.where(present, by_theme, 0).sum(axis=1) / np.maximum(present.sum(axis=1), 1)
    return estimate(micro), estimate(np.where(present.any(axis=1), macro, np.nan))


def _absent(pairs: _Pairs, substance: NDArray[np.bool_]) -> float:
    """Of the themes that no reader saw, the largest share of paragraphs of substance that were given one."""
    relevant, shares = substance[pairs.row], [0.0]
    for theme in dict.fromkeys(pairs.theme):
        own = pairs.theme == theme
        if not pairs.seen[own].any() and relevant[own].any():
            shares.append(float(pairs.found[own & relevant].mean()))
    return max(shares)


def _reliability(pairs: _Pairs) -> tuple[pd.DataFrame, float, float]:
    """Bins of the score with the share that readers gave; calibration error of all pairs, and of those with a score.

    Pairs without a row, which scored below 0.2, count as 0, in a bin of their own.
    """
    bins = [(0.0, 0.0, pairs.score == 0)]
    for low, high in pairwise(BINS):
        bins.append((low, high, (pairs.score >= low) & (pairs.score > 0) & ((pairs.score < high) | (high == BINS[-1]))))
    rows = [
        (low, high, int(own.sum()), float(pairs.score[own].mean()), float(pairs.seen[own].mean()))
        for low, high, own in bins
        if own.any()
    ]
    table = pd.DataFrame(rows, columns=["score_from", "score_to", "n", "mean_score", "share_of_readers"])
    gaps = (table["mean_score"] - table["share_of_readers"]).abs()
    scored = table["n"].where(table["score_to"] > 0, 0)
    error, error_scored = (float((gaps * n).sum() / n.sum()) if n.sum() else np.nan for n in (table["n"], scored))
    return table, error, error_scored


def _discovered(
    paragraphs: Sequence[Paragraph], places: Cover, chunk_themes: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Codes of each paragraph's discovered theme (-1: none), where most of its words lie, and of its primary label."""
    rows = chunk_themes[(chunk_themes["kind"] == "discovered") & chunk_themes["assigned"].astype(bool)]
    rows = rows.sort_values(["score", "theme_id"])  # were a passage in two, the higher score would win
    theme_of: dict[str | None, str] = dict(zip(rows["chunk_id"], rows["theme_id"], strict=True))
    guesses = []
    for p in paragraphs:
        votes: Counter[str | None] = Counter()
        for chunk, n in sorted(places[p.id].items(), key=str):
            votes[theme_of.get(chunk)] += n
        guesses.append(votes.most_common(1)[0][0])
    theme, label = (pd.factorize(pd.Series(v, dtype=object))[0] for v in (guesses, [p.primary for p in paragraphs]))
    return theme.astype(np.int64), label.astype(np.int64)
