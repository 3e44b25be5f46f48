"""Whether a catalog fits the calls of a study: what a refresh warns of, a line each.

In: a catalog, the vectors of its sentences, the passages of a run and what was assigned.  Out: sentences.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.config.catalog import Catalog, edited_themes, industry_catalogs
from themes.formatting import counted, percent
from themes.tagging.matcher import CatalogVectors

MIN_INDUSTRY_SHARE = 0.05  # of passages that name a theme which only an industry's catalog has, from which it suits
MIN_CALLS = 5  # of a study, before it is said that a theme hardly occurs
RARE_PASSAGES_PER_CALL = 0.05  # assigned passages a call, below which a theme hardly occurs
MIN_PASSAGES = 5  # assigned to a theme, before its near misses are held against it
MIN_CONTRADICTED = 1 / 2  # share of them that are nearer to a near miss than to what the theme is
MAX_NAMED = 3  # themes that a line names


def fit_warnings(
    catalog: Catalog,
    catalog_vectors: CatalogVectors,
    chunks: pd.DataFrame,
    vectors: NDArray[np.float32],
    chunk_themes: pd.DataFrame,
) -> Iterator[str]:
    """Sentences on a catalog for other calls, themes that hardly occur, and near misses that contradict assignments.

    Parameters
    ----------
    catalog, catalog_vectors
        The themes and the vectors of their sentences.
    chunks : DataFrame
        The ``chunks`` table.
    vectors : ndarray of float32, shape (n_chunks, d)
        Unit vectors, a row a chunk.
    chunk_themes : DataFrame
        What was assigned.
    """
    tracked = chunk_themes[chunk_themes["kind"] == "tracked"]
    assigned = tracked[tracked["assigned"].astype(bool)]
    if (n_calls := chunks["call_id"].nunique()) >= MIN_CALLS:
        yield from _of_another_industry(catalog, tracked, chunks)
        yield from _too_rare(catalog, assigned, n_calls)
    yield from _contradicted(catalog, catalog_vectors, chunks, vectors, assigned)


def _of_another_industry(catalog: Catalog, tracked: pd.DataFrame, chunks: pd.DataFrame) -> Iterator[str]:
    """A packaged catalog for one industry, as it comes, of whose own themes hardly a passage says a strong cue."""
    for industry in industry_catalogs():
        if set(industry.theme) <= set(catalog.theme):
            own = tracked["theme_id"].isin([theme.id for theme in industry.theme])
            named = tracked.loc[own & tracked["strong_cue"].fillna(False).astype(bool), "chunk_id"].nunique()
            share = named / max(int((chunks["kind"] == "content").sum()), 1)
            if share < MIN_INDUSTRY_SHARE:
                what = (
                    f"the catalog {industry.name} hardly suits these calls: {percent(share)} of passages name a theme"
                )
                yield f"{what} that only it has; try: themes init NEW_STUDY --for FOLDER"


def _too_rare(catalog: Catalog, assigned: pd.DataFrame, n_calls: int) -> Iterator[str]:
    """Themes that people wrote; those of a packaged catalog are not all looked for everywhere."""
    passages, own = assigned["theme_id"].value_counts(), edited_themes(catalog)
    rare = [t.id for t in catalog.theme if t.id in own and passages.get(t.id, 0) < RARE_PASSAGES_PER_CALL * n_calls]
    if rare:
        themes = counted(len(rare), "theme of yours hardly occurs", "themes of yours hardly occur")
        yield f"{themes} in {counted(n_calls, 'call')}: {_named(rare)}; try: themes catalog suggest STUDY --theme THEME"


def _contradicted(
    catalog: Catalog,
    catalog_vectors: CatalogVectors,
    chunks: pd.DataFrame,
    vectors: NDArray[np.float32],
    assigned: pd.DataFrame,
) -> Iterator[str]:
    """What people decided themselves is left alone."""
    matched, doubtful = assigned[assigned["origin"] == "matcher"], list[str]()
    row_of = pd.Series(np.arange(len(chunks)), index=chunks["chunk_id"])
    for theme in catalog.theme:
        rows = row_of.loc[matched.loc[matched["theme_id"] == theme.id, "chunk_id"]].to_numpy()
        is_, is_not = catalog_vectors.positive[theme.id], catalog_vectors.negative[theme.id]
        if len(rows) >= MIN_PASSAGES and len(is_not):
            n = int(((vectors[rows] @ is_not.T).max(axis=1) > (vectors[rows] @ is_.T).max(axis=1)).sum())
            if n > MIN_CONTRADICTED * len(rows):
                doubtful.append(f"{theme.id} ({n} of {len(rows)})")
    if doubtful:
        mend = "read them: themes quotes STUDY THEME"
        yield f"most passages assigned are nearer to a near miss than to an example: {_named(doubtful)}; {mend}"


def _named(themes: list[str]) -> str:
    more = f" and {len(themes) - MAX_NAMED} more" if len(themes) > MAX_NAMED else ""
    return ", ".join(themes[:MAX_NAMED]) + more
