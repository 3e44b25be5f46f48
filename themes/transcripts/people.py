"""Who is who within a call: one name a person, their role, and the firms that operators name.

In: names as printed, roster, turns.  Out: :class:`Directory`, which knows a call's people; names are compared by
surname and first name (rapidfuzz), never across calls.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from themes.records import Participant, Role
from themes.transcripts.headers import ANALYST_WORDS, EXECUTIVE_WORDS, is_operator
from themes.transcripts.labels import is_label

_SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "cfa", "phd", "cpa", "mba", "dr", "mr", "ms", "mrs", "sir"}
_UNNAMED_ANALYST = re.compile(
    r"\b(?:analyst|questioner|participant|audience|shareholder|attendee|caller|investor)\b", re.I
)
_UNNAMED_EXECUTIVE = re.compile(r"\b(?:company|corporate|executive|representative|management)\b", re.I)
_WORDS = re.compile(r"[a-z]+|[0-9]+")
# Everyday forms that share neither beginning nor initial with the name they stand for, or little of it.
_NICKNAMES = {
    frozenset(pair.split("/"))
    for pair in (
        "bob/robert rob/robert bill/william billy/william will/william jim/james jimmy/james jamie/james tom/thomas "
        "dick/richard rick/richard rich/richard ted/edward ted/theodore ed/edward ed/edmund jack/john johnny/john "
        "hank/henry harry/henry chuck/charles charlie/charles liz/elizabeth beth/elizabeth betsy/elizabeth "
        "kate/katherine kathy/katherine kate/kathleen kathy/kathleen katy/kathryn peggy/margaret meg/margaret "
        "tony/anthony toni/antonio mike/michael mick/michael steve/stephen steve/steven dave/david dan/daniel "
        "jeff/jeffrey jeff/geoffrey geoff/geoffrey greg/gregory andy/andrew drew/andrew alex/alexander sandy/alexander "
        "nick/nicholas larry/lawrence gerry/gerald jerry/gerald jerry/jerome ron/ronald don/donald ken/kenneth "
        "jon/jonathan joe/joseph josh/joshua matt/matthew pat/patrick pat/patricia trish/patricia sue/susan "
        "vicky/victoria abby/abigail becky/rebecca nate/nathan ben/benjamin sam/samuel sam/samantha fred/frederick "
        "gene/eugene gus/august hal/harold ray/raymond walt/walter wes/wesley zach/zachary phil/philip phil/phillip "
        "chris/christopher chris/christine tina/christina mandy/amanda debbie/deborah cindy/cynthia terry/terence"
    ).split()
}
_MIN_SURNAME_RATIO = 85.0
_MIN_FIRST_NAME_RATIO = 75.0
# No call has more people; a text that seems to is not worth comparing everyone with everyone.
_MAX_COMPARED = 150
_FIRM = re.compile(
    r"[\s,.]{0,3}(?:please (?:proceed|go ahead)[\s.,-]{0,6})?(?:(?:coming )?(?:with|from|of|at|representing)\s|,\s)"
    r"((?:the )?[A-Z][^\n?!;:]{0,70})",
    re.I,
)
_FIRM_END = re.compile(
    r"(?:\.|,)?\s(?:and )?(?:please|your|you|go ahead|proceed|with|one moment|the floor|is now|line|to)\b"
    r"|\.\s|,\s|\s--|[.,]?$",
    re.I,
)
_SHORTENED = {"co", "inc", "corp", "ltd", "cos", "bros", "l.p", "s.a"}


class Directory:
    """The people of a call, found again under another spelling.

    Parameters
    ----------
    roster : iterable of Participant
    spoken : sequence of str
        Names of the turns in order, as printed: two spellings that come again and again, or answer each other, are two
        people.
    by_surname : bool
        A surname alone finds the only person who has it.
    """

    def __init__(
        self, roster: Iterable[Participant] = (), spoken: Sequence[str] = (), *, by_surname: bool = False
    ) -> None:
        self._by_surname = by_surname
        self._people: list[Participant] = []
        self._exact: dict[tuple[tuple[str, ...], str], int] = {}
        self._any_generation: dict[tuple[str, ...], int] = {}
        words = [plain_words(name) for name in spoken]
        self._n_spoken = Counter(words)
        self._neighbours = {frozenset(pair) for pair in zip(words, words[1:], strict=False)}
        for person in roster:
            if not is_operator(person.name) and not self._lists(person):
                self.add(person)

    def find(self, name: str, affiliation: str | None = None) -> Participant | None:
        """The person of this name, or None.

        Parameters
        ----------
        name : str
            As printed.
        affiliation : str, optional
            Firm or title as printed: decides where first names differ ("Jim", "James") under one surname.
        """
        place = self._place(name, affiliation)
        return None if place is None else self._people[place]

    def add(self, person: Participant) -> None:
        """Someone who speaks and was not on the roster."""
        words = plain_words(person.name)
        self._exact.setdefault((words, _generation(person.name)), len(self._people))
        self._any_generation.setdefault(words, len(self._people))
        self._people.append(person)

    def complete(self, name: str, firm: str) -> None:
        """Give a person without a firm the one that was found."""
        place = self._place(name, None)
        if place is not None and self._people[place].firm is None:
            known = self._people[place]
            self._people[place] = Participant(known.name, known.role, known.title, firm)

    def people(self) -> tuple[Participant, ...]:
        """Everyone, roster first."""
        return tuple(self._people)

    def _place(self, name: str, affiliation: str | None) -> int | None:
        words, generation = plain_words(name), _generation(name)
        place = self._exact.get((words, generation), self._exact.get((words, "")))
        if place is None and not generation:
            place = self._any_generation.get(words)
        if place is not None or len(self._people) > _MAX_COMPARED:
            return place
        for is_one in (_is_same, _is_other_form, _is_slip, *([_is_part] if self._by_surname else [])):
            found = [i for i, person in enumerate(self._people) if is_one(person, name, affiliation)]
            found = [i for i in found if not self._are_two(self._people[i].name, name)]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _are_two(self, one: str, other: str) -> bool:
        """Whether the call keeps two spellings apart that are no short form of each other."""
        a, b = plain_words(one), plain_words(other)
        if _generation(one) and _generation(other) and _generation(one) != _generation(other):
            return True
        short, long = sorted((a[0], b[0]), key=len)
        if a == b or long.startswith(short) or _is_nickname(a[0], b[0]):
            return False
        if min(self._n_spoken[a], self._n_spoken[b]) > 1:
            return True
        return frozenset((a, b)) in self._neighbours and OSA.distance(a[0], b[0]) > 1

    def _lists(self, person: Participant) -> bool:
        """Whether the same person is listed already; two firms make two people of close names."""
        place = self._place(person.name, None)
        if place is None:
            return False
        known = self._people[place]
        if plain_words(known.name) == plain_words(person.name):
            return True
        firms = sorted((known.firm or "", person.firm or ""), key=len)
        return is_same_name(known.name, person.name) and firms[1].startswith(firms[0])


@lru_cache(maxsize=4096)
def plain_words(name: str) -> tuple[str, ...]:
    """A name's words without accents, signs, honours and suffixes; a label's number is a word of it.

    Examples
    --------
    >>> plain_words("Dr. José Rosanwanı, Jr."), plain_words("SPEAKER_03")
    (('jose', 'rosanwani'), ('speaker', '03'))
    """
    ascii_name = unicodedata.normalize("NFKD", name.replace("ı", "i")).encode("ascii", "ignore").decode().lower()
    words = _WORDS.findall(ascii_name.replace("'", ""))
    return tuple(word for word in words if word not in _SUFFIXES) or (name.casefold(),)


@lru_cache(maxsize=4096)
def _generation(name: str) -> str:
    """The part of a name that tells father from son, or nothing."""
    last = name.split()[-1].strip(".,").casefold() if name.split() else ""
    return last if last in ("jr", "sr", "ii", "iii", "iv") else ""


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings can be one person: close surnames, and first names that do not contradict.

    Examples
    --------
    >>> is_same_name("Rod Marsh", "Roderick B. Marsh"), is_same_name("Ann Lee", "Amy Lee")
    (True, False)
    """
    a, b = plain_words(one), plain_words(other)
    if len(a) < 2 or len(b) < 2 or fuzz.ratio(a[-1], b[-1]) < _MIN_SURNAME_RATIO:
        return False
    first, second = sorted((a[0], b[0]), key=len)
    return second.startswith(first) or fuzz.ratio(first, second) >= _MIN_FIRST_NAME_RATIO


def _is_same(person: Participant, name: str, _affiliation: str | None) -> bool:
    return is_same_name(person.name, name)


def _is_other_form(person: Participant, name: str, affiliation: str | None) -> bool:
    """The same surname, and an everyday form of the first name, or its initial with the printed affiliation."""
    a, b = plain_words(person.name), plain_words(name)
    if len(a) < 2 or len(b) < 2 or a[-1] != b[-1]:
        return False
    printed = affiliation is not None and affiliation in (person.firm, person.title)
    return _is_nickname(a[0], b[0]) or (printed and a[0][0] == b[0][0])


def _is_slip(person: Participant, name: str, affiliation: str | None) -> bool:
    """The same surname and a letter's slip in the first name, where no affiliation says who it is."""
    a, b = plain_words(person.name), plain_words(name)
    if affiliation is not None or len(a) < 2 or len(b) < 2 or a[-1] != b[-1]:
        return False
    return a[0][0] == b[0][0] and Levenshtein.distance(a[0], b[0]) == 1


def _is_part(person: Participant, name: str, _affiliation: str | None) -> bool:
    """A surname alone, where the person's whole name is known; first names are shared too often."""
    known, said = plain_words(person.name), plain_words(name)
    return len(said) == 1 and len(known) > 1 and said[0] == known[-1]


def _is_nickname(one: str, other: str) -> bool:
    return frozenset((one, other)) in _NICKNAMES


def role_of_title(name: str, title: str | None) -> Role:
    """The role that a printed title or a nameless speaker's designation tells.

    Examples
    --------
    >>> role_of_title("Ann Lee", "EVP, CFO"), role_of_title("Bo Ek", "MD and Analyst")
    ('executive', 'analyst')
    >>> role_of_title("Unidentified Analyst", None), role_of_title("Analyst 2", None), role_of_title("Bo Ek", None)
    ('analyst', 'analyst', 'unknown')
    """
    if is_operator(name):
        return "operator"
    if title and ANALYST_WORDS.search(title):
        return "analyst"
    if title and EXECUTIVE_WORDS.search(title):
        return "executive"
    if name.lower().startswith(("unidentified", "unknown", "unverified")) or is_label(name):
        if _UNNAMED_ANALYST.search(name):
            return "analyst"
        return "executive" if _UNNAMED_EXECUTIVE.search(name) else "unknown"
    return "unknown"


def introduced_firm(words: str, name: str) -> str | None:
    """The firm an operator names with a questioner; None without one.

    Examples
    --------
    >>> introduced_firm("The next question is from Ann Lee with Quill & Company. Please proceed.", "Ann Lee")
    'Quill & Company'
    >>> introduced_firm("Ann Lee, Quill & Co.", "Ann Lee"), introduced_firm("Ann Lee. Please proceed.", "Ann Lee")
    ('Quill & Co.', None)
    """
    at = words.rfind(name)
    if at < 0:
        surname = name.split()[-1]
        at, name = words.rfind(surname), surname
    match = _FIRM.match(words, at + len(name)) if at >= 0 else None
    if match is None or not (match[1][:1].isupper() or match[1][:4] == "the "):
        return None
    firm = _cut_firm(match[1])
    return firm if firm[:1].isupper() else None


def _cut_firm(text: str) -> str:
    start = 4 if text.startswith("the ") else 0
    for end in _FIRM_END.finditer(text, start + 1):
        firm = text[start : end.start()].strip(" ,")
        last = firm.split()[-1].lower() if firm else ""
        if text[end.start() : end.start() + 1] == "." and last in _SHORTENED:
            return f"{firm}."
        if firm:
            return firm
    return text[start:].strip(" ,.")
