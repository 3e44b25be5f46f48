"""Quarters: names, order, arithmetic over the turn of a year, days."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.quarters import Quarter, is_quarter, ordinals, quarter_range

ORDINALS = st.integers(4, 4 * 9999 - 1)


@pytest.mark.parametrize("text", ["2012", "Q4 2012", "2012Q5", "2012q4", "12Q4", "2012Q4 ", "", "2012Q"])
def test_what_is_no_quarter_is_refused_with_what_was_received(text: str) -> None:
    assert not is_quarter(text)
    with pytest.raises(ValueError, match="is no quarter"):
        Quarter.parse(text)


@given(ORDINALS)
def test_name_and_ordinal_lead_back_to_the_quarter(ordinal: int) -> None:
    quarter = Quarter.from_ordinal(ordinal)
    assert quarter.ordinal == ordinal
    assert Quarter.parse(str(quarter)) == quarter


@given(ORDINALS, ORDINALS)
def test_order_of_quarters_is_that_of_their_names_and_ordinals(one: int, other: int) -> None:
    a, b = Quarter.from_ordinal(one), Quarter.from_ordinal(other)
    assert (a < b) == (one < other) == (str(a) < str(b))
    assert b.shift(a.since(b)) == a


@given(st.dates(date(1700, 1, 1), date(2200, 1, 1)))
def test_days_and_quarter_of_a_date_are_those_of_pandas(day: date) -> None:
    quarter, period = Quarter.of_date(day), pd.Period(day, freq="Q-DEC")
    assert str(quarter) == str(period)
    assert quarter.to_period() == period
    assert (quarter.first_day, quarter.last_day) == (period.start_time.date(), period.end_time.date())


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2012Q4", "2012Q4", ("2012Q4",)),
        ("2012Q4", "2013Q1", ("2012Q4", "2013Q1")),
        ("1999Q3", "2000Q2", ("1999Q3", "1999Q4", "2000Q1", "2000Q2")),
        ("2013Q1", "2012Q4", ()),
    ],
)
def test_range_holds_both_ends_over_the_turn_of_a_year(first: str, last: str, expected: tuple[str, ...]) -> None:
    assert quarter_range(first, last) == expected


def test_ordinals_of_neighbours_differ_by_one_and_of_years_by_four() -> None:
    found = ordinals(["2012Q4", "2013Q1", "2013Q4", "2012Q4"])
    assert (found["2013Q1"] - found["2012Q4"], found["2013Q4"] - found["2012Q4"]) == (1, 4)


def test_quarters_need_no_pandas() -> None:
    code = "import sys; from themes.quarters import Quarter; Quarter.parse('2012Q4').shift(1); print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
