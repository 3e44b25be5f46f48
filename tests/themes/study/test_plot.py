"""``study.plot``: the report's numbers as charts, and an explorer whose selection is a DataFrame."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from themes.errors import StudyError
from themes.study.study import Study

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study(stored: Path) -> Study:
    return Study.open(stored)


@pytest.fixture(scope="module")
def theme(study: Study) -> str:
    return str(study.table("prevalence").query("n_words_theme > 0")["theme_id"].iloc[0])


def rows_of(chart: object) -> list[dict[str, object]]:
    spec = json.loads(chart.to_json())  # type: ignore[attr-defined]
    return [row for rows in spec["datasets"].values() for row in rows]


def test_share_draws_the_shares_of_the_table(study: Study, theme: str) -> None:
    own = (
        study.table("prevalence")
        .query("theme_id == @theme and speaker_group == 'all'")
        .dropna(subset=["calendar_quarter"])
    )
    drawn = [row["share"] for row in rows_of(study.plot.share(theme)) if row.get("share") is not None]
    assert sorted(drawn) == sorted(own["share"].dropna())  # type: ignore[type-var]


def test_share_of_one_company_is_that_company_alone(study: Study, theme: str) -> None:
    assert {row["company"] for row in rows_of(study.plot.share(theme, "ottr"))} == {
        study.calls.set_index("company_id").loc["ottr", "company"].iloc[0]
    }


def test_heat_map_has_the_shares_by_quarter(study: Study) -> None:
    table = study.prevalence_by_quarter().query("scope == 'ALL'")
    labels = study.themes.query("status != 'retired'").set_index("theme_id")["label"]
    expected = {
        (labels[row.theme_id], row.quarter): row.share for row in table.itertuples() if row.theme_id in labels.index
    }
    drawn = {(row["theme"], row["calendar_quarter"]): row["share"] for row in rows_of(study.plot.heatmap())}
    assert {key: share for key, share in drawn.items() if share is not None} == expected


def test_titles_name_the_theme(study: Study, theme: str) -> None:
    label = study.themes.set_index("theme_id")["label"][theme]
    for chart in (study.plot.share(theme), study.plot.speakers(theme)):
        assert label in str(chart.title)


def test_theme_that_is_not_there_is_named_with_the_nearest(study: Study) -> None:
    with pytest.raises(StudyError, match="nonsense"):
        study.plot.share("nonsense")


def test_map_shows_every_placed_passage(study: Study) -> None:
    assert {row["chunk_id"] for row in rows_of(study.plot.map())} == set(study.passage_positions()["chunk_id"])


def test_what_is_selected_in_the_explorer_are_the_passages(study: Study) -> None:
    explorer = study.plot.explore(colour="company")
    assert explorer.selected.empty
    explorer.scatter.selection([2, 0])
    assert explorer.selected["chunk_id"].tolist() == explorer.passages["chunk_id"].iloc[[0, 2]].tolist()
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert isinstance(data, dict)
    assert "application/vnd.jupyter.widget-view+json" in data


def test_chart_in_a_notebook_asks_no_host(study: Study, theme: str) -> None:
    bundle = study.plot.share(theme)._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data.keys() == {"image/svg+xml"}
    assert "cdn" not in str(data)
