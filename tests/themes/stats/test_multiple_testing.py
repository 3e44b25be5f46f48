"""Corrections, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from themes.stats.multiple_testing import below_selected, limit_over_all, q_values, within_kinds, within_pairs


def test_q_values_are_those_of_benjamini_and_hochberg() -> None:
    # sorted .01 .02 .03 .5: times 4/1, 4/2, 4/3, 4/4 = .04 .04 .04 .5
    assert q_values(np.array([0.5, 0.02, 0.01, 0.03])).tolist() == pytest.approx([0.5, 0.04, 0.04, 0.04])


def test_q_values_of_many_families_are_those_of_scipy_one_by_one() -> None:
    rng = np.random.default_rng(20110721)
    family = rng.integers(0, 200, 3000)
    p_values = np.round(rng.beta(0.4, 2.0, 3000), 3)  # ties, zeros
    p_values[rng.random(3000) < 0.1] = np.nan
    contrasts = pd.DataFrame({"call_id_from": family, "call_id_to": family, "theme_id": "t", "p_value": p_values})
    found = within_pairs(contrasts, {"t": "tracked"}).to_numpy()
    for one in range(200):
        own = (family == one) & ~np.isnan(p_values)
        assert found[own] == pytest.approx(false_discovery_control(p_values[own]), abs=1e-6)
    assert np.array_equal(np.isnan(found), np.isnan(p_values))


def test_a_small_q_value_is_taken_from_a_larger_p() -> None:
    assert q_values(np.array([0.04, 0.05])).tolist() == pytest.approx([0.05, 0.05])


def test_untested_cells_do_not_count_in_the_family() -> None:
    assert q_values(np.array([0.02, np.nan, np.nan, 0.9])).tolist()[0] == pytest.approx(0.04)


def test_companies_pay_for_the_selection_of_their_theme() -> None:
    # two companies: .01 * 2 = .02; 2 of 10 themes were found: times 5
    assert below_selected(np.array([0.01, 0.8]), 2, 10).tolist() == pytest.approx([0.1, 1.0])


def test_empty_family_is_empty() -> None:
    assert q_values(np.array([])).tolist() == []


@pytest.mark.parametrize(
    ("p_values", "expected"),
    [
        ([0.01, 0.03, 0.035, 0.2], 0.035),  # limits .0125 .025 .0375 .05: .03 passes because .035 does
        ([0.2, 0.035, 0.01, 0.03], 0.035),
        ([0.01, 0.03, 0.039, 0.2], 0.01),
        ([0.0125, 1.0, 1.0, 1.0], 0.0125),
        ([0.0126, 1.0, 1.0, 1.0], -1.0),
        ([0.05], 0.05),
        ([0.0, 1.0], 0.0),
        ([], -1.0),
    ],
)
def test_limit_over_all_comparisons_is_that_of_the_step_up_procedure(p_values: list[float], expected: float) -> None:
    assert limit_over_all(p_values) == expected


def test_pairs_of_calls_and_kinds_of_theme_are_families() -> None:
    keys = [("a", "b", "tea"), ("a", "b", "ale"), ("a", "b", "gin"), ("a", "b", "rum"), ("b", "c", "tea")]
    contrasts = pd.DataFrame(keys, columns=["call_id_from", "call_id_to", "theme_id"])
    contrasts["p_value"] = [0.01, 0.04, 0.03, 0.04, 0.04]
    kinds = {"tea": "tracked", "ale": "tracked", "gin": "tracked", "rum": "discovered"}
    # of three, .01 · 3; then .04 · 3/3 for both, since .03 · 3/2 is more; the others stand alone
    assert within_pairs(contrasts, kinds).tolist() == [0.03, 0.04, 0.04, 0.04, 0.04]


def test_contrast_without_a_p_value_is_not_tested() -> None:
    contrasts = pd.DataFrame(
        {"call_id_from": "a", "call_id_to": "b", "theme_id": ["tea", "ale"], "p_value": [0.04, None]}
    )
    found = within_pairs(contrasts, {"tea": "tracked", "ale": "tracked"})
    assert found[0] == 0.04
    assert np.isnan(found[1])


def test_themes_of_one_kind_are_a_family() -> None:
    p_values = np.array([0.01, 0.04, 0.02, 0.03, np.nan])
    kinds = np.array(["tracked", "tracked", "tracked", "discovered", "tracked"])
    # tracked: .01 · 3/1 = .03, .02 · 3/2 = .03, .04; discovered: .03 alone
    assert within_kinds(p_values, kinds).tolist() == pytest.approx([0.03, 0.04, 0.03, 0.03, np.nan], nan_ok=True)
