"""Arranges report data for the template: rows and cells of its tables, in the order shown.

In: :class:`reports.report.ReportData`.  Out: :class:`Page`, frozen rows of text and numbers; no markup.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from reports.data.columns import Column, columns_of, runs_of, years_of
from reports.data.coverage import Coverage
from reports.data.shares import QuarterMean, by_company, lately_share, mean_known, quarterly_means, quarterly_shares
from reports.data.windows import windows_of
from reports.formatting import listed, percent
from reports.palette import LOOKS, look_of
from reports.records import Point, ThemeReport, Trend
from reports.render.company_pages import CompanyPage, company_pages
from reports.report import ReportData
from reports.views.quarters import QuarterRow, quarter_rows
from themes.formatting import per_hundred, short_name
from themes.records import Status
from themes.stats.windows import Horizon

MOST_THIN = 8  # quarters named
SUMS = (4, 8)  # newest quarters of which a table of shares gives the mean


@dataclass(frozen=True)
class Cell:
    """A share in a table: None where there was no call or it has no content; ``look`` is its place among the looks.

    ``raw`` is the mean of the companies that called, where the share is estimated since not all did.
    """

    quarter: str
    share: float | None
    look: int
    has_call: bool
    raw: float | None = None

    @property
    def is_estimated(self) -> bool:
        """Whether it is estimated for companies that did not call."""
        return self.raw is not None

    @property
    def text(self) -> str:
        """What stands in the cell: percent without the sign, a dash for a call without content."""
        if self.share is None:
            return "–" if self.has_call else ""
        return per_hundred(self.share)

    @property
    def beside(self) -> str:
        """The mean of the companies that called, where it is written otherwise than the share."""
        differs = self.raw is not None and self.share is not None and per_hundred(self.raw) != per_hundred(self.share)
        return f"mean of those that called: {percent(self.raw)}" if differs else ""


@dataclass(frozen=True)
class ShareRow:
    """A theme (or one scope of it) over all quarters, then over all years, then over the last four and eight quarters.

    ``link`` is the theme's id in a table of themes, else the scope: ``ALL``, a company's id or ``group:`` and a name.
    """

    label: str
    link: str
    cells: tuple[Cell, ...]
    years: tuple[Cell, ...] = ()
    sums: tuple[Cell, ...] = ()

    def shown(self, columns: Sequence[Column]) -> list[Cell]:
        """The cells of a table with these columns."""
        by_label = {cell.quarter: cell for cell in (*self.cells, *self.years)}
        return [by_label[column.label] for column in columns]


@dataclass(frozen=True)
class Page:
    """What the template shows besides the report data itself."""

    coverage: Coverage
    heat_map: tuple[ShareRow, ...]
    mentioned: tuple[ThemeReport, ...]
    aside: tuple[ThemeReport, ...]
    unmentioned: tuple[ThemeReport, ...]
    looks: tuple[str, ...]
    companies: tuple[CompanyPage, ...]
    quarter_rows: tuple[QuarterRow, ...]
    on_the_map: frozenset[str]
    spans: Mapping[tuple[str, str | None], str]

    @property
    def quarters(self) -> tuple[str, ...]:
        """All quarters, in order."""
        return self.coverage.quarters

    @property
    def quarters_held(self) -> frozenset[str]:
        """The quarters with a call: those that the view of quarters has a row of."""
        return frozenset(row.quarter for row in self.quarter_rows)

    @property
    def n_missing_calls(self) -> int:
        """Calls that are expected, not there and not still to come."""
        return sum(quarter not in self.coverage.pending for _, quarter in self.coverage.missing)

    @property
    def missing(self) -> str:
        """The calls that are expected, not there and not still to come, in words."""
        missing = [(label, quarter) for label, quarter in self.coverage.missing if quarter not in self.coverage.pending]
        named: dict[str, list[str]] = {}
        for label, quarter in missing:
            named.setdefault(label, []).append(quarter)
        return "; ".join(f"{label} {', '.join(runs_of(quarters))}" for label, quarters in named.items())

    def n_missing(self, quarter: str) -> int:
        """Calls of a quarter that are expected, not there and not still to come."""
        return sum(q == quarter and q not in self.coverage.pending for _, q in self.coverage.missing)

    @property
    def thin_note(self) -> str:
        """Say which quarters no average takes in; empty where there is none."""
        thin = [quarter for quarter in self.quarters if quarter in self.coverage.thin & self.quarters_held]
        if not thin:
            return ""
        return (
            f"Fewer than two thirds of the companies called in {listed(thin, MOST_THIN)}: shown, but left out of "
            "averages, years, peaks and small lines of all companies. Tests of a company use "
            "these calls."
        )

    @property
    def has_estimates(self) -> bool:
        """Whether a share over companies is estimated, since not all called."""
        return any(cell.is_estimated for row in self.heat_map for cell in row.cells)

    def silent(self, theme: ThemeReport) -> dict[str, str]:
        """The companies that never mention a theme, by id: one sentence says so, for rows of zeros say no more."""
        return {
            company_id: own[0].company
            for company_id, own in by_company(theme.points).items()
            if not any(point.n_words_theme for point in own)
        }

    def notes_of_shares(self, theme: ThemeReport) -> str:
        """What is to be known of a table of a theme's shares."""
        silent = sorted(short_name(label) for label in self.silent(theme).values())
        never = f"Never mentioned at {listed(silent)}." if silent else ""
        estimated = "≈: not all companies called; estimated as if they had." if self.has_estimates else ""
        return " ".join(filter(None, (never, estimated, self.thin_note)))

    def compared(self, trend: Trend) -> str:
        """What a trend's test compares with as much before it: the year or two to a quarter; a dash for nothing."""
        return self.spans.get((trend.scope, trend.horizon), "–")

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of tables over quarters: of a long study its older years whole."""
        return columns_of(self.quarters)

    @property
    def columns_held(self) -> tuple[Column, ...]:
        """The columns of the heat map: years in which nobody called are left out."""
        held = self.quarters_held
        return tuple(c for c in self.columns if not c.is_year or not held.isdisjoint(c.quarters))

    @property
    def years(self) -> tuple[Column, ...]:
        """All years, with their quarters."""
        return years_of(self.quarters)

    def lately(self, theme: ThemeReport) -> float | None:
        """A theme's share over the companies in the last four quarters."""
        return lately_share(theme.points, self.coverage)

    def changed_in(self, theme: ThemeReport) -> str | None:
        """The quarter that a theme's change over all companies is dated to, where there is a change to speak of."""
        trend = theme.trends[0] if theme.trends and theme.trends[0].status.is_finding else None
        return trend.since_quarter if trend and trend.since_quarter in self.quarters else None

    def repeats(self, theme: ThemeReport) -> tuple[ThemeReport, ...]:
        """The discovered themes that are mostly a tracked theme's passages over again."""
        return tuple(other for other in self.aside if other.same and other.same.theme_id == theme.theme_id)

    @property
    def statuses(self) -> list[str]:
        """All statuses that a theme has in a scope, in plain words, findings first."""
        found = {trend.status for theme in self.mentioned for trend in theme.trends}
        return [status.plain for status in Status if status in found]

    @property
    def peer_groups(self) -> dict[str, tuple[str, ...]]:
        """The ids of the companies of each peer group of study.toml."""
        companies = [page.company for page in self.companies]
        groups = sorted({company.peer_group for company in companies if company.peer_group})
        return {
            group: tuple(company.company_id for company in companies if company.peer_group == group) for group in groups
        }

    def spark(self, theme: ThemeReport) -> tuple[float | None, ...]:
        """A theme's shares over quarters and all companies, as its sparkline shows them; None where thin."""
        cells = next((row.cells for row in self.heat_map if row.link == theme.theme_id), ())
        axis = frozenset(self.coverage.axis)
        return _shares([cell for cell in cells if cell.quarter in axis], self.coverage.thin)

    def trajectory(self, theme: ThemeReport) -> tuple[ShareRow, ...]:
        """A theme's share by scope and quarter: the table that all other shares of the page are cut from."""
        rows = [_summed("All companies", "ALL", mean_cells(theme.points, self.quarters), self.coverage)]
        held = by_company(theme.points)
        if len(held) == 1:
            rows = []
        for company_id, own in held.items():
            cells = _cells(own, quarterly_shares(own, self.quarters), self.quarters)
            rows.append(_summed(own[0].company, company_id, cells, self.coverage))
        for group, peers in self.peer_groups.items():
            points = [point for point in theme.points if point.company_id in peers]
            rows.append(_summed(group, f"group:{group}", mean_cells(points, self.quarters), self.coverage))
        return tuple(rows)


def _summed(label: str, link: str, cells: tuple[Cell, ...], coverage: Coverage) -> ShareRow:
    """Add the means over years and over the newest quarters; a thin quarter counts only where a year has no other."""
    shares = {cell.quarter: cell for cell in cells}

    def mean(name: str, quarters: Sequence[str]) -> Cell:
        own = [quarter for quarter in quarters if quarter not in coverage.thin or link != "ALL"]
        known = [shares[quarter] for quarter in own or quarters]
        share = mean_known(cell.share for cell in known)
        raw = mean_known(cell.share if cell.raw is None else cell.raw for cell in known)
        has_call, is_estimated = (
            any(flags) for flags in zip(*((c.has_call, c.is_estimated) for c in known), strict=True)
        )
        return Cell(name, share, LOOKS.index(look_of(share)), has_call, raw if is_estimated else None)

    years = tuple(mean(year.label, year.quarters) for year in years_of(coverage.quarters))
    sums = tuple(mean(f"last {count}", coverage.last(count)) for count in SUMS)
    return ShareRow(label, link, cells, years, sums)


def page_of(data: ReportData) -> Page:
    """Arrange the report data: tracked themes first, those set aside last; themes nobody spoke of apart."""
    quarters = data.coverage.quarters

    def rank(theme: ThemeReport) -> tuple[bool, bool, float]:
        return theme.kind != "tracked", theme.is_aside, -(lately_share(theme.points, data.coverage) or 0.0)

    mentioned = tuple(sorted((theme for theme in data.themes if theme.n_words_theme), key=rank))
    heat_map = tuple(
        replace(_summed(t.label, "ALL", mean_cells(t.points, quarters), data.coverage), link=t.theme_id)
        for t in mentioned
        if quarters
    )
    no_story = {theme.theme_id for theme in mentioned if not theme.is_story}
    return Page(
        coverage=data.coverage,
        heat_map=heat_map,
        mentioned=mentioned,
        aside=tuple(theme for theme in mentioned if theme.is_aside),
        unmentioned=tuple(theme for theme in data.themes if not theme.n_words_theme),
        looks=LOOKS,
        companies=company_pages(data),
        on_the_map=frozenset(theme.theme_id for theme in data.views.passage_map.themes)
        if data.views.passage_map
        else frozenset(),
        spans=_spans(mentioned),
        quarter_rows=tuple(
            row
            for row in quarter_rows(
                quarters,
                [(call.call_id, call.company, call.calendar_quarter) for call in data.calls],
                {
                    (row.link, row.label): [cell.share for cell in row.cells]
                    for row in heat_map
                    if row.link not in no_story
                },
                frozenset((row.link, cell.quarter) for row in heat_map for cell in row.cells if cell.is_estimated),
                data.coverage.thin,
                mentioned,
            )
            if row.calls
        ),
    )


def _spans(themes: Sequence[ThemeReport]) -> dict[tuple[str, str | None], str]:
    """What a test compares with as much before it, by scope and horizon: that of all themes is alike."""
    found: dict[tuple[str, str | None], str] = {}
    for theme in themes:
        for trend in theme.trends:
            key = trend.scope, trend.horizon
            spans = windows_of(theme.points, trend) if key not in found else None
            if spans and trend.horizon:
                years = Horizon(trend.horizon).words.removeprefix("over ").removeprefix("the ")
                found[key] = f"{years} to {spans[1][-1]}"
    return found


def _shares(cells: Sequence[Cell], left_out: Collection[str]) -> tuple[float | None, ...]:
    return tuple(None if cell.quarter in left_out else cell.share for cell in cells)


def mean_cells(points: Sequence[Point], quarters: Sequence[str]) -> tuple[Cell, ...]:
    """Cells of a row over companies, adjusted for which of them called."""
    means = quarterly_means(points, quarters)
    cells = _cells(points, [mean.share for mean in means], quarters)
    return tuple(replace(cell, raw=_beside(mean)) for cell, mean in zip(cells, means, strict=True))


def _beside(mean: QuarterMean) -> float | None:
    return mean.raw if mean.is_estimated else None


def _cells(points: Sequence[Point], shares: Sequence[float | None], quarters: Sequence[str]) -> tuple[Cell, ...]:
    """Cells of a row; where ``share`` is None, ``points`` tell whether there was a call."""
    called = {point.calendar_quarter for point in points}
    return tuple(
        Cell(quarter, share, LOOKS.index(look_of(share)), quarter in called)
        for quarter, share in zip(quarters, shares, strict=True)
    )
