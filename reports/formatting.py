"""Numbers to sentences.  In: plain values.  Out: text; what the calls do not show is not said.

A direction is stated only where two calls differ with all themes tried on them counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.records import Direction, Trend
from themes.formatting import percent as plain_percent
from themes.formatting import points
from themes.stats.multiple_testing import ALPHA

SPEAKER_GROUP_LABELS = {
    "all": "Everyone",
    "management_prepared": "Management, prepared remarks",
    "management_answers": "Management, answers",
    "analyst_questions": "Analysts, questions",
}
SPEECH_OF_GROUP = {
    "management_prepared": "prepared remarks",
    "management_answers": "answers",
    "analyst_questions": "questions",
}


def percent(share: float | None) -> str:
    """Write a share (0–1) as :func:`themes.formatting.percent` does, and say where there are no words to have one.

    Examples
    --------
    >>> [percent(share) for share in (0.1234, 0.0, 0.0002, None)]
    ['12.3%', '0%', '<0.1%', 'no words']
    """
    return "no words" if share is None else plain_percent(share)


def change(estimate: float | None, low: float | None, high: float | None) -> str:
    """Write a change in points with its interval; a dash where none was tested.

    Examples
    --------
    >>> change(0.034, 0.015, 0.053), change(None, None, None)
    ('+3.4 (+1.5 to +5.3)', '–')
    """
    if estimate is None or low is None or high is None:
        return "–"
    return f"{points(estimate, signed=True)} ({points(low, signed=True)} to {points(high, signed=True)})"


def tested_change(trend: Trend) -> str:
    """Write the change that a trend's status rests on, in points with its interval; a dash where none was tested."""
    own = trend.written_change
    return change(own.points, own.low, own.high) if own else change(None, None, None)


def listed(parts: Sequence[str], most: int | None = None) -> str:
    """Write several as a sentence does; of more than ``most`` the first ones and how many more.

    Examples
    --------
    >>> listed([]), listed(["Juno", "Vesta"]), listed(["a", "b", "c", "d"]), listed(["a", "b", "c", "d"], most=2)
    ('', 'Juno and Vesta', 'a, b, c and d', 'a, b and 2 more')
    """
    kept = list(parts[:most])
    if len(kept) < len(parts):
        kept.append(f"{len(parts) - len(kept):,} more")
    return " and ".join([", ".join(kept[:-1]), kept[-1]]) if len(kept) > 1 else "".join(kept)


def span(quarters: Sequence[str]) -> str:
    """Write a span of quarters.

    Examples
    --------
    >>> span(["2012Q1", "2012Q2"]), span(["2012Q1"]), span([])
    ('2012Q1–2012Q2', '2012Q1', '')
    """
    return "–".join(dict.fromkeys((quarters[0], quarters[-1]))) if quarters else ""


def span_of(quarters: Sequence[str]) -> str:
    """Write a span of quarters as part of a sentence.

    Examples
    --------
    >>> span_of(["2012Q1", "2012Q2", "2012Q3"]), span_of(["2012Q1"]), span_of([])
    ('from 2012Q1 to 2012Q3', 'in 2012Q1', '')
    """
    if not quarters:
        return ""
    return f"from {quarters[0]} to {quarters[-1]}" if len(quarters) > 1 else f"in {quarters[0]}"


def direction(difference: float | None, q_value: float | None) -> Direction:
    """Say which way two calls differ; ``unclear`` unless q ≤ 0.05 (:func:`themes.stats.multiple_testing.within_pairs`).

    Examples
    --------
    >>> direction(0.03, 0.05), direction(-0.2, 0.001), direction(0.03, 0.051), direction(0.03, None)
    ('up', 'down', 'unclear', 'unclear')
    """
    if difference is None or q_value is None or q_value > ALPHA:
        return "unclear"
    return "up" if difference > 0 else "down" if difference < 0 else "unclear"


def contrast_sentence(
    company: str,
    before: tuple[str, float | None],
    after: tuple[str, float | None],
    difference: tuple[float | None, float | None, float | None],
    way: Direction,
) -> str:
    """Compare two calls of one company in a sentence.

    Parameters
    ----------
    company : str
        Its name.
    before, after : tuple of (str, float or None)
        What to call the call (its quarter, else its id) and the theme's share of content words (0–1) in it.
    difference : tuple of (estimate, low, high)
        Difference of the shares, ``after - before``, and its 95% interval; None where none can be given.
    way : {"up", "down", "unclear"}
        Which way the difference goes, from :func:`direction`.

    Returns
    -------
    str
        A sentence.  It names a direction only where ``way`` does; where the interval then holds zero, it leaves open by
        how much.
    """
    (when_before, share_before), (when_after, share_after), (estimate, low, high) = before, after, difference
    if share_before is None or share_after is None or estimate is None:
        return (
            f"{company}: {when_after} and {when_before} cannot be compared; in one of them there are no words to count."
        )
    digits, is_size_open = 1, False
    if low is None or high is None:
        interval = "no interval can be given"
    else:
        # a bound that is not zero must not read as zero
        digits = 1 if min(abs(low), abs(high)) >= 0.0005 or 0 in (low, high) else 2
        is_size_open = low <= 0 <= high
        interval = f"95% CI {points(low, digits=digits)} to {points(high, digits=digits)}"
    detail = f"(difference {points(estimate, signed=True, digits=digits)} points, {interval})"
    if way == "unclear":
        return (
            f"{company}: {percent(share_after)} of its words in {when_after}, {percent(share_before)} in "
            f"{when_before}; no significant difference {detail}."
        )
    by_how_much = "; too few passages to tell by how much" if is_size_open else ""
    return (
        f"{company} spoke of it in {percent(share_after)} of its words in {when_after}, {way} from "
        f"{percent(share_before)} in {when_before} {detail}{by_how_much}."
    )
