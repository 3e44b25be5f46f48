"""Checks of a catalog against a study: cues that never or always fire, examples the matcher gets wrong, twins.

In: a catalog, the vectors of its sentences, a run's ``chunks`` and ``chunk_themes``.  Out: a table of findings.  A
theme with limits in time is held against the calls within them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from types import MappingProxyType

import numpy as np
import pandas as pd

from themes.config.catalog import Catalog, TrackedTheme, plain_quotes
from themes.tagging.cues import stems
from themes.tagging.matcher import CatalogVectors, match_tracked
from themes.tagging.time_limits import Outside

FINDING_COLUMNS = ("theme_id", "finding", "what", "n_passages", "share", "example")
MAX_CUE_SHARE = 0.05  # of all passages, before a strong cue is too broad; hardly any narrative is in more
MIN_CUE_PRECISION = 1 / 3  # share assigned of the passages in which a strong cue stands alone; below, it misleads
MIN_CUE_PASSAGES = 5  # in which a strong cue stands alone, before it is judged
TWIN_JACCARD = 0.6  # Jaccard similarity of two themes' passages, above which they are twins
MIN_SENTENCES = 3  # examples, and near misses, that a theme should have
Finding = tuple[str, str, str, int, float, str]


def check_catalog(
    catalog: Catalog,
    vectors: CatalogVectors,
    chunks: pd.DataFrame,
    chunk_themes: pd.DataFrame,
    *,
    unscored: Collection[str] = (),
    outside: Outside = MappingProxyType({}),
) -> pd.DataFrame:
    """Find what a person should look at in a catalog.

    Parameters
    ----------
    catalog, vectors
        The themes and the vectors of their sentences.
    chunks, chunk_themes : DataFrame
        Tables of a run; without content passages only the examples are checked.
    unscored
        Ids of themes that came after the run: what they take is not known yet, so no cue is said to mislead.
    outside
        By theme id, the run's calls outside of the theme's limits.

    Returns
    -------
    DataFrame
        Columns theme_id, finding, what (the cue, sentence or theme), n_passages, share (0-1) and example (a chunk_id);
        empty for a sound catalog.
    """
    content = chunks[chunks["kind"] == "content"]
    texts = {c: (call, plain_quotes(text)) for c, call, text in content[["chunk_id", "call_id", "text"]].to_numpy()}
    assigned = chunk_themes[(chunk_themes["kind"] == "tracked") & chunk_themes["assigned"].astype(bool)]
    passages = {str(t): frozenset(rows["chunk_id"]) for t, rows in assigned.groupby("theme_id")}
    findings: list[Finding] = []
    for theme in catalog.theme:
        findings += _sentence_findings(theme, vectors)
        if theme.id in unscored:
            findings.append((theme.id, "not in the last run yet", "the next refresh scores it", 0, np.nan, ""))
        left_out = outside.get(theme.id, frozenset())
        own = {chunk: text for chunk, (call, text) in texts.items() if call not in left_out}
        if own:
            known = None if theme.id in unscored else passages.get(theme.id, frozenset())
            findings += _cue_findings(theme, own, known)
        elif texts:
            limits = f"from {theme.from_ or 'ever'} until {theme.until or 'today'}"
            findings.append((theme.id, "no call within the theme's limits", limits, 0, np.nan, ""))
    return pd.DataFrame([*findings, *_twin_findings(catalog, passages)], columns=list(FINDING_COLUMNS))


def _cue_findings(theme: TrackedTheme, texts: Mapping[str, str], assigned: frozenset[str] | None) -> Iterator[Finding]:
    strong = [(cue, _passages_with(cue, p, texts)) for cue, p in zip(theme.strong_cues, theme.strong, strict=True)]
    weak = [(cue, _passages_with(cue, p, texts)) for cue, p in zip(theme.weak_cues, theme.weak, strict=True)]
    for cue, hits in strong:
        share = len(hits) / len(texts)
        if share > MAX_CUE_SHARE:
            yield theme.id, "strong cue is too broad", cue, len(hits), share, min(hits)
        alone = hits - frozenset().union(*(other for name, other in strong if name != cue))
        if assigned is None or len(alone) < MIN_CUE_PASSAGES:
            continue
        precision = len(alone & assigned) / len(alone)
        if precision < MIN_CUE_PRECISION:
            what = "strong cue misleads: assigned where it stands alone"
            yield theme.id, what, cue, len(alone), precision, min(alone - assigned)
    silent = [cue for cue, hits in (*strong, *weak) if not hits]
    if silent:
        yield theme.id, "cues never fire", ", ".join(silent), 0, 0.0, ""
    cued = frozenset().union(*(hits for _, hits in (*strong, *weak)))
    own = {chunk: texts[chunk] for chunk in cued}
    idle = [cue for cue, p in zip(theme.not_cues, theme.excluding, strict=True) if not _passages_with(cue, p, own)]
    if idle:
        yield theme.id, "not-cues never take anything out", ", ".join(idle), 0, 0.0, ""


def _passages_with(cue: str, pattern: re.Pattern[str], texts: Mapping[str, str]) -> frozenset[str]:
    parts = stems(cue)
    return frozenset(
        chunk for chunk, text in texts.items() if all(part in text.lower() for part in parts) and pattern.search(text)
    )


def _sentence_findings(theme: TrackedTheme, vectors: CatalogVectors) -> Iterator[Finding]:
    for what, sentences in (("examples", theme.examples), ("near misses", theme.near_misses)):
        if len(sentences) < MIN_SENTENCES:
            yield theme.id, f"fewer than {MIN_SENTENCES} {what}", f"{len(sentences)}", 0, np.nan, ""
    positive, negative = vectors.positive[theme.id], vectors.negative[theme.id]
    for k, example in enumerate(theme.examples, 1):  # the description comes first
        score = _score_left_out(theme, example, positive[k], (np.delete(positive, k, axis=0), negative))
        if score < 0.5:
            yield theme.id, "example the matcher does not take", example, 0, score, ""
    for k, miss in enumerate(theme.near_misses):
        score = _score_left_out(theme, miss, negative[k], (positive, np.delete(negative, k, axis=0)))
        if score >= 0.5:
            yield theme.id, "near miss the matcher takes", miss, 0, score, ""


def _score_left_out(
    theme: TrackedTheme, sentence: str, vector: np.ndarray, others: tuple[np.ndarray, np.ndarray]
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
    found = match_tracked(chunks, vector[None, :], Catalog(theme=(theme,)), known)
    return float(found["score"].iloc[0]) if len(found) else 0.0


def _twin_findings(catalog: Catalog, passages: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    for one, other in combinations(catalog.theme, 2):
        for cue in sorted(set(one.strong_cues) & set(other.strong_cues)):
            yield one.id, f"strong cue is also one of {other.id}", cue, 0, np.nan, ""
        a, b = (passages.get(theme.id, frozenset()) for theme in (one, other))
        alike = len(a & b) / len(a | b) if a | b else 0.0
        if alike > TWIN_JACCARD:
            yield one.id, "mostly the passages of another theme", other.id, len(a & b), alike, min(a & b)
