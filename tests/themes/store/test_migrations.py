"""Migrations: runs of every released schema are read as today's, and their files stay as they were."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import duckdb
import pytest

from themes.records import TABLES
from themes.store.frames import schema_columns
from themes.store.migrations import latest_version, migrated_copy
from themes.store.runs import read_tables, run_path

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
TOLD_IN_SENTENCES = SCHEMAS[:3]  # since schema 4 they have columns

ROWS = """
INSERT INTO chunks SELECT id, 'c-1', 'c.txt', 0, 0, 'prepared_remarks', 'A', 'executive', kind, short, 0, 1, 1, 9, id, hash
FROM (VALUES ('c-1:0', 'content', false, 'h0'), ('c-1:1', 'content', false, 'h1'), ('c-1:2', 'content', true, 'h2'),
             ('c-1:3', 'procedural', false, 'h3')) AS rows(id, kind, short, hash);
INSERT INTO themes (theme_id, kind, label, terms, status, first_run, last_run)
VALUES ('barge-freight', 'discovered', 'Freight', '[]', 'active', 1, 4);
INSERT INTO run (run_id, settings, versions) VALUES (4, '{}', '{}');
"""  # noqa: E501  # rows are easier to read in one line

ASSIGNED = """
INSERT INTO chunk_themes VALUES
    ('c-1:0', 'barge-freight', 'discovered', .9, true, 'in the cluster'), ('c-1:1', 'cork', 'tracked', .9, true, '');
"""

SENTENCES = """
INSERT INTO sources (source_id, path, status, reason) VALUES
    ('1', 'a.txt', 'read', NULL), ('2', 'b.txt', 'refused', 'no speaker found'),
    ('3', 'c.txt', 'duplicate', 'the same bytes as in/a.txt'), ('4', 'd.txt', 'duplicate', 'the same call as e.csv#2');
INSERT INTO themes (theme_id, kind, label, terms, status, first_run, last_run) VALUES
    ('toll', 'discovered', 'Toll, road (2)', '[]', 'active', 1, 4), ('sdn', 'tracked', 'SDN, a net', '[]', 'active', 1, 4);
INSERT INTO chunk_themes VALUES
    ('p1', 'sdn', 'tracked', .9, true, 'says “SDN”, “a "café"”; answers Bo “Ace” Roe''s question about it'),
    ('p2', 'sdn', 'tracked', .6, true, 'near in meaning (2.1 sd above the background)'),
    ('p3', 'sdn', 'tracked', 1, true, 'you said yes (the matcher: 0.31)'),
    ('p4', 'sdn', 'tracked', 0, false, 'you said no (the matcher: 0.77)'),
    ('p5', 'sdn', 'tracked', .8, true, 'merged by you: ferry'),
    ('p1', 'toll', 'discovered', .8, true, 'in the cluster'),
    ('p6', 'toll', 'discovered', .7, true, 'near the cluster''s centre'),
    ('p3', 'toll', 'discovered', .6, true, 'most like the theme''s passages'),
    ('p4', 'toll', 'discovered', .5, true, 'like passages that fitted no theme');
INSERT INTO run (run_id, versions, settings) VALUES (4, '{}', '{"decisions": ["rename toll to “A (new) road” (2013-02-01)",
    "merge ferry into sdn (2013-02-02)", "hide gate (2013-02-03)", "show gate (2013-02-04)"]}');
"""

MISSING = "fiscal_quarter: neither stated nor inferable"
SUGGESTED = "fiscal_quarter: stated 2012Q3, neighbouring calls suggest 2012Q4"
NO_DATE = "fiscal quarter, no call date; right where the fiscal year is the calendar's"


def add_call(run: Path, call_id: str, label: str, quarter: str, inferred: dict[str, str], *warnings: str) -> None:
    """A row of ``calls`` as the older versions wrote it."""
    row = [call_id, label, quarter, *(json.dumps(value) for value in (inferred, list(warnings)))]
    with duckdb.connect(run) as connection:
        connection.execute(
            "INSERT INTO calls (call_id, fiscal_quarter, calendar_quarter, inferred, warnings, company_id, event, source, "
            "n_turns, n_words) VALUES (?, ?, ?, ?, ?, 'ottr', 'earnings', 'a.txt', 1, 9)", row,
        )  # fmt: skip


def old_study(folder: Path, schema: Path, *more: str) -> Path:
    """A study whose only run has an older schema, as that version wrote it."""
    path = run_path(folder, 1)
    path.parent.mkdir()
    with duckdb.connect(path) as connection:
        connection.execute(schema.read_text())
        connection.execute("INSERT INTO meta VALUES (?, 'callthemes 0.0.1')", [int(schema.stem)])
        for rows in more or ((ROWS, ASSIGNED) if schema in TOLD_IN_SENTENCES else (ROWS,)):
            connection.execute(rows)
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


@pytest.mark.parametrize("schema", SCHEMAS[:2], ids=lambda path: path.stem)
def test_what_an_old_run_had_assigned_counts_as_placed_by_its_fit(tmp_path: Path, schema: Path) -> None:
    old_study(tmp_path, schema)
    placements = read_tables(tmp_path)["placements"].set_index("chunk_id")
    assert placements.loc["c-1:0"].tolist() == ["h0", "barge-freight", 0.9, "core", 4]
    assert placements.loc["c-1:1", "theme_id"] is None
    assert placements.index.tolist() == ["c-1:0", "c-1:1"]


@pytest.mark.parametrize("schema", TOLD_IN_SENTENCES, ids=lambda path: path.stem)
def test_what_sentences_told_of_sources_themes_and_decisions_has_columns(tmp_path: Path, schema: Path) -> None:
    old_study(tmp_path, schema, SENTENCES)
    tables = read_tables(tmp_path)
    assert tables["sources"]["duplicate_of"].tolist() == [None, None, "in/a.txt", "e.csv#2"]
    themes = tables["themes"].set_index("theme_id")
    # of the four passages of toll, p1 and p3 are assigned to sdn, and p4 is not
    assert themes.loc["toll", ["label_terms", "tracked_twin", "tracked_share"]].tolist() == [
        '["Toll", "road"]',
        "sdn",
        0.5,
    ]
    assert themes.loc["sdn", ["label_terms", "tracked_twin"]].tolist() == [None, None]
    assert json.loads(tables["run"]["decisions"][0]) == [
        {"action": "rename", "theme_id": "toll", "value": "A (new) road", "decided_at": "2013-02-01"},
        {"action": "merge", "theme_id": "ferry", "value": "sdn", "decided_at": "2013-02-02"},
        {"action": "hide", "theme_id": "gate", "value": "", "decided_at": "2013-02-03"},
        {"action": "show", "theme_id": "gate", "value": "", "decided_at": "2013-02-04"},
    ]


@pytest.mark.parametrize("schema", TOLD_IN_SENTENCES, ids=lambda path: path.stem)
def test_what_the_reason_of_a_passage_told_has_columns(tmp_path: Path, schema: Path) -> None:
    old_study(tmp_path, schema, SENTENCES)
    rows = read_tables(tmp_path)["chunk_themes"].set_index(["theme_id", "chunk_id"])
    assert rows.loc["sdn", "origin"].tolist() == ["matcher", "matcher", "person", "person", "merged"]
    assert rows.loc["toll", "origin"].tolist() == ["core", "near", "later", "born"]
    assert rows["merged_from"].dropna().to_dict() == {("sdn", "p5"): "ferry"}
    assert rows["matcher_score"].dropna().to_dict() == {("sdn", "p3"): 0.31, ("sdn", "p4"): 0.77}
    assert rows["cues"].dropna().to_dict() == {("sdn", "p1"): json.dumps(["SDN", 'a "café"'], ensure_ascii=False)}


@pytest.mark.parametrize("schema", TOLD_IN_SENTENCES, ids=lambda path: path.stem)
def test_what_calls_told_of_how_they_were_inferred_has_columns(tmp_path: Path, schema: Path) -> None:
    inferred = {
        "ticker": "file name", "company": "calls.csv", "call_date": "date named with the call in its opening",
        "fiscal_quarter": "quarter named without a year; year of the call date",
        "calendar_quarter": "call date; the fiscal year ends in June", "event": "the same call in b.txt",
    }  # fmt: skip
    path = old_study(tmp_path, schema)
    add_call(path, "c-1", "2012Q4", "2012Q4", inferred, "title: neither stated nor inferable", "No field. At all: none")
    add_call(path, "c-2", "2012Q4", "2012Q4", {"calendar_quarter": "period ended 2012-12-29, as spoken"})
    add_call(path, "c-3", "2012Q4", "2012Q3", {"calendar_quarter": "fiscal label and call date together"})
    calls = read_tables(tmp_path)["calls"].set_index("call_id")
    assert [json.loads(basis) for basis in calls["basis"]] == [
        {"ticker": "file_name", "company": "calls_csv", "call_date": "opening",
         "fiscal_quarter": "quarter_without_year", "calendar_quarter": "call_date", "event": "same_call"},
        {"calendar_quarter": "period_end"}, {"calendar_quarter": "call_date"},
    ]  # fmt: skip
    assert json.loads(calls.loc["c-1", "doubts"]) == [
        {"field": "title", "is_missing": True}, {"field": None, "is_missing": False},
    ]  # fmt: skip
    assert calls["as_read"].tolist() == [None] * 3


@pytest.mark.parametrize("schema", TOLD_IN_SENTENCES, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("label", "quarter", "inferred", "warnings", "as_read"),
    [
        ("2012Q4", "2012Q4", {"fiscal_quarter": "neighbouring calls and call date"}, ["title: none"],
         {"fiscal_quarter": None, "calendar_quarter": "2012Q4", "inferred": {}, "basis": {},
          "warnings": ["title: none", MISSING]}),
        ("2012Q4", "2012Q3", {"fiscal_quarter": "neighbouring calls and call date; as read: 2004Q4", "ticker": "file name"},
         [], {"fiscal_quarter": "2004Q4", "calendar_quarter": "2012Q3", "inferred": {"ticker": "file name"},
              "basis": {"ticker": "file_name"}, "warnings": []}),
        ("2013Q1", "2012Q4", {"fiscal_quarter": "neighbouring calls and call date; as read: 2012Q1 (manifest.csv)"}, [],
         {"fiscal_quarter": "2012Q1", "calendar_quarter": "2012Q4", "inferred": {"fiscal_quarter": "manifest.csv"},
          "basis": {"fiscal_quarter": "manifest"}, "warnings": []}),
        ("2012Q4", "2012Q3", {"calendar_quarter": "neighbouring calls and fiscal quarter"}, [],
         {"fiscal_quarter": "2012Q4", "calendar_quarter": "2012Q4", "inferred": {"calendar_quarter": NO_DATE},
          "basis": {"calendar_quarter": "fiscal_quarter"}, "warnings": []}),
        ("2012Q3", "2012Q3", {}, ["title: none", SUGGESTED],
         {"fiscal_quarter": "2012Q3", "calendar_quarter": "2012Q3", "inferred": {}, "basis": {},
          "warnings": ["title: none"]}),
    ],
    ids=["no label", "impossible label", "weak label", "no date", "warning alone"],
)  # fmt: skip
def test_what_neighbouring_calls_changed_is_known_as_it_was_read(
    tmp_path: Path, schema: Path, label: str, quarter: str, inferred: dict[str, str], warnings: list[str],
    as_read: dict[str, object],
) -> None:  # fmt: skip
    add_call(old_study(tmp_path, schema), "c-1", label, quarter, inferred, *warnings)
    found = json.loads(read_tables(tmp_path)["calls"]["as_read"][0])
    doubts = found.pop("doubts")
    assert found == as_read
    assert [doubt["is_missing"] for doubt in doubts] == [warning == MISSING for warning in found["warnings"]]


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


def test_runs_that_kept_no_places_have_no_map(tmp_path: Path) -> None:
    old_study(tmp_path, SCHEMAS[-1])
    assert read_tables(tmp_path)["positions"].empty


@pytest.mark.parametrize("schema", TOLD_IN_SENTENCES, ids=lambda path: path.stem)
def test_runs_that_did_not_count_what_cues_and_meaning_say_have_nulls(tmp_path: Path, schema: Path) -> None:
    path = old_study(tmp_path, schema)
    with duckdb.connect(path) as connection:
        connection.execute(
            "INSERT INTO prevalence (theme_id, company_id, call_id, speaker_group, n_words_theme, n_words, n_chunks) "
            "VALUES ('cork', 'ottr', 'c-1', 'all', 9, 18, 1)"
        )
        connection.execute(
            "INSERT INTO trends (theme_id, scope, status, n_calls, n_companies) VALUES ('cork', 'ALL', 'steady', 1, 1)"
        )
    tables = read_tables(tmp_path)
    assert tables["chunk_themes"][["strong_cue", "meaning"]].isna().all(axis=None)
    assert tables["prevalence"][["n_words_strong", "n_words_meaning"]].isna().all(axis=None)
    assert tables["trends"].loc[0, "horizon":"wording"].isna().all()
    assert len(tables["chunk_themes"]) == 2


def test_scripts_say_what_they_lead_to() -> None:
    scripts = sorted((Path(__file__).parents[3] / "themes" / "store" / "migrations").glob("*.sql"))
    for script in scripts:
        said = re.match(r"-- From schema (\d+) to (\d+): ", script.read_text())
        assert said is not None
        assert (int(said[1]) + 1, int(said[2])) == (int(script.stem), int(script.stem))
