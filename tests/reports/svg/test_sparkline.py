"""Sparklines: the line stands where its shares are, gaps stay gaps, and what is written is escaped."""

from __future__ import annotations

import re

from reports.svg.sparkline import HEADLINE, dots_of, sparkline, table_line
from tests.reports.reading import ReadPage

SERIES = (("2010Q1", 0.0), ("2010Q2", 0.1), ("2010Q3", None), ("2010Q4", 0.2), ("2011Q1", 0.05))


def test_largest_share_is_at_the_top_and_zero_at_the_foot() -> None:
    assert [[(dot.x, dot.y) for dot in run] for run in dots_of([share for _, share in SERIES], HEADLINE)] == [
        [(4.0, 48.0), (62.0, 32.0)],
        [(178.0, 16.0), (236.0, 40.0)],
    ]


def test_gap_breaks_the_line() -> None:
    lines = ReadPage(str(sparkline(SERIES, "LTE"))).root.all("polyline")
    assert [line.attributes["points"] for line in lines] == ["4,48 62,32", "178,16 236,40"]


def test_share_between_two_gaps_is_a_dot() -> None:
    drawn = ReadPage(str(sparkline((("a", None), ("b", 0.1), ("c", None)), "LTE"))).root
    assert drawn.all("polyline") == []
    assert drawn.all("circle")[0].attributes["cx"] == "120"


def test_name_tells_first_last_and_largest() -> None:
    name = ReadPage(str(sparkline(SERIES, "LTE"))).root.one("svg").attributes["aria-label"]
    expected = "LTE: 0% in 2010Q1, 5.0% in 2011Q1, at most 20.0% in 2010Q4"
    assert name == expected


def test_theme_never_heard_lies_on_the_axis() -> None:
    assert {dot.y for dot in dots_of((0.0, 0.0), HEADLINE)[0]} == {48.0}


def test_series_without_a_share_draws_nothing() -> None:
    assert sparkline((("a", None),), "LTE") == sparkline((), "LTE") == ""


def test_hostile_label_and_quarter_are_text() -> None:
    drawn = ReadPage(str(sparkline((("<script>", 0.1), ('"><b>', 0.2)), '"><script>alert(1)</script>'))).root
    assert drawn.all("script") == drawn.all("b") == []
    assert '"><script>alert(1)</script>' in drawn.one("svg").attributes["aria-label"]


def test_two_calls_have_both_their_shares_written() -> None:
    drawn = ReadPage(str(sparkline((("2011Q2", 0.01), ("2012Q2", 0.3)), "LTE"))).root
    texts = [node.text for node in drawn.all("text")]
    assert texts == ["1.0%", "30.0%", "2011Q2", "2012Q2"]


def test_line_in_a_cell_breaks_too_and_ends_in_a_dot() -> None:
    svg = table_line([0.1, None, 0.2, 0.2])
    # from 2 to 94 pixels; 0.2 at the top (2), 0.1 in the middle (9)
    assert re.findall(r'path d="([^"]*)"', svg) == ["M2 9h0M63 2l31 0"]
    assert 'cx="94" cy="2"' in svg
