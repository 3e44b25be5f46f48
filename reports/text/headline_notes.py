"""What stands above and below the headlines: what was read, how headlines were chosen, what the test compares.

In: trends, coverage, counts.  Out: sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reports.data.coverage import Coverage
from reports.formatting import lead_sentence, listed
from reports.records import Trend, WhatWasRead
from themes.formatting import counted
from themes.records import Status
from themes.stats.windows import compared_windows


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
    >>> found = [Status.RISING, Status.STEADY, Status.STEADY, Status.INSUFFICIENT]
    >>> told = [Trend("ALL", "All companies", status, "") for status in found]
    >>> statuses_note(told)
    'Of 4 themes heard 1 is rising and 2 are steady; of 1 there is too little to say.'
    """
    if len(trends) < 2:
        return trends[0].reason if trends else ""
    count = Counter(trend.status for trend in trends)
    said = [status for status in Status if status is not Status.INSUFFICIENT and count[status]]
    told = [f"{count[status]} {_are(count[status])} {status}" for status in said]
    if not told:
        return (
            "No theme here is called rising or fading: the calls are too few for that, or what they show is too unsure."
        )
    rest = count[Status.INSUFFICIENT]
    return f"Of {counted(len(trends), 'theme')} heard {listed(told)}" + (
        f"; of {rest} there is too little to say." if rest else "."
    )


def chosen_note(n_shown: int, n_found: int, left_out: Sequence[str] = ()) -> str:
    """Say how the headlines were chosen; ``left_out`` are labels of tentative themes that moved too."""
    if not n_found:
        moved = "No theme but a tentative one" if left_out else "No theme"
        note = f"{moved} moved by more than quarters wander by themselves, so there is no headline."
        return " ".join(filter(None, (note, left_out_note(left_out))))
    which = "All the changes" if n_shown == n_found else f"{n_shown} of {counted(n_found, 'change')}"
    note = (
        f"{which} that hold with every theme counted, so that about one in twenty may be chance (q ≤ 0.05). A point is "
        "a hundredth of a company's content words; companies count equally."
    )
    return " ".join(filter(None, (note, left_out_note(left_out))))


def compared_note(quarters: Sequence[str]) -> str:
    """Say which quarters the test of a rise or a fall compares, of all companies.

    Examples
    --------
    >>> compared_note([f"{year}Q{quarter}" for year in range(2008, 2013) for quarter in (1, 2, 3, 4)])
    'Risen and faded is said of 2011Q1 to 2012Q4 against 2009Q1 to 2010Q4.'
    """
    windows = compared_windows(len(quarters))
    early, late = quarters[windows.start : windows.split], quarters[windows.split : windows.stop]
    if not early:
        return ""
    return f"Risen and faded is said of {late[0]} to {late[-1]} against {early[0]} to {early[-1]}."


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


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
