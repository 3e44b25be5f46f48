"""Headlines of a study too small for trends: which comparisons of two calls stand out among all that were made."""

from __future__ import annotations

from dataclasses import replace

from reports.records import Contrast, Direction, ThemeReport
from reports.report import ReportData
from reports.text.contrast_headlines import contrast_headlines


def contrast(p_value: float | None, difference: float = 0.1, way: Direction = "up") -> Contrast:
    sentence = f"{difference} at {p_value}"
    return Contrast("juno", "a", "b", 0.1, 0.2, difference, 0.05, 0.15, p_value, way, sentence)


def theme(data: ReportData, theme_id: str, *contrasts: Contrast) -> ThemeReport:
    return replace(data.themes[0], theme_id=theme_id, label=theme_id, contrasts=contrasts)


def test_contrast_headlines_are_those_left_when_all_comparisons_are_counted(data: ReportData) -> None:
    # five comparisons of themes shown: .001 .018 .028 .06 1.0 against .01 .02 .03 .04 .05; that at .028 leaves open by how much
    assert [(h.theme_id, h.direction) for h in data.headlines] == [("open-access", "up"), ("copper-prices", "down")]
    assert data.headline_note.startswith("The largest differences among 5 comparisons of two calls")


def test_contrast_headlines_drop_what_does_not_stand_out_among_many(data: ReportData) -> None:
    themes = [theme(data, "a", contrast(0.01)), theme(data, "b", contrast(0.04), contrast(0.3), contrast(0.9))]
    assert [h.theme_id for h in contrast_headlines(themes)[0]] == ["a"]


def test_contrast_headlines_show_the_largest_difference_of_a_theme(data: ReportData) -> None:
    themes = [theme(data, "a", contrast(0.001, 0.1), contrast(0.002, -0.3, "down"), contrast(0.001, 0.2))]
    assert [h.sentence for h in contrast_headlines(themes)[0]] == ["-0.3 at 0.002"]


def test_contrast_headlines_come_by_the_size_of_the_difference(data: ReportData) -> None:
    themes = [theme(data, name, contrast(0.001, size)) for name, size in (("a", 0.1), ("b", -0.3), ("c", 0.2))]
    assert [h.theme_id for h in contrast_headlines(themes)[0]] == ["b", "c", "a"]


def test_contrast_headlines_leave_out_tentative_themes_and_name_them(data: ReportData) -> None:
    tentative = replace(theme(data, "b", contrast(0.001, 0.2), contrast(0.9)), status="tentative")
    found, note = contrast_headlines([theme(data, "a", contrast(0.001, 0.1)), tentative])
    assert [headline.theme_id for headline in found] == ["a"]
    assert note.startswith("The largest differences among 3 comparisons of two calls")  # its comparisons count
    assert note.endswith(" Left out: “b”, a tentative theme.")


def test_contrast_headlines_tell_a_discovered_theme_with_the_tracked_one_of_its_passages(data: ReportData) -> None:
    themes = [theme(data, "a", contrast(0.001, 0.2)), theme(data, "b", contrast(0.001, 0.3))]
    (found,) = contrast_headlines(themes, same={"b": "a"})[0]
    assert (found.theme_id, found.leads) == ("a", "“b”, discovered in mostly these passages, moved the same way.")
    other_way = [themes[0], theme(data, "b", contrast(0.001, -0.3, "down"))]
    other_calls = [themes[0], theme(data, "b", replace(contrast(0.001, 0.3), call_id_from="c"))]
    for two in (other_way, other_calls):
        assert [(h.theme_id, h.leads) for h in contrast_headlines(two, same={"b": "a"})[0]] == [("b", ""), ("a", "")]


def test_contrast_headlines_are_the_six_largest_of_many(data: ReportData) -> None:
    themes = [theme(data, f"t{k}", contrast(0.001, k / 100)) for k in range(1, 10)]
    assert [h.theme_id for h in contrast_headlines(themes)[0]] == ["t9", "t8", "t7", "t6", "t5", "t4"]


def test_contrast_headlines_say_so_where_none_stands_out(data: ReportData) -> None:
    found = contrast_headlines([theme(data, "a", contrast(0.04), contrast(0.5))])
    assert found == ((), "Of 2 comparisons of two calls none stands out once all of them are counted.")


def test_contrast_headlines_do_not_count_comparisons_that_could_not_be_made(data: ReportData) -> None:
    themes = [theme(data, "a", contrast(0.04), contrast(None), contrast(None))]
    assert [h.theme_id for h in contrast_headlines(themes)[0]] == ["a"]


def test_contrast_headlines_say_so_where_there_is_nothing_to_compare(data: ReportData) -> None:
    assert contrast_headlines([theme(data, "a")]) == (
        (),
        "Nothing here can be compared: that takes two calls of one company, and a theme mentioned in one of them.",
    )


def test_contrast_headlines_carry_the_two_shares_by_quarter(data: ReportData) -> None:
    first = data.headlines[0]
    assert (first.status, first.scope, first.theme_id) == ("contrast", "juno", "open-access")
    assert first.series == (("2012Q2", 0.04), ("2012Q4", 0.15))


def test_contrast_headlines_name_a_call_of_unknown_quarter_by_its_id(data: ReportData) -> None:
    found = contrast_headlines([theme(data, "a", replace(contrast(0.001), call_id_from="mrln-3fa9c1"))])[0]
    assert [call for call, _ in found[0].series] == ["mrln-3fa9c1", "b"]


def test_contrast_headlines_tell_two_calls_of_one_quarter_apart(data: ReportData) -> None:
    calls = {"call_id_from": "vsta-2012q2", "call_id_to": "vsta-2012q2-2", "company_id": "vsta", "direction": "down"}
    found = contrast_headlines([theme(data, "a", replace(contrast(0.001), **calls))])[0]  # type: ignore[arg-type]
    assert found[0].finding == "“a”: less of it at Vesta Cable plc in vsta-2012q2-2 than in vsta-2012q2"


def test_contrast_headlines_never_speak_of_a_trend(data: ReportData) -> None:
    said = " ".join(f"{h.finding} {h.sentence} {h.leads}" for h in data.headlines)
    assert [word for word in ("rising", "risen", "rose", "fad", "trend", "new ") if word in said] == []
