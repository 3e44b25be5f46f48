"""Panels of counts with planted narratives: what was said by theme, company and quarter, and what is true of it.

Grown from ``planted.py`` (which composes calls word by word, and is slow): here only counts are drawn, so that hundreds
of panels take minutes.  A theme's share is its base, times the company's own leaning, times the curve of its story,
times shocks that come back from quarter to quarter (AR(1) on the log-odds); passages are beta-binomial around it, since
talk comes in exchanges.  The truth and the oracle are told by :func:`know`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.quarters import Quarter
from themes.records import TABLES
from themes.stats.windows import Windows, compared_windows
from themes.trends.change import measure_change
from themes.trends.panel import Floats, Panel

# Of the real panel of 201 telecom calls: shocks of .41 (standard deviation of the log-odds) in a company's share, of .27
# in the mean of four: .2 that all companies share, and .35 of each its own.  Talk comes .8 passages of 100 words a lump.
SHARED_SHOCK, OWN_SHOCK = 0.2, 0.35
PASSAGES, PASSAGES_SPREAD = 92, 0.18
FIRST = Quarter(2010, 1)

STORIES = ("rise", "fade", "step", "drop", "hump", "burst", "new", "dormant", "revived")
EVENTS = ("new", "dormant", "revived")


@dataclass(frozen=True)
class Setting:
    """What a panel is like."""

    companies: int = 4
    quarters: int = 48
    base: float = 0.05
    design_effect: float = 1.0
    memory: float = 0.6
    n_none: int = 29
    n_seasonal: int = 2
    n_each: int = 1
    shared_shock: float = SHARED_SHOCK
    own_shock: float = OWN_SHOCK


@dataclass(frozen=True)
class Planted:
    """A drawn panel, the expected share of each call (n_themes, n_companies, n_quarters), and the story of each theme."""

    setting: Setting
    panel: Panel
    expected: Floats
    story: tuple[str, ...]

    @property
    def kinds(self) -> NDArray[np.str_]:
        """Every other theme counts as tracked."""
        return np.array(["tracked", "discovered"] * len(self.story))[: len(self.story)]

    @property
    def truth(self) -> Panel:
        """The panel as it would be without chance."""
        return replace(self.panel, share=np.where(self.panel.held, self.expected, np.nan))


def draw_panel(setting: Setting, seed: int) -> Planted:
    """One panel."""
    rng = np.random.default_rng(seed)
    story = ("none",) * setting.n_none + ("seasonal",) * setting.n_seasonal + STORIES * setting.n_each
    shape = (len(story), setting.companies, setting.quarters)
    odds = setting.base / (1 - setting.base) * np.exp(rng.normal(0, 0.4, (shape[0], 1)) + rng.normal(0, 0.5, shape[:2]))
    curve = np.stack([_curves(kind, setting, rng) for kind in story])
    expected = _share(odds[:, :, None] * curve)
    sd = np.sqrt(setting.shared_shock**2 + setting.own_shock**2)
    shocks = setting.shared_shock * _series(rng, (shape[0], 1, shape[2]), setting.memory)
    shocks = shocks + setting.own_shock * _series(rng, shape, setting.memory) - sd**2 / 2
    held = _attendance(setting, rng)
    passages = np.where(held, np.round(PASSAGES * np.exp(rng.normal(0, PASSAGES_SPREAD, held.shape))), 0).astype(int)
    share = _talk(_share(odds[:, :, None] * curve * np.exp(shocks)), passages, setting.design_effect, rng)
    names = tuple(f"c{k:02}" for k in range(setting.companies))
    quarters = tuple(str(FIRST.shift(k)) for k in range(setting.quarters))
    return Planted(
        setting, Panel(share, passages.astype(float), held.astype(np.int64), names, quarters), expected, story
    )


def _share(odds: Floats) -> Floats:
    return odds / (1 + odds)


def _series(rng: np.random.Generator, shape: tuple[int, ...], memory: float) -> Floats:
    made = rng.normal(size=shape)
    for t in range(1, shape[-1]):
        made[..., t] = memory * made[..., t - 1] + np.sqrt(1 - memory**2) * made[..., t]
    return made


def _talk(share: Floats, passages: NDArray[np.int64], design_effect: float, rng: np.random.Generator) -> Floats:
    """Share of passages: beta-binomial, whose variance is ``design_effect`` times the binomial's."""
    n = np.broadcast_to(np.maximum(passages, 1), share.shape)
    if design_effect > 1:
        lumps = np.maximum(n - design_effect, 1) / (design_effect - 1)  # a + b of the beta
        share = np.where(share > 0, rng.beta(np.maximum(share * lumps, 1e-6), (1 - share) * lumps), 0.0)
    return np.where(passages > 0, rng.binomial(n, share) / n, np.nan)


def _attendance(setting: Setting, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Three companies hold every call; of the others a quarter join late, a sixth leave early, one call in 40 is lost."""
    when = np.arange(setting.quarters)
    held = np.ones((setting.companies, setting.quarters), dtype=bool)
    for company in range(3, setting.companies):
        if rng.random() < 1 / 4:
            held[company, : rng.integers(1, int(setting.quarters * 0.7))] = False
        elif rng.random() < 1 / 6:
            held[company, setting.quarters - rng.integers(1, max(2, setting.quarters // 5)) :] = False
        held[company] &= rng.random(len(when)) > 1 / 40
        held[company, setting.quarters // 2] = True
    return held


def _curves(kind: str, setting: Setting, rng: np.random.Generator) -> Floats:
    """What the story does to the odds, (n_companies, n_quarters): shape by kind, lags of up to two quarters."""
    n, when = setting.quarters, np.arange(setting.quarters)
    if kind == "none":
        return np.ones((setting.companies, n))
    draw = _CURVES[kind]
    takes_part = rng.random(setting.companies) < 0.8
    takes_part[rng.integers(setting.companies)] = True
    shape = draw(n, rng)
    lag = (
        rng.integers(0, 3 if n >= 12 else 1, setting.companies)
        if kind not in EVENTS
        else np.zeros(setting.companies, int)
    )
    told = np.stack([shape[np.clip(when - k, 0, None)] for k in lag])
    untold = 0.0 if kind in EVENTS else 1.0
    return np.where(takes_part[:, None], told, untold)


def _ramp(n: int, start: int, length: int) -> Floats:
    return np.clip((np.arange(n) - start) / max(1, length), 0, 1)


def _rise(n: int, rng: np.random.Generator) -> Floats:
    return np.exp(np.log(rng.uniform(2, 4)) * _ramp(n, n - min(n, int(rng.integers(8, 15))), min(n, 8)))


def _step(n: int, rng: np.random.Generator) -> Floats:
    start = n - compared_windows(n).sizes[1] + int(rng.integers(-2, 3) if n >= 12 else 0)
    return np.where(np.arange(n) >= start, rng.uniform(1.5, 3), 1.0)


def _hump(n: int, rng: np.random.Generator) -> Floats:
    return 1 + 2 * np.exp(-0.5 * ((np.arange(n) - rng.uniform(0, n)) / max(1.0, n / 8)) ** 2)


def _burst(n: int, rng: np.random.Generator) -> Floats:
    return np.where(np.isin(np.arange(n), rng.integers(0, n - 1) + np.arange(2)), 4.0, 1.0)


def _seasonal(n: int, rng: np.random.Generator) -> Floats:
    return np.where(np.arange(n) % 4 == rng.integers(4), 1.8, 1.0)


def _new(n: int, rng: np.random.Generator) -> Floats:
    return (np.arange(n) >= n - rng.integers(1, 5)).astype(float)


def _dormant(n: int, rng: np.random.Generator) -> Floats:
    return (np.arange(n) < n - rng.integers(4, 7)).astype(float)


def _revived(n: int, rng: np.random.Generator) -> Floats:
    back = n - int(rng.integers(1, 5))
    when = np.arange(n)
    return ((when >= back) | (when < back - rng.integers(5, 9))).astype(float)


_CURVES: dict[str, Callable[[int, np.random.Generator], Floats]] = {
    "rise": _rise, "fade": lambda n, rng: 1 / _rise(n, rng), "step": _step, "drop": lambda n, rng: 1 / _step(n, rng),
    "hump": _hump, "burst": _burst, "seasonal": _seasonal, "new": _new, "dormant": _dormant, "revived": _revived,
}  # fmt: skip


def as_prevalence(planted: Planted) -> pd.DataFrame:
    """A planted panel as the ``prevalence`` table."""
    panel = planted.panel
    theme, company, quarter = np.nonzero(np.broadcast_to(panel.held, panel.share.shape))
    words = (panel.passages[company, quarter] * 100).astype(int)
    columns = {
        "theme_id": np.char.add("t", theme.astype(str)),
        "company_id": np.array(panel.companies)[company],
        "call_id": np.char.add(np.char.add(company.astype(str), "-"), quarter.astype(str)),
        "calendar_quarter": np.array(panel.quarters)[quarter],
        "speaker_group": "all",
        "n_words": words,
        "n_words_theme": (panel.share[theme, company, quarter] * words).round().astype(int),
    }
    return pd.DataFrame(columns, columns=list(TABLES["prevalence"]))


@dataclass(frozen=True)
class Truth:
    """What may be said of a scope's themes, and what an oracle would find.

    ``allowed``: the statuses that are true of each theme; ``change``: expected change between the windows (NaN where
    no company is in both); ``oracle_z``: what was seen of it over its true standard deviation.
    """

    allowed: tuple[frozenset[str], ...]
    change: Floats
    oracle_z: Floats
    oracle_event_z: Floats
    effective: Floats


def know(planted: Planted, company: int | None = None) -> Truth:
    """The truth of all companies, or of one."""
    seen = planted.panel if company is None else planted.panel.of_company(company)
    first = 0 if company is None else int(np.flatnonzero(planted.panel.held[company])[0])
    rows = slice(None) if company is None else slice(company, company + 1)
    expected = planted.expected[:, rows, first : first + len(seen.quarters)]
    mean = replace(seen, share=np.where(seen.held, expected, np.nan))
    windows = compared_windows(len(seen.quarters))
    n_themes = len(planted.story)
    change, z, effective = (np.full(n_themes, np.nan) for _ in range(3))
    told, drawn = measure_change(mean, windows), measure_change(seen, windows)
    if told is not None and drawn is not None:
        still = np.isin(planted.story, ("none", "seasonal"))
        change = np.where(still, 0.0, told.after - told.before)
        error, effective = _true_error(planted.setting, mean, windows)
        z = np.divide(drawn.after - drawn.before, error, out=np.full(n_themes, np.nan), where=error > 0)
    events = [event_of(mean.share[k]) for k in range(n_themes)]
    allowed = tuple(frozenset(_allowed(change[k], events[k])) for k in range(n_themes))
    event_z = np.array([_event_z(planted.setting, mean, seen, k) if events[k] else np.nan for k in range(n_themes)])
    return Truth(allowed, change, z, event_z, effective)


def _allowed(change: float, event: str | None) -> list[str]:
    moved = [] if np.isnan(change) or abs(change) < 1e-9 else ["rising" if change > 0 else "fading"]
    return moved + ([event] if event else [])


def event_of(expected: Floats) -> str | None:
    """From the expected shares (n_companies, n_quarters): which quarters are silent for certain."""
    spoken = np.nansum(expected, axis=0)[~np.isnan(expected).all(axis=0)] > 0
    if spoken.all() or not spoken.any():
        return None
    if not spoken[-1]:
        return "dormant" if not spoken[-4:].any() else None
    return "revived" if spoken[: np.flatnonzero(~spoken)[-1]].any() else "new"


def _true_variance(setting: Setting, mean: Panel, weight: Floats) -> Floats:
    """Variance of a weighted sum of shares, (n_themes,): ``weight`` (n_companies, n_quarters) or one a theme."""
    share = np.nan_to_num(mean.share)
    binomial = share * (1 - share)
    n = np.maximum(mean.passages, 1)
    lag = np.abs(np.subtract.outer(np.arange(share.shape[2]), np.arange(share.shape[2])))
    correlation = (setting.memory**lag).astype(float)
    moved = binomial * weight
    sampling = (binomial * weight**2 * setting.design_effect / n).sum(axis=(1, 2))
    together = np.einsum("ti,ij,tj->t", moved.sum(axis=1), correlation, moved.sum(axis=1))
    apart = np.einsum("tci,ij,tcj->t", moved, correlation, moved)
    return sampling + setting.shared_shock**2 * together + setting.own_shock**2 * apart


def _true_error(setting: Setting, mean: Panel, windows: Windows) -> tuple[Floats, Floats]:
    """True standard deviation of the change, both windows at their common level; effective passages on the theme."""
    columns = np.arange(len(mean.quarters))
    late, early = columns >= windows.split, (columns >= windows.start) & (columns < windows.split)
    held = mean.held
    before, after = (held & early).sum(axis=1), (held & late).sum(axis=1)
    part = before * after / np.maximum(before + after, 1)
    part = part / part.sum()
    weight = np.zeros(held.shape)
    for chosen, calls, sign in ((late, after, 1), (early, before, -1)):
        weight += np.where(held & chosen, (sign * part / np.maximum(calls, 1))[:, None], 0)
    level = np.nan_to_num(np.nanmean(np.where(held & (late | early), mean.share, np.nan), axis=2, keepdims=True))
    even = replace(mean, share=np.broadcast_to(level, mean.share.shape))
    n = (mean.passages * (weight != 0)).sum(axis=1)
    effective = (level[..., 0] * n).sum(axis=1) / setting.design_effect
    return np.sqrt(_true_variance(setting, even, weight)), effective


def _event_z(setting: Setting, mean: Panel, seen: Panel, theme: int) -> float:
    """The oracle's view of an event: the theme's share where it was told against where it was not."""
    held = mean.held
    spoken = (np.nansum(mean.share[theme], axis=0) > 0)[None, :] & held
    silent = held & ~(np.nansum(mean.share[theme], axis=0) > 0)[None, :]
    weight = spoken / max(1, spoken.sum()) - silent / max(1, silent.sum())
    level = np.nansum(np.where(held, mean.share[theme], 0)) / held.sum()
    even = replace(mean, share=np.full((1, *held.shape), level))
    return float((np.nan_to_num(seen.share[theme]) * weight).sum() / np.sqrt(_true_variance(setting, even, weight)[0]))
