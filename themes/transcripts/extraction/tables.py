"""JSON, JSON lines, CSV, TSV and Parquet: recognised by content, each call made into a canonical text.

In: a file's bytes, or its text.  Out: texts of calls, or None for what is no table.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence

from themes.errors import TranscriptRefused
from themes.transcripts.extraction.records import (
    StructuredCall,
    calls_of_object,
    calls_of_rows,
    columns_known,
)
from themes.transcripts.extraction.rendering import render

PARQUET_MAGIC = b"PAR1"
_DOCUMENTED = "company, ticker, call_date, fiscal_quarter, section, speaker, role, title, firm, text"
_MEND = f"name the columns as documented: {_DOCUMENTED}; only text is needed"
_JSON_START = re.compile(r'\ufeff?\s{0,99}(?:\[\s{0,99})?\{\s{0,99}"[^"\n]{0,80}"\s{0,9}:')
_DELIMITERS = ",;\t|"
_MAX_CELL_CHARS = 50_000_000
_MIN_COLUMNS_KNOWN = 2


def calls_in_parquet(data: bytes, where: str) -> list[str]:
    """Canonical texts of the calls of a Parquet file.

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
    return [render(call) for call in _checked(rows, where)]


def calls_in_text(text: str, where: str) -> list[str] | None:
    """Canonical texts of the calls of JSON, JSON lines, CSV or TSV; None where the text is none of them.

    Raises
    ------
    TranscriptRefused
        Malformed data, or data without a column of text, with the line and the names found.
    """
    start = text.lstrip("\ufeff \t\n")[:1]
    if start in ("{", "["):
        value = _parsed_json(text, where)
        if value is None:
            return None
        return [render(call) for call in _with_speech(calls_of_object(value), value, where)]
    rows = _csv_rows(text, where)
    return None if rows is None else [render(call) for call in _checked(rows, where)]


def _parsed_json(text: str, where: str) -> object:
    """Parsed JSON or JSON lines; None for text that only begins like it ("[Operator Instructions] ...")."""
    try:
        return json.loads(text)
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


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), Mapping)
    except (json.JSONDecodeError, RecursionError):
        return False


def _json_line(line: str, number: int, where: str) -> object:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise TranscriptRefused(
            f"{where}: malformed JSON at line {number}: {_first_line(error)}", mend="mend that line"
        ) from error


def _csv_rows(text: str, where: str) -> list[dict[str, str]] | None:
    """Rows of a CSV or TSV; None where the first line is not a heading of known columns."""
    first = text.lstrip("\ufeff\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    names = next(csv.reader([first], delimiter=delimiter), [])
    known = columns_known(names)
    if len(names) < _MIN_COLUMNS_KNOWN or len(known) < min(len(names), _MIN_COLUMNS_KNOWN) or len(first) > 2000:
        return None
    limit = csv.field_size_limit(_MAX_CELL_CHARS)
    try:
        reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff\n"), newline=""), delimiter=delimiter)
        rows: list[dict[str, str]] = []
        for row in reader:
            if None in row:
                raise TranscriptRefused(
                    f"{where}: line {reader.line_num}: more cells than columns", mend='put text with commas in "quotes"'
                )
            rows.append(row)
    except csv.Error as error:
        raise TranscriptRefused(f"{where}: malformed table: {error}", mend="write the file again") from error
    finally:
        csv.field_size_limit(limit)
    return rows


def _checked(rows: Sequence[Mapping[str, object]], where: str) -> list[StructuredCall]:
    return _with_speech(calls_of_rows(rows), rows[:1], where)


def _with_speech(calls: list[StructuredCall], value: object, where: str) -> list[StructuredCall]:
    spoken = [call for call in calls if call.rows]
    if spoken:
        return spoken
    names = ", ".join(sorted(_names_in(value))[:12]) or "none"
    raise TranscriptRefused(f"{where}: a table without a column of text (found: {names})", mend=_MEND)


def _names_in(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        return {str(name) for name in value}
    if isinstance(value, list):
        return {name for item in value[:5] if isinstance(item, Mapping) for name in map(str, item)}
    return ()


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:200]
