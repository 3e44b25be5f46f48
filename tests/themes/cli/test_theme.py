"""What people decide about themes: kept in the study, obeyed by the next refresh, checked beforehand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from themes.cli.app import app
from themes.feedback.decisions import load_decisions
from themes.store.runs import read_tables, write_run
from themes.study.study import Study

MakeStudy = Callable[..., Path]


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def study(stored: Path, tmp_path: Path) -> Path:
    """A study with two runs and, in the second, three discovered themes beside the tracked ones."""
    refreshed_study = shutil.copytree(stored, tmp_path / "study")
    tables = read_tables(refreshed_study)
    rows = [{"theme_id": t, "kind": "discovered", "label": t.title(), "terms": "[]", "status": s, "first_run": 1,
             "last_run": 1} for t, s in (("toll", "active"), ("gate", "active"), ("old", "retired"))]  # fmt: skip
    themes = pd.concat([tables["themes"], pd.DataFrame(rows)], ignore_index=True)
    write_run(refreshed_study, tables | {"themes": themes})
    return refreshed_study


def kept(study: Path) -> list[tuple[str, str, str]]:
    return [(d.action, d.theme_id, d.value) for d in load_decisions(study / "decisions.jsonl").themes]


def test_decisions_are_kept_in_the_order_made(study: Path) -> None:
    for words in (("rename", study, "toll", " Road  tolls "), ("merge", study, "gate", "toll"), ("hide", study, "toll"),
                  ("hide", study, "toll", "--undo")):  # fmt: skip
        done = run(*words)
        assert done.exit_code == 0, done.output
    assert kept(study) == [
        ("rename", "toll", "Road tolls"),
        ("merge", "gate", "toll"),
        ("hide", "toll", ""),
        ("show", "toll", ""),
    ]
    assert "The next refresh obeys: themes refresh" in done.output


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("rename", "tol", "Tolls"), "no theme 'tol' in this study; the nearest is 'toll'"),
        (("rename", "toll", "  "), "a theme needs a name"),
        (("rename", "toll", "Gate"), "'Gate' is the name of gate; choose another, or: themes merge"),
        (("rename", "toll", "gates!"), "'gates!' is the name of gate; choose another, or: themes merge"),
        (("merge", "toll", "toll"), "toll cannot be merged into itself"),
        (("merge", "toll", "ferry"), "no theme 'ferry' in this study"),
        (("merge", "toll", "old"), "old is retired and takes no passages"),
        (("hide", "cork-shortage"), "cork-shortage is a tracked theme; edit it in"),
    ],
)
def test_decision_that_cannot_be_is_one_line_and_nothing_is_kept(
    study: Path, words: tuple[str, ...], reason: str
) -> None:
    done = run(words[0], study, *words[1:])
    assert done.exit_code == 1
    assert reason in done.output
    assert not (study / "decisions.jsonl").exists()


def test_prune_keeps_the_last_runs(study: Path) -> None:
    tables = read_tables(study)
    for _ in range(3):
        write_run(study, tables)
    assert run("prune", study, "--keep", "2").output == "removed 3 runs (1, 2, 3)\n"
    assert [p.name for p in sorted((study / "runs").iterdir())] == ["0004.duckdb", "0005.duckdb"]
    assert Study.open(study).run == 5
    assert run("prune", study, "--keep", "2").output == "nothing to remove\n"
    assert run("prune", study, "--keep", "0").exit_code == 2


def test_diff_of_the_last_two_runs_as_words_and_json(study: Path) -> None:
    words = run("diff", study)
    assert words.exit_code == 0, words.output
    assert words.output.splitlines()[0] == "run 1 → run 2"
    found = json.loads(run("diff", study, "1", "2", "--format", "json").output)
    assert (found["run_from"], found["run_to"], found["restated"]) == (1, 2, [])


def test_diff_that_cannot_be_is_one_line(study: Path) -> None:
    assert "run 2 is not before run 1; try: themes diff" in run("diff", study, "2", "1").output
    (study / "runs" / "0001.duckdb").unlink()
    assert "no run before run 2; refresh again" in run("diff", study).output
    assert "no run 1; there are 2" in run("diff", study, "1", "2").output


def test_name_that_waits_for_the_next_refresh_is_taken(study: Path) -> None:
    assert run("rename", study, "gate", "Sluice").exit_code == 0
    assert "is the name of gate" in run("rename", study, "toll", "sluices").output
    assert kept(study) == [("rename", "gate", "Sluice")]
