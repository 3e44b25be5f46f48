"""How large the two causes of a company's variation are in real calls: ``python -m tests.benchmarks.company_wandering STUDY...``

In blocks of sixteen quarters the means of companies and of quarters are taken out of the arcsine roots of each theme's
shares; what is left is a company's own.  Its products at lags of no to six quarters have expectations linear in the
passages a lump and the variance of the wandering, given its autocorrelation; they are fitted by least squares, for the
autocorrelation that fits best.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.optimize import nnls

from themes.study.study import Study
from themes.trends.company_change import FEW_PASSAGES, arcsine_root
from themes.trends.panel import Floats, Panel, lay_out

BLOCK, STEP, LAGS = 16, 8, 7
LEAST_CALLS, LEAST_COMPANIES, LEAST_PASSAGES = 14, 3, 0.3
ROUNDS = 20  # of taking means out where some calls are missing


def products(panel: Panel) -> tuple[Floats, Floats, Floats]:
    """Lagged products, shape (n, LAGS), and the level and sampling variance of each theme × company × block."""
    seen, levels, sampling = [], [], []
    for start in range(0, len(panel.quarters) - BLOCK + 1, STEP):
        span = slice(start, start + BLOCK)
        rows = np.flatnonzero(panel.held[:, span].sum(axis=1) >= LEAST_CALLS)
        if len(rows) < LEAST_COMPANIES:
            continue
        held, passages = panel.held[rows, span], panel.passages[rows, span]
        unbiased = len(rows) / (len(rows) - 1)  # the quarters' means are of these companies
        for on_theme in panel.on_theme[:, rows, span]:
            left = np.where(held, arcsine_root(on_theme, passages), np.nan)
            for _ in range(ROUNDS):
                left -= np.nanmean(left, axis=1, keepdims=True)
                left -= np.nanmean(left, axis=0, keepdims=True)
            level = on_theme.sum(axis=1) / passages.sum(axis=1)
            for own, share, said, there in zip(left, level, passages, held, strict=True):
                expected = share * said[there]
                if expected.mean() < LEAST_PASSAGES:
                    continue
                seen.append([unbiased * np.nanmean(own[: BLOCK - lag] * own[lag:]) for lag in range(LAGS)])
                levels.append(share)
                sampling.append(np.mean(expected / (expected + FEW_PASSAGES) / (4 * said[there])))
    return np.array(seen), np.array(levels), np.array(sampling)


def fit(seen: Floats, levels: Floats, sampling: Floats) -> tuple[float, float, float]:
    """Passages a lump, variance of the wandering log-odds, autocorrelation a quarter."""
    lag = np.arange(BLOCK)
    best = (np.inf, 0.0, 0.0, 0.0)
    for correlation in np.arange(0.0, 0.96, 0.05):
        among = correlation ** np.abs(lag[:, None] - lag[None, :]).astype(float)
        kept = (correlation ** lag[:LAGS] - among.mean())[None, :] * (levels * (1 - levels) / 4)[:, None]
        noise = np.zeros(kept.shape)
        noise[:, 0] = sampling * (1 - 1 / BLOCK)
        noise[:, 1:] = -sampling[:, None] / BLOCK
        weight = 1 / (sampling + 0.1 * levels * (1 - levels))[:, None]  # about the spread of a product
        (lump, wander), misfit = nnls(
            np.column_stack([(noise * weight).ravel(), (kept * weight).ravel()]), (seen * weight).ravel()
        )
        best = min(best, (misfit, lump, wander, correlation))
    return best[1:]


def main() -> None:
    """Print the fit for each study and for all together."""
    found = []
    for folder in sys.argv[1:]:
        study = Study.open(folder)
        tracked = study.themes.query("kind == 'tracked' and status != 'retired'")["theme_id"].tolist()
        found.append(products(lay_out(study.table("prevalence"), tracked)))
        print(folder, len(found[-1][0]), "lump {:.2f}, wander {:.2f}, autocorrelation {:.2f}".format(*fit(*found[-1])))
    if len(found) > 1:
        together = [np.concatenate([part[k] for part in found]) for k in range(3)]
        print("all", "lump {:.2f}, wander {:.2f}, autocorrelation {:.2f}".format(*fit(*together)))


if __name__ == "__main__":
    main()
