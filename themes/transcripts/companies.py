"""Names and tickers of companies in titles, welcomes and lines of a head.

In: a line.  Out: the name without the period, the event and the host; the ticker beside its exchange; None where the
line names no company.
"""

from __future__ import annotations

import re

from themes.transcripts.dates import date_spans
from themes.transcripts.headers import find_heading
from themes.transcripts.periods import find_bare_quarter, find_period

_EXCHANGE = (
    r"(?:NYSE|NASDAQ|Nasdaq|AMEX|TSX|TSXV|LSE|OTC|ASX|NZX|BSE|NSE|LON|AIM|TYO|TSE|HKG|HKEX|SEHK|SGX|JSE|KRX|FRA|ETR|XETRA"
    r"|EPA|AMS|SWX|STO|OSE|CPH|HEL|BME|MIL|Euronext|TWSE|TPE|SHA|SHE|IDX|KLSE)"
)
_LETTERS = r"[A-Z][A-Z0-9]{0,11}(?:[./][A-Z]{1,3}|[&-][A-Z0-9]{1,10})?"
# A number is a ticker only with its exchange: "TYO: 7203", "7203.T".
_CODE = r"\d{4,6}(?:\.[A-Z]{1,3})?"
_TICKER_FIRST = re.compile(r"(?P<ticker>[A-Z][A-Z0-9]{0,9}(?:[./][A-Z]{1,3})?)\s{1,3}[-–—]\s{1,3}(?P<rest>\S.{3,200})")
_BRACKETED = re.compile(r"\s{0,2}\(([^()\n]{1,60})\)")
_ONE_TICKER = re.compile(
    rf"(?:(?P<exchange>[A-Z][A-Za-z .]{{1,14}}?)(?:\s(?:scrip\s)?(?:code|symbol|ticker))?\s?:\s?)?"
    rf"(?P<ticker>{_LETTERS}|{_CODE})",
    re.I,
)
_LISTING = re.compile(
    rf"(?P<company>.{{0,80}}?)\s{{0,2}}\(?\b{_EXCHANGE}[A-Za-z ]{{0,14}}:\s{{0,2}}"
    rf"(?P<ticker>{_LETTERS}|{_CODE})(?![\w%])"
)
_NAMED_TICKER = re.compile(r"(?P<company>[A-Z].{1,80}?)\s\((?P<ticker>[A-Z]{1,5})\)")
_NOT_LISTED = re.compile(r"\b(?:scrip|code|symbol|trading|exchange|ticker)\b", re.I)
_EVENT = re.compile(
    r"\b(?:call|con-?call|conference|presentation|meeting|webcast|day|summit|forum|symposium|results|earnings|teleconference"
    r"|trading update|trading statement|interim report|briefing|AGM)\b",
    re.I,
)
_LEGAL_FORMS = (
    r"(?:incorporated|inc|corporation|corp|company|co|limited|ltd|plc|llc|l\.?p|lp|s\.?a|s\.?p\.?a|a\.?g|n\.?v|s\.?e|ab|asa|a/s"
    r"|oyj?|kgaa|gmbh|pty|pte|bhd|tbk|pcl|k\.?k|holdings?|group|trust|bancorp)"
)
_LEGAL_END = re.compile(rf"[\s,(]{_LEGAL_FORMS}\.?\)?$", re.I)
_LEGAL_START = re.compile(rf"\s{{0,2}}{_LEGAL_FORMS}\b", re.I)
_STOCK_EXCHANGE = re.compile(r"\b(?:stock\sexchange|BSE|NSE|exchange\splaza|dalal\sstreet)\b", re.I)
_MEETING = r"(?:\d{1,3}(?:st|nd|rd|th)\s)?(?:(?:annual|extraordinary)\sgeneral\smeeting|AGM|EGM)"
_EVENT_WORDS = (
    r"(?:(?:quarterly|annual|financial|results|earnings|investors?|analysts?|conference|group|management|and|&|/)[\s/]{0,2})"
    r"{0,5}(?:con-?call|conference|call|webcast|meet|presentation|briefing|results)(?:\stranscripts?)?"
)
_LEAD_PHRASE = re.compile(
    r"(?:(?:sub(?:ject)?|event|title|topic|re)\s?[:-]\s?|m/s\.?\s|(?:edited|final|full|unedited|verbatim)\s(?=transcript)"
    r"|transcripts?\s?[:–-]\s?"
    r"|(?:the\s)?(?:transcripts?|minutes|recording|proceedings|summary|script|text)\s(?:of|from|for)\s(?:the\s)?"
    rf"|(?:the\s|audio\s|post[\s-])?{_EVENT_WORDS}(?:\s(?:of|for|with|by|hosted\sby)\s|\s?[:–—|-]\s)(?:the\s)?"
    rf"|(?:the\s)?{_MEETING}\sof\s)",
    re.I,
)
_TAIL_PHRASE = re.compile(
    r"[\s,:|–—-]{1,4}(?:(?:the\s)?(?:capital\smarkets?|investors?|analysts?)(?:\s(?:and|&)\sanalysts?)?\s(?:day|event)"
    rf"(?:\s(?:19|20)\d\d)?|(?:pre-close\s)?trading\s(?:update|statement)(?:\s(?:19|20)\d\d)?|{_MEETING}(?:\s(?:19|20)\d\d)?"
    r"|management\sand\s(?:analysts|investors)(?:\son)?|performance(?:\sand\soutlook)?|edited\stranscript"
    r"|final\stranscript)$",
    re.I,
)
_HOST = re.compile(r"\s(?:at|hosted by|presents at|organi[sz]ed by|moderated by|arranged by|held on|dated)\s", re.I)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?\b", re.I)
_TAIL_WORDS = {
    "earnings", "results", "result", "conference", "call", "release", "webcast", "presentation", "fiscal", "quarter",
    "quarterly", "full", "year", "annual", "year-end", "and", "&", "teleconference", "discussion", "update", "to", "of",
    "discuss", "preliminary", "interim", "half", "transcript", "transcripts",
    "-", "–", "—", "|", "/",
    ",", "the", "for", "on", "audio", "edited", "final", "first", "second", "third", "fourth", "q1", "q2", "q3", "q4",
    "guidance",
    "half-year", "half-yearly", "yearly", "h1", "h2", "1h", "2h", "9m", "6m", "12m", "fy", "six", "nine", "twelve",
    "months", "ended", "ending", "weeks", "report", "concall", "con-call", "meet", "briefing", "announcement", "dated",
    "audited", "unaudited", "consolidated", "standalone", "in", "held", "post", "highlights", "q&a",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
}  # fmt: skip
# A company may be called "Financial", or "Investors"; before one of these the word is the event's.
_QUALIFIERS = {"financial", "business", "operating", "group", "consolidated"}
_QUALIFIED = {"results", "result", "update", "release", "discussion"}
_AUDIENCE = {"investor", "investors", "analyst", "analysts", "shareholder", "shareholders", "media"}
_GATHERING = {
    "call", "conference", "meeting", "meet", "day", "update", "presentation", "briefing", "webcast", "teleconference",
    "and", "&", "/", "analyst", "analysts", "investor", "investors", "event", "concall", "con-call", "relations",
}  # fmt: skip
_LEAD_WORDS = {
    "preliminary", "full", "year", "and", "fiscal", "the", "of", "for", "half", "-", "–", "—", "|", ",", "interim",
    "your", "our", "today's", "q1", "q2", "q3", "q4", "&", "by", "with", "from",
}  # fmt: skip
_YEAR = re.compile(r"(?:FY)?['’]?(?:19|20)\d\d|FY['’]?\d\d(?:-\d\d)?", re.I)
_ORDINAL_QUARTER = re.compile(r"\b(?:first|second|third|fourth)[\s-]quarter\b", re.I)
_SMALL_WORDS = {
    "and",
    "of",
    "the",
    "&",
    "de",
    "for",
    "du",
    "la",
    "le",
    "van",
    "von",
    "del",
    "do",
    "da",
    "y",
    "et",
    "e",
    "in",
}
_SMALL_FORMS = {"inc", "plc", "corp", "co", "ltd", "company", "llc"}
# What a head says without naming anybody.
_NO_NAME = frozenset(
    "company group management investor investors analyst analysts relations conference call earnings presentation"
    " transcript edited final welcome everyone ladies gentlemen results quarter quarterly annual general meeting day"
    " event participants corporate executives operator moderator prepared remarks contents page date time limited"
    " confidential call's q&a session summary".split()
)
_MAX_WORDS = 9
_MAX_LINE_CHARS = 90
_MAX_TITLE_CHARS, _MAX_NAME_CHARS = 250, 80


def company_in(rest: str) -> str | None:
    """The company's name in a title or a welcome: what is left without the period, the event and the host.

    Examples
    --------
    >>> company_in("First Quarter 2007 Quill Corporation Earnings Call"), company_in("Otter's Q3 results")
    ('Quill Corporation', 'Otter')
    >>> company_in("Transcript of Otter Peak Limited Q2 & H1 FY26 Earnings Conference Call")
    'Otter Peak Limited'
    """
    rest = rest.translate(_QUOTES)
    period = find_period(rest)
    if period is None:
        return _bare_name(rest)
    # With the name first, it stands before the period; with the period first, behind it.
    before, after = rest[: period.start], rest[period.end :]
    return _bare_name(before) or _bare_name(after)


def split_ticker(line: str) -> tuple[str | None, str | None, str]:
    """Ticker and company of a title that has a ticker, and the title's other words.

    Examples
    --------
    >>> split_ticker("Otter Peak Limited (BSE: 500000, NSE: OTTR) Q2 FY26 Results")
    ('OTTR', 'Otter Peak Limited', ' Q2 FY26 Results')
    >>> split_ticker("Otter Peak (TYO: 7203) Earnings Call")[0], split_ticker("Otter Peak (2026) Earnings Call")[0]
    ('7203', None)
    """
    first = _TICKER_FIRST.fullmatch(line)
    if first and (_EVENT.search(first["rest"]) or find_period(first["rest"])):
        return first["ticker"].split(".")[0], None, first["rest"]
    for bracket in _BRACKETED.finditer(line[:_MAX_TITLE_CHARS]):
        company, rest = line[: bracket.start()], line[bracket.end() :]
        is_name = _LEGAL_START.match(rest) or not 1 < len(company) <= _MAX_NAME_CHARS
        if not is_name and (_EVENT.search(rest) or find_period(rest)) and (ticker := _bracketed_ticker(bracket[1])):
            return ticker, company_in(company) or company.strip(), rest
    return None, None, line


def listed(line: str) -> tuple[str | None, str] | None:
    """Company and ticker of a line such as ``Otter Peak, Inc. NasdaqGS:OTTR``; None for another line.

    Examples
    --------
    >>> listed("Otter Peak, Inc. NasdaqGS:OTTR"), listed("NSE Symbol: OTTR"), listed("The moderator speaks")
    (('Otter Peak, Inc.', 'OTTR'), (None, 'OTTR'), None)
    """
    match = _LISTING.match(line) or _NAMED_TICKER.fullmatch(line)
    if match is None:
        return None
    company = match["company"].strip(" ,(-–|")
    return (company if company and not _NOT_LISTED.search(company) else None), match["ticker"]


def is_company_line(line: str) -> bool:
    """Whether a line is a company's name and nothing else, as its legal form tells.

    Examples
    --------
    >>> is_company_line("“Otter Peak Limited"), is_company_line("BSE Limited"), is_company_line("Earnings Call")
    (True, False, False)
    """
    bare = line_name(line)
    return bool(bare and _LEGAL_END.search(bare) and is_sound(bare) and not _STOCK_EXCHANGE.search(bare))


def line_name(line: str) -> str:
    """A line as a name: without quotation marks and a ticker in brackets."""
    bare = line.translate(_QUOTES).strip(" ,-–|*#")
    ticker = re.search(r"\s?\(([^()]{1,60})\)$", bare)
    return bare[: ticker.start()] if ticker and _bracketed_ticker(ticker[1]) else bare


def is_sound(name: str) -> bool:
    """Whether a text can be a company's name: few words in capitals, no period, and not only words of an event.

    Examples
    --------
    >>> is_sound("Otter Peak Limited"), is_sound("salesforce.com, inc."), is_sound("stc"), is_sound("Edited Transcript")
    (True, True, False, False)
    """
    words = [word.strip("(),.:;\"'’") for word in name.split()]
    words = [word for word in words if word]
    if not words or len(words) > _MAX_WORDS or len(name) > _MAX_LINE_CHARS or find_heading(name):
        return False
    if all(word.casefold() in _NO_NAME or _YEAR.fullmatch(word) for word in words) or find_period(name):
        return False
    return find_bare_quarter(name) is None and all(_is_name_word(word) for word in words) and _is_proper(words[0])


def is_short_for(short: str, name: str) -> bool:
    """Whether letters in capitals are the initials of a name, its legal form included or not.

    Examples
    --------
    >>> is_short_for("OPL", "Otter Peak Limited"), is_short_for("OPL", "Quill")
    (True, False)
    """
    initials = "".join(word[0] for word in name.split() if word[:1].isupper())
    return (
        bool(re.fullmatch(r"[A-Z]{2,6}", short)) and len(initials) > 1 and initials in (short, f"{short}{initials[-1]}")
    )


def _bracketed_ticker(inside: str) -> str | None:
    """The ticker in brackets; one in letters before one in figures, which needs its exchange."""
    found: list[str] = []
    parts = re.split(r"\s?[,;|]\s?|\s/\s", inside)
    for part in parts:
        match = _ONE_TICKER.fullmatch(part.strip())
        if match is None or match["ticker"] != match["ticker"].upper():
            continue
        is_named = bool(match["exchange"]) or bool(re.fullmatch(r"\d{4,6}\.[A-Z]{1,3}", match["ticker"]))
        is_plain = re.fullmatch(r"[A-Z][A-Z0-9]{0,9}(?:[./][A-Z]{1,3})?", match["ticker"]) and len(parts) == 1
        if is_named or is_plain:
            found.append(match["ticker"].split(".")[0])
    return next((ticker for ticker in found if ticker[0].isalpha()), found[0] if found else None)


def _bare_name(text: str) -> str | None:
    for start, end, _ in reversed(date_spans(text)):
        text = f"{text[:start]} {text[end:]}"
    text = _ORDINAL_QUARTER.sub(" ", _CLOCK.sub(" ", text), count=1)
    words = _without_lead(_HOST.split(_without_lead_phrases(text.strip()))[0].split())
    last = ""
    while words:
        joined = " ".join(words)
        phrase = _TAIL_PHRASE.search(f" {joined}")
        if phrase:
            words, last = f" {joined}"[: phrase.start()].split(), "update"
            continue
        word = words[-1].strip(".,:;()|")
        if word and not _is_tail(word, last):
            break
        last = words.pop().casefold().strip(".,:;()|") or last
    name = " ".join(words).strip(" ,-–—:|").removesuffix("'s").removesuffix("’s").rstrip("'’").rstrip("(").strip()
    return name or None


def _without_lead_phrases(text: str) -> str:
    while match := _LEAD_PHRASE.match(text):
        if not match[0]:
            break
        text = text[match.end() :].lstrip()
    return text


def _without_lead(words: list[str]) -> list[str]:
    at = 0
    while at < len(words) and (
        words[at].casefold().strip(",:") in _LEAD_WORDS or _YEAR.fullmatch(words[at].strip(",:"))
    ):
        at += 1
    return words[at:]


def _is_tail(word: str, following: str) -> bool:
    folded = word.casefold()
    parts = folded.split("/")
    if all(part in _AUDIENCE for part in parts):
        return following in _GATHERING or word == folded
    return (
        folded in _TAIL_WORDS
        or (folded in _QUALIFIERS and following in _QUALIFIED)
        or bool(following and _YEAR.fullmatch(word))
    )


def _is_proper(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or any(c.isupper() for c in word) or "." in word


def _is_name_word(word: str) -> bool:
    folded = word.casefold()
    return _is_proper(word) or folded in _SMALL_WORDS or folded in _SMALL_FORMS or not word[0].isalpha()


_QUOTES = str.maketrans(dict.fromkeys('“”"„‟«»', None))
