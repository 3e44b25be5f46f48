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
from themes.transcripts.labels import called_name

_CALLS_NEXT = re.compile(
    r"\b(?:first|next|last|final) question (?:comes|is coming|is|will come)\b"
    r"|\bline is (?:now )?(?:open|live)\b"
    r"|\bfrom the line of\b|\boperator instructions\b"
    r"|\bin (?:a )?listen[ -]only mode\b|\byou may (?:now )?disconnect\b",
    re.I,
)
_ASKS = re.compile(
    r"\?|\b(?:tak|tool)(?:e|ing|en) (?:my|the|our) questions?\b|\b(?:my|one|two|a couple of) (?:quick )?questions?\b",
    re.I,
)
_STANDS_IN = re.compile(r"\b(?:in for|on for|on behalf of|sitting in for|calling in for)\b", re.I)
_MIN_WORDS = 4
_INTRODUCED_CHARS = 200


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
    turns: dict[str, list[int]] = defaultdict(list)
    for i, person in enumerate(speakers):
        if person.role == "unknown" and person.name != UNKNOWN_SPEAKER and not is_unnamed(person.name):
            turns[person.name].append(i)
    settled: dict[str, Role] = {}
    for name, places in turns.items():
        role = _role(name, places, speakers, texts, begins, settled)
        if role != "unknown":
            settled[name] = role
    return settled


def _role(
    name: str,
    places: Sequence[int],
    speakers: Sequence[Participant],
    texts: Sequence[str],
    begins: int | None,
    settled: dict[str, Role],
) -> Role:
    surname = called_name(name).casefold()
    called = [i for i in places if i and surname in texts[i - 1][-_INTRODUCED_CHARS:].casefold()]
    if not called and 2 * sum(bool(_CALLS_NEXT.search(texts[i])) for i in places) > len(places):
        return "operator"
    if begins is None or places[0] < begins:
        return "executive"
    asks = answers = 0
    for i in places:
        before = settled.get(speakers[i - 1].name, speakers[i - 1].role)
        after = settled.get(speakers[i + 1].name, speakers[i + 1].role) if i + 1 < len(speakers) else "unknown"
        if before == "operator" and surname in texts[i - 1].casefold():
            return "analyst"
        if len(texts[i].split()) < _MIN_WORDS:
            continue
        question = bool(_ASKS.search(texts[i]))
        asks += question and (before != "analyst" or after == "executive") or bool(_STANDS_IN.search(texts[i][:200]))
        answers += not question and before in ("analyst", "executive")
    if asks == answers:
        return "unknown"
    return "analyst" if asks > answers else "executive"
