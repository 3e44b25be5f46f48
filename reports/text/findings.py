"""Trends to findings: what is new, has risen, faded, come back or ended; by how much, how sure, who drives it.

In: themes with their trends and points, companies and quarters.  Out: findings, strongest first, without quotes.
Only statuses whose error is controlled make one (``docs/trends.md``); where the trends can say nothing at all, one
call is compared with another instead (:mod:`reports.text.contrast_findings`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from reports.data.brief import Driver, Finding, Series, Window
from reports.data.coverage import Coverage
from reports.data.shares import by_company, mean_known, mean_over_quarters, quarterly_means
from reports.data.windows import windows_of
from reports.records import CallRead, Direction, Point, ThemeReport, Trend
from reports.text.contrast_findings import contrast_findings
from reports.text.finding_checks import WAY, contradicted_note, finding_faults, places_of
from reports.text.finding_text import bounds_of, certainty_of, claim_of, led_by, subject
from reports.text.notes import chosen_note, hardly_mentioned_note, left_out_note, wording_note
from themes.formatting import LEAST_SHARE
from themes.records import FINDINGS, Status
from themes.stats.consistency import Contradiction
from themes.stats.multiple_testing import ALPHA

YEAR = 4  # quarters before an end


@dataclass(frozen=True)
class Background:
    """What findings draw on: the calls and their quarters, which themes say the same.

    ``same`` leads from a discovered theme to the tracked one that most of its passages are about; of what
    ``contradictions`` name no finding is made.
    """

    calls: tuple[CallRead, ...]
    coverage: Coverage
    same: Mapping[str, str]
    contradictions: tuple[Contradiction, ...] = ()


def findings_of(
    themes: Sequence[ThemeReport], background: Background, compared: Sequence[float] | None = None
) -> tuple[tuple[Finding, ...], str, str]:
    """Write all findings that the evidence bears.

    Parameters
    ----------
    themes : sequence of ThemeReport
        Themes with their trends, points and contrasts.
    background : Background
        Companies, their calls, and which themes say the same.
    compared : sequence of float, optional
        p-values of all comparisons of two calls, if more were made than those of ``themes``.

    Returns
    -------
    findings : tuple of Finding
        All companies together first, then single companies where they move another way; none is better than weak.  A
        tentative theme makes none, nor one that is hardly mentioned; a discovered theme of mostly a tracked one's
        passages is reported with it.  Where no trend makes one, those of two calls compared.
    note : str
        How they were chosen, or why there are none.
    left_out : str
        Which were left out: of tentative themes, of hardly mentioned ones, of themes whose wordings disagree, or
        contradicted.
    """
    contradicted = places_of(background.contradictions)
    moved = [(theme, trend) for theme in themes for trend in theme.trends if is_sure(trend)]
    firm = [(theme, trend) for theme, trend in moved if theme.is_story and not theme.is_hardly_mentioned]
    borne = [(theme, trend) for theme, trend in firm if trend.wording != "disagrees"]
    sure = [(theme, trend) for theme, trend in borne if (theme.theme_id, trend.scope) not in contradicted]
    told = {theme.theme_id for theme, _ in sure}
    left_out = (
        left_out_note([theme.label for theme, _ in moved if theme.is_tentative]),
        hardly_mentioned_note([theme for theme, _ in moved if theme.is_story and theme.is_hardly_mentioned]),
        wording_note([t.label for t, trend in firm if trend.wording == "disagrees" and t.theme_id not in told]),
        contradicted_note(len(borne) - len(sure)),
    )
    if not sure:
        found, note, also = contrast_findings(themes, background.calls, compared, background.same, contradicted)
        return found, note, " ".join(dict.fromkeys(filter(None, (*left_out, *also))))
    overall = [(theme, trend) for theme, trend in sure if trend.scope == "ALL"]
    known = {(theme.theme_id, trend.status.direction) for theme, trend in overall}
    single = [
        (theme, trend)
        for theme, trend in sure
        if trend.scope != "ALL" and (theme.theme_id, trend.status.direction) not in known
    ]
    entries = [entry for part in (overall, single) for entry in _in_turn(_told_once(part, background.same), background)]
    findings = tuple(replace(_finding(theme, trend, background), same=same) for theme, trend, same in entries)
    return findings, chosen_note(), " ".join(filter(None, left_out))


def finding_contradictions(themes: Sequence[ThemeReport], background: Background) -> tuple[Contradiction, ...]:
    """List the findings that would contradict their own numbers, were they made."""
    return tuple(
        fault
        for theme in themes
        for trend in theme.trends
        if is_sure(trend)
        for fault in finding_faults(_finding(theme, trend, background), trend)
    )


def is_sure(trend: Trend) -> bool:
    """Whether a trend may be a finding: a status that says something, with its error controlled."""
    return trend.status.is_finding and trend.q_value is not None and trend.q_value <= ALPHA


Entry = tuple[ThemeReport, Trend, tuple[str, ...]]


def _told_once(moved: Sequence[tuple[ThemeReport, Trend]], same: Mapping[str, str]) -> list[Entry]:
    """Add to each tracked theme the labels of discovered ones that say the same, and drop those."""
    ways = {(theme.theme_id, trend.scope, trend.status.direction) for theme, trend in moved}
    alike: dict[tuple[str, str, Direction], list[str]] = defaultdict(list)
    kept = []
    for theme, trend in moved:
        way = same.get(theme.theme_id, ""), trend.scope, trend.status.direction
        if way in ways:
            alike[way].append(theme.label)
        else:
            kept.append((theme, trend))
    return [(theme, trend, tuple(alike[theme.theme_id, trend.scope, trend.status.direction])) for theme, trend in kept]


def _in_turn(entries: Iterable[Entry], background: Background) -> list[Entry]:
    """One of each status in turn, so that many of one kind hide no other; tracked themes first, then by size."""
    by_status: dict[Status, list[Entry]] = {status: [] for status in FINDINGS}
    for entry in entries:
        by_status[entry[1].status].append(entry)

    def strongest_first(entry: Entry) -> tuple[bool, float, str, str]:
        theme, trend, _ = entry
        return theme.kind != "tracked", -_size(theme, trend, background), theme.theme_id, trend.scope

    ranked = [sorted(found, key=strongest_first) for found in by_status.values()]
    return [entry for entry in chain.from_iterable(zip_longest(*ranked)) if entry is not None]


def _size(theme: ThemeReport, trend: Trend, background: Background) -> float:
    """How much talk it is about: the change a year, or the level that began, ended, or came and went."""
    if trend.status.kind == "change":
        return abs(trend.change_per_year or 0.0)
    return _event_level(series_of(theme, trend.scope, background.coverage), trend) or 0.0


def series_of(theme: ThemeReport, scope: str, coverage: Coverage) -> Series:
    """Share of a theme by quarter, companies counted equally and adjusted for which of them called.

    Parameters
    ----------
    theme : ThemeReport
        Its points are used.
    scope : str
        ``ALL`` or a company_id.
    coverage : Coverage
        Gives the quarters, and which are thin.

    Returns
    -------
    tuple of (str, float or None)
        A pair a quarter, up to the last one with a share; None without a call and, of all companies, in a thin quarter
        (:class:`reports.data.coverage.Coverage`).  Two calls of a company in a quarter are pooled by words.
    """
    own = [point for point in theme.points if scope in ("ALL", point.company_id)]
    thin = coverage.thin if scope == "ALL" else frozenset()
    means = zip(coverage.quarters, quarterly_means(own, coverage.quarters), strict=True)
    series = [(quarter, None if quarter in thin else mean.share) for quarter, mean in means]
    while series and series[-1][1] is None:
        series.pop()
    return tuple(series)


def _event_level(series: Series, trend: Trend) -> float | None:
    """Mean share since the event; in the year before an end, in the quarter of a spike; None where those are thin."""
    since = trend.since_quarter or ""
    if trend.status is Status.SPIKE:
        return dict(series).get(since)
    if trend.status.is_end:
        return mean_known([share for quarter, share in series if quarter < since][-YEAR:])
    return mean_known(share for quarter, share in series if quarter >= since)


def _finding(theme: ThemeReport, trend: Trend, background: Background) -> Finding:
    series = series_of(theme, trend.scope, background.coverage)
    windows = _windows(theme, trend)
    drivers = drivers_of(theme, trend, windows)
    about = subject(theme.label, "" if trend.scope == "ALL" else trend.scope_label)
    change = trend.change
    return Finding(
        theme_id=theme.theme_id,
        label=theme.label,
        scope=trend.scope,
        scope_label=trend.scope_label,
        basis="trend",
        status=trend.status,
        direction=trend.status.direction,
        claim=claim_of(theme.theme_id, about, trend, dict(series).get(trend.since_quarter or "")),
        bounds=bounds_of(theme.theme_id, trend, drivers),
        led_by=led_by(theme.theme_id, drivers),
        estimated=_estimated(theme, trend, windows),
        certainty=certainty_of(trend.q_value),
        windows=windows,
        change=change.points if change else None,
        low=change.low if change else None,
        high=change.high if change else None,
        q_value=trend.q_value,
        series=series,
        drivers=drivers,
    )


def _windows(theme: ThemeReport, trend: Trend) -> tuple[Window, ...]:
    """The two spans compared with the shares of the trend's row; none where it does not say them."""
    spans, before, after = windows_of(theme.points, trend), trend.share_before, trend.share_after
    if spans is None or before is None or after is None:
        return ()
    return Window(spans[0][0], spans[0][-1], before), Window(spans[1][0], spans[1][-1], after)


def _estimated(theme: ThemeReport, trend: Trend, windows: Sequence[Window]) -> tuple[str, ...]:
    """The quarters compared whose share is estimated, since not every company called."""
    if trend.scope != "ALL":
        return ()
    quarters = sorted(set().union(*(_quarters(theme.points, window) for window in windows)))
    means = quarterly_means(theme.points, quarters)
    return tuple(quarter for quarter, mean in zip(quarters, means, strict=True) if mean.is_estimated)


def drivers_of(theme: ThemeReport, trend: Trend, windows: Sequence[Window]) -> tuple[Driver, ...]:
    """The companies whose own share moved the trend's way between the same two spans, the largest change first."""
    if trend.scope != "ALL" or len(windows) != 2:
        return ()
    found = []
    for company_id, own in by_company(theme.points).items():
        shares = [mean_over_quarters(own, _quarters(own, window)) for window in windows]
        if None not in shares:
            before, after = (replace(w, share=s) for w, s in zip(windows, shares, strict=True) if s is not None)
            found.append(Driver(company_id, own[0].company, before, after))
    way = WAY[trend.status.direction]
    moved = [driver for driver in found if driver.change * way >= LEAST_SHARE]
    return tuple(sorted(moved, key=lambda driver: (-abs(driver.change), driver.company_id)))


def _quarters(points: Sequence[Point], window: Window) -> set[str]:
    held = {point.calendar_quarter for point in points}
    return {quarter for quarter in held if quarter is not None and window.first <= quarter <= window.last}
