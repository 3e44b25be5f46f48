"""Tables ``calls`` and ``sources`` to what was read: companies, calls, coverage, counts.

A call is expected in every quarter from a company's first call to the study's last: missing is shown, not skipped.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import compress
from pathlib import PurePath

import numpy as np
import pandas as pd

from reports.data.coverage import Coverage, CoverageRow
from reports.data.table_rows import Row, pairs, rows, text, texts, whole
from reports.records import CallRead, Company, SourceNote, WhatWasRead
from themes.quarters import quarter_range
from themes.stats.composition import is_thin, panel_weights


def companies_of(tables: Mapping[str, pd.DataFrame]) -> tuple[Company, ...]:
    """List the study's companies by name; no two carry the same label, and the colour follows the id.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        At least ``calls``; the peer groups stand in the settings of ``run``.

    Returns
    -------
    tuple of Company
        A company spoken of under several names carries the most frequent one.  A call whose company is unknown stands
        under its own id.
    """
    names: dict[str, Counter[str]] = defaultdict(Counter)
    call_ids = set()
    for row in rows(tables, "calls"):
        name = text(row["company"])
        call_ids.add(text(row["call_id"]))
        # on one line: a line separator (U+2028) ends a string in the expressions that charts are sorted by
        names[text(row["company_id"]) or ""].update([" ".join(name.split())] if name else [])
    label = {
        key: min(found, key=lambda name: (-found[name], name))
        if found
        else f"Company unknown ({key})"
        if key in call_ids
        else key
        for key, found in names.items()
    }
    used = Counter(label.values())
    # ids are in lower case, names of sections as people write them
    settings = {key.lower(): value for row in rows(tables, "run") for key, value in pairs(row["settings"])}
    companies = [
        Company(
            company_id=key,
            label=f"{label[key]} ({key})" if used[label[key]] > 1 else label[key],
            colour=colour,
            peer_group=settings.get(f"company.{key}.peer_group", ""),
            is_unknown=key in call_ids,
        )
        for colour, key in enumerate(sorted(label))
    ]
    return tuple(sorted(companies, key=lambda company: (company.label.casefold(), company.company_id)))


def with_short_paths(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Absolute paths of sources from the folder on that holds them all: what lies above says who one is.

    Paths that a study gave relatively are left alone.
    """
    sources = tables.get("sources")
    paths = [path for row in rows(tables, "sources") if (path := text(row["path"])) and PurePath(path).is_absolute()]
    if sources is None or not paths:
        return dict(tables)
    folder = PurePath(os.path.commonpath([str(PurePath(path).parent) for path in paths]))
    short = {path: PurePath(path).relative_to(folder).as_posix() for path in paths}
    # the reason of a duplicate names the file that holds the same
    reason = sources["reason"].map(lambda text: text.replace(f"{folder}/", "") if isinstance(text, str) else text)
    columns = {"sources": "path", "calls": "source", "chunks": "source"}
    shortened = {
        name: tables[name].assign(**{column: tables[name][column].map(lambda path: short.get(path, path))})
        for name, column in columns.items()
        if name in tables
    }
    return dict(tables) | shortened | {"sources": shortened["sources"].assign(reason=reason)}


def calls_of(tables: Mapping[str, pd.DataFrame], companies: Sequence[Company]) -> tuple[CallRead, ...]:
    """List the calls by company, then quarter, then date; unknown quarters last."""
    labels = {company.company_id: company.label for company in companies}
    calls = [_call(row, labels) for row in rows(tables, "calls")]
    place = {company.company_id: rank for rank, company in enumerate(companies)}
    return tuple(
        sorted(
            calls,
            key=lambda c: (place[c.company_id], c.calendar_quarter or "9999", c.call_date or "9999", c.call_id),
        )
    )


def _call(row: Row, labels: Mapping[str, str]) -> CallRead:
    company_id = text(row["company_id"]) or ""
    return CallRead(
        call_id=text(row["call_id"]) or "",
        company_id=company_id,
        company=labels[company_id],
        event=text(row["event"]),
        fiscal_quarter=text(row["fiscal_quarter"]),
        calendar_quarter=text(row["calendar_quarter"]),
        call_date=text(row["call_date"]),
        title=text(row["title"]),
        source=text(row["source"]),
        n_turns=whole(row["n_turns"]),
        n_words=whole(row["n_words"]),
        inferred=pairs(row["inferred"]),
        warnings=texts(row["warnings"]),
    )


def coverage_of(calls: Sequence[CallRead], companies: Sequence[Company]) -> Coverage:
    """Lay the calls out by company and calendar quarter; calls of unknown quarter have no place here."""
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    for call in calls:
        if call.calendar_quarter is not None:
            held[call.company_id, call.calendar_quarter].append(call.call_id)
    known = sorted(quarter for _, quarter in held)
    quarters = quarter_range(known[0], known[-1]) if known else ()
    known_companies = {company.company_id for company in companies if not company.is_unknown}
    return Coverage(
        quarters,
        tuple(
            CoverageRow(company, tuple(tuple(held.get((company.company_id, q), ())) for q in quarters))
            for company in companies
        ),
        _thin([call for call in held if call[0] in known_companies], quarters),
    )


def _thin(held: Sequence[tuple[str, str]], quarters: Sequence[str]) -> frozenset[str]:
    """The quarters in which too few of the panel called (company and quarter of each that did)."""
    rows = {company_id: k for k, company_id in enumerate(sorted({company_id for company_id, _ in held}))}
    columns = {quarter: k for k, quarter in enumerate(quarters)}
    called = np.full((1, len(rows), len(quarters)), np.nan)
    for company_id, quarter in held:
        called[0, rows[company_id], columns[quarter]] = 1.0
    return frozenset(compress(quarters, is_thin(panel_weights(called))[0])) if rows else frozenset()


def what_was_read(tables: Mapping[str, pd.DataFrame], calls: Sequence[CallRead]) -> WhatWasRead:
    """Count what was read and note what was not, and why."""
    quarters = sorted({call.calendar_quarter for call in calls if call.calendar_quarter is not None})
    notes = [
        SourceNote(text(row["path"]) or "", text(row["status"]) or "", text(row["reason"]) or "no reason given")
        for row in rows(tables, "sources")
        if text(row["layout"]) != "manifest"
    ]
    notes.sort(key=lambda note: note.path)
    return WhatWasRead(
        n_calls=len(calls),
        n_companies=len({call.company_id for call in calls if call.company_id != call.call_id}),
        n_quarters=len(quarters),
        n_words=sum(call.n_words for call in calls),
        n_calls_without_quarter=sum(call.calendar_quarter is None for call in calls),
        n_sources_read=sum(note.status == "read" for note in notes),
        refused=tuple(note for note in notes if note.status == "refused"),
        duplicates=tuple(note for note in notes if note.status == "duplicate"),
        first_quarter=quarters[0] if quarters else None,
        last_quarter=quarters[-1] if quarters else None,
    )
