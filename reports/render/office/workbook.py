"""Report data to a workbook (Excel): the findings, every table behind them, the method.

In: :class:`reports.report.ReportData`.  Out: bytes of an ``.xlsx`` file; equal data give equal bytes.
"""

from __future__ import annotations

import io

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.palette import CLASS_LIMITS, amounts
from reports.render.office.method_sheet import method_sheet
from reports.render.office.sheet import HEAD_ROWS, PLAIN, Sheet, faults_of, write_sheet
from reports.render.office.sheets import (
    CHANGE,
    SPARK,
    findings_sheet,
    intervals_sheet,
    shares_sheet,
    themes_sheet,
    trends_sheet,
)
from reports.render.office.source_sheets import calls_sheet, companies_sheet, quotes_sheet
from reports.render.office.stamp import MOST_IN_PROPERTY, made_at
from reports.render.office.text import legal
from reports.report import ReportData

BLUE, UP, DOWN = "#1f6a9c", "#0a7d5c", "#b3470b"


def to_xlsx(data: ReportData) -> bytes:
    """Write the report as a workbook.

    Parameters
    ----------
    data : ReportData
        Of a study, or narrowed to a theme or a company.

    Returns
    -------
    bytes
        Sheets Findings, Themes, Trends, Shares, Intervals, Quotes, Companies, Calls, Method.

    Raises
    ------
    CallthemesError
        A sheet would have more rows than a workbook can hold.
    """
    shares, themes = shares_sheet(data), themes_sheet(data)
    tables = findings_sheet(data), themes, trends_sheet(data), shares, intervals_sheet(data)
    sources = quotes_sheet(data), companies_sheet(data), calls_sheet(data)
    sheets = (*tables, *sources, method_sheet(data, faults_of((*tables, *sources))))
    buffer = io.BytesIO()
    book = Workbook(buffer, PLAIN)
    title, author = (legal(text)[:MOST_IN_PROPERTY] for text in (data.title, data.imprint.author))
    book.set_properties({"title": title, "author": author, "created": made_at(data)})
    pages = {sheet.name: write_sheet(book, sheet) for sheet in sheets}
    if themes.rows:
        _draw_lines(pages["Themes"], themes, shares, data)
        _colour_changes(book, pages["Themes"], themes)
        _colour_shares(book, pages["Shares"], shares)
    book.close()
    return buffer.getvalue()


def _draw_lines(page: Worksheet, themes: Sheet, shares: Sheet, data: ReportData) -> None:
    """A small line of each theme's row of shares, up to the last quarter that is not thin; gaps stay gaps."""
    quarters, not_thin = data.coverage.quarters, data.coverage.not_thin
    last = quarters.index(not_thin[-1]) + 1 if not_thin else len(quarters)
    if last < 2:
        return
    place = [column.head for column in themes.columns].index(SPARK)
    for row in range(HEAD_ROWS, len(themes.rows) + HEAD_ROWS):
        cells = xl_range(row, 1, row, last)
        known = sum(value is not None for value in shares.rows[row - HEAD_ROWS][1 : last + 1])
        look = {"series_color": BLUE, "empty_cells": "gaps", "min": 0, "weight": 1.25, "markers": 2 * known < last}
        page.add_sparkline(row, place, {"range": f"{shares.name}!{cells}", **look})


def _colour_changes(book: Workbook, page: Worksheet, themes: Sheet) -> None:
    """Changes whose interval excludes zero: up in one colour, down in another."""
    place = [column.head for column in themes.columns].index(CHANGE)
    low, high = (xl_rowcol_to_cell(HEAD_ROWS, place + k, col_abs=True) for k in (1, 2))
    end = len(themes.rows) + HEAD_ROWS - 1
    for rule, colour in ((f"AND(ISNUMBER({low}),{low}>0)", UP), (f"AND(ISNUMBER({high}),{high}<0)", DOWN)):
        look = book.add_format({"font_color": colour, "bold": True})
        page.conditional_format(
            HEAD_ROWS, place, end, place, {"type": "formula", "criteria": f"={rule}", "format": look}
        )


def _colour_shares(book: Workbook, page: Worksheet, shares: Sheet) -> None:
    """The classes of the heat map, strongest first; an empty cell and a zero have no colour."""
    if len(shares.columns) < 2:
        return
    area = HEAD_ROWS, 1, len(shares.rows) + HEAD_ROWS - 1, len(shares.columns) - 1
    page.conditional_format(*area, {"type": "blanks", "stop_if_true": True})
    for limit, (ground, ink) in reversed(tuple(zip((0, *CLASS_LIMITS), amounts(), strict=True))):
        look = book.add_format({"bg_color": ground, "font_color": ink})
        rule = {"type": "cell", "criteria": ">=" if limit else ">", "value": limit}
        page.conditional_format(*area, rule | {"format": look, "stop_if_true": True})
