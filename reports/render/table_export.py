"""Tables to files that other programs read: CSV, Parquet, JSON.

In: a table of a run.  Out: bytes, or a file.  Rows and columns in the order given, so equal tables give equal bytes.
In CSV a text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV injection"), and so
does a text that looks as if it had got one: one apostrophe less is the text again (docs/tables.md).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from themes.errors import CallthemesError

Format = Literal["csv", "parquet", "json"]
_LONE_RETURN = re.compile(r"\r(?!\n)")
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")  # full-width signs count in some languages' spreadsheets


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
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise CallthemesError(f"{out}: cannot be written: {error.strerror}", mend="try another place") from error
    return None


def _csv(table: pd.DataFrame) -> bytes:
    return defused_table(table).to_csv(index=False, lineterminator="\n").encode("utf-8")


def defused_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table as CSV may hold it: no text that a spreadsheet would run, truth as ``true`` and ``false``."""
    safe = table.copy()
    for name in safe.columns:
        truth = pd.api.types.is_bool_dtype(table[name])
        if truth or not pd.api.types.is_numeric_dtype(table[name]):
            safe[name] = table[name].astype(object).map(_csv_cell, na_action="ignore")
    return safe


def _csv_cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        value = _LONE_RETURN.sub("\n", value)  # a reader would take it for the end of the row
    return defused(value)


def defused(value: object) -> object:
    """The value, with an apostrophe in front of a text that a spreadsheet would run.

    Examples
    --------
    >>> defused("=HYPERLINK(1)"), defused("- 3%"), defused("'=1"), defused("plain")
    ("'=HYPERLINK(1)", "'- 3%", "''=1", 'plain')
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _parquet(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    texts = [name for name in table.columns if table[name].dtype == object]  # without a value they would have no type
    table.astype(dict.fromkeys(texts, "string")).to_parquet(buffer, index=False)
    return buffer.getvalue()


def _json(table: pd.DataFrame) -> bytes:
    columns = [[_plain(value) for value in table[name]] for name in table.columns]
    rows = [dict(zip(map(str, table.columns), row, strict=True)) for row in zip(*columns, strict=True)]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _plain(value: object) -> object:
    """The value as JSON has it: null for a missing one, Python's own types for NumPy's."""
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    return value.item() if isinstance(value, np.generic) else value
