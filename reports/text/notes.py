"""What stands above and below the findings: what was read, how they were chosen, the whole period in two sentences.

In: trends, coverage, counts; of the whole period also themes with their points.  Out: sentences.  What is said of the
whole period is a description and no test: the tests compare the last years with the ones before them (docs/trends.md),
so that what moved earlier and stayed is no news to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reports.data.coverage import LATELY, Coverage
from reports.data.shares import mean_over_quarters, quarterly_means
from reports.formatting import listed, percent, span_of
from reports.records import ThemeReport, Trend, WhatWasRead
from themes.formatting import counted, points
from themes.records import Status

LEAST_QUARTERS = (
    24  # of the whole period; below, the first quarters lie in or beside the windows that the tests compare
)
LEAST_POINTS = 0.01  # of share, from which a difference is reported
WHAT_Q_IS = "q is the false discovery rate: of findings at q = 0.05, about one in twenty is chance."
MOST_THEMES = 3  # named in a direction
#: What is said of one theme, and of several, that show no finding.
NOT_FOUND = {
    Status.INSUFFICIENT: ("has too little to test", "have too little to test"),
    Status.ABSENT: ("was mentioned only in earlier years", "were mentioned only in earlier years"),
    Status.UNCLEAR: ("shows no clear change", "show no clear change"),
    Status.STEADY: ("is steady", "are steady"),
}


def coverage_line(read: WhatWasRead, coverage: Coverage) -> str:
    """Say what was read, and how much is missing, in a line.

    A call is expected in each quarter from a company's first call to the study's last quarter; of a quarter on which
    most have yet to report none is missing.
    """
    if read.n_calls == 0:
        return "No call has been read yet."
    parts = [counted(read.n_calls, "call")]
    if read.n_companies:
        parts.append(f"by {counted(read.n_companies, 'company', 'companies')}")
    if read.n_quarters == 1:
        parts.append(f"in {read.first_quarter}")
    elif read.n_quarters:
        parts.append(f"in {counted(read.n_quarters, 'quarter')}, {read.first_quarter}–{read.last_quarter}")
    sentence = f"{' '.join(parts)}; {counted(read.n_words, 'word')}."
    return " ".join(filter(None, (sentence, _lacking(read, coverage))))


def _lacking(read: WhatWasRead, coverage: Coverage) -> str:
    """Calls and files that are not there, as counts; empty where none is known to be missing."""
    n_pending = sum(quarter in coverage.pending for _, quarter in coverage.missing)
    n_missing = coverage.n_expected - coverage.n_present - n_pending if len(coverage.quarters) > 1 else 0
    parts = [f"{n_missing:,} of {coverage.n_expected:,} expected calls missing"] if n_missing else []
    more = f"{n_pending:,} more" if n_missing else counted(n_pending, "expected call")
    parts += [f"{more} ({listed(coverage.pending)}) not in yet"] if n_pending else []
    parts += [f"{counted(len(read.refused), 'file')} could not be read"] if read.refused else []
    parts += [f"{counted(len(read.duplicates), 'file')} with a call already read"] if read.duplicates else []
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def not_said(trends: Sequence[Trend]) -> str:
    """Say of how many themes nothing could be found, and why; of one theme alone its reason.

    Parameters
    ----------
    trends : sequence of Trend
        Of all companies (or of the one reported on), of the themes mentioned.

    Examples
    --------
    >>> not_said([])
    ''
    >>> found = [Status.RISING, Status.STEADY, Status.STEADY, Status.UNCLEAR, Status.INSUFFICIENT]
    >>> not_said([Trend("ALL", "All companies", status, "") for status in found])
    'Of 5 themes mentioned, 1 has too little to test, 1 shows no clear change and 2 are steady.'
    """
    if len(trends) < 2:
        return "" if not trends or trends[0].status.is_finding else trends[0].reason
    count = Counter(trend.status for trend in trends)
    themes = counted(len(trends), "theme")
    if all(status.is_untested for status in count):
        return f"Not enough calls to test any of the {themes} for a trend."
    parts = [f"{n:,} {one if n == 1 else many}" for status, (one, many) in NOT_FOUND.items() if (n := count[status])]
    return f"Of {themes} mentioned, {listed(parts)}." if parts else ""


def nearly_note(themes: Sequence[ThemeReport]) -> str:
    """Name the themes of no clear change whose interval excludes zero, the largest changes first; empty for none."""
    found = []
    for theme in themes:
        trend = theme.trends[0] if theme.trends and theme.is_story and not theme.is_aside else None
        change = trend.written_change if trend and trend.scope == "ALL" and trend.status is Status.UNCLEAR else None
        if change and change.low is not None and change.high is not None and change.low * change.high > 0:
            found.append((-abs(change.points), f"{theme.label} ({points(change.points, signed=True)} points)"))
    named = listed([name for _, name in sorted(found)], MOST_THEMES)
    return f"Not established, though the CI excludes zero: {named}; their pages say why." if named else ""


def wording_note(labels: Sequence[str]) -> str:
    """Name themes that moved by strong cues but not by meaning, or the other way; empty for none.

    Examples
    --------
    >>> wording_note(["Tariffs"]), wording_note([])
    ('Left out: “Tariffs”, where strong cues alone and meaning alone disagree.', '')
    """
    named = [f"“{label}”" for label in dict.fromkeys(labels)]
    return f"Left out: {listed(named)}, where strong cues alone and meaning alone disagree." if named else ""


def chosen_note() -> str:
    """Say which findings are shown, and explain q, once for all of them."""
    return f"{WHAT_Q_IS} Companies count equally."


def left_out_note(labels: Sequence[str]) -> str:
    """Name the tentative themes that would have made a finding; empty where there are none.

    Examples
    --------
    >>> left_out_note(["Rates"]), left_out_note([])
    ('Left out: “Rates”, a tentative theme.', '')
    >>> left_out_note(["Rates", "Tariffs"])
    'Left out: “Rates” and “Tariffs”, tentative themes.'
    """
    named = [f"“{label}”" for label in dict.fromkeys(labels)]
    what = "a tentative theme" if len(named) == 1 else "tentative themes"
    return f"Left out: {listed(named)}, {what}." if named else ""


def hardly_mentioned_note(themes: Sequence[ThemeReport]) -> str:
    """Name the themes that would have made a finding but are so rare that single passages decide; empty for none."""
    known = {theme.theme_id: theme for theme in themes}.values()
    named = [f"“{theme.label}” (in {counted(theme.n_calls_with, 'call')})" for theme in known]
    return f"Left out, hardly mentioned: {listed(named)}." if named else ""


def long_run_note(themes: Sequence[ThemeReport], coverage: Coverage) -> str:
    """Name the themes that differ most between the first and the last four quarters, and those with the highest peaks.

    Empty where the study is short or none differs.

    Parameters
    ----------
    themes : sequence of ThemeReport
        Tentative ones, and discovered ones of mostly a tracked theme's passages, are left out.
    coverage : Coverage
        Thin quarters count for neither end; and none is a peak.
    """
    first = [quarter for quarter in coverage.quarters[:LATELY] if quarter not in coverage.thin]
    if len(coverage.quarters) < LEAST_QUARTERS or not first:
        return ""
    reported = [theme for theme in themes if theme.is_story and theme.same is None]
    ends = []
    for theme in reported:
        then, now = (mean_over_quarters(theme.points, quarters) for quarters in (first, coverage.lately))
        if then is not None and now is not None:
            ends.append((theme, then, now))
    up = _then_and_now(
        sorted((end for end in ends if end[2] - end[1] >= LEAST_POINTS), key=lambda end: end[1] - end[2])
    )
    down = _then_and_now(
        sorted((end for end in ends if end[1] - end[2] >= LEAST_POINTS), key=lambda end: end[2] - end[1])
    )
    parts = [f"more of {up}" if up else "", f"less of {down}" if down else ""]
    if not any(parts):
        return ""
    lately = " to ".join(dict.fromkeys((coverage.lately[0], coverage.lately[-1])))
    whole = f"Over the whole period, {span_of(first)} against {lately}"
    return f"{whole}: {'; '.join(filter(None, parts))}.{_peaks(reported, coverage)} Described, not tested."


def _peaks(themes: Sequence[ThemeReport], coverage: Coverage) -> str:
    """The quarters in which a theme stood furthest above its own mean."""
    found = []
    for theme in themes:
        means = zip(coverage.not_thin, quarterly_means(theme.points, coverage.not_thin), strict=True)
        shares = [(mean.share, quarter) for quarter, mean in means if mean.share is not None]
        if shares:
            largest, quarter = max(shares, key=lambda pair: pair[0])
            found.append((largest - sum(share for share, _ in shares) / len(shares), theme.label, largest, quarter))
    found.sort(key=lambda peak: (-peak[0], peak[1]))
    named = [
        f"{label} ({percent(share)} in {quarter})"
        for by, label, share, quarter in found[:MOST_THEMES]
        if by >= LEAST_POINTS
    ]
    return f" Highest above their own mean in a quarter: {listed(named)}." if named else ""


def _then_and_now(ends: Sequence[tuple[ThemeReport, float, float]]) -> str:
    return listed([f"{theme.label} ({percent(then)}, then {percent(now)})" for theme, then, now in ends[:MOST_THEMES]])
