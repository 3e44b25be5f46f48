"""Misprinted years: a call's date and label lie a year apart, and the company's other calls tell which is right.

In: a company's earnings calls as read.  Out: those whose date bears the wrong year, with the right one.  The label is
believed only where all of this holds: the neighbours' labels contradict it by a year; the quarter that the date gives
has another call of about the same day, whose own label and date agree; no other call has the label, and none was held
about that day a year later or earlier; that day is no weekend.  Else the date stands, and the doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from themes.corpus.corrections import is_told
from themes.corpus.neighbour_votes import MIN_VOTES, Vote, suggested_calendar, suggested_label
from themes.quarters import QUARTERS_A_YEAR, Quarter
from themes.records import Basis, Call, Doubt, Inference
from themes.transcripts.dates import reported_quarter
from themes.transcripts.fiscal import is_possible

_SAME_TIME_DAYS = 45  # half a quarter
_SATURDAY = 5  # as date.weekday() counts
_MIN_VOTES_OF_POSSIBLE = 2  # fewer than three others may settle it where there are no more, and they agree
_BY_LABEL = Inference(Basis.NEIGHBOURS, "neighbouring calls and fiscal quarter")


def right_years(calls: Mapping[int, Call], votes: Sequence[Vote], ids: Mapping[int, str]) -> dict[int, Call]:
    """The calls whose year is misprinted, corrected.

    Parameters
    ----------
    calls : mapping of int to Call
        Position → earnings call of one company as read.
    votes : sequence of Vote
        Of these calls.
    ids : mapping of int to str
        Position → call id, for the doubt that names the other call.
    """
    found = {}
    for position in calls:
        if mended := _mended(position, calls, votes, ids):
            found[position] = mended
    return found


def _mended(position: int, calls: Mapping[int, Call], votes: Sequence[Vote], ids: Mapping[int, str]) -> Call | None:
    call = calls[position]
    label, day, by_date = call.fiscal_quarter, call.call_date, _label_by_date(position, call, votes)
    if label is None or day is None or by_date is None or not is_told(call, "fiscal_quarter"):
        return None
    years = _years_apart(label, by_date)
    right_day = _in_other_year(day, years)
    if abs(years) != 1 or right_day is None or call.basis.get("call_date") is Basis.CORRECTION:
        return None
    others = {k: other for k, other in calls.items() if k != position}
    if not _is_empty(label, right_day, others.values()):
        return None
    rivals = [k for k, other in others.items() if _reports(other, by_date, day)]
    if not rivals:
        return None
    rival = min(rivals, key=ids.__getitem__)
    quarter = suggested_calendar(position, call, votes) or _calendar_like(others[rival], years, label)
    if call.basis.get("calendar_quarter") is Basis.PERIOD_END and call.calendar_quarter != quarter:
        return None  # the day on which the quarter ended, as spoken, speaks for the date
    what = (
        f"{day} taken for {right_day}, a misprinted year: {ids[rival]} of {others[rival].call_date} is the call of "
        f"{by_date}, and {label} has no other; see calls.csv"
    )
    return replace(
        call,
        call_date=right_day,
        calendar_quarter=quarter,
        inferences=call.inferences
        | {
            "call_date": Inference(Basis.NEIGHBOURS, f"misprinted year; the file says {day}"),
            "calendar_quarter": _BY_LABEL,
        },
        doubts=(*(d for d in call.doubts if d.field != "call_date"), Doubt.about("call_date", what)),
    )


def _label_by_date(position: int, call: Call, votes: Sequence[Vote]) -> str | None:
    """The label that the neighbours give a call of this day; of few neighbours all must agree."""
    n_others = sum(v.day is not None and v.position != position for v in votes)
    needed = _MIN_VOTES_OF_POSSIBLE if _agrees(call) else 1
    return suggested_label(position, call, votes, MIN_VOTES if n_others >= MIN_VOTES else max(n_others, needed))


def _agrees(call: Call) -> bool:
    """Whether a call's own label and date can both be right."""
    label, day = call.fiscal_quarter, call.call_date
    return label is not None and day is not None and is_possible(label, day, reported_quarter(day))


def _years_apart(label: str, by_date: str) -> int:
    """Whole years by which the label is ahead of the date's; 0 where it is no whole number."""
    years, rest = divmod(Quarter.parse(label).since(Quarter.parse(by_date)), QUARTERS_A_YEAR)
    return 0 if rest else years


def _in_other_year(day: str, years: int) -> str | None:
    """The same day of another year; None on a weekend, and for a day that the year does not have."""
    held = date.fromisoformat(day)
    try:
        other = held.replace(year=held.year + years)
    except ValueError:
        return None
    return other.isoformat() if other.weekday() < _SATURDAY else None


def _is_empty(label: str, day: str, others: Iterable[Call]) -> bool:
    """Whether no other call has the label, and none was held about that day."""
    return not any(
        other.fiscal_quarter == label or (other.call_date and _days(other.call_date, day) <= _SAME_TIME_DAYS)
        for other in others
    )


def _reports(call: Call, label: str, day: str) -> bool:
    """Whether a call, free of contradiction, reports the quarter of this label about this day."""
    if call.fiscal_quarter != label or call.call_date is None or not is_told(call, "fiscal_quarter"):
        return False
    return _days(call.call_date, day) <= _SAME_TIME_DAYS and _agrees(call)


def _calendar_like(rival: Call, years: int, label: str) -> str:
    """The calendar quarter as many years from the other call's as the labels are."""
    if rival.calendar_quarter is None:
        return label
    return str(Quarter.parse(rival.calendar_quarter).shift(years * QUARTERS_A_YEAR))


def _days(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
