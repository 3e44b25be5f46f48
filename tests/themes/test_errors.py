"""Errors that are a message to a person: one line, with the mend at its end."""

from __future__ import annotations

import pytest

from themes.errors import CallthemesError, SettingsError, StudyError, TranscriptRefused


def test_message_stands_alone_without_a_mend() -> None:
    assert str(CallthemesError("a.txt: empty")) == "a.txt: empty"


def test_mend_follows_the_message_after_a_semicolon() -> None:
    assert str(CallthemesError("a.txt: empty", mend="give another")) == "a.txt: empty; give another"


@pytest.mark.parametrize("kind", [TranscriptRefused, SettingsError, StudyError])
def test_kind_is_caught_as_the_base_and_keeps_its_mend(kind: type[CallthemesError]) -> None:
    with pytest.raises(CallthemesError, match="^here: broken; mend it$") as caught:
        raise kind("here: broken", mend="mend it")
    assert type(caught.value) is kind


def test_kinds_are_not_caught_as_one_another() -> None:
    kinds = (TranscriptRefused, SettingsError, StudyError)
    assert not any(issubclass(a, b) for a in kinds for b in kinds if a is not b)
