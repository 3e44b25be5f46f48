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


def find_questions(roles: Sequence[Role], texts: Sequence[str]) -> int | None:
    """Index of the turn with which the questions begin; None when there are no questions.

    Notes
    -----
    It is the operator's turn that answers the first hand-off ("please open the call for questions"), or the first that
    calls a questioner; without an operator, the first analyst's turn.
    """
    spoken = False
    for i, role in enumerate(roles):
        if role == "analyst" and spoken:
            return i
        if role == "operator" and spoken and _calls_questioner(i, roles, texts):
            return i
        spoken = spoken or role != "operator"
    return None


def _calls_questioner(i: int, roles: Sequence[Role], texts: Sequence[str]) -> bool:
    if _INTRODUCTION.search(texts[i]) or _HAND_OFF.search(texts[i - 1][-_HAND_OFF_CHARS:]):
        return True
    return i + 1 < len(roles) and roles[i + 1] == "analyst"
