"""Reasons: one sentence or two a trend that a person can quote, and the quarters that go with it.

In: a :class:`Scope` and a theme.  Out: text and quarter names.  Every number in a sentence is in the row beside it or
can be computed from ``prevalence``.  The status and whose talk it is stand beside the sentence and are not repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from themes.formatting import LEAST_SHARE, counted, difference_as_written, in_words, percent, points, q_text, short_name
from themes.records import Direction, Status
from themes.stats.composition import is_thin, panel_weights
from themes.stats.multiple_testing import ALPHA
from themes.stats.windows import MIN_CALLS, MIN_QUARTERS, Windows
from themes.trends.change_test import PAIR, Comparison
from themes.trends.classification import MIN_CARRIERS, Scope, Verdict
from themes.trends.company_change import TOLD_PASSAGES
from themes.trends.panel import Panel

MOVED: dict[Direction, str] = {"up": "rose", "down": "fell"}
MOST_NAMED = 3  # companies that lead a change, in a sentence


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


def explain(scope: Scope, theme: int, names: Mapping[str, str]) -> str:
    """The reason for a status.

    Parameters
    ----------
    scope : Scope
        The scope.
    theme : int
        Row of the theme.
    names : mapping of str to str
        Names of companies by id.
    """
    verdict = scope.verdicts[theme]
    if verdict.found is None:
        return _too_few_calls(scope)
    if verdict.status.is_finding:
        sentences = [*_found(scope, theme), _who_moved(scope, theme, names)]
    elif verdict.status is Status.ABSENT:
        sentences = [f"Not mentioned in {_span(scope, verdict.found.windows.start, verdict.found.windows.stop)}."]
    elif verdict.status is Status.INSUFFICIENT:
        sentences = [_not_enough(scope, theme), f"Share of talk: {_levels(scope, verdict.found, theme)}."]
    else:
        of_talk = f"Share of talk: {_levels(scope, verdict.found, theme)} ({_interval(verdict.found, theme)})."
        sentences = [of_talk, _no_change(scope, theme, names)]
    return " ".join(sentence for sentence in [*sentences, _other_horizon(scope, theme)] if sentence)


def _found(scope: Scope, theme: int) -> list[str]:
    """What happened, and from where to where."""
    verdict, talk = scope.verdicts[theme], scope.talk[theme]
    found, share = _comparison(verdict), talk.share
    since = verdict.since or 0
    quarter, status = scope.panel.quarters[since], verdict.status
    if status is Status.SPIKE:
        most = (
            f"Peaked at {percent(float(share[since]))} of talk in {quarter}; most of the change is one or two quarters."
        )
        return [most, _moved(scope, found, theme)]
    if status is Status.DORMANT:
        return [f"Hardly mentioned since {quarter}.", _moved(scope, found, theme)]
    if status.kind == "change":
        return [_moved(scope, found, theme)]
    before = "after hardly a mention before" if status is Status.NEW else "after a year or more with hardly a mention"
    known = share[since : found.windows.stop]
    is_known = ~np.isnan(known)
    level = float(known[is_known].mean()) if is_known.any() else talk.level(since, found.windows.stop)
    return [f"{percent(level)} of talk since {quarter}, {before}."]


def _moved(scope: Scope, found: Comparison, theme: int) -> str:
    """The change in points between two spans; of a fall the interval is that of the fall."""
    before, after = float(found.before[theme]), float(found.after[theme])
    change = difference_as_written(before, after) or float(found.change[theme])
    low, high = sorted(abs(float(bound[theme])) for bound in (found.low, found.high))
    early, late = _spans(scope, found)
    moved = MOVED["up" if change > 0 else "down"]
    return (
        f"Share of talk {moved} {points(abs(change))} points to {percent(after)} in {late} "
        f"(95% CI {points(low)} to {points(high)}), from {percent(before)} in {early}."
    )


def _not_enough(scope: Scope, theme: int) -> str:
    """What a test lacks: passages, companies or calls."""
    found = _comparison(scope.verdicts[theme])
    windows = found.windows
    if found.passages[theme] < found.least_passages:
        passages = float(scope.talk[theme].on_theme[windows.start : windows.stop].sum())
        about = f"about {int(passages)} passages" if passages >= PAIR else "a passage at most"
        of_whom = " at companies with calls in both periods" if passages >= found.least_passages else ""
        least = f"{np.ceil(found.least_passages):.0f}"
        when = _span(scope, windows.start, windows.stop)
        return f"Too few passages to test: {about} in {when}; it takes {least}{of_whom}."
    if not scope.is_alone:
        least = f"{in_words(int(TOLD_PASSAGES))} passages on it in these quarters"
        return f"Fewer than {in_words(MIN_CARRIERS)} companies have {least}, too few to test a trend of all."
    return "Not enough calls to test in one of the two periods."


def _no_change(scope: Scope, theme: int, names: Mapping[str, str]) -> str:
    """Why no change is reported, beyond what the interval says."""
    verdict = scope.verdicts[theme]
    found = _comparison(verdict)
    if verdict.status is Status.STEADY:
        return "A rise by half and a fall by a third are both ruled out."
    if verdict.doubt == "carriers":
        most = _named(scope, verdict.carriers[: MIN_CARRIERS - 1], names)
        return f"The change is mostly that of {most}; an overall trend takes {in_words(MIN_CARRIERS)} companies."
    if verdict.doubt == "signs":
        return _both_ways(scope, theme)
    if verdict.doubt == "quarters":
        return "Most of it comes from one or two quarters, or from quarters in which few companies called."
    is_sure = found.low[theme] > 0 or found.high[theme] < 0
    if is_sure:
        return (
            "Too small to be called a change."
            if verdict.doubt == "size"
            else f"It may be chance, with so many themes tested ({q_text(verdict.q_value)})."
        )
    return ""


def _both_ways(scope: Scope, theme: int) -> str:
    """How many companies moved which way, and how often chance would make as much of it (the sign-flip test)."""
    found = _comparison(scope.verdicts[theme])
    way = found.own_change[theme] * np.sign(found.change[theme])
    same, against = int((way >= LEAST_SHARE).sum()), int((way <= -LEAST_SHARE).sum())
    up, down = (same, against) if found.change[theme] > 0 else (against, same)
    moved = f"{in_words(up).capitalize()} of {in_words(len(way))} companies rose and {in_words(down)} fell"
    chance = percent(float(found.flip_p[theme]))
    return f"{moved}: chance alone gives as much {chance} of the time, over the {ALPHA:.0%} limit."


def _other_horizon(scope: Scope, theme: int) -> str:
    """The other comparison, where both could be made and the theme has passages in it."""
    verdict = scope.verdicts[theme]
    if verdict.status in (Status.ABSENT, Status.INSUFFICIENT):
        return ""
    others = [c for c in scope.comparisons.values() if c is not verdict.found and not np.isnan(c.p_value[theme])]
    return " ".join(
        f"{_beside(verdict, c, theme)}: {percent(float(c.before[theme]))} to {percent(float(c.after[theme]))} "
        f"({_interval(c, theme)})."
        for c in others
    )


def _beside(verdict: Verdict, other: Comparison, theme: int) -> str:
    """What the other comparison is; where a change goes one way over the year and the other over two, both are said."""
    over, found = _over(other), _comparison(verdict)
    is_sure = other.low[theme] > 0 or other.high[theme] < 0
    if not verdict.status.is_finding or not is_sure or other.change[theme] * found.change[theme] > 0:
        return over.capitalize()
    return f"Still {'up' if other.change[theme] > 0 else 'down'} {over}"


def _over(found: Comparison) -> str:
    return found.horizon.words if found.windows.are_whole_years else "between the halves of the period"


def _comparison(verdict: Verdict) -> Comparison:
    if verdict.found is None:
        raise ValueError(f"{verdict.status} without a comparison")
    return verdict.found


def _who_moved(scope: Scope, theme: int, names: Mapping[str, str]) -> str:
    """How many companies moved the same way, and which most; empty of one company."""
    n, verdict = len(scope.panel.companies), scope.verdicts[theme]
    found = _comparison(verdict)
    moved_so = found.own_change[theme] * np.sign(found.change[theme]) >= LEAST_SHARE
    same_way = int(moved_so.sum())
    if n == 1 or not same_way:
        return ""
    by_size = np.argsort(-np.abs(found.own_change[theme]), kind="stable")
    most = [int(k) for k in by_size if moved_so[k]][:MOST_NAMED]
    everyone = "Both" if n == 2 else f"All {in_words(n)}"
    who = everyone if same_way == n else f"{in_words(same_way).capitalize()} of {in_words(n)}"
    moved = MOVED["up" if found.change[theme] > 0 else "down"]
    led = ":" if len(most) == same_way else ", led by"
    return f"{who} companies {moved}{led} {_named(scope, most, names).rstrip('.')}."


def _named(scope: Scope, rows: Sequence[int], names: Mapping[str, str]) -> str:
    said = [short_name(names.get(scope.panel.companies[k], scope.panel.companies[k])) for k in rows]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _too_few_calls(scope: Scope) -> str:
    """Why nothing could be compared."""
    panel = scope.panel
    n_quarters = int(panel.held.any(axis=0).sum())
    read = f"{counted(int(panel.n_calls[panel.held].sum()), 'call')} in {counted(n_quarters, 'quarter')}"
    if not panel.is_enough:
        return f"Not enough calls to test: {read}; it takes {MIN_CALLS} calls in {MIN_QUARTERS} quarters."
    whose = "not" if scope.is_alone else "no company has them"
    return f"Not enough calls to test: {read}, but {whose} both in the last year and in the year before."


def _levels(scope: Scope, found: Comparison, theme: int) -> str:
    early, late = _spans(scope, found)
    return f"{percent(float(found.before[theme]))} in {early}, {percent(float(found.after[theme]))} in {late}"


def _spans(scope: Scope, found: Comparison) -> tuple[str, str]:
    windows: Windows = found.windows
    return _span(scope, windows.start, windows.split), _span(scope, windows.split, windows.stop)


def _span(scope: Scope, start: int, stop: int) -> str:
    """From the first quarter that counts to the last: those with a call, thin ones only where there are no others."""
    panel = scope.panel
    called = panel.held[:, start:stop].any(axis=0)
    usable = called & ~is_thin(panel_weights(panel.share[:1]))[0, start:stop]
    held = np.flatnonzero(usable if usable.any() else called)
    first, last = (start + held[0], start + held[-1]) if len(held) else (start, stop - 1)
    quarters = scope.panel.quarters
    return quarters[first] if first == last else f"{quarters[first]}–{quarters[last]}"


def _interval(found: Comparison, theme: int) -> str:
    low, high = (points(float(bound[theme]), signed=True) for bound in (found.low, found.high))
    return f"95% CI {low} to {high} points"
