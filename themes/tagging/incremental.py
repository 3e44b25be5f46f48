"""Incremental tagging: tracked themes in a refresh, where most passages were scored before.

In: passages and vectors, the catalog, what the run before had.  Out: rows of ``chunk_themes`` (kind ``tracked``), and
what the next refresh needs to know.  A theme whose definition, threshold and decisions are as they were keeps its rows;
only passages of calls read now are scored, against the background measured at the last fit.  So a new call leaves the
published numbers of the others as they are, and adding it scores it as if it had been there.  So does a call that came
to lie within a theme's limits in time, or outside of them, since its quarter was corrected.  Rows of a version that did
not keep what cues and meaning say are made again, against the same background; and so are all where rows are now kept
from another score on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.config.catalog import Catalog, TrackedTheme
from themes.records import MIN_SCORE, TABLES
from themes.tagging.background import Cosines
from themes.tagging.matcher import CatalogVectors, Matcher, MatchSettings, Tagged, joined_rows, tag_parts
from themes.tagging.passages import Passages
from themes.tagging.time_limits import Outside

Tag = Callable[[Matcher, Passages], Tagged]


@dataclass(frozen=True)
class Scored:
    """How a tracked theme was scored: digests of its definition and of all that decides its scores; background."""

    definition: str
    key: str
    mean: float
    sd: float


@dataclass(frozen=True)
class Earlier:
    """What the run before had; all may be empty.

    Tracked rows of ``chunk_themes``, as the matcher left them; how each theme was scored; its calls outside of the
    limits that themes have now; the score from which on rows were kept.
    """

    rows: pd.DataFrame
    scored: Mapping[str, Scored] = field(default_factory=dict)
    outside: Outside = field(default_factory=dict)
    min_score: float = MIN_SCORE


@dataclass(frozen=True)
class Scoring:
    """What scoring works from: catalog, its vectors, settings, and what else must be equal (encoder, version).

    ``outside``: the study's calls outside of each theme's limits in time.
    """

    catalog: Catalog
    catalog_vectors: CatalogVectors
    settings: MatchSettings
    made_with: str
    outside: Outside = field(default_factory=dict)

    def key(self, theme: TrackedTheme) -> str:
        """Digest of all that decides the scores of a theme, but for passages and background."""
        decided = sorted(item for item in self.settings.decided.items() if item[0][1] == theme.id)
        return _digest(
            repr((definition(theme), self.settings.threshold, self.settings.weights_of(theme), decided, self.made_with))
        )

    def matcher(self, themes: Sequence[TrackedTheme], scored: Mapping[str, Scored] | None = None) -> Matcher:
        """A matcher of some of the themes, against the background they were scored against before, if they were."""
        catalog = self.catalog.model_copy(update={"theme": tuple(themes)})
        measured = {theme_id: Cosines(how.mean, how.sd) for theme_id, how in (scored or {}).items()}
        return Matcher(catalog, self.catalog_vectors, self.settings, measured, self.outside)

    def moved_calls(self, theme_id: str, earlier: Earlier) -> frozenset[str]:
        """Ids of the calls that came to lie within the theme's limits or outside of them, new ones outside included."""
        nothing = frozenset[str]()
        return self.outside.get(theme_id, nothing) ^ earlier.outside.get(theme_id, nothing)

    def decided_calls(self, chunks: pd.DataFrame, theme: TrackedTheme) -> frozenset[str]:
        """Ids of the calls with a passage about which somebody decided whether it speaks of the theme."""
        texts = {text for text, theme_id in self.settings.decided if theme_id == theme.id}
        return frozenset(chunks.loc[chunks["text_hash"].isin(texts), "call_id"]) if texts else frozenset()


def tag_whole(matcher: Matcher, passages: Passages) -> Tagged:
    """Tag all passages at once."""
    return tag_parts(matcher, [passages])


def definition(theme: TrackedTheme) -> str:
    """Digest of a theme's definition in the catalog; fields that came later count where they are set."""
    unset = {name for name in ("from_", "until", "subjects") if not getattr(theme, name)}
    return _digest(theme.model_dump_json(exclude=unset))


def tag_incrementally(
    chunks: pd.DataFrame,
    vectors: NDArray[np.float32],
    scoring: Scoring,
    earlier: Earlier,
    touched: Collection[str],
    tag: Tag = tag_whole,
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
    tag : callable
        Tags passages by a matcher: all at once, or as an engine does it.

    Returns
    -------
    tuple
        Rows of ``chunk_themes``, ordered by theme, then as spoken; and how each theme was scored.
    """
    passages, read_now = Passages.of(chunks, vectors), frozenset(touched)
    are_others_kept = earlier.min_score != scoring.settings.min_score or earlier.rows["meaning"].isna().all()
    renewed = frozenset(chunks["call_id"]) if are_others_kept else read_now
    anew, kept = list[TrackedTheme](), dict[tuple[frozenset[str], frozenset[str]], list[TrackedTheme]]()
    for theme in scoring.catalog.theme:
        before, decided = earlier.scored.get(theme.id), scoring.decided_calls(chunks, theme)
        if before is None or before.key != scoring.key(theme) or decided & read_now:
            anew.append(theme)
        else:
            # what people decided teaches the matcher, so their calls are looked at again
            kept.setdefault((renewed | scoring.moved_calls(theme.id, earlier), decided), []).append(theme)
    scored, parts = dict[str, Scored](), list[pd.DataFrame]()
    for (calls, decided), themes in kept.items():
        own = {theme.id: earlier.scored[theme.id] for theme in themes}
        found = tag(scoring.matcher(themes, own), passages.of_calls(calls | decided)).rows
        rows = earlier.rows[earlier.rows["theme_id"].isin(own)]
        new_ids = chunks.loc[chunks["call_id"].isin(calls), "chunk_id"]
        parts += [rows[~rows["chunk_id"].isin(new_ids)], found[found["chunk_id"].isin(new_ids)]]
        scored |= own
    if anew:
        tagged = tag(scoring.matcher(anew), passages)
        parts.append(tagged.rows)
        for theme in anew:
            cosines = tagged.background.cosines[theme.id]
            scored[theme.id] = Scored(definition(theme), scoring.key(theme), cosines.mean, cosines.sd)
    return _in_order(parts, chunks, scoring.catalog), scored


def _in_order(parts: list[pd.DataFrame], chunks: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    table = joined_rows(parts)
    spoken = table["chunk_id"].map(dict(zip(chunks["chunk_id"], range(len(chunks)), strict=True)))
    rank = table["theme_id"].map({theme.id: k for k, theme in enumerate(catalog.theme)})
    kept = table.assign(rank=rank, spoken=spoken)[spoken.notna()].sort_values(["rank", "spoken"], kind="stable")
    return kept[list(TABLES["chunk_themes"])].reset_index(drop=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
