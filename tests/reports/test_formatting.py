"""Numbers to sentences: their facts."""

from __future__ import annotations

import pytest

from reports.formatting import (
    contrast_sentence,
    direction,
    percent,
)
from tests.facts import facts

FROM, TO = ("2012Q2", 0.04), ("2012Q4", 0.15)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (None, "no words"),
        (0.0, "0%"),
        (1e-9, "<0.1%"),
        (0.000499, "<0.1%"),
        (0.0005, "0.1%"),
        (0.1234, "12.3%"),
        (0.18, "18.0%"),
        (1.0, "100.0%"),
    ],
)
def test_percent_tells_zero_from_little_and_from_nothing(share: float | None, expected: str) -> None:
    assert percent(share) == expected


@pytest.mark.parametrize(
    ("difference", "q_value", "expected"),
    [
        (0.1, 0.05, "up"),
        (-0.1, 0.001, "down"),
        (0.1, 0.051, "unclear"),
        (0.1, None, "unclear"),
        (None, 0.01, "unclear"),
        (0.0, 0.01, "unclear"),
    ],
)
def test_direction_is_that_of_the_difference_where_q_allows(
    difference: float | None, q_value: float | None, expected: str
) -> None:
    assert direction(difference, q_value) == expected


def test_contrast_says_up_where_the_interval_excludes_zero() -> None:
    assert facts(contrast_sentence("Juno", FROM, TO, (0.11, 0.05, 0.17), "up")) == [
        "15.0%",
        "2012Q4",
        "up",
        "4.0%",
        "2012Q2",
        "+11.0 points",
        "95%",
        "5.0",
        "17.0",
    ]


def test_contrast_says_down_where_the_interval_is_below_zero() -> None:
    assert facts(contrast_sentence("Juno", TO, FROM, (-0.11, -0.17, -0.05), "down")) == [
        "4.0%",
        "2012Q2",
        "down",
        "15.0%",
        "2012Q4",
        "−11.0 points",
        "95%",
        "−17.0",
        "−5.0",
    ]


def test_contrast_names_no_direction_where_it_is_unclear() -> None:
    assert facts(contrast_sentence("Juno", FROM, TO, (0.11, 0.05, 0.17), "unclear")) == [
        "15.0%",
        "2012Q4",
        "4.0%",
        "2012Q2",
        "no significant",
        "+11.0 points",
        "95%",
        "5.0",
        "17.0",
    ]


def test_contrast_says_so_where_no_interval_can_be_given() -> None:
    sentence = contrast_sentence("Juno", FROM, TO, (0.11, None, None), "unclear")
    assert sentence.endswith("no significant difference (difference +11.0 points, no interval can be given).")


@pytest.mark.parametrize(
    ("before", "after", "estimate"), [(("a", None), TO, 0.1), (FROM, ("b", None), 0.1), (FROM, TO, None)]
)
def test_contrast_says_so_where_calls_cannot_be_compared(
    before: tuple[str, float | None], after: tuple[str, float | None], estimate: float | None
) -> None:
    assert contrast_sentence("Juno", before, after, (estimate, None, None), "unclear") == (
        f"Juno: {after[0]} and {before[0]} cannot be compared; in one of them there are no words to count."
    )


def test_contrast_with_a_direction_shows_an_interval_that_excludes_zero() -> None:
    sentence = contrast_sentence("Juno", ("2012Q2", 0.001), ("2012Q4", 0.0022), (0.0012, 0.0002, 0.0022), "up")
    assert " interval 0.0 to" not in sentence
