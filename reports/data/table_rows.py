"""One table cell to one plain value: the only place that knows how a table says *nothing*.

In: values out of pandas columns (None, NaN, ``pandas.NA``, numpy scalars, JSON text).  Out: str, float, int or None.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from themes.records import TABLES

Row = Mapping[str, object]


def rows(tables: Mapping[str, pd.DataFrame], name: str) -> Iterator[Row]:
    """Yield the rows of one table; a table that is not given has none.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        Tables by name, with the columns of :data:`themes.records.TABLES`.
    name : str
        The table.

    Yields
    ------
    Mapping of str to object
        Column name to cell, in the table's row order.
    """
    frame = tables.get(name)
    if frame is None or frame.empty:
        return
    columns = [column for column in TABLES[name] if column in frame.columns]
    for values in zip(*(frame[column].tolist() for column in columns), strict=True):
        yield dict(zip(columns, values, strict=True))


def of_assigned(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """``chunk_themes`` of what is assigned, and the ``chunks`` they name: a part of tables that may be long."""
    chunks, chunk_themes = tables.get("chunks"), tables.get("chunk_themes")
    if chunks is None or chunk_themes is None or chunks.empty or chunk_themes.empty:
        return {}
    assigned = chunk_themes[chunk_themes["assigned"].astype(bool)]
    return {"chunks": chunks[chunks["chunk_id"].isin(assigned["chunk_id"])], "chunk_themes": assigned}


def without_texts(tables: Mapping[str, pd.DataFrame], name: str) -> dict[str, pd.DataFrame]:
    """One table without its long column ``text``."""
    return {name: tables[name].drop(columns="text", errors="ignore")} if name in tables else {}


def text(value: object) -> str | None:
    """Return the text of a cell, None where it holds nothing.

    Examples
    --------
    >>> text(float("nan")), text(""), text("2012Q4")
    (None, None, '2012Q4')
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    return str(value) or None


def number(value: object) -> float | None:
    """Return the number of a cell, None where it is missing or not finite.

    Examples
    --------
    >>> number(float("nan")), number(0)
    (None, 0.0)
    """
    found = text(value)
    if found is None:
        return None
    result = float(found)
    return result if abs(result) != float("inf") else None


def whole(value: object) -> int:
    """Return the count in a cell; a missing count is 0."""
    return int(number(value) or 0)


def texts(value: object) -> tuple[str, ...]:
    """Return the texts of a JSON list cell; empty where it holds nothing.

    Examples
    --------
    >>> texts('["no date", "no quarter"]'), texts(None)
    (('no date', 'no quarter'), ())
    """
    found = text(value)
    if found is None:
        return ()
    values = json.loads(found)
    return tuple(str(item) for item in values) if isinstance(values, list) else (str(values),)


def pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Return the (key, value) pairs of a JSON object cell, nested keys joined with dots, sorted by key.

    Examples
    --------
    >>> pairs('{"discovery": {"min_size": 15}, "model": "mini"}')
    (('discovery.min_size', '15'), ('model', 'mini'))
    """
    found = text(value)
    values = json.loads(found) if found is not None else {}
    return tuple(sorted(_flat("", values))) if values else ()


def _flat(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flat(f"{prefix}.{key}" if prefix else str(key), inner)
    elif isinstance(value, str):
        yield prefix, value
    else:
        yield prefix, json.dumps(value, ensure_ascii=False)
