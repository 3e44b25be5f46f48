"""What stands above and below the headlines: what was read, how they were chosen, the whole period in two sentences.

In: trends, coverage, counts; of the whole period also themes with their points.  Out: sentences.  What is said of the
whole period is a description and no test: the tests compare the last years with the ones before them (docs/trends.md),
so that what moved earlier and stayed is no news to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reports.data.coverage import LATELY, Coverage
from reports.data.shares import mean_over_quarters, quarterly_means
from reports.formatting import lead_sentence, listed, percent, span_of
from reports.records import ThemeReport, Trend, WhatWasRead
from themes.formatting import counted
from themes.records import Status

LEAST_QUARTERS = (
    24  # of the whole period; below, the first quarters lie in or beside the windows that the tests compare
)
LEAST_POINTS = 0.01  # of share, from which a difference is reported
MOST_THEMES = 3  # named in a direction


def read_sentence(read: WhatWasRead, coverage: Coverage) -> str:
    """Say what was read, and how many of the expected quarters of the companies have a call.

    A call is expected in each quarter from a company's first call to the study's last quarter.
    """
    sentence = lead_sentence(read)
    if len(coverage.quarters) < 2 or not coverage.n_expected:
        return sentence
    present, not_in = coverage.n_present, sum(quarter in coverage.pending for _, quarter in coverage.missing)
    missing = coverage.n_expected - present - not_in
    lacking = [f"{missing:,} {_are(missing)} missing"] if missing else []
    lacking += [f"{not_in:,} of {listed(coverage.pending)} {_are(not_in)} not in yet"] if not_in else []
    there = listed([f"{present:,} {_are(present)} there", *lacking]) if lacking else "all are there"
    each = "A call in each quarter" if len(coverage.expected_rows) == 1 else "A call of each company in each quarter"
    span = f"from its first call to {coverage.quarters[-1]}"
    return f"{sentence} {each} {span} would be {coverage.n_expected:,}: {there}."


def statuses_note(trends: Sequence[Trend]) -> str:
    """Say how many themes did what; of one theme alone why; empty where no trend was asked for.

    Examples
    --------
    >>> statuses_note([])
    ''
    >>> found = [Status.RISING, Status.STEADY, Status.STEADY, Status.UNCLEAR, Status.INSUFFICIENT]
    >>> trends = [Trend("ALL", "All companies", status, "") for status in found]
    >>> statuses_note(trends)
    'Of 5 themes mentioned 1 is rising, 2 are steady and 1 is unclear; of 1 there is too little to say.'
    """
    if len(trends) < 2:
        return trends[0].reason if trends else ""
    count = Counter(trend.status for trend in trends if not trend.status.is_untested)
    if not count:
        return "No theme here is called rising or fading: too few calls, or too little said of each theme."
    parts = [f"{n} {_are(n)} {_predicate(status, n)}" for status in Status if (n := count[status])]
    rest = len(trends) - count.total()
    return f"Of {counted(len(trends), 'theme')} mentioned {listed(parts)}" + (
        f"; of {rest} there is too little to say." if rest else "."
    )


def _predicate(status: Status, count: int) -> str:
    """What so many themes are; a spike is the one status that is not an adjective."""
    if status is not Status.SPIKE:
        return status
    return "a spike" if count == 1 else "spikes"


def wording_note(labels: Sequence[str]) -> str:
    """Name themes that moved by strong cues but not by meaning, or the other way; empty for none.

    Examples
    --------
    >>> wording_note(["Tariffs"]), wording_note([])
    ('Left out: “Tariffs”, which strong cues alone and meaning alone do not bear out alike.', '')
    """
    named = [f"“{label}”" for label in dict.fromkeys(labels)]
    return (
        f"Left out: {listed(named)}, which strong cues alone and meaning alone do not bear out alike." if named else ""
    )


def chosen_note(n_shown: int, n_found: int) -> str:
    """Say how the headlines were chosen."""
    which = "All the changes" if n_shown == n_found else f"{n_shown} of {counted(n_found, 'change')}"
    return (
        f"{which} that hold with every theme counted, so that about one in twenty may be chance (q ≤ 0.05). A point is "
        "a hundredth of a company's content words; companies count equally."
    )


def left_out_note(labels: Sequence[str]) -> str:
    """Name the tentative themes that would have made a headline; empty where there are none.

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


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
