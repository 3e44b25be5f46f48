"""Composition-adjusted shares over companies: what a quarter would be had every company of the panel called in it.

In: shares by theme × company × quarter, NaN where there was no call.  Out: adjusted shares by theme and quarter with
their intervals, and how much of the panel called.  Method: company and quarter effects, multiplicative, so that a
quarter in which nobody who called spoke of a theme stays at zero; fitted by alternating (iterative proportional
fitting; Deming & Stephan 1940), both shrunk towards their mean as if there were a little evidence for it (gamma priors;
Clayton & Kaldor 1987).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from themes.quarters import QUARTERS_A_YEAR
from themes.stats.windows import PANEL_WEIGHT

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

#: Quarters' worth of evidence that a company speaks like the others: a lone call moves the other quarters little.
PRIOR_QUARTERS = 1.0
#: Companies' worth of evidence, at most, that a quarter is like the others: it tells apart those that call in turn.
PRIOR_COMPANIES = 1.0
MOST_ROUNDS, CONVERGED = 100, 1e-9
Z = 1.96
_HAIR = 1e-9  # two of three companies are two thirds, in whatever order their weights are added


@dataclass(frozen=True)
class Interval:
    """Intervals of shares, each (n_themes, n_quarters): their centres, and the distances from there to the bounds."""

    centre: Floats
    down: Floats
    up: Floats


@dataclass(frozen=True)
class Adjusted:
    """Shares over the companies of a panel, each (n_themes, n_quarters), NaN where nobody called.

    ``raw`` is the weighted mean of those that called and ``share`` what it would be had all called; ``ratio`` makes the
    one of the other; ``variance`` is what the companies that did not call leave open, 0 where there is none.
    """

    raw: Floats
    share: Floats
    ratio: Floats
    variance: Floats

    def interval(self, raw: Interval) -> Interval:
        """The raw mean's interval, scaled as its share is and widened (square and add) by what is missing."""
        missing = Z**2 * self.variance
        down, up = (np.sqrt((self.ratio * distance) ** 2 + missing) for distance in (raw.down, raw.up))
        return Interval(self.ratio * raw.centre, down, up)


@dataclass(frozen=True)
class _Panel:
    """Shares with 0 for no call, who called (0 or 1), and weights whose mean over the companies with any call is 1."""

    share: Floats
    held: Floats
    weight: Floats

    @property
    def members(self) -> Floats:
        """Companies with any call, (n_themes, n_companies): 0 or 1."""
        members: Floats = self.held.max(axis=2, initial=0.0)
        return members

    @property
    def size(self) -> Floats:
        """Number of companies with any call, (n_themes, 1)."""
        size: Floats = self.members.sum(axis=1, keepdims=True)
        return size

    @property
    def spoken(self) -> Floats:
        """Weighted sum of the shares of a quarter, (n_themes, n_quarters)."""
        return _sum("tcq,tc->tq", self.share, self.weight)

    def called(self, level: Floats | float = 1.0) -> Floats:
        """Weight of those that called, each times its level, (n_themes, n_quarters)."""
        return _sum("tcq,tc->tq", self.held, self.weight * level)

    @property
    def missing(self) -> Floats:
        """Companies of the panel that did not call: 0 or 1, of the shape of the shares."""
        return self.members[:, :, None] - self.held


def adjusted_shares(share: Floats, weight: Floats | None = None) -> Adjusted:
    """Adjust the mean over companies for who called.

    Parameters
    ----------
    share : ndarray of float, shape (n_themes, n_companies, n_quarters)
        Share of talk (0–1), NaN where a company did not call.
    weight : ndarray of float, shape (n_companies,), optional
        Weight of each company, above 0; 1 if not given.

    Returns
    -------
    Adjusted
        Where all companies of the panel called, the raw mean itself.  A company without any call is not of the panel;
        a panel of one company is its own shares.

    Examples
    --------
    One company speaks three times as much of a theme as the other, which missed the last quarter.

    >>> found = adjusted_shares(np.array([[[0.06, 0.06, 0.06], [0.02, 0.02, np.nan]]]))
    >>> found.raw.round(3).tolist(), found.share.round(3).tolist()
    ([[0.04, 0.04, 0.06]], [[0.04, 0.04, 0.045]])
    """
    panel = _panel(share, weight)
    level = _levels(panel)
    called, at_level = panel.called(), panel.called(level)
    complete = ~panel.missing.any(axis=1) & (called > 0)
    raw = _over(panel.spoken, called)
    ratio = np.where(complete, 1.0, _over(called, at_level))
    variance = np.where(complete, 0.0, _variance_of_missing(panel, level))
    return Adjusted(raw, np.clip(raw * ratio, 0.0, 1.0), ratio, np.where(called > 0, variance, np.nan))


def panel_weights(share: Floats, weight: Floats | None = None) -> Floats:
    """The weight (0–1) of the companies that called, of those that call in these years: (n_themes, n_quarters).

    A company calls from its first call until a year after its last; who left long ago, or has not joined, is not
    missing.  They count for half of the whole panel's weight at least, so that few never stand for many.
    """
    panel = _panel(share, weight)
    when = np.arange(share.shape[2])
    held = panel.held > 0
    first = np.where(held, when, share.shape[2]).min(axis=2, initial=share.shape[2])
    last = np.where(held, when, -1).max(axis=2, initial=-1)
    calls = (first[:, :, None] <= when) & (when <= last[:, :, None] + QUARTERS_A_YEAR - 1)
    expected = _sum("tcq,tc->tq", calls.astype(float), panel.weight)
    return _over(panel.called(), np.maximum(expected, panel.size / 2), 0.0)


def is_thin(panel_weight: Floats) -> Booleans:
    """Whether companies of less than two thirds of the weight called that could be expected to.

    >>> is_thin(np.array([1.0, 2 / 3, 0.6])).tolist()
    [False, False, True]
    """
    return np.asarray(panel_weight < PANEL_WEIGHT - _HAIR)


def n_known_quarters(held: Booleans) -> int:
    """Number of quarters up to the last that is not thin: on later ones most companies have yet to report.

    At most a year is left off: where companies call in turn for longer, there is nothing to wait for.

    Parameters
    ----------
    held : ndarray of bool, shape (n_companies, n_quarters)
        Which company held a call in which quarter.

    Examples
    --------
    >>> n_known_quarters(np.array([[True, True, True], [True, True, False], [True, True, False]]))
    2
    """
    thin = is_thin(panel_weights(np.where(held, 0.0, np.nan)[None]))[0]
    full = np.flatnonzero(~thin)
    last, n_quarters = (int(full[-1]) + 1 if len(full) else 0), held.shape[1]
    return last if n_quarters - last <= QUARTERS_A_YEAR else n_quarters


def _panel(share: Floats, weight: Floats | None) -> _Panel:
    held = ~np.isnan(share)
    own = held.any(axis=2) * np.asarray(1.0 if weight is None else weight, dtype=float)
    n_companies = held.any(axis=2).sum(axis=1, keepdims=True)
    return _Panel(
        np.where(held, share, 0.0), held.astype(float), _over(own * n_companies, own.sum(axis=1, keepdims=True), 0.0)
    )


def _levels(panel: _Panel) -> Floats:
    """How much of a theme each company speaks beside the others, (n_themes, n_companies): their weighted mean is 1."""
    talk = panel.share.sum(axis=2)
    level = np.ones(talk.shape)
    for _ in range(MOST_ROUNDS):
        effect, mean = _quarters(panel, level)
        expected = _sum("tcq,tq->tc", panel.held, effect)
        found = _over(talk + PRIOR_QUARTERS * mean, expected + PRIOR_QUARTERS * mean, 1.0)
        found = _over(found * panel.size, (panel.weight * found).sum(axis=1, keepdims=True), 1.0)
        moved, level = np.abs(found - level).max(initial=0.0), found
        if moved < CONVERGED:
            break
    return level


def _quarters(panel: _Panel, level: Floats) -> tuple[Floats, Floats]:
    """What a company of level 1 says in each quarter, (n_themes, n_quarters), shrunk; and its mean, (n_themes, 1).

    Shrunk by as many companies' worth of evidence as calls vary more than quarters do, at most one: what differs from
    quarter to quarter is not put down to companies that were not there.  Quarters without a word on a theme say nothing
    of who speaks more of it.
    """
    at_level = panel.called(level)
    anyone = at_level > 0
    n_quarters = anyone.sum(axis=1, keepdims=True).astype(float)
    effect = _over(panel.spoken, at_level, 0.0)
    mean = _over(effect.sum(axis=1, keepdims=True), n_quarters, 0.0)
    between = _over(((effect - mean) ** 2 * anyone).sum(axis=1, keepdims=True), np.maximum(n_quarters - 1, 1.0))
    within = _dispersion(panel, level, level[:, :, None] * effect[:, None, :])[:, None] * mean
    prior = np.minimum(_over(within, between, PRIOR_COMPANIES), PRIOR_COMPANIES)
    shrunk = _over(panel.spoken + prior * mean, at_level + prior, 0.0)
    return np.where(panel.spoken > 0, shrunk, 0.0), mean


def _variance_of_missing(panel: _Panel, level: Floats) -> Floats:
    """Prediction variance of the companies that did not call, and of the quarter's effect that foretells them.

    A company's share in a quarter varies around its expectation in proportion to it (overdispersion; McCullagh & Nelder
    1989), as much as those of the calls held do.
    """
    at_level = panel.called(level)
    expected = level[:, :, None] * _over(panel.spoken, at_level, 0.0)[:, None, :]
    weighed = panel.weight[:, :, None] ** 2 * expected
    of_effect = _over((weighed * panel.held).sum(axis=1), at_level**2, 0.0)
    of_missing = _sum("tcq,tc->tq", panel.missing, panel.weight * level)
    variance = (weighed * panel.missing).sum(axis=1) + of_missing**2 * of_effect
    return _dispersion(panel, level, expected)[:, None] * _over(variance, panel.size**2, 0.0)


def _dispersion(panel: _Panel, level: Floats, expected: Floats) -> Floats:
    """Pearson's estimate of how shares vary around what is expected of them, (n_themes,).

    Where calls are too few to tell quarters apart from companies, quarters are taken to be alike.
    """
    cells, n_companies = panel.held.sum(axis=(1, 2)), panel.size[:, 0]
    free = cells - n_companies - (panel.called() > 0).sum(axis=1) + 1
    at_level = _sum("tcq,tc->t", panel.held, level)
    alike = level * _over(panel.share.sum(axis=(1, 2)), at_level, 0.0)[:, None]
    fitted = np.where((free >= 1)[:, None, None], expected, alike[:, :, None])
    pearson = (panel.held * _over((panel.share - fitted) ** 2, fitted, 0.0)).sum(axis=(1, 2))
    return _over(pearson, np.where(free >= 1, free, np.maximum(cells - n_companies, 1.0)))


def _sum(subscripts: str, *parts: Floats) -> Floats:
    return np.asarray(np.einsum(subscripts, *parts), dtype=float)


def _over(part: Floats, whole: Floats, otherwise: float = np.nan) -> Floats:
    """The part over the whole; ``otherwise`` where there is no whole."""
    shape = np.broadcast_shapes(part.shape, whole.shape)
    found: Floats = np.divide(part, whole, out=np.full(shape, otherwise), where=np.broadcast_to(whole > 0, shape))
    return found
