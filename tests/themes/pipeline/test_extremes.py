"""Studies at their limits: one call, one speaker, one paragraph, no content, no catalog, two hundred themes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes import HashingEncoder
from themes.errors import StudyError
from themes.pipeline.refresh import refresh
from themes.study.study import Study

MakeStudy = Callable[..., Path]
Transcript = Callable[..., str]
DISCOVERING = "seed = 7\nresamples = 200\n"
WORDS = "timber barge canal lock sluice tow lighter wharf cork bottle vine barrel cellar grape sheep shear loom wool dye".split()


def speech(k: int) -> str:
    picked = [WORDS[(k * 7 + j * (1 + k % 5)) % len(WORDS)] for j in range(9)]
    return f"In our view the {' and the '.join(picked)} did better than in any earlier quarter, number {k}."


def made(tmp_path: Path, make_study: MakeStudy, text: str, catalog: str | None = None) -> Study:
    study = make_study(tmp_path, {"call.txt": text}, DISCOVERING)
    if catalog is not None:
        (study / "catalog.toml").write_text(catalog)
    refresh(study, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    return Study.open(study)


def test_one_call_has_themes_of_its_own_and_all_are_tentative(
    tmp_path: Path, make_study: MakeStudy, transcript: Transcript
) -> None:
    study = made(tmp_path, make_study, transcript(remarks=[speech(k) for k in range(60)]))
    discovered = study.themes[study.themes["kind"] == "discovered"]
    assert len(discovered) >= 1
    assert set(discovered["status"]) == {"tentative"}
    assert discovered["stability"].between(0, 1).all()


def test_one_paragraph_is_a_study_whose_note_says_why_nothing_was_discovered(
    tmp_path: Path, make_study: MakeStudy, transcript: Transcript
) -> None:
    study = make_study(
        tmp_path,
        {
            "call.txt": transcript(
                remarks=["Barges carried more of our timber this year than all of the lorries together."]
            )
        },
        DISCOVERING,
    )
    done = refresh(study, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    assert (done.n_calls, done.n_discovered) == (1, 0)
    assert done.notes == ("no discovery: 1 passage of substance, 30 needed",)
    assert Study.open(study).quotes("barge-freight")["text"].tolist() == [
        "Barges carried more of our timber this year than all of the lorries together."
    ]


def test_call_without_content_has_zero_themes_and_no_shares(
    tmp_path: Path, make_study: MakeStudy, transcript: Transcript
) -> None:
    study = made(tmp_path, make_study, transcript(remarks=["Good morning, and thank you all for joining us today."]))
    assert not (study.chunks["kind"] == "content").any()
    assert study.table("chunk_themes").empty
    assert study.table("prevalence")["share"].isna().all()


def test_file_without_a_speaker_is_one_line(tmp_path: Path, make_study: MakeStudy) -> None:
    study = make_study(tmp_path, {"note.txt": "Buy milk.\n"}, DISCOVERING)
    with pytest.raises(StudyError, match=r"no transcript among 1 file \(note\.txt: .*; try: themes parse FILE"):
        refresh(study, (str(tmp_path / "calls"),), encoder=HashingEncoder())


def test_empty_catalog_leaves_discovery_only(tmp_path: Path, make_study: MakeStudy, transcript: Transcript) -> None:
    study = made(tmp_path, make_study, transcript(remarks=[speech(k) for k in range(60)]), 'name = "empty"\n')
    assert set(study.themes["kind"]) == {"discovered"}


def test_two_hundred_tracked_themes_are_all_there(
    tmp_path: Path, make_study: MakeStudy, transcript: Transcript
) -> None:
    blocks = [
        f'[[theme]]\nid = "t{k}"\nlabel = "T{k}"\ndescription = "The {word} of {k}."\nstrong_cues = ["{word}"]\n'
        for k, word in enumerate(WORDS * 11)
    ][:200]
    study = made(tmp_path, make_study, transcript(remarks=[speech(k) for k in range(10)]), "\n".join(blocks))
    assert (study.themes["kind"] == "tracked").sum() == 200
    assert study.table("prevalence")["theme_id"].nunique() == 200
