"""Placing: who joins a topic, who stays out, what the score says."""

from __future__ import annotations

import numpy as np
import pytest

from themes.topics.placing import LEFT_OUT_SHARE, place, score


def circle(*degrees: float) -> np.ndarray:
    return np.array([[np.cos(np.radians(d)), np.sin(np.radians(d))] for d in degrees])


def test_score_of_a_member_is_its_cosine_to_the_centre() -> None:
    topic, cosine = score(circle(0, 20, 90, 90), np.array([0, 0, 1, 1]))
    assert topic.tolist() == [0, 0, 1, 1]
    assert cosine.tolist() == pytest.approx([np.cos(np.radians(10))] * 2 + [1, 1], abs=1e-4)


def test_passage_that_has_nothing_to_do_with_its_topic_leaves_it() -> None:
    # the centre of 0, 0, 0 and 90 degrees has the direction (3, 1); 175 degrees points the other way
    topic, cosine = score(circle(0, 0, 0, 90, 175, 175, 100), np.array([0, 0, 0, 0, 1, 1, -1]))
    assert topic.tolist() == [0, 0, 0, 0, 1, 1, -1]
    topic, cosine = score(circle(*[0] * 8, 170), np.array([0] * 9))
    assert (topic[-1], cosine[-1]) == (-1, 0)


def test_member_nearer_to_another_centre_keeps_its_topic() -> None:
    assert place(circle(0, 0, 90, 85, 95), np.array([0, 0, 0, 1, 1])).tolist() == [0, 0, 0, 1, 1]


def test_passages_left_out_join_the_nearest_but_for_those_least_like_any() -> None:
    # 25 passages: two topics at 0 and 90 degrees, five left out; 12 % of 25 are three
    degrees, labels = [0] * 10 + [90] * 10 + [10, 80, 45, 200, 210], [0] * 10 + [1] * 10 + [-1] * 5
    assert LEFT_OUT_SHARE == 0.12
    assert place(circle(*degrees), np.array(labels))[20:].tolist() == [0, 1, -1, -1, -1]


def test_without_topics_nothing_is_placed_or_scored() -> None:
    nobody = np.full(3, -1)
    assert place(circle(0, 1, 2), nobody).tolist() == [-1] * 3
    assert score(circle(0, 1, 2), nobody)[1].tolist() == [0] * 3
