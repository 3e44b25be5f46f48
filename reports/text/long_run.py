"""The whole period in two sentences: what takes more and less of the talk than at first, and what peaked.

In: themes with their points, the coverage.  Out: a sentence, a description and no test: the tests compare the last
years with the ones before them (docs/trends.md), so that what moved earlier and stayed is no news to them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reports.data.coverage import LATELY, Coverage
from reports.data.shares import mean_of_companies, quarterly_means
from reports.formatting import listed, percent, span_of
from reports.records import ThemeReport

LEAST_QUARTERS = 24  # below, the first quarters lie in or beside the windows that the tests compare
LEAST_POINTS = 0.01  # of share, from which a difference is told
MOST = 3  # themes a direction


def long_run_note(themes: Sequence[ThemeReport], coverage: Coverage) -> str:
    """Name the themes that differ most between the first and the last four quarters, and those with the highest peaks.

    Empty where the study is short or none differs.

    Parameters
    ----------
    themes : sequence of ThemeReport
        Tentative ones, and discovered ones of mostly a tracked theme's passages, are left out.
    coverage : Coverage
        Thin quarters count for neither end; a peak is a quarter in which nearly all companies called.
    """
    first = [quarter for quarter in coverage.quarters[:LATELY] if quarter not in coverage.thin]
    if len(coverage.quarters) < LEAST_QUARTERS or not first:
        return ""
    told = [theme for theme in themes if not theme.is_tentative and theme.same is None]
    ends = []
    for theme in told:
        then, now = _share(theme, first), _share(theme, coverage.lately)
        if then is not None and now is not None:
            ends.append((theme, then, now))
    up = _told(sorted((end for end in ends if end[2] - end[1] >= LEAST_POINTS), key=lambda end: end[1] - end[2]))
    down = _told(sorted((end for end in ends if end[1] - end[2] >= LEAST_POINTS), key=lambda end: end[2] - end[1]))
    parts = [f"more of {up}" if up else "", f"less of {down}" if down else ""]
    if not any(parts):
        return ""
    whole = f"Over the whole period, {span_of(first)} against {span_of(coverage.lately).removeprefix('from ')}"
    return f"{whole}: {'; '.join(filter(None, parts))}.{_peaks(told, coverage)} Described, not tested."


def _share(theme: ThemeReport, quarters: Collection[str]) -> float | None:
    return mean_of_companies(point for point in theme.points if point.calendar_quarter in quarters)


def _peaks(themes: Sequence[ThemeReport], coverage: Coverage) -> str:
    """The quarters in which a theme stood furthest above its own mean."""
    found = []
    for theme in themes:
        shares = [
            (share or 0.0, q)
            for q, share in zip(coverage.full, quarterly_means(theme.points, coverage.full), strict=True)
        ]
        if shares:
            largest, quarter = max(shares, key=lambda pair: pair[0])
            found.append((largest - sum(share for share, _ in shares) / len(shares), theme.label, largest, quarter))
    found.sort(key=lambda peak: (-peak[0], peak[1]))
    named = [
        f"{label} ({percent(share)} in {quarter})" for by, label, share, quarter in found[:MOST] if by >= LEAST_POINTS
    ]
    return f" Highest above their own mean in a quarter: {listed(named)}." if named else ""


def _told(ends: Sequence[tuple[ThemeReport, float, float]]) -> str:
    return listed([f"{theme.label} ({percent(then)}, then {percent(now)})" for theme, then, now in ends[:MOST]])
