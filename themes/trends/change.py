"""The change between two windows, within companies, and what would make quarters differ if nothing changed.

In: a :class:`Panel` and :class:`Windows`.  Out: :class:`Change`, and :class:`Design`: what a unit of each cause of
spread does to a sum of quarterly shares.  The change is the coefficient of least squares with an effect for each
company.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from themes.stats.windows import Windows
from themes.trends.panel import Floats, Panel

AUTOCORRELATION = 0.6  # of shocks a quarter apart; a wrong value is made up for by the estimated size of the shocks


@dataclass(frozen=True)
class Change:
    """What two windows say of every theme, averaged over the companies with calls in both.

    ``before`` and ``after``: mean share in each window, (n_themes,); ``residual``: quarterly share less its window's
    mean, (n_themes, n_used), with ``is_after`` and ``when`` (column numbers of the panel) of the quarters used;
    ``by_company``: mean share by window, (2, n_themes, n_companies); ``weight``: of each call in its window's mean,
    (n_companies, n_used); ``passages`` (n_companies, n_used).
    """

    before: Floats
    after: Floats
    residual: Floats
    is_after: NDArray[np.bool_]
    when: NDArray[np.int64]
    by_company: Floats
    weight: Floats
    passages: Floats

    @property
    def size(self) -> NDArray[np.int64]:
        """Quarters used of the window that each quarter is in, (n_used,)."""
        sizes: NDArray[np.int64] = np.where(self.is_after, self.is_after.sum(), (~self.is_after).sum())
        return sizes

    @property
    def contrast(self) -> Floats:
        """What each quarter adds to the difference after - before, (n_used,)."""
        return np.where(self.is_after, 1.0, -1.0) / self.size


def measure_change(panel: Panel, windows: Windows) -> Change | None:
    """Mean shares before and after, within companies; None where no company held calls in both windows."""
    columns = np.arange(windows.start, windows.stop)
    late = columns >= windows.split
    held = panel.held[:, columns]
    both = held[:, late].any(axis=1) & held[:, ~late].any(axis=1)
    used = held[both].any(axis=0)
    if not both.any():
        return None
    columns, late, held = columns[used], late[used], held[np.ix_(both, used)]
    share = np.where(held, panel.share[np.ix_(np.arange(len(panel.share)), both, columns)], 0.0)
    counts = np.stack([held[:, ~late].sum(axis=1), held[:, late].sum(axis=1)])
    own = np.stack([share[..., ~late].sum(axis=2) / counts[0], share[..., late].sum(axis=2) / counts[1]])
    evidence = counts.prod(axis=0) / counts.sum(axis=0)  # of a company: as least squares with company effects has it
    part = evidence / evidence.sum()
    weight = np.where(held, (part / counts[late.astype(int)]).T, 0.0)
    about = np.where(late, own[1][..., None], own[0][..., None])
    size = np.where(late, late.sum(), (~late).sum())
    residual = ((share - about) * weight).sum(axis=1) * size
    passages = np.where(held, panel.passages[np.ix_(both, columns)], 1.0)
    return Change(own[0] @ part, own[1] @ part, residual, late, columns, own, weight, passages)


@dataclass(frozen=True)
class Design:
    """Variance of a quarter's share for a unit of each cause: ``noise`` (n_themes, n_used), and ``shock``, its root."""

    noise: Floats
    shock: Floats

    def variance(self, form: Floats, correlation: Floats) -> Floats:
        """Expectation of a quadratic form of the quarterly shares, for a unit of each cause, (n_causes, n_themes)."""
        remembered = np.einsum("ti,ij,tj->t", self.shock, form * correlation, self.shock)
        return np.stack([self.noise @ np.diag(form), self.shock**2 @ np.diag(form), remembered])


def design(change: Change, *, one_level: bool) -> Design:
    """What the causes would do at the shares seen; ``one_level``: as if both windows had the same (the null)."""
    late = change.is_after
    calls = np.stack([(change.weight[:, ~late] > 0).sum(axis=1), (change.weight[:, late] > 0).sum(axis=1)])
    spoken = np.stack([change.passages[:, ~late].mean(axis=1), change.passages[:, late].mean(axis=1)]) * calls
    # half a passage more on the theme in each window, shared by the companies: no mention is not no knowledge
    half = 0.5 / len(calls[0])
    level = (change.by_company * spoken[:, None, :] + half) / (spoken[:, None, :] + 2 * half)
    if one_level:
        level = np.broadcast_to((level * spoken[:, None, :]).sum(axis=0) / spoken.sum(axis=0), level.shape)
    binomial = level * (1 - level)
    spread = np.where(late, binomial[1][..., None], binomial[0][..., None])
    weight = change.weight * change.size
    return Design((spread * weight**2 / change.passages).sum(axis=1), (spread * weight).sum(axis=1))


def correlations(when: NDArray[np.int64]) -> Floats:
    """Correlation of shocks between quarters, (n, n)."""
    made: Floats = AUTOCORRELATION ** np.abs(when[:, None] - when[None, :]).astype(np.float64)
    return made
