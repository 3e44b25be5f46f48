"""Reasons: one sentence or two a trend that a person can quote, and the quarters that go with it.

In: a :class:`Scope` and a theme.  Out: text and quarter names.  Every number in a sentence is in the row beside it or
can be computed from ``prevalence``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from themes.formatting import LEAST_SHARE, counted, percent, points, q_text
from themes.records import Direction, Status
from themes.stats.windows import MIN_CALLS, MIN_QUARTERS, Windows
from themes.trends.change_test import PAIR, Comparison
from themes.trends.classification import MIN_CARRIERS, Scope, Verdict
from themes.trends.panel import Panel

MOVED: dict[Direction, str] = {"up": "rose", "down": "fell"}
MOST_NAMED = 3  # companies that carry a change, in a sentence


def peak_quarter(scope: Scope, theme: int) -> str | None:
    """The quarter of the largest adjusted share, thin ones left out; None where it was not mentioned in any other."""
    share = np.nan_to_num(scope.talk[theme].share)
    return scope.panel.quarters[int(np.argmax(share))] if (share > 0).any() else None


def since_quarter(scope: Scope, theme: int) -> str | None:
    """Since when the status holds; None where nothing was found."""
    since = scope.verdicts[theme].since
    return scope.panel.quarters[since] if since is not None else None


def last_quarter(panel: Panel, theme: int) -> str | None:
    """The last quarter in which the theme was mentioned at all."""
    mentioned = np.flatnonzero((panel.on_theme[theme] > 0).any(axis=0))
    return panel.quarters[int(mentioned[-1])] if len(mentioned) else None


def explain(scope: Scope, theme: int, who: str, names: Mapping[str, str]) -> str:
    """The reason for a status.

    Parameters
    ----------
    scope : Scope
        The scope.
    theme : int
        Row of the theme.
    who : str
        Whose talk it is: a company's name, or "4 companies".
    names : mapping of str to str
        Names of companies by id.
    """
    verdict = scope.verdicts[theme]
    if verdict.found is None:
        return _too_little(scope.panel)
    told = {
        Status.ABSENT: _absent,
        Status.INSUFFICIENT: _few_passages,
        Status.STEADY: _steady,
        Status.UNCLEAR: _unclear,
    }.get(verdict.status, _found)
    sentences = [told(scope, theme, who, names), _other_horizon(scope, theme)]
    return " ".join(sentence for sentence in sentences if sentence)


def _found(scope: Scope, theme: int, who: str, names: Mapping[str, str]) -> str:
    verdict, talk = scope.verdicts[theme], scope.talk[theme]
    found, share = _comparison(verdict), talk.share
    quarters, since = scope.panel.quarters, verdict.since or 0
    carried = _carried(scope, theme, names)
    sure = f"({q_text(verdict.q_value)})"
    if verdict.status.kind == "change":
        moved = f"{MOVED[verdict.status.direction]} {_over(found)} from {_levels(scope, found, theme)}"
        return f"Share of the talk of {who} {moved}: {_points(found, theme)} {sure}.{carried}"
    if verdict.status is Status.SPIKE:
        most = f"{percent(float(share[since]))} of the talk of {who} in {quarters[since]}"
        return f"One or two quarters carry it: {most}; {_levels(scope, found, theme)} in all {sure}.{carried}"
    if verdict.status is Status.DORMANT:
        return (
            f"Talk of {who} about it has all but ended: next to nothing since {quarters[since]}; "
            f"from {_levels(scope, found, theme)} {sure}.{carried}"
        )
    before = "Nothing but stray mentions before" if verdict.status is Status.NEW else "After a year or more of silence"
    known = share[since : found.windows.stop]
    is_known = ~np.isnan(known)
    level = float(known[is_known].mean()) if is_known.any() else talk.level(since, found.windows.stop)
    return f"{before}; {percent(level)} of the talk of {who} since {quarters[since]} {sure}.{carried}"


def _absent(scope: Scope, theme: int, who: str, _: Mapping[str, str]) -> str:
    windows = _comparison(scope.verdicts[theme]).windows
    return f"Not mentioned by {who.rstrip('.')} {_span(scope, windows.start, windows.stop)}."


def _few_passages(scope: Scope, theme: int, who: str, _: Mapping[str, str]) -> str:
    found = _comparison(scope.verdicts[theme])
    said = f"{percent(float(found.before[theme]))}, then {percent(float(found.after[theme]))} of the talk of {who}"
    if found.passages[theme] < found.least_passages:
        windows = found.windows
        passages = float(scope.talk[theme].on_theme[windows.start : windows.stop].sum())
        about = f"some {int(passages)} passages" if passages >= PAIR else "a passage at most"
        needed = f"a trend needs {np.ceil(found.least_passages):.0f}"
        if passages >= found.least_passages:
            needed += " of companies with calls both early and late"
        return f"{said}: {about} {_span(scope, windows.start, windows.stop)}; {needed}."
    if not scope.is_alone:
        return f"{said}: too few companies speak of it for a trend of all; see each company's own."
    return f"{said}: too few calls in one of the windows for a trend."


def _steady(scope: Scope, theme: int, who: str, _: Mapping[str, str]) -> str:
    found = _comparison(scope.verdicts[theme])
    return (
        f"Share of the talk of {who} {_over(found)} from {_levels(scope, found, theme)}: "
        f"neither half as much again nor a third less ({_interval(found, theme)})."
    )


def _unclear(scope: Scope, theme: int, who: str, names: Mapping[str, str]) -> str:
    verdict = scope.verdicts[theme]
    found = _comparison(verdict)
    said = f"Share of the talk of {who} {_over(found)} from {_levels(scope, found, theme)}"
    agrees = f"anything from {_bounds(found, theme)} points agrees with it"
    if verdict.doubt == "carriers":
        carried = _named(scope, verdict.carriers[: MIN_CARRIERS - 1], names)
        return f"{said}: that is the change of {carried}, not of {MIN_CARRIERS} companies; see each company's own."
    if verdict.doubt == "signs":
        return f"{said}: companies moved both ways; {agrees}."
    if verdict.doubt == "quarters":
        return f"{said}: too much of it rests on a quarter or two, or on those in which few called; {agrees}."
    is_sure = found.low[theme] > 0 or found.high[theme] < 0
    if verdict.doubt == "size" and is_sure:
        return f"{said}, {_interval(found, theme)}: too small to be called a change ({q_text(verdict.q_value)})."
    if is_sure:
        sure = q_text(verdict.q_value)
        return f"{said}, {_interval(found, theme)}: by the test too little to be sure ({sure})."
    return f"{said}: {agrees}."


def _other_horizon(scope: Scope, theme: int) -> str:
    """The other comparison, where both could be made and the theme has passages in it."""
    verdict = scope.verdicts[theme]
    if verdict.status in (Status.ABSENT, Status.INSUFFICIENT):
        return ""
    others = [c for c in scope.comparisons.values() if c is not verdict.found and not np.isnan(c.p_value[theme])]
    return " ".join(
        f"{_over(c).capitalize()}: {percent(float(c.before[theme]))} to {percent(float(c.after[theme]))} "
        f"({_interval(c, theme)})."
        for c in others
    )


def _over(found: Comparison) -> str:
    return found.horizon.words if found.windows.are_whole_years else "between its halves"


def _comparison(verdict: Verdict) -> Comparison:
    if verdict.found is None:
        raise ValueError(f"{verdict.status} without a comparison")
    return verdict.found


def _carried(scope: Scope, theme: int, names: Mapping[str, str]) -> str:
    n, verdict = len(scope.panel.companies), scope.verdicts[theme]
    if n == 1:
        return ""
    most = _named(scope, verdict.carriers[:MOST_NAMED], names)
    found = _comparison(verdict)
    same_way = int((found.own_change[theme] * np.sign(found.change[theme]) >= LEAST_SHARE).sum())
    return f" {same_way} of {counted(n, 'company', 'companies')} moved so, most of all {most.rstrip('.')}."


def _named(scope: Scope, rows: Sequence[int], names: Mapping[str, str]) -> str:
    said = [names.get(scope.panel.companies[k], scope.panel.companies[k]) for k in rows]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _too_little(panel: Panel) -> str:
    n_quarters = int(panel.held.any(axis=0).sum())
    read = f"{counted(int(panel.n_calls[panel.held].sum()), 'call')} in {counted(n_quarters, 'quarter')}"
    if panel.is_enough:
        return f"{read}, but none of the last year or none both early and late. See contrasts."
    return f"{read}; a trend needs {MIN_CALLS} calls in {MIN_QUARTERS} quarters. See contrasts."


def _levels(scope: Scope, found: Comparison, theme: int) -> str:
    windows: Windows = found.windows
    early, late = _span(scope, windows.start, windows.split, ""), _span(scope, windows.split, windows.stop, "")
    return f"{percent(float(found.before[theme]))} ({early}) to {percent(float(found.after[theme]))} ({late})"


def _span(scope: Scope, start: int, stop: int, word: str = "from ") -> str:
    first, last = scope.panel.quarters[start], scope.panel.quarters[stop - 1]
    return f"{word}{first} to {last}"


def _points(found: Comparison, theme: int) -> str:
    return f"{points(float(found.change[theme]), signed=True)} points, {_interval(found, theme)}"


def _interval(found: Comparison, theme: int) -> str:
    return f"95% interval {_bounds(found, theme)}"


def _bounds(found: Comparison, theme: int) -> str:
    low, high = (points(float(bound[theme]), signed=True) for bound in (found.low, found.high))
    return f"{low} to {high}"
