"""Shares of talk: one way to pool calls by words and one to take the mean of companies, for all views.

In: :class:`reports.records.Point`.  Out: shares (0–1); None where there are no words to take a share of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from reports.records import Point


def pooled(n_words_theme: int, n_words: int) -> float | None:
    """Return the share of words, None where there are none.

    Examples
    --------
    >>> pooled(30, 120), pooled(0, 0)
    (0.25, None)
    """
    return n_words_theme / n_words if n_words else None


def pooled_share(points: Iterable[Point]) -> float | None:
    """The share over some calls, taken together by their words."""
    own = list(points)
    return pooled(sum(point.n_words_theme for point in own), sum(point.n_words for point in own))


def by_company(points: Iterable[Point]) -> dict[str, list[Point]]:
    """A theme's points by company id, in their order."""
    found: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        found[point.company_id].append(point)
    return dict(found)


def by_quarter(points: Iterable[Point]) -> dict[str, list[Point]]:
    """A theme's points by calendar quarter; calls without one are left out."""
    found: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        if point.calendar_quarter is not None:
            found[point.calendar_quarter].append(point)
    return dict(found)


def quarterly_shares(points: Iterable[Point], quarters: Sequence[str]) -> list[float | None]:
    """One company's share in each of ``quarters``, two calls of a quarter taken together; None without words."""
    held = by_quarter(points)
    return [pooled_share(held.get(quarter, ())) for quarter in quarters]


def mean_known(shares: Iterable[float | None]) -> float | None:
    """Mean of the shares that are there, None if none is.

    Examples
    --------
    >>> mean_known([0.25, None, 0.75]), mean_known([])
    (0.5, None)
    """
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None


def mean_of_companies(points: Iterable[Point]) -> float | None:
    """Mean of the companies' shares, each counted once however long it talks."""
    return mean_known(pooled_share(own) for own in by_company(points).values())


def quarterly_means(points: Iterable[Point], quarters: Sequence[str]) -> list[float | None]:
    """Mean of the companies' shares in each of ``quarters``; None where nobody said a word."""
    held = by_quarter(points)
    return [mean_of_companies(held.get(quarter, ())) for quarter in quarters]
