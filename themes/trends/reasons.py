"""Reasons: one sentence a trend that a person can quote, and the quarters that go with it.

In: a :class:`ScopeResult`.  Out: text and quarter names.  Every number in a sentence is in the row beside it or can be
computed from ``prevalence``.
"""

from __future__ import annotations

import numpy as np

from themes.formatting import counted, percent, points, q_text
from themes.quarters import Quarter
from themes.records import Direction, Status
from themes.stats.windows import MIN_CALLS, MIN_QUARTERS, PEAK_COVERAGE, WINDOW
from themes.trends.classification import ScopeResult
from themes.trends.panel import Floats, Panel

NEGLIGIBLE_SHARE = 0.001  # of talk, in both windows: too little to be called steady without a word
SPIKE_RATIO = 3.0  # times the larger mean of the windows: such a quarter is reported as a theme that came and went
MOVED: dict[Direction, str] = {"up": "rose", "down": "fell"}


def mean_share(panel: Panel, theme: int) -> Floats:
    """Share of talk by quarter, companies counted equally, (n_quarters,); NaN where fewer than half of them called.

    A quarter for which few have reported yet says little of all.
    """
    held = panel.held
    calls = held.sum(axis=0)
    total = np.where(held, panel.share[theme], 0.0).sum(axis=0)
    return np.where(2 * calls >= max(1, calls.max(initial=0)), total / np.maximum(calls, 1), np.nan)


def peak_quarters(result: ScopeResult, theme: int) -> tuple[str, str, str] | None:
    """The quarter of the largest share, and the first and last that do not differ from it; None where never mentioned.

    A quarter differs from it if its share is below by more than 1.96 standard errors of the difference of two
    quarters at the peak's level, as the study's spread has it.
    """
    calls = result.panel.held.sum(axis=0)
    share = np.where(calls >= PEAK_COVERAGE * calls.max(initial=0), mean_share(result.panel, theme), np.nan)
    if not (np.nan_to_num(share) > 0).any():
        return None
    names, peak = result.panel.quarters, int(np.nanargmax(share))
    noise, shock = result.spread
    level = share[peak] * (1 - share[peak])
    variance = noise * level / result.panel.passages[:, peak].sum() + shock * level**2
    close = np.flatnonzero(np.nan_to_num(share) >= share[peak] - 1.96 * np.sqrt(2 * variance))
    return names[peak], names[int(close[0])], names[int(close[-1])]


def since_quarter(result: ScopeResult, theme: int) -> str | None:
    """Since when the status holds: an event's first quarter, or where the windows split best in two levels.

    The split is by least squares (Bai 1997); it is shown, not tested.
    """
    status, event = result.status[theme], result.events[theme]
    if event is not None and status == event.status:
        return result.panel.quarters[event.since]
    if status.kind != "change":
        return None
    columns = np.arange(result.windows.start, result.windows.stop)
    share = mean_share(result.panel, theme)[columns]
    columns, share = columns[~np.isnan(share)], share[~np.isnan(share)]
    sign = 1 if status.direction == "up" else -1
    gains = [_gain(share, k, sign) for k in range(1, len(share))]
    return result.panel.quarters[int(columns[1 + int(np.argmax(gains))])]


def _gain(share: Floats, k: int, sign: int) -> float:
    """What a split before quarter ``k`` takes off the squares; negative where it goes the other way."""
    step = share[k:].mean() - share[:k].mean()
    return float(sign * np.sign(step) * step**2 * k * (len(share) - k) / len(share))


def last_quarter(panel: Panel, theme: int) -> str | None:
    """The last quarter in which the theme was mentioned at all."""
    mentioned = np.flatnonzero((np.nan_to_num(panel.share[theme]) > 0).any(axis=0))
    return panel.quarters[int(mentioned[-1])] if len(mentioned) else None


def explain(result: ScopeResult, theme: int, who: str) -> str:
    """The reason for a status.

    Parameters
    ----------
    result : ScopeResult
        The scope.
    theme : int
        Row of the theme.
    who : str
        Whose talk it is: a company's name, or "4 companies".
    """
    panel, tested, status = result.panel, result.tested, result.status[theme]
    if tested is None:
        return _too_little(panel)
    if last_quarter(panel, theme) is None:
        return f"Not mentioned in {_calls(panel)} of {who.rstrip('.')}."
    evidence = q_text(result.q_value[theme])
    peaked = peak_text(peak_quarters(result, theme))
    if status.kind == "change":
        moved = f"{MOVED[status.direction]} from {_both(result, theme)}: {_a_year(result, theme)}"
        return f"Share of the talk of {who} {moved}; {evidence}.{peaked}"
    if status.kind == "event":
        return _event(result, theme, who) + f" ({evidence}).{peaked}"
    return _nothing_found(result, theme, who)


def peak_text(peak: tuple[str, str, str] | None) -> str:
    """When it was largest; that no peak can be dated where quarters more than two years apart do not differ from it."""
    if peak is None:
        return ""
    largest, first, last = peak
    if Quarter.parse(last).since(Quarter.parse(first)) > WINDOW:
        return f" Its share was largest in {largest}, but quarters years apart come too near to it to date a peak."
    return f" Its peak was {largest} (between {first} and {last})."


def _too_little(panel: Panel) -> str:
    n_quarters = int((panel.n_calls > 0).any(axis=0).sum())
    read = f"{_calls(panel)} in {counted(n_quarters, 'quarter')}"
    if panel.is_enough:
        return f"{read}, but no company has calls both early and late. See contrasts."
    enough = f"{MIN_CALLS} calls in {MIN_QUARTERS} quarters"
    return f"{read}; a trend needs {enough}. See contrasts."


def _event(result: ScopeResult, theme: int, who: str) -> str:
    panel, event = result.panel, result.events[theme]
    if event is None:
        raise ValueError(f"theme {theme}: {result.status[theme]} without an event")
    share, since, names = mean_share(panel, theme), event.since, panel.quarters
    if event.status.is_end:
        level = _known_mean(share[max(0, since - 4) : since])
        level_text = f"{percent(level)} in the year before, " if level is not None else ""
        return f"Talk of {who} about it ended: {level_text}next to nothing since {names[since]}"
    before = "Next to nothing before" if event.status is Status.NEW else "After at least a year of next to nothing"
    level = _known_mean(share[since:])
    level_text = f"{percent(level)} of the talk of {who}" if level is not None else f"spoken of by {who}"
    return f"{before}, {level_text} since {names[since]}"


def _known_mean(share: Floats) -> float | None:
    """The mean of the quarters in which enough companies called; None where there is none."""
    known = share[~np.isnan(share)]
    return float(known.mean()) if len(known) else None


def _nothing_found(result: ScopeResult, theme: int, who: str) -> str:
    tested = result.tested
    if tested is None or np.isnan(result.p_value[theme]):
        return f"Mentioned in too few quarters of {who} to test."
    if np.isnan(result.q_value[theme]):
        family = "nothing was found for the theme overall, so companies are not tested"
    else:
        family = f"no change found after correction, {q_text(result.q_value[theme])}"
    said = f"{_both(result, theme)}: {_a_year(result, theme)}; {family}"
    if result.status[theme] is Status.STEADY and max(tested.before[theme], tested.after[theme]) < NEGLIGIBLE_SHARE:
        return f"Hardly spoken of by {who} in these years: {said}."
    if result.status[theme] is Status.STEADY:
        return f"Share of the talk of {who} from {said}."
    if tested.low[theme] > 0 or tested.high[theme] < 0:
        return f"Share of the talk of {who} from {said}: too little to be sure among so many themes."
    shock = _rose_and_fell(result, theme)
    visible = f"only a change of {points(tested.visible[theme])} points or more would have shown"
    return f"Share of the talk of {who} from {said}, but {visible}.{shock}"


def _rose_and_fell(result: ScopeResult, theme: int) -> str:
    """Say so where a theme came and went within the windows: their means hide it."""
    peak, tested, windows = peak_quarters(result, theme), result.tested, result.windows
    if tested is None or peak is None:
        return ""
    column = result.panel.quarters.index(peak[0])
    largest = float(mean_share(result.panel, theme)[column])
    usual = max(tested.before[theme], tested.after[theme])
    if not windows.start <= column < windows.stop or largest < SPIKE_RATIO * usual:
        return ""
    came = f" It was as much as {percent(largest)} in {peak[0]}"
    return f"{came}, within these years: a comparison of their two halves cannot show a peak."


def _both(result: ScopeResult, theme: int) -> str:
    tested, windows, names = result.tested, result.windows, result.panel.quarters
    if tested is None:
        raise ValueError("not tested")
    early = f"{names[windows.start]} to {names[windows.split - 1]}"
    late = f"{names[windows.split]} to {names[windows.stop - 1]}"
    return f"{percent(tested.before[theme])} ({early}) to {percent(tested.after[theme])} ({late})"


def _a_year(result: ScopeResult, theme: int) -> str:
    tested = result.tested
    if tested is None:
        raise ValueError("not tested")
    low, high = points(tested.low[theme], signed=True), points(tested.high[theme], signed=True)
    return f"{points(tested.a_year[theme], signed=True)} points a year (95 % interval {low} to {high})"


def _calls(panel: Panel) -> str:
    return counted(int(panel.n_calls.sum()), "call")
