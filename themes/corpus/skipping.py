"""Lines of calls.csv that say to skip a file: set and taken back, all other lines and cells as they were.

In: the text of calls.csv, a file's name as its column ``file`` has it.  Out: the new text.
"""

from __future__ import annotations

import csv
import io
from pathlib import PurePath

HEAD = ["file", "skip"]  # of a new calls.csv


def with_skip(text: str, name: str) -> str:
    r"""The text with the file's line saying skip; a line is added where the file has none.

    Examples
    --------
    >>> with_skip("file,ticker\notter.txt,OTTR\n", "vesta.txt").splitlines()
    ['file,ticker,skip', 'otter.txt,OTTR,', 'vesta.txt,,yes']
    """
    rows = _rows(text) or [list(HEAD)]
    if "skip" not in rows[0]:
        rows = [rows[0] + ["skip"], *(row + [""] for row in rows[1:])]
    column, at = rows[0].index("skip"), _line_of(rows, name)
    if at is None:
        rows.append([name if column == "file" else "" for column in rows[0]])
        at = len(rows) - 1
    rows[at][column] = "yes"
    return _written(rows)


def without_skip(text: str, name: str) -> str:
    r"""The text without the file's skip; a line that says nothing else of the file goes.

    Examples
    --------
    >>> without_skip("file,ticker,skip\notter.txt,OTTR,yes\nvesta.txt,,yes\n", "vesta.txt").splitlines()
    ['file,ticker,skip', 'otter.txt,OTTR,yes']
    """
    rows = _rows(text)
    at = _line_of(rows, name)
    if at is None:
        return text
    rows[at][rows[0].index("skip")] = ""
    if sum(bool(cell.strip()) for cell in rows[at]) == 1:
        del rows[at]
    return _written(rows)


def _rows(text: str) -> list[list[str]]:
    """All rows with the head, each as long as that."""
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    return [row + [""] * (len(rows[0]) - len(row)) for row in rows]


def _line_of(rows: list[list[str]], name: str) -> int | None:
    """Where the line of a file stands; None where it has none."""
    if not rows:
        return None
    column, wanted = rows[0].index("file"), PurePath(name).parts
    return next((k for k, row in enumerate(rows) if k and PurePath(row[column].strip()).parts == wanted), None)


def _written(rows: list[list[str]]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(rows)
    return made.getvalue()
