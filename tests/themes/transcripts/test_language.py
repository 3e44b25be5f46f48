"""Texts in other languages are refused by name; odd English is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from themes.errors import TranscriptRefused
from themes.transcripts.language import other_language, require_english
from themes.transcripts.reading import read_source

GERMAN = "Der Tang ist an allen Küsten gut gewachsen, und wir danken den Fischern für ihre Geduld in diesem Jahr. "
FRENCH = "Les algues ont bien poussé sur toutes les côtes, et nous remercions les pêcheurs pour leur patience. "
SPANISH = "Las algas crecieron bien en todas las costas, y damos las gracias a los pescadores por su paciencia. "
JAPANESE = "昆布はすべての海岸でよく育ちました。漁師の皆様の忍耐に感謝いたします。"
ENGLISH = "The kelp grew well on all of our coasts, and we thank the fishers for the patience they had this year. "


@pytest.mark.parametrize(("text", "code"), [(GERMAN, "de"), (FRENCH, "fr"), (SPANISH, "es"), (JAPANESE, "ja")])
def test_other_language_is_recognised(text: str, code: str) -> None:
    assert other_language(text * 60) == code


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH * 5,
        "Operator\nMara Quist\nBo Ek\n" * 30,
        "Kelp 12.4 Reed 11.0 Moss 9.1 Lichen segment tons EBITDA Q2 " * 30,
        GERMAN * 2,
        "",
        "1 2 3 4 5 " * 100,
    ],
)
def test_english_odd_or_short_text_passes(text: str) -> None:
    assert other_language(text) is None


def test_english_call_with_a_passage_in_german_passes() -> None:
    assert other_language(ENGLISH * 40 + GERMAN * 40 + ENGLISH * 40) is None


def test_refusal_names_file_and_language(tmp_path: Path) -> None:
    path = tmp_path / "ruf.txt"
    path.write_text(GERMAN * 60, encoding="utf-8")
    with pytest.raises(TranscriptRefused, match=r"ruf.txt: this text is German; .* English calls only; give the call"):
        read_source(path)


def test_language_without_a_name_is_refused_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("themes.transcripts.language.other_language", lambda _: "qx")
    with pytest.raises(TranscriptRefused, match="this text is of the language 'qx'"):
        require_english(GERMAN * 60, "ruf.txt")
