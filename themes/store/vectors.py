"""The vector cache of a study: ``vectors.duckdb``.

In: vectors by model id and text hash.  Out: the same, in this and later runs.  It holds nothing that cannot be made
again and may be deleted.  One table a dimension, vectors as FLOAT[n]; no index, since a scan of 200,000 rows is
milliseconds and an index would double the file.  A refresh holds the file open; meanwhile no other process can read
it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import duckdb
import numpy as np
from numpy.typing import NDArray

from themes import __version__
from themes.errors import StudyError
from themes.store.durable import cannot_write

VECTORS_VERSION = 1

_MEND = "it is only a cache: delete it, and the next refresh fills it again"
_SETUP = """
    CREATE TABLE IF NOT EXISTS vectors_meta (
        schema_version BIGINT NOT NULL,  -- of this file
        written_by VARCHAR NOT NULL      -- program and version
    );
    INSERT INTO vectors_meta SELECT ?, ? WHERE NOT EXISTS (FROM vectors_meta);
"""


class DuckVectorCache:
    """Vectors on disk; a context manager that holds one connection.

    Parameters
    ----------
    path : Path
        The file; made if it is not there.

    Raises
    ------
    StudyError
        If the file is damaged, foreign, from a newer version, in use by another process, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        is_new = not path.exists()
        with _one_line(path):
            self._connection = duckdb.connect(path)
        try:
            with _one_line(path):
                # Checkpoints in quick succession bloat the file; the log in between is as safe.
                self._connection.execute("SET checkpoint_threshold = '256MB'")
                if not is_new:
                    _check_ours(self._connection, path)
                self._connection.execute(_SETUP, [VECTORS_VERSION, f"callthemes {__version__}"])
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> DuckVectorCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; other processes can then read it."""
        self._connection.close()

    def get(self, model_id: str, hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of those hashes that the cache has."""
        with _one_line(self._path):
            return _select(self._connection, model_id, hashes)

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
            {"text_hash": [hashes[row] for row in rows], "vector": pa.FixedSizeListArray.from_arrays(flat, dimension)}
        )
        with _one_line(self._path):
            self._insert(model_id, incoming, f"vectors_{dimension}", dimension)

    def _insert(self, model_id: str, incoming: object, table: str, dimension: int) -> None:
        self._connection.execute(
            f"CREATE TABLE IF NOT EXISTS {table} "
            f"(model_id VARCHAR NOT NULL, text_hash VARCHAR NOT NULL, vector FLOAT[{dimension}] NOT NULL)"
        )
        self._connection.register("incoming", incoming)
        try:
            self._connection.execute(
                f"INSERT INTO {table} SELECT $1, i.text_hash, i.vector FROM incoming i WHERE NOT EXISTS "
                f"(FROM {table} t WHERE t.model_id = $1 AND t.text_hash = i.text_hash)",
                [model_id],
            )
        finally:
            self._connection.unregister("incoming")


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
        If there is no cache, a refresh has it open, or it is damaged, foreign or from a newer version.
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
            if not (match := re.fullmatch(r"vectors_(\d+)", table)):
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


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    query = "SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY table_name"
    return [name for (name,) in connection.execute(query).fetchall()]


def _check_ours(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    tables = _tables(connection)
    has_meta = "vectors_meta" in tables
    rows = connection.execute("SELECT schema_version, written_by FROM vectors_meta").fetchall() if has_meta else []
    if not rows and tables not in ([], ["vectors_meta"]):
        raise StudyError(f"{path}: not a vector cache of callthemes (tables {', '.join(tables[:5])})", mend=_MEND)
    version, written_by = rows[0] if rows else (0, "")
    if version > VECTORS_VERSION:
        raise StudyError(
            f"{path}: version {version}, written by {written_by}; "
            f"callthemes {__version__} reads up to {VECTORS_VERSION}",
            mend=f"upgrade callthemes; or, since {_MEND}",
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
        raise StudyError(f"{path}: damaged, or not a vector cache ({reason})", mend=_MEND) from error
