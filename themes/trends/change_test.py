"""The test of a change between two windows: over companies, or for one company over its calls.

In: panels, windows and :mod:`themes.trends.company_change`.  Out: :class:`Comparison`.  Over companies each is one
replicate: what they do together is signal, what sets them apart is noise.  For a single company its calls are.  Both
are moderated t tests (Smyth 2004); from six companies on the exact sign-flip test has a say too (``docs/trends.md``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import numpy as np

from themes.stats.composition import adjusted_shares, is_thin, panel_weights
from themes.stats.multiple_testing import ALPHA
from themes.stats.windows import Horizon, Windows, compared_windows, earlier_windows
from themes.trends.company_change import PASSAGES_A_LUMP, Booleans, CompanyChanges, measure_changes, own_variation
from themes.trends.moderation import Prior, Spread, fit_prior
from themes.trends.panel import Floats, Integers, Panel

MIN_PASSAGES = 10.0  # on a theme, in both windows together, from which a change is tested; more where talk comes in
# larger lumps than is usual
MIN_CALLS_A_WINDOW = 3  # of a company tested by itself; its windows are whole years, for a season is no change
MIN_COMPANIES_FLIPPED = 6  # fewer have too few sign flips
MOST_EXACT_FLIPS = 13  # companies; of more, that many random flips' worth are drawn
EXPONENT = 0.5  # of a company's root share, by which a change of it is expected to be larger where it says more
PAIR = 2  # companies, from which their differences can be seen


@dataclass(frozen=True)
class Comparison:
    """Two windows of one scope compared, for every theme, (n_themes,); NaN where a theme was not tested.

    ``shift``: the mean change in standard errors' units (its sign is what counts); ``before``, ``after``: composition
    adjusted shares; ``low``, ``high``: 95% interval of their difference.  ``passages`` of 65 words on the theme in
    both windows, said by companies with calls in both, and the ``least_passages`` that a test needs; ``n_told``
    companies that speak of it; ``carriers``: effective number of companies of the change, by the roots of their shares;
    ``contributions``, (n_themes, n_companies): each company's part of it, negative where it moved the other way, and
    ``own_change`` of its share, the mean of its quarters.
    """

    horizon: Horizon
    windows: Windows
    shift: Floats
    p_value: Floats
    before: Floats
    after: Floats
    low: Floats
    high: Floats
    passages: Floats
    least_passages: float
    n_told: Integers
    carriers: Floats
    flip_p: Floats
    contributions: Floats
    own_change: Floats

    @property
    def change(self) -> Floats:
        """Adjusted share after less before."""
        return self.after - self.before


@dataclass(frozen=True)
class _Effect:
    """The mean change of every theme over companies, weighted, and how companies vary around it."""

    mean: Floats
    precision: Floats
    spread: Spread
    contributions: Floats


def _effect(changes: CompanyChanges) -> _Effect:
    """Weighted least squares through the origin: a change is larger where a company says more of the theme.

    A theme that doubles moves the arcsine root of a large share further than of a small one; the half-way between equal
    changes and equal multiples serves both.
    """
    scale = (0.5 * np.sqrt(changes.level * (1 - changes.level))) ** EXPONENT
    weight = np.where(changes.is_told, scale**2 / changes.variance, 0.0)
    each = changes.shift / scale
    precision = weight.sum(axis=1)
    mean = np.divide((weight * each).sum(axis=1), precision, out=np.zeros(len(weight)), where=precision > 0)
    df = np.maximum(changes.is_told.sum(axis=1) - 1, 0).astype(np.float64)
    squares = (weight * (each - mean[:, None]) ** 2).sum(axis=1)
    ratio = np.divide(squares, df, out=np.ones(len(df)), where=df > 0)
    told = np.maximum(changes.is_told.sum(axis=1), 1)
    sampling = np.where(changes.is_told, changes.sampling_variance / changes.variance, 0.0).sum(axis=1) / told
    return _Effect(mean, precision, Spread(ratio, df, sampling), weight * each * np.sign(mean)[:, None])


def compare_over_companies(panel: Panel, horizon: Horizon) -> Comparison | None:
    """The test over all companies; None where the history is too short or no company spans both windows."""
    from scipy.stats import t

    windows = compared_windows(len(panel.quarters), horizon)
    changes = measure_changes(panel, windows) if windows is not None else None
    if windows is None or changes is None:
        return None
    prior = _prior_over_companies(panel, horizon)
    changes = replace(changes, sizes=prior.sizes)
    effect = _effect(changes)
    ratio, df = prior.moderate(effect.spread)
    n_told = changes.is_told.sum(axis=1)
    is_tested = (n_told >= PAIR) & _are_enough(changes)
    flip_p = np.array([
        sign_flip_p(parts[told]) for parts, told in zip(effect.contributions, changes.is_told, strict=True)
    ])  # fmt: skip
    shift = effect.mean * np.sqrt(effect.precision / ratio)
    error = np.sqrt(ratio * changes.variance_of_share.sum(axis=1)) / len(changes.companies)
    half = np.asarray(t.ppf(1 - ALPHA / 2, df)) * error
    tested = _Tested(shift, df, is_tested, half, half)
    return _comparison(panel, windows, horizon, changes, tested, effect.contributions, flip_p)


def _are_enough(changes: CompanyChanges) -> Booleans:
    """Whether the passages on each theme, by lumps, are enough to test, (n_themes,)."""
    enough: Booleans = changes.on_theme.sum(axis=(0, 2)) >= _least_passages(changes)
    return enough


def _least_passages(changes: CompanyChanges) -> float:
    return MIN_PASSAGES * max(1.0, changes.sizes.lump / PASSAGES_A_LUMP)


def _prior_over_companies(panel: Panel, horizon: Horizon) -> Prior:
    """How much companies differ, from all themes and all windows of the history."""
    found = []
    for windows in earlier_windows(len(panel.quarters), horizon):
        changes = measure_changes(panel, windows)
        if changes is not None:
            spread = _effect(changes).spread
            found.append(spread.where((spread.df > 0) & (changes.on_theme.sum(axis=(0, 2)) >= MIN_PASSAGES)))
    return fit_prior(Spread.joined(found))


def compare_each_company(panels: Sequence[Panel], horizon: Horizon) -> list[Comparison | None]:
    """The test of every company by itself, their variances moderated together; None as for all companies."""
    measured = [_measured(panel, horizon) for panel in panels]
    prior = fit_prior(Spread.joined([own.spread.where(own.is_known) for own in measured if own is not None]))
    return [
        _of_company(panel, horizon, own, prior) if own is not None else None
        for panel, own in zip(panels, measured, strict=True)
    ]


@dataclass(frozen=True)
class _Own:
    """One company's change, and how its calls vary."""

    windows: Windows
    changes: CompanyChanges
    spread: Spread

    @property
    def is_known(self) -> Booleans:
        """Whether its calls tell how a theme varies in them."""
        return self.changes.is_told[:, 0] & (self.spread.df > 0)


def _measured(panel: Panel, horizon: Horizon) -> _Own | None:
    windows = compared_windows(len(panel.quarters), horizon)
    changes = measure_changes(panel, windows) if windows is not None else None
    if windows is None or changes is None:
        return None
    return _Own(windows, changes, Spread(*own_variation(panel, windows, changes.sizes)))


def _of_company(panel: Panel, horizon: Horizon, own: _Own, prior: Prior) -> Comparison:
    from scipy.stats import t

    changes, windows = replace(own.changes, sizes=prior.sizes), own.windows
    ratio, df = prior.moderate(Spread(*own_variation(panel, windows, prior.sizes)))
    held = panel.held[0]
    calls = held[windows.start : windows.split].sum(), held[windows.split : windows.stop].sum()
    is_tested = _are_enough(changes) & (min(calls) >= MIN_CALLS_A_WINDOW) & windows.are_whole_years
    error = np.sqrt(ratio * changes.variance[:, 0])
    shift = changes.shift[:, 0]
    half = np.asarray(t.ppf(1 - ALPHA / 2, df)) * error
    # sin²b - sin²a = sin(a+b) · sin(b-a): the arcsine roots' interval in shares, at their common level
    middle = np.sin(changes.roots.sum(axis=0)[:, 0])
    down, up = (
        middle * np.abs(np.sin(np.clip(shift + way * half, -np.pi / 2, np.pi / 2)) - np.sin(shift)) for way in (-1, 1)
    )
    tested = _Tested(shift / error, df, is_tested, down, up)
    nothing = np.full(len(shift), np.nan)
    return _comparison(panel, windows, horizon, changes, tested, np.abs(changes.shift), nothing)


@dataclass(frozen=True)
class _Tested:
    """t, its degrees of freedom, whether there is enough to test, and the interval's distances from the change."""

    t: Floats
    df: Floats
    is_tested: Booleans
    down: Floats
    up: Floats


def _comparison(
    panel: Panel,
    windows: Windows,
    horizon: Horizon,
    changes: CompanyChanges,
    tested: _Tested,
    contributions: Floats,
    flip_p: Floats,
) -> Comparison:
    from scipy.stats import t

    before, after = adjusted_levels(panel.of(changes.companies), windows)
    own = _own_change(panel, changes, windows)
    with_change = np.where(contributions > 0, np.abs(changes.shift), 0.0)
    squares = (with_change**2).sum(axis=1)
    carriers = np.divide(with_change.sum(axis=1) ** 2, squares, out=np.zeros(len(squares)), where=squares > 0)
    everyone, own_change = (np.zeros((len(carriers), len(panel.companies))) for _ in range(2))
    everyone[:, changes.companies] = contributions
    own_change[:, changes.companies] = own
    return Comparison(
        horizon=horizon,
        windows=windows,
        shift=tested.t,
        p_value=np.where(tested.is_tested, 2 * t.sf(np.abs(tested.t), tested.df), np.nan),
        before=before,
        after=after,
        low=np.maximum(after - before - tested.down, -before),
        high=np.minimum(after - before + tested.up, 1 - before),
        passages=changes.on_theme.sum(axis=(0, 2)),
        least_passages=_least_passages(changes),
        n_told=changes.is_told.sum(axis=1),
        carriers=carriers,
        flip_p=flip_p,
        contributions=everyone,
        own_change=own_change,
    )


def _own_change(panel: Panel, changes: CompanyChanges, windows: Windows) -> Floats:
    """Each company's mean share of its quarters after, less before, (n_themes, n)."""
    share, held = np.nan_to_num(panel.share[:, changes.companies]), panel.held[changes.companies]
    before, after = (
        share[..., span].sum(axis=2, where=held[:, span]) / held[:, span].sum(axis=1)
        for span in (slice(windows.start, windows.split), slice(windows.split, windows.stop))
    )
    own: Floats = after - before
    return own


def adjusted_levels(panel: Panel, windows: Windows) -> tuple[Floats, Floats]:
    """Composition-adjusted share in each window: the mean of its quarters, thin ones left out if others are there."""
    share = adjusted_shares(panel.share).share
    thin = is_thin(panel_weights(panel.share))
    means = []
    for span in (slice(windows.start, windows.split), slice(windows.split, windows.stop)):
        known, usable = ~np.isnan(share[:, span]), ~thin[:, span]
        chosen = np.where((known & usable).any(axis=1, keepdims=True), known & usable, known)
        total = np.where(chosen, share[:, span], 0.0).sum(axis=1)
        means.append(total / np.maximum(chosen.sum(axis=1), 1))
    return means[0], means[1]


def sign_flip_p(contributions: Floats) -> float:
    """Exact chance of so large a sum were the sign of every company's change a toss (Fisher 1935); NaN for few.

    Not the mid-p (Lancaster 1961): it finds a tenth more in panels of six and seven companies, but is wrong in 5.3% of
    what it calls there, this one in 4.8% (324 planted panels).

    >>> sign_flip_p(np.array([1.0, 1, 1, 1, 1, 1])), sign_flip_p(np.array([1.0, 1, 1]))
    (0.03125, nan)
    """
    n = len(contributions)
    if n < MIN_COMPANIES_FLIPPED:
        return float("nan")
    observed = abs(float(contributions.sum()))
    in_order = np.sort(contributions)  # so that drawn flips do not depend on the companies' names
    return float(np.mean(np.abs(_signs(n) @ in_order) >= observed * (1 - 1e-9)))


@cache
def _signs(n: int) -> Floats:
    """All ways to toss the signs of n companies, (2**n, n); of many companies as many as of thirteen, as seen first."""
    if n <= MOST_EXACT_FLIPS:
        return np.array(list(product((1.0, -1.0), repeat=n)))
    drawn = np.random.default_rng(n).choice((1.0, -1.0), (2**MOST_EXACT_FLIPS - 1, n))
    return np.vstack([np.ones(n), drawn])
