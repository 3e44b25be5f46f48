"""Charts, as specified and as drawn: zero-based percent axes, quarters in order, missing quarters kept, nothing stacked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import altair as alt
import pandas as pd
import pytest
import vl_convert

from reports.palette import CLASS_LIMITS, COMPANY_COLOURS, LOOKS, Scheme, chart_config, look_of
from reports.vega.charts import (
    SPEAKERS,
    coloured,
    fill_missing_quarters,
    share_over_quarters,
    theme_heat_map,
    who_says_it,
)

QUARTERS = ["2012Q3", "2012Q4", "2013Q1"]
COMPANIES = ["Juno Optics", "Vesta Cable plc"]
HOSTILE = "</script><script>alert(1)</script>"


def shares() -> pd.DataFrame:
    """Juno in the first and last quarter, Vesta without a mention in the middle one; latest first."""
    rows = [
        ("Juno Optics", "2013Q1", 0.52, 0.45, 0.58, 52, 100),
        ("Vesta Cable plc", "2012Q4", 0.0, 0.0, 0.01, 0, 100),
        ("Juno Optics", "2012Q3", 0.48, 0.41, 0.55, 48, 100),
    ]
    columns = ["company", "calendar_quarter", "share", "low", "high", "n_words_theme", "n_words"]
    return pd.DataFrame(rows, columns=columns)


def speakers(*shares: float | None) -> pd.DataFrame:
    return pd.DataFrame({"speakers": SPEAKERS, "share": shares, "n_words_theme": 1, "n_words": 2})


def parts(node: object) -> Iterator[dict[str, object]]:
    """Every object of a specification."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value)


def axes(chart: alt.Chart, type: str) -> list[dict[str, object]]:
    """The x and y encodings of fields of a type that have an axis of their own."""
    encodings = [part["encoding"] for part in parts(chart.to_dict()) if isinstance(part.get("encoding"), dict)]
    found = [encoding.get(channel) for encoding in encodings for channel in ("x", "y")]
    return [axis for axis in found if isinstance(axis, dict) and axis.get("type") == type and "axis" in axis]


def drawn(chart: alt.Chart) -> list[str]:
    """What a screen reader is told of the drawn chart, in order."""
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    return [html.unescape(label) for label in re.findall(r'aria-label="([^"]*)"', svg)]


ALL_CHARTS = {
    "shares": share_over_quarters("rows", companies=COMPANIES, quarters=QUARTERS),
    "heat map": theme_heat_map("rows", row="theme", row_order=["a"], quarters=QUARTERS),
    "speakers": who_says_it("rows"),
}


@pytest.mark.parametrize("name", ["shares", "speakers"])
def test_axis_of_shares_is_percent_from_zero(name: str) -> None:
    found = axes(ALL_CHARTS[name], "quantitative")
    assert len(found) >= 2
    for axis in found:
        assert axis["scale"] == {"zero": True}
        assert axis["axis"] == {"format": "~%", "tickCount": 4}


def test_drawn_axis_starts_at_zero_where_all_shares_are_large() -> None:
    large = shares().query("share > 0")
    found = drawn(share_over_quarters(large, companies=COMPANIES, quarters=QUARTERS))
    assert "Y-axis for a linear scale with values from 0% to 60%" in found


def test_drawn_axis_spans_one_percent_where_nothing_was_said() -> None:
    silent = shares().assign(share=0.0, low=0.0, high=0.0)
    found = drawn(share_over_quarters(silent, companies=COMPANIES, quarters=QUARTERS))
    assert "Y-axis for a linear scale with values from 0% to 1%" in found


@pytest.mark.parametrize("name", ["shares", "heat map"])
def test_quarters_are_an_ordinal_axis_with_the_order_given(name: str) -> None:
    found = axes(ALL_CHARTS[name], "ordinal")
    assert len(found) >= 2
    for axis in found:
        assert axis["field"] == "calendar_quarter"
        assert axis["scale"] == {"domain": QUARTERS}


def test_drawn_quarters_are_in_calendar_order_whatever_the_rows() -> None:
    found = drawn(share_over_quarters(shares(), companies=COMPANIES, quarters=QUARTERS))
    assert found.count("X-axis for a discrete scale with 3 values: 2012Q3, 2012Q4, 2013Q1") == 2


def test_drawn_axis_holds_a_quarter_that_no_row_has() -> None:
    found = drawn(share_over_quarters(shares().head(1), companies=COMPANIES, quarters=QUARTERS))
    assert "X-axis for a discrete scale with 3 values: 2012Q3, 2012Q4, 2013Q1" in found


@pytest.mark.parametrize("name", list(ALL_CHARTS))
def test_nothing_is_stacked(name: str) -> None:
    spec = list(parts(ALL_CHARTS[name].to_dict()))
    assert [part["stack"] for part in spec if part.get("stack")] == []
    marks = [part["mark"]["type"] for part in spec if isinstance(part.get("mark"), dict)]
    assert "area" not in marks
    bars = [p["encoding"] for p in spec if isinstance(p.get("mark"), dict) and p["mark"]["type"] == "bar"]
    # Vega-Lite stacks bars only by a channel that splits them
    assert [set(bar) & {"color", "fill", "detail", "opacity", "order"} for bar in bars] == [set()] * len(bars)


def test_drawn_bars_of_speakers_do_not_add_up() -> None:
    found = drawn(who_says_it(speakers(0.5, 0.4, 0.3)))
    assert "X-axis for a linear scale with values from 0% to 50%" in found


def test_drawn_speakers_stand_in_their_order() -> None:
    found = drawn(who_says_it(speakers(0.1, 0.2, 0.3).iloc[::-1]))
    assert f"Y-axis for a discrete scale with 3 values: {', '.join(SPEAKERS)}" in found


def test_drawn_speakers_without_a_mention_have_zero() -> None:
    svg = vl_convert.vegalite_to_svg(who_says_it(speakers(0.1, 0.0, 0.05)).to_dict())
    assert re.findall(r">(no words|\d+\.\d%)<", svg) == ["10.0%", "0.0%", "5.0%"]


def test_drawn_speakers_without_words_say_so() -> None:
    svg = vl_convert.vegalite_to_svg(who_says_it(speakers(0.1, 0.0, None)).to_dict())
    assert re.findall(r">(no words|\d+\.\d%)<", svg) == ["10.0%", "0.0%", "no words"]


def test_missing_quarters_are_kept_as_rows_without_a_share() -> None:
    filled = fill_missing_quarters(shares(), ["company"])
    found = [
        (company, quarter, None if pd.isna(share) else share)
        for company, quarter, share in zip(filled["company"], filled["calendar_quarter"], filled["share"], strict=True)
    ]
    assert sorted(found) == sorted(
        [
            ("Juno Optics", "2012Q3", 0.48),
            ("Juno Optics", "2012Q4", None),
            ("Juno Optics", "2013Q1", 0.52),
            ("Vesta Cable plc", "2012Q3", None),
            ("Vesta Cable plc", "2012Q4", 0.0),
            ("Vesta Cable plc", "2013Q1", None),
        ]
    )


def test_missing_quarters_reach_the_chart_as_null() -> None:
    filled = fill_missing_quarters(shares(), ["company"])
    spec = share_over_quarters(filled, companies=COMPANIES, quarters=QUARTERS).to_dict()
    (rows,) = spec["datasets"].values()
    assert [(r["company"], r["calendar_quarter"]) for r in rows if r["share"] is None] == [
        ("Juno Optics", "2012Q4"),
        ("Vesta Cable plc", "2012Q3"),
        ("Vesta Cable plc", "2013Q1"),
    ]


def test_line_is_broken_where_a_quarter_has_no_call() -> None:
    filled = fill_missing_quarters(shares().query("company == 'Juno Optics'"), ["company"])
    svg = vl_convert.vegalite_to_svg(share_over_quarters(filled, companies=COMPANIES, quarters=QUARTERS).to_dict())
    (line,) = re.findall(r'class="mark-line[^>]*>.*?d="([^"]*)"', svg)
    # two calls with a gap between them: two moves, and no line from one to the other but that of length zero
    assert line.count("M") == 2


def test_missing_quarters_run_from_the_first_to_the_last_of_all_groups() -> None:
    table = pd.DataFrame({"theme": ["a", "b"], "calendar_quarter": ["2011Q4", "2012Q2"], "share": [0.1, 0.2]})
    filled = fill_missing_quarters(table, ["theme"])
    assert list(filled["calendar_quarter"]) == ["2011Q4", "2012Q1", "2012Q2"] * 2


def test_missing_quarters_keep_both_calls_of_one_quarter() -> None:
    table = pd.DataFrame({"company": ["a", "a"], "calendar_quarter": ["2012Q2", "2012Q2"], "share": [0.1, 0.5]})
    assert list(fill_missing_quarters(table, ["company"])["share"]) == [0.1, 0.5]


def test_missing_quarters_leave_out_rows_without_a_quarter() -> None:
    table = pd.DataFrame({"company": ["a", "b"], "calendar_quarter": ["2012Q2", None], "share": [0.1, 0.5]})
    assert list(fill_missing_quarters(table, ["company"])["company"]) == ["a"]


def test_missing_quarters_of_a_table_without_quarters_are_none() -> None:
    table = pd.DataFrame({"company": ["a"], "calendar_quarter": [None], "share": [0.1]})
    assert fill_missing_quarters(table, ["company"]).empty


def test_missing_quarters_leave_the_table_as_it_is() -> None:
    table = shares()
    fill_missing_quarters(table, ["company"])
    pd.testing.assert_frame_equal(table, shares())


def test_drawn_heat_map_has_the_looks_of_the_page() -> None:
    limits = [None, 0.0, *(value for limit in CLASS_LIMITS for value in (limit - 1e-6, limit)), 1.0]
    quarters = [f"{2010 + k // 4}Q{k % 4 + 1}" for k in range(len(limits))]
    table = pd.DataFrame({"theme": "a", "calendar_quarter": quarters, "share": limits})
    found = drawn(theme_heat_map(table, row="theme", row_order=["a"], quarters=quarters))
    looks = [label.split("Share of words: ")[1].split(";")[0] for label in found if "Share of words: " in label]
    assert looks == [look_of(share) for share in limits]
    assert set(looks) == set(LOOKS)


def test_drawn_heat_map_keeps_the_order_of_rows() -> None:
    table = pd.DataFrame({"theme": ["a", "b"], "calendar_quarter": "2012Q3", "share": 0.1})
    found = drawn(theme_heat_map(table, row="theme", row_order=["b", "a"], quarters=QUARTERS))
    assert "Y-axis for a discrete scale with 2 values: b, a" in found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_company_keeps_its_colour_where_others_are_absent(scheme: Scheme) -> None:
    only = shares().query("company == 'Vesta Cable plc'")
    chart = coloured(share_over_quarters(only, companies=COMPANIES, quarters=QUARTERS), scheme)
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    assert COMPANY_COLOURS[1] in svg
    assert COMPANY_COLOURS[0] not in svg


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_heat_map_has_a_colour_for_every_look(scheme: Scheme) -> None:
    ranges = chart_config(scheme)["range"]
    assert isinstance(ranges, dict)
    assert len(set(ranges["heatmap"])) == len(LOOKS)


def test_hostile_names_are_drawn_as_text() -> None:
    named = shares().assign(company=HOSTILE)
    svg = vl_convert.vegalite_to_svg(share_over_quarters(named, companies=[HOSTILE], quarters=QUARTERS).to_dict())
    assert "<script" not in svg
    assert html.escape(HOSTILE, quote=False) in svg


def test_chart_of_named_data_carries_none() -> None:
    spec = ALL_CHARTS["shares"].to_dict()
    assert "datasets" not in spec
    assert spec["data"] == {"name": "rows"}
