"""Consensus: what clusterings agree on, how often topics are together, how well a topic is found again."""

from __future__ import annotations

import numpy as np
import pytest

from themes.topics.consensus_clustering import Ensemble, best_jaccard, cluster_often, consensus_space, togetherness
from themes.topics.features import unit_rows


def blobs(n_each: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = np.repeat(np.arange(5), n_each)
    return unit_rows(np.eye(20)[truth] + rng.normal(0, noise, (len(truth), 20))), truth


def test_passages_of_one_blob_are_near_in_the_consensus_space_and_others_are_not() -> None:
    rows, truth = blobs(20, 0.05, 1)
    space = consensus_space(cluster_often(rows, [f"c{k % 7}" for k in range(100)], 3), 3)
    cosines, same = space @ space.T, truth[:, None] == truth[None, :]
    assert np.linalg.norm(space, axis=1) == pytest.approx(np.ones(100))
    assert np.quantile(cosines[same], 0.05) > np.quantile(cosines[~same], 0.95)


@pytest.mark.parametrize("n_calls", [1, 9])
def test_equal_seeds_give_equal_clusterings_and_other_seeds_others(n_calls: int) -> None:
    rows, _ = blobs(15, 0.3, 2)
    calls = [f"c{k % n_calls}" for k in range(75)]
    one, two, other = (cluster_often(rows, calls, seed, 8).clusters for seed in (1, 1, 2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)
    assert one.shape == (75, 8)


def test_parts_of_an_ensemble_share_no_clustering() -> None:
    ensemble = Ensemble(np.arange(12, dtype=np.int32).reshape(2, 6))
    assert ensemble.part(1, 3).clusters.tolist() == [[1, 4], [7, 10]]


def test_togetherness_is_one_for_topics_never_told_apart_and_nought_for_those_never_together() -> None:
    # topics 0 and 1 share each cluster half and half, topic 2 is always alone
    clusters = np.array([[0, 0], [1, 1], [0, 0], [1, 1], [2, 2], [2, 2], [0, 1]], dtype=np.int32)
    found = togetherness(Ensemble(clusters), np.array([0, 0, 1, 1, 2, 2, -1]))
    assert found == pytest.approx(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]]))


def test_togetherness_counts_the_clusterings_that_join() -> None:
    # apart in the first clustering, together in the second: (0 + 1) / 2
    found = togetherness(Ensemble(np.array([[0, 0], [1, 0]], dtype=np.int32)), np.array([0, 1]))
    assert found[0, 1] == pytest.approx(0.5)


def test_best_jaccard_is_the_mean_over_labellings_of_the_best_match() -> None:
    labels = np.array([0, 0, 0, 1, 1, -1])
    same, halved = np.array([1, 1, 1, 0, 0, -1]), np.array([0, 0, 1, 2, -1, 2])
    # topic 0: 1 and 2/3; topic 1: 1 and 1/3 (one of two, and one more in the other)
    assert best_jaccard(labels, [same, halved]) == pytest.approx([(1 + 2 / 3) / 2, (1 + 1 / 3) / 2])


def test_best_jaccard_without_topics_on_either_side_is_nought() -> None:
    nobody = np.full(3, -1)
    assert best_jaccard(nobody, [np.array([0, 0, 1])]).tolist() == []
    assert best_jaccard(np.array([0, 0, 0]), [nobody]).tolist() == [0]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("n_points", [1, 5, 40])
def test_passages_of_equal_words_are_one_point_and_no_library_warns(n_points: int) -> None:
    rng = np.random.default_rng(4)
    points = unit_rows(rng.normal(size=(n_points, 12)))
    shaken = np.repeat(points, 9, axis=0) + rng.normal(scale=1e-8, size=(9 * n_points, 12))  # embedded in other batches
    clusters = cluster_often(shaken, [f"call {k % 9}" for k in range(9 * n_points)], 2, 30).clusters
    assert (clusters.reshape(n_points, 9, 30) == clusters.reshape(n_points, 9, 30)[:, :1]).all()
