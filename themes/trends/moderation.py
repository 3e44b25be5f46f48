"""Moderated variances: how much companies differ, learnt from all themes of a study together.

In: :class:`Spread`, variances seen over those expected (:mod:`themes.trends.company_change`).  Out: :class:`Prior`, and
ratios drawn towards it.  One theme in four companies cannot tell its own variance; forty themes over ten years can
(Smyth 2004).  What is usual depends on how much of the expected variance is sampling, since talk comes in larger lumps
in one study than in another.  A theme far more restless than the others keeps its own (Phipson et al. 2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from themes.trends.company_change import PASSAGES_A_LUMP, WANDER, Booleans, Sizes
from themes.trends.panel import Floats

MOST_DF = 60.0  # of a prior: themes are never known to be alike beyond that
RESTLESS_Z = 2.5  # standard deviations (Wilson & Hilferty 1931) above the others: such a theme keeps its own variance
ROUNDS = 5  # of leaving out the restless
FEW_RATIOS = 20  # with fewer the shipped prior stands
SMALLEST_RATIO = 1e-3


@dataclass(frozen=True)
class Spread:
    """Variance seen over the one expected, with its degrees of freedom, and the part of it that is sampling, (n,)."""

    ratio: Floats
    df: Floats
    sampling: Floats

    def where(self, chosen: Booleans) -> Spread:
        """Some of them."""
        return Spread(self.ratio[chosen], self.df[chosen], self.sampling[chosen])

    @classmethod
    def joined(cls, parts: Sequence[Spread]) -> Spread:
        """All of them together."""
        nothing = np.zeros(0)
        return cls(*(np.concatenate([nothing, *(getattr(p, n) for p in parts)]) for n in ("ratio", "df", "sampling")))


@dataclass(frozen=True)
class Prior:
    """The usual ratio of sampling and of wandering to what is expected of them; degrees of freedom they are worth."""

    sampling: float
    wandering: float
    df: float

    @property
    def sizes(self) -> Sizes:
        """The causes as large as they are usual."""
        return Sizes(PASSAGES_A_LUMP * self.sampling, WANDER * self.wandering)

    def usual(self, sampling: Floats) -> Floats:
        """The usual ratio where so much of the expected variance is sampling, (n,)."""
        return self.sampling * sampling + self.wandering * (1 - sampling)

    def moderate(self, spread: Spread) -> tuple[Floats, Floats]:
        """Ratios to :attr:`sizes` drawn towards 1, with their degrees of freedom; restless ones stay."""
        restless = (spread.df > 0) & (restlessness(spread.ratio, spread.df) >= RESTLESS_Z)
        prior = np.where(restless, 0.0, self.df)
        return (prior + spread.df * spread.ratio) / (prior + spread.df), prior + spread.df


#: The causes are as large as in ten telecom firms; worth so many degrees of freedom, beside a study's own ratios too.
SHIPPED = Prior(1.0, 1.0, 10.0)


def restlessness(ratio: Floats, df: Floats) -> Floats:
    """Of a variance over what was expected, in standard deviations (cube roots; Wilson & Hilferty 1931)."""
    part = 2 / (9 * np.maximum(df, 0.5))
    found: Floats = (np.cbrt(ratio) - (1 - part)) / np.sqrt(part)
    return found


def fit_prior(spread: Spread) -> Prior:
    """The prior that these ratios speak for, the restless ones left out.

    Both usual ratios by least squares weighted by degrees of freedom, :data:`SHIPPED` counted in; how alike themes are
    by moments of the logarithms (Smyth 2004).
    """
    from scipy.optimize import nnls
    from scipy.special import polygamma, psi

    if len(spread.ratio) < FEW_RATIOS:
        return SHIPPED
    known = np.array([[1.0, 0.0], [0.0, 1.0]])
    prior, kept = Prior(1.0, 1.0, 0.0), np.ones(len(spread.ratio), dtype=bool)
    for _ in range(ROUNDS):
        kept = restlessness(spread.ratio / prior.usual(spread.sampling), spread.df) < RESTLESS_Z
        part = spread.where(kept)
        root = np.sqrt(np.append(part.df, [SHIPPED.df / 2] * 2) / np.append(prior.usual(part.sampling), [1, 1]) ** 2)
        left = np.vstack([np.column_stack([part.sampling, 1 - part.sampling]), known])
        right = np.append(part.ratio, [SHIPPED.sampling, SHIPPED.wandering])
        found, _residual = nnls(left * root[:, None], right * root)
        sampling, wandering = (float(max(size, SMALLEST_RATIO)) for size in found)
        prior = Prior(sampling, wandering, 0.0)
    if kept.sum() < FEW_RATIOS:  # as restless as none was when the shipped prior was made: each theme speaks for itself
        return SHIPPED
    part = spread.where(kept)
    half = part.df / 2
    log = np.log(np.maximum(part.ratio / prior.usual(part.sampling), SMALLEST_RATIO)) - psi(half) + np.log(half)
    excess = float(np.var(log, ddof=1) - np.mean(polygamma(1, half)))
    grid = np.geomspace(0.2, 2 * MOST_DF, 400)
    df = MOST_DF if excess <= 0 else min(MOST_DF, float(grid[np.argmin(np.abs(polygamma(1, grid / 2) - excess))]))
    return Prior(prior.sampling, prior.wandering, df)
