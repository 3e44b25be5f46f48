"""JSON, JSON lines, CSV, TSV and Parquet: recognised by content, each call made into a canonical text.

In: a file's bytes, or its text.  Out: :class:`TableText` of each call, or None for what is no table.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from themes.errors import TranscriptRefused
from themes.transcripts.extraction.columns import columns_known
from themes.transcripts.extraction.records import StructuredCall, calls_of_object, calls_of_rows
from themes.transcripts.extraction.rendering import TableText, render

Repair = Callable[[str], str]

PARQUET_MAGIC = b"PAR1"
_DOCUMENTED = "company, ticker, call_date, fiscal_quarter, section, speaker, role, title, firm, text"
_MEND = f"name the columns as documented: {_DOCUMENTED}; only text is needed"
_JSON_START = re.compile(r'\ufeff?\s{0,99}(?:\[\s{0,99})?\{\s{0,99}"[^"\n]{0,80}"\s{0,9}:')
_DELIMITERS = ",;\t|"
_MAX_CELL_CHARS = 50_000_000
_MIN_COLUMNS_KNOWN = 2
_MAX_HEADING_CHARS = 2000


def calls_in_parquet(data: bytes, where: str, repair: Repair) -> list[TableText]:
    """Canonical texts of the calls of a Parquet file; ``repair`` mends the characters of each value.

    Raises
    ------
    TranscriptRefused
        A damaged file, or one without a column of text.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(pa.BufferReader(data)).to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise TranscriptRefused(
            f"{where}: damaged Parquet: {_first_line(error)}", mend="write the file again"
        ) from error
    return _rendered(calls_of_object(rows), rows[:1], where, repair)


def calls_in_text(text: str, where: str, repair: Repair) -> list[TableText] | None:
    """Canonical texts of the calls of JSON, JSON lines, CSV or TSV; None where the text is none of them.

    Characters are mended value by value: an escaped sign must not become part of the form.

    Raises
    ------
    TranscriptRefused
        Malformed data, or data without a column of text, with the line and the names found.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = text.lstrip("\ufeff \t\n")[:1]
    if start in ("{", "["):
        value = _parsed_json(text, where)
        if value is None:
            return None
        return _rendered(calls_of_object(value), value, where, repair)
    rows = _csv_rows(text, where)
    return None if rows is None else _rendered(calls_of_rows(rows), rows[:1], where, repair)


def _parsed_json(text: str, where: str) -> object:
    """Parsed JSON or JSON lines; None for text that only begins like it ("[Operator Instructions] ...")."""
    try:
        return _objects(json.loads(text), where)
    except RecursionError as error:
        raise TranscriptRefused(f"{where}: JSON nested too deeply", mend=_MEND) from error
    except json.JSONDecodeError as error:
        lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) > 1 and _is_object(lines[0][1]):
            return [_json_line(line, n, where) for n, line in lines]
        if not _JSON_START.match(text):
            return None
        raise TranscriptRefused(
            f"{where}: malformed JSON at line {error.lineno}: {error.msg}",
            mend="mend that line or write the file again",
        ) from error
    except ValueError as error:
        raise TranscriptRefused(f"{where}: malformed JSON: {_first_line(error)}", mend="mend that number") from error


def _objects(value: object, where: str) -> object:
    """The same value, when it is an object or a list of objects."""
    if isinstance(value, list):
        strange = next((n for n, item in enumerate(value, 1) if not isinstance(item, Mapping)), None)
        if strange:
            raise TranscriptRefused(f"{where}: item {strange} of the JSON list is no object", mend=_MEND)
    return value


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), Mapping)
    except (ValueError, RecursionError):
        return False


def _json_line(line: str, number: int, where: str) -> object:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else _first_line(error)
        raise TranscriptRefused(f"{where}: malformed JSON at line {number}: {reason}", mend="mend that line") from error
    if not isinstance(value, Mapping):
        raise TranscriptRefused(f"{where}: line {number} is no JSON object", mend=_MEND)
    return value


def _csv_rows(text: str, where: str) -> list[dict[str, str]] | None:
    """Rows of a CSV or TSV; None where the first line is not a heading of known columns."""
    first = text.lstrip("\ufeff\n").split("\n", 1)[0]
    if len(first) > _MAX_HEADING_CHARS:
        return None
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        names = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        return None  # not a heading of a table
    if len(names) < _MIN_COLUMNS_KNOWN or len(columns_known(names)) < _MIN_COLUMNS_KNOWN:
        return None
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise TranscriptRefused(f"{where}: two columns are called {twice!r}", mend="name every column once")
    limit = csv.field_size_limit(_MAX_CELL_CHARS)
    try:
        return _read_rows(text, delimiter, where)
    finally:
        csv.field_size_limit(limit)


def _read_rows(text: str, delimiter: str, where: str) -> list[dict[str, str]]:
    body = text.lstrip("\ufeff\n")
    n_before = text[: len(text) - len(body)].count("\n")
    reader = csv.DictReader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[dict[str, str]] = []
    line = n_before + 1
    try:
        for row in reader:
            line = n_before + reader.line_num
            if None in row:
                raise TranscriptRefused(
                    f"{where}: line {line}: more cells than columns", mend='put text with commas in "quotes"'
                )
            rows.append(row)
    except csv.Error as error:
        raise TranscriptRefused(
            f"{where}: malformed table after line {line}: {error}", mend='close every quote; write " in a text as ""'
        ) from error
    return rows


def _rendered(calls: list[StructuredCall], value: object, where: str, repair: Repair) -> list[TableText]:
    """Texts of the calls that have words, each with its identifier, or its number where calls have none."""
    spoken = [call for call in calls if call.rows]
    if not spoken:
        names = ", ".join(sorted(_names_in(value))[:12]) or "none"
        raise TranscriptRefused(f"{where}: a table without a column of text (found: {names})", mend=_MEND)
    if len(spoken) < len(calls):
        spoken[0].notes.append(f"text: {len(calls) - len(spoken)} of {len(calls)} calls of the file have no words")
    texts = [render(call.mended(repair)) for call in spoken]
    labels = {text.label for text in texts}
    if "" in labels or len(labels) < len(texts):
        return [replace(text, label=str(n)) for n, text in enumerate(texts, 1)]
    return texts


def _names_in(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        return {str(name) for name in value}
    if isinstance(value, list):
        return {name for item in value[:5] if isinstance(item, Mapping) for name in map(str, item)}
    return ()


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:200]
