"""Representation: centred meaning beside words."""

from __future__ import annotations

import numpy as np
import pytest

from themes.topics.features import represent


def test_representation_takes_away_what_all_passages_share() -> None:
    shared = np.array([10.0, 0, 0, 0])
    own = np.array([[0, 1, 0, 0], [0, -1, 0, 0], [0, 0, 1, 0], [0, 0, -1, 0]])
    rows = represent(["so"] * 4, (shared + own).astype(np.float32), frozenset(), 0)
    assert rows == pytest.approx(own, abs=1e-6)


def test_representation_keeps_apart_by_words_what_has_one_meaning() -> None:
    texts = ["barge canal lock"] * 3 + ["cork vine grape"] * 3 + ["loom wool dye"] * 3 + ["bell tower chime"] * 3
    vectors = np.tile([1.0, 0, 0, 0], (12, 1)) + np.repeat(np.eye(4)[[1, 1, 2, 2]], 3, axis=0)
    rows = represent(texts, vectors.astype(np.float32), frozenset(), 0)
    cosines = rows @ rows.T
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(12))
    assert cosines[0, 1] == pytest.approx(1)
    assert cosines[0, 3] < 0.8  # one vector, other words
