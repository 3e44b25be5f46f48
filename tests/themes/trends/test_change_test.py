"""The test of a change: one theme with nothing but loops, sign flips by hand, and p-values of panels without a change."""

from __future__ import annotations

from math import asin, sqrt

import numpy as np
import pytest
from scipy.stats import t as student

from tests.benchmarks.planted_panels import Setting, draw_panel
from tests.panels import panel_of
from themes.stats.windows import Horizon
from themes.trends.change_test import Comparison, compare_each_company, compare_over_companies, sign_flip_p
from themes.trends.panel import Floats, Panel

YEAR, TWO_YEARS = Horizon.YEAR, Horizon.TWO_YEARS
NO = np.nan
QUIET = Setting(8, 24, 0.05, n_none=40, n_seasonal=0, n_each=0)  # nothing happens in it


def over_companies(panel: Panel, horizon: Horizon = YEAR) -> Comparison:
    found = compare_over_companies(panel, horizon)
    assert found is not None
    return found


def of_lone_company(panel: Panel, horizon: Horizon = YEAR) -> Comparison:
    (found,) = compare_each_company([panel], horizon)
    assert found is not None
    return found


def levels(*of_companies: tuple[float, float], quarters: int = 8) -> Floats:
    """One theme at one level before the middle and another after it, in each company."""
    half = quarters // 2
    return np.array([[[before] * half + [after] * half for before, after in of_companies]], dtype=float)


def test_exact_sign_flips_by_hand() -> None:
    # six alike: the sum is as large only if all are on one side, 2 of 64
    assert sign_flip_p(np.ones(6)) == 2 / 64
    # five against one, sum 4: all on one side, or one of six on the other, 2 + 12 of 64
    assert sign_flip_p(np.array([1.0, 1, 1, 1, 1, -1])) == 14 / 64
    # one large one alone is not all: the six others must be on its side
    assert sign_flip_p(np.array([10.0, 1, 1, 1, 1, 1, 1])) == 2 / 128
    assert sign_flip_p(np.zeros(6)) == 1


def test_sign_flips_do_not_ask_which_way() -> None:
    parts = np.array([0.3, 2.0, -0.1, 1.0, 0.7, 0.2, 1.1])
    assert sign_flip_p(parts) == sign_flip_p(-parts) == sign_flip_p(parts[::-1])


def test_few_companies_have_too_few_sign_flips() -> None:
    assert np.isnan(sign_flip_p(np.ones(5)))
    assert np.isnan(sign_flip_p(np.zeros(0)))


def test_sign_flips_of_many_companies_are_drawn() -> None:
    # of sixteen alike 2 of 65,536 ways are as large; of eight against eight all are
    assert sign_flip_p(np.ones(16)) <= 4 / 8192
    assert sign_flip_p(np.tile([1.0, -1.0], 8)) == 1
    # eleven against five, sum 6: chance of |sum| ≥ 6 is .21
    assert sign_flip_p(np.array([1.0] * 11 + [-1.0] * 5)) == pytest.approx(0.2101, abs=0.015)


def test_whole_test_over_three_companies_with_nothing_but_loops() -> None:
    talk = np.array([[[2, 3, 1, 4, 5, 6, 4, 7], [0, 2, 1, 1, 3, 2, 4, 1], [9, 8, 12, 7, 14, 12, 15, 11]]], dtype=float)
    found = over_companies(panel_of(talk))
    lag = [[0.6 ** abs(a - b) for b in range(8)] for a in range(8)]
    within = sum(lag[a][b] for a in range(4) for b in range(4)) / 16
    across = sum(lag[a][b] for a in range(4) for b in range(4, 8)) / 16
    weights, each, scales = list[float](), list[float](), list[float]()
    for company in talk[0]:
        before, after = sum(company[:4]), sum(company[4:])
        shift = asin(sqrt((after + 0.375) / 400.75)) - asin(sqrt((before + 0.375) / 400.75))
        level = (before + after + 0.5) / 801
        spread = level * (1 - level)
        # the shipped prior stands, with one theme: 2 passages a lump, a variance of .364 of the log-odds
        variance = 2 * 2.0 / 1602 + 0.364 / 4 * spread * (2 * within - 2 * across)
        scale = sqrt(0.5 * sqrt(spread))
        weights.append(scale**2 / variance)
        scales.append(scale)
        each.append(shift / scale)
    mean = sum(w * e for w, e in zip(weights, each, strict=True)) / sum(weights)
    ratio = sum(w * (e - mean) ** 2 for w, e in zip(weights, each, strict=True)) / 2
    moderated = (10 * 1 + 2 * ratio) / 12
    shift = mean * sqrt(sum(weights) / moderated)
    parts = [w * e for w, e in zip(weights, each, strict=True)]
    assert found.shift[0] == pytest.approx(shift)
    assert found.p_value[0] == pytest.approx(2 * student.sf(shift, 12))
    assert found.contributions[0] == pytest.approx(parts)
    moved = [e * w for e, w in zip(each, scales, strict=True)]
    assert found.carriers[0] == pytest.approx(sum(moved) ** 2 / sum(d**2 for d in moved))


def test_lone_company_is_tested_with_the_variation_of_its_calls() -> None:
    found = of_lone_company(panel_of(levels((2.0, 10.0))))
    # four calls alike twice: no variation seen, 10 shipped degrees of freedom and .8 · 6 of its calls
    shift = asin(sqrt(40.375 / 400.75)) - asin(sqrt(8.375 / 400.75))
    lag = [[0.6 ** abs(a - b) for b in range(8)] for a in range(8)]
    within = sum(lag[a][b] for a in range(4) for b in range(4)) / 16
    across = sum(lag[a][b] for a in range(4) for b in range(4, 8)) / 16
    level = 48.5 / 801
    variance = 2 * 2.0 / 1602 + 0.364 / 4 * level * (1 - level) * (2 * within - 2 * across)
    expected = shift / sqrt(variance * 10 / 14.8)
    assert found.shift[0] == pytest.approx(expected)
    assert found.p_value[0] == pytest.approx(2 * student.sf(expected, 14.8))


def test_effective_number_of_companies_by_hand() -> None:
    alike = over_companies(panel_of(levels((4, 8), (4, 8), (4, 8), (4, 8))))
    assert alike.carriers[0] == pytest.approx(4)
    with_others = over_companies(panel_of(levels((4, 8), (4, 8), (4, 8), (6, 6), (5, 4))))
    assert with_others.carriers[0] == pytest.approx(3), "who stayed or went the other way carries nothing"
    unequal = over_companies(panel_of(levels((4, 30), (4, 5), (4, 5), (4, 5))))
    assert 1 < unequal.carriers[0] < 2


def test_company_that_never_speaks_of_a_theme_says_nothing_of_its_change() -> None:
    talk = levels((4, 8), (3, 7), (5, 8))
    alone = over_companies(panel_of(talk))
    with_silent = over_companies(panel_of(np.concatenate([talk, np.zeros((1, 2, 8))], axis=1)))
    assert with_silent.p_value[0] == pytest.approx(alone.p_value[0])
    assert with_silent.n_told[0] == 3
    assert with_silent.change[0] == pytest.approx(alone.change[0] * 3 / 5), "the share of talk is that of all five"


def test_levels_are_those_of_the_windows_and_the_interval_holds_the_change() -> None:
    found = over_companies(panel_of(levels((4, 8), (2, 4), (6, 12))))
    assert (found.before[0], found.after[0], found.change[0]) == pytest.approx((0.04, 0.08, 0.04))
    assert found.low[0] < 0.04 < found.high[0]
    assert found.passages[0] == 4 * 36


def test_thin_quarters_are_left_out_of_the_levels() -> None:
    talk = levels((4, 8), (4, 8), (4, 8))
    talk[0, 0, 5] = 90.0
    talk[0, 1:, 5] = NO
    assert over_companies(panel_of(talk)).after[0] == pytest.approx(0.08)


@pytest.mark.parametrize(("passages", "is_tested"), [(9, False), (10, True)])
def test_ten_passages_are_tested_where_talk_comes_in_usual_lumps(passages: int, is_tested: bool) -> None:
    talk = np.zeros((1, 4, 8))
    for k in range(passages):
        talk[0, k % 4, k % 8] += 1
    found = over_companies(panel_of(talk))
    assert found.passages[0] == passages
    assert found.least_passages == 10
    assert np.isnan(found.p_value[0]) != is_tested


@pytest.mark.parametrize(("n_late", "is_tested"), [(2, False), (3, True)])
def test_lone_company_needs_three_calls_in_each_window(n_late: int, is_tested: bool) -> None:
    talk = levels((4, 8))
    talk[0, 0, 4 : 8 - n_late] = NO
    assert np.isnan(of_lone_company(panel_of(talk)).p_value[0]) != is_tested


def test_one_company_is_not_tested_over_companies() -> None:
    assert np.isnan(over_companies(panel_of(levels((4, 20)))).p_value[0])


def test_nothing_is_compared_without_windows_or_companies_in_both() -> None:
    assert compare_over_companies(panel_of(np.full((1, 3, 11), 5.0)), TWO_YEARS) is None
    apart = np.array([[[5.0] * 4 + [NO] * 4, [NO] * 4 + [5.0] * 4]])
    assert compare_over_companies(panel_of(apart), YEAR) is None
    assert compare_each_company([panel_of(apart[:, :1])], YEAR) == [None]
    assert compare_each_company([], YEAR) == []


def test_theme_of_which_nobody_speaks_has_no_numbers_but_zero() -> None:
    found = over_companies(panel_of(np.zeros((2, 3, 8))))
    assert (found.before.tolist(), found.after.tolist(), found.carriers.tolist()) == ([0, 0], [0, 0], [0, 0])
    assert np.isnan(found.p_value).all()
    assert np.isfinite(found.low).all()


@pytest.mark.parametrize("horizon", Horizon)
def test_p_values_are_calibrated_where_nothing_happens(horizon: Horizon) -> None:
    panels = [draw_panel(QUIET, 7000 + seed).panel for seed in range(20)]
    p_value = np.concatenate([over_companies(panel, horizon).p_value for panel in panels])
    p_value = p_value[~np.isnan(p_value)]
    assert len(p_value) > 700
    assert 0.03 <= (p_value < 0.05).mean() <= 0.07
    assert np.quantile(p_value, [0.25, 0.5, 0.75]) == pytest.approx([0.25, 0.5, 0.75], abs=0.06)


def test_p_values_of_lone_companies_are_calibrated_where_nothing_happens() -> None:
    found = []
    for seed in range(10):
        panel = draw_panel(QUIET, 7100 + seed).panel
        parts = [panel.of_company(k) for k in range(len(panel.companies))]
        found += [own.p_value for own in compare_each_company(parts, TWO_YEARS) if own is not None]
    p_value = np.concatenate(found)
    p_value = p_value[~np.isnan(p_value)]
    assert len(p_value) > 2000
    assert 0.03 <= (p_value < 0.05).mean() <= 0.07


@pytest.mark.parametrize("horizon", Horizon)
def test_intervals_hold_what_is_true(horizon: Horizon) -> None:
    covered = []
    for seed in range(12):
        planted = draw_panel(QUIET, 7200 + seed)
        found = over_companies(planted.panel, horizon)
        covered += [(found.low <= 0) & (found.high >= 0)]
    assert 0.93 <= np.mean(covered) <= 0.98


def test_change_of_all_is_found_that_no_company_alone_would_show() -> None:
    rng = np.random.default_rng(5)
    talk = np.concatenate([rng.poisson(2.0, (20, 10, 8)), rng.poisson(3.4, (20, 10, 8))], axis=2).astype(float)
    panel = panel_of(talk)
    together = over_companies(panel, TWO_YEARS).p_value
    alone = [own.p_value for own in compare_each_company([panel.of_company(k) for k in range(10)], TWO_YEARS) if own]
    assert (together < 0.001).all()
    assert np.mean(np.array(alone) < 0.001) < 0.1


@pytest.mark.parametrize(("quarters", "horizon"), [(8, YEAR), (16, TWO_YEARS)])
def test_time_turned_round_turns_the_change_and_keeps_its_p(quarters: int, horizon: Horizon) -> None:
    talk = draw_panel(Setting(6, quarters, n_none=20), 3).panel.on_theme
    there, back = (over_companies(panel_of(some), horizon) for some in (talk, talk[..., ::-1]))
    np.testing.assert_allclose(there.shift, -back.shift)
    np.testing.assert_allclose(there.p_value, back.p_value)
    np.testing.assert_allclose(there.change, -back.change, atol=1e-12)


def test_order_of_companies_does_not_matter() -> None:
    talk = draw_panel(Setting(9, 16, n_none=20), 4).panel.on_theme
    order = np.random.default_rng(0).permutation(9)
    there, mixed = (over_companies(panel_of(some), TWO_YEARS) for some in (talk, talk[:, order]))
    np.testing.assert_allclose(there.p_value, mixed.p_value)
    np.testing.assert_allclose(there.flip_p, mixed.flip_p)
    np.testing.assert_allclose(there.contributions[:, order], mixed.contributions)


def test_company_without_calls_in_both_windows_changes_no_p_value() -> None:
    talk = draw_panel(Setting(6, 16, n_none=20), 5).panel.on_theme
    newcomer = np.full((len(talk), 1, 16), NO)
    newcomer[..., -3:] = 40.0
    without, with_it = (over_companies(panel_of(t), YEAR) for t in (talk, np.concatenate([talk, newcomer], axis=1)))
    np.testing.assert_array_equal(without.p_value, with_it.p_value)
    np.testing.assert_array_equal(without.flip_p, with_it.flip_p)
    assert not with_it.contributions[:, 6].any()
