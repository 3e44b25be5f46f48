"""Findings of a study too small for trends: which comparisons of two calls stand out among all that were made."""

from __future__ import annotations

from dataclasses import replace

from reports.formatting import percent
from reports.records import Contrast, Direction, ThemeReport
from reports.report import ReportData
from reports.text.contrast_findings import NOTHING_TO_COMPARE, contrast_findings


def contrast(p_value: float | None, difference: float = 0.1, way: Direction = "up") -> Contrast:
    sentence = f"{difference} at {p_value}"
    return Contrast("juno", "a", "b", 0.1, 0.2, difference, 0.05, 0.15, p_value, way, sentence)


def theme(data: ReportData, theme_id: str, *contrasts: Contrast) -> ThemeReport:
    return replace(data.themes[0], theme_id=theme_id, label=theme_id, contrasts=contrasts)


def test_contrast_findings_are_those_left_when_all_comparisons_are_counted(data: ReportData) -> None:
    # five comparisons of themes shown: .001 .018 .028 .06 1.0 against .01 .02 .03 .04 .05; that at .028 leaves open by how much
    assert [(h.theme_id, h.direction) for h in data.brief.findings] == [
        ("open-access", "up"),
        ("copper-prices", "down"),
    ]
    assert data.brief.note.startswith("The largest differences among 5 comparisons of two calls")


def test_contrast_findings_drop_what_does_not_stand_out_among_many(data: ReportData) -> None:
    themes = [theme(data, "a", contrast(0.01)), theme(data, "b", contrast(0.04), contrast(0.3), contrast(0.9))]
    assert [h.theme_id for h in contrast_findings(themes)[0]] == ["a"]


def test_contrast_findings_show_the_largest_difference_of_a_theme(data: ReportData) -> None:
    themes = [theme(data, "a", contrast(0.001, 0.1), contrast(0.002, -0.3, "down"), contrast(0.001, 0.2))]
    assert [h.change for h in contrast_findings(themes)[0]] == [-0.3]


def test_contrast_findings_come_by_the_size_of_the_difference(data: ReportData) -> None:
    themes = [theme(data, name, contrast(0.001, size)) for name, size in (("a", 0.1), ("b", -0.3), ("c", 0.2))]
    assert [h.theme_id for h in contrast_findings(themes)[0]] == ["b", "c", "a"]


def test_contrast_findings_leave_out_tentative_themes_and_name_them(data: ReportData) -> None:
    tentative = replace(theme(data, "b", contrast(0.001, 0.2), contrast(0.9)), status="tentative")
    found, note, left_out = contrast_findings([theme(data, "a", contrast(0.001, 0.1)), tentative])
    assert [finding.theme_id for finding in found] == ["a"]
    assert note.startswith("The largest differences among 3 comparisons of two calls")  # its comparisons count
    assert any("“b”" in line for line in left_out)


def test_contrast_findings_tell_a_discovered_theme_with_the_tracked_one_of_its_passages(data: ReportData) -> None:
    themes = [theme(data, "a", contrast(0.001, 0.2)), theme(data, "b", contrast(0.001, 0.3))]
    (found,) = contrast_findings(themes, same={"b": "a"})[0]
    assert (found.theme_id, found.same) == ("a", ("b",))
    other_way = [themes[0], theme(data, "b", contrast(0.001, -0.3, "down"))]
    other_calls = [themes[0], theme(data, "b", replace(contrast(0.001, 0.3), call_id_from="c"))]
    for two in (other_way, other_calls):
        assert [(h.theme_id, h.same) for h in contrast_findings(two, same={"b": "a"})[0]] == [("b", ()), ("a", ())]


def test_contrast_findings_say_so_where_none_stands_out(data: ReportData) -> None:
    found, note, _ = contrast_findings([theme(data, "a", contrast(0.04), contrast(0.5))])
    assert (found, note.startswith("None of 2 comparisons ")) == ((), True)


def test_contrast_findings_do_not_count_comparisons_that_could_not_be_made(data: ReportData) -> None:
    themes = [theme(data, "a", contrast(0.04), contrast(None), contrast(None))]
    assert [h.theme_id for h in contrast_findings(themes)[0]] == ["a"]


def test_contrast_findings_say_so_where_there_is_nothing_to_compare(data: ReportData) -> None:
    assert contrast_findings([theme(data, "a")]) == ((), NOTHING_TO_COMPARE, ())


def test_contrast_findings_carry_the_two_shares_by_quarter(data: ReportData) -> None:
    first = data.brief.findings[0]
    assert (first.status, first.scope, first.theme_id) == ("contrast", "juno", "open-access")
    assert first.series == (("2012Q2", 0.04), ("2012Q4", 0.15))


def test_contrast_finding_says_how_much_more_it_is_and_how_sure(data: ReportData) -> None:
    first = data.brief.findings[0]
    # 15% against 4% of the talk; 95% CI 5 to 17 points
    assert first.headline.startswith("Open access at Juno Optics: share of talk up 11.0 points")
    assert first.headline.endswith(percent(0.15))
    assert ("+5.0" in first.interval, "+17.0" in first.interval) == (True, True)
    assert [(w.first, w.share) for w in first.windows] == [("2012Q2", 0.04), ("2012Q4", 0.15)]


def test_contrast_findings_name_calls_that_quarters_do_not_tell_apart_by_day_or_title(data: ReportData) -> None:
    two = {"call_id_from": "vsta-2012q2", "call_id_to": "vsta-2012q2-2", "company_id": "vsta", "direction": "down"}
    themes = [theme(data, "a", replace(contrast(0.001), **two))]  # type: ignore[arg-type]
    assert [w.first for w in contrast_findings(themes, data.calls)[0][0].windows] == ["2012-08-02", "2012-08-20"]
    undated = [replace(call, call_date=None, title=f"Call {k}") for k, call in enumerate(data.calls)]
    titles = [w.first for w in contrast_findings(themes, undated)[0][0].windows]
    assert [title.startswith("Call ") for title in titles] == [True, True]


def test_contrast_findings_never_speak_of_a_trend(data: ReportData) -> None:
    said = " ".join(finding.sentence for finding in data.brief.findings)
    assert [word for word in ("rising", "risen", "rose", "fad", "trend", "new ") if word in said] == []
