"""Calls that stand in no cell of company × quarter, and the lines of calls.csv that would give them one.

In: the table ``calls`` of a run, and the paths of its sources.  Out: :class:`OutsideGrid`, a call each.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import pandas as pd

from themes.formatting import counted

COLUMNS = ("file", "company", "ticker", "call_date", "fiscal_quarter", "event", "skip")  # of calls.csv
MOST_SHOWN = 5


@dataclass(frozen=True)
class OutsideGrid:
    """A call without a cell: what it lacks, and its line for calls.csv, where what is to be filled in stands in <>."""

    call_id: str
    source: str
    lacks: tuple[str, ...]
    line: str


def company_unknown(calls: pd.DataFrame) -> pd.Series[bool]:
    """Which calls have neither a company's name nor a ticker, by row."""
    return calls["company"].isna() & calls["ticker"].isna()


def outside_grid(calls: pd.DataFrame, paths: Iterable[str]) -> tuple[OutsideGrid, ...]:
    """The calls whose company or calendar quarter nobody knows, in the order of the table.

    Parameters
    ----------
    calls : DataFrame
        Table ``calls``.
    paths : iterable of str
        Paths of all sources of the study: a line names as much of a path as tells it from the others.
    """
    names = shortest_names([*paths])
    found = []
    lacks_company, lacks_quarter = company_unknown(calls).tolist(), calls["calendar_quarter"].isna().tolist()
    for call, is_unknown, no_quarter in zip(calls.itertuples(), lacks_company, lacks_quarter, strict=True):
        lacks = (*(["company"] if is_unknown else []), *(["calendar quarter"] if no_quarter else []))
        if lacks:
            source = str(call.source)
            cells = [names.get(source, PurePath(source).name), *(["<company>", "<ticker>"] if is_unknown else ["", ""])]
            # a date alone gives the quarter again, also where a date is known that gave none
            cells += ["<YYYY-MM-DD>" if no_quarter else "", "", "", ""]
            found.append(OutsideGrid(str(call.call_id), source, lacks, _csv(cells)))
    return tuple(found)


def _csv(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def shortest_names(paths: Sequence[str]) -> dict[str, str]:
    """The end of each path, in whole folders, that no other path has."""
    parts = {path: PurePath(path).parts for path in dict.fromkeys(paths)}
    ends = Counter(own[-n:] for own in parts.values() for n in range(1, len(own) + 1))
    return {
        path: str(PurePath(*next((own[-n:] for n in range(1, len(own) + 1) if ends[own[-n:]] == 1), own)))
        for path, own in parts.items()
    }


def lines_outside(found: Sequence[OutsideGrid], n_calls: int, folder: str) -> Iterator[str]:
    """How many there are, and what to write where; of many the first few."""
    if not found:
        return
    lacking = Counter(what for call in found for what in call.lacks)
    why = " and ".join(f"{what} of {n}" for what, n in lacking.items())
    yield f"in no cell of the grid: {len(found):,} of {counted(n_calls, 'call')} (unknown: {why})"
    yield f"  to give them one: fill in what stands in <>, put the lines into {PurePath(folder) / 'calls.csv'}, refresh"
    yield f"    {_csv(COLUMNS)}"
    yield from (f"    {call.line}" for call in found[:MOST_SHOWN])
    if len(found) > MOST_SHOWN:
        yield f"    and {len(found) - MOST_SHOWN:,} more: themes status {folder} --format json"
