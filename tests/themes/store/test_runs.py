from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from themes.errors import StudyError
from themes.records import TABLES
from themes.store import durable, runs
from themes.store.frames import JSON_COLUMNS, empty_table, schema_columns
from themes.store.runs import current_run, list_runs, read_table, read_tables, run_path, write_run

TURNS = pd.DataFrame(
    {
        "call_id": ["calx-2012q4"] * 3,
        "turn_index": [0, 1, 2],
        "section": ["prepared_remarks", "q_and_a", "q_and_a"],
        "speaker": ["Carl Russo", "<script>", "Zoë\x00 \u2028"],
        "role": ["executive", "analyst", "unknown"],
        "title": ["CEO", None, np.nan],
        "firm": pd.Series([None, "J.P. Morgan", pd.NA], dtype="str"),
        "start_char": np.array([0, 10, 20], dtype=np.int32),
        "end_char": [10.0, 20.0, 30.0],
        "line": [1, 2, 3],
        "page": [1, None, 3],
        "text": ["one", "", "three\n\nfour"],
    }
)


def study_tables(**given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    run = pd.DataFrame([dict.fromkeys(TABLES["run"]) | {"settings": {"seed": 3}, "versions": "{}", "seed": 3}])
    return {name: empty_table(name) for name in TABLES} | {"run": run, "turns": TURNS} | given


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text("")
    return tmp_path


def test_schema_has_the_columns_of_the_records_in_their_order() -> None:
    made = {table: tuple(column.name for column in columns) for table, columns in schema_columns().items()}
    assert made.pop("meta") == ("schema_version", "written_by")
    assert made == TABLES
    assert all(column in TABLES[table] for table, column in JSON_COLUMNS)


def test_values_nulls_and_dtypes_come_back(study: Path) -> None:
    write_run(study, study_tables())
    turns = read_table(study, "turns")
    assert list(turns.columns) == list(TABLES["turns"])
    assert turns["title"].tolist() == ["CEO", None, None]
    assert turns["firm"].tolist() == [None, "J.P. Morgan", None]
    assert turns["speaker"].tolist() == TURNS["speaker"].tolist()
    assert turns["page"].tolist() == [1, pd.NA, 3]
    assert turns["end_char"].tolist() == [10, 20, 30]
    dtypes = turns.dtypes.astype(str).to_dict()
    assert {dtypes[c] for c in ("turn_index", "start_char", "end_char", "line")} == {"int64"}
    assert (dtypes["page"], dtypes["text"], dtypes["title"]) == ("Int64", "object", "object")


def test_dtypes_are_the_same_for_empty_tables(study: Path) -> None:
    write_run(study, study_tables())
    write_run(study, study_tables(turns=TURNS.iloc[:0]))
    full, empty = read_table(study, "turns", run=1), read_table(study, "turns", run=2)
    assert len(empty) == 0
    assert empty.dtypes.equals(full.dtypes)
    for name, table in read_tables(study).items():
        assert table.dtypes.equals(empty_table(name).dtypes) or name == "run"
    assert read_table(study, "chunks")["is_short"].dtype == bool
    assert read_table(study, "prevalence")["share"].dtype == np.float64


def test_lists_and_objects_come_back_as_json(study: Path) -> None:
    theme = dict.fromkeys(TABLES["themes"]) | dict.fromkeys(("theme_id", "kind", "label", "status"), "x")
    theme |= {"first_run": 1, "last_run": 1}
    themes = pd.DataFrame([theme | {"terms": ["café", "5g"]}, theme | {"terms": '["lte"]'}, theme | {"terms": ()}])
    write_run(study, study_tables(themes=themes))
    assert read_table(study, "themes")["terms"].tolist() == ['["café", "5g"]', '["lte"]', "[]"]
    assert read_table(study, "run")["settings"].tolist() == ['{"seed": 3}']


def test_run_id_is_the_number_of_the_run(study: Path) -> None:
    assert [write_run(study, study_tables()) for _ in range(2)] == [1, 2]
    assert [int(read_table(study, "run", run=n)["run_id"][0]) for n in (1, 2)] == [1, 2]


def test_rows_keep_their_order_over_many_row_groups(study: Path) -> None:
    places = np.random.default_rng(0).permutation(300_000)
    rows = pd.DataFrame({"chunk_id": places.astype(str), "theme_id": "lte", "kind": "tracked", "score": places / 3e5})
    rest = dict.fromkeys(("reason", "merged_from", "matcher_score", "cues", "strong_cue", "meaning")) | {
        "assigned": True,
        "origin": "matcher",
    }
    write_run(study, study_tables(chunk_themes=rows.assign(**rest)))
    assert read_table(study, "chunk_themes")["chunk_id"].tolist() == rows["chunk_id"].tolist()


def test_yes_or_no_may_be_null(study: Path) -> None:
    row = dict.fromkeys(TABLES["chunk_themes"]) | {"chunk_id": "c", "theme_id": "lte", "kind": "tracked"}
    row |= {"assigned": True, "origin": "matcher"}
    rows = pd.DataFrame([row | {"strong_cue": said} for said in (True, None, False)])
    write_run(study, study_tables(chunk_themes=rows))
    read = read_table(study, "chunk_themes")
    assert (read["strong_cue"].tolist(), read["strong_cue"].dtype) == ([True, pd.NA, False], "boolean")
    assert read["assigned"].dtype == bool


def test_first_run_is_untouched_by_the_second(study: Path) -> None:
    write_run(study, study_tables())
    before = digest(run_path(study, 1))
    write_run(study, study_tables(turns=TURNS.iloc[:1]))
    assert digest(run_path(study, 1)) == before
    assert (list_runs(study), current_run(study)) == ([1, 2], 2)
    assert len(read_table(study, "turns", run=1)) == 3
    assert len(read_table(study, "turns")) == 1


def test_equal_tables_of_two_studies_export_the_same_bytes(tmp_path: Path) -> None:
    exports = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_run(tmp_path / name, study_tables())
        table = read_table(tmp_path / name, "turns")
        table.to_parquet(tmp_path / f"{name}.parquet")
        exports.append((table.to_csv(), digest(tmp_path / f"{name}.parquet")))
    assert exports[0] == exports[1]


@pytest.mark.parametrize("failing", [1, 2])
def test_crash_at_a_rename_leaves_the_current_run(study: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    write_run(study, study_tables())
    before, calls = digest(run_path(study, 1)), []

    def crash(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == failing:
            raise KeyboardInterrupt
        os.rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(durable.os, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            write_run(study, study_tables(turns=TURNS.iloc[:1]))
    assert (current_run(study), list_runs(study), digest(run_path(study, 1))) == (1, [1], before)
    assert len(read_table(study, "turns")) == 3
    assert write_run(study, study_tables(turns=TURNS.iloc[:2])) == 2
    assert len(read_table(study, "turns")) == 2
    assert [p.name for p in sorted((study / "runs").iterdir())] == ["0001.duckdb", "0002.duckdb"]


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "may not be written"), (errno.EIO, "EIO!")]
)
def test_failed_write_is_one_line_and_leaves_the_study(
    study: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    write_run(study, study_tables())

    def fail(_: int) -> None:
        raise OSError(number, "EIO!")

    monkeypatch.setattr(durable.os, "fsync", fail)
    with pytest.raises(StudyError, match=f"0002.duckdb: .*{words}.*; the study is as it was;"):
        write_run(study, study_tables())
    assert [p.name for p in (study / "runs").iterdir()] == ["0001.duckdb"]
    assert current_run(study) == 1


@pytest.mark.parametrize(
    ("name", "frame", "words"),
    [
        ("turns", TURNS.drop(columns="page"), "table turns misses column page"),
        ("turns", TURNS.assign(pages=1), "table turns does not have column pages"),
        ("turns", pd.concat([TURNS, TURNS[["text"]]], axis=1), "table turns has twice column text"),
        ("turns", TURNS.assign(line=[1, None, 3]), "table turns, column line: 1 null values"),
        ("turns", TURNS.assign(line=[1, 2.5, 3]), "table turns, column line: not BIGINT"),
        ("turns", TURNS.assign(text=[1, 2, 3]), "table turns, column text: not VARCHAR"),
        (
            "turns",
            TURNS.assign(text=pd.Series(["a", "\ud800", "b"], dtype=object)),
            "table turns, column text: not VARCHAR",
        ),
        ("run", study_tables()["run"].assign(settings="{"), "table run, column settings: not JSON"),
        ("run", study_tables()["run"].assign(settings=1.5), "table run, column settings: a float, expected a list"),
        ("run", empty_table("run"), "table run has 0 rows"),
        ("topics", TURNS, "no table 'topics' in a run; there are sources, calls"),
    ],
)
def test_wrong_table_is_refused_by_name_and_nothing_is_written(
    study: Path, name: str, frame: pd.DataFrame, words: str
) -> None:
    with pytest.raises(StudyError, match=words):
        write_run(study, study_tables(**{name: frame}))
    assert not (study / "runs").exists()


def test_missing_table_is_refused_by_name(study: Path) -> None:
    tables = study_tables()
    del tables["lineage"]
    with pytest.raises(StudyError, match="table lineage is missing"):
        write_run(study, tables)


def test_study_without_a_run_says_how_to_make_one(study: Path) -> None:
    assert (current_run(study), list_runs(study)) == (None, [])
    with pytest.raises(StudyError, match="no run yet; make one: themes refresh"):
        read_table(study, "calls")


def test_folder_that_is_no_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"not a study \(no study.toml\); make it: themes init"):
        read_table(tmp_path, "calls")
    with pytest.raises(StudyError, match="nowhere: no such study"):
        current_run(tmp_path / "nowhere")


def test_unknown_run_lists_what_is_there(study: Path) -> None:
    write_run(study, study_tables())
    write_run(study, study_tables())
    with pytest.raises(StudyError, match="no run 7; there are 1, 2"):
        read_table(study, "calls", run=7)
    with pytest.raises(StudyError, match="no table 'topics'"):
        read_table(study, "topics")


def test_run_of_a_newer_schema_is_refused_by_version(study: Path) -> None:
    write_run(study, study_tables())
    with duckdb.connect(run_path(study, 1)) as connection:
        connection.execute("UPDATE meta SET schema_version = 9, written_by = 'callthemes 7.0'")
    with pytest.raises(StudyError, match="schema version 9, written by callthemes 7.0.*reads up to 7; pip install"):
        read_table(study, "turns")


@pytest.mark.parametrize("content", [b"", b"not a database" * 1000, "cut"])
def test_damaged_run_is_one_line(study: Path, content: bytes) -> None:
    write_run(study, study_tables())
    path = run_path(study, 1)
    path.write_bytes(path.read_bytes()[:9000] if content == "cut" else content)
    with pytest.raises(
        StudyError, match=r"0001.duckdb: damaged \(.*\); delete .*runs and .*current, then refresh"
    ) as caught:
        read_table(study, "turns")
    assert "\n" not in str(caught.value)


def test_damaged_later_run_says_how_to_go_back(study: Path) -> None:
    write_run(study, study_tables())
    write_run(study, study_tables())
    run_path(study, 2).write_bytes(b"not a database" * 1000)
    with pytest.raises(StudyError, match=r"0002.duckdb: damaged \(.*\); go back to run 1: write 1 into .*current"):
        read_table(study, "turns")
    (study / "current").write_text("1")
    assert write_run(study, study_tables()) == 2
    assert len(read_table(study, "turns")) == 3


def test_foreign_database_in_place_of_a_run_is_refused(study: Path) -> None:
    write_run(study, study_tables())
    run_path(study, 1).unlink()
    duckdb.connect(run_path(study, 1)).close()
    with pytest.raises(StudyError, match="not a run of callthemes"):
        read_table(study, "turns")


@pytest.mark.parametrize("text", ["", "two", "-1", "0", "1e9"])
def test_damaged_current_is_refused(study: Path, text: str) -> None:
    write_run(study, study_tables())
    (study / "current").write_text(text)
    with pytest.raises(StudyError, match="current: expected the number of a run"):
        read_table(study, "turns")


def test_lost_current_is_not_taken_for_a_new_study(study: Path) -> None:
    write_run(study, study_tables())
    write_run(study, study_tables())
    (study / "current").unlink()
    with pytest.raises(StudyError, match="is missing though there are runs; write 2 into it"):
        write_run(study, study_tables())


def test_reading_leaves_no_connection_behind(study: Path) -> None:
    write_run(study, study_tables())
    read_tables(study)
    with duckdb.connect(run_path(study, 1)) as connection:  # refused while a read-only connection is open
        assert connection.execute("FROM meta").fetchone()[0] == runs.SCHEMA_VERSION


def test_text_column_of_nothing_but_nan_is_written_as_null(study: Path) -> None:
    theme = dict.fromkeys(TABLES["themes"]) | dict.fromkeys(("theme_id", "kind", "label", "status"), "x")
    theme |= {"terms": "[]", "first_run": 1, "last_run": 1}
    write_run(study, study_tables() | {"themes": pd.DataFrame([theme]).assign(broader=float("nan"))})
    assert read_table(study, "themes")["broader"].tolist() == [None]


def test_run_file_is_of_a_storage_version_that_duckdb_1_4_opens(study: Path) -> None:
    write_run(study, study_tables())
    with duckdb.connect(run_path(study, 1), read_only=True) as connection:
        (tags,) = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchone() or ({},)
    assert tags["storage_version"] == "v1.4.0+"
