"""Kinship of topics: near-duplicates become one, broad groups hold the kin together."""

from __future__ import annotations

import numpy as np

from themes.topics.consensus_clustering import Ensemble
from themes.topics.hierarchy import broad_groups, fold_duplicates


def ensemble(*columns: list[int]) -> Ensemble:
    return Ensemble(np.array(columns, dtype=np.int32).T)


def test_topics_that_no_clustering_tells_apart_are_folded_and_the_others_stay() -> None:
    labels = np.array([0, 0, 1, 1, 2, 2, 2, -1])
    never_apart = ensemble([0, 1, 0, 1, 2, 2, 2, 0], [1, 0, 1, 0, 2, 2, 2, 2])
    assert fold_duplicates(labels, never_apart).tolist() == [0, 0, 0, 0, 1, 1, 1, -1]


def test_topics_apart_in_half_of_the_clusterings_stay_two() -> None:
    labels = np.array([0, 0, 1, 1, 1])
    assert fold_duplicates(labels, ensemble([0, 0, 1, 1, 1], [0, 0, 0, 0, 0])).tolist() == [1, 1, 0, 0, 0]


def test_no_topics_and_one_topic_are_as_they_were() -> None:
    assert fold_duplicates(np.array([-1, -1]), ensemble([0, 0])).tolist() == [-1, -1]
    assert fold_duplicates(np.array([0, -1]), ensemble([0, 0])).tolist() == [0, -1]


def test_kin_are_in_one_broad_group_and_strangers_in_another() -> None:
    alike = np.array([[1, 0.05, 0.4, 0], [0.05, 1, 0, 0.3], [0.4, 0, 1, 0], [0, 0.3, 0, 1]])
    groups = broad_groups(alike)
    assert groups[0] == groups[2] != groups[1] == groups[3]


def test_broad_groups_of_none_and_of_one() -> None:
    assert broad_groups(np.zeros((0, 0))).tolist() == []
    assert broad_groups(np.ones((1, 1))).tolist() == [0]
