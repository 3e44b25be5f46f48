"""Panels of counts with planted narratives: what was said by theme, company and quarter, and what is true of it.

Grown from ``planted.py`` (which composes calls word by word, and is slow): here only counts are drawn, so that hundreds
of panels take minutes.  A theme's share is its base, times the company's own leaning, times the curve of its story,
times shocks that come back from quarter to quarter (AR(1) on the log-odds); passages are beta-binomial around it, since
talk comes in exchanges.  What all companies do together is part of the truth: a shock that they share is what was said.
The truth and the oracle are told by :func:`know`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.quarters import Quarter
from themes.records import TABLES
from themes.stats.windows import Horizon, Windows
from themes.trends.classification import MIN_CHANGE, MIN_MULTIPLE, STEADY_BAND
from themes.trends.panel import WORDS_A_PASSAGE, Floats, Integers, Panel

# Of the real panel of 201 telecom calls: shocks of .41 (standard deviation of the log-odds) in a company's share, of .27
# in the mean of four: .2 that all companies share, and .35 of each its own.  Talk comes .8 passages of 100 words a lump.
SHARED_SHOCK, OWN_SHOCK = 0.2, 0.35
MATERIAL = 0.5  # of the least change worth a word: a shared shock of so much makes it true that a theme moved
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
    shared_shock: float = 0.0
    own_shock: float = OWN_SHOCK


@dataclass(frozen=True)
class Planted:
    """A drawn panel, the expected share of each call, held or not, and the story of each theme.

    ``expected``, (n_themes, n_companies, n_quarters), has the shocks that all companies share; ``told`` only the story.
    """

    setting: Setting
    panel: Panel
    expected: Floats
    told: Floats
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
    shared = setting.shared_shock * _series(rng, (shape[0], 1, shape[2]), setting.memory) - setting.shared_shock**2 / 2
    told = _share(odds[:, :, None] * curve)
    expected = _share(odds[:, :, None] * curve * np.exp(shared))
    # so that the mean share is the expected one, up to the second order
    own = setting.own_shock * _series(rng, shape, setting.memory) - setting.own_shock**2 / 2 * (1 - 2 * expected)
    held = _attendance(setting, rng)
    passages = np.where(held, np.round(PASSAGES * np.exp(rng.normal(0, PASSAGES_SPREAD, held.shape))), 0).astype(int)
    share = _talk(_share(odds[:, :, None] * curve * np.exp(shared + own)), passages, setting.design_effect, rng)
    names = tuple(f"c{k:02}" for k in range(setting.companies))
    quarters = tuple(str(FIRST.shift(k)) for k in range(setting.quarters))
    return Planted(
        setting, Panel(share, passages.astype(float), held.astype(np.int64), names, quarters), expected, told, story
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
        if kind not in (*EVENTS, "burst")
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
    start = n - min(8, n // 2) + int(rng.integers(-2, 3) if n >= 12 else 0)
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
    words = (panel.passages[company, quarter] * WORDS_A_PASSAGE).astype(int)
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
    """What may be said of a scope's themes at one horizon, and what an oracle would find.

    ``allowed``: the statuses that are true of each theme; ``change``: of the mean over companies between the windows,
    had all of them called; ``oracle_z``: the change seen over its true standard deviation; ``effective``: passages on
    the theme, by lumps.  ``n_carriers`` companies moved as the whole did, ``carriers`` of them effectively.
    """

    allowed: tuple[frozenset[str], ...]
    change: Floats
    oracle_z: Floats
    effective: Floats
    n_carriers: Integers
    carriers: Floats


def know(planted: Planted, windows: Mapping[Horizon, Windows], company: int | None = None) -> dict[Horizon, Truth]:
    """The truth of all companies, or of one, between the windows of each horizon (columns of the scope's panel)."""
    panel = planted.panel
    seen = panel if company is None else panel.of_company(company)
    rows = slice(None) if company is None else slice(company, company + 1)
    first = 0 if company is None else int(np.flatnonzero(panel.held[company])[0])
    span = slice(first, first + len(seen.quarters))
    expected, told = planted.expected[:, rows, span], planted.told[:, rows, span]
    return {horizon: _truth(planted, seen, expected, told, compared) for horizon, compared in windows.items()}


def _truth(planted: Planted, seen: Panel, expected: Floats, told: Floats, windows: Windows) -> Truth:
    early, late = slice(windows.start, windows.split), slice(windows.split, windows.stop)
    levels = [expected[:, :, span].mean(axis=(1, 2)) for span in (early, late)]
    weight = _weights(seen, windows)
    z, effective = (np.full(len(expected), np.nan) for _ in range(2))
    if weight.any():
        error, effective = _true_error(planted.setting, seen, expected, weight)
        drawn = (np.nan_to_num(seen.share) * weight).sum(axis=(1, 2))
        z = np.divide(drawn, error, out=np.full(len(error), np.nan), where=error > 0)
    allowed = tuple(
        frozenset(_allowed(planted.story[k], told[k], expected[k], (levels[0][k], levels[1][k]), windows))
        for k in range(len(expected))
    )
    change = levels[1] - levels[0]
    each = np.sqrt(expected[:, :, late].mean(axis=2)) - np.sqrt(expected[:, :, early].mean(axis=2))
    part = np.maximum(each * np.sign(change)[:, None], 0.0)
    squares = (part**2).sum(axis=1)
    carriers = np.divide(part.sum(axis=1) ** 2, squares, out=np.zeros(len(squares)), where=squares > 0)
    return Truth(allowed, change, z, effective, (part > 1e-9).sum(axis=1), carriers)


def _allowed(story: str, told: Floats, expected: Floats, levels: tuple[float, float], windows: Windows) -> set[str]:
    """The statuses that are true of a theme: its story, and what all companies did together."""
    before, after = levels
    way = "rising" if after > before else "fading"
    ratio = max(before, after) / max(min(before, after), 1e-12)
    is_material = abs(after - before) >= MATERIAL * MIN_CHANGE or ratio >= 1 + MATERIAL * (MIN_MULTIPLE - 1)
    said = {"steady"} if ratio <= STEADY_BAND else set()
    event = event_of(told)
    if event is not None:
        said.add(event)
    if (is_told := story not in ("none", "seasonal") and abs(after - before) > 1e-9) or is_material:
        said.add(way)
    path = expected.mean(axis=0)
    if (is_told or is_material) and _is_of_two_quarters(path, windows):
        said.add("spike")
        if story == "burst":  # what one or two quarters carry has not risen or faded
            said -= {"rising", "fading"}
    return said


def _is_of_two_quarters(path: Floats, windows: Windows) -> bool:
    """Whether half of the change or less is left without one quarter, or without two neighbouring ones."""
    early, late = path[windows.start : windows.split], path[windows.split : windows.stop]
    high, base = (late, early.mean()) if late.mean() > early.mean() else (early, late.mean())
    left = [np.delete(high, k).mean() - base for k in range(len(high))]
    left += [np.delete(high, (k, k + 1)).mean() - base for k in range(len(high) - 1)]
    return bool(min(left) <= 0.5 * (high.mean() - base))


def event_of(expected: Floats) -> str | None:
    """From the expected shares (n_companies, n_quarters): which quarters are silent for certain."""
    spoken = np.nansum(expected, axis=0) > 0
    if spoken.all() or not spoken.any():
        return None
    if not spoken[-1]:
        return "dormant" if not spoken[-4:].any() else None
    return "revived" if spoken[: np.flatnonzero(~spoken)[-1]].any() else "new"


def _weights(seen: Panel, windows: Windows) -> Floats:
    """What each call adds to the mean change of the companies with calls in both windows, (n_companies, n_quarters)."""
    columns = np.arange(len(seen.quarters))
    late, early = columns >= windows.split, (columns >= windows.start) & (columns < windows.split)
    before, after = (seen.held & early).sum(axis=1), (seen.held & late).sum(axis=1)
    both = (before > 0) & (after > 0)
    weight = np.zeros(seen.held.shape)
    for chosen, calls, sign in ((late, after, 1), (early, before, -1)):
        each = sign / np.maximum(calls, 1) / max(1, both.sum())
        weight += np.where(seen.held & chosen & both[:, None], each[:, None], 0.0)
    return weight


def _true_error(setting: Setting, seen: Panel, expected: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """True standard deviation of the change, both windows at their common level; effective passages on the theme."""
    used = weight != 0
    counts = np.maximum(used.sum(axis=1), 1)
    level = np.where(used, expected, 0.0).sum(axis=2, keepdims=True) / counts[:, None]
    share = np.broadcast_to(level, expected.shape)
    binomial = share * (1 - share)
    lag = np.abs(np.subtract.outer(np.arange(share.shape[2]), np.arange(share.shape[2])))
    moved = binomial * weight
    sampling = (binomial * weight**2 * setting.design_effect / np.maximum(seen.passages, 1)).sum(axis=(1, 2))
    apart = np.einsum("tci,ij,tcj->t", moved, (setting.memory**lag).astype(float), moved)
    said = (level[..., 0] * (seen.passages * used).sum(axis=1)).sum(axis=1)
    return np.sqrt(sampling + setting.own_shock**2 * apart), said / setting.design_effect
