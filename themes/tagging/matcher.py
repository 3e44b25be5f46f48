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
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.config.catalog import Catalog, TrackedTheme
from themes.records import MEANING_ALONE, MIN_SCORE, TABLES
from themes.subjects.heads import SubjectHeads
from themes.tagging.background import Background, BackgroundSums, Cosines, NearnessSums
from themes.tagging.context import Conversation
from themes.tagging.correction_model import Correction, learn_correction
from themes.tagging.cues import Cues
from themes.tagging.evidence import (
    Evidence,
    Signs,
    Weights,
    context_log_odds,
    log_odds,
    nearness_and_lead,
    subject_weights,
)
from themes.tagging.passages import Passages
from themes.tagging.time_limits import Outside

Floats = NDArray[np.float64]

PROCEDURE_LOG_ODDS = -6.0  # of a greeting, an agenda or a hand-over, whatever it names
MAX_CUES_SHOWN = 3  # of the cues that a passage says, in its reason
_NO_VECTORS = np.zeros((0, 0), dtype=np.float32)


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

    ``heads``: of the encoder, where it comes with some; a theme that names subjects they know is weighed by
    ``with_subjects``, any other by ``weights``.  ``min_score``: rows that score less are kept for their evidence alone.
    """

    threshold: float = 0.5
    weights: Weights = field(default_factory=Weights)
    decided: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    heads: SubjectHeads | None = None
    with_subjects: Weights = field(default_factory=subject_weights)
    min_score: float = MIN_SCORE

    def weights_of(self, theme: TrackedTheme) -> Weights:
        """The weights by which a theme's evidence is weighed."""
        return self.with_subjects if self.heads and self.heads.knows(theme.subjects) else self.weights


@dataclass(frozen=True)
class Matcher:
    """Tags passages with the themes of a catalog, in two passes, so that a study can be tagged part by part.

    First the :meth:`sums` of every part, added, come to a :meth:`background`; then every part is tagged against it
    (:meth:`tag`).  A part is any set of whole calls; however a study is split, its rows are the same to the last bit.

    Parameters
    ----------
    catalog, catalog_vectors
        The themes and the vectors of their sentences.
    settings : MatchSettings
        Threshold, weights of the evidence, decisions.
    measured : mapping of str to Cosines
        The background of themes for which it was measured before; the others' is measured on the passages given.
    outside : mapping of str to frozenset of str
        By theme id, the calls outside of its limits in time: of them only passages that people decided have a row.
        They count in the background like all others, since that is what the study says whatever the theme.
    """

    catalog: Catalog
    catalog_vectors: CatalogVectors
    settings: MatchSettings = field(default_factory=MatchSettings)
    measured: Mapping[str, Cosines] = field(default_factory=dict)
    outside: Outside = field(default_factory=dict)

    def signs(self, part: Passages) -> dict[str, Signs]:
        """What the part's passages show of each theme, whatever the rest of the study says."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1, user_api="blas"):  # threads wait for one another longer than the products take
            return {theme.id: self._signs(theme, part) for theme in self.catalog.theme}

    def sums(self, part: Passages, signs: Mapping[str, Signs] | None = None) -> BackgroundSums:
        """What the part adds to the background; ``signs``: the part's, where they are known."""
        nearness = {
            theme.id: NearnessSums.of(signs[theme.id].nearness if signs else self._nearness(theme, part))
            for theme in self.catalog.theme
            if theme.id not in self.measured
        }
        own = {theme.id for theme in self.catalog.theme}
        texts = {text_hash for text_hash, theme_id in self.settings.decided if theme_id in own}
        calls = part.spoken.loc[part.spoken["text_hash"].isin(texts), "call_id"].unique() if texts else ()
        return BackgroundSums(nearness, {str(call): part.of_calls([call]) for call in calls})

    def background(self, sums: BackgroundSums) -> Background:
        """What the sums of all parts come to, and what the matcher learns from people's decisions."""
        summed = {theme.id: sums.nearness.get(theme.id, NearnessSums()) for theme in self.catalog.theme}
        cosines = {theme_id: own.finish() for theme_id, own in summed.items()} | dict(self.measured)
        corrections = dict[str, Correction]()
        if sums.decided_calls:
            decided = Passages.joined(passages for _, passages in sorted(sums.decided_calls.items()))
            for theme in self.catalog.theme:
                if correction := self._correction(theme, decided, cosines[theme.id]):
                    corrections[theme.id] = correction
        return Background(cosines, corrections)

    def tag(self, part: Passages, background: Background, signs: Mapping[str, Signs] | None = None) -> pd.DataFrame:
        """Rows of ``chunk_themes`` of a part, ordered by theme, then as spoken; ``signs``: the part's, if known."""
        rows, askers, signs = [], _askers(part.spoken), signs or self.signs(part)
        for theme in self.catalog.theme if len(part) else ():
            evidence = signs[theme.id].against(background.cosines[theme.id])
            alone = self._log_odds(theme, part, evidence)
            if correction := background.corrections.get(theme.id):
                alone = alone + _by_call(correction, part, evidence)
            verdicts = _verdicts(part.spoken, theme.id, self.settings.decided)
            scores, own, question = _scores(part.conversation, alone, verdicts, self.settings.weights_of(theme))
            outside = part.are_of_calls(self.outside.get(theme.id, ()))
            own = np.where(outside, 0.0, own)
            found = _Found(scores, own, question, evidence.meaning, evidence.cues, verdicts, outside, askers)
            rows.append(_rows(part.spoken, theme.id, found, self.settings))
        return joined_rows(rows)

    def _signs(self, theme: TrackedTheme, part: Passages) -> Signs:
        sentences = self.catalog_vectors.positive[theme.id], self.catalog_vectors.negative[theme.id]
        return Signs.of(part, theme, *sentences, self.settings.heads)

    def _nearness(self, theme: TrackedTheme, part: Passages) -> Floats:
        return nearness_and_lead(part, self.catalog_vectors.positive[theme.id], _NO_VECTORS)[0]

    def _log_odds(self, theme: TrackedTheme, part: Passages, evidence: Evidence) -> Floats:
        weights = self.settings.weights_of(theme)
        alone = log_odds(part.conversation, evidence, weights, has_strong_cues=bool(theme.strong_cues))
        return alone + PROCEDURE_LOG_ODDS * part.are_procedure

    def _correction(self, theme: TrackedTheme, decided: Passages, cosines: Cosines) -> Correction | None:
        """What the verdicts on a theme teach; None where that does not help on verdicts held out."""
        verdicts = _verdicts(decided.spoken, theme.id, self.settings.decided)
        asked = verdicts >= 0
        if not asked.any():
            return None
        spoken, evidence = decided.spoken, self._signs(theme, decided).against(cosines)
        alone = self._log_odds(theme, decided, evidence)
        matched = alone + context_log_odds(decided.conversation, _expit(alone), self.settings.weights_of(theme))[0]
        exchanges = spoken["call_id"] + " " + spoken["exchange_index"].astype(str)
        features = np.hstack([evidence.as_features(), decided.vectors])
        return learn_correction(features[asked], matched[asked], verdicts[asked] == 1, exchanges[asked].tolist())


@dataclass(frozen=True)
class Tagged:
    """Rows of ``chunk_themes``, ordered by theme, then as the parts came and as spoken; the background they rest on."""

    rows: pd.DataFrame
    background: Background


def tag_parts(matcher: Matcher, parts: Collection[Passages]) -> Tagged:
    """Tag a study given in parts: their sums, added, then each part against the background."""
    background = matcher.background(sum(map(matcher.sums, parts), BackgroundSums()))
    rank = {theme.id: k for k, theme in enumerate(matcher.catalog.theme)}
    rows = joined_rows(matcher.tag(part, background) for part in parts)
    rows = rows.sort_values("theme_id", key=lambda ids: ids.map(rank), kind="stable", ignore_index=True)
    return Tagged(rows, background)


def joined_rows(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Rows of ``chunk_themes`` one after another; empty tables, whose columns have no type yet, are left out."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(TABLES["chunk_themes"]))


def match_tracked(
    chunks: pd.DataFrame,
    vectors: NDArray[np.float32],
    catalog: Catalog,
    catalog_vectors: CatalogVectors,
    settings: MatchSettings | None = None,
) -> pd.DataFrame:
    """Score every content passage against every tracked theme, all at once.

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
        Columns of ``chunk_themes``, ordered by theme, then as spoken; empty for an empty catalog or no content.  Kept
        are rows with a score of at least 0.2 (or the threshold, if lower), decided ones, and those that a strong cue
        or meaning alone speaks for; the rest would be nearly every pair of a passage and a theme.
    """
    matcher = Matcher(catalog, catalog_vectors, settings or MatchSettings())
    return tag_parts(matcher, [Passages.of(chunks, vectors)]).rows


def _expit(log_odds: Floats) -> Floats:
    from scipy.special import expit

    return np.asarray(expit(log_odds))


def _verdicts(spoken: pd.DataFrame, theme_id: str, decided: Mapping[tuple[str, str], bool]) -> NDArray[np.int64]:
    """1 where a person said yes, 0 where no, -1 where nobody was asked."""
    if not any(theme == theme_id for _, theme in decided):
        return np.full(len(spoken), -1)
    return np.array([int(decided.get((text_hash, theme_id), -1)) for text_hash in spoken["text_hash"]])


def _by_call(correction: Correction, part: Passages, evidence: Evidence) -> Floats:
    """Log odds to add; call by call, as the last bits of a product depend on its shape."""
    features = np.hstack([evidence.as_features(), part.vectors])
    return np.concatenate([correction.of(features[call]) for call in part.call_slices])


def _scores(
    conversation: Conversation, alone: Floats, verdicts: NDArray[np.int64], w: Weights
) -> tuple[Floats, Floats, Floats]:
    """Scores as decided, the matcher's own, and the score of the question being answered; from log odds alone."""
    known = np.where(verdicts >= 0, verdicts.astype(np.float64), _expit(alone))
    added, question = context_log_odds(conversation, known, w)
    own = _expit(alone + added)
    return np.where(verdicts >= 0, known, own), own, question


@dataclass(frozen=True)
class _Found:
    """What was found out about every passage for one theme."""

    scores: Floats
    own: Floats  # the matcher's scores, whatever people said of the passage itself
    question: Floats
    meaning: Floats
    cues: Cues
    verdicts: NDArray[np.int64]
    outside: NDArray[np.bool_]  # of a call outside of the theme's limits in time
    askers: list[str]  # who asked the question that a passage answers


def _rows(spoken: pd.DataFrame, theme_id: str, found: _Found, settings: MatchSettings) -> pd.DataFrame:
    scores, threshold = found.scores.round(4), settings.threshold
    meaning, says_strong = found.meaning.round(2), found.cues.has_strong > 0
    decided = found.verdicts >= 0
    counts = says_strong | (meaning >= MEANING_ALONE) | (scores >= min(settings.min_score, threshold))
    kept = np.flatnonzero(decided | (counts & ~found.outside))
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
            "strong_cue": pd.array(says_strong[kept], dtype="boolean"),
            "meaning": meaning[kept],
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
    parts = [f"says “{'”, “'.join(words[:MAX_CUES_SHOWN])}”"] if words else []
    if found.question[k] >= 0.4:
        parts.append(f"answers {found.askers[k]}'s question about it")
    if meaning >= 1.5:
        parts.append(f"near in meaning ({meaning:.1f} sd above the background)")
    return "; ".join(parts) or "weak signs together"


def _cues_json(found: _Found, k: int) -> str | None:
    """The cues that a passage's reason names, as a JSON list; None where it names none."""
    shown = found.cues.words[k][:MAX_CUES_SHOWN] if found.verdicts[k] < 0 else ()
    return json.dumps(shown, ensure_ascii=False) if shown else None


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
