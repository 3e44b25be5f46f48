"""DataFrames to the columns of ``schema.sql`` and back, with the same dtypes whatever the rows.

In: frames of the stages.  Out: Arrow tables that DuckDB takes, and frames that stages and reports get: text as object
with None for null, numbers as int64, Int64 (may be null) and float64, truth as bool and boolean (may be null); an empty
table has them too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd

from themes.errors import StudyError
from themes.records import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

JSON_COLUMNS: frozenset[tuple[str, str]] = frozenset(
    {
        ("calls", "inferred"),
        ("calls", "warnings"),
        ("calls", "basis"),
        ("calls", "doubts"),
        ("calls", "as_read"),
        ("themes", "terms"),
        ("themes", "label_terms"),
        ("chunk_themes", "cues"),
        ("lineage", "parents"),
        ("run", "settings"),
        ("run", "versions"),
        ("run", "decisions"),
    }
)


@dataclass(frozen=True)
class Column:
    """A column as the schema declares it: its DuckDB type and whether it may be null."""

    name: str
    type: str
    nullable: bool


def schema_sql() -> str:
    """Return the text of ``schema.sql``."""
    return resources.files("themes.store").joinpath("schema.sql").read_text(encoding="utf-8")


@cache
def schema_columns() -> dict[str, tuple[Column, ...]]:
    """Return the columns of every table that ``schema.sql`` makes, in order."""
    tables: dict[str, list[Column]] = {}
    with duckdb.connect(":memory:") as connection:
        connection.execute(schema_sql())
        rows = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() "
            "WHERE NOT internal ORDER BY table_name, column_index"
        ).fetchall()
    for table, name, kind, nullable in rows:
        tables.setdefault(table, []).append(Column(name, kind, bool(nullable)))
    return {table: tuple(columns) for table, columns in tables.items()}


def empty_table(name: str) -> pd.DataFrame:
    """Return a table of a run without rows, with the dtypes that a read gives."""
    check_table(name)
    empty = {column.name: pd.Series([], dtype=_DTYPES[column.type, column.nullable]) for column in _columns(name)}
    return pd.DataFrame(empty)


def check_table(name: str) -> None:
    """Raise StudyError for a table that runs do not have."""
    if name not in TABLES:
        raise StudyError(f"no table {name!r} in a run", mend=f"there are {', '.join(TABLES)}")


def to_arrow(name: str, frame: pd.DataFrame) -> pa.Table:
    """Turn a frame into an Arrow table of the schema's columns, types and order.

    Lists and objects in the columns that hold JSON are written as JSON text; text in them must be JSON already.

    Raises
    ------
    StudyError
        Naming table and column: a column is missing, unknown or there twice, a value has another type, or a value is
        null where none may be.
    """
    import pyarrow as pa

    _check_columns(name, frame)
    arrays = []
    for column in _columns(name):
        values = frame[column.name]
        if (name, column.name) in JSON_COLUMNS:
            values = pd.Series([_json_text(name, column.name, v) for v in values.tolist()], dtype=object)
        elif column.type == "VARCHAR" and values.isna().all():  # pandas makes such a column one of numbers
            values = pd.Series([None] * len(values), dtype=object)
        try:
            array = pa.array(values, type=_arrow_type(column), from_pandas=True)
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            reason = str(error).splitlines()[0]
            raise StudyError(f"table {name}, column {column.name}: not {column.type} ({reason})") from error
        if array.null_count and not column.nullable:
            raise StudyError(f"table {name}, column {column.name}: {array.null_count} null values, none is allowed")
        arrays.append(array)
    return pa.table(dict(zip(TABLES[name], arrays, strict=True)))


def from_arrow(name: str, table: pa.Table) -> pd.DataFrame:
    """Turn what DuckDB returned for a table of a run into a frame with the schema's dtypes."""
    series = {}
    for column in _columns(name):
        dtype = _DTYPES[column.type, column.nullable]
        chunked = table.column(column.name)
        if dtype == "Int64":
            missing = chunked.is_null().to_numpy()
            numbers = chunked.fill_null(0).to_numpy().astype(np.int64)
            series[column.name] = pd.Series(pd.arrays.IntegerArray(numbers, missing))
        elif dtype == "boolean":
            missing = chunked.is_null().to_numpy()
            truth = chunked.fill_null(False).to_numpy().astype(bool)
            series[column.name] = pd.Series(pd.arrays.BooleanArray(truth, missing))
        else:
            series[column.name] = pd.Series(chunked.to_numpy().astype(dtype), dtype=dtype)
    return pd.DataFrame(series, columns=list(TABLES[name]))


_DTYPES = {
    ("VARCHAR", True): "object",
    ("VARCHAR", False): "object",
    ("BIGINT", True): "Int64",
    ("BIGINT", False): "int64",
    ("DOUBLE", True): "float64",
    ("DOUBLE", False): "float64",
    ("BOOLEAN", True): "boolean",
    ("BOOLEAN", False): "bool",
}


def _columns(name: str) -> tuple[Column, ...]:
    return schema_columns()[name]


def _arrow_type(column: Column) -> pa.DataType:
    import pyarrow as pa

    # The texts of all sources together may pass the 2 GiB that a plain Arrow string column holds.
    types = {"VARCHAR": pa.large_string(), "BIGINT": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_()}
    return types[column.type]


def _check_columns(name: str, frame: pd.DataFrame) -> None:
    wanted, given = TABLES[name], [str(c) for c in frame.columns]
    missing = [c for c in wanted if c not in given]
    unknown = [c for c in given if c not in wanted]
    twice = sorted({c for c in given if given.count(c) > 1})
    for problem, columns in (("misses", missing), ("does not have", unknown), ("has twice", twice)):
        if columns:
            raise StudyError(f"table {name} {problem} column {_listed(columns)}", mend=f"it has {_listed(wanted)}")


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(columns)


def _json_text(table: str, column: str, value: object) -> str | None:
    try:
        if isinstance(value, str):
            json.loads(value)
            return value
        if isinstance(value, np.ndarray):
            value = value.tolist()
        if isinstance(value, list | tuple | dict):
            return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise StudyError(f"table {table}, column {column}: not JSON ({error})") from error
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    raise StudyError(f"table {table}, column {column}: a {type(value).__name__}, expected a list, an object or JSON")
