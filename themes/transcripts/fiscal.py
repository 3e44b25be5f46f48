"""Fiscal years: when a quarter with a label ended, and which label a quarter that ended then has.

In: a call's date, its label, the company, the call's words.  Out: calendar quarters and labels; no state, no file.
A fiscal year is named for the calendar year in which it ends; ``data/fiscal_year_ends.toml`` lists companies whose year
is not the calendar's (facts from their annual reports), since dates alone cannot tell a quarter that ended in December
from one that ended in January.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice

from themes.quarters import Quarter
from themes.transcripts.dates import REPORTING_LAG_DAYS, reported_quarter

_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
# Found by its last word: a search for a word of letters goes the faster way.
_QUARTER = re.compile(r"quarter\b")
_MONTH_BEFORE = re.compile(r"\b([A-Z][a-z]{2,8})[\s-]$")
_MAX_MONTH_CHARS = 11
_MIN_MENTIONS = 2
# Indian companies close their year in March (Companies Act 2013, section 2(41)) and count in crores and lakhs.
_INDIAN_WORDS = ("crore", "lakh", "Crore", "Lakh", "CRORE", "LAKH")
_INDIAN = re.compile(r"\b(?:crores?|lakhs?)\b", re.I)
_INDIAN_YEAR_END, _MIN_INDIAN = 3, 3
# Results of a half or a year come up to three months after its end, in companies that report no quarters.
_MIN_SPAN_DAYS = 14
_LATE_DAYS = 60  # companies of the calendar's year report their last quarter within sixty days
# A label runs up to three quarters ahead of the calendar (a year that ends in January) and rarely behind it.
MIN_LEAD, MAX_LEAD = -2, 3


@dataclass(frozen=True)
class YearEnd:
    """The month (1-12) in which a fiscal year ends, and beginnings of the company's name in lower case."""

    month: int
    names: tuple[str, ...]


@cache
def year_ends() -> Mapping[str, YearEnd]:
    """By ticker, the companies whose fiscal year is known not to be the calendar's."""
    text = files("themes.transcripts").joinpath("data", "fiscal_year_ends.toml").read_text(encoding="utf-8")
    return {ticker: YearEnd(end["month"], tuple(end["names"])) for ticker, end in tomllib.loads(text).items()}


@lru_cache(maxsize=1024)
def year_end_month(company: str | None, ticker: str | None) -> int | None:
    """The month in which a company's fiscal year ends, where it is known not to be the calendar's.

    Examples
    --------
    >>> year_end_month("Cisco Systems, Inc.", None), year_end_month(None, "MSFT"), year_end_month("Otter", "OTTR")
    (7, 6, None)
    """
    if ticker and ticker in year_ends():
        return year_ends()[ticker].month
    name = (company or "").casefold().removeprefix("the ")
    for end in year_ends().values():
        if any(re.match(rf"{re.escape(start)}\b", name) for start in end.names):
            return end.month
    return None


def spoken_months(text: str) -> int | None:
    """In which month of a calendar quarter the company's quarters end (1-3), as "the July quarter" tells; else None."""
    places = (found.start() for found in _QUARTER.finditer(text))
    named = (_MONTH_BEFORE.search(text, max(at - _MAX_MONTH_CHARS, 0), at) for at in places)
    counts = Counter((_MONTHS[match[1]] - 1) % 3 + 1 for match in named if match and match[1] in _MONTHS)
    if not counts:
        return None
    month, n = counts.most_common(1)[0]
    return month if n >= _MIN_MENTIONS and 2 * n > sum(counts.values()) else None


def indian_year_end(call_date: str, label: str, text: str) -> int | None:
    """March, where a call counts in crores and its label is that of the quarter before it in such a year; else None.

    Examples
    --------
    >>> indian_year_end("2026-05-25", "2026Q4", "2 crores, 3 crores, 4 lakhs")
    3
    >>> indian_year_end("2026-05-25", "2026Q4", "")
    """
    if label_of(last_period_end(call_date, 3), _INDIAN_YEAR_END) != label:
        return None
    if not any(word in text for word in _INDIAN_WORDS):
        return None
    mentions = (1 for _ in islice(_INDIAN.finditer(text), _MIN_INDIAN))
    return _INDIAN_YEAR_END if sum(mentions) == _MIN_INDIAN else None


def span_end(call_date: str) -> date:
    """The day on which a half or a year ended that a call reports on, as far as the date alone tells.

    Examples
    --------
    >>> span_end("2025-08-28"), span_end("2025-07-08")
    (datetime.date(2025, 6, 30), datetime.date(2025, 3, 31))
    """
    return last_period_end((date.fromisoformat(call_date) - timedelta(days=_MIN_SPAN_DAYS)).isoformat(), 3)


def last_period_end(call_date: str, month_of_quarter: int) -> date:
    """The end of the last quarter before a call, for quarters that end in the first, second or third month of three.

    Examples
    --------
    >>> last_period_end("2012-02-08", 1), last_period_end("2012-02-08", 3)
    (datetime.date(2012, 1, 31), datetime.date(2011, 12, 31))
    """
    held = date.fromisoformat(call_date)
    year, month = held.year, held.month
    while True:
        month -= 1
        if month == 0:
            year, month = year - 1, 12
        if (month - 1) % 3 + 1 == month_of_quarter:
            return date(year, month, calendar.monthrange(year, month)[1])


def label_of(period_end: date, year_end: int) -> str:
    """The fiscal label of a quarter that ended then, for a fiscal year that ends in month ``year_end``.

    Examples
    --------
    >>> label_of(date(2018, 4, 30), 7), label_of(date(2015, 12, 31), 9)
    ('2018Q3', '2016Q1')
    """
    number = (period_end.month - year_end - 1) % 12 // 3 + 1
    return str(Quarter(period_end.year + (period_end.month > year_end), number))


def reported_by(call_date: str, label: str | None, year_end: int | None, spoken: int | None) -> tuple[str, str]:
    """The calendar quarter in which the period ended that a call reports on, and how it was found.

    Parameters
    ----------
    call_date : str
        ISO date.
    label : str, optional
        Fiscal label, such as ``2012Q4``.
    year_end : int, optional
        Month in which the fiscal year ends, from :func:`year_end_month`.
    spoken : int, optional
        From :func:`spoken_months`.

    Examples
    --------
    >>> reported_by("2013-02-05", "2012Q4", None, None)
    ('2012Q4', 'call date minus 45 days')
    >>> reported_by("2018-02-08", "2018Q4", None, None)[0]
    '2018Q1'
    """
    if year_end is not None:
        end = last_period_end(call_date, (year_end - 1) % 3 + 1)
        return str(Quarter.of_date(end)), f"call date; the fiscal year ends in {calendar.month_name[year_end]}"
    if spoken is not None:
        end = last_period_end(call_date, spoken)
        return str(Quarter.of_date(end)), f"call date; the call speaks of the {calendar.month_name[end.month]} quarter"
    quarter, how = reported_quarter(call_date), f"call date minus {REPORTING_LAG_DAYS} days"
    together = _by_label_and_date(call_date, label, quarter) if label else None
    return (together, "fiscal label and call date together") if together else (quarter, how)


def _by_label_and_date(call_date: str, label: str, quarter: str) -> str | None:
    """The quarter that a label allows where the rule of days misses it by one."""
    lead = _lead(quarter, label)
    if lead == MAX_LEAD + 1:  # a year that ends in January, reported early
        later = str(Quarter.of_date(last_period_end(call_date, 1)))
        return later if _lead(later, label) == MAX_LEAD else None
    if lead == -1:  # the calendar's year, reported late
        end = last_period_end(call_date, 3)
        late = (date.fromisoformat(call_date) - end).days <= _LATE_DAYS
        return label if late and str(Quarter.of_date(end)) == label else None
    return None


def is_possible(label: str, call_date: str, quarter: str) -> bool:
    """Whether a call on this date can have this label, given the calendar quarter it reports on."""
    ahead = _lead(str(Quarter.of_date(call_date)), label)
    return MIN_LEAD <= _lead(quarter, label) <= MAX_LEAD and ahead <= MAX_LEAD


def _lead(quarter: str, label: str) -> int:
    """How many quarters a fiscal label runs ahead of the calendar quarter."""
    return Quarter.parse(label).since(Quarter.parse(quarter))
