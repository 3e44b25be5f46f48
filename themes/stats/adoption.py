"""How far a theme has spread: of the companies that had held a call by a quarter, how many had taken it up by then.

In: the first quarter of each company, in the study and on the theme.  Out: :class:`DiffusionPoint` a quarter (Rogers
1962: cumulative adoption).  The command and the report count by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MIN_PASSAGES = 2  # of a call, from which a company has taken a theme up: one alone is sooner a mistaken assignment


@dataclass(frozen=True)
class DiffusionPoint:
    """By one quarter: companies that had held a call, and how many of them had taken the theme up."""

    quarter: str
    n_adopters: int
    n_companies: int

    @property
    def share(self) -> float:
        """Share (0–1) of the companies with a call by then."""
        return self.n_adopters / self.n_companies


def cumulative_adoption(
    joined: Mapping[str, str], adopted: Mapping[str, str], quarters: Sequence[str]
) -> tuple[DiffusionPoint, ...]:
    """Count adopters quarter by quarter.

    A company that misses a quarter stays in both counts: what it took up it has taken up, and the number of adopters
    never falls.  The share falls where a company joins that has not taken the theme up.

    Parameters
    ----------
    joined : mapping of str to str
        By company the quarter of its first call.
    adopted : mapping of str to str
        By company the quarter in which it took the theme up; companies that have not joined are left out.
    quarters : sequence of str
        In order.

    Returns
    -------
    tuple of DiffusionPoint
        One a quarter; none before the first company joined.

    Examples
    --------
    >>> points = cumulative_adoption({"a": "2011Q1", "b": "2011Q1"}, {"b": "2011Q2"}, ["2011Q1", "2011Q2"])
    >>> [(point.quarter, point.n_adopters, point.n_companies) for point in points]
    [('2011Q1', 0, 2), ('2011Q2', 1, 2)]
    """
    begun = [quarter for company, quarter in adopted.items() if company in joined]
    return tuple(
        DiffusionPoint(quarter, sum(q <= quarter for q in begun), n_there)
        for quarter in quarters
        if (n_there := sum(q <= quarter for q in joined.values()))
    )
