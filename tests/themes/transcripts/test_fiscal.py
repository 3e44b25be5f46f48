"""Fiscal years by the calendar: period ends, labels, months that are spoken of."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.quarters import Quarter
from themes.transcripts.fiscal import (
    is_possible,
    label_of,
    last_period_end,
    reported_by,
    spoken_months,
    year_end_month,
    year_ends,
)
from themes.transcripts.quarters import Sources, find_quarters

MONTHS = st.integers(1, 12)
DAYS = st.dates(date(1998, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "month_of_quarter", "end"),
    [
        ("2012-02-08", 1, date(2012, 1, 31)),
        ("2012-02-08", 2, date(2011, 11, 30)),
        ("2012-02-08", 3, date(2011, 12, 31)),
        ("2012-01-31", 1, date(2011, 10, 31)),  # a month that is not over yet
        ("2012-03-01", 2, date(2012, 2, 29)),
        ("2013-12-31", 3, date(2013, 9, 30)),
    ],
)
def test_last_period_end_is_in_the_past(day: str, month_of_quarter: int, end: date) -> None:
    assert last_period_end(day, month_of_quarter) == end


@given(DAYS, st.integers(1, 3))
def test_last_period_end_is_the_nearest_of_its_months(day: date, month_of_quarter: int) -> None:
    end = last_period_end(day.isoformat(), month_of_quarter)
    assert (end + timedelta(days=1)).day == 1
    assert (end.month - month_of_quarter) % 3 == 0
    assert end < day.replace(day=1)
    assert 12 * (day.year - end.year) + day.month - end.month in (1, 2, 3)


@pytest.mark.parametrize(
    ("end", "year_end", "label"),
    [
        (date(2011, 10, 29), 7, "2012Q1"),
        (date(2012, 1, 28), 7, "2012Q2"),
        (date(2012, 7, 28), 7, "2012Q4"),
        (date(2017, 4, 30), 1, "2018Q1"),
        (date(2018, 1, 28), 1, "2018Q4"),
        (date(2013, 9, 30), 6, "2014Q1"),
        (date(2014, 6, 30), 6, "2014Q4"),
        (date(2014, 12, 27), 9, "2015Q1"),
        (date(2014, 3, 31), 12, "2014Q1"),
        (date(2014, 12, 31), 12, "2014Q4"),
        (date(2014, 8, 31), 5, "2015Q1"),
        (date(2015, 2, 28), 5, "2015Q3"),
    ],
)
def test_label_is_named_for_the_year_in_which_it_ends(end: date, year_end: int, label: str) -> None:
    assert label_of(end, year_end) == label


@given(DAYS, MONTHS)
def test_label_and_quarter_lead_to_each_other(day: date, year_end: int) -> None:
    end = last_period_end(day.isoformat(), (year_end - 1) % 3 + 1)
    label = label_of(end, year_end)
    assert (label[5] == "4") is (end.month == year_end)
    assert reported_by(day.isoformat(), label, year_end, None)[0] == str(Quarter.of_date(end))
    assert is_possible(label, day.isoformat(), str(Quarter.of_date(end)))


@pytest.mark.parametrize(
    ("ticker", "label", "quarter"),
    [
        ("CSCO", "2012Q1", "2011Q4"),
        ("CSCO", "2012Q3", "2012Q2"),
        ("NVDA", "2026Q1", "2025Q2"),
        ("NVDA", "2025Q4", "2025Q1"),
        ("MSFT", "2014Q1", "2013Q3"),
        ("MSFT", "2014Q4", "2014Q2"),
        ("QCOM", "2013Q1", "2012Q4"),
        ("QCOM", "2013Q4", "2013Q3"),
        ("FDX", "2015Q3", "2015Q1"),
    ],
)
def test_label_alone_is_turned_by_the_fiscal_year(ticker: str, label: str, quarter: str) -> None:
    found = find_quarters(Sources(None, ticker, None, None, label, (), ""))
    assert found.calendar_quarter == quarter
    assert found.inferences["calendar_quarter"].how == "fiscal quarter and the company's fiscal year"


def test_known_fiscal_year_is_heard_before_the_words_and_the_words_before_the_date() -> None:
    assert reported_by("2012-02-08", None, 6, 1) == ("2011Q4", "call date; the fiscal year ends in June")
    assert reported_by("2012-02-08", None, None, 1) == ("2012Q1", "call date; the call speaks of the January quarter")
    assert reported_by("2012-02-08", None, None, None) == ("2011Q4", "call date minus 45 days")


@pytest.mark.parametrize(
    ("day", "label", "quarter"),
    [
        ("2018-02-08", "2018Q4", "2018Q1"),  # only a year that ends in January allows the label
        ("2018-02-08", "2018Q3", "2017Q4"),
        ("2018-02-08", "2019Q1", "2017Q4"),
        ("2018-05-10", "2019Q1", "2018Q2"),
        ("2018-03-20", "2018Q4", "2018Q1"),  # 45 days before lie in February
    ],
)
def test_label_moves_the_quarter_only_where_no_other_is_possible(day: str, label: str, quarter: str) -> None:
    assert reported_by(day, label, None, None)[0] == quarter


@pytest.mark.parametrize(
    ("label", "possible"), [("2017Q1", False), ("2017Q2", True), ("2017Q4", True), ("2018Q3", True), ("2018Q4", False)]
)
def test_label_runs_three_quarters_ahead_and_two_behind(label: str, possible: bool) -> None:
    assert is_possible(label, "2018-02-08", "2017Q4") is possible


def test_label_of_a_quarter_far_after_the_call_is_impossible_whatever_the_quarter() -> None:
    assert is_possible("2018Q4", "2018-02-08", "2018Q1")
    assert not is_possible("2019Q1", "2018-02-08", "2018Q2")


@pytest.mark.parametrize(
    ("company", "ticker", "month"),
    [
        ("Cisco Systems, Inc.", None, 7),
        ("THE HOME DEPOT", None, 1),
        ("Visa Inc.", None, 9),
        ("Visage Boats", None, None),
        ("KLA Corporation", None, 6),
        ("Klara Boats", None, None),
        ("Broadcom Corporation", None, None),  # the older company of that name kept the calendar's year
        ("Broadcom Inc.", None, 10),
        ("Otter Peak", "AAPL", 9),
        ("Apple Inc.", "OTTR", 9),
        (None, "OTTR", None),
        (None, None, None),
    ],
)
def test_year_end_is_known_by_ticker_or_by_whole_words_of_the_name(
    company: str | None, ticker: str | None, month: int | None
) -> None:
    assert year_end_month(company, ticker) == month


def test_table_of_year_ends_has_months_and_names_in_lower_case() -> None:
    assert len(year_ends()) > 50
    for end in year_ends().values():
        assert calendar.month_name[end.month]
        assert end.names
        assert all(name == name.casefold() for name in end.names)


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("the July quarter and the April quarter", 1),
        ("our August-quarter and our November quarter", 2),
        ("the June quarter, the July quarter, the June quarter", 3),
        ("the June quarter, the July quarter, the June quarter, the July quarter", None),
        ("the july quarter, the july quarter", None),
        ("a Great quarter, a Strong quarter, the Last quarter", None),
        ("", None),
    ],
)
def test_month_is_that_of_most_quarters_spoken_of_at_least_twice(words: str, month: int | None) -> None:
    assert spoken_months(words) == month


def test_label_that_the_date_allows_is_not_named_as_a_reason() -> None:
    assert reported_by("2018-03-20", "2018Q4", None, None)[1] == "call date minus 45 days"
