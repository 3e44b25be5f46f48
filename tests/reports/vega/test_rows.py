"""A study's tables as rows to draw, against numbers computed by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from reports.vega.charts import share_over_quarters, theme_heat_map, who_says_it
from reports.vega.rows import heat_rows, share_rows, speaker_rows
from tests.reports.conftest import Tables


def test_rows_of_shares_name_companies_and_fill_quarters(tables: Tables) -> None:
    found = share_rows(tables, "open-access")
    juno = found[found["company"] == "Juno Optics"].set_index("calendar_quarter")
    assert list(juno.index) == ["2012Q2", "2012Q3", "2012Q4", "2013Q1"]
    assert juno.loc["2012Q2", ["share", "n_words_theme", "n_words"]].tolist() == [0.04, 40, 1000]
    assert juno.loc["2012Q3"].drop("company").isna().all()  # no call
    # two calls of Vesta in one quarter stay two
    assert sorted(found[found["company"] == "Vesta Cable plc"].dropna()["share"]) == [0.005, 0.1, 0.5]


def test_rows_of_the_heat_map_take_the_calls_of_a_quarter_together_by_their_words(tables: Tables) -> None:
    found = heat_rows(tables).set_index(["theme", "company", "calendar_quarter"])["share"]
    assert found["Open access", "Vesta Cable plc", "2012Q2"] == (80 + 100) / (800 + 200)
    assert "old tune" not in found.index.get_level_values("theme")  # retired


def test_rows_of_speakers_are_shares_of_their_own_words(tables: Tables) -> None:
    found = speaker_rows(tables, "open-access").set_index("speakers")
    own = tables["prevalence"].query("theme_id == 'open-access' and speaker_group == 'analyst_questions'")
    n_theme, n_words = own["n_words_theme"].sum(), own["n_words"].sum()
    assert found.loc["Analysts, questions"].tolist() == [n_theme / n_words, n_theme, n_words]


def test_theme_that_is_not_there_is_named(tables: Tables) -> None:
    with pytest.raises(KeyError, match="no theme 'open' in this study"):
        share_rows(tables, "open")


def test_rows_can_be_drawn_without_more(tables: Tables) -> None:
    chart = share_over_quarters(share_rows(tables, "open-access")).to_dict()
    assert chart["facet"]["sort"] == ["Juno Optics", "Vesta Cable plc"]
    heat = theme_heat_map(heat_rows(tables).query("company == 'Juno Optics'")).to_dict()
    assert heat["layer"][0]["encoding"]["x"]["scale"]["domain"] == ["2012Q2", "2012Q3", "2012Q4", "2013Q1"]
    assert len(who_says_it(speaker_rows(tables, "open-access")).to_dict()["layer"]) == 3


@pytest.mark.parametrize("draw", [share_over_quarters, theme_heat_map, who_says_it])
def test_table_that_is_not_rows_is_refused_with_how_to_make_them(draw: object, tables: Tables) -> None:
    table: pd.DataFrame = tables["prevalence"]
    with pytest.raises(ValueError, match=r"no column '\w+' to draw; reports.vega.rows.\w+\(study.tables, …\)"):
        draw(table)  # type: ignore[operator]


def test_companies_of_one_name_are_told_apart(tables: Tables) -> None:
    same = tables | {"calls": tables["calls"].assign(company="Acme")}
    found = (
        heat_rows(same).query("theme == 'Open access' and calendar_quarter == '2012Q2'").set_index("company")["share"]
    )
    assert found["Acme (juno)"] == 0.04
    assert found["Acme (vsta)"] == 0.18
