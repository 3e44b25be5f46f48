"""What a table is that is no transcript: prices, single words, numbers, events without words.

In: names of columns and some rows.  Out: a phrase for the refusal.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence

from themes.transcripts.extraction.columns import columns_known, plain, squeezed

DELIMITERS = ",;\t|"
_TOKENS = frozenset("token tokens word words punctuatedword lemma".split())
_PRICES = frozenset("open high low close adjclose adjustedclose volume vwap price".split())
_VECTORS = frozenset("embedding embeddings vector vectors".split())
_MIN_PRICES = 3
_N_ROWS = 200
_MIN_ROWS = 5
_MIN_EVEN_SHARE = 0.95
_MIN_NUMBER_SHARE = 0.6
_MAX_HEADING_CHARS = 2000
_NAME = re.compile(r"[\"']?[A-Za-z_#][\w .()/%#-]{0,40}[\"']?")
_NUMBER = re.compile(r"\s{0,9}[$€£+-]?\d[\d,]{0,15}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?%?\s{0,9}")


def what_it_is(names: Iterable[str], rows: Sequence[Mapping[str, object]] = ()) -> str | None:
    """What a table without words of a call looks like; None where nothing tells."""
    found = {squeezed(name) for name in names}
    if found & _VECTORS:
        return "a table of embeddings"
    if len(found & _PRICES) >= _MIN_PRICES:
        return "a table of prices"
    if found & _TOKENS:
        return "a table of tokens, a word a row"
    known = columns_known(names)
    if known & {"ticker", "company"} and known & {"call_date", "time", "fiscal_quarter", "call_title", "event"}:
        return "a list of calls without their words"
    if known & {"call_date", "time"} and known & {"call_title", "title", "event"}:
        return "a list of events without their words"
    cells = [text for row in rows for value in row.values() if (text := plain(value))]
    if cells and sum(bool(_NUMBER.fullmatch(cell)) for cell in cells) >= _MIN_NUMBER_SHARE * len(cells):
        return "a table of numbers"
    return None


def delimited_table(text: str) -> tuple[list[str], list[dict[str, object]]] | None:
    """Columns and first rows of a text that is a table as a whole, whatever its columns are called; else None."""
    head, *body = text.lstrip("\ufeff\n").split("\n", _N_ROWS + 1)[: _N_ROWS + 1]
    if len(head) > _MAX_HEADING_CHARS:
        return None
    delimiter = max(DELIMITERS, key=head.count)
    names = [name.strip() for name in head.split(delimiter)]
    rows = [cells for line in body if line.strip() and (cells := _cells(line, delimiter))]
    even = sum(len(cells) == len(names) for cells in rows)
    if len(names) < 2 or len(rows) < _MIN_ROWS or even < _MIN_EVEN_SHARE * len(rows):
        return None
    if len(set(names)) < len(names) or not all(_NAME.fullmatch(name) for name in names):
        return None
    if len(names) == 2 and not all(any(_NUMBER.fullmatch(cell) for cell in cells) for cells in rows):
        return None
    bare = [name.strip("\"'") for name in names]
    return bare, [dict(zip(bare, cells, strict=False)) for cells in rows]


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)
