"""A headline that contradicts its own numbers is not made, and is counted: planted contradictions, a year of quarters each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.records import Headline, Trend
from reports.summary import summarize
from reports.text.headline_checks import headline_faults
from tests.reports.conftest import Tables
from themes.records import Status

QUARTERS = tuple(f"{year}Q{quarter}" for year in (2011, 2012) for quarter in (1, 2, 3, 4))
RISE = (0.01, 0.01, 0.01, 0.01, 0.03, 0.05, 0.03, 0.03)
RISING = Trend("ALL", "All companies", Status.RISING, "", peak_quarter="2012Q2", q_value=0.01)


def faults(*shares: float | None, trend: Trend = RISING) -> list[str]:
    series = tuple(zip(QUARTERS, shares, strict=True))
    headline = Headline(
        "sdn", "SDN", trend.scope, trend.status, trend.status.direction, "“SDN” moved", "", "", series
    )  # fmt: skip
    return [str(found) for found in headline_faults(headline, trend)]


def test_headline_that_agrees_with_its_shares_has_no_fault() -> None:
    assert faults(*RISE) == []
    assert faults(*RISE[:4], None, *RISE[5:]) == []
    assert faults(*[None] * 8) == []


def test_rise_whose_shares_fall_is_a_contradiction() -> None:
    fall = replace(RISING, peak_quarter="2011Q3")
    assert faults(*RISE[::-1], trend=fall) == ["sdn (ALL): “SDN” moved, but the shares shown go the other way"]
    assert faults(*RISE[::-1], trend=replace(fall, status=Status.FADING)) == []


@pytest.mark.parametrize(("status", "is_fault"), [(Status.NEW, True), (Status.DORMANT, False)])
def test_event_is_held_against_the_shares_since_it(status: Status, is_fault: bool) -> None:
    event = replace(RISING, status=status, since_quarter="2012Q4", peak_quarter=None)
    assert bool(faults(*[0.02] * 7, 0.0, trend=event)) is is_fault


def test_peak_below_another_quarter_shown_is_a_contradiction() -> None:
    elsewhere = replace(RISING, peak_quarter="2012Q3")
    assert faults(*RISE, trend=elsewhere) == ["sdn (ALL): at its largest 3.0% in 2012Q3, but it is 5.0% in 2012Q2"]


def test_quarter_without_a_share_is_no_peak() -> None:
    elsewhere = replace(RISING, peak_quarter="2012Q3")
    assert faults(*RISE[:5], None, *RISE[6:], trend=elsewhere) == []


@pytest.fixture
def faded(tables: Tables) -> Tables:
    """The small study, where open access fades over all companies: 11% of the talk in 2012Q2, .5% in 2013Q1."""
    trends = tables["trends"]
    row = (trends["theme_id"] == "open-access") & (trends["scope"] == "ALL")
    moved = {"status": "fading", "peak_quarter": "2012Q2", "q_value": 0.04}
    moved |= {"change_per_year": -0.03, "change_low": -0.04, "change_high": -0.02}
    for column, value in moved.items():
        trends.loc[row, column] = value  # type: ignore[call-overload]
    return tables


@pytest.mark.parametrize(
    ("column", "value"),
    [("change_per_year", 0.03), ("change_high", -0.035), ("peak_quarter", "2011Q1"), ("status", "rising")],
)
def test_contradicted_headline_is_not_made_and_is_counted(faded: Tables, column: str, value: object) -> None:
    made = summarize(faded)
    assert [headline.theme_id for headline in made.headlines] == ["open-access"]
    assert "left out" not in made.headline_note
    trends = faded["trends"]
    trends.loc[trends["q_value"].notna(), column] = value  # type: ignore[call-overload]
    left = summarize(faded)
    assert "ALL" not in {headline.scope for headline in left.headlines}  # two calls are compared instead
    assert left.headline_note.endswith("1 left out: its numbers contradict each other.")
    assert {(found.theme_id, found.scope) for found in left.contradictions} == {("open-access", "ALL")}


def test_contrast_that_contradicts_itself_makes_no_headline(tables: Tables) -> None:
    """Juno's talk of open access went from 4 to 15%: eleven points, not ten."""
    own = (tables["contrasts"]["theme_id"] == "open-access") & (tables["contrasts"]["company_id"] == "juno")
    assert "open-access" in [headline.theme_id for headline in summarize(tables).headlines]
    tables["contrasts"].loc[own, "difference"] = 0.10
    left = summarize(tables)
    assert "open-access" not in [headline.theme_id for headline in left.headlines]
    assert left.headline_note.endswith("1 left out: its numbers contradict each other.")
