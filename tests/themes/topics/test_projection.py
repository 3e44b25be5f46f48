"""The map of passages: planted groups stay together, the same on any number of threads, a sample that stays."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from themes.topics.projection import layout_passages, passage_positions, sample_passages


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


def test_nearest_on_the_map_is_of_the_same_group() -> None:
    vectors, group = groups()
    spots = layout_passages(vectors)
    far = ((spots[:, None, :] - spots[None, :, :]) ** 2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    assert (group[far.argmin(axis=1)] == group).mean() >= 0.99


def test_groups_do_not_lie_on_one_another() -> None:
    vectors, group = groups()
    spots = layout_passages(vectors)
    middles = np.stack([np.median(spots[group == k], axis=0) for k in range(5)])
    apart = np.linalg.norm(middles[:, None] - middles[None, :], axis=2)[np.triu_indices(5, 1)].min()
    within = max(np.linalg.norm(spots[group == k] - middles[k], axis=1).mean() for k in range(5))
    assert apart > 2 * within


def test_layout_is_within_the_unit_square_and_the_same_again() -> None:
    vectors, _ = groups()
    spots = layout_passages(vectors)
    assert spots.min() >= 0
    assert spots.max() <= 1
    assert np.ptp(spots, axis=0).max() > 0.9
    assert (layout_passages(vectors) == spots).all()


def test_layout_does_not_hang_on_the_last_bits_of_a_vector() -> None:
    # as sums in another order, on other threads, would leave them
    vectors, _ = groups()
    assert (layout_passages(vectors.astype("float64") * (1 + 1e-15)) == layout_passages(vectors)).all()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_passages_lie_in_the_middle(n: int) -> None:
    assert layout_passages(groups()[0][:n]).tolist() == [[0.5, 0.5]] * n


def test_passages_that_say_the_same_lie_in_the_middle() -> None:
    assert layout_passages(np.tile(groups()[0][:1], (6, 1))).tolist() == [[0.5, 0.5]] * 6


def test_sample_is_of_substance() -> None:
    table = chunks(4, kind=["content", "boilerplate", "content", "content"], is_short=[False, False, True, False])
    assert sample_passages(table)["chunk_id"].tolist() == ["acme-2020q1:0000:01", "acme-2020q1:0003:01"]


def test_sample_keeps_those_drawn_when_others_go() -> None:
    table = chunks(50)
    drawn = set(sample_passages(table, 20)["chunk_id"])
    assert len(drawn) == 20
    fewer = table.drop(index=range(0, 50, 7))
    assert drawn & set(fewer["chunk_id"]) <= set(sample_passages(fewer, 20)["chunk_id"])


def test_sample_does_not_hang_on_the_order_of_rows() -> None:
    table = chunks(50)
    assert sample_passages(table.iloc[::-1], 20).equals(sample_passages(table, 20))


def test_positions_are_those_of_the_passages_asked_for() -> None:
    vectors, _ = groups(4, 3)
    by_hash = {f"h{k}": vector for k, vector in enumerate(vectors)}
    positions = passage_positions(chunks(12), lambda hashes: {h: by_hash[h] for h in hashes})
    assert positions["chunk_id"].tolist() == chunks(12)["chunk_id"].tolist()
    assert (positions[["x", "y"]].to_numpy() == layout_passages(vectors)).all()


def test_positions_of_nothing_are_empty() -> None:
    assert passage_positions(chunks(0), lambda hashes: {}).empty
