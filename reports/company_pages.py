"""A page of its own for each company: what it speaks of beyond the others, its themes over time, its calls.

In: :class:`reports.report_data.ReportData`.  Out: :class:`CompanyPage`, numbers and text for the template.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from reports.report_data import CallRead, Company, Point, ReportData, ThemeReport
from reports.theme_evidence import pooled
from reports.wording import listed, percent

MOST_BEYOND = 3  # themes named at the top of a page
LEAST_BEYOND = 0.01  # share of words above the others, from which a theme is named
TOLD = ("new", "rising", "fading", "dormant", "revived")  # the others' sentences are left to the theme's own page


@dataclass(frozen=True)
class CompanyTheme:
    """One theme at one company; ``shares`` a quarter (None: no call), ``reason`` where there is something to say.

    ``others`` is the mean share of the other companies, each counted once; None where there is none.
    """

    theme_id: str
    label: str
    shares: tuple[float | None, ...]
    share: float | None
    others: float | None
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
    beyond: str
    lately: str


def company_pages(data: ReportData) -> tuple[CompanyPage, ...]:
    """Pages of all companies, in the order of the report."""
    held = [_by_company(theme) for theme in data.themes]
    return tuple(_page(company, data, held) for company in data.companies)


def _by_company(theme: ThemeReport) -> dict[str, list[Point]]:
    """Points of calls with a known quarter."""
    held: dict[str, list[Point]] = defaultdict(list)
    for point in theme.points:
        if point.calendar_quarter:
            held[point.company_id].append(point)
    return held


def _page(company: Company, data: ReportData, held: Sequence[Mapping[str, Sequence[Point]]]) -> CompanyPage:
    calls = tuple(call for call in data.calls if call.company_id == company.company_id)
    quarters = sorted(call.calendar_quarter for call in calls if call.calendar_quarter)
    rows = [
        _row(theme, company, data.coverage.quarters, points) for theme, points in zip(data.themes, held, strict=True)
    ]
    heard = sorted((row for row in rows if row is not None), key=lambda row: (-(row.share or 0.0), row.theme_id))
    return CompanyPage(
        company=company,
        calls=calls,
        n_calls=len(calls),
        n_words=sum(call.n_words for call in calls),
        first_quarter=quarters[0] if quarters else None,
        last_quarter=quarters[-1] if quarters else None,
        rows=tuple(heard),
        beyond=_beyond(heard),
        lately=_lately(heard, calls),
    )


def _beyond(rows: Sequence[CompanyTheme]) -> str:
    """Name the themes whose share is furthest above the other companies'; empty where none is by a point."""
    above = [((row.share or 0.0) - row.others, row) for row in rows if row.others is not None]
    ranked = sorted(above, key=lambda pair: (-pair[0], pair[1].theme_id))[:MOST_BEYOND]
    named = [
        f"{row.label} ({percent(row.share)} of its words, {percent(row.others)} of theirs)"
        for points, row in ranked
        if points >= LEAST_BEYOND
    ]
    return f"Furthest above the other companies: {'; '.join(named)}." if named else ""


def _lately(rows: Sequence[CompanyTheme], calls: Sequence[CallRead]) -> str:
    """Name the largest themes of the last quarter with a call; empty where none has a share of a point."""
    largest = sorted(rows, key=lambda row: (-(row.last_share or 0.0), row.theme_id))[:MOST_BEYOND]
    named = [f"{row.label} ({percent(row.last_share)})" for row in largest if (row.last_share or 0.0) >= LEAST_BEYOND]
    last = max((call for call in calls if call.calendar_quarter), key=_when, default=None)
    if last is None or not named:
        return ""
    held = f", held on {last.call_date}" if last.call_date else ""
    return f"The last call ({last.calendar_quarter}{held}) spoke most of {listed(named)}."


def _when(call: CallRead) -> tuple[str, str]:
    return call.calendar_quarter or "", call.call_date or ""


def _row(
    theme: ThemeReport, company: Company, quarters: Sequence[str], held: Mapping[str, Sequence[Point]]
) -> CompanyTheme | None:
    """None for a theme that the company never speaks of in a call with a known quarter."""
    own = held.get(company.company_id, ())
    if not any(p.n_words_theme for p in own):
        return None
    by_quarter = {q: _share([p for p in own if p.calendar_quarter == q]) for q in quarters}
    others = [
        share for other, points in held.items() if other != company.company_id and (share := _share(points)) is not None
    ]
    known = [(share, quarter) for quarter, share in by_quarter.items() if share is not None]
    largest = max(known, key=lambda item: item[0])
    trend = next((t for t in theme.trends if t.scope == company.company_id), None)
    return CompanyTheme(
        theme_id=theme.theme_id,
        label=theme.label,
        shares=tuple(by_quarter.values()),
        share=_share(own),
        others=fsum(others) / len(others) if others else None,
        last_share=known[-1][0],
        largest_share=largest[0],
        largest_quarter=largest[1],
        status=trend.status if trend else "–",
        reason=trend.reason if trend and trend.status in TOLD else "",
    )


def _share(points: Sequence[Point]) -> float | None:
    return pooled(sum(p.n_words_theme for p in points), sum(p.n_words for p in points))
