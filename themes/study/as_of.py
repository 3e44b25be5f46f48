"""As of: what a study would have said on an earlier day, from the calls held by then and nothing later.

In: the tables of a run, a day, and what the run was made with.  Out: the same tables as they would have been: passages
are matched again (nearness in meaning is judged against the background of what was said so far), shares, intervals,
statuses, contrasts and orders computed again, themes described by what had been mentioned.  What stays is what a person
or a fit gave the study once: encoder, catalog, decisions, what a second reader says of a passage, and the discovered
themes with their labels.

Only the background and what follows from it depends on the day: what a call's passages show of a theme (cues, nearness)
is found once, when a day first asks for the call (:class:`LookingBack`), and a table when somebody first asks for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from embeddings.models import is_replaced, packaged_setting
from themes.config.catalog import Catalog, load_catalog
from themes.errors import StudyError
from themes.feedback.apply import with_merged
from themes.feedback.decisions import FILE_NAME, load_decisions
from themes.llm.second_reader import READ_FROM, as_read_before
from themes.pipeline.measures import FIGURES, Figures
from themes.prevalence.intervals import ResamplingSettings
from themes.quarters import days_of
from themes.records import MIN_SCORE
from themes.subjects.heads import SubjectHeads, load_heads
from themes.tagging.background import BackgroundSums
from themes.tagging.evidence import Signs
from themes.tagging.matcher import Matcher, MatchSettings, catalog_sentences, split_vectors
from themes.tagging.passages import Passages
from themes.tagging.time_limits import calls_outside
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
    threshold, min_score = made_with["tracked"]["threshold"], READ_FROM if "llm" in made_with else MIN_SCORE
    settings = MatchSettings(threshold, decided=decided, heads=_heads(made_with, folder), min_score=min_score)
    return Matching(catalog, vectors, settings, ResamplingSettings(made_with["seed"], made_with["resamples"]))


def _heads(made_with: Mapping[str, Any], folder: Path) -> SubjectHeads | None:
    """The heads that the run's passages were judged with."""
    model_id = made_with["model_id"]
    if packaged_setting(model_id) is None and is_replaced(model_id, "default"):
        said = f"the run was made with {model_id}, the encoder of another version"
        raise StudyError(said, mend=f"try: themes refresh {folder}")
    return load_heads(model_id)


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
        return days_of(moment)[1].isoformat()
    except ValueError:
        said = f"as of {moment!r}: neither a date nor a quarter"
        raise StudyError(said, mend="such as 2013-02-28 or 2012Q4") from None


def held_by(calls: pd.DataFrame, day: str) -> pd.DataFrame:
    """The calls held on or before a day; calls without a date are left out."""
    return calls[calls["call_date"].notna() & (calls["call_date"].fillna("9999") <= day)].reset_index(drop=True)


class LookingBack:
    """A run from which any earlier day can be seen; what does not depend on the day is found once.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        All tables of the run.
    matching : Matching
        What the run was made with.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], matching: Matching) -> None:
        self.tables, self.resampling = tables, matching.resampling
        self._matcher, self._passages = _matcher_and_passages(tables, matching)
        self._signs: dict[str, dict[str, Signs]] = {}
        self._sums: dict[str, BackgroundSums] = {}

    def match(self, call_ids: Collection[str]) -> pd.DataFrame:
        """Tracked rows of ``chunk_themes`` for a study of these calls alone."""
        part = self._passages.of_calls(call_ids)
        spoken_in = [str(part.spoken["call_id"].iloc[call.start]) for call in part.call_slices]
        self._look_at([call for call in spoken_in if call not in self._signs])
        by_call = [self._signs[call] for call in spoken_in] or [self._matcher.signs(part)]
        signs = {theme: Signs.joined([own[theme] for own in by_call]) for theme in by_call[0]}
        background = self._matcher.background(sum((self._sums[call] for call in spoken_in), BackgroundSums()))
        return self._matcher.tag(part, background, signs)

    def _look_at(self, call_ids: Collection[str]) -> None:
        part = self._passages.of_calls(call_ids)
        signs = self._matcher.signs(part)
        for call_id, rows, passages in zip(call_ids, part.call_slices, part.split(1), strict=True):
            self._signs[call_id] = {theme: of_theme[rows] for theme, of_theme in signs.items()}
            self._sums[call_id] = self._matcher.sums(passages, self._signs[call_id])


class TablesAsOf(Mapping[str, pd.DataFrame]):
    """All tables of a run as they would have been on a day, each computed when first asked for, and kept.

    ``lineage`` is empty (it compares runs) and ``run`` as it was.  Discovered themes that had not been mentioned yet
    are not there; tracked themes always are.

    Parameters
    ----------
    run : LookingBack
        The run.
    day : str
        An ISO date.
    """

    def __init__(self, run: LookingBack, day: str) -> None:
        self._run, self._figures = run, Figures(self, run.resampling)
        self._known = {"calls": held_by(run.tables["calls"], day), "lineage": run.tables["lineage"].iloc[:0]}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._known:
            self._known[name] = self._computed(name)
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._run.tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._run.tables)

    def __len__(self) -> int:
        return len(self._run.tables)

    def _computed(self, name: str) -> pd.DataFrame:
        if name in FIGURES:
            figures: pd.DataFrame = getattr(self._figures, name)
            return figures
        if name == "chunk_themes":
            return self._chunk_themes()
        if name == "themes":
            return self._themes()
        table = self._run.tables[name]
        if name in ("turns", "chunks"):
            return _with(table, "call_id", self["calls"]["call_id"])
        if name == "positions":
            return _with(table, "chunk_id", self["chunks"]["chunk_id"])
        return _with(table, "path", self["calls"]["source"]) if name == "sources" else table

    def _given(self) -> pd.DataFrame:
        """Rows of the run's ``chunk_themes`` on passages said by then."""
        given = self._run.tables["chunk_themes"]
        return given[given["chunk_id"].isin(self["chunks"]["chunk_id"])]

    def _chunk_themes(self) -> pd.DataFrame:
        given = self._given()
        discovered, merged = given[given["kind"] == "discovered"], given[given["origin"] == "merged"]
        merged = merged.assign(strong_cue=None, meaning=np.nan)  # as the run matched them
        matched = as_read_before(self._run.match(self["calls"]["call_id"]), given)
        parts = [t for t in (matched, discovered) if len(t)]
        return with_merged(pd.concat(parts or [discovered], ignore_index=True), merged)

    def _themes(self) -> pd.DataFrame:
        given, chunk_themes = self._given(), self["chunk_themes"]
        themes = _themes_mentioned(self._run.tables["themes"], given[given["kind"] == "discovered"], self["chunks"])
        return with_twins(describe_discovered(themes, chunk_themes, self["chunks"], self["calls"]), chunk_themes)


def hashes_needed(chunks: pd.DataFrame, sentences: Sequence[str]) -> list[str]:
    """Hashes of the texts whose vectors :class:`Matching` must hold: content passages and catalog sentences."""
    from embeddings.cached import text_hash

    return [*chunks.loc[chunks["kind"] == "content", "text_hash"], *map(text_hash, sentences)]


def _with(table: pd.DataFrame, column: str, values: pd.Series[str]) -> pd.DataFrame:
    return table[table[column].isin(values)].reset_index(drop=True)


def _matcher_and_passages(tables: Mapping[str, pd.DataFrame], matching: Matching) -> tuple[Matcher, Passages]:
    from embeddings.cached import text_hash

    of_sentences = [matching.vectors[text_hash(s)] for s in catalog_sentences(matching.catalog)]
    chunks, outside = tables["chunks"], calls_outside(matching.catalog, tables["calls"])
    content = chunks[chunks["kind"] == "content"].reset_index(drop=True)
    dimension = len(next(iter(matching.vectors.values()), ()))
    nothing = np.zeros((0, dimension), dtype=np.float32)
    vectors = np.stack([matching.vectors[h] for h in content["text_hash"]]) if len(content) else nothing
    catalog_vectors = split_vectors(matching.catalog, np.stack(of_sentences) if of_sentences else nothing)
    matcher = Matcher(matching.catalog, catalog_vectors, matching.settings, outside=outside)
    return matcher, Passages(content, vectors)


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
