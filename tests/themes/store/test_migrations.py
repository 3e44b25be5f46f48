"""Migrations: runs of every released schema are read as today's, and their files stay as they were."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import duckdb
import pytest

from themes.records import TABLES
from themes.store.frames import schema_columns
from themes.store.migrations import latest_version, migrated_copy
from themes.store.runs import read_tables, run_path

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))

ROWS = """
INSERT INTO chunks SELECT id, 'c-1', 'c.txt', 0, 0, 'prepared_remarks', 'A', 'executive', kind, short, 0, 1, 1, 9, id, hash
FROM (VALUES ('c-1:0', 'content', false, 'h0'), ('c-1:1', 'content', false, 'h1'), ('c-1:2', 'content', true, 'h2'),
             ('c-1:3', 'procedural', false, 'h3')) AS rows(id, kind, short, hash);
INSERT INTO themes (theme_id, kind, label, terms, status, first_run, last_run)
VALUES ('barge-freight', 'discovered', 'Freight', '[]', 'active', 1, 4);
INSERT INTO chunk_themes VALUES
    ('c-1:0', 'barge-freight', 'discovered', .9, true, 'in the cluster'), ('c-1:1', 'cork', 'tracked', .9, true, '');
INSERT INTO run (run_id, settings, versions) VALUES (4, '{}', '{}');
"""  # noqa: E501  # rows are easier to read in one line


def old_study(folder: Path, schema: Path) -> Path:
    """A study whose only run has an older schema, as that version wrote it."""
    path = run_path(folder, 1)
    path.parent.mkdir()
    with duckdb.connect(path) as connection:
        connection.execute(schema.read_text())
        connection.execute("INSERT INTO meta VALUES (?, 'callthemes 0.0.1')", [int(schema.stem)])
        connection.execute(ROWS)
    (folder / "study.toml").write_text("")
    (folder / "current").write_text("1\n")
    return path


def test_every_released_schema_has_a_migration_from_it() -> None:
    assert [int(schema.stem) for schema in SCHEMAS] == list(range(1, latest_version()))


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_old_run_is_read_as_todays_and_stays_as_it_was(tmp_path: Path, schema: Path) -> None:
    path = old_study(tmp_path, schema)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    tables = read_tables(tmp_path)
    assert {name: tuple(table.columns) for name, table in tables.items()} == TABLES
    assert tables["themes"]["broader"].tolist() == [None]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert [p.name for p in path.parent.iterdir()] == ["0001.duckdb"]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_what_an_old_run_had_assigned_counts_as_placed_by_its_fit(tmp_path: Path, schema: Path) -> None:
    old_study(tmp_path, schema)
    placements = read_tables(tmp_path)["placements"].set_index("chunk_id")
    assert placements.loc["c-1:0"].tolist() == ["h0", "barge-freight", 0.9, "core", 4]
    assert placements.loc["c-1:1", "theme_id"] is None
    assert placements.index.tolist() == ["c-1:0", "c-1:1"]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_migrated_tables_have_the_types_of_the_schema(tmp_path: Path, schema: Path) -> None:
    path = old_study(tmp_path, schema)
    with migrated_copy(path, int(schema.stem)) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    today = {
        (table, column.name, column.type, column.nullable)
        for table, columns in schema_columns().items()
        for column in columns
    }
    assert set(rows) == today


def test_scripts_say_what_they_lead_to() -> None:
    scripts = sorted((Path(__file__).parents[3] / "themes" / "store" / "migrations").glob("*.sql"))
    for script in scripts:
        said = re.match(r"-- From schema (\d+) to (\d+): ", script.read_text())
        assert said is not None
        assert (int(said[1]) + 1, int(said[2])) == (int(script.stem), int(script.stem))
