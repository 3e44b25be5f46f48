"""SQL over the tables of a run, read-only.

In: one statement that reads, and a run's file or tables given in its place.  Out: a DataFrame.  Neither the study nor
any other file can be reached from the statement, so that a query somebody sends you can be run as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from themes.errors import StudyError
from themes.records import TABLES
from themes.store.frames import to_arrow
from themes.store.runs import existing_run, opened_run

_READS = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
_CLOSED = "SET enable_external_access = false; SET python_enable_replacements = false; SET lock_configuration = true"


def query(
    folder: Path,
    run: int,
    sql: str,
    parameters: Sequence[object] = (),
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Run one statement that reads.

    Parameters
    ----------
    folder : Path
        A study.
    run : int
        Number of the run.
    sql : str
        One ``SELECT``, ``WITH``, ``FROM``, ``DESCRIBE``, ``SUMMARIZE`` or ``SHOW``, in DuckDB's dialect.
    parameters : sequence
        Values for its ``?``.
    tables : mapping of str to DataFrame, optional
        Tables to ask instead of the run's file.

    Raises
    ------
    StudyError
        The statement cannot be understood, does more than read, or there are several; no such run.
    """
    _check_reads(sql)
    try:
        with _connection(folder, run, tables) as connection:
            connection.execute(_CLOSED)
            return connection.execute(sql, list(parameters)).df()
    except duckdb.Error as error:
        raise _refused(error) from error


@contextmanager
def _connection(
    folder: Path, run: int, tables: Mapping[str, pd.DataFrame] | None
) -> Iterator[duckdb.DuckDBPyConnection]:
    if tables is None:
        with opened_run(existing_run(folder, run)) as connection:
            yield connection
        return
    with duckdb.connect(":memory:") as connection:
        for name, table in tables.items():
            connection.register(name, to_arrow(name, table))
        yield connection


def _check_reads(sql: str) -> None:
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise _refused(error) from error
    if len(statements) != 1:
        raise StudyError(f"sql: {len(statements)} statements, expected one", mend="ask them one by one")
    if statements[0].type not in _READS:
        raise StudyError("sql: the tables of a run are only read", mend="try: SELECT ... FROM prevalence")


def _refused(error: duckdb.Error) -> StudyError:
    """DuckDB's own words: the first line says what is wrong, a candidate what to write instead."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    hint = next((line for line in lines[1:] if line.startswith(("Did you mean", "Candidate"))), "")
    known = "" if "pg_" in hint else hint  # DuckDB's own catalog is no table of a run
    return StudyError(f"sql: {lines[0]}", mend=known or f"its tables: {', '.join(TABLES)} (docs/tables.md)")
