"""Reasons: one sentence a trend that a person can quote, and the quarters that go with it.

In: a :class:`Judged` scope.  Out: text and quarter names.  Every number in a sentence is in the row beside it or can be
computed from ``prevalence``.
"""

from __future__ import annotations

import numpy as np

from themes.formatting import counted, percent, points, q_text
from themes.quarters import Quarter
from themes.trends.classification import Judged
from themes.trends.panel import FULL, MIN_CALLS, MIN_QUARTERS, WINDOW, Floats, Panel

HARDLY = 0.001  # of share in both windows: too little to be called steady without a word
SHOCK = 3.0  # times the windows' means, from which on a quarter is told as a theme that came and went
MOVED = {"rising": "rose", "fading": "fell"}


def mean_share(panel: Panel, theme: int) -> Floats:
    """Share of talk by quarter, companies counted equally, (n_quarters,); NaN where fewer than half of them called.

    A quarter for which few have reported yet says little of all.
    """
    held = panel.held
    calls = held.sum(axis=0)
    total = np.where(held, panel.share[theme], 0.0).sum(axis=0)
    return np.where(2 * calls >= max(1, calls.max(initial=0)), total / np.maximum(calls, 1), np.nan)


def peak_quarters(judged: Judged, theme: int) -> tuple[str, str, str] | None:
    """The quarter of the largest share, and the first and last that cannot be told from it; None where never heard.

    A quarter can be told from it if its share is below by more than 1.96 standard errors of the difference of two
    quarters at the peak's level, as the study's spread has it.
    """
    calls = judged.panel.held.sum(axis=0)
    share = np.where(calls >= FULL * calls.max(initial=0), mean_share(judged.panel, theme), np.nan)
    if not (np.nan_to_num(share) > 0).any():
        return None
    names, peak = judged.panel.quarters, int(np.nanargmax(share))
    noise, shock = judged.spread
    level = share[peak] * (1 - share[peak])
    variance = noise * level / judged.panel.passages[:, peak].sum() + shock * level**2
    close = np.flatnonzero(np.nan_to_num(share) >= share[peak] - 1.96 * np.sqrt(2 * variance))
    return names[peak], names[int(close[0])], names[int(close[-1])]


def since_quarter(judged: Judged, theme: int) -> str | None:
    """Since when the status holds: an event's first quarter, or where the windows split best in two levels.

    The split is by least squares (Bai 1997); it is shown, not tested.
    """
    status, silence = judged.status[theme], judged.silences[theme]
    if silence is not None and status == silence.event:
        return judged.panel.quarters[silence.since]
    if status not in MOVED:
        return None
    columns = np.arange(judged.windows.start, judged.windows.stop)
    share = mean_share(judged.panel, theme)[columns]
    columns, share = columns[~np.isnan(share)], share[~np.isnan(share)]
    sign = 1 if status == "rising" else -1
    gains = [_gain(share, k, sign) for k in range(1, len(share))]
    return judged.panel.quarters[int(columns[1 + int(np.argmax(gains))])]


def _gain(share: Floats, k: int, sign: int) -> float:
    """What a split before quarter ``k`` takes off the squares; negative where it goes the other way."""
    step = share[k:].mean() - share[:k].mean()
    return float(sign * np.sign(step) * step**2 * k * (len(share) - k) / len(share))


def last_quarter(panel: Panel, theme: int) -> str | None:
    """The last quarter in which the theme was heard at all."""
    heard = np.flatnonzero((np.nan_to_num(panel.share[theme]) > 0).any(axis=0))
    return panel.quarters[int(heard[-1])] if len(heard) else None


def explain(judged: Judged, theme: int, who: str) -> str:
    """The reason for a status.

    Parameters
    ----------
    judged : Judged
        The scope.
    theme : int
        Row of the theme.
    who : str
        Whose talk it is: a company's name, or "4 companies".
    """
    panel, tested, status = judged.panel, judged.tested, judged.status[theme]
    if tested is None:
        return _too_little(panel)
    if last_quarter(panel, theme) is None:
        return f"Not heard in {_calls(panel)} of {who.rstrip('.')}."
    evidence = q_text(judged.q_value[theme])
    peaked = told_peak(peak_quarters(judged, theme))
    if status in MOVED:
        moved = f"{MOVED[status]} from {_both(judged, theme)}: {_a_year(judged, theme)}"
        return f"Share of the talk of {who} {moved}; {evidence}.{peaked}"
    if status in ("new", "dormant", "revived"):
        return _event(judged, theme, who) + f" ({evidence}).{peaked}"
    return _nothing_found(judged, theme, who)


def told_peak(peak: tuple[str, str, str] | None) -> str:
    """When it was largest; where quarters more than two years apart cannot be told from the peak, that they cannot."""
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


def _event(judged: Judged, theme: int, who: str) -> str:
    panel, silence = judged.panel, judged.silences[theme]
    if silence is None:
        raise ValueError(f"theme {theme}: {judged.status[theme]} without an event")
    share, since, names = mean_share(panel, theme), silence.since, panel.quarters
    if silence.event == "dormant":
        level = _known_mean(share[max(0, since - 4) : since])
        told = f"{percent(level)} in the year before, " if level is not None else ""
        return f"Talk of {who} about it ended: {told}next to nothing since {names[since]}"
    before = "Next to nothing before" if silence.event == "new" else "After at least a year of next to nothing"
    level = _known_mean(share[since:])
    told = f"{percent(level)} of the talk of {who}" if level is not None else f"spoken of by {who}"
    return f"{before}, {told} since {names[since]}"


def _known_mean(share: Floats) -> float | None:
    """The mean of the quarters in which enough companies called; None where there is none."""
    known = share[~np.isnan(share)]
    return float(known.mean()) if len(known) else None


def _nothing_found(judged: Judged, theme: int, who: str) -> str:
    tested = judged.tested
    if tested is None or np.isnan(judged.p_value[theme]):
        return f"Heard in too few quarters of {who} to test."
    if np.isnan(judged.q_value[theme]):
        family = "nothing was found for the theme overall, so companies are not tested"
    else:
        family = f"no change found after correction, {q_text(judged.q_value[theme])}"
    said = f"{_both(judged, theme)}: {_a_year(judged, theme)}; {family}"
    if judged.status[theme] == "steady" and max(tested.before[theme], tested.after[theme]) < HARDLY:
        return f"Hardly spoken of by {who} in these years: {said}."
    if judged.status[theme] == "steady":
        return f"Share of the talk of {who} from {said}."
    if tested.low[theme] > 0 or tested.high[theme] < 0:
        return f"Share of the talk of {who} from {said}: too little to be sure among so many themes."
    shock = _rose_and_fell(judged, theme)
    visible = f"only a change of {points(tested.visible[theme])} points or more would have shown"
    return f"Share of the talk of {who} from {said}, but {visible}.{shock}"


def _rose_and_fell(judged: Judged, theme: int) -> str:
    """Say so where a theme came and went within the windows: their means hide it."""
    peak, tested, windows = peak_quarters(judged, theme), judged.tested, judged.windows
    if tested is None or peak is None:
        return ""
    column = judged.panel.quarters.index(peak[0])
    largest = float(mean_share(judged.panel, theme)[column])
    if not windows.start <= column < windows.stop or largest < SHOCK * max(tested.before[theme], tested.after[theme]):
        return ""
    came = f" It was as much as {percent(largest)} in {peak[0]}"
    return f"{came}, within these years: a comparison of their two halves cannot show a peak."


def _both(judged: Judged, theme: int) -> str:
    tested, windows, names = judged.tested, judged.windows, judged.panel.quarters
    if tested is None:
        raise ValueError("not tested")
    early = f"{names[windows.start]} to {names[windows.split - 1]}"
    late = f"{names[windows.split]} to {names[windows.stop - 1]}"
    return f"{percent(tested.before[theme])} ({early}) to {percent(tested.after[theme])} ({late})"


def _a_year(judged: Judged, theme: int) -> str:
    tested = judged.tested
    if tested is None:
        raise ValueError("not tested")
    low, high = points(tested.low[theme], signed=True), points(tested.high[theme], signed=True)
    return f"{points(tested.a_year[theme], signed=True)} points a year (95 % interval {low} to {high})"


def _calls(panel: Panel) -> str:
    return counted(int(panel.n_calls.sum()), "call")
