"""Shares by quarter, year, company and call, and companies compared, with numbers that a person can add up."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from themes.errors import StudyError
from themes.study.shares import OF_CALLS, OF_COMPANIES, OF_QUARTERS, OF_YEARS
from themes.study.study import Study


@pytest.fixture(scope="module")
def study(stored: Path) -> Study:
    return Study.open(stored)


def test_share_over_companies_by_quarter_is_the_mean_of_those_that_called(study: Study) -> None:
    """Barges: in Otter's call of 2012Q3 alone; in 2012Q4 Otter and Vesta called and neither spoke of them."""
    barges = study.shares("barge-freight")
    assert tuple(barges.columns) == OF_QUARTERS
    own = study.table("prevalence").query("theme_id == 'barge-freight' and call_id == 'ottr-2012q3'")
    said = own.set_index("speaker_group")["share"]["all"]
    assert said > 0.3
    assert barges["quarter"].tolist() == ["2012Q3", "2012Q4"]
    assert barges["n_companies"].tolist() == [1, 2]
    assert barges["share"].iloc[1] == 0
    assert set(barges["company"]) == {"All companies"}
    otter = study.shares("Freight by barge", "Otter Peak")
    assert otter["share"].tolist() == pytest.approx([said, 0])


def test_share_of_a_period_is_the_mean_of_its_quarters(study: Study) -> None:
    by_quarter = study.shares("barge-freight", "ottr")["share"]
    by_year, by_company = (study.shares("barge-freight", "ottr", by=by) for by in ("year", "company"))  # type: ignore[arg-type]
    assert (tuple(by_year.columns), tuple(by_company.columns)) == (OF_YEARS, OF_COMPANIES)
    assert by_year["year"].tolist() == ["2012"]
    for period in (by_year, by_company):
        assert period["share"].item() == pytest.approx(by_quarter.mean(), abs=1e-6)
        assert period["n_quarters"].item() == 2
        assert period["share_low"].item() <= period["share"].item() <= period["share_high"].item()


def test_shares_by_call_are_the_rows_of_the_table_with_names(study: Study) -> None:
    found = study.shares("cork-shortage", by="call", group="analyst_questions")
    assert tuple(found.columns) == OF_CALLS
    stored = study.table("prevalence").query("theme_id == 'cork-shortage' and speaker_group == 'analyst_questions'")
    assert found["share"].tolist() == stored["share"].tolist()
    assert found["company"].tolist() == ["Otter Peak, Inc.", "Otter Peak, Inc.", "Vesta Bottling Corp."]


@pytest.mark.parametrize("by", ["quarter", "year", "company"])
def test_shares_of_one_theme_are_those_among_all(study: Study, by: str) -> None:
    everything = study.shares(by=by)  # type: ignore[arg-type]
    own = study.shares("cork-shortage", by=by)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(own, everything.query("theme_id == 'cork-shortage'").reset_index(drop=True))
    assert everything["theme_id"].drop_duplicates().tolist() == study.themes["theme_id"].tolist()


def test_shares_by_company_have_a_row_a_company_unless_some_are_named(study: Study) -> None:
    assert study.shares("glass-tax", by="company")["company_id"].tolist() == ["ottr", "vsta"]
    assert study.shares("glass-tax", ["VSTA"], by="company")["company_id"].tolist() == ["vsta"]


def test_two_companies_are_compared_over_their_common_quarter(study: Study) -> None:
    """Only 2012Q4 has both: Vesta spoke of cork, Otter did not, and Otter's barges of 2012Q3 do not count."""
    found = study.compare("Vesta", "OTTR", themes=["cork-shortage", "barge-freight"]).set_index("theme_id")
    own = study.shares("cork-shortage", "vsta")["share"].item()
    assert found.loc["cork-shortage", ["vsta", "ottr", "difference"]].tolist() == pytest.approx([own, 0, own])
    assert found.loc["barge-freight", ["vsta", "ottr"]].tolist() == [0, 0]
    assert found.index[0] == "cork-shortage"
    assert (found["n_quarters"] == 1).all()
    assert set(found["from_quarter"]) == {"2012Q4"}
    assert found.loc["cork-shortage", "difference_low"] < own < found.loc["cork-shortage", "difference_high"]


def test_order_of_companies_turns_the_difference_around(study: Study) -> None:
    one, other = study.compare("vsta", "ottr"), study.compare("ottr", "vsta")
    pd.testing.assert_series_equal(one["difference"], -other["difference"])
    pd.testing.assert_series_equal(one["difference_low"], -other["difference_high"], check_names=False)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda s: s.shares("corks"), "no theme 'corks' in this study; the nearest is 'cork-shortage'"),
        (lambda s: s.shares(by="month"), "by='month' is not known; it is one of quarter, year, company, call"),
        (lambda s: s.shares(group="ceo"), "group='ceo' is not known; it is one of all, management_prepared"),
        (lambda s: s.compare("ottr", "Otter Peak"), "one company cannot be compared"),
    ],
)
def test_question_that_makes_no_sense_is_an_error(study: Study, ask: object, message: str) -> None:
    with pytest.raises(StudyError, match=re.escape(message)):
        ask(study)  # type: ignore[operator]
