"""A finding in words: the claim with its number, its interval, who leads it, how sure it is.

In: :class:`reports.records.Trend` and shares.  Out: :data:`reports.data.brief.Words`.  The tense is the past: the test
compares earlier quarters with later ones and says nothing of the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.data.brief import Driver, Figure, Words
from reports.formatting import listed, percent
from reports.records import Direction, Trend
from themes.formatting import points, q_text, short_name
from themes.records import Status

MOST_LEADERS = 2  # companies named
WAY: dict[Direction, str] = {"up": "up", "down": "down", "unclear": "changed"}
#: Words for a q-value: the largest that each may be.
SURE = ((0.001, "Very strong evidence"), (0.01, "Strong evidence"), (0.05, "Moderate evidence"))


def subject(label: str, company: str = "") -> str:
    """What a claim is about.

    >>> subject("5G"), subject("5G", "Juno Optics plc")
    ('5G', '5G at Juno Optics')
    """
    return f"{label} at {short_name(company)}" if company else label


def claim_of(theme_id: str, about: str, trend: Trend, in_spike: float | None) -> Words:
    """Say what happened to a theme's share of talk, by how much and to what level.

    Parameters
    ----------
    theme_id, about : str
        The theme, and what to call it.
    trend : Trend
        With its shares; a claim without them says only what happened.
    in_spike : float or None
        Share in the quarter of a spike.

    Examples
    --------
    >>> from reports.data.brief import plain
    >>> from reports.records import Change
    >>> risen = {"share_before": 0.04, "share_after": 0.11, "changes": {"year": Change(0.07, 0.05, 0.09)}}
    >>> plain(claim_of("sdn", "SDN", Trend("ALL", "", Status.RISING, "", horizon="year", **risen), None))[:32]
    'SDN: share of talk up 7.0 points'
    """
    scope, after, way = trend.scope, trend.share_after, WAY[trend.status.direction]
    said = f"{about} {trend.status.verb}"
    if trend.status is Status.SPIKE and in_spike is not None:
        when = trend.since_quarter or ""
        return (f"{said}: ", Figure(percent(in_spike), "share", theme_id, scope, when), f" of talk in {when}")
    moved_by = trend.written_change
    if moved_by is None or after is None or trend.status.direction == "unclear":
        return (said,)
    level = Figure(percent(after), "after", theme_id, scope)
    if trend.status.kind == "event" and way == "up":
        return (f"{said}: now ", level, " of talk")
    lead = about if trend.status.kind == "change" else said
    size = moved_by.points
    moved = Figure(points(abs(size)), "change", theme_id, scope)
    return (f"{lead}: share of talk {way} ", moved, f" {point_or_points(size)} to ", level)


def point_or_points(change: float) -> str:
    """The unit of a change as it is written.

    >>> point_or_points(-0.0099), point_or_points(0.02)
    ('point', 'points')
    """
    return "point" if points(abs(change)) == "1.0" else "points"


def bounds_of(theme_id: str, trend: Trend, drivers: Sequence[Driver]) -> Words:
    """The change's interval and how many companies moved so; empty where there is no interval.

    Parameters
    ----------
    theme_id : str
        The theme.
    trend : Trend
        Of all companies or of one.
    drivers : sequence of Driver
        The companies that moved the same way, of those the trend is of.
    """
    change, scope = trend.change, trend.scope
    if change is None or change.low is None or change.high is None:
        return ()
    low, high = points(change.low, signed=True), points(change.high, signed=True)
    interval = Figure(low, "low", theme_id, scope), " to ", Figure(high, "high", theme_id, scope)
    return ("95% CI ", *interval, " points", _how_many(trend, len(drivers)))


def _how_many(trend: Trend, n_moved: int) -> str:
    if trend.n_companies < 2 or not n_moved:
        return ""
    if n_moved < trend.n_companies:
        return f"; {n_moved} of {trend.n_companies} companies {WAY[trend.status.direction]}"
    return f"; {'both' if n_moved == 2 else f'all {n_moved}'} companies {WAY[trend.status.direction]}"


def led_by(theme_id: str, drivers: Sequence[Driver]) -> Words:
    """Name the companies that moved most, with their shares in the two spans compared; empty where none is known."""
    words: list[str | Figure] = []
    for k, driver in enumerate(drivers[:MOST_LEADERS]):
        before, after = (
            Figure(percent(window.share), "share", theme_id, driver.company_id, window.when)
            for window in (driver.before, driver.after)
        )
        words += [", " if k else "Led by ", f"{short_name(driver.company)} (", before, " to ", after, ")"]
    return tuple(words)


def certainty_of(q_value: float | None) -> str:
    """How sure a finding is, in words and by its q-value; empty without one.

    >>> certainty_of(0.0004), certainty_of(0.042), certainty_of(None)
    ('Very strong evidence (q < 0.001)', 'Moderate evidence (q = 0.042)', '')
    """
    words = next((words for limit, words in SURE if q_value is not None and q_value <= limit), "")
    return f"{words} ({q_text(q_value)})" if words and q_value is not None else ""


def same_sentence(labels: Sequence[str]) -> str:
    """Name discovered themes that moved with a tracked one because they are mostly its passages.

    >>> same_sentence(["SDN, controller"]), same_sentence([])
    ('“SDN, controller”, discovered in mostly these passages, moved the same way', '')
    """
    named = listed([f"“{label}”" for label in labels])
    return f"{named}, discovered in mostly these passages, moved the same way" if labels else ""
