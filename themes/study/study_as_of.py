"""A study as of a day: :class:`Study` over the tables of :mod:`themes.study.as_of`.

In: an open study and a moment.  Out: :class:`StudyAsOf`.  Reads catalog, decisions and vectors from the study's folder;
writes nothing.
"""

from __future__ import annotations

import hashlib
import json

from themes.config.catalog import load_catalog
from themes.errors import StudyError
from themes.feedback.decisions import FILE_NAME, load_decisions
from themes.prevalence.intervals import ResamplingSettings
from themes.study.as_of import Matching, hashes_needed, last_day, tables_as_of
from themes.study.study import Study
from themes.tagging.matcher import MatchSettings, catalog_sentences


class StudyAsOf(Study):
    """The tables and methods of a study over what was known on a day.

    ``day`` is an ISO date; ``n_undated`` calls have no date and were left out.
    """

    def __init__(self, study: Study, day: str) -> None:
        super().__init__(study.folder, study.run)
        self.day = day
        self.n_undated = int(study.calls["call_date"].isna().sum())
        self._tables = tables_as_of(study.tables, day, _matching(study))


def study_as_of(study: Study, moment: str) -> StudyAsOf:
    """The study as of a date, or of the last day of a quarter.

    Raises
    ------
    StudyError
        Neither a date nor a quarter; the catalog changed since the run; vectors are lacking.
    """
    return StudyAsOf(study, last_day(moment))


def _matching(study: Study) -> Matching:
    """How the run's passages were matched: its settings, its catalog, the vectors of its texts."""
    run, file = study.table("run").iloc[0], study.folder / "catalog.toml"
    if hashlib.sha256(file.read_bytes()).hexdigest() != run["catalog_sha256"]:
        raise StudyError(f"{file} was changed after run {study.run}", mend=f"try: themes refresh {study.folder}")
    made_with, catalog = json.loads(run["settings"]), load_catalog(file)
    vectors = study.vectors(made_with["model_id"], hashes_needed(study.chunks, catalog_sentences(catalog)))
    decided = load_decisions(study.folder / FILE_NAME).verdicts
    settings = MatchSettings(made_with["tracked"]["threshold"], decided=decided)
    return Matching(catalog, vectors, settings, ResamplingSettings(made_with["seed"], made_with["resamples"]))
