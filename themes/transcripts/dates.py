"""Days as transcripts print them, and the calendar quarter that a call of a day reports on.

In: a line or sentence.  Out: ISO dates; no state, no file.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from themes.quarters import Quarter

# A company reports three to seven weeks after its quarter ends; 45 days before the call lies inside that quarter.
REPORTING_LAG_DAYS = 45

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"((?:19|20)\d\d)"
_DATES = (
    (re.compile(rf"\b({MONTH})\.?\s{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?\s{{0,2}}[.,]?\s{{0,3}}{_YEAR}\b", re.I), "mdy"),
    (
        re.compile(
            rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]{{1,3}}(?:day\s)?(?:of\s{{1,3}})?({MONTH})\.?,?[\s-]{{1,3}}{_YEAR}\b",
            re.I,
        ),
        "dmy",
    ),
    (re.compile(rf"\b{_YEAR}[-/.](\d{{1,2}})[-/.](\d{{1,2}})\b"), "ymd"),
)
_SHORT_YEAR = re.compile(rf"(?<![\w-])(\d{{1,2}})-({MONTH})-(\d\d)(?![\w-])", re.I)
_NUMERIC = re.compile(rf"(?<![\d/.-])(\d{{1,2}})([/.-])(\d{{1,2}})\2{_YEAR}\b")


@lru_cache(maxsize=4096)
def find_date(text: str) -> str | None:
    """The first full date of a text in ISO form; None without one.

    Examples
    --------
    >>> find_date("Jul. 21. 2011 / 8:30PM GMT"), find_date("on 5 February 2013"), find_date("February 2013")
    ('2011-07-21', '2013-02-05', None)
    >>> find_date("on 24th of October, 2025"), find_date("11-Feb-25"), find_date("25/07/2025"), find_date("05/02/2025")
    ('2025-10-24', '2025-02-11', '2025-07-25', None)
    """
    spans = date_spans(text)
    return spans[0][2] if spans else None


def date_spans(text: str) -> list[tuple[int, int, str]]:
    """The full dates of a text, each as half-open offsets and in ISO form; in order, none within another."""
    found: list[tuple[int, int, str]] = []
    for pattern, order in _DATES:
        for match in pattern.finditer(text):
            if iso := _iso(match.groups(), order):
                found.append((match.start(), match.end(), iso))
    for match in _SHORT_YEAR.finditer(text):
        day, month, year = match.groups()
        if iso := _iso((day, month, f"20{year}"), "dmy"):
            found.append((match.start(), match.end(), iso))
    for match in _NUMERIC.finditer(text):
        readings = _readings(match)
        if len(readings) == 1:
            found.append((match.start(), match.end(), readings.pop()))
    spans: list[tuple[int, int, str]] = []
    for span in sorted(found):
        if not spans or span[0] >= spans[-1][1]:
            spans.append(span)
    return spans


def find_ambiguous_date(text: str) -> tuple[str, frozenset[str]] | None:
    """The first date in figures whose day and month could be changed about, as printed, and its readings.

    Examples
    --------
    >>> printed, readings = find_ambiguous_date("held on 05/02/2025")
    >>> printed, sorted(readings), find_ambiguous_date("25/07/2025")
    ('05/02/2025', ['2025-02-05', '2025-05-02'], None)
    """
    for match in _NUMERIC.finditer(text):
        readings = _readings(match)
        if len(readings) > 1:
            return match[0], frozenset(readings)
    return None


def reported_quarter(call_date: str) -> str:
    """The calendar quarter in which the period ended that a call on this ISO date reports on.

    Examples
    --------
    >>> reported_quarter("2013-02-05"), reported_quarter("2011-07-21")
    ('2012Q4', '2011Q2')
    """
    return str(Quarter.of_date(date.fromisoformat(call_date) - timedelta(days=REPORTING_LAG_DAYS)))


def _iso(groups: tuple[str, ...], order: str) -> str | None:
    part = dict(zip(order, groups, strict=True))
    month = part["m"] if part["m"].isdigit() else str(MONTHS.index(part["m"][:3].lower()) + 1)
    try:
        return date(int(part["y"]), int(month), int(part["d"])).isoformat()
    except ValueError:
        return None


def _readings(match: re.Match[str]) -> set[str]:
    first, _, second, year = match.groups()
    both = (_iso((first, second, year), order) for order in ("dmy", "mdy"))
    return {day for day in both if day}
