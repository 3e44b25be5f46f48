"""Letters to an exchange before a lodged transcript: to whom, codes of the share, greeting, subject, signature.

In: lines of a text that knows its pages.  Out: which lines are the letter's, and the call's date that it names.  Forms:
India (BSE, NSE; regulation 30 of SEBI's listing rules), Australia (ASX), London (RNS).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from themes.transcripts.dates import find_date
from themes.transcripts.lines import Line

# Each is one mark, however often it comes; all stand at a line's beginning.
_MARKS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"to[,:]?$|(?:to[,:]?\s)?the (?:general )?(?:manager|secretary)\b",
        r"(?:listing|corporate \w{1,20}) dep(?:artmen)?t",
        r"dear (?:sirs?|madam|all|shareholders?|members?|investors?)\b",
        r"sub(?:ject)?\b\s?[:.–-]|sub$",
        r"(?:our )?ref(?:erence)?\b[^:]{0,12}[:.]",
        r"(?:(?:bse|nse|asx|lse|scrip|script|security|stock|trading|company)[\s-]{1,3}){0,3}(?:code|symbol|scrip id)\b",
        r"(?:isin|cin|lei|abn|acn|arbn)\b",
        r"(?:the )?(?:(?:bse|asx) (?:limited|ltd)|(?:national|bombay|london) stock exchange)",
        r"(?:phiroze|p\.?\s?j\.? towers|dalal street|exchange plaza|bandra\b|mumbai\b|exchange centre)",
        r"(?:pursuant to|in (?:compliance|accordance|terms|continuation)|with reference to|further to) ",
        r"yours (?:faithfully|truly|sincerely)|thank(?:ing)? you,?$|(?:with )?(?:best |kind |warm )?regards,?$",
        r"encl(?:osures?|osed|\.|:|$| )",
        r"digitally signed|company secretary|compliance officer",
        r"rns number|the information contained within this announcement|this information is provided by",
        r"asx (?:announcement|release|market|code|media)|(?:market|company) announcements? (?:office|platform)",
        r"(?:this \w{1,15} (?:was|is|has been) )?(?:approved|authori[sz]ed) (?:for (?:release|lodgement)|by)\b",
        r"(?:please|kindly|we (?:request|wish|enclose|attach)|you are (?:kindly )?requested|this is for your)\b",
        r"for (?:and on behalf of )?\S.{2,60} (?:limited|ltd\.?|plc)$",
    )
)
_BEGINS = re.compile(r"(?:operator|moderator|co-?ordinator|management|corporate participants|presentation)\b", re.I)
_HELD = re.compile(r"\bheld\b(?: (?:on|at))?[:,]?\s(?P<day>[^.;]{6,60})", re.I)
_SUBJECT = re.compile(r"sub(?:ject)?\s{0,2}[:.–-]{1,2}\s{0,3}", re.I)
_SIGNED = re.compile(
    r"For (?:and on behalf of )?(?P<company>[A-Z].{2,60}? (?:Limited|Ltd\.?|LTD\.?|LIMITED|plc|PLC|Plc))"
)
_SYMBOL = re.compile(
    r"(?:(?:NSE|BSE|ASX|LSE|Scrip|Stock|Trading|Company)[\s-]{1,3}){0,3}(?:Symbol|Scrip ID|Ticker|ASX Code)\s{0,3}"
    r"[:–-]\s{0,3}(?P<ticker>(?-i:[A-Z][A-Z0-9&-]{1,14}))\b",
    re.I,
)
_FIELD = re.compile(
    r"(?P<field>company(?: name)?|issuer|title|event(?: title)?|ticker|asx code|(?:event |call )?date)\s{0,2}[:\t]"
    r"\s{0,3}(?P<value>\S.{1,150})",
    re.I,
)
_ENDED = re.compile(r"\bend(?:ed|ing)\b", re.I)
_FIELDS = {"name": "company", "issuer": "company", "event": "title", "code": "ticker", "date": "call_date"}
_MIN_MARKS = 3
_MAX_PAGES = 4


def cover_lines(pages: Sequence[Sequence[Line]]) -> tuple[Line, ...]:
    """Lines of the letter; none where the text begins with the transcript.

    Parameters
    ----------
    pages : sequence of sequence of Line
        Lines of each page, empty ones left out.
    """
    found: list[Line] = []
    for page in pages[:_MAX_PAGES]:
        begins = next((i for i, line in enumerate(page) if _BEGINS.match(line.text)), len(page))
        letter = page[:begins]
        if sum(any(mark.match(line.text) for line in letter) for mark in _MARKS) < _MIN_MARKS:
            break
        found.extend(letter)
        if begins < len(page):
            break
    return tuple(found)


def held_on(letter: Sequence[Line]) -> str | None:
    """The date of the call that a letter names ("held on Friday, July 25, 2025"); its own date is another."""
    words = " ".join(line.text for line in letter)
    days = (find_date(match["day"]) for match in _HELD.finditer(words))
    return next((day for day in days if day), None)


def signed_for(letter: Sequence[Line]) -> str | None:
    """The company for which a letter is signed ("For Otter Peak Limited")."""
    return next((match["company"] for line in letter if (match := _SIGNED.fullmatch(line.text.rstrip(",")))), None)


def symbol_of(letter: Sequence[Line]) -> str | None:
    """The share's symbol ("NSE Symbol: OTTR"); India's scrip codes are numbers, and no symbols."""
    return next((match["ticker"] for line in letter if (match := _SYMBOL.match(line.text))), None)


def fields_of(title_page: Sequence[str]) -> dict[str, str]:
    """Labelled fields of a title page ("Company: Otter Peak"): ``company``, ``title``, ``ticker``, ``call_date``."""
    found: dict[str, str] = {}
    for text in title_page:
        match = _FIELD.fullmatch(text)
        if match is None:
            continue
        field, value = match["field"].casefold().split()[-1], match["value"].strip()
        name = _FIELDS.get(field, field)
        day = find_date(value) if name == "call_date" else value
        if day:
            found.setdefault(name, day)
    return found


def title_lines(letter: Sequence[Line]) -> list[str]:
    """The lines of a letter that may name the call; none with a day, which is the letter's or a period's end."""
    texts = [_SUBJECT.sub("", line.text, count=1) for line in letter]
    return [text for text in texts if find_date(text) is None and not _ENDED.search(text)]
