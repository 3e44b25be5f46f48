"""Corrections, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from themes.stats.multiple_testing import adjust, adjust_below


def test_q_values_are_those_of_benjamini_and_hochberg() -> None:
    # sorted .01 .02 .03 .5: times 4/1, 4/2, 4/3, 4/4 = .04 .04 .04 .5
    assert adjust(np.array([0.5, 0.02, 0.01, 0.03])).tolist() == pytest.approx([0.5, 0.04, 0.04, 0.04])


def test_a_small_q_value_is_taken_from_a_larger_p() -> None:
    assert adjust(np.array([0.04, 0.05])).tolist() == pytest.approx([0.05, 0.05])


def test_untested_cells_do_not_count_in_the_family() -> None:
    assert adjust(np.array([0.02, np.nan, np.nan, 0.9])).tolist()[0] == pytest.approx(0.04)


def test_companies_pay_for_the_selection_of_their_theme() -> None:
    # two companies: .01 * 2 = .02; 2 of 10 themes were found: times 5
    assert adjust_below(np.array([0.01, 0.8]), 2, 10).tolist() == pytest.approx([0.1, 1.0])


def test_empty_family_is_empty() -> None:
    assert adjust(np.array([])).tolist() == []
