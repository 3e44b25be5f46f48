"""Lines that are not speech: who speaks next, which section begins, where the small print starts.

In: the bare text of a line.  Out: :class:`SpeakerHeader` or a heading's kind.  Nothing here knows a vendor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from themes.records import Role

Heading = Literal["executives", "analysts", "presentation", "questions", "disclaimer"]

_DASH = re.compile(r"\s{1,4}(?:-{1,2}|–|—)\s{1,4}")
COLON_NAME = re.compile(r"[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){0,3}:\s")
ANALYST_WORDS = re.compile(r"\banalysts?\b", re.I)
EXECUTIVE_WORDS = re.compile(
    r"\b(?:C[EFOTISM]O|chief|president|chair(?:man|woman|person)?|founder|co-?founder|(?:[SE]?V|EP)P|[SE]VP|vice|officer"
    r"|director|treasurer|controller|counsel|secretary|head|manager|investor relations|IR|relations|principal)\b",
    re.I,
)
_FIRM_WORDS = re.compile(
    r"\b(?:securities|capital|bank|research|LLC|L\.?P|Inc|Ltd|plc|AG|S\.?A|partners|group|markets|division|advisors|asset"
    r"|management|equities|investments?|brokerage|financial|associates|company|co|corp|international)\b|&",
    re.I,
)
_OPERATOR = re.compile(
    r"(?:[a-z]{2,20}\s){0,2}operator"
    r"|(?:(?:conference|event|call|telephone|teleconference|webcast|meeting)\s){0,2}(?:coordinator|moderator|facilitator)",
    re.I,
)
_MAX_OPERATOR_CHARS = 60
_HONORIFIC = re.compile(r"(?:mr|ms|mrs|miss|mx|dr|prof|sir|dame|shri|smt|sri)\b\.?\s{1,3}(?=\S)", re.I)
_UNNAMED = re.compile(
    r"(?:unidentified|unknown|unverified|unnamed)(?:\s[a-z]{2,20}){1,3}|editor|interpreter|translator"
    r"|(?:company|conference|corporate|audience|call|male|female)\s(?:speaker|participant|representative|member)",
    re.I,
)
_PARTICLES = {
    "de",
    "del",
    "della",
    "der",
    "den",
    "di",
    "da",
    "dos",
    "du",
    "la",
    "le",
    "van",
    "von",
    "bin",
    "al",
    "ap",
    "af",
    "av",
    "el",
    "ibn",
    "zu",
    "ten",
    "ter",
    "y",
}
_ABBREVIATED_ENDS = (
    "inc.",
    "co.",
    "corp.",
    "ltd.",
    "l.p.",
    "llc.",
    "jr.",
    "sr.",
    "cos.",
    "s.a.",
    "n.v.",
    "plc.",
    "bros.",
    "a.g.",
)
_MAX_NAME_TOKENS = 6
_MAX_HEADER_CHARS = 160
_HEADINGS: dict[Heading, tuple[str, ...]] = {
    "executives": ("EXECUTIVES", "CORPORATEPARTICIPANTS", "COMPANYPARTICIPANTS", "COMPANYREPRESENTATIVES"),
    "analysts": ("ANALYSTS", "CONFERENCECALLPARTICIPANTS", "CALLPARTICIPANTS", "OTHERPARTICIPANTS"),
    "presentation": ("PRESENTATION", "PREPAREDREMARKS", "MANAGEMENTDISCUSSIONSECTION"),
    "questions": (
        "QUESTIONSANDANSWERS",
        "QUESTIONANDANSWER",
        "QUESTIONANDANSWERSESSION",
        "QUESTIONANDANSWERSECTION",
        "QANDA",
        "QANDASESSION",
        "QANDASECTION",
        "QUESTIONSFROMTHEFLOOR",
        "QUESTIONSFROMANALYSTS",
    ),
    "disclaimer": ("DISCLAIMER", "DISCLAIMERS"),
}
_SPELLING_KINDS = {spelling: kind for kind, spellings in _HEADINGS.items() for spelling in spellings}
_SPELLINGS = tuple(_SPELLING_KINDS)
# One wrong letter in ten: headings come out of scanners as "OUESTIONS AND ANSWERS".
_MIN_HEADING_RATIO = 88.0


@dataclass(frozen=True)
class SpeakerHeader:
    """Who speaks, as printed: a name, perhaps a firm and a title; ``role`` only where the file labels it."""

    name: str
    firm: str | None = None
    title: str | None = None
    n_parts: int = 1
    role: Role | None = None


@lru_cache(maxsize=8192)
def find_heading(text: str) -> Heading | None:
    """The kind of section heading a line is; spelling may be off by a letter or two.

    Examples
    --------
    >>> find_heading("OUESTIONS AND ANSWERS"), find_heading("Corporate Participiants"), find_heading("Answers")
    ('questions', 'executives', None)
    """
    if not 3 <= len(text) <= 50 or text.endswith((".", "?", "!")):
        return None
    letters = "".join(c for c in text.upper().replace("&", "AND") if c.isalpha())
    if not 5 <= len(letters) <= 40:
        return None
    best = process.extractOne(letters, _SPELLINGS, scorer=fuzz.ratio, score_cutoff=_MIN_HEADING_RATIO)
    return _SPELLING_KINDS[best[0]] if best else None


def parse_header(text: str) -> SpeakerHeader | None:
    """The header a line could be by its form: ``Name``-like words, a dash, a firm or title or both.

    Whether it is one is for the layout to say, which knows the roster and the other lines (:func:`is_trusted`).

    Examples
    --------
    >>> parse_header("Ann Lee - *Quill & Co. - Analyst*")
    SpeakerHeader(name='Ann Lee', firm='Quill & Co.', title='Analyst', n_parts=3, role=None)
    >>> parse_header("Revenue grew - a little.") is None
    True
    """
    return _parse_header(text) if 2 < len(text) <= _MAX_HEADER_CHARS else None


@lru_cache(maxsize=8192)
def _parse_header(text: str) -> SpeakerHeader | None:
    bare = text.replace("*", "").strip(" _:")
    if is_operator(bare):
        return SpeakerHeader(operator_name(bare))
    parts = [part.strip() for part in _DASH.split(bare) if part.strip()]
    if not parts or not looks_like_name(parts[0]):
        return None
    if len(parts) == 1:
        return SpeakerHeader(bare) if _UNNAMED.fullmatch(bare) else None
    tail = parts[-1]
    if tail.endswith((".", "?", "!", ",")) and not ends_abbreviated(tail):
        return None
    if not (tail[0].isupper() or tail[0].isdigit()):
        return None
    return SpeakerHeader(parts[0], *split_affiliation(parts[1:]), n_parts=len(parts))


def ends_abbreviated(text: str) -> bool:
    """Whether a text ends with the point of an abbreviation that names end with ("Inc.", "Jr.")."""
    return text.lower().endswith(_ABBREVIATED_ENDS)


def split_affiliation(parts: list[str]) -> tuple[str | None, str | None]:
    """Firm and title of what stands behind a name; a single part is a title when it has a title's words.

    Examples
    --------
    >>> split_affiliation(["Quill & Co.", "Analyst"]), split_affiliation(["CEO, Chair"]), split_affiliation(["Quill"])
    (('Quill & Co.', 'Analyst'), (None, 'CEO, Chair'), ('Quill', None))
    """
    if len(parts) > 1:
        return " - ".join(parts[:-1]), parts[-1]
    if not parts:
        return None, None
    return (None, parts[0]) if has_title_words(parts[0]) else (parts[0], None)


def split_comma(text: str) -> tuple[str, str] | None:
    """Name and title of ``Name, Title``; None where what stands before the comma is no name or behind it no title.

    Examples
    --------
    >>> split_comma("Ann B. Lee, Chief Financial Officer"), split_comma("Ann Lee, Jr."), split_comma("Thanks, Ann")
    (('Ann B. Lee', 'Chief Financial Officer'), None, None)
    """
    name, comma, rest = text.partition(", ")
    known = comma and looks_like_name(name) and len(name.split()) > 1 and has_title_words(rest) and rest[:1].isupper()
    return (name, rest) if known and not rest.endswith((".", "?", "!")) else None


def is_full_name(text: str) -> bool:
    """Whether a text looks like a first and a last name, and neither like a title nor like a firm."""
    is_other = has_firm_words(text) or has_title_words(text)
    return len(text.split()) > 1 and looks_like_name(text) and not is_other


def split_firm(text: str) -> tuple[str, str] | None:
    """Name and firm of ``Name, Firm``; None where what stands before the comma is no full name.

    Examples
    --------
    >>> split_firm("Lena Brook, Heron Securities"), split_firm("Lena Brook, Jr."), split_firm("Analyst, Heron")
    (('Lena Brook', 'Heron Securities'), None, None)
    """
    name, comma, rest = text.partition(", ")
    is_firm = comma and rest[:1].isupper() and not is_suffix(rest)
    return (name, rest) if is_firm and is_full_name(name) else None


def is_suffix(text: str) -> bool:
    """Whether what stands behind a comma belongs to the name."""
    return text.strip(". ").casefold() in {"jr", "sr", "ii", "iii", "iv", "cfa", "phd", "ph.d", "cpa", "esq"}


def split_dashes(text: str) -> list[str]:
    """The parts of a line between spaced dashes."""
    return [part.strip() for part in _DASH.split(text.replace("*", "")) if part.strip()]


def is_trusted(header: SpeakerHeader, n_seen: int, known_names: frozenset[str]) -> bool:
    """Whether a line of a header's form is one: an operator, a known name, a title's words, or printed again."""
    if header.n_parts == 1 or header.n_parts >= 3 or header.name in known_names:
        return True
    return header.title is not None or n_seen > 1


@lru_cache(maxsize=8192)
def is_operator(name: str) -> bool:
    """Whether a name is that of who conducts the call.

    Examples
    --------
    >>> is_operator("Operator"), is_operator("MODERATOR"), is_operator("Mara Quist")
    (True, True, False)
    """
    # Nearly every name is none, and the last letters say so at once.
    bare = _DASH.split(name)[0].strip() if len(name) <= _MAX_OPERATOR_CHARS and "tor" in name.lower() else ""
    return _OPERATOR.fullmatch(bare) is not None


def operator_name(name: str) -> str:
    """Who conducts the call as printed, in usual spelling.

    Examples
    --------
    >>> operator_name("OPERATOR"), operator_name("Conference operator"), operator_name("MODERATOR")
    ('Operator', 'Operator', 'Moderator')
    """
    bare = _DASH.split(name)[0].strip()
    return "Operator" if "operator" in bare.casefold() else bare.title() if bare.isupper() else bare


def is_unnamed(name: str) -> bool:
    """Whether a name stands for somebody whom the transcriber did not recognise.

    Examples
    --------
    >>> is_unnamed("Unidentified Analyst"), is_unnamed("Unknown Speaker"), is_unnamed("Ann Lee")
    (True, True, False)
    """
    return _UNNAMED.fullmatch(name) is not None


def has_honorific(text: str) -> bool:
    """Whether a text begins with Mr., Ms. or the like."""
    return _HONORIFIC.match(text.lstrip("*_ ")) is not None


def without_honorific(name: str) -> str:
    """A full name without Mr. or Ms. before it; before a surname alone the honorific stays.

    Examples
    --------
    >>> without_honorific("Ms. Mara Quist"), without_honorific("Mr. Holm"), without_honorific("Drew Holm")
    ('Mara Quist', 'Mr. Holm', 'Drew Holm')
    """
    found = _HONORIFIC.match(name)
    rest = name[found.end() :] if found else name
    return rest if len(rest.split()) > 1 else name


def has_title_words(text: str) -> bool:
    """Whether a text has words of an executive's or an analyst's title."""
    return bool(ANALYST_WORDS.search(text) or EXECUTIVE_WORDS.search(text))


def has_firm_words(text: str) -> bool:
    """Whether a text has words that firms have in their names and people do not.

    Examples
    --------
    >>> has_firm_words("Quill Securities"), has_firm_words("Ann Lee")
    (True, False)
    """
    return bool(_FIRM_WORDS.search(text))


@lru_cache(maxsize=8192)
def looks_like_name(text: str) -> bool:
    """Whether every word could be part of a person's name.

    Examples
    --------
    >>> looks_like_name("J. B. de la Cruz-O'Hara Jr."), looks_like_name("Thank you"), looks_like_name("In Q4")
    (True, False, False)
    """
    tokens = text.split()
    if not 1 <= len(tokens) <= _MAX_NAME_TOKENS or len(text) > 60:
        return False
    for token in tokens:
        letters = token.replace(".", "").replace("'", "").replace("’", "").replace("-", "").strip(',()"')
        if not letters.isalpha() or not (letters[0].isupper() or letters in _PARTICLES):
            return False
    return tokens[0][0].isupper() or len(tokens) > 1
