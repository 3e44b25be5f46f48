"""Hostile files: a call whose words stand in its source, or a refusal in one line; nothing else, and not slowly."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.benchmarks.mutants import TEXTS, Mutant, extremes, mutants
from tests.themes.transcripts.test_properties import assert_words_stand_in_source
from themes.errors import TranscriptRefused
from themes.transcripts.layouts.registry import LAYOUTS
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText, read_sources

pytestmark = pytest.mark.slow

N_IN_TESTS = 320  # ten thousand in `make bench`
N_PARTS = 8
LINES = sorted({line for text in TEXTS.values() for line in text.split("\n")})
# Pieces of every layout, whole lines mostly, in any order and with any break between them.
MIXED = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(LINES), st.text(max_size=30)), st.sampled_from(["\n", "\n", "\n\n", " ", "\f"])
    ),
    max_size=40,
).map(lambda parts: "".join(piece + end for piece, end in parts))


def assert_read_or_refused(mutant: Mutant, folder: Path) -> None:
    path = folder / f"input{mutant.suffix}"
    path.write_bytes(mutant.data)
    try:
        for source in read_sources(path):
            assert_words_stand_in_source(parse_source(source), source.text)
    except TranscriptRefused as refusal:
        if "\n" in str(refusal) or not str(refusal).startswith(str(path)):
            pytest.fail(f"{mutant.name}: refused otherwise than by the file's name and one line: {refusal}")


@pytest.mark.parametrize("part", range(N_PARTS))
def test_hostile_files_are_read_or_refused(tmp_path: Path, part: int) -> None:
    for mutant in mutants(seed=part, n=N_IN_TESTS // N_PARTS):
        assert_read_or_refused(mutant, tmp_path)


@pytest.mark.parametrize("part", range(N_PARTS))
def test_extremes_are_read_or_refused(tmp_path: Path, part: int) -> None:
    for mutant in islice(extremes(), part, None, N_PARTS):
        assert_read_or_refused(mutant, tmp_path)


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert list(mutants(seed=5, n=20)) == list(mutants(seed=5, n=20))
    assert list(mutants(seed=5, n=20)) != list(mutants(seed=6, n=20))


@pytest.mark.parametrize("layout", [layout.name for layout in LAYOUTS])
@pytest.mark.parametrize("kind", TEXTS)
def test_every_layout_can_be_forced_on_every_kind_of_text(kind: str, layout: str) -> None:
    text = TEXTS[kind]
    try:
        call = parse_source(SourceText("x", "", text), layout)
    except TranscriptRefused:
        return
    assert_words_stand_in_source(call, text)


@pytest.mark.parametrize("layout", [None, *(layout.name for layout in LAYOUTS)])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=MIXED)
def test_lines_of_all_layouts_mixed_are_read_or_refused(layout: str | None, text: str) -> None:
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
        ("captions", "captions"),
        ("rolling", "captions"),
        ("stamped", "stamped"),
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
