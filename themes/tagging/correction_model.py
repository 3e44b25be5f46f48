"""Learning from people's decisions: a theme's matcher is corrected where that helps on decisions held out.

In: evidence of the passages a person decided about, the matcher's log odds, the verdicts.  Out: a correction of the
log odds of any passage, or none.  Ridge logistic regression with the matcher's log odds as offset, so that few answers
move it little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MIN_VERDICTS_PER_CLASS = 5  # verdicts of yes and of no, below which nothing is learnt
RIDGE_PENALTIES = (3.0, 10.0, 30.0)  # of half the squared weights; the best by cross-validation is taken
N_FOLDS = 5  # of the cross-validation
MIN_LOSS_REDUCTION = 0.05  # share of the mean log loss on decisions held out (noise reaches it 1 time in 40)
MAX_CORRECTION = 4.0  # log odds by which a passage may be moved


@dataclass(frozen=True)
class Correction:
    """Weights of the evidence, and a bias, on top of a matcher; the log loss held out before and after."""

    weights: Floats
    bias: float
    loss_before: float
    loss_after: float

    def of(self, evidence: Floats) -> Floats:
        """Log odds to add for each row of evidence, shape (n_passages,)."""
        return np.clip(evidence @ self.weights + self.bias, -MAX_CORRECTION, MAX_CORRECTION)


def learn_correction(
    evidence: Floats, log_odds: Floats, is_about: NDArray[np.bool_], groups: list[str]
) -> Correction | None:
    """Fit a correction, and keep it only if it lowers the log loss on decisions held out.

    Parameters
    ----------
    evidence : ndarray of float64, shape (n_decided, n_features)
        What is known of each decided passage.
    log_odds : ndarray of float64, shape (n_decided,)
        The matcher's own.
    is_about : ndarray of bool, shape (n_decided,)
        The verdicts.
    groups : list of str
        Exchange of each passage: held out as a whole, since neighbours resemble each other.

    Returns
    -------
    Correction or None
        None below five verdicts of each kind, in fewer than five groups, or where it does not help.
    """
    if min(is_about.sum(), (~is_about).sum()) < MIN_VERDICTS_PER_CLASS or len(set(groups)) < N_FOLDS:
        return None
    codes = np.unique(groups, return_inverse=True)[1]
    fold = np.random.default_rng(0).permutation(codes.max() + 1)[codes] % N_FOLDS
    before = _log_loss(log_odds, is_about)
    losses = {ridge: _held_out(evidence, log_odds, is_about, fold, ridge) for ridge in RIDGE_PENALTIES}
    ridge = min(losses, key=lambda r: (losses[r], r))
    if losses[ridge] > (1 - MIN_LOSS_REDUCTION) * before:
        return None
    weights, bias = _fit(evidence, log_odds, is_about, ridge)
    return Correction(weights, bias, before, losses[ridge])


def _held_out(
    evidence: Floats, log_odds: Floats, is_about: NDArray[np.bool_], fold: NDArray[np.int64], ridge: float
) -> float:
    corrected = log_odds.copy()
    for k in range(N_FOLDS):
        out = fold == k
        if is_about[~out].any() and not is_about[~out].all():
            weights, bias = _fit(evidence[~out], log_odds[~out], is_about[~out], ridge)
            corrected[out] += np.clip(evidence[out] @ weights + bias, -MAX_CORRECTION, MAX_CORRECTION)
    return _log_loss(corrected, is_about)


def _fit(evidence: Floats, log_odds: Floats, is_about: NDArray[np.bool_], ridge: float) -> tuple[Floats, float]:
    from scipy.optimize import minimize
    from scipy.special import expit

    sign = np.where(is_about, 1.0, -1.0)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        weights, bias = parameters[:-1], parameters[-1]
        margin = sign * (log_odds + evidence @ weights + bias)
        slope = -sign * expit(-margin)
        value = float(np.logaddexp(0, -margin).sum() + ridge * (weights @ weights) / 2 + bias**2 / 2)
        return value, np.append(evidence.T @ slope + ridge * weights, slope.sum() + bias)

    found = minimize(loss, np.zeros(evidence.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return found[:-1], float(found[-1])


def _log_loss(log_odds: Floats, is_about: NDArray[np.bool_]) -> float:
    return float(np.logaddexp(0, np.where(is_about, -log_odds, log_odds)).mean())
