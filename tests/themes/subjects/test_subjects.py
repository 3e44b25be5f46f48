"""The packaged subjects: an id each, a label and a line that says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from themes.config.packaged_data import subject_ids
from themes.errors import SettingsError
from themes.subjects import subjects as module
from themes.subjects.subjects import Subject, load_subjects

BARGES = '[[subject]]\nid = "barges"\nname = "Barges"\ngroup = "Boats"\ndescription = "Boats without a motor."\n'


@pytest.fixture
def subjects_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "packaged_data", lambda: tmp_path)
    return tmp_path / "subjects.toml"


def fault(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_subjects()
    return str(caught.value)


def test_packaged_subjects_have_the_ids_that_a_catalog_may_name() -> None:
    assert tuple(subject.id for subject in load_subjects()) == subject_ids()


def test_packaged_subjects_are_told_apart_by_their_labels() -> None:
    subjects = load_subjects()
    assert len(subjects) == len({s.name for s in subjects}) == len({s.description for s in subjects}) == 144


def test_subjects_of_a_group_stand_together() -> None:
    groups = [subject.group for subject in load_subjects()]
    assert [g for k, g in enumerate(groups) if k == 0 or groups[k - 1] != g] == list(dict.fromkeys(groups))


def test_what_is_no_subject_comes_last() -> None:
    assert [(s.id, s.group) for s in load_subjects()[-3:]] == [
        (i, "No subject") for i in ("procedural", "safe-harbor", "other")
    ]


@pytest.mark.parametrize("subject", load_subjects(), ids=lambda subject: subject.id)
def test_description_is_a_line_of_whole_sentences(subject: Subject) -> None:
    assert subject.name == subject.name.strip() != ""
    assert subject.description[0].isupper()
    assert subject.description.endswith(".")
    assert len(subject.description.splitlines()) == 1


def test_subject_that_occurs_twice_is_an_error_that_names_it(subjects_file: Path) -> None:
    assert fault(subjects_file, BARGES + BARGES) == f"{subjects_file}: subject: subject id 'barges' occurs twice"


def test_subject_id_of_another_form_is_refused(subjects_file: Path) -> None:
    message = fault(subjects_file, BARGES.replace('"barges"', '"Big barges"'))
    assert message.startswith(
        f"{subjects_file}: line 2: subject 'Big barges': id: 'Big barges' is not of the form lower-case words"
    )


def test_unknown_key_of_a_subject_is_an_error_that_names_the_nearest(subjects_file: Path) -> None:
    message = fault(subjects_file, BARGES.replace("group", "gruop"))
    assert (
        message == f"{subjects_file}: line 4: subject 'barges': unknown key 'gruop'; the nearest known key is 'group'"
    )


def test_subject_refuses_a_change_after_it_was_made() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_subjects()[0].name = "Boats"
