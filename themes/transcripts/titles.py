"""Titles and date lines: what the lines before a call state.

In: those lines.  Out: :class:`Title`.  Forms: ``TICK - Q4 2012 Name Earnings Conference Call``,
``Name (TICK) 2012 Q4 ...``, ``Q4 2012 Name Earnings Call``, and a line with a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from themes.records import Event
from themes.transcripts.dates import find_date, find_quarter
from themes.transcripts.headers import find_heading

_TICKER_FIRST = re.compile(r"(?P<ticker>[A-Z][A-Z0-9]{0,9}(?:[./][A-Z]{1,3})?)\s{1,3}[-–—]\s{1,3}(?P<rest>\S.{3,200})")
_TICKER_INSIDE = re.compile(
    r"(?P<company>[^()\n]{2,80}?)\s{0,2}\((?:[A-Z][A-Za-z ]{1,12}:\s?)?"
    r"(?P<ticker>[A-Z][A-Z0-9]{0,9}(?:[./][A-Z]{1,3})?)\)(?P<rest>.{0,200})"
)
_DATED_PREFIX = re.compile(r".{0,40}\d{1,2}:\d{2}\s?[AP]M(?:\s?[A-Z]{2,4})?,\s{1,3}(?P<rest>\S.{3,200})")
_EVENT = re.compile(
    r"\b(?:call|conference|presentation|meeting|webcast|day|summit|forum|symposium|results|earnings|teleconference)\b",
    re.I,
)
_EARNINGS = re.compile(r"\b(?:earnings|results|sales and revenue|trading (?:update|statement))\b", re.I)
_CONFERENCE = re.compile(
    r"\b(?:conference(?! call)|summit|forum|symposium|investor day|analyst day|analyst meeting|fireside)\b", re.I
)
_TAIL_WORDS = {
    "earnings", "results", "result", "conference", "call", "release", "webcast", "presentation", "fiscal", "quarter",
    "quarterly", "full", "year", "annual", "year-end", "and", "&", "teleconference", "discussion", "update", "to", "of",
    "discuss", "preliminary", "interim", "half", "transcript", "transcripts",
    "investor", "investors", "analyst", "analysts", "-", "–",
    ",", "the", "for", "on", "audio", "edited", "final", "first", "second", "third", "fourth", "q1", "q2", "q3", "q4",
    "guidance",
}  # fmt: skip
# A company may be called "Financial"; before one of these the word is the event's.
_QUALIFIERS = {"financial", "business", "operating"}
_QUALIFIED = {"results", "result", "update", "release", "discussion"}
_LEAD_WORDS = {
    "preliminary", "full", "year", "and", "fiscal", "the", "of", "for", "half", "-", "–", ",", "interim", "your", "our",
    "today's", "q1", "q2", "q3", "q4",
}  # fmt: skip
_YEAR = re.compile(r"(?:FY)?(?:19|20)\d\d")
_ORDINAL_QUARTER = re.compile(r"\b(?:first|second|third|fourth)[\s-]quarter\b", re.I)
_MAX_TITLE_CHARS = 250
_MAX_HEAD_LINES = 50


@dataclass(frozen=True)
class Title:
    """What the lines before a call state; None for what they do not."""

    text: str | None = None
    company: str | None = None
    ticker: str | None = None
    fiscal_quarter: str | None = None
    event: Event | None = None
    call_date: str | None = None


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
    when = next((day for line in _dated_first(preamble) if (day := find_date(line[:_MAX_TITLE_CHARS]))), None)
    if _title_worth(best) <= 0:
        return Title(call_date=when)
    ticker, company, rest = _split_ticker(best)
    label = find_quarter(rest) or find_quarter(best)
    company = company or company_in(rest)
    return Title(best, company, ticker, label[0] if label else None, event_of(best), when)


def event_of(title: str) -> Event:
    """The kind of event that a title names.

    Examples
    --------
    >>> event_of("Q4 2012 Otter Earnings Conference Call"), event_of("Otter at Quill Technology Conference")
    ('earnings', 'conference')
    """
    if _EARNINGS.search(title):
        return "earnings"
    if _CONFERENCE.search(title):
        return "conference"
    return "earnings" if find_quarter(title) else "other"


def _dated_first(preamble: Sequence[str]) -> list[str]:
    # "EVENT DATE/TIME: ..." wins over any other date in the head, such as that of printing.
    return sorted(preamble, key=lambda line: not re.search(r"event date|call date|date/time", line, re.I))


def _rejoined(preamble: Sequence[str]) -> list[str]:
    """Lines, and a title's two lines as one where a ticker begins it and no event word has come yet."""
    lines = [line for line in preamble if 0 < len(line) <= _MAX_TITLE_CHARS]
    joined: list[str] = []
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else ""
        open_end = _TICKER_FIRST.fullmatch(line) and not re.search(
            r"(?:call|presentation|meeting|webcast|day)$", line, re.I
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
    ticker, company, rest = _split_ticker(line)
    worth = 4 * (ticker is not None) + 3 * (find_quarter(line) is not None)
    if _EVENT.search(rest or line) and re.search(r"[a-z]", line):
        worth += 2
    return worth if worth >= 3 and (ticker or find_quarter(line)) else 0


def _split_ticker(line: str) -> tuple[str | None, str | None, str]:
    first = _TICKER_FIRST.fullmatch(line)
    if first and (_EVENT.search(first["rest"]) or find_quarter(first["rest"])):
        return first["ticker"].split(".")[0], None, first["rest"]
    inside = _TICKER_INSIDE.fullmatch(line)
    if inside and (find_quarter(inside["rest"]) or _EVENT.search(inside["rest"])):
        return (
            inside["ticker"].split(".")[0],
            company_in(inside["company"]) or inside["company"].strip(),
            inside["rest"],
        )
    return None, None, line


def company_in(rest: str) -> str | None:
    """The company's name in a title or a welcome: what is left without the quarter, the event and the host.

    Examples
    --------
    >>> company_in("First Quarter 2007 Quill Corporation Earnings Call"), company_in("Otter's Q3 results")
    ('Quill Corporation', 'Otter')
    """
    label = find_quarter(rest)
    text = f"{rest[: label[1]]} {rest[label[2] :]}" if label else rest
    # With the quarter first, the name is what follows it; with the name first, what stands before it.
    if label and _without_lead(rest[: label[1]].split()):
        text = rest[: label[1]]
    text = _ORDINAL_QUARTER.sub(" ", text, count=1)
    words = _without_lead(re.split(r"\s(?:at|hosted by|presents at)\s", text.strip())[0].split())
    last = ""
    while words and _is_tail(words[-1].casefold().strip(".,:"), last):
        last = words.pop().casefold().strip(".,:")
    name = " ".join(words).strip(" ,-–:").removesuffix("'s").removesuffix("’s").rstrip("'’")
    return name or None


def _without_lead(words: list[str]) -> list[str]:
    at = 0
    while at < len(words) and (words[at].casefold() in _LEAD_WORDS or _YEAR.fullmatch(words[at])):
        at += 1
    return words[at:]


def _is_tail(word: str, following: str) -> bool:
    return word in _TAIL_WORDS or (word in _QUALIFIERS and following in _QUALIFIED)
