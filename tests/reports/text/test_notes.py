"""What was read in a line, what could not be said, what takes more and less of the talk than when the study began."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reports.data.coverage import Coverage
from reports.records import Point, SameStory, SourceNote, ThemeReport, Trend, WhatWasRead
from reports.text.notes import coverage_line, long_run_note, not_said
from tests.facts import facts
from themes.records import Status

QUARTERS = tuple(f"{year}Q{quarter}" for year in range(2007, 2013) for quarter in (1, 2, 3, 4))


def theme(theme_id: str, first: int, last: int, kind: str = "tracked") -> ThemeReport:
    """Two companies; juno speaks of it in every call of the first and last four quarters, vsta never."""
    words = {quarter: first if k < 4 else last if k >= 20 else 500 for k, quarter in enumerate(QUARTERS)}
    points = tuple(
        Point(f"{company}-{quarter}", company, company, quarter, None, None, None, n if company == "juno" else 0, 1000)
        for company in ("juno", "vsta")
        for quarter, n in words.items()
    )
    return ThemeReport(
        theme_id, kind, theme_id.upper(), "active", None, (), 0.1, 1, 10, 1, 1, points, (), (), (), (), ()
    )


def note(*themes: ThemeReport, quarters: tuple[str, ...] = QUARTERS, thin: frozenset[str] = frozenset()) -> str:
    return long_run_note(themes, Coverage(quarters, (), thin))


def test_largest_differences_between_the_ends_are_told() -> None:
    themes = [theme("a", 0, 100), theme("b", 300, 100), theme("c", 40, 59), theme("d", 0, 200)]
    assert facts(note(*themes)) == [
        "2007Q1",
        "2007Q4",
        "2012Q1",
        "2012Q4",
        "more",
        "0%",
        "10.0%",
        "0%",
        "5.0%",
        "less",
        "15.0%",
        "5.0%",
        "25.0%",
        "2008Q1",
        "25.0%",
        "2008Q1",
        "25.0%",
        "2008Q1",
        "not tested",
    ]


def test_highest_peaks_are_not_told_of_thin_quarters() -> None:
    told = theme("a", 0, 100)  # 25% in the sixteen quarters between, else 0 and 5%: 17.5% on average
    points = tuple(
        replace(p, n_words_theme=900) if p.call_id in ("juno-2009Q1", "juno-2010Q2") else p
        for p in told.points
        if p.call_id != "vsta-2009Q1"
    )
    found = note(replace(told, points=points), thin=frozenset({"2009Q1"}))
    # juno alone called in 2009Q1, where it gave it 90% of its words; 45% in 2010Q2
    assert found.endswith(" Highest above their own mean in a quarter: A (45.0% in 2010Q2). Described, not tested.")


def test_three_a_direction_at_most() -> None:
    told = note(*(theme(f"t{k}", 0, 100 + k) for k in range(5))).split(" Highest ")[0]
    assert [name in told for name in ("T4", "T3", "T2", "T1", "T0")] == [True, True, True, False, False]


def test_tentative_themes_and_stories_told_elsewhere_are_left_out() -> None:
    again = replace(theme("b", 0, 100, "discovered"), same=SameStory("a", "A", 0.6))
    assert note(replace(theme("a", 0, 100), status="tentative"), again) == ""


@pytest.mark.parametrize(
    ("quarters", "thin"), [(QUARTERS[1:], frozenset()), ((), frozenset()), (QUARTERS, frozenset(QUARTERS[:4]))]
)
def test_nothing_is_told_of_a_short_study_or_one_that_begins_thin(
    quarters: tuple[str, ...], thin: frozenset[str]
) -> None:
    assert note(theme("a", 0, 100), quarters=quarters, thin=thin) == ""


def read(**changes: object) -> WhatWasRead:
    counts: dict[str, object] = {"n_calls": 2, "n_companies": 1, "n_quarters": 2, "n_words": 1234}
    counts |= {"n_calls_without_quarter": 0, "n_sources_read": 2, "refused": (), "duplicates": ()}
    counts |= {"first_quarter": "2012Q2", "last_quarter": "2012Q4"}
    return WhatWasRead(**(counts | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "2 calls by 1 company in 2 quarters, 2012Q2–2012Q4; 1,234 words."),
        ({"n_calls": 1, "n_quarters": 1, "n_words": 1}, "1 call by 1 company in 2012Q2; 1 word."),
        ({"n_quarters": 0, "n_companies": 0}, "2 calls; 1,234 words."),
        ({"n_companies": 3}, "2 calls by 3 companies in 2 quarters, 2012Q2–2012Q4; 1,234 words."),
        ({"n_calls": 0}, "No call has been read yet."),
    ],
)
def test_lead_says_what_was_read(changes: dict[str, object], expected: str) -> None:
    assert coverage_line(read(**changes), Coverage((), ())) == expected


def test_lead_counts_the_files_left_out_and_names_none() -> None:
    note = SourceNote("a.txt", "refused", "empty")
    line = coverage_line(read(refused=(note, note), duplicates=(note,)), Coverage((), ()))
    assert ("2 files could not be read" in line, "1 file with a call already read" in line) == (True, True)
    assert "a.txt" not in line


@pytest.mark.parametrize("n_findings", [0, 3])
def test_themes_without_a_finding_are_counted_by_why(n_findings: int) -> None:
    statuses = [*["insufficient"] * 2, "unclear", *["steady"] * 4, *["rising"] * n_findings]
    said = not_said([Trend("ALL", "", Status(status), "") for status in statuses])
    assert re.findall(r"\d+", said) == [str(7 + n_findings), "2", "1", "4"]


def test_study_in_which_nothing_could_be_tested_says_so() -> None:
    said = not_said([Trend("ALL", "", Status(status), "") for status in ("insufficient", "insufficient", "absent")])
    assert ("Not enough calls" in said, "3 themes" in said) == (True, True)


def test_one_theme_alone_gives_its_reason_where_nothing_was_found() -> None:
    assert not_said([Trend("ALL", "", Status.INSUFFICIENT, "5 calls in 3 quarters.")]) == "5 calls in 3 quarters."
    assert not_said([Trend("ALL", "", Status.RISING, "It rose.")]) == ""
