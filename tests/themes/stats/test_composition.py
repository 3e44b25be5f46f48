"""Composition-adjusted shares: planted levels come back, whoever called, and nothing is adjusted where all did."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.benchmarks.composition_bias import measure
from tests.benchmarks.planted_panels import Setting
from themes.stats.composition import Floats, Interval, adjusted_shares, is_thin, panel_weights

NO = np.nan


def one_theme(*companies: list[float]) -> Floats:
    return np.array([companies], dtype=float)


def jumps(shares: Floats) -> float:
    """Mean change from quarter to quarter."""
    return float(np.abs(np.diff(shares)).mean())


def spread(shares: Floats) -> float:
    return float(np.ptp(shares))


@given(arrays(float, (2, 3, 4), elements=st.floats(0, 1)))
def test_where_all_called_it_is_the_raw_mean(shares: Floats) -> None:
    found = adjusted_shares(shares)
    assert np.array_equal(found.share, found.raw)
    assert found.raw == pytest.approx(shares.mean(axis=1))
    assert not found.variance.any()


def test_weights_of_companies_count() -> None:
    found = adjusted_shares(one_theme([0.1, 0.1], [0.04, 0.04]), np.array([2.0, 1.0]))
    assert found.share[0] == pytest.approx([0.08, 0.08])


def test_quarters_of_a_full_panel_keep_the_raw_mean_when_others_are_incomplete() -> None:
    found = adjusted_shares(one_theme([0.1, 0.3, 0.2], [0.1, NO, 0.0]))
    assert found.share[0, [0, 2]].tolist() == found.raw[0, [0, 2]].tolist()
    assert found.share[0, 1] != found.raw[0, 1]


def test_levels_of_two_companies_by_hand() -> None:
    # both call twice at .15 and .05, then the first alone: with the quarter's effect known to be .1, its level is
    # (3 · .15 + .1) / (3 · .1 + .1) = 1.375 against (2 · .05 + .1) / (2 · .1 + .1) = .667, that is 1.347 of a mean of 1
    found = adjusted_shares(one_theme([0.15, 0.15, 0.15], [0.05, 0.05, NO]))
    assert found.share[0, 2] == pytest.approx(0.15 / 1.347, abs=0.002)


def test_companies_that_called_together_and_then_in_turn_come_out_level() -> None:
    together, in_turn = [0.16] * 12, [0.16, NO] * 4
    shares = one_theme(together + in_turn, [0.04] * 12 + [NO, 0.04] * 4)
    found = adjusted_shares(shares)
    assert spread(found.raw[0, 12:]) == pytest.approx(0.12)
    assert spread(found.share[0, 12:]) < 0.2 * 0.12
    assert found.share[0].mean() == pytest.approx(0.1, abs=0.005)


def test_companies_that_only_ever_call_in_turn_jump_half_as_much() -> None:
    # .29, .11, .31, .03, .28, .14: no quarter has both, so that only their own means tell them apart
    shares = one_theme([0.29, NO, 0.31, NO, 0.28, NO], [NO, 0.11, NO, 0.03, NO, 0.14])
    found = adjusted_shares(shares)
    assert jumps(found.share) < 0.5 * jumps(found.raw)
    # when the first called alone, the second had not joined
    assert is_thin(panel_weights(shares)).tolist() == [[False, True, True, True, True, True]]


def test_lone_call_of_a_company_hardly_moves_the_quarters_that_it_missed() -> None:
    others = [[0.05] * 12 for _ in range(3)]
    found = adjusted_shares(one_theme(*others, [0.5] + [NO] * 11))
    assert found.share[0, 0] == pytest.approx((0.15 + 0.5) / 4)
    assert (found.share[0, 1:] < 2.5 * 0.05).all()


def test_quarter_in_which_nobody_who_called_spoke_of_a_theme_stays_at_zero() -> None:
    found = adjusted_shares(one_theme([0.0, 0.2, 0.0], [NO, 0.1, 0.0]))
    assert found.share[0, [0, 2]].tolist() == [0.0, 0.0]
    assert adjusted_shares(one_theme([0.0, 0.0], [0.0, NO])).share.tolist() == [[0.0, 0.0]]


def test_no_call_is_no_share_and_a_lone_company_is_its_own() -> None:
    found = adjusted_shares(one_theme([0.1, NO, 0.3], [NO, NO, NO]))
    assert found.share[0, [0, 2]].tolist() == [0.1, 0.3]
    assert np.isnan(found.share[0, 1])
    assert adjusted_shares(np.zeros((2, 0, 3))).share.shape == (2, 3)


def test_themes_are_adjusted_one_by_one() -> None:
    first, second = one_theme([0.1, 0.2], [0.05, NO]), one_theme([0.3, 0.0], [0.2, NO])
    both = adjusted_shares(np.concatenate([first, second])).share
    alone = [adjusted_shares(theme).share[0] for theme in (first, second)]
    assert both == pytest.approx(np.array(alone), abs=1e-7)


def test_interval_is_scaled_and_widened_by_what_is_missing() -> None:
    rng = np.random.default_rng(1)
    shares = np.array([0.1, 0.05, 0.02])[None, :, None] * rng.gamma(20, 1 / 20, (1, 3, 12))
    shares[0, 2, 6:] = NO
    found = adjusted_shares(shares)
    raw = Interval(found.raw, np.full_like(found.raw, 0.01), np.full_like(found.raw, 0.02))
    made = found.interval(raw)
    assert made.down[0, :6] == pytest.approx(0.01)
    assert (made.down[0, 6:] > found.ratio[0, 6:] * 0.01).all()
    assert (made.up[0, 6:] > found.ratio[0, 6:] * 0.02).all()
    shares[0, 1, 6:] = NO
    assert (adjusted_shares(shares).variance[0, 6:] > found.variance[0, 6:]).all()


def test_prediction_of_the_missing_covers_what_they_would_have_said() -> None:
    rng = np.random.default_rng(2)
    level, quarter = rng.gamma(4, 1 / 4, (300, 6, 1)), rng.gamma(20, 0.05 / 20, (300, 1, 24))
    expected = level * quarter
    shares = expected * rng.gamma(10, 1 / 10, expected.shape)
    seen = np.where(rng.random((1, 6, 24)) < 0.25, NO, shares)
    found = adjusted_shares(seen)
    missing = found.variance > 0
    error = (found.share - shares.mean(axis=1))[missing] / np.sqrt(found.variance[missing])
    assert 0.9 < (np.abs(error) < 1.96).mean() < 0.99


@pytest.mark.parametrize(("companies", "quarters", "panels"), [(4, 12, 150), (8, 12, 30), (8, 24, 20), (12, 48, 10)])
def test_adjusted_mean_is_unbiased_under_joining_and_leaving(companies: int, quarters: int, panels: int) -> None:
    errors = measure(Setting(companies=companies, quarters=quarters), range(panels))
    # the planted shocks' mean lies a little below what is expected, whoever called
    common = errors.all_called.mean(axis=0)
    louder, quieter = ((found.mean(axis=0) - common) * 100 for found in (errors.louder_called, errors.quieter_called))
    assert max(abs(louder[0]), abs(quieter[0])) < 0.2
    assert louder[1] > 0.2, "the raw mean is too high where those that called speak more of a theme than all"
    assert quieter[1] < -0.2


def test_thin_is_less_than_two_thirds_of_the_panel() -> None:
    shares = one_theme([0.1, 0.1, 0.1], [0.1, 0.1, NO], [0.1, NO, NO])
    assert panel_weights(shares)[0] == pytest.approx([1, 2 / 3, 1 / 3])
    assert is_thin(panel_weights(shares)).tolist() == [[False, False, True]]


def test_who_left_a_year_ago_or_has_not_joined_is_not_missing() -> None:
    left, joined = [0.1] * 2 + [NO] * 8, [NO] * 5 + [0.1] * 5
    stayed = [0.1] * 10
    weights = panel_weights(one_theme(stayed, stayed, left, joined))[0]
    # the one that left counts as missing in its first three silent quarters; the one that joins late never does
    assert weights == pytest.approx([1, 1, 2 / 3, 2 / 3, 2 / 3, 1, 1, 1, 1, 1])


def test_few_companies_never_stand_for_many() -> None:
    alone = [0.1] * 10
    later = [[NO] * 6 + [0.1] * 4 for _ in range(5)]
    assert panel_weights(one_theme(alone, *later))[0, :6] == pytest.approx(1 / 3)  # of half of six companies


def test_companies_that_left_before_a_theme_was_new_are_not_put_down_as_silent() -> None:
    left = [[0.0] * 20 + [NO] * 4 for _ in range(2)]
    found = adjusted_shares(one_theme([0.0] * 20 + [0.1] * 4, [0.0] * 20 + [0.12] * 4, [0.0] * 20 + [0.11] * 4, *left))
    assert found.share[0, 20:] == pytest.approx(0.11, rel=0.01)
