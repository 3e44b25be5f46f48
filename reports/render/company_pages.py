"""A page of its own for each company: what it speaks of beyond the others, its themes over time, its calls.

In: :class:`reports.report.ReportData`.  Out: :class:`CompanyPage`, numbers and text for the template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.data.coverage import Coverage
from reports.data.shares import by_company, lately_share, mean_known, pooled_share, quarterly_shares
from reports.formatting import listed, percent
from reports.records import CallRead, Company, Point, ThemeReport
from reports.report import ReportData
from themes.formatting import LEAST_SHARE

MOST_BEYOND = 3  # themes named at the top of a page
LEAST_BEYOND = 0.01  # share of words above the others, from which a theme is named


@dataclass(frozen=True)
class CompanyTheme:
    """One theme at one company.

    ``shares`` are by quarter of :attr:`reports.data.coverage.Coverage.axis` (None: no call), ``share`` is of the last
    four quarters (of all calls where none has a quarter), ``last_share`` of the last call; ``others`` is the mean of
    the other companies' shares, each counted once (None where there is none).  ``is_main``: mentioned lately, and not
    set aside.  ``reason`` where there is something to say; other sentences are left to the theme's own page.
    """

    theme_id: str
    label: str
    shares: tuple[float | None, ...]
    share: float | None
    others: float | None
    last_share: float | None
    largest_share: float | None
    largest_quarter: str | None
    status: str
    direction: str
    reason: str
    is_main: bool = True


@dataclass(frozen=True)
class CompanyPage:
    """A company's calls and the themes it speaks of, the largest first, those set aside last.

    Sentences name stories alone.
    """

    company: Company
    calls: tuple[CallRead, ...]
    n_calls: int
    n_words: int
    first_quarter: str | None
    last_quarter: str | None
    rows: tuple[CompanyTheme, ...]
    beyond: str
    last_call: str
    last_themes: str


def company_pages(data: ReportData) -> tuple[CompanyPage, ...]:
    """Pages of all companies, in the order of the report."""
    held = [by_company(theme.points) for theme in data.themes]
    return tuple(_page(company, data, held) for company in data.companies)


def _page(company: Company, data: ReportData, held: Sequence[Mapping[str, Sequence[Point]]]) -> CompanyPage:
    calls = tuple(call for call in data.calls if call.company_id == company.company_id)
    quarters = sorted(call.calendar_quarter for call in calls if call.calendar_quarter)
    last = max((call for call in calls if call.calendar_quarter), key=_when, default=None)
    spoken = [
        (theme, points)
        for theme, points in zip(data.themes, held, strict=True)
        if any(point.n_words_theme for point in points.get(company.company_id, ()))
    ]
    rows = [_row(theme, company, data.coverage, points, last) for theme, points in spoken]
    no_story = {theme.theme_id for theme in data.themes if not theme.is_story}
    aside = {theme.theme_id for theme in data.themes if theme.is_aside}
    mentioned = sorted(rows, key=lambda row: (row.theme_id in aside, -(row.share or 0.0), row.theme_id))
    last_themes = _last_themes([row for row in mentioned if row.theme_id not in no_story | aside])
    return CompanyPage(
        company=company,
        calls=calls,
        n_calls=len(calls),
        n_words=sum(call.n_words for call in calls),
        first_quarter=quarters[0] if quarters else None,
        last_quarter=quarters[-1] if quarters else None,
        rows=tuple(mentioned),
        beyond=_beyond([row for row in mentioned if row.theme_id not in no_story | aside]),
        last_call=_last_call(last_themes, last),
        last_themes=last_themes,
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


def _last_themes(rows: Sequence[CompanyTheme]) -> str:
    """Name the largest themes of the last call; empty where none has a share of a point."""
    largest = sorted(rows, key=lambda row: (-(row.last_share or 0.0), row.theme_id))[:MOST_BEYOND]
    return listed(
        [f"{row.label} ({percent(row.last_share)})" for row in largest if (row.last_share or 0.0) >= LEAST_BEYOND]
    )


def _last_call(named: str, last: CallRead | None) -> str:
    if last is None or not named:
        return ""
    held = f", held on {last.call_date}" if last.call_date else ""
    return f"Largest themes of the last call ({last.calendar_quarter}{held}): {named}."


def _when(call: CallRead) -> tuple[str, str]:
    return call.calendar_quarter or "", call.call_date or ""


def _row(
    theme: ThemeReport,
    company: Company,
    coverage: Coverage,
    held: Mapping[str, Sequence[Point]],
    last: CallRead | None,
) -> CompanyTheme:
    own = held[company.company_id]
    axis = frozenset(coverage.axis)
    shares, lately = quarterly_shares(own, coverage.quarters), lately_share(own, coverage)
    known = [(share, quarter) for quarter, share in zip(coverage.quarters, shares, strict=True) if share is not None]
    largest, largest_quarter = max(known, key=lambda item: item[0], default=(None, None))
    trend = next((t for t in theme.trends if t.scope == company.company_id), None)
    return CompanyTheme(
        theme_id=theme.theme_id,
        label=theme.label,
        shares=tuple(share for quarter, share in zip(coverage.quarters, shares, strict=True) if quarter in axis),
        share=lately,
        others=mean_known(
            lately_share(points, coverage) for other, points in held.items() if other != company.company_id
        ),
        last_share=pooled_share(point for point in own if last is not None and point.call_id == last.call_id),
        largest_share=largest,
        largest_quarter=largest_quarter,
        status=trend.status.plain if trend else "–",
        direction=trend.status.direction if trend and trend.status.is_finding else "",
        reason=trend.reason if trend and trend.status.is_finding else "",
        is_main=not theme.is_aside and (lately or 0.0) >= LEAST_SHARE,
    )
