"""Measures on vectors whose answer is plain."""

from collections.abc import Sequence

import numpy as np

from embeddings.training.labelled import Labelled
from embeddings.training.measures import pair_scores

EAST, NORTH = [1.0, 0.0], [0.0, 1.0]


def _passages(subjects: Sequence[str], blocks: Sequence[str]) -> Labelled:
    n = len(subjects)
    empty = (frozenset[str](),) * n
    return Labelled(("",) * n, ("A",) * n, ("c",) * n, tuple(blocks), tuple(subjects), empty, empty, ("",) * n)


def test_vectors_that_tell_subjects_apart_score_one() -> None:
    vectors = np.array([EAST, EAST, NORTH, NORTH], dtype=np.float32)
    scores = pair_scores(vectors, _passages("xxyy", "1234"))
    assert (scores.auc, scores.average_precision) == (1.0, 1.0)


def test_vectors_that_tell_blocks_apart_score_nothing() -> None:
    # the vectors know the block only; of pairs of different blocks, those of one subject are no nearer than others
    vectors = np.array([EAST, EAST, NORTH, NORTH], dtype=np.float32)
    assert pair_scores(vectors, _passages("xyxy", "1122")).auc == 0.5


def test_procedure_is_left_out() -> None:
    vectors = np.array([EAST, EAST, NORTH, NORTH, EAST], dtype=np.float32)
    passages = _passages(["x", "x", "y", "y", "procedural"], "12345")
    assert pair_scores(vectors, passages).auc == 1.0
