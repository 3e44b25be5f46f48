"""Periods in titles and sentences: quarters, halves, nine months and years, in the forms of several countries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.transcripts.dates import find_ambiguous_date, find_date
from themes.transcripts.periods import find_period, find_quarter


@pytest.mark.parametrize(
    ("words", "label", "kind"),
    [
        ("Q2 & H1 FY26", "2026Q2", "quarter"),
        ("Q3 and 9M FY26", "2026Q3", "quarter"),
        ("Q4 and FY26", "2026Q4", "quarter"),
        ("Q4 & Full Year FY26", "2026Q4", "quarter"),
        ("H1 & Q2 FY26", "2026Q2", "quarter"),
        ("Q3FY25 & 9MFY25", "2025Q3", "quarter"),
        ("Q3 Ninth Month FY '23", "2023Q3", "quarter"),
        ("Q3 and Nine Months FY 2023", "2023Q3", "quarter"),
        ("Q2 and H1 financial year '23", "2023Q2", "quarter"),
        ("Q1 of FY2025-26", "2026Q1", "quarter"),
        ("Q2 FY2025/26", "2026Q2", "quarter"),
        ("Q4 FY 2012-13", "2013Q4", "quarter"),
        ("Q4 2012-13", "2013Q4", "quarter"),
        ("FY25-26 Q2", "2026Q2", "quarter"),
        ("FY26 Q1", "2026Q1", "quarter"),
        ("1QFY26", "2026Q1", "quarter"),
        ("1Q FY3/26", "2026Q1", "quarter"),
        ("FYE 3/2026 Q1", "2026Q1", "quarter"),
        ("FY2026/2 Q1", "2026Q1", "quarter"),
        ("the 2nd Quarter of Fiscal Year Ending March 31, 2026", "2026Q2", "quarter"),
        ("first quarter of the fiscal year ending 31 March 2026", "2026Q1", "quarter"),
        ("fourth quarter of FYE March 2026", "2026Q4", "quarter"),
        ("February 5, 2013 Q4 2012 Earnings Call", "2012Q4", "quarter"),
        ("Otter Q4 2012-13 Feb 2013", "2012Q4", "quarter"),
        ("Q1/FY26", "2026Q1", "quarter"),
        ("Q1 (FY26)", "2026Q1", "quarter"),
        ("Q3/2025", "2025Q3", "quarter"),
        ("2Q/1H26", "2026Q2", "quarter"),
        ("Q2F26", "2026Q2", "quarter"),
        ("Q2 & HY FY26", "2026Q2", "quarter"),
        ("FY Mar-26 Q2", "2026Q2", "quarter"),
        ("second fiscal quarter of 2026", "2026Q2", "quarter"),
        ("Q3 Trading Statement 2025", "2025Q3", "quarter"),
        ("HY26 Results", "2026Q2", "half"),
        ("H1 FY26", "2026Q2", "half"),
        ("1H26", "2026Q2", "half"),
        ("1H FY26", "2026Q2", "half"),
        ("2H25", "2025Q4", "half"),
        ("FY26 half-year results", "2026Q2", "half"),
        ("first half 2025", "2025Q2", "half"),
        ("first half of fiscal 2026", "2026Q2", "half"),
        ("2025 interim results", "2025Q2", "half"),
        ("9M FY26", "2026Q3", "nine months"),
        ("FY25 Full Year Results", "2025Q4", "year"),
        ("full year results 2025", "2025Q4", "year"),
        ("FY25 results", "2025Q4", "year"),
        ("H1 2025/26 results", "2026Q2", "half"),
        ("first half results 2026", "2026Q2", "half"),
        ("Fourth Quarter and Preliminary Full Year 2025", "2025Q4", "quarter"),
    ],
)
def test_period_stands_for_the_quarter_that_it_ends_with(words: str, label: str, kind: str) -> None:
    found = find_period(words)
    assert found is not None
    assert (found.label, found.kind) == (label, kind)
    assert (find_quarter(words) is None) is (kind != "quarter")


@pytest.mark.parametrize(
    ("words", "label", "ended", "year_end"),
    [
        ("half year ended 31 March 2026", "2026Q2", "2026-03-31", (2026, 9)),
        ("interim results for the six months ended 30 June 2025", "2025Q2", "2025-06-30", (2025, 12)),
        ("six months to 31 December 2025", "2026Q2", "2025-12-31", (2026, 6)),
        ("nine months ended December 31, 2025", "2026Q3", "2025-12-31", (2026, 3)),
        ("the quarter and half year ended 30th September 2025", "2026Q2", "2025-09-30", (2026, 3)),
        ("Q4 and year ended March 31, 2026", "2026Q4", "2026-03-31", (2026, 3)),
        ("second quarter ended 30th September 2020", "2021Q2", "2020-09-30", (2021, 3)),
        ("Half-year results to 25 September 2021", "2022Q2", "2021-09-25", (2022, 3)),
        ("Interim Report January–September 2025", "2025Q3", "2025-09-30", (2025, 12)),
        ("Interim report April - September 2025", "2026Q2", "2025-09-30", (2026, 3)),
        ("Report for July–September 2025", None, "2025-09-30", None),
        ("52 weeks ended 28 June 2025", "2025Q4", "2025-06-28", (2025, 6)),
        ("results for the year ended 30 June 2025", "2025Q4", "2025-06-30", (2025, 6)),
        ("half year ended September '25", "2026Q2", "2025-09-30", (2026, 3)),
        ("first quarter ended April 1, 2017", "2017Q1", "2017-04-01", (2017, 12)),  # 52 weeks, a day over
        ("quarter ended September 30, 2025", None, "2025-09-30", None),
    ],
)
def test_last_day_of_a_period_tells_where_the_fiscal_year_ends(
    words: str, label: str | None, ended: str, year_end: tuple[int, int] | None
) -> None:
    found = find_period(words)
    assert found is not None
    assert (found.label, found.ended, found.year_end) == (label, ended, year_end)
    assert find_quarter(words) is None  # no text names this label


@pytest.mark.parametrize(
    "words",
    [
        "2012-13",
        "from 2012-13 we grew",
        "Q2 10% growth",
        "Q2 25 July 2025",
        "Q1 31st of March",
        "annual general meeting 2025",
        "half a year on",
        "Q4 results 2013-02-05",
        "FY2025 (ending March 2026) Q2",  # not understood, and no year for all that
        "a year ended",
        "fiscal 10-K",
        "FY",
        "",
    ],
)
def test_what_names_no_fiscal_year_is_no_period(words: str) -> None:
    assert find_period(words) is None


def test_whole_expression_is_the_period() -> None:
    title = "Otter Peak Limited Q2 FY26 & H1 FY26 Earnings Call"
    found = find_period(title)
    assert found is not None
    assert title[found.start : found.end] == "Q2 FY26 & H1 FY26"


@given(st.integers(1, 4), st.integers(1995, 2040), st.sampled_from(["", "and", "&"]))
def test_year_of_two_years_is_named_by_its_end(number: int, year: int, joiner: str) -> None:
    span = {1: "", 2: "H1", 3: "9M", 4: "Full Year"}[number] if joiner else ""
    for years in (f"FY{year - 1}-{year % 100:02d}", f"FY {year - 1}/{year % 100:02d}", f"FY{year}", f"FY {year}"):
        found = find_period(f"Q{number} {joiner if span else ''} {span} {years} call".replace("  ", " "))
        assert found is not None
        assert found.label == f"{year}Q{number}"


@given(st.text(alphabet="Q1H29M FY26-/'’&and halfyerquti.,()", max_size=120))
def test_any_text_has_a_period_inside_it_or_none(text: str) -> None:
    found = find_period(text)
    if found:
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Friday, 25 July 2025", "2025-07-25"),
        ("25th July, 2025", "2025-07-25"),
        ("July 25th 2025", "2025-07-25"),
        ("11-Feb-25 10:30am GMT", "2025-02-11"),
        ("on 24th of October, 2025", "2025-10-24"),
        ("24th day of October 2025", "2025-10-24"),
        ("25/07/2025", "2025-07-25"),
        ("07/25/2025", "2025-07-25"),
        ("25.07.2025", "2025-07-25"),
        ("05/05/2025", "2025-05-05"),
        ("05/07/2025", None),
        ("31/31/2025", None),
        ("1/25/07/2025", None),
    ],
)
def test_day_may_stand_before_the_month_and_in_figures_where_only_one_reading_is_a_date(
    words: str, day: str | None
) -> None:
    assert find_date(words) == day


@given(st.integers(1, 12), st.integers(1, 12))
def test_figures_of_two_readings_give_both(first: int, second: int) -> None:
    found = find_ambiguous_date(f"held on {first:02d}/{second:02d}/2025")
    if first == second:
        assert found is None
    else:
        assert found == (
            f"{first:02d}/{second:02d}/2025",
            frozenset({f"2025-{first:02d}-{second:02d}", f"2025-{second:02d}-{first:02d}"}),
        )
