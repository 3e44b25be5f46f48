"""Quarters and the themes above their average in each, by hand."""

from __future__ import annotations

from dataclasses import replace

from reports.records import Company, FirstMention, FirstMentions, Point, SameStory, ThemeReport
from reports.views.quarters import AboveAverage, TakenUp, quarter_rows

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


def test_quarter_in_which_few_called_is_shown_and_left_out_of_the_mean() -> None:
    last, *_ = quarter_rows(QUARTERS, [], {("a", "A"): [0.01, 0.03, 0.30]}, thin={"2012Q3"})
    assert last.is_thin
    assert last.themes == (AboveAverage("a", "A", 0.30, 0.02),)


def test_theme_is_taken_up_in_the_quarter_of_each_company() -> None:
    companies = Company("juno", "Juno", 0), Company("vsta", "Vesta", 1)
    mentions = tuple(
        FirstMention(company, None, quarter, rank, None, 0.5)
        for rank, (company, quarter) in enumerate(zip(companies, QUARTERS[1:], strict=True), start=1)
    )
    theme = ThemeReport("sdn", "tracked", "SDN", "active", None, (), 0.1, 1, 10, 1, 1, (), (), (), (), (), (), FirstMentions(mentions, {}))  # fmt: skip
    alone = replace(theme, theme_id="lte", label="LTE", first_mentions=FirstMentions(mentions[:1], {}))
    before = replace(theme, theme_id="5g", first_mentions=FirstMentions((replace(mentions[0], p_value=None),), {}))
    rows = quarter_rows(QUARTERS, [], {}, themes=[theme, alone, before, replace(theme, first_mentions=None)])
    assert [row.begun for row in rows] == [
        (TakenUp("sdn", "SDN", "Vesta"),),
        (TakenUp("sdn", "SDN", "Juno"), TakenUp("lte", "LTE", "Juno")),
        (),
    ]
    # Vesta gave it half as much of a call before, in passages less sure
    points = tuple(
        Point(f"vsta-{quarter}", "vsta", "Vesta", quarter, share, None, None, round(share * 1000), 1000)
        for quarter, share in zip(QUARTERS, (0.02, 0.0, 0.04), strict=True)
    )
    assert quarter_rows(QUARTERS, [], {}, themes=[replace(theme, points=points)])[0].begun == ()
    told_elsewhere = replace(theme, same=SameStory("lte", "LTE", 0.6))
    assert quarter_rows(QUARTERS, [], {}, themes=[told_elsewhere])[0].begun == ()


def test_discovered_theme_is_not_told_beside_the_tracked_one_whose_story_it_is() -> None:
    shares = {("5g", "5G"): [0.0, 0.0, 0.3], ("net", "Net"): [0.0, 0.0, 0.6]}
    net = ThemeReport("net", "discovered", "Net", "active", None, (), 0.1, 1, 10, 1, 1, (), (), (), (), (), (), None, SameStory("5g", "5G", 0.6))  # fmt: skip
    assert [found.theme_id for found in quarter_rows(QUARTERS, [], shares)[0].themes] == ["net", "5g"]
    assert [found.theme_id for found in quarter_rows(QUARTERS, [], shares, themes=[net])[0].themes] == ["5g"]
