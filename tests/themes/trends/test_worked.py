"""The worked example of ``docs/trends.md``: one row recomputed with nothing but loops, and every number the page prints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from tests.benchmarks.planted_panels import Planted, Setting, as_prevalence, draw_panel
from themes.stats.multiple_testing import ALPHA
from themes.stats.windows import compared_windows
from themes.trends.change import measure_change
from themes.trends.change_test import compare_windows
from themes.trends.classification import EXCLUDE_FROM_FIT_P
from themes.trends.events import find_event
from themes.trends.panel import Panel, lay_out
from themes.trends.table import judge_trends
from themes.trends.variance_components import LEAST_NOISE, VarianceComponents, fit_variance_components, measure_moments

PAGE = (Path(__file__).parents[3] / "docs" / "trends.md").read_text(encoding="utf-8")
THEME, STEP = "t33", 33  # a planted step
EARLY, LATE = range(8), range(8, 16)


@pytest.fixture(scope="module")
def planted() -> Planted:
    return draw_panel(Setting(companies=3, quarters=16, base=0.05, design_effect=1, memory=0.3), 2)


@pytest.fixture(scope="module")
def trends(planted: Planted) -> pd.DataFrame:
    return judge_trends(as_prevalence(planted), [f"t{k}" for k in range(len(planted.story))])


@pytest.fixture(scope="module")
def panel(planted: Planted) -> Panel:
    return lay_out(as_prevalence(planted), [f"t{k}" for k in range(len(planted.story))])


@pytest.fixture(scope="module")
def spread(panel: Panel) -> VarianceComponents:
    windows = compared_windows(16)
    change = measure_change(panel, windows)
    assert change is not None
    moments = measure_moments([change])
    first = fit_variance_components(moments)
    moving = compare_windows(change, windows, first, slice(None)).p_value <= EXCLUDE_FROM_FIT_P
    events = [find_event(share, panel.passages, first.sizes) is not None for share in panel.share]
    return fit_variance_components(moments, moving | events)


def test_quarters_that_happen_to_be_all_alike_are_not_taken_for_certainty(panel: Panel) -> None:
    change = measure_change(panel, compared_windows(16))
    assert change is not None
    nothing = np.zeros(len(change.before))
    spread = VarianceComponents(np.array([1.0, 0.0, 0.0]), own=nothing, df=nothing + 10, excess=nothing)
    usual = VarianceComponents(np.array([1.0, 0.0, 0.0]), own=nothing + 1, df=nothing + 10, excess=nothing)
    everyone = slice(None)
    error, of_noise = (s.of(change, everyone, one_level=True) for s in (spread, usual))
    assert error == pytest.approx(of_noise * LEAST_NOISE**0.5)
    assert (error > 0).all()


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_row_of_the_worked_example_by_hand(trends: pd.DataFrame, panel: Panel, spread: VarianceComponents) -> None:
    row = trends.set_index(["theme_id", "scope"]).loc[(THEME, "ALL")]
    share, passages = panel.share[STEP].tolist(), panel.passages.tolist()
    before = mean([share[c][q] for c in range(3) for q in EARLY])
    after = mean([share[c][q] for c in range(3) for q in LATE])

    levels = []  # of each company, both windows together, with the half passage shared by three companies
    for c in range(3):
        parts = []
        for window in (EARLY, LATE):
            spoken = sum(passages[c][q] for q in window)
            p = mean([share[c][q] for q in window])
            parts.append(((p * spoken + 0.5 / 3) / (spoken + 1 / 3), spoken))
        levels.append(sum(p * n for p, n in parts) / sum(n for _, n in parts))
    binomial = [p * (1 - p) for p in levels]
    noise = sum(b / 9 / passages[c][q] for c, b in enumerate(binomial) for q in range(16)) / 64
    shock = mean(binomial) ** 2
    kept = sum((1 if (q < 8) == (r < 8) else -1) / 64 * 0.6 ** abs(q - r) for q in range(16) for r in range(16))
    lump, forgotten, remembered = spread.sizes
    variance = (lump * noise + forgotten * shock * 16 / 64 + remembered * shock * kept) * min(1.0, spread.own[STEP])
    variance += spread.excess[STEP] * shock * kept
    p_value = 2 * student.sf(abs(after - before) / variance**0.5, spread.df[STEP])

    assert row["change_per_year"] == pytest.approx((after - before) / 2, abs=1e-6)
    assert row["p_value"] == pytest.approx(p_value, rel=1e-6)
    everyone = trends[trends["scope"] == "ALL"]
    smaller = sorted(everyone["p_value"].dropna())
    rank = smaller.index(row["p_value"]) + 1
    assert row["q_value"] >= row["p_value"] * len(smaller) / rank - 1e-12 or rank < len(smaller)
    for shown in (
        f"{before:.4f}", f"{after:.4f}", f"{kept:.4f}", f"{lump:.3f}", f"{forgotten:.4f}", f"{remembered:.4f}",
        f"{variance**0.5:.5f}", f"{spread.df[STEP]:.0f}", f"{p_value:.2g}", f"{row['q_value']:.2g}", str(row["reason"]),
    ):  # fmt: skip
        assert shown in PAGE, shown


def test_q_value_of_the_worked_example_by_hand(trends: pd.DataFrame) -> None:
    everyone = trends[trends["scope"] == "ALL"].set_index("theme_id")

    def by_hand(family: pd.DataFrame) -> float:
        p_values = sorted(family["p_value"].dropna())
        mine = everyone.loc[THEME, "p_value"]
        return min(p * len(p_values) / (k + 1) for k, p in enumerate(p_values) if p >= mine)

    would_be_events = ["t37", "t38", "t39"]  # planted new, dormant, revived
    risen = everyone[(everyone["change_per_year"] > 0) & ~everyone.index.isin(would_be_events)]
    assert everyone.loc[THEME, "q_value"] == pytest.approx(max(by_hand(everyone), by_hand(risen)))
    assert everyone.loc[THEME, "q_value"] <= ALPHA


@pytest.mark.parametrize("status", ["rising", "fading", "dormant", "revived", "steady", "insufficient"])
def test_example_of_each_status_is_quoted_as_it_is_given(trends: pd.DataFrame, status: str) -> None:
    given = trends.loc[trends["status"] == status, "reason"]
    assert any(reason in PAGE for reason in given), given.tolist()[:3]
