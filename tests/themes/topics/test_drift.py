"""When discovery is fitted anew, and that the reason bears its figure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from themes.records import TABLES
from themes.topics import drift as refitting
from themes.topics.drift import DRIFT, GROWTH, MIN_NEW, UNPLACED, mean_drift, refit_reason


def placed(n_fitted: int, n_since: int, n_nowhere: int = 0) -> pd.DataFrame:
    """Passages of a fit in run 1, and since; so many of the latter without a theme."""
    n = n_fitted + n_since
    themes = ["tea"] * (n - n_nowhere) + [None] * n_nowhere
    runs = [1] * n_fitted + [2] * n_since
    return pd.DataFrame({"chunk_id": range(n), "theme_id": themes, "run_id": runs}).reindex(
        columns=TABLES["placements"]
    )


def still(n: int) -> np.ndarray:
    return np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (n, 1))


def test_bounds_are_those_of_the_documents() -> None:
    assert (GROWTH, UNPLACED, DRIFT, MIN_NEW) == (0.5, 0.35, 0.025, 400)


def test_nothing_since_the_fit_needs_no_fit() -> None:
    assert refit_reason(placed(10, 0), still(10), 1) is None


def test_half_as_much_again_is_another_corpus() -> None:
    assert refit_reason(placed(10, 4), still(14), 1) is None
    assert refit_reason(placed(10, 5), still(15), 1) == "5 passages since the last fit of 10: at least 50%"


@pytest.mark.parametrize(("n_nowhere", "due"), [(140, False), (141, True)])
def test_passages_that_fit_nothing_ask_for_a_fit(n_nowhere: int, due: bool) -> None:
    # 35% of 400 are 140
    reason = refit_reason(placed(1000, 400, n_nowhere), still(1400), 1)
    assert reason == ("35% of 400 passages since the last fit are like no theme: more than 35%" if due else None)


def test_few_passages_since_the_fit_are_not_judged() -> None:
    assert refit_reason(placed(1000, 399, 399), still(1399), 1) is None


@pytest.mark.parametrize(("degrees", "due"), [(12, False), (13.5, True)])
def test_drift_of_the_vectors_asks_for_a_fit(degrees: float, due: bool) -> None:
    # 1 - cos 12° = .0219, 1 - cos 13.5° = .0276
    turned = np.array([[np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]], dtype=np.float32)
    vectors = np.vstack([still(1000), np.tile(turned, (400, 1))])
    reason = refit_reason(placed(1000, 400), vectors, 1)
    assert (reason is not None) == due
    if due:
        assert reason == "what is said has drifted by 0.028 since the last fit: more than 0.025"


def test_drift_of_nothing_is_none() -> None:
    assert mean_drift(np.zeros((3, 2), dtype=np.float32), still(2)) == 0.0
    assert refitting.mean_drift(still(2), still(5)) == pytest.approx(0.0)
