"""The chart of a finding: two thick lines at the shares compared, over their quarters, and names that say so."""

from __future__ import annotations

import re
from dataclasses import replace

from reports.data.brief import Finding, Series, Window
from reports.formatting import percent
from reports.svg.finding_chart import FOOT, LEFT, RIGHT, TOP, WIDTH, finding_chart
from tests.reports.reading import Node, ReadPage

QUARTERS = [f"{year}Q{k}" for year in (2009, 2010, 2011, 2012) for k in (1, 2, 3, 4)]
SERIES: Series = tuple((quarter, 0.1 if quarter > "2011Q4" else 0.05) for quarter in QUARTERS)
BEFORE, AFTER = Window("2011Q1", "2011Q4", 0.05), Window("2012Q1", "2012Q4", 0.1)
FINDING = Finding(
    "sdn", "SDN", "ALL", "All companies", "trend", "rising", "up", ("SDN rose",), (), (), "", (BEFORE, AFTER), series=SERIES
)  # fmt: skip


def drawn(finding: Finding) -> Node:
    return ReadPage(str(finding_chart(finding))).root


def levels(node: Node) -> list[list[int]]:
    return [[int(n) for n in re.findall(r"-?\d+", p.attributes["d"])] for p in node.all("path", class_="level")]


def test_thick_lines_stand_at_the_two_shares_over_their_quarters() -> None:
    svg = drawn(FINDING)
    # twelve quarters: a year before the first window, then the two windows
    step = (RIGHT - LEFT) / 11
    later, earlier = levels(svg)
    assert later == [round(LEFT + 8 * step), TOP, RIGHT]  # the largest share is at the top
    assert earlier == [round(LEFT + 4 * step), round((TOP + FOOT) / 2), round(LEFT + 7 * step)]  # half as much
    assert svg.one("svg").attributes["aria-label"] == (
        f"SDN: {percent(0.05)} in 2011Q1–2011Q4, {percent(0.1)} in 2012Q1–2012Q4"
    )


def test_shares_are_labelled_with_their_cells_and_the_quarters_stand_apart() -> None:
    texts = drawn(FINDING).all("text")
    assert {t.attributes["data-f"]: t.text for t in texts if "data-f" in t.attributes} == {
        "before|sdn|ALL|": percent(0.05),
        "after|sdn|ALL|": percent(0.1),
    }
    spans = [(int(t.attributes["x"]), t.text) for t in texts if "data-f" not in t.attributes]
    (right, _), (left, _) = spans
    assert right + 40 <= WIDTH
    assert right - left >= 85  # wider than the text


def test_gap_breaks_the_thin_line() -> None:
    gap = tuple((quarter, None if quarter == "2011Q2" else share) for quarter, share in SERIES)
    assert drawn(replace(FINDING, series=gap)).one("path", class_="line").attributes["d"].count("M") == 2


def test_two_calls_are_two_dots() -> None:
    calls = (Window("2011Q2", "2011Q2", 0.02), Window("2012Q2", "2012Q2", 0.3))
    finding = replace(
        FINDING, basis="contrast", scope="juno", windows=calls, series=tuple((w.first, w.share) for w in calls)
    )
    svg = drawn(finding)
    assert [dot.attributes["cx"] for dot in svg.all("circle")] == [str(RIGHT), str(LEFT)]
    shares = {t.attributes["data-f"]: t.text for t in svg.all("text", class_="share")}
    assert shares == {"share|sdn|juno|2011Q2": percent(0.02), "share|sdn|juno|2012Q2": percent(0.3)}


def test_finding_without_windows_is_a_line_alone_and_without_shares_nothing() -> None:
    svg = drawn(replace(FINDING, windows=()))
    assert (len(svg.all("text")), len(svg.all("path", class_="line"))) == (0, 1)
    assert (
        finding_chart(replace(FINDING, series=(("2012Q1", None),))) == finding_chart(replace(FINDING, series=())) == ""
    )


def test_theme_never_mentioned_lies_on_the_axis() -> None:
    silent = replace(FINDING, windows=(replace(BEFORE, share=0.0), replace(AFTER, share=0.0)))
    svg = drawn(replace(silent, series=tuple((quarter, 0.0) for quarter, _ in SERIES)))
    assert {y for _, y, _ in levels(svg)} == {FOOT}


def test_hostile_label_and_call_are_text() -> None:
    calls = (Window('"><b>', '"><b>', 0.1), Window("<script>", "<script>", 0.2))
    hostile = replace(
        FINDING, label='"><script>alert(1)</script>', theme_id='"><i>', windows=calls, basis="contrast",
        series=tuple((w.first, w.share) for w in calls),
    )  # fmt: skip
    svg = drawn(hostile)
    assert svg.all("script") == svg.all("b") == svg.all("i") == []
    assert '"><script>alert(1)</script>' in svg.one("svg").attributes["aria-label"]
