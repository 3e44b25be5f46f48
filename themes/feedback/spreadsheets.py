"""Spreadsheets that people filled in: their rows, and a yes or no in a cell.

In: a CSV with whatever separator the spreadsheet saved it with.  Out: rows of texts, and answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from themes.errors import SettingsError

_YES, _NO = {"yes", "y", "1", "true"}, {"no", "n", "0", "false"}


def filled_rows(path: Path, needed: Sequence[str], mend: str) -> list[dict[str, str]]:
    """The rows of a filled-in CSV, all cells as text; an empty cell is an empty text.

    Parameters
    ----------
    path : Path
        The file.
    needed : sequence of str
        Columns that it must have; it may have others.
    mend : str
        How a file that can be used is made, for the error.

    Raises
    ------
    SettingsError
        The file cannot be read, or lacks a column.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, sep=None, engine="python", encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: cannot be read as CSV ({error})", mend=mend) from error
    lacking = [column for column in needed if column not in table.columns]
    if lacking:
        raise SettingsError(f"{path}: no column {', '.join(lacking)}", mend=mend)
    return [{str(k): str(v) for k, v in row.items()} for row in table.fillna("").to_dict("records")]


def yes_or_no(row: Mapping[str, str], column: str, where: str) -> bool | None:
    """The answer in a cell: yes, y, 1 or true; no, n, 0 or false; None where it is empty.

    Raises
    ------
    SettingsError
        Something else stands there; ``where`` is the place that the error names.

    Examples
    --------
    >>> [yes_or_no({"verdict": cell}, "verdict", "answers.csv:2") for cell in ("Yes", " 0", "")]
    [True, False, None]
    """
    answer = row[column].strip().lower()
    if answer and answer not in _YES | _NO:
        raise SettingsError(f"{where}: {column} {answer!r}", mend="write yes or no, or leave it empty")
    return answer in _YES if answer else None
