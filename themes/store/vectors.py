"""The vector cache of a study: ``vectors.duckdb``.

In: vectors by model id and text hash.  Out: the same, in this and later runs.  It holds nothing that cannot be made
again and may be deleted.  One table a dimension, vectors as FLOAT[n]; no index, since a scan of 200,000 rows is
milliseconds and an index would double the file.  A refresh commits what it encodes, batch by batch, to a journal beside
the file and puts both together when it is done, in a copy that takes the file's place: readers never wait for it, and
what a killed refresh had committed is found in the journal by the next.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import duckdb
import numpy as np
from numpy.typing import NDArray

from themes.errors import StudyError
from themes.store.durable import cannot_write, replace_durably
from themes.version import __version__

VECTORS_VERSION = 1

_VECTORS_TABLE = re.compile(r"vectors_(\d+)")
_CACHE_MEND = "it is only a cache: delete it, and the next refresh fills it again"
_SETUP = """
    CREATE TABLE IF NOT EXISTS vectors_meta (
        schema_version BIGINT NOT NULL,  -- of this file
        written_by VARCHAR NOT NULL      -- program and version
    );
    INSERT INTO vectors_meta SELECT ?, ? WHERE NOT EXISTS (FROM vectors_meta);
"""


class DuckVectorCache:
    """Vectors on disk, for the one writer that holds the study's lock; a context manager.

    Parameters
    ----------
    path : Path
        The file; made when vectors are put that it lacks.

    Raises
    ------
    StudyError
        If the file or its journal is damaged, foreign, from a newer version, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._journal = path, path.with_name(f"{path.stem}.new{path.suffix}")
        self._writing: duckdb.DuckDBPyConnection | None = None
        self._reading: duckdb.DuckDBPyConnection | None = None
        self._put_together()
        if path.exists():
            with _one_line(path):
                self._reading = duckdb.connect(path, read_only=True)
            try:
                with _one_line(path):
                    _check_ours(self._reading, path)
            except BaseException:
                self._reading.close()
                raise

    def __enter__(self) -> DuckVectorCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, and put what was added where readers find it."""
        for connection in (self._reading, self._writing):
            if connection is not None:
                connection.close()
        self._reading = self._writing = None
        self._put_together()

    def _put_together(self) -> None:
        """Give the journal's vectors to the file, in a copy that takes its place; nothing to do without a journal."""
        if not self._journal.exists():
            return
        with _one_line(self._journal):
            duckdb.connect(self._journal).close()  # what a killed refresh left in the log joins the file
            if not self._path.exists():
                replace_durably(self._journal, self._path)
                return
            partial = self._path.with_name(f"{self._path.name}.partial")
            partial.unlink(missing_ok=True)
            shutil.copyfile(self._path, partial)
            with duckdb.connect(partial) as connection:
                _check_ours(connection, self._path)
                connection.execute(f"ATTACH '{_quoted(self._journal)}' AS journal (READ_ONLY)")
                for table in _tables(connection, "journal"):
                    if match := _VECTORS_TABLE.fullmatch(table):
                        _add(connection, table, int(match[1]), f"FROM journal.{table}")
                connection.execute("DETACH journal")
            replace_durably(partial, self._path)
            self._journal.unlink()

    def _open_journal(self) -> duckdb.DuckDBPyConnection:
        if self._writing is None:
            self._writing = duckdb.connect(self._journal)
            # Checkpoints in quick succession bloat the file; the log in between is as safe.
            self._writing.execute("SET checkpoint_threshold = '256MB'")
            self._writing.execute(_SETUP, [VECTORS_VERSION, f"callthemes {__version__}"])
        return self._writing

    def get(self, model_id: str, hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of those hashes that the cache has."""
        found: dict[str, NDArray[np.float32]] = {}
        with _one_line(self._path):
            for connection in (self._writing, self._reading):
                if connection is not None:
                    found |= _select(connection, model_id, hashes)
        return found

    def put(self, model_id: str, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep vectors; they are on disk when this returns.

        Parameters
        ----------
        model_id : str
            What made them.
        hashes : sequence of str
            One a vector.  A hash that the cache has already keeps the vector it has.
        vectors : ndarray of float32, shape (len(hashes), dimension)

        Raises
        ------
        StudyError
            If the file cannot be written.
        ValueError
            If hashes and vectors differ in number.
        """
        import pyarrow as pa

        if vectors.ndim != 2 or len(hashes) != len(vectors):
            raise ValueError(f"{len(hashes)} hashes for vectors of shape {vectors.shape}")
        first = {key: row for row, key in reversed(list(enumerate(hashes)))}
        rows = np.array(sorted(first.values()), dtype=np.int64)
        if not len(rows):
            return
        dimension = vectors.shape[1]
        flat = pa.array(np.ascontiguousarray(vectors[rows], dtype=np.float32).ravel())
        incoming = pa.table(
            {
                "model_id": [model_id] * len(rows),
                "text_hash": [hashes[row] for row in rows],
                "vector": pa.FixedSizeListArray.from_arrays(flat, dimension),
            }
        )
        with _one_line(self._journal):
            connection = self._open_journal()
            connection.register("incoming", incoming)
            try:
                _add(connection, f"vectors_{dimension}", dimension, "FROM incoming")
            finally:
                connection.unregister("incoming")


def _add(connection: duckdb.DuckDBPyConnection, table: str, dimension: int, rows: str) -> None:
    """Add rows (model_id, text_hash, vector) that a table lacks."""
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {table} "
        f"(model_id VARCHAR NOT NULL, text_hash VARCHAR NOT NULL, vector FLOAT[{dimension}] NOT NULL)"
    )
    connection.execute(
        f"INSERT INTO {table} SELECT i.model_id, i.text_hash, i.vector FROM ({rows}) i "
        f"ANTI JOIN {table} t ON t.model_id = i.model_id AND t.text_hash = i.text_hash"
    )


def read_vectors(path: Path, model_id: str, hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Return the vectors of those hashes that a study's cache has, without holding the file.

    Parameters
    ----------
    path : Path
        ``vectors.duckdb`` of a study.
    model_id : str
        What made them.
    hashes : sequence of str
        Which ones.

    Returns
    -------
    dict of str to ndarray of float32, shape (dimension,)
        Without the hashes that the cache lacks.

    Raises
    ------
    StudyError
        If there is no cache, or it is damaged, foreign or from a newer version.
    """
    if not path.exists():
        raise StudyError(f"{path}: no vectors yet", mend="refresh the study")
    with _one_line(path), duckdb.connect(path, read_only=True) as connection:
        _check_ours(connection, path)
        return _select(connection, model_id, hashes)


def _select(
    connection: duckdb.DuckDBPyConnection, model_id: str, hashes: Sequence[str]
) -> dict[str, NDArray[np.float32]]:
    import pyarrow as pa

    found: dict[str, NDArray[np.float32]] = {}
    connection.register("wanted", pa.table({"text_hash": pa.array(list(dict.fromkeys(hashes)), type=pa.string())}))
    try:
        for table in _tables(connection):
            if not (match := _VECTORS_TABLE.fullmatch(table)):
                continue
            rows = connection.sql(
                f"SELECT text_hash, vector FROM {table} SEMI JOIN wanted USING (text_hash) WHERE model_id = $1",
                params=[model_id],
            ).to_arrow_table()
            flat = rows.column("vector").combine_chunks().flatten().to_numpy()
            vectors = flat.reshape(-1, int(match[1]))
            found.update(zip(rows.column("text_hash").to_pylist(), vectors, strict=True))
    finally:
        connection.unregister("wanted")
    return found


def _tables(connection: duckdb.DuckDBPyConnection, database: str | None = None) -> list[str]:
    of = "coalesce($1, current_database())"
    query = f"SELECT table_name FROM duckdb_tables() WHERE NOT internal AND database_name = {of} ORDER BY table_name"
    return [name for (name,) in connection.execute(query, [database]).fetchall()]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _check_ours(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    tables = _tables(connection)
    has_meta = "vectors_meta" in tables
    rows = connection.execute("SELECT schema_version, written_by FROM vectors_meta").fetchall() if has_meta else []
    if not rows and tables not in ([], ["vectors_meta"]):
        raise StudyError(f"{path}: not a vector cache of callthemes (tables {', '.join(tables[:5])})", mend=_CACHE_MEND)
    version, written_by = rows[0] if rows else (0, "")
    if version > VECTORS_VERSION:
        raise StudyError(
            f"{path}: version {version}, written by {written_by}; "
            f"callthemes {__version__} reads up to {VECTORS_VERSION}",
            mend=f"upgrade callthemes; or, since {_CACHE_MEND}",
        )


@contextlib.contextmanager
def _one_line(path: Path) -> Iterator[None]:
    """Turn what DuckDB says about a cache file into one line for a person."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        if "Could not set lock" in reason or "different configuration" in reason:
            raise StudyError(f"{path}: in use by a refresh ({reason})", mend="try again when it is done") from error
        if isinstance(error, OSError) or re.search("No space left|quota|Read-only file|ermission|permitted", reason):
            raise cannot_write(path, error) from error
        raise StudyError(f"{path}: damaged, or not a vector cache ({reason})", mend=_CACHE_MEND) from error
