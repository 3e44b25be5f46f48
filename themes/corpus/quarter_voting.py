"""Neighbouring calls of a company vote: which fiscal quarter a call's date suggests, and the other way round.

In: all calls of a study with their companies and ids, in any order.  Out: the same calls with labels and calendar
quarters filled where the others leave no doubt, and warnings where they speak against what is stated.  Only what
texts state has a vote, and what was settled here before is taken back first (``as_read``): the result depends on
nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from themes.corpus.corrections import is_told
from themes.corpus.misprinted_years import right_years
from themes.corpus.neighbour_votes import suggested_calendar, suggested_label, vote_of
from themes.quarters import Quarter
from themes.records import Basis, Call, Doubt, Inference
from themes.transcripts.dates import reported_quarter
from themes.transcripts.fiscal import is_possible

_MONTHS_APART_DAYS = 60
_MIN_DAYS_IN = 30  # a period that ends in a calendar quarter ends in its first month at the earliest
_MAX_DAYS_AFTER = 120  # an annual report is due within three or four months
_BY_DATE = "neighbouring calls and call date"
_BY_LABEL = Inference(Basis.NEIGHBOURS, "neighbouring calls and fiscal quarter")


def settled(calls: Sequence[Call], companies: Sequence[str], call_ids: Sequence[str]) -> list[Call]:
    """All calls, in the order given, after each company's own calls have voted.

    Parameters
    ----------
    calls : sequence of Call
        Turns are not looked at.
    companies, call_ids : sequence of str
        Of each call.
    """
    plain = [call.as_read or call for call in calls]
    groups: dict[str, list[int]] = {}
    for position, company in enumerate(companies):
        groups.setdefault(company, []).append(position)
    result = list(plain)
    for members in groups.values():
        earnings = {k: plain[k] for k in members if plain[k].event == "earnings"}
        held = Counter(label for k in members if (label := plain[k].fiscal_quarter))
        for k, call in _of_one_company(earnings, {k: call_ids[k] for k in earnings}, held).items():
            result[k] = call
    pairs = zip(result, plain, strict=True)
    return [voted if voted == before else replace(voted, as_read=before) for voted, before in pairs]


def _of_one_company(plain: Mapping[int, Call], ids: Mapping[int, str], held: Mapping[str, int]) -> dict[int, Call]:
    """Earnings calls by position: misprinted years first, then labels, then calendar quarters, then doubts."""
    votes = [vote for k, call in plain.items() if (vote := vote_of(k, call))]
    mended = right_years(plain, votes, ids)
    votes = [vote for vote in votes if vote.position not in mended]
    calls = dict(mended)
    for k in plain.keys() - mended.keys():
        call = _label_by_date(plain[k], suggested_label(k, plain[k], votes), held)
        calls[k] = _calendar_by_label(call, suggested_calendar(k, call, votes))
    cells = Counter(quarter for call in calls.values() if (quarter := call.calendar_quarter))
    crowded = {quarter for quarter, n in cells.items() if n > 1}
    for k, call in calls.items():
        is_sure = call.calendar_quarter in crowded or suggested_label(k, call, votes) == call.fiscal_quarter
        suggested = suggested_calendar(k, call, votes)
        if is_sure and suggested not in cells:
            calls[k] = _held_late(call, suggested)
    others = {k: [(ids[j], plain[j]) for j in plain if j != k] for k in plain}
    return {k: _with_rivals(calls[k], others[k]) for k in plain}


def _label_by_date(call: Call, suggested: str | None, held: Mapping[str, int]) -> Call:
    label = call.fiscal_quarter
    if suggested is None or suggested == label or call.call_date is None:
        return call
    if label is None:
        if suggested in held:
            return call
        answered = tuple(d for d in call.doubts if not (d.is_missing and d.field == "fiscal_quarter"))
        return _labelled(replace(call, doubts=answered), suggested, _BY_DATE)
    how, basis = call.inferred.get("fiscal_quarter"), call.basis.get("fiscal_quarter")
    same_number = Quarter.parse(label).number == Quarter.parse(suggested).number
    without_year = basis is Basis.QUARTER_WITHOUT_YEAR and same_number
    impossible = not is_possible(label, call.call_date, reported_quarter(call.call_date))
    if suggested not in held and basis is not Basis.CORRECTION and (without_year or impossible):
        return _labelled(call, suggested, f"{_BY_DATE}; as read: {label}{f' ({how})' if how else ''}")
    says = "stated" if is_told(call, "fiscal_quarter") else f"{how} says"
    return _doubted(call, f"{says} {label}, neighbouring calls suggest {suggested}")


def _labelled(call: Call, label: str, how: str) -> Call:
    inference = Inference(Basis.NEIGHBOURS, how)
    return replace(call, fiscal_quarter=label, inferences=call.inferences | {"fiscal_quarter": inference})


def _calendar_by_label(call: Call, suggested: str | None) -> Call:
    """Only where the label itself was all there was to go by."""
    guessed = call.basis.get("calendar_quarter") is Basis.FISCAL_QUARTER
    if suggested is None or call.call_date or not (guessed or call.calendar_quarter is None):
        return call
    return replace(call, calendar_quarter=suggested, inferences=call.inferences | {"calendar_quarter": _BY_LABEL})


def _held_late(call: Call, suggested: str | None) -> Call:
    """The quarter of the label, where the rule of days puts a call that was held late (or early) into the next cell."""
    quarter, day = call.calendar_quarter, call.call_date
    if suggested is None or quarter is None or day is None or not is_told(call, "fiscal_quarter"):
        return call
    apart = abs(Quarter.parse(suggested).since(Quarter.parse(quarter)))
    if apart != 1 or call.basis.get("calendar_quarter") is not Basis.CALL_DATE:
        return call
    first, last = Quarter.parse(suggested).first_day, Quarter.parse(suggested).last_day
    held = date.fromisoformat(day)
    if (held - first).days < _MIN_DAYS_IN or (held - last).days > _MAX_DAYS_AFTER:
        return call
    how = f"{_BY_LABEL.how}; by its date: {quarter}"
    inference = Inference(Basis.NEIGHBOURS, how)
    return replace(call, calendar_quarter=suggested, inferences=call.inferences | {"calendar_quarter": inference})


def _with_rivals(call: Call, others: Sequence[tuple[str, Call]]) -> Call:
    """Name the calls that bear the same label though they were held months before or after."""
    for call_id, other in sorted(others, key=lambda item: item[0]):
        if call.fiscal_quarter is None or other.fiscal_quarter != call.fiscal_quarter:
            continue
        if call.call_date and other.call_date and _days(call.call_date, other.call_date) > _MONTHS_APART_DAYS:
            rivals = f"two neighbouring calls cannot both report {call.fiscal_quarter}"
            call = _doubted(call, f"{rivals}: the other is {call_id} of {other.call_date}")
    return call


def _doubted(call: Call, what: str) -> Call:
    return replace(call, doubts=(*call.doubts, Doubt.about("fiscal_quarter", what)))


def _days(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
