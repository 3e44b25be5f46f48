"""Quarters and the themes above their average in each, by hand."""

from __future__ import annotations

from reports.quarter_rows import AboveAverage, quarter_rows

QUARTERS = ("2012Q1", "2012Q2", "2012Q3")


def test_themes_a_point_above_their_mean_are_told_the_furthest_first() -> None:
    shares = {
        ("a", "A"): [0.0, 0.0, 0.03],  # mean .01
        ("b", "B"): [0.10, None, 0.30],  # mean .20
        ("c", "C"): [0.02, 0.02, 0.02],
        ("d", "D"): [0.0, 0.012, 0.018],  # mean .01: less than a point above
    }
    last, middle, first = quarter_rows(QUARTERS, [], shares)
    assert last.themes == (AboveAverage("b", "B", 0.30, 0.20), AboveAverage("a", "A", 0.03, 0.01))
    assert middle.themes == first.themes == ()


def test_three_themes_at_most() -> None:
    shares = {(f"t{k}", f"T{k}"): [0.0, 0.1 + k / 100] for k in range(5)}
    assert [theme.theme_id for theme in quarter_rows(QUARTERS[:2], [], shares)[0].themes] == ["t4", "t3", "t2"]


def test_calls_stand_with_the_quarter_they_report_on() -> None:
    rows = quarter_rows(QUARTERS, [("x", "X", "2012Q1"), ("y", "Y", None), ("z", "Z", "2012Q1")], {})
    assert [(row.quarter, row.calls) for row in rows] == [
        ("2012Q3", ()),
        ("2012Q2", ()),
        ("2012Q1", (("x", "X"), ("z", "Z"))),
    ]


def test_theme_without_any_share_is_left_out() -> None:
    assert quarter_rows(("2012Q1",), [], {("a", "A"): [None]})[0].themes == ()
