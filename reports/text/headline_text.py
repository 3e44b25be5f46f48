"""Trends to sentences of a headline: as sure as the evidence is, and no surer.

In: :class:`reports.records.Trend` and shares.  Out: text.  Every number is a cell of the ``trends`` or
``diffusion`` table, or a share computed from ``prevalence``.  The tense is the past: the test compares earlier quarters
with later ones and says nothing of the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.data.first_mentions import RULE
from reports.formatting import NO_BREAK_SPACE, listed, percent
from reports.records import FirstMentions, Trend
from themes.formatting import p_text, points, q_text
from themes.records import Status

#: Up to here a finding is stated without a reservation; up to 0.05 it "appears" so.
PLAIN_Q = 0.01
#: Companies named in a sentence; of more, how many.
MOST_NAMED = 3
#: From this ratio of its ends on, an interval says more than the estimate in its middle.
WIDE = 4.0


def finding(label: str, trend: Trend, company: str | None = None) -> str:
    """Say what happened to a theme in a few words; hedged where ``q`` is above 0.01.

    Examples
    --------
    >>> finding("5G", Trend("ALL", "All companies", Status.RISING, "", q_value=0.004))
    '“5G” has risen'
    >>> finding("5G", Trend("juno", "Juno", Status.FADING, "", q_value=0.03), "Juno")
    '“5G” appears to have faded at Juno'
    """
    verb = trend.status.verb if (trend.q_value or 0.0) <= PLAIN_Q else trend.status.hedged_verb
    return f"“{label}” {verb}" + (f" at {company}" if company else "")


def change_sentence(trend: Trend, who: str, recent: float | None, peak: float | None, lately: str) -> str:
    """Say by how much a theme rose or fell, between which bounds, since when, and where it stands.

    Parameters
    ----------
    trend : Trend
        Rising or fading.
    who : str
        Whose talk it is.
    recent, peak : float or None
        Mean share (0–1) lately, and in the quarter of the largest share.
    lately : str
        What is meant by that, such as ``from 2012Q1 to 2012Q4``.
    """
    parts = [f"{_amount(trend)} in the talk of {who} ({q_text(trend.q_value or 0.0)})"]
    if trend.since_quarter:
        parts.append(f"it most likely began in {trend.since_quarter}, a date that is not tested")
    sentence = "; ".join(parts) + "."
    stands = [f"{percent(recent)} of the talk {lately}"] if recent is not None else []
    if trend.peak_quarter and peak is not None:
        stands.append(f"at its largest {percent(peak)} in {trend.peak_quarter}")
    return f"{sentence} {_capital(', '.join(stands))}." if stands else sentence


def _amount(trend: Trend) -> str:
    """The change a year: first what is surest of it, the estimate or its bounds."""
    estimate, low, high = trend.change_per_year, trend.change_low, trend.change_high
    way = "Up" if trend.status.direction == "up" else "Down"
    if estimate is None or low is None or high is None:
        return f"{way}, by how much is not given,"
    near, far = sorted((low, high), key=abs)
    if low <= 0 <= high:
        return (
            f"{way}, but by how much is open: {points(low, signed=True)} to {points(high, signed=True)} points a year"
        )
    # a bound that is not zero must not read as zero
    digits = 1 if abs(near) >= 0.0005 else 2
    near_text, far_text, size = (points(abs(value), digits=digits) for value in (near, far, estimate))
    interval = f"95{NO_BREAK_SPACE}% interval"
    if abs(far) >= WIDE * abs(near):
        return f"{way} by somewhere between {near_text} and {far_text} points a year ({interval}; estimate {size})"
    return f"{way} by {size} points a year ({interval} {near_text} to {far_text})"


def event_sentence(trend: Trend, who: str, level: float | None, peak: float | None) -> str:
    """Say when a theme began, ended or came back, and how much of the talk it takes (or took).

    Parameters
    ----------
    trend : Trend
        New, revived or dormant.
    who : str
        Whose talk it is.
    level : float or None
        Mean share (0–1) since the event; before it, in the year before, for ``dormant``; None where few companies
        called in all of these quarters.
    peak : float or None
        Share in the quarter of the largest share.
    """
    since, sure = trend.since_quarter, q_text(trend.q_value or 0.0)
    amount = f"spoken of by {who}" if level is None else f"{percent(level)} of the talk of {who}"
    if trend.status.is_end:
        last = f"; {_last_heard(trend)}" if trend.last_quarter else ""
        return f"{_capital(amount)} in the year before, next to nothing since {since} ({sure}){last}."
    before = "Next to nothing before" if trend.status is Status.NEW else "Back after at least a year of next to nothing"
    most = (
        f", at its largest {percent(peak)} in {trend.peak_quarter}" if peak is not None and trend.peak_quarter else ""
    )
    return f"{before}; {amount} since {since} ({sure}){most}."


def _last_heard(trend: Trend) -> str:
    last = trend.last_quarter or ""
    return f"a last mention in {last}" if last < (trend.since_quarter or "") else f"a passing mention still in {last}"


def most_said(shares: Sequence[tuple[str, float]], when: str) -> str:
    """Say which companies give a theme most of their words; empty unless two can be compared and one speaks of it.

    Examples
    --------
    >>> most_said([("Juno", 0.02), ("Vesta", 0.12)], "from 2012Q1 to 2012Q4").replace(NO_BREAK_SPACE, " ")
    'Most from 2012Q1 to 2012Q4: Vesta (12.0 % of its words), then Juno (2.0 %).'
    >>> most_said([("Juno", 0.02)], "in 2012Q4")
    ''
    """
    ranked = sorted(shares, key=lambda item: (-item[1], item[0]))
    if len(ranked) < 2 or not ranked[0][1]:
        return ""
    (first, share), (second, next_share) = ranked[:2]
    said = f"Most {when}: {first} ({percent(share)} of its words)"
    return f"{said}, then {second} ({percent(next_share)})." if next_share else f"{said}; no other company spoke of it."


def first_said(first_mentions: FirstMentions) -> str:
    """Say who took a theme up first, where that is more than chance gives; else empty.

    Returns
    -------
    str
        ``First taken up (two sure passages in a call) by Juno (2012Q1), earlier than chance gives (p = 0.040).``
    """
    if not first_mentions.shows_order:
        return ""
    named = [f"{m.company.label} ({m.call_date or m.quarter})" for m in first_mentions.leaders]
    sure = p_text(first_mentions.p_value or 0.0)
    return f"First taken up ({RULE}) by {listed(named, MOST_NAMED)}, earlier than chance gives ({sure})."


def alike_sentence(labels: Sequence[str]) -> str:
    """Name discovered themes that moved with a tracked one because they are mostly its passages.

    Examples
    --------
    >>> alike_sentence(["SDN, controller"]), alike_sentence([])
    ('“SDN, controller”, discovered in mostly these passages, moved the same way.', '')
    """
    named = [f"“{label}”" for label in labels]
    return f"{listed(named)}, discovered in mostly these passages, moved the same way." if named else ""


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
