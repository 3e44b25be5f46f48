"""Report data to the sheets of what was read: quotes, companies, calls.

In: :class:`reports.report.ReportData`.  Out: sheets.
"""

from __future__ import annotations

from datetime import date

from reports.records import Quote
from reports.render.office.sheet import Column, Sheet, Value
from reports.render.office.sheets import theme_rows
from reports.report import ReportData


def quotes_sheet(data: ReportData) -> Sheet:
    """The quotes of the page, each with all that a citation takes."""
    columns = (
        Column("Theme", width=36),
        Column("Quote", "long"),
        Column("Speaker"),
        Column("Title or firm"),
        Column("Role", width=11),
        Column("Company"),
        Column("Quarter", width=10),
        Column("Date", "date"),
        Column("Section", width=20),
        Column("File", width=40),
        Column("Line", "count", 8),
        Column("Chosen as", width=10),
        Column("Assigned for", width=40),
        Column("Passage", width=24),
    )
    rows = tuple((theme.label, *_quote(quote)) for theme in theme_rows(data) for quote in theme.quotes)
    return Sheet("Quotes", columns, rows)


def _quote(quote: Quote) -> tuple[Value, ...]:
    return (
        quote.text,
        quote.speaker,
        quote.title,
        quote.role,
        quote.company,
        quote.calendar_quarter,
        day(quote.call_date),
        quote.section,
        quote.source or None,
        quote.line,
        quote.chosen_for,
        quote.reason,
        quote.chunk_id,
    )


def companies_sheet(data: ReportData) -> Sheet:
    """One row a company: how many of its calls are there, and from when to when."""
    columns = (
        Column("Company", width=32),
        Column("Calls", "count"),
        Column("First quarter", width=10),
        Column("Last quarter", width=10),
        Column("Quarters with a call", "count"),
        Column("Quarters without", "count"),
        Column("Words", "count"),
        Column("Peer group", width=20),
        Column("Company id", width=18),
    )
    rows = []
    for row in data.coverage.rows:
        own = [call for call in data.calls if call.company_id == row.company.company_id]
        held = [quarter for quarter, cell in zip(data.coverage.quarters, row.cells, strict=True) if cell]
        absent = None if row.company.is_unknown else len(row.cells) - row.n_before - len(held)
        ends = (held[0], held[-1]) if held else (None, None)
        counts = len(held), absent, sum(call.n_words for call in own)
        rows.append(
            (row.company.label, len(own), *ends, *counts, row.company.peer_group or None, row.company.company_id)
        )
    return Sheet("Companies", columns, tuple(rows))


def calls_sheet(data: ReportData) -> Sheet:
    """One row a call that was read, then one a file that gave none, with the reason."""
    columns = (
        Column("Company", width=28),
        Column("Quarter", width=10),
        Column("Date", "date"),
        Column("Event", width=12),
        Column("Fiscal quarter", width=10),
        Column("Title", width=40),
        Column("Turns", "count"),
        Column("Words", "count"),
        Column("Inferred", "long", 50),
        Column("Warnings", "long"),
        Column("File", width=40),
        Column("Read", width=11),
        Column("Call", width=18),
    )
    calls = tuple(
        (c.company, c.calendar_quarter, day(c.call_date), c.event, c.fiscal_quarter, c.title, c.n_turns, c.n_words)
        + ("\n".join(f"{name}: {how}" for name, how in c.inferred) or None, "\n".join(c.warnings) or None)
        + (c.source, "read", c.call_id)
        for c in data.calls
    )
    unread = tuple(
        (None,) * 9 + (note.reason, note.path, note.status, None) for note in data.read.refused + data.read.duplicates
    )
    return Sheet("Calls", columns, calls + unread, frozen=2)


def day(text: str | None) -> Value:
    """The day as a date; what is none stays a text."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text
