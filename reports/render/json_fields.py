"""The fields that each section gives the JSON form of a report: plain values, as the schema names them.

In: :class:`reports.report.ReportData`.  Out: field to value.
"""

from __future__ import annotations

from reports.data.brief import Driver, Finding, plain
from reports.data.coverage import Coverage
from reports.data.shares import quarterly_means
from reports.records import ThemeReport, Trend
from reports.report import ReportData

_READ = (
    "n_calls", "n_companies", "n_quarters", "n_words", "n_calls_without_quarter", "n_sources_read", "first_quarter",
    "last_quarter",
)  # fmt: skip
_FINDING = (
    "theme_id", "label", "scope", "basis", "status", "direction", "headline", "interval", "certainty", "sentence",
    "change", "low", "high", "q_value", "same",
)  # fmt: skip
_CALL = (
    "call_id", "company_id", "company", "event", "fiscal_quarter", "calendar_quarter", "call_date", "title", "source",
    "n_turns", "n_words", "warnings",
)  # fmt: skip
_THEME = (
    "theme_id", "kind", "label", "status", "description", "terms", "share", "n_words_theme", "n_words", "n_calls_with",
    "n_companies_with", "notes",
)  # fmt: skip
_POINT = ("call_id", "company_id", "calendar_quarter", "share", "low", "high", "n_words_theme", "n_words")
_SPEAKER = ("group", "share", "n_words_theme", "n_words")
_QUOTE = (
    "chunk_id", "call_id", "speaker", "role", "title", "company_id", "company", "calendar_quarter", "call_date",
    "source", "line", "section", "text", "score", "reason", "chosen_for",
)  # fmt: skip
_CONTRAST = (
    "company_id", "call_id_from", "call_id_to", "share_from", "share_to", "difference", "low", "high", "p_value",
    "q_value", "direction", "sentence",
)  # fmt: skip
_TREND = (
    "scope", "status", "since_quarter", "peak_quarter", "last_quarter", "change_per_year", "change_low", "change_high",
    "p_value", "q_value", "n_calls", "n_companies", "reason", "horizon", "wording", "share_before", "share_after",
)  # fmt: skip
_RUN = ("run_id", "finished_at", "seed", "model", "catalog_sha256")


def brief(data: ReportData) -> dict[str, object]:
    """What stands out: what is new, the findings, what could not be said."""
    own = data.brief
    news = own.news and {"heading": own.news.heading, "lines": [plain(line) for line in own.news.lines]}
    return {
        "news": news,
        "findings": [_finding(finding) for finding in own.findings],
        "n_found": own.n_found,
        "finding_note": own.note,
        "not_said": own.not_said,
        "long_run_note": data.long_run_note,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return _named(finding, _FINDING) | {
        "windows": [_named(window, ("first", "last", "share")) for window in finding.windows],
        "series": [{"quarter": quarter, "share": share} for quarter, share in finding.series],
        "drivers": [_driver(driver) for driver in finding.drivers],
        "quote": finding.quote and _named(finding.quote, _QUOTE) | {"excerpt": finding.excerpt},
    }


def _driver(driver: Driver) -> dict[str, object]:
    own = {"before": driver.before.share, "after": driver.after.share}
    return {"company_id": driver.company_id, "change": driver.change} | own


def calls_read(data: ReportData) -> dict[str, object]:
    """What was read: counts, files that were not, calls."""
    present = {"n_expected": data.coverage.n_expected, "n_present": data.coverage.n_present}
    unread = [
        {"path": s.path, "status": s.status, "reason": s.reason} for s in data.read.refused + data.read.duplicates
    ]
    return {
        "read": _named(data.read, _READ) | present | {"not_read": unread},
        "calls": [_named(call, _CALL) | {"inferred": dict(call.inferred)} for call in data.calls],
    }


def quarters(data: ReportData) -> dict[str, object]:
    """All quarters, in order."""
    return {"quarters": data.coverage.quarters}


def companies(data: ReportData) -> dict[str, object]:
    """The companies by id and name."""
    return {"companies": [{"company_id": c.company_id, "label": c.label} for c in data.companies]}


def themes(data: ReportData) -> dict[str, object]:
    """All themes that are not retired, with their evidence."""
    return {"themes": [_theme(theme, data.coverage) for theme in data.themes], "n_retired": data.n_retired}


def run(data: ReportData) -> dict[str, object]:
    """Which run it is; null where the tables do not say."""
    return {"run": _named(data.run, _RUN) | {"versions": dict(data.run.versions)} if data.run else None}


def _theme(theme: ThemeReport, coverage: Coverage) -> dict[str, object]:
    return _named(theme, _THEME) | {
        "by_quarter": _by_quarter(theme, coverage),
        "points": [_named(point, _POINT) for point in theme.points],
        "speakers": [_named(speaker, _SPEAKER) for speaker in theme.speakers],
        "trends": [_trend(trend) for trend in theme.trends],
        "contrasts": [_named(contrast, _CONTRAST) for contrast in theme.contrasts],
        "quotes": [_named(quote, _QUOTE) for quote in theme.quotes],
    }


def _trend(trend: Trend) -> dict[str, object]:
    """As the table has it, with the changes over each horizon."""
    changes = {horizon: change._asdict() for horizon, change in trend.changes.items()}
    return _named(trend, _TREND) | {"changes": changes}


def _by_quarter(theme: ThemeReport, coverage: Coverage) -> list[dict[str, object]]:
    """Its shares over companies: adjusted for who called, and the mean of those that did."""
    means = quarterly_means(theme.points, coverage.quarters)
    return [
        {"quarter": quarter, "share": mean.share, "share_raw": mean.raw, "is_thin": quarter in coverage.thin}
        for quarter, mean in zip(coverage.quarters, means, strict=True)
    ]


def _named(record: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(record, name) for name in names}
