"""What call this is: company, ticker, event, quarter, date, from the title, the date line or the operator's welcome.

In: the lines before the call, running headers, the first words spoken, the roster.  Out: :class:`Metadata`, which
keeps apart what the file states, what was inferred and how, and what nobody says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from themes.records import Basis, Doubt, Event, Inference, Participant
from themes.transcripts.companies import company_in, is_company_line, is_short_for, is_sound, line_name, listed
from themes.transcripts.draft import Stated
from themes.transcripts.filenames import NameTag, read_name
from themes.transcripts.periods import find_bare_quarter
from themes.transcripts.quarters import Sources, find_quarters
from themes.transcripts.titles import Title, held_on, read_titles

_WELCOME = re.compile(
    r"\b(?:welcome\s(?:[a-z]{2,12},?\s){0,3}to|(?:have\s)?joined|joining(?:\sus)?(?:\stoday)?(?:\sfor)?)\s(?P<about>[^?!\n]{3,140}?)\b(?:call|webcast|teleconference)\b",
    re.I,
)
_WELCOME_TO_RESULTS = re.compile(
    r"\bwelcome\s(?:[a-z]{2,12},?\s){0,3}to\s(?P<about>[^?!\n]{3,140}?\b(?:presentation|briefing|results|meeting)\b)",
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
# "... of Otter Peak Corporation. This call": a full stop behind a word that is no abbreviation
_NEXT_SENTENCE = re.compile(r"(?<!\bInc)(?<!\bCorp)(?<!\bCo)(?<!\bLtd)(?<!\b[A-Z])(?<!\bBros)(?<!\bSt)\.\s")
_TODAY = re.compile(r"\b(?:today|conference|call|webcast|recorded|recording|welcome)\b", re.I)
_ENDED = re.compile(r"\b(?:ended|ending|filed|filing|10-?[KQ]|dated|replay|available|until|through)\b", re.I)
_LEGAL_FORM = frozenset(
    "inc incorporated corp corporation co company ltd limited plc llc lp sa ag nv se the and".split()
)
_MIN_INITIALS, _MAX_INITIALS, _MIN_SAID = 3, 5, 3
_MAX_NAME_LINES = 10
_MIN_NAMED = 2  # a line beside the title is the company's where the text names it again
_MAX_DAYS_APART = 4
_SATURDAY = 5  # as date.weekday() counts
_N_WELCOMES, _N_SENTENCES = 2, 6
_MAX_HEAD_LINES = 50
_MAX_OPENING_CHARS = 8000
_FIELDS = ("company", "ticker", "fiscal_quarter", "call_date", "calendar_quarter", "title")


@dataclass(frozen=True)
class Metadata:
    """A call's head; ``inferences`` say of a field how it came about, ``doubts`` what is missing or contradicts."""

    company: str | None = None
    ticker: str | None = None
    event: Event = "other"
    fiscal_quarter: str | None = None
    call_date: str | None = None
    calendar_quarter: str | None = None
    title: str | None = None
    inferences: dict[str, Inference] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What a call's head is read from.

    Parameters
    ----------
    path : str
        As given; its name and folder are the last source.
    text : str
        The source text.
    preamble : sequence of str
        Lines before the call and running headers.
    opening : sequence of str
        Words of the first turns, the operator's welcome among them.
    roster : sequence of Participant
        Executives' firms name the company where no title does.
    stated : Stated
        The file's labelled fields, which win.
    """

    path: str
    text: str
    preamble: Sequence[str]
    opening: Sequence[str]
    roster: Sequence[Participant] = ()
    stated: Stated = Stated()


def read_metadata(evidence: Evidence) -> Metadata:
    """The call's head."""
    title = _with_stated(read_titles(evidence.preamble), evidence.stated)
    opening = [words[:_MAX_OPENING_CHARS] for words in evidence.opening]
    spoken = " ".join(opening)
    named = read_name(evidence.path)
    by_name = (
        Inference(Basis.FOLDER_NAME, "folder name") if named.of_folder else Inference(Basis.FILE_NAME, "file name")
    )
    inferences: dict[str, Inference] = {}
    company_listed, ticker = _listed(evidence.preamble)
    company = _company(title, company_listed, evidence, opening)
    if company is None and named.company:
        company, inferences["company"] = named.company, by_name
    ticker = title.ticker or ticker
    if ticker is None and named.ticker:
        ticker, inferences["ticker"] = named.ticker, by_name
    if ticker is None and _is_short_for(named.folder, company):
        ticker, inferences["ticker"] = named.folder, Inference(Basis.FOLDER_NAME, "folder name")
    call_date = title.call_date
    if call_date is None and (day := _spoken_date(opening)):
        call_date, how = day, "date named with the call in its opening"
        inferences["call_date"] = Inference(Basis.OPENING, how)
    if call_date is None and named.call_date:
        call_date, inferences["call_date"] = named.call_date, by_name
    quarters = find_quarters(
        Sources(
            company,
            ticker,
            call_date,
            title.text,
            title.fiscal_quarter,
            opening,
            evidence.text,
            named.fiscal_quarter,
            title.period,
        )  # fmt: skip
    )
    found = Metadata(
        company=company,
        ticker=ticker,
        event=title.event or ("earnings" if quarters.fiscal_quarter or find_bare_quarter(spoken) else "other"),
        fiscal_quarter=quarters.fiscal_quarter,
        call_date=call_date,
        calendar_quarter=quarters.calendar_quarter,
        title=title.text,
        inferences=inferences | quarters.inferences,
        doubts=(
            *_date_disagreement(title.call_date, named),
            *_weekend(call_date),
            *_ambiguous(title, call_date),
            *quarters.doubts,
        ),
    )
    found = _with_short_name(_prefer_full_company(found, evidence.roster), evidence.text)
    null = [name for name in _FIELDS if getattr(found, name) is None]
    missing = [Doubt.about(name, "neither stated nor inferable", is_missing=True) for name in null]
    return replace(found, doubts=(*found.doubts, *missing))


def _date_disagreement(stated: str | None, named: NameTag) -> tuple[Doubt, ...]:
    if stated is None or named.call_date is None:
        return ()
    apart = abs((date.fromisoformat(stated) - date.fromisoformat(named.call_date)).days)
    if apart <= _MAX_DAYS_APART:
        return ()
    name = "folder" if named.of_folder else "file"
    what = f"the head says {stated}, the {name} name says {named.call_date}; the head's was taken"
    return (Doubt.about("call_date", what),)


def _ambiguous(title: Title, call_date: str | None) -> tuple[Doubt, ...]:
    """A date in figures that may mean two days, and is left out unless another source names one of them."""
    if title.ambiguous_date is None or call_date in title.ambiguous_date[1]:
        return ()
    printed, readings = title.ambiguous_date
    what = f"{printed!r} may be {' or '.join(sorted(readings))}; write the right one in calls.csv"
    return (Doubt.about("call_date", what),)


def _weekend(day: str | None) -> tuple[Doubt, ...]:
    """Of some four hundred calls at hand one bears such a date, and it is a misprint."""
    if day is None or (weekday := date.fromisoformat(day).weekday()) < _SATURDAY:
        return ()
    name = "Saturday" if weekday == _SATURDAY else "Sunday"
    return (Doubt.about("call_date", f"{day} is a {name}, when hardly any call is held; see calls.csv"),)


def _is_short_for(folder: str | None, company: str | None) -> bool:
    """Whether a folder's name can be the ticker of this company: its letters stand in the name in this order."""
    if not folder or not company:
        return False
    letters = iter(company.casefold())
    return all(letter in letters for letter in folder.casefold())


def _listed(preamble: Sequence[str]) -> tuple[str | None, str | None]:
    """Company and ticker of the head's line that names an exchange; one in letters before one in figures."""
    found = [pair for line in preamble[:_MAX_HEAD_LINES] if (pair := listed(line))]
    first = next((pair for pair in found if pair[1][0].isalpha()), found[0] if found else (None, None))
    return next((company for company, _ in found if company), None), first[1]


def _spoken_date(opening: Sequence[str]) -> str | None:
    """The date of a sentence of the opening that welcomes to the call ("on Thursday, July 21, 2011")."""
    for words in opening[:_N_WELCOMES]:
        for sentence in re.split(r"(?<=[.?!])\s{1,9}|\n{1,9}", words)[:_N_SENTENCES]:
            if _TODAY.search(sentence) and not _ENDED.search(sentence) and (day := held_on(sentence)):
                return day
    return None


def _with_short_name(found: Metadata, text: str) -> Metadata:
    """The company's initials behind its name where the call speaks of it by them: "Otter Mountain Devices (OMD)"."""
    words = re.findall(r"[A-Za-z]+", found.company or "")
    initials = "".join(word[0] for word in words if word[0].isupper() and word.casefold() not in _LEGAL_FORM)
    if found.company is None or not _MIN_INITIALS <= len(initials) <= _MAX_INITIALS or initials in words:
        return found
    n_said = len(re.findall(rf"\b{initials}(?:['’]s)?\b", text))
    return replace(found, company=f"{found.company} ({initials})") if n_said >= _MIN_SAID else found


def _with_stated(title: Title, stated: Stated) -> Title:
    own = read_titles([stated.title]) if stated.title else Title()
    title = replace(
        title,
        company=title.company or own.company,
        ticker=title.ticker or own.ticker,
        fiscal_quarter=title.fiscal_quarter or own.fiscal_quarter,
        event=title.event or own.event,
        period=title.period or own.period,
    )
    return replace(
        title,
        text=stated.title or title.text,
        company=stated.company or title.company,
        ticker=stated.ticker or title.ticker,
        fiscal_quarter=stated.fiscal_quarter or title.fiscal_quarter,
        event=stated.event or title.event,
        call_date=stated.call_date or title.call_date,
        ambiguous_date=None if stated.call_date else title.ambiguous_date,
    )


def _company(title: Title, of_listing: str | None, evidence: Evidence, opening: Sequence[str]) -> str | None:
    """The company by the best source that names one: initials in a title give way to the name that is spoken."""
    spoken = _spoken_company(opening)
    if title.company and spoken and is_short_for(title.company, spoken):
        return spoken
    beside = title.beside if title.beside and evidence.text.count(title.beside) >= _MIN_NAMED else None
    alone = next((line_name(line) for line in evidence.preamble[:_MAX_NAME_LINES] if is_company_line(line)), None)
    return title.company or of_listing or beside or _roster_company(evidence.roster) or spoken or alone


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
        candidates = [company_in(welcome["about"])] if (welcome := _WELCOME.search(words)) else []
        candidates += [
            company_in(_NEXT_SENTENCE.split(match["company"])[0].rstrip(".,"))
            for pattern in _NAMED
            if (match := pattern.search(words))
        ]
        candidates += [company_in(results["about"])] if (results := _WELCOME_TO_RESULTS.search(words)) else []
        for name in candidates:
            if name and is_sound(name) and (name[0].isupper() or name[0].isdigit()):
                return name
    return None
