"""How a call introduces who speaks: hand-offs of the operator, "I'll turn the call over to ...", and one's own name.

In: the words of a turn.  Out: names of people as they are said, with titles; nothing here knows whose turn it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from themes.transcripts.headers import has_firm_words, has_title_words, looks_like_name

_WORD = r"[A-Z][\w'’-]{0,20}\.?"
_SMALL = r"(?:de|del|della|der|den|di|da|dos|du|la|le|van|von|bin|al|el|ten|ter)"
_NAME = rf"{_WORD}(?:\s(?:{_SMALL}\s){{0,2}}{_WORD}){{0,6}}"
_HONOUR = r"(?:(?:Mr|Ms|Mrs|Dr|Sir)\.?\s)?"
# An operator's hand-off, at the end of the turn; the last one counts.
_HAND_OFFS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\bquestions?\b[^.?!]{{0,60}}?\b(?:from|is|by)(?:\sthe\sline\sof)?)\s{_HONOUR}(?P<name>{_NAME})",
        rf"(?i:\b(?:line|lines)\sof)\s{_HONOUR}(?P<name>{_NAME})",
        rf"(?i:\b(?:go|move|turn|over)\s(?:now\s|next\s)?to|\bnext\s(?:is|up\sis|we\shave)|\bwe\s(?:now\s|next\s)?have)\s"
        rf"{_HONOUR}(?P<name>{_NAME})",
        rf"(?:^|(?<![A-Z])[.?!,]\s){_HONOUR}(?P<name>{_NAME})(?:(?:,|,?\s(?i:from|with|of|at))\s[^.?!]{{1,60}}?)?"
        r"[.,]\s(?i:your\sline\sis|you\smay\s(?:proceed|go|ask|begin)|please\s(?:go|proceed)|go\sahead)",
    )
)
# An operator in a hurry: "Ann Lee from Quill & Co. You may go ahead."
_SHORT_CALL = re.compile(
    rf"(?:^|(?<![A-Z])[.?!]\s|\b(?i:to|is|from|have|next|by|of)\s){_HONOUR}(?P<name>{_NAME}),?\s(?i:from|with|of|at)\s(?:the\s)?"
    r"[A-Z][^?!]{1,80}$"
)
_SHORTEST_CALL = re.compile(rf"(?:[^?!]{{0,50}}?\s)??{_HONOUR}(?P<name>{_NAME}),\s(?P<firm>[A-Z][^?!,]{{1,50}})")
_QUESTION = re.compile(r"\bquestions?\b|\bline (?:is|of)\b|\bgo ahead\b|\bproceed\b", re.I)
_TURNS_OVER = re.compile(
    r"(?i:\b(?:turn|hand|pass|give)(?:ing|ed)?\b[^.?!]{0,70}?\bto|\bover to|\bintroduce|\bplease welcome)\s"
    r"(?P<rest>[^\n?!]{2,160})(?!\w)"
)
_SAYS_OWN = re.compile(
    rf"(?:(?i:\bthis is|\bmy name is|\bi['’]m|\bi am|^[^.?!]{{0,20}}\bit['’]s)\s{_HONOUR}(?P<name>{_NAME})"
    rf"|(?:^|[.,!]\s){_HONOUR}(?P<here>{_NAME})(?:,?\s(?i:from|with|at|of)\s[A-Z][^.,?!]{{1,40}}?)?,?\s(?i:here|speaking)\b"
    r"|^(?i:hi|hello|hey|good\s\w{3,9}|yes|yeah|thanks|thank\syou)[^.?!]{0,20}?[,.!]?\s"
    rf"(?P<from>{_NAME}),?\s(?i:from|with|at)\s[A-Z])"
)
# Who is in the room, and whom a speaker turns to by the first name.
_PRESENT = re.compile(
    r"(?i:\bjoin(?:ed|ing)\b|\bwith (?:me|us)\b|\bon (?:the|today's|our) call\b|\bhere (?:today|are|is|with)\b"
    r"|\bspeakers?\b)"
)
_TO_YOU = re.compile(
    rf"(?P<name>{_WORD}),\s(?i:i['’]ll|i will|let me|i['’]d like to)\s[^.?!]{{0,40}}\bto you\b"
    rf"|[.?!]\s(?P<last>{_NAME})[.?]$"
)
_BY_SURNAME = re.compile(
    r"\b(?:Mr|Ms|Mrs|Dr)\.?\s(?P<name>[A-Z][\w'’-]{1,20})[^.?!]{0,20}\b(?i:you may|please|go ahead|the floor)\b"
)
_LISTED = re.compile(rf"(?P<name>{_NAME}),\s(?:(?i:our|the|its)\s)?(?=(?P<title>[A-Z][^.;:?!\n]{{2,80}}))")
_STANDS_IN = re.compile(
    r"(?i:\b(?:this is|it['’]s|i['’]m|my name is|here|speaking))[^.?!]{0,50}?\b(?:for|on behalf of)\s[A-Z]"
    r"|(?i:\b(?:on|in|sitting in|filling in|calling in|standing in) for|\bon behalf of)\s[A-Z]"
)
_OF_FIRM = re.compile(r"\b(?:of|for|from|at|with)(?:\sthe)?\s$")
_OPERATES = re.compile(
    r"\b(?:first|next|last|final) question (?:comes?|is coming|is|will (?:come|be))\b|\boperator instructions\b"
    r"|\bline is (?:now )?(?:open|live)\b|\bfrom the line of\b|\blisten[ -]only\b|\bplease press\b|\bpress (?:star|\*)"
    r"|\byou may (?:now )?(?:disconnect|begin|proceed|go ahead)\b|\bplease (?:go ahead|proceed)\b|\bbeing recorded\b"
    r"|\bconference operator\b|\bstand(?:ing)? by\b|\bconcludes? (?:today|our|the|your)\b"
    r"|\bno (?:further|more) questions\b",
    re.I,
)
_CALLS = re.compile(
    r"\bquestions? (?:today )?(?:comes?|is coming|is|will (?:come|be)) (?:from|by)\b|\bline is (?:now )?(?:open|live)\b"
    r"|\b(?:from|to|with) the line of\b|\bnext question\b",
    re.I,
)
# Words of titles, greetings, places and the calendar, which begin or end no name of a person.
_NO_NAME = frozenset(
    "america americas asia europe africa pacific china india japan england york united states kingdom north latin "
    "middle chief executive officer financial operating president ceo cfo coo cto head director vice senior "
    "chairman chairwoman chairperson chair treasurer managing investor relations vp evp svp ir analyst founder "
    "co-founder and our please thank thanks from with at of operator go good hi hello hey yes yeah okay ok so "
    "well the a i we you your my mr ms mrs dr sir corporate strategy global general manager counsel secretary "
    "today now everyone ladies gentlemen morning afternoon evening safe harbor slide page earnings guidance "
    "results call conference form investors wall street january february march april may june july august "
    "september october november december monday tuesday wednesday thursday friday first second third fourth "
    "quarter fiscal".split()
)
# Brokers that are called like people.
_LIKE_PEOPLE = frozenset(
    (
        "morgan stanley",
        "goldman sachs",
        "raymond james",
        "credit suisse",
        "merrill lynch",
        "wells fargo",
        "piper sandler",
    )
    + ("piper jaffray", "william blair", "robert baird", "stifel nicolaus", "canaccord genuity", "cantor fitzgerald")
    + ("craig hallum", "janney montgomery")
)
_HEAD_CHARS, _TAIL_CHARS, _MAX_TITLE_CHARS, _STANDS_IN_CHARS = 260, 420, 80, 150
_OPENING_CHARS, _PRESENT_CHARS, _MAX_PRESENT = 8000, 500, 20
_MAX_CALL_WORDS, _MAX_SHORTEST_WORDS = 40, 12


class People:
    """People known by name so far, found again by the first name alone."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, set[str]] = defaultdict(set)
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Someone who was named in full."""
        self._by_first[name.split()[0]].add(name)

    def find(self, printed: str) -> str | None:
        """The one person of this first name; None for nobody, for several, and for more than a first name."""
        first = printed.strip(".")
        found = self._by_first.get(first, set())
        return next(iter(found)) if len(found) == 1 and first.casefold() not in _NO_NAME else None


def head(words: str) -> str:
    """The beginning of a turn, up to the end of a word."""
    return words if len(words) <= _HEAD_CHARS else words[:_HEAD_CHARS].rpartition(" ")[0]


def tail(words: str) -> str:
    """The end of a turn, from the beginning of a word."""
    return words if len(words) <= _TAIL_CHARS else words[-_TAIL_CHARS:].partition(" ")[2]


def calls(words: str) -> bool:
    """Whether a turn calls somebody to ask.

    Examples
    --------
    >>> calls("Our first question comes from Lena Brook."), calls("Lena Brook with Heron. You may go ahead.")
    (True, True)
    """
    return bool(_CALLS.search(tail(words))) or _short_call(words) is not None


def operates(words: str) -> bool:
    """Whether a turn conducts the call: calls somebody, or says what to press and who listens."""
    return bool(_OPERATES.search(words)) or calls(words)


def called(words: str) -> str | None:
    """Whom a turn calls to ask: the last one named so, by the surest phrase that names somebody.

    Examples
    --------
    >>> called("Our first question comes from the line of Lena Brook with Heron Securities. Please go ahead.")
    'Lena Brook'
    """
    short = _short_call(words)
    ending = tail(words)
    if short or not _QUESTION.search(ending):
        return short
    for pattern in _HAND_OFFS:
        names = [name for match in pattern.finditer(ending) if (name := _name(match["name"]))]
        if names:
            return names[-1]
    return None


def turned_over(words: str, people: People, *, prepared: bool) -> tuple[str, str | None] | None:
    """Whom a turn hands over to, and the title behind or before the name; None where it names two people.

    Parameters
    ----------
    words : str
    people : People
        Known so far, for first names.
    prepared : bool
        Before the questions: later a bare name may be of whom one speaks to.

    Examples
    --------
    >>> turned_over("I'll turn it over to our Chief Financial Officer, Mara Quist.", People(), prepared=True)
    ('Mara Quist', 'Chief Financial Officer')
    """
    ending = tail(words)
    for match in reversed(list(_TURNS_OVER.finditer(ending))):
        rest = match["rest"]
        named = list(_named_in(rest)) or [
            (found.start(), name) for found in re.finditer(_NAME, rest) if (name := people.find(found[0]))
        ]
        if len({name for _, name in named}) == 1:
            at, name = named[0]
            at = max(rest.find(name.split()[0], at), 0)
            before, behind = rest[:at].strip(" ,"), rest[at + len(name) :]
            return name, _title(behind) or (_title(f", {before}") if has_title_words(before) else None)
    for match in _BY_SURNAME.finditer(ending):
        found = {name for _, name in _named_in(ending) if name.split()[-1] == match["name"]}
        if len(found) == 1:
            return found.pop(), None
    to_you = _TO_YOU.search(ending) if prepared else None
    first = people.find(to_you["name"] or to_you["last"]) if to_you else None
    return (first, None) if first else None


def own_name(words: str, people: People) -> str | None:
    """The name that a speaker begins with as the own one.

    Examples
    --------
    >>> own_name("Hi, this is Lena Brook from Heron.", People()), own_name("Hi, Lena.", People(["Lena Brook"]))
    ('Lena Brook', None)
    """
    for match in _SAYS_OWN.finditer(head(words)):
        printed = match["name"] or match["here"] or match["from"]
        name = _name(printed) or people.find(printed)
        if name:
            return name
    return None


def stands_in(words: str) -> bool:
    """Whether somebody asks in another's place ("this is Ann Lee for Bo Ek")."""
    return _STANDS_IN.search(words[:_STANDS_IN_CHARS]) is not None


def people_present(words: str) -> dict[str, str | None]:
    """Those whom an opening lists, with their titles.

    Examples
    --------
    >>> people_present("With me are Mara Quist, Chief Executive Officer, and Lars Holm.")
    {'Mara Quist': 'Chief Executive Officer', 'Lars Holm': None}
    """
    found: dict[str, str | None] = {}
    opening = words[:_OPENING_CHARS]
    for match in _LISTED.finditer(opening):
        name, title = _name(match["name"]), _title(f", {match['title']}")
        if name and title:
            found[name] = found.get(name) or title
    for match in islice(_PRESENT.finditer(opening), _MAX_PRESENT):
        for _, name in _named_in(opening[match.end() : match.end() + _PRESENT_CHARS]):
            found.setdefault(name, None)
    return found


def _short_call(words: str) -> str | None:
    if len(words) > _TAIL_CHARS or len(words.split()) > _MAX_CALL_WORDS:
        return None
    match = _SHORT_CALL.search(words)
    if match is None and len(words.split()) <= _MAX_SHORTEST_WORDS:
        match = _SHORTEST_CALL.fullmatch(words)
        match = None if match and has_title_words(match["firm"]) else match
    return _name(match["name"]) if match else None


def _named_in(text: str) -> Iterator[tuple[int, str]]:
    """People whom a text names, with their places; what stands behind "of" or "for" is their firm."""
    for match in re.finditer(_NAME, text):
        name = _name(match[0])
        if name and not _OF_FIRM.search(text, max(match.start() - 12, 0), match.start()):
            yield match.start(), name


def _name(printed: str) -> str | None:
    """The person's name that capitalised words hold, of at least two words; None when they are something else."""
    words = printed.split()
    while words and words[0].strip(".").casefold() in _NO_NAME:
        words = words[1:]
    for i, word in enumerate(words):
        if word.strip(".").casefold() in _NO_NAME or (word.endswith(".") and len(word) > 2):
            words = words[: i + (word.strip(".").casefold() not in _NO_NAME)]
            break
    name = " ".join(words).rstrip(".")
    if name.endswith(("'s", "’s")):  # a company's ("turn to Otter Peak's finance chief")
        return None
    if (
        name.casefold() in _LIKE_PEOPLE
        or not 2 <= len(words) <= 4
        or not looks_like_name(name)
        or has_firm_words(name)
        or has_title_words(name)
    ):
        return None
    return name


def _title(behind: str) -> str | None:
    """The title that stands behind a name and a comma."""
    match = re.match(r",\s(?:(?i:our|the|its|your|company['’]s)\s){0,2}([A-Z][^.;:?!\n]{1,80})", behind)
    if match is None:
        return None
    title = re.split(
        r",?\s(?:and\s(?=[A-Z][a-z]+\s[A-Z])|who\b|to\b|for\b|please\b|with\b|will\b|of the company)|,\s(?!(?i:and\b))",
        match[1],
    )[0]
    title = title.strip(" ,")[:_MAX_TITLE_CHARS]
    return title if has_title_words(title) else None
