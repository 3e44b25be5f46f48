"""What a study is asked by name: a quarter, what is missing, who led, what changed, a report and a table as files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from themes.errors import StudyError
from themes.study.study import Study

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study(stored: Path) -> Study:
    return Study.open(stored)


@pytest.mark.parametrize("written", ["2012Q4", "2012q4", "2012-Q4", "2012 q4"])
def test_quarter_is_known_however_it_is_written(study: Study, written: str) -> None:
    quarter = study.quarter(written)
    assert quarter.name == "2012Q4"
    assert set(quarter.calls["calendar_quarter"]) == {"2012Q4"}
    table = study.shares().query("quarter == '2012Q4'").set_index("theme_id")["share"]
    shown = quarter.themes.set_index("theme_id")["share"]
    assert shown.to_dict() == table.to_dict()
    assert shown.is_monotonic_decreasing


def test_quarter_without_a_call_names_the_nearest(study: Study) -> None:
    with pytest.raises(StudyError, match="2012Q9"):
        study.quarter("2012Q9")


def test_missing_calls_are_those_after_a_companys_first(study: Study) -> None:
    held = study.calls.dropna(subset=["calendar_quarter"])
    last, found = held["calendar_quarter"].max(), study.missing_calls
    for company, own in held.groupby("company_id"):
        quarters = pd.period_range(own["calendar_quarter"].min(), last, freq="Q").astype(str)
        expected = set(quarters) - set(own["calendar_quarter"])
        assert set(found.loc[found["company_id"] == company, "quarter"]) == expected


@pytest.mark.model
def test_who_led_is_the_table_with_names(demo_study: Path) -> None:
    study = Study.open(demo_study)
    table = study.table("diffusion")
    assert len(study.diffusion()) == table["theme_id"].isin(study.theme_ids(None)).sum()
    theme = table["theme_id"].iloc[0]
    first = study.theme(theme).first_mentions
    assert first["rank"].is_monotonic_increasing
    assert first["company"].notna().all()


def test_quotes_of_a_year_a_call_and_all_themes(study: Study) -> None:
    assert set(study.quotes(year=2012, limit=None)["calendar_quarter"].str[:4]) == {"2012"}
    call = study.quotes(limit=1)["call_id"].iloc[0]
    of_call = study.quotes(call=call.upper(), limit=None)
    assert set(of_call["call_id"]) == {call}
    assigned = study.table("chunk_themes").query("assigned").merge(study.chunks[["chunk_id", "call_id"]], on="chunk_id")
    known = assigned[(assigned["call_id"] == call) & assigned["theme_id"].isin(study.theme_ids(None))]
    assert len(of_call) == len(known)
    with pytest.raises(StudyError, match="1999"):
        study.quotes(year=1999)


def test_catalog_has_a_row_a_theme(study: Study) -> None:
    tracked = study.themes.query("kind == 'tracked'")["theme_id"]
    assert set(study.catalog["theme_id"]) == set(tracked)


def test_first_run_has_no_run_before_to_differ_from(study: Study) -> None:
    assert study.diff().empty


@pytest.mark.parametrize("ending", [".html", ".md", ".json", ".xlsx", ".pptx"])
def test_report_has_the_form_of_its_ending(study: Study, tmp_path: Path, ending: str) -> None:
    made = study.report(tmp_path / f"r{ending}")
    assert made.read_bytes()[:2] == {".html": b"<!", ".md": b"# ", ".json": b"{\n"}.get(ending, b"PK")


def test_report_of_a_theme_is_of_it_alone(study: Study, tmp_path: Path) -> None:
    theme = study.quotes(limit=1)["theme_id"].iloc[0]
    page = study.report(tmp_path / "r.html", theme=theme).read_text(encoding="utf-8")
    assert page.count('id="theme-') == 1


@pytest.mark.parametrize("make", [lambda s, out: s.report(out), lambda s, out: s.export("trends", out)])
def test_file_of_another_ending_is_refused(study: Study, tmp_path: Path, make: object) -> None:
    with pytest.raises(StudyError, match=r"\.docx"):
        make(study, tmp_path / "r.docx")  # type: ignore[operator]
    assert list(tmp_path.iterdir()) == []


def test_table_is_exported_whole(study: Study, tmp_path: Path) -> None:
    path = study.export("trends", tmp_path / "trends.parquet")
    assert len(pd.read_parquet(path)) == len(study.table("trends"))


def test_shares_by_peer_group_are_over_the_companies_of_each(stored: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "study"
    shutil.copytree(stored, folder)
    with pytest.raises(StudyError, match="peer_group"):
        Study.open(folder).shares(by="peer_group")
    settings = folder / "study.toml"
    settings.write_text(settings.read_text() + '\n[company.ottr]\npeer_group = "barges"\n')
    study = Study.open(folder)
    found = study.shares(by="peer_group")
    own = study.shares(company="ottr").set_index(["theme_id", "quarter"])["share"]
    assert set(found["peer_group"]) == {"barges"}
    assert found.set_index(["theme_id", "quarter"])["share"].to_dict() == own.to_dict()


def test_explorer_shows_only_what_is_asked_for(study: Study) -> None:
    theme = study.table("chunk_themes").query("assigned")["theme_id"].iloc[0]
    assigned = study.table("chunk_themes").query("assigned and theme_id == @theme")["chunk_id"]
    shown = study.plot.explore(theme).passages
    assert set(shown["chunk_id"]) == set(assigned) & set(study.table("positions")["chunk_id"])


def test_two_quarters_are_compared_with_an_interval(study: Study) -> None:
    found = study.compare("2012Q3", "2012Q4", company="ottr").set_index("theme_id")
    shares = study.shares(company="ottr").set_index(["theme_id", "quarter"])["share"]
    for theme, row in found.iterrows():
        before, after = shares[theme, "2012Q3"], shares[theme, "2012Q4"]
        assert (row["2012Q3"], row["2012Q4"]) == (before, after)
        assert row["difference"] == pytest.approx(after - before, abs=2e-6)
        assert row["difference_low"] <= row["difference"] <= row["difference_high"]


def test_shares_of_one_period_are_those_of_the_table(study: Study) -> None:
    whole = study.shares(company=["ottr", "vsta"]).query("quarter == '2012Q4'").reset_index(drop=True)
    pd.testing.assert_frame_equal(study.shares(by="company", quarter="2012Q4"), whole)
    assert set(study.shares(year=2012)["year"].astype(str)) == {"2012"}
    with pytest.raises(StudyError, match="1999"):
        study.shares(year=1999)


def test_quotes_of_a_call_are_its_own(study: Study) -> None:
    call = study.quotes(limit=1)["call_id"].iloc[0]
    pd.testing.assert_frame_equal(study.call(call).quotes(limit=None), study.quotes(call=call, limit=None))


def test_speaker_who_is_not_in_these_calls_is_named_with_the_nearest(study: Study) -> None:
    by_call = {call: set(own["speaker"]) for call, own in study.chunks.groupby("call_id")}
    everyone = set().union(*by_call.values())
    call, foreign = next((call, sorted(everyone - own)[0]) for call, own in by_call.items() if everyone - own)
    assert isinstance(study.quotes(speaker=foreign), pd.DataFrame)  # known elsewhere
    with pytest.raises(StudyError, match="nearest|it has"):
        study.quotes(call=call, speaker=foreign)


def test_trends_say_by_how_much(study: Study) -> None:
    trends = study.trends.dropna(subset=["share_before"])
    assert (trends["change"] == trends["share_after"] - trends["share_before"]).all()
