"""From comparisons to verdicts: correction for the many themes, who carries a change, and what it is called.

In: :class:`Panel`, the kind of each theme and, where known, the same panel by wording.  Out: :class:`Verdict` of every
theme in every scope.  See ``docs/trends.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from themes.records import Status
from themes.stats.composition import adjusted_shares, is_thin, n_known_quarters, panel_weights
from themes.stats.multiple_testing import ALPHA, below_selected, within_kinds
from themes.stats.multiple_testing import q_values as adjusted
from themes.stats.windows import Horizon
from themes.trends.change_test import (
    Comparison,
    compare_each_company,
    compare_over_companies,
)
from themes.trends.events import Talk, name_fall, name_rise
from themes.trends.panel import Floats, Panel

MIN_CHANGE = 0.005  # of share: half a point is a change worth a word, however small beside what was there
MIN_MULTIPLE = 1.5  # and so is a theme that is half as large again, or shrinks by as much, however small it is
MIN_CARRIERS = 3  # companies that must move the same way before a change is one of all companies
MIN_EFFECTIVE = 2.5  # companies, effectively: three of which one moved less
STEADY_BAND = 1.5  # a theme is steady where its interval excludes half as much again, and as much less
SMALLEST_P = 1e-300
GONE = 4  # quarters without a call, after which a company's trend is no news


Doubt = Literal["carriers", "signs", "size", "quarters"]


@dataclass(frozen=True)
class Verdict:
    """What is said of one theme in one scope.

    ``found`` is the comparison that the status rests on, with its ``p_value`` and ``q_value`` (NaN where it was not
    tested), ``since`` the column since when; ``carriers``: rows in the panel of the companies that moved the same way,
    the largest change of share first.  ``is_overall``: the theme was found over all companies, whoever
    carries it; ``doubt``: why it has no name then: too few companies carry it, their signs could be tosses, its size in
    points is open, or it rests on a quarter or two.
    """

    status: Status
    found: Comparison | None = None
    p_value: float = np.nan
    q_value: float = np.nan
    since: int | None = None
    carriers: tuple[int, ...] = ()
    is_overall: bool = False
    doubt: Doubt | None = None


@dataclass(frozen=True)
class Scope:
    """One scope: its panel, both comparisons and the verdict on every theme.

    ``panel`` ends with the last quarter that is not thin, unless that leaves too little; ``comparisons`` holds those
    that the history is long enough for; ``talk`` of every theme.  ``is_alone``: one company by itself, whose calls are
    the replicates.
    """

    panel: Panel
    comparisons: Mapping[Horizon, Comparison]
    talk: tuple[Talk, ...]
    verdicts: tuple[Verdict, ...]
    is_alone: bool


@dataclass(frozen=True)
class Cells:
    """p- and q-values of the themes in one scope, (n_themes,)."""

    p_value: Floats
    q_value: Floats

    def holding(self, tested: Sequence[Comparison], k: int) -> list[tuple[Comparison, float, float]]:
        """Of a theme's comparisons, clearest first, those found, with p and q; each p raised as that of the cell."""
        if not self.q_value[k] <= ALPHA:
            return []
        raised = self.q_value[k] / max(self.p_value[k], SMALLEST_P)
        others = [(c, float(c.p_value[k]), float(c.p_value[k] * raised)) for c in tested[1:]]
        return [(tested[0], float(self.p_value[k]), float(self.q_value[k])), *(o for o in others if o[2] <= ALPHA)]


def judge_panel(panel: Panel, kinds: NDArray[np.str_]) -> dict[str, Scope]:
    """Every scope, ``ALL`` first, then each company in order.

    Parameters
    ----------
    panel : Panel
        All companies.
    kinds : ndarray of str
        Kind of each theme; a kind is a family, (n_themes,).
    """
    known = panel.until(n_known_quarters(panel.held))
    whole = known if known.is_enough else panel
    together = {h: c for h in Horizon if whole.is_enough and (c := compare_over_companies(whole, h)) is not None}
    p_value = simes([c.p_value for c in together.values()], len(kinds))
    overall = _judge(whole, together, Cells(p_value, within_kinds(p_value, kinds)), is_alone=False)
    selected = np.array([verdict.is_overall for verdict in overall.verdicts], dtype=bool)
    alone = _companies(panel, kinds, selected)
    return {"ALL": overall, **dict(zip(panel.companies, alone, strict=True))}


def _companies(panel: Panel, kinds: NDArray[np.str_], selected: NDArray[np.bool_]) -> list[Scope]:
    """Each company by itself: one family under each theme found overall, one of all that is left."""
    parts = [panel.of_company(k) for k in range(len(panel.companies))]
    found: list[dict[Horizon, Comparison]] = [{} for _ in parts]
    for horizon in Horizon:
        for part, own, comparison in zip(parts, found, compare_each_company(parts, horizon), strict=True):
            is_there = part.is_enough and part.quarters[-1] in panel.quarters[-GONE - 1 :]
            if is_there and comparison is not None:
                own[horizon] = comparison
    p_values = np.array([simes([c.p_value for c in own.values()], len(kinds)) for own in found])
    q_values = _corrected(p_values.reshape(len(parts), len(kinds)), kinds, selected)
    return [
        _judge(part, own, Cells(p, q), is_alone=True)
        for part, own, p, q in zip(parts, found, p_values, q_values, strict=True)
    ]


def simes(p_values: Sequence[Floats], n_themes: int) -> Floats:
    """One p-value a theme of those at both horizons (Simes 1986): chance that either would be so small, (n_themes,).

    >>> simes([np.array([0.01, 0.03, np.nan]), np.array([0.5, 0.04, 0.2])], 3).tolist()
    [0.02, 0.04, 0.2]
    """
    tried = np.sort(np.array([*p_values, np.full(n_themes, np.nan)]), axis=0)  # what was not tested comes last
    n = (~np.isnan(tried)).sum(axis=0)
    scaled = tried * n / np.arange(1, len(tried) + 1)[:, None]
    least: Floats = np.fmin.reduce(scaled, axis=0)
    return least


def _corrected(p_values: Floats, kinds: NDArray[np.str_], selected: NDArray[np.bool_]) -> Floats:
    """q-values of themes in companies, (n_companies, n_themes)."""
    q_values = np.full(p_values.shape, np.nan)
    for kind in np.unique(kinds):
        chosen, rest = (kinds == kind) & selected, (kinds == kind) & ~selected
        n_tested = int((~np.isnan(p_values[:, kinds == kind])).any(axis=0).sum())
        n_selected = int(chosen.sum())
        for theme in np.flatnonzero(chosen):
            q_values[:, theme] = below_selected(p_values[:, theme], n_selected, max(n_tested, n_selected))
        left = p_values[:, rest]
        q_values[:, rest] = adjusted(left.ravel()).reshape(left.shape)
    return q_values


def _judge(panel: Panel, compared: Mapping[Horizon, Comparison], cells: Cells, *, is_alone: bool) -> Scope:
    talk = _talk(panel)
    verdicts = tuple(_verdict(talk[k], compared, cells, k, is_alone=is_alone) for k in range(len(talk)))
    return Scope(panel, compared, talk, verdicts, is_alone)


def _talk(panel: Panel) -> tuple[Talk, ...]:
    share = adjusted_shares(panel.share).share
    share = np.where(is_thin(panel_weights(panel.share)), np.nan, share)
    on_theme, passages = panel.on_theme.sum(axis=1), panel.passages.sum(axis=0)
    return tuple(Talk(on_theme[k], passages, share[k]) for k in range(len(share)))


def _verdict(talk: Talk, compared: Mapping[Horizon, Comparison], cells: Cells, k: int, *, is_alone: bool) -> Verdict:
    if not compared:
        return Verdict(Status.INSUFFICIENT)
    longest = compared[max(compared, key=lambda horizon: horizon.quarters)]
    if not talk.on_theme[longest.windows.start : longest.windows.stop].any():
        return Verdict(Status.ABSENT, longest)
    tested = sorted((c for c in compared.values() if not np.isnan(c.p_value[k])), key=lambda c: float(c.p_value[k]))
    if not tested:
        return Verdict(Status.INSUFFICIENT, longest)
    numbers = float(cells.p_value[k]), float(cells.q_value[k])
    holding = cells.holding(tested, k)
    named, doubts = [], []
    for comparison, p_value, q_value in holding:
        carriers = carried_by(comparison, k)
        doubt = None if is_alone else _doubt_of_all(comparison, k, len(carriers))
        doubt = doubt or _doubt_of_size(comparison, k)
        name = (name_rise if comparison.change[k] > 0 else name_fall)(talk, comparison.windows)
        if doubt or name is None or _year_denies(compared, comparison, k):
            doubts.append(doubt or "quarters")
        else:
            named.append(Verdict(name[0], comparison, p_value, q_value, name[1], carriers, is_overall=True))
    if named:
        return _most_telling(named, k)
    if not is_alone and not holding and max(c.n_told[k] for c in tested) < MIN_CARRIERS:
        return Verdict(Status.INSUFFICIENT, longest)
    if not holding and all(_is_steady(c, k) for c in tested):
        return Verdict(Status.STEADY, max(tested, key=lambda c: c.horizon.quarters), *numbers)
    carriers, doubt = carried_by(tested[0], k), doubts[0] if doubts else None
    return Verdict(Status.UNCLEAR, tested[0], *numbers, None, carriers, is_overall=bool(holding), doubt=doubt)


def _year_denies(compared: Mapping[Horizon, Comparison], comparison: Comparison, k: int) -> bool:
    """Whether the interval of the last year lies wholly on the other side."""
    year = compared.get(Horizon.YEAR, comparison)
    return bool(year.high[k] < 0 if comparison.change[k] > 0 else year.low[k] > 0)


def _most_telling(named: Sequence[Verdict], k: int) -> Verdict:
    """What came or went comes first; of a rise and a fall the year's, which is the later; else the clearest.

    What one horizon shows as a spike is the edge of a change, where the other shows a change that goes the same way.
    """
    events = [verdict for verdict in named if verdict.status.kind == "event" and verdict.status is not Status.SPIKE]
    if events:
        return events[0]
    if len({_is_rise(verdict, k) for verdict in named}) > 1:
        return min(named, key=lambda verdict: verdict.found.horizon.quarters if verdict.found is not None else 0)
    return next((verdict for verdict in named if verdict.status is not Status.SPIKE), named[0])


def _is_rise(verdict: Verdict, k: int) -> bool:
    return verdict.found is not None and bool(verdict.found.shift[k] > 0)


def carried_by(comparison: Comparison, k: int) -> tuple[int, ...]:
    """Rows of the companies that moved as the whole did, the largest change of share first."""
    moved, size = comparison.contributions[k] > 0, np.abs(comparison.own_change[k])
    return tuple(int(c) for c in np.argsort(-size, kind="stable") if moved[c])


def _doubt_of_all(comparison: Comparison, k: int, n_carriers: int) -> Doubt | None:
    """Whether too few companies carry a change, or tossing their signs would often make one as large."""
    if n_carriers < MIN_CARRIERS or comparison.carriers[k] < MIN_EFFECTIVE:
        return "carriers"
    return "signs" if comparison.flip_p[k] > ALPHA else None


def _doubt_of_size(comparison: Comparison, k: int) -> Doubt | None:
    """Whether it is too small in points and as a multiple, or its interval does not say the same as the test."""
    before, after, change = comparison.before[k], comparison.after[k], comparison.change[k]
    is_large = abs(change) >= MIN_CHANGE or max(before, after) >= MIN_MULTIPLE * min(before, after)
    is_sure = comparison.low[k] > 0 if comparison.shift[k] > 0 else comparison.high[k] < 0
    return None if is_large and is_sure else "size"


def _is_steady(comparison: Comparison, k: int) -> bool:
    before = comparison.before[k]
    low, high = before + comparison.low[k], before + comparison.high[k]
    return bool(before / STEADY_BAND <= low and high <= STEADY_BAND * before)
