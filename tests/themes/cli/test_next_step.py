"""``themes`` alone: what it says depends on where one stands, and it makes nothing."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.fakes import HashingEncoder
from themes.cli.app import app
from themes.pipeline import refresh as refresh_module
from themes.pipeline.refresh import refresh

MakeStudy = Callable[..., Path]


def told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    before = sorted(folder.rglob("*"))
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(app, [])
    assert done.exit_code == 0, done.output
    assert sorted(folder.rglob("*")) == before
    return done.stdout.splitlines()


def commands(lines: list[str]) -> list[str]:
    """The commands that are offered, each on a line of its own."""
    return [line.strip() for line in lines if line.startswith("  themes ")]


def test_empty_folder_is_told_of_the_demo_and_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes.txt").write_text("Buy bread, and a stamp for the letter.\n" * 40)
    assert [shlex.split(line)[1] for line in commands(told(tmp_path, monkeypatch))] == ["demo", "init", "refresh"]


@pytest.mark.parametrize("inside", [True, False], ids=["among them", "above them"])
def test_folder_of_transcripts_is_offered_the_two_commands_and_they_make_a_study_beside_them(
    tmp_path: Path, corpus: dict[str, str], monkeypatch: pytest.MonkeyPatch, inside: bool
) -> None:
    calls = tmp_path / "our calls"
    calls.mkdir()
    for name, text in corpus.items():
        (calls / name).write_text(text)
    offered = commands(told(calls if inside else tmp_path, monkeypatch))
    assert [shlex.split(line)[1] for line in offered] == ["init", "refresh"]
    monkeypatch.setattr(refresh_module, "lazy_encoder", lambda *_, **__: HashingEncoder())
    for line in offered:
        done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, done.output
    assert sorted(path.name for path in calls.iterdir()) == sorted(corpus)
    assert (tmp_path / "study" / "current").read_text() == "1\n"


def test_study_is_not_offered_under_a_name_that_is_taken(
    tmp_path: Path, corpus: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    (tmp_path / "study").mkdir()
    (calls / "call.txt").write_text(corpus["vesta.txt"])
    assert commands(told(calls, monkeypatch))[0] == "themes init ../study-2 --for ."


def test_study_says_how_it_stands_and_what_is_next(
    tmp_path: Path, make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_study(tmp_path)
    assert commands(told(study, monkeypatch)) == ["themes refresh . FOLDER_OF_TRANSCRIPTS"]
    monkeypatch.chdir(tmp_path)
    refresh(Path("study"), ("calls",), encoder=HashingEncoder())
    assert commands(told(study, monkeypatch))[0] == "themes report . --open"
    shutil.copy(tmp_path / "calls" / "vesta.txt", tmp_path / "calls" / "new.txt")
    above = told(tmp_path, monkeypatch)
    assert "1 new" in " ".join(above)
    assert commands(above) == ["themes refresh study"]


def test_study_whose_transcripts_are_gone_is_asked_where_they_are(
    tmp_path: Path, make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_study(tmp_path)
    refresh(study, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    shutil.rmtree(tmp_path / "calls")
    assert commands(told(study, monkeypatch)) == ["themes refresh . FOLDER_OF_TRANSCRIPTS"]


def test_broken_study_is_a_line_and_not_a_traceback(
    tmp_path: Path, make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_study(tmp_path)
    (study / "study.toml").write_text("seed = \n")
    lines = told(study, monkeypatch)
    assert "study.toml" in lines[0]


def test_several_studies_are_named(tmp_path: Path, make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    study = make_study(tmp_path)
    shutil.copytree(study, tmp_path / "other")
    assert commands(told(tmp_path, monkeypatch)) == ["themes status other", "themes status study"]
