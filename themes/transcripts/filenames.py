"""What a file's name and folder tell, the last of all sources: a date, a quarter, a ticker, a company.

In: the path as given.  Out: :class:`NameTag`; every field is None where the name says nothing.  Research sets keep
a call a folder and give all files one name: ``20130205_OTTR/text.txt`` (MAEC), ``Otter Peak Inc_20130205`` (ACL 2019).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from themes.transcripts.dates import find_date
from themes.transcripts.periods import find_period

_SEPARATORS = re.compile(r"[_\s]+")
_TICKER = re.compile(r"[A-Z]{1,5}(?:\.[A-Z])?")
_DAY_FIRST = re.compile(r"(?P<day>(?:19|20)\d\d-?\d\d-?\d\d)[\s_-]{1,3}(?P<name>[A-Z]{1,5}(?:\.[A-Z])?)")
_DAY_LAST = re.compile(r"(?P<name>\S.{0,60}?)[\s_-]{1,3}(?P<day>(?:19|20)\d\d-?\d\d-?\d\d)")
_TWO_YEARS = re.compile(r"(?i)\b(FY[\s_]?(?:20)?\d\d)-(\d\d)(?!\d)")
_EIGHT_DIGITS = re.compile(r"\b((?:19|20)\d\d)(\d\d)(\d\d)\b")
_QUARTER_FIRST = re.compile(r"(?i)^(?:[1-4]Q\d{2,4}|Q[1-4]\d{0,4}|FY\d{2,4})$")
_NO_TICKER = frozenset(
    "A AND CALL CEO CFO CSV DOC EN ET FD FINAL FY GMT II III IR JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC "
    "PDF PM AM PR QA TXT US USA V VS EPS ESG INC LTD LLC PLC CO".split()
)

# Words of folders that hold many calls, not one.
_OF_MANY = frozenset(
    "transcript transcripts call calls earnings data dataset download downloads export exports batch files texts txt"
    " pdf csv json html docs all new raw final backup archive corpus sample samples test results and of the".split()
)


@dataclass(frozen=True)
class NameTag:
    """Date (ISO), quarter (``2012Q4``) and ticker as a file's name tells them; ``folder`` if it looks like a ticker.

    ``of_folder``: date, ticker and company are those of the folder's name, since the file's own says nothing.
    """

    call_date: str | None = None
    fiscal_quarter: str | None = None
    ticker: str | None = None
    folder: str | None = None
    company: str | None = None
    of_folder: bool = False


def read_name(path: str) -> NameTag:
    """The tag of a path.

    Examples
    --------
    >>> tag = read_name("calls/2013-Feb-05-OTTR.txt")
    >>> tag.call_date, tag.ticker, tag.fiscal_quarter, tag.of_folder
    ('2013-02-05', 'OTTR', None, False)
    >>> tag = read_name("20130205_OTTR/text.txt")
    >>> tag.call_date, tag.ticker, tag.of_folder, read_name("Otter Peak Inc_20130205/text.txt").company
    ('2013-02-05', 'OTTR', True, 'Otter Peak Inc')
    """
    stem = PurePath(path.partition("#")[0]).stem
    text = _SEPARATORS.sub(" ", stem)
    spelt = _EIGHT_DIGITS.sub(r"\1-\2-\3", text)
    day = find_date(_month_first(spelt)) or find_date(spelt.replace(" ", "-"))
    period = find_period(_TWO_YEARS.sub(r"\1/\2", text).replace("-", " "))
    label = period.label if period else None
    folder = PurePath(path).parent.name
    if day is None and label is None and (tag := _of_folder(folder)):
        return tag
    return NameTag(
        day,
        label,
        _ticker(text, folder) if day or label else None,
        folder if _TICKER.fullmatch(folder) and folder not in _NO_TICKER else None,
    )


def _of_folder(folder: str) -> NameTag | None:
    """What a folder's name tells of the call in it: a day before a ticker, or behind a company's name."""
    match = _DAY_FIRST.fullmatch(folder) or _DAY_LAST.fullmatch(folder)
    day = find_date(_EIGHT_DIGITS.sub(r"\1-\2-\3", match["day"])) if match else None
    if match is None or day is None:
        return None
    name = " ".join(_SEPARATORS.sub(" ", match["name"]).split())
    if not (name[0].isupper() or name[0].isdigit()) or all(w.casefold() in _OF_MANY for w in name.split()):
        return None  # "transcripts_20240115" is the day of a download
    if _TICKER.fullmatch(name):
        return NameTag(day, ticker=name, of_folder=True)
    return NameTag(day, company=name, of_folder=True)


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
