"""Roles of people whom neither list nor title places: by what they do.

In: speakers and words of the turns in order.  Out: a role a name.  A placeholder ("Unidentified Analyst") keeps what it
states and is unknown otherwise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from themes.records import Participant, Role
from themes.transcripts.draft import UNKNOWN_SPEAKER
from themes.transcripts.headers import is_unnamed
from themes.transcripts.labels import called_name, is_label
from themes.transcripts.people import introduced_firm

_CALLS_NEXT = re.compile(
    r"\b(?:first|next|last|final) question (?:comes|is coming|is|will come)\b"
    r"|\bline is (?:now )?(?:open|live)\b"
    r"|\bfrom the line of\b|\boperator instructions\b"
    r"|\bin (?:a )?listen[ -]only mode\b|\byou may (?:now )?disconnect\b",
    re.I,
)
_WELCOMES = re.compile(r"\bwelcome\b[^.?!]{0,120}\b(?:call|conference|webcast)\b", re.I)
_ASKS = re.compile(
    r"\?|\b(?:tak|tool)(?:e|ing|en) (?:my|the|our) questions?\b|\b(?:my|one|two|a couple of) (?:quick )?questions?\b",
    re.I,
)
_NEXT = re.compile(r"\b(?:first|next|last|final)\b|\bquestions?\b", re.I)
_THANKS = re.compile(r"\b(?:thanks|thank you|helpful|appreciate|great|perfect|got it|very clear)\b", re.I)
_SAYS_WHO = re.compile(
    r"\b(?:it['’]s|it is|this is|I['’]m)\s(?P<name>[A-Z][\w'’-]{1,30}(?:\s[A-Z][\w'’.-]{0,30}){0,3})"
    r"\s(?:from|at|with|of)\s[A-Z]"
)
_STANDS_IN = re.compile(r"\b(?:in for|on for|on behalf of|sitting in for|calling in for)\b", re.I)
_MIN_WORDS, _MAX_THANKS_WORDS = 4, 9
_MAX_QUESTION_WORDS = 150
_N_ROUNDS = 2
_MAX_TURNS_A_CALL = 4  # of a voice that the operator called; a label that speaks more often has only spoken up first
_INTRODUCED_CHARS = 200


def settle_operators(speakers: Sequence[Participant], texts: Sequence[str]) -> dict[str, Role]:
    """Named people of unknown role who call the questioners; speakers and texts as for :func:`settle_roles`."""
    unknown = _unknown(speakers).items()
    return {name: "operator" for name, places in unknown if _conducts(name, places, texts)}


def calls_questioner(words: str) -> bool:
    """Whether somebody calls the next questioner, as an operator does.

    Examples
    --------
    >>> calls_questioner("The next question comes from Ann Lee."), calls_questioner("My question is on boats.")
    (True, False)
    """
    return _CALLS_NEXT.search(words) is not None


def is_called_next(words: str, name: str) -> bool:
    """Whether somebody else than an operator calls this questioner, with their firm.

    Examples
    --------
    >>> is_called_next("Let us take questions. The first one is from Ann Lee at Quill.", "Ann Lee")
    True
    >>> is_called_next("Ann Lee from Quill is next.", "Ann Lee"), is_called_next("Ann Lee will tell you.", "Ann Lee")
    (True, False)
    """
    if introduced_firm(words, name) is None:
        return False
    return _NEXT.search(words[max(words.rfind(name.split()[-1]) - _INTRODUCED_CHARS, 0) :]) is not None


def settle_roles(speakers: Sequence[Participant], texts: Sequence[str], begins: int | None) -> dict[str, Role]:
    """Roles of named people that are unknown so far.

    Parameters
    ----------
    speakers : sequence of Participant
        Of each turn; role ``unknown`` where nothing printed tells it.
    texts : sequence of str
        Words of each turn.
    begins : int, optional
        Index of the turn with which the questions begin.
    """
    settled: dict[str, Role] = {}
    for _ in range(_N_ROUNDS):  # who answers is known once those who ask are
        for name, places in _unknown(speakers).items():
            if name not in settled:
                role = _role(name, places, speakers, texts, begins, settled)
                settled |= {name: role} if role != "unknown" else {}
    return settled


def _unknown(speakers: Sequence[Participant]) -> dict[str, list[int]]:
    """Places of the turns of each named person whose role is unknown."""
    turns: dict[str, list[int]] = defaultdict(list)
    for i, person in enumerate(speakers):
        if person.role == "unknown" and person.name != UNKNOWN_SPEAKER and not is_unnamed(person.name):
            turns[person.name].append(i)
    return turns


def _conducts(name: str, places: Sequence[int], texts: Sequence[str]) -> bool:
    """Whether most of somebody's turns call a questioner, and nobody introduces them."""
    surname = called_name(name).casefold()
    if any(i and surname in texts[i - 1][-_INTRODUCED_CHARS:].casefold() for i in places):
        return False
    acts = sum(bool(_CALLS_NEXT.search(texts[i])) for i in places)
    acts += acts > 0 and places[0] == 0 and not _CALLS_NEXT.search(texts[0]) and bool(_WELCOMES.search(texts[0]))
    return 2 * acts > len(places)


def _names_own_firm(words: str, name: str) -> bool:
    """Whether somebody says who they are and for whom, as questioners from the floor do."""
    named = _SAYS_WHO.search(words[:_INTRODUCED_CHARS])
    return named is not None and name.split()[-1].casefold() in named["name"].casefold()


def _is_called_by_no_name(name: str, words: str) -> bool:
    """Whether the operator calls a questioner, and this is one whose label nobody can say."""
    return is_label(name) and calls_questioner(words)


def _role(
    name: str,
    places: Sequence[int],
    speakers: Sequence[Participant],
    texts: Sequence[str],
    begins: int | None,
    settled: dict[str, Role],
) -> Role:
    surname = called_name(name).casefold()
    if _conducts(name, places, texts):
        return "operator"
    if begins is None or places[0] < begins:
        return "executive"
    asks = answers = n_called = 0
    for i in places:
        before = settled.get(speakers[i - 1].name, speakers[i - 1].role)
        after = settled.get(speakers[i + 1].name, speakers[i + 1].role) if i + 1 < len(speakers) else "unknown"
        if before == "operator" and surname in texts[i - 1].casefold():
            return "analyst"
        if i == places[0] and is_called_next(texts[i - 1], name):
            return "analyst"
        n_called += before == "operator" and _is_called_by_no_name(name, texts[i - 1])
        if len(texts[i].split()) < _MIN_WORDS:
            continue
        # A long turn behind an analyst's is an answer, whatever it asks by the way.
        is_long = before == "analyst" and len(texts[i].split()) > _MAX_QUESTION_WORDS
        question = bool(_ASKS.search(texts[i]) or _names_own_firm(texts[i], name)) and not is_long
        asks += question and (before != "analyst" or after == "executive") or bool(_STANDS_IN.search(texts[i][:200]))
        is_thanks = len(texts[i].split()) < _MAX_THANKS_WORDS and _THANKS.search(texts[i])
        answers += not question and not is_thanks and before in ("analyst", "executive")
    if n_called * _MAX_TURNS_A_CALL >= len(places):
        return "analyst"
    if asks == answers:
        return "unknown"
    return "analyst" if asks > answers else "executive"
