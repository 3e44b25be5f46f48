"""Arranges report data for the template: rows and cells of its tables, in the order shown.

In: :class:`reports.report_data.ReportData`.  Out: :class:`Page`, frozen rows of text and numbers; no markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.palette import LOOKS, look_of
from reports.report_data import CallRead, Company, Point, ReportData, ThemeReport


@dataclass(frozen=True)
class Cell:
    """A share in a table: None where there was no call or it has no content; ``look`` is its place among the looks."""

    quarter: str
    share: float | None
    look: int
    has_call: bool


@dataclass(frozen=True)
class ShareRow:
    """A theme (or company) over all quarters."""

    label: str
    link: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class HeatMap:
    """Themes × quarters of one company, or of all companies pooled by words."""

    scope: str
    label: str
    rows: tuple[ShareRow, ...]


@dataclass(frozen=True)
class Page:
    """What the template shows besides the report data itself."""

    quarters: tuple[str, ...]
    heat_maps: tuple[HeatMap, ...]
    heard: tuple[ThemeReport, ...]
    unheard: tuple[ThemeReport, ...]
    looks: tuple[str, ...]
    calls_by_company: tuple[tuple[str, tuple[CallRead, ...]], ...]

    def trajectory(self, theme: ThemeReport) -> tuple[ShareRow, ...]:
        """A theme's share by company and quarter: the table behind its chart."""
        companies = dict.fromkeys((point.company_id, point.company) for point in theme.points)
        return tuple(
            ShareRow(label, company_id, _cells([p for p in theme.points if p.company_id == company_id], self.quarters))
            for company_id, label in companies
        )


def page_of(data: ReportData) -> Page:
    """Arrange the report data: tracked themes first; themes nobody spoke of apart, so that they drown no others."""
    quarters = data.coverage.quarters
    heard = tuple(sorted((t for t in data.themes if t.n_words_theme), key=lambda t: t.kind != "tracked"))
    return Page(
        quarters=quarters,
        heat_maps=tuple(_heat_map(company, heard, quarters) for company in data.companies if quarters),
        heard=heard,
        unheard=tuple(theme for theme in data.themes if not theme.n_words_theme),
        looks=LOOKS,
        calls_by_company=tuple(
            (company.label, tuple(call for call in data.calls if call.company_id == company.company_id))
            for company in data.companies
        ),
    )


def _heat_map(company: Company, themes: Sequence[ThemeReport], quarters: Sequence[str]) -> HeatMap:
    rows = []
    for theme in themes:
        own = [point for point in theme.points if point.company_id == company.company_id]
        rows.append(ShareRow(theme.label, theme.theme_id, _cells(own, quarters)))
    return HeatMap(company.company_id, company.label, tuple(rows))


def _cells(points: Sequence[Point], quarters: Sequence[str]) -> tuple[Cell, ...]:
    """Cells of one company; two calls in one quarter are pooled by words."""
    cells = []
    for quarter in quarters:
        here = [p for p in points if p.calendar_quarter == quarter]
        n_words = sum(p.n_words for p in here)
        share = sum(p.n_words_theme for p in here) / n_words if n_words else None
        cells.append(Cell(quarter, share, LOOKS.index(look_of(share)), bool(here)))
    return tuple(cells)
