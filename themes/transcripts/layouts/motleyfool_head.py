"""What a Motley Fool page says before the call: labelled fields, title, date line, address of the article.

In: the lines before the first speaker.  Out: :class:`Stated` and the lines that may serve as a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from themes.quarters import Quarter
from themes.transcripts.dates import find_date
from themes.transcripts.draft import Stated
from themes.transcripts.periods import find_quarter

_LABEL = re.compile(r"(?P<label>Company|Ticker|Quarter|URL|Link|Date)\s{0,3}[:：]\s{0,3}(?P<value>\S.{0,300})", re.I)
_TICKER = re.compile(
    r"\((?:[A-Za-z ]{2,12}:\s{0,2})?(?P<ticker>[A-Z]{1,6}(?:\.[A-Z])?)\s?(?:[-+–−]?\d{1,4}(?:\.\d{1,3})?%)?\)"
)
_CALL = re.compile(r"(?P<event>Q[1-4] \d{4} .{0,40}?Call)(?:\s{0,2}Transcript)?(?P<when>.{0,60})", re.I)
_ADDRESS = re.compile(
    r"fool\.com/\S{0,60}?/(?P<y>\d{4})/(?P<m>\d{2})/(?P<d>\d{2})/(?:[\w.]{1,30}-){0,12}?(?P<ticker>[a-z.]{1,6})-q(?P<q>[1-4])-(?P<year>\d{4})"
)
_BRACKETED = re.compile(r"\s{0,3}[(（][^()（）]{0,80}[)）]")
_WHEN = re.compile(r"\b\d{1,2}(?::\d\d)?\s?[ap]\.?m\b|^(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)
_MAX_DATE_CHARS = 120
_MAX_TITLE_CHARS = 160


def read_head(lines: Sequence[str]) -> tuple[Stated, tuple[str, ...]]:
    """The call's labelled fields, and warnings.

    Examples
    --------
    >>> stated, _ = read_head(["Otter Peak(OTTR+1.5%)Q3 2025 Earnings CallDec 09, 2024,5:00 p.m. ET"])
    >>> stated.company, stated.ticker, stated.fiscal_quarter, stated.call_date, stated.title
    ('Otter Peak', 'OTTR', '2025Q3', '2024-12-09', 'Otter Peak (OTTR) Q3 2025 Earnings Call')
    """
    labels = {match["label"].lower(): match["value"] for line in lines if (match := _LABEL.fullmatch(line))}
    address = _ADDRESS.search(labels.get("url") or labels.get("link") or "")
    company, ticker, title = _read_title(lines)
    day = _call_date(lines)
    warnings: tuple[str, ...] = ()
    if day is None and address:
        day = find_date(f"{address['y']}-{address['m']}-{address['d']}")
        warnings = ("call_date: that of the article's address, which may be a day or more later",)
    label = find_quarter(labels.get("quarter", "")) or find_quarter(title or "")
    of_address = str(Quarter(int(address["year"]), int(address["q"]))) if address else None
    stated = Stated(
        company=_BRACKETED.sub("", labels.get("company", "")).strip() or company,
        ticker=labels.get("ticker", "").strip() or ticker or (address["ticker"].upper() if address else None),
        event="earnings" if label or address else None,
        fiscal_quarter=label[0] if label else of_address,
        call_date=day,
        title=title,
    )
    return stated, warnings


def _read_title(lines: Sequence[str]) -> tuple[str | None, str | None, str | None]:
    """Company, ticker and title; the two parts of a title may stand on two lines, and its date may be glued to it."""
    for i, line in enumerate(lines):
        if len(line) > _MAX_TITLE_CHARS or not (ticker := _TICKER.search(line)):
            continue
        company = line[: ticker.start()].strip(" -–:")
        rest = line[ticker.end() :].strip() or next((text for text in lines[i + 1 :] if text), "")
        call = _CALL.match(rest)
        if company and call:
            return company, ticker["ticker"], f"{company} ({ticker['ticker']}) {call['event'].strip()}"
    spoken_of = next((match for line in lines if (match := _TICKER.search(line)) and "%" in match[0]), None)
    return None, spoken_of["ticker"] if spoken_of else None, None


def _call_date(lines: Sequence[str]) -> str | None:
    """The date of a line that gives the hour or the weekday, else of one that is a date alone."""
    short = [line for line in lines if len(line) <= _MAX_DATE_CHARS and not _is_noise(line)]
    timed = [line for line in short if _WHEN.search(line)]
    called = [call["when"] for line in short if (call := _CALL.search(line))]
    return next((day for line in [*timed, *called, *_dates_alone(short)] if (day := find_date(_unglued(line)))), None)


def _unglued(line: str) -> str:
    """A title and its date apart: ``CallDec 09, 2024`` begins no word with ``Dec``."""
    return re.sub(r"(?<=Call|ript)(?=[A-Z][a-z]{2})", " ", line)


def _is_noise(line: str) -> bool:
    label = _LABEL.fullmatch(line)
    return line.startswith(("Scraped", "Translated")) or (label is not None and label["label"].lower() != "date")


def _dates_alone(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if len(line) <= 40]
