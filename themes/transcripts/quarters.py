"""Which quarter a call is about: its fiscal label and the calendar quarter, from ranked sources that may disagree.

In: what title, opening, words and file name say.  Out: :class:`Quarters`, with how each was found; a disagreement is
a warning that names both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from themes.quarters import QUARTERS_A_YEAR, Quarter
from themes.records import Basis, Doubt, Inference
from themes.transcripts.dates import reported_quarter
from themes.transcripts.fiscal import (
    indian_year_end,
    is_possible,
    label_of,
    last_period_end,
    reported_by,
    span_end,
    spoken_months,
    year_end_month,
)
from themes.transcripts.periods import (
    DATED,
    Kind,
    Period,
    find_bare_quarter,
    find_bare_span,
    find_period,
    find_quarter,
    last_day,
    month_closed,
)

_PERIOD_END = re.compile(
    r"\b(?:results|performance|earnings|revenues?)\b[^.?!]{0,60}\b(?:quarter|period|year|half|months)\s(?:that\s)?"
    rf"(?:ended|ending)\s(?:on\s)?(?P<date>(?i:{DATED}))"
)
_YEAR_END = re.compile(r"\byear[\s-](?:that\s)?end(?:s|ed|ing)\b|\bFYE|\bFY\s?\d{1,4}/", re.I)
_FILING = re.compile(r"\b(?:10-?[KQ]|20-?F|8-?K|annual report|quarterly reports?|filed|filing)\b", re.I)
_AHEAD = re.compile(r"\b(?:outlook|guidance|guid(?:e|ing)|expect(?:s|ed)?|forecasts?|targets?)\b", re.I)
_OUTLOOK_FOR = re.compile(r"\b(?:outlook|guidance|forecasts?|expectations)\s(?:for|of)\s(?:the\s|our\s)?$", re.I)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s{1,9}|\n{1,9}")
_MAX_SENTENCE_CHARS = 600
_CALL_WORDS = re.compile(r"\b(?:call|webcast|results|conference|earnings|teleconference)\b", re.I)
_COUNTED_AS: dict[Kind, str] = {
    "quarter": "the quarter that ended on the day named",
    "half": "half a year, counted as the quarter that it ends with",
    "nine months": "nine months, counted as the third quarter",
    "year": "a year, counted as its fourth quarter",
}


@dataclass(frozen=True)
class Sources:
    """What the places that name a quarter say, best first, and what helps to judge them."""

    company: str | None
    ticker: str | None
    call_date: str | None
    title: str | None
    title_label: str | None
    opening: Sequence[str]
    text: str
    file_label: str | None = None
    title_period: Period | None = None


@dataclass(frozen=True)
class Quarters:
    """Fiscal label and calendar quarter, how they were inferred, what disagrees."""

    fiscal_quarter: str | None
    calendar_quarter: str | None
    inferences: dict[str, Inference]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class _Label:
    """A fiscal label, what it is taken from where no text states it, and the longer period that it stands for."""

    name: str | None = None
    inference: Inference | None = None
    kind: Kind = "quarter"
    doubts: tuple[Doubt, ...] = ()


def find_quarters(sources: Sources) -> Quarters:
    """Both quarters of a call."""
    said = _said_year_end(sources)
    year_end = year_end_month(sources.company, sources.ticker) or (said[1] if said else None)
    label = _label(sources, _expected(sources.call_date, year_end), year_end, said)
    inferences = {"fiscal_quarter": label.inference} if label.inference else {}
    doubts = label.doubts
    begun = _is_named_by_start(label.name, sources.call_date, year_end, said)
    quarter, inference = _calendar_quarter(sources, label, year_end, begun)
    if quarter is not None:
        inferences["calendar_quarter"] = inference
    if label.name and quarter and sources.call_date and not (begun and said):
        if not is_possible(label.name, sources.call_date, quarter):
            both = f"{sources.call_date} and fiscal quarter {label.name} cannot both be right; see calls.csv"
            doubts += (Doubt.about("call_date", both),)
    return Quarters(label.name, quarter, inferences, doubts)


def spoken_quarter(opening: Iterable[str]) -> str | None:
    """The quarter of the first sentence that names one together with the call: not that of a filing or a forecast."""
    for sentence in _of_the_call(opening):
        label = find_quarter(sentence)
        if label and not _OUTLOOK_FOR.search(sentence[: label[1]]):
            return label[0]
    return None


def _expected(call_date: str | None, year_end: int | None) -> str | None:
    """The label of the quarter before the call, where the company's fiscal year is known."""
    if call_date is None or year_end is None:
        return None
    return label_of(last_period_end(call_date, (year_end - 1) % 3 + 1), year_end)


def _said_year_end(sources: Sources) -> tuple[int, int] | None:
    """Year and month in which the fiscal year ends, as the title says or the opening together with the call."""
    if sources.title_period and sources.title_period.year_end:
        return sources.title_period.year_end
    opening = [words for words in sources.opening if _YEAR_END.search(words)]
    periods = (find_period(sentence) for sentence in _of_the_call(opening))
    return next((period.year_end for period in periods if period and period.year_end), None)


def _is_named_by_start(
    label: str | None, call_date: str | None, year_end: int | None, said: tuple[int, int] | None
) -> bool:
    """Whether a label's year is that in which the fiscal year began, as in Japan: ``FY2025`` ends in March 2026."""
    if label is None:
        return False
    if said and said[0] == Quarter.parse(label).year + 1:
        return True
    return _expected(call_date, year_end) == _named_by_start(label)


def _named_by_start(label: str) -> str:
    """The label by the end of its fiscal year, were its year that of the start."""
    return str(Quarter.parse(label).shift(QUARTERS_A_YEAR))


def _label(sources: Sources, expected: str | None, year_end: int | None, said: tuple[int, int] | None) -> _Label:
    period = sources.title_period if sources.title_label is None else None
    spoken = spoken_quarter(sources.opening)
    if period and period.ended and spoken and period.label and spoken[-1] == period.label[-1]:
        period = None  # the year is named as the speaker names it
    named_by_end = _named_by_start(sources.title_label) if sources.title_label else None
    if said and named_by_end == spoken and spoken and said[0] == int(spoken[:4]):
        spoken = None  # the title names the fiscal year by its start, the speaker by its end
    stated = {"title": sources.title_label or (period.label if period else None), "call's opening": spoken}
    found = {where: label for where, label in stated.items() if label}
    if found:
        where = _best_source(found, expected, sources.call_date)
        if sources.file_label:
            found["file name"] = sources.file_label
        doubts = _disagreement(found, where)
        if where == "title" and period and found[where] != spoken:
            return _of_period(period, "title", doubts)
        return _Label(found[where], doubts=doubts)
    return _unstated_label(sources, expected, year_end)


def _unstated_label(sources: Sources, expected: str | None, year_end: int | None) -> _Label:
    opening = sources.opening[0] if sources.opening else ""
    number = find_bare_quarter(sources.title or "") or find_bare_quarter(opening)
    if number and expected and Quarter.parse(expected).number == number:
        return _Label(expected, _without_year("quarter", "call date and fiscal year"))
    if number and sources.call_date and year_end is None:
        reported = Quarter.parse(reported_quarter(sources.call_date))
        return _Label(str(Quarter(reported.year, number)), _without_year("quarter", "year of the call date"))
    if period := _spoken_period(sources.opening):
        return _of_period(period, "call's opening", ())
    if sources.file_label:
        return _Label(sources.file_label, Inference(Basis.FILE_NAME, "file name"))
    span = find_bare_span(sources.title or "") or find_bare_span(opening if _CALL_WORDS.search(opening) else "")
    if span and sources.call_date and not number:
        return _span_without_year(span, sources.call_date, expected, year_end)
    return _Label()


def _of_period(period: Period, where: str, doubts: tuple[Doubt, ...]) -> _Label:
    basis = Basis.PERIOD_END if period.ended else Basis.LONGER_PERIOD
    if period.kind != "quarter":
        basis = Basis.LONGER_PERIOD
    return _Label(period.label, Inference(basis, f"{where}: {_COUNTED_AS[period.kind]}"), period.kind, doubts)


def _span_without_year(span: tuple[int, Kind], call_date: str, expected: str | None, year_end: int | None) -> _Label:
    number, kind = span
    if year_end is None:
        end = span_end(call_date)
        expected = label_of(end, (end.month + 3 * (QUARTERS_A_YEAR - number) - 1) % 12 + 1)
    if expected is None or Quarter.parse(expected).number != number:
        return _Label()
    what = {"half": "half a year", "nine months": "nine months", "year": "a year"}[kind]
    return _Label(expected, _without_year(what, "call date"), kind)


def _spoken_period(opening: Iterable[str]) -> Period | None:
    """The half, nine months or year, or the quarter by its last day, of a sentence about the call."""
    periods = (find_period(sentence) for sentence in _of_the_call(opening) if not _AHEAD.search(sentence))
    return next((period for period in periods if period and period.label), None)


def _of_the_call(opening: Iterable[str]) -> Iterator[str]:
    for words in opening:
        for sentence in _sentences(words):
            if _CALL_WORDS.search(sentence) and not _FILING.search(sentence):
                yield sentence


def _without_year(what: str, year_from: str) -> Inference:
    return Inference(Basis.QUARTER_WITHOUT_YEAR, f"{what} named without a year; {year_from}")


def _best_source(found: dict[str, str], expected: str | None, call_date: str | None) -> str:
    """The title's label, unless the call's date speaks for the other."""
    if expected in found.values():
        return next(where for where, label in found.items() if label == expected)
    if call_date is not None:
        quarter = reported_quarter(call_date)
        possible = [where for where, label in found.items() if is_possible(label, call_date, quarter)]
        return possible[0] if possible else next(iter(found))
    return next(iter(found))


def _disagreement(found: dict[str, str], taken: str) -> tuple[Doubt, ...]:
    others = [f"the {where} says {label}" for where, label in found.items() if label != found[taken]]
    if not others:
        return ()
    what = f"the {taken} says {found[taken]}, {', '.join(others)}; the {taken}'s was taken"
    return (Doubt.about("fiscal_quarter", what),)


def _calendar_quarter(
    sources: Sources, label: _Label, year_end: int | None, is_begun: bool
) -> tuple[str | None, Inference]:
    if end := _period_end(sources):
        return _ended_in(end[0]), Inference(Basis.PERIOD_END, f"period ended {end[0]}, as {end[1]}")
    how = "; the label's year is that in which the fiscal year began" if is_begun else ""
    if sources.call_date:
        quarter, by_date = _by_date(sources, sources.call_date, label, year_end)
        return quarter, Inference(Basis.CALL_DATE, by_date + how)
    if label.name and year_end:
        name = _named_by_start(label.name) if is_begun else label.name
        how = f"fiscal quarter and the company's fiscal year{how}"
        return _of_label(name, year_end), Inference(Basis.FISCAL_YEAR, how)
    how = "fiscal quarter, no call date; right where the fiscal year is the calendar's"
    return label.name, Inference(Basis.FISCAL_QUARTER, how)


def _by_date(sources: Sources, call_date: str, label: _Label, year_end: int | None) -> tuple[str, str]:
    if year_end is None and label.name and indian_year_end(call_date, label.name, sources.text):
        end = last_period_end(call_date, 3)
        return _ended_in(end.isoformat()), "call date; amounts in crores, so the fiscal year ends in March"
    if year_end is None and label.kind in ("half", "year"):
        how = "call date; results of half a year or a year come up to three months after its end"
        return _ended_in(span_end(call_date).isoformat()), how
    return reported_by(call_date, label.name, year_end, spoken_months(sources.text))


def _ended_in(day: str) -> str:
    return str(Quarter.of_date(month_closed(date.fromisoformat(day))))


def _of_label(label: str, year_end: int) -> str:
    """The calendar quarter in which a fiscal quarter ends."""
    fiscal = Quarter.parse(label)
    last_of_year = Quarter(fiscal.year, (year_end - 1) // 3 + 1)
    return str(last_of_year.shift(fiscal.number - 4))


def _period_end(sources: Sources) -> tuple[str, str] | None:
    """The day on which the reported period ended, and who says so."""
    titled = sources.title_period.ended if sources.title_period else None
    if titled and (sources.call_date is None or titled <= sources.call_date):
        return titled, "the title says"
    spoken = " ".join(sources.opening)
    for sentence in _sentences(spoken if _PERIOD_END.search(spoken) else ""):
        match = _PERIOD_END.search(sentence)
        if match and not _FILING.search(sentence):
            end = last_day(match["date"])
            if end and (sources.call_date is None or end.isoformat() <= sources.call_date):
                return end.isoformat(), "spoken"
    return None


def _sentences(words: str) -> list[str]:
    return [sentence[:_MAX_SENTENCE_CHARS] for sentence in _SENTENCE_END.split(words)]
