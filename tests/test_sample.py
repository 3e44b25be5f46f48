"""The sample study is held to the truth that was planted in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from themes.cli.app import app
from themes.config.packaged_data import packaged_data
from themes.pipeline.refresh import refresh
from themes.store.runs import read_tables
from themes.study.create import create_study
from themes.study.study import Study

CHANGING = ("broadband-stimulus", "coherent-100g", "sdn", "supply-chain")
STEADY = "gross-margin"  # in every call alike, so there is no curve to follow, only a level


@pytest.fixture(scope="session")
def study(demo_study: Path) -> Study:
    return Study.open(demo_study)


@pytest.fixture(scope="session")
def truth() -> dict[str, dict]:
    planted = tomllib.loads((packaged_data() / "sample" / "truth.toml").read_text(encoding="utf-8"))
    return {Path(call["file"]).name: call for call in planted["call"]}


@pytest.fixture(scope="session")
def shares(study: Study, truth: dict[str, dict]) -> pd.DataFrame:
    """A row a call and theme: share planted, share found."""
    name_of = {row.call_id: Path(row.source).name for row in study.calls.itertuples()}
    found = study.table("prevalence")[study.table("prevalence")["speaker_group"] == "all"]
    found = found[found["theme_id"].isin([*CHANGING, STEADY, "covid-19"])].copy()
    found["planted"] = [truth[name_of[r.call_id]]["share_by_topic"][r.theme_id] for r in found.itertuples()]
    return found


def test_calls_are_read_as_planted(study: Study, truth: dict[str, dict]) -> None:
    turns = study.table("turns")
    assert len(study.calls) == len(truth) == 32
    for call in study.table("calls").itertuples():  # as each file says it; study.calls has one name a company
        planted = truth[Path(call.source).name]
        for field in ("company", "ticker", "call_date", "fiscal_quarter", "calendar_quarter"):
            found = getattr(call, field)
            assert (found if isinstance(found, str) else None) == planted.get(field), (call.source, field)
        own = turns[turns["call_id"] == call.call_id]
        assert own.groupby(own["section"] + "/" + own["role"]).size().to_dict() == planted["n_turns"], call.source


def test_content_is_what_was_planted_as_content_within_a_sixth(study: Study, truth: dict[str, dict]) -> None:
    # what is counted beyond the planted passages are short hand-overs and follow-up thanks that hold a word of content
    content = study.chunks[study.chunks["kind"] == "content"]
    for source, n_words in content.groupby("source")["n_words"].sum().items():
        assert 1.0 <= n_words / truth[Path(str(source)).name]["n_content_words"] < 7 / 6, source


@pytest.mark.parametrize("theme", CHANGING)
def test_shares_follow_the_planted_curve(shares: pd.DataFrame, theme: str) -> None:
    own = shares[shares["theme_id"] == theme]
    assert own["share"].corr(own["planted"]) > 0.85


@pytest.mark.parametrize("theme", [*CHANGING, STEADY])
def test_shares_are_near_the_planted_ones(shares: pd.DataFrame, theme: str) -> None:
    own = shares[shares["theme_id"] == theme]
    assert (own["share"] - own["planted"]).abs().mean() < 0.04


def test_theme_that_was_never_planted_is_never_found(shares: pd.DataFrame) -> None:
    assert (shares.loc[shares["theme_id"] == "covid-19", "share"] == 0).all()


def test_first_to_speak_is_the_planted_lead(study: Study) -> None:
    diffusion = study.table("diffusion")
    first = diffusion[diffusion["rank"] == 1].groupby("theme_id")["company_id"].agg(set)
    assert first["coherent-100g"] == {"ardl"}
    assert "pgrl" in first["sdn"]  # others are surely heard in the same quarter: its own first word was one passage
    assert "tmbl" in first["broadband-stimulus"]


def test_narratives_in_no_catalog_are_discovered(study: Study, truth: dict[str, dict]) -> None:
    text = " ".join(study.themes.query("kind == 'discovered'")["terms"]).lower()
    assert any(word in text for word in ("power", "electricity", "cooling", "watts"))
    assert any(word in text for word in ("managed operations", "managed services", "operations"))


def test_second_study_from_nothing_is_equal(study: Study, tmp_path: Path) -> None:
    create_study(tmp_path / "again", "telecom")
    refresh(tmp_path / "again", (str(packaged_data() / "sample" / "calls"),))
    for name, table in read_tables(tmp_path / "again").items():
        if name != "run":
            pd.testing.assert_frame_equal(table, study.table(name), check_exact=True)


def test_demo_prints_the_path_of_its_report(demo_study: Path, demo_output: list[str]) -> None:
    assert demo_output[-1] == str(demo_study / "report.html")
    assert (demo_study / "report.html").stat().st_size > 100_000


def test_search_by_meaning_finds_the_planted_story(study: Study) -> None:
    found = study.search("upgrades of submarine cables", limit=5)
    assert set(found["company"]) == {"Ardenlight Systems Corp"}


def test_study_that_cannot_be_locked_is_refused_at_once_and_left_as_it_was(tmp_path: Path) -> None:
    # a folder in the lock's place stands for a study that cannot be written: root may write even where it is forbidden
    folder = tmp_path / "study"
    create_study(folder, "empty")
    (folder / "refresh.lock").mkdir()
    done = CliRunner().invoke(app, ["refresh", str(folder), str(packaged_data() / "sample" / "calls")])
    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert sorted(path.name for path in folder.iterdir()) == [
        "catalog.toml",
        "refresh.lock",
        "refresh.log",
        "study.toml",
    ]
