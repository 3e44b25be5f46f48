"""Numbers as sentences and tables write them."""

from __future__ import annotations

import pytest

from themes.formatting import counted, per_hundred, percent, points, q_text


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, "0%"),
        (1e-9, "<0.1%"),
        (0.0003, "<0.1%"),
        (0.0005, "0.1%"),
        (0.0151, "1.5%"),
        (0.18, "18.0%"),
        (1.0, "100.0%"),
    ],
)
def test_percent_tells_zero_from_little(share: float, expected: str) -> None:
    assert percent(share) == expected
    assert f"{per_hundred(share)}%" == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.25, "= 0.250"), (0.001, "= 0.001"), (0.00099, "< 0.001"), (0.0, "< 0.001")]
)
def test_q_has_three_decimals(value: float, expected: str) -> None:
    assert q_text(value) == f"q {expected}"


@pytest.mark.parametrize(
    ("difference", "signed", "expected"),
    [
        (0.11, True, "+11.0"),
        (0.11, False, "11.0"),
        (-0.012, True, "−1.2"),
        (-0.012, False, "−1.2"),
        (0.0, True, "0.0"),
        (-0.0004, True, "0.0"),
        (1.0, False, "100.0"),
    ],
)
def test_points_carry_a_true_sign_and_no_signed_zero(difference: float, signed: bool, expected: str) -> None:
    assert points(difference, signed=signed) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 calls"), (1, "1 call"), (2, "2 calls"), (12345, "12,345 calls")]
)
def test_counted_agrees_in_number(count: int, expected: str) -> None:
    assert counted(count, "call") == expected
