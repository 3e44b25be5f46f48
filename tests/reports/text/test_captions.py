"""Lines above a theme's charts, from chosen numbers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reports.data.coverage import Coverage
from reports.records import Contrast, Direction, Point, ThemeReport
from reports.summary import summarize
from reports.text.captions import compared_note, over_time_caption, peak_caption, reported_contrasts, speakers_caption
from tests.reports.conftest import make_tables

QUARTERS = ("2011Q4", "2012Q1", "2012Q2", "2012Q3", "2012Q4")


def point(company: str, quarter: str | None, n_words_theme: int, n_words: int = 1000) -> Point:
    share = n_words_theme / n_words if n_words else None
    return Point(f"{company}-{quarter}", company, company, quarter, share, None, None, n_words_theme, n_words)


def caption(*points: Point) -> str:
    theme = replace(summarize(make_tables()).themes[0], points=points)
    return over_time_caption(theme, QUARTERS[-4:])


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([point("Vesta", "2012Q1", 10), point("Juno", "2012Q1", 30), point("Juno", "2012Q4", 10)],
         "From 2012Q1 to 2012Q4 most at Juno (2.0%), least at Vesta (1.0%)"),
        ([point("Vesta", "2012Q1", 0), point("Juno", "2012Q1", 30), point("Marlin", "2012Q1", 10)],
         "From 2012Q1 to 2012Q4 most at Juno (3.0%), none at Vesta"),
        ([point("Vesta", "2012Q1", 0), point("Juno", "2012Q1", 30)],
         "From 2012Q1 to 2012Q4 most at Juno (3.0%), none at Vesta"),
        ([point("Vesta", "2012Q1", 0), point("Juno", "2012Q1", 30), point("Marlin", "2012Q1", 0)],
         "From 2012Q1 to 2012Q4 most at Juno (3.0%), none at the others"),
        ([point("Juno", "2011Q4", 500), point("Juno", "2012Q2", 20)], "2.0% of Juno’s words from 2012Q1 to 2012Q4"),
        ([point("Juno", "2011Q4", 500), point("Juno", "2012Q2", 0)], "Not mentioned from 2012Q1 to 2012Q4"),
        ([point("Juno", "2011Q4", 500), point("Juno", None, 70), point("Juno", "2012Q3", 0, 0)],
         "No call from 2012Q1 to 2012Q4"),
    ],
)  # fmt: skip
def test_last_four_quarters_by_company(points: list[Point], expected: str) -> None:
    assert caption(*points) == expected


def test_speakers_by_share_of_their_words() -> None:
    theme: ThemeReport = next(t for t in summarize(make_tables()).themes if t.theme_id == "open-access")
    assert speakers_caption(theme) == ("All calls: 12.0% of prepared remarks, 8.2% of answers, 2.4% of questions")


def compared(*directions: Direction) -> ThemeReport:
    """A theme with comparisons of these directions."""
    contrasts = [
        Contrast("juno", f"a{k}", f"b{k}", 0.1, 0.2, 0.1, None, None, 0.04, direction, f"sentence {k}")
        for k, direction in enumerate(directions)
    ]
    return replace(summarize(make_tables()).themes[0], contrasts=tuple(contrasts))


@pytest.mark.parametrize(
    ("directions", "n_told", "counts"),
    [
        ([], 0, []),
        (["unclear"], 1, []),
        (["unclear", "unclear"], 1, ["None", "2"]),
        (["up", "unclear"], 1, ["1", "2"]),
        (["up", "down", "unclear"], 2, ["2", "3"]),
        (["up"] * 6, 4, ["6", "6", "4"]),  # significant, compared, shown
    ],
)  # fmt: skip
def test_comparisons_that_differ_are_told_else_the_largest(
    directions: list[Direction], n_told: int, counts: list[str]
) -> None:
    theme = compared(*directions)
    assert [contrast.sentence for contrast in reported_contrasts(theme)] == [f"sentence {k}" for k in range(n_told)]
    assert re.findall(r"None|\d+", compared_note(theme)) == counts


def test_peak_is_the_largest_mean_and_who_spoke_most_of_it_then() -> None:
    points = (
        point("Vesta", "2012Q1", 10), point("Juno", "2012Q1", 30), point("Vesta", "2012Q2", 100),
        point("Juno", "2012Q3", 500), point("Juno", "2012Q4", 40), point("Vesta", "2012Q4", 20),
    )  # fmt: skip
    theme = replace(summarize(make_tables()).themes[0], points=points)

    def told(*thin: str, quarters: tuple[str, ...] = QUARTERS) -> str:
        return peak_caption(theme, Coverage(quarters, (), frozenset(thin)))

    # Juno alone had words in 2012Q3, Vesta alone in 2012Q2: the shares of both quarters are estimated
    assert told() == "Peak in 2012Q3: ≈44.6%, estimated: not all companies called"
    assert told("2012Q2", "2012Q3") == "Peak in 2012Q4: 3.0%, at Juno 4.0%"
    assert told("2012Q2", "2012Q3", "2012Q4") == "Peak in 2012Q1: 2.0%, at Juno 3.0%"
    assert told(quarters=("2012Q1",)) == ""
    theme = replace(theme, points=())
    assert told() == ""
