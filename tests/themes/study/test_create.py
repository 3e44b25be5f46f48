"""A new study folder, and files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from embeddings.errors import EncoderError
from themes.config.catalog import Catalog, load_catalog
from themes.config.packaged_data import catalog_text
from themes.config.settings import StudySettings, load_settings
from themes.config.settings import study_toml as new_study_toml
from themes.errors import SettingsError, StudyError
from themes.study.create import create_study, write_output


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)


def test_new_study_has_its_two_files_and_no_other(tmp_path: Path) -> None:
    create_study(tmp_path / "boats", "empty")
    assert listing(tmp_path / "boats") == ["catalog.toml", "study.toml"]


@pytest.mark.parametrize("encoder", ["plain", "six-layer"])
def test_new_study_keeps_the_encoder_that_was_asked_for(tmp_path: Path, encoder: str) -> None:
    create_study(tmp_path / "boats", "empty", encoder=encoder)
    assert load_settings(tmp_path / "boats" / "study.toml").encoder.model == encoder


def test_new_study_finds_a_model_folder_from_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.safetensors").write_bytes(b"one")
    create_study(tmp_path / "boats", "empty", encoder="mine")
    assert load_settings(tmp_path / "boats" / "study.toml").encoder.model == str(tmp_path / "mine")


def test_study_with_an_encoder_that_is_none_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="six-layer, three-layer"):
        create_study(tmp_path / "boats", "empty", encoder="./nowhere")
    assert not (tmp_path / "boats").exists()


def test_new_study_has_the_default_settings(tmp_path: Path) -> None:
    create_study(tmp_path / "boats", "empty")
    assert (tmp_path / "boats" / "study.toml").read_text(encoding="utf-8") == new_study_toml()
    assert load_settings(tmp_path / "boats" / "study.toml") == StudySettings()


def test_new_study_has_the_general_themes_unless_told_otherwise(tmp_path: Path) -> None:
    create_study(tmp_path / "boats")
    assert (tmp_path / "boats" / "catalog.toml").read_text(encoding="utf-8") == catalog_text("general")


def test_new_study_without_themes_has_an_empty_catalog(tmp_path: Path) -> None:
    create_study(tmp_path / "boats", "empty")
    assert load_catalog(tmp_path / "boats" / "catalog.toml") == Catalog(name="empty")


def test_new_study_takes_the_catalog_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "böats"\n', encoding="utf-8")
    create_study(tmp_path / "boats", str(tmp_path / "mine.toml"))
    assert load_catalog(tmp_path / "boats" / "catalog.toml") == Catalog(name="böats")


def test_new_study_has_the_title_it_was_given_and_all_else_by_default(tmp_path: Path) -> None:
    create_study(tmp_path / "boats", "empty", title="Böats at sea")
    assert load_settings(tmp_path / "boats" / "study.toml") == StudySettings(title="Böats at sea")


@pytest.mark.parametrize("title", ['The "big" boats', "Boats\\Oars", "Boats\nOars"])
def test_new_study_has_the_title_it_was_given_when_toml_must_escape_it(tmp_path: Path, title: str) -> None:
    create_study(tmp_path / "boats", "empty", title=title)
    assert load_settings(tmp_path / "boats" / "study.toml").title == title


def test_folders_above_a_new_study_are_made(tmp_path: Path) -> None:
    create_study(tmp_path / "a" / "b" / "boats", "empty")
    assert (tmp_path / "a" / "b" / "boats" / "study.toml").is_file()


def test_folder_that_is_there_already_keeps_its_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    create_study(tmp_path, "empty")
    assert listing(tmp_path) == ["catalog.toml", "notes.txt", "study.toml"]
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_second_study_in_a_folder_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    create_study(tmp_path, "empty")
    (tmp_path / "study.toml").write_text("seed = 3\n", encoding="utf-8")
    (tmp_path / "catalog.toml").write_text('name = "mine"\n', encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        create_study(tmp_path, "telecom")
    assert str(caught.value) == f"{tmp_path}: there is a study already; choose another folder, or refresh this one"
    assert load_settings(tmp_path / "study.toml").seed == 3
    assert load_catalog(tmp_path / "catalog.toml") == Catalog(name="mine")


def test_unknown_catalog_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="^botas: no such catalog; "):
        create_study(tmp_path / "boats", "botas")
    assert not (tmp_path / "boats").exists()


def test_study_in_the_place_of_a_file_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "boats").write_text("mine", encoding="utf-8")
    with pytest.raises(StudyError, match="boats: cannot be made: File exists; "):
        create_study(tmp_path / "boats", "empty")
    assert (tmp_path / "boats").read_text(encoding="utf-8") == "mine"


def test_catalog_that_someone_wrote_before_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text('name = "mine"\n', encoding="utf-8")
    try:
        create_study(tmp_path, "empty")
    except StudyError:
        pass
    assert load_catalog(tmp_path / "catalog.toml") == Catalog(name="mine")


def test_study_whose_settings_cannot_be_written_is_no_study(tmp_path: Path, full_disk: None) -> None:
    with pytest.raises(StudyError, match="cannot be written: No space left on device"):
        create_study(tmp_path / "boats", "empty")
    assert not (tmp_path / "boats" / "study.toml").exists()


def test_study_that_was_interrupted_between_its_files_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, replace = list[Path](), os.replace

    def replace_once(source: Path, target: Path) -> None:
        if done:
            raise OSError(28, "No space left on device")
        done.append(target)
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace_once)
        with pytest.raises(StudyError, match="cannot be written"):
            create_study(tmp_path, "empty")
    create_study(tmp_path, "empty")
    assert load_settings(tmp_path / "study.toml") == StudySettings()


# --- writing --------------------------------------------------------------------------------------------------------


def test_output_is_written_as_utf_8_with_plain_line_ends(tmp_path: Path) -> None:
    write_output(tmp_path / "out.csv", "böat\n1\r\n")
    assert (tmp_path / "out.csv").read_bytes() == b"b\xc3\xb6at\n1\r\n"


def test_output_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("a much longer text than the new one", encoding="utf-8")
    write_output(tmp_path / "out.csv", "new")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "new"
    assert listing(tmp_path) == ["out.csv"]


def test_output_that_cannot_be_finished_leaves_what_was_there(tmp_path: Path, full_disk: None) -> None:
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        write_output(tmp_path / "out.csv", "new")
    where = tmp_path / "out.csv"
    assert str(caught.value) == f"{where}: cannot be written: No space left on device; try another place: --out FILE"
    assert where.read_text(encoding="utf-8") == "old"


def test_output_into_a_missing_folder_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"out.csv: cannot be written: No such file or directory; "):
        write_output(tmp_path / "none" / "out.csv", "new")


def test_output_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(StudyError, match=r"out: cannot be written: "):
        write_output(tmp_path / "out", "new")
    assert (tmp_path / "out").is_dir()


def test_output_that_cannot_be_finished_leaves_nothing_beside_it(tmp_path: Path, full_disk: None) -> None:
    with pytest.raises(StudyError):
        write_output(tmp_path / "out.csv", "new")
    assert listing(tmp_path) == []
