"""Which quarter a call is about: its fiscal label and the calendar quarter, from ranked sources that may disagree.

In: what title, opening, words and file name say.  Out: :class:`Quarters`, with how each was found; a disagreement is
a warning that names both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from themes.quarters import Quarter
from themes.records import Basis, Doubt, Inference
from themes.transcripts.dates import find_bare_quarter, find_date, find_quarter, reported_quarter
from themes.transcripts.fiscal import (
    is_possible,
    label_of,
    last_period_end,
    reported_by,
    spoken_months,
    year_end_month,
)

_PERIOD_END = re.compile(
    r"\b(?:results|performance|earnings|revenues?)\b[^.?!]{0,60}\b(?:quarter|period|year)\s(?:that\s)?(?:ended|ending)\s(?:on\s)?"
    r"(?P<date>[A-Z][a-z]{2,9}\.?\s\d{1,2},?\s\d{4})"
)
_FILING = re.compile(r"\b(?:10-?[KQ]|20-?F|8-?K|annual report|quarterly reports?|filed|filing)\b", re.I)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s{1,9}|\n{1,9}")
_MAX_SENTENCE_CHARS = 600
_CALL_WORDS = re.compile(r"\b(?:call|webcast|results|conference|earnings|teleconference)\b", re.I)


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


@dataclass(frozen=True)
class Quarters:
    """Fiscal label and calendar quarter, how they were inferred, what disagrees."""

    fiscal_quarter: str | None
    calendar_quarter: str | None
    inferences: dict[str, Inference]
    doubts: tuple[Doubt, ...]


def find_quarters(sources: Sources) -> Quarters:
    """Both quarters of a call."""
    year_end = year_end_month(sources.company, sources.ticker)
    label, inferences, doubts = _label(sources, _expected(sources.call_date, year_end), year_end)
    quarter, inference = _calendar_quarter(sources, label, year_end)
    if quarter is not None:
        inferences |= {"calendar_quarter": inference}
    if label and quarter and sources.call_date and not is_possible(label, sources.call_date, quarter):
        both = f"{sources.call_date} and fiscal quarter {label} cannot both be right; see calls.csv"
        doubts += (Doubt.about("call_date", both),)
    return Quarters(label, quarter, inferences, doubts)


def spoken_quarter(opening: Iterable[str]) -> str | None:
    """The quarter of the first sentence that names one together with the call: not that of a filing or a forecast."""
    for words in opening:
        for sentence in _sentences(words):
            label = find_quarter(sentence)
            if label and _CALL_WORDS.search(sentence) and not _FILING.search(sentence):
                return label[0]
    return None


def _expected(call_date: str | None, year_end: int | None) -> str | None:
    """The label of the quarter before the call, where the company's fiscal year is known."""
    if call_date is None or year_end is None:
        return None
    return label_of(last_period_end(call_date, (year_end - 1) % 3 + 1), year_end)


def _label(
    sources: Sources, expected: str | None, year_end: int | None
) -> tuple[str | None, dict[str, Inference], tuple[Doubt, ...]]:
    stated = {"title": sources.title_label, "call's opening": spoken_quarter(sources.opening)}
    found = {where: label for where, label in stated.items() if label}
    if found:
        where = _best_source(found, expected, sources.call_date)
        if sources.file_label:
            found["file name"] = sources.file_label
        return found[where], {}, _disagreement(found, where)
    number = find_bare_quarter(sources.title or "") or find_bare_quarter(sources.opening[0] if sources.opening else "")
    if number and expected and Quarter.parse(expected).number == number:
        return expected, _without_year("call date and fiscal year"), ()
    if number and sources.call_date and year_end is None:
        reported = Quarter.parse(reported_quarter(sources.call_date))
        return str(Quarter(reported.year, number)), _without_year("year of the call date"), ()
    if sources.file_label:
        return sources.file_label, {"fiscal_quarter": Inference(Basis.FILE_NAME, "file name")}, ()
    return None, {}, ()


def _without_year(year_from: str) -> dict[str, Inference]:
    how = f"quarter named without a year; {year_from}"
    return {"fiscal_quarter": Inference(Basis.QUARTER_WITHOUT_YEAR, how)}


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


def _calendar_quarter(sources: Sources, label: str | None, year_end: int | None) -> tuple[str | None, Inference]:
    end = _period_end(" ".join(sources.opening), sources.call_date)
    if end:
        return str(Quarter.of_date(end)), Inference(Basis.PERIOD_END, f"period ended {end}, as spoken")
    if sources.call_date:
        quarter, how = reported_by(sources.call_date, label, year_end, spoken_months(sources.text))
        return quarter, Inference(Basis.CALL_DATE, how)
    if label and year_end:
        how = "fiscal quarter and the company's fiscal year"
        return _of_label(label, year_end), Inference(Basis.FISCAL_YEAR, how)
    how = "fiscal quarter, no call date; right where the fiscal year is the calendar's"
    return label, Inference(Basis.FISCAL_QUARTER, how)


def _of_label(label: str, year_end: int) -> str:
    """The calendar quarter in which a fiscal quarter ends."""
    fiscal = Quarter.parse(label)
    last_of_year = Quarter(fiscal.year, (year_end - 1) // 3 + 1)
    return str(last_of_year.shift(fiscal.number - 4))


def _period_end(spoken: str, call_date: str | None) -> str | None:
    for sentence in _sentences(spoken if _PERIOD_END.search(spoken) else ""):
        match = _PERIOD_END.search(sentence)
        if match and not _FILING.search(sentence):
            end = find_date(match["date"])
            if end and (call_date is None or end <= call_date):
                return end
    return None


def _sentences(words: str) -> list[str]:
    return [sentence[:_MAX_SENTENCE_CHARS] for sentence in _SENTENCE_END.split(words)]
