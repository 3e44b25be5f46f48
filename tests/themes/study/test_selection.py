"""What is picked in ``themes explore``: the chart, the numbers and the quotes are those of the pick."""

from __future__ import annotations

from pathlib import Path

import pytest

from themes.errors import StudyError
from themes.study.selection import Selection, choices
from themes.study.study import Study

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study(stored: Path) -> Study:
    return Study.open(stored)


def test_choices_lead_from_labels_to_ids_tracked_themes_first(study: Study) -> None:
    offered = choices(study)
    kinds = study.themes.set_index("theme_id")["kind"]
    assert [kinds[theme] for theme in offered.themes.values()] == sorted(
        (kinds[theme] for theme in offered.themes.values()), key=lambda kind: kind != "tracked"
    )
    assert set(offered.companies.values()) == set(study.calls["company_id"])
    assert offered.quarters == sorted(study.calls["calendar_quarter"].unique())
    assert set(offered.first_themes) <= set(offered.themes)


def test_shares_are_those_of_the_table_by_quarter(study: Study) -> None:
    theme = next(iter(choices(study).themes.values()))
    chosen = Selection(study, (theme,), ("ottr",), "2012Q4", "2012Q4")
    table = study.prevalence_by_quarter()
    own = table.query("theme_id == @theme and scope == 'ottr' and quarter == '2012Q4'")
    assert chosen.shares["share"].tolist() == own["share"].tolist()
    assert chosen.table["share of talk, %"].tolist() == [round(100 * own["share"].iloc[0], 1)]
    assert chosen.chart.title == "Share of talk by quarter"


def test_quotes_are_of_the_themes_companies_and_quarters_picked(study: Study) -> None:
    themes = tuple(choices(study).themes.values())
    found = Selection(study, themes, ("ottr",), "2012Q3", "2012Q3").quotes
    of_ottr = set(study.calls.query("company_id == 'ottr'")["company"])
    assert set(found["company"]) <= of_ottr
    assert set(found["calendar_quarter"]) == {"2012Q3"}


def test_quarters_without_a_call_are_empty(study: Study) -> None:
    theme = next(iter(choices(study).themes.values()))
    chosen = Selection(study, (theme,), (), "2013Q1", "2013Q4")
    assert chosen.is_empty
    with pytest.raises(StudyError, match="nothing to draw"):
        _ = chosen.chart
