"""What a change is called: silence, strays, spikes and splits, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from themes.stats.windows import Windows
from themes.trends.events import Talk, left_without, left_without_lowest, name_fall, name_rise, split_in_two

YEAR = Windows(12, 16, 20)
TWO_YEARS = Windows(4, 12, 20)


def talk_of(*on_theme: float, passages: float = 1000.0) -> Talk:
    """A theme's passages by quarter, of so many in each."""
    said = np.array(on_theme)
    return Talk(said, np.full(len(said), passages), said / passages)


@pytest.mark.parametrize(
    ("passages", "strays"),
    [(40, 0), (100, 1), (1000, 3), (10_000, 15)],  # Poisson of mean .04, .1, 1 and 10: 95% have so many or fewer
)
def test_silence_allows_as_many_strays_as_the_matcher_makes(passages: float, strays: int) -> None:
    assert talk_of(strays, passages=passages).is_silent(0, 1)
    assert not talk_of(strays + 1, passages=passages).is_silent(0, 1)


def test_strays_of_a_long_silence_are_counted_together() -> None:
    # 3 in each of 4 quarters are 12 where 4 are expected: at most 8 would be silence
    assert talk_of(3).is_silent(0, 1)
    assert not talk_of(3, 3, 3, 3).is_silent(0, 4)
    assert talk_of(3, 0, 2, 3).is_silent(0, 4)


def test_silence_is_as_long_as_only_strays_are_heard() -> None:
    assert talk_of(50, 50, 0, 1, 0, 50).silence_before(5) == 2
    assert talk_of(0, 1, 0, 0).silence_before(4) == 0
    assert talk_of(0, 0, 50).silence_before(3) == 3


@pytest.mark.parametrize(
    ("on_theme", "expected"),
    [
        ([0] * 19 + [90], ("new", 19)),
        ([0] * 16 + [30, 40, 50, 60], ("new", 16)),
        ([0] * 5 + [1] + [0] * 12 + [60, 90], ("new", 18)),
        ([40] * 10 + [0] * 6 + [30, 40, 50, 60], ("revived", 16)),
        ([20] * 2 + [0] * 14 + [30, 40, 50, 60], ("revived", 16)),
        ([7] * 2 + [0] * 16 + [200, 210], ("rising", 18)),
    ],
    ids=[
        "one quarter", "a year", "a stray years before", "silent for six quarters", "hardly spoken of, a fifth of today",
        "hardly spoken of, far less than today",
    ],
)  # fmt: skip
def test_rise_after_silence_is_new_or_revived(on_theme: list[float], expected: tuple[str, int]) -> None:
    assert name_rise(talk_of(*on_theme), YEAR) == expected


def test_rare_theme_that_was_there_before_is_not_new_and_one_that_is_left_not_dormant() -> None:
    # one passage of a thousand a quarter is what strays may be, but not beside four
    assert name_rise(talk_of(*[1] * 16, 4, 4, 4, 4), YEAR) == ("rising", 16)
    assert name_fall(talk_of(*[4] * 16, 1, 1, 1, 1), YEAR) == ("fading", 16)
    assert name_rise(talk_of(*[1] * 16, 9, 9, 9, 9), YEAR) == ("new", 16)
    assert name_fall(talk_of(*[9] * 16, 1, 1, 1, 1), YEAR) == ("dormant", 16)


def test_rise_after_less_than_a_year_of_silence_is_a_rise() -> None:
    assert name_rise(talk_of(*[20] * 13, 0, 0, 0, 50, 55, 50, 60), YEAR) == ("rising", 16)


def test_quarters_without_a_call_are_no_silence() -> None:
    said = np.array([20.0] * 12 + [0] * 4 + [50] * 4)
    passages = np.array([1000.0] * 12 + [0] * 3 + [1000] * 5)
    share = np.divide(said, passages, out=np.full(20, np.nan), where=passages > 0)
    assert name_rise(Talk(said, passages, share), YEAR) == ("rising", 16)


def test_fall_to_a_year_of_silence_is_dormant_since_its_first_quarter() -> None:
    assert name_fall(talk_of(*[40] * 14, 0, 0, 1, 0, 0, 0), TWO_YEARS) == ("dormant", 14)
    assert name_fall(talk_of(*[40] * 12, *[12] * 5, 0, 0, 0), TWO_YEARS) == ("fading", 12)


def test_step_is_a_change_since_its_first_quarter() -> None:
    assert name_rise(talk_of(*[20] * 14, *[60] * 6), TWO_YEARS) == ("rising", 14)
    assert name_fall(talk_of(*[60] * 10, *[20] * 10), TWO_YEARS) == ("fading", 10)


@pytest.mark.parametrize(("first", "quarters"), [(13, 1), (13, 2), (17, 1)])
def test_one_quarter_or_two_that_are_over_are_a_spike(first: int, quarters: int) -> None:
    on_theme = np.full(20, 20.0)
    on_theme[first : first + quarters] = 90.0
    assert name_rise(talk_of(*on_theme), TWO_YEARS) == ("spike", first)


def test_spike_that_ended_is_a_spike_though_the_share_fell() -> None:
    assert name_fall(talk_of(*[20] * 13, 90, 80, *[20] * 5), YEAR) == ("spike", 13)


def test_two_quarters_at_the_end_may_be_a_beginning() -> None:
    assert name_rise(talk_of(*[20] * 18, 90, 90), TWO_YEARS) == ("rising", 18)
    assert name_rise(talk_of(*[20] * 17, 90, 90, 20), TWO_YEARS) == ("spike", 17)


def test_between_a_spike_and_a_change_nothing_is_said() -> None:
    # later quarters are 6 above on average, without the highest 2: a third of it is left
    assert name_rise(talk_of(*[20] * 16, 22, 38, 22, 22), YEAR) is None


def test_rise_from_one_low_quarter_says_nothing() -> None:
    assert name_rise(talk_of(*[60] * 15, 4, *[60] * 4), YEAR) is None


def test_window_of_thin_quarters_alone_bears_nothing_out() -> None:
    talk = talk_of(*[60] * 12, *[20] * 8)
    unknown = np.where(np.arange(20) < 12, np.nan, talk.share)
    assert name_fall(Talk(talk.on_theme, talk.passages, unknown), TWO_YEARS) is None


def test_what_is_left_without_quarters_by_hand() -> None:
    share = np.array([1.0, 1, 3, 1, 2, 9, 5, 4])  # 1.5 before, 5 after
    high, low = (4, 8), (0, 4)
    # without 9: 11/3 - 1.5; without 9 and 5: 3 - 1.5 is least
    assert left_without(share, high, low, is_over=True) == pytest.approx(1.5 / 3.5)
    # the last two are 4.5 and may be a beginning; 2 and 9 leave more
    assert left_without(np.array([1.0, 1, 1, 1, 2, 2, 9, 9]), high, low, is_over=False) == pytest.approx(
        (13 / 3 - 1) / 4.5
    )
    assert left_without(np.array([1.0, 1, 1, 1, 2, 2, 9, 9]), high, low, is_over=True) == pytest.approx(1 / 4.5)
    # before without its lowest is 5/3
    assert left_without_lowest(share, high, low) == pytest.approx((5 - 5 / 3) / 3.5)


def test_a_change_the_other_way_leaves_nothing() -> None:
    share = np.array([5.0, 5, 5, 5, 1, 1, 1, 1])
    assert left_without(share, (4, 8), (0, 4), is_over=False) == 0
    assert left_without_lowest(share, (4, 8), (0, 4)) == 0


def test_split_is_where_two_levels_fit_best_and_thin_quarters_do_not_count() -> None:
    share = np.array([2.0, 2, 2, 2, 2, 6, 6, 6])
    assert split_in_two(share, Windows(0, 4, 8), 1.0) == 5
    share[5] = np.nan
    assert split_in_two(share, Windows(0, 4, 8), 1.0) == 6
    assert split_in_two(np.full(8, np.nan), Windows(0, 4, 8), 1.0) == 4
