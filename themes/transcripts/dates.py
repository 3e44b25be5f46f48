"""Dates and quarters as transcripts print them.

In: a line or sentence.  Out: ISO dates and quarter labels such as ``2012Q4``; no state, no file.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from themes.quarters import Quarter

# A company reports three to seven weeks after its quarter ends; 45 days before the call lies inside that quarter.
REPORTING_LAG_DAYS = 45

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATES = (
    (
        re.compile(rf"\b{_MONTH}\.?\s{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?\s{{0,2}}[.,]?\s{{0,3}}((?:19|20)\d\d)\b", re.I),
        "mdy",
    ),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]{{1,3}}{_MONTH}\.?,?[\s-]{{1,3}}((?:19|20)\d\d)\b", re.I), "dmy"),
    (re.compile(r"\b((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\b"), "ymd"),
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_YEAR = r"(?:FY|fiscal|fiscal year|full year)?[\s'’]{0,2}((?:19|20)\d\d|\d\d(?!\d))"
_ORDINAL = r"(first|second|third|fourth|1st|2nd|3rd|4th)"
# Between a quarter in words and its year: "fourth quarter and full-year 2012", "second quarter of fiscal 2011".
_BETWEEN = r"(?:[\s,]{1,3}(?:of|for|and|&|the|our|its|fiscal|full|year|full-year|fy|year-end|financial|calendar)){0,5}"
_QUARTERS = (
    (re.compile(rf"\bF?Q([1-4])[\s,'’-]{{0,3}}(?:of\s)?{_YEAR}", re.I), "qy"),
    (re.compile(rf"\bF?([1-4])Q[\s,'’-]{{0,3}}(?:of\s)?{_YEAR}", re.I), "qy"),
    (re.compile(r"\b((?:19|20)\d\d)[\s-]{0,2}Q([1-4])\b", re.I), "yq"),
    (re.compile(r"\b((?:19|20)\d\d)[\s-]{1,2}([1-4])Q\b", re.I), "yq"),
    (re.compile(rf"\b{_ORDINAL}[\s-]quarter{_BETWEEN}[\s,]{{1,3}}(?:FY)?['’]?((?:19|20)\d\d)\b", re.I), "oy"),
    (re.compile(rf"\b{_ORDINAL}[\s-]quarter{_BETWEEN}[\s,]{{1,3}}FY\s?['’]?(\d\d)\b", re.I), "oy"),
    (re.compile(r"\bquarter\s([1-4])[\s,]{1,3}(?:of\s)?((?:19|20)\d\d)\b", re.I), "qy"),
    (re.compile(rf"\bQ([1-4]){_BETWEEN}[\s,]{{1,3}}((?:19|20)\d\d)\b", re.I), "qy"),
    (re.compile(rf"\b(?:fiscal\s)?((?:19|20)\d\d)[\s,]{{1,2}}{_ORDINAL}[\s-]quarter\b", re.I), "yo"),
)
_BARE_QUARTER = re.compile(rf"\b(?:Q([1-4])|([1-4])Q|{_ORDINAL}[\s-]quarter)\b", re.I)


@lru_cache(maxsize=4096)
def find_date(text: str) -> str | None:
    """The first full date of a text in ISO form; None without one.

    Examples
    --------
    >>> find_date("Jul. 21. 2011 / 8:30PM GMT"), find_date("on 5 February 2013"), find_date("February 2013")
    ('2011-07-21', '2013-02-05', None)
    """
    found: list[tuple[int, str]] = []
    for pattern, order in _DATES:
        for match in pattern.finditer(text):
            iso = _iso(match.groups(), order)
            if iso:
                found.append((match.start(), iso))
                break
    return min(found)[1] if found else None


def find_quarter(text: str) -> tuple[str, int, int] | None:
    """The first quarter label that has a year, with its half-open offsets; None without one.

    Examples
    --------
    >>> find_quarter("fourth quarter and full year 2012")[0], find_quarter("4Q12")[0], find_quarter("2010 Q4")
    ('2012Q4', '2012Q4', ('2010Q4', 0, 7))
    """
    found: list[tuple[int, int, str]] = []
    for pattern, order in _QUARTERS:
        match = pattern.search(text)
        if match:
            first, second = match.groups()
            quarter, year = (second, first) if order[0] == "y" else (first, second)
            found.append((match.start(), match.end(), str(Quarter(_full_year(year), _ordinal(quarter)))))
    if not found:
        return None
    start, end, label = min(found)
    return label, start, end


def find_bare_quarter(text: str) -> int | None:
    """The number (1-4) of the first quarter named, with or without a year."""
    match = _BARE_QUARTER.search(text)
    return _ordinal(next(g for g in match.groups() if g)) if match else None


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
    month = part["m"] if part["m"].isdigit() else str(_MONTHS.index(part["m"][:3].lower()) + 1)
    try:
        return date(int(part["y"]), int(month), int(part["d"])).isoformat()
    except ValueError:
        return None


def _ordinal(text: str) -> int:
    return int(text) if text.isdigit() else _ORDINALS[text.lower()]


def _full_year(text: str) -> int:
    # Two digits: earnings calls with transcripts begin in the late nineties.
    year = int(text)
    return year if year > 99 else year + (1900 if year >= 90 else 2000)
