"""Fiscal years: when a quarter with a label ended, and which label a quarter that ended then has.

In: a call's date, its label, the company, the call's words.  Out: calendar quarters and labels; no state, no file.
A fiscal year is named for the calendar year in which it ends; ``YEAR_ENDS`` lists companies whose year is not the
calendar's (facts from their annual reports), since dates alone cannot tell a quarter that ended in December from one
that ended in January.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from datetime import date

from themes.quarters import Quarter
from themes.transcripts.dates import REPORTING_LAG_DAYS, reported_quarter

# Ticker: (month in which the fiscal year ends, beginnings of the name).
YEAR_ENDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "A": (10, ("agilent",)), "AAPL": (9, ("apple",)), "ACN": (8, ("accenture",)), "ADBE": (11, ("adobe",)),
    "ADI": (10, ("analog devices",)), "ADSK": (1, ("autodesk",)), "AMAT": (10, ("applied materials",)),
    "AVGO": (10, ("broadcom inc", "broadcom limited")), "BBY": (1, ("best buy",)), "CIEN": (10, ("ciena",)),
    "COST": (8, ("costco",)), "CRM": (1, ("salesforce",)), "CRWD": (1, ("crowdstrike",)), "CSCO": (7, ("cisco",)),
    "DELL": (1, ("dell",)), "DIS": (9, ("walt disney",)), "EA": (3, ("electronic arts",)),
    "EXTR": (6, ("extreme networks",)), "FDX": (5, ("fedex",)), "FFIV": (9, ("f5",)), "FNSR": (4, ("finisar",)),
    "GIS": (5, ("general mills",)), "HD": (1, ("home depot",)), "HPE": (10, ("hewlett packard enterprise",)),
    "HPQ": (10, ("hp inc", "hewlett-packard")), "INTU": (7, ("intuit",)), "JDSU": (6, ("jds uniphase",)),
    "KLAC": (6, ("kla",)), "KR": (1, ("kroger",)), "LITE": (6, ("lumentum",)), "LOW": (1, ("lowe's", "lowe’s")),
    "LRCX": (6, ("lam research",)), "MDB": (1, ("mongodb",)), "MDT": (4, ("medtronic",)), "MRVL": (1, ("marvell",)),
    "MSFT": (6, ("microsoft",)), "MU": (8, ("micron",)), "NKE": (5, ("nike",)), "NTAP": (4, ("netapp",)),
    "NTNX": (7, ("nutanix",)), "NVDA": (1, ("nvidia",)), "OKTA": (1, ("okta",)), "OPLK": (6, ("oplink",)),
    "ORCL": (5, ("oracle",)), "PANW": (7, ("palo alto networks",)), "PEGA": (12, ("pegasystems",)),
    "PG": (6, ("procter",)), "QCOM": (9, ("qualcomm",)), "SBUX": (9, ("starbucks",)), "SNOW": (1, ("snowflake",)),
    "SPLK": (1, ("splunk",)), "STX": (6, ("seagate",)), "SWKS": (9, ("skyworks",)), "SYY": (6, ("sysco",)),
    "TGT": (1, ("target corp",)), "TJX": (1, ("tjx",)), "V": (9, ("visa inc",)), "VIAV": (6, ("viavi",)),
    "VMW": (1, ("vmware",)), "WDAY": (1, ("workday",)), "WDC": (6, ("western digital",)), "WMT": (1, ("walmart",)),
    "ZM": (1, ("zoom",)), "ZS": (7, ("zscaler",)),
}  # fmt: skip
_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_MONTH_QUARTER = re.compile(r"\b([A-Z][a-z]{2,8})[\s-]quarter\b")
_MIN_MENTIONS = 2
_LATE_DAYS = 60  # companies of the calendar's year report their last quarter within sixty days
# A label runs up to three quarters ahead of the calendar (a year that ends in January) and rarely behind it.
MIN_LEAD, MAX_LEAD = -2, 3


def year_end_month(company: str | None, ticker: str | None) -> int | None:
    """The month in which a company's fiscal year ends, where it is known not to be the calendar's.

    Examples
    --------
    >>> year_end_month("Cisco Systems, Inc.", None), year_end_month(None, "MSFT"), year_end_month("Otter", "OTTR")
    (7, 6, None)
    """
    if ticker in YEAR_ENDS:
        return YEAR_ENDS[ticker][0]
    name = (company or "").casefold().removeprefix("the ")
    for month, beginnings in YEAR_ENDS.values():
        if any(re.match(rf"{re.escape(start)}\b", name) for start in beginnings):
            return month
    return None


def spoken_months(text: str) -> int | None:
    """In which month of a calendar quarter the company's quarters end (1-3), as "the July quarter" tells; else None."""
    named = (_MONTHS[name] for name in _MONTH_QUARTER.findall(text) if name in _MONTHS)
    counts = Counter((month - 1) % 3 + 1 for month in named)
    if not counts:
        return None
    month, n = counts.most_common(1)[0]
    return month if n >= _MIN_MENTIONS and 2 * n > sum(counts.values()) else None


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
