"""Tables ``chunk_themes`` and ``chunks`` to the passages that show a theme, spread over calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from reports.cells import Row, number, rows, text, whole
from reports.report_data import CallRead, Quote

SECTION_LABELS = {"prepared_remarks": "prepared remarks", "q_and_a": "questions and answers"}


def quotes_by_theme(
    tables: Mapping[str, pd.DataFrame], calls: Sequence[CallRead], *, max_quotes: int
) -> dict[str, tuple[Quote, ...]]:
    """Choose the best passages of every theme.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        At least ``chunks`` and ``chunk_themes``.
    calls : sequence of CallRead
        Calls of the study; chunks of other calls are left out.
    max_quotes : int
        At most so many a theme, ≥ 0.

    Returns
    -------
    dict of str to tuple of Quote
        Only themes with at least one assigned content chunk; best first.
    """
    chunks = {text(row["chunk_id"]): row for row in rows(tables, "chunks") if text(row["kind"]) == "content"}
    by_id = {call.call_id: call for call in calls}
    found: dict[str, list[Quote]] = defaultdict(list)
    for row in rows(tables, "chunk_themes"):
        chunk = chunks.get(text(row["chunk_id"]))
        if chunk is None or not row["assigned"]:
            continue
        call = by_id.get(text(chunk["call_id"]) or "")
        if call is not None:
            found[text(row["theme_id"]) or ""].append(_quote(row, chunk, call))
    return {theme_id: spread(quotes, max_quotes) for theme_id, quotes in found.items()}


def _quote(assignment: Row, chunk: Row, call: CallRead) -> Quote:
    section = text(chunk["section"]) or ""
    return Quote(
        chunk_id=text(chunk["chunk_id"]) or "",
        call_id=call.call_id,
        speaker=text(chunk["speaker"]) or "Speaker unknown",
        role=text(chunk["role"]) or "unknown",
        company_id=call.company_id,
        company=call.company,
        calendar_quarter=call.calendar_quarter,
        call_date=call.call_date,
        source=text(chunk["source"]) or call.source or "",
        line=whole(chunk["line"]) or None,
        section=SECTION_LABELS.get(section, section),
        text=text(chunk["text"]) or "",
        score=number(assignment["score"]),
        reason=text(assignment["reason"]),
    )


def spread(quotes: Sequence[Quote], max_quotes: int) -> tuple[Quote, ...]:
    """Take the best passage of every call before the second best of any.

    Parameters
    ----------
    quotes : sequence of Quote
        Candidates, in any order.
    max_quotes : int
        How many to take, ≥ 0.

    Returns
    -------
    tuple of Quote
        The same text is quoted once; equal scores are ordered by chunk id.
    """
    seen_texts: set[str] = set()
    taken_of_call: dict[str, int] = defaultdict(int)
    ranked: list[tuple[int, Quote]] = []
    for quote in sorted(quotes, key=lambda q: (-(q.score or 0.0), q.chunk_id)):
        if quote.text not in seen_texts:
            seen_texts.add(quote.text)
            ranked.append((taken_of_call[quote.call_id], quote))
            taken_of_call[quote.call_id] += 1
    ranked.sort(key=lambda item: item[0])
    return tuple(quote for _, quote in ranked[:max_quotes])
