"""Where the questions begin, in layouts without a heading that says so.

In: roles and words of the turns in order.  Out: the index of the turn that begins ``q_and_a``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from themes.records import Role

_HAND_OFF = re.compile(
    r"\b(?:open|opened|opening|turn|hand|pass)\b[^.?!]{0,80}\b(?:questions?|q&a|q and a|question[ -]and[ -]answer)\b"
    r"|\b(?:take|begin|start|proceed|move|go|ready|happy)\b[^.?!]{0,60}\b(?:questions|q&a|question[ -]and[ -]answer)\b"
    r"|\b(?:first|next) question\b",
    re.I,
)
_INTRODUCTION = re.compile(
    r"\b(?:first|next) question\b|\bquestions? (?:comes?|is coming|is from)\b|\bfrom the line of\b"
    r"|\b(?:begin|conduct|start)\b[^.?!]{0,40}\bquestion[ -]and[ -]answer\b|\bpoll for questions\b",
    re.I,
)
# A hand-off stands at the end of the last remarks; "we will take questions later" near their start is none.
_HAND_OFF_CHARS = 400


# A host who is no operator calls the first questioner so.
_HOST_CALLS = re.compile(
    r"\b(?:first|next)\s(?:one|question)\s(?:is|comes|will be|today is)\s(?:coming\s)?from\b", re.I
)
_MAX_HOST_WORDS, _MAX_QUESTION_WORDS = 80, 200


def find_questions(roles: Sequence[Role], texts: Sequence[str], names: Sequence[str] = ()) -> int | None:
    """Index of the turn with which the questions begin; None when there are no questions.

    Parameters
    ----------
    roles, texts : sequences
        Of each turn.
    names : sequence of str, optional
        Who speaks each turn: without an operator, somebody not yet heard who asks behind a hand-off begins them.

    Notes
    -----
    It is the operator's turn that answers the first hand-off ("please open the call for questions"), or the first that
    calls a questioner; without an operator, the first analyst's turn, a host's that calls one, or that of somebody new.
    """
    spoken = False
    for i, role in enumerate(roles):
        if role == "analyst" and spoken:
            return i
        if role == "operator" and spoken and _calls_questioner(i, roles, texts):
            return i
        spoken = spoken or role != "operator"
    return None if "operator" in roles else _without_operator(texts, names)


def _without_operator(texts: Sequence[str], names: Sequence[str]) -> int | None:
    heard: set[str] = set()
    for i, (name, words) in enumerate(zip(names, texts, strict=False)):
        is_new = name not in heard
        heard.add(name)
        if i and _HOST_CALLS.search(words):
            return i if len(words.split()) <= _MAX_HOST_WORDS else i + 1 if i + 1 < len(texts) else None
        is_question = "?" in words and len(words.split()) <= _MAX_QUESTION_WORDS
        if i and is_new and is_question and _HAND_OFF.search(texts[i - 1][-_HAND_OFF_CHARS:]):
            return i
    return None


def _calls_questioner(i: int, roles: Sequence[Role], texts: Sequence[str]) -> bool:
    if _INTRODUCTION.search(texts[i]) or _HAND_OFF.search(texts[i - 1][-_HAND_OFF_CHARS:]):
        return True
    return i + 1 < len(roles) and roles[i + 1] == "analyst"
