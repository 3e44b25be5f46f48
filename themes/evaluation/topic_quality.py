"""Quality of a study's themes: coverage, coherence, diversity, concentration.

In: the tables of a run.  Out: a table of measures, a row a theme, and a summary.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from themes.text.phrases import phrase_analyzer

TOP_TERMS = 8
SMALLEST = 1e-12


@dataclass(frozen=True)
class Quality:
    """Measures of a run: shares of content words or of terms (0-1), coherence (NPMI, -1 to 1), and a row a theme."""

    coverage_tracked: float
    coverage_discovered: float
    coverage_any: float
    diversity: float
    coherence: float
    by_theme: pd.DataFrame


def measure_quality(tables: Mapping[str, pd.DataFrame]) -> Quality:
    """Measure the themes of a run.

    Coverage is the share of content words in passages assigned to a theme; diversity the share of distinct words among
    the top terms of discovered themes (Dieng 2020); coherence the mean normalised pointwise mutual information of a
    theme's top terms over the passages of the study itself (Lau, Newman & Baldwin 2014), discovered themes only;
    concentration the share of a theme's words spoken by the company that speaks of it most.  NaN where there is nothing
    to measure.
    """
    chunks, themes = tables["chunks"], tables["themes"]
    content = chunks[chunks["kind"] == "content"]
    words = content.set_index("chunk_id")["n_words"]
    company_of = content.set_index("chunk_id")["call_id"].map(tables["calls"].set_index("call_id")["company_id"])
    assigned = tables["chunk_themes"][tables["chunk_themes"]["assigned"].astype(bool)]
    alive = themes[themes["status"] != "retired"]
    discovered = alive[alive["kind"] == "discovered"]
    terms = {
        str(t): list(json.loads(s))[:TOP_TERMS] for t, s in discovered[["theme_id", "terms"]].itertuples(index=False)
    }
    npmi = coherence(content["text"].tolist(), terms)
    rows = []
    for theme in alive.itertuples():
        own = assigned.loc[assigned["theme_id"] == theme.theme_id, "chunk_id"]
        spoken = words.reindex(own).groupby(company_of.reindex(own).to_numpy()).sum()
        rows.append(
            {
                "theme_id": theme.theme_id,
                "kind": theme.kind,
                "n_passages": len(own),
                "share_of_content": words.reindex(own).sum() / max(1, words.sum()),
                "coherence": npmi.get(str(theme.theme_id), np.nan),
                "largest_company_share": spoken.max() / spoken.sum() if len(spoken) and spoken.sum() else np.nan,
            }
        )
    covered = {kind: assigned.loc[assigned["kind"] == kind, "chunk_id"].unique() for kind in ("tracked", "discovered")}

    def coverage(ids: np.ndarray[tuple[int], np.dtype[np.object_]]) -> float:
        return float(words.reindex(ids).sum() / words.sum()) if words.sum() else np.nan

    top = [word for phrases in terms.values() for phrase in phrases for word in phrase.lower().split()]
    return Quality(
        coverage(covered["tracked"]),
        coverage(covered["discovered"]),
        coverage(assigned["chunk_id"].unique()),
        len(set(top)) / len(top) if top else np.nan,
        float(np.nanmean(list(npmi.values()))) if npmi else np.nan,
        pd.DataFrame(rows),
    )


def coherence(texts: list[str], terms: Mapping[str, list[str]]) -> dict[str, float]:
    """Mean NPMI of the pairs of each theme's terms, counted over passages; -1 never together, 1 always together.

    A term counts however it is capitalised, since terms are written as the passages write them (``USF``).

    Examples
    --------
    >>> coherence(["rural fiber", "rural fiber", "margin"], {"a": ["rural", "fiber"], "b": ["rural", "margin"]})
    {'a': 1.0, 'b': -1.0}
    """
    terms = {
        theme: [phrase.lower() for phrase in phrases] for theme, phrases in terms.items()
    }  # as phrases are counted
    vocabulary = sorted({t for phrases in terms.values() for t in phrases})
    if not vocabulary or not texts:
        return {}
    column = {term: k for k, term in enumerate(vocabulary)}
    analyze, present = phrase_analyzer(), np.zeros((len(texts), len(vocabulary)))
    for row, text in enumerate(texts):
        for phrase in set(analyze(text)) & column.keys():
            present[row, column[phrase]] = 1
    alone = present.mean(axis=0)
    together = (present.T @ present) / len(texts)
    result = {}
    for theme, phrases in terms.items():
        index = [column[p] for p in phrases]
        pairs = [_npmi(together[i, j], alone[i], alone[j]) for n, i in enumerate(index) for j in index[n + 1 :]]
        result[theme] = round(float(np.mean(pairs)), 4) if pairs else np.nan
    return result


def _npmi(together: float, a: float, b: float) -> float:
    if together <= 0:
        return -1.0
    if together >= 1:
        return 1.0
    return float(np.log(together / max(a * b, SMALLEST)) / -np.log(together))
