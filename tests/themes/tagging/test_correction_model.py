"""Learning from decisions: what is planted is learnt, noise is not, and few answers teach nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.tagging.correction_model import MAX_CORRECTION, MIN_VERDICTS_PER_CLASS, Correction, learn_correction

DIMENSION = 24


def planted(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Evidence in which the truth is a direction that the matcher does not know."""
    rng = np.random.default_rng(seed)
    evidence = rng.normal(0, 1, (n, DIMENSION)) / np.sqrt(DIMENSION)
    return evidence, evidence[:, 0] + evidence[:, 1] > 0


def f1(found: np.ndarray, truth: np.ndarray) -> float:
    return float(2 * (found & truth).sum() / (found.sum() + truth.sum()))


def groups(n: int) -> list[str]:
    return [f"exchange {k}" for k in range(n)]


def test_fifty_decisions_raise_f1_on_passages_nobody_decided() -> None:
    evidence, truth = planted(1050, seed=5)
    scale = 3 * evidence
    blind = np.full(50, -0.5)  # the matcher says no to every passage
    correction = learn_correction(scale[:50], blind, truth[:50], groups(50))
    assert correction is not None
    assert correction.loss_after < correction.loss_before
    rest = -0.5 + correction.of(scale[50:])
    assert f1(rest > 0, truth[50:]) > 0.7
    assert f1(np.full(1000, fill_value=False), truth[50:]) == 0


@pytest.mark.slow
def test_decisions_without_a_pattern_change_nothing() -> None:
    rng = np.random.default_rng(3)
    changed = 0
    for _ in range(40):
        evidence, verdicts = rng.normal(0, 0.25, (50, DIMENSION)), rng.random(50) < 0.5
        changed += learn_correction(evidence, np.zeros(50), verdicts, groups(50)) is not None
    assert changed <= 2


def test_decisions_that_agree_with_a_sure_matcher_change_nothing() -> None:
    evidence, truth = planted(60, seed=1)
    assert learn_correction(evidence, np.where(truth, 8.0, -8.0), truth, groups(60)) is None


@pytest.mark.parametrize(
    ("n_yes", "n_no"), [(MIN_VERDICTS_PER_CLASS - 1, 40), (40, MIN_VERDICTS_PER_CLASS - 1), (0, 50)]
)
def test_few_of_either_verdict_teach_nothing(n_yes: int, n_no: int) -> None:
    evidence = np.zeros((n_yes + n_no, 2))
    evidence[:n_yes, 0] = 9
    verdicts = np.arange(n_yes + n_no) < n_yes
    assert learn_correction(evidence, np.zeros(len(evidence)), verdicts, groups(len(evidence))) is None


def test_decisions_about_one_exchange_teach_nothing() -> None:
    evidence, truth = planted(60, seed=1)
    assert learn_correction(5 * evidence, np.zeros(60), truth, ["one"] * 60) is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3))
def test_no_passage_is_moved_by_more_than_the_most(row: list[float]) -> None:
    moved = Correction(np.array([1.0, -2.0, 3.0]), 0.5, 1.0, 0.5).of(np.array([row]))
    assert np.abs(moved).max() <= MAX_CORRECTION
