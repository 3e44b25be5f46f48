"""Events: what counts as silence, and its two p-values, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from themes.trends.events import Event, Talk, amount_p, find_event, order_p, presence_p

CALM = np.array([1.0, 0.0, 0.0])  # passages come one by one, quarters do not wander


def event(*talk: float, passages: float = 100.0, companies: int = 2) -> Event | None:
    """Of a theme with so many passages a call in each quarter, the same in every company."""
    share = np.tile(np.array(talk) / passages, (companies, 1))
    return find_event(share, np.full(share.shape, passages), CALM)


def test_theme_heard_only_in_the_last_quarters_is_new() -> None:
    found = event(*[0] * 12, 5, 6)
    assert found is not None
    assert (found.status, found.since) == ("new", 12)


def test_theme_silent_for_a_year_is_dormant() -> None:
    found = event(*[5] * 12, 0, 0, 0, 0)
    assert found is not None
    assert (found.status, found.since) == ("dormant", 12)


def test_theme_that_is_back_after_a_year_is_revived() -> None:
    found = event(*[5] * 16, 0, 0, 0, 0, 5, 5)
    assert found is not None
    assert (found.status, found.since) == ("revived", 20)


@pytest.mark.parametrize(
    "talk",
    [
        [5.0] * 14,
        [0.0] * 14,
        [5.0] * 11 + [0.0] * 3,
        [0.0] * 8 + [5.0] * 5,
        [0.0] * 12 + [2.0, 2.0],
        [5.0, 5, 5, 0, 5, 5, 5, 5],
    ],
    ids=["always", "never", "silent for three", "heard for five", "too little to be missed", "one silent quarter"],
)
def test_no_event_is_tested(talk: list[float]) -> None:
    assert event(*talk) is None


def test_a_stray_passage_does_not_break_a_silence() -> None:
    share = np.zeros((2, 20))
    share[:, -2:] = 0.1
    share[0, 4] = 0.01
    found = find_event(share, np.full((2, 20), 100.0), CALM)
    assert found is not None
    assert found.status == "new"


def test_many_stray_passages_do() -> None:
    share = np.zeros((2, 20))
    share[:, -2:] = 0.04
    share[0, :18] = 0.01
    assert find_event(share, np.full((2, 20), 100.0), CALM) is None


def test_order_of_new_quarters_is_counted() -> None:
    # both heard quarters at the end of 14: 1 of 91 choices
    assert order_p(np.array([True, True]), 12, counted=0) == pytest.approx(1 / 91)


def test_amount_is_the_conditional_binomial_times_four() -> None:
    # 8 passages, all in 2 of 4 equal quarters: (1/2)^8, times the four quarters it might have begun in
    talk = Talk.of(np.array([[0.0, 0.0, 0.04, 0.04]]), np.full((1, 4), 100.0))
    assert amount_p(talk, np.array([2, 3]), np.array([0, 1]), CALM) == pytest.approx(4 / 256)


def test_amount_in_lumps_of_four_passages_is_two_lumps() -> None:
    talk = Talk.of(np.array([[0.0, 0.0, 0.04, 0.04]]), np.full((1, 4), 100.0))
    assert amount_p(talk, np.array([2, 3]), np.array([0, 1]), np.array([4.0, 0, 0])) == pytest.approx(1.0)


def test_amount_says_less_where_quarters_wander() -> None:
    talk = Talk.of(np.array([[0.0, 0.0, 0.1, 0.1]]), np.full((1, 4), 100.0))
    calm, restless = (amount_p(talk, np.array([2, 3]), np.array([0, 1]), np.array([1.0, s, 0])) for s in (0.0, 0.5))
    assert calm < restless


def test_unlikely_amount_does_not_make_up_for_a_likely_order() -> None:
    found = event(*[0] * 5, 50)  # one of six quarters: 1/6
    assert found is not None
    assert found.p_value == pytest.approx(1 / 6)


def test_presence_is_poisson_against_a_twentieth_of_the_former_rate() -> None:
    # former rate .1, 100 passages now: .5 expected of a dormant theme; 2 seen: 1 - e^-.5 (1 + .5)
    talk = Talk.of(np.array([[0.1, 0.02]]), np.full((1, 2), 100.0))
    wanted = 1 - np.exp(-0.5) * 1.5
    assert presence_p(talk, np.array([0]), np.array([1]), 1.0) == pytest.approx(wanted)
