"""Studies of composed panels: files written, a study made and refreshed, and what was told, call by call.

In: a seed.  Out: the panel, its study, and the ``prevalence`` table as it would be with a perfect matcher.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from embeddings.encoder import Encoder
from tests.benchmarks.composed_panels import HERE, STORIES, Composed, compose_panel, write_calls
from tests.benchmarks.planted_records import PlantedCall, count_words
from themes.config.packaged_data import catalog_text
from themes.pipeline.refresh import refresh
from themes.study.create import create_study
from themes.study.study import Study

OF_GENERAL = ("competition", "guidance")
"""Topics of the library that are themes of the packaged catalog `general`; the other ids are of `telecom`, or our own."""


def run_panel(seed: int, folder: Path, vectors: Path, encoder: Encoder | None = None) -> tuple[Composed, Study]:
    """Write a panel's calls and refresh a study on them; ``vectors`` keeps the encoded passages for the next one."""
    composed = compose_panel(seed)
    write_calls(composed, folder)
    study = folder / "study"
    create_study(study, "telecom")
    settings = study / "study.toml"
    settings.write_text(settings.read_text().replace("enabled = true", "enabled = false"))
    (study / "catalog.toml").write_text(catalog())
    if vectors.exists():
        shutil.copy(vectors, study / "vectors.duckdb")
    refresh(study, (str(folder / "calls"),), encoder=encoder)
    shutil.copy(study / "vectors.duckdb", vectors)
    return composed, Study.open(study)


def catalog() -> str:
    """The telecom catalog, two themes of the general one, and three written for the library's other topics."""
    general = ["[[theme]]" + block for block in catalog_text("general").split("[[theme]]")[1:]]
    chosen = [block for block in general if any(f'\nid = "{theme}"\n' in block for theme in OF_GENERAL)]
    own = (HERE / "composed_catalog.toml").read_text(encoding="utf-8")
    return "\n\n".join([catalog_text("telecom"), *chosen, own])


def told_words(composed: Composed, study: Study) -> pd.DataFrame:
    """What was told: ``call_id``, ``theme_id``, ``n_words_told``, ``n_words_content``, ``n_passages_told``.

    Raises
    ------
    ValueError
        A call was not read, or two were taken for one.
    """
    by_file = {Path(call.file).name: call for call in composed.calls}
    if len(study.calls) != len(composed.calls):
        raise ValueError(f"{len(composed.calls)} calls composed, {len(study.calls)} in the study")
    rows = []
    for call_id, source in zip(study.calls["call_id"], study.calls["source"], strict=True):
        call = by_file[Path(str(source)).name]
        n_content = count_words(call.passages)
        for topic in STORIES:
            rows.append((call_id, topic, count_words(call.passages, topic), n_content, _passages(call, topic)))
    names = ["call_id", "theme_id", "n_words_told", "n_words_content", "n_passages_told"]
    return pd.DataFrame(rows, columns=names)


def _passages(call: PlantedCall, topic: str) -> int:
    return sum(passage.topic == topic for passage in call.passages)


def as_told(prevalence: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """The ``prevalence`` table as it would be, had the matcher found every word that was told and no other."""
    table = prevalence.merge(told, on=["call_id", "theme_id"], how="left")
    table["n_words_theme"] = table["n_words_told"].fillna(0).astype(int)
    table["n_words"] = table.groupby("call_id")["n_words_content"].transform("max").astype(int)
    table["share"] = table["n_words_theme"] / table["n_words"]
    return table[prevalence.columns]
