"""A study of an older version: what it said in sentences only is in columns after the migration, and refreshes on."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from tests.fakes import HashingEncoder
from themes.config.packaged_data import packaged_data
from themes.feedback.decisions import FILE_NAME, Decision, ThemeDecision, append_decisions
from themes.pipeline.refresh import refresh
from themes.records import TABLES, Basis
from themes.store.frames import JSON_COLUMNS
from themes.store.runs import list_runs, read_table, read_tables, run_path
from themes.study.create import create_study

Tables = dict[str, pd.DataFrame]

SAMPLE = packaged_data() / "sample" / "calls"
pytestmark = pytest.mark.slow

#: A run of schema 3 had every table but the map of passages.
WRITTEN_THEN = tuple(name for name in TABLES if name != "positions")
OLDER = Path(__file__).parents[1] / "store" / "schemas" / "0003.sql"
NEW_COLUMNS = {
    "sources": ["duplicate_of"], "calls": ["basis", "doubts", "as_read"],
    "themes": ["label_terms", "tracked_twin", "tracked_share"],
    "chunk_themes": ["origin", "merged_from", "matcher_score", "cues"], "run": ["decisions"],
}  # fmt: skip
#: Nothing that a run of schema 3 told says what these are; the next refresh does.
UNTOLD = {
    "chunks": TABLES["chunks"][-2:],
    "chunk_themes": TABLES["chunk_themes"][-2:], "prevalence": TABLES["prevalence"][-2:],
    "trends": TABLES["trends"][TABLES["trends"].index("horizon") :],
}  # fmt: skip
AT = "2013-02-06T10:00:00+00:00"
DUPLICATES = {"calls/ardenlight-again.txt", "calls/ardenlight-shorter.txt"}
SPOKEN_OF_EVERYWHERE = """
[[theme]]
id = "customers"
label = "Customers"
description = "What customers do."
strong_cues = ["customer*", "we"]
"""
# file: sample call, and what its text says otherwise
DOUBTFUL = {
    "unlabelled.txt": ("ardenlight-2012q1.txt", ("Q1 2012 ", ""), ("the first quarter of 2012", "the period")),
    "impossible.txt": ("ardenlight-2012q2.txt", ("Q2 2012", "Q2 2004"), ("second quarter of 2012", "quarter")),
    "undated.txt": ("ardenlight-2012q3.txt", ("Nov. 01. 2012 / 9:00PM", "")),
    "mislabelled.txt": ("tamberline-2011q3.txt", ("Q3 2011", "Q2 2011")),
}


def write_calls(folder: Path) -> None:
    """Calls of two companies; of four the quarter is doubtful, and two files repeat a call."""
    for quarter in ("2011q1", "2011q2", "2011q3", "2011q4", "2012q4"):
        shutil.copy(SAMPLE / f"ardenlight-{quarter}.txt", folder)
    for quarter in ("2011q1", "2011q2", "2011q4"):
        shutil.copy(SAMPLE / f"tamberline-{quarter}.txt", folder)
    for name, (sample, *changes) in DOUBTFUL.items():
        text = (SAMPLE / sample).read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text)
    text = (folder / "ardenlight-2011q1.txt").read_text()
    (folder / "ardenlight-again.txt").write_text(text)
    (folder / "ardenlight-shorter.txt").write_text(text.rsplit("\n\n", 3)[0] + "\n")


def go(study: Path) -> None:
    with contextlib.chdir(study.parent):
        assert refresh(study, ("calls",), encoder=HashingEncoder()).run_id


def decide(study: Path) -> None:
    """Two passages answered, one theme renamed and one merged into another."""
    rows, chunks = read_table(study, "chunk_themes"), read_table(study, "chunks").set_index("chunk_id")
    asked = rows[(rows["kind"] == "tracked") & (rows["score"] < 0.9)].drop_duplicates("theme_id").head(2)
    columns = asked[["theme_id", "chunk_id"]].itertuples(index=False, name=None)
    verdicts = [
        Decision(theme, chunk, str(chunks.loc[chunk, "text_hash"]), k == 0, AT, "")
        for k, (theme, chunk) in enumerate(columns)
    ]
    themes = read_table(study, "themes")
    one, other, third = themes.loc[themes["kind"] == "discovered", "theme_id"].tolist()[:3]
    changes = [ThemeDecision("rename", third, "A (new) name", AT), ThemeDecision("merge", one, other, AT)]
    append_decisions(study / FILE_NAME, [*verdicts, *changes])


def to_schema_3(run: Path) -> None:
    """Write a run anew as the version before wrote it: the same rows without the new columns."""
    newer = run.rename(run.with_suffix(".newer"))
    with duckdb.connect(run) as connection:
        connection.execute(OLDER.read_text())
        connection.execute(f"ATTACH '{newer}' AS newer (READ_ONLY)")
        connection.execute("INSERT INTO meta VALUES (3, 'callthemes 0.0.9')")
        for table in WRITTEN_THEN:
            columns = TABLES[table]
            newer_columns = {*NEW_COLUMNS.get(table, ()), *UNTOLD.get(table, ())}
            old = ", ".join(column for column in columns if column not in newer_columns)
            connection.execute(f"INSERT INTO {table} SELECT {old} FROM newer.{table}")
    newer.unlink()


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("native")
    (folder / "calls").mkdir()
    write_calls(folder / "calls")
    create_study(folder / "study", "telecom")
    with (folder / "study" / "catalog.toml").open("a") as catalog:
        catalog.write(SPOKEN_OF_EVERYWHERE)
    settings = folder / "study" / "study.toml"
    settings.write_text(settings.read_text().replace("threshold = 0.5", "threshold = 0.2"))
    go(folder / "study")
    decide(folder / "study")
    go(folder / "study")
    return folder / "study"


@pytest.fixture(scope="module")
def older(native: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("older")
    shutil.copytree(native.parent, folder, dirs_exist_ok=True)
    for run in list_runs(folder / "study"):
        to_schema_3(run_path(folder / "study", run))
    return folder / "study"


def plain(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """Rows with their JSON read; without times, with decisions by the day and labels' phrases whatever their case."""
    found = {}
    for name, table in tables.items():
        shown = table.drop(columns=["started_at", "finished_at"], errors="ignore").astype(object)
        for column in shown.columns:
            if (name, column) in JSON_COLUMNS:
                shown[column] = [json.loads(v) if isinstance(v, str) else None for v in shown[column]]
        found[name] = shown.where(shown.notna(), None).to_dict("records")
    for run in found["run"]:
        run["decisions"] = [d | {"decided_at": d["decided_at"][:10]} for d in run["decisions"]]
    for theme in found["themes"]:
        is_renamed = theme["label"] == "A (new) name"  # then the label does not tell the phrases any more
        theme["label_terms"] = None if is_renamed else [t.lower() for t in theme["label_terms"] or ()]
    return found


def test_the_study_has_a_row_of_each_kind(native: Path) -> None:
    tables = read_tables(native)
    calls, rows = tables["calls"], tables["chunk_themes"]
    assert set(tables["sources"].dropna(subset="duplicate_of")["path"]) == DUPLICATES
    by_source = calls.set_index("source")
    changed = by_source[by_source["as_read"].notna()]["as_read"].map(json.loads)
    now = by_source["fiscal_quarter"]
    assert changed["calls/unlabelled.txt"]["fiscal_quarter"] is None
    assert now["calls/unlabelled.txt"] == "2012Q1"
    assert (changed["calls/impossible.txt"]["fiscal_quarter"], now["calls/impossible.txt"]) == ("2004Q2", "2012Q2")
    assert changed["calls/undated.txt"]["basis"]["calendar_quarter"] == Basis.FISCAL_QUARTER
    assert any("suggest" in warning for warning in json.loads(by_source.loc["calls/mislabelled.txt", "warnings"]))
    assert set(rows["origin"]) >= {"matcher", "person", "core", "merged"}
    assert rows["cues"].notna().any()
    assert tables["themes"]["tracked_twin"].notna().any()


@pytest.mark.parametrize("run", [1, 2])
def test_migrated_tables_are_those_that_todays_version_writes(native: Path, older: Path, run: int) -> None:
    tables = read_tables(native, run)
    for name, untold in UNTOLD.items():
        tables[name] = tables[name].assign(**dict.fromkeys(untold))
    then, now = plain(read_tables(older, run)), plain(tables)
    for rows in (then["chunk_themes"], now["chunk_themes"]):
        for row in rows:  # discovered rows that do not count came later: their reason no longer tells the origin
            row["origin"] = row["origin"] if row["assigned"] or row["kind"] == "tracked" else None
    for name in WRITTEN_THEN:
        assert then[name] == now[name], name
    assert then["positions"] == []


def test_study_of_the_older_version_refreshes_on_as_todays_does(native: Path, older: Path, tmp_path: Path) -> None:
    found = []
    for study in (native, older):
        shutil.copytree(study.parent, folder := tmp_path / study.parent.name)
        shutil.copy(SAMPLE / "tamberline-2012q1.txt", folder / "calls")
        (folder / "calls" / "ardenlight-2011q1.txt").unlink()  # its repeats are all that is left of it
        go(folder / "study")
        found.append(plain(read_tables(folder / "study")))
    for tables in found:
        for theme in tables["themes"]:  # what a renamed theme was named for is not in its label, and picks its sentence
            if theme["label"] == "A (new) name":
                theme["description"] = None
        tables["run"][0].pop("versions")  # laying out a map takes packages that adding to one does not
    for name in WRITTEN_THEN:
        assert found[0][name] == found[1][name], name
    native_map, older_map = ({p["chunk_id"] for p in tables["positions"]} for tables in found)
    assert native_map == older_map  # the older one is laid out anew, so its places are others
