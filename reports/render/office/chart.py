"""A finding's chart as a chart of the slides' own: the share by quarter, and the windows that were compared.

In: :class:`reports.data.brief.Finding`.  Out: a line chart whose data open in a spreadsheet.  Gaps stay gaps.  The
library would write a name such as ``=1+1`` into that spreadsheet as a formula, so the sheet is written here.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.series import LineSeries
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.slide import Slide
from pptx.util import Pt
from xlsxwriter import Workbook

from reports.data.brief import Finding, Window
from reports.formatting import percent
from reports.render.office.boxes import BLUE, INK, MUTED, Box, rgb
from reports.render.office.sheet import PLAIN
from reports.render.office.text import cell_text, on_one_line

SHARE, GRID = "0.0%", "#e3e1db"
MOST_LABELS = 12  # below the axis
_SMALL = 0.06
_NAME_WIDTH, _NAME_SIZE = 200, 11  # points


class Line(NamedTuple):
    """A line of the chart: a value for each category, None where there is none."""

    name: str
    values: tuple[float | None, ...]


def lines_of(finding: Finding) -> tuple[Line, ...]:
    """The share by quarter, then each window's mean as a level over its quarters.

    Of two calls compared, whose windows are the calls themselves, there is the one line.
    """
    series = Line("Share of talk", tuple(share for _, share in finding.series))
    if finding.basis == "contrast":
        return (series,)
    levels = (_level(window, [when for when, _ in finding.series]) for window in finding.windows)
    return (series, *(level for level in levels if any(value is not None for value in level.values)))


def _level(window: Window, quarters: Sequence[str]) -> Line:
    inside = (window.share if window.first <= quarter <= window.last else None for quarter in quarters)
    return Line(f"{window.span}: {percent(window.share)}", tuple(inside))


def put_chart(slide: Slide, finding: Finding, box: Box, made_at: datetime) -> None:
    """Draw a finding's chart; of a single quarter there is none.

    Parameters
    ----------
    slide : Slide
        Where to.
    finding : Finding
        Its series (quarter or call, share 0–1) and windows.
    box : Box
        Its place.
    made_at : datetime
        Stands in the chart's spreadsheet as the time of writing.
    """
    categories = [on_one_line(when, _NAME_WIDTH, _NAME_SIZE) for when, _ in finding.series]
    if len(categories) < 2:
        return
    lines = lines_of(finding)
    data = CategoryChartData(number_format=SHARE)
    data.categories = categories
    for line in lines:
        data.add_series(line.name, line.values)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *box.emu, data)
    frame.name = "Chart"
    described = (
        f"Line chart: {on_one_line(finding.label, 600, 11)}, share of talk from {categories[0]} to {categories[-1]}"
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", described)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_sheet(categories, lines, made_at))
    _dress(chart, len(categories), max(value or 0.0 for line in lines for value in line.values))
    _mark(chart, lines, is_pair=finding.basis == "contrast")


def _sheet(categories: Sequence[str], lines: Sequence[Line], made_at: datetime) -> bytes:
    """The chart's data where the chart looks for them: categories in column A, lines from B1 on."""
    buffer = io.BytesIO()
    book = Workbook(buffer, PLAIN)
    book.set_properties({"created": made_at})
    page, share = book.add_worksheet("Sheet1"), book.add_format({"num_format": SHARE})
    page.set_column(0, len(lines), 16)
    for row, category in enumerate(categories, start=1):
        page.write_string(row, 0, cell_text(category))
    for column, line in enumerate(lines, start=1):
        page.write_string(0, column, cell_text(line.name))
        for row, value in enumerate(line.values, start=1):
            if value is not None:
                page.write_number(row, column, value, share)
    book.close()
    return buffer.getvalue()


def _dress(chart: Chart, n_categories: int, largest: float) -> None:
    """Axes from zero, in the report's colours; of many quarters every third or so is named."""
    chart.font.size, chart.font.color.rgb = Pt(11), rgb(MUTED)
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    values, quarters = chart.value_axis, chart.category_axis
    values.minimum_scale = 0
    values.tick_labels.number_format = SHARE if largest < _SMALL else "0%"  # steps below a percent need their tenths
    values.tick_labels.number_format_is_linked = False
    values.major_gridlines.format.line.color.rgb = rgb(GRID)
    values.format.line.fill.background()
    quarters.format.line.color.rgb = rgb(MUTED)
    quarters.has_major_gridlines = False
    every = str(-(-n_categories // MOST_LABELS))
    before = quarters._element.find(qn("c:noMultiLvlLbl"))
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = OxmlElement(name)
        skip.set("val", every)
        before.addprevious(skip)


def _mark(chart: Chart, lines: Sequence[Line], *, is_pair: bool) -> None:
    """The series thin with small dots; the windows thick, before grey and after blue."""
    series, *levels = chart.plots[0].series
    _line(series, BLUE if is_pair or not levels else MUTED, 1.25, marker=8 if is_pair else 4)
    if is_pair:
        series.data_labels.show_value = True
        series.data_labels.number_format, series.data_labels.number_format_is_linked = SHARE, False
    for level, colour in zip(reversed(levels), (BLUE, INK), strict=False):  # a single one is the later
        _line(level, colour, 4.5, marker=None)


def _line(series: LineSeries, colour: str, width: float, marker: int | None) -> None:
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = rgb(colour), Pt(width)
    series.marker.style = XL_MARKER_STYLE.CIRCLE if marker else XL_MARKER_STYLE.NONE
    if marker:
        series.marker.size = marker
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = rgb(colour)
        series.marker.format.line.color.rgb = rgb(colour)
