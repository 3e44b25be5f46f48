"""The brief as a page of its own: opens alone, needs no script, leads nowhere; and its small heat map.

In: :class:`reports.report.ReportData`.  Out: HTML text; the section of the report has the same template.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.records import Quote
from reports.render.page_model import Page, ShareRow
from reports.report import ReportData


@dataclass(frozen=True)
class BriefView:
    """The rows of the small heat map: the very cells of the large one, of the brief's quarters."""

    rows: tuple[ShareRow, ...]


def brief_view(data: ReportData, page: Page) -> BriefView:
    """The rows and quarters that the brief names, out of the heat map of all."""
    shown, rows = set(data.brief.quarters), {row.link: row for row in page.heat_map}
    chosen = [rows[theme_id] for theme_id in data.brief.theme_ids if theme_id in rows]
    return BriefView(
        tuple(replace(row, cells=tuple(cell for cell in row.cells if cell.quarter in shown)) for row in chosen)
    )


OFFICES = {
    "Chief Executive Officer": "CEO",
    "Chief Financial Officer": "CFO",
    "Chief Operating Officer": "COO",
    "Chief Technology Officer": "CTO",
    "Executive Vice President": "EVP",
    "Senior Vice President": "SVP",
    "Vice President": "VP",
}


def short_title(title: str) -> str:
    """A title as the press writes it.

    >>> short_title("Chairman and Chief Executive Officer")
    'Chairman and CEO'
    """
    for office, short in OFFICES.items():
        title = title.replace(office, short)
    return title


def place_of(quote: Quote) -> str:
    """Where a quote stands.

    Returns
    -------
    str
        ``juno.txt:21``: the file's name, not its folder, and the line where it is known.
    """
    name = quote.source.rsplit("/", 1)[-1]
    return f"{name}:{quote.line}" if quote.line else name
