"""When a company has taken a theme up, and how far the theme has spread by then.

In: ``chunks`` and ``chunk_themes``, or the first quarter of each company, in the study and on the theme.  Out: passages
that a reader would accept, by call and theme; :class:`DiffusionPoint` a quarter (Rogers 1962: cumulative adoption).
The command and the report count by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

MIN_PASSAGES = 2  # of a call, from which a company has taken a theme up: one alone is sooner a mistaken assignment
#: Score from which readers agree with nine of ten passages of the matcher (measured: docs/diffusion.md).
ACCEPTED_SCORE = 0.91


def is_accepted(origin: str, score: float | None) -> bool:
    """Whether a reader would accept an assigned passage: by its score where the matcher alone took it.

    What a person decided or merged counts, and so does a passage of a discovered theme, whose score is on another
    scale.

    Examples
    --------
    >>> is_accepted("matcher", 0.6), is_accepted("matcher", 0.97), is_accepted("person", 1.0), is_accepted("core", 0.4)
    (False, True, True, True)
    """
    return origin != "matcher" or (score or 0.0) >= ACCEPTED_SCORE


def accepted_passages(chunks: pd.DataFrame, chunk_themes: pd.DataFrame) -> pd.DataFrame:
    """Count the passages that a reader would accept.

    Parameters
    ----------
    chunks, chunk_themes : DataFrame
        The tables of those names.

    Returns
    -------
    DataFrame
        ``theme_id``, ``call_id``, ``n_accepted``: a row for each theme × call with such a passage of substance.
    """
    assigned = chunk_themes[chunk_themes["assigned"].astype(bool)]
    sure = [is_accepted(o, s) for o, s in zip(assigned["origin"], assigned["score"].fillna(0.0), strict=True)]
    content = chunks.loc[chunks["kind"] == "content", ["chunk_id", "call_id"]]
    accepted = assigned.loc[sure, ["chunk_id", "theme_id"]].merge(content, on="chunk_id")
    return accepted.groupby(["theme_id", "call_id"], sort=False).size().rename("n_accepted").reset_index()


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
