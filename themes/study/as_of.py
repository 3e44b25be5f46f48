"""As of: what a study would have said on an earlier day, from the calls held by then and nothing later.

In: the tables of a run, a day, and what the run was made with.  Out: the same tables as they would have been: passages
are matched again (nearness in meaning is judged against the background of what was said so far), shares, intervals,
statuses, contrasts and orders computed again, themes described by what had been mentioned.  What stays is what a person
or a fit gave the study once: encoder, catalog, decisions, and the discovered themes with their labels.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.config.catalog import Catalog, load_catalog
from themes.errors import StudyError
from themes.feedback.apply import with_merged
from themes.feedback.decisions import FILE_NAME, load_decisions
from themes.pipeline.measures import measure_talk
from themes.prevalence.intervals import ResamplingSettings
from themes.quarters import Quarter, is_quarter
from themes.tagging.matcher import MatchSettings, catalog_sentences, match_tracked, split_vectors
from themes.topics.descriptions import describe_discovered
from themes.topics.overlap import with_twins

Vectors = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Matching:
    """How the run matched: catalog, vectors by text hash (of passages and catalog sentences), settings, resampling."""

    catalog: Catalog
    vectors: Vectors
    settings: MatchSettings
    resampling: ResamplingSettings


def load_matching(
    folder: Path, tables: Mapping[str, pd.DataFrame], vectors_of: Callable[[str, Sequence[str]], Vectors]
) -> Matching:
    """How the passages of a run were matched: its settings, its catalog, the vectors of its texts.

    Parameters
    ----------
    folder : Path
        The study's folder: catalog and decisions are read from it.
    tables : mapping of str to DataFrame
        ``run`` and ``chunks`` of the run.
    vectors_of : callable
        Model id and text hashes to unit vectors by hash.

    Raises
    ------
    StudyError
        The catalog changed since the run; vectors are lacking.
    """
    run, file = tables["run"].iloc[0], folder / "catalog.toml"
    if hashlib.sha256(file.read_bytes()).hexdigest() != run["catalog_sha256"]:
        raise StudyError(f"{file} was changed after run {run['run_id']}", mend=f"try: themes refresh {folder}")
    made_with, catalog = json.loads(run["settings"]), load_catalog(file)
    vectors = vectors_of(made_with["model_id"], hashes_needed(tables["chunks"], catalog_sentences(catalog)))
    decided = load_decisions(folder / FILE_NAME).verdicts
    settings = MatchSettings(made_with["tracked"]["threshold"], decided=decided)
    return Matching(catalog, vectors, settings, ResamplingSettings(made_with["seed"], made_with["resamples"]))


def last_day(moment: str) -> str:
    """The day that a moment means: a date itself, a quarter its last day.

    Raises
    ------
    StudyError
        Neither an ISO date nor a quarter, or no such day.

    Examples
    --------
    >>> last_day("2012Q4"), last_day("2012Q2"), last_day("2013-02-28")
    ('2012-12-31', '2012-06-30', '2013-02-28')
    """
    try:
        if is_quarter(moment):
            return Quarter.parse(moment).last_day.isoformat()
        if re.fullmatch(r"\d{4}-\d\d-\d\d", moment):
            return date.fromisoformat(moment).isoformat()
    except (ValueError, OverflowError):
        pass
    raise StudyError(f"as of {moment!r}: neither a date nor a quarter", mend="such as 2013-02-28 or 2012Q4")


def held_by(calls: pd.DataFrame, day: str) -> pd.DataFrame:
    """The calls held on or before a day; calls without a date are left out."""
    return calls[calls["call_date"].notna() & (calls["call_date"].fillna("9999") <= day)].reset_index(drop=True)


def tables_as_of(tables: Mapping[str, pd.DataFrame], day: str, matching: Matching) -> dict[str, pd.DataFrame]:
    """All tables of a run as they would have been on a day.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        All tables of the run.
    day : str
        An ISO date.
    matching : Matching
        What the run was made with.

    Returns
    -------
    dict of str to DataFrame
        ``lineage`` is empty (it compares runs) and ``run`` as it was.  Discovered themes that had not been mentioned
        yet are not there; tracked themes always are.
    """
    calls = held_by(tables["calls"], day)
    taken = {name: _of_calls(tables[name], calls) for name in ("turns", "chunks")}
    chunks = taken["chunks"]
    given = tables["chunk_themes"][tables["chunk_themes"]["chunk_id"].isin(chunks["chunk_id"])]
    discovered, merged = given[given["kind"] == "discovered"], given[given["origin"] == "merged"]
    merged = merged.assign(strong_cue=None, meaning=np.nan)  # as the run matched them
    parts = [t for t in (_match_again(chunks, matching), discovered) if len(t)]
    chunk_themes = with_merged(pd.concat(parts or [discovered], ignore_index=True), merged)
    themes = _themes_mentioned(tables["themes"], discovered, chunks)
    themes = with_twins(describe_discovered(themes, chunk_themes, chunks, calls), chunk_themes)
    positions = tables["positions"]
    kept = {
        **tables,
        **taken,
        "calls": calls,
        "sources": tables["sources"][tables["sources"]["path"].isin(calls["source"])].reset_index(drop=True),
        "themes": themes,
        "chunk_themes": chunk_themes,
        "lineage": tables["lineage"].iloc[:0],
        "positions": positions[positions["chunk_id"].isin(chunks["chunk_id"])].reset_index(drop=True),
    }
    return kept | measure_talk(kept, matching.resampling)


def hashes_needed(chunks: pd.DataFrame, sentences: Sequence[str]) -> list[str]:
    """Hashes of the texts whose vectors :class:`Matching` must hold: content passages and catalog sentences."""
    from embeddings.cached import text_hash

    return [*chunks.loc[chunks["kind"] == "content", "text_hash"], *map(text_hash, sentences)]


def _of_calls(table: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    return table[table["call_id"].isin(calls["call_id"])].reset_index(drop=True)


def _match_again(chunks: pd.DataFrame, matching: Matching) -> pd.DataFrame:
    from embeddings.cached import text_hash

    of_sentences = [matching.vectors[text_hash(s)] for s in catalog_sentences(matching.catalog)]
    of_chunks = [matching.vectors.get(h) for h in chunks["text_hash"]]  # only content passages have one
    dimension = len(next(iter(matching.vectors.values()), ()))
    nothing = np.zeros(dimension, dtype=np.float32)
    vectors = np.stack([nothing if v is None else v for v in of_chunks]) if of_chunks else nothing[None, :][:0]
    sentences = np.stack(of_sentences) if of_sentences else nothing[None, :][:0]
    catalog_vectors = split_vectors(matching.catalog, sentences)
    return match_tracked(chunks, vectors, matching.catalog, catalog_vectors, matching.settings)


def _themes_mentioned(themes: pd.DataFrame, discovered: pd.DataFrame, chunks: pd.DataFrame) -> pd.DataFrame:
    """Tracked themes and the discovered ones mentioned by then, these with the terms that their passages used."""
    mentioned = (themes["kind"] == "tracked") | themes["theme_id"].isin(discovered["theme_id"])
    known = themes[mentioned].reset_index(drop=True)
    text_of = chunks.set_index("chunk_id")["text"].str.lower()
    passages = {str(theme): ids for theme, ids in discovered.groupby("theme_id")["chunk_id"]}
    for k, row in known[known["kind"] == "discovered"].iterrows():
        known.loc[k, "terms"] = _terms_said(str(row["terms"]), text_of.loc[passages[row["theme_id"]]])
    return known


def _terms_said(terms: str, texts: pd.Series[str]) -> str:
    """The terms (a JSON list) that some of the texts (lower case) hold, in their order; all if none does."""
    given = json.loads(terms)
    said = [term for term in given if texts.str.contains(term.lower(), regex=False).any()]
    return json.dumps(said or given, ensure_ascii=False)
