"""What subjects make of passages, steadied by what is near."""

from __future__ import annotations

import numpy as np
import pytest

from themes.subjects.heads import SubjectHeads
from themes.subjects.subjects import Subject
from themes.topics.subject_evidence import N_NEAREST, SubjectEvidence, steadied

SUBJECTS = [Subject(id=name, name=name, group="g", description=name) for name in ("boats", "mills", "reeds")]


def test_a_third_each_of_passage_neighbours_and_turn() -> None:
    assert N_NEAREST == 5
    # two tight groups of six: the five nearest of a passage are the others of its group
    rng = np.random.default_rng(0)
    vectors = np.repeat(np.eye(2, 8, dtype=np.float32), 6, axis=0) + rng.normal(0, 0.01, (12, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    boats = np.array([0.0, *[0.6] * 5, *[0.3] * 6])
    shares = np.column_stack([boats, 1 - boats])
    turns = ["first", *["second"] * 5, "first", *["third"] * 5]
    # the first passage: itself 0, its neighbours .6, its turn the mean of 0 and .3
    assert steadied(shares, vectors, turns)[0, 0] == pytest.approx((0 + 0.6 + 0.15) / 3)
    assert steadied(shares, vectors, turns).sum(axis=1) == pytest.approx(np.ones(12))


def test_shares_stand_in_the_order_of_the_subjects_and_unknown_ones_are_zero() -> None:
    weight = np.array([[0, 1], [1, 0]], dtype=np.float32)
    heads = SubjectHeads(("mills", "boats"), 9 * weight, np.zeros(2, np.float32), weight, np.zeros(2, np.float32))
    vectors = np.eye(2, dtype=np.float32)
    found = SubjectEvidence.of(SUBJECTS, np.zeros((3, 2), np.float32), heads, (vectors, ["a", "b"]))
    assert found.shares.argmax(axis=1).tolist() == [0, 1]
    assert found.shares[:, 2].tolist() == [0, 0]
    assert found.known == {"boats", "mills"}


def test_without_heads_there_is_no_column() -> None:
    vectors = np.eye(2, dtype=np.float32)
    found = SubjectEvidence.of(SUBJECTS, np.zeros((3, 2), np.float32), None, (vectors, ["a", "b"]))
    assert (found.shares.shape, found.steady.shape, found.has_heads) == ((2, 0), (2, 0), False)
