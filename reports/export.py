"""Tables to files that other programs read: CSV, Parquet, JSON.

In: a table of a run.  Out: bytes, or a file.  Rows and columns in the order given, so equal tables give equal bytes.
In CSV a text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV injection").
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Literal

import pandas as pd

from themes.errors import CallthemesError

Format = Literal["csv", "parquet", "json"]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_table(table: pd.DataFrame, format: Format, out: Path | None = None) -> bytes | None:
    """Export a table.

    Parameters
    ----------
    table : DataFrame
        Any table.
    format : {'csv', 'parquet', 'json'}
        CSV is UTF-8 with a header, line feeds, empty cells for missing values, ``true`` and ``false``; JSON a list of
        objects with null for missing values.
    out : Path, optional
        A file to write whole or not at all; without it the bytes are returned.

    Raises
    ------
    CallthemesError
        The file cannot be written.
    """
    data = {"csv": _csv, "parquet": _parquet, "json": _json}[format](table)
    if out is None:
        return data
    partial = out.with_name(f"{out.name}.partial")
    try:
        partial.write_bytes(data)
        os.replace(partial, out)
    except OSError as error:
        raise CallthemesError(f"{out}: cannot be written: {error.strerror}", mend="try another place") from error
    return None


def _csv(table: pd.DataFrame) -> bytes:
    safe = table.copy()
    for name in safe.columns:
        column = safe[name]
        if column.dtype == bool:
            safe[name] = column.map({True: "true", False: "false"})
        elif not pd.api.types.is_numeric_dtype(column):
            safe[name] = column.map(defused, na_action="ignore")
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8")


def defused(value: object) -> object:
    """The value, with an apostrophe in front of a text that a spreadsheet would run.

    Examples
    --------
    >>> defused("=HYPERLINK(1)"), defused("- 3 %"), defused("plain")
    ("'=HYPERLINK(1)", "'- 3 %", 'plain')
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _parquet(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def _json(table: pd.DataFrame) -> bytes:
    rows = json.loads(table.to_json(orient="records", force_ascii=False))  # pandas alone would write "/" as "\\/"
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
