from __future__ import annotations

import numpy as np
import pytest

from embeddings.similarity import centroid, nearest, unit_rows

ROWS = np.array([[1, 0], [0.6, 0.8], [0, 1], [0.6, 0.8]], dtype=np.float32)


def test_nearest_orders_by_cosine_and_breaks_ties_by_index() -> None:
    indices, scores = nearest(np.array([0.6, 0.8], dtype=np.float32), ROWS, 3)
    assert indices.tolist() == [1, 3, 2]
    assert scores == pytest.approx([1.0, 1.0, 0.8])


@pytest.mark.parametrize(("rows", "limit"), [(np.zeros((0, 2), dtype=np.float32), 5), (ROWS, 0)])
def test_nearest_is_empty_without_rows_or_limit(rows: np.ndarray, limit: int) -> None:
    indices, scores = nearest(np.array([1, 0], dtype=np.float32), rows, limit)
    assert (indices.shape, scores.shape) == ((0,), (0,))


def test_nearest_gives_all_rows_when_limit_is_larger() -> None:
    assert nearest(ROWS[0], ROWS, 99)[0].tolist() == [0, 1, 3, 2]


def test_centroid_is_the_unit_mean() -> None:
    assert centroid(ROWS[[0, 2]]) == pytest.approx([2**-0.5, 2**-0.5])


@pytest.mark.parametrize("rows", [np.zeros((0, 2)), np.array([[1.0, 0], [-1, 0]])])
def test_centroid_is_zero_without_a_direction(rows: np.ndarray) -> None:
    assert centroid(rows.astype(np.float32)).tolist() == [0.0, 0.0]


def test_unit_rows_scale_to_one_and_leave_zeros() -> None:
    scaled = unit_rows(np.array([[3.0, 4], [0, 0]]))
    assert scaled.dtype == np.float32
    assert np.array_equal(scaled, np.array([[0.6, 0.8], [0, 0]], dtype=np.float32))
