"""Shares of talk: one way to pool calls by words and one to go from companies to their mean, for all views.

In: :class:`reports.records.Point`.  Out: shares (0–1); None where there are no words to take a share of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reports.data.coverage import Coverage
from reports.records import Point
from themes.stats.composition import adjusted_shares

DECIMALS = 6


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
    return [as_tabled(pooled_share(held.get(quarter, ()))) for quarter in quarters]


def as_tabled(share: float | None) -> float | None:
    """A share as the table by quarter has it (:mod:`themes.prevalence.by_quarter`), so that both round alike.

    >>> as_tabled(0.04949999999)
    0.0495
    """
    return None if share is None else round(share, DECIMALS)


def mean_known(shares: Iterable[float | None]) -> float | None:
    """Mean of the shares that are there, None if none is.

    Examples
    --------
    >>> mean_known([0.25, None, 0.75]), mean_known([])
    (0.5, None)
    """
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None


@dataclass(frozen=True)
class QuarterMean:
    """A theme over the companies in a quarter: ``share`` adjusted for who called, ``raw`` the mean of those that did.

    Both are None where nobody said a word.  ``is_estimated``: not every company called, and somebody mentions it.
    """

    share: float | None
    raw: float | None
    is_estimated: bool = False


def quarterly_means(points: Iterable[Point], quarters: Sequence[str]) -> list[QuarterMean]:
    """A theme's share over the companies in each of ``quarters``, each company counted once however long it talks.

    Adjusted over all quarters of ``points``, whichever are asked for (:mod:`themes.stats.composition`); two calls of a
    company in a quarter are taken together by their words.
    """
    own = tuple(points)
    known = {*quarters, *(point.calendar_quarter for point in own if point.calendar_quarter is not None)}
    means = _means_of(own, tuple(sorted(known)))
    return [means[quarter] for quarter in quarters]


@lru_cache(maxsize=1024)
def _means_of(points: tuple[Point, ...], quarters: tuple[str, ...]) -> Mapping[str, QuarterMean]:
    """The means of all quarters; kept, since heat map, numbers, lines and captions of a theme all ask for them."""
    held = [by_quarter(own) for own in by_company(points).values()]
    rows = [[pooled_share(own.get(quarter, ())) for quarter in quarters] for own in held]
    shares = np.array([rows], dtype=float).reshape(1, len(rows), len(quarters))
    found = adjusted_shares(shares)
    lacks = np.isnan(shares[0][~np.isnan(shares[0]).all(axis=1)]).any(axis=0) & (found.share[0] > 0)
    means = map(QuarterMean, *map(_known, (found.share[0], found.raw[0])), lacks.tolist())
    return dict(zip(quarters, means, strict=True))


def mean_over_quarters(points: Iterable[Point], quarters: Collection[str]) -> float | None:
    """Mean of a theme's adjusted shares over some quarters, as the test of a trend takes it; of one company its own."""
    own = list(points)
    if len(by_company(own)) == 1:
        return mean_known(quarterly_shares(own, sorted(quarters)))
    return mean_known(mean.share for mean in quarterly_means(own, sorted(quarters)))


def lately_share(points: Iterable[Point], coverage: Coverage) -> float | None:
    """A theme's share in the last four quarters of a study, or over all calls where none has a quarter."""
    return mean_over_quarters(points, coverage.lately) if coverage.quarters else pooled_share(points)


def _known(shares: NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(share) else as_tabled(float(share)) for share in shares]
