"""What takes more and less of the talk than when the study began, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.data.coverage import Coverage
from reports.records import Point, SameStory, ThemeReport
from reports.text.notes import long_run_note
from tests.facts import facts

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
