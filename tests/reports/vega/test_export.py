"""Charts as pictures: title and source are in them, and every name draws its line, whatever signs it holds."""

from __future__ import annotations

import re

import altair as alt
import pandas as pd
import pytest

from reports.vega.charts import share_over_quarters, theme_heat_map
from reports.vega.export import picture

#: Names that a chart could take for a path into nested data, an escape or a format, were they names of fields.
NAMES = ["U.S. Steel", "A[old]: B", "C\\D", 'it\'s "so"', "plain"]


def titled(chart: alt.Chart, title: str) -> alt.Chart:
    return chart.properties(title=title)


def calls(companies: list[str]) -> pd.DataFrame:
    rows = [
        (company, f"2012Q{quarter}", 0.02 * quarter, 0.01, 0.1, 20, 1000)
        for company in companies
        for quarter in (1, 2, 3)
    ]
    columns = ["company", "calendar_quarter", "share", "low", "high", "n_words_theme", "n_words"]
    return pd.DataFrame(rows, columns=columns)


def test_picture_has_title_and_source() -> None:
    drawn = picture(titled(share_over_quarters(calls(["plain"])), "U.S. stimulus"), "Source: 3 calls", "svg").decode()
    assert ">U.S. stimulus<" in drawn
    assert ">Source: 3 calls<" in drawn


def test_picture_is_the_same_bytes_again_and_a_png_is_one() -> None:
    chart = share_over_quarters(calls(["plain"]))
    pictures = [picture(titled(chart, "T"), "S", "png") for _ in range(2)]
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(b"\x89PNG")


@pytest.mark.parametrize("name", NAMES)
def test_company_of_any_name_has_its_line(name: str) -> None:
    drawn = picture(titled(share_over_quarters(calls([name])), "T"), "S", "svg").decode()
    (line,) = re.findall(r'<g class="mark-line[^>]*>(.*?)</g>', drawn, flags=re.DOTALL)
    (path,) = re.findall(r' d="([^"]*)"', line)
    assert len(re.findall(r"[ML]", path)) == 3


@pytest.mark.parametrize("name", NAMES)
def test_theme_of_any_name_has_its_cells(name: str) -> None:
    rows = calls(["plain"]).rename(columns={"company": "theme"}).assign(theme=name)
    drawn = picture(titled(theme_heat_map(rows), "T"), "S", "svg").decode()
    assert len(re.findall(r'<path aria-label="[^"]*" role="graphics-symbol"', drawn)) == 3


def test_hostile_name_is_text_in_a_picture() -> None:
    drawn = picture(titled(share_over_quarters(calls(["<script>alert(1)</script>"])), "<b>"), "</svg>", "svg").decode()
    assert "<script" not in drawn
    assert drawn.count("</svg>") == drawn.count("<svg")
