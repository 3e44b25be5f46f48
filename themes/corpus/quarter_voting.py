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
        earnings = [k for k in members if plain[k].event == "earnings"]
        votes = [vote for k in earnings if (vote := vote_of(k, plain[k]))]
        mended = right_years({k: plain[k] for k in earnings}, votes, {k: call_ids[k] for k in earnings})
        votes = [vote for vote in votes if vote.position not in mended]
        held = Counter(label for k in members if (label := plain[k].fiscal_quarter))
        for k in earnings:
            if k in mended:
                result[k] = mended[k]
                continue
            call = _label_by_date(plain[k], suggested_label(k, plain[k], votes), held)
            result[k] = _calendar_by_label(call, suggested_calendar(k, call, votes))
        ids = {k: call_ids[k] for k in earnings}
        for k in earnings:
            result[k] = _with_rivals(result[k], [(ids[j], plain[j]) for j in earnings if j != k])
    pairs = zip(result, plain, strict=True)
    return [voted if voted == before else replace(voted, as_read=before) for voted, before in pairs]


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
