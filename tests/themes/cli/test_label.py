"""``themes label``: what is asked, how answers are kept, and that the next refresh obeys them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.fakes import HashingEncoder
from themes.cli import label as label_command
from themes.cli.app import app
from themes.cli.label import scored_passages
from themes.errors import StudyError
from themes.feedback.decisions import load_decisions
from themes.feedback.uncertainty_sampling import COLUMNS, least_sure
from themes.pipeline.refresh import refresh
from themes.study.study import Study

MakeStudy = Callable[..., Path]


@pytest.fixture
def study(tmp_path: Path, make_study: MakeStudy) -> Path:
    folder = make_study(tmp_path)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    return folder


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    monkeypatch.setattr(label_command, "sys", type("Sys", (), {"stdin": Terminal}))


def label(*arguments: str | Path, answers: str = "") -> Result:
    return CliRunner().invoke(app, ["label", *map(str, arguments)], input=answers)


def questions(study: Path) -> pd.DataFrame:
    return least_sure(scored_passages(Study.open(study), ()), (), {}, 100)


def test_questions_are_nearest_to_the_threshold_first_and_one_an_exchange_before_a_second(study: Path) -> None:
    asked = questions(study)
    assert tuple(asked.columns) == COLUMNS
    assert len(asked) >= 3
    for _, of_theme in asked.groupby("theme_id"):
        exchange = of_theme["chunk_id"].map(Study.open(study).passages.set_index("chunk_id")["exchange_index"])
        call = of_theme["chunk_id"].str.split(":").str[0]
        nth = of_theme.groupby([call, exchange]).cumcount()
        assert nth.is_monotonic_increasing
        assert ((of_theme["score"] - 0.3).abs()[nth == 0]).is_monotonic_increasing


def test_decided_passage_is_not_asked_again(study: Path) -> None:
    first = questions(study).iloc[0]
    again = least_sure(scored_passages(Study.open(study), ()), (), {(first["text_hash"], first["theme_id"]): True}, 100)
    assert len(again) == len(questions(study)) - 1
    assert not ((again["text_hash"] == first["text_hash"]) & (again["theme_id"] == first["theme_id"])).any()


def test_passage_that_hardly_scores_is_not_asked_about(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, as_stored = questions(study), Study.table
    first = before.iloc[0]

    def low(opened: Study, name: str) -> pd.DataFrame:
        table = as_stored(opened, name)
        if name != "chunk_themes":
            return table
        is_first = (table["chunk_id"] == first["chunk_id"]) & (table["theme_id"] == first["theme_id"])
        return table.assign(score=table["score"].mask(is_first, 0.19), assigned=table["assigned"] & ~is_first)

    monkeypatch.setattr(Study, "table", low)
    keys = ["chunk_id", "theme_id"]
    assert set(map(tuple, before[keys].values)) - set(map(tuple, questions(study)[keys].values)) == {tuple(first[keys])}


def test_theme_that_no_passage_is_near_has_no_question(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theme, as_stored = questions(study)["theme_id"].iloc[0], Study.table

    def without(opened: Study, name: str) -> pd.DataFrame:
        table = as_stored(opened, name)
        return table[table["theme_id"] != theme] if name == "chunk_themes" else table

    monkeypatch.setattr(Study, "table", without)
    assert least_sure(scored_passages(Study.open(study), [theme]), [theme], {}, 5).empty
    told = label(study, "--theme", theme)
    assert (told.exit_code, told.stderr) == (0, "nothing to ask: no passage is near these themes, or all are decided\n")


def test_question_shows_what_was_said_before_it(study: Path) -> None:
    passages = Study.open(study).passages
    asked = questions(study).iloc[0]
    k = passages.index[passages["chunk_id"] == asked["chunk_id"]][0]
    assert asked["before"] == f"{passages.loc[k - 1, 'speaker']}: {passages.loc[k - 1, 'text']}"


def test_theme_that_is_not_tracked_is_refused(study: Path) -> None:
    with pytest.raises(StudyError, match="no tracked theme 'boats'"):
        scored_passages(Study.open(study), ["boats"])


@pytest.mark.usefixtures("at_terminal")
def test_answers_are_kept_one_by_one_and_the_refresh_obeys_them(study: Path) -> None:
    asked = questions(study)
    result = label(study, "--limit", "3", answers="maybe\nn\ny\ns\n")
    assert result.exit_code == 0, result.stderr
    kept = load_decisions(study / "decisions.jsonl").passages
    assert len(kept) == 2
    assert [d.is_about for d in kept] == [False, True]
    assert result.stderr.splitlines()[-1].startswith("2 answers kept in ")
    refresh(study, (), encoder=HashingEncoder())
    table = Study.open(study).table("chunk_themes").set_index(["chunk_id", "theme_id"])
    for decision in kept:
        row = table.loc[(decision.chunk_id, decision.theme_id)]
        assert row["assigned"] == decision.is_about
        assert row["reason"].startswith(f"you said {'yes' if decision.is_about else 'no'} (the matcher: 0.")
    assert len(questions(study)) == len(asked)  # decided rows stay in the table


@pytest.mark.usefixtures("at_terminal")
def test_end_of_input_keeps_what_was_answered(study: Path) -> None:
    result = label(study, answers="y\n")
    assert result.exit_code == 0
    assert len(load_decisions(study / "decisions.jsonl").passages) == 1
    assert "stopped" in result.stderr


@pytest.mark.usefixtures("at_terminal")
def test_back_asks_the_last_one_again_and_its_new_answer_wins(study: Path) -> None:
    label(study, answers="y\nb\nn\nq\n")
    kept = load_decisions(study / "decisions.jsonl").passages
    assert [d.is_about for d in kept] == [True, False]
    assert len({d.text_hash for d in kept}) == 1


def test_without_a_terminal_the_way_out_is_named(study: Path) -> None:
    result = label(study, answers="y\n")
    assert (result.exit_code, result.stderr) == (
        1, f"themes: no terminal to ask on; try: themes label {study} --out questions.csv\n",
    )  # fmt: skip


def test_questions_go_to_a_spreadsheet_and_come_back_as_answers(study: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "questions.csv"
    assert label(study, "--out", sheet).exit_code == 0
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    table.loc[0, "verdict"], table.loc[1, "verdict"] = "Yes", "0"
    table.to_csv(sheet, index=False, sep=";", encoding="utf-8-sig")
    result = label(study, "--from", sheet)
    assert f"2 answers stored, 0 known already, {len(table) - 2} rows without a verdict" in result.stderr
    assert [d.is_about for d in load_decisions(study / "decisions.jsonl").passages] == [True, False]
    assert "0 answers stored, 2 known already" in label(study, "--from", sheet).stderr


def test_spreadsheet_of_questions_runs_nothing(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = questions(study).assign(text="=HYPERLINK(1)", before="@SUM(A1)", citation="+1")
    monkeypatch.setattr("themes.feedback.uncertainty_sampling.least_sure", lambda *args: asked)
    sheet = tmp_path / "questions.csv"
    assert label(study, "--out", sheet).exit_code == 0
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    told = [set(table[column]) for column in ("text", "before", "citation")]
    assert told == [{"'=HYPERLINK(1)"}, {"'@SUM(A1)"}, {"'+1"}]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("chunk_id", "nowhere:1", "no passage 'nowhere:1' in this study"),
        ("theme_id", "boats", "no tracked theme 'boats' in this study"),
        ("verdict", "perhaps", "verdict 'perhaps'; write yes or no"),
    ],
)
def test_bad_row_of_a_spreadsheet_is_told_by_line_and_no_row_counts(
    study: Path, tmp_path: Path, column: str, value: str, reason: str
) -> None:
    sheet = tmp_path / "answers.csv"
    table = questions(study).head(2).assign(verdict="yes")
    table.loc[1, column] = value
    table.to_csv(sheet, index=False)
    result = label(study, "--from", sheet)
    assert result.exit_code == 1
    assert f"{sheet}:3: {reason}" in result.stderr
    assert load_decisions(study / "decisions.jsonl").passages == ()


def test_spreadsheet_without_the_columns_is_refused(study: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "answers.csv"
    sheet.write_text("a,b\n1,2\n")
    assert "no column theme_id, chunk_id, verdict" in label(study, "--from", sheet).stderr


@pytest.mark.usefixtures("at_terminal")
def test_control_characters_of_a_transcript_are_not_printed(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = questions(study).head(1).assign(text="Up\x1b[2Jand [bold]down[/bold]")
    monkeypatch.setattr("themes.feedback.uncertainty_sampling.least_sure", lambda *_: hostile)
    shown = label(study, answers="q\n").stdout
    assert "\x1b" not in shown
    assert "and [bold]down[/bold]" in shown
