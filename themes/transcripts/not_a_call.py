"""What a text is that is no call: a press release, a filing, documentation, a summary, ..., by what stands in it.

In: a source text.  Out: what it looks like, with the marks that say so, or None.  A text in which people speak as they
do on a call is none of these, unless it has what no transcript has (commands, code, a chat's times).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

# What a text is shows soon; the middle of a long one is left alone.
_MAX_CHARS = 15_000
# Nobody writes so in a letter.
_ASKED = re.compile(r"^operator\b|\b(?:first|next|last) question (?:is|comes|will)\b|\byour line is\b", re.M)
_PERSON = re.compile(r"\b(?:i|we|our|us|my|me)\b")
_MIN_SPOKEN = 3
_MIN_SPOKEN_PERSON, _MIN_PERSON_SHARE = 2, 0.03
_SILENT_SHARE = 0.03
_CODE_LINE = re.compile(
    r"\s{0,40}(?:.{0,200}[;{}]|(?:def|class|import|from|return|const|let|var|function|public|private|async|package|using"
    r"|#include|for|if|else|elif|try|except|raise|with|print)\b.{0,200}[:()\[\]{}'\";]"
    r"|(?:import|from) [\w.]{1,60}.{0,80}|[\w.\[\]]{1,60}\s?(?:=|\+=|:=)\s?\S.{0,200}|[\w.]{1,60}\(.{0,200}\)[;:]?"
    r"|@\w{1,40}.{0,80}|#!.{1,80}|//.{0,200})\s{0,9}"
)
_CHAT_LINE = re.compile(
    r"\s{0,9}(?:\[?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]m)?\]?\s?[-–]?\s?[^:\n]{1,40}:"
    r"|\[?\d{1,2}:\d\d(?::\d\d)?\]?\s?(?:<|\*(?!\*))|\d{1,2}:\d\d:\d\d\s{1,3}from .{1,60} to .{1,40}:)"
)
_CHAT_NAME = re.compile(r"\s{0,9}\S.{1,40}\s{1,4}\d{1,2}:\d\d\s?[ap]m\s{0,9}")
_LOG_LINE = re.compile(
    r"\s{0,9}\[?\d{4}-\d\d-\d\d[ t]\d\d:\d\d:\d\d\S{0,12}\s{1,4}\S{0,30}\s?"
    r"[\[(]?(?:info|warn|error|debug|critical|trace)"
)
_WIRE_LINE = re.compile(r"(?:q[1-4]|qtrly|sees|fy|h[12]|reports|raises|reaffirms|declares|board|says)\b")
_MIN_LINES = 3
_MORE_WITH_SPEAKERS = 2
_STOPS = (".", "?", "!", '"', "”", ":", ",", ";")


@dataclass(frozen=True)
class _Kind:
    """A kind of text, and how many of its marks make one."""

    name: str
    least: int
    marks: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class _Marks:
    """All marks of the data file."""

    spoken: tuple[re.Pattern[str], ...]
    documentation: _Kind
    mail: _Kind
    slides: _Kind
    written: tuple[_Kind, ...]


@cache
def _marks() -> _Marks:
    data = tomllib.loads(files("themes.transcripts").joinpath("data", "not_a_call.toml").read_text(encoding="utf-8"))
    return _Marks(
        _patterns(data["spoken"]),
        _kind(data["documentation"]),
        _kind(data["mail"]),
        _kind(data["slides"]),
        tuple(_kind(kind) for kind in data["written"]),
    )


def _kind(kind: dict[str, Any]) -> _Kind:
    return _Kind(kind["name"], kind["least"], _patterns(kind["marks"]))


def _patterns(marks: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(mark, re.M) for mark in marks.strip("\n").split("\n"))


def what_it_is(text: str, *, has_speakers: bool = False) -> str | None:
    r"""What a text looks like that is no call, with the marks that say so; None for what may be a call.

    Parameters
    ----------
    text : str
    has_speakers : bool
        A layout found people who speak in turn: more marks are needed then, and slides may be a call's.

    Examples
    --------
    >>> what_it_is("FOR IMMEDIATE RELEASE\nOtter Peak today announced results.\nAbout Otter Peak\nIt builds.")
    'a press release ("for immediate release", "today announced", "about otter peak")'
    >>> what_it_is("Good morning, and welcome to our call. I'll turn it over to Lars. We sold boats.") is None
    True
    """
    lower, marks = _start(text), _marks()
    lines = [line for line in lower.split("\n") if line.strip()]
    shape = _shape(lines)
    if shape:
        return shape
    spoken = _is_spoken(lower)
    documentation = _found(marks.documentation, lower)
    if len(documentation) >= marks.documentation.least + spoken + has_speakers:
        return _named(marks.documentation, documentation)
    mail = _found(marks.mail, lower)
    if len(mail) >= marks.mail.least and not _ASKED.search(lower):
        return _named(marks.mail, mail)
    if spoken:
        return None
    more = _MORE_WITH_SPEAKERS if has_speakers else 0
    found = [(kind, seen) for kind in marks.written if len(seen := _found(kind, lower)) >= kind.least + more]
    if not found and not has_speakers:
        found = [(marks.slides, seen) for seen in [_found(marks.slides, lower)] if _are_slides(seen, lines, marks)]
    return _named(*max(found, key=lambda item: len(item[1]) / item[0].least)) if found else None


def _are_slides(seen: Sequence[str], lines: Sequence[str], marks: _Marks) -> bool:
    unstopped = sum(not line.rstrip().endswith(_STOPS) for line in lines)
    return len(seen) >= marks.slides.least and 2 * unstopped > len(lines)


def is_spoken(text: str) -> bool:
    """Whether people speak in a text as they do on a call: greetings, hand-overs, questions called, "I'd say".

    Examples
    --------
    >>> is_spoken("Good day. Let me turn to our margin; I'll be brief."), is_spoken("Good day. Boats sold well.")
    (True, False)
    """
    return _is_spoken(_start(text))


def count_spoken(text: str) -> int:
    """How many of the marks of speech on a call a text has ("please go ahead", "I'll turn it over to", ...)."""
    return _n_spoken(_start(text))


def nobody_speaks(text: str) -> bool:
    """Whether a text without speaker lines has hardly a word that one says on a call: an article or a list.

    Examples
    --------
    >>> nobody_speaks("An earnings call is a teleconference of a company. Analysts ask about revenue and guidance.")
    True
    >>> nobody_speaks("We sold more boats, and our guidance stands."), nobody_speaks("Good day. I'll be brief.")
    (False, False)
    """
    lower = _start(text)
    return _n_spoken(lower) <= 1 and _person_share(lower) < _SILENT_SHARE


def _start(text: str) -> str:
    return text[:_MAX_CHARS].lower()


def _is_spoken(lower: str) -> bool:
    n_spoken = _n_spoken(lower)
    return n_spoken >= _MIN_SPOKEN or (n_spoken >= _MIN_SPOKEN_PERSON and _person_share(lower) >= _MIN_PERSON_SHARE)


def _n_spoken(lower: str) -> int:
    return sum(pattern.search(lower) is not None for pattern in _marks().spoken)


def _person_share(lower: str) -> float:
    return len(_PERSON.findall(lower)) / max(1, len(lower.split()))


def _found(kind: _Kind, lower: str) -> list[str]:
    """What stands in the text of a kind's marks, one a mark."""
    return [" ".join(match[0].split()) for mark in kind.marks if (match := mark.search(lower)) is not None]


def _named(kind: _Kind, marks: Sequence[str]) -> str:
    quoted = ", ".join(f'"{mark.strip()[:40]}"' for mark in marks[:3])
    return f"{kind.name} ({quoted})"


def _shape(lines: Sequence[str]) -> str | None:
    """Code, a chat, a log or a wire's headlines, told by the form of most lines."""
    n = len(lines)
    if n < _MIN_LINES:
        return None
    shapes = (
        ("source code", _CODE_LINE, 0.5), ("a chat", _CHAT_LINE, 0.6), ("a chat", _CHAT_NAME, 0.3),
        ("a program's log", _LOG_LINE, 0.6), ("headlines of a news wire, a summary", _WIRE_LINE, 0.6),
    )  # fmt: skip
    for name, pattern, share in shapes:
        n_found = sum(_matches(pattern, line) for line in lines)
        if n_found >= share * n:
            return f"{name} ({n_found} of {n} lines)"
    return None


def _matches(pattern: re.Pattern[str], line: str) -> bool:
    whole = pattern in (_CODE_LINE, _CHAT_NAME)
    return (pattern.fullmatch(line) if whole else pattern.match(line)) is not None
