"""What a table is that is no transcript: prices, single words, numbers, events without words.

In: names of columns and some rows.  Out: a phrase for the refusal.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from themes.transcripts.extraction.columns import columns_known, plain, squeezed

DELIMITERS = ",;\t|"
TOKENS = "a table of tokens, a word a row"
_TOKEN_COLUMNS = frozenset("token tokens word words punctuatedword lemma".split())
_PRICES = frozenset("open high low close adjclose adjustedclose volume vwap price".split())
_VECTORS = frozenset("embedding embeddings vector vectors".split())
_MIN_PRICES = 3
_N_ROWS = 200
_MIN_ROWS = 5
_N_TOP = 8
_MIN_BARE_ROWS, _MIN_BARE_CELLS, _MIN_BARE_NUMBER_SHARE = 20, 3, 0.4
_MIN_EVEN_SHARE = 0.95
_MIN_NUMBER_SHARE = 0.6
_MAX_HEADING_CHARS = 2000
_NAME = re.compile(r"[A-Za-z_#][\w .()/%#-]{0,40}")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")
_NUMBER = re.compile(r"\s{0,9}[$€£+-]?\d[\d,]{0,15}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?%?\s{0,9}")


def what_it_is(names: Iterable[str], rows: Sequence[Mapping[str, object]] = ()) -> str | None:
    """What a table without words of a call looks like; None where nothing tells."""
    found = {squeezed(name) for name in names}
    if found & _VECTORS:
        return "a table of embeddings"
    if len(found & _PRICES) >= _MIN_PRICES:
        return "a table of prices"
    if found & _TOKEN_COLUMNS:
        return TOKENS
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
    body = text.lstrip("\ufeff\n")
    head = body.split("\n", 1)[0]
    if len(head) > _MAX_HEADING_CHARS:
        return None
    delimiter = max(DELIMITERS, key=head.count)
    names = [name.strip().strip("\"'") for name in head.split(delimiter)]
    known = _NAME if len(names) > 2 else _WORD
    if len(names) < 2 or len(set(names)) < len(names) or not all(known.fullmatch(name) for name in names):
        return None
    rows = _first_rows(body, delimiter)
    return (names, [dict(zip(names, cells, strict=False)) for cells in rows[1:]]) if _are_even(rows) else None


def is_bare_table(text: str) -> bool:
    """Whether a text is a table without a heading: each line holds as many cells, many of them numbers."""
    top = [len(line.split()) for line in text[:_MAX_HEADING_CHARS].split("\n")[:_N_TOP] if line.strip()]
    if not top or 2 * top.count(top[0]) <= len(top) or top[0] < _MIN_BARE_CELLS:  # nearly every text ends here
        return False
    rows = [line.split() for line in text.split("\n", _N_ROWS)[:_N_ROWS] if line.strip()]
    if len(rows) < _MIN_BARE_ROWS or len(rows[0]) < _MIN_BARE_CELLS or not _are_even(rows):
        return False
    cells = [cell for row in rows for cell in row]
    return sum(bool(_NUMBER.fullmatch(cell)) for cell in cells) >= _MIN_BARE_NUMBER_SHARE * len(cells)


def _are_even(rows: list[list[str]]) -> bool:
    even = sum(len(cells) == len(rows[0]) for cells in rows)
    return len(rows) > _MIN_ROWS and even >= _MIN_EVEN_SHARE * len(rows)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _N_ROWS) if row]
    except csv.Error:
        return [line.split(delimiter) for line in text.split("\n", _N_ROWS)[:_N_ROWS] if line.strip()]
