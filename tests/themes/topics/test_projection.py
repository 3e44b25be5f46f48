"""The map of passages: planted groups stay together, the same on any number of threads, a sample and places that stay."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from themes.records import TABLES
from themes.topics.projection import (
    LEAST_UMAP,
    layout_passages,
    passage_positions,
    positions_that_hold,
    sample_passages,
)

NOWHERE = pd.DataFrame(columns=list(TABLES["positions"]))
#: By UMAP, which is compiled in every process that fits one, and by principal components.
EACH_METHOD = [pytest.param(40, marks=pytest.mark.slow), pytest.param(LEAST_UMAP // 5 - 1)]


def groups(n_each: int = 40, n_groups: int = 5, n_dimensions: int = 64) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors about as many orthogonal directions as there are groups."""
    rng = np.random.default_rng(3)
    group = np.repeat(np.arange(n_groups), n_each)
    vectors = np.eye(n_dimensions)[group] + rng.normal(0, 0.05, (len(group), n_dimensions))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("float32"), group


def chunks(n: int, **columns: object) -> pd.DataFrame:
    ids = [f"acme-2020q1:{k:04d}:01" for k in range(n)]
    plain = {"chunk_id": ids, "kind": "content", "is_short": False, "text_hash": [f"h{k}" for k in range(n)]}
    return pd.DataFrame(plain | columns)


@pytest.mark.slow
def test_nearest_on_the_map_is_of_the_same_group() -> None:
    vectors, group = groups()
    spots = layout_passages(vectors)
    far = ((spots[:, None, :] - spots[None, :, :]) ** 2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    assert (group[far.argmin(axis=1)] == group).mean() >= 0.99


@pytest.mark.slow
def test_groups_do_not_lie_on_one_another() -> None:
    vectors, group = groups()
    spots = layout_passages(vectors)
    middles = np.stack([np.median(spots[group == k], axis=0) for k in range(5)])
    apart = np.linalg.norm(middles[:, None] - middles[None, :], axis=2)[np.triu_indices(5, 1)].min()
    within = max(np.linalg.norm(spots[group == k] - middles[k], axis=1).mean() for k in range(5))
    assert apart > 2 * within


def test_few_passages_lie_on_their_principal_components() -> None:
    # along one line of the plane: the first component tells them apart, the second is nothing
    angles = np.linspace(0, 0.5, 9)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype("float32")
    spots = layout_passages(vectors)
    along = spots[:, 0] if spots[0, 0] < spots[-1, 0] else spots[::-1, 0]
    assert (np.diff(along) > 0).all()
    assert np.ptp(spots[:, 0]) > 5 * np.ptp(spots[:, 1])


@pytest.mark.parametrize("n_each", EACH_METHOD)
def test_layout_is_within_the_unit_square_and_the_same_again(n_each: int) -> None:
    vectors, _ = groups(n_each)
    spots = layout_passages(vectors)
    assert spots.min() >= 0
    assert spots.max() <= 1
    assert np.ptp(spots, axis=0).max() > 0.9
    assert (layout_passages(vectors) == spots).all()


@pytest.mark.slow
def test_layout_is_the_same_on_one_thread_and_on_two() -> None:
    program = (
        "import hashlib, numpy as np; from themes.topics.projection import layout_passages;"
        "v = np.random.default_rng(1).normal(size=(600, 64)); v /= np.linalg.norm(v, axis=1, keepdims=True);"
        "print(hashlib.sha256(layout_passages(v.astype('float32'), 3).tobytes()).hexdigest())"
    )
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | dict.fromkeys(names, threads),
            capture_output=True, text=True, check=True,
        ).stdout
        for threads in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_passages_lie_in_the_middle(n: int) -> None:
    assert layout_passages(groups()[0][:n]).tolist() == [[0.5, 0.5]] * n


@pytest.mark.parametrize("n", [6, LEAST_UMAP])
def test_passages_that_say_the_same_lie_in_the_middle(n: int) -> None:
    assert layout_passages(np.tile(groups()[0][:1], (n, 1))).tolist() == [[0.5, 0.5]] * n


@pytest.mark.slow
def test_two_meanings_over_and_over_are_laid_out() -> None:
    spots = layout_passages(np.tile(groups()[0][[0, -1]], (LEAST_UMAP, 1)))
    assert np.isfinite(spots).all()


def test_sample_is_of_substance() -> None:
    table = chunks(4, kind=["content", "boilerplate", "content", "content"], is_short=[False, False, True, False])
    assert sample_passages(table).tolist() == [0, 3]


def test_sample_keeps_those_drawn_when_others_go() -> None:
    table = chunks(50)
    drawn = drawn_of(table)
    assert len(drawn) == 20
    fewer = table.drop(index=range(0, 50, 7))
    assert drawn & set(fewer["chunk_id"]) <= drawn_of(fewer)


def test_sample_does_not_hang_on_the_order_of_rows() -> None:
    table = chunks(50)
    assert drawn_of(table.iloc[::-1]) == drawn_of(table)


def drawn_of(table: pd.DataFrame) -> set[str]:
    return set(table["chunk_id"].iloc[sample_passages(table, 20)])


def test_positions_are_those_of_the_passages_in_the_order_of_their_ids() -> None:
    vectors, _ = groups(4, 3)
    positions = passage_positions(chunks(12), vectors, NOWHERE, 0)
    assert positions["chunk_id"].tolist() == chunks(12)["chunk_id"].tolist()
    assert (positions[["x", "y"]].to_numpy() == layout_passages(vectors)).all()
    turned = passage_positions(chunks(12).iloc[::-1], vectors[::-1], NOWHERE, 0)
    assert turned.equals(positions)


def test_new_passage_is_put_in_the_midst_of_the_five_nearest_and_the_others_stay() -> None:
    vectors, _ = groups(5, 2)
    table = chunks(11)
    earlier = pd.DataFrame({"chunk_id": table["chunk_id"][:10], "x": [0.1, 0.2, 0.3, 0.4, 0.5] + [0.9] * 5, "y": 0.6})
    found = passage_positions(table, np.concatenate([vectors, vectors[:1]]), earlier, 0)
    assert found.iloc[:10].equals(earlier)
    assert found.iloc[10, 1:].tolist() == [0.3, 0.6]


def test_passage_whose_words_changed_does_not_keep_its_place() -> None:
    before, now = chunks(3), chunks(3, text_hash=["h0", "other", "h2"])
    positions = pd.DataFrame({"chunk_id": before["chunk_id"], "x": 0.1, "y": 0.2})
    kept = positions_that_hold(positions, before, now)
    assert kept["chunk_id"].tolist() == [now["chunk_id"][0], now["chunk_id"][2]]


def test_positions_of_nothing_are_empty() -> None:
    assert passage_positions(chunks(0), np.zeros((0, 8), "float32"), NOWHERE, 0).empty
