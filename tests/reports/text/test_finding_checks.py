"""A finding that contradicts its own numbers is not made, and is counted: planted contradictions, a year of quarters each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.data.brief import Finding
from reports.records import Trend
from reports.summary import summarize
from reports.text.finding_checks import finding_faults
from tests.reports.conftest import Tables
from themes.records import Status

QUARTERS = tuple(f"{year}Q{quarter}" for year in (2011, 2012) for quarter in (1, 2, 3, 4))
RISE = (0.01, 0.01, 0.01, 0.01, 0.03, 0.05, 0.03, 0.03)
RISING = Trend("ALL", "All companies", Status.RISING, "", peak_quarter="2012Q2", q_value=0.01)


def faults(*shares: float | None, trend: Trend = RISING) -> list[str]:
    series = tuple(zip(QUARTERS, shares, strict=True))
    finding = Finding(
        "sdn", "SDN", trend.scope, "", "trend", trend.status, trend.status.direction, ("SDN moved",), (), (), "", (),
        series=series,
    )  # fmt: skip
    return [str(found) for found in finding_faults(finding, trend)]


def test_finding_that_agrees_with_its_shares_has_no_fault() -> None:
    assert faults(*RISE) == []
    assert faults(*RISE[:4], None, *RISE[5:]) == []
    assert faults(*[None] * 8) == []


def test_rise_whose_shares_fall_is_a_contradiction() -> None:
    fall = replace(RISING, peak_quarter="2011Q3")
    assert faults(*RISE[::-1], trend=fall) == ["sdn (ALL): SDN moved, but the shares shown go the other way"]
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
def test_contradicted_finding_is_not_made_and_is_counted(faded: Tables, column: str, value: object) -> None:
    made = summarize(faded)
    assert [finding.theme_id for finding in made.brief.findings] == ["open-access"]
    assert "left out" not in made.brief.not_said
    trends = faded["trends"]
    trends.loc[trends["q_value"].notna(), column] = value  # type: ignore[call-overload]
    left = summarize(faded)
    assert "ALL" not in {finding.scope for finding in left.brief.findings}  # two calls are compared instead
    assert left.brief.not_said.endswith("1 left out: its numbers contradict each other.")
    assert {(found.theme_id, found.scope) for found in left.contradictions} == {("open-access", "ALL")}


def test_contrast_that_contradicts_itself_makes_no_finding(tables: Tables) -> None:
    """Juno's talk of open access went from 4 to 15%: eleven points, not ten."""
    own = (tables["contrasts"]["theme_id"] == "open-access") & (tables["contrasts"]["company_id"] == "juno")
    assert "open-access" in [finding.theme_id for finding in summarize(tables).brief.findings]
    tables["contrasts"].loc[own, "difference"] = 0.10
    left = summarize(tables)
    assert "open-access" not in [finding.theme_id for finding in left.brief.findings]
    assert left.brief.not_said.endswith("1 left out: its numbers contradict each other.")
