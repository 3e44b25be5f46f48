"""A sound study is told sound; every kind of fault that is planted is found and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from typer.testing import CliRunner

from themes.cli.app import app
from themes.feedback.decisions import Decision, ThemeDecision, append_decisions
from themes.store.runs import read_tables, run_path, write_run
from themes.study.integrity import check_study

Damage = Callable[[dict[str, pd.DataFrame]], dict[str, pd.DataFrame]]


@pytest.fixture
def study(stored: Path, tmp_path: Path) -> Path:
    return shutil.copytree(stored, tmp_path / "study")


def faults(study: Path) -> list[str]:
    return [fault for check in check_study(study) for fault in check.faults]


def test_sound_study_has_no_fault(study: Path) -> None:
    assert faults(study) == []
    done = CliRunner().invoke(app, ["status", str(study), "--check"])
    assert done.exit_code == 0
    assert all(line.startswith("ok ") for line in done.stdout.splitlines())
    assert "ok    no contradictions: words and numbers agree" in done.stdout
    assert "ok    findings agree with the shares they show" in done.stdout


def altered(table: str, column: str, row: int, value: object) -> Damage:
    def alter(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        changed = tables[table].copy()
        changed.loc[row, column] = value
        return {table: changed}

    return alter


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (altered("chunk_themes", "theme_id", 0, "ferry"), "chunk_themes.theme_id: ferry is not in themes"),
        (altered("chunks", "call_id", 0, "nobody"), "chunks.call_id: nobody is not in calls"),
        (altered("calls", "call_id", 1, "ottr-2012q3"), "calls.call_id: ottr-2012q3 stands there twice"),
        (altered("turns", "end_char", 0, 30), "turns: ottr-2012q3 0: its words are not at "),
        (altered("chunks", "text", 0, "We never said so."), "its words are not at"),
        (altered("chunks", "text", 0, "We never said so."), "its text has another hash"),
        (
            altered("prevalence", "n_words_theme", 0, 77),
            "barge-freight in ottr-2012q3: 77 of 111 words, its passages have 55",
        ),
        (
            altered("prevalence", "n_words_strong", 0, 77),
            "barge-freight in ottr-2012q3: n_words_strong is 77, its passages have 55",
        ),
        (
            altered("prevalence", "n_words_meaning", 0, 77),
            "barge-freight in ottr-2012q3: n_words_meaning is 77, its passages have 18",
        ),
    ],
)
def test_planted_fault_is_found(study: Path, damage: Damage, fault: str) -> None:
    tables = read_tables(study)
    write_run(study, tables | damage(tables))
    assert any(fault in found for found in faults(study)), faults(study)
    done = CliRunner().invoke(app, ["status", str(study), "--check", "--format", "json"])
    assert done.exit_code == 1
    assert sum(bool(check["faults"]) for check in json.loads(done.stdout)) >= 1


def with_trend(study: Path, scope: str = "ALL", **known: object) -> None:
    """Call the trend of barge freight rising, with the values given."""
    tables = read_tables(study)
    trends = tables["trends"].astype({name: object for name in known})
    row = (trends["theme_id"] == "barge-freight") & (trends["scope"] == scope)
    for column, value in ({"status": "rising", "q_value": 0.01} | known).items():
        trends.loc[row, column] = value
    write_run(study, tables | {"trends": trends})


def test_contradiction_is_listed_in_a_line_with_both_sayings(study: Path) -> None:
    with_trend(study, peak_quarter="2019Q1")
    told = "barge-freight (ALL): it was at its largest in 2019Q1, but no call reports on that quarter"
    done = CliRunner().invoke(app, ["status", str(study), "--check"])
    assert done.exit_code == 1
    assert "wrong no contradictions: words and numbers agree" in done.stdout
    assert f"        {told}" in done.stdout.splitlines()
    assert "findings agree" not in done.stdout


def test_finding_that_its_own_shares_contradict_is_listed(study: Path) -> None:
    """Otter Peak speaks of barges in 2012Q3 and not in 2012Q4."""
    with_trend(study, "ottr", status="fading", peak_quarter="2012Q4", change_per_year=-0.1)
    assert faults(study) == []
    done = CliRunner().invoke(app, ["status", str(study), "--check"])
    assert done.exit_code == 1
    (told,) = done.stdout.split("wrong findings agree with the shares they show\n")[1].splitlines()
    assert told.startswith("        barge-freight (ottr): at its largest 0% in 2012Q4, but it is ")


@pytest.mark.parametrize(
    "statement", ["DELETE FROM vectors_64", "UPDATE vectors_64 SET vector = [2 * x FOR x IN vector]::FLOAT[64]"]
)
def test_vectors_that_are_gone_or_not_of_length_one_are_found(study: Path, statement: str) -> None:
    with duckdb.connect(study / "vectors.duckdb") as connection:
        connection.execute(statement)
    found = faults(study)
    assert len(found) == 11  # ten of fourteen are told, then how many more
    assert found[-1] == "… and 4 more"


def test_passage_of_two_discovered_themes_is_found(study: Path) -> None:
    tables = read_tables(study)
    chunk = tables["chunks"]["chunk_id"][0]
    rows = [(chunk, theme, "discovered", 0.9, True, "", "core") for theme in ("toll", "gate")]
    twice = pd.concat([tables["chunk_themes"], pd.DataFrame(rows, columns=tables["chunk_themes"].columns[:7])])
    write_run(study, tables | {"chunk_themes": twice})
    assert f"{chunk}: more than one" in faults(study)


def test_decisions_that_no_longer_apply_are_told(study: Path) -> None:
    at = "2013-02-05T10:00:00+00:00"
    gone = Decision("cork-shortage", "c", "no such hash", True, at, "Lena Brook, line 4")
    append_decisions(study / "decisions.jsonl", [gone, ThemeDecision("hide", "ferry", "", at)])
    assert faults(study) == [
        "hide ferry (2013-02-05): no such theme", "Lena Brook, line 4: the passage is not in the study any more",
    ]  # fmt: skip


def test_damaged_run_is_one_line(study: Path) -> None:
    run_path(study, 1).write_bytes(b"not a database" * 1000)
    done = CliRunner().invoke(app, ["status", str(study), "--check"])
    assert done.exit_code == 1
    assert "0001.duckdb: damaged" in done.stderr
