"""Speaker lines and people's lists of Motley Fool pages.

In: lines.  Out: where a speaker begins, and participants.  ``Name -- Title``, ``Name--Firm -- Analyst``, a bare name,
``Name:words``; the lists of newer pages have the title first (``Chief Financial Officer — Name``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from themes.records import Participant
from themes.transcripts.headers import (
    SpeakerHeader,
    has_title_words,
    is_operator,
    looks_like_name,
    operator_name,
    parse_header,
    split_affiliation,
)
from themes.transcripts.lines import Line
from themes.transcripts.people import is_same_name, role_of_title

_DASH = re.compile(r"\s{0,4}(?:--|—|–)\s{0,4}")
_COLON = re.compile(r"(?P<name>[A-Z][^:\n]{1,40}?):\s{0,4}(?=\S)")
_QUOTES = re.compile(r"[“”\"]")
_MAX_CHARS = 160
_MAX_PARTS = 4
# No call has more people; a text that seems to is not worth comparing everyone with everyone.
_MAX_COMPARED = 150
_ABBREVIATED = ("inc.", "co.", "corp.", "ltd.", "jr.", "sr.", "l.p.", "n.v.", "s.a.", "plc.")


@dataclass(frozen=True)
class Spoken:
    """Who begins to speak, the offset in the source at which their words begin, and whether it is surely a speaker."""

    header: SpeakerHeader
    start: int
    is_sure: bool = False


def is_entry(text: str) -> bool:
    """Whether a line could belong to a list of people."""
    return roster_entry(text) is not None


def roster_entry(text: str) -> Participant | None:
    """The person of a list's line: name first, or title first where only the last part can be a name.

    Examples
    --------
    >>> roster_entry("Ann Lee--Quill & Co. -- Analyst"), roster_entry("President and CEO — Bo Ek")
    (Participant(name='Ann Lee', role='analyst', title='Analyst', firm='Quill & Co.'), \
Participant(name='Bo Ek', role='executive', title='President and CEO', firm=None))
    """
    parts = _parts(text)
    if len(parts) < 2:
        return None
    if has_title_words(parts[0]) and _is_name(parts[-1]):
        title = ", ".join(parts[:-1])
        return Participant(parts[-1], role_of_title(parts[-1], title), title)
    if not _is_name(parts[0]) or has_title_words(parts[0]):
        return None
    firm, title_ = split_affiliation(parts[1:])
    return Participant(parts[0], role_of_title(parts[0], title_), title_, firm)


def read_people(entries: Sequence[str]) -> tuple[Participant, ...]:
    """The people of the lists' lines."""
    return tuple(person for entry in entries if (person := roster_entry(entry)))


def find_speakers(lines: Sequence[Line], people: Sequence[Participant]) -> dict[int, Spoken]:
    """Speakers by the index of their line."""
    counts = Counter(line.text for line in lines)
    colons = Counter(match["name"] for line in lines if (match := _COLON.match(line.text)))
    names = frozenset(person.name for person in people)
    found: dict[int, Spoken] = {}
    after_operator = False
    for i, line in enumerate(lines):
        spoken = (
            _dashed(line, counts, names)
            or _alone(line, counts, names)
            or _with_words(line, colons, names, after_operator)
        )
        if spoken:
            found[i], after_operator = spoken, is_operator(spoken.header.name)
    return found


def _parts(text: str) -> list[str]:
    """The parts between dashes, where each could be a name, a firm or a title."""
    if len(text) > _MAX_CHARS or (text.endswith((".", "?", "!", ",")) and not text.lower().endswith(_ABBREVIATED)):
        return []
    parts = [part for part in _DASH.split(text.replace("*", "").strip()) if part]
    fits = len(parts) <= _MAX_PARTS and all(part[0].isupper() or part[0].isdigit() for part in parts)
    return parts if fits else []


def _is_name(text: str) -> bool:
    return looks_like_name(_QUOTES.sub("", text)) and len(text.split()) > 1


def _dashed(line: Line, counts: Counter[str], names: frozenset[str]) -> Spoken | None:
    parts = _parts(line.text)
    if len(parts) < 2 or not _is_name(parts[0]) or has_title_words(parts[0]):
        return None
    firm, title = split_affiliation(parts[1:])
    if title is None and parts[0] not in names and counts[line.text] < 2:
        return None
    return Spoken(SpeakerHeader(parts[0], firm, title, len(parts)), line.end, title is not None)


def _alone(line: Line, counts: Counter[str], names: frozenset[str]) -> Spoken | None:
    """``Operator``, an unnamed speaker, or a name that is listed or comes again."""
    if is_operator(line.text):
        return Spoken(SpeakerHeader(operator_name(line.text)), line.end, True)
    header = parse_header(line.text)
    if header and header.n_parts == 1:
        return Spoken(header, line.end)
    again = counts[line.text] > 1 and len(line.text.split()) <= 4 and not line.text.endswith(".")
    if line.text in names or (
        again and _is_name(line.text) and not has_title_words(line.text) and "&" not in line.text
    ):
        return Spoken(SpeakerHeader(line.text), line.end)
    return None


def _with_words(line: Line, colons: Counter[str], names: frozenset[str], after_operator: bool) -> Spoken | None:
    match = _COLON.match(line.text)
    if match is None:
        return None
    name, start = match["name"], line.start + match.end()
    if is_operator(name):
        return Spoken(SpeakerHeader(operator_name(name)), start, True)
    unnamed = parse_header(name)
    if unnamed and unnamed.n_parts == 1:
        return Spoken(unnamed, start)
    if not _is_name(name):
        return None
    listed = name in names or (len(names) <= _MAX_COMPARED and any(is_same_name(name, known) for known in names))
    if not listed and not after_operator and colons[name] < 2:
        return None
    return Spoken(SpeakerHeader(name), start, listed)
