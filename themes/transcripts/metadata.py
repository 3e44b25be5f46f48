"""What call this is: company, ticker, event, quarter, date, from the title, the date line or the operator's welcome.

In: the lines before the call, running headers, the first words spoken, the roster.  Out: :class:`Metadata`, which
keeps apart what the file states, what was inferred and how, and what nobody says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from themes.records import Event, Participant
from themes.transcripts.dates import (
    REPORTING_LAG_DAYS,
    find_bare_quarter,
    find_date,
    find_quarter,
    quarter_of,
    quarters_between,
    reported_quarter,
)
from themes.transcripts.draft import Stated
from themes.transcripts.titles import Title, company_in, read_titles

# Fiscal years run up to four quarters ahead of the calendar (a year named for its end) and rarely behind it.
_MIN_LEAD, _MAX_LEAD = -2, 4

_WELCOME = re.compile(
    r"\b(?:welcome\s(?:[a-z]{2,12},?\s){0,3}to|(?:have\s)?joined)\s(?P<about>[^?!\n]{3,140}?)\b(?:call|webcast|teleconference)\b",
    re.I,
)
_NAMED = (
    re.compile(
        r"\b(?:[Cc]onference|[Ee]arnings|[Rr]esults)\s(?:[Cc]onference\s)?(?:[Cc]all|[Ww]ebcast)\s(?:of|for|with)\s"
        r"(?P<company>[A-Z][\w&.'’-]{1,30}(?:\s[A-Z&][\w&.'’-]{0,30}){0,5})"
    ),
    re.compile(
        r"\b[Ii]nvestor [Rr]elations\s(?:for|at|of|with)\s"
        r"(?P<company>[A-Z][\w&'’-]{1,30}(?:\s[A-Z&][\w&'’-]{0,30}){0,4})"
    ),
)
_SMALL_WORDS = {"and", "of", "the", "&", "de", "for"}
_PERIOD_END = re.compile(
    r"\b(?:results|performance|earnings|revenues?)\b[^.?!]{0,60}\b(?:quarter|period|year)\s(?:that\s)?(?:ended|ending)\s(?:on\s)?"
    r"(?P<date>[A-Z][a-z]{2,9}\.?\s\d{1,2},?\s\d{4})"
)
_FILING = re.compile(r"\b(?:10-?[KQ]|20-?F|8-?K|annual report|quarterly reports?|filed|filing)\b", re.I)
_MAX_OPENING_CHARS = 8000
_SENTENCE = re.compile(r"[^.?!]{1,600}(?:[.?!](?=\s|$)|$)")
_CALL_WORDS = re.compile(r"\b(?:call|webcast|results|conference|earnings|teleconference)\b", re.I)
_NOTHING_STATED = Stated()
_FIELDS = ("company", "ticker", "fiscal_quarter", "call_date", "calendar_quarter", "title")


@dataclass(frozen=True)
class Metadata:
    """A call's head; ``inferred`` says of a field how it came about, ``warnings`` what is missing or contradicts."""

    company: str | None = None
    ticker: str | None = None
    event: Event = "other"
    fiscal_quarter: str | None = None
    call_date: str | None = None
    calendar_quarter: str | None = None
    title: str | None = None
    inferred: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read_metadata(
    preamble: Sequence[str], opening: Sequence[str], roster: Iterable[Participant], stated: Stated = _NOTHING_STATED
) -> Metadata:
    """The call's head.

    Parameters
    ----------
    preamble : sequence of str
        Lines before the call and running headers.
    opening : sequence of str
        Words of the first turns, the operator's welcome among them.
    roster : iterable of Participant
        Executives' firms name the company where no title does.
    stated : Stated
        The file's labelled fields, which win.
    """
    title = _with_stated(read_titles(preamble), stated)
    opening = [words[:_MAX_OPENING_CHARS] for words in opening]
    spoken = " ".join(opening)
    found = Metadata(
        company=title.company or _roster_company(roster) or _spoken_company(opening),
        ticker=title.ticker,
        event=title.event or ("earnings" if _spoken_quarter(opening) or find_bare_quarter(spoken) else "other"),
        fiscal_quarter=title.fiscal_quarter,
        call_date=title.call_date,
        title=title.text,
    )
    found = _prefer_full_company(found, roster)
    found = _add_fiscal_quarter(found, title, opening)
    found = _add_calendar_quarter(found, spoken)
    missing = tuple(f"{name}: neither stated nor inferable" for name in _FIELDS if getattr(found, name) is None)
    return replace(found, warnings=found.warnings + missing)


def _with_stated(title: Title, stated: Stated) -> Title:
    return Title(
        stated.title or title.text,
        stated.company or title.company,
        stated.ticker or title.ticker,
        stated.fiscal_quarter or title.fiscal_quarter,
        stated.event or title.event,
        stated.call_date or title.call_date,
    )


def _roster_company(roster: Iterable[Participant]) -> str | None:
    firms = Counter(person.firm for person in roster if person.role == "executive" and person.firm)
    return firms.most_common(1)[0][0] if firms else None


def _prefer_full_company(found: Metadata, roster: Iterable[Participant]) -> Metadata:
    """Where the title is no more than a piece of news, take the firm of the roster that it begins with."""
    firm = _roster_company(roster)
    if not firm or not found.company or found.event == "earnings":
        return found
    same = firm.split()[0].casefold().strip(",.") == found.company.split()[0].casefold().strip(",.")
    return replace(found, company=firm) if same else found


def _spoken_company(opening: Sequence[str]) -> str | None:
    for words in opening:
        welcome = _WELCOME.search(words)
        candidates = [company_in(welcome["about"])] if welcome else []
        candidates += [
            company_in(match["company"].rstrip(".,")) for pattern in _NAMED if (match := pattern.search(words))
        ]
        for name in candidates:
            if name and all(word[0].isupper() or word[0].isdigit() or word in _SMALL_WORDS for word in name.split()):
                return name
    return None


def _spoken_quarter(opening: Sequence[str]) -> str | None:
    """The quarter of the first sentence that names one together with the call: not that of a filing or a forecast."""
    for words in opening:
        for sentence in _SENTENCE.finditer(words):
            label = find_quarter(sentence[0])
            if label and _CALL_WORDS.search(sentence[0]) and not _FILING.search(sentence[0]):
                return label[0]
    return None


def _add_fiscal_quarter(found: Metadata, title: Title, opening: Sequence[str]) -> Metadata:
    spoken = _spoken_quarter(opening)
    if found.fiscal_quarter:
        if spoken and spoken != found.fiscal_quarter:
            text = f"fiscal_quarter: the title says {found.fiscal_quarter}, the call's opening says {spoken}"
            return replace(found, warnings=(*found.warnings, f"{text}; the title's was taken"))
        return found
    if spoken:
        return replace(found, fiscal_quarter=spoken)
    number = find_bare_quarter(title.text or "") or find_bare_quarter(opening[0] if opening else "")
    if number and found.call_date:
        year = reported_quarter(found.call_date)[:4]
        how = {"fiscal_quarter": "quarter named without a year; year of the call date"}
        return replace(found, fiscal_quarter=f"{year}Q{number}", inferred=found.inferred | how)
    return found


def _add_calendar_quarter(found: Metadata, spoken: str) -> Metadata:
    if found.call_date:
        quarter, how = reported_quarter(found.call_date), f"call date minus {REPORTING_LAG_DAYS} days"
        found = replace(found, warnings=found.warnings + _check_label(found.fiscal_quarter, found.call_date, quarter))
    elif end := _period_end(spoken):
        quarter, how = quarter_of(end), f"period ended {end}, as spoken"
    elif found.fiscal_quarter:
        quarter, how = (
            found.fiscal_quarter,
            "fiscal quarter, no call date; right where the fiscal year is the calendar's",
        )
    else:
        return found
    return replace(found, calendar_quarter=quarter, inferred=found.inferred | {"calendar_quarter": how})


def _period_end(spoken: str) -> str | None:
    for sentence in _SENTENCE.finditer(spoken):
        match = _PERIOD_END.search(sentence[0])
        if match and not _FILING.search(sentence[0]):
            return find_date(match["date"])
    return None


def _check_label(label: str | None, call_date: str, quarter: str) -> tuple[str, ...]:
    if label is None or _MIN_LEAD <= quarters_between(quarter, label) <= _MAX_LEAD:
        return ()
    return (f"call_date: {call_date} and fiscal quarter {label} cannot both be right; correct one in calls.csv",)
