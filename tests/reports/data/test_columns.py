"""Columns of a wide table: when years stand for quarters, and what a drawing's axis leaves out."""

from __future__ import annotations

import pytest

from reports.data.columns import columns_of, runs_of, years_of
from reports.data.coverage import Coverage, CoverageRow
from reports.records import Company
from themes.quarters import quarter_range


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2010Q1", "2012Q4", list(quarter_range("2010Q1", "2012Q4"))),  # twelve quarters
        ("2009Q4", "2012Q4", ["2009", "2010", *quarter_range("2011Q1", "2012Q4")]),  # thirteen
        ("2009Q2", "2012Q2", ["2009", *quarter_range("2010Q1", "2012Q2")]),  # 2010 reaches into the last eight
    ],
)
def test_years_before_the_last_eight_quarters_have_one_column(first: str, last: str, labels: list[str]) -> None:
    assert [column.label for column in columns_of(quarter_range(first, last))] == labels


def test_columns_hold_each_quarter_once() -> None:
    quarters = quarter_range("2003Q3", "2012Q2")
    assert tuple(quarter for column in columns_of(quarters) for quarter in column.quarters) == quarters
    assert tuple(quarter for column in years_of(quarters) for quarter in column.quarters) == quarters


def test_runs_join_quarters_over_the_turn_of_a_year() -> None:
    assert runs_of(["2011Q4", "2012Q1", "2012Q3"]) == ["2011Q4–2012Q1", "2012Q3"]
    assert runs_of([]) == []


def coverage(held: str) -> Coverage:
    """One company's calls, a sign a quarter from 2010Q1 on."""
    quarters = quarter_range("2010Q1", "2010Q1")
    while len(quarters) < len(held):
        quarters = quarter_range("2010Q1", f"{2010 + len(quarters) // 4}Q{len(quarters) % 4 + 1}")
    cells = tuple(("call",) if sign == "x" else () for sign in held)
    return Coverage(quarters, (CoverageRow(Company("elk", "Elk", 0), cells),))


@pytest.mark.parametrize(("held", "n_left"), [("xx...xx", 7), ("xx....xx", 5), ("xx........x..x", 7)])
def test_axis_has_one_quarter_for_a_year_or_more_without_a_call(held: str, n_left: int) -> None:
    found = coverage(held)
    assert len(found.axis) == n_left
    assert {q for q, sign in zip(found.quarters, held, strict=True) if sign == "x"} <= set(found.axis)
