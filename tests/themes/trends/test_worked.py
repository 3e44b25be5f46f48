"""The row by hand of ``docs/trends.md``: its table recomputed with plain arithmetic, and judged by the program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import asin, sqrt
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import t as student

from themes.records import TABLES
from themes.trends.moderation import SHIPPED
from themes.trends.table import judge_trends

PAGE = (Path(__file__).parents[3] / "docs" / "trends.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## A row by hand")[1].split("\n## ")[0]
LUMP, WANDER, PRIOR_DF, KEPT = 2.0, 0.364, 10, 0.6
CALL, WORDS = 50, 65  # passages a call, words a passage
WINDOW = 4 * CALL
EARLY, LATE = range(4), range(4, 8)
QUARTERS = [f"{year}Q{k}" for year in (2018, 2019) for k in (1, 2, 3, 4)]

Counts = dict[str, list[int]]  # passages on the theme by company and quarter


@dataclass(frozen=True)
class Part:
    """One company's line of the table."""

    change: float
    variance: float
    scale: float

    @property
    def weight(self) -> float:
        return self.scale**2 / self.variance

    @property
    def contribution(self) -> float:
        return self.weight * self.change / self.scale


def cells() -> dict[str, list[str]]:
    """The table's lines by company."""
    lines = re.findall(r"^\| ([A-Z]) \| (.+) \|$", SECTION, re.MULTILINE)
    return {company: rest.split(" | ") for company, rest in lines}


def shown(value: float, digits: int) -> str:
    """A number as the page prints it."""
    return f"{value:.{digits}f}".removeprefix("0")


def mean_correlation(one: range, other: range) -> float:
    return sum(KEPT ** abs(q - r) for q in one for r in other) / len(one) / len(other)


def part_of(counts: list[int]) -> Part:
    before, after = sum(counts[:4]), sum(counts[4:])
    change = asin(sqrt((after + 3 / 8) / (WINDOW + 3 / 4))) - asin(sqrt((before + 3 / 8) / (WINDOW + 3 / 4)))
    p = (before + after + 0.5) / (2 * WINDOW + 1)
    wandering = mean_correlation(EARLY, EARLY) + mean_correlation(LATE, LATE) - 2 * mean_correlation(EARLY, LATE)
    variance = 2 * LUMP / (4 * WINDOW + 2) + WANDER / 4 * p * (1 - p) * wandering
    return Part(change, variance, sqrt(sqrt(p * (1 - p)) / 2))


@dataclass(frozen=True)
class Pooled:
    """All companies' lines together: weighted mean, variance over that expected, and that drawn towards the prior."""

    weight: float
    moved: float
    ratio: float
    drawn: float
    df: int

    @property
    def mean(self) -> float:
        return self.moved / self.weight

    @classmethod
    def of(cls, parts: dict[str, Part]) -> Pooled:
        weight, moved = (sum(getattr(part, name) for part in parts.values()) for name in ("weight", "contribution"))
        own_df = len(parts) - 1
        squares = sum(part.weight * (part.change / part.scale - moved / weight) ** 2 for part in parts.values())
        df = PRIOR_DF + own_df
        return cls(weight, moved, squares / own_df, (PRIOR_DF + squares) / df, df)


def variance_of_share(counts: list[int], n_companies: int) -> float:
    half = 0.5 / n_companies
    levels = [(sum(some) + half) / (WINDOW + 2 * half) for some in (counts[:4], counts[4:])]
    early, late = (level * (1 - level) for level in levels)
    same, across = mean_correlation(EARLY, EARLY), mean_correlation(EARLY, LATE)
    return LUMP * (early + late) / WINDOW + WANDER * (early**2 * same + late**2 * same - 2 * early * late * across)


@pytest.fixture(scope="module")
def counts() -> Counts:
    return {company: [int(n) for n in f"{row[0]} {row[1]}".split()] for company, row in cells().items()}


@pytest.fixture(scope="module")
def parts(counts: Counts) -> dict[str, Part]:
    return {company: part_of(some) for company, some in counts.items() if sum(some) >= 2}


@pytest.fixture(scope="module")
def row(counts: Counts) -> pd.Series:
    rows = [
        {
            "theme_id": "tea", "company_id": company, "call_id": f"{company}-{quarter}", "calendar_quarter": quarter,
            "speaker_group": "all", "n_words_theme": WORDS * n, "n_words": WORDS * CALL,
        }
        for company, some in counts.items()
        for quarter, n in zip(QUARTERS, some, strict=True)
    ]  # fmt: skip
    trends = judge_trends(pd.DataFrame(rows, columns=list(TABLES["prevalence"])), ["tea"])
    return trends[trends["scope"] == "ALL"].iloc[0]


def test_page_shows_the_prior_that_is_shipped() -> None:
    assert (SHIPPED.sizes.lump, SHIPPED.sizes.wander, SHIPPED.df) == pytest.approx((LUMP, WANDER, PRIOR_DF))
    assert f"λ = {LUMP:g}, ω = {shown(WANDER, 3)}, *f* = {PRIOR_DF}" in SECTION


def test_page_shows_how_much_wandering_four_quarters_against_four_keep() -> None:
    kept = 2 * mean_correlation(EARLY, EARLY) - 2 * mean_correlation(EARLY, LATE)
    assert f"({shown(kept, 3)} for four quarters against four)" in PAGE


def test_every_line_of_the_table_is_that_of_its_counts(parts: dict[str, Part]) -> None:
    for company, row in cells().items():
        if company in parts:
            part = parts[company]
            numbers = (part.change, 4), (part.variance, 4), (part.weight, 2), (part.contribution, 2)
            assert row[2:] == [shown(value, digits) for value, digits in numbers]
        else:
            assert row[2] == "left out"


def test_p_value_by_hand_is_on_the_page_and_the_program_s(parts: dict[str, Part], row: pd.Series) -> None:
    pooled = Pooled.of(parts)
    ratio, drawn = shown(pooled.ratio, 4), shown(pooled.drawn, 3)
    t = pooled.mean * sqrt(pooled.weight / pooled.drawn)
    p_value = 2 * student.sf(t, pooled.df)
    sums = f"{pooled.moved:.2f}/{pooled.weight:.2f}"
    assert f"Σ*w* = {pooled.weight:.2f}, *m* = {sums} = {shown(pooled.mean, 3)}" in SECTION
    assert f"*r* = {ratio}, *r*′ = (10 + 2 × {ratio})/12 = {drawn}" in SECTION
    assert f"√({pooled.weight:.2f}/{drawn}) = {t:.2f} with {pooled.df} degrees of freedom" in SECTION
    assert f"p = {shown(p_value, 4)}" in SECTION
    assert (row["p_value"], row["q_value"]) == pytest.approx((p_value, p_value), rel=1e-9)


def test_interval_by_hand_is_on_the_page_and_the_program_s(
    counts: Counts, parts: dict[str, Part], row: pd.Series
) -> None:
    spoken = len(counts) * WINDOW
    before, after = (sum(sum(some[q] for q in window) for some in counts.values()) for window in (EARLY, LATE))
    of_shares = sum(variance_of_share(some, len(counts)) for some in counts.values())
    pooled = Pooled.of(parts)
    quantile = student.ppf(0.975, pooled.df)
    change, half = (after - before) / spoken, quantile * sqrt(pooled.drawn * of_shares) / len(counts)
    low, high = change - half, change + half
    points = f"{100 * before / spoken:.1f} to {100 * after / spoken:.1f}%"
    assert f"{before} of {spoken} passages, then {after}: {points}. Σ*u* = {shown(of_shares, 4)}" in SECTION
    root = f"√({shown(pooled.drawn, 3)} × {shown(of_shares, 4)})"
    assert f"{100 * change:.1f} ± {quantile:.3f} × 100{root}/{len(counts)} is" in SECTION
    assert f"is +{100 * low:.1f} to +{100 * high:.1f} points" in SECTION
    assert (row["share_before"], row["share_after"]) == pytest.approx((before / spoken, after / spoken), abs=1e-6)
    # the windows' centres are a year apart
    assert tuple(row[["change_per_year", "change_low", "change_high"]]) == pytest.approx((change, low, high), abs=1e-6)


def test_bounds_and_status_by_hand_are_on_the_page_and_the_program_s(
    counts: Counts, parts: dict[str, Part], row: pd.Series
) -> None:
    moved = [part.change for part in parts.values() if part.change > 0]
    effective = sum(moved) ** 2 / sum(x**2 for x in moved)
    assert f"Three companies moved so, effectively {effective:.2f}." in SECTION
    assert len(moved) == 3
    assert row["carriers"] == pytest.approx(effective, abs=0.005)

    # all calls are as long, so that a quarter's mean share goes with its passages
    talk = [sum(some[q] for some in counts.values()) for q in range(8)]
    base = sum(talk[:4]) / 4
    removed = [(4,), (5,), (6,), (7,), (4, 5), (5, 6)]
    left = {
        some: (sum(talk[q] for q in LATE if q not in some) / (4 - len(some)) - base) / (sum(talk[4:]) / 4 - base)
        for some in removed
    }
    least = min(left, key=lambda some: left[some])
    assert f"without {' and '.join(QUARTERS[q] for q in least)}, {left[least]:.0%}".replace("%", "% is left") in SECTION
    assert f"*rising* since {row['since_quarter']}." in SECTION
    assert row["status"] == "rising"
