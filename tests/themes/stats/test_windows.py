"""The two spans of quarters that a change is measured between."""

from __future__ import annotations

from itertools import pairwise

import pytest

from themes.stats.windows import Horizon, Windows, compared_windows, earlier_windows

YEAR, TWO_YEARS = Horizon.YEAR, Horizon.TWO_YEARS


@pytest.mark.parametrize(("n", "sizes"), [(6, (3, 3)), (7, (3, 4)), (8, (4, 4)), (11, (4, 4)), (40, (4, 4))])
def test_the_year_is_four_quarters_against_four_or_the_halves_of_a_short_history(
    n: int, sizes: tuple[int, int]
) -> None:
    windows = compared_windows(n, YEAR)
    assert windows is not None
    assert (windows.sizes, windows.stop) == (sizes, n)


@pytest.mark.parametrize(("n", "sizes"), [(12, (4, 8)), (15, (4, 8)), (16, (8, 8)), (40, (8, 8))])
def test_two_years_are_eight_quarters_against_eight_or_four(n: int, sizes: tuple[int, int]) -> None:
    windows = compared_windows(n, TWO_YEARS)
    assert windows is not None
    assert (windows.sizes, windows.stop) == (sizes, n)


@pytest.mark.parametrize(("n", "horizon"), [(0, YEAR), (5, YEAR), (5, TWO_YEARS), (11, TWO_YEARS)])
def test_too_short_a_history_has_no_windows(n: int, horizon: Horizon) -> None:
    assert compared_windows(n, horizon) is None


@pytest.mark.parametrize("n", range(12, 40))
@pytest.mark.parametrize("horizon", Horizon)
def test_windows_from_twelve_quarters_on_are_whole_years(n: int, horizon: Horizon) -> None:
    windows = compared_windows(n, horizon)
    assert windows is not None
    assert windows.start >= 0
    assert [size % 4 for size in windows.sizes] == [0, 0]


def test_years_between_the_centres() -> None:
    assert [Windows(0, 4, 8).years_apart, Windows(0, 8, 16).years_apart, Windows(0, 4, 12).years_apart] == [1, 2, 1.5]


@pytest.mark.parametrize("horizon", Horizon)
def test_each_earlier_pair_ends_where_the_split_of_the_next_is(horizon: Horizon) -> None:
    found = earlier_windows(41, horizon)
    assert found[0] == compared_windows(41, horizon)
    assert [earlier.stop for _, earlier in pairwise(found)] == [later.split for later, _ in pairwise(found)]
    assert len(found) == (9 if horizon is YEAR else 4)


def test_a_history_shorter_than_both_windows_has_no_earlier_ones() -> None:
    assert earlier_windows(7, YEAR) == earlier_windows(15, TWO_YEARS) == []


def test_a_horizon_is_its_name_in_tables() -> None:
    assert [str(horizon) for horizon in Horizon] == ["year", "two_years"]
    assert Horizon("two_years") is TWO_YEARS
