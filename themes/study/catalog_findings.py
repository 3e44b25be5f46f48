"""What a study says against its catalog: the findings of :mod:`themes.tagging.catalog_checks`, each with a citation.

In: a study folder and its catalog.  Out: a table of findings, and sentences on what could not be looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from embeddings.cached import lazy_encoder
from themes.config.catalog import Catalog
from themes.config.settings import load_settings
from themes.store.runs import current_run, empty_table
from themes.study.study import Study
from themes.subjects.heads import load_heads
from themes.tagging.catalog_checks import FINDING_COLUMNS, CheckScope, check_catalog
from themes.tagging.matcher import catalog_sentences, split_vectors
from themes.tagging.time_limits import calls_outside


def study_findings(folder: Path, catalog: Catalog, only: Collection[str]) -> tuple[pd.DataFrame, list[str]]:
    """Hold some themes of a catalog against the study's current run.

    Parameters
    ----------
    folder : Path
        The study's; without a run only the catalog's sentences are checked.
    catalog : Catalog
        As catalog.toml is now.
    only : collection of str
        Ids of the themes to look at.

    Returns
    -------
    tuple of DataFrame and list of str
        Columns of :func:`themes.tagging.catalog_checks.check_catalog`, and citation: where the example stands.  And
        what a person should know of the findings.
    """
    if not only:
        return pd.DataFrame(columns=[*FINDING_COLUMNS, "citation"]), []
    settings = load_settings(folder / "study.toml").encoder
    encoder = lazy_encoder(settings.model, precision=settings.precision)
    vectors = split_vectors(catalog, encoder.encode(catalog_sentences(catalog)))
    heads = load_heads(encoder.model_id)
    if current_run(folder) is None:
        no_chunks, no_themes = empty_table("chunks"), empty_table("chunk_themes")
        found = check_catalog(catalog, vectors, no_chunks, no_themes, CheckScope(only, heads=heads))
        return found.assign(citation=""), ["no run yet: only the examples are checked"]
    study = Study.open(folder)
    tracked = study.themes.loc[study.themes["kind"] == "tracked", "theme_id"]
    unscored = frozenset(theme.id for theme in catalog.theme) - set(tracked)
    scope = CheckScope(only, unscored, calls_outside(catalog, study.calls), heads)
    found = check_catalog(catalog, vectors, study.chunks, study.table("chunk_themes"), scope)
    citations = study.passages.set_index("chunk_id")["citation"]
    return found.assign(citation=found["example"].map(citations).fillna("")), _notes(study)


def _notes(study: Study) -> list[str]:
    """Whether the catalog is still the one that the run was made with."""
    digest = hashlib.sha256((study.folder / "catalog.toml").read_bytes()).hexdigest()
    if digest == study.table("run")["catalog_sha256"].iloc[0]:
        return []
    changed = f"catalog.toml was changed after run {study.run}, whose assignments are those of the catalog before"
    return [f"{changed}; themes refresh {study.folder} brings them up to date"]
