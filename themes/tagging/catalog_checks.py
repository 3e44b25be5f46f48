"""Checks of a catalog against a study: what its cues and sentences get wrong, most harmful first, and the mend.

In: a catalog, the vectors of its sentences, a run's ``chunks`` and ``chunk_themes``.  Out: a table of findings.  A
theme with limits in time is held against the calls within them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd

from themes.config.catalog import Catalog, TrackedTheme
from themes.subjects.heads import SubjectHeads
from themes.tagging.cue_checks import Finding, StudyPassages, cue_findings, passages_with
from themes.tagging.matcher import CatalogVectors, MatchSettings, match_tracked
from themes.tagging.time_limits import Outside

FINDING_COLUMNS = ("theme_id", "finding", "what", "n_passages", "share", "example", "mend")
TWIN_JACCARD = 0.6  # Jaccard similarity of two themes' passages, above which they are twins
MIN_SENTENCES = 3  # examples, and near misses, that a theme should have


@dataclass(frozen=True)
class CheckScope:
    """What is looked at, and what is known of it besides the run's tables.

    ``only``: ids of the themes to look at, None for all; ``unscored``: of themes that came after the run, so that what
    they take is not known yet; ``outside``: by theme id, the run's calls outside of its limits; ``heads``: of the
    encoder, if it has some.
    """

    only: Collection[str] | None = None
    unscored: Collection[str] = ()
    outside: Outside = field(default_factory=dict)
    heads: SubjectHeads | None = None

    def holds(self, theme: TrackedTheme) -> bool:
        """Whether a theme is looked at."""
        return self.only is None or theme.id in self.only


def check_catalog(
    catalog: Catalog,
    vectors: CatalogVectors,
    chunks: pd.DataFrame,
    chunk_themes: pd.DataFrame,
    scope: CheckScope | None = None,
) -> pd.DataFrame:
    """Find what a person should look at in a catalog.

    Parameters
    ----------
    catalog, vectors
        The themes and the vectors of their sentences.
    chunks, chunk_themes : DataFrame
        Tables of a run; without content passages only the examples are checked.
    scope : CheckScope, optional
        Which themes to look at; all of them, known to the run and without limits, unless given.

    Returns
    -------
    DataFrame
        Columns theme_id, finding, what (the cue, sentence or theme), n_passages that it concerns, share (0-1), example
        (a chunk_id) and mend (what to do); first what may change the assignment of most passages, then what concerns
        most.  Empty for a sound catalog.
    """
    scope = scope or CheckScope()
    study = StudyPassages.of(chunks, chunk_themes)
    findings: list[Finding] = []
    for theme in filter(scope.holds, catalog.theme):
        own = study.for_theme(theme, scope.outside.get(theme.id, ()), is_scored=theme.id not in scope.unscored)
        if own.assigned is None:
            findings.append(Finding(theme.id, "not in the last run yet", "the next refresh scores it", mend="refresh"))
        if own.texts:
            findings += cue_findings(theme, own)
        elif study.texts:
            limits = f"from {theme.from_ or 'ever'} until {theme.until or 'today'}"
            findings.append(Finding(theme.id, "no call within the theme's limits", limits, mend="move the limits"))
        findings += _sentence_findings(theme, vectors, scope.heads)
    for one, other in combinations(catalog.theme, 2):
        if scope.holds(one) or scope.holds(other):
            findings += _twin_findings(one, other, study)
    ranked = sorted(findings, key=lambda finding: (-finding.n_changed, -finding.n_passages))
    return pd.DataFrame([finding.as_row() for finding in ranked], columns=list(FINDING_COLUMNS))


def _sentence_findings(theme: TrackedTheme, vectors: CatalogVectors, heads: SubjectHeads | None) -> Iterator[Finding]:
    positive, negative = vectors.positive[theme.id], vectors.negative[theme.id]
    for k, miss in enumerate(theme.near_misses):
        score = _score_left_out(theme, miss, negative[k], (positive, np.delete(negative, k, axis=0)), heads)
        if score >= 0.5:
            mend = "make the strong cue in it longer, or add a not-cue"
            yield Finding(theme.id, "near miss the matcher takes", miss, share=score, mend=mend)
    for k, example in enumerate(theme.examples, 1):  # the description comes first
        score = _score_left_out(theme, example, positive[k], (np.delete(positive, k, axis=0), negative), heads)
        if score < 0.5:
            mend = "add a cue that it says, or an example like it"
            yield Finding(theme.id, "example the matcher does not take", example, share=score, mend=mend)
    for what, sentences in (("examples", theme.examples), ("near misses", theme.near_misses)):
        if len(sentences) < MIN_SENTENCES:
            mend = f"write {MIN_SENTENCES}: themes quotes STUDY {theme.id} shows how people speak of it"
            yield Finding(theme.id, f"fewer than {MIN_SENTENCES} {what}", f"{len(sentences)}", mend=mend)


def _score_left_out(
    theme: TrackedTheme,
    sentence: str,
    vector: np.ndarray,
    others: tuple[np.ndarray, np.ndarray],
    heads: SubjectHeads | None,
) -> float:
    """Score of a sentence by itself, without its own vector among the theme's: a sentence is trivially near itself."""
    passage = {
        "chunk_id": "x",
        "call_id": "x",
        "turn_index": 0,
        "exchange_index": 0,
        "speaker": "",
        "role": "executive",
    }
    chunks = pd.DataFrame([passage | {"kind": "content", "is_short": False, "text": sentence, "text_hash": ""}])
    known = CatalogVectors({theme.id: others[0]}, {theme.id: others[1]})
    found = match_tracked(chunks, vector[None, :], Catalog(theme=(theme,)), known, MatchSettings(heads=heads))
    return float(found["score"].iloc[0]) if len(found) else 0.0


def _twin_findings(one: TrackedTheme, other: TrackedTheme, study: StudyPassages) -> Iterator[Finding]:
    for cue in sorted(set(one.strong_cues) & set(other.strong_cues)):
        hits = passages_with(cue, study.texts)
        mend = "keep it in the theme that it means"
        n_changed = len(hits & study.assigned.get(one.id, frozenset()) & study.assigned.get(other.id, frozenset()))
        yield Finding(one.id, f"strong cue is also one of {other.id}", cue, hits, mend=mend, n_changed=n_changed)
    a, b = (study.assigned.get(theme.id, frozenset()) for theme in (one, other))
    alike = len(a & b) / len(a | b) if a | b else 0.0
    if alike > TWIN_JACCARD:
        mend = "keep one of the two, or near misses that tell them apart"
        yield Finding(
            one.id, "mostly the passages of another theme", other.id, a & b, alike, mend=mend, n_changed=len(a & b)
        )
