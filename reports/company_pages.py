"""A page of its own for each company: its themes over time, what can be said of them, its calls.

In: :class:`reports.report_data.ReportData`.  Out: :class:`CompanyPage`, numbers and text for the template.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.report_data import CallRead, Company, Point, ReportData, ThemeReport
from reports.theme_evidence import pooled

TOLD = ("new", "rising", "fading", "dormant", "revived")  # the others' sentences are left to the theme's own page


@dataclass(frozen=True)
class CompanyTheme:
    """One theme at one company; ``shares`` a quarter (None: no call), ``reason`` where there is something to say."""

    theme_id: str
    label: str
    shares: tuple[float | None, ...]
    share: float | None
    last_share: float | None
    largest_share: float | None
    largest_quarter: str
    status: str
    reason: str


@dataclass(frozen=True)
class CompanyPage:
    """A company's calls and the themes it speaks of, the largest first."""

    company: Company
    calls: tuple[CallRead, ...]
    n_calls: int
    n_words: int
    first_quarter: str | None
    last_quarter: str | None
    rows: tuple[CompanyTheme, ...]


def company_pages(data: ReportData) -> tuple[CompanyPage, ...]:
    """Pages of all companies, in the order of the report."""
    return tuple(_page(company, data) for company in data.companies)


def _page(company: Company, data: ReportData) -> CompanyPage:
    calls = tuple(call for call in data.calls if call.company_id == company.company_id)
    quarters = sorted(call.calendar_quarter for call in calls if call.calendar_quarter)
    rows = [_row(theme, company, data.coverage.quarters) for theme in data.themes]
    heard = sorted((row for row in rows if row is not None), key=lambda row: (-(row.share or 0.0), row.theme_id))
    return CompanyPage(
        company=company,
        calls=calls,
        n_calls=len(calls),
        n_words=sum(call.n_words for call in calls),
        first_quarter=quarters[0] if quarters else None,
        last_quarter=quarters[-1] if quarters else None,
        rows=tuple(heard),
    )


def _row(theme: ThemeReport, company: Company, quarters: Sequence[str]) -> CompanyTheme | None:
    """None for a theme that the company never speaks of in a call with a known quarter."""
    own = [p for p in theme.points if p.company_id == company.company_id and p.calendar_quarter]
    if not any(p.n_words_theme for p in own):
        return None
    by_quarter = {q: _share([p for p in own if p.calendar_quarter == q]) for q in quarters}
    known = [(share, quarter) for quarter, share in by_quarter.items() if share is not None]
    largest = max(known, key=lambda item: item[0])
    trend = next((t for t in theme.trends if t.scope == company.company_id), None)
    return CompanyTheme(
        theme_id=theme.theme_id,
        label=theme.label,
        shares=tuple(by_quarter.values()),
        share=_share(own),
        last_share=known[-1][0],
        largest_share=largest[0],
        largest_quarter=largest[1],
        status=trend.status if trend else "–",
        reason=trend.reason if trend and trend.status in TOLD else "",
    )


def _share(points: Sequence[Point]) -> float | None:
    return pooled(sum(p.n_words_theme for p in points), sum(p.n_words for p in points))
