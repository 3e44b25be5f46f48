"""JSON, JSON lines, CSV, TSV and Parquet: recognised by content, each call made into a canonical text.

In: a file's bytes, or its text.  Out: :class:`TableText` of each call, or None for what is no table.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from themes.errors import TranscriptRefused
from themes.transcripts.extraction.columns import columns_known
from themes.transcripts.extraction.json_items import json_items
from themes.transcripts.extraction.objects import calls_of_object, is_row
from themes.transcripts.extraction.records import StructuredCall, calls_of_rows
from themes.transcripts.extraction.rendering import TableText, render
from themes.transcripts.extraction.table_kinds import DELIMITERS, TOKENS, delimited_table, is_bare_table, what_it_is

Repair = Callable[[str], str]
Item = Mapping[str, object]

PARQUET_MAGIC = b"PAR1"
_DOCUMENTED = "company, ticker, call_date, fiscal_quarter, section, speaker, role, title, firm, text"
_MEND = f"name the columns as documented: {_DOCUMENTED}; only text is needed"
_MEND_KIND = "give the words of calls, as turns or as text"
_PACKED = re.compile(r"\s{0,9}(?:\[\s{0,9})?\{\s{0,9}[\"']")
_MAX_CELL_CHARS = 50_000_000
_MIN_COLUMNS_KNOWN = 2
_MAX_HEADING_CHARS = 2000
_COUNTED = re.compile(r"(?P<name>[^/.]{1,80})[/.](?P<at>\d{1,6})[/.](?P<field>[^/.]{1,80})")
_MIN_TOKENS, _MIN_TOKEN_SHARE = 20, 0.95
_N_SAMPLE = 20
_ROWS_AT_ONCE = 50


def calls_in_parquet(data: bytes, where: str, repair: Repair) -> Iterator[TableText]:
    """Canonical texts of the calls of a Parquet file; ``repair`` mends the characters of each value.

    Raises
    ------
    TranscriptRefused
        A damaged file, or one without a column of text.
    """
    return _rendered(_parquet_rows(data, where), where, repair)


def calls_in_text(text: str, where: str, repair: Repair) -> Iterator[TableText] | None:
    """Canonical texts of the calls of JSON, JSON lines, CSV or TSV; None where the text is none of them.

    Characters are mended value by value: an escaped sign must not become part of the form.

    Raises
    ------
    TranscriptRefused
        Malformed data, or data without a column of text, with the line and the names found.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.lstrip("\ufeff \t\n")[:1] in ("{", "["):
        items = json_items(text, where)
        return None if items is None else _rendered(items, where, repair)
    rows = _csv_rows(text, where)
    return None if rows is None else _rendered(rows, where, repair)


def _parquet_rows(data: bytes, where: str) -> Iterator[Item]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        for batch in pq.ParquetFile(pa.BufferReader(data)).iter_batches(batch_size=_ROWS_AT_ONCE):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise TranscriptRefused(
            f"{where}: damaged Parquet: {_first_line(error)}", mend="write the file again"
        ) from error


def _csv_rows(text: str, where: str) -> list[Item] | None:
    """Rows of a CSV or TSV; None where the first line is not a heading of known columns."""
    first = text.lstrip("\ufeff\n").split("\n", 1)[0]
    if len(first) > _MAX_HEADING_CHARS:
        return None
    delimiter = max(DELIMITERS, key=first.count)
    try:
        names = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        return None  # not a heading of a table
    if len(names) < _MIN_COLUMNS_KNOWN or len(columns_known(names)) < _MIN_COLUMNS_KNOWN:
        _refuse_other_table(text, where)
        return None
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise TranscriptRefused(f"{where}: two columns are called {twice!r}", mend="name every column once")
    limit = csv.field_size_limit(_MAX_CELL_CHARS)
    try:
        return _read_rows(text, delimiter, where)
    finally:
        csv.field_size_limit(limit)


def _refuse_other_table(text: str, where: str) -> None:
    """Refuse a text that is a table as a whole, but none of a call's words."""
    table = delimited_table(text)
    if table:
        raise _no_words(table[0], table[1], where)
    if is_bare_table(text):
        raise TranscriptRefused(f"{where}: a table of words and numbers without a heading, no transcript", mend=_MEND)


def nested(row: Item) -> Item:
    """A row whose columns count the items of lists, as scrapers' exports do, with those lists.

    Examples
    --------
    >>> nested({"ticker": "OTTR", "turns/0/speaker": "Operator", "turns/0/text": "Hello.", "turns/1/text": ""})
    {'ticker': 'OTTR', 'turns': [{'speaker': 'Operator', 'text': 'Hello.'}]}
    """
    if not any(_COUNTED.fullmatch(name) for name in row):
        return row
    found: dict[str, object] = {}
    lists: dict[str, dict[int, dict[str, object]]] = {}
    for name, value in row.items():
        counted = _COUNTED.fullmatch(name)
        if counted is None:
            found[name] = value
        elif value not in ("", None):
            lists.setdefault(counted["name"], {}).setdefault(int(counted["at"]), {})[counted["field"]] = value
    return found | {name: [items[at] for at in sorted(items)] for name, items in lists.items()}


def _read_rows(text: str, delimiter: str, where: str) -> list[Item]:
    body = text.lstrip("\ufeff\n")
    n_before = text[: len(text) - len(body)].count("\n")
    reader = csv.DictReader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[Item] = []
    line = n_before + 1
    try:
        for row in reader:
            line = n_before + reader.line_num
            if None in row:
                raise TranscriptRefused(
                    f"{where}: line {line}: more cells than columns", mend='put text with commas in "quotes"'
                )
            rows.append(nested({name: _unpacked(cell) for name, cell in row.items()}))
    except csv.Error as error:
        raise TranscriptRefused(
            f"{where}: malformed table after line {line}: {error}", mend='close every quote; write " in a text as ""'
        ) from error
    return rows


def _unpacked(cell: str | None) -> object:
    """What a list or object in a cell was, as data frames write it; any other cell as it is."""
    if cell is None or not _PACKED.match(cell):
        return cell
    for read in (json.loads, ast.literal_eval):
        try:
            return read(cell)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return cell


def _rendered(items: Iterable[Item], where: str, repair: Repair) -> Iterator[TableText]:
    """Texts of the calls that have words, each made as soon as its object has been taken.

    Raises
    ------
    TranscriptRefused
        When no call has words: what was found instead.
    """
    sample: list[Item] = []
    n_calls = n_spoken = 0
    for call in _calls(items, sample):
        n_calls += 1
        if _are_tokens(call):
            names = dict.fromkeys(name for item in sample for name in item)
            raise _refusal_by_kind(TOKENS, [*names], where)
        if call.rows:
            n_spoken += 1
            yield render(call.mended(repair))
    if not n_spoken:
        names = dict.fromkeys(name for item in sample for name in item)
        raise _no_words([*names], sample, where)
    if n_spoken < n_calls:
        yield TableText("", warnings=(f"text: {n_calls - n_spoken} of {n_calls} calls of the file have no words",))


def _numbered(value: Item) -> list[Item] | None:
    """The objects of one that holds them by their numbers, as data frames write rows; None for any other."""
    if len(value) < 2 or not all(name.isdigit() and isinstance(item, Mapping) for name, item in value.items()):
        return None
    return [value[name] for name in sorted(value, key=int)]  # type: ignore[misc]


def _calls(items: Iterable[Item], sample: list[Item]) -> Iterator[StructuredCall]:
    """Calls of objects that hold one each, as they come, then those of rows; a lone object may hold many."""
    taken = iter(items)
    first, second = next(taken, None), next(taken, None)
    if first is not None and second is None:
        numbered = _numbered(first)
        if numbered is None:
            sample.append(first)
            yield from calls_of_object(first)
            return
        taken = iter(numbered)
        first, second = next(taken, None), next(taken, None)
    rows: list[Item] = []
    for item in chain([first, second] if first is not None and second is not None else [], taken):
        sample += [item] if len(sample) < _N_SAMPLE else []
        if is_row(item):
            rows.append(item)
        else:
            yield from calls_of_object(item)
    yield from calls_of_rows(rows)


def _are_tokens(call: StructuredCall) -> bool:
    """Whether a call's rows are single words, so that nobody's words stand together."""
    single = sum(len(row.text.split()) < 2 for row in call.rows)
    return len(call.rows) >= _MIN_TOKENS and single >= _MIN_TOKEN_SHARE * len(call.rows)


def _refusal_by_kind(kind: str, found: Sequence[str], where: str) -> TranscriptRefused:
    listed = ", ".join(sorted(map(str, found))[:12]) or "none"
    return TranscriptRefused(f"{where}: {kind}, no transcript (found: {listed})", mend=_MEND_KIND)


def _no_words(names: list[str], rows: Sequence[Item], where: str) -> TranscriptRefused:
    """The refusal of data without words, by what it looks like."""
    inside = [item for row in rows for value in row.values() if isinstance(value, list) for item in value[:_N_SAMPLE]]
    inner = [item for item in inside if isinstance(item, Mapping)]
    found = list(dict.fromkeys([*names, *(name for item in inner for name in item)]))
    kind = what_it_is(found, inner or rows)
    listed = ", ".join(sorted(map(str, found))[:12]) or "none"
    if kind:
        return _refusal_by_kind(kind, found, where)
    what = "no words in its text" if "text" in columns_known(names) else "a table without a column of text"
    return TranscriptRefused(f"{where}: {what} (found: {listed})", mend=_MEND)


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:200]
