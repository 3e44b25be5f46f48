"""Titles and date lines: what the lines before a call state.

In: those lines.  Out: :class:`Title`.  Forms: ``TICK - Q4 2012 Name Earnings Conference Call``,
``Name (TICK) 2012 Q4 ...``, ``Q4 2012 Name Earnings Call``, ``Name Half Year Results Presentation``, a name above any
of them, and a line with a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from themes.records import Event
from themes.transcripts.companies import company_in, is_company_line, is_sound, line_name, split_ticker
from themes.transcripts.dates import date_spans, find_ambiguous_date, find_date
from themes.transcripts.headers import find_heading
from themes.transcripts.periods import Period, find_period, find_quarter

_DATED_PREFIX = re.compile(r".{0,40}\d{1,2}:\d{2}\s?[AP]M(?:\s?[A-Z]{2,4})?,\s{1,3}(?P<rest>\S.{3,200})")
_EVENT = re.compile(
    r"\b(?:call|con-?call|conference|presentation|meeting|webcast|day|summit|forum|symposium|results|earnings|teleconference"
    r"|briefing|interim report|trading (?:update|statement)|AGM)\b",
    re.I,
)
_EARNINGS = re.compile(
    r"\b(?:earnings|results|sales and revenue|trading (?:update|statement)|interims|prelims|con-?call)\b", re.I
)
_MEETING = re.compile(r"\b(?:(?:annual|extraordinary) general meeting|AGM|EGM|shareholders?['’]? meeting)\b", re.I)
_CONFERENCE = re.compile(
    r"\b(?:conference(?! call)|summit|forum|symposium|investor day|analyst day|capital markets? day|analyst meeting"
    r"|fireside)\b",
    re.I,
)
# What is a title without a ticker or a period, where it names a company too.
_NAMED_EVENT = re.compile(
    r"\b(?:(?:half|full)[\s-]year(?:ly)? results|(?:interim|final|preliminary|annual|half-yearly|results|earnings"
    r"|quarterly) (?:results|presentation|call|conference call|con-?call|webcast|briefing|announcement)"
    r"|trading (?:update|statement)|capital markets? day|investor day|annual general meeting|AGM)\b",
    re.I,
)
_HELD = re.compile(
    r"event date|call date|date/time|\b(?:held|conducted|hosted|took place) (?:on|at)\b|\bcall (?:on|dated|held)\b"
    r"|\bcon-?call dated\b",
    re.I,
)
# Days on which a period ended, or a letter refers to, are not the call's.
_OTHER_DAY = re.compile(
    r"\b(?:ended|ending|ends?|updated|retrieved|downloaded|as (?:of|at|on)"
    r"|(?:months|weeks|year|half|period|quarter|results|report) to)[\s:]{1,2}(?:on\s)?$",
    re.I,
)
_MAX_TITLE_CHARS = 250
_MAX_WEAK_CHARS = 120
_MAX_HEAD_LINES = 50
_N_BESIDE = 2


@dataclass(frozen=True)
class Title:
    """What the lines before a call state; None for what they do not.

    ``period`` is what the title names, ``fiscal_quarter`` only a quarter with its year.  ``beside``: a line next to the
    title that may be the company's name.  ``ambiguous_date``: as printed, and what it may mean.
    """

    text: str | None = None
    company: str | None = None
    ticker: str | None = None
    fiscal_quarter: str | None = None
    event: Event | None = None
    call_date: str | None = None
    period: Period | None = None
    beside: str | None = None
    ambiguous_date: tuple[str, frozenset[str]] | None = None


def read_titles(preamble: Sequence[str]) -> Title:
    """The best title among the lines, and the first date.

    Examples
    --------
    >>> title = read_titles(["OTTR - Q4 2012 Otter Peak, Inc. Earnings Conference Call", "MAY 05, 2013 / 9:30PM GMT"])
    >>> title.company, title.ticker, title.fiscal_quarter, title.call_date
    ('Otter Peak, Inc.', 'OTTR', '2012Q4', '2013-05-05')
    """
    # A head is short; what is longer is a text whose speakers were found late. Running headers stand at its end.
    preamble = [*preamble[:_MAX_HEAD_LINES], *preamble[_MAX_HEAD_LINES:][-_MAX_HEAD_LINES:]]
    lines = [_undated(line) for line in _rejoined(preamble)]
    best = max(lines, key=_title_worth, default="")
    dated = [line[:_MAX_TITLE_CHARS] for line in _dated_first(preamble)]
    when = next((day for line in dated if (day := held_on(line))), None)
    ambiguous = None if when else next((found for line in dated if (found := find_ambiguous_date(line))), None)
    if _title_worth(best) <= 0:
        best = _event_below_name(lines)
    if not best:
        return Title(call_date=when, ambiguous_date=ambiguous)
    ticker, company, rest = split_ticker(best)
    period = _period(lines, best, rest)
    label = find_quarter(rest) or find_quarter(best)
    beside = None
    if company is None:
        company = name if (name := company_in(rest)) and is_sound(name) else None
    if company is None:
        company, beside = _beside(lines, best)
    return Title(
        _unquoted(best), company, ticker, label[0] if label else None, event_of(best), when, period, beside, ambiguous
    )  # fmt: skip


def held_on(line: str) -> str | None:
    """The first day of a line on which a call may have been held, not that on which a period ended.

    Examples
    --------
    >>> held_on("Results for the half year ended 31 March 2026"), held_on("Friday, 25 July 2025")
    (None, '2025-07-25')
    """
    return next((day for start, _, day in date_spans(line) if not _OTHER_DAY.search(line[:start])), None)


def event_of(title: str) -> Event:
    """The kind of event that a title names.

    Examples
    --------
    >>> event_of("Q4 2012 Otter Earnings Conference Call"), event_of("Otter at Quill Technology Conference")
    ('earnings', 'conference')
    >>> event_of("Otter Peak plc Trading Update"), event_of("Otter Peak plc Annual General Meeting")
    ('earnings', 'other')
    """
    if _MEETING.search(title):
        return "other"
    if _EARNINGS.search(title):
        return "earnings"
    if _CONFERENCE.search(title):
        return "conference"
    return "earnings" if find_period(title) else "other"


def _event_below_name(lines: Sequence[str]) -> str:
    """A line such as ``Half Year Results Presentation`` beside the company's name; empty without one."""
    for i, line in enumerate(lines):
        near = [*lines[max(0, i - _N_BESIDE) : i], *lines[i + 1 : i + 2]]
        if _is_short(line) and _NAMED_EVENT.search(line) and any(map(is_company_line, near)):
            return line
    return ""


def _period(lines: Sequence[str], title: str, rest: str) -> Period | None:
    """The period of a title, or of a line beside it; and where the fiscal year ends, where such a line says so."""
    own = find_period(rest) or find_period(title)
    if own and own.year_end:
        return own
    at = lines.index(title)
    near = [*lines[at + 1 : at + 1 + _N_BESIDE], *reversed(lines[max(0, at - _N_BESIDE) : at])]
    periods = [found for line in near if len(line) <= _MAX_WEAK_CHARS and (found := find_period(line))]
    if own is None:
        return periods[0] if periods and event_of(title) == "earnings" else None
    named = (period.year_end for period in periods if period.kind == "year" and period.year_end)
    return replace(own, year_end=next(named, None))


def _unquoted(line: str) -> str:
    """A title without the quotation mark that closes what opened on another line."""
    return line.strip('“”"') if line.count('"') % 2 or line.count("“") != line.count("”") else line


def _is_short(line: str) -> bool:
    return len(line) <= _MAX_WEAK_CHARS and not line.endswith((".", "?", "!", ",", ";")) and not find_heading(line)


def _beside(lines: Sequence[str], title: str) -> tuple[str | None, str | None]:
    """The company of a title that names none: a line beside it with a legal form; else the line above, perhaps."""
    at = lines.index(title)
    near = [*reversed(lines[max(0, at - _N_BESIDE) : at]), *lines[at + 1 : at + 2]]
    stated = next((line for line in near if is_company_line(line)), None)
    if stated:
        return line_name(stated), None
    above = line_name(lines[at - 1]) if at else ""
    return None, above if above and is_sound(above) and not date_spans(above) else None


def _dated_first(preamble: Sequence[str]) -> list[str]:
    # "EVENT DATE/TIME: ..." wins over any other date in the head, such as that of printing or of a letter.
    return sorted(preamble, key=lambda line: not _HELD.search(line))


def _rejoined(preamble: Sequence[str]) -> list[str]:
    """Lines, and a title's two lines as one where a ticker begins it and no event word has come yet."""
    lines = [line for line in preamble if 0 < len(line) <= _MAX_TITLE_CHARS]
    joined: list[str] = []
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else ""
        open_end = (
            split_ticker(line)[0]
            and not re.search(r"(?:call|presentation|meeting|webcast|day)$", line, re.I)
            and re.match(r"[A-Z0-9./]{1,14}\s{1,3}[-–—]", line)
        )
        if open_end and following and not find_date(following) and not find_heading(following) and len(following) < 60:
            joined.append(f"{line} {following}")
        joined.append(line)
    return joined


def _undated(line: str) -> str:
    match = _DATED_PREFIX.fullmatch(line)
    return match["rest"] if match else line


def _title_worth(line: str) -> int:
    """How much a line looks like a title; 0 for none."""
    if not line or len(line) > _MAX_TITLE_CHARS or find_heading(line) or "://" in line:
        return 0
    ticker, _, rest = split_ticker(line)
    is_event = bool(_EVENT.search(rest or line) and re.search(r"[a-z]", line))
    if ticker or find_quarter(line):
        worth = 4 * (ticker is not None) + 3 * (find_quarter(line) is not None) + 2 * is_event
        return worth if worth >= 3 else 0
    if not is_event or line.endswith((".", "?", "!", ",", ";")):
        return 0
    name = company_in(line)
    if name and not is_sound(name):
        return 0  # a sentence
    if find_period(line):
        return 2
    return 1 if name and _is_short(line) and _NAMED_EVENT.search(line) else 0
