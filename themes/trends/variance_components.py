"""How much a theme's share varies from quarter to quarter: learnt from all themes of a study together.

In: a :class:`Change` of each pair of windows.  Out: :class:`VarianceComponents`, from which follows the variance of a
difference between two windows.

One theme in sixteen quarters cannot tell its own serial correlation; forty themes together can.  The quarterly share
(mean over companies, company effects removed) is taken to vary by three causes: *noise* of sampling, independent
between quarters, as if the talk came in lumps of so many passages; and *shocks* that hit all companies at once, in
proportion to p(1-p): forgotten in the next quarter, or remembered (by ``AUTOCORRELATION`` a quarter).  Their sizes are
estimated by moments (variance, and covariances at lags of one to three quarters) over all themes, corrected for what
taking out means and a slope removes (as in a variance-components fit).  Each theme's own variance is then drawn towards
this, by how alike the themes are (Smyth 2004); degrees of freedom follow Satterthwaite (1946).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from themes.trends.change import Change, correlations, design
from themes.trends.panel import Floats

LAGS = 3
N_CAUSES, NOISE, FORGOTTEN, REMEMBERED = 3, 0, 1, 2
AR_PRIOR_DF = 60.0  # degrees of freedom of the prior that shocks are autocorrelated, until a study shows otherwise
MOST_DF = 200.0  # beyond, Student's t is the normal
MIN_PASSAGES = 5.0  # expected in the windows: with fewer a theme tells nothing of its spread
LEAST_NOISE = 0.05  # passages; a share cannot be steadier than that
MIN_THEMES_FOR_PRIOR = 6  # themes that the common variance is estimated from where some are left out as moving
OUTLIER_Z = 2.5  # standard deviations (Wilson & Hilferty 1931) above the common variance: such a theme keeps its own
STEPS = 30  # of the fit; it settles in about ten


@dataclass(frozen=True)
class Moments:
    """Squares of residuals of every cell (a theme, or a theme in a company), seen and to be expected.

    ``seen``, (2, n_cells): the variance and the lagged products; ``causes``, (2, n_causes, n_cells): what a unit of
    each cause would make of them; ``traces`` for Satterthwaite's degrees of freedom,
    (n_cells, 3); ``passages`` on the theme, (n_cells,); ``lagged_scale``: sampling variance of the lagged
    products as a multiple of the variance's.
    """

    seen: Floats
    causes: Floats
    traces: Floats
    passages: Floats
    lagged_scale: float

    @classmethod
    def joined(cls, parts: list[Moments]) -> Moments:
        """Moments of several panels side by side (companies as further cells)."""
        seen, causes = (np.concatenate([getattr(p, n) for p in parts], axis=-1) for n in ("seen", "causes"))
        scale = float(np.mean([p.lagged_scale for p in parts]))
        traces, passages = (np.concatenate([getattr(p, n) for p in parts]) for n in ("traces", "passages"))
        return cls(seen, causes, traces, passages, scale)


def measure_moments(changes: list[Change]) -> Moments:
    """Sums over the compared and all earlier windows of one panel."""
    n_themes = len(changes[0].before)
    seen, causes = np.zeros((2, n_themes)), np.zeros((2, N_CAUSES, n_themes))
    traces, passages = np.zeros((n_themes, 3)), np.zeros(n_themes)
    squares = np.zeros(2)
    for change in changes:
        maker = residual_maker(change)
        if np.trace(maker) < 0.5:
            continue
        correlation, lag = correlations(change.when), np.abs(change.when[:, None] - change.when[None, :])
        lagged = maker @ np.where((lag > 0) & (lag <= LAGS), correlation, 0.0) @ maker
        expected = design(change, one_level=False)
        for k, form in enumerate((maker, lagged)):
            seen[k] += np.einsum("ti,ij,tj->t", change.residual, form, change.residual)
            causes[k] += expected.variance(form, correlation)
            squares[k] += (form * form).sum()
        among = maker @ correlation
        traces += np.array([np.trace(maker), np.trace(among), np.trace(among @ among)])
        passages += np.einsum("wtc,wc->t", change.by_company, _spoken(change))
    return Moments(seen, causes, traces, passages, float(squares[1] / max(squares[0], 1e-12)))


def _spoken(change: Change) -> Floats:
    said = np.where(change.weight > 0, change.passages, 0.0)
    return np.stack([said[:, ~change.is_after].sum(axis=1), said[:, change.is_after].sum(axis=1)])


def residual_maker(change: Change) -> Floats:
    """Takes the windows' means and one slope out, (n, n): a theme on the move must not look like a restless one."""
    when = change.when.astype(np.float64)
    columns = np.stack([~change.is_after, change.is_after, when - when.mean()], axis=1).astype(np.float64)
    made: Floats = np.eye(len(when)) - columns @ np.linalg.pinv(columns)
    return made


@dataclass(frozen=True)
class VarianceComponents:
    """Size of the causes over all themes, and how far each theme's own variance is from that.

    ``sizes``: passages that come together; variance of the log-odds from quarter to quarter, of shocks that are gone
    after a quarter and of shocks that are remembered, (n_causes,); ``own``: each theme's variance as a multiple of what
    these would give, (n_cells,), with its degrees of freedom ``df``; ``excess``: shocks that a theme more restless than
    the others has besides; taken for remembered ones, since that is the safe side.
    """

    sizes: Floats
    own: Floats
    df: Floats
    excess: Floats

    def of(self, change: Change, cells: slice, *, one_level: bool) -> Floats:
        """Standard error of the difference after - before of each theme, (n_themes,)."""
        form = np.outer(change.contrast, change.contrast)
        causes = design(change, one_level=one_level).variance(form, correlations(change.when))
        least = LEAST_NOISE * causes[NOISE]  # also where a theme's quarters happen to be all alike
        usual = np.maximum(self.sizes @ causes * np.minimum(self.own[cells], 1.0), least)
        error: Floats = np.sqrt(usual + self.excess[cells] * causes[REMEMBERED])
        return error


def fit_variance_components(moments: Moments, moving: NDArray[np.bool_] | None = None) -> VarianceComponents:
    """Both causes by weighted least squares over the themes; then each theme's own variance.

    A theme that is far more restless than the others (a burst, a narrative that came or went in mid-window) has no part
    in the fit and keeps its own variance (Phipson et al. 2016); one that was hardly mentioned has no part either, and
    gets the common variance.  Themes known to be ``moving``, (n_cells,), have no part in it where enough others have.
    """
    informative = (moments.passages >= MIN_PASSAGES) & (moments.causes[0, 0] > 0)
    still = (
        informative if moving is None or (informative & ~moving).sum() < MIN_THEMES_FOR_PRIOR else informative & ~moving
    )
    sizes = _common(moments, still) if still.any() else np.array([1.0, 0.0, 0.0])
    expected = sizes @ moments.causes[0]
    ratio = np.divide(moments.seen[0], expected, out=np.ones_like(expected), where=informative)
    df = np.where(informative, degrees(moments, sizes), 0.0)
    usual = informative & (_restlessness(ratio, df) < OUTLIER_Z)
    prior = np.where(informative & ~usual, 0.0, _prior_df(ratio[usual & still], df[usual & still]))
    own = np.divide(prior + df * ratio, prior + df, out=np.ones_like(ratio), where=prior + df > 0)
    remembered = moments.causes[0, REMEMBERED]
    more = np.maximum(own - 1, 0.0) * expected
    excess = np.divide(more, remembered, out=np.zeros_like(more), where=remembered > 0)
    return VarianceComponents(sizes, own, np.clip(prior + df, 1.0, MOST_DF), excess)


def _restlessness(ratio: Floats, df: Floats) -> Floats:
    """Of a variance over what was expected, in standard deviations (cube roots; Wilson & Hilferty 1931)."""
    part = 2 / (9 * np.maximum(df, 0.5))
    found: Floats = (np.cbrt(ratio) - (1 - part)) / np.sqrt(part)
    return found


def _common(moments: Moments, informative: NDArray[np.bool_]) -> Floats:
    """Sizes of the causes from the informative themes, each counted by its relative error, outliers not at all."""
    from scipy.optimize import nnls

    seen, causes, traces = moments.seen[:, informative], moments.causes[:, :, informative], moments.traces[informative]
    sizes = np.array([max(LEAST_NOISE, float(np.median(seen[0] / causes[0, 0]))), 0.0, 0.0])
    for _ in range(STEPS):
        expected = sizes @ causes[0]
        df = _satterthwaite(traces, sizes[REMEMBERED] * causes[0, REMEMBERED] / expected)
        usual = _restlessness(seen[0] / expected, df) < OUTLIER_Z
        weight = np.where(usual, np.sqrt(df / 2), 0.0) / expected
        weights = np.stack([weight, weight / np.sqrt(moments.lagged_scale)])
        left = (causes * weights[:, None]).transpose(0, 2, 1).reshape(-1, N_CAUSES)
        doubt = np.zeros((1, N_CAUSES))
        doubt[0, FORGOTTEN] = np.sqrt(AR_PRIOR_DF / 2) * np.median(causes[0, FORGOTTEN] / expected)
        found, _ = nnls(np.concatenate([left, doubt]), np.append((seen * weights).ravel(), 0.0))
        found[0] = max(found[0], LEAST_NOISE)
        done = np.allclose(found, sizes, rtol=1e-4, atol=1e-6)
        sizes = found
        if done:
            break
    return sizes


def degrees(moments: Moments, sizes: Floats) -> Floats:
    """Satterthwaite's degrees of freedom of each theme's residual squares, (n_cells,)."""
    total, remembered = sizes @ moments.causes[0], sizes[REMEMBERED] * moments.causes[0, REMEMBERED]
    part = np.divide(remembered, total, out=np.zeros_like(total), where=total > 0)
    return _satterthwaite(moments.traces, part)


def _satterthwaite(traces: Floats, remembered: Floats) -> Floats:
    """``remembered`` is the share of the expected residual squares that shocks make."""
    plain, correlated, squared = traces.T
    white = (1 - remembered) / np.maximum(plain, 1e-9)
    red = remembered / np.maximum(correlated, 1e-9)
    made: Floats = 1 / np.maximum(white**2 * plain + 2 * white * red * correlated + red**2 * squared, 1e-9)
    return made


def _prior_df(ratio: Floats, df: Floats) -> float:
    """Degrees of freedom that the common variance is worth for one theme: many where themes are alike (Smyth 2004)."""
    from scipy.special import polygamma, psi

    if len(ratio) < 3:
        return 0.0
    most = min(MOST_DF, float(df.sum()) - float(df.max()))
    log = np.log(np.maximum(ratio, 1e-3)) - psi(df / 2) + np.log(df / 2)
    excess = float(np.var(log, ddof=1) - np.mean(polygamma(1, df / 2)))
    if excess <= 0:
        return most
    grid = np.geomspace(0.2, 2 * MOST_DF, 400)
    return float(min(most, grid[np.argmin(np.abs(polygamma(1, grid / 2) - excess))]))
