"""Report data to the sheets of what was found: findings, themes, trends, shares; numbers as they are, not rounded.

In: :class:`reports.report.ReportData`.  Out: sheets in the order in which they stand.  Shares over companies are
adjusted for who called, a trend's shares and changes are the cells of the table ``trends``.
"""

from __future__ import annotations

from reports.data.brief import Finding, plain
from reports.data.coverage import Coverage
from reports.data.shares import lately_share, quarterly_means
from reports.records import ThemeReport, Trend
from reports.render.office.sheet import Column, Sheet, Value
from reports.report import ReportData
from reports.text.theme_notes import aside_because

HORIZONS = {"year": "one year", "two_years": "two years"}
SPARK = "Share by quarter"  # the column of the small lines
CHANGE = "Change, points"
_INTERVAL = Column(CHANGE, "points"), Column("95% CI from", "points"), Column("95% CI to", "points")
_TREND = (
    Column("Status", width=18),
    Column("Share before", "share"),
    Column("Share after", "share"),
    *_INTERVAL,
    Column("Compared over", width=11),
    Column("q", "probability"),
)


def theme_rows(data: ReportData) -> list[ThemeReport]:
    """Themes as all sheets have them: tracked ones first, those set aside last, larger shares before smaller ones."""

    def rank(theme: ThemeReport) -> tuple[bool, bool, float]:
        return theme.kind != "tracked", theme.is_aside, -(lately_share(theme.points, data.coverage) or 0.0)

    return sorted(data.themes, key=rank)


def findings_sheet(data: ReportData) -> Sheet:
    """The findings of the brief, one row each, with the quote that shows it."""
    columns = (
        Column("Finding", "long", 50),
        Column("How sure", width=24),
        Column("Share before", "share"),
        Column("Before", width=15),
        Column("Share after", "share"),
        Column("After", width=15),
        *_INTERVAL,
        Column("q", "probability"),
        Column("Interval in words", "long", 44),
        Column("Led by", "long", 44),
        Column("Quote", "long", 60),
        Column("Speaker"),
        Column("Title or firm"),
        Column("Company"),
        Column("Quarter", width=10),
        Column("File", width=40),
        Column("Line", "count", 8),
        Column("Theme", width=30),
        Column("Companies", width=24),
        Column("Status", width=16),
        Column("Theme id", width=20),
    )
    return Sheet("Findings", columns, tuple(_finding(finding) for finding in data.brief.findings))


def _finding(finding: Finding) -> tuple[Value, ...]:
    before, after, quote = finding.before, finding.after, finding.quote
    cited: tuple[Value, ...] = (None,) * 6
    if quote:
        cited = quote.speaker, quote.title, quote.company, quote.calendar_quarter, quote.source or None, quote.line
    return (
        finding.headline,
        finding.certainty or None,
        *((before.share, before.span) if before else (None, None)),
        *((after.share, after.span) if after else (None, None)),
        *map(in_points, (finding.change, finding.low, finding.high)),
        finding.q_value,
        finding.interval or None,
        plain(finding.led_by) or None,
        finding.excerpt or None,
        *cited,
        finding.label,
        finding.scope_label,
        finding.status,
        finding.theme_id,
    )


def themes_sheet(data: ReportData) -> Sheet:
    """One row a theme, with its trend over all companies (of a report on one company, that company's)."""
    columns = (
        Column("Theme", width=36),
        Column("Share, last four quarters", "share", 12),
        Column(SPARK, "line"),
        *_TREND,
        Column("Companies", "count"),
        Column("Calls", "count"),
        Column("Share, all calls", "share"),
        Column("Kind", width=11),
        Column("Set aside", width=30),
        Column("Theme id", width=20),
    )
    return Sheet("Themes", columns, tuple(_theme(theme, data.coverage) for theme in theme_rows(data)))


def _theme(theme: ThemeReport, coverage: Coverage) -> tuple[Value, ...]:
    trend = theme.trends[0] if theme.trends else None
    return (
        theme.label,
        lately_share(theme.points, coverage),
        None,
        *(_trend(trend) if trend else (None,) * len(_TREND)),
        theme.n_companies_with,
        theme.n_calls_with,
        theme.share,
        theme.kind,
        aside_because(theme) if theme.is_aside else None,
        theme.theme_id,
    )


def _trend(trend: Trend) -> tuple[Value, ...]:
    change = trend.change
    return (
        trend.status.plain,
        trend.share_before,
        trend.share_after,
        *(map(in_points, change) if change else (None, None, None)),
        HORIZONS.get(trend.horizon or ""),
        trend.q_value,
    )


def in_points(share: float | None) -> float | None:
    """A difference of shares (0–1) in percentage points."""
    return None if share is None else 100 * share


def trends_sheet(data: ReportData) -> Sheet:
    """One row a theme and scope: all companies, and each by itself."""
    last = Column("Calls", "count"), Column("Why", "long"), Column("Theme id", width=20)
    columns = (Column("Theme", width=36), Column("Companies", width=24), *_TREND, *last)
    rows = tuple(
        (theme.label, trend.scope_label, *_trend(trend), trend.n_calls, trend.reason or None, theme.theme_id)
        for theme in theme_rows(data)
        for trend in theme.trends
    )
    return Sheet("Trends", columns, rows, frozen=2)


def shares_sheet(data: ReportData) -> Sheet:
    """Themes × quarters, over companies; thin quarters are greyed."""
    quarters, thin = data.coverage.quarters, data.coverage.thin
    columns = (Column("Theme", width=36), *(Column(q, "share", 9, is_muted=q in thin) for q in quarters))
    rows = tuple(
        (theme.label, *(mean.share for mean in quarterly_means(theme.points, quarters))) for theme in theme_rows(data)
    )
    return Sheet("Shares", columns, rows)


def intervals_sheet(data: ReportData) -> Sheet:
    """One row a theme and call: its share of the call's content words, with the interval."""
    columns = (
        Column("Theme", width=36),
        Column("Company"),
        Column("Quarter", width=10),
        Column("Share", "share"),
        Column("95% CI from", "share"),
        Column("95% CI to", "share"),
        Column("Words on it", "count"),
        Column("Content words", "count"),
        Column("Call", width=18),
        Column("Theme id", width=20),
    )
    rows = tuple(
        (theme.label, p.company, p.calendar_quarter, p.share, p.low, p.high, p.n_words_theme, p.n_words, p.call_id)
        + (theme.theme_id,)
        for theme in theme_rows(data)
        for p in theme.points
    )
    return Sheet("Intervals", columns, rows, frozen=3)
