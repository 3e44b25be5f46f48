"""From tests to statuses: one p-value a cell, families, and which of the statuses tried may be named.

In: :class:`Panel` and which themes are tracked.  Out: :class:`Judged` a scope.  See ``docs/trends.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from themes.stats.multiple_testing import ALPHA, below_selected, within_kinds
from themes.trends.change import Change, measure_change
from themes.trends.change_test import Outcome, compare_windows
from themes.trends.events import Silence, find_event
from themes.trends.panel import Floats, Panel, Windows, compared_windows, earlier_windows
from themes.trends.variance_components import Moments, Spread, fit_spread, measure_moments

MIN_CHANGE = 0.005  # of share between the windows: half a point; less is not worth a word
MOVES = 0.01  # p at which a theme is left out of the spread's fit; a larger one would leave out the restless
SMALLEST_P = 1e-12
MIN_HEARD = 3  # quarters: with fewer no change is tested


@dataclass(frozen=True)
class Judged:
    """One scope: its panel and windows, the tests of every theme, and their q-values and statuses, (n_themes,).

    ``tested`` is None where there is too little to test anything; ``p_value`` and ``q_value`` are NaN there, and where
    a theme was not tested.  ``n_tried``: statuses tried, (n_themes,); ``spread``: passages a lump, variance of shocks.
    """

    panel: Panel
    windows: Windows
    tested: Outcome | None
    silences: tuple[Silence | None, ...]
    n_tried: NDArray[np.int64]
    p_value: Floats
    q_value: Floats
    status: tuple[str, ...]
    spread: tuple[float, float] = (1.0, 0.0)


def judge_panel(panel: Panel, kinds: NDArray[np.str_]) -> dict[str, Judged]:
    """Every scope, ``ALL`` first, then each company in order.

    Parameters
    ----------
    panel : Panel
        All companies.
    kinds : ndarray of str
        Kind of each theme; a kind is a family, (n_themes,).
    """
    overall = _with_families(_tests([panel])[0], kinds)
    scopes = {"ALL": overall}
    alone = _tests([panel.of_company(k) for k in range(len(panel.companies))])
    below = _company_families(overall, alone, kinds)
    return scopes | dict(zip(panel.companies, below, strict=True))


def _tests(panels: list[Panel]) -> list[Judged]:
    """Tests of panels that share one spread; q-values are still to come, ``status`` is what a cell would be called.

    The spread is fitted twice: themes that turn out to move would make the others look restless.
    """
    windows = [compared_windows(len(panel.quarters)) for panel in panels]
    changes = [_changes(panel, compared) for panel, compared in zip(panels, windows, strict=True)]
    enough = [k for k, found in enumerate(changes) if found]
    if not enough:
        return [_untested(panel, compared) for panel, compared in zip(panels, windows, strict=True)]
    n_themes = len(panels[0].share)
    moments = Moments.joined([measure_moments(changes[k]) for k in enough])
    cells = {k: slice(n * n_themes, (n + 1) * n_themes) for n, k in enumerate(enough)}
    spread = fit_spread(moments)
    moves = [compare_windows(changes[k][0], windows[k], spread, cells[k]).p_value <= MOVES for k in enough]
    silent = [
        [find_event(share, panels[k].passages, spread.sizes) is not None for share in panels[k].share] for k in enough
    ]
    spread = fit_spread(moments, np.concatenate(moves) | np.concatenate(silent).astype(bool))
    judged = []
    for k, panel in enumerate(panels):
        if not changes[k]:
            judged.append(_untested(panel, windows[k]))
            continue
        tested = compare_windows(changes[k][0], windows[k], spread, cells[k])
        judged.append(_combined(panel, windows[k], tested, spread))
    return judged


def _changes(panel: Panel, compared: Windows) -> list[Change]:
    """Of the compared windows, then of the history before; none where there is too little."""
    first = measure_change(panel, compared) if panel.is_enough else None
    if first is None:
        return []
    older = [measure_change(panel, windows) for windows in earlier_windows(compared)]
    return [first, *(change for change in older if change is not None)]


def _untested(panel: Panel, windows: Windows) -> Judged:
    n_themes = len(panel.share)
    nothing = np.full(n_themes, np.nan)
    none = np.zeros(n_themes, dtype=np.int64)
    return Judged(panel, windows, None, (None,) * n_themes, none, nothing, nothing, ("insufficient",) * n_themes)


def _events(panel: Panel, spread: Spread) -> tuple[Silence | None, ...]:
    return tuple(find_event(share, panel.passages, spread.sizes) for share in panel.share)


def _combined(panel: Panel, windows: Windows, tested: Outcome, spread: Spread) -> Judged:
    """One p-value a cell: the smaller of those tried, times their number."""
    sizes = (float(spread.sizes[0]), float(spread.sizes[1:].sum()))
    silences = _events(panel, spread)
    heard = (np.nan_to_num(panel.share) > 0).any(axis=1).sum(axis=1)
    event = np.array([s.p_value if s else np.nan for s in silences])
    change = np.where(heard >= MIN_HEARD, tested.p_value, np.nan)
    n_tried = (~np.isnan(event)).astype(np.int64) + ~np.isnan(change)
    p_value = np.clip(n_tried * np.fmin(event, change), SMALLEST_P, 1.0)
    way = np.where(tested.after > tested.before, "rising", "fading")
    words = [s.event if s and not s.p_value > p else str(w) for s, p, w in zip(silences, change, way, strict=True)]
    tested = replace(tested, p_value=change)
    q_value = np.full(len(p_value), np.nan)
    return Judged(panel, windows, tested, silences, n_tried, p_value, q_value, tuple(words), sizes)


def _with_families(judged: Judged, kinds: NDArray[np.str_]) -> Judged:
    """Corrected among the themes of its kind, and among those that would get the same status."""
    return _named(judged, within_kinds(judged.p_value, kinds, np.array(judged.status)), kinds)


def _company_families(overall: Judged, alone: list[Judged], kinds: NDArray[np.str_]) -> list[Judged]:
    """Companies under the themes found overall; other themes are not tested there."""
    p_value = np.array([j.p_value for j in alone]).reshape(len(alone), len(kinds))
    q_value = np.full(p_value.shape, np.nan)
    found = np.array([s not in ("steady", "insufficient") for s in overall.status], dtype=bool)
    for theme in np.flatnonzero(found):
        family = kinds == kinds[theme]
        n_tested = int((~np.isnan(overall.p_value[family])).sum())
        q_value[:, theme] = below_selected(p_value[:, theme], int((found & family).sum()), n_tested)
    return [_named(j, q_value[k], kinds) for k, j in enumerate(alone)]


def _named(judged: Judged, q_value: Floats, kinds: NDArray[np.str_]) -> Judged:
    status = tuple(_status(judged, k, float(q_value[k])) for k in range(len(q_value)))
    return replace(judged, q_value=q_value, status=status)


def _status(judged: Judged, k: int, q_value: float) -> str:
    """The most telling of the statuses that were tried and hold; an event says more than a change."""
    tested, silence = judged.tested, judged.silences[k]
    if tested is None:
        return "insufficient"
    change = float((tested.after - tested.before)[k])
    if q_value <= ALPHA:
        # each test that went into the cell is raised as the cell was
        raised = judged.n_tried[k] * q_value / judged.p_value[k]
        if silence is not None and silence.p_value * raised <= ALPHA:
            return silence.event
        if abs(change) >= MIN_CHANGE and tested.p_value[k] * raised <= ALPHA:
            return "rising" if change > 0 else "fading"
    return "steady" if _is_steady(judged, tested, k) else "insufficient"


def _is_steady(judged: Judged, tested: Outcome, k: int) -> bool:
    """Whether a change of the minimum size is excluded; or nothing is seen, and a doubling or an end would have been.

    A change that only the correction takes away is not called steady.
    """
    low, high = tested.low[k] * judged.windows.years_apart, tested.high[k] * judged.windows.years_apart
    mean = (tested.before + tested.after)[k] / 2
    nothing_seen = low <= 0 <= high and tested.visible[k] <= max(MIN_CHANGE, mean)
    return bool(max(abs(low), abs(high)) < MIN_CHANGE or nothing_seen)
