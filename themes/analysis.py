"""Analysis: from passages to themes, shares and what can be said of them; the stages that compute, in their order.

In: the tables of an :class:`themes.intake.Intake`, what the last run knew, catalog, settings, encoder and vector cache.
Out: the other tables of a run.  Nothing is read from or written to the study here but cached vectors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from embeddings.cached import VectorCache, encode_cached, text_hash
from embeddings.encoder import Encoder
from themes.catalog import Catalog
from themes.contrasts import contrast_calls
from themes.diffusion import first_mentions
from themes.discovery import Discovery, DiscoverySettings, Names, discover
from themes.placing import place_new
from themes.prevalence import measure_prevalence
from themes.records import TABLES
from themes.registry import Known, Named, describe_discovered, keep_topics, name_topics
from themes.resampling import ResamplingSettings, cluster_calls
from themes.settings import StudySettings
from themes.tracked import MatchSettings, catalog_sentences, match_tracked, split_vectors
from themes.trends import judge_trends
from themes.wording import name_words, proper_nouns

Tables = Mapping[str, pd.DataFrame]
Vectors = NDArray[np.float32]
Refit = Literal["auto", "always", "never"]
Progress = Callable[[str, int, int], None]
StageDone = Callable[[str], None]


@dataclass(frozen=True)
class AnalysisPlan:
    """What an analysis works from besides passages: settings, catalog, the last run, this run's number, decisions."""

    settings: StudySettings
    catalog: Catalog
    before: Tables
    run_id: int
    refit: Refit = "auto"
    decided: Mapping[tuple[str, str], bool] = field(default_factory=dict)


def analyse(
    plan: AnalysisPlan, taken: Tables, vectors: tuple[Vectors, Vectors], stage_done: StageDone
) -> tuple[dict[str, pd.DataFrame], str]:
    """All tables of a run but ``run``, and a note on discovery (empty when there is nothing to say).

    Parameters
    ----------
    plan : AnalysisPlan
        Settings, catalog and what was known.
    taken : mapping of str to DataFrame
        ``sources``, ``calls``, ``turns`` and ``chunks``.
    vectors : tuple of ndarray
        From :func:`embed`: of the chunks, and of the catalog's sentences.
    stage_done : callable
        Called with the name of each stage when it is done.
    """
    chunks, calls = taken["chunks"], taken["calls"]
    catalog_vectors = split_vectors(plan.catalog, vectors[1])
    matching = MatchSettings(plan.settings.tracked.threshold, decided=plan.decided)
    tracked = match_tracked(chunks, vectors[0], plan.catalog, catalog_vectors, matching)
    stage_done("tracked themes")
    named, note = _discovered(plan, taken, vectors[0])
    stage_done("discovered themes")
    chunk_themes = pd.concat([t for t in (tracked, named.chunk_themes) if len(t)] or [tracked], ignore_index=True)
    themes = pd.concat([t for t in (_tracked_rows(plan), named.themes) if len(t)] or [named.themes], ignore_index=True)
    themes = describe_discovered(themes, chunk_themes, chunks, calls)
    shown = themes.loc[themes["status"] != "retired", "theme_id"].tolist()
    resampling = ResamplingSettings(plan.settings.seed, plan.settings.resamples)
    clustered = cluster_calls(chunks, chunk_themes, shown)
    prevalence = measure_prevalence(calls, clustered, shown, resampling)
    tables = {**taken, "themes": themes, "chunk_themes": chunk_themes, "prevalence": prevalence}
    tables["contrasts"] = contrast_calls(calls, clustered, shown, resampling)
    tables["diffusion"] = first_mentions(calls, prevalence)
    tables["trends"] = judge_trends(prevalence, shown)
    tables["lineage"] = named.lineage
    stage_done("shares and intervals")
    return tables, note


def embed(
    chunks: pd.DataFrame, catalog: Catalog, encoder: Encoder, cache: VectorCache, progress: Progress | None
) -> tuple[Vectors, Vectors]:
    """Vectors of the chunks, shape (n_chunks, d), zero where not content; and of the catalog's sentences."""
    content = np.flatnonzero((chunks["kind"] == "content").to_numpy())
    sentences = catalog_sentences(catalog)
    texts = [*sentences, *chunks["text"].iloc[content]]
    hashes = [*map(text_hash, sentences), *chunks["text_hash"].iloc[content]]
    report = (lambda done, total: progress("embedding", done, total)) if progress else None
    found = encode_cached(encoder, texts, hashes, cache, progress=report)
    vectors = np.zeros((len(chunks), encoder.dimension), dtype=np.float32)
    vectors[content] = found[len(sentences) :]
    return vectors, found[: len(sentences)]


def _discovered(plan: AnalysisPlan, taken: Tables, vectors: Vectors) -> tuple[Named, str]:
    earlier = plan.before["chunk_themes"]
    known = Known(plan.before["themes"], earlier[earlier["kind"] == "discovered"])
    tracked_ids = [theme.id for theme in plan.catalog.theme]
    if not plan.settings.discovery.enabled:
        note = "discovery is switched off in study.toml"
        return name_topics(Discovery.empty(note), known, tracked_ids, plan.run_id), note
    if plan.refit == "never" and len(known.placed):
        kept = known.without(tracked_ids)
        placed = place_new(taken["chunks"], vectors, kept.placed)
        return keep_topics(placed, kept, plan.run_id), "known themes kept, new passages placed near them"
    settings = DiscoverySettings(plan.settings.seed, plan.settings.discovery.min_passages)
    found = discover(taken["chunks"], vectors, names_in(taken), settings)
    return name_topics(found, known, tracked_ids, plan.run_id), found.note


def names_in(taken: Tables) -> Names:
    """Words of names in a run's tables: of speakers, firms and companies; and all that its texts write as names."""
    turns, calls = taken["turns"], taken["calls"]
    columns = (turns["speaker"], turns["firm"], calls["company"], calls["ticker"])
    speakers = name_words(name for column in columns for name in column.dropna().unique())
    return Names(speakers, speakers | proper_nouns(taken["chunks"]["text"]))


def _tracked_rows(plan: AnalysisPlan) -> pd.DataFrame:
    """Rows of ``themes`` for the catalog, and retired rows for themes that were taken out of it."""
    earlier = plan.before["themes"]
    first = dict(zip(earlier["theme_id"], earlier["first_run"], strict=True))
    rows: list[dict[Any, Any]] = [
        {
            "theme_id": theme.id,
            "kind": "tracked",
            "label": theme.label,
            "broader": None,
            "description": theme.description,
            "terms": json.dumps(list(theme.strong_cues[:8]), ensure_ascii=False),
            "stability": np.nan,
            "status": "active",
            "first_run": int(first.get(theme.id, plan.run_id)),
            "last_run": plan.run_id,
        }
        for theme in plan.catalog.theme
    ]
    gone = earlier[(earlier["kind"] == "tracked") & ~earlier["theme_id"].isin([t.id for t in plan.catalog.theme])]
    return pd.DataFrame([*rows, *gone.assign(status="retired").to_dict("records")], columns=list(TABLES["themes"]))
