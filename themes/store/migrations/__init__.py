"""Numbered migrations: a run of an older schema, brought to this one in a copy.

In: a run file of an older version.  Out: a connection to a copy in memory with today's tables; the file stays as it
was, since runs are never written again.  ``NNNN.sql`` brings a run from schema NNNN - 1 to NNNN.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import duckdb


def latest_version() -> int:
    """The schema version that the last migration leads to."""
    return max(_scripts())


def migrated_copy(path: Path, version: int) -> duckdb.DuckDBPyConnection:
    """A copy in memory of a run file, brought from schema ``version`` to today's; the caller closes it."""
    connection = duckdb.connect(":memory:")
    try:
        (target,) = connection.execute("SELECT current_database()").fetchone() or ("memory",)
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS older (READ_ONLY)")
        connection.execute(f"COPY FROM DATABASE older TO {target}")
        connection.execute("DETACH older")
        for number, script in sorted(_scripts().items()):
            if number > version:
                connection.execute(script)
    except BaseException:
        connection.close()
        raise
    return connection


def _scripts() -> dict[int, str]:
    here = resources.files("themes.store.migrations")
    found = (entry for entry in here.iterdir() if entry.name.endswith(".sql"))
    return {int(entry.name.removesuffix(".sql")): entry.read_text(encoding="utf-8") for entry in found}
