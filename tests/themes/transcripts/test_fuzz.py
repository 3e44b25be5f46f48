"""Hostile files: a call whose words stand in its source, or a refusal in one line; nothing else, and not slowly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.mutants import TEXTS, mutants
from tests.themes.transcripts.test_properties import assert_words_stand_in_source
from themes.errors import TranscriptRefused
from themes.transcripts.layouts.registry import LAYOUTS
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText, read_sources

N_IN_TESTS = 320  # ten thousand in `make bench`


@pytest.mark.parametrize("part", range(8))
def test_hostile_files_are_read_or_refused(tmp_path: Path, part: int) -> None:
    for name, data in mutants(seed=part, n=N_IN_TESTS // 8):
        path = tmp_path / "input"
        path.write_bytes(data)
        try:
            for source in read_sources(path):
                assert_words_stand_in_source(parse_source(source), source.text)
        except TranscriptRefused as refusal:
            if "\n" in str(refusal):
                pytest.fail(f"{name}: refused in more than one line")


@pytest.mark.parametrize("layout", [layout.name for layout in LAYOUTS])
@pytest.mark.parametrize("kind", TEXTS)
def test_every_layout_can_be_forced_on_every_kind_of_text(kind: str, layout: str) -> None:
    text = TEXTS[kind]
    try:
        call = parse_source(SourceText("x", "", text), layout)
    except TranscriptRefused:
        return
    assert_words_stand_in_source(call, text)


@pytest.mark.parametrize(
    ("kind", "layout"),
    [
        ("ruled", "ruled"),
        ("seekingalpha", "seekingalpha"),
        ("motleyfool", "motleyfool"),
        ("factiva", "factiva"),
        ("streetevents", "streetevents"),
        ("bulleted", "bulleted"),
        ("bare", "bare"),
        ("plain", "plain"),
        ("structured", "structured"),
        ("json", "structured"),
        ("json lines", "structured"),
        ("csv", "structured"),
    ],
)
def test_the_unharmed_texts_are_recognised(tmp_path: Path, kind: str, layout: str) -> None:
    path = tmp_path / "input"
    path.write_text(TEXTS[kind], encoding="utf-8")
    assert [parse_source(source).layout for source in read_sources(path)] == [layout]
