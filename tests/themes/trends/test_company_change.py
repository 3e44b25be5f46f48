"""One company's change and how far chance would move it, by hand."""

from __future__ import annotations

from dataclasses import replace
from math import asin, sqrt

import numpy as np
import pytest

from tests.panels import panel_of
from themes.stats.windows import Windows
from themes.trends.company_change import Sizes, measure_changes, own_variation

HALVES = Windows(0, 2, 4)
NO = np.nan
#: One theme, one company, two quarters against two of 50 passages each: 4 of 100, then 9 of 100.
LONE = np.array([[[1.0, 3.0, 4.0, 5.0]]])


def test_shift_is_the_difference_of_arcsine_roots() -> None:
    changes = measure_changes(panel_of(LONE, 50.0), HALVES)
    assert changes is not None
    assert changes.share[:, 0, 0].tolist() == [0.04, 0.09]
    by_hand = asin(sqrt(9.375 / 100.75)) - asin(sqrt(4.375 / 100.75))
    assert changes.shift[0, 0] == pytest.approx(by_hand)
    assert by_hand == pytest.approx(asin(0.3) - asin(0.2), abs=0.01)


def test_variance_of_the_shift_is_sampling_and_wandering() -> None:
    changes = measure_changes(panel_of(LONE, 50.0), HALVES)
    assert changes is not None
    assert changes.sampling_variance[0] == pytest.approx(2.0 * 2 / 402)
    # .6 to the power of the quarters between: within a window (1 + .6) / 2; across (.36 + .216 + .6 + .36) / 4
    within, across = 0.8, 0.384
    level = 13.5 / 201
    wandering = 0.364 / 4 * level * (1 - level) * (2 * within - 2 * across)
    assert changes.variance[0, 0] == pytest.approx(2.0 * 2 / 402 + wandering)


def test_variance_of_the_shift_is_that_of_draws() -> None:
    rng = np.random.default_rng(0)
    talk = rng.binomial(200, 0.06, (4000, 1, 4)).astype(float)
    changes = measure_changes(panel_of(talk, 200.0), HALVES)
    assert changes is not None
    changes = replace(changes, sizes=Sizes(lump=1.0))
    assert changes.shift.var() == pytest.approx(changes.sampling_variance[0], rel=0.08)


def test_variance_of_the_difference_of_shares_takes_each_at_its_own_level() -> None:
    changes = measure_changes(panel_of(LONE, 50.0), HALVES)
    assert changes is not None
    early, late = 4.5 / 101, 9.5 / 101
    early, late = early * (1 - early), late * (1 - late)
    wandering = 0.364 * (0.8 * early**2 + 0.8 * late**2 - 2 * 0.384 * early * late)
    assert changes.variance_of_share[0, 0] == pytest.approx(2.0 * (early / 100 + late / 100) + wandering)


def test_companies_without_calls_in_both_windows_are_left_out() -> None:
    talk = np.array([[[1, 1, 2, 2], [1, 1, NO, NO], [NO, NO, 2, 2], [NO, 3, 3, NO]]], dtype=float)
    changes = measure_changes(panel_of(talk), HALVES)
    assert changes is not None
    assert changes.companies.tolist() == [0, 3]
    assert changes.on_theme[:, 0].tolist() == [[2, 3], [4, 3]]
    assert measure_changes(panel_of(talk[:, 1:3]), HALVES) is None


def test_quarters_outside_the_windows_do_not_count() -> None:
    longer = np.concatenate([np.full((1, 1, 3), 40.0), LONE, np.full((1, 1, 2), 40.0)], axis=2)
    there, alone = (
        measure_changes(panel_of(longer, 50.0), Windows(3, 5, 7)),
        measure_changes(panel_of(LONE, 50.0), HALVES),
    )
    assert there is not None
    assert alone is not None
    assert (there.shift, there.variance) == (alone.shift, alone.variance)


def test_a_company_speaks_of_a_theme_from_two_passages_on() -> None:
    talk = np.array([[[1.0, 0, 0, 0]], [[1.0, 0, 0, 1]], [[0.0, 0, 0, 0]]])
    changes = measure_changes(panel_of(talk), HALVES)
    assert changes is not None
    assert changes.is_told[:, 0].tolist() == [False, True, False]


def test_own_variation_by_hand() -> None:
    ratio, freedom, sampling = own_variation(panel_of(LONE, 50.0), HALVES, Sizes(lump=2.0, wander=0.28))
    root = [asin(sqrt((x + 0.375) / 50.75)) for x in LONE[0, 0]]
    seen = (root[0] - root[1]) ** 2 / 2 + (root[2] - root[3]) ** 2 / 2
    by_sampling = by_wandering = 0.0
    for said in (4, 9):
        level = (said + 0.5) / 101
        few = level * 50 / (level * 50 + 0.35)
        by_sampling += 2.0 * few / 200  # two calls, half of each by their mean
        by_wandering += 0.28 / 4 * level * (1 - level) * (1 - 0.6)
    assert ratio[0] == pytest.approx(seen / (by_sampling + by_wandering))
    assert freedom[0] == pytest.approx(0.8 * 2)
    assert sampling[0] == pytest.approx(by_sampling / (by_sampling + by_wandering))


@pytest.mark.parametrize("level", [0.01, 0.05, 0.2])
def test_own_variation_of_draws_is_as_expected(level: float) -> None:
    talk = np.random.default_rng(1).binomial(100, level, (3000, 1, 16)).astype(float)
    ratio, _, sampling = own_variation(panel_of(talk), Windows(0, 8, 16), Sizes(lump=1.0, wander=0.0))
    assert ratio.mean() == pytest.approx(1, abs=0.1)
    assert sampling.tolist() == pytest.approx([1.0] * 3000)


def test_one_call_a_window_tells_nothing_of_variation() -> None:
    talk = np.array([[[NO, 3.0, 9.0, NO]]])
    ratio, freedom, sampling = own_variation(panel_of(talk), HALVES, Sizes())
    assert (ratio.tolist(), freedom.tolist(), sampling.tolist()) == ([1.0], [0.0], [1.0])
