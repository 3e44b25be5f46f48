"""Static drawings: what is drawn is what the numbers say, and nothing is drawn where nothing is known."""

from __future__ import annotations

import re

from reports.records import Company, Point
from reports.svg.small_multiples import HEIGHT, small_multiples

QUARTERS = ("2012Q1", "2012Q2", "2012Q3", "2012Q4")
JUNO = Company("juno", "Juno & Co", 0)


def test_ninth_company_has_a_colour_of_the_stylesheet() -> None:
    companies = [Company(f"c{k}", f"C{k}", k) for k in range(9)]
    points = [Point(f"{c.company_id}-1", c.company_id, c.label, "2012Q1", 0.1, 0.0, 0.2, 1, 10) for c in companies]
    drawn = str(small_multiples(points, companies, ["2012Q1", "2012Q2"]))
    assert re.findall(r'<svg class="panel (c\d+)"', drawn) == [*(f"c{k}" for k in range(8)), "c0"]


def point(quarter: str | None, share: float | None, low: float = 0.0, high: float = 0.4) -> Point:
    return Point("c", "juno", "Juno & Co", quarter, share, low, high, 1, 10)


def paths(svg: str, kind: str) -> list[str]:
    return re.findall(f'class="{kind}" d="([^"]*)"', svg)


def test_line_breaks_where_there_was_no_call() -> None:
    svg = small_multiples([point("2012Q1", 0.1), point("2012Q2", 0.2), point("2012Q4", 0.4)], [JUNO], QUARTERS)
    # 64 pixels for 0.4, the largest bound; quarters 70.67 pixels apart, from the fourth on
    assert paths(svg, "line") == ["M4 48l71-16M216 0h0"]
    assert paths(svg, "band") == ["M4 0l71 0 0 64-71 0zM216 0l0 64z"]
    assert svg.count("<circle") == 1
    assert re.findall("<text[^>]*>([^<]*)</text>", svg) == ["Juno &amp; Co", "axis to 40.0%", "40.0% in 2012Q4"]


def test_change_is_marked_in_every_panel() -> None:
    vesta = Company("vsta", "Vesta", 1)
    of_vesta = Point("d", "vsta", "Vesta", "2012Q2", 0.1, 0.0, 0.2, 1, 10)
    svg = small_multiples([point("2012Q1", 0.1), of_vesta], [JUNO, vesta], QUARTERS, "2012Q3")
    assert paths(svg, "change") == [f"M145 0v{HEIGHT}"] * 2
    assert paths(small_multiples([point("2012Q1", 0.1)], [JUNO], QUARTERS), "change") == []


def test_nothing_is_drawn_of_calls_without_a_quarter_or_words() -> None:
    assert small_multiples([point(None, 0.1), point("2012Q1", None)], [JUNO], QUARTERS) == ""
