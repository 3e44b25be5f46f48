"""What a study would have said on an earlier day: from the calls held by then and nothing later."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.fakes import HashingEncoder
from themes.errors import StudyError
from themes.pipeline.refresh import refresh
from themes.study.as_of import held_by, last_day
from themes.study.study import Study

MakeStudy = Callable[..., Path]
FIGURES = ("calls", "turns", "chunks", "chunk_themes", "prevalence", "contrasts", "diffusion", "trends")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2012Q1", "2012-03-31"),
        ("2012Q2", "2012-06-30"),
        ("2012Q3", "2012-09-30"),
        ("2012Q4", "2012-12-31"),
        ("2012-02-29", "2012-02-29"),
    ],
)
def test_quarter_means_its_last_day_and_a_date_itself(moment: str, day: str) -> None:
    assert last_day(moment) == day


@pytest.mark.parametrize(
    "moment", ["2012", "Q4 2012", "2012Q5", "2012q4", "05.02.2013", "", "2013-02-30", "0000Q1", "9999Q4"]
)
def test_moment_that_is_no_day_is_an_error(moment: str) -> None:
    with pytest.raises(StudyError, match="neither a date nor a quarter; such as 2013-02-28 or 2012Q4"):
        last_day(moment)


def test_call_of_the_day_itself_is_known_and_one_without_a_date_is_not() -> None:
    calls = pd.DataFrame({"call_id": ["a", "b", "c"], "call_date": ["2013-02-05", "2013-02-06", None]})
    assert held_by(calls, "2013-02-05")["call_id"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("moment", "known"), [("2012Q4", ["otter-a.txt"]), ("2013-02-05", ["otter-a.txt", "otter-b.txt"])]
)
def test_every_figure_is_that_of_a_study_which_never_saw_the_later_calls(
    stored: Path, tmp_path: Path, make_study: MakeStudy, corpus: dict[str, str], moment: str, known: list[str]
) -> None:
    then = make_study(tmp_path, {name: corpus[name] for name in known})
    refresh(then, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    looked_back, lived = Study.open(stored).as_of(moment), Study.open(then)
    for name in FIGURES:
        found, expected = (s.table(name).drop(columns="source", errors="ignore") for s in (looked_back, lived))
        assert json.loads(found.to_json(orient="records")) == json.loads(expected.to_json(orient="records")), name


def test_later_calls_do_change_what_is_said_of_the_earlier_ones(stored: Path) -> None:
    """The test above could not fail if matching did not depend on the whole study."""
    study = Study.open(stored)
    then, now = (
        s.table("chunk_themes").set_index(["chunk_id", "theme_id"])["score"] for s in (study.as_of("2012Q4"), study)
    )
    common = then.index.intersection(now.index)
    assert len(common)
    assert (then[common] != now[common]).any()


def test_sources_passages_and_quotes_are_those_of_the_calls_known(stored: Path) -> None:
    then = Study.open(stored).as_of("2012Q4")
    assert [Path(p).name for p in then.table("sources")["path"]] == ["otter-a.txt"]
    assert set(then.quotes("barge-freight")["call_id"]) == {"ottr-2012q3"}
    assert then.quotes("cork-shortage").empty
    assert set(then.table("positions")["chunk_id"].str.split(":").str[0]) == {"ottr-2012q3"}
    assert (then.day, then.n_undated) == ("2012-12-31", 0)


def test_study_as_of_a_day_stays_there_when_reloaded(tmp_path: Path, make_study: MakeStudy) -> None:
    folder = make_study(tmp_path)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    then, anew = Study.open(folder, as_of="2012Q4"), Study.open(folder).as_of("2012Q4").reload()
    assert anew.day == then.day == "2012-12-31"
    assert anew.calls["call_id"].tolist() == then.calls["call_id"].tolist() == ["ottr-2012q3"]


def test_study_as_of_an_earlier_day_cannot_look_ahead(stored: Path) -> None:
    then = Study.open(stored).as_of("2012Q4").as_of("2099Q4")
    assert then.day == "2012-12-31"
    assert then.calls["call_id"].tolist() == ["ottr-2012q3"]


def test_study_before_its_first_call_has_themes_and_no_figures(stored: Path) -> None:
    then = Study.open(stored).as_of("2001-01-01")
    assert len(then.themes) == 3
    assert then.calls.empty
    assert then.table("prevalence").empty
    assert then.prevalence_by_quarter().empty


def test_study_as_of_the_end_is_the_study(stored: Path) -> None:
    study = Study.open(stored)
    then = study.as_of("2099Q4")
    for name in FIGURES:
        found, expected = (s.table(name).to_json(orient="records") for s in (then, study))
        assert found == expected, name


def test_calls_without_a_date_are_left_out_and_counted(
    tmp_path: Path, make_study: MakeStudy, corpus: dict[str, str]
) -> None:
    undated = corpus | {"vesta.txt": corpus["vesta.txt"].replace("EVENT DATE/TIME: FEBRUARY 12, 2013 / 9:30PM GMT", "")}
    folder = make_study(tmp_path, undated)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    then = Study.open(folder).as_of("2099Q4")
    assert (then.n_undated, sorted(set(then.calls["company_id"]))) == (1, ["ottr"])


def test_catalog_changed_since_the_run_is_an_error(tmp_path: Path, make_study: MakeStudy) -> None:
    folder = make_study(tmp_path)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    (folder / "catalog.toml").write_text((folder / "catalog.toml").read_text() + "\n")
    with pytest.raises(StudyError, match="was changed after run 1; try: themes refresh"):
        Study.open(folder).as_of("2012Q4")


def test_discovered_theme_is_known_from_its_first_passage_on_with_the_terms_said_by_then(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = Study.open(stored)
    themes, chunks = study.themes, study.chunks
    rows = {
        "river": ("ottr-2012q3", "ottr-2012q4"),
        "cellar": ("vsta-2012q4",),
    }
    added = [
        {"chunk_id": chunk, "theme_id": theme, "kind": "discovered", "score": 0.5, "assigned": True, "reason": None}
        for theme, calls in rows.items()
        for chunk in chunks.loc[chunks["call_id"].isin(calls) & (chunks["kind"] == "content"), "chunk_id"]
    ]
    base = themes.iloc[0].to_dict()
    terms = '["ice", "Barge", "cork"]'
    new = [
        base | {"theme_id": t, "kind": "discovered", "terms": terms, "label_terms": terms, "stability": 0.9}
        for t in rows
    ]
    study._tables["themes"] = pd.concat([themes, pd.DataFrame(new)], ignore_index=True)
    study._tables["chunk_themes"] = pd.concat([study.table("chunk_themes"), pd.DataFrame(added)], ignore_index=True)
    then = study.as_of("2012Q4").themes.set_index("theme_id")
    assert "cellar" not in then.index
    assert json.loads(then.loc["river", "terms"]) == ["Barge"]
    assert then.loc["river", "status"] == "tentative"  # one call so far
    assert then.loc["river", ["tracked_twin", "tracked_share"]].tolist() == ["barge-freight", 0.5]  # 3 of 6 passages
    later = study.as_of("2013-02-05").themes.set_index("theme_id")
    assert json.loads(later.loc["river", "terms"]) == ["ice", "Barge"]
    assert later.loc["river", "status"] == "active"
    assert later.loc["river", "tracked_twin"] is None  # 3 of 10
