"""Status: what a study holds, what it warns of, what a refresh would do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes import HashingEncoder
from themes.errors import SettingsError
from themes.pipeline.refresh import refresh
from themes.study.status import _grid, study_status

Corpus = dict[str, str]
MakeStudy = Callable[..., Path]
Freeze = Callable[[Path], dict[str, bytes]]


def go(study: Path) -> Path:
    refresh(study, (str(study.parent / "calls"),), encoder=HashingEncoder())
    return study


@pytest.fixture
def study(tmp_path: Path, make_study: MakeStudy) -> Path:
    return go(make_study(tmp_path))


def test_status_counts_calls_passages_and_themes(stored: Path) -> None:
    told = study_status(stored)
    assert (told.run, told.runs, told.n_calls, told.n_chunks, told.n_themes) == (1, (1,), 3, 21, {"tracked": 3})
    assert told.refused == told.warnings == ()


def test_coverage_has_every_quarter_between_first_and_last(
    tmp_path: Path, corpus: Corpus, make_study: MakeStudy
) -> None:
    early = corpus["vesta.txt"].replace("Q4 2012", "Q1 2012").replace("FEBRUARY 12, 2013", "MAY 08, 2012")
    study = go(make_study(tmp_path, {"otter-b.txt": corpus["otter-b.txt"], "early.txt": early}))
    assert study_status(study).coverage == {
        "ottr": {"2012Q1": 0, "2012Q2": 0, "2012Q3": 0, "2012Q4": 1},
        "vsta": {"2012Q1": 1, "2012Q2": 0, "2012Q3": 0, "2012Q4": 0},
    }


def test_encoder_that_the_settings_do_not_mean_any_more_is_a_reason_to_refresh(
    tmp_path: Path, make_study: MakeStudy
) -> None:
    study, earlier = make_study(tmp_path), HashingEncoder(model_id="callthemes-six-layer@00000000")
    refresh(study, (str(study.parent / "calls"),), encoder=earlier)
    assert study_status(study).would_do.startswith("make a new run")


def test_text_shows_a_dot_where_a_call_is_missing(stored: Path) -> None:
    text = study_status(stored).as_text()
    assert "      2012Q3 2012Q4\nottr    1      1\nvsta    ·      1\n" in text


def test_status_looks_without_touching(stored: Path, freeze: Freeze) -> None:
    before = freeze(stored)
    study_status(stored)
    assert freeze(stored) == before


def test_study_without_a_run_says_what_to_do(tmp_path: Path, make_study: MakeStudy) -> None:
    told = study_status(make_study(tmp_path))
    assert (told.run, told.n_calls, told.n_themes) == (None, 0, {"tracked": 3})
    assert "no run yet" in told.as_text()
    assert "themes refresh STUDY FOLDER" in told.would_do


def test_folder_without_settings_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"study\.toml: no such file; try: themes init"):
        study_status(tmp_path)


def test_files_not_read_are_listed_with_reasons(tmp_path: Path, corpus: Corpus, make_study: MakeStudy) -> None:
    study = go(make_study(tmp_path, corpus | {"void.txt": "", "xerox.txt": corpus["vesta.txt"]}))
    calls = study.parent / "calls"
    assert study_status(study).refused == (
        f"{calls / 'void.txt'}: refused: empty: 0 bytes without a word; fetch the file again",
        f"{calls / 'xerox.txt'}: duplicate: the same bytes as {calls / 'vesta.txt'}",
    )
    assert "not read:" in study_status(study).as_text()


def test_warnings_of_calls_are_listed_with_the_call(tmp_path: Path, corpus: Corpus, make_study: MakeStudy) -> None:
    undated = corpus["vesta.txt"].replace("EVENT DATE/TIME: FEBRUARY 12, 2013 / 9:30PM GMT", "").replace("VSTA - ", "")
    told = study_status(go(make_study(tmp_path, {"vesta.txt": undated})))
    assert told.warnings
    assert all(warning.startswith("vesta-bottling-2012q4: ") for warning in told.warnings)


def test_nothing_to_do_where_files_are_as_they_were(stored: Path) -> None:
    assert study_status(stored).would_do == "nothing: 3 files are as they were"


def test_new_changed_and_gone_files_are_counted(study: Path, corpus: Corpus) -> None:
    calls = study.parent / "calls"
    (calls / "late.txt").write_text(corpus["vesta.txt"] + "\n")
    (calls / "otter-a.txt").write_text(corpus["otter-a.txt"] + "\n")
    (calls / "otter-b.txt").unlink()
    assert study_status(study).would_do == (
        "read 1 new and 1 changed files of 3; files gone: 1, their calls stay"
    )  # fmt: skip


def test_folder_that_is_gone_would_stop_a_refresh(study: Path) -> None:
    (study.parent / "calls").rename(study.parent / "elsewhere")
    assert study_status(study).would_do.startswith(f"stop: {study.parent / 'calls'}: no such file")


@pytest.mark.parametrize(
    ("file", "text"),
    [("catalog.toml", 'name = "none"\n'), ("study.toml", "seed = 8\n"), ("calls.csv", "file,skip\nvesta.txt,yes\n")],
)
def test_changed_settings_are_something_to_do(study: Path, file: str, text: str) -> None:
    (study / file).write_text(text)
    assert not study_status(study).would_do.startswith("nothing")


def test_company_that_may_have_another_name_is_told_with_the_alias(
    tmp_path: Path, corpus: Corpus, make_study: MakeStudy
) -> None:
    second = (
        "\nDov Marsh - Otter Peak, Inc. - CFO\n\nOur barges carried more timber in the quarter than in any other one.\n"
    )
    texts = [corpus[name] + second for name in ("otter-a.txt", "otter-b.txt")]
    renamed = texts[1].replace("OTTR - ", "RVR - ").replace("Otter Peak", "River Works")
    study = make_study(tmp_path, {"a.txt": texts[0], "b.txt": renamed})
    refresh(study, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    (found,) = study_status(study).renames
    assert found.splitlines()[1:] == ["[company.rvr]", 'aliases = ["OTTR", "Otter Peak, Inc."]']
    assert found in study_status(study).as_text()
    with (study / "study.toml").open("a") as settings:
        settings.write("\n".join(["", *found.splitlines()[1:]]))
    refresh(study, encoder=HashingEncoder())
    told = study_status(study)
    assert (told.renames, list(told.coverage)) == ((), ["rvr"])


def test_status_as_plain_data_goes_through_json(stored: Path) -> None:
    plain = json.loads(json.dumps(study_status(stored).as_dict()))
    assert plain["coverage"]["vsta"] == {"2012Q3": 0, "2012Q4": 1}
    assert plain["folder"] == str(stored)


def test_years_without_any_call_are_one_gap_in_the_grid() -> None:
    quarters = [f"{year}Q{q}" for year in (2012, 2013, 2014) for q in (1, 2, 3, 4)]
    coverage = {"ottr": {quarter: int(quarter in ("2012Q1", "2014Q4")) for quarter in quarters}}
    assert list(_grid(coverage)) == ["      2012Q1 … 2014Q4", "ottr    1        1"]
