from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest

from embeddings.cached import encode_cached, text_hash
from tests.fakes import HashingEncoder
from themes.errors import StudyError
from themes.store import vectors as vectors_module
from themes.store.vectors import DuckVectorCache, read_vectors

FILL = """
import sys
from pathlib import Path
from embeddings.cached import encode_cached, text_hash
from tests.fakes import HashingEncoder
from themes.store import vectors as vectors_module
from themes.store.vectors import DuckVectorCache
texts = [f"passage {n:05d}" for n in range(20000)]
with DuckVectorCache(Path(sys.argv[1])) as cache:
    encode_cached(HashingEncoder(), texts, [text_hash(t) for t in texts], cache, batch_size=50,
                  progress=lambda done, total: print(done, flush=True))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vectors.duckdb"


def rows(count: int, dimension: int = 4, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)


def test_vectors_come_back_bit_for_bit_from_a_reopened_file(path: Path) -> None:
    vectors = rows(3)
    with DuckVectorCache(path) as cache:
        cache.put("m/fp32", ["a", "b", "c"], vectors)
    with DuckVectorCache(path) as cache:
        found = cache.get("m/fp32", ["c", "a", "nobody", "a"])
    assert sorted(found) == ["a", "c"]
    assert np.array_equal(found["a"], vectors[0])
    assert np.array_equal(found["c"], vectors[2])
    assert found["a"].dtype == np.float32


def test_models_and_dimensions_are_kept_apart(path: Path) -> None:
    with DuckVectorCache(path) as cache:
        cache.put("m/fp32", ["a"], rows(1))
        cache.put("m/bf16", ["a"], rows(1, seed=1))
        cache.put("large", ["a"], rows(1, dimension=8))
        assert np.array_equal(cache.get("m/bf16", ["a"])["a"], rows(1, seed=1)[0])
        assert cache.get("large", ["a"])["a"].shape == (8,)
        assert cache.get("other", ["a"]) == {}


def test_vector_put_first_is_kept(path: Path) -> None:
    with DuckVectorCache(path) as cache:
        cache.put("m", ["a", "a"], rows(2))
        cache.put("m", ["a", "b"], rows(2, seed=1))
        found = cache.get("m", ["a", "b"])
        assert np.array_equal(found["a"], rows(2)[0])
        assert np.array_equal(found["b"], rows(2, seed=1)[1])


def test_empty_cache_and_empty_questions_give_nothing(path: Path) -> None:
    with DuckVectorCache(path) as cache:
        assert cache.get("m", ["a"]) == {}
        cache.put("m", [], np.zeros((0, 4), dtype=np.float32))
        assert cache.get("m", []) == {}


def test_hashes_and_vectors_of_different_number_are_refused(path: Path) -> None:
    with DuckVectorCache(path) as cache, pytest.raises(ValueError, match=r"1 hashes for vectors of shape \(2, 4\)"):
        cache.put("m", ["a"], rows(2))


def test_committed_batches_outlive_kill_9(path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", FILL, str(path)], stdout=subprocess.PIPE, text=True)
    done = next(count for line in process.stdout if (count := int(line)) >= 300)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    texts = [f"passage {n:05d}" for n in range(20000)]
    hashes = [text_hash(text) for text in texts]
    with DuckVectorCache(path) as cache:
        kept = cache.get("hashing/64", hashes)
        assert done <= len(kept) < 20000
        encoder = HashingEncoder()
        found = encode_cached(encoder, texts[:3000], hashes[:3000], cache)
    assert len(encoder.encoded) == sum(key not in kept for key in hashes[:3000])
    assert np.array_equal(found, HashingEncoder().encode(texts[:3000]))


def test_reader_gets_vectors_without_holding_the_file(path: Path) -> None:
    with DuckVectorCache(path) as cache:
        cache.put("m", ["a"], rows(1))
    assert np.array_equal(read_vectors(path, "m", ["a", "b"])["a"], rows(1)[0])
    with DuckVectorCache(path) as cache:
        assert set(cache.get("m", ["a"])) == {"a"}


def test_reader_of_this_process_gets_what_there_was_while_a_refresh_adds(path: Path) -> None:
    with DuckVectorCache(path) as cache:
        cache.put("m", ["a"], rows(1))
    with DuckVectorCache(path) as cache:
        cache.put("m", ["b"], rows(1, seed=1))
        assert set(cache.get("m", ["a", "b"])) == {"a", "b"}
        assert set(read_vectors(path, "m", ["a", "b"])) == {"a"}
    assert set(read_vectors(path, "m", ["a", "b"])) == {"a", "b"}


def test_reader_of_another_process_gets_what_there_was_while_a_refresh_adds(path: Path) -> None:
    with DuckVectorCache(path) as cache:
        cache.put("m", ["a"], rows(1))
    process = subprocess.Popen([sys.executable, "-c", FILL, str(path)], stdout=subprocess.PIPE, text=True)
    try:
        process.stdout.readline()
        assert set(read_vectors(path, "m", ["a"])) == {"a"}
    finally:
        process.kill()
        process.communicate()


def test_journal_of_a_killed_refresh_is_put_together_once(path: Path) -> None:
    with DuckVectorCache(path) as cache:
        cache.put("m", ["a"], rows(1))
    process = subprocess.Popen([sys.executable, "-c", FILL, str(path)], stdout=subprocess.PIPE, text=True)
    next(line for line in process.stdout if int(line) >= 300)
    process.kill()
    process.communicate()
    assert path.with_name("vectors.new.duckdb").exists()
    DuckVectorCache(path).close()
    assert [p.name for p in path.parent.iterdir()] == ["vectors.duckdb"]
    kept = read_vectors(path, "hashing/64", [text_hash(f"passage {n:05d}") for n in range(20000)])
    assert len(kept) >= 300
    assert set(read_vectors(path, "m", ["a"])) == {"a"}


def test_crash_while_putting_together_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with DuckVectorCache(path) as cache:
        cache.put("m", ["a"], rows(1))
    cache = DuckVectorCache(path)
    cache.put("m", ["b"], rows(1, seed=1))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(vectors_module, "replace_durably", crash)
    with pytest.raises(KeyboardInterrupt):
        cache.close()
    assert set(read_vectors(path, "m", ["a", "b"])) == {"a"}
    monkeypatch.undo()
    with DuckVectorCache(path) as again:
        assert set(again.get("m", ["a", "b"])) == {"a", "b"}
    assert [p.name for p in path.parent.iterdir()] == ["vectors.duckdb"]


@pytest.mark.parametrize("content", [b"", b"not a database" * 1000])
def test_damaged_file_may_be_deleted(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for opening in (lambda: DuckVectorCache(path), lambda: read_vectors(path, "m", ["a"])):
        with pytest.raises(StudyError, match="damaged, or not a vector cache .*delete it") as caught:
            opening()
        assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


def test_foreign_database_is_refused_and_left_alone(path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE customers (name VARCHAR)")
    with pytest.raises(StudyError, match=r"not a vector cache of callthemes \(tables customers\)"):
        DuckVectorCache(path)
    with duckdb.connect(path) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("customers",)]


def test_cache_of_a_newer_version_is_refused(path: Path) -> None:
    with DuckVectorCache(path) as cache:
        cache.put("m", ["a"], rows(1))
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE vectors_meta SET schema_version = 5")
    with pytest.raises(StudyError, match="version 5, written by callthemes .*reads up to 1"):
        DuckVectorCache(path)


def test_missing_cache_cannot_be_read(path: Path) -> None:
    with pytest.raises(StudyError, match="no vectors yet; refresh the study"):
        read_vectors(path, "m", ["a"])
    assert not path.exists()
