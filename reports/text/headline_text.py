"""Trends to sentences of a headline: as sure as the evidence is, and no surer.

In: :class:`reports.records.Trend` and shares.  Out: text.  Every number is a cell of the ``trends`` or
``diffusion`` table, or a share computed from ``prevalence``.  The tense is the past: the test compares earlier quarters
with later ones and says nothing of the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.data.first_mentions import RULE
from reports.formatting import listed, percent
from reports.records import FirstMentions, Trend
from themes.formatting import p_text

#: Companies named in a sentence; of more, how many.
MOST_NAMED = 3


def finding(label: str, trend: Trend, company: str | None = None) -> str:
    """Say what happened to a theme in a few words.

    Examples
    --------
    >>> from themes.records import Status
    >>> finding("5G", Trend("ALL", "All companies", Status.RISING, "", q_value=0.004))
    '“5G” has risen'
    >>> finding("5G", Trend("juno", "Juno", Status.FADING, "", q_value=0.03), "Juno")
    '“5G” has faded at Juno'
    """
    return f"“{label}” {trend.status.verb}" + (f" at {company}" if company else "")


def most_said(shares: Sequence[tuple[str, float]], when: str) -> str:
    """Say which companies give a theme most of their words; empty unless two can be compared and one speaks of it.

    Examples
    --------
    >>> most_said([("Juno", 0.02), ("Vesta", 0.12)], "from 2012Q1 to 2012Q4")
    'Most from 2012Q1 to 2012Q4: Vesta (12.0% of its words), then Juno (2.0%).'
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
