"""From tests to statuses: one p-value a cell, families, and which of the statuses tried may be named.

In: :class:`Panel` and which themes are tracked.  Out: :class:`ScopeResult` a scope.  See ``docs/trends.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from themes.records import Status
from themes.stats.multiple_testing import ALPHA, below_selected, within_kinds
from themes.stats.windows import Windows, compared_windows, earlier_windows
from themes.trends.change import Change, measure_change
from themes.trends.change_test import Outcome, compare_windows
from themes.trends.events import Event, find_event
from themes.trends.panel import Floats, Panel
from themes.trends.variance_components import Moments, VarianceComponents, fit_variance_components, measure_moments

MIN_CHANGE = 0.005  # of share between the windows: half a point; less is not worth a word
EXCLUDE_FROM_FIT_P = 0.01  # a theme that moves at this p is left out of the fit; a larger one excludes the restless
SMALLEST_P = 1e-12
MIN_QUARTERS_MENTIONED = 3  # quarters: with fewer no change is tested


@dataclass(frozen=True)
class ScopeResult:
    """One scope: its panel and windows, the tests of every theme, and their q-values and statuses, (n_themes,).

    ``tested`` is None where there is too little to test anything; ``p_value`` and ``q_value`` are NaN there, and where
    a theme was not tested.  ``n_tried``: statuses tried, (n_themes,); ``spread``: passages a lump, variance of shocks.
    """

    panel: Panel
    windows: Windows
    tested: Outcome | None
    events: tuple[Event | None, ...]
    n_tried: NDArray[np.int64]
    p_value: Floats
    q_value: Floats
    status: tuple[Status, ...]
    spread: tuple[float, float] = (1.0, 0.0)


def judge_panel(panel: Panel, kinds: NDArray[np.str_]) -> dict[str, ScopeResult]:
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


def _tests(panels: list[Panel]) -> list[ScopeResult]:
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
    spread = fit_variance_components(moments)
    moves = [compare_windows(changes[k][0], windows[k], spread, cells[k]).p_value <= EXCLUDE_FROM_FIT_P for k in enough]
    silent = [
        [find_event(share, panels[k].passages, spread.sizes) is not None for share in panels[k].share] for k in enough
    ]
    spread = fit_variance_components(moments, np.concatenate(moves) | np.concatenate(silent).astype(bool))
    results = []
    for k, panel in enumerate(panels):
        if not changes[k]:
            results.append(_untested(panel, windows[k]))
            continue
        tested = compare_windows(changes[k][0], windows[k], spread, cells[k])
        results.append(_combined(panel, windows[k], tested, spread))
    return results


def _changes(panel: Panel, compared: Windows) -> list[Change]:
    """Of the compared windows, then of the history before; none where there is too little."""
    first = measure_change(panel, compared) if panel.is_enough else None
    if first is None:
        return []
    older = [measure_change(panel, windows) for windows in earlier_windows(compared)]
    return [first, *(change for change in older if change is not None)]


def _untested(panel: Panel, windows: Windows) -> ScopeResult:
    n_themes = len(panel.share)
    nothing = np.full(n_themes, np.nan)
    none = np.zeros(n_themes, dtype=np.int64)
    status = (Status.INSUFFICIENT,) * n_themes
    return ScopeResult(panel, windows, None, (None,) * n_themes, none, nothing, nothing, status)


def _events(panel: Panel, spread: VarianceComponents) -> tuple[Event | None, ...]:
    return tuple(find_event(share, panel.passages, spread.sizes) for share in panel.share)


def _combined(panel: Panel, windows: Windows, tested: Outcome, spread: VarianceComponents) -> ScopeResult:
    """One p-value a cell: the smaller of those tried, times their number."""
    sizes = (float(spread.sizes[0]), float(spread.sizes[1:].sum()))
    events = _events(panel, spread)
    mentioned = (np.nan_to_num(panel.share) > 0).any(axis=1).sum(axis=1)
    event = np.array([e.p_value if e else np.nan for e in events])
    change = np.where(mentioned >= MIN_QUARTERS_MENTIONED, tested.p_value, np.nan)
    n_tried = (~np.isnan(event)).astype(np.int64) + ~np.isnan(change)
    p_value = np.clip(n_tried * np.fmin(event, change), SMALLEST_P, 1.0)
    ways = [_way(float(moved)) for moved in tested.after - tested.before]
    statuses = [e.status if e and not e.p_value > p else w for e, p, w in zip(events, change, ways, strict=True)]
    tested = replace(tested, p_value=change)
    q_value = np.full(len(p_value), np.nan)
    return ScopeResult(panel, windows, tested, events, n_tried, p_value, q_value, tuple(statuses), sizes)


def _with_families(result: ScopeResult, kinds: NDArray[np.str_]) -> ScopeResult:
    """Corrected among the themes of its kind, and among those that would get the same status."""
    statuses = np.array([str(status) for status in result.status])
    return _named(result, within_kinds(result.p_value, kinds, statuses))


def _company_families(overall: ScopeResult, alone: list[ScopeResult], kinds: NDArray[np.str_]) -> list[ScopeResult]:
    """Companies under the themes found overall; other themes are not tested there."""
    p_value = np.array([result.p_value for result in alone]).reshape(len(alone), len(kinds))
    q_value = np.full(p_value.shape, np.nan)
    found = np.array([status.is_finding for status in overall.status], dtype=bool)
    for theme in np.flatnonzero(found):
        family = kinds == kinds[theme]
        n_tested = int((~np.isnan(overall.p_value[family])).sum())
        q_value[:, theme] = below_selected(p_value[:, theme], int((found & family).sum()), n_tested)
    return [_named(result, q_value[k]) for k, result in enumerate(alone)]


def _named(result: ScopeResult, q_value: Floats) -> ScopeResult:
    status = tuple(_status(result, k, float(q_value[k])) for k in range(len(q_value)))
    return replace(result, q_value=q_value, status=status)


def _status(result: ScopeResult, k: int, q_value: float) -> Status:
    """The most telling of the statuses that were tried and hold; an event says more than a change."""
    tested, event = result.tested, result.events[k]
    if tested is None:
        return Status.INSUFFICIENT
    change = float((tested.after - tested.before)[k])
    if q_value <= ALPHA:
        # each test that went into the cell is raised as the cell was
        raised = result.n_tried[k] * q_value / result.p_value[k]
        if event is not None and event.p_value * raised <= ALPHA:
            return event.status
        if abs(change) >= MIN_CHANGE and tested.p_value[k] * raised <= ALPHA:
            return _way(change)
    return Status.STEADY if _is_steady(result, tested, k) else Status.INSUFFICIENT


def _way(change: float) -> Status:
    return Status.RISING if change > 0 else Status.FADING


def _is_steady(result: ScopeResult, tested: Outcome, k: int) -> bool:
    """Whether a change of the minimum size is excluded; or nothing is seen, and a doubling or an end would have been.

    A change that only the correction takes away is not called steady.
    """
    low, high = tested.low[k] * result.windows.years_apart, tested.high[k] * result.windows.years_apart
    mean = (tested.before + tested.after)[k] / 2
    nothing_seen = low <= 0 <= high and tested.visible[k] <= max(MIN_CHANGE, mean)
    return bool(max(abs(low), abs(high)) < MIN_CHANGE or nothing_seen)
