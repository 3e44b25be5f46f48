"""Moderated variances: by hand, and planted sizes found again."""

from __future__ import annotations

import numpy as np
import pytest

from themes.trends.company_change import PASSAGES_A_LUMP, WANDER
from themes.trends.moderation import MOST_DF, SHIPPED, Prior, Spread, fit_prior, restlessness


def spread(ratio: list[float], df: list[float], sampling: float = 0.5) -> Spread:
    return Spread(np.array(ratio), np.array(df), np.full(len(ratio), sampling))


def drawn(sampling: float, wandering: float, alike: float, n: int = 800, df: int = 9) -> Spread:
    """Ratios of themes that are alike to so many degrees of freedom, half of them mostly sampling."""
    rng = np.random.default_rng(3)
    part = rng.uniform(0.1, 0.95, n)
    usual = sampling * part + wandering * (1 - part)
    own = alike / rng.chisquare(alike, n) if np.isfinite(alike) else np.ones(n)
    return Spread(usual * own * rng.chisquare(df, n) / df, np.full(n, float(df)), part)


def test_variance_is_drawn_towards_the_usual_by_degrees_of_freedom() -> None:
    ratio, df = Prior(1.3, 1.3, 10.0).moderate(spread([2.0, 0.5, 0.0], [4.0, 4.0, 2.0]))
    # (10 · 1 + 4 · 2) / 14; (10 + 2) / 14; (10 + 0) / 12
    assert ratio.tolist() == pytest.approx([18 / 14, 12 / 14, 10 / 12])
    assert df.tolist() == [14, 14, 12]


def test_restless_theme_keeps_its_own_variance() -> None:
    # cube root of 3.375 is 1.5; of 9 degrees of freedom 2/81: (1.5 - 79/81) / (2/81)^.5 = 3.34
    assert restlessness(np.array([3.375]), np.array([9.0]))[0] == pytest.approx(3.34, abs=0.01)
    ratio, df = Prior(1.0, 1.0, 30.0).moderate(spread([3.375, 2.197], [9.0, 9.0]))
    assert (ratio[0], df[0]) == (3.375, 9)
    assert (ratio[1], df[1]) == (pytest.approx((30 + 9 * 2.197) / 39), 39)


def test_theme_whose_variance_nobody_saw_has_the_usual_one() -> None:
    ratio, df = SHIPPED.moderate(spread([1.0], [0.0]))
    assert (ratio.tolist(), df.tolist()) == ([1.0], [SHIPPED.df])


def test_restlessness_of_chance_is_standard_normal() -> None:
    z = restlessness(np.random.default_rng(0).chisquare(9, 20_000) / 9, np.full(20_000, 9.0))
    assert (z.mean(), z.std()) == (pytest.approx(0, abs=0.02), pytest.approx(1, abs=0.02))


def test_usual_ratio_lies_between_sampling_and_wandering() -> None:
    assert Prior(1.0, 3.0, 10.0).usual(np.array([1.0, 0.0, 0.25])).tolist() == [1.0, 3.0, 2.5]
    assert Prior(2.0, 3.0, 10.0).sizes.lump == 2 * PASSAGES_A_LUMP
    assert Prior(2.0, 3.0, 10.0).sizes.wander == 3 * WANDER


@pytest.mark.parametrize(("sampling", "wandering"), [(1.0, 1.0), (3.0, 1.0), (1.0, 4.0)])
def test_planted_sizes_are_found_again(sampling: float, wandering: float) -> None:
    found = fit_prior(drawn(sampling, wandering, alike=np.inf))
    assert found.sampling == pytest.approx(sampling, rel=0.15)
    assert found.wandering == pytest.approx(wandering, rel=0.15)


def test_the_less_alike_themes_are_the_less_their_prior_is_worth() -> None:
    worth = [fit_prior(drawn(1.0, 1.0, alike)).df for alike in (6.0, 20.0, np.inf)]
    assert worth[0] < 15 < worth[1] < worth[2] <= MOST_DF


def test_a_few_restless_themes_do_not_make_the_others_restless() -> None:
    calm = drawn(1.0, 1.0, alike=np.inf)
    with_some = Spread.joined([calm, spread([40.0] * 30, [9.0] * 30)])
    alone, among = fit_prior(calm), fit_prior(with_some)
    assert (among.sampling, among.wandering) == pytest.approx((alone.sampling, alone.wandering), rel=0.02)


@pytest.mark.parametrize(
    "some", [Spread.joined([]), spread([1.0] * 19, [5.0] * 19), spread([80.0] * 30, [9.0] * 30)],
    ids=["none", "too few", "all of them restless"],
)  # fmt: skip
def test_shipped_prior_stands_where_a_study_cannot_tell(some: Spread) -> None:
    assert fit_prior(some) == SHIPPED


def test_themes_that_never_vary_leave_a_variance() -> None:
    found = fit_prior(spread([0.0] * 40, [9.0] * 40))
    assert np.isfinite([found.sampling, found.wandering, found.df]).all()
    ratio, _ = found.moderate(spread([0.0], [9.0]))
    assert ratio[0] > 0
