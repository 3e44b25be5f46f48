"""Votes of a company's calls: which fiscal label a day suggests, and which calendar quarter a label.

In: calls of one company as their texts state them.  Out: :class:`Vote` and what most of the nearest ones agree on.
Only what texts state has a vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from themes.corpus.corrections import is_told
from themes.quarters import Quarter
from themes.records import Basis, Call

_DAYS_A_QUARTER = 365.25 / 4
_N_NEAREST = 7  # fiscal years change: only calls of about two years vote
MIN_VOTES, _MIN_SHARE = 3, 2 / 3


@dataclass(frozen=True)
class Vote:
    """What one call's text states: the day it was held, its label and calendar quarter as running numbers."""

    position: int
    day: int | None
    label: int
    calendar: int | None


def vote_of(position: int, call: Call) -> Vote | None:
    """The vote of a call; None of one whose text states no label."""
    if call.fiscal_quarter is None or not is_told(call, "fiscal_quarter"):
        return None
    held = call.call_date if is_told(call, "call_date") else None
    ended = call.basis.get("calendar_quarter") is Basis.PERIOD_END
    calendar = call.calendar_quarter if held or ended else None
    day = date.fromisoformat(held).toordinal() if held else None
    return Vote(position, day, _number(call.fiscal_quarter), _number(calendar) if calendar else None)


def suggested_label(position: int, call: Call, votes: Sequence[Vote], min_votes: int = MIN_VOTES) -> str | None:
    """Each neighbour counts the quarters from its day to the call's; its own label tells the rest."""
    if call.call_date is None:
        return None
    day = date.fromisoformat(call.call_date).toordinal()
    others = [(abs(day - v.day), v.day, v.label) for v in votes if v.day is not None and v.position != position]
    nearest = sorted(others)[:_N_NEAREST]
    labels = [label + round((day - then) / _DAYS_A_QUARTER) for _, then, label in nearest]
    return _quarter(_majority(labels, min_votes))


def suggested_calendar(position: int, call: Call, votes: Sequence[Vote]) -> str | None:
    """The quarter of the calendar that the call's label is at its neighbours."""
    if call.fiscal_quarter is None:
        return None
    label = _number(call.fiscal_quarter)
    others = [
        (abs(label - v.label), v.label, v.calendar) for v in votes if v.calendar is not None and v.position != position
    ]
    nearest = sorted(others)[:_N_NEAREST]
    return _quarter(_majority([label + calendar - stated for _, stated, calendar in nearest], MIN_VOTES))


def _majority(votes: Sequence[int], min_votes: int) -> int | None:
    if not votes:
        return None
    winner, n = min(Counter(votes).items(), key=lambda item: (-item[1], item[0]))
    return winner if n >= min_votes and n >= _MIN_SHARE * len(votes) else None


def _number(quarter: str) -> int:
    return Quarter.parse(quarter).ordinal


def _quarter(number: int | None) -> str | None:
    return None if number is None else str(Quarter.from_ordinal(number))
