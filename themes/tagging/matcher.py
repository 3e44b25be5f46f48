"""Tracked themes: which passages speak of the themes that people asked for.

In: the ``chunks`` table, its vectors, a catalog and the vectors of the catalog's sentences.  Out: rows of
``chunk_themes`` (kind ``tracked``), several themes a passage, each with a score and the reason.

Words, meaning and the conversation are weighed in one logistic score, with one set of weights for every theme:

* words: strong and weak cues, sentence by sentence, so that a list item in a long passage weighs little;
* meaning: cosine to the theme's examples and description, standardised against the study's own background, and the
  lead over the theme's near misses;
* conversation: an answer inherits from its question, a passage from what the same speaker just said; what is inherited
  fades with distance; a call that is full of a theme makes each of its passages a little likelier, and a call in which
  nobody ever names it (no strong cue) makes all of them less likely: a store that a storm closed is no pandemic.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.config.catalog import Catalog
from themes.records import TABLES
from themes.tagging.context import call_talk, follows
from themes.tagging.correction_model import learn_correction
from themes.tagging.cues import Cues, find_cues

Floats = NDArray[np.float64]

N_CUES_TOLD = 3  # of the cues that a passage says
REPORT_FROM = 0.2  # rows below this score are not kept: they would be nearly every chunk × theme pair
# How many passages of experience the prior background of cosines counts for; it steadies a study of one call.
PRIOR_PASSAGES, PRIOR_MEAN, PRIOR_SD = 60.0, 0.25, 0.12


@dataclass(frozen=True)
class Weights:
    """Logistic weights of the evidence, shared by all themes."""

    bias: float = -4.4
    strong: float = 2.8  # a strong cue anywhere
    strong_share: float = 1.8  # share of the passage's words in sentences with a strong cue
    weak: float = 1.2  # distinct weak cues, up to three
    meaning: float = 0.8  # standard deviations above the study's background
    lead: float = 2.5  # cosine lead over the near misses
    question: float = 4.4  # score of the question being answered
    before: float = 2.6  # score of what the same speaker just said
    call: float = 0.5  # log odds of the theme in the rest of the call
    unnamed: float = -2.0  # no strong cue in the whole call


@dataclass(frozen=True)
class CatalogVectors:
    """Unit vectors of a catalog's sentences: a pair (examples and description, near misses) a theme id."""

    positive: dict[str, NDArray[np.float32]]
    negative: dict[str, NDArray[np.float32]]


def catalog_sentences(catalog: Catalog) -> list[str]:
    """All sentences of a catalog whose vectors :func:`split_vectors` expects, in its order."""
    return [s for t in catalog.theme for s in (t.description, *t.examples, *t.near_misses)]


def split_vectors(catalog: Catalog, vectors: NDArray[np.float32]) -> CatalogVectors:
    """Give the vectors of :func:`catalog_sentences`, shape (n_sentences, d), back to their themes."""
    positive, negative, at = {}, {}, 0
    for theme in catalog.theme:
        n_positive, n_negative = 1 + len(theme.examples), len(theme.near_misses)
        positive[theme.id] = vectors[at : at + n_positive]
        negative[theme.id] = vectors[at + n_positive : at + n_positive + n_negative]
        at += n_positive + n_negative
    return CatalogVectors(positive, negative)


@dataclass(frozen=True)
class MatchSettings:
    """A passage is assigned from ``threshold`` on; ``decided``: people's verdicts by (text_hash, theme_id).

    ``backgrounds``: mean and standard deviation of a theme's cosines, where they were measured before; measured on the
    given passages where not.
    """

    threshold: float = 0.5
    weights: Weights = field(default_factory=Weights)
    decided: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    backgrounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def match_tracked(
    chunks: pd.DataFrame,
    vectors: NDArray[np.float32],
    catalog: Catalog,
    catalog_vectors: CatalogVectors,
    settings: MatchSettings | None = None,
) -> pd.DataFrame:
    """Score every content passage against every tracked theme.

    A passage that a person decided about is as decided, with a score of 1 or 0; a theme's other passages are scored by
    the matcher corrected by what those decisions teach, where that helps (:mod:`themes.tagging.correction_model`).

    Parameters
    ----------
    chunks : DataFrame
        The ``chunks`` table in the order spoken.
    vectors : ndarray of float32, shape (n_chunks, d)
        Unit vectors, a row a chunk.
    catalog, catalog_vectors
        The themes and the vectors of their sentences.
    settings : MatchSettings, optional
        Threshold, weights of the evidence, decisions.

    Returns
    -------
    DataFrame
        Columns of ``chunk_themes``; rows with a score of at least 0.2 (or the threshold, if lower) and decided ones,
        ordered by theme, then as spoken.  Empty for an empty catalog or no content.
    """
    settings = settings or MatchSettings()
    content = np.flatnonzero((chunks["kind"] == "content").to_numpy())
    spoken, rows = chunks.iloc[content].reset_index(drop=True), []
    askers = _askers(spoken)
    for theme in catalog.theme if len(content) else ():
        cues = find_cues(spoken["text"].tolist(), theme)
        positive, negative = catalog_vectors.positive[theme.id], catalog_vectors.negative[theme.id]
        background = settings.backgrounds.get(theme.id)
        meaning, lead = meaning_evidence(vectors[content], positive, negative, background)
        local = _local(cues, meaning, lead, settings.weights)
        local += settings.weights.unnamed * _unnamed(spoken, cues) * bool(theme.strong_cues)
        verdicts = _verdicts(spoken, theme.id, settings.decided)
        if (verdicts >= 0).any():
            own = np.column_stack([cues.has_strong, cues.strong_share, np.minimum(cues.n_weak, 3), meaning, lead])
            local = _corrected(spoken, local, verdicts, np.hstack([own, vectors[content]]), settings.weights)
        scores, own, question = _scores(spoken, local, verdicts, settings.weights)
        rows.append(
            _rows(spoken, theme.id, _Found(scores, own, question, meaning, cues, verdicts, askers), settings.threshold)
        )
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(TABLES["chunk_themes"]))


def meaning_evidence(
    vectors: NDArray[np.float32],
    positive: NDArray[np.float32],
    negative: NDArray[np.float32],
    background: tuple[float, float] | None = None,
) -> tuple[Floats, Floats]:
    """Nearness to what the theme is, in background standard deviations, and the lead over what it is not.

    Parameters
    ----------
    vectors, positive, negative : ndarray of float32, shape (n, d)
        Unit vectors of the passages, of what the theme is and of what it is not.
    background : tuple of float, optional
        From :func:`measure_background`; measured on these passages if not given.

    Returns
    -------
    tuple of ndarray of float64, each of shape (n_chunks,)
        The mean of the two best cosines to the positive sentences, standardised; best positive less best negative
        cosine (zero for a theme without near misses).
    """
    near, best = _nearness(vectors, positive)
    mean, sd = background or _background(near)
    lead = best - (vectors @ negative.T).max(axis=1) if len(negative) else np.zeros(len(near))
    return (near - mean) / sd, lead


def measure_background(vectors: NDArray[np.float32], positive: NDArray[np.float32]) -> tuple[float, float]:
    """Mean and standard deviation of the passages' nearness to a theme, steadied by a prior of 60 passages."""
    return _background(_nearness(vectors, positive)[0])


def _nearness(vectors: NDArray[np.float32], positive: NDArray[np.float32]) -> tuple[Floats, Floats]:
    cosines = np.sort((vectors @ positive.T).astype(np.float64), axis=1)
    return cosines[:, -2:].mean(axis=1), cosines[:, -1]


def _background(near: Floats) -> tuple[float, float]:
    total = len(near) + PRIOR_PASSAGES
    mean = (near.sum() + PRIOR_PASSAGES * PRIOR_MEAN) / total
    variance = (((near - mean) ** 2).sum() + PRIOR_PASSAGES * PRIOR_SD**2) / total
    return float(mean), float(np.sqrt(variance))


def _local(cues: Cues, meaning: Floats, lead: Floats, w: Weights) -> Floats:
    """Log odds of each passage by itself."""
    return (
        w.bias
        + w.strong * cues.has_strong
        + w.strong_share * cues.strong_share
        + w.weak * np.minimum(cues.n_weak, 3)
        + w.meaning * np.clip(meaning, -2, 5)
        + w.lead * lead
    )


def _unnamed(spoken: pd.DataFrame, cues: Cues) -> NDArray[np.bool_]:
    """Whether no passage of the call has a strong cue, a row a passage."""
    return (pd.Series(cues.has_strong).groupby(spoken["call_id"].to_numpy()).transform("max") == 0).to_numpy()


def _verdicts(spoken: pd.DataFrame, theme_id: str, decided: Mapping[tuple[str, str], bool]) -> NDArray[np.int64]:
    """1 where a person said yes, 0 where no, -1 where nobody was asked."""
    if not any(theme == theme_id for _, theme in decided):
        return np.full(len(spoken), -1)
    return np.array([int(decided.get((text_hash, theme_id), -1)) for text_hash in spoken["text_hash"]])


def _corrected(
    spoken: pd.DataFrame, local: Floats, verdicts: NDArray[np.int64], evidence: Floats, w: Weights
) -> Floats:
    """Log odds corrected by what the verdicts teach; as they were where that does not help on verdicts held out."""
    asked = verdicts >= 0
    log_odds = local + _inherited(spoken, _sigmoid(local), w)[0]
    exchanges = spoken["call_id"] + " " + spoken["exchange_index"].astype(str)
    correction = learn_correction(evidence[asked], log_odds[asked], verdicts[asked] == 1, exchanges[asked].tolist())
    return local if correction is None else local + correction.of(evidence)


def _scores(
    spoken: pd.DataFrame, local: Floats, verdicts: NDArray[np.int64], w: Weights
) -> tuple[Floats, Floats, Floats]:
    """Scores as decided, the matcher's own, and the score of the question being answered."""
    alone = np.where(verdicts >= 0, verdicts.astype(np.float64), _sigmoid(local))
    inherited, question = _inherited(spoken, alone, w)
    own = _sigmoid(local + inherited)
    return np.where(verdicts >= 0, alone, own), own, question


def _inherited(spoken: pd.DataFrame, alone: Floats, w: Weights) -> tuple[Floats, Floats]:
    """Log odds that the conversation adds, and the score of the question being answered."""
    question, before = follows(spoken, alone)
    return w.question * question + w.before * before + w.call * call_talk(spoken, alone), question


def _sigmoid(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


@dataclass(frozen=True)
class _Found:
    """What was found out about every passage for one theme."""

    scores: Floats
    own: Floats  # the matcher's scores, whatever people said of the passage itself
    question: Floats
    meaning: Floats
    cues: Cues
    verdicts: NDArray[np.int64]
    askers: list[str]  # who asked the question that a passage answers


def _rows(spoken: pd.DataFrame, theme_id: str, found: _Found, threshold: float) -> pd.DataFrame:
    scores = found.scores.round(4)
    kept = np.flatnonzero((scores >= min(REPORT_FROM, threshold)) | (found.verdicts >= 0))
    return pd.DataFrame(
        {
            "chunk_id": spoken["chunk_id"].to_numpy()[kept],
            "theme_id": theme_id,
            "kind": "tracked",
            "score": scores[kept],
            "assigned": scores[kept] >= threshold,
            "reason": [_reason(found, int(k)) for k in kept],
            "origin": np.where(found.verdicts[kept] >= 0, "person", "matcher"),
            "merged_from": None,
            "matcher_score": [round(float(found.own[k]), 2) if found.verdicts[k] >= 0 else np.nan for k in kept],
            "cues": [_cues_json(found, int(k)) for k in kept],
        }
    )


def _askers(spoken: pd.DataFrame) -> list[str]:
    """The analyst who spoke last in the exchange of each passage; empty before the first."""
    asked = spoken["speaker"].where(spoken["role"] == "analyst")
    return asked.groupby([spoken["call_id"], spoken["exchange_index"]]).ffill().fillna("").astype(str).tolist()


def _reason(found: _Found, k: int) -> str:
    """Why a passage was taken, for a person: the verdict, the cues, the question, the nearness in meaning."""
    if found.verdicts[k] >= 0:
        return f"you said {'yes' if found.verdicts[k] else 'no'} (the matcher: {found.own[k]:.2f})"
    words, meaning = found.cues.words[k], found.meaning[k]
    parts = [f"says “{'”, “'.join(words[:N_CUES_TOLD])}”"] if words else []
    if found.question[k] >= 0.4:
        parts.append(f"answers {found.askers[k]}'s question about it")
    if meaning >= 1.5:
        parts.append(f"near in meaning ({meaning:.1f} sd above the background)")
    return "; ".join(parts) or "weak signs together"


def _cues_json(found: _Found, k: int) -> str | None:
    """The cues that a passage's reason names, as a JSON list; None where it names none."""
    told = found.cues.words[k][:N_CUES_TOLD] if found.verdicts[k] < 0 else ()
    return json.dumps(told, ensure_ascii=False) if told else None


def decided_rows(tracked: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``chunk_themes`` that people decided: theme_id, said (bool), matcher (its own score, 0-1).

    Where the matcher has learnt from the verdicts, its score is that of the corrected matcher, which has seen them.
    """
    found = tracked[tracked["origin"] == "person"]
    return pd.DataFrame(
        {
            "theme_id": found["theme_id"],
            "said": found["score"] == 1,
            "matcher": found["matcher_score"].astype(float),
        }
    )
