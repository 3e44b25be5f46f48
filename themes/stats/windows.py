"""The spans of quarters that a change is measured between, and how much history and how many companies that takes.

In: a number of quarters.  Out: :class:`Windows`, as column numbers.  Trends test on them, the report says which
quarters they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from themes.quarters import QUARTERS_A_YEAR

MIN_CALLS = MIN_QUARTERS = 6  # fewer cannot carry a trend
PANEL_WEIGHT = 2 / 3  # of the panel's companies: a quarter in which fewer called is thin, and never a peak


class Horizon(StrEnum):
    """How far a comparison reaches: ``quarters`` at the end against as many before; ``words`` say so in a sentence."""

    quarters: int
    words: str

    YEAR = "year", QUARTERS_A_YEAR, "over the year"
    TWO_YEARS = "two_years", 2 * QUARTERS_A_YEAR, "over two years"

    def __new__(cls, value: str, quarters: int = 0, words: str = "") -> Horizon:
        """A text, so that tables hold it as such, with what is known of it."""
        horizon = str.__new__(cls, value)
        horizon._value_ = value
        horizon.quarters, horizon.words = quarters, words
        return horizon


@dataclass(frozen=True)
class Windows:
    """Two neighbouring spans of quarters, as half-open column numbers of a panel."""

    start: int
    split: int
    stop: int

    @property
    def sizes(self) -> tuple[int, int]:
        """Quarters before and after the split."""
        return self.split - self.start, self.stop - self.split

    @property
    def are_whole_years(self) -> bool:
        """Whether every season is in each window equally often."""
        return not any(size % QUARTERS_A_YEAR for size in self.sizes)

    @property
    def years_apart(self) -> float:
        """Years between the windows' centres."""
        return (self.stop - self.start) / 2 / QUARTERS_A_YEAR


def is_history_enough(n_calls: NDArray[np.int64], held: NDArray[np.bool_]) -> bool:
    """Whether there are the calls and quarters that a trend needs.

    Parameters
    ----------
    n_calls, held : ndarray, shape (n_companies, n_quarters)
        Calls of each company in each quarter; whether any of them has words.

    Examples
    --------
    >>> calls = np.ones((2, 6), dtype=np.int64)
    >>> is_history_enough(calls, calls > 0), is_history_enough(calls[:, :5], calls[:, :5] > 0)
    (True, False)
    """
    return bool(n_calls[held].sum() >= MIN_CALLS and held.any(axis=0).sum() >= MIN_QUARTERS)


def compared_windows(n_quarters: int, horizon: Horizon) -> Windows | None:
    """The last quarters of a history against those before them; None where it is too short.

    Windows are whole years, so that every season is in each equally often: four quarters against four, eight against
    eight (against four where there are only twelve to fifteen).  A history of six or seven quarters is halved.

    >>> compared_windows(20, Horizon.YEAR), compared_windows(20, Horizon.TWO_YEARS)
    (Windows(start=12, split=16, stop=20), Windows(start=4, split=12, stop=20))
    >>> compared_windows(13, Horizon.TWO_YEARS).sizes, compared_windows(7, Horizon.YEAR).sizes
    ((4, 8), (3, 4))
    >>> compared_windows(11, Horizon.TWO_YEARS), compared_windows(5, Horizon.YEAR)
    (None, None)
    """
    later = horizon.quarters
    if horizon is Horizon.YEAR and n_quarters < 2 * later:
        return Windows(0, n_quarters // 2, n_quarters) if n_quarters >= MIN_QUARTERS else None
    if n_quarters < later + QUARTERS_A_YEAR:
        return None
    earlier = later if n_quarters >= 2 * later else QUARTERS_A_YEAR
    return Windows(n_quarters - later - earlier, n_quarters - later, n_quarters)


def earlier_windows(n_quarters: int, horizon: Horizon) -> list[Windows]:
    """All windows of a history, the last first, each a window's length earlier than the one before it.

    >>> earlier_windows(17, Horizon.YEAR)
    [Windows(start=9, split=13, stop=17), Windows(start=5, split=9, stop=13), Windows(start=1, split=5, stop=9)]
    """
    ends = range(n_quarters, 2 * horizon.quarters - 1, -horizon.quarters)
    found = (compared_windows(end, horizon) for end in ends)
    return [windows for windows in found if windows is not None]
