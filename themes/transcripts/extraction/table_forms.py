"""The usual ways to write sections, roles, events, dates and quarters in a table.

In: a cell's text.  Out: the value as the project writes it; None where the text is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from themes.quarters import Quarter
from themes.records import Event, Role, Section
from themes.transcripts.dates import find_date
from themes.transcripts.headers import is_operator
from themes.transcripts.periods import find_bare_quarter, find_quarter
from themes.transcripts.titles import event_of

_SECTIONS: tuple[tuple[re.Pattern[str], Section], ...] = (
    (re.compile(r"\bq ?(?:&|and|n)? ?a\b|question|answer", re.I), "q_and_a"),
    (re.compile(r"prepared|present|remarks|management|opening|intro", re.I), "prepared_remarks"),
)
_ROLES: dict[str, Role] = {
    "executive": "executive", "executives": "executive", "exec": "executive", "management": "executive",
    "company": "executive", "corporate": "executive", "company representative": "executive",
    "corporate participant": "executive", "analyst": "analyst", "analysts": "analyst", "operator": "operator",
    "moderator": "operator", "unknown": "unknown", "corporate participants": "executive", "presenter": "executive",
    "company participants": "executive", "attendee": "analyst", "attendees": "analyst", "shareholder": "analyst",
    "shareholders": "analyst", "investor": "analyst", "conference call participant": "analyst",
}  # fmt: skip
# What Capital IQ calls the pieces of a call tells who speaks.
_COMPONENTS: dict[str, Role] = {
    "presentation operator message": "operator", "question and answer operator message": "operator",
    "presenter speech": "executive", "question": "analyst", "answer": "executive",
}  # fmt: skip
_EVENTS: dict[str, Event] = {"earnings": "earnings", "conference": "conference", "other": "other"}
_SEPARATORS = re.compile(r"[\s_-]{1,20}")
_CLOCK = re.compile(r"(?<=\d)T(?=\d)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4}|\d{6})?")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b")
_SECONDS = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d{1,9})?")
_YEAR_FIRST = re.compile(r"(?:\bFY\s?['’]?|\b)((?:19|20)\d\d|\d\d)\s?-?\s?F?Q\s?([1-4])\b", re.I)
_TWO_YEARS = re.compile(r"(?<!\d)((?:19|20)?\d\d)\s?[-–/]\s?((?:19|20)?\d\d)(?![\d-])")
_DECIMAL_ZERO = re.compile(r"(?<=\d)\.0\b")


def section_in(text: str) -> Section | None:
    """The section of a call that a text names.

    Examples
    --------
    >>> section_in("Q&A"), section_in("Management discussion"), section_in("overture")
    ('q_and_a', 'prepared_remarks', None)
    """
    words = _words(text)
    return next((section for pattern, section in _SECTIONS if pattern.search(words)), None)


def role_in(text: str) -> Role | None:
    """The role that a text names; None for a title.

    Examples
    --------
    >>> role_in("Management"), role_in("Analysts"), role_in("CFO")
    ('executive', 'analyst', None)
    """
    return "operator" if is_operator(text.strip()) else _ROLES.get(_words(text))


def role_of_component(text: str) -> Role | None:
    """The role of who says a piece of a call, by what Capital IQ calls the piece.

    Examples
    --------
    >>> role_of_component("Presentation Operator Message"), role_of_component("Question"), role_of_component("Q&A")
    ('operator', 'analyst', None)
    """
    return _COMPONENTS.get(_words(text))


def event_in(text: str) -> Event | None:
    """The kind of event that a text names.

    Examples
    --------
    >>> event_in("Earnings Call"), event_in("other"), event_in("wedding")
    ('earnings', 'other', None)
    """
    known = _EVENTS.get(_words(text))
    if known:
        return known
    named = event_of(text)
    return named if named != "other" else None


def date_in(text: str) -> str | None:
    """The day that a text names, in ISO form; None where day and month could be changed about.

    Examples
    --------
    >>> date_in("2013-02-05T21:30:00Z"), date_in("20130205"), date_in("1360022400000"), date_in("1360022400")
    ('2013-02-05', '2013-02-05', '2013-02-05', '2013-02-05')
    >>> date_in("Feb 5, 2013"), date_in("12/31/2013"), date_in("2/5/2013")
    ('2013-02-05', '2013-12-31', None)
    """
    text = text.strip()
    compact = _COMPACT.fullmatch(text)
    found = find_date(compact.expand(r"\1-\2-\3") if compact else _CLOCK.sub(" ", text))
    if found:
        return found
    if seconds := _SECONDS.fullmatch(text):  # since 1970, as APIs write them; pandas writes thousandths
        return datetime.fromtimestamp(int(seconds[1]), UTC).date().isoformat()
    numeric = _NUMERIC.match(text)
    if numeric is None:
        return None
    first, second, year = (int(part) for part in numeric.groups())
    readings = {day for month, number in ((first, second), (second, first)) if (day := _iso(year, month, number))}
    return readings.pop() if len(readings) == 1 else None


def quarter_in(text: str) -> str | None:
    """The fiscal quarter that a text names together with its year.

    Examples
    --------
    >>> quarter_in("Q4 FY12"), quarter_in("FY2012_Q4"), quarter_in("4.0 2012.0"), quarter_in("Q4")
    ('2012Q4', '2012Q4', '2012Q4', None)
    >>> quarter_in("Q4 FY 2012-13"), quarter_in("Q1 FY13/14"), quarter_in("2 2012-2013")
    ('2013Q4', '2014Q1', '2013Q2')
    """
    text = _TWO_YEARS.sub(_end_year, text)
    text = _DECIMAL_ZERO.sub("", text.replace("_", " ").replace("/", " ")).strip()
    found = find_quarter(_YEAR_FIRST.sub(r"Q\2 FY\1", text, count=1))
    if found:
        return found[0]
    number, _, year = text.rpartition(" ")
    quarter = int(number) if number in ("1", "2", "3", "4") else find_bare_quarter(number)
    return str(Quarter(int(year), quarter)) if quarter and re.fullmatch(r"(?:19|20)\d\d", year) else None


def _end_year(match: re.Match[str]) -> str:
    """A fiscal year of two calendar years (``2012-13``) by the later one; any other pair of numbers as it was."""
    first, second = int(match[1]), int(match[2])
    if (first + 1) % 100 != second % 100 or (second > 99 and second != first + 1):
        return match[0]
    return str(second if second > 99 else first + 1 if first > 99 else f"{second:02d}")


# A field, how it is read, how it should be written.
FORMS: dict[str, tuple[Callable[[str], str | None], str]] = {
    "event": (event_in, "earnings, conference or other"),
    "call_date": (date_in, "2013-02-05"),
    "fiscal_quarter": (quarter_in, "2012Q4"),
}


def not_understood(name: str, value: str) -> str:
    """The warning about a field's value."""
    return f"{name}: {value!r} is not understood; write it as {FORMS[name][1]}"


def _words(text: str) -> str:
    return _SEPARATORS.sub(" ", text).strip().casefold()


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
