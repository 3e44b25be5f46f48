"""What a file's name and folder tell, the last of all sources: a date, a quarter, a ticker.

In: the path as given.  Out: :class:`NameTag`; every field is None where the name says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from themes.transcripts.dates import find_date, find_quarter

_SEPARATORS = re.compile(r"[_\s]+")
_TICKER = re.compile(r"[A-Z]{1,5}(?:\.[A-Z])?")
_EIGHT_DIGITS = re.compile(r"\b((?:19|20)\d\d)(\d\d)(\d\d)\b")
_QUARTER_FIRST = re.compile(r"(?i)^(?:[1-4]Q\d{2,4}|Q[1-4]\d{0,4}|FY\d{2,4})$")
_NO_TICKER = frozenset(
    "A AND CALL CEO CFO CSV DOC EN ET FD FINAL FY GMT II III IR JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC "
    "PDF PM AM PR QA TXT US USA V VS EPS ESG INC LTD LLC PLC CO".split()
)


@dataclass(frozen=True)
class NameTag:
    """Date (ISO), quarter (``2012Q4``) and ticker as a file's name tells them; ``folder`` if it looks like a ticker."""

    call_date: str | None = None
    fiscal_quarter: str | None = None
    ticker: str | None = None
    folder: str | None = None


def read_name(path: str) -> NameTag:
    """The tag of a path.

    Examples
    --------
    >>> read_name("calls/2013-Feb-05-OTTR.txt")
    NameTag(call_date='2013-02-05', fiscal_quarter=None, ticker='OTTR', folder=None)
    >>> read_name("OTTR/OTTR_2012_Q4.txt")
    NameTag(call_date=None, fiscal_quarter='2012Q4', ticker='OTTR', folder='OTTR')
    """
    stem = PurePath(path.partition("#")[0]).stem
    text = _SEPARATORS.sub(" ", stem)
    spelt = _EIGHT_DIGITS.sub(r"\1-\2-\3", text)
    day = find_date(_month_first(spelt)) or find_date(spelt.replace(" ", "-"))
    label = find_quarter(text.replace("-", " "))
    folder = PurePath(path).parent.name
    return NameTag(
        day,
        label[0] if label else None,
        _ticker(text, folder) if day or label else None,
        folder if _TICKER.fullmatch(folder) and folder not in _NO_TICKER else None,
    )


def _ticker(text: str, folder: str) -> str | None:
    tokens = [token for token in re.split(r"[\s-]+", text) if _TICKER.fullmatch(token)]
    named = [token for token in tokens if token not in _NO_TICKER and not _QUARTER_FIRST.match(token)]
    if not named and tokens and len(tokens[0]) == 1 and text.startswith(f"{tokens[0]} "):
        return tokens[0]  # "A_q4_2020", "V_2012-02-05"
    if folder in named:
        return folder
    return named[0] if len(named) == 1 else None


def _month_first(text: str) -> str:
    # "2013-Feb-05" and "2013 Feb 5" in an order that dates are read in
    text = re.sub(r"\b((?:19|20)\d\d)[\s-]([A-Za-z]{3,9})[\s-](\d{1,2})\b", r"\2 \3, \1", text)
    return re.sub(r"\b([A-Za-z]{3,9})[\s-](\d{1,2})[\s-]((?:19|20)\d\d)\b", r"\1 \2, \3", text)
