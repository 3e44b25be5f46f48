"""One sheet of a workbook as plain data, and how it is written: typed cells, frozen heads, a filter.

In: :class:`Sheet`, rows of plain values.  Out: a worksheet.  A text is written as text, whatever it begins with, so
that none is ever run as a formula or made a link; None is an empty cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.render.office.text import cell_text, legal
from themes.errors import CallthemesError

Kind = Literal["text", "long", "share", "points", "probability", "count", "date", "line"]
Value = str | float | int | date | None
#: Format, width in characters.
KINDS: Mapping[Kind, tuple[str, int]] = {
    "text": ("@", 24),
    "long": ("@", 70),
    "share": ("0.0%", 10),
    "points": ('+0.0;"−"0.0;0.0', 10),
    "probability": ("0.000", 8),
    "count": ("#,##0", 10),
    "date": ("yyyy-mm-dd", 12),
    "line": ("@", 26),
}
#: Of a workbook: nothing of a text is made a formula, a link or a number.
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MOST_ROWS = 1_048_576  # of a sheet, its head included
HEAD_ROWS = 1


@dataclass(frozen=True)
class Column:
    """A column: its head, what its cells are and, if not the kind's, how wide it is; ``is_muted`` greys it."""

    head: str
    kind: Kind = "text"
    width: int | None = None
    is_muted: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table: its name, columns, rows of as many values; ``frozen`` columns stay in view.

    Of a ``share`` and a change in ``points`` the values are 0–1 and hundredths of it (a rise from 10% to 12% is 2.0).
    ``tables`` of one column pair alone have no filter (``has_filter``).
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    frozen: int = 1
    has_filter: bool = True

    @property
    def texts(self) -> list[str]:
        """All its texts, as they were before a cell holds them."""
        return [value for row in self.rows for value in row if isinstance(value, str)]


def faults_of(sheets: tuple[Sheet, ...]) -> list[str]:
    """Say of which texts the workbook does not hold every character, and why; empty where it holds all."""
    texts = [text for sheet in sheets for text in sheet.texts]
    n_cut = sum(cell_text(text) != legal(text) for text in texts)
    n_replaced = sum(legal(text).count("\ufffd") > text.count("\ufffd") for text in texts)
    said = [f"{n_cut:,} longer than a cell holds (32,767 characters); each ends in “… [cut]”"] if n_cut else []
    said += (
        [f"{n_replaced:,} with characters that no such file may hold; \ufffd stands in their place"]
        if n_replaced
        else []
    )
    return said


def write_sheet(book: Workbook, sheet: Sheet) -> Worksheet:
    """Add a sheet to a workbook.

    Parameters
    ----------
    book : Workbook
        It converts no text (``strings_to_formulas`` and the like are off).
    sheet : Sheet
        What to write.

    Returns
    -------
    Worksheet
        For sparklines and colours.

    Raises
    ------
    CallthemesError
        More rows than a sheet can hold.
    """
    if len(sheet.rows) + HEAD_ROWS > MOST_ROWS:
        raise CallthemesError(
            f"the sheet {sheet.name} would have {len(sheet.rows):,} rows; a workbook holds {MOST_ROWS - HEAD_ROWS:,}",
            mend="write one of a theme or a company (--theme ID, --company ID), or themes export STUDY prevalence",
        )
    page = book.add_worksheet(sheet.name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#eef1f4"})
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width or KINDS[column.kind][1])
        page.write_string(0, place, cell_text(column.head), head)
    formats = [book.add_format(_look(column)) for column in sheet.columns]
    for number, row in enumerate(sheet.rows, start=HEAD_ROWS):
        for place, (value, look) in enumerate(zip(row, formats, strict=True)):
            _write(page, number, place, value, look)
    page.freeze_panes(HEAD_ROWS, sheet.frozen)
    if sheet.has_filter and sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    return page


def _look(column: Column) -> dict[str, object]:
    look: dict[str, object] = {"num_format": KINDS[column.kind][0], "valign": "top"}
    look |= {"text_wrap": True} if column.kind == "long" else {}
    return look | ({"italic": True, "font_color": "#5a646e"} if column.is_muted else {})


def _write(page: Worksheet, row: int, place: int, value: Value, look: Format) -> None:
    if value is None:
        page.write_blank(row, place, None, look)
    elif isinstance(value, str):
        page.write_string(row, place, cell_text(value), look)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, look)
    else:
        page.write_number(row, place, value, look)
