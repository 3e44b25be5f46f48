"""The sheet that says what the numbers are: definitions, how sure, what is missing, which run under which settings.

In: :class:`reports.report.ReportData`.  Out: a sheet of two columns, what and what is said of it.
"""

from __future__ import annotations

from reports.data.brief import plain
from reports.formatting import listed
from reports.render.office.sheet import Column, Sheet, Value
from reports.report import ReportData

DEFINITIONS = (
    (
        "Share",
        "The part of a call's content words that stand in passages on the theme. Legal notices, greetings, thanks and "
        "the operator's words do not count. A call without a mention has 0; where there was no call the cell is empty.",
    ),
    ("Tracked themes", "Defined in the study's catalog. A passage may be on several, so their shares do not add up."),
    ("Discovered themes", "Groups of passages that a topic model finds; a passage is in one at most."),
    (
        "Shares over companies",
        "The mean of the companies, each counted once, as it would be had all of them called. A grey column is a "
        "quarter in which fewer than two thirds of the companies called: no mean over quarters takes it in.",
    ),
    (
        "Share before, share after",
        "The four quarters before the last four, and the last four; over two years, eight and eight. Points are "
        "percentage points: from 10% to 12% is +2.0.",
    ),
    ("95% CI", "The range of values that the calls are consistent with, at 95% confidence."),
    (
        "q",
        "Among the themes with a q as small or smaller, at most about this share moved by chance (false discovery "
        "rate). A change counts as found up to q = 0.05.",
    ),
    ("Changes in bold", "The interval of the change excludes zero."),
    ("Sheet Intervals", "One row a call, everybody who speaks in it; the other sheets pool or average these rows."),
    (
        "Quarter",
        "The one in which the reported period ends. Where a call does not state it, sheet Calls says how it was "
        "inferred.",
    ),
)


def method_sheet(data: ReportData, faults: list[str]) -> Sheet:
    """What the numbers are and where they come from; ``faults`` say what the workbook could not hold."""
    thin = [quarter for quarter in data.coverage.quarters if quarter in data.coverage.thin]
    rows: list[tuple[Value, ...]] = [("Report", data.title), ("What was read", data.lead)]
    rows += [("By", data.imprint.author)] if data.imprint.author else []
    rows += [(data.brief.news.heading, " ".join(map(plain, data.brief.news.lines)))] if data.brief.news else []
    rows += [("Texts changed", fault) for fault in faults]
    rows += DEFINITIONS
    said = [("Findings", data.brief.note), ("What could not be said", data.brief.not_said)]
    rows += [(what, text) for what, text in said if text]
    rows += [("Few companies called in", listed(thin))] if thin else []
    rows += _run(data)
    return Sheet(
        "Method", (Column("What", width=30), Column("What is said of it", "long", 110)), tuple(rows), has_filter=False
    )


def _run(data: ReportData) -> list[tuple[Value, ...]]:
    run = data.run
    if run is None:
        return []
    named = (("Run", run.run_id), ("Finished", run.finished_at), ("Sentence model", run.model), ("Seed", run.seed))
    settings = [(f"Setting: {key}", value) for key, value in run.settings]
    versions = [(f"Version: {key}", value) for key, value in run.versions]
    return [*((name, value) for name, value in named if value is not None), *settings, *versions]
