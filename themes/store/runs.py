"""Run files: all tables as one refresh left them, written once, read by many.

In: the tables of a run.  Out: ``runs/NNNN.duckdb`` and ``current``, the number that readers use.  A run is written
beside its final name, synced and renamed, and only then does ``current`` point to it: a reader never waits and never
sees half a run, and a crash leaves the last run as it was.  A finished file that ``current`` never came to name was
not published: readers do not list it, and the next run takes its number.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pandas as pd

from themes.errors import StudyError
from themes.records import TABLES
from themes.store.durable import cannot_write, replace_durably, write_text_durably
from themes.store.frames import check_table, empty_table, from_arrow, schema_sql, to_arrow
from themes.store.migrations import latest_version, migrated_copy
from themes.version import __version__

SCHEMA_VERSION = latest_version()
STORAGE = {"storage_compatibility_version": "v1.4.0"}  # of run files: other people's tools open them with DuckDB 1.4 on


def write_run(folder: Path, tables: Mapping[str, pd.DataFrame]) -> int:
    """Write a new run and make it current; the caller holds :func:`themes.store.lock.refresh_lock`.

    Parameters
    ----------
    folder : Path
        A study.
    tables : mapping of str to DataFrame
        Every table of ``records.TABLES``; rows are kept in the order given.  ``run`` has one row, whose ``run_id`` is
        set to the number of the run.

    Returns
    -------
    int
        The number of the run, one more than the current one.

    Raises
    ------
    StudyError
        If a table or column is missing, unknown or of another type (named), or the folder cannot be written.  The
        study is then as it was.
    """
    _check_tables(tables)
    number = (current_run(folder) or 0) + 1
    run = tables["run"].assign(run_id=number)
    arrow = {name: to_arrow(name, run if name == "run" else tables[name]) for name in TABLES}
    final = run_path(folder, number)
    partial = final.with_name(final.name + ".partial")
    try:
        final.parent.mkdir(exist_ok=True)
        _remove_leftovers(final.parent)
        _fill(partial, arrow)
        replace_durably(partial, final)
        write_text_durably(folder / "current", f"{number}\n")
    except (OSError, duckdb.Error) as error:
        with contextlib.suppress(OSError):
            _remove_leftovers(final.parent)
        raise cannot_write(final, error) from error
    return number


def read_table(folder: Path, name: str, run: int | None = None) -> pd.DataFrame:
    """Read one table of a run.

    Parameters
    ----------
    folder : Path
        A study.
    name : str
        A key of ``records.TABLES``.
    run : int, optional
        Number of the run; the current one unless given.

    Returns
    -------
    DataFrame
        Rows in the order written.  Text is object with None for null, numbers int64, Int64 (may be null) or float64,
        truth bool or boolean (may be null); JSON columns are text.

    Raises
    ------
    StudyError
        If there is no such study, run or table, or the file is damaged or from a newer version.
    """
    check_table(name)
    return _read(folder, (name,), run)[name]


def read_tables(folder: Path, run: int | None = None) -> dict[str, pd.DataFrame]:
    """Read all tables of a run; parameters and errors as :func:`read_table`."""
    return _read(folder, tuple(TABLES), run)


def remove_runs(folder: Path, keep: int) -> list[int]:
    """Remove all but the last ``keep`` runs; the caller holds the lock.  The current run is always kept.

    Parameters
    ----------
    folder : Path
        A study.
    keep : int
        How many stay, 1 or more.

    Returns
    -------
    list of int
        Numbers of the runs that were removed, oldest first.
    """
    gone = list_runs(folder)[:-keep]
    try:
        for number in gone:
            run_path(folder, number).unlink()
    except OSError as error:
        raise cannot_write(folder / "runs", error) from error
    return gone


def current_run(folder: Path) -> int | None:
    """Return the number of the run that readers use, None before the first.

    Raises
    ------
    StudyError
        If the folder does not exist, or its ``current`` is damaged or lost.
    """
    if not folder.is_dir():
        raise StudyError(f"{folder}: no such study", mend=f"make it: themes init {folder}")
    path = folder / "current"
    try:
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        # A crash before the first run was published may leave run 1; more means that `current` was deleted.
        if any(number > 1 for number in _run_files(folder)):
            raise StudyError(
                f"{path}: is missing though there are runs", mend=f"write {max(_run_files(folder))} into it"
            ) from None
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"{path}: cannot be read ({error})", mend="write the number of a run into it") from error
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise StudyError(f"{path}: expected the number of a run, found {text[:40]!r}", mend="write it there")
    return int(text)


def list_runs(folder: Path) -> list[int]:
    """Return the numbers of the runs that can be read, oldest first; errors as :func:`current_run`."""
    current = current_run(folder) or 0
    return [number for number in _run_files(folder) if number <= current]


def run_path(folder: Path, run: int) -> Path:
    """Return where a run's file is, or would be."""
    return folder / "runs" / f"{run:04d}.duckdb"


def _check_tables(tables: Mapping[str, pd.DataFrame]) -> None:
    for name in tables:
        check_table(name)
    for name in TABLES:
        if name not in tables:
            raise StudyError(f"table {name} is missing from the run")
    if len(tables["run"]) != 1:
        raise StudyError(f"table run has {len(tables['run'])} rows, expected one")


def _fill(path: Path, tables: Mapping[str, object]) -> None:
    with duckdb.connect(path, config=dict(STORAGE)) as connection:
        connection.execute("BEGIN")
        connection.execute(schema_sql())
        connection.execute("INSERT INTO meta VALUES (?, ?)", [SCHEMA_VERSION, f"callthemes {__version__}"])
        for name, table in tables.items():
            connection.register("incoming", table)
            connection.execute(f'INSERT INTO "{name}" SELECT {_quoted(name)} FROM incoming')
            connection.unregister("incoming")
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")


def _read(folder: Path, names: tuple[str, ...], run: int | None) -> dict[str, pd.DataFrame]:
    path = existing_run(folder, run)
    try:
        with opened_run(path) as connection:
            return {
                name: from_arrow(name, connection.sql(f'SELECT {_quoted(name)} FROM "{name}"').to_arrow_table())
                for name in names
            }
    except (duckdb.Error, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise StudyError(f"{path}: damaged ({reason})", mend=_instead_of(path)) from error


@contextlib.contextmanager
def opened_run(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a run; one of an older schema as a copy in memory that today's program can read."""
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        rows = (
            connection.execute("SELECT schema_version, written_by FROM meta").fetchall() if ("meta",) in found else []
        )
        if not rows:
            raise StudyError(
                f"{path}: not a run of callthemes (it does not say its version)", mend="remove it from runs/"
            )
        version, written_by = rows[0]
        if version > SCHEMA_VERSION:
            raise StudyError(
                f"{path}: schema version {version}, written by {written_by}; callthemes {__version__} reads up to "
                f"{SCHEMA_VERSION}",
                mend="pip install --upgrade callthemes",
            )
        if version == SCHEMA_VERSION:
            yield connection
            return
    with migrated_copy(path, int(version)) as connection:
        yield connection


def existing_run(folder: Path, run: int | None) -> Path:
    """The file of a run, the current one unless its number is given; errors as :func:`read_table`."""
    current = current_run(folder)
    if current is None:
        if not (folder / "study.toml").exists():
            raise StudyError(f"{folder}: not a study (no study.toml)", mend=f"make it: themes init {folder}")
        raise StudyError(f"{folder}: no run yet", mend=f"make one: themes refresh {folder} TRANSCRIPTS")
    number = current if run is None else run
    there = list_runs(folder)
    if number not in there:
        listed = f"there are {', '.join(map(str, there))}" if there else "there are none; refresh the study"
        raise StudyError(f"{folder}: no run {number}", mend=listed)
    return run_path(folder, number)


def _instead_of(path: Path) -> str:
    """What to do without a damaged run: go back to the one before, or begin anew; vectors and decisions are kept."""
    earlier = [number for number in _run_files(path.parent.parent) if number < int(path.stem)]
    if earlier:
        return f"go back to run {earlier[-1]}: write {earlier[-1]} into {path.parent.parent / 'current'}, then refresh"
    return f"delete {path.parent} and {path.parent.parent / 'current'}, then refresh"


def _run_files(folder: Path) -> list[int]:
    names = (path.name for path in (folder / "runs").glob("*.duckdb"))
    return sorted(int(match[1]) for name in names if (match := re.fullmatch(r"(\d{4,9})\.duckdb", name)))


def _remove_leftovers(runs: Path) -> None:
    """Remove what a crash left half-written; only the holder of the lock writes, so nobody else is at it."""
    for path in runs.glob("*.partial*"):
        path.unlink(missing_ok=True)


def _quoted(name: str) -> str:
    return ", ".join(f'"{column}"' for column in TABLES[name])


__all__ = [
    "SCHEMA_VERSION",
    "current_run",
    "empty_table",
    "existing_run",
    "list_runs",
    "opened_run",
    "read_table",
    "read_tables",
    "remove_runs",
    "run_path",
    "write_run",
]
