"""Shares by year against numbers computed by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from tests.themes.prevalence.test_by_quarter import THREE, Row, prevalence, quarter
from tests.themes.prevalence.test_prevalence_doc import table as table_of_page
from themes.prevalence.by_quarter import QuarterSettings, prevalence_by_quarter
from themes.prevalence.by_year import COLUMNS, prevalence_by_year

PAGE = Path(__file__).parents[3] / "docs" / "prevalence.md"


def year(table: pd.DataFrame, scope: str, when: str) -> pd.Series:
    found = table[(table["scope"] == scope) & (table["year"] == when)]
    assert len(found) == 1
    return found.iloc[0]


TWO = [
    quarter("a", "2012Q1", 0.10, 0.03, 0.04),
    quarter("b", "2012Q1", 0.06, 0.01, 0.02),
    quarter("a", "2012Q3", 0.20, 0.03, 0.04),
    quarter("b", "2012Q3", 0.12, 0.01, 0.02),
]


def test_year_is_the_mean_of_its_quarters_that_have_a_call_with_squared_and_added_distances() -> None:
    found = year(prevalence_by_year(prevalence(TWO)), "ALL", "2012")
    assert found["share"] == pytest.approx((0.08 + 0.16) / 2)
    assert found["share_low"] == pytest.approx(0.12 - math.sqrt(2 * 0.03**2 + 2 * 0.01**2) / 4, abs=1e-6)
    assert found["share_high"] == pytest.approx(0.12 + math.sqrt(2 * 0.04**2 + 2 * 0.02**2) / 4, abs=1e-6)
    assert found[["n_quarters", "n_calls", "n_companies", "n_quarters_left_out"]].tolist() == [2, 4, 2, 0]
    own = year(prevalence_by_year(prevalence(TWO)), "a", "2012")
    assert (own["share"], own["n_calls"], own["n_companies"]) == (pytest.approx(0.15), 2, 1)


def test_quarter_with_more_calls_weighs_no_more() -> None:
    """2012Q1: two calls, (40 + 60) / 2,000 = .05; 2012Q2: one call, .11."""
    rows: list[Row] = [
        ("a", "a1", "2012Q1", None, 40, 1000, 0.04, 0.04),
        ("a", "a2", "2012Q1", None, 60, 1000, 0.06, 0.06),
        ("a", "a3", "2012Q2", None, 110, 1000, 0.11, 0.11),
    ]
    found = year(prevalence_by_year(prevalence(rows)), "a", "2012")
    assert (found["share"], found["n_calls"], found["n_quarters"]) == (pytest.approx(0.08), 3, 2)


def test_thin_quarter_counts_for_its_company_and_for_all_only_where_a_year_has_no_other() -> None:
    alone = [quarter("a", when, share) for when, share in (("2013Q1", 0.3), ("2013Q2", 0.3), ("2013Q3", 0.1))]
    rows = [*THREE, quarter("a", "2012Q3", 0.1), *alone[:1]]
    rows += [*(quarter(c, "2013Q4", share) for c, share in (("a", 0.10), ("b", 0.02), ("c", 0.0)))]
    mixed = prevalence_by_year(prevalence(rows))
    found = year(mixed, "ALL", "2013")
    assert found["share"] == pytest.approx(0.04)  # 2013Q4; in 2013Q1 a alone called
    assert found[["n_quarters", "n_quarters_left_out", "n_companies", "is_thin"]].tolist() == [1, 1, 3, False]
    own = year(mixed, "a", "2013")
    assert (own["share"], own["n_quarters"], own["is_thin"]) == (pytest.approx((0.3 + 0.1) / 2), 2, False)

    thin = year(prevalence_by_year(prevalence([*THREE, *alone])), "ALL", "2013")
    by_quarter = prevalence_by_quarter(prevalence([*THREE, *alone])).query("scope == 'ALL'")
    adjusted = by_quarter.set_index("quarter").loc[["2013Q1", "2013Q2", "2013Q3"], "share"]
    assert thin["share"] == pytest.approx(adjusted.sum() / 3, abs=1e-6)
    assert thin["share_raw"] == pytest.approx((0.3 + 0.3 + 0.1) / 3, abs=1e-6)
    assert thin[["n_quarters", "n_quarters_left_out", "is_thin"]].tolist() == [3, 0, True]


def test_weights_and_axis_are_those_of_the_quarters() -> None:
    rows: list[Row] = [
        ("a", "a1", "2012Q4", "2013Q1", 100, 1000, 0.1, 0.1),
        ("b", "b1", "2012Q4", "2013Q1", 0, 100, 0, 0),
    ]
    found = prevalence_by_year(prevalence(rows), QuarterSettings(axis="fiscal_quarter", weights={"a": 3.0}))
    assert year(found, "ALL", "2013")["share"] == pytest.approx(0.075)


def test_themes_stand_in_their_order_and_all_companies_first() -> None:
    both = pd.concat([prevalence(TWO, "tea"), prevalence(TWO, "ale")])
    table = prevalence_by_year(both)
    assert table[["theme_id", "scope"]].values.tolist() == [[t, s] for t in ("tea", "ale") for s in ("ALL", "a", "b")]


def test_without_a_quarter_the_table_is_empty() -> None:
    table = prevalence_by_year(prevalence([("a", "a1", None, None, 1, 10, 0.0, 0.3)]))
    assert table.empty
    assert tuple(table.columns) == COLUMNS


def test_years_of_the_page_are_what_the_program_makes_of_its_quarters() -> None:
    """The companies of the page's table of shares; its year is told in the words below it."""
    given = table_of_page("company", *(f"2012Q{k}" for k in range(1, 5)))
    rows = [
        quarter(row["company"], name, float(row[name]))
        for _, row in given.iterrows()
        for name in given.columns[1:]
        if row[name] != "–"
    ]
    found = year(prevalence_by_year(prevalence(rows)), "ALL", "2012")
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"(.06 + .10 + .08) / 3 = {found['share']:.2f}".replace("= 0.", "= .") in text
