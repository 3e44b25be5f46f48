"""Refresh: the one place that knows the order of the stages.

In: a study folder and paths.  Out: a new run in the study, and a :class:`RefreshSummary` of what was done.  All is
computed from the current run and the files; the run file is written last, so that an interruption leaves the study as
it was (vectors computed so far stay in the cache).
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from embeddings.cached import lazy_encoder
from embeddings.encoder import Encoder
from embeddings.models import is_replaced
from themes.config.catalog import Catalog, load_catalog
from themes.config.settings import StudySettings, load_settings
from themes.corpus.chunking import ChunkSettings
from themes.corpus.corrections import load_corrections
from themes.corpus.ingest import Intake, Progress, ReadingSettings, take_in
from themes.corpus.inputs import Inputs
from themes.corpus.renames import alias_lines, find_renames
from themes.engines.base import Engine
from themes.engines.registry import load_engine
from themes.errors import StudyError
from themes.feedback.decisions import FILE_NAME, Decisions, load_decisions
from themes.formatting import counted
from themes.llm.answers import FILE_NAME as ANSWERS_NAME
from themes.llm.answers import Answers
from themes.llm.asking import Asker
from themes.llm.server import Server
from themes.pipeline.analysis import Analysis, AnalysisPlan, Fit, Refit, analyse, embed
from themes.pipeline.logo import logo_data_uri
from themes.pipeline.provenance import packages_used
from themes.records import TABLES
from themes.store.lock import refresh_lock
from themes.store.runs import current_run, read_tables, write_run
from themes.store.vectors import DuckVectorCache
from themes.version import __version__

log = logging.getLogger(__name__)

NOTHING_NEW = "nothing new: no run was made"


@dataclass(frozen=True)
class RefreshSummary:
    """What a refresh did; ``run_id`` is None when nothing was new and no run was made.

    ``removed``: calls of the run before that are not in this one.  ``warnings``: what is doubtful in calls read now.
    ``events``: how many themes were born, continued, split, merged, retired or revived.  ``notes``: sentences on
    discovery and decisions.
    """

    run_id: int | None
    n_calls: int
    n_new: int
    n_changed: int
    n_unchanged: int
    removed: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    n_chunks: int
    n_tracked: int
    n_discovered: int
    fitted: str | None
    events: Mapping[str, int]
    notes: tuple[str, ...]
    seconds: Mapping[str, float]

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class _Plan:
    """What a refresh works from: settings, catalog, how to read, the current run, the paths, people's decisions.

    ``answers``: of a language model, where study.toml names one.
    """

    folder: Path
    settings: StudySettings
    catalog: Catalog
    catalog_sha256: str
    reading: ReadingSettings
    before: Mapping[str, pd.DataFrame]
    inputs: Inputs
    decisions: Decisions
    logo: str
    answers: Answers | None

    def fingerprint(self) -> dict[str, str]:
        """What must be equal for a refresh without new files to have nothing to do."""
        llm, settings = self.settings.llm, self.settings.model_dump_json(exclude={"llm"})
        return {
            "reading": self.reading.fingerprint(__version__),
            "catalog": self.catalog_sha256,
            "decisions": hashlib.sha256(
                repr((sorted(self.decisions.verdicts.items()), self.decisions.themes)).encode()
            ).hexdigest()[:12],
            "study": hashlib.sha256((settings + self.logo).encode()).hexdigest()[:12],
        } | ({"llm": self.answers.digest(llm.model)} if self.answers is not None and llm else {})

    def earlier_settings(self) -> dict[str, Any]:
        """What the run before keeps of its settings; empty before the first."""
        run = self.before["run"]
        return dict(json.loads(run["settings"].iloc[0])) if len(run) else {}

    def asker(self, progress: Progress | None, *, with_server: bool) -> Asker | None:
        """Whom to ask, where study.toml names a language model."""
        llm = self.settings.llm
        if llm is None or self.answers is None:
            return None
        return Asker(llm, self.answers, Server(llm) if with_server and llm.base_url else None, progress)

    @property
    def has_open_questions(self) -> bool:
        """Whether the run before left questions to a language model open that can be asked now."""
        llm = self.settings.llm
        return llm is not None and bool(llm.base_url) and self.earlier_settings().get("n_questions_open", 0) > 0

    def earlier_fingerprint(self) -> dict[str, str]:
        return dict(self.earlier_settings().get("fingerprint", {}))


def refresh(
    folder: Path,
    paths: tuple[str, ...] = (),
    *,
    refit: Refit = "auto",
    encoder: Encoder | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> RefreshSummary:
    """Read what is new or changed, embed, assign, discover, track, and write a new run.

    Parameters
    ----------
    folder : Path
        A study made by ``themes init``.
    paths : tuple of str
        Files, folders or globs; they join the paths of earlier refreshes, which are looked at again from where they
        were first named.  While files are read, that folder is the working directory of the process.
    refit : {'auto', 'always', 'never'}
        Whether discovery is fitted anew: when the themes no longer tell what is said (:mod:`themes.topics.drift`), in
        any case, or not.  Without a fit, passages seen for the first time join the known themes, and nothing else
        moves.
    encoder : Encoder, optional
        Instead of the one that study.toml names.
    engine : Engine, optional
        Where texts are embedded and calls tagged, and how many at a time: in this process unless given.
    progress : callable, optional
        Called with (stage, done, total).

    Raises
    ------
    CallthemesError
        One line: what, where, how to mend it.  The study is as it was.
    """
    started, clock = datetime.now(UTC), _Clock()
    with refresh_lock(folder):
        plan = _plan(folder, paths)
        asker = plan.asker(progress, with_server=True)
        engine = engine or load_engine()
        encoder = encoder or lazy_encoder(plan.settings.encoder.model, precision=plan.settings.encoder.precision)
        taken, n_files = _take_in(plan, progress)
        clock.stage("reading")
        is_new = refit == "always" or _anything_new(plan, taken, encoder.model_id)
        if not is_new and not plan.has_open_questions:
            return _nothing_new(plan, taken, clock)
        work = _Work(plan, taken, encoder, engine, asker, n_files)
        of_analysis, analysis = _analysed(work, refit, progress, clock)
        if asker and not is_new and not asker.n_new:
            return _nothing_new(plan, taken, clock, asker.notes())
        packages = packages_used(of_analysis, analysis, encoder)
        run_id = of_analysis.run_id
        run = _run_row(work, (run_id, started), analysis, packages)
        write_run(folder, analysis.tables | {"run": run})
        clock.stage("writing")
        log.info("run %d written", run_id)
        return _summary(run_id, plan, taken, analysis, clock)


def questions_to_ask(
    folder: Path,
    paths: tuple[str, ...] = (),
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> Asker:
    """What a refresh would ask a language model: all is computed as in a refresh, nothing is sent, no run is made.

    Parameters
    ----------
    folder, paths, encoder, progress
        As in :func:`refresh`.

    Returns
    -------
    Asker
        Its ``questions``, answered or open.

    Raises
    ------
    CallthemesError
        As in :func:`refresh`; and where study.toml has no ``[llm]``.
    """
    with refresh_lock(folder):
        plan = _plan(folder, paths)
        asker = plan.asker(progress, with_server=False)
        if asker is None:
            raise StudyError(
                f"{folder / 'study.toml'}: no [llm] section", mend="give it base_url and model; see docs/llm.md"
            )
        encoder = encoder or lazy_encoder(plan.settings.encoder.model, precision=plan.settings.encoder.precision)
        taken, n_files = _take_in(plan, progress)
        _analysed(_Work(plan, taken, encoder, load_engine(), asker, n_files), "auto", progress, _Clock())
        return asker


@dataclass(frozen=True)
class _Work:
    """A plan, what was taken in by it and of how many files, and by whom it is worked on."""

    plan: _Plan
    taken: Intake
    encoder: Encoder
    engine: Engine
    asker: Asker | None
    n_files: int


def _take_in(plan: _Plan, progress: Progress | None) -> tuple[Intake, int]:
    """What is new or changed, and the number of files looked at."""
    again = plan.fingerprint()["reading"] != plan.earlier_fingerprint().get("reading")
    with plan.inputs.files() as files:
        return take_in(files, plan.before, plan.reading, read_all_again=again, progress=progress), len(files)


def _analysed(work: _Work, refit: Refit, progress: Progress | None, clock: _Clock) -> tuple[AnalysisPlan, Analysis]:
    """Embed and analyse."""
    plan, taken, encoder = work.plan, work.taken, work.encoder
    if taken.tables["calls"].empty:
        reasons = "; ".join(f"{Path(p).name}: {why}" for p, why in taken.refused[:3])
        raise StudyError(
            f"no transcript among {counted(work.n_files, 'file')} ({reasons})", mend="try: themes parse FILE"
        )
    with DuckVectorCache(plan.folder / "vectors.duckdb") as cache:
        vectors = embed(taken.tables["chunks"], plan.catalog, encoder, cache, progress, work.engine)
    clock.stage("embedding")
    run_id = (current_run(plan.folder) or 0) + 1
    if progress:
        progress("finding themes", 0, 1)
    of_analysis = AnalysisPlan(
        plan.settings, plan.catalog, plan.before, run_id, refit, plan.decisions, encoder.model_id,
        taken.new_calls, work.engine, work.asker,
    )  # fmt: skip
    analysis = analyse(of_analysis, taken.tables, vectors, clock.stage)
    if progress:
        progress("finding themes", 1, 1)
    return of_analysis, analysis


def _nothing_new(plan: _Plan, taken: Intake, clock: _Clock, notes: tuple[str, ...] = ()) -> RefreshSummary:
    analysis = Analysis(dict(plan.before), Fit(0, "", ""), (*notes, NOTHING_NEW))
    return _summary(None, plan, taken, analysis, clock)


def _plan(folder: Path, paths: tuple[str, ...], before: Mapping[str, pd.DataFrame] | None = None) -> _Plan:
    """Gather what a refresh works from; ``before``: the current run's tables, where they have been read."""
    settings, catalog_file = load_settings(folder / "study.toml"), folder / "catalog.toml"
    catalog = load_catalog(catalog_file)
    if before is None and current_run(folder) is None:
        before = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    elif before is None:
        before = read_tables(folder)
    inputs = Inputs.of(folder, json.loads(before["run"]["settings"].iloc[0]) if len(before["run"]) else {}, paths)
    if not (inputs.known or inputs.given):
        raise StudyError(f"{folder}: no transcripts named yet", mend=f"try: themes refresh {folder} FOLDER")
    aliases = {company: section.aliases for company, section in settings.company.items()}
    chunks = ChunkSettings(settings.chunks.min_words, settings.chunks.max_words)
    reading = ReadingSettings(chunks, load_corrections(folder / "calls.csv"), aliases)
    digest = hashlib.sha256(catalog_file.read_bytes()).hexdigest()
    decisions = load_decisions(folder / FILE_NAME)
    logo = logo_data_uri(folder, settings.report.logo)
    answers = Answers(folder / ANSWERS_NAME) if settings.llm else None
    return _Plan(folder, settings, catalog, digest, reading, before, inputs, decisions, logo, answers)


def settings_changed(folder: Path, before: Mapping[str, pd.DataFrame] | None = None) -> bool:
    """Whether study.toml, catalog.toml or calls.csv ask for another result than the current run (``before``) has."""
    plan = _plan(folder, (), before)
    is_another = is_replaced(plan.earlier_settings().get("model_id", ""), plan.settings.encoder.model)
    return is_another or plan.fingerprint() != plan.earlier_fingerprint()


def _anything_new(plan: _Plan, taken: Intake, model_id: str) -> bool:
    now, then = (
        sorted(zip(t["sources"]["path"], t["sources"]["sha256"].astype(str), t["sources"]["status"], strict=True))
        for t in (taken.tables, plan.before)
    )
    # A name in study.toml may mean another encoder in another version of callthemes.
    is_another = plan.earlier_settings().get("model_id") != model_id
    return is_another or now != then or plan.fingerprint() != plan.earlier_fingerprint()


def _run_row(work: _Work, run: tuple[int, datetime], analysis: Analysis, packages: list[str]) -> pd.DataFrame:
    plan, taken = work.plan, work.taken
    asked = {"n_questions_open": len(work.asker.open)} if work.asker else {}
    settings = (
        plan.settings.model_dump(mode="json")
        | plan.inputs.as_settings(plan.folder)
        | {
            "model_id": work.encoder.model_id,
            "fingerprint": plan.fingerprint(),
            "fit": analysis.fit.as_dict(),
            "decisions": [str(decision) for decision in plan.decisions.themes],
            "notes": list(analysis.notes),
        }
        | asked
    )
    settings["report"]["logo_data"] = plan.logo
    versions = {"callthemes": __version__} | {name: version(name) for name in packages}
    row = {
        "run_id": run[0],
        "started_at": run[1].isoformat(timespec="seconds"),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": json.dumps(settings, ensure_ascii=False, sort_keys=True),
        "versions": json.dumps(versions, sort_keys=True),
        "seed": plan.settings.seed,
        "catalog_sha256": plan.catalog_sha256,
        "n_calls": len(taken.tables["calls"]),
        "n_chunks": len(taken.tables["chunks"]),
        "n_new_calls": len(taken.new_calls),
        "decisions": json.dumps([asdict(decision) for decision in plan.decisions.themes], ensure_ascii=False),
    }
    return pd.DataFrame([row], columns=list(TABLES["run"]))


def _summary(run_id: int | None, plan: _Plan, taken: Intake, analysis: Analysis, clock: _Clock) -> RefreshSummary:
    tables = analysis.tables
    alive = tables["themes"][tables["themes"]["status"] != "retired"]
    events = tables["lineage"]["event"].value_counts().sort_index()
    return RefreshSummary(
        run_id=run_id,
        n_calls=len(tables["calls"]),
        n_new=len(taken.new_calls) - taken.n_changed,
        n_changed=taken.n_changed,
        n_unchanged=taken.n_unchanged,
        removed=tuple(sorted(set(plan.before["calls"]["call_id"]) - set(taken.tables["calls"]["call_id"]))),
        refused=taken.refused,
        warnings=_warnings(taken),
        n_chunks=len(tables["chunks"]),
        n_tracked=int((alive["kind"] == "tracked").sum()),
        n_discovered=int((alive["kind"] == "discovered").sum()),
        fitted=analysis.fit.reason if run_id and analysis.fit.run_id == run_id else None,
        events={str(event): int(n) for event, n in events.items()} if run_id else {},
        notes=(*taken.notes, *(_renames(plan, tables) if run_id else ()), *analysis.notes),
        seconds={name: round(seconds, 3) for name, seconds in clock.seconds.items()},
    )


def _renames(plan: _Plan, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Companies that may be one under an old and a new name, with what to paste."""
    return alias_lines(find_renames(tables["calls"], lambda: tables["turns"]), plan.reading.aliases)


def _warnings(taken: Intake) -> tuple[tuple[str, str], ...]:
    """What is doubtful in the calls read now: file and warning."""
    new = taken.tables["calls"][taken.tables["calls"]["call_id"].isin(taken.new_calls)]
    pairs = zip(new["source"], new["warnings"], strict=True)
    return tuple((str(source), warning) for source, own in pairs for warning in json.loads(own))


class _Clock:
    """Seconds spent in each stage."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def stage(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name], self._last = now - self._last, now
