"""Analysis: from passages to themes, shares and what can be said of them; the stages that compute, in their order.

In: the tables of an :class:`themes.corpus.ingest.Intake`, what the last run knew, catalog, settings and vectors.  Out:
the other tables of a run, and what the next refresh needs to know of how they were made.  Nothing is read from or
written to the study here but cached vectors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from embeddings.cached import VectorCache, text_hash
from embeddings.encoder import Encoder
from themes.config.catalog import Catalog
from themes.config.settings import StudySettings
from themes.engines.base import Engine
from themes.engines.registry import load_engine
from themes.feedback.apply import apply_decisions
from themes.feedback.decisions import Decisions
from themes.llm.asking import Asker
from themes.llm.naming import ask_names, with_model_names
from themes.llm.second_reader import READ_FROM, as_matched, read_again
from themes.pipeline.measures import measure_talk
from themes.prevalence.contrasts_incremental import Measured, steady_calls
from themes.prevalence.intervals import ResamplingSettings
from themes.records import MIN_SCORE, TABLES
from themes.subjects.heads import load_heads, with_subjects
from themes.subjects.subjects import load_subjects
from themes.tagging.catalog_fit import fit_warnings
from themes.tagging.incremental import Earlier, Scored, Scoring, tag_incrementally
from themes.tagging.matcher import MatchSettings, catalog_sentences, split_vectors
from themes.tagging.time_limits import calls_outside
from themes.text.phrases import name_words, proper_nouns
from themes.topics.assignment import assign, carried_over, usable
from themes.topics.descriptions import describe_discovered
from themes.topics.discovery import DiscoverySettings, discover
from themes.topics.drift import newcomers, refit_reason
from themes.topics.emerging import find_births
from themes.topics.model import Discovery, Names
from themes.topics.overlap import with_twins
from themes.topics.projection import passage_positions, positions_that_hold
from themes.topics.registry import Known, Named, Spoken, add_born, discovered_rows, keep_topics, name_topics
from themes.topics.subject_evidence import SubjectEvidence
from themes.topics.telling_phrases import Placed, companies_of
from themes.topics.titles import with_titles
from themes.topics.typicality import judge, least_typical
from themes.version import __version__

Tables = Mapping[str, pd.DataFrame]
Vectors = NDArray[np.float32]
Embedded = tuple[Vectors, Vectors, Vectors]  # of the chunks, of the catalog's sentences, of the subjects
Refit = Literal["auto", "always", "never"]
Progress = Callable[[str, int, int], None]
StageDone = Callable[[str], None]


@dataclass(frozen=True)
class Fit:
    """The last fit: its run, why it was made, what it was made with, and how each tracked theme was scored."""

    run_id: int
    reason: str
    made_with: str
    scored: Mapping[str, Scored] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the run's settings."""
        return asdict(self)

    @classmethod
    def of_run(cls, run: pd.DataFrame) -> Fit | None:
        """The fit that a run tells of; None before the first run, and for runs that did not keep it."""
        kept = json.loads(run["settings"].iloc[0]).get("fit") if len(run) else None
        return cls(**{**kept, "scored": {k: Scored(**v) for k, v in kept["scored"].items()}}) if kept else None


@dataclass(frozen=True)
class AnalysisPlan:
    """What an analysis works from besides passages.

    Settings, catalog, the last run, this run's number, people's decisions, the encoder's id, the calls read now, the
    engine that tags, and whom to ask where study.toml names a language model.
    """

    settings: StudySettings
    catalog: Catalog
    before: Tables
    run_id: int
    refit: Refit = "auto"
    decisions: Decisions = field(default_factory=Decisions)
    model_id: str = ""
    touched: Collection[str] = ()
    engine: Engine = field(default_factory=load_engine)
    asker: Asker | None = None

    @property
    def made_with(self) -> str:
        """What must be equal for passages to be compared with those of the last fit."""
        section = self.settings.discovery
        unsaid = {"model"} if section.model == "consensus" else None  # fits made before there was a choice are its
        discovery = section.model_dump_json(exclude=unsaid)
        return f"{self.model_id}, seed {self.settings.seed}, discovery {discovery}, scored by probability"

    def is_measured_alike(self) -> bool:
        """Whether the run before drew its intervals as this one does: same version, seed and resamples."""
        run = self.before["run"]
        if run.empty:
            return False
        then, versions = json.loads(run["settings"].iloc[0]), json.loads(run["versions"].iloc[0])
        drawn = (then["seed"], then["resamples"], versions["callthemes"])
        return drawn == (self.settings.seed, self.settings.resamples, __version__)

    @property
    def was_read_again(self) -> bool:
        """Whether the run before had a second reader."""
        run = self.before["run"]
        return len(run) > 0 and "llm" in json.loads(run["settings"].iloc[0])

    @property
    def tracked(self) -> dict[str, str]:
        """Ids and labels of the catalog's themes."""
        return {theme.id: theme.label for theme in self.catalog.theme}


@dataclass(frozen=True)
class Analysis:
    """All tables of a run but ``run``; the fit they rest on; sentences on discovery and decisions for a person."""

    tables: dict[str, pd.DataFrame]
    fit: Fit
    notes: tuple[str, ...]


def analyse(plan: AnalysisPlan, taken: Tables, vectors: Embedded, stage_done: StageDone) -> Analysis:
    """All tables of a run but ``run``.

    Parameters
    ----------
    plan : AnalysisPlan
        Settings, catalog and what was known.
    taken : mapping of str to DataFrame
        ``sources``, ``calls``, ``turns`` and ``chunks``.
    vectors : tuple of ndarray
        From :func:`embed`.
    stage_done : callable
        Called with the name of each stage when it is done.
    """
    heads = load_heads(plan.model_id)
    chunks, calls = with_subjects(taken["chunks"], vectors[0], heads), taken["calls"]
    taken = {**taken, "chunks": chunks}
    named, fit, note = _discovered(plan, taken, (vectors[0], vectors[2]))
    stage_done("discovered themes")
    discovered = discovered_rows(named.placements, named.themes, fit.run_id, least_typical(heads is not None))
    renamed = [decision.theme_id for decision in plan.decisions.themes if decision.action == "rename"]
    names = ask_names(plan.asker, named.themes, discovered, chunks, renamed)
    tracked, scored = _tracked(plan, taken, vectors, fit)
    tracked = read_again(plan.asker, tracked, chunks, plan.catalog, plan.settings.tracked.threshold)
    stage_done("tracked themes")
    chunk_themes = pd.concat([t for t in (tracked, discovered) if len(t)] or [tracked], ignore_index=True)
    themes = pd.concat([t for t in (_tracked_rows(plan), named.themes) if len(t)] or [named.themes], ignore_index=True)
    themes = describe_discovered(themes, chunk_themes, chunks, calls)
    themes, of_names = with_model_names(themes, names)
    themes, chunk_themes, stale = apply_decisions(themes, chunk_themes, plan.decisions.themes)
    themes = with_twins(themes, chunk_themes)
    tables = {**taken, "themes": themes, "chunk_themes": chunk_themes}
    tables |= {"lineage": named.lineage, "placements": named.placements} | _measured(plan, tables)
    stage_done("shares and intervals")
    tables["positions"] = _positions(plan, chunks, vectors[0], fit)
    stage_done("map of passages")
    changed = _note_on_encoder(plan)
    asked = plan.asker.notes() if plan.asker else ()
    notes = (
        *(n for n in (changed, note, *asked, of_names) if n),
        *(f"a decision no longer applies: {text}" for text in stale),
        *fit_warnings(plan.catalog, split_vectors(plan.catalog, vectors[1]), chunks, vectors[0], chunk_themes),
    )
    return Analysis(tables, Fit(fit.run_id, fit.reason, fit.made_with, scored), notes)


def _measured(plan: AnalysisPlan, tables: Tables) -> dict[str, pd.DataFrame]:
    """What is counted and tested over the themes as they are shown."""
    resampling = ResamplingSettings(plan.settings.seed, plan.settings.resamples)
    steady = steady_calls(plan.before, tables, plan.touched) if plan.is_measured_alike() else set[str]()
    before = Measured(plan.before["calls"], plan.before["contrasts"], frozenset(steady))
    return measure_talk(tables, resampling, before)


def _positions(plan: AnalysisPlan, chunks: pd.DataFrame, vectors: Vectors, fit: Fit) -> pd.DataFrame:
    """The map of passages: laid out anew when discovery is, else earlier passages stay where they were."""
    earlier = positions_that_hold(plan.before["positions"], plan.before["chunks"], chunks)
    kept = earlier.iloc[:0] if fit.run_id == plan.run_id else earlier
    return passage_positions(chunks, vectors, kept, plan.settings.seed)


def embed(
    chunks: pd.DataFrame,
    catalog: Catalog,
    encoder: Encoder,
    cache: VectorCache,
    progress: Progress | None,
    engine: Engine | None = None,
) -> Embedded:
    """Vectors of the chunks, shape (n_chunks, d), zero where not content; of the catalog; of the subjects."""
    content = np.flatnonzero((chunks["kind"] == "content").to_numpy())
    of_catalog = catalog_sentences(catalog)
    sentences = [*of_catalog, *(subject.sentence for subject in load_subjects())]
    texts = [*sentences, *chunks["text"].iloc[content]]
    hashes = [*map(text_hash, sentences), *chunks["text_hash"].iloc[content]]
    report = (lambda done, total: progress("embedding", done, total)) if progress else None
    found = (engine or load_engine()).embed(encoder, texts, hashes, cache, report)
    vectors = np.zeros((len(chunks), encoder.dimension), dtype=np.float32)
    vectors[content] = found[len(sentences) :]
    return vectors, found[: len(of_catalog)], found[len(of_catalog) : len(sentences)]


def _tracked(plan: AnalysisPlan, taken: Tables, vectors: Embedded, fit: Fit) -> tuple[pd.DataFrame, dict[str, Scored]]:
    heads = load_heads(plan.model_id)
    min_score = READ_FROM if plan.asker else MIN_SCORE
    settings = MatchSettings(
        plan.settings.tracked.threshold, decided=plan.decisions.verdicts, heads=heads, min_score=min_score
    )
    now, before = (calls_outside(plan.catalog, tables["calls"]) for tables in (taken, plan.before))
    scoring = Scoring(plan.catalog, split_vectors(plan.catalog, vectors[1]), settings, plan.model_id, now)
    rows = plan.before["chunk_themes"]
    rows = as_matched(rows[rows["kind"] == "tracked"], settings.threshold)
    fitted_now = fit.run_id == plan.run_id  # then everything is measured anew
    kept_from = READ_FROM if plan.was_read_again else MIN_SCORE
    earlier = Earlier(rows, {} if fitted_now else fit.scored, before, kept_from)
    return tag_incrementally(taken["chunks"], vectors[0], scoring, earlier, plan.touched, plan.engine.tag)


def _discovered(plan: AnalysisPlan, taken: Tables, vectors: tuple[Vectors, Vectors]) -> tuple[Named, Fit, str]:
    """The discovered themes, the fit they rest on, and a note on discovery; fitted anew only where that is due."""
    chunks, last = taken["chunks"], Fit.of_run(plan.before["run"])
    fit_run = last.run_id if last else 0
    known = Known(plan.before["themes"], plan.before["placements"], fit_run)
    here = vectors[0][usable(chunks)]
    evidence = _subject_evidence(plan, chunks, here, vectors[1])
    carried = carried_over(chunks, known.without(plan.tracked).placements, fit_run)
    reason = _reason_to_fit(plan, last)
    if reason is None and last is not None:
        placed = assign(carried, here, last.run_id, plan.run_id, evidence)
        reason = refit_reason(placed, here, last.run_id) if plan.refit == "auto" else None
        if reason is None:
            kept = _kept(plan, taken, placed, (here, evidence), known)
            return kept, last, _note_on_newcomers(plan, taken, placed)
    found = _found(plan, taken, (vectors[0], evidence), assign(carried, here, fit_run, plan.run_id))
    spoken = Spoken(carried, chunks.loc[usable(chunks), "text"].tolist(), here)
    decided = {theme for decision in plan.decisions.themes for theme in decision.themes}
    named = name_topics(found, known, spoken, plan.tracked, plan.run_id, decided)
    is_again = plan.settings.discovery.enabled and len(plan.before["run"]) > 0
    fitted = f"themes fitted anew: {reason}" if is_again else ""
    return named, Fit(plan.run_id, str(reason), plan.made_with), "; ".join(t for t in (fitted, found.note) if t)


def _subject_evidence(plan: AnalysisPlan, chunks: pd.DataFrame, here: Vectors, described: Vectors) -> SubjectEvidence:
    """What the subjects make of the passages of substance, whose vectors are given."""
    rows = chunks[usable(chunks)]
    turns = (rows["call_id"] + ":" + rows["turn_index"].astype(str)).tolist()
    return SubjectEvidence.of(load_subjects(), described, load_heads(plan.model_id), (here, turns))


def _note_on_encoder(plan: AnalysisPlan) -> str:
    run = plan.before["run"]
    then = json.loads(run["settings"].iloc[0])["model_id"] if len(run) else plan.model_id
    return (
        "" if then == plan.model_id else f"the encoder changed: {plan.model_id} now, {then} before; shares are restated"
    )


def _note_on_newcomers(plan: AnalysisPlan, taken: Tables, placed: pd.DataFrame) -> str:
    if placed["theme_id"].isna().all():
        return ""
    company_of = taken["calls"].set_index("call_id")["company_id"]
    companies = taken["chunks"].set_index("chunk_id")["call_id"].map(company_of)
    names = ", ".join(newcomers(placed, companies, plan.run_id))
    return (
        f"not in the study when themes were found: {names}; --refit always looks for themes of their own"
        if names
        else ""
    )


def _reason_to_fit(plan: AnalysisPlan, last: Fit | None) -> str | None:
    """Why a fit is due before any passage is looked at."""
    if last is None:
        return "the first fit" if plan.before["run"].empty else "the run before kept no record of its fit"
    if plan.refit == "always":
        return "asked for"
    if plan.refit == "auto" and last.made_with != plan.made_with:
        return _what_changed(last.made_with, plan.made_with)
    return None


def _what_changed(then: str, now: str) -> str:
    """Which of the four parts of ``AnalysisPlan.made_with`` changed."""
    parts = [re.fullmatch(r"(.*), seed (\d+), discovery (\{.*\})(.*)", made_with) for made_with in (then, now)]
    pairs = zip(*(part.groups() for part in parts if part), strict=True)
    names = ("the encoder", "the seed", "the settings of discovery", "how passages are scored")
    return f"{' and '.join(name for name, (a, b) in zip(names, pairs, strict=True) if a != b)} changed"


def _found(
    plan: AnalysisPlan, taken: Tables, heard: tuple[Vectors, SubjectEvidence], placed: pd.DataFrame
) -> Discovery:
    """A fit, from what the passages were held to be so far."""
    if not plan.settings.discovery.enabled:
        return Discovery.empty("discovery is switched off in study.toml")
    settings = DiscoverySettings(
        plan.settings.seed, plan.settings.discovery.min_passages, plan.settings.discovery.model
    )
    known = dict(zip(placed["chunk_id"], placed["theme_id"], strict=True))
    return discover(taken["chunks"], heard[0], names_in(taken), settings, known, heard[1])


def _kept(
    plan: AnalysisPlan, taken: Tables, placed: pd.DataFrame, heard: tuple[Vectors, SubjectEvidence], known: Known
) -> Named:
    """The known themes as they are, and those born in passages that fit nothing."""
    named = keep_topics(placed, known.without(plan.tracked), plan.run_id)
    chunks = taken["chunks"]
    if not plan.settings.discovery.enabled or not plan.touched:
        return named
    last = Fit.of_run(plan.before["run"])
    texts = chunks.loc[usable(chunks), "text"].tolist()
    names, fit_run = cache(partial(names_in, taken)), last.run_id if last else 0
    topics, labels = find_births(placed, texts, heard[0], names, fit_run)
    if not topics:
        return named
    judged = judge(heard[0], heard[1], labels, labels >= 0)
    companies = companies_of(chunks.loc[usable(chunks), "call_id"])
    least = least_typical(heard[1].has_heads)
    topics = with_titles(topics, Placed(texts, labels, judged.scores, companies, least), judged.subjects, names().all)
    return add_born(named, topics, (labels, judged.scores), plan.tracked, plan.run_id)


def names_in(taken: Tables) -> Names:
    """Words of names in a run's tables: of speakers, firms and companies; and all that its texts write as names."""
    speakers = speaker_words(taken)
    return Names(speakers, speakers | proper_nouns(taken["chunks"]["text"]))


def speaker_words(taken: Tables) -> frozenset[str]:
    """Words of names of speakers, firms and companies."""
    turns, calls = taken["turns"], taken["calls"]
    columns = (turns["speaker"], turns["firm"], calls["company"], calls["ticker"])
    return name_words(name for column in columns for name in column.dropna().unique())


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
