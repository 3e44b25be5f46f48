"""The spans of quarters that a change is measured between, and how much history and how many companies that takes.

In: a number of quarters.  Out: :class:`Windows`, as column numbers.  Trends test on them, the report says which
quarters they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from themes.quarters import QUARTERS_A_YEAR

WINDOW = 8  # quarters: two years, so that every season is in a window as often as any other
PANEL_WEIGHT = 2 / 3  # of the panel's companies: a quarter in which fewer called is thin, and never a peak
MIN_CALLS = MIN_QUARTERS = 6  # fewer cannot carry a trend
PEAK_COVERAGE = 0.9  # of the companies of the fullest quarter, that a peak needs: one that is missing makes one


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
    def years_apart(self) -> float:
        """Years between the windows' centres."""
        return (self.stop - self.start) / 2 / QUARTERS_A_YEAR


def compared_windows(n_quarters: int) -> Windows:
    """The last eight quarters against the eight before; shorter histories: what there is.

    From 12 quarters on the later window has eight and the earlier one whole years (eight or four), so that every season
    is in each equally often; below, the history is halved.

    >>> compared_windows(20), compared_windows(13).sizes, compared_windows(7).sizes
    (Windows(start=4, split=12, stop=20), (4, 8), (3, 4))
    """
    later = WINDOW if n_quarters >= WINDOW + QUARTERS_A_YEAR else (n_quarters + 1) // 2
    earlier = min(WINDOW, n_quarters - later)
    if n_quarters >= WINDOW + QUARTERS_A_YEAR:
        earlier -= earlier % QUARTERS_A_YEAR
    return Windows(n_quarters - later - earlier, n_quarters - later, n_quarters)


def earlier_windows(compared: Windows) -> list[Windows]:
    """The history before the compared windows, cut the same way: it tells how much a theme varies when left alone."""
    found, stop = [], compared.start
    while stop >= MIN_QUARTERS:
        found.append(compared_windows(stop))
        stop = found[-1].start
    return found
