"""Paths of a study: told once, found again from wherever a refresh is started."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes import HashingEncoder
from themes.errors import StudyError
from themes.pipeline.refresh import RefreshSummary, refresh
from themes.store.runs import read_table
from themes.study.status import study_status

MakeStudy = Callable[..., Path]


def go(study: Path, *paths: str) -> RefreshSummary:
    return refresh(study, paths, encoder=HashingEncoder())


@pytest.fixture
def study(tmp_path: Path, make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study that was refreshed from the folder it lies in, beside ``calls``; one now stands elsewhere."""
    home = tmp_path / "home"
    home.mkdir()
    made = make_study(home)
    monkeypatch.chdir(home)
    go(made, "calls")
    monkeypatch.chdir(tmp_path)
    return made


def names(study: Path) -> set[str]:
    return set(read_table(study, "sources")["path"])


def test_refresh_from_another_folder_finds_the_same_files(study: Path) -> None:
    assert study_status(study).would_do.startswith("nothing: ")
    assert go(study).run_id is None
    (study.parent / "calls" / "more.txt").write_text("no transcript")
    assert "1 new" in study_status(study).would_do
    go(study)
    assert "calls/more.txt" in names(study)


def test_study_named_by_a_relative_path_finds_its_files(study: Path) -> None:
    assert go(study.relative_to(Path.cwd())).run_id is None


def test_path_given_from_another_folder_is_kept_beside_the_first(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(study.parent / "calls", Path("later"))
    (Path("later") / "more.txt").write_text("no transcript")
    go(study, "later")
    assert "../later/more.txt" in names(study)
    monkeypatch.chdir("/")
    assert go(study).run_id is None


def test_study_and_transcripts_move_together(study: Path) -> None:
    shutil.move(study.parent, "elsewhere")
    assert go(Path("elsewhere") / study.name).run_id is None


def test_way_to_the_transcripts_is_told_from_the_study(study: Path) -> None:
    settings = json.loads(read_table(study, "run")["settings"].iloc[0])
    assert (settings["inputs"], settings["inputs_from"]) == (["calls"], "..")


def test_folder_that_is_gone_is_told_and_its_calls_stay(study: Path, caplog: pytest.LogCaptureFixture) -> None:
    shutil.move(study.parent / "calls", "moved")
    with pytest.raises(StudyError, match=r"^calls: no such file, folder or match \(in .*home\)"):
        go(study)
    with caplog.at_level(logging.WARNING):
        done = go(study, "moved")
    assert (done.n_calls, done.n_new, done.removed) == (3, 0, ())
    assert "calls: no such file, folder or match; what the study has of it stays" in caplog.text
    assert names(study) == {f"../moved/{path.name}" for path in Path("moved").iterdir()}


def test_path_given_now_that_names_nothing_is_an_error(study: Path) -> None:
    with pytest.raises(StudyError, match="no such file, folder or match"):
        go(study, "nothing-here")
    assert go(study).run_id is None


def test_file_that_two_paths_name_keeps_its_name(study: Path) -> None:
    go(study, str(study.parent / "calls"))
    assert names(study) == {f"calls/{path.name}" for path in (study.parent / "calls").iterdir()}
