"""Periods as titles and speakers name them: a quarter, a half, nine months or a year, of which fiscal year.

In: a line or sentence.  Out: :class:`Period`, with its place; no state, no file.  Forms of India, Britain, Australia
and Japan are among them: ``Q2 & H1 FY26``, ``Q4 FY2012-13``, ``half year ended 31 March 2026``, ``1Q FY3/26``.
A year of two calendar years is named by its end.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from themes.quarters import QUARTERS_A_YEAR, Quarter
from themes.transcripts.dates import MONTH, MONTHS, find_date

Kind = Literal["quarter", "half", "nine months", "year"]

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_ORDINAL = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_QUARTER = rf"(?:F?Q[1-4]|F?[1-4]Q|{_ORDINAL}[\s-](?:fiscal\s)?quarter|quarter\s[1-4])"
_HALF = (
    r"(?:HY[12]?|H[12]|[12]H|(?:first|second|1st|2nd)[\s-]half(?:[\s-]year)?|half[\s-]?year(?:ly)?|interim|six[\s-]months?|6M"
    r"|(?:26|27)[\s-]weeks)"
)
_NINE = r"(?:9M|nine[\s-]months?|ninth[\s-]month|(?:39|40)[\s-]weeks)"
_WHOLE = r"(?:full[\s-]?year|12M|twelve[\s-]months?|annual|(?:52|53)[\s-]weeks)"
_SPAN = rf"(?:{_HALF}|{_NINE}|{_WHOLE})"

_DAY = rf"(?:{MONTH}\.?\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?|(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?{MONTH}\.?,?\s)"
DATED = rf"(?:{_DAY}(?:19|20)\d\d|{MONTH}\s?['’-]\d\d|\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d\d)(?!\d)"
# "FY26", "FY'26", "fiscal year 2012", "FY2025-26", "FY25/26", "FY3/26", "FYE 3/2026", "FY2026/3"
_LED = (
    r"(?:\b|(?<=\d)|(?<=[QHM]))(?:FYE?|(?:fiscal|financial)\syear|fiscal|full[\s-]year|CY)[\s'’‘.-]{0,2}"
    r"(?:\d{1,2}/(?:20)?\d\d|(?:19|20)\d\d[-–/](?:20)?\d\d|\d\d[-–/]\d\d|(?:19|20)\d\d/\d{1,2}|(?:19|20)\d\d|\d\d)(?!\d|\s?%|-[KQ])"
)
# "fiscal year ending March 31, 2026"; never the end of a half
_ENDING = (
    rf"(?:(?:the\s)?(?:fiscal|financial)\syear|FYE?|(?<!half\s)(?<!half-)(?<!half)year)\s"
    rf"(?:(?:that\s)?(?:ended|ending|ends)\s)?(?:on\s|in\s)?{DATED}"
)
_FULL = rf"(?:19|20)\d\d(?:[-–/](?:20)?\d\d(?![\d/-]|\s?{MONTH}\b))?(?!\d)"
# Two digits alone are a year only close behind the quarter, and not those of "Q2 10%", "Q1 31 March", "Q3 25th"
_SHORT = rf"\d\d(?![\d%.,]|\s?(?:%|percent|st\b|nd\b|rd\b|th\b|million|billion|basis|{MONTH}\b))"
_FILLER = (
    r"(?:[\s,&/+(]{1,3}(?:of|for|and|&|the|our|its|fiscal|full|year|full-year|year-end|end|preliminary|financial|calendar|ended"
    rf"|ending|{_SPAN}))"
)
_CLOSE = r"[\s,'’‘(/_.-]{0,3}(?:of\s)?F?"
# "Q3 results 2025", where no date follows
_RESULTS = r"\s(?:results|report|trading\s(?:update|statement))\s(?=(?:19|20)\d\d(?![-/.]?\d))"
_YEAR = rf"(?:{_ENDING}|{_LED}|{_FULL}|['’‘]\d\d(?!\d))"
_AHEAD = rf"(?:\b{_SPAN}(?:[\s'’-]{{0,2}}{_LED})?\s?(?:and|&|/|\+|,)\s?)?"
_NO_YEAR = r"(?![\s,'’‘-]{0,3}(?:of\s)?(?:FY|fiscal|full|financial)?[\s'’‘]{0,2}\d\d)"
_Q = rf"(?P<q>{_QUARTER})"
_S = rf"(?P<s>{_SPAN})"

# Periods with the day on which they ended, then quarters, then the longer periods.
_ENDED = re.compile(
    rf"\b(?:(?P<q>{_QUARTER})|quarter|three[\s-]months?|(?:13|14)[\s-]weeks)?"
    rf"(?:(?:\s?(?:and|&|/|,)\s(?:the\s)?|\s)?\b(?P<s>{_SPAN}|(?:(?:fiscal|financial)\s)?year))?"
    rf"(?:\s(?:period|results|report))?\s(?:that\s)?(?:ended|ending|to)\s(?:on\s)?(?P<d>{DATED})",
    re.I,
)
# "January–September 2025", as in the north of Europe: the year begins with the first month
_RANGE = re.compile(rf"\b(?P<from>{MONTH})\s?(?:-|–|to)\s?(?P<d>{MONTH}\s(?:19|20)\d\d)(?!\d)", re.I)
_QUARTERS = (
    re.compile(rf"{_AHEAD}\b{_Q}(?:{_RESULTS}|{_FILLER}{{0,8}}[\s,'’‘(/_.-]{{0,3}}F?)(?P<y>{_YEAR})\)?", re.I),
    re.compile(rf"{_AHEAD}\b(?P<q>F?Q[1-4]|F?[1-4]Q)(?:\s?(?:/|&|and)\s?{_SPAN})?{_CLOSE}(?P<y>{_SHORT})\b", re.I),
    re.compile(rf"(?P<y>{_ENDING}|{_LED}|\b(?:fiscal\s)?{_FULL})[\s,:/_-]{{0,3}}{_Q}\b{_NO_YEAR}", re.I),
)
_SPANS = (
    re.compile(
        rf"\b{_S}(?:\s(?:financial\s)?(?:results|report|earnings))?{_FILLER}{{0,8}}[\s,'’‘(-]{{0,3}}(?P<y>{_YEAR})",
        re.I,
    ),
    re.compile(rf"\b(?P<s>HY[12]?|H[12]|[12]H|9M|6M|12M){_CLOSE}(?P<y>{_SHORT})\b", re.I),
    re.compile(rf"(?P<y>{_ENDING}|{_LED}|\b{_FULL})[\s,:/_-]{{0,3}}{_S}\b{_NO_YEAR}", re.I),
)
_YEARS = re.compile(
    rf"(?P<y>{_LED}|\b(?:annual|final|preliminary|full[\s-]year)\sresults\s(?:for\s)?{_FULL}"
    rf"|\b{_FULL}(?=\s(?:annual|final|preliminary|year[\s-]end)\sresults))",
    re.I,
)
# What may follow a quarter with its year and belongs to it: "Q2 FY26 & H1 FY26"
_BEHIND = re.compile(
    rf"[\s,]{{0,2}}(?:and|&|/|\+|\||-|–)?\s?\b{_SPAN}(?:[\s'’-]{{0,2}}(?:{_LED}|{_FULL}|{_SHORT}))?\b", re.I
)
_BARE_QUARTER = re.compile(rf"\b{_Q}\b", re.I)
_BARE_SPAN = re.compile(rf"\b(?P<s>{_HALF}|{_NINE}|{_WHOLE}(?!\s(?:general|report)))\b", re.I)
_HINT = re.compile(
    r"\dQ|Q\d|\dH\b|H\d|\bHY|\dM|quarter|half|months?\b|weeks\b|year|FY|fiscal|annual|interim|results\s|[-–]\s?[a-z]{3,9}\s\d{4}",
    re.I,
)
_ONE_QUARTER = re.compile(r"quarter|three|1[34][\s-]weeks", re.I)
_MAX_CHARS = 2000
_DAYS_OVER = 7


@dataclass(frozen=True)
class Period:
    """A period with its fiscal year, as named in a text.

    Parameters
    ----------
    label : str, optional
        The fiscal quarter with which it ends: ``2026Q2`` for the first half of fiscal 2026.  None where only the
        last day of a quarter is named.
    start, end : int
        Its place in the text, half-open.
    kind : str
        What is named; ``quarter`` where one is named, whatever stands beside it.
    ended : str, optional
        The day on which it ended, in ISO form, where that is named.
    year_end : tuple of (int, int), optional
        Year and month in which the fiscal year ends, where that is named.
    """

    label: str | None
    start: int
    end: int
    kind: Kind
    ended: str | None = None
    year_end: tuple[int, int] | None = None


@lru_cache(maxsize=4096)
def find_period(text: str) -> Period | None:
    """The first quarter that has a year or a last day; without one the first half, nine months or year.

    Examples
    --------
    >>> [find_period(words).label for words in ("Q2 & H1 FY26", "Q4 FY 2012-13", "1H26", "9M FY25", "FY25 results")]
    ['2026Q2', '2013Q4', '2026Q2', '2025Q3', '2025Q4']
    >>> find_period("half year ended 31 March 2026").label, find_period("1Q FY3/26").year_end
    ('2026Q2', (2026, 3))
    """
    text = text[:_MAX_CHARS]
    if not _HINT.search(text):
        return None
    ended = [period for match in _ENDED.finditer(text) if (period := _of_day(match))]
    ended += [period for match in _RANGE.finditer(text) if (period := _of_months(match))]
    quarters = [period for pattern in _QUARTERS if (period := _first(pattern, text))]
    found = [*(p for p in ended if p.kind == "quarter"), *quarters]
    if found:
        return min(found, key=lambda period: (period.start, period.label is None, -period.end))
    spans = [*ended, *(period for pattern in _SPANS if (period := _first(pattern, text)))]
    if spans:
        return min(spans, key=lambda period: (period.start, -period.end))
    match = _YEARS.search(text)
    if match is None or _BARE_QUARTER.search(text):  # a quarter in words that are not understood is not a year
        return None
    return _period(match, QUARTERS_A_YEAR, "year", text)


def find_quarter(text: str) -> tuple[str, int, int] | None:
    """The first quarter that is named with its year, with its half-open offsets; None without one.

    Examples
    --------
    >>> find_quarter("fourth quarter and full year 2012")[0], find_quarter("4Q12")[0], find_quarter("2010 Q4")
    ('2012Q4', '2012Q4', ('2010Q4', 0, 7))
    >>> find_quarter("H1 FY26") is None
    True
    """
    period = find_period(text)
    if period is None or period.kind != "quarter" or period.label is None or period.ended:
        return None
    return period.label, period.start, period.end


def find_bare_quarter(text: str) -> int | None:
    """The number (1-4) of the first quarter named, with or without a year."""
    match = _BARE_QUARTER.search(text)
    return _quarter_number(match["q"]) if match else None


def find_bare_span(text: str) -> tuple[int, Kind] | None:
    """The number of the quarter with which the first half, nine months or year of a text ends, and which it is.

    Examples
    --------
    >>> find_bare_span("Half Year Results"), find_bare_span("Full Year Results"), find_bare_span("Q3 Results")
    ((2, 'half'), (4, 'year'), None)
    """
    match = _BARE_SPAN.search(text)
    return _span_number(match["s"]) if match else None


def month_closed(day: date) -> date:
    """A day of the month with which a period that ended on a day closes: years of 52 weeks may run a few days over.

    Examples
    --------
    >>> month_closed(date(2017, 4, 1)).month, month_closed(date(2017, 4, 30)).month
    (3, 4)
    """
    return day - timedelta(days=_DAYS_OVER) if day.day <= _DAYS_OVER else day


def _first(pattern: re.Pattern[str], text: str) -> Period | None:
    match = pattern.search(text)
    if match is None:
        return None
    groups = match.groupdict()
    if groups.get("q"):
        return _period(match, _quarter_number(groups["q"]), "quarter", text)
    return _period(match, *_span_number(groups["s"]), text)


def _period(match: re.Match[str], number: int, kind: Kind, text: str) -> Period:
    year, month = _fiscal_year(match["y"])
    end = match.end()
    if kind != "year" and (behind := _BEHIND.match(text, end)):
        end = behind.end()
    return Period(str(Quarter(year, number)), match.start(), end, kind, None, (year, month) if month else None)


def _of_day(match: re.Match[str]) -> Period | None:
    """A period with its last day: the fiscal year ends a number of quarters later."""
    begin = match.end() - len(match[0].lstrip())
    is_quarter = bool(match["q"]) or _ONE_QUARTER.match(match[0].lstrip()) is not None
    day = last_day(match["d"])
    if day is None or not (is_quarter or match["s"]):
        return None
    number, span = _span_number(match["s"]) if match["s"] else (None, None)
    number = _quarter_number(match["q"]) if match["q"] else number
    kind: Kind = "quarter" if is_quarter or span is None else span
    if number is None:
        return Period(None, begin, match.end(), kind, day.isoformat())
    closed = month_closed(day)
    months = closed.month + 3 * (QUARTERS_A_YEAR - number)
    last = (closed.year + (months - 1) // 12, (months - 1) % 12 + 1)
    return Period(str(Quarter(last[0], number)), begin, match.end(), kind, day.isoformat(), last)


def _of_months(match: re.Match[str]) -> Period | None:
    """A range of months from the first of a fiscal year on; of three months only the last day is known."""
    day = last_day(match["d"])
    if day is None:
        return None
    n_months = (day.month - _month(match["from"])) % 12 + 1
    kinds: dict[int, Kind] = {3: "quarter", 6: "half", 9: "nine months", 12: "year"}
    if n_months not in kinds:
        return None
    if n_months == 3:
        return Period(None, match.start(), match.end(), "quarter", day.isoformat())
    months = day.month + 12 - n_months
    last = (day.year + (months - 1) // 12, (months - 1) % 12 + 1)
    label = str(Quarter(last[0], n_months // 3))
    return Period(label, match.start(), match.end(), kinds[n_months], day.isoformat(), last)


def _month(text: str) -> int:
    return MONTHS.index(text[:3].lower()) + 1


def last_day(text: str) -> date | None:
    """The day that a text names, or the last one of its month.

    Examples
    --------
    >>> last_day("30th September 2025"), last_day("June '25"), last_day("soon")
    (datetime.date(2025, 9, 30), datetime.date(2025, 6, 30), None)
    """
    if iso := find_date(text):
        return date.fromisoformat(iso)
    month, year = re.search(MONTH, text, re.I), re.search(r"\d\d(?:\d\d)?$", text)
    if month is None or year is None:
        return None
    number, full = _month(month[0]), _full_year(year[0])
    return date(full, number, calendar.monthrange(full, number)[1])


def _fiscal_year(text: str) -> tuple[int, int | None]:
    """The year that names a fiscal year (its last), and the month in which it ends where that is printed."""
    dated = re.search(DATED, text, re.I)
    if dated and (day := last_day(dated[0])):
        return day.year, day.month
    figures = re.findall(r"\d{1,4}", text)
    first = figures[0]
    if len(figures) == 1:
        return _full_year(first), None
    second = figures[1]
    start = _full_year(first)
    if len(second) >= 2 and int(second) % 100 == (start + 1) % 100:
        return start + 1, None
    if "/" in text and len(first) <= 2 and 1 <= int(first) <= 12:
        return _full_year(second), int(first)
    if "/" in text and len(first) == 4 and 1 <= int(second) <= 12:
        return start, int(second)
    return start, None


def _quarter_number(text: str) -> int:
    digit = re.search(r"(?<![A-Za-z])[1-4](?!\w)|(?<=Q)[1-4]|[1-4](?=Q)", text, re.I)
    return int(digit[0]) if digit else _ORDINALS[re.split(r"[\s-]", text)[0].lower()]


def _span_number(text: str) -> tuple[int, Kind]:
    word = text.casefold()
    if word.startswith(("9m", "nin", "39", "40")):
        return 3, "nine months"
    if word.startswith(("h2", "2h", "second", "2nd")):
        return QUARTERS_A_YEAR, "half"
    if word.startswith(("h1", "1h", "first", "1st", "half", "hy", "interim", "six", "6m", "26", "27")):
        return 2, "half"
    return QUARTERS_A_YEAR, "year"


def _full_year(text: str) -> int:
    # Two digits: earnings calls with transcripts begin in the late nineties.
    year = int(text)
    return year if year > 99 else year + (1900 if year >= 90 else 2000)
