"""Findings from trends: every number is one of the tables, and no word is surer than its q-value.

Three companies, twelve quarters (2010Q1 to 2012Q4), 1,000 content words a call.  ``ox`` has calls in the first six
quarters only, so from 2011Q3 on two of three companies call.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reports.data.brief import Finding, plain
from reports.data.coverage import Coverage
from reports.data.evidence import same_stories
from reports.formatting import percent
from reports.records import Change, Company, Contrast, Point, ThemeReport, Trend
from reports.text.contrast_findings import NOTHING_TO_COMPARE
from reports.text.findings import Background, findings_of, series_of
from themes.records import Status
from themes.stats.composition import adjusted_shares

QUARTERS = tuple(f"{year}Q{quarter}" for year in (2010, 2011, 2012) for quarter in (1, 2, 3, 4))
COMPANIES = (Company("elk", "Elk Radio", 0), Company("fox", "Fox Masts", 1), Company("ox", "Ox Cable", 2))
COVERAGE = Coverage(QUARTERS, ())
BACKGROUND = Background((), COVERAGE, {})
YEAR = Change(0.034, 0.015, 0.053)
RISING = {"change_per_year": 0.034, "q_value": 0.004, "horizon": "year", "changes": {"year": YEAR}}
RISING |= {"share_before": 0.021, "share_after": 0.055}
CONTRAST = Contrast("elk", "elk-2010Q1", "elk-2010Q2", 0.01, 0.11, 0.1, 0.05, 0.15, 0.001, "up", "More of it.", 0.001)
FLAT = {"elk": [20] * 12, "fox": [40] * 12, "ox": [60] * 6}


def trend(status: str, scope: str = "ALL", **known: object) -> Trend:
    label = {company.company_id: company.label for company in COMPANIES} | {"ALL": "All companies"}
    n_companies = len(COMPANIES) if scope == "ALL" else 1
    return Trend(scope, label[scope], Status(status), "", n_calls=30, n_companies=n_companies, **known)  # type: ignore[arg-type]


def theme(theme_id: str, *trends: Trend, words: dict[str, list[int]] = FLAT, kind: str = "tracked") -> ThemeReport:
    points = tuple(
        Point(f"{company}-{quarter}", company, company, quarter, n / 1000, None, None, n, 1000)
        for company, counts in words.items()
        for quarter, n in zip(QUARTERS, counts, strict=False)
    )
    label = theme_id.upper()
    return ThemeReport(
        theme_id, kind, label, "active", None, (), 0.1, 1, 10, 1, 1, points, (), (), (), trends, ()
    )  # fmt: skip


def numbers(text: str) -> list[str]:
    return re.findall(r"[−+]?\d+\.\d", text)


def found_of(*themes: ThemeReport, background: Background = BACKGROUND) -> tuple[Finding, ...]:
    return findings_of(themes, background)[0]


def own(company: str, changes: dict[str, float], horizon: str = "year", **known: object) -> Trend:
    """A company's row, of which nothing was found."""
    by_horizon = {name: Change(points, None, None) for name, points in changes.items()}
    return trend("unclear", company, horizon=horizon, changes=by_horizon, **known)


def test_finding_tells_the_numbers_of_its_row() -> None:
    row = trend("rising", **RISING)
    (found,) = found_of(theme("lte", row))
    assert (found.basis, found.status, found.direction, found.scope, found.theme_id) == (
        "trend", "rising", "up", "ALL", "lte",
    )  # fmt: skip
    assert numbers(found.headline) == ["3.4", "5.5"]
    assert found.headline.startswith("LTE: share of talk up ")
    assert numbers(found.interval) == ["+1.5", "+5.3"]
    assert (found.change, found.low, found.high, found.q_value) == (*YEAR, 0.004)
    # the year of 2012 against that of 2011, as the row has them
    assert [(w.first, w.last, w.share) for w in found.windows] == [
        ("2011Q1", "2011Q4", 0.021),
        ("2012Q1", "2012Q4", 0.055),
    ]


def test_numbers_of_a_finding_say_which_cell_they_are() -> None:
    (found,) = found_of(theme("lte", trend("rising", **RISING), words={"fox": [40] * 8 + [100] * 4}))
    figures = [
        word for words in (found.claim, found.bounds, found.led_by) for word in words if not isinstance(word, str)
    ]
    assert [(figure.address, figure.text) for figure in figures] == [
        ("change|lte|ALL|", "3.4"),
        ("after|lte|ALL|", percent(0.055)),
        ("low|lte|ALL|", "+1.5"),
        ("high|lte|ALL|", "+5.3"),
        ("share|lte|fox|2011Q1/2011Q4", "4.0%"),
        ("share|lte|fox|2012Q1/2012Q4", "10.0%"),
    ]


@pytest.mark.parametrize(
    ("status", "verb", "number", "direction"),
    [
        ("new", "is new", "5.5", "up"),
        ("revived", "is back", "5.5", "up"),
        ("dormant", "has gone quiet", "3.4", "down"),
        ("spike", "spiked", "2.0", "unclear"),
    ],
)
def test_event_is_told_by_the_verb_of_its_status(status: str, verb: str, number: str, direction: str) -> None:
    row = trend(status, "elk", **RISING | {"since_quarter": "2012Q1"})
    (found,) = found_of(theme("lte", row))
    assert (found.headline.startswith(f"LTE at Elk Radio {verb}"), found.direction) == (True, direction)
    assert number in numbers(found.headline)


def test_row_without_shares_makes_a_claim_without_numbers() -> None:
    (found,) = found_of(theme("lte", trend("rising", q_value=0.004)))
    assert (found.headline, found.interval, found.windows) == ("LTE has risen", "", ())


@pytest.mark.parametrize("status", [str(status) for status in Status if not status.is_finding])
def test_theme_that_did_not_move_makes_no_finding(status: str) -> None:
    assert found_of(theme("lte", trend(status, **RISING)), theme("a", trend("steady", q_value=0.5))) == ()


@pytest.mark.parametrize("q_value", [None, 0.0501])
def test_status_without_a_controlled_error_makes_no_finding(q_value: float | None) -> None:
    assert found_of(theme("lte", trend("rising", **RISING | {"q_value": q_value}))) == ()


@pytest.mark.parametrize(("q_value", "strength"), [(0.0004, "Very strong"), (0.004, "Strong"), (0.04, "Moderate")])
def test_how_sure_a_finding_is_follows_its_q_value(q_value: float, strength: str) -> None:
    (found,) = found_of(theme("lte", trend("rising", **RISING | {"q_value": q_value})))
    assert found.certainty.startswith(f"{strength} evidence (q ")


def test_nothing_is_said_of_a_direction_where_all_is_insufficient() -> None:
    themes = [theme("lte", trend("insufficient", **RISING), trend("insufficient", "elk", **RISING))]
    assert findings_of(themes, BACKGROUND) == ((), NOTHING_TO_COMPARE, "")


def test_tentative_theme_makes_no_finding_and_is_named() -> None:
    rates = replace(theme("rates", trend("rising", **RISING), trend("rising", "fox", **RISING)), status="tentative")
    found, _, left_out = findings_of([rates, theme("lte", trend("rising", **RISING))], BACKGROUND)
    assert [finding.theme_id for finding in found] == ["lte"]
    assert "“RATES”" in left_out
    # alone it leaves single calls to compare
    assert findings_of([rates], BACKGROUND) == ((), NOTHING_TO_COMPARE, left_out)


def test_theme_whose_wordings_disagree_makes_no_finding_and_is_named() -> None:
    disagreeing = replace(trend("rising", **RISING), wording="disagrees")
    lte = theme("lte", replace(trend("rising", **RISING), wording="agrees"), replace(disagreeing, scope="fox"))
    found, _, left_out = findings_of([theme("tariffs", disagreeing), lte], BACKGROUND)
    assert [finding.theme_id for finding in found] == ["lte"]
    assert "“TARIFFS”" in left_out
    assert "LTE" not in left_out  # it is told, of all companies


def test_calls_are_compared_where_no_trend_makes_a_finding() -> None:
    def told(*trends: Trend) -> list[object]:
        lte = replace(theme("lte", *trends), contrasts=(CONTRAST,))
        return [finding.status for finding in found_of(lte)]

    assert told(trend("unclear", q_value=0.4)) == told(trend("insufficient")) == ["contrast"]
    assert told(replace(trend("rising", **RISING), wording="disagrees")) == ["contrast"]
    assert told(trend("rising", **RISING)) == ["rising"]


def test_discovered_theme_of_mostly_the_same_passages_is_told_with_the_tracked_one() -> None:
    tracked, found = theme("sdn", trend("rising", **RISING)), theme("c", trend("new", q_value=0.01), kind="discovered")
    other = theme("d", trend("fading", **RISING), kind="discovered")
    rows = [("sdn", None, None), ("c", "sdn", 0.5), ("d", "sdn", 0.5)]
    table = pd.DataFrame(rows, columns=["theme_id", "tracked_twin", "tracked_share"]).assign(label="SDN")
    same = {key: story.theme_id for key, story in same_stories({"themes": table}).items()}
    background = replace(BACKGROUND, same=same)
    told = found_of(found, tracked, other, background=background)
    assert [(finding.theme_id, finding.same) for finding in told] == [("sdn", ("C",)), ("d", ())]  # d fades
    # alone it is a finding
    assert [finding.theme_id for finding in found_of(found, background=background)] == ["c"]


def test_each_status_has_its_turn_and_tracked_themes_go_first() -> None:
    small, large = RISING, RISING | {"change_per_year": 0.06}
    found = found_of(
        theme("a", trend("rising", **small)),
        theme("b", trend("rising", **large)),
        theme("c", trend("fading", **small)),
        theme("d", trend("rising", **large | {"change_per_year": 0.5}), kind="discovered"),
        theme("e", trend("new", since_quarter="2012Q1", q_value=0.01)),
    )
    assert [finding.theme_id for finding in found] == ["e", "b", "c", "a", "d"]


@pytest.mark.parametrize("status", ["rising", "new"])
def test_company_that_moves_the_same_way_has_no_finding_of_its_own(status: str) -> None:
    found = found_of(theme("lte", trend("rising", **RISING), trend(status, "fox", **RISING)))
    assert [finding.scope for finding in found] == ["ALL"]


def test_company_that_moves_the_other_way_has_a_finding_after_the_rest() -> None:
    alone = trend("fading", "fox", **RISING)
    found = found_of(theme("a", trend("rising", **RISING), alone), theme("b", trend("fading", **RISING)))
    assert [(f.theme_id, f.scope) for f in found] == [("a", "ALL"), ("b", "ALL"), ("a", "fox")]
    assert found[2].headline.startswith("A at Fox Masts: share of talk down ")
    assert found[2].series[0] == ("2010Q1", 0.04)


def test_drivers_are_the_companies_that_moved_so_between_the_same_quarters() -> None:
    words = {"elk": [20] * 8 + [40] * 4, "fox": [100] * 8 + [160] * 4, "ox": [60] * 8 + [50] * 4}
    (found,) = found_of(theme("lte", trend("rising", **RISING), words=words))
    assert [(d.company_id, d.before.share, d.after.share, round(d.change, 6)) for d in found.drivers] == [
        ("fox", 0.1, 0.16, 0.06),
        ("elk", 0.02, 0.04, 0.02),
    ]
    assert {(d.before.span, d.after.span) for d in found.drivers} == {("2011Q1–2011Q4", "2012Q1–2012Q4")}
    assert re.findall(r"\d+\.\d|elk|fox|ox", plain(found.led_by)) == ["fox", "10.0", "16.0", "elk", "2.0", "4.0"]
    assert "2 of 3 companies up" in found.interval


def test_company_without_a_call_in_one_of_the_spans_drives_nothing() -> None:
    words = {"elk": [20] * 8 + [40] * 4, "fox": [100] * 8}
    (found,) = found_of(theme("lte", trend("rising", **RISING), words=words))
    assert [driver.company_id for driver in found.drivers] == ["elk"]


def test_companies_that_all_moved_so_are_all() -> None:
    fallen = RISING | {"changes": {"year": Change(-0.02, -0.03, -0.01)}}
    words = {company: [60] * 8 + [40] * 4 for company in ("elk", "fox", "ox")}
    (found,) = found_of(theme("lte", trend("fading", **fallen), words=words))
    assert "all 3 companies down" in found.interval


def test_change_is_the_difference_of_the_shares_as_written() -> None:
    row = RISING | {"share_before": 0.0339, "share_after": 0.0994, "changes": {"year": Change(0.0655, 0.04, 0.09)}}
    (found,) = found_of(theme("lte", trend("rising", **row)))
    # 9.9% less 3.4%
    assert numbers(found.headline) == ["6.5", "9.9"]


def test_theme_that_is_hardly_mentioned_makes_no_finding_and_is_named() -> None:
    rare = replace(theme("lte", trend("rising", **RISING)), share=0.0009, n_calls_with=3)
    assert rare.is_hardly_mentioned
    found, _, left_out = findings_of((rare, theme("a", trend("fading", **RISING))), BACKGROUND)
    assert [finding.theme_id for finding in found] == ["a"]
    assert ("LTE" in left_out, "3 calls" in left_out) == (True, True)


def test_series_is_adjusted_for_who_called_and_leaves_out_thin_quarters() -> None:
    words = {"elk": [10] * 6, "fox": [30] * 3, "ox": [50] * 3}
    few = replace(COVERAGE, thin=frozenset({"2010Q2", "2011Q2"}))
    series = series_of(theme("lte", words=words), "ALL", few)
    # 2011Q2 is thin, later there is no call: the series ends with the last share
    assert [quarter for quarter, _ in series] == ["2010Q1", "2010Q2", "2010Q3", "2010Q4", "2011Q1"]
    gone = [math.nan] * 3
    alone = adjusted_shares(np.array([[[0.01] * 6, [0.03] * 3 + gone, [0.05] * 3 + gone]])).share[0, 3]
    tabled = pytest.approx(alone, abs=5e-7)  # the table by quarter has six decimals
    assert [share for _, share in series] == [0.03, None, 0.03, tabled, tabled]
    assert 0.02 < alone < 0.03


def test_company_s_own_series_knows_thin_quarters() -> None:
    words = {"elk": [10] * 11 + [90], "fox": [30] * 11}
    few = replace(COVERAGE, thin=frozenset({"2012Q4"}))
    assert series_of(theme("lte", words=words), "elk", few)[-1] == ("2012Q4", 0.09)
    (found,) = found_of(
        theme("lte", trend("rising", **RISING), words=words), background=replace(BACKGROUND, coverage=few)
    )
    assert found.series[-1] == ("2012Q3", 0.02)
