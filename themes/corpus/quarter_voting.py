"""Neighbouring calls of a company vote: which fiscal quarter a call's date suggests, and the other way round.

In: all calls of a study with their companies and ids, in any order.  Out: the same calls with labels and calendar
quarters filled where the others leave no doubt, and warnings where they speak against what is stated.  Only what
texts state has a vote, and what was settled here before is taken back first: the result depends on nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from themes.corpus.corrections import is_told
from themes.quarters import Quarter
from themes.records import Call
from themes.transcripts.dates import reported_quarter
from themes.transcripts.fiscal import is_possible

_DAYS_A_QUARTER = 365.25 / 4
_N_NEAREST = 7  # fiscal years change: only calls of about two years are heard
_MIN_VOTES, _MIN_SHARE = 3, 2 / 3
_MONTHS_APART_DAYS = 60
_MARK = "neighbouring calls"
_BY_DATE = f"{_MARK} and call date"
_BY_LABEL = f"{_MARK} and fiscal quarter"
_AS_READ = re.compile(rf"{_BY_DATE}; as read: (\d{{4}}Q[1-4])(?: \((.{{1,120}})\))?")
_NO_LABEL = "fiscal_quarter: neither stated nor inferable"
_NO_DATE = "fiscal quarter, no call date; right where the fiscal year is the calendar's"


@dataclass(frozen=True)
class _Vote:
    """What one call's text states: the day it was held, its label and calendar quarter as running numbers."""

    position: int
    day: int | None
    label: int
    calendar: int | None


def settled(calls: Sequence[Call], companies: Sequence[str], call_ids: Sequence[str]) -> list[Call]:
    """All calls, in the order given, after each company's own calls were heard.

    Parameters
    ----------
    calls : sequence of Call
        Turns are not looked at.
    companies, call_ids : sequence of str
        Of each call.
    """
    plain = [as_read(call) for call in calls]
    groups: dict[str, list[int]] = {}
    for position, company in enumerate(companies):
        groups.setdefault(company, []).append(position)
    result = list(plain)
    for members in groups.values():
        earnings = [k for k in members if plain[k].event == "earnings"]
        votes = [vote for k in earnings if (vote := _vote(k, plain[k]))]
        held = Counter(label for k in members if (label := plain[k].fiscal_quarter))
        for k in earnings:
            call = _label_by_date(plain[k], _suggested_label(k, plain[k], votes), held)
            result[k] = _calendar_by_label(call, _suggested_calendar(k, call, votes))
        ids = {k: call_ids[k] for k in earnings}
        for k in earnings:
            result[k] = _with_rivals(result[k], [(ids[j], plain[j]) for j in earnings if j != k])
    return result


def as_read(call: Call) -> Call:
    """The call as it was before its neighbours were heard."""
    inferred, label = dict(call.inferred), call.fiscal_quarter
    quarter, warnings = call.calendar_quarter, [w for w in call.warnings if _MARK not in w]
    how = inferred.get("fiscal_quarter", "")
    if how.startswith(_BY_DATE):
        del inferred["fiscal_quarter"]
        label = None
        if before := _AS_READ.fullmatch(how):
            label = before[1]
            inferred |= {"fiscal_quarter": before[2]} if before[2] else {}
        else:
            warnings.append(_NO_LABEL)
    if inferred.get("calendar_quarter") == _BY_LABEL:
        quarter, inferred["calendar_quarter"] = label, _NO_DATE
    return replace(
        call, fiscal_quarter=label, calendar_quarter=quarter, inferred=inferred, warnings=tuple(warnings)
    )  # fmt: skip


def _vote(position: int, call: Call) -> _Vote | None:
    if call.fiscal_quarter is None or not is_told(call, "fiscal_quarter"):
        return None
    held = call.call_date if is_told(call, "call_date") else None
    ended = call.inferred.get("calendar_quarter", "").startswith("period ended")
    calendar = call.calendar_quarter if held or ended else None
    day = date.fromisoformat(held).toordinal() if held else None
    return _Vote(position, day, _number(call.fiscal_quarter), _number(calendar) if calendar else None)


def _suggested_label(position: int, call: Call, votes: Sequence[_Vote]) -> str | None:
    """Each neighbour counts the quarters from its day to the call's; its own label tells the rest."""
    if call.call_date is None:
        return None
    day = date.fromisoformat(call.call_date).toordinal()
    others = [(abs(day - v.day), v.day, v.label) for v in votes if v.day is not None and v.position != position]
    nearest = sorted(others)[:_N_NEAREST]
    return _quarter(_majority([label + round((day - then) / _DAYS_A_QUARTER) for _, then, label in nearest]))


def _suggested_calendar(position: int, call: Call, votes: Sequence[_Vote]) -> str | None:
    if call.fiscal_quarter is None:
        return None
    label = _number(call.fiscal_quarter)
    others = [
        (abs(label - v.label), v.label, v.calendar) for v in votes if v.calendar is not None and v.position != position
    ]
    nearest = sorted(others)[:_N_NEAREST]
    return _quarter(_majority([label + calendar - stated for _, stated, calendar in nearest]))


def _majority(votes: Sequence[int]) -> int | None:
    if not votes:
        return None
    winner, n = min(Counter(votes).items(), key=lambda item: (-item[1], item[0]))
    return winner if n >= _MIN_VOTES and n >= _MIN_SHARE * len(votes) else None


def _label_by_date(call: Call, suggested: str | None, held: Mapping[str, int]) -> Call:
    label = call.fiscal_quarter
    if suggested is None or suggested == label or call.call_date is None:
        return call
    how = call.inferred.get("fiscal_quarter")
    if label is None:
        if suggested in held:
            return call
        missing = tuple(w for w in call.warnings if w != _NO_LABEL)
        return _labelled(replace(call, warnings=missing), suggested, _BY_DATE)
    same_number = Quarter.parse(label).number == Quarter.parse(suggested).number
    without_year = (how or "").startswith("quarter named without a year") and same_number
    impossible = not is_possible(label, call.call_date, reported_quarter(call.call_date))
    if suggested not in held and how != "calls.csv" and (without_year or impossible):
        return _labelled(call, suggested, f"{_BY_DATE}; as read: {label}{f' ({how})' if how else ''}")
    says = "stated" if is_told(call, "fiscal_quarter") else f"{how} says"
    return _warned(call, f"fiscal_quarter: {says} {label}, {_MARK} suggest {suggested}")


def _labelled(call: Call, label: str, how: str) -> Call:
    return replace(call, fiscal_quarter=label, inferred=call.inferred | {"fiscal_quarter": how})


def _calendar_by_label(call: Call, suggested: str | None) -> Call:
    """Only where the label itself was all there was to go by."""
    how = call.inferred.get("calendar_quarter", "")
    guessed = how == "fiscal quarter" or how.startswith("fiscal quarter, no call date")
    if suggested is None or call.call_date or not (guessed or call.calendar_quarter is None):
        return call
    return replace(call, calendar_quarter=suggested, inferred=call.inferred | {"calendar_quarter": _BY_LABEL})


def _with_rivals(call: Call, others: Sequence[tuple[str, Call]]) -> Call:
    """Name the calls that bear the same label though they were held months before or after."""
    for call_id, other in sorted(others, key=lambda item: item[0]):
        if call.fiscal_quarter is None or other.fiscal_quarter != call.fiscal_quarter:
            continue
        if call.call_date and other.call_date and _days(call.call_date, other.call_date) > _MONTHS_APART_DAYS:
            text = f"two {_MARK} cannot both report {call.fiscal_quarter}: the other is {call_id} of {other.call_date}"
            call = _warned(call, f"fiscal_quarter: {text}")
    return call


def _warned(call: Call, warning: str) -> Call:
    return replace(call, warnings=(*call.warnings, warning))


def _days(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _number(quarter: str) -> int:
    return Quarter.parse(quarter).ordinal


def _quarter(number: int | None) -> str | None:
    return None if number is None else str(Quarter.from_ordinal(number))
