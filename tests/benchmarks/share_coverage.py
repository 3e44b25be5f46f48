"""How often the interval of a share holds the true rate, where scores are probabilities: `python -m tests.benchmarks.share_coverage`.

Calls are composed of exchanges of ``m`` passages of 40-110 words.  An exchange speaks of the theme at a rate of its own
(beta-binomial, so that talk clusters with a design effect of 1, 3 or 6); the matcher sees each passage through a
normal variable that is ``sharpness`` standard deviations higher where the theme is present, and gives the posterior
probability.  A sharpness of 3 makes assignments at .5 about as good as the real matcher's (F1 about .76 at 5%).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.prevalence.by_quarter import prevalence_by_quarter
from themes.prevalence.intervals import Clustered, effective_passages, share_interval

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """One cell of the simulation; ``assumed`` is the base rate that the matcher takes for granted (None: the true one)."""

    rate: float
    design_effect: float
    n_clusters: int = 60
    passages: int = 8
    sharpness: float = 3.0
    assumed: float | None = None
    kept_from: float = 0.0  # scores below are lost, as the study keeps none below .2

    @property
    def n_effective(self) -> float:
        return self.n_clusters * self.passages / self.design_effect


def compose(setting: Setting, rng: np.random.Generator, n_calls: int) -> list[Clustered]:
    """Calls as the analysis sees them: words, assigned words, expected words and doubt, one theme each."""
    shape = (n_calls, setting.n_clusters, setting.passages)
    correlation = (setting.design_effect - 1) / (setting.passages - 1)
    if correlation > 0:
        spread = 1 / correlation - 1
        rates = rng.beta(setting.rate * spread, (1 - setting.rate) * spread, shape[:2])[:, :, None]
    else:
        rates = np.full((*shape[:2], 1), setting.rate)
    truth = rng.random(shape) < rates
    words = rng.integers(40, 111, shape).astype(np.float64)
    base = setting.assumed or setting.rate
    evidence = rng.normal(setting.sharpness * truth, 1.0)
    log_odds = np.log(base / (1 - base)) + setting.sharpness * evidence - setting.sharpness**2 / 2
    score = 1 / (1 + np.exp(-log_odds))
    score = np.where(score >= setting.kept_from, score, 0.0)
    return [_clustered(words[k], score[k]) for k in range(n_calls)]


def _clustered(words: Floats, score: Floats) -> Clustered:
    assigned = score >= 0.5
    return Clustered(
        words.sum(axis=1),
        (words * assigned).sum(axis=1)[:, None],
        np.array([int(assigned.sum())]),
        (words * score).sum(axis=1)[:, None],
        np.array([float((words**2 * score * (1 - score)).sum())]),
    )


@dataclass(frozen=True)
class Covered:
    """Share of calls whose interval holds the true rate, mean width, median of the effective passages estimated."""

    coverage: float
    width: float
    n_effective: float


def coverage(setting: Setting, n_calls: int = 1000, seed: int = 1, scores: bool = True) -> Covered:
    """Measure one cell; without ``scores`` every assignment is taken as certain."""
    rng = np.random.default_rng([seed, int(setting.rate * 1000), int(setting.design_effect), setting.n_clusters])
    held, width, n_effective = 0, 0.0, []
    for call in compose(setting, rng, n_calls):
        seen = call if scores else Clustered(call.words, call.theme_words, call.n_chunks)
        low, high = share_interval(seen)
        held += bool(low[0] <= setting.rate <= high[0])
        width += float(high[0] - low[0])
        n_effective.append(float(effective_passages(seen)[0]))
    return Covered(held / n_calls, width / n_calls, float(np.median(n_effective)))


def coverage_of_means(
    rate: float, design_effect: float, n_companies: int, n_quarters: int = 500
) -> tuple[float, float]:
    """Share of quarters whose mean over companies, and whose change since the quarter before, hold the truth.

    Companies speak of the theme at rates of their own, from half to one and a half times ``rate``; nothing changes.
    """
    rng = np.random.default_rng([int(rate * 1000), int(design_effect), n_companies])
    rates = rate * np.linspace(0.5, 1.5, n_companies)
    rows = []
    for company, own in enumerate(rates):
        calls = compose(Setting(float(own), design_effect, 40), rng, n_quarters)
        for quarter, call in enumerate(calls):
            low, high = share_interval(call)
            rows.append((f"c{company}", quarter, call.share[0], call.expected_share[0], low[0], high[0]))
    table = pd.DataFrame(rows, columns=["company_id", "number", "share", "expected", "share_low", "share_high"])
    table["calendar_quarter"] = [f"{1900 + k // 4}Q{k % 4 + 1}" for k in table["number"]]
    table = table.assign(theme_id="t", call_id=table.index, fiscal_quarter=None, speaker_group="all", n_words=1)
    made = prevalence_by_quarter(table).query("scope == 'ALL'")
    changes = made.dropna(subset=["on_quarter"])
    return (
        float(((made["share_low"] <= rates.mean()) & (rates.mean() <= made["share_high"])).mean()),
        float(((changes["on_quarter_low"] <= 0) & (0 <= changes["on_quarter_high"])).mean()),
    )


def main(argv: Sequence[str] = ()) -> None:
    print("rate  deff  clusters assumed kept | with scores: cover, width, n_eff | without: the same", flush=True)
    for assumed, kept_from in ((None, 0.0), (None, 0.2), (0.5, 0.0), (2.0, 0.0)):
        for rate in (0.02, 0.05, 0.15):
            for design_effect in (1, 3, 6):
                for n_clusters in (15, 30, 60) if assumed is None and kept_from == 0 else (30,):
                    base = None if assumed is None else rate * assumed
                    setting = Setting(rate, design_effect, n_clusters, assumed=base, kept_from=kept_from)
                    if setting.n_effective < 30:
                        continue
                    told = [coverage(setting, 600, scores=scores) for scores in (True, False)]
                    cells = [f"{c.coverage:.3f} {c.width:.3f} {c.n_effective:.0f}" for c in told]
                    print(rate, design_effect, n_clusters, base, kept_from, *cells, sep="\t", flush=True)

    print("rate  deff  companies | mean over companies, change since the quarter before: cover", flush=True)
    for rate in (0.02, 0.05, 0.15):
        for design_effect in (1, 3, 6):
            for n_companies in (4, 20):
                told = [f"{x:.3f}" for x in coverage_of_means(rate, design_effect, n_companies)]
                print(rate, design_effect, n_companies, *told, sep="\t", flush=True)


if __name__ == "__main__":
    main()
