"""Rescoring: tracked themes in a refresh, where most passages were scored before.

In: passages and vectors, the catalog, what the run before had.  Out: rows of ``chunk_themes`` (kind ``tracked``), and
what the next refresh needs to know.  A theme whose definition, threshold and decisions are as they were keeps its rows;
only passages of calls read now are scored, against the background measured at the last fit.  So a new call leaves the
published numbers of the others as they are, and adding it scores it as if it had been there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.config.catalog import Catalog, TrackedTheme
from themes.records import TABLES
from themes.tagging.matcher import CatalogVectors, MatchSettings, match_tracked, measure_background


@dataclass(frozen=True)
class Scored:
    """How a tracked theme was scored: digests of its definition and of all that decides its scores; background."""

    definition: str
    key: str
    mean: float
    sd: float


@dataclass(frozen=True)
class Earlier:
    """What the run before had: tracked rows of ``chunk_themes``, and how each theme was scored; both may be empty."""

    rows: pd.DataFrame
    scored: Mapping[str, Scored] = field(default_factory=dict)


@dataclass(frozen=True)
class Scoring:
    """What scoring works from: catalog, its vectors, settings, and what else must be equal (encoder, version)."""

    catalog: Catalog
    catalog_vectors: CatalogVectors
    settings: MatchSettings
    made_with: str

    def key(self, theme: TrackedTheme) -> str:
        """Digest of all that decides the scores of a theme, but for passages and background."""
        decided = sorted(item for item in self.settings.decided.items() if item[0][1] == theme.id)
        return _digest(
            repr((definition(theme), self.settings.threshold, self.settings.weights, decided, self.made_with))
        )

    def of(self, *theme_ids: str) -> Catalog:
        """The catalog with these themes only."""
        return self.catalog.model_copy(update={"theme": tuple(t for t in self.catalog.theme if t.id in theme_ids)})


def definition(theme: TrackedTheme) -> str:
    """Digest of a theme's definition in the catalog."""
    return _digest(theme.model_dump_json())


def score_again(
    chunks: pd.DataFrame, vectors: NDArray[np.float32], scoring: Scoring, earlier: Earlier, touched: Collection[str]
) -> tuple[pd.DataFrame, dict[str, Scored]]:
    """Score what has to be scored.

    Parameters
    ----------
    chunks : DataFrame
        The ``chunks`` table in the order spoken.
    vectors : ndarray of float32, shape (n_chunks, d)
        Unit vectors, a row a chunk.
    scoring : Scoring
        Catalog and settings.
    earlier : Earlier
        The run before; empty when everything is to be scored anew, as at a fit.
    touched : collection of str
        Ids of the calls read now.

    Returns
    -------
    tuple
        Rows of ``chunk_themes``, ordered by theme, then as spoken; and how each theme was scored.
    """
    content = (chunks["kind"] == "content").to_numpy(dtype=bool)
    is_new = chunks["call_id"].isin(touched).to_numpy(dtype=bool)
    scored, parts, anew = dict[str, Scored](), [], []
    for theme in scoring.catalog.theme:
        before, key = earlier.scored.get(theme.id), scoring.key(theme)
        asked = {text for text, about in scoring.settings.decided if about == theme.id}
        is_asked = chunks["text_hash"].isin(asked).to_numpy(dtype=bool)
        if before is None or before.key != key or (is_new & is_asked).any():
            mean, sd = measure_background(vectors[content], scoring.catalog_vectors.positive[theme.id])
            scored[theme.id] = Scored(definition(theme), key, mean, sd)
            anew.append(theme.id)
            continue
        scored[theme.id] = before
        # what people decided teaches the matcher, so their calls are looked at again
        looked = is_new | chunks["call_id"].isin(chunks.loc[is_asked, "call_id"]).to_numpy(dtype=bool)
        backgrounds = {theme.id: (before.mean, before.sd)}
        found = _match(chunks[looked], vectors[looked], scoring, scoring.of(theme.id), backgrounds)
        kept = earlier.rows["theme_id"] == theme.id
        parts += [
            earlier.rows[kept & ~earlier.rows["chunk_id"].isin(chunks.loc[is_new, "chunk_id"])],
            found[found["chunk_id"].isin(chunks.loc[is_new, "chunk_id"])],
        ]
    backgrounds = {theme_id: (scored[theme_id].mean, scored[theme_id].sd) for theme_id in anew}
    parts.append(_match(chunks, vectors, scoring, scoring.of(*anew), backgrounds))
    return _in_order(parts, chunks, scoring.catalog), scored


def _match(
    chunks: pd.DataFrame,
    vectors: NDArray[np.float32],
    scoring: Scoring,
    catalog: Catalog,
    backgrounds: Mapping[str, tuple[float, float]],
) -> pd.DataFrame:
    settings = replace(scoring.settings, backgrounds=backgrounds)
    return match_tracked(chunks, vectors, catalog, scoring.catalog_vectors, settings)


def _in_order(parts: list[pd.DataFrame], chunks: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame(columns=list(TABLES["chunk_themes"]))
    table = pd.concat(filled, ignore_index=True)
    spoken = table["chunk_id"].map(dict(zip(chunks["chunk_id"], range(len(chunks)), strict=True)))
    rank = table["theme_id"].map({theme.id: k for k, theme in enumerate(catalog.theme)})
    kept = table.assign(rank=rank, spoken=spoken)[spoken.notna()].sort_values(["rank", "spoken"], kind="stable")
    return kept[list(TABLES["chunk_themes"])].reset_index(drop=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
